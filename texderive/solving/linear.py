"""Solving `gradient = 0` for a vector or matrix that stands in it linearly, or only by its inverse."""
from __future__ import annotations

from dataclasses import dataclass

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
    terms = expanded(polish(unfolded(gradient)), unknown)
    with_it = [t for t in terms if contains(t, unknown)]
    without = [t for t in terms if not contains(t, unknown)]
    if not with_it:
        return None
    linear = [linear_term(t, unknown) for t in with_it]
    if all(t is not None for t in linear):
        return _linear(linear, without, unknown)
    return _by_inverse(with_it, without, unknown)


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
    return mx.mul(*scale, *chain) if chain else mx.mul(*scale, mx.eye(size))


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
    a, b = _factors(matrix), _factors(target)
    shared = []
    for f in list(a):
        if f.op == "num":
            if b and b[0].op == "num" or not b:
                pass
            shared.append(f)
        elif f.is_scalar and f in b:
            shared.append(f)
    for f in shared:
        a.remove(f)
        if f.op == "num":
            b = _factors(polish(mx.mul(mx.num(1 / f.data), *b))) if b else b
        else:
            b.remove(f)
    while a and b and a[0] == b[0] and not a[0].is_scalar and a[0].op == "inv" and len(a) > 1 and len(b) > 1:
        a, b = a[1:], b[1:]
    new = polish(_whole(a)) if a else mx.eye(matrix.shape[0])
    right = polish(_whole(b)) if b else target
    return new, right


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
        point = polish(mx.div(transposed(middle), scale))
        return Solution((polish(mx.mul(scale, var)), polish(transposed(middle))), point)
    if constants and not double:
        other = polish(mx.neg(mx.add(*constants)))
        point = polish(mx.mul(scale, transposed(mx.inv(other)) if not symmetric(other) else mx.inv(other)))
        return Solution((polish(mx.mul(scale, transposed(mx.inv(var)))), other), point, other)
    return None
