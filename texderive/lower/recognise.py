r"""Known forms recognised before differentiating: 1/(1 + e^{-u}) is \sigma(u), a function of what a label picks is picked."""
from __future__ import annotations

from .. import matrix as mx
from ..labels import picked
from ..matrix import Expr


def recognised(x: Expr) -> Expr:
    r"""x with written-out logistic functions as \sigma, and \log p_y as \sum_k [y = k] \log p_k."""
    if not any(n.op == "fn" and (n.data == "exp" or n.is_scalar and picked(n.args[0])) or n.op == "mpow" for n in mx.walk(x)):
        return x
    return _recognised(x)


def _recognised(x: Expr) -> Expr:
    new = mx.rebuild(x, tuple(_recognised(a) for a in x.args)) if x.args else x
    if new.op == "det" and new.args[0].op == "mpow":
        return mx.pow_(mx.det(new.args[0].args[0]), new.args[0].args[1])
    found = picked(new.args[0]) if new.op == "fn" and new.is_scalar else None
    if found is not None:
        label, member = found
        return mx.sum_(new.args[0].data, mx.mul(mx.ind("=", label, mx.idx(new.args[0].data.index)), mx.fn(new.data, member)))
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
    if one and _is_negative(u):
        return mx.fn("sigmoid", _negated(u))
    return mx.fn("sigmoid", u) if top == exponential else new


def _is_negative(u: Expr) -> bool:
    """Whether a minus is written before u, or before each of its terms."""
    return u.op == "mul" and u.args[0].op == "num" and u.args[0].data < 0 or u.op == "add" and all(_is_negative(t) for t in u.args)


def _negated(u: Expr) -> Expr:
    if u.op == "mul" and u.args[0].op == "num":
        return mx.mul(mx.num(-u.args[0].data), *u.args[1:])
    if u.op == "add" and all(t.op == "mul" and t.args[0].op == "num" and t.args[0].data < 0 for t in u.args):
        return mx.add(*[_negated(t) for t in u.args])
    return mx.neg(u)
