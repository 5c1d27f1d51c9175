"""Solving `gradient = 0` for a vector or matrix that stands in it linearly, or only by its inverse."""
from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import gcd, lcm

from .. import matrix as mx
from ..matrix import Expr
from ..raising.facts import symmetric, transposed
from ..raising.polish import polish
from ..records import record
from ..symbols import Symbol
from .expand import Linear, contains, expanded, linear_term, terms_in, unfolded, upright
from .scalar import simplified


@record
class Solution:
    """`system` is (left side, right side) of the solved equation, () where it is solved at once; `point` its solution;
    `needs` what has to be invertible (a scalar: not zero); `factor`: by what the equation was multiplied
    on the way to `system`."""

    system: tuple[Expr, Expr] | tuple[()]
    point: Expr
    needs: tuple[Expr, ...] = ()
    factor: Expr | None = None


def solve(gradient: Expr, unknown: Symbol) -> Solution | None:
    """The stationary point, None where the equation has no closed form here.  `gradient` has the unknown's shape."""
    terms = _without_common_factor([polish(t)
                                    for t in expanded(_without_positive_factor(polish(unfolded(gradient)), unknown),
                                                      unknown)], unknown)
    with_it = [t for t in terms if contains(t, unknown)]
    without = [t for t in terms if not contains(t, unknown)]
    if not with_it:
        return None
    linear = [linear_term(t, unknown) for t in with_it]
    if all(t is not None for t in linear):
        return _linear(linear, without, unknown)
    return _by_inverse(with_it, without, unknown)


def _without_positive_factor(x: Expr, unknown: Symbol) -> Expr:
    """The equation without a factor that never vanishes: an exponential, or one over something."""
    if x.op == "div" and x.args[1].is_scalar and contains(x.args[1], unknown):
        return _without_positive_factor(x.args[0], unknown)
    if x.op != "mul":
        return x
    never = lambda f: f.is_scalar and contains(f, unknown) and (f.op == "fn" and f.data == "exp" or f.op == "div"
        and not contains(f.args[0], unknown))
    kept = [f for f in x.args if not never(f)]
    return mx.mul(*kept) if kept and any(contains(f, unknown) for f in kept) else x


def _without_common_factor(terms: list[Expr], unknown: Symbol) -> list[Expr]:
    r"""The terms without an invertible matrix with which all of them begin, the \Sigma^{-1}
    of \Sigma^{-1}(Y - WX)X^\top = 0."""
    chains = [[f for f in _factors(t) if not f.is_scalar] for t in terms]
    if len(terms) < 2 or any(len(c) < 2 for c in chains) or len({c[0] for c in chains}) > 1:
        return terms
    first = chains[0][0]
    core = first.args[0] if first.op == "inv" else first
    if contains(first, unknown) or core.op != "var" or not core.data.props & {"posdef", "invertible"}:
        return terms
    return [mx.mul(*[f for f in _factors(t) if f.is_scalar], *c[1:]) for t, c in zip(terms, chains)]


def affine(expression: Expr, unknown: Symbol) -> tuple[Expr, Expr] | None:
    """(A, c) with expression = A x + c for a column unknown x; None where it is not of this form."""
    terms = terms_in(expression, unknown)
    linear = [linear_term(t, unknown) for t in terms if contains(t, unknown)]
    if not linear or any(t is None for t in linear):
        return None
    if expression.is_scalar:                                 # x^T a is a^T x
        linear = [upright(t) for t in linear]
    if any(t.turned or t.right for t in linear):
        return None
    matrix = polish(mx.add(*[_square(t.scale, t.left, unknown.shape[0]) for t in linear]))
    constants = [t for t in terms if not contains(t, unknown)]
    return matrix, polish(mx.add(*constants)) if constants else mx.zeros((matrix.shape[0], 1))


def _whole(parts) -> Expr:
    return mx.mul(*parts) if parts else mx.ONE


def _linear(terms: list[Linear], constants: list[Expr], unknown: Symbol) -> Solution | None:
    """A X = C, X B = C or A X B = C, with the sums of the factors on either side of the unknown as A and B;
    other sums of such terms by stacking columns."""
    var = mx.var(unknown)
    if any(t.turned for t in terms):
        if not all(t.turned for t in terms):
            return None
        terms = [upright(t) for t in terms]
        constants = [transposed(c) for c in constants]
    terms = [_scalars_apart(t) for t in terms]
    lefts, rights = {t.left for t in terms}, {t.right for t in terms}
    rows, cols = unknown.shape
    if len(rights) == 1 and (len(lefts) > 1 or terms[0].left or not terms[0].right):
        before = polish(mx.add(*[_square(t.scale, t.left, rows) for t in terms]))
        behind = mx.mul(*terms[0].right) if terms[0].right else mx.eye(cols)
    elif len(lefts) == 1:
        before = mx.mul(*terms[0].left) if terms[0].left else mx.eye(rows)
        behind = polish(mx.add(*[_square(t.scale, t.right, cols) for t in terms]))
    else:
        return _stacked(terms, constants, unknown)
    if any(m.shape[0] != m.shape[1] for m in (before, behind)):
        return None
    target = polish(mx.neg(mx.add(*constants))) if constants else mx.zeros(unknown.shape)
    turned = before.op == "eye" and behind.op != "eye"
    if turned:
        behind, target = _reduced(behind, target, False)
    else:
        before, target = _reduced(before, target)
    before, behind = (_one_identity(_counted(m)) for m in (before, behind))
    scales = [(m, _scaled_identity(m)) for m in (before, behind)]
    needs = tuple(m if c is None else c for m, c in scales if c is None or c.op != "num")
    point = polish(mx.mul(target, mx.inv(behind))) if behind.op != "eye" and not behind.is_scalar else target
    return Solution((polish(mx.mul(before, var, behind)), target), _point(before, point), needs)


def _stacked(terms: list[Linear], constants: list[Expr], unknown: Symbol) -> Solution | None:
    """A X + X B = C and P X Q + ... = C as one equation for vec(X), by vec(P X Q) = (Q^T kron P) vec(X)."""
    rows, cols = unknown.shape
    if 1 in (rows, cols) or any(t.left and mx.mul(*t.left).shape != (rows, rows) or t.right
                                and mx.mul(*t.right).shape != (cols, cols) for t in terms):
        return None
    var, target = mx.var(unknown), polish(mx.neg(mx.add(*constants))) if constants else mx.zeros(unknown.shape)
    left, target = _rescaled(polish(mx.add(*[mx.mul(*t.scale, *t.left, var, *t.right) for t in terms])), target)
    terms = [linear_term(t, unknown) for t in expanded(left, unknown)]
    sides = [(polish(transposed(mx.mul(*t.right))) if t.right else mx.eye(cols), polish(mx.mul(*t.left)) if t.left
              else mx.eye(rows)) for t in terms]
    whole = mx.add(*[mx.mul(*t.scale, mx.eye(mx.vec(var).shape[0]) if right.op == before.op == "eye"
                            else mx.kron(right, before)) for t, (right, before) in zip(terms, sides)])
    point = target if mx.is_zero(target) else mx.unvec(mx.mul(mx.inv(whole), mx.vec(target)), unknown.shape)
    return Solution((left, target), point, (whole,))


def _scalars_apart(t: Linear) -> Linear:
    """A product of factors on one side that is a scalar, x (b^T b), as a scale."""
    for side in ("left", "right"):
        chain = getattr(t, side)
        if chain and mx.mul(*chain).is_scalar:
            t = replace(t, **{side: (), "scale": (*t.scale, polish(mx.mul(*chain)))})
    return t


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


def _one_identity(matrix: Expr) -> Expr:
    """(1 + c) I for I + c I."""
    scales = [_scaled_identity(t) for t in matrix.args] if matrix.op == "add" and not matrix.is_scalar else [None]
    return matrix if None in scales else mx.mul(mx.add(*scales), mx.eye(matrix.shape[0]))


def _counted(x: Expr) -> Expr:
    """A scalar factor of several sums simplified: sum_i y_i + sum_i (1 - y_i) is n."""
    scalars = [f for f in _factors(x) if f.is_scalar and f.op == "add" and sum(t.op == "sum" for t in f.args) > 1]
    return polish(mx.mul(*[simplified(f) if f in scalars else f for f in _factors(x)])) if scalars else x


def _reduced(matrix: Expr, target: Expr, left: bool = True) -> tuple[Expr, Expr]:
    """A common number, scalar factor, denominator or invertible outer factor of both sides taken out."""
    matrix, target = _rescaled(matrix, target)
    if matrix.is_scalar:
        return matrix, target
    a, b = _factors(matrix), _factors(target)
    for f in [f for f in a if f.is_scalar and f in b]:
        a.remove(f)
        b.remove(f)
    place = 0 if left else -1
    chain, other = [f for f in a if not f.is_scalar], [f for f in b if not f.is_scalar]
    while (chain and len(other) > 1 and chain[place] == other[place]
            and (chain[place].op == "inv" or chain[place].op == "var" and chain[place].data.props & {"posdef", "invertible"})):
        a.remove(chain.pop(place))
        b.remove(other.pop(place))
    size = mx.eye(matrix.shape[0])
    return polish(mx.mul(*a, *([] if chain else [size]))) if a else size, polish(_whole(b)) if b else target


def _rescaled(matrix: Expr, target: Expr) -> tuple[Expr, Expr]:
    """Both sides times the denominators of the target, and without the common number of the matrix;
    its first term is positive.

    A^T A + 0.1 I rather than 10 A^T A + I: beside multiples of I the only other matrix loses its number."""
    for below in dict.fromkeys(d for t in _summands(target) for d in _denominators(t)):
        if any(below in _denominators(t) for t in _summands(matrix)):
            matrix, target = (polish(mx.add(*[polish(mx.mul(below, t)) for t in _summands(x)])) for x in (matrix, target))
    terms = _summands(matrix)
    numbers = [next((f.data for f in _factors(t) if f.op == "num"), Fraction(1)) for t in terms]
    common = Fraction(gcd(*(n.numerator for n in numbers)), lcm(*(n.denominator for n in numbers))) * (1
        if numbers[0] > 0 else -1)
    cores = [] if matrix.is_scalar else [n for n, t in zip(numbers, terms) if _scaled_identity(t) is None]
    divided = (lambda number: (matrix, target) if number == 1
               else tuple(polish(mx.add(*[mx.mul(mx.num(1 / number), t) for t in _summands(x)])) for x in (matrix, target)))
    if common == 0:
        return matrix, target
    if len(cores) == 1 < len(numbers) and cores[0] != common:
        return min(divided(common), divided(cores[0]), key=lambda pair: sum(n.op == "num" for x in pair for n in mx.walk(x)))
    return divided(common)


def _summands(x: Expr) -> list[Expr]:
    """The terms of x, with a number or scalars before a bracket multiplied into it."""
    factors = _factors(x)
    if sum(f.op == "add" for f in factors) == 1 and all(f.op == "add" or f.is_scalar and f.op in ("num", "div") for f in factors):
        scale, inside = [f for f in factors if f.op != "add"], next(f for f in factors if f.op == "add")
        return [mx.mul(*scale, t) for t in inside.args]
    return list(x.args) if x.op == "add" else [x]


def _denominators(t: Expr) -> list[Expr]:
    """Scalars below the bar of a term that are no numbers."""
    return [f.args[1] for f in _factors(t) if f.op == "div" and f.args[1].is_scalar and f.args[1].op != "num"]


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
        scalars, chain = mx.scalars_apart(factors)
        if len(at) == 1 and len(chain) == 1:
            single.append(mx.mul(*scalars) if len(factors) > 1 else mx.ONE)
        elif len(at) == 2 and chain[0] in (turned, mx.inv(var)) and chain[-1] in (turned, mx.inv(var)):
            double.append(mx.mul(*scalars, *chain[1:-1]))
        else:
            return None
    if not single:
        return None
    scale = _counted(polish(mx.add(*single)))
    if double and not constants:
        middle = polish(mx.mul(mx.num(-1), mx.add(*double)))
        number = next((f.data for f in _factors(scale) if f.op == "num"), None)
        if number is not None:
            scale, middle = polish(mx.mul(mx.num(1 / number), scale)), polish(mx.mul(mx.num(1 / number), middle))
        point = polish(mx.div(transposed(middle), scale))
        return Solution((polish(mx.mul(scale, var)), polish(transposed(middle))), point, (point,))
    if constants and not double:
        scale, other = _rescaled(scale, polish(mx.neg(mx.add(*constants))))
        point = polish(mx.mul(scale, transposed(mx.inv(other)) if not symmetric(other) else mx.inv(other)))
        return Solution((polish(mx.mul(scale, transposed(mx.inv(var)))), other), point, (other,))
    return None
