r"""Derivatives taken at other points, \nabla f(x - t g), \nabla^2 f(x_k) and f'(g(x)) of a defined f:
its derivative by an increment whose value is 0."""
from __future__ import annotations

from dataclasses import dataclass, field, replace

from ... import tree as t
from ...types.names import name_of
from ..context.knowledge import Knowledge
from ..members.sides import is_zero
from ..trees.structures import replaced, structure

STEP = r"\mathrm{step}"


@dataclass(slots=True)
class Elsewhere:
    """The increments that a chain needs: each with the point that it is added to, whose shape it has."""

    known: Knowledge
    points: dict[tuple, tuple[t.Node, t.Node]] = field(default_factory=dict)

    def written_out(self, node: t.Node) -> t.Node:
        """The tree with f(x - t g + h) differentiated by h."""
        def change(n: t.Node) -> t.Node:
            n = t.mapped(n, change)
            if isinstance(n, t.Call) and isinstance(n.function, t.Prime) and len(n.args) == 1 and not is_zero(n.args[0]):
                primed = t.Derivative(n.span, "D", (), n.function.count, t.Call(n.span, n.function.base, n.args))
                return found if (found := change(primed)) is not primed else n
            if (not isinstance(n, t.Derivative) or n.kind not in ("nabla", "D")
                    or not isinstance(n.operand, t.Call) or len(n.operand.args) != 1):
                return n
            definition = self.known.definition(name_of(n.operand.function))
            if definition is None or not definition.has_arguments(1):
                return n
            parameter, point = definition.lhs.args[0], n.operand.args[0]
            if structure(parameter) == structure(point):
                return n
            # \nabla_w f(w^*) is the slope at w^*, \nabla_w f(Aw) that of a function of w
            if n.variables and (name_of(point) is None or structure(n.variables[0].node) != structure(parameter)):
                return n
            moved = t.Group(n.span, "(", t.Sum(n.span, (point, self._increment(point))))
            body = replaced(definition.body, structure(parameter), moved)
            return replace(n, variables=(t.Variable(n.span, self._increment(point), n.order),),
                           operand=t.Group(n.span, "(", body))

        return change(node) if any(isinstance(n, (t.Derivative, t.Prime))
                                   for n in t.nodes(node)) else node

    def _increment(self, point: t.Node) -> t.Node:
        key = structure(point)
        if key not in self.points:
            name = STEP + "abcdefgh"[len(self.points) % 8]
            self.points[key] = point, t.Symbol(point.span, name, name)
        return self.points[key][1]

    @property
    def alike(self) -> list[tuple[t.Node, t.Node]]:
        return list(self.points.values())

    @property
    def fixed(self) -> list[tuple[t.Node, t.Node]]:
        return [(step, t.Number(step.span, "0")) for _, step in self.points.values()]
