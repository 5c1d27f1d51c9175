r"""Derivatives of functions of whole arrays: inverse, determinant, softmax, matrix powers and functions.

Each rewrites ∂tfn(M)/∂x as a sum over the components of M of (derivative by M_ab) times ∂M_ab/∂x.
"""
from __future__ import annotations

from collections.abc import Callable
from functools import partial

from .. import index as ix
from ..index import Index, Node
from .calculus import plain
from .dependence import depends
from .rule import Rule
from .traces import with_logarithm
from .vectors import VectorNames


# name -> (scale, name of the derivative)
_TRACE_DERIVATIVES = {"mexp": (1, "mexp"), "msin": (1, "mcos"), "mcos": (-1, "msin"), "mlog": (1, "inv")}


def _open(d: Node, name: str, body: Node | None = None):
    """(slots, array body, output indices, component-maker) of ∂tfn, or None."""
    body = d.args[0] if body is None else body
    if body.op != "tfn" or body.data[0] != name:
        return None
    slots, (array, *_), out = ix.open_slots(body)

    def again(name_: str, *out_, extra=ix.extra_of(body)) -> Node:
        fresh = tuple(ix.fresh(s.dim) for s in slots)
        return ix.tfn(name_, fresh, ix.subst(array, dict(zip(slots, fresh))), out_, extra)
    return slots, array, out, again


def _sum(d: Node, slots, factors, array: Node) -> Node:
    return ix.sums(slots, ix.mul(*factors, ix.deriv(array, d.data, *d.ix)))


def inverse(d: Node) -> Node | None:
    r"""\partial X^{-1} = -X^{-1}\,\partial X\, X^{-1}."""
    found = _open(d, "inv")
    if found is None:
        return None
    (a, b), array, (i, j), again = found
    return ix.neg(ix.sums((a, b), ix.mul(_inverse(again, array, (a, b), i, a), ix.deriv(array, d.data, *d.ix),
                                         _inverse(again, array, (a, b), b, j))))


def determinant(d: Node) -> Node | None:
    r"""\partial\det X = \det X \operatorname{tr}(X^{-1}\,\partial X)."""
    found = _open(d, "det")
    if found is None:
        return None
    (a, b), array, _, again = found
    return ix.mul(d.args[0], _sum(d, (a, b), (_inverse(again, array, (a, b), b, a),), array))


def log_determinant(d: Node) -> Node | None:
    r"""\partial\log|\det X| = \operatorname{tr}(X^{-1}\,\partial X)."""
    body = d.args[0]
    if body.data != "log":
        return None
    inner = body.args[0]
    if inner.op == "fn" and inner.data == "abs":
        inner = inner.args[0]
    found = _open(d, "det", inner)
    if found is None:
        return None
    (a, b), array, _, again = found
    return _sum(d, (a, b), (_inverse(again, array, (a, b), b, a),), array)


def _inverse(again, array: Node, slots: tuple[Index, ...], i: Index, j: Index) -> Node:
    """Component i, j of the inverse of an array; of an inverse that of the matrix itself."""
    if array.op == "tfn" and array.data[0] == "inv" and array.ix[-2:] == slots:
        own, (inner, *_), _ = ix.open_slots(array)
        return ix.subst(inner, dict(zip(own, (i, j))))
    return again("inv", i, j)


def softmax(d: Node) -> Node | None:
    r"""\partial p_i = \sum_k p_i(\delta_{ik} - p_k)\,\partial z_k."""
    found = _open(d, "softmax")
    if found is None:
        return None
    slots, array, out, again = found
    a = slots[-1]
    array = ix.subst(array, dict(zip(slots[:-1], out[:-1])))
    fresh = ix.fresh(a.dim)
    array, row = ix.subst(array, {a: fresh}), out[:-1]
    return ix.sum_(fresh, ix.mul(d.args[0], ix.add(ix.delta(out[-1], fresh), ix.neg(again("softmax", *row, fresh))),
                                 ix.deriv(array, d.data, *d.ix)))


def named_softmax(d: Node) -> Node | None:
    r"""\partial p_i = \sum_k p_i(\delta_{ik} - p_k)\,\partial z_k where p = \operatorname{softmax}(z)."""
    body = d.args[0]
    if body.data is d.data or body.data.definition is None or body.data.definition.body.op != "tfn":
        return None
    value = ix.unfold(body)
    share = _named_share(body, value)
    if _open(d, "softmax", value) is None or share(body.ix[-1]) is None or not depends(value, d):
        return None
    whole = softmax(plain(d, value))
    k, product = ix.open_sum(whole)
    return ix.sum_(k, ix.mul(body, ix.add(ix.delta(body.ix[-1], k), ix.neg(share(k))),
                             *[f for f in product.args if f.op == "deriv"]))


def log_softmax(d: Node) -> Node | None:
    r"""\partial\log p_i = \partial z_i - \sum_k p_k\,\partial z_k."""
    body = d.args[0]
    if body.data != "log":
        return None
    named = inner = body.args[0]
    while (inner.op == "comp" and inner.data.definition is not None and inner.data is not d.data
            and inner.data.definition.body.op in ("tfn", "comp")):
        inner = ix.unfold(inner)
    found = _open(d, "softmax", inner)
    if found is None:
        return None
    slots, array, out, again = found
    row, last, share = out[:-1], out[-1], _named_share(named, inner)
    fresh = ix.fresh(slots[-1].dim)
    at = lambda k: ix.deriv(ix.subst(array, dict(zip(slots, (*row, k)))), d.data, *d.ix)
    return ix.add(at(last), ix.neg(ix.sum_(fresh, ix.mul(share(fresh) or again("softmax", *row, fresh), at(fresh)))))


def _named_share(body: Node, value: Node) -> Callable[[Index], Node | None]:
    """p_k for the softmax that is p_i by name; None where it has none."""
    named = body.op == "comp" and body.data.definition is not None and bool(body.ix) and body.ix[-1] is value.ix[-1]
    return lambda k: ix.comp(body.data, *body.ix[:-1], k) if named else None


def matrix_power(d: Node) -> Node | None:
    r"""\partial X^n = \sum_k X^k\,\partial X\, X^{n-1-k}."""
    found = _open(d, "mpow")
    if found is None:
        return None
    (a, b), array, (i, j), again = found
    n = ix.extra_of(d.args[0])
    if isinstance(n, Node):
        return _symbolic_power(d, n, found)

    def power(k: int, p: Index, q: Index) -> Node:
        if k == 0:
            return ix.delta(p, q)
        return ix.subst(array, {a: p, b: q}) if k == 1 else again("mpow", p, q, extra=k)

    if n < 0:
        return None
    terms = []
    for k in range(n):
        p, q = ix.fresh(a.dim), ix.fresh(a.dim)
        inner = ix.deriv(ix.subst(array, {a: p, b: q}), d.data, *d.ix)
        terms.append(ix.sums((p, q), ix.mul(power(k, i, p), inner, power(n - 1 - k, q, j))))
    return ix.add(*terms)


def _symbolic_power(d: Node, n: Node, found) -> Node | None:
    """The product rule with a letter as exponent: the place of the differentiated factor is summed over."""
    (a, b), array, (i, j), again = found
    if n.op not in ("comp", "dim") or n.ix or depends(n, d):
        return None
    r, p, q = ix.fresh(n.data if n.op == "dim" else n.data.key), ix.fresh(a.dim), ix.fresh(b.dim)
    place = ix.make("ival", ix=(r,))
    before, after = again("mpow", i, p, extra=ix.add(place, ix.num(-1))), again("mpow", q, j, extra=ix.add(n, ix.neg(place)))
    inner = ix.deriv(ix.subst(array, {a: p, b: q}), d.data, *d.ix)
    return ix.sums((r, p, q), ix.mul(before, inner, after))


def multiple(d: Node) -> Node | None:
    r"""e^{tA} and other functions of a scalar multiple t A: the derivative commutes, A e^{tA}."""
    body = d.args[0]
    if d.ix or body.data[0] not in ("mexp", "msin", "mcos"):
        return None
    slots, (array, *_), (i, j) = ix.open_slots(body)
    factors = ix.factors(array)
    scalars = [f for f in factors if not f.free & set(slots)]
    constant = [f for f in factors if f.free & set(slots)]
    if any(depends(f, d) for f in constant) or not scalars:
        return None
    sign, outer = _TRACE_DERIVATIVES[body.data[0]]
    k, fresh = ix.fresh(slots[0].dim), tuple(ix.fresh(s.dim) for s in slots)
    left = ix.subst(ix.mul(*constant), {slots[0]: i, slots[1]: k})
    right = ix.tfn(outer, fresh, ix.subst(array, dict(zip(slots, fresh))), (k, j))
    return ix.mul(ix.num(sign), plain(d, ix.mul(*scalars)), ix.sum_(k, ix.mul(left, right)))


def trace_of_function(d: Node) -> Node | None:
    r"""tr f(X): the derivative of f stands transposed."""
    body = d.args[0]
    b, inner = body.ix[0], body.args[0]
    if inner.op != "tfn" or inner.ix[inner.data[1]:] != (b, b):
        return None
    _, inner = ix.open_sum(body)
    name, extra = inner.data[0], ix.extra_of(inner)
    slots, (array, *_), _ = ix.open_slots(inner)
    a, b = slots
    scale, outer = _TRACE_DERIVATIVES.get(name, (None, None)) if name != "mpow" else (extra, "mpow")
    if outer is None:
        return None
    fresh = tuple(ix.fresh(s.dim) for s in slots)
    copy = ix.subst(array, dict(zip(slots, fresh)))
    if name == "mpow":
        scale = ix.num(extra) if isinstance(extra, int) else extra
        lower = extra - 1 if isinstance(extra, int) else ix.add(extra, ix.num(-1))
        factor = ix.subst(copy, dict(zip(fresh, (b, a)))) if lower == 1 else ix.tfn("mpow", fresh, copy, (b, a), lower)
    else:
        scale, factor = ix.num(scale), ix.tfn(outer, fresh, copy, (b, a))
    return _sum(d, (a, b), (scale, factor), array)


def trace_with_logarithm(d: Node) -> Node | None:
    r"""tr(X \log X): X commutes with its logarithm, so x \log x differentiates as for numbers."""
    log = with_logarithm(d.args[0])
    if log is None:
        return None
    (a, b), (array, *_), _ = ix.open_slots(log)
    fresh = (ix.fresh(a.dim), ix.fresh(b.dim))
    factor = ix.tfn("mlog", fresh, ix.subst(array, {a: fresh[0], b: fresh[1]}), (b, a))
    return _sum(d, (a, b), (ix.add(factor, ix.delta(a, b)),), array)


def spectral(vectors: VectorNames, d: Node) -> Node | None:
    r"""\partial\|X\|_2 = u_1^\top\,\partial X\, v_1, with the first singular vectors."""
    found = _open(d, "spectral")
    if found is None:
        return None
    (a, b), array, _, again = found
    u, v = vectors.of("singular vectors", d.args[0].args[0])
    return _sum(d, (a, b), (again("left_vector", a, extra=u), again("right_vector", b, extra=v)), array)


def nuclear(vectors: VectorNames, d: Node) -> Node | None:
    r"""\partial\|X\|_* = \operatorname{tr}((U V^\top)^\top\,\partial X), of full rank."""
    found = _open(d, "nuclear")
    if found is None:
        return None
    (a, b), array, _, again = found
    names = vectors.of("all singular vectors", d.args[0].args[0])
    return _sum(d, (a, b), (again("polar", a, b, extra=names),), array)


def eigenvalue(vectors: VectorNames, d: Node) -> Node | None:
    r"""\partial\lambda = v^\top\,\partial X\, v of a simple eigenvalue of a symmetric matrix."""
    body = d.args[0]
    if not body.data[0].startswith("eig"):
        return None
    (a, b), array, _, again = _open(d, body.data[0])
    (v,) = vectors.of("eigenvector", body.args[0], body.data[0])
    factors = [again("vector_" + body.data[0], k, extra=v) for k in (a, b)]
    return _sum(d, (a, b), factors, array)


def extreme_entry(d: Node) -> Node | None:
    r"""\partial\max_i x_i = \sum_i [x_i = \max x]\,\partial x_i."""
    body = d.args[0]
    found = _open(d, str(body.data[0])) if str(body.data[0]).startswith("entry_") else None
    if found is None:
        return None
    slots, array, _, _ = found
    return _sum(d, slots, (ix.make("ind", (array, body), data="="),), array)


def eigenvector(d: Node) -> Node | None:
    """First order perturbation: the component along v stays, the others are divided
    by the distance of their eigenvalues."""
    body = d.args[0]
    if not body.data[0].startswith("vector_eig"):
        return None
    (a, b), array, (i,), again = _open(d, body.data[0])
    p, q = ix.fresh(a.dim), ix.fresh(b.dim)
    eigenvalue_ = again(body.data[0].removeprefix("vector_"), extra=None)
    distance = ix.add(ix.mul(eigenvalue_, ix.delta(p, q)), ix.neg(ix.subst(array, {a: p, b: q})))
    return _sum(d, (a, b), (ix.tfn("pinv", (p, q), distance, (i, a)), again(body.data[0], b)), array)


def applied(d: Node) -> Node | None:
    """The chain rule through each argument of an unspecified function."""
    body = d.args[0]
    slots, bodies, out = ix.open_slots(body)
    function, done, counts = body.data
    groups, at = [], 0
    for n in counts:
        groups.append(slots[at:at + n])
        at += n
    terms = []
    for n, argument in enumerate(bodies):
        if not depends(argument, d):
            continue
        numbers = function.elementwise or not any(counts)
        # the order of partial derivatives by numbers does not matter
        wrt = tuple(sorted((*done, n))) if numbers else (*done, n)
        # f(x) by x: its gradient itself
        if argument.op == "comp" and argument.data is d.data and argument.ix == tuple(groups[n]) and not (numbers and d.ix):
            terms.append(ix.app(function, wrt, bodies, tuple(groups), (*out, *d.ix)))
            continue
        if numbers:
            terms.append(ix.mul(ix.app(function, wrt, bodies, ((),) * len(bodies), out), ix.deriv(argument, d.data, *d.ix)))
            continue
        inner = tuple(ix.fresh(s.dim) for s in groups[n])
        factor = ix.app(function, wrt, bodies, tuple(groups), (*out, *inner))
        terms.append(_sum(d, inner, (factor,), ix.subst(argument, dict(zip(groups[n], inner)))))
    return ix.add(*terms)


FIRST = (                # before the rules for sums and logarithms
    Rule("log determinant", "derivative of a log determinant",
         r"\partial\log\det M = \sum_{a,b} (M^{-1})_{ba}\,\partial M_{ab}", "Jacobi's formula divided by the determinant.",
         r"\frac{\partial}{\partial X}\log\det X", log_determinant, True, at=ix.kinds("fn")),
    Rule("log softmax", "derivative of a log softmax", r"\partial\log s_i = \partial z_i - \sum_l s_l\,\partial z_l",
         "log softmax(z)_i is z_i minus log-sum-exp.",
         r"\frac{\partial}{\partial z}\left(-y^\top\log\operatorname{softmax}(z)\right)", log_softmax, True, at=ix.kinds("fn")),
    Rule("trace of a function", "derivative of the trace of a matrix function",
         r"\partial\operatorname{tr} f(M) = \sum_{a,b} f'(M)_{ba}\,\partial M_{ab}",
         "Under a trace the factors may be turned round, so f differentiates like a scalar function.",
         r"\frac{\partial}{\partial X}\operatorname{tr}(e^X)", trace_of_function, True, at=ix.kinds("sum")),
    Rule("trace with a logarithm", r"derivative of $\operatorname{tr}(M\log M)$",
         r"\partial\operatorname{tr}(M\log M) = \sum_{a,b} (\log M + I)_{ba}\,\partial M_{ab}",
         "M commutes with its logarithm: the derivative is that of x log x, at M.",
         r"\frac{\partial}{\partial X}\operatorname{tr}(X\log X)", trace_with_logarithm, True, at=ix.kinds("sum")),
)

TABLE = (
    Rule("inverse", "derivative of an inverse",
         r"\partial(M^{-1})_{ij} = -\sum_{a,b}(M^{-1})_{ia}\,\partial M_{ab}\,(M^{-1})_{bj}", "Differentiate M M^{-1} = I.",
         r"\frac{\partial}{\partial X} a^\top X^{-1} b", inverse, True, at=ix.kinds("tfn")),
    Rule("determinant", "derivative of a determinant",
         r"\partial\det M = \det M\sum_{a,b}(M^{-1})_{ba}\,\partial M_{ab}",
         "Jacobi's formula: the cofactors are det M times the inverse.",
         r"\frac{\partial}{\partial X}\det X", determinant, True, at=ix.kinds("tfn")),
    Rule("softmax", "derivative of softmax", r"\partial s_i = \sum_l s_i(\delta_{il} - s_l)\,\partial z_l",
         "Quotient rule on e^{z_i} over the sum of all e^{z_l}.",
         r"\frac{\partial}{\partial z}\operatorname{softmax}(z)", softmax, True, at=ix.kinds("tfn")),
    Rule("largest entry", "derivative of the largest entry",
         r"\partial\max_i u_i = \sum_i \mathbf{1}[u_i = \max_j u_j]\,\partial u_i",
         "Only the largest entry counts; it has to be the only one of its size.",
         r"\nabla_x \max_i x_i", extreme_entry, True, at=ix.kinds("tfn")),
    Rule("matrix power", "product rule on a matrix power", r"\partial M^n = \sum_{r} M^r\,(\partial M)\,M^{n-1-r}",
         "One factor at a time; the order stays.",
         r"\frac{\partial}{\partial A} x^\top A^4 y", matrix_power, True, at=ix.kinds("tfn")),
    Rule("function of a multiple", "derivative of $e^{tA}$", r"\frac{d}{dt}e^{tA} = A\,e^{tA}",
         "A commutes with its own multiples, so the power series is differentiated term by term.",
         r"\frac{d}{dt} e^{tA}x", multiple, True, at=ix.kinds("tfn")),
    Rule("function", "chain rule through an unspecified function",
         r"\partial f(u) = \sum_a \frac{\partial f}{\partial u_a}\,\partial u_a",
         "All paths through the components of u are added up.",
         r"\nabla_x f(Ax + b)", applied, True, at=ix.kinds("app")),
)


NAMED = (                # of what has a name already
    Rule("named softmax", "derivative of softmax",
         r"\partial p_i = \sum_l p_i(\delta_{il} - p_l)\,\partial z_l \text{ where } p := \operatorname{softmax}(z)",
         "The derivative of softmax is written with the values that have a name already.",
         r"p = \operatorname{softmax}(z), \quad L = \frac12\|p - y\|^2, \quad \frac{\partial L}{\partial z}",
         named_softmax, True, at=ix.kinds("comp")),
)


def naming(vectors: VectorNames) -> tuple[Rule, ...]:
    """The rules that bring in singular and eigenvectors, which `vectors` names."""
    return (
        Rule("spectral norm", "derivative of the largest singular value",
             r"\partial\sigma_1 = \sum_{a,b} u_a v_b\,\partial M_{ab}",
             "u and v are the unit singular vectors; the largest singular value has to be simple.",
             r"\frac{\partial}{\partial X}\|X\|_2, \quad \|X\|_2 = \sigma_{\max}(X)", partial(spectral, vectors),
             True, at=ix.kinds("tfn")),
        Rule("nuclear norm", "derivative of the nuclear norm",
             r"\partial\|M\|_* = \sum_{a,b} (UV^\top)_{ab}\,\partial M_{ab}",
             "U and V are the singular vectors; M has full rank.",
             r"\frac{\partial}{\partial X}\|X\|_*", partial(nuclear, vectors), True, at=ix.kinds("tfn")),
        Rule("eigenvalue", "derivative of a simple eigenvalue", r"\partial\lambda = \sum_{a,b} v_a v_b\,\partial M_{ab}",
             "v is the unit eigenvector of the symmetric matrix; the eigenvalue has to be simple.",
             r"\frac{\partial}{\partial A}\lambda_{\max}(A)", partial(eigenvalue, vectors), True, at=ix.kinds("tfn")),
        Rule("eigenvector", "derivative of a unit eigenvector",
             r"\partial v_i = \sum_{a,b} \left((\lambda I - M)^+\right)_{ia}\,\partial M_{ab}\,v_b",
             "v stays a unit vector, so it moves among the other eigenvectors, divided by the distances of their "
             "eigenvalues: a pseudoinverse.",
             r"\frac{d^2}{dt^2}\lambda_{\max}(A + tB), \quad A^\top = A, \quad B^\top = B", eigenvector,
             True, at=ix.kinds("tfn")),
    )
