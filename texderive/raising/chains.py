"""Runs of matrices: neighbours that cancel or combine, diagonal matrices against vectors, scalars pulled out."""
from __future__ import annotations

from fractions import Fraction
from itertools import groupby

from .. import matrix as mx
from ..matrix import Expr
from .facts import structured, transposed
from .quotients import without_minus


def runs(factors) -> list[list[Expr]]:
    """Scalars alone; matrix runs until they have become a scalar."""
    runs: list[list[Expr]] = []
    run: list[Expr] = []
    for f in factors:
        if f.is_scalar:
            runs.append([f])
            continue
        run.append(f)
        if run[0].shape[0] == 1 and f.shape[1] == 1:
            runs.append(run)
            run = []
    return runs + ([run] if run else [])


def pulled_scalars(f: Expr) -> tuple[Expr, list[tuple[Expr, int]]]:
    """A scalar taken out of a quotient by a scalar, or out of diag or an elementwise product."""
    if (turned := without_minus(f)) is not None:
        return turned, [(mx.MINUS_ONE, 1)]
    if f.op == "div" and f.args[1].is_scalar:
        inner, more = pulled_scalars(f.args[0])
        return inner, [(f.args[1], -1), *more]
    inner = f.args[0] if f.op in ("diag", "T") else f
    scalars, kept = mx.scalars_apart(inner.args) if inner.op == "mul" else ([], [])
    if not scalars:
        return f, []
    return mx.mul(*kept) if inner is f else mx.Expr(f.op, (mx.mul(*kept),), None, f.shape), [(a, 1) for a in scalars]


def combined(chain: list[Expr]) -> Expr:
    """The product of a chain whose neighbours have met."""
    return mx.mul(*settled(chain))


def settled(chain: list[Expr]) -> list[Expr]:
    """Neighbours that cancel or combine: inverse against matrix, diag(u) against a vector, identities."""
    out: list[Expr] = []
    if (len(chain) == 3 and chain[0].op == chain[2].op == "ones" and chain[1].op == "had" and chain[0].is_row
            and chain[1].is_matrix):
        first, rest = chain[1].args[0], chain[1].args[1:]
        return [mx.tr(mx.mul(transposed(first), mx.had(*rest)))]
    for f in chain:
        parts = f.args if f.op == "mul" and not any(a.is_scalar for a in f.args) else (f,)
        for g in parts:
            out.append(g)
            _settle(out)
    out = _transposed_powers(out)
    for n, f in enumerate(out):                   # diag(u) before a run that ends in a column: elementwise product
        if f.op == "diag" and n + 1 < len(out) and out[-1].shape[1] == 1 and not any(g.shape[1] == 1 for g in out[n + 1:-1]):
            return [*out[:n], mx.had(column(f.args[0]), mx.mul(*out[n + 1:]))]
    return out


def column(v: Expr) -> Expr:
    """A vector as a column."""
    return v if v.shape[1] == 1 else mx.T(v)


def _transposed_powers(chain: list[Expr]) -> list[Expr]:
    """(X^{-3})^T for three or more X^{-T} in a row; two of them read well as they are."""
    out: list[Expr] = []
    for base, run in groupby(chain, key=lambda f: power_of(f.args[0])[0] if f.op == "T" and power_of(f.args[0])[1] < 0
                             else None):
        run = list(run)
        total = sum(power_of(f.args[0])[1] for f in run) if base is not None else 0
        out += [mx.T(mx.pow_(base, mx.num(total)))] if len(run) > 1 and total <= -3 else run
    return out


def _joined_powers(a: Expr, b: Expr) -> list[Expr] | None:
    """X^{-1} X^{-1} = X^{-2}, X^{1/2} X^{1/2} = X, X^{-1} X^3 = X^2, and so for transposed ones."""
    turned = a.op == b.op == "T"
    (x, m), (y, n) = map(power_of, (a.args[0], b.args[0]) if turned else (a, b))
    if x != y or not (m * n < 0 or not turned and (m < 0 and n < 0 or m.denominator > 1 or n.denominator > 1)):
        return None
    power = mx.eye(x.shape[0]) if m + n == 0 else mx.inv(x) if m + n == -1 else mx.pow_(x, mx.num(m + n))
    return [transposed(power) if turned else power]


def cancelled_inverse(a: Expr, b: Expr) -> list[Expr] | None:
    """(MN)^{-1} M = N^{-1} and M (NM)^{-1} = N^{-1} of square matrices, and so for transposed ones."""
    ahead, behind = _inverses(a), _inverses(b)
    if len(ahead) > 1 and _are_inverse(ahead[-1], b):
        return [_inverse_of(ahead[:-1], a)]
    if len(behind) > 1 and _are_inverse(a, behind[0]):
        return [_inverse_of(behind[1:], b)]
    return None


def _inverses(x: Expr) -> list[Expr]:
    """N^{-1}, M^{-1} of (MN)^{-1} and M^{-T}, N^{-T} of (MN)^{-T}, where all are square; nothing of others."""
    turned = x.op == "T"
    inner = x.args[0] if turned else x
    if inner.op != "inv" or inner.args[0].op != "mul" or any(f.shape != x.shape for f in inner.args[0].args):
        return []
    factors = inner.args[0].args
    return [transposed(mx.inv(f)) for f in factors] if turned else [mx.inv(f) for f in reversed(factors)]


def _inverse_of(inverses: list[Expr], like: Expr) -> Expr:
    """The product of inverses as the inverse of a product, written as `like` is."""
    turned = like.op == "T"
    product = mx.mul(*[mx.inv(transposed(f) if turned else f) for f in (inverses if turned else reversed(inverses))])
    return transposed(mx.inv(product)) if turned else mx.inv(product)


def _are_inverse(a: Expr, b: Expr) -> bool:
    return a.op == "inv" and a.args[0] == b or b.op == "inv" and b.args[0] == a or \
        a.op == "T" and a.args[0] == b and structured(b) == "orthogonal" or b.op == "T" and b.args[
            0] == a and structured(a) == "orthogonal" or \
        a.op == "T" and a.args[0].op == "inv" and transposed(a.args[0].args[0]) == b or b.op == "T" and b.args[
            0].op == "inv" and transposed(b.args[0].args[0]) == a


def power_of(x: Expr) -> tuple[Expr, Fraction | int]:
    """(A, k) of A^k."""
    if x.op == "inv":
        return x.args[0], -1
    if x.op == "mpow" and x.args[1].op == "num":
        return x.args[0], x.args[1].data
    return x, 1


def _softmax_by_rows(v: Expr, x: Expr) -> Expr | None:
    r"""\operatorname{diag}(1 \oslash (\exp(M) 1)) \exp(M) = \operatorname{softmax}(M), row by row."""
    if (x.op != "fn" or x.data != "exp" or not x.is_matrix or v.op != "div" or v.args[0].op != "ones"
            or v.args[1] != mx.mul(x, mx.ones((x.shape[1], 1)))):
        return None
    return mx.softmax(x.args[0])


def _settle(out: list[Expr]) -> None:
    while len(out) >= 2:
        a, b = out[-2], out[-1]
        if "eye" in (a.op, b.op):
            out[-2:] = [a if b.op == "eye" else b]
        elif _are_inverse(a, b):
            out[-2:] = [mx.eye(a.shape[0])] if len(out) == 2 else []
        elif (rest := cancelled_inverse(a, b)) is not None:
            out[-2:] = rest
        elif b.op == "diag" and out[0].shape[0] == 1 and all(f.shape[0] != 1 for f in out[1:-1]):
            row = mx.mul(*out[:-1])
            out[:] = [mx.T(mx.had(transposed(row), column(b.args[0])))]
            return
        elif (a.op != "diag" and (a.args[0] if a.op == "mpow" else a) == b and b.is_matrix and b.shape[0] == b.shape[1]
                and b.op in ("var", "app", "add", "ref") and
                (a.op != "mpow" or a.args[1].op == "num")):
            out[-2:] = [mx.pow_(b, mx.num((a.args[1].data if a.op == "mpow" else 1) + 1))]
        elif (power := _joined_powers(a, b)) is not None:
            out[-2:] = power
        elif a.op == "T" and b.op == "div" and b.is_vector and a.args[0] == b.args[1]:  # p^T (a \oslash p)
            out[-2:] = [mx.T(mx.ones(b.shape)), b.args[0]]
        elif a.op == "diag" and (soft := _softmax_by_rows(a.args[0], b)) is not None:
            out[-2:] = [soft]
        elif a.op == "diag" and b.op == "diag":
            out[-2:] = [mx.diag(mx.had(column(a.args[0]), column(b.args[0])))]
        else:
            return
