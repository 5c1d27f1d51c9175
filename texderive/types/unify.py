"""Sizes as unknowns: union-find over named, literal and open dimensions."""
from __future__ import annotations

from ..matrix import product_dim
from ..symbols import Dim


class Size:
    """One axis that is not absent.  `name` is rigid (declared or given by a range); `wish` only suggests a name."""

    __slots__ = ("parent", "name", "wish", "factors")

    def __init__(self, name: Dim | None = None, wish: str = "", factors: tuple["Axis", ...] = ()):
        self.parent: Size | None = None
        self.name, self.wish, self.factors = name, wish, factors

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
    if (a.factors or b.factors) and settled(a) is not None and settled(a) == settled(b):
        return True
    if a.factors and b.factors:
        return len(a.factors) == len(b.factors) and all(unify(x, y) for x, y in zip(a.factors, b.factors))
    if a.name is not None and b.name is not None:
        return a.name == b.name
    if b.name is not None or b.factors:
        a, b = b, a
    if b.factors:
        return _divided(a.name, b.factors) if isinstance(a.name, int) else isinstance(a.name, str) and "*" in a.name and _named_apart(a.name, b.factors)
    b.parent = a
    a.wish = a.wish or b.wish
    return True


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
