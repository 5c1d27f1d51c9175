"""A judged chain as data: its members typed, the points they are evaluated at, one judgement per relation."""
from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ... import tree as t
from ...errors import TexDeriveError
from ...symbols import Symbol
from ..members.sides import is_zero, without_limit
from ..typed.prepare import Prepared
from ..typed.typing import Group, Typed
from ..values import compare as c
from ..values.numbers import Numbers, all_nodes, numbers_for, symbols_of


# the last: square matrices with a dominant diagonal, for the logarithm of a determinant
REGIMES = ("real", "positive", "unit", "dominant")
# distances from a limit at which values are taken, first those above
_STEPS = (0.02, 0.012, 0.006, -0.02, -0.012, -0.006)

_MANY, _FEW = 192, 4       # points of which some have values, and how many of them are kept

_NEARER = tuple(2.0 ** -n for n in range(12, 17))         # where what grows as 1/h doubles from one to the next


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
    beside: Judged | None = None               # the chain as it is typed beside equations, where these points belong to it


@dataclass(slots=True)
class Judged:
    """A chain judged in one layout: the state for messages, and one judgement per relation."""

    prepared: Prepared
    layout: str
    group: Group | None
    typed: dict[int, Typed] = field(default_factory=dict)
    numbers: Numbers | None = None
    judgements: list[Judgement] = field(default_factory=list)
    unmet: bool = False                        # no points were found that meet an inequality of the text
    cost: float = 0.0                          # how much this layout had to be bent to the lines

    def value(self, k: int) -> c.Value | None:
        typed, side = self.typed.get(k), self.prepared.sides[k]
        if typed is None or self.numbers is None:
            return None
        if side.limit is not None:
            return self._limit(typed, *side.limit)
        numbers = self.moved(k, self.numbers)
        value = None if numbers is None else numbers.value(typed.expr, typed.free)
        conditions = self.prepared.conditions.get(k)
        return value if value is None or not conditions else replace(value, conditions=conditions)

    def _limit(self, typed: Typed, variable: t.Node, target: t.Node) -> c.Value | None:
        """The value as a variable tends to a number: extrapolated from both sides, None where it does not settle."""
        there = self._place(variable, target, self.numbers)
        if there is None:
            return None
        values = []
        for step in _STEPS:
            found = self.numbers.moved(there[0], there[1] + step).value(typed.expr, typed.free)
            if found is None:
                return None
            values.append(found.array)
        fine, above = (np.tensordot(_weights(steps), np.stack(values[:len(steps)]), axes=1) for steps in (_STEPS, _STEPS[:3]))
        if not np.isfinite(fine).all() or np.abs(fine - above).max() > 1e-3 * max(np.abs(fine).max(), 1e-1):
            return None
        return replace(found, array=fine)

    def diverges(self, k: int) -> bool:
        """Whether member k has a limit and grows without bound towards it at every point, as 1/h does."""
        typed, side = self.typed.get(k), self.prepared.sides[k]
        there = (self._place(*side.limit, self.numbers) if typed is not None and side.limit is not None
                 and self.numbers is not None else None)
        values = [None if there is None else self.numbers.moved(there[0], there[1] + step).value(typed.expr, typed.free)
                  for step in _NEARER]
        if any(v is None or not np.isfinite(v.array).all() for v in values):
            return False
        sizes = [np.abs(v.array).reshape(len(v.array), -1).max(axis=1) for v in values]
        return all(bool((near > 1.8 * far).all()) for far, near in zip(sizes, sizes[1:]))

    def moved(self, k: int, numbers: Numbers) -> Numbers | None:
        """The points with the variables where an evaluation bar of member k puts them, all at once."""
        places = [self._place(variable, value, numbers) for variable, value in self.prepared.sides[k].at]
        for there in places:
            if there is None:
                return None
            numbers = numbers.moved(*there)
        return numbers

    def _place(self, variable: t.Node, value: t.Node, numbers: Numbers) -> tuple[Symbol, np.ndarray] | None:
        """A variable as a symbol, and a value for it at the points;
        None where it is none, or has no value of its size."""
        symbol = self.symbol(variable)
        if symbol is None:
            return None
        old = numbers.points.env[symbol]
        if is_zero(value):
            return symbol, np.zeros_like(old)
        typed = self.group.fitting(value)
        found = numbers.value(typed.expr, {}) if typed is not None else None
        if found is None or found.array[0].size not in (1, old[0].size):
            return None
        return (symbol, found.array.reshape(old.shape) if found.array.size == old.size
                else np.broadcast_to(found.array.reshape(-1)[:1], old.shape))

    def symbol(self, variable: t.Node) -> Symbol | None:
        """The symbol that a variable is, if it has values at the points."""
        typed = self.fitting(variable, self.numbers)
        return typed.expr.data if typed is not None and typed.expr.op == "var" and not typed.expr.args else None

    def value_of(self, node: t.Node) -> c.Value | None:
        """The value of a further expression in the same state."""
        if self.group is None or self.numbers is None:
            return None
        node, limit = without_limit(node)
        typed = self.fitting(node, self.numbers)
        if typed is None:
            return None
        return self.numbers.value(typed.expr, typed.free) if limit is None else self._limit(typed, *limit)

    def fitting(self, node: t.Node, numbers: Numbers) -> Typed | None:
        """A further expression, if it fits the shapes and all of its symbols have values."""
        typed = self.group.fitting(node)
        return typed if typed is not None and all(s in numbers.points.env for s in symbols_of(all_nodes([typed.expr]))) else None


def points_for(typed: list[Typed], **options) -> Numbers:
    r"""Points at which as many members as possible have a value: elsewhere positive, between 0 and 1,
    with dominant diagonals, or those of many that happen to: \log(1 - e^{\theta^T x_i}) for all i."""
    free: dict = {}
    for x in typed:
        free |= x.free
    exprs = [x.expr for x in typed]
    best, most = None, -1
    for regime in REGIMES:
        numbers = numbers_for(exprs, free, regime=regime, **options)
        good = sum(finite(numbers.value(x.expr, x.free)) for x in typed)
        if good > most:
            best, most = numbers, good
        if good == len(typed):
            return best
    if "count" not in options:
        many = numbers_for(exprs, free, count=_MANY, **options)
        values = [many.value(x.expr, x.free) for x in typed]
        sizes = [np.abs(v.array).reshape(_MANY, -1).max(axis=1) for v in values if v is not None]
        sizes = [size for size in sizes if np.isfinite(size).any()]
        if len(sizes) > most and (kept := np.isfinite(largest := np.max(sizes, axis=0))).any():
            near = np.sort(largest[kept])[:_FEW]           # far from where they cease to have one
            return many.kept(kept & (largest <= near[-1]))
    return best


def finite(value: c.Value | None) -> bool:
    """Whether a value is finite at every point."""
    return value is not None and bool(np.isfinite(value.array).all())
