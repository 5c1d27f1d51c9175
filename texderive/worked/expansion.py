r"""method="expand": squared norms and products (Xb - y)^T W (Xb - y) are multiplied out before differentiating."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .. import matrix as mx
from ..derivation import Act, Line
from ..matrix import Expr
from ..problem import Problem
from ..raising.facts import transposed
from ..solving.expand import unfolded


def expand_norms(problem: Problem) -> tuple[Problem, list[Act]]:
    """The problem with its squared norms and such products multiplied out, and the act that shows it;
    unchanged where there is none."""
    body = unfolded(problem.body)
    product = _mapped(body, _as_product)
    opened = _mapped(product, _opened)
    if opened == body:
        return problem, []
    out = Line(None, opened, "multiply out", "multiply out", "Each term of the first bracket times each of the second.")
    if product == body:
        return replace(problem, body=opened), [Act("expand", "Expand the product", (replace(out, left=body),))]
    norm = Line(body, product, "norm", r"$\|v\|^2 = v^\top v$", "A squared norm is an inner product.")
    return replace(problem, body=opened), [Act("expand", "Expand the norm", (norm, out))]


def _mapped(x: Expr, law: Callable[[Expr], Expr | None]) -> Expr:
    new = mx.rebuild(x, tuple(_mapped(a, law) for a in x.args)) if x.args else x
    return law(new) or new


def _as_product(x: Expr) -> Expr | None:
    """v^T v of a squared norm."""
    if x.op != "pow" or x.args[0].op != "norm" or x.args[0].data not in ("2", "F") or x.args[1] != mx.num(2):
        return None
    v = x.args[0].args[0]
    inner = mx.mul(mx.T(v), v)
    return inner if inner.is_scalar else mx.tr(inner)


def _opened(x: Expr) -> Expr | None:
    """The terms of v^T W v, or of its trace, where v is a sum."""
    wrap, inner = (mx.tr, x.args[0]) if x.op == "tr" else (mx.mul, x)
    scale, arrays = _apart(inner)
    if not x.is_scalar or len(arrays) < 2 or arrays[0] != mx.T(arrays[-1]) or arrays[-1].op != "add":
        return None
    terms = mx.terms(arrays[-1])
    products = [_apart(mx.mul(*scale, transposed(s), *arrays[1:-1], t)) for s in terms for t in terms]
    return mx.add(*[mx.mul(*numbers, wrap(mx.mul(*rest))) for numbers, rest in products])


def _apart(x: Expr) -> tuple[list[Expr], list[Expr]]:
    """The scalar factors of a product of arrays, and the others."""
    factors = x.args if x.op == "mul" else (x,)
    return [f for f in factors if f.is_scalar], [f for f in factors if not f.is_scalar]
