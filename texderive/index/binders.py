"""Sums and arrays, which bind indices: opening and closing them, and what becomes of them where indices
or arguments are replaced."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..records import record
from .made import add, delta, is_num, mul, pow_
from .nodes import Index, IndexTerm, Node, Shift, bound, fresh, make, num, slot_count


def sum_(index: Index, body: Node, op: str = "sum") -> Node:
    """Sum (or product) of body over a free index, which is bound."""
    if op == "sum" and is_num(body, 0):
        return body
    b = bound(index.dim, body.height + 1)
    return make(op, (subst(body, {index: b}),), (b,))


def sums(indices: Sequence[Index], body: Node) -> Node:
    """Sum over several free indices, the first outermost."""
    for k in reversed(indices):
        body = sum_(k, body)
    return body


def tfn(name: str, slots: tuple[Index, ...], body: Node, out: tuple[IndexTerm, ...], extra: Any = None) -> Node:
    """Component `out` of a tensor function of the array body[slots]; `extra` is what else it takes:
    the exponent of a power, names of vectors."""
    more = (extra,) if isinstance(extra, Node) else ()
    level = max(n.height for n in (body, *more))
    inner = tuple(bound(s.dim, level + 1 + k) for k, s in enumerate(slots))
    return make("tfn", (subst(body, dict(zip(slots, inner))), *more), inner + tuple(out),
                (name, len(slots), None if more else extra))


def extra_of(node: Node) -> Any:
    """What a tensor function takes besides its array."""
    return node.args[1] if len(node.args) > 1 else node.data[2]


def app(function: Any, differentiated: tuple[int, ...], bodies: tuple[Node, ...], slots: tuple[tuple[Index, ...], ...],
        out: tuple[IndexTerm, ...]) -> Node:
    """An unspecified function (matrix.Opaque) of the arrays bodies[k][slots[k]], differentiated
    by the numbered arguments.

    `out`: the axes of its value, then those of each differentiated argument in turn."""
    level = max(b.height for b in bodies)
    flat = [s for own in slots for s in own]
    inner = tuple(bound(s.dim, level + 1 + k) for k, s in enumerate(flat))
    to = dict(zip(flat, inner))
    return make("app", tuple(subst(b, to) for b in bodies), inner + tuple(out),
                (function, differentiated, tuple(len(own) for own in slots)))


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
    # the body became shallower: give the binder its level anew
    if slots and ix[0].level != (height := max([a.height for a in args])) + 1:
        new = tuple(bound(b.dim, height + 1 + k) for k, b in enumerate(ix[:slots]))
        to = dict(zip(ix[:slots], new))
        args, ix = tuple(subst(a, to) for a in args), new + ix[slots:]
    return make(node.op, args, ix, node.data)


_CONSTRUCTORS = {"add": add, "mul": mul, "pow": pow_}
# nothing is bound there, and nothing is known of them without a look at their arguments
_PLAIN = frozenset(("comp", "deriv", "fn", "ival"))


def _order(i: IndexTerm) -> tuple:
    """Bound indices before free ones, in a fixed order: k != i and i != k are one node."""
    bare = i.index if isinstance(i, Shift) else i
    return (2, i, 0) if isinstance(i, int) else (bare.level < 1, -bare.level, bare.serial)


def subst(node: Node, to: dict[Index, IndexTerm], memo: dict | None = None) -> Node:
    """Indices replaced everywhere they are free.  Targets are free indices, shifts, integers,
    or (when closing) the new bound one."""
    if node.free.isdisjoint(to):
        return node
    memo = {} if memo is None else memo
    done = memo.get(node)
    if done is None:
        ix = tuple([to.get(i, i) if type(i) is Index else _subst_term(i, to) for i in node.ix]) if node.ix else ()
        if not node.args:
            done = memo[node] = make("comp", (), ix, node.data) if node.op == "comp" else rebuild(node, (), ix)
            return done
        args = tuple([a if a.free.isdisjoint(to) else subst(a, to, memo) for a in node.args])
        # nothing for the constructor to do
        alike = node.op in _CONSTRUCTORS and [a.op for a in args] == [a.op for a in node.args]
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


def unfold(node: Node) -> Node:
    """The body of a component of a named intermediate."""
    definition = node.data.definition
    return subst(definition.body, dict(zip(definition.params, node.ix)))
