r"""The chain rule written out, \frac{\partial L}{\partial z}\frac{\partial z}{\partial x}: the derivative of L by x."""
from __future__ import annotations

from collections.abc import Mapping

from ... import tree
from ..names import name_of
from ..reading import Definition, names_through

_JOINED = ("juxt", "dot", "times")


def chained(node: tree.Node, definitions: Mapping[str, Definition]) -> tree.Derivative | None:
    r"""The one derivative that a product of derivatives spells out, in either order; None for every other product.

    Each variable has to be a defined name that the next factor differentiates, and the only way
    from the first quantity to what follows.
    """
    if not (isinstance(node, tree.Product) and node.op in _JOINED and all(_plain(f) for f in node.factors)):
        return None
    for factors in (node.factors, node.factors[::-1]):
        links = [(name_of(tree.called(f.operand)), name_of(f.variables[0].node)) for f in factors]
        if all(a[1] == b[0] and a[1] in definitions for a, b in zip(links, links[1:])) and _only_way(links, definitions):
            first, last = factors[0], factors[-1]
            return tree.Derivative(node.span, first.kind, last.variables, 1, first.operand)
    return None


def _plain(node: tree.Node) -> bool:
    return isinstance(node, tree.Derivative) and node.operand is not None and node.order == 1 and len(node.variables) == 1


def _only_way(links: list[tuple[str | None, str | None]], definitions: Mapping[str, Definition]) -> bool:
    """Whether each quantity depends on the last variable through its link alone."""
    goal = links[-1][1]
    return all(above is not None and not _reaches(above, goal, through, definitions) for above, through in links[:-1])


def _reaches(name: str, goal: str | None, through: str | None, definitions: Mapping[str, Definition]) -> bool:
    """Whether a definition mentions the goal on a way that does not pass `through`."""
    others = {n: d for n, d in definitions.items() if n != through}
    return name in others and goal in names_through(others[name].body, others)
