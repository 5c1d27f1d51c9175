r"""L = \frac1N\sum_n L_n beside L_n = ..: one letter for a whole and for its parts, which are two things."""
from __future__ import annotations

from collections.abc import Iterable

from .. import tree
from .names import name_of


def told_apart(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    """The statements with a name of their own, printed alike, for the parts of which a whole of the same letter is made."""
    shared = namesakes(statements)
    return tuple(renamed(s, shared) for s in statements) if shared else statements


def namesakes(statements: Iterable[tree.Node]) -> set[str]:
    """The letters that some equations define as a whole, and others as its parts."""
    wholes, parts = {}, set()
    for s in statements:
        if not isinstance(s, tree.Relation):
            continue
        head = _head(s.parts[0])
        if isinstance(head, tree.Script) and isinstance(head.base, tree.Symbol) and _part(head, name_of(head.base)):
            parts.add(name_of(head.base))
        elif isinstance(head, tree.Symbol):
            wholes[name_of(head)] = s.parts[1:]
    return {name for name in parts & wholes.keys() if name and any(_part(n, name) for side in wholes[name] for n in tree.nodes(side))}


def _head(left: tree.Node) -> tree.Node:
    """L of L, L(w) and of L (w) read as a product."""
    if isinstance(left, tree.Call):
        return left.function
    if isinstance(left, tree.Product) and len(left.factors) == 2 and isinstance(left.factors[1], tree.Group):
        return left.factors[0]
    return left


def _part(node: tree.Node, name: str | None) -> bool:
    """L_n and L^{(n)}."""
    return isinstance(node, tree.Script) and (node.sub is not None or isinstance(node.sup, tree.Group) and node.sup.kind == "(") and isinstance(node.base, tree.Symbol) and name_of(node.base) == name


def renamed(node: tree.Node, shared: set[str]) -> tree.Node:
    """The node with the parts of shared letters by their own names."""
    if isinstance(node, tree.Script) and isinstance(node.base, tree.Symbol) and _part(node, name := name_of(node.base) or "") and name in shared:
        base = tree.Symbol(node.base.span, f"{name}[]", node.base.latex, node.base.font)
        return tree.mapped(tree.Script(node.span, base, node.sub, node.sup), lambda n: renamed(n, shared))
    return tree.mapped(node, lambda n: renamed(n, shared))
