r"""Numbers as people write them: 2, 0.5, .5, 10{,}000, 10\,000, 0{,}5, 1e-3."""
from __future__ import annotations

from .. import tree
from . import commands as c
from .parser import Parser

_GOES_ON = frozenset((".", "{", "e"))          # what a number can go on with, besides digits behind a space


def number(p: Parser) -> tree.Number:
    r"""The number at the cursor, which is behind it then.

    Three digits behind {,} or a small space are thousands, 10{,}000 and 10\,000; any others behind {,}, and those
    behind 0{,}, are decimals, 0{,}5.  ReadError (TD104) where two points
    or two numbers beside each other leave open what is meant.
    """
    start = p.i
    text = _digits(p)
    if text and p.key not in _GOES_ON and (p.i >= p.end or p.tokens[p.i].kind != "digit"):
        return tree.Number(p.span(start), text)
    while _comma(p):
        p.i += 3
        group = _digits(p)
        if "." in text or len(group) != 3 and p.key == ".":
            raise p.error("this number has a point and a comma", "TD104", r"write 1234.5, or 1\,234.5", p.span(start))
        text += group if _thousands(text, group) else "." + group
    while "." not in text and _group(p, text):
        text += _digits(p)
    if "." not in text and _point(p):
        p.i += 1
        text += "." + _digits(p)
    if _point(p):
        p.i += 1
        _digits(p)
        raise p.error("this number has two points", "TD104", r"write 0.5, or \cdot between two numbers", p.span(start))
    return tree.Number(p.span(start), _scientific(p, text))


def apart(p: Parser, before: int) -> None:
    """ReadError (TD104) where a number stands behind the number from `before` on, outside
    of a subscript: 2 3 prints as 23."""
    if p.i < p.end and p.tokens[p.i].kind == "digit" and not p.in_script("_"):
        number(p)
        raise p.error("two numbers stand beside each other", "TD104",
                      r"write \cdot between them, or the digits together", p.span(before))


def commas_part(p: Parser) -> None:
    """ReadError (TD104) where the comma at the cursor, between two statements, could be a decimal one: digits stand on
    both sides of it without space, and a sum or a product goes on before or behind them, x + 0,5 and 0,5 x; 1, 2, ...
    of a list has neither."""
    tokens, i = p.tokens, p.i
    if not (0 < i < p.end - 1 and tokens[i - 1].kind == tokens[i + 1].kind == "digit") or tokens[i].space or tokens[i + 1].space:
        return
    first, last = i - 1, i + 1
    while first and tokens[first - 1].kind == "digit":
        first -= 1
    while last + 1 < p.end and tokens[last + 1].kind == "digit":
        last += 1
    before, behind = p.key_at(first - 1) if first else "", p.key_at(last + 1)
    joined = before in ("+", "-") and first > 1 and tokens[first - 2].kind in ("sym", "digit") or before in c.PRODUCTS
    if joined or last + 1 < p.end and (tokens[last + 1].kind == "sym" and behind not in c.PRODUCTS or behind in c.FRACTIONS):
        raise p.error("whether the comma is a decimal one is not clear", "TD104",
                      r"write 0.5 or 0{,}5; a space behind the comma parts two formulas")


def _digits(p: Parser) -> str:
    """The digits that follow each other without space."""
    text = ""
    while p.i < p.end and p.tokens[p.i].kind == "digit" and (not text or not p.tokens[p.i].space and p.adjacent()):
        text += p.tokens[p.i].key
        p.i += 1
    return text


def _point(p: Parser) -> bool:
    """Whether a decimal point stands at the cursor, between digits."""
    return (p.key == "." and not p.tokens[p.i].space and p.i + 1 < p.end and p.tokens[p.i + 1].kind == "digit"
            and not p.tokens[p.i + 1].space)


def _comma(p: Parser) -> bool:
    """Whether {,} and a digit stand at the cursor."""
    return (p.key == "{" and p.key_at(p.i + 1) == "," and p.key_at(p.i + 2) == "}" and p.i + 3 < p.end
            and p.tokens[p.i + 3].kind == "digit")


def _thousands(text: str, group: str) -> bool:
    return len(group) == 3 and text.strip("0") != ""


def _group(p: Parser, text: str) -> bool:
    r"""Whether three digits stand behind a small space, 10\,000: of digits that white space parts nothing is known."""
    end = p.i + 3
    if not text or text[0] == "0" or len(text) % 3 == 0 and len(text) > 3 or end > p.end or p.tokens[p.i].space:
        return False
    digits = p.tokens[p.i:end]
    joined = (all(t.kind == "digit" for t in digits)
              and all(not t.space and t.start <= before.end for before, t in zip(digits, digits[1:])))
    return joined and not (end < p.end and p.tokens[end].kind == "digit" and not p.tokens[end].space
                           and p.tokens[end].start <= digits[-1].end)


def _scientific(p: Parser, text: str) -> str:
    """The number with a power of ten behind it, 1e-3 without spaces, written out."""
    tokens, i = p.tokens, p.i
    if not text or p.key != "e" or tokens[i].space or tokens[i].font or not p.adjacent():
        return text
    end = first = i + 1 + (p.key_at(i + 1) == "-")
    while end < p.end and tokens[end].kind == "digit" and end - first < 3:
        end += 1
    if end == first or any(t.space for t in tokens[i:end]):
        return text
    p.i = end
    from decimal import Decimal
    return f"{Decimal(text + ''.join(t.key for t in tokens[i:end])):f}"
