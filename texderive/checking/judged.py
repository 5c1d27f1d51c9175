"""A judged chain as data: its members typed, the points they are evaluated at, one judgement per relation."""
from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from .. import tree as t
from ..errors import TexDeriveError
from ..verify.points import Points
from . import compare as c
from .numbers import Numbers, all_nodes, symbols_of
from .prepare import Prepared
from .sides import is_zero
from .typing import Group, Typed


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
        typed, at = self.typed.get(k), self.prepared.sides[k].at
        if typed is None or self.numbers is None:
            return None
        numbers = self.numbers if at is None else self._moved(*at)
        value = None if numbers is None else numbers.value(typed.expr, typed.free)
        conditions = self.prepared.conditions.get(k)
        return value if value is None or not conditions else replace(value, conditions=conditions)

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
        try:
            typed = self.group.more(node)
        except (TexDeriveError, RecursionError):
            return None
        if any(s not in self.numbers.points.env for s in symbols_of(all_nodes([typed.expr]))):
            return None
        return self.numbers.value(typed.expr, typed.free)
