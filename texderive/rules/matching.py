"""Patterns with parameters: whether a node is an instance of a definition, and what is left
of a product without one."""
from __future__ import annotations

from .. import index as ix
from ..index import Node


def matched(pattern: Node, node: Node, params: tuple, found: dict) -> bool:
    """Whether node is pattern with its parameters replaced by the indices noted in `found`."""
    if pattern is node and not any(p in pattern.free for p in params):
        return True
    if (pattern.op != node.op or pattern.data != node.data or len(pattern.args) != len(node.args)
            or len(pattern.ix) != len(node.ix)):
        return False
    for p, i in zip(pattern.ix, node.ix):
        if p in params:
            if found.setdefault(p, i) != i:
                return False
        elif p != i:
            return False
    return all(matched(a, b, params, found) for a, b in zip(pattern.args, node.args))


def product_matched(pattern: Node, node: Node, params: tuple, found: dict) -> list[Node] | None:
    """The factors of node that are left when those of pattern, up to the parameters in `found`, are taken away."""
    def match(wanted: tuple[Node, ...], left: list[Node], so_far: dict) -> tuple[list[Node], dict] | None:
        if not wanted:
            return left, so_far
        for k, f in enumerate(left):
            trial = dict(so_far)
            more = remainder(wanted[0], f, params, trial)
            if more is not None and (done := match(wanted[1:], [*left[:k], *more, *left[k + 1:]], trial)):
                return done
        return None

    done = match(pattern.args, list(node.args), found)
    if done is None:
        return None
    found.update(done[1])
    return done[0]


def remainder(wanted: Node, f: Node, params: tuple, found: dict) -> tuple[Node, ...] | None:
    """What is left of a factor when a wanted one is taken out of it: v^{-1} of v^{-3/2} and v^{-1/2};
    None where it is another."""
    if matched(wanted, f, params, found):
        return ()
    if (wanted.op == f.op == "pow" and wanted.args[1].op == f.args[1].op == "num"
            and matched(wanted.args[0], f.args[0], params, found)):
        e, more = wanted.args[1].data, f.args[1].data
        if e * more > 0 and abs(more) > abs(e):
            return (ix.pow_(f.args[0], ix.num(more - e)),)
    return None
