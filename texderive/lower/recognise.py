r"""Known forms recognised before differentiating: 1/(1 + e^{-u}) is \sigma(u), a function of what a label picks is picked, determinants of entries are written out."""
from __future__ import annotations

from collections.abc import Callable

from .. import matrix as mx
from ..labels import picked
from ..matrix import Expr, Let
from ..records import record
from . import entries


def recognised(x: Expr, met: dict[str, None] | None = None) -> Expr:
    r"""x with written-out logistic functions as \sigma, and \log p_y as \sum_k [y = k] \log p_k; `met` gathers the titles of the forms."""
    if not any(n.op == "fn" and (n.data == "exp" or n.is_scalar and picked(n.args[0])) or n.op == "mpow" or _turned(n) or entries.has_entries(n) for n in mx.walk(x)):
        return x
    return _recognised(x, met if met is not None else {})


def _recognised(x: Expr, met: dict[str, None]) -> Expr:
    new = mx.rebuild(x, tuple(_recognised(a, met) for a in x.args)) if x.args else x
    for form in FORMS:
        if new.op == form.op:
            found = form.known(new)
            if found is not None:
                met[form.title] = None
                return found
    return new


def logistic(x: Expr) -> Expr | None:
    r"""\sigma(u) of 1/(1 + e^{-u}) and e^u/(1 + e^u)."""
    if x.op != "div" or x.args[1].op != "add" or len(x.args[1].args) != 2:
        return None
    top, bottom = x.args
    exponential = next((t for t in bottom.args if t.op == "fn" and t.data == "exp"), None)
    if exponential is None or not any(t == mx.ONE or t.op == "ones" for t in bottom.args):
        return None
    u = exponential.args[0]
    if (top == mx.ONE or top.op == "ones") and _is_negative(u):
        return mx.fn("sigmoid", _negated(u))
    return mx.fn("sigmoid", u) if top == exponential else None


def restates(let: Let) -> bool:
    r"""Whether a definition says of \sigma what is known: \sigma(z) = 1/(1 + e^{-z})."""
    return let.key == r"\sigma" and logistic(let.expr) is not None


def _power(x: Expr) -> Expr | None:
    inner = x.args[0]
    return mx.pow_(mx.det(inner.args[0]), inner.args[1]) if inner.op == "mpow" else None


def _turned(x: Expr) -> bool:
    """Whether x is the log determinant of an inverse."""
    return x.op == "fn" and x.data == "log" and x.args[0].op == "det" and x.args[0].args[0].op == "inv"


def _of_inverse(x: Expr) -> Expr | None:
    return mx.neg(mx.fn("log", mx.det(x.args[0].args[0].args[0]))) if _turned(x) else None


def _of_picked(x: Expr) -> Expr | None:
    found = picked(x.args[0]) if x.is_scalar and x.data != "exp" else None          # e^{f_y} is in its own derivative and cancels as it is
    if found is None:
        return None
    (label, member), over = found, x.args[0].data
    return mx.sum_(over, mx.mul(mx.ind("=", label, mx.idx(over.index)), mx.fn(x.data, member)))


def _is_negative(u: Expr) -> bool:
    """Whether a minus is written before u, or before each of its terms."""
    return u.op == "mul" and u.args[0].op == "num" and u.args[0].data < 0 or u.op == "add" and all(_is_negative(t) for t in u.args)


def _negated(u: Expr) -> Expr:
    if u.op == "mul" and u.args[0].op == "num":
        return mx.mul(mx.num(-u.args[0].data), *u.args[1:])
    if u.op == "add" and all(t.op == "mul" and t.args[0].op == "num" and t.args[0].data < 0 for t in u.args):
        return mx.add(*[_negated(t) for t in u.args])
    return mx.neg(u)


@record
class Form:
    """title in the margin; op: the kind of expression; known: what it is, or None."""

    title: str
    op: str
    known: Callable[[Expr], Expr | None]


FORMS = (
    Form(r"$1/(1+e^{-u}) = \sigma(u)$", "div", logistic),
    Form(r"$\det(X^k) = (\det X)^k$", "det", _power),
    Form(r"$\log\det X^{-1} = -\log\det X$", "fn", _of_inverse),
    Form("determinant by its entries", "det", entries.determinant),
    Form("inverse by its entries", "inv", entries.inverse),
    Form("a function of what is picked is picked", "fn", _of_picked),
)
