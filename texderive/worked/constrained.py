r"""Optima under a linear equality: the Lagrangian f + \lambda^T (A x - b), its stationary point, the multiplier from the constraint."""
from __future__ import annotations

from .. import matrix as mx
from .. import write
from ..derivation import Act, Line, Written
from ..errors import UnsupportedError
from ..matrix import Expr
from ..raising.polish import polish
from ..solving.linear import affine
from ..symbols import Symbol
from .reading import Reading
from .setup import Setting

_MULTIPLIERS = (r"\lambda", r"\nu", r"\mu", r"\eta")


def constrained(setting: Setting, reading: Reading, judge) -> tuple[Act, Expr, str]:
    """(act, the point, its condition) for one linear constraint and a gradient linear in the unknown.  Raises UnsupportedError."""
    problem = setting.problem
    symbol = problem.variables[-1].data
    column = reading.expr if reading.expr is not None and reading.expr.shape == symbol.shape else polish(mx.T(reading.expr)) if reading.expr is not None else None
    parts = [affine(g, symbol) for g in problem.constraints]
    gradient = affine(column, symbol) if column is not None else None
    if gradient is None or len(parts) != 1 or parts[0] is None or symbol.shape[1] != 1 or symbol.shape[0] == 1:
        raise UnsupportedError("only one linear equality with an objective whose gradient is linear has a closed form here", code="TD356",
                               hint=r"write the constraint as A x = b, or ask for the gradient of the Lagrangian")
    (hessian, constant), (matrix, offset) = gradient, parts[0]
    return _solved(setting, judge, symbol, column, hessian, constant, matrix, offset)


def _solved(setting: Setting, judge, symbol: Symbol, column: Expr, hessian: Expr, constant: Expr, matrix: Expr, offset: Expr):
    show = lambda e: write.latex(e, setting.naming, setting.problem.style)
    used = {s.key for s in setting.problem.symbols.values()}
    letter = next(m for m in _MULTIPLIERS if m not in used)
    multiplier = Symbol(letter, letter, (matrix.shape[0], 1))
    lam, x = mx.var(multiplier), mx.var(symbol)
    inverse = polish(mx.inv(hessian))
    schur = polish(mx.mul(matrix, inverse, mx.T(matrix)))
    right = polish(mx.add(offset, mx.neg(mx.mul(matrix, inverse, constant)))) if not mx.is_zero(constant) else offset
    value = polish(mx.div(right, schur) if schur.is_scalar else mx.mul(mx.inv(schur), right))
    force = polish(mx.add(constant, mx.mul(mx.T(matrix), value)) if not mx.is_zero(constant) else mx.mul(mx.T(matrix), value))
    point = polish(mx.neg(mx.mul(inverse, force)))
    if not _holds(judge, symbol, point, [mx.add(mx.mul(matrix, x), offset), mx.add(column, mx.mul(mx.T(matrix), value))]):
        raise UnsupportedError("the stationary point of the Lagrangian could not be confirmed numerically", code="TD356", hint="declare the objective's matrix positive definite")
    lagrangian = polish(mx.mul(mx.T(lam), setting.problem.constraints[0]))
    inside = polish(mx.add(constant, mx.mul(mx.T(matrix), lam)) if not mx.is_zero(constant) else mx.mul(mx.T(matrix), lam))
    star = rf"{symbol.latex}^*"
    line = lambda left, right_, title, relation="=": Line(left, Written(right_), "lagrange", title, "", relation, True)
    gradient = polish(mx.add(column, mx.mul(mx.T(matrix), lam)))
    body = show(setting.expr)
    lines = (line(Written(r"\mathcal{L}"), body + " + " + show(lagrangian), f"Lagrangian with multiplier ${letter}$"),
             line(Written(rf"\nabla \mathcal{{L}} = {show(gradient)} = 0"), f"{symbol.latex} = {show(polish(mx.neg(mx.mul(inverse, inside))))}", "solve for the unknown", "iff"),
             line(Written(f"{show(setting.problem.constraints[0])} = 0"), f"{letter} = {show(value)}", "put into the constraint", "iff"),
             line(Written(star), show(point), "put the multiplier back"))
    condition = f"if ${show(hessian)}$ and ${show(schur)}$ are invertible"
    return Act("minimum", "Minimum under the constraint" if setting.problem.kind == "argmin" else "Maximum under the constraint", lines), point, condition


def _holds(judge, symbol: Symbol, point: Expr, equations: list[Expr]) -> bool:
    """All equations vanish at the point, for some sizes at which it is defined."""
    from .optimum import vanishes_somewhere
    return all(vanishes_somewhere(judge, e, symbol, point) for e in equations)
