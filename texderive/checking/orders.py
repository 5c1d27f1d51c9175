r"""Lines that agree up to terms of higher order: `... + O(\\|h\\|^2)` hides what is small beside the terms before it, as h tends to 0."""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import tree as t
from ..errors import TexDeriveError
from . import compare as c
from .edit import walk
from .knowledge import Knowledge

if TYPE_CHECKING:
    from .judged import Judged
    from .numbers import Numbers

_TERM = re.compile(r"[+\-]\s*(?:\\(?:mathcal|mathrm|text|operatorname|mathit)\s*\{\s*([oO])\s*\}|\\(?:cal|scriptstyle)\s+([oO])|([oO]))\s*(?:\\left|\\[bB]igg?l?)?\s*\((.*?)(?:\\right|\\[bB]igg?r?)?\s*\)\s*[.,]?\s*$", re.S)


@dataclass(frozen=True, slots=True)
class Order:
    """O(h^k) or, if `strict`, o(h^k) with the letter h as a tree."""

    letter: t.Node
    power: int
    strict: bool


def without(text: str, known: Knowledge) -> tuple[str, Order | None]:
    r"""A member without the term O(.) at its end, blanked so that places stay, and that term; a member that is nothing else stays as it is."""
    match = _TERM.search(text)
    if match is None or match.start() == 0:
        return text, None
    try:
        node = known.node(match[4])
    except TexDeriveError:
        return text, None
    power = 1
    if isinstance(node, t.Script) and isinstance(node.sup, t.Number) and node.sup.text.isdigit() and node.sub is None:
        node, power = node.base, int(node.sup.text)
    letters = [n for n, _ in walk(node) if isinstance(n, t.Symbol)]
    if len(letters) != 1 or not isinstance(node, (t.Symbol, t.Delim, t.Group)):
        return text, None
    return text[:match.start()] + " " * (match.end() - match.start()), Order(letters[0], power, "o" in (match[1], match[2], match[3]))


def agree(judged: Judged, a: int, b: int, numbers: Numbers) -> bool | None:
    """Whether two members differ by terms of the order that one of them leaves out; None where that cannot be told.

    How a difference shrinks from one small h to its half tells its order."""
    orders = [o for o in (judged.prepared.sides[k].order for k in (a, b)) if o is not None]
    symbol = judged.symbol(orders[0].letter)
    if symbol is None or len({o.letter.name for o in orders}) > 1:
        return None
    least = min(o.power + 0.5 * o.strict for o in orders)
    sizes, small = [], 10.0 ** (-9 / (least + 1))                 # a difference of the order left out is some 1e-9
    for step in (2 * small, small):
        here = numbers.moved(symbol, numbers.points.env[symbol] * step)
        x, y = (here.value(judged.typed[k].expr, judged.typed[k].free) for k in (a, b))
        if x is None or y is None or (pair := next((w[1:] for w in c.ways(x, y) if w[0] == c.EQUAL), None)) is None:
            return None
        sizes.append(np.abs(pair[0] - pair[1]).reshape(numbers.points.count, -1).max(axis=1))
        scale = np.abs(pair[0]).max()
    if not np.isfinite(sizes).all():
        return None
    if np.max(sizes[1]) < 1e-12 * max(scale, 1e-3):
        return True
    found = np.log2(sizes[0] / np.maximum(sizes[1], 1e-300))      # about k for a difference of order k
    return bool(np.all(found > least - 0.25)) if np.ptp(found) < 0.5 else None
