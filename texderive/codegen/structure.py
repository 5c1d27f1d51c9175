"""The delta structure of an expression: a sum of parts, each a product
of deltas between output indices with the rest."""
from __future__ import annotations


from .. import index as ix_
from ..index import Index, Node
from ..records import record

_MOST_PARTS = 64


@record
class Part:
    """`pattern[p]` is the first output axis that output axis p equals (itself where it is free);
    `core` holds no other axes."""

    pattern: tuple[int, ...]
    core: Node


def parts(node: Node, out: tuple[Index, ...]) -> list[Part]:
    """The expression over `out` as parts; one whole part where it has no deltas between output indices.

    >>> from texderive.symbols import Symbol
    >>> a, b, c, d = (ix_.fresh(size) for size in "mnmn")
    >>> parts(ix_.mul(ix_.delta(a, c), ix_.comp(Symbol("M", "M", ("n", "n")), b, d)), (a, b, c, d))[0].pattern
    (0, 1, 0, 3)
    """
    found = []
    for deltas, rest in _split(node, frozenset(out)):
        pattern = list(range(len(out)))
        for i, j in deltas:
            p, q = sorted((pattern[out.index(i)], pattern[out.index(j)]))
            pattern = [p if k == q else k for k in pattern]
        merged = {out[k]: out[p] for k, p in enumerate(pattern) if p != k}
        core = ix_.subst(rest, merged) if merged else rest
        if not ix_.is_num(core, 0):
            found.append(Part(tuple(pattern), core))
    return found


def _split(node: Node, out: frozenset) -> list[tuple[list, Node]]:
    """[(deltas between output indices, what they multiply), ...], to be added up."""
    if not _has_delta(node, out):
        return [([], node)]
    match node.op:
        case "delta" if set(node.ix) <= out:
            return [([node.ix], ix_.num(1))]
        case "add":
            return [part for a in node.args for part in _split(a, out)]
        case "mul":
            products = [([], ix_.num(1))]
            for a in node.args:
                own = _split(a, out)
                if len(own) * len(products) > _MOST_PARTS:
                    return [([], node)]
                products = [(d + e, ix_.mul(rest, core)) for d, rest in products for e, core in own]
            return products
        case "sum":
            inner = _split(node.args[0], out)
            return [(d, _resummed(node, core)) for d, core in inner]
    return [([], node)]


def _resummed(node: Node, core: Node) -> Node:
    """The sum over another body; one that lost the index counts."""
    if node.ix[0] in core.free:
        return ix_.rebuild(node, (core,))
    return ix_.mul(ix_.dim(node.ix[0].dim), core)


def _has_delta(node: Node, out: frozenset) -> bool:
    if node.op == "delta":
        return set(node.ix) <= out
    return node.op in ("add", "mul", "sum") and any(_has_delta(a, out) for a in node.args)
