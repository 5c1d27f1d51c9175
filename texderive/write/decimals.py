r"""Numbers as decimals, 0.01x for \frac{x}{100}, where the author writes them so."""
from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from .notation import Box, number, row

_MOST = 9              # digits


def in_decimals(box: Box) -> Box:
    r"""A box with the fractions whose denominator is a number as decimals, as far as those are short.

    >>> from .latexmath import read
    >>> from .to_latex import to_latex
    >>> to_latex(in_decimals(read(r"\frac{1}{100} + \frac{3x}{4} + \frac{x}{3} + \frac{a+b}{2}")))
    '0.01 + 0.75x + \\frac{x}{3} + \\frac{a + b}{2}'
    """
    if not box.parts:
        return box
    parts = tuple(map(in_decimals, box.parts))
    if box.kind == "frac" and not box.data and parts[1].kind == "num":
        above = parts[0].parts if parts[0].kind == "row" else (parts[0],)
        digits = _digits(above[0].data if above[0].kind == "num" else "1", parts[1].data)
        if digits is not None and not any(p.kind == "op" for p in above):
            return row(number(digits), *(above[1:] if above[0].kind == "num" else above))
    if parts == box.parts:
        return box
    if box.kind == "row":                                    # no space behind digits
        parts = tuple(p for k, p in enumerate(parts)
                      if not (p.kind == "space" and k and parts[k - 1] != box.parts[k - 1] and parts[k - 1].kind == "num"))
    return row(*parts) if box.kind == "row" else Box(box.kind, parts, box.data)


def _digits(above: str, below: str) -> str | None:
    """The quotient of two whole numbers in digits; None where they do not end soon."""
    if not above.isdigit() or not below.isdigit() or not int(below):
        return None
    value, rest = Fraction(int(above), int(below)), Fraction(int(above), int(below)).denominator
    for p in (2, 5):
        while rest % p == 0:
            rest //= p
    digits = f"{Decimal(value.numerator) / Decimal(value.denominator):f}" if rest == 1 else ""
    return digits if 0 < len(digits) <= _MOST + 1 else None
