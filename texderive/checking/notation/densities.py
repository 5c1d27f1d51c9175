r"""p(x_i \mid \theta) where the document says what p(x \mid \theta) is: the same density at one of many points."""
from __future__ import annotations

from ... import tree as t
from ...types.notation.members import put_in
from ..context.knowledge import Knowledge
from ..context.relations import arguments


def at_members(node: t.Node, known: Knowledge) -> t.Node:
    """The tree with the bodies of the densities that are defined, at the members x_i of what they are defined for."""
    defined = [(known.heads[d.name], d.body) for d in known.definitions if d.name in known.heads]
    if not defined or not any(isinstance(n, t.Relation) for n in t.nodes(node)):
        return node

    def body(n: t.Node) -> t.Node | None:
        return next((t.Group(n.span, "(", put_in(body, given)) for head, body in defined
                     if (given := arguments(n, head)) is not None), None)

    return t.replaced(node, body)
