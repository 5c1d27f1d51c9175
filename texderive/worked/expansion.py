r"""method="expand": squared norms are multiplied out before differentiating, as in (Xb - y)^T (Xb - y)."""
from __future__ import annotations

from dataclasses import replace

from .. import matrix as mx
from ..derivation import Act, Line
from ..matrix import Expr
from ..problem import Problem
from ..raising.facts import transposed
from ..solving.expand import unfolded


def expand_norms(problem: Problem) -> tuple[Problem, list[Act]]:
    """The problem with its squared norms multiplied out, and the act that shows it; unchanged where there is none."""
    body = unfolded(problem.body)
    product, opened = _mapped(body, _as_product), _mapped(body, _opened)
    if opened == body:
        return problem, []
    lines = (Line(body, product, "norm", r"$\|v\|^2 = v^\top v$", "A squared norm is an inner product."),
             Line(None, opened, "multiply out", "multiply out", "Each term of the first bracket times each of the second."))
    return replace(problem, body=opened), [Act("expand", "Expand the norm", lines)]


def _mapped(x: Expr, law) -> Expr:
    new = mx.rebuild(x, tuple(_mapped(a, law) for a in x.args)) if x.args else x
    if new.op == "pow" and new.args[0].op == "norm" and new.args[0].data in ("2", "F") and new.args[1] == mx.num(2):
        return law(new.args[0].args[0])
    return new


def _as_product(v: Expr) -> Expr:
    inner = mx.mul(mx.T(v), v)
    return inner if inner.is_scalar else mx.tr(inner)


def _opened(v: Expr) -> Expr:
    terms = mx.terms(v)
    products = [mx.mul(transposed(s), t) for s in terms for t in terms]
    return mx.add(*[p if p.is_scalar else mx.tr(p) for p in products])
