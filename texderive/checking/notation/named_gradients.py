r"""Back-propagation: \delta = \partial L/\partial z names a gradient, and \delta^{l+1} that at the next layer."""
from __future__ import annotations

from ... import tree as t
from ...types.names import name_of
from ...types.notation.steps import Step, moved, step
from ...types.reading import Definition
from ..members.inlining import inlined
from ..trees.heads import derivatives


def gradients_by_name(definitions: list[Definition]) -> list[Definition]:
    r"""Those that name a gradient by another defined quantity, \delta = \partial L/\partial z."""
    names = {d.name for d in definitions}
    return [d for d in definitions if d.kind in ("value", "family") and any(names & _variables(n) for n in derivatives(d.body))]


def written_out(node: t.Node, named: list[Definition]) -> t.Node:
    r"""The node with the gradients for their names, \delta^{l+1} too
    where \delta^l = \partial L/\partial z^l is said."""
    for d in named:
        at = lettered(d.lhs)
        node = inlined(node, d) if at is None else t.replaced(node, lambda n: _at_any_step(n, d, at))
    return node


def _at_any_step(node: t.Node, d: Definition, at: Step) -> t.Node | None:
    here = step(node)
    if here is not None and (here.key, here.letter) == (at.key, at.letter):
        return t.Group(node.span, "(", moved(d.body, at.letter, at.letter, here.shift - at.shift))
    return None


def between(nodes: list[t.Node]) -> list[t.Node]:
    r"""\partial z^{l+1}/\partial z^l where something is differentiated by both: what the chain rests on."""
    places: dict[tuple, dict[int, t.Node]] = {}
    for v in (v.node for node in nodes for n in derivatives(node) for v in n.variables):
        if (at := lettered(v)) is not None:
            places.setdefault((at.key, at.letter), {})[at.shift] = v
    pairs = [(found[max(found)], found[min(found)]) for found in places.values() if len(found) > 1]
    return [t.Derivative(upper.span, "partial", (t.Variable(lower.span, lower, 1),), 1, upper) for upper, lower in pairs]


def lettered(node: t.Node) -> Step | None:
    """The step l + 1 of z^{l+1}; None of z_2, which is a name."""
    at = step(node)
    return at if at is not None and at.letter else None


def _variables(node: t.Derivative) -> set[str]:
    """The names that a derivative is taken by, y of y_k too."""
    return {name for v in node.variables for n in (v.node, t.unscripted(v.node)) if (name := name_of(n)) is not None}
