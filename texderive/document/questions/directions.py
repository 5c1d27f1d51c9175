r"""Derivatives in a direction, asked in words:
"the directional derivative of $f$ at $(2, 1)$ in the direction of $v = (3, 4)$"."""
from __future__ import annotations

import re
from fractions import Fraction
from math import isqrt

from ...patterns import regex
from ...prose.symbols import bare, only_symbol
from ..lexical.definition import Definition
from ..lexical.symbol_names import symbols_in

# what stands before the direction of a derivative
DIRECTION = regex(r"""
    \b(?:
        in[\s~]+(?:the[\s~]+)?direction(?:[\s~]+(?:of|given[\s~]+by))?|along|towards?|in[\s~]+richtung
        |dans[\s~]+la[\s~]+direction(?:[\s~]+(?:de|du))?|suivant|selon
        |en[\s~]+(?:la[\s~]+)?direcci[oó]n(?:[\s~]+de)?|nella[\s~]+direzione(?:[\s~]+di)?|na[\s~]+direção(?:[\s~]+de)?
    )\b[\s~]*(?:(?:the|des|du|le|la|el|il|o|unit|vectors?|direction|vektors?|vecteur|vettore|vetor|unitaire
      |of)[\s~]+){0,4}(?=\x01)
    |(?:沿|方向)(?:着|向量)?[\s~]*(?=\x01)
""", re.IGNORECASE)
_ALONG = re.compile(r"along|suivant|selon|沿", re.IGNORECASE)
_LIST = re.compile(r"(?:\\left\s*)?(?:[(\[]|\\langle)(?P<inside>[^()\[\]]*?)(?:\\right\s*)?(?:[)\]]|"
                   r"\\rangle)\s*(?:\^\s*(?:\{?\s*\\?(?:T|top|mathsf\s*\{?T\}?|intercal|mathrm\s*\{T\})\s*\}?))?")
_COLUMN = re.compile(r"\\begin\s*\{[pb]matrix\}(?P<inside>.*?)\\end\s*\{[pb]matrix\}", re.S)
_RATIONAL = re.compile(r"\s*(-?)\s*(?:(\d+)(?:\s*/\s*(\d+))?|\\[dt]?frac\s*\{?\s*(\d+?)\s*\}?\s*\{?\s*(\d+)\s*\}?)\s*")


def _entry(text: str) -> Fraction | None:
    """A rational entry as a number."""
    found = _RATIONAL.fullmatch(text)
    return (Fraction(int(found[2] or found[4]), int(found[3] or found[5] or 1)) * (-1 if found[1] else 1)
            if found and "0" not in (found[3], found[5]) else None)


def unit(vector: str, along: bool) -> str:
    r"""A direction that is written out in numbers, of length 1 where it is a direction and no vector
    that one moves by (`along`).

    >>> unit("(3, 4)", False), unit("(1, 1)", False), unit("(3, 4)", True)
    ('(\\frac{3}{5}, \\frac{4}{5})', '(\\frac{1}{\\sqrt{2}}, \\frac{1}{\\sqrt{2}})', '(3, 4)')
    """
    written = _COLUMN.fullmatch(vector.strip()) or _LIST.fullmatch(vector.strip())
    pieces = [p for p in re.split(r"\\\\|[,;&]", written["inside"])] if written else []
    entries = [_entry(p) for p in pieces]
    if not entries or None in entries:
        return f"({', '.join(p.strip() for p in pieces)})" if pieces else vector
    square = sum(e * e for e in entries)
    if along or square in (0, 1):
        return f"({', '.join(_written(e) for e in entries)})"
    root = [isqrt(n) for n in (square.numerator, square.denominator)]
    if [n * n for n in root] == [square.numerator, square.denominator]:
        return f"({', '.join(_written(e / Fraction(*root)) for e in entries)})"
    length = rf"\sqrt{{{_written(square)}}}"
    over = [rf"{'-' if e < 0 else ''}\frac{{{_written(abs(e))}}}{{{length}}}" if e else "0" for e in entries]
    return f"({', '.join(over)})"


def _written(number: Fraction) -> str:
    sign = "-" if number < 0 else ""
    return f"{number}" if number.denominator == 1 else rf"{sign}\frac{{{abs(number.numerator)}}}{{{number.denominator}}}"


def directional(function: str, definition: Definition | None, by: list[str], vector: str, words: str,
                point: str | None) -> list[str]:
    r"""The derivative in a direction, D_v f(x): of a vector of which a letter is known along that letter,
    of several numbers along a direction that is written out.

    >>> directional("f", Definition("f", "f", ("x", "y"), "x^2y", ""), [], "v = (3, 4)", "in the direction of", "(2, 1)")
    ['u = (\\frac{3}{5}, \\frac{4}{5}), \\quad D_{u} f(2, 1)']
    """
    arguments = [a for a in (definition.arguments if definition else ()) if only_symbol(a)]
    body = definition.right if definition else function
    name = definition.name if definition and definition.name and arguments else ""
    names = arguments or [n for n in dict.fromkeys(symbols_in(body)) if n in ("x", "y", "z")]
    if not names:
        return []
    letter, given = ([p.strip() for p in vector.split("=", 1)] if "=" in vector else ("", vector))
    given = (re.split(r"\\in(?![A-Za-z])|\\neq?(?![A-Za-z])|,", given)[0].strip()
             if not re.search(r"[(\[]|matrix|langle", given) else given)
    place = _place(point, names)
    stated = "" if name else rf"f({', '.join(names)}) = {body}, \quad "
    f = name or "f"
    if only_symbol(given):
        return [rf"{stated}D_{{{given}}} {f}({place})"] if len(names) == 1 and bare(given) not in {bare(s)
            for s in symbols_in(body)} else []
    written = unit(given, bool(_ALONG.search(words)))
    if written.count(",") + 1 != len(names) or len(names) == 1:
        return []
    taken = {bare(s) for s in symbols_in(body)}
    if only_symbol(letter) and written == unit(given, True) and bare(letter) not in taken:
        return [rf"{stated}D_{{{letter}}} {f}({place})"]                     # the text defines it
    u = next(c for c in ("u", "e", "q") if c not in taken and c != bare(letter))
    return [rf"{stated}{u} = {written}, \quad D_{{{u}}} {f}({place})"]


def _place(point: str | None, names: list[str]) -> str:
    """The arguments at a point: (2, 1), P = (2, 1), x = x_0; the letters themselves where none is said."""
    value = re.sub(r"^\s*[A-Za-z]\w*\s*=?\s*(?=(?:\\left\s*)?\()", "", (point or "").strip())
    listed = re.fullmatch(r"(?:\\left\s*)?\((.*?)(?:\\right\s*)?\)\s*(?:\^\s*\{?\s*\\?(?:T|top)\s*\}?)?", value)
    inside = listed[1].strip() if listed else value.split("=")[-1].strip() if len(names) == 1 else ""
    return inside if inside and inside.count(",") + 1 == len(names) else ", ".join(names)
