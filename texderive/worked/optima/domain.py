"""Whether a stationary point lies where the unknown may: inside an open set it is enough to look there;
the edge of a closed one is not looked at."""
from __future__ import annotations

from ... import matrix as mx
from ...errors import UnsupportedError
from ...matrix import Expr
from ...raising.polish import polish
from ...solving.definite import definite, positive
from ...symbols import Symbol
from ..setup import Setting
from .nature import existence, words
from .solution import starred

_CLOSED = {"nonnegative": "positive", "closed unit": "unit", "psd": "posdef"}
_INSIDE = {"positive": "{} > 0", "unit": "0 < {} < 1", "posdef": "{} \\succ 0"}


def inside(setting: Setting, values: dict[Symbol, Expr], show) -> list[str]:
    """What has to hold for the values to lie inside, in words.
    Raises UnsupportedError where one of them never does."""
    found = []
    for u, value in values.items():
        kind = setting.problem.domain.get(u, "")
        kind = _CLOSED.get(kind, kind)
        if not kind:
            continue
        if kind == "nonzero" and not mx.is_zero(value):
            found.append(existence((value,), show))
            continue
        told = definite(value) if kind == "posdef" else positive(value)
        if (kind != "posdef" and positive(polish(mx.neg(value))) == () or kind == "unit" and value.op == "num"
                and value.data >= 1 or mx.is_zero(value)):
            raise UnsupportedError(f"the only stationary point, {u.key} = {show(value)}, lies outside of the values "
                                   f"that are allowed", code="TD356",
                                   hint="the function has no optimum inside; at the edge, optima are not supported")
        if kind == "unit" and value.op != "num":
            found.append(f"${_INSIDE[kind].format(starred(u))}$")
        elif told is None:
            found.append(f"${_INSIDE[kind].format(starred(u))}$")
        elif told:
            found.append(words(told, show))
    return found
