r"""Objectives named where they are optimised, \min_x f(x) = \|Ax - b\|^2: the equation defines f."""
from __future__ import annotations

from ... import tree
from ..names import name_of
from ..reading import names_in


def with_objectives(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""The statements with f(x) = \|Ax - b\|^2 and \min_x f(x) for \min_x f(x) = \|Ax - b\|^2, which tells no least value."""
    return tuple(part for s in statements for part in (_apart(s) or (s,)))


def _apart(s: tree.Node) -> tuple[tree.Node, tree.Node] | None:
    r"""The definition and the optimum of such an equation, or of \hat x = \arg\min_x f(x) = ..;
    its last side holds what is sought."""
    if not isinstance(s, tree.Relation) or set(s.ops) != {"="} or len(s.parts) > 3 or not isinstance(s.parts[-2], tree.Optimum):
        return None
    *before, asked, right = s.parts
    sought = names_in(right).keys() & {name_of(v) for v in asked.variables}
    if not sought or not isinstance(tree.called(asked.body), tree.Symbol | tree.Script):
        return None
    return tree.equation(s.span, asked.body, right), tree.equation(s.span, *before, asked) if before else asked
