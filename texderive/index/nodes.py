r"""Index notation: scalar expressions in components, with free and bound indices.

Nodes are interned: within a session equal expressions are one object, so equality is identity
and passes memoise on nodes.
Binders are nameless: the index bound by a sum is `bound(dim, level)` with level = 1 + the deepest binder inside its
body, so alpha-equivalent expressions are one object.  To look below a binder, open it (a fresh free index takes the
place of the bound one) and close it again; nothing else may touch bound indices.

ops   num const dim              data: Fraction, name, size
      comp (ix)                  data: Symbol; one index per slot
      ival (i)                   the index as a number, 1-based
      delta (i, j), cmp (i, j)   cmp data: "<", "<=", ">", ">=", "=", "!="
      add mul pow                pow: (base, exponent)
      sum prod                   ix: (bound,); args: (body,)
      fn (arg)                   data: name in texderive.functions
      tfn (body) (body, exponent)  data: (name, number of bound slots, extra);
      ix: bound slots, then output indices; the exponent of a
                                 matrix power is an argument where it is no number
      ind (a, b) max min cases   as in texderive.matrix
      app (bodies...)            data: (Opaque, argument numbers differentiated, bound slots per argument); ix: all
      slots, then outputs deriv (body)               data: Symbol; ix: the component, unevaluated
"""
from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import count
from typing import Any

from ..records import record
from ..symbols import Dim


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

    __slots__ = ("op", "args", "ix", "data", "free", "height", "kinds", "has_deriv", "has_delta", "size", "serial", "below")
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
    below: list["Node"] | None     # what `walk` finds below, once it has been asked for

    def __repr__(self) -> str:
        parts = ([repr(self.data)] * (self.data is not None) + ([repr(list(self.ix))] if self.ix else [])
                 + [repr(a) for a in self.args])
        return f"{self.op}({', '.join(parts)})"


class _Tables:
    def __init__(self):
        self.nodes: dict = {}
        self.bound: dict = {}
        self.fresh = count(1)
        self.numbers: dict[tuple[int, int], Node] = {}
        self.sets: dict[tuple[IndexTerm, ...], frozenset[Index]] = {}
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
    found = _now.sets.get(terms)
    if found is None:
        found = _now.sets[terms] = frozenset([i.index if type(i) is Shift else i for i in terms if type(i) is not int])
    return found


def make(op: str, args: tuple[Node, ...] = (), ix: tuple[IndexTerm, ...] = (), data: Any = None) -> Node:
    """The one node with these parts.  Use the constructors below where there is one."""
    key, known = (op, args, ix, data), _now.nodes
    node = known.get(key)
    if node is not None:
        return node
    node = Node()
    node.op, node.args, node.ix, node.data = op, args, ix, data
    own = kinds = KINDS[op]
    free, height, size = _NONE, 0, 1
    for a in args:
        below = a.free
        if below is not free and below:
            free = free | below if free else below
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
    node.serial, node.below = len(known), None
    known[key] = node
    return node


def num(value) -> Node:
    """A rational number; int, Fraction, or what Fraction takes."""
    if type(value) is not int and type(value) is not Fraction:
        value = Fraction(value)
    key = value.as_integer_ratio()                # the hash of a Fraction is dear
    found = _now.numbers.get(key)
    if found is None:
        found = _now.numbers[key] = make("num", data=Fraction(value))
    return found
