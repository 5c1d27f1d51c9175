"""A judged chain as data: its members typed, the points they are evaluated at, one judgement per relation."""
from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from .. import tree as t
from ..errors import TexDeriveError
from ..symbols import Symbol
from ..verify.points import Points
from . import compare as c
from .numbers import Numbers, all_nodes, symbols_of
from .prepare import Prepared
from .sides import is_zero, without_limit
from .typing import Group, Typed


_STEPS = (0.02, 0.012, 0.006, -0.02, -0.012, -0.006)      # distances from a limit at which values are taken, first those above


def _weights(steps: tuple[float, ...]) -> np.ndarray:
    """Those of the polynomial through values at `steps`, at 0."""
    return np.array([np.prod([-b / (a - b) for b in steps if b != a]) for a in steps])


@dataclass(slots=True)
class Judgement:
    """The verdict on the relation that leads to member k of a chain, with what a message needs."""

    k: int
    verdict: str
    before: int = -1                           # the member it was compared with
    error: TexDeriveError | None = None
    assumption: tuple[str, str] = ("", "")     # (symbol, property)
    note: str = ""
    numbers: Numbers | None = None             # the points of the verdict, where they are not those of the chain
    rows: tuple[tuple[Symbol, Symbol], ...] = ()       # matrices whose rows are the members of a family at these points


@dataclass(slots=True)
class Judged:
    """A chain judged in one layout: the state for messages, and one judgement per relation."""

    prepared: Prepared
    layout: str
    group: Group | None
    typed: dict[int, Typed] = field(default_factory=dict)
    numbers: Numbers | None = None
    judgements: list[Judgement] = field(default_factory=list)
    cost: float = 0.0                          # how much this layout had to be bent to the lines

    def value(self, k: int) -> c.Value | None:
        typed, side = self.typed.get(k), self.prepared.sides[k]
        if typed is None or self.numbers is None:
            return None
        if side.limit is not None:
            return self._limit(typed, *side.limit)
        numbers = self.numbers if side.at is None else self._moved(*side.at)
        value = None if numbers is None else numbers.value(typed.expr, typed.free)
        conditions = self.prepared.conditions.get(k)
        return value if value is None or not conditions else replace(value, conditions=conditions)

    def _limit(self, typed: Typed, variable: t.Node, target: t.Node) -> c.Value | None:
        """The value as a variable tends to a number: extrapolated from both sides, None where it does not settle."""
        try:
            var, goal = self.group.more(variable).expr, self.group.more(target)
        except (TexDeriveError, RecursionError):
            return None
        env, end = self.numbers.points.env, 0.0 if is_zero(target) else self.numbers.value(goal.expr, {})
        if var.op != "var" or var.args or var.data not in env or end is None:
            return None
        old = env[var.data]
        end = end if isinstance(end, float) else end.array.reshape(old.shape)
        values = []
        for step in _STEPS:
            points = Points({**env, var.data: np.zeros_like(old) + end + step}, self.numbers.points.sizes, self.numbers.points.count)
            found = Numbers(points, self.numbers.free).value(typed.expr, typed.free)
            if found is None:
                return None
            values.append(found.array)
        fine, above = (np.tensordot(_weights(steps), np.stack(values[:len(steps)]), axes=1) for steps in (_STEPS, _STEPS[:3]))
        if not np.isfinite(fine).all() or np.abs(fine - above).max() > 1e-3 * max(np.abs(fine).max(), 1e-1):
            return None
        return replace(found, array=fine)

    def _moved(self, variable: t.Node, value: t.Node) -> Numbers | None:
        """The points with a variable where an evaluation bar puts it."""
        try:
            var, new = self.group.more(variable).expr, self.group.more(value)
        except (TexDeriveError, RecursionError):
            return None
        points = self.numbers.points
        if var.op != "var" or var.args or var.data not in points.env:
            return None
        old = points.env[var.data]
        if is_zero(value):
            array = np.zeros_like(old)
        else:
            found = self.numbers.value(new.expr, {})
            if found is None or found.array[0].size != old[0].size:
                return None
            array = found.array.reshape(old.shape)
        env = {**points.env, var.data: array}
        return Numbers(Points(env, points.sizes, points.count), self.numbers.free)

    def value_of(self, node: t.Node) -> c.Value | None:
        """The value of a further expression in the same state."""
        if self.group is None or self.numbers is None:
            return None
        node, limit = without_limit(node)
        try:
            typed = self.group.more(node)
        except (TexDeriveError, RecursionError):
            return None
        if any(s not in self.numbers.points.env for s in symbols_of(all_nodes([typed.expr]))):
            return None
        return self.numbers.value(typed.expr, typed.free) if limit is None else self._limit(typed, *limit)
