r"""Derivatives of compositions: (f \circ g)'(x), J_{f \circ g}(x) and D(f \circ g)(x) ask
for the derivative of f(g(x))."""
from __future__ import annotations

from ... import tree

_SIGNS = {"J": ("jacobian", 1), "H": ("hessian", 2), "D": ("D", 1)}


def with_compositions(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    """The statements with each such derivative by the argument that stands behind it."""
    return tuple(_turned(s) for s in statements)


def _turned(node: tree.Node) -> tree.Node:
    match node:
        case tree.Product(op="juxt", factors=(tree.Prime(base=tree.Group() as f, count=order),
                                              tree.Group(kind="(") as x)) if _composed(f.body):
            return _derivative(node, "d", order, f, x)
        case tree.Product(op="juxt", factors=(tree.Symbol(name="D"), tree.Group() as f, tree.Group(kind="(") as x)) if (
                _composed(f.body)):
            return _derivative(node, "D", 1, f, x)
        case tree.Call(function=tree.Script(base=tree.Symbol(name="J" | "H" | "D" as sign), sub=f, sup=None),
                       args=(x,)) if _composed(f):
            return _derivative(node, *_SIGNS[sign], tree.Group(f.span, "(", f), tree.Group(x.span, "(", x))
        case tree.Relation():
            return tree.mapped(node, _turned)
    return node


def _composed(node: tree.Node) -> bool:
    return isinstance(node, tree.Product) and node.op == "hadamard" and all(isinstance(f, tree.Symbol) for f in node.factors)


def _derivative(node: tree.Node, kind: str, order: int, f: tree.Group, x: tree.Group) -> tree.Node:
    if not isinstance(x.body, tree.Symbol):
        return node
    return tree.derivative(node.span, kind, x.body, order, tree.Product(node.span, "juxt", (f, x)))
