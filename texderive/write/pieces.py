"""Brackets by precedence: a piece is a box with the tightness of its outermost construction,
and combining pieces adds what is needed."""
from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from .notation import Box, EMPTY, fence, first, frac, last, leaf, number, op, row, space, sup
from .slashes import in_fraction

# From loose to tight.  OPEN, DERIV and BARE reach as far right as they can (a sum sign,
# a derivative operator, \\ln x without brackets).
_, ADD, DERIV, OPEN, BARE, STAR, MUL, FRAC, CALL, SUP, SUB, ATOM = range(0, 120, 10)

_BARS = {"|", r"\|", "||", r"\Vert", r"\vert"}
# Letters that are read as functions before a bracket.
CALLABLE = {"f", "g", "h", r"\sigma", r"\phi", r"\varphi", r"\psi"}
# Functions whose argument may stand without brackets.
BARE_COMMANDS = {"\\" + word for word in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth",
                                          "arcsin", "arccos", "arctan", "ln", "log")}


class Piece(NamedTuple):
    """For DERIV, OPEN and BARE, `closed` is the form that another factor may follow, `ended` (DERIV) the one
    that another term may follow.
    With `minus` the box lacks its sign."""

    box: Box
    level: int = ATOM
    closed: Box | None = None
    minus: bool = False
    ended: Box | None = None


def whole(piece: Piece) -> Piece:
    """The piece with its sign in the box."""
    return Piece(row(op("-"), piece.box), ADD) if piece.minus else piece


def bracketed(piece: Piece) -> Box:
    """A piece in round brackets."""
    return fence(whole(piece).box)


def at_least(piece: Piece, level: int) -> Box:
    """The box, in brackets where it is looser than `level`."""
    piece = whole(piece)
    return piece.box if piece.level >= level else fence(piece.box)


def closed(piece: Piece, level: int = MUL) -> Box:
    """The box as something may follow it."""
    if piece.minus or piece.level >= level or piece.closed is None:
        return at_least(piece, level)
    return piece.closed


def begins_with_derivative(box: Box) -> bool:
    r"""Whether a box begins with \partial f/\partial x, set as a fraction."""
    head = first(box)
    return head.kind == "frac" and head.data == "partial"


def _in_numerator(box: Box) -> bool:
    """Whether the last factor is a derivative with what is differentiated above the bar."""
    tail = last(box)
    return tail.kind == "frac" and tail.data == "partial" and tail.parts[0].kind == "row"


def _holds_numerator(box: Box) -> bool:
    return _in_numerator(box) or box.kind == "row" and any(_in_numerator(p) for p in box.parts)


def add(pieces: list[Piece]) -> Piece:
    """The sum of terms; a sum among them is bracketed, a minus becomes the sign between.

    If one of them has to show what it differentiates above the bar, all do that can."""
    items: list[Box] = []
    needed = [piece.level == DERIV and k + 1 < len(pieces) and not begins_with_derivative(pieces[k + 1].box)
              for k, piece in enumerate(pieces)]
    above = any(needed) or any(_holds_numerator(piece.box) for piece in pieces)
    for k, piece in enumerate(pieces):
        if needed[k] or above and piece.level == DERIV and _in_numerator(piece.ended):
            box = piece.ended
        else:
            box = piece.box if piece.level > ADD else fence(piece.box)
        if items or piece.minus:
            items.append(op("-" if piece.minus else "+"))
        items.append(box)
    return Piece(row(*items), ADD)


def coefficient(value: Fraction) -> Box:
    """The size of a number, without its sign."""
    value = abs(value)
    return number(value.numerator) if value.denominator == 1 else frac(number(value.numerator), number(value.denominator))


def _between(left: Box, right: Box, follows_call: bool) -> list[Box]:
    """What has to stand between two factors so that they are read as factors: nothing, a thin space, a dot."""
    tail, head = last(left), first(right)
    if head.kind == "num" or head.kind == "frac" and tail.kind == "num" and head.parts[0].kind == "num":
        return [op(r"\cdot")]
    # h(1 - h) is no call
    if head.kind == "fence" and head.data[0] in ("(", "[") and _letter(tail) in CALLABLE and not _stands_in(tail, head):
        return [op(r"\cdot")]
    if tail.kind == "num":
        return []
    if head.kind == "fence" and head.data[0] in _BARS and tail.kind in ("fence", "sup", "sub", "subsup") or head.kind == "name":
        return [space(",")]
    if head.kind == "big":
        return []
    if _is_word(head) or _is_word(tail):
        return [space(",")]
    if tail.kind == "frac" and head.kind != "fence" or head.kind == "frac" or follows_call and head.kind not in ("fence", "frac"):
        return [space(",")]
    return []


def _stands_in(part: Box, box: Box) -> bool:
    return part == box or any(_stands_in(part, b) for b in box.parts)


def _is_word(box: Box) -> bool:
    r"""A name of several letters, score, or of a differential, \mathrm{d}X, also with a script."""
    box = box.parts[0] if box.kind in ("sup", "sub", "subsup") else box
    return box.kind == "leaf" and (len(box.data) > 1 and box.data.isalpha() or box.data.startswith((r"\mathrm{d}", r"\partial ")))


def _letter(box: Box) -> str:
    """The letter of a name, without its subscript."""
    box = box.parts[0] if box.kind == "sub" else box
    return box.data.strip("{} ") if box.kind in ("leaf", "sym") else ""


def is_function(box: Box) -> bool:
    """Whether a box is the name of a function, with an exponent or without."""
    return box.kind == "name" \
        or box.kind == "leaf" and (box.data in CALLABLE | BARE_COMMANDS
                                   or box.data.startswith((r"\operatorname", r"\mathrm", r"\text", r"\det", r"\tr",
                                       r"\Tr"))) or box.kind == "sup" and is_function(box.parts[0])


def _has_a_name(box: Box) -> bool:
    r"""Whether a box is a function that no argument before it can go on with: \log x \sin x, but \log(x)\,f'(x)."""
    return is_function(box) and not (box.kind == "leaf" and box.data in CALLABLE)


def beside(boxes: list[Box]) -> Box:
    """Factors side by side."""
    items: list[Box] = []
    for box in boxes:
        if items:
            follows_call = items[-1].kind == "fence" and len(items) > 1 and is_function(items[-2])
            items += _between(items[-1], box, follows_call)
        items += box.parts if box.kind == "row" else (box,)
    return row(*items)


def product(value: Fraction, pieces: list[Piece]) -> Piece:
    """value times the pieces side by side; the last one may be open to the right."""
    above, below = value.as_integer_ratio()
    minus = above < 0
    for k, piece in enumerate(pieces):                       # a sum whose sign stands before it
        if piece.minus and piece.level in (OPEN, DERIV):
            minus, pieces = not minus, [*pieces[:k], piece._replace(minus=False), *pieces[k + 1:]]
    if not pieces:
        return Piece(coefficient(value), ATOM if below == 1 else FRAC, None, minus)
    number_box = [coefficient(value)] if below != 1 or abs(above) != 1 else []
    if not number_box and len(pieces) == 1:
        only = pieces[0]
        if not minus:
            return only
        if not only.minus and only.level > ADD:
            return only._replace(minus=True)
    *front, tail = pieces
    boxes = number_box + [p.box if p.level == BARE and q.level > ADD and not q.minus and _has_a_name(first(q.box))
                          else closed(p) for p, q in zip(front, pieces[1:])]
    if tail.minus or tail.level <= ADD or tail.level == STAR:
        return Piece(beside(boxes + [bracketed(tail)]), MUL, None, minus)
    if tail.level < MUL:
        ended = beside(boxes + [tail.ended]) if tail.ended is not None else None
        return Piece(beside(boxes + [tail.box]), tail.level, beside(boxes + [closed(tail)]), minus, ended)
    return Piece(beside(boxes + [tail.box]), MUL if boxes else tail.level, None, minus)


def coefficients_first(factors: list) -> list:
    r"""(1 - \alpha) A L^{-\alpha}, d(d - 1) x^{d-2}: the brackets that the power rule brings down from an exponent,
    behind such letters or in front."""
    exponents = [_lettered(f.args[1]) for f in factors if f.op == "pow" and f.args[1].op != "num"]
    brought = [f for f in factors if f.op == "add" and _lettered(f) in exponents] if exponents else []
    if not brought:
        return factors
    rest = [f for f in factors if f not in brought]
    at = max((n + 1 for n, f in enumerate(rest) if _lettered(f) in exponents), default=0)
    return [*rest[:at], *brought, *rest[at:]]


def _lettered(x) -> frozenset:
    """The terms of a sum but for numbers."""
    return frozenset(t for t in (x.args if x.op == "add" else (x,)) if t.op != "num")


def starred(symbol: str, pieces: list[Piece]) -> Piece:
    r"""Factors joined by \odot or \otimes, which bind looser than side by side."""
    items: list[Box] = []
    for k, piece in enumerate(pieces):
        minus = piece.minus and k == 0
        box = closed(piece._replace(minus=False)) if minus else closed(piece)
        items += [op(symbol), box] if items else [box]
    return Piece(row(*items), STAR, None, pieces[0].minus)


def quotient(above: Piece, below: Piece) -> Piece:
    """A fraction; the sign of the numerator stands before it, and the bar makes brackets around all of it needless."""
    box = above.box
    while box.kind == "row" and len(box.parts) == 1:
        box = box.parts[0]
    if box.kind == "frac" and box.data == "partial":           # no bar below a derivative
        return product(Fraction(-1 if above.minus else 1),
                       [Piece(frac(number(1), whole(below).box), FRAC), above._replace(minus=False)])
    inside = box.parts[0] if box.kind == "fence" and box.data == ("(", ")") else above.box
    return Piece(frac(in_fraction(inside), in_fraction(whole(below).box)), FRAC, None, above.minus)


def fraction(value: Fraction, above: list[Piece], below: list[Piece]) -> Piece:
    """value · above / below under one bar; a lone sum above needs no brackets, the sign of the value
    stands before the bar."""
    piece = quotient(product(Fraction(abs(value.numerator)), above), product(Fraction(value.denominator), below))
    return piece._replace(minus=piece.minus != (value < 0))


def opened(head: Box, body: Piece) -> Piece:
    """A sum or product sign before its body; the sign of a summand stands before the sum."""
    if body.minus and head.data == r"\sum" and body.level > ADD:
        return opened(head, body._replace(minus=False))._replace(minus=True)
    if body.minus or body.level <= ADD or body.level == STAR:
        box = row(head, bracketed(body))
    else:
        box = row(head, body.box)
    if body.level == DERIV:
        return Piece(box, DERIV, fence(box), False, row(head, body.ended))
    return Piece(box, OPEN, fence(box))


def is_product(piece: Piece) -> bool:
    """Whether a piece is of several factors, perhaps with what is open to the right behind them."""
    if piece.level in (STAR, MUL):
        return True
    if piece.level not in (DERIV, OPEN, BARE) or piece.box.kind != "row":
        return False
    head = first(piece.box)
    return not (head.kind == "big" or head.data == "partial" or piece.level == BARE and len(piece.box.parts) == 2)


def derivative(operator: Box, body: Piece, short: Box | None = None) -> Piece:
    r"""A derivative operator before its operand; `short`, the operand in the numerator, is what more may follow."""
    if body.minus or body.level <= ADD or is_product(body):
        operand = row(operator, bracketed(body))
    else:
        operand = row(operator, body.box)
    return Piece(operand, DERIV, short or fence(operand), False, short or row(operator, bracketed(body)))


_SQUARE = re.compile(r"(.+)\^(?:2|\{2\})")           # the variable \sigma^2


def power(base: Piece, exponent: Box) -> Piece:
    r"""base^exponent, bracketed where it has to be; the square of the variable \sigma^2 is \sigma^4."""
    base = whole(base)
    square = (_SQUARE.fullmatch(base.box.data) if base.box.kind == "leaf" and exponent.kind == "num"
              and exponent.data.isdigit() else None)
    if square is not None:
        return Piece(sup(leaf(square[1]), number(2 * int(exponent.data))), SUP)
    return Piece(sup(base.box if base.level >= CALL and base.level != SUP else fence(base.box), exponent), SUP)


def is_enclosed(box: Box) -> bool:
    """Whether a function before it needs no brackets: |x|, a norm."""
    return box.kind == "fence" and box.data[0] not in ("", ".")


def call(function: Box, *arguments: Piece, bars: bool = True) -> Piece:
    """function(argument, ...); `bars` around the argument already are the brackets of a named function, but not
    of a letter: c\\|x\\| is a product."""
    boxes: list[Box] = []
    for piece in arguments:
        boxes += ([op(","), whole(piece).box] if boxes else [whole(piece).box])
    body = row(*boxes)
    if bars and len(arguments) == 1 and is_enclosed(body) and body.data[0] not in ("(", "[") and function.data not in CALLABLE:
        name = function.parts[0] if function.kind == "sup" else function
        return (Piece(row(function, body), BARE, row(function, fence(body))) if name.data in BARE_COMMANDS
                else Piece(row(function, body), CALL))
    return Piece(row(function, fence(body)), CALL)


def enclosed(opening: str, body: Box, closing: str, below: Box = EMPTY) -> Piece:
    r"""Something between its own brackets, |x| or \|x\|_1: never in need of others."""
    box = fence(body, opening, closing)
    if below != EMPTY:
        return Piece(Box("sub", (box, below)), SUB)
    return Piece(box, ATOM)
