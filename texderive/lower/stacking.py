r"""Identities that take vec and Kronecker products out of a formula: tr(A x B) = tr A tr B, (B^T x A) vec(X) = vec(AXB), vec(A)^T vec(B) = tr(A^T B)."""
from __future__ import annotations

from .. import matrix as mx
from ..matrix import Expr


def unstacked(x: Expr) -> Expr:
    """x without vec and Kronecker products, as far as the identities reach."""
    if not any(n.op in ("vec", "kron") for n in mx.walk(x)):
        return x
    return _unstacked(x)


def _unstacked(x: Expr) -> Expr:
    new = mx.rebuild(x, tuple(_unstacked(a) for a in x.args))
    law = _LAWS.get(new.op)
    return law(new) if law else new


def _trace(x: Expr) -> Expr:
    inner = x.args[0]
    return mx.mul(mx.tr(inner.args[0]), mx.tr(inner.args[1])) if inner.op == "kron" else x


def _norm(x: Expr) -> Expr:
    inner = x.args[0]
    if inner.op == "vec" and x.data == "2":
        return mx.norm(inner.args[0], "F" if inner.args[0].is_matrix else "2")
    return mx.mul(*[mx.norm(a, "F" if a.is_matrix else "2") for a in inner.args]) if inner.op == "kron" and x.data in ("F", "2") else x


def _determinant(x: Expr) -> Expr:
    inner = x.args[0]
    if inner.op != "kron" or any(a.shape[0] != a.shape[1] for a in inner.args):
        return x
    a, b = inner.args
    return mx.mul(mx.pow_(mx.det(a), mx.dim(b.shape[0])), mx.pow_(mx.det(b), mx.dim(a.shape[0])))


def _transpose(x: Expr) -> Expr:
    inner = x.args[0]
    return mx.kron(mx.T(inner.args[0]), mx.T(inner.args[1])) if inner.op == "kron" else x


def _product(x: Expr) -> Expr:
    factors = list(x.args)
    for n in range(len(factors) - 2, -1, -1):
        a, b = factors[n], factors[n + 1]
        if a.op == "kron" and b.op == "vec":
            left, right = a.args
            factors[n:n + 2] = [mx.vec(mx.mul(right, b.args[0], mx.T(left)))]
        elif a.op == "T" and a.args[0].op == "vec" and b.op == "vec":
            factors[n:n + 2] = [mx.tr(mx.mul(mx.T(a.args[0].args[0]), b.args[0]))]
        elif a.op == b.op == "kron" and all(p.shape[1] == q.shape[0] for p, q in zip(a.args, b.args)):
            factors[n:n + 2] = [mx.kron(mx.mul(a.args[0], b.args[0]), mx.mul(a.args[1], b.args[1]))]
    return mx.mul(*factors)


_LAWS = {"tr": _trace, "norm": _norm, "det": _determinant, "T": _transpose, "mul": _product}
