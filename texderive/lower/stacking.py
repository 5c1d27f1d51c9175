r"""Identities that take vec and Kronecker products out of a formula: tr(A x B) = tr A tr B, (B^T x A) vec(X) =
vec(AXB), vec(A)^T vec(B) = tr(A^T B)."""
from __future__ import annotations

from collections.abc import Callable

from .. import matrix as mx
from ..matrix import Expr
from ..symbols import Symbol


def unstacked(x: Expr, variables: frozenset[Symbol]) -> Expr:
    """x without vec and Kronecker products of the variables, as far as the identities reach."""
    if not any(n.op in ("vec", "kron") for n in mx.walk(x)):
        return x
    return _spread(_unstacked(x, variables), lambda y: _stands(y, variables))


def bilinear(x: Expr, new: Expr, variables: frozenset[Symbol]) -> bool:
    """Whether Kronecker products of x that vary became sums of those that do not."""
    products = [n for n in mx.walk(new) if n.op == "kron"]
    return (bool(products) and not any(_stands(n, variables) for n in products)
            and any(n.op == "kron" and _stands(n, variables) for n in mx.walk(x)))


def _unstacked(x: Expr, variables: frozenset[Symbol]) -> Expr:
    new = mx.rebuild(x, tuple(_unstacked(a, variables) for a in x.args))
    varies = lambda y: _stands(y, variables)
    law = _LAWS.get(new.op)
    new = law(new) if law else new
    if new.op == "mul":
        return _around_vectors(new, varies)
    return _sum(new, varies) if new.op == "add" else new


def _spread(x: Expr, varies: Callable[[Expr], bool]) -> Expr:
    """x with the Kronecker products that are left in it multiplied out, where that helps."""
    if not any(n.op == "kron" and varies(n) for n in mx.walk(x)):
        return x
    new = mx.rebuild(x, tuple(_spread(a, varies) for a in x.args))
    return _multiplied_out(new, varies) if new.op == "kron" else new


def _multiplied_out(x: Expr, varies: Callable[[Expr], bool]) -> Expr:
    """t A (x) (B + t C) = t (A (x) B) + t^2 (A (x) C), where only numbers vary; else x as it is."""
    terms = [(mx.mul(c, d) if c != d else mx.pow_(c, mx.num(2)), mx.kron(a, b)) for c, a in _terms(x.args[0], varies)
             for d, b in _terms(x.args[1], varies)]
    return x if any(varies(product) for _, product in terms) else mx.add(*[mx.mul(c, product) for c, product in terms])


def _terms(x: Expr, varies: Callable[[Expr], bool]) -> list[tuple[Expr, Expr]]:
    """The terms of a sum, each as the number before it that varies and the rest; definitions that vary are entered."""
    while x.op == "ref" and not x.args and varies(x):
        x = x.data.expr
    if x.op == "add" and varies(x):
        return [t for a in x.args for t in _terms(a, varies)]
    if x.op == "div":
        return [(mx.div(number, x.args[1]), rest) for number, rest in _terms(x.args[0], varies)]
    numbers = [f for f in x.args if f.is_scalar and varies(f)] if x.op == "mul" else []
    return [(mx.mul(*numbers), mx.mul(*[f for f in x.args if f not in numbers]) if numbers else x)]


def _stands(x: Expr, variables: frozenset[Symbol]) -> bool:
    return any(n.op == "var" and n.data in variables or n.op == "ref" and _stands(n.data.expr, variables) for n in mx.walk(x))


def _sum(x: Expr, varies: Callable[[Expr], bool]) -> Expr:
    """vec(M) - c as vec(M - C) where vec(C) = c."""
    inner = [t for t in x.args if _vec_of(t) is not None]
    shapes = {_vec_of(t).shape for t in inner}
    if not any(map(varies, inner)) or len(shapes) > 1 or any(varies(t) for t in x.args if t not in inner):
        return x
    (shape,) = shapes
    return mx.vec(mx.add(*[_vec_of(t) if t in inner else mx.unvec(t, shape) for t in x.args]))


def _vec_of(t: Expr) -> Expr | None:
    """c M of c vec(M)."""
    if t.op == "vec":
        return t.args[0]
    if t.op == "mul" and t.args[-1].op == "vec" and all(f.is_scalar for f in t.args[:-1]):
        return mx.mul(*t.args[:-1], t.args[-1].args[0])
    return None


def _around_vectors(x: Expr, varies: Callable[[Expr], bool]) -> Expr:
    """(A x B) v = vec(B V A^T) and v^T vec(M) = tr(V^T M), where vec(V) = v, for what varies."""
    factors = list(x.args)
    for n in range(len(factors) - 2, -1, -1):
        if n + 1 >= len(factors):
            continue
        a, b = factors[n], factors[n + 1]
        if a.op == "kron" and varies(a) and b.shape[1] == 1 and b.op != "vec" and not b.is_scalar:
            left, right = a.args
            factors[n:n + 2] = [mx.vec(mx.mul(right, mx.unvec(b, (right.shape[1], left.shape[1])), mx.T(left)))]
        elif (b.op == "kron" and varies(b) and a.shape[0] == 1 and not a.is_scalar
                and (n + 2 == len(factors) or factors[n + 2].shape[1] != 1)):
            left, right = b.args
            factors[n:n + 2] = [mx.T(mx.vec(mx.mul(mx.T(right), mx.unvec(mx.T(a), (right.shape[0], left.shape[0])), left)))]
        elif b.op == "vec" and varies(b) and a.shape[0] == 1 and not a.is_scalar:
            factors[n:n + 2] = [mx.tr(mx.mul(mx.T(mx.unvec(mx.T(a), b.args[0].shape)), b.args[0]))]
    return mx.mul(*factors)


def _trace(x: Expr) -> Expr:
    inner = x.args[0]
    return mx.mul(mx.tr(inner.args[0]), mx.tr(inner.args[1])) if inner.op == "kron" else x


def _norm(x: Expr) -> Expr:
    inner = x.args[0]
    if inner.op == "vec" and x.data == "2":
        return mx.norm(inner.args[0], "F" if inner.args[0].is_matrix else "2")
    return (mx.mul(*[mx.norm(a, "F" if a.is_matrix else "2") for a in inner.args])
            if inner.op == "kron" and x.data in ("F", "2") else x)


def _determinant(x: Expr) -> Expr:
    inner = x.args[0]
    if inner.op != "kron" or any(a.shape[0] != a.shape[1] for a in inner.args):
        return x
    a, b = inner.args
    return mx.mul(mx.pow_(mx.det(a), mx.dim(b.shape[0])), mx.pow_(mx.det(b), mx.dim(a.shape[0])))


def _transpose(x: Expr) -> Expr:
    inner = x.args[0]
    return mx.kron(mx.T(inner.args[0]), mx.T(inner.args[1])) if inner.op == "kron" else x


def _inverse(x: Expr) -> Expr:
    inner = x.args[0]
    return mx.kron(*map(mx.inv, inner.args)) if inner.op == "kron" and all(a.shape[0] == a.shape[1] for a in inner.args) else x


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


_LAWS = {"tr": _trace, "norm": _norm, "det": _determinant, "T": _transpose, "inv": _inverse, "mul": _product}
