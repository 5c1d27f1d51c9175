"""The point that an arg min or arg max asks for, as a result."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ... import write
from ...derivation import Line, Written
from ...matrix import Expr
from ...records import record
from ...solving.members import numbers
from ...symbols import Shape, Symbol, family_pattern
from ...write.leaves import member_latex
from ..setup import Setting


@record
class Point:
    """The value of one unknown: `expr` of the data alone; `printed` may call other unknowns by their starred names."""

    unknown: Symbol
    name: str                   # w^*
    expr: Expr
    printed: str


@dataclass(slots=True)
class Solution:
    """The stationary point: `.latex` of the value (for several unknowns w^* = ..., \\quad b^* = ...), `.condition`
    in words, `.evaluate(env)`.

    `definitions` (symbol, its rows, printed) name arrays that are stacked from several constraints."""

    points: tuple[Point, ...]
    condition: str
    symbols: dict[str, Symbol]
    definitions: tuple[tuple[Symbol, tuple[Expr, ...], str], ...] = ()
    kind: str = "matrix"

    @property
    def expr(self) -> Expr:
        return self.points[0].expr

    @property
    def shape(self) -> Shape:
        return self.expr.shape

    @property
    def latex(self) -> str:
        values = [p.printed if len(self.points) == 1 else f"{p.name} = {p.printed}" for p in self.points]
        return r", \quad ".join([*values, *(f"{symbol.latex} = {printed}" for symbol, _, printed in self.definitions)])

    def evaluate(self, env: Mapping[str, Any]):
        """The value at the arrays of env; for several unknowns a dict of them, each under its key;
        numbered ones stacked along their numbers."""
        from ...verify.user_values import evaluate_user, user_points
        env, symbols = dict(env), list(self.symbols.values())
        for symbol, rows, _ in self.definitions:
            env[symbol.key] = stacked_value(user_points(env, symbols), rows, symbol)[0]
        symbols += [symbol for symbol, _, _ in self.definitions]
        values = {p.unknown.key: evaluate_user(p.expr, env, numbers(p.unknown), symbols) for p in self.points}
        return values if len(values) > 1 else next(iter(values.values()))


def stacked_value(points, rows: tuple[Expr, ...], symbol: Symbol):
    """Rows on top of each other at every point, with the axes of the symbol that names them."""
    import numpy as np

    from ...verify.matrix_values import MatrixEvaluator
    value = np.concatenate([MatrixEvaluator(points).value(r, {}) for r in rows], axis=1)
    return value.reshape(value.shape[0], *[n for n, d in zip(value.shape[1:], symbol.shape) if d != 1])


def named(symbol: Symbol) -> str:
    r"""\mu_k for a numbered unknown, else the symbol."""
    return member_latex(symbol, symbol.letters) if symbol.family else symbol.latex


def starred(symbol: Symbol) -> str:
    """The LaTeX of an unknown's value, x^*."""
    return _with_star(named(symbol))


def star_of(symbol: Symbol) -> Symbol:
    """The symbol that names a known value of the unknown."""
    pattern = _with_star(symbol.pattern or family_pattern(symbol.latex, len(symbol.family))) if symbol.family else ""
    return replace(symbol, key=symbol.key + "^*", latex=_with_star(symbol.latex), pattern=pattern, plain="")


def _with_star(latex: str) -> str:
    return rf"{latex}^*" if "^" not in latex else rf"\left({latex}\right)^*"


def stated(left: str | None, right: str, title: str, relation: str = "iff", rule: str = "stationary", reason: str = "") -> Line:
    """A line of equations or points, whose sides are written already; the point is checked as a whole."""
    return Line(None if left is None else Written(left), Written(right), rule, title, reason, relation, True)


def shower(setting: Setting) -> Callable[[Expr], str]:
    """Writes an expression in the author's notation."""
    return lambda e: write.latex(e, setting.naming, setting.problem.style)
