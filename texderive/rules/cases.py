r"""Factors that are 0 or 1: behind [y = k] the rest of a product may take y = k for granted."""
from __future__ import annotations

from .. import index as ix
from ..index import Node
from ..labels import picks
from .rule import Rule

_TESTS = ix.kinds("ind")
_BELOW = ix.kinds("ind", "comp")


def taken_for_granted(node: Node) -> Node | None:
    r"""[y = 0]([y = 0] a + [y = 1] b) = [y = 0] a, and [y = k]\sum_l [y = l] f_l = [y = k] f_k."""
    if node.op == "pow":
        return node.args[0] if node.args[0].op == "ind" and node.args[1].op == "num" and node.args[1].data > 0 else None
    for n, test in enumerate(node.args):
        if test.op == "ind":
            rest = [f if k == n else _where(f, test) for k, f in enumerate(node.args)]
            if any(new is not old for new, old in zip(rest, node.args)):
                return ix.mul(*rest)
    return None


def _where(node: Node, test: Node) -> Node:
    """The node where the test holds."""
    if node.op == "ind":
        return ix.num(1) if node is test else ix.num(0) if _excluded(node, test) else node
    if node.op == "sum" and test.data == "=":
        i, body = ix.open_sum(node)
        own = next((f for f in ix.factors(body) if picks(f, i) and f.args[0] is test.args[0]), None)
        at = _place(test.args[1])
        if own is not None and at is not None:
            return ix.subst(ix.mul(*[f for f in ix.factors(body) if f is not own]), {i: at})
    if node.op == "comp":                                     # what a named intermediate stands for
        whole = ix.unfold(node) if node.data.definition is not None and node.data.definition.body.kinds & _TESTS else node
        # an index of a sum around here, which one inside would take for its own
        if any(n.op in ("sum", "prod") and n.ix[0] in (*node.ix, *test.args[1].ix) for n in ix.walk(whole)):
            return node
        opened = _where(whole, test) if whole is not node else whole
        return node if opened is whole else opened
    args = tuple([_where(a, test) if a.kinds & _BELOW else a for a in node.args])
    return node if all(a is b for a, b in zip(args, node.args)) else ix.rebuild(node, args)


def _excluded(node: Node, test: Node) -> bool:
    """Whether node says of a number that it is another one than test does."""
    if node.args[0] is not test.args[0]:
        return False
    one, other = node.args[1], test.args[1]
    if one is other:
        return {node.data, test.data} in ({"=", "!="}, {"<", ">="}, {">", "<="}, {"<", ">"})
    return node.data == test.data == "=" and one.op == other.op == "num"


def _place(value: Node):
    """The index or number that a label is said to be."""
    return (value.ix[0] if value.op == "ival" else int(value.data) if value.op == "num" and value.data.denominator == 1
            and value.data > 0 else None)


TABLE = (
    Rule("condition holds", "where the condition holds", r"[y = 0]\left([y = 0]\,a + [y = 1]\,b\right) = [y = 0]\,a",
         "Where a condition fails its factor is 0, so the other factors count only where it holds.",
         r"\frac{\partial}{\partial a}\left(x - \mathbb{1}[y = 0]\,a - \mathbb{1}[y = 1]\,b\right)^2",
         taken_for_granted, at=ix.kinds("mul", "pow"), needs=ix.kinds("ind")),
)
