r"""Shares get a name, as in books: \sum_i p_i a_i with p_i = e^{s_i}/\sum_j e^{s_j}
for \sum_i e^{s_i} a_i / \sum_i e^{s_i}."""
from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from .. import index as ix
from .. import matrix as mx
from ..matrix import Expr
from ..raising.polish import polish
from ..write import choose_name
from .setup import Setting


def shares_named(x: Expr, setting: Setting) -> Expr:
    """x with a name for the exponentials in a sum that stand over the sum of all of them."""
    if not any(n.op == "sum" and _total(n) is not None for n in _opened(x)):
        return x
    new = _renamed(x, setting)
    return x if new == x else polish(new)


def _opened(x: Expr):
    """All nodes below, those of our own definitions too."""
    for n in mx.walk(x):
        yield n
        if n.op == "ref" and n.data.expr.op == "sum":
            yield n.data.expr


def _total(s: Expr) -> tuple[Expr, ...] | None:
    """The factors of what is summed, an exponential function among them;
    None for anything else, and for sums with a condition."""
    if s.op == "ref" and not s.args:
        s = s.data.expr
    if s.op != "sum" or len(s.args) > 1 or not s.is_scalar:
        return None
    factors = mx.factors(s.args[0])
    return factors if any(f.op == "fn" and f.data == "exp" for f in factors) and not any(n.op == "sum" for f in factors
        for n in mx.walk(f)) else None


def _renamed(x: Expr, setting: Setting) -> Expr:
    if not x.args:
        return x
    low, before = setting.low, setting.low.names
    if x.op == "sum" and x.data.index not in before:                # the share may vary with it, too
        low.names = before | {x.data.index: ix.fresh(x.data.dim, x.data.index)}
    try:
        args = tuple(_renamed(a, setting) for a in x.args)
    finally:
        low.names = before
    x = mx.rebuild(x, args) if args != x.args else x
    if x.op not in ("mul", "div") or not x.is_scalar and x.op == "div" and not x.args[1].is_scalar:
        return x
    above, below = _bar(x)
    for place, s in enumerate(above):
        if s.op != "sum" or len(s.args) > 1:
            continue
        for under in below:
            body = _with_share(s, under, setting)
            if body is not None:
                rest = list(below)
                rest.remove(under)
                whole = mx.make("sum", (body,), s.data, s.shape)
                powers = [mx.pow_(b, mx.num(Fraction(-1))) for b in rest]
                return _renamed(mx.mul(*powers, *above[:place], whole, *above[place + 1:]), setting)
    return x


def _bar(x: Expr) -> tuple[list[Expr], list[Expr]]:
    """The factors above and below the bar of a product or quotient; a square below counts twice."""
    above: list[Expr] = []
    below: list[Expr] = []
    for f in mx.factors(x):
        if f.op == "div" and f.args[1].is_scalar:
            inner, under = _bar(f.args[0])
            above += inner
            below += under
            for g in mx.factors(f.args[1]):
                square = g.op == "pow" and g.args[1].op == "num" and g.args[1].data.denominator == 1 and 0 < g.args[1].data <= 4
                below += [g.args[0]] * int(g.args[1].data) if square else [g]
        elif f.op == "pow" and f.args[1].op == "num" and f.args[1].data.denominator == 1 and -4 <= f.args[1].data < 0:
            below += [f.args[0]] * int(-f.args[1].data)
        else:
            above.append(f)
    return above, below


def _with_share(s: Expr, under: Expr, setting: Setting) -> Expr | None:
    """The body of a sum with a name for its factors that, summed up, are `under`; None where they are not."""
    total = _total(under)
    if total is None:
        return None
    whole = under.data.expr if under.op == "ref" else under
    own, other = s.data, whole.data
    if (own.dim, own.lower, own.upper) != (other.dim, other.lower, other.upper):
        return None
    letter = {other.index: mx.idx(own.index)}
    shared = [mx.renamed(f, letter) for f in total]
    rest = list(mx.factors(s.args[0]))
    for f in shared:
        if f not in rest:
            return None
        rest.remove(f)
    if not any(not n.is_scalar for n in rest) and not any(n.op == "idx" and n.data == own.index
            for f in rest for n in mx.walk(f)):
        return None                                          # the sum itself, over itself
    free = choose_name(setting.naming, own.dim, (own.index,)) if other.index == own.index else other.index
    over = mx.make("sum", (mx.renamed(whole.args[0], {other.index: mx.idx(free)}),), replace(other, index=free), whole.shape)
    share = mx.div(mx.mul(*shared), over)
    numbers = [f for f in rest if f.op == "num"]
    return mx.mul(*numbers, setting.given.name_of_members(setting.low, share, ix.fresh(own.dim, own.index)),
                  *[f for f in rest if f.op != "num"])
