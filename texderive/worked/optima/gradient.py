"""A gradient that has been derived, in the shape of its unknown: what equations, updates and expansions are made of."""
from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ... import matrix as mx
from ...matrix import Expr
from ...raising import NotMatrix
from ...raising.polish import polish
from ...solving.members import own
from ...symbols import Symbol
from ..reading import Reading, inlined
from ..setup import Setting


@dataclass(frozen=True)
class Gradient:
    """The derivative by one unknown, derived, read back and judged."""

    setting: Setting
    reading: Reading
    judge: object

    @property
    def unknown(self) -> Symbol | None:
        """A symbol, or the family of which the member with its own letters is asked for."""
        v = self.setting.problem.variables[-1]
        return v.data if v.op == "var" and v == own(v.data) else None

    @cached_property
    def column(self) -> Expr | None:
        """In the shape of the unknown; None where there is no matrix form."""
        return (None if self.unknown is None or set(self.reading.named) - set(self.unknown.letters)
                else as_column(self.setting, self.reading, self.unknown))


def as_column(setting: Setting, reading: Reading, unknown: Symbol) -> Expr | None:
    """The derivative by the unknown in its shape; None where it has no matrix form."""
    expr = reading.expr
    if expr is None and unknown.family:
        try:
            expr = inlined(polish(setting.raiser({k: name for name, k in reading.named.items()}).raised(reading.node,
                                      reading.rows, reading.cols)), setting)
        except NotMatrix:
            return None
    return None if expr is None else expr if expr.shape == unknown.shape else polish(mx.T(expr))
