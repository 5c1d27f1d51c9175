"""Sums over a family: what does not depend on the index stands before or behind them."""
from __future__ import annotations

from .. import matrix as mx
from ..matrix import Expr


def _pulled(x: Expr, body: Expr, name: str) -> Expr | None:
    """Matrices that do not depend on the index, before and behind the sum."""
    scalars, chain = mx.scalars_apart(body.args)
    left, right = 0, 0
    while left < len(chain) and not mx.depends_on(chain[left], name):
        left += 1
    while right < len(chain) - left and not mx.depends_on(chain[-1 - right], name):
        right += 1
    if left == len(chain) and scalars:                        # only numbers vary: (sum_n r_n) A
        return mx.mul(mx.make("sum", (mx.mul(*scalars), *x.args[1:]), x.data, (1, 1)), *chain)
    if left + right == 0 or left == len(chain):
        return None
    inner = mx.mul(*scalars, *chain[left:len(chain) - right])
    if inner.is_scalar:
        return None
    return mx.mul(*chain[:left], mx.make("sum", (inner, *x.args[1:]), x.data, inner.shape), *chain[len(chain) - right:])


def inner_sum(x: Expr) -> Expr:
    """Numbers and constants stand before a sum over a family."""
    body = x.args[0]
    name = x.data.index
    if x.op == "sum" and len(x.args) == 1 and x.data.lower == 1 and x.data.upper is None and not mx.depends_on(body, name):
        return mx.mul(mx.dim(x.data.dim), body)
    if (body.op == "div" and x.op == "sum" and len(x.args) == 1 and body.args[1].is_scalar
            and not mx.depends_on(body.args[1], name)):
        return mx.div(mx.make("sum", body.args[:1], x.data, x.shape), body.args[1])
    if body.op == "div" and x.op == "sum" and body.args[0].op == "mul" and body.args[0].args[0].op == "num":
        number, *rest = body.args[0].args
        return mx.mul(number, mx.make("sum", (mx.div(mx.mul(*rest), body.args[1]), *x.args[1:]), x.data, x.shape))
    if body.op != "mul":
        return x
    if x.op == "sum" and not body.is_scalar:
        pulled = _pulled(x, body, name)
        if pulled is not None:
            return pulled
    out = [f for f in body.args if f.is_scalar and f.op in ("num", "dim", "var", "const", "div", "sum")
           and not mx.depends_on(f, name)]
    if not out:
        return x
    kept = list(body.args)
    for f in out:
        kept.remove(f)
    return mx.mul(*out, mx.make(x.op, (mx.mul(*kept) if kept else mx.ONE, *x.args[1:]), x.data, x.shape)) if x.op == "sum" else x
