r"""\bar x that nothing defines beside a derivative by x_i: the mean of the x_i, which all of them move."""
from __future__ import annotations

from collections.abc import Collection

from ... import tree
from ...errors import UnsupportedError
from ..conventions import TRANSPOSES
from ..names import key_of, name_of
from ..reading import Definition, names_through
from ..statements.sorted import Sorted


def mean_of_variable(node: tree.Node, parts: Sorted, known: Collection[str]) -> Definition | None:
    r"""\bar x as the mean of x, where x_i or, beside \bar x\mathbf 1, x is differentiated by; None where nothing is to be defined.

    Raises UnsupportedError (TD222) where the x_i are vectors: their mean is to be written out."""
    if not isinstance(node, tree.Derivative) or node.operand is None or not node.variables:
        return None
    v = node.variables[0].node
    x = tree.unscripted(v)
    name = rf"\bar{{{name_of(x)}}}"
    if not isinstance(x, tree.Symbol) or name in known:
        return None
    given = {d.name: d for d in parts.definitions}
    if name in given or name not in names_through(node.operand, given):
        return None
    nodes = [n for root in (node.operand, *(d.body for d in parts.definitions)) for n in tree.nodes(root)]
    numbered = isinstance(v, tree.Script) and v.sub is not None
    if not numbered and not any(isinstance(n, tree.Symbol) and n.name == "1" for n in nodes):
        return None
    bar = next(n for n in nodes if name_of(n) == name)
    if any(isinstance(n, tree.Script) and n.sub is not None and name_of(n.base) == name for n in nodes):          # \bar x_i is another of the kind
        return None
    if numbered and any(_vector(n, x) for n in nodes) or x.font in ("bold", "vec"):
        raise UnsupportedError(f"whether {key_of(bar)} depends on {key_of(v)} is not clear", node.span, code="TD222", hint=rf"define it: {key_of(bar)} = \frac1n\sum_j {key_of(x)}_j")
    mean = tree.Symbol(bar.span, "mean", r"\operatorname{mean}", "roman")
    return Definition(name, bar, tree.Call(bar.span, mean, (x,)), "value", span=bar.span)


def _vector(node: tree.Node, x: tree.Symbol) -> bool:
    r"""Whether a node is a norm of something with x_i, or the transpose x_i^T."""
    member = lambda n: isinstance(n, tree.Script) and n.sub is not None and name_of(n.base) == x.name
    if isinstance(node, tree.Delim) and node.kind == "norm":
        return any(member(n) for n in tree.nodes(node.body))
    return isinstance(node, tree.Script) and isinstance(node.sup, tree.Symbol) and node.sup.name in TRANSPOSES and any(member(n) for n in tree.nodes(node))
