r"""Constraints that give a total, \sum_i a_i = c, put into the other equations wherever the total stands in them."""
from __future__ import annotations

from .. import matrix as mx
from ..matrix import Expr
from ..raising.polish import polish
from ..symbols import Symbol
from .expand import contains, expanded

Totals = tuple[tuple[Symbol, Expr], ...]


def totals(constraints: tuple[Expr, ...]) -> Totals:
    """(a, c) for every constraint that says no more than \\sum_i a_i = c, or 1^T a = c, of a vector."""
    found = []
    for g in constraints:
        terms = mx.terms(g)
        of = [(t, a) for t in terms if (a := _total(t)) is not None]
        rest = [t for t in terms if all(t is not u for u, _ in of)]
        if g.is_scalar and len(of) == 1 and not any(contains(t, of[0][1]) for t in rest):
            found.append((of[0][1], polish(mx.neg(mx.add(*rest))) if rest else mx.ZERO))
    return tuple(found)


def _total(x: Expr) -> Symbol | None:
    r"""a of \sum_i a_i over the whole range, of 1^T a and of a^T 1."""
    if x.op == "sum" and len(x.args) == 1 and x.data.lower == 1 and x.data.upper is None:
        body = x.args[0]
        return (body.args[0].data if body.op == "comp" and body.args[0].op == "var" and not body.args[0].args
                and len(body.args) == 2 and body.args[1] == mx.idx(x.data.index) else None)
    if x.op == "mul" and len(x.args) == 2:
        return _pair(*x.args)
    return None


def _pair(left: Expr, right: Expr) -> Symbol | None:
    if left.op == "ones" and left.is_row and right.op == "var" and right.is_vector and not right.args:
        return right.data
    if (right.op == "ones" and right.is_vector and left.op == "T" and left.args[0].op == "var" and left.is_row
            and not left.args[0].args):
        return left.args[0].data
    return None


def with_totals(x: Expr, unknowns: tuple[Symbol, ...], known: Totals) -> Expr:
    """x, multiplied out in its unknowns, with the values of the totals; x itself where none stands in it."""
    new = x
    for a, value in known:
        if contains(new, a):
            terms = expanded(new, a)
            put = [_replaced(t, a, value) for t in terms]
            if any(after is not before for before, after in zip(terms, put)):
                new = mx.add(*put)
    if new is x:
        return x
    for u in unknowns:
        new = mx.add(*map(polish, expanded(new, u)))
    return polish(new)


def _replaced(t: Expr, a: Symbol, value: Expr) -> Expr:
    if _total(t) is a:
        return value
    if t.op == "mul":
        for n in range(len(t.args) - 1):
            if _pair(t.args[n], t.args[n + 1]) is a:
                before, after = mx.mul(*t.args[:n]) if n else mx.ONE, mx.mul(*t.args[n + 2:]) if n + 2 < len(t.args) else mx.ONE
                return mx.mul(value, before, after)
    args = tuple(_replaced(f, a, value) for f in t.args) if t.args and t.op in ("mul", "add", "div") else t.args
    return t if args == t.args else mx.rebuild(t, args)
