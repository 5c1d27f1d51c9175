"""A term of a sum: a number, scalars and a chain of matrices; the equal writings of a scalar."""
from __future__ import annotations

from fractions import Fraction

from .. import matrix as mx
from ..matrix import Expr
from .facts import transposed

_ONE = Fraction(1)


class Term:
    """number * scalars * chain of matrices."""

    __slots__ = ("number", "scalars", "chain", "shape")

    def __init__(self, x: Expr):
        self.number, self.scalars, self.chain, self.shape = _ONE, [], [], x.shape
        run: list[Expr] = []
        for f in mx.factors(x):
            if f.op == "num":
                self.number = f.data if self.number is _ONE else self.number * f.data
            # 2/s: the number apart
            elif f.op == "div" and f.is_scalar and f.args[0].op == "num" and f.args[0] != mx.ONE and f.args[0].data:
                self.number *= f.args[0].data
                self.scalars.append(mx.div(mx.ONE, f.args[1]))
            elif f.is_scalar:
                self.scalars.append(f)
            else:
                run.append(f)
                if run[0].shape[0] == 1 and f.shape[1] == 1:
                    self.scalars.append(mx.mul(*run))
                    run = []
        self.chain = run

    def expr(self, number: Fraction | None = None) -> Expr:
        body = [*self.scalars, *self.chain]
        if not body and self.shape != (1, 1):
            body = [mx.eye(self.shape[0])]
        return mx.mul(mx.num(self.number if number is None else number), *body)

    def key(self) -> tuple:
        return (tuple(sorted([_canonical_number(s) for s in self.scalars], key=hash)), tuple(self.chain), self.shape)


def _canonical_number(s: Expr) -> Expr:
    """One of the equal writings of a scalar: a product and its transpose, a trace turned round, 1/t^2 for t^{-2}.
    Which one, is not for printing: their hashes decide."""
    if s.op == "pow" and s.args[1].op == "num" and s.args[1].data < 0:
        return mx.div(mx.ONE, mx.pow_(s.args[0], mx.num(-s.args[1].data)))
    if s.op == "mul":
        other = transposed_scalar(s)
        return min(s, other, key=hash) if transposed_scalar(other) == s else s
    if s.op == "sum" and s.args[0].op == "mul":
        inner = Term(s.args[0])
        factors = tuple(sorted(map(_canonical_number, inner.scalars), key=hash))
        return (mx.make("sum", (mx.Expr("mul", factors, inner.number, s.shape), *s.args[1:]), s.data, s.shape)
                if not inner.chain else s)
    return min(cyclic(s), key=hash) if s.op == "tr" else s


def cyclic(trace: Expr) -> list[Expr]:
    """The products under equal traces: that of `trace`, turned round, and transposed."""
    inner = trace.args[0]
    chain = list(inner.args) if inner.op == "mul" else [inner]
    back = [transposed(f) for f in reversed(chain)]
    turned = [c[n:] + c[:n] for c in (chain, back) for n in range(len(chain))]
    return [Expr("mul", tuple(t), None, inner.shape) for t in turned]


def transposed_scalar(s: Expr) -> Expr:
    r"""A scalar product from the other end, y^\top x for x^\top y."""
    return mx.mul(*[transposed(f) for f in reversed(s.args)])
