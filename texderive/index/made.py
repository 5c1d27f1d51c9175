"""Constructors of index notation that bind nothing: trivial truths only."""
from __future__ import annotations

from ..symbols import Dim, Symbol
from .nodes import IndexTerm, Node, make, num


def const(name: str) -> Node:
    r"""\pi or e."""
    return make("const", data=name)


def dim(size: Dim) -> Node:
    """A size used as a number; a literal size is just that number."""
    return num(size) if isinstance(size, int) else make("dim", data=size)


def comp(symbol: Symbol, *ix: IndexTerm) -> Node:
    """The component of a symbol: first its family indices, then its slots."""
    return make("comp", ix=ix, data=symbol)


def present(*ix: IndexTerm | None) -> tuple[IndexTerm, ...]:
    """Those of a row and a column index that there are: an axis of size 1 has none."""
    return tuple([i for i in ix if i is not None])


def delta(i: IndexTerm, j: IndexTerm) -> Node:
    r"""\delta_{ij}, resolved for equal and for literal indices."""
    if i == j:
        return num(1)
    return num(0) if isinstance(i, int) and isinstance(j, int) else make("delta", ix=(i, j))


def is_num(x: Node, value=None) -> bool:
    """Whether x is a number, and this one."""
    return x.op == "num" and (value is None or x.data == value)


def add(*terms: Node) -> Node:
    """The sum, flattened; numbers are added up where the first of them stands; zeros vanish."""
    kept, number, place = [], None, 0
    for term in terms:
        for t in term.args if term.op == "add" else (term,):
            if t.op == "num":
                if number is None:
                    number, place = t.data, len(kept)
                else:
                    number += t.data
            else:
                kept.append(t)
    if not kept:
        return num(number or 0)
    if number:
        kept.insert(place, num(number))
    return kept[0] if len(kept) == 1 else make("add", tuple(kept))


def mul(*factors: Node) -> Node:
    """The product, flattened; numbers are multiplied and stand first; ones vanish and a zero wins."""
    kept, number = [], None
    for factor in factors:
        for f in factor.args if factor.op == "mul" else (factor,):
            if f.op == "num":
                number = f if number is None else num(number.data * f.data)
            else:
                kept.append(f)
    if number is not None and (not kept or number.data != 1):
        if not number.data:
            return number
        kept.insert(0, number)
    if not kept:
        return num(1)
    return kept[0] if len(kept) == 1 else make("mul", tuple(kept))


def neg(x: Node) -> Node:
    """-x."""
    return mul(num(-1), x)


def pow_(base: Node, exponent: Node) -> Node:
    """base^exponent, evaluated for small rational numbers; (x^a)^n is x^{an} for a whole n."""
    if is_num(exponent, 1) or is_num(base, 1):
        return base
    if is_num(exponent, 0):
        return num(1)
    if base.op == "pow" and exponent.op == "num" and exponent.data.denominator == 1:
        return pow_(base.args[0], mul(exponent, base.args[1]))                  # (x^a)^n = x^{an} for a whole n
    if base.op == "num" and exponent.op == "num" and exponent.data.denominator == 1 and abs(exponent.data) < 64 and \
            abs(base.data.numerator) < 10 ** 6 and base.data.denominator < 10 ** 6 and (base.data or exponent.data > 0):
        return num(base.data ** int(exponent.data))
    return make("pow", (base, exponent))


def fn(name: str, x: Node) -> Node:
    """A function of FUNCTIONS."""
    return make("fn", (x,), data=name)


def deriv(body: Node, symbol: Symbol, *ix: IndexTerm) -> Node:
    """The derivative of body by a component of a symbol, unevaluated."""
    return make("deriv", (body,), ix, symbol)
