"""Sizes as unknowns: union-find over named, literal and open dimensions."""
from __future__ import annotations

from ...symbols import product_dim, sum_dim
from ...symbols import Dim


class Size:
    """One axis that is not absent.  `name` is rigid (declared or given by a range); `wish` only suggests a name;
    a product of sizes has `factors`, a sum `terms`."""

    __slots__ = ("parent", "name", "wish", "factors", "terms")

    def __init__(self, name: Dim | None = None, wish: str = "", factors: tuple["Axis", ...] = (), terms: tuple["Axis", ...] = ()):
        self.parent: Size | None = None
        self.name, self.wish, self.factors, self.terms = name, wish, factors, terms

    def root(self) -> "Size":
        node = self
        while node.parent is not None:
            node = node.parent
        return node


Axis = Size | int                  # the integer 1 is an absent axis


def unify(a: Axis, b: Axis) -> bool:
    """Make two axes the same size; False when they contradict each other."""
    if a is b:
        return True
    if isinstance(a, int) or isinstance(b, int):
        return a == b
    a, b = a.root(), b.root()
    if a is b:
        return True
    if a.terms or b.terms:
        return _added(a, b)
    if (a.factors or b.factors) and settled(a) is not None and settled(a) == settled(b):
        return True
    if a.factors and b.factors:
        return len(a.factors) == len(b.factors) and all(unify(x, y) for x, y in zip(a.factors, b.factors))
    if a.name is not None and b.name is not None:
        return a.name == b.name
    if b.name is not None or b.factors:
        a, b = b, a
    if b.factors:
        return (_divided(a.name, b.factors) if isinstance(a.name, int) else isinstance(a.name, str) and "*" in a.name
                and _named_apart(a.name, b.factors))
    if a.factors and _inside(b, a):
        return False
    b.parent = a
    a.wish = a.wish or b.wish
    return True


def _added(a: Size, b: Size) -> bool:
    """Make a sum of sizes, that of blocks in a row, the same as another size;
    a single letter declared for it becomes a name of the sum."""
    if settled(a) is not None and settled(a) == settled(b):
        return True
    if a.terms and b.terms:
        return len(a.terms) == len(b.terms) and all(unify(x, y) for x, y in zip(a.terms, b.terms))
    whole, added = (a, b) if b.terms else (b, a)
    if whole.factors or _inside(whole, added):
        return False
    if whole.name is None or isinstance(whole.name, str) and "+" not in whole.name:
        whole.parent = added
        return True
    sizes = [settled(t) for t in added.terms]
    open_ = [t for t, size in zip(added.terms, sizes) if size is None]
    if isinstance(whole.name, int):
        rest: Dim = whole.name - sum(size for size in sizes if isinstance(size, int))
        named = any(isinstance(size, str) for size in sizes)
        return not named and len(open_) == 1 and rest > 1 and unify(open_[0], Size(rest))
    names = whole.name.replace(" ", "").split("+")
    for size in sizes:
        if size is not None and str(size) not in names:
            return False
        if size is not None:
            names.remove(str(size))
    return len(open_) == len(names) and all(unify(t, Size(int(name) if name.isdecimal() else name))
                                            for t, name in zip(open_, names))


def _inside(part: Size, whole: Size) -> bool:
    """Whether a size is one of those that a sum or a product is made of."""
    return any(not isinstance(t, int) and (t.root() is part or _inside(part, t.root())) for t in whole.terms or whole.factors)


def _divided(whole: int, factors: tuple[Axis, ...]) -> bool:
    """Make a product of sizes a literal number, where all but one factor are numbers."""
    sizes = [settled(f) for f in factors]
    known = 1
    for s in sizes:
        known *= s if isinstance(s, int) else 1
    open_ = [f for f, s in zip(factors, sizes) if not isinstance(s, int)]
    return len(open_) == 1 and whole % known == 0 and unify(open_[0], Size(whole // known) if whole != known else 1)


def _named_apart(whole: str, factors: tuple[Axis, ...]) -> bool:
    """Make a product of sizes the product m*n, where all but one factor are known."""
    names, open_ = whole.split("*"), []
    for f in factors:
        size = settled(f)
        if size is None:
            open_.append(f)
        elif str(size) in names:
            names.remove(str(size))
        else:
            return False
    return len(open_) == len(names) == 1 and unify(open_[0], Size(names[0])) or not open_ and not names


def settled(a: Axis) -> Dim | None:
    """The size's name if it is known by now, else None."""
    if isinstance(a, int):
        return a
    a = a.root()
    if a.factors:
        parts = [settled(f) for f in a.factors]
        return None if None in parts else product_dim(*parts)
    if a.terms:
        parts = [settled(t) for t in a.terms]
        return None if None in parts else sum_dim(*parts)
    return a.name


def show(rows: Axis, cols: Axis) -> str:
    """A shape in words, for messages; open sizes are question marks."""
    def one(a: Axis) -> str:
        return str(settled(a) or "?")

    if rows == 1 and cols == 1:
        return "a scalar"
    if cols == 1:
        return f"a vector of length {one(rows)}" if settled(rows) else "a column vector"
    if rows == 1:
        return f"a row vector (1 x {one(cols)})" if settled(cols) else "a row vector"
    return f"{one(rows)} x {one(cols)}" if settled(rows) or settled(cols) else "a matrix"
