"""Two members of a chain compared: what excuses a difference, in the order of EXCUSES, before it is called wrong."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...verify.points import OTHER_SCALES, Points
from ..context.knowledge import Knowledge
from ..report import EQUAL, UNREAD, WRONG
from ..typed.typing import Typed
from ..values import compare as c
from ..values.numbers import Binding, Numbers, all_nodes, bound, numbers_for, symbols_of
from .hypotheses import both
from .judged import Judged, Judgement, finite
from .otherwise import OTHER_READINGS
from .pairs import Pair
from .stated import STATED, about_differentials

# what may be zero at all points without being zero
_VANISHING = ("deriv", "app", "dapp", "max", "min", "cmp", "cases", "ind", "delta")

_SWITCHED = ("max", "min", "cmp", "cases", "ind", "delta")      # these are zero wherever they are switched off


def compared(judged: Judged, known: Knowledge, a: int, b: int) -> Judgement:
    """The verdict on member b beside member a, both of which are typed."""
    x, y = judged.value(a), judged.value(b)
    if x is None or y is None:
        if x is not None and finite(x) and judged.diverges(b):
            return Judgement(b, WRONG, a, note="this limit does not exist, and the line before has a value")
        return Judgement(b, UNREAD, a, note="no value could be computed")
    pair = Pair(judged, known, a, b, x, y, c.compare(x, y), both(judged, a, b))
    if pair.verdict == c.EQUAL:
        # functions that nothing defines have a form there
        explicit = ("deriv",) if judged.prepared.chances is not None else ()
        vanishing = x.zero and y.zero and any(n.op in _VANISHING and n.op not in explicit
                                              for n in all_nodes([p.expr for p in pair.typed]))
        if not vanishing:                      # tr(dX^{-1} dX) with numbers d proves nothing
            apart = judged.prepared.differentials is None and about_differentials(pair, capital=True)
            return apart or pair.found(EQUAL)
        return (_function_of_more(pair) or _at_other_scales(pair)
                or pair.found(UNREAD, "both sides are zero at every point, which proves nothing"))
    for excuse in EXCUSES:
        if (found := excuse(pair)) is not None:
            return found
    if x.shape != y.shape and x.shape == y.shape[::-1]:
        judged.cost += 1.0                     # in the other layout the shapes would agree
    return pair.found(pair.wrong)


def _function_of_more(pair: Pair) -> Judgement | None:
    r"""\partial h_\theta(x)/\partial\theta of an h_\theta of which nothing is said: 0 on both sides as it is read."""
    for n in all_nodes([p.expr for p in pair.typed]):
        below = all_nodes(n.args[:1]) if n.op == "deriv" else []
        if ((function := next((m.data for m in below if m.op == "app"), None)) is not None
                and set(symbols_of(below)).isdisjoint(symbols_of(all_nodes(n.args[1:])))):
            return pair.found(UNREAD, f"how {function.latex} depends on {symbols_of(all_nodes(n.args[1:]))[0].key} is not known")
    return None


def _at_other_scales(pair: Pair) -> Judgement | None:
    """The verdict near zero and far from it, where what vanishes by underflow does not: e^{-10^5 x^2}.
    What vanishes there too cancels out."""
    cancels = not any(n.op in _SWITCHED for n in all_nodes([p.expr for p in pair.typed]))
    for regime in OTHER_SCALES:
        numbers = numbers_for([p.expr for p in pair.typed], pair.typed[0].free | pair.typed[1].free, regime,
                              bindings=pair.judged.group.bindings)
        values = [numbers.value(p.expr, p.free) for p in pair.typed]
        zeros = [finite(v) and (v.zero or _rounded(numbers, p, v, pair.judged.group.bindings))
                 for p, v in zip(pair.typed, values)]
        cancels = cancels and all(zeros)
        if all(map(finite, values)) and not any(zeros):
            return pair.found(EQUAL) if c.compare(*values) == c.EQUAL else pair.found(pair.wrong, numbers=numbers)
    return pair.found(EQUAL) if cancels else None


def _rounded(numbers: Numbers, typed: Typed, value: c.Value, bindings: list[Binding]) -> bool:
    """Whether a value is nothing but rounding errors, which other last digits of the points change altogether."""
    points = numbers.points
    near = bound(Numbers(Points({s: a * (1 + 1e-13) for s, a in points.env.items()}, points.sizes, points.count),
                         numbers.free), bindings)
    other = near.value(typed.expr, typed.free)
    return other is None or bool(np.abs(other.array - value.array).max() > 1e-3 * np.abs(value.array).max())


EXCUSES: tuple[Callable[[Pair], Judgement | None], ...] = (*OTHER_READINGS, *STATED)
