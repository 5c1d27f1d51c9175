"""Solving `gradient = 0` for a vector or matrix that stands in it linearly, or only by its inverse."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .. import matrix as mx
from ..matrix import Expr
from ..raising.facts import symmetric, transposed
from ..raising.polish import polish
from ..symbols import Symbol
from .expand import Linear, contains, expanded, linear_term, unfolded


@dataclass(frozen=True, slots=True)
class Solution:
    """`system` is (left side, right side) of the solved equation, `point` its solution, `condition` what has to be invertible."""

    system: tuple[Expr, Expr]
    point: Expr
    condition: Expr | None = None


def solve(gradient: Expr, unknown: Symbol) -> Solution | None:
    """The stationary point, None where the equation has no closed form here.  `gradient` has the unknown's shape."""
    terms = [polish(t) for t in expanded(polish(unfolded(gradient)), unknown)]
    with_it = [t for t in terms if contains(t, unknown)]
    without = [t for t in terms if not contains(t, unknown)]
    if not with_it:
        return None
    linear = [linear_term(t, unknown) for t in with_it]
    if all(t is not None for t in linear):
        return _linear(linear, without, unknown)
    return _by_inverse(with_it, without, unknown)


def affine(expression: Expr, unknown: Symbol) -> tuple[Expr, Expr] | None:
    """(A, c) with expression = A x + c for a column unknown x; None where it is not of this form."""
    terms = [polish(t) for t in expanded(polish(unfolded(expression)), unknown)]
    linear = [linear_term(t, unknown) for t in terms if contains(t, unknown)]
    if not linear or any(t is None for t in linear):
        return None
    if expression.is_scalar:                                 # x^T a is a^T x
        linear = [Linear(tuple(transposed(f) for f in reversed(t.right)), tuple(transposed(f) for f in reversed(t.left)), t.scale, False) if t.turned else t for t in linear]
    if any(t.turned or t.right for t in linear):
        return None
    rows = unknown.shape[0]
    matrix = polish(mx.add(*[_square(t.scale, t.left, rows) for t in linear]))
    constants = [t for t in terms if not contains(t, unknown)]
    return matrix, polish(mx.add(*constants)) if constants else mx.zeros((matrix.shape[0], 1))


def _whole(parts) -> Expr:
    return mx.mul(*parts) if parts else mx.ONE


def _linear(terms: list[Linear], constants: list[Expr], unknown: Symbol) -> Solution | None:
    var = mx.var(unknown)
    if any(t.turned for t in terms):
        if not all(t.turned for t in terms):
            return None
        terms = [Linear(tuple(transposed(f) for f in reversed(t.right)), tuple(transposed(f) for f in reversed(t.left)), t.scale, False) for t in terms]
        constants = [transposed(c) for c in constants]
    rows = unknown.shape[0]
    if len({t.right for t in terms}) == 1:
        right = terms[0].right
        matrix = polish(mx.add(*[_square(t.scale, t.left, rows) for t in terms]))
        target = polish(mx.neg(mx.add(*constants))) if constants else mx.zeros((matrix.shape[0], right[-1].shape[1] if right else unknown.shape[1]))
        if right:
            if any(f.shape[0] != f.shape[1] for f in right):
                return None
            target = polish(mx.mul(target, *[mx.inv(f) for f in reversed(right)]))
        matrix, target = _reduced(matrix, target)
        left = polish(mx.mul(matrix, var))
        return Solution((left, target), _point(matrix, target), None if _scaled_identity(matrix) is not None else matrix)
    if len({t.left for t in terms}) == 1 and not terms[0].left:
        matrix = polish(mx.add(*[_square(t.scale, t.right, unknown.shape[1]) for t in terms]))
        target = polish(mx.neg(mx.add(*constants))) if constants else mx.zeros(unknown.shape)
        matrix, target = _reduced(matrix, target)
        return Solution((polish(mx.mul(var, matrix)), target), polish(mx.mul(target, mx.inv(matrix))), matrix)
    return None


def _square(scale, chain, size) -> Expr:
    whole = mx.mul(*scale, *chain) if chain else mx.mul(*scale, mx.ONE)
    return mx.mul(whole, mx.eye(size)) if whole.is_scalar else whole


def _scaled_identity(matrix: Expr) -> Expr | None:
    """The scalar c of c I."""
    if matrix.is_scalar:
        return matrix
    if matrix.op == "eye":
        return mx.ONE
    if matrix.op == "mul" and matrix.args[-1].op == "eye":
        return mx.mul(*matrix.args[:-1])
    return None


def _reduced(matrix: Expr, target: Expr) -> tuple[Expr, Expr]:
    """A common number, scalar factor or invertible first factor of both sides taken out."""
    if matrix.is_scalar:
        number = next((f.data for f in _factors(matrix) if f.op == "num"), Fraction(1))
        return polish(mx.mul(mx.num(1 / number), matrix)), polish(mx.mul(mx.num(1 / number), target))
    a, b = _factors(matrix), _factors(target)
    number = next((f.data for f in a if f.op == "num"), None)
    if number is not None:
        a = [f for f in a if f.op != "num"]
        b = _factors(polish(mx.mul(mx.num(1 / number), *b)))
    for f in [f for f in a if f.is_scalar and f in b]:
        a.remove(f)
        b.remove(f)
    left, right = [f for f in a if not f.is_scalar], [f for f in b if not f.is_scalar]
    while left and len(right) > 1 and left[0] == right[0] and (left[0].op == "inv" or left[0].op == "var" and left[0].data.props & {"posdef", "invertible"}):
        a.remove(left.pop(0))
        b.remove(right.pop(0))
    size = mx.eye(matrix.shape[0])
    return polish(mx.mul(*a, *([] if left else [size]))) if a else size, polish(_whole(b)) if b else target


def _factors(x: Expr) -> list[Expr]:
    return list(x.args) if x.op == "mul" else [x]


def _point(matrix: Expr, target: Expr) -> Expr:
    scalar = _scaled_identity(matrix)
    if scalar is not None:
        return polish(mx.div(target, scalar))
    return polish(mx.mul(mx.inv(matrix), target))


def _by_inverse(with_it: list[Expr], constants: list[Expr], unknown: Symbol) -> Solution | None:
    r"""a X^{-T} + C = 0, and a X^{-T} + X^{-T} M X^{-T} = 0."""
    var = mx.var(unknown)
    if not var.is_matrix:
        return None
    turned = transposed(mx.inv(var))
    single, double = [], []
    for t in with_it:
        factors = _factors(t)
        at = [n for n, f in enumerate(factors) if f in (turned, mx.inv(var))]
        rest = [f for n, f in enumerate(factors) if n not in at]
        if any(contains(f, unknown) for f in rest):
            return None
        chain = [f for f in factors if not f.is_scalar]
        if len(at) == 1 and len(chain) == 1:
            single.append(mx.mul(*[f for f in factors if f.is_scalar]) if len(factors) > 1 else mx.ONE)
        elif len(at) == 2 and chain[0] in (turned, mx.inv(var)) and chain[-1] in (turned, mx.inv(var)):
            double.append(mx.mul(*[f for f in factors if f.is_scalar], *chain[1:-1]))
        else:
            return None
    if not single:
        return None
    scale = polish(mx.add(*single))
    if double and not constants:
        middle = polish(mx.mul(mx.num(-1), mx.add(*double)))
        number = next((f.data for f in _factors(scale) if f.op == "num"), None)
        if number is not None:
            scale, middle = polish(mx.mul(mx.num(1 / number), scale)), polish(mx.mul(mx.num(1 / number), middle))
        point = polish(mx.div(transposed(middle), scale))
        return Solution((polish(mx.mul(scale, var)), polish(transposed(middle))), point)
    if constants and not double:
        other = polish(mx.neg(mx.add(*constants)))
        point = polish(mx.mul(scale, transposed(mx.inv(other)) if not symmetric(other) else mx.inv(other)))
        return Solution((polish(mx.mul(scale, transposed(mx.inv(var)))), other), point, other)
    return None
