r"""Index notation: scalar expressions in components, with free and bound indices.

Nodes are interned: within a session equal expressions are one object, so equality is identity and passes memoise on nodes.
Binders are nameless: the index bound by a sum is `bound(dim, level)` with level = 1 + the deepest binder inside its body, so
alpha-equivalent expressions are one object.  To look below a binder, open it (a fresh free index takes the place of the
bound one) and close it again; nothing else may touch bound indices.

ops   num const dim              data: Fraction, name, size
      comp (ix)                  data: Symbol; one index per slot
      ival (i)                   the index as a number, 1-based
      delta (i, j), cmp (i, j)   cmp data: "<", "<=", ">", ">=", "=", "!="
      add mul pow                pow: (base, exponent)
      sum prod                   ix: (bound,); args: (body,)
      fn (arg)                   data: name in texderive.functions
      tfn (body) (body, exponent)  data: (name, number of bound slots, extra); ix: bound slots, then output indices; the exponent of a
                                 matrix power is an argument where it is no number
      ind (a, b) max min cases   as in texderive.matrix
      app (bodies...)            data: (Opaque, argument numbers differentiated, bound slots per argument); ix: all slots, then outputs
      deriv (body)               data: Symbol; ix: the component, unevaluated
"""
from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import count
from typing import Any

from .records import record
from .symbols import Dim, Symbol


class Index:
    """A free index (level 0, told apart by identity) or a bound one (one object per size and level)."""

    __slots__ = ("name", "dim", "level", "serial")

    def __init__(self, name: str, dim: Dim, level: int = 0, serial: int = 0):
        self.name, self.dim, self.level, self.serial = name, dim, level, serial

    def __repr__(self) -> str:
        return f"{self.name}#{self.level}" if self.level else self.name


@record
class Shift:
    """index + by, as in x_{t-1}."""

    index: Index
    by: int


IndexTerm = Index | Shift | int      # an int is a fixed component, 1-based


KINDS = {op: 1 << n for n, op in enumerate(
    "num const dim comp ival delta cmp add mul pow sum prod fn tfn ind max min cases app deriv".split())}
ANY = sum(KINDS.values())
_DERIV, _DELTA = KINDS["deriv"], KINDS["delta"]
_BINDERS = KINDS["sum"] | KINDS["prod"] | KINDS["tfn"] | KINDS["app"]


@cache
def kinds(*ops: str) -> int:
    """Several ops as one number, to be compared with `Node.kinds`.

    >>> kinds("add", "mul") == KINDS["add"] | KINDS["mul"]
    True
    """
    return sum(KINDS[op] for op in ops)


class Node:
    """A node of index notation; equal nodes of a session are one object.  Made by the constructors below only."""

    __slots__ = ("op", "args", "ix", "data", "free", "height", "kinds", "has_deriv", "has_delta", "size", "serial")
    op: str
    args: tuple["Node", ...]
    ix: tuple[IndexTerm, ...]
    data: Any
    free: frozenset[Index]         # indices not bound inside
    height: int                    # the highest binder level inside, 0 without binders
    kinds: int                     # which ops occur, itself included: the sum of their KINDS
    has_deriv: bool
    has_delta: bool
    size: int                      # how many nodes when nothing is shared, as on paper
    serial: int                    # order of creation in the session: a stable sort key

    def __repr__(self) -> str:
        parts = [repr(self.data)] * (self.data is not None) + ([repr(list(self.ix))] if self.ix else []) + [repr(a) for a in self.args]
        return f"{self.op}({', '.join(parts)})"


class _Tables:
    def __init__(self):
        self.nodes: dict = {}
        self.bound: dict = {}
        self.fresh = count(1)
        self.numbers: dict[tuple[int, int], Node] = {}
        self.kept: dict[str, dict] = {}


_now = _Tables()


class session:
    """A table of its own for one derivation, inside of `with`; nodes of different sessions must not be mixed."""

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        global _now
        self._before, _now = _now, _Tables()

    def __exit__(self, *_) -> None:
        global _now
        _now = self._before


def table_size() -> int:
    """How many nodes the session has made: a measure of its work."""
    return len(_now.nodes)


def kept(name: str) -> dict:
    """The memory of a pass that lasts as long as the session: {node: what the pass found}."""
    found = _now.kept.get(name)
    if found is None:
        found = _now.kept[name] = {}
    return found


def fresh(dim: Dim, name: str = "?") -> Index:
    """A free index that occurs nowhere else."""
    return Index(name, dim, 0, next(_now.fresh))


def bound(dim: Dim, level: int) -> Index:
    """The bound index of this size at this level."""
    key = (dim, level)
    found = _now.bound.get(key)
    if found is None:
        found = _now.bound[key] = Index("b", dim, level)
    return found


_NONE: frozenset = frozenset()


def slot_count(op: str, data: Any) -> int:
    """How many of a node's indices it binds; these come first."""
    match op:
        case "sum" | "prod":
            return 1
        case "tfn":
            return data[1]
        case "app":
            return sum(data[2])
    return 0


def _indices(terms: tuple[IndexTerm, ...]) -> frozenset[Index]:
    return frozenset([i.index if type(i) is Shift else i for i in terms if type(i) is not int])


def make(op: str, args: tuple[Node, ...] = (), ix: tuple[IndexTerm, ...] = (), data: Any = None) -> Node:
    """The one node with these parts.  Use the constructors below where there is one."""
    key = (op, args, ix, data)
    node = _now.nodes.get(key)
    if node is not None:
        return node
    node = Node()
    node.op, node.args, node.ix, node.data = op, args, ix, data
    own = kinds = KINDS[op]
    free, height, size = _NONE, 0, 1
    for a in args:
        if a.free:
            free = free | a.free if free else a.free
        if a.height > height:
            height = a.height
        kinds |= a.kinds
        size += a.size
    if ix:
        slots = slot_count(op, data) if own & _BINDERS else 0
        if slots:
            free = (free - frozenset(ix[:slots])) | _indices(ix[slots:])
            height += slots
        else:
            free = free | _indices(ix) if free else _indices(ix)
    node.free, node.height, node.kinds, node.size = free, height, kinds, size
    node.has_deriv, node.has_delta = kinds & _DERIV > 0, kinds & _DELTA > 0
    node.serial = len(_now.nodes)
    _now.nodes[key] = node
    return node


# ---------------------------------------------------------------- constructors: trivial truths only

_ZERO, _ONE = Fraction(0), Fraction(1)


def num(value) -> Node:
    """A rational number; int, Fraction, or what Fraction takes."""
    if type(value) is not int and type(value) is not Fraction:
        value = Fraction(value)
    key = value.as_integer_ratio()                # the hash of a Fraction is dear
    found = _now.numbers.get(key)
    if found is None:
        found = _now.numbers[key] = make("num", data=Fraction(value))
    return found


def const(name: str) -> Node:
    r"""\pi or e."""
    return make("const", data=name)


def dim(size: Dim) -> Node:
    """A size used as a number; a literal size is just that number."""
    return num(size) if isinstance(size, int) else make("dim", data=size)


def comp(symbol: Symbol, *ix: IndexTerm) -> Node:
    """The component of a symbol: first its family indices, then its slots."""
    return make("comp", ix=ix, data=symbol)


def delta(i: IndexTerm, j: IndexTerm) -> Node:
    r"""\delta_{ij}, resolved for equal and for literal indices."""
    if i == j:
        return num(1)
    return num(0) if isinstance(i, int) and isinstance(j, int) else make("delta", ix=(i, j))


def is_num(x: Node, value=None) -> bool:
    """Whether x is a number, and this one."""
    return x.op == "num" and (value is None or x.data == value)


def add(*terms: Node) -> Node:
    """The sum, flattened; numbers are added up where the first of them stands; zeros vanish."""
    kept, number, place = [], None, 0
    for term in terms:
        for t in term.args if term.op == "add" else (term,):
            if t.op == "num":
                if number is None:
                    number, place = t.data, len(kept)
                else:
                    number += t.data
            else:
                kept.append(t)
    if not kept:
        return num(number or _ZERO)
    if number:
        kept.insert(place, num(number))
    return kept[0] if len(kept) == 1 else make("add", tuple(kept))


def mul(*factors: Node) -> Node:
    """The product, flattened; numbers are multiplied and stand first; ones vanish and a zero wins."""
    kept, number = [], None
    for factor in factors:
        for f in factor.args if factor.op == "mul" else (factor,):
            if f.op == "num":
                number = f.data if number is None else number * f.data
            else:
                kept.append(f)
    if number is not None and (number != 1 or not kept):
        if not number:
            return num(_ZERO)
        kept.insert(0, num(number))
    if not kept:
        return num(_ONE)
    return kept[0] if len(kept) == 1 else make("mul", tuple(kept))


def neg(x: Node) -> Node:
    """-x."""
    return mul(num(-1), x)


def pow_(base: Node, exponent: Node) -> Node:
    """base^exponent, evaluated for small rational numbers; (x^a)^n is x^{an} for a whole n."""
    if is_num(exponent, 1) or is_num(base, 1):
        return base
    if is_num(exponent, 0):
        return num(1)
    if base.op == "pow" and exponent.op == "num" and exponent.data.denominator == 1:
        return pow_(base.args[0], mul(exponent, base.args[1]))                  # (x^a)^n = x^{an} for a whole n
    if base.op == "num" and exponent.op == "num" and exponent.data.denominator == 1 and abs(exponent.data) < 64 and \
            abs(base.data.numerator) < 10 ** 6 and base.data.denominator < 10 ** 6 and (base.data or exponent.data > 0):
        return num(base.data ** int(exponent.data))
    return make("pow", (base, exponent))


def fn(name: str, x: Node) -> Node:
    """A function of FUNCTIONS."""
    return make("fn", (x,), data=name)


def sum_(index: Index, body: Node, op: str = "sum") -> Node:
    """Sum (or product) of body over a free index, which is bound."""
    if op == "sum" and is_num(body, 0):
        return body
    b = bound(index.dim, body.height + 1)
    return make(op, (subst(body, {index: b}),), (b,))


def tfn(name: str, slots: tuple[Index, ...], body: Node, out: tuple[IndexTerm, ...], extra: Any = None) -> Node:
    """Component `out` of a tensor function of the array body[slots]; `extra` is what else it takes: the exponent of a power, names of vectors."""
    more = (extra,) if isinstance(extra, Node) else ()
    level = max(n.height for n in (body, *more))
    inner = tuple(bound(s.dim, level + 1 + k) for k, s in enumerate(slots))
    return make("tfn", (subst(body, dict(zip(slots, inner))), *more), inner + tuple(out), (name, len(slots), None if more else extra))


def extra_of(node: Node) -> Any:
    """What a tensor function takes besides its array."""
    return node.args[1] if len(node.args) > 1 else node.data[2]


def app(function: Any, differentiated: tuple[int, ...], bodies: tuple[Node, ...], slots: tuple[tuple[Index, ...], ...],
        out: tuple[IndexTerm, ...]) -> Node:
    """An unspecified function (matrix.Opaque) of the arrays bodies[k][slots[k]], differentiated by the numbered arguments.

    `out`: the axes of its value, then those of each differentiated argument in turn."""
    level = max(b.height for b in bodies)
    flat = [s for own in slots for s in own]
    inner = tuple(bound(s.dim, level + 1 + k) for k, s in enumerate(flat))
    to = dict(zip(flat, inner))
    return make("app", tuple(subst(b, to) for b in bodies), inner + tuple(out), (function, differentiated, tuple(len(own) for own in slots)))


def deriv(body: Node, symbol: Symbol, *ix: IndexTerm) -> Node:
    """The derivative of body by a component of a symbol, unevaluated."""
    return make("deriv", (body,), ix, symbol)


# ---------------------------------------------------------------- opening, closing, rebuilding

def open_sum(node: Node, name: str = "?") -> tuple[Index, Node]:
    """(fresh free index, body) of a sum or product."""
    b = node.ix[0]
    i = fresh(b.dim, name)
    return i, subst(node.args[0], {b: i})


def open_slots(node: Node) -> tuple[tuple[Index, ...], tuple[Node, ...], tuple[IndexTerm, ...]]:
    """(slots as fresh free indices, bodies, output indices) of a tensor function or an applied one."""
    n = slot_count(node.op, node.data)
    slots = tuple(fresh(b.dim) for b in node.ix[:n])
    to = dict(zip(node.ix[:n], slots))
    return slots, tuple(subst(a, to) for a in node.args), node.ix[n:]


def rebuild(node: Node, args: tuple[Node, ...], ix: tuple[IndexTerm, ...] | None = None) -> Node:
    """The same node over other arguments (not for binders whose body changed: close those anew)."""
    ix = node.ix if ix is None else ix
    constructor = _CONSTRUCTORS.get(node.op)
    if constructor is not None:
        return constructor(*args)
    if node.op in _PLAIN:
        return make(node.op, args, ix, node.data)
    match node.op:
        case "delta":
            return delta(*ix)
        case "cmp" if ix[0] == ix[1]:
            return num(1 if node.data in ("<=", ">=", "=") else 0)
        case "cmp" if node.data in ("=", "!=") and not node.args and _order(ix[0]) > _order(ix[1]):
            ix = ix[::-1]
        case "sum" if is_num(args[0], 0):
            return args[0]
    slots = slot_count(node.op, node.data)
    if slots and ix[0].level != (height := max([a.height for a in args])) + 1:         # the body became shallower: give the binder its level anew
        new = tuple(bound(b.dim, height + 1 + k) for k, b in enumerate(ix[:slots]))
        to = dict(zip(ix[:slots], new))
        args, ix = tuple(subst(a, to) for a in args), new + ix[slots:]
    return make(node.op, args, ix, node.data)


_CONSTRUCTORS = {"add": add, "mul": mul, "pow": pow_}
_PLAIN = frozenset(("comp", "deriv", "fn", "ival"))          # nothing is bound there, and nothing is known of them without a look at their arguments


def _order(i: IndexTerm) -> tuple:
    """Bound indices before free ones, in a fixed order: k != i and i != k are one node."""
    bare = i.index if isinstance(i, Shift) else i
    return (2, i, 0) if isinstance(i, int) else (bare.level < 1, -bare.level, bare.serial)


def subst(node: Node, to: dict[Index, IndexTerm], memo: dict | None = None) -> Node:
    """Indices replaced everywhere they are free.  Targets are free indices, shifts, integers, or (when closing) the new bound one."""
    if node.free.isdisjoint(to):
        return node
    memo = {} if memo is None else memo
    done = memo.get(node)
    if done is None:
        ix = tuple([to.get(i, i) if type(i) is Index else _subst_term(i, to) for i in node.ix]) if node.ix else ()
        args = tuple([a if a.free.isdisjoint(to) else subst(a, to, memo) for a in node.args])
        alike = node.op in _CONSTRUCTORS and [a.op for a in args] == [a.op for a in node.args]          # nothing for the constructor to do
        done = memo[node] = make(node.op, args, (), None) if alike else rebuild(node, args, ix)
    return done


def _subst_term(i: IndexTerm, to: dict[Index, IndexTerm]) -> IndexTerm:
    if isinstance(i, Shift):
        return shifted(to.get(i.index, i.index), i.by)
    return i


def shifted(i: IndexTerm, by: int) -> IndexTerm:
    """i + by."""
    if isinstance(i, int):
        return i + by
    if isinstance(i, Shift):
        i, by = i.index, i.by + by
    return Shift(i, by) if by else i


@record(eq=False)
class Definition:
    r"""A named intermediate in components: r_i := body, with `params` = (i,).  Its Symbol points back to it."""

    params: tuple[Index, ...]
    body: Node
    source: Any = None             # the matrix.Expr it stands for, for reading back


def terms(node: Node) -> tuple[Node, ...]:
    """The terms of a sum; anything else is one term."""
    return node.args if node.op == "add" else (node,)


def factors(node: Node) -> tuple[Node, ...]:
    """The factors of a product; anything else is one factor."""
    return node.args if node.op == "mul" else (node,)


def unfold(node: Node) -> Node:
    """The body of a component of a named intermediate."""
    definition = node.data.definition
    return subst(definition.body, dict(zip(definition.params, node.ix)))


def walk(node: Node, at: int = ANY) -> list[Node]:
    """Every distinct node below of the kinds `at`, arguments first, without entering definitions."""
    found: list[Node] = []
    if node.kinds & at:
        _collect(node, at, found, set())
    return found


def _collect(node: Node, at: int, found: list[Node], seen: set[Node]) -> None:
    seen.add(node)
    for a in node.args:
        if a.kinds & at and a not in seen:
            _collect(a, at, found, seen)
    if KINDS[node.op] & at:
        found.append(node)
