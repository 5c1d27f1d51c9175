r"""Fractions on one line, x^2/2: in exponents and inside of other fractions, where they are simple."""
from __future__ import annotations

from .notation import Box, fence, is_tall, op, row

_SIGNS = ("+", "-")
_ONE_FACTOR = ("sym", "num", "leaf", "sub", "sup", "subsup", "font", "accent")


def in_exponent(box: Box, own: str) -> Box:
    r"""An exponent with its simple fractions on one line, e^{-x^2/2}; `own` is how the author writes fractions there,
    "bar", "slash" or "" where he writes none.

    >>> from .latexmath import read
    >>> from .to_latex import tight
    >>> written = lambda latex, own="": tight(in_exponent(read(latex), own))
    >>> written(r"-\frac{x^2}{2}"), written(r"-\frac{x^2}{2s}", "slash"), written(r"\frac{x^2}{2s}")
    ('-x^2/2', '-x^2/(2s)', '\\frac{x^2}{2s}')
    """
    return box if own == "bar" else _slanted(box, own == "slash")


def in_fraction(box: Box) -> Box:
    r"""What stands above or below a bar, with the simple fractions in it on one line: \exp(-D/\ell),
    also inside of brackets."""
    if box.kind == "row":
        box = _slanted(box, False)
        parts = tuple(map(in_fraction, box.parts)) if box.kind == "row" else None
        return Box("row", parts) if parts is not None and parts != box.parts else box
    if box.kind in ("fence", "root"):
        inner = in_fraction(_slanted(box.parts[0], False))
        return Box(box.kind, (inner, *box.parts[1:]), box.data) if inner != box.parts[0] else box
    if box.kind in ("sup", "sub", "subsup"):
        base = in_fraction(box.parts[0]) if box.parts[0].kind == "fence" else box.parts[0]
        return Box(box.kind, (base, *box.parts[1:]), box.data) if base is not box.parts[0] else box
    return box


def _slanted(box: Box, all_flat: bool) -> Box:
    """The fractions that are terms by themselves on one line: the simple ones, or all that are not tall."""
    parts = box.parts if box.kind == "row" else (box,)
    if not any(p.kind == "frac" for p in parts):
        return box
    out = []
    for k, p in enumerate(parts):
        alone = all(q.kind == "op" and q.data in _SIGNS for q in (*parts[max(k - 1, 0):k], *parts[k + 1:k + 2]))
        line = _line(p, all_flat) if p.kind == "frac" and alone else None
        out += line or [p]
    return row(*out)


def _line(fraction: Box, all_flat: bool) -> list[Box] | None:
    """Numerator, slash and denominator; None where that would not be simple."""
    above, below = fraction.parts
    if fraction.data or is_tall(above) or is_tall(below):
        return None
    signs = any(p.kind == "op" for p in above.parts) if above.kind == "row" else False
    if not all_flat and (signs or below.kind not in _ONE_FACTOR):
        return None
    single = below.kind in _ONE_FACTOR or below.kind in ("fence", "root")
    return [fence(above) if signs else above, op("/"), below if single else fence(below)]
