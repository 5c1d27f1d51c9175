r"""Members that agree up to what one of them leaves out: a constant hides what does not depend on the variable of the
chain, O(\|h\|^2) what is small beside the terms before it, as h tends to 0."""
from __future__ import annotations

import numpy as np

from ...errors import TexDeriveError
from ...patterns import regex
from ..values import compare as c
from ..values.numbers import Numbers
from .judged import Judged

_ARGUMENT = regex(r"""
    (?:p|P|q|f|L|J|\\ell|\\mathcal\s*\{?\s*[A-Z]\s*\}?|\\pi)\s*(?:\\left)?\(\s*
    ((?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{\s*\\?[A-Za-z]+\s*\})|\\?[A-Za-z]+)\s*(?:\\mid|\||\\vert|;|\\right|\))
""")


def agree_up_to_constant(judged: Judged, a: int, b: int) -> bool | None:
    """Whether two members differ by what does not depend on the chain's variable; None where that is not known."""
    moved = elsewhere(judged)
    if moved is None:
        return None
    changes = [change(*(n.value(typed.expr, typed.free) for n in (judged.numbers, moved)))
               for typed in (judged.typed[a], judged.typed[b])]
    return None if None in changes else c.compare(*changes) == c.EQUAL and not changes[0].zero


def elsewhere(judged: Judged) -> Numbers | None:
    """The points with the chain's variable somewhere else; None where it is not known."""
    node = judged.prepared.variable
    match = _ARGUMENT.search(judged.prepared.sides[0].text)
    try:
        if node is None and match is not None:
            node = judged.prepared.known.node(match[1])
    except TexDeriveError:
        return None
    symbol = None if node is None else judged.symbol(node)
    if symbol is None:
        return None
    old = judged.numbers.points.env[symbol]
    return judged.numbers.moved(symbol, old * 1.3 + 0.2 * np.cos(np.arange(old.size)).reshape(old.shape))


def change(here: c.Value | None, there: c.Value | None) -> c.Value | None:
    """By how much a value differs between two places, whatever constant it has."""
    return (None if here is None or there is None or here.array.shape != there.array.shape
            else c.Value(there.array - here.array, here.free, here.shape))


def agree_to_order(judged: Judged, a: int, b: int, numbers: Numbers) -> bool | None:
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
