"""Other readings of two members that differ: another reach, a constant left out, a layout."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..report import ASSUMES, EQUAL, TRANSPOSED, UNREAD, WRONG
from ..values import compare as c
from ..values.numbers import all_nodes
from . import remainders
from .doubts import call_or_product, is_layout, other_reading, read_otherwise, sums_have_brackets, two_meanings
from .hypotheses import assumption_of
from .judged import Judgement, finite
from .pairs import Pair


def _multiple(pair: Pair) -> Judgement | None:
    r"""0 = -2X^T(y - Xw) + 2\lambda w = X^T(y - Xw) - \lambda w: both are 0, and the one
    is the other times a number."""
    if (not pair.judged.prepared.sides[0].zero or not (finite(pair.x) and finite(pair.y))
            or pair.x.array.shape != pair.y.array.shape or pair.x.zero or pair.y.zero):
        return None
    x, y = (v.array.reshape(len(v.array), -1) for v in (pair.x, pair.y))
    factors = (x * y).sum(1) / (x * x).sum(1)
    same = (bool(np.abs(y - factors[:, None] * x).max() < 1e-9 * np.abs(y).max())
            and (x.shape[1] > 1 or bool(np.ptp(factors) < 1e-9 * np.abs(factors).max())))
    return pair.found(EQUAL, "as both are 0") if same else None


def _constant(pair: Pair) -> Judgement | None:
    """... + const."""
    if not any(pair.judged.prepared.sides[k].constant for k in (pair.a, pair.b)):
        return None
    same = remainders.agree_up_to_constant(pair.judged, pair.a, pair.b)
    if same is False:
        return None
    return pair.found(EQUAL, "up to a constant") if same else pair.found(UNREAD, "what the constant may depend on is not said")


def _order(pair: Pair) -> Judgement | None:
    """... + O(h^2): decided here in any case."""
    judged, a, b = pair.judged, pair.a, pair.b
    if all(judged.prepared.sides[k].order is None for k in (a, b)):
        return None
    same = remainders.agree_to_order(judged, a, b, judged.numbers)
    if same is not False:
        return (pair.found(EQUAL, "up to terms of higher order") if same
                else pair.found(UNREAD, "what the terms left out are is not clear"))
    assumption = assumption_of(judged, a, b, lambda numbers, _: remainders.agree_to_order(judged, a, b, numbers) is True)
    return pair.found(ASSUMES, assumption=assumption) if assumption else pair.found(WRONG)


def _scope(pair: Pair) -> Judgement | None:
    return (pair.found(EQUAL, "with the derivative reaching over other terms")
            if other_reading(pair.judged, pair.a, pair.b) else None)


def _reach(pair: Pair) -> Judgement | None:
    r"""\sum_i x_i - \mu beside \sum_i (x_i - \mu): brackets were lost where the author writes them,
    and may be meant where not."""
    if not read_otherwise(pair.judged, pair.a, pair.b, sums=True):
        return None
    return (pair.found(pair.wrong) if sums_have_brackets(pair.judged) and pair.verdict != c.UNDEFINED
            else pair.found(UNREAD, "right only if the sum reaches over what stands behind it, which needs brackets"))


def _layout(pair: Pair) -> Judgement | None:
    return pair.found(TRANSPOSED) if pair.verdict == c.TRANSPOSED and is_layout(pair.judged, pair.x, pair.y) else None


def _call(pair: Pair) -> Judgement | None:
    called = call_or_product(pair.judged, pair.a, pair.b)
    return pair.found(UNREAD, f"whether {called} is a function's value or a product is not said") if called else None


def _by_zero(pair: Pair) -> Judgement | None:
    r"""A line divides by what is 0 everywhere, \theta 1 - \theta, where the one before has a value."""
    if pair.verdict != c.UNDEFINED or not finite(pair.x):
        return None
    numbers, typed = pair.judged.numbers, pair.typed[1]
    below = [n.args[1] for n in all_nodes([typed.expr]) if n.op == "div"]
    values = [numbers.value(x, typed.free) for x in below]
    return (pair.found(WRONG, "this divides by 0, and the line before does not")
            if any(finite(v) and np.abs(v.array).max() < 1e-12 for v in values) else None)


def _several_values(pair: Pair) -> Judgement | None:
    undefined = pair.verdict == c.UNDEFINED or two_meanings(pair.typed)
    return pair.found(UNREAD, "there was no point at which both sides have one value") if undefined else None


OTHER_READINGS: tuple[Callable[[Pair], Judgement | None], ...] = (
    _multiple, _constant, _order, _scope, _reach, _layout, _call, _by_zero, _several_values)
