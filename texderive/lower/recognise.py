r"""Known functions written out, recognised before differentiating: 1/(1 + e^{-u}) is \\sigma(u)."""
from __future__ import annotations

from .. import matrix as mx
from ..matrix import Expr


def recognised(x: Expr) -> Expr:
    """x with written-out logistic functions as \\sigma."""
    if not any(n.op == "fn" and n.data == "exp" or n.op == "mpow" for n in mx.walk(x)):
        return x
    return _recognised(x)


def _recognised(x: Expr) -> Expr:
    new = mx.rebuild(x, tuple(_recognised(a) for a in x.args)) if x.args else x
    if new.op == "det" and new.args[0].op == "mpow":
        return mx.pow_(mx.det(new.args[0].args[0]), new.args[0].args[1])
    if new.op != "div":
        return new
    top, bottom = new.args
    one = top == mx.ONE or top.op == "ones"
    if bottom.op != "add" or len(bottom.args) != 2:
        return new
    exponential = next((t for t in bottom.args if t.op == "fn" and t.data == "exp"), None)
    if exponential is None or not any(t == mx.ONE or t.op == "ones" for t in bottom.args):
        return new
    u = exponential.args[0]
    if one:
        return mx.fn("sigmoid", _negated(u))
    return mx.fn("sigmoid", u) if top == exponential else new


def _negated(u: Expr) -> Expr:
    if u.op == "mul" and u.args[0].op == "num":
        return mx.mul(mx.num(-u.args[0].data), *u.args[1:])
    if u.op == "add" and all(t.op == "mul" and t.args[0].op == "num" and t.args[0].data < 0 for t in u.args):
        return mx.add(*[_negated(t) for t in u.args])
    return mx.neg(u)
