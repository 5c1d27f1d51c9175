r"""Arguments that a partial derivative holds fixed: \partial f/\partial x of f(x, y),
where y = x^2 stands beside it."""
from __future__ import annotations

from collections.abc import Mapping

from ... import tree
from ..names import name_of
from ..reading import Definition, names_through


def held(node: tree.Node, definitions: Mapping[str, Definition]) -> list[Definition]:
    r"""The definitions, by x, of other arguments of the f(x, y) that `node` asks a partial derivative of
    by its argument x; a total derivative, df/dx, follows them.

    Source: any text on calculus of several variables; the two derivatives are told apart by their signs there."""
    if not isinstance(node, tree.Derivative) or node.kind not in ("partial", "nabla") or node.operand is None:
        return []
    operand = tree.opened(node.operand)
    function = definitions.get(name_of(tree.called(operand)) or "")
    if function is None or function.kind != "function" or len(function.params) < 2:
        return []
    if isinstance(operand, tree.Call) and tuple(map(name_of, operand.args)) != function.params:
        return []
    variables = {name_of(v.node) or "" for v in node.variables}
    if not variables or not variables <= set(function.params):
        return []
    own = [definitions[p] for p in function.params if p not in variables and p in definitions and definitions[p].kind == "value"]
    return [d for d in own if variables & names_through(d.body, definitions)]
