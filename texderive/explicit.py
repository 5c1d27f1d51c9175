r"""Arrays that are written out entry by entry: sums of entries times deltas with fixed components,
a \delta_{i1}\delta_{j2}."""
from __future__ import annotations

from collections import Counter

from . import index as ix
from .index import Index, Node


def entries(node: Node, row, col) -> dict | None:
    """(r, c) -> entry, where every term of node is an entry times deltas of row and col with fixed components;
    None for any other node."""
    found: dict = {}
    for t in _terms(node):
        place = {row: 1, col: 1}
        rest = []
        for f in ix.factors(t):
            fixed = [k for k in f.ix if isinstance(k, int)] if f.op == "delta" else []
            axis = [k for k in f.ix if k in (row, col)] if fixed else []
            if axis:
                place[axis[0]] = fixed[0]
            else:
                rest.append(f)
        wanted = ix.present(row, col)
        if any(k in f.free for k in wanted for f in rest) or len([f for f in ix.factors(t) if f not in rest]) != len(wanted):
            return None
        key = (place[row] if row is not None else 1, place[col] if col is not None else 1)
        powers = Counter(rest)                               # d d among them as d^2
        found[key] = ix.add(*([found[key]] if key in found else []), ix.mul(*[ix.pow_(f, ix.num(n)) for f, n in powers.items()]))
    return found


def _terms(node: Node) -> list[Node]:
    """node multiplied out where deltas stand in brackets."""
    if node.op == "add":
        return [t for a in node.args for t in _terms(a)]
    if node.op == "mul":
        for n, f in enumerate(node.args):
            if f.op == "add" and f.has_delta:
                return [u for t in f.args for u in _terms(ix.mul(*node.args[:n], t, *node.args[n + 1:]))]
    return [node]


def axes(node: Node) -> tuple[Index, ...]:
    """The one or two free indices that deltas with fixed components stand for in the first term,
    in the order in which these stand."""
    if not node.has_delta:
        return ()
    first = _terms(node)[0]
    found = [k for f in ix.factors(first) if f.op == "delta" and any(isinstance(k, int) for k in f.ix) for k in f.ix
             if isinstance(k, Index) and k.level == 0]
    return tuple(found) if len(found) in (1, 2) and all(isinstance(k.dim, int) for k in found) else ()
