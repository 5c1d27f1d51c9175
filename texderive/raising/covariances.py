r"""A row before the Jacobian of a softmax, v^\top(\operatorname{diag}(p) - pp^\top), for the same entry by entry."""
from __future__ import annotations

from .. import matrix as mx
from ..matrix import Expr
from .facts import author_sums, transposed
from .term import Term, transposed_scalar
from .terms import collected


def row_first(x: Expr) -> Expr:
    r"""g\operatorname{diag}(s) for (g^\top \odot s)^\top, and
    g(\operatorname{diag}(s) - ss^\top) for (s \odot (g^\top - gs))^\top, where g is a row by itself,
    as \partial L/\partial y."""
    factors = x.args[0].args
    for n, f in enumerate(factors):
        rest = mx.had(*factors[:n], *factors[n + 1:])
        first, *others = f.args if f.op == "add" else (f,)
        row = first.args[0] if first.op == "T" else first
        if row.op != "dapp" or not row.is_row or rest.is_scalar:
            continue
        parts = [(Term(t).number, _behind(row, t)) for t in others]
        if all(v is not None for _, v in parts):
            return mx.mul(row, mx.add(mx.diag(rest), *[mx.mul(mx.num(k), v, transposed(rest)) for k, v in parts]))
    return x


def _behind(row: Expr, t: Expr) -> Expr | None:
    """The column v of a number row v, which stands for every entry."""
    term = Term(t)
    s = term.scalars
    return (mx.mul(*s[0].args[1:]) if len(s) == 1 and all(f.op == "ones" for f in term.chain) and s[0].op == "mul"
            and s[0].args[0] == row else None)


def one_row(x: Expr) -> Expr:
    r"""g(\operatorname{diag}(s) - ss^\top) for g\operatorname{diag}(s) - (gs)s^\top, where g is a row by itself."""
    row = x.args[0].args[0] if x.op == "add" and x.is_row and x.args[0].op == "mul" else x
    if row.op != "dapp" or not row.is_row:
        return x
    inner = []
    for t in map(Term, x.args):
        if t.chain[0] == row and not t.scalars:
            inner.append(mx.mul(mx.num(t.number), *t.chain[1:]))
        elif t.chain and len(t.scalars) == 1 and t.scalars[0].op == "mul" and t.scalars[0].args[0] == row:
            inner.append(mx.mul(mx.num(t.number), *t.scalars[0].args[1:], *t.chain))
        else:
            return x
    return mx.mul(row, collected(mx.add(*inner))) if all(i.is_matrix for i in inner) else x


def centred(x: Expr) -> Expr:
    r"""v^\top(\operatorname{diag}(p) - pp^\top) for (p \odot (v - (v^\top p) 1))^\top, the derivative
    of a softmax behind another."""
    factors = x.args[0].args if x.op == "T" else x.args
    if len(factors) != 2 or not any(f.is_vector for f in factors) or x.op not in ("T", "had") or x.is_matrix:
        return x
    for p, bracket in (factors, factors[::-1]):
        if bracket.op != "add" or p.is_row:
            continue
        means = [t for t in bracket.args if (u := Term(t)).chain and all(f.op == "ones" for f in u.chain) and len(u.scalars) == 1]
        v = mx.add(*[t for t in bracket.args if t not in means])
        if len(means) == 1 and Term(means[0]).number == -1 and _inner(v, p, Term(means[0]).scalars[0]):
            return _around(v, p, x.op == "T")
    return x


def centred_sum(x: Expr) -> Expr:
    r"""The same for (v \odot p)^\top A - (v^\top p)p^\top A."""
    if x.op != "add" or len(x.args) != 2 or x.is_scalar or x in author_sums():
        return x
    for t, u in (map(Term, x.args), map(Term, x.args[::-1])):
        if t.number != -u.number or t.scalars or len(u.scalars) != 1 or not t.chain or not u.chain:
            continue
        turned = t.chain[0].op == "T" and u.chain[0].op == "T"
        at = 0 if turned else -1
        rest = t.chain[1:] if turned else t.chain[:-1]
        product, p = (c[at].args[0] if turned else c[at] for c in (t.chain, u.chain))
        if product.op != "had" or p not in product.args or rest != (u.chain[1:] if turned else u.chain[:-1]):
            continue
        v = mx.had(*[f for f in product.args if f != p])
        if _inner(v, p, u.scalars[0]):
            return mx.mul(mx.num(t.number), *rest[:0 if turned else None], _around(v, p, turned), *rest[:None if turned else 0])
    return x


def _inner(v: Expr, p: Expr, number: Expr) -> bool:
    """Whether a number is v^T p, for vectors v and p."""
    whole = mx.mul(transposed(v), p)
    return (v.is_vector and not v.is_row and not v.is_scalar and number.op == "mul"
            and number in (whole, transposed_scalar(whole), mx.mul(mx.T(v), p), mx.mul(mx.T(p), v)))


def is_covariance(x: Expr) -> bool:
    """Whether x is diag(p) - pp^T."""
    return x.op == "add" and x.args[0].op == "diag" and x == _covariance(x.args[0].args[0])


def _around(v: Expr, p: Expr, row: bool) -> Expr:
    """v^T (diag(p) - pp^T), or its transpose."""
    return mx.mul(mx.T(v), _covariance(p)) if row else mx.mul(_covariance(p), v)


def _covariance(p: Expr) -> Expr:
    return mx.add(mx.diag(p), mx.neg(mx.mul(p, mx.T(p))))
