"""The one notation tree between the expressions and the page:
boxes that say how mathematics looks, not what it means."""
from __future__ import annotations

import re
from typing import Any, NamedTuple


class Box(NamedTuple):
    r"""kind     parts                  data
    sym      ()                     a letter or a command: "x", r"\beta", r"\infty"
    num      ()                     digits as written
    op       ()                     a relation, binary operator or punctuation: "+", r"\odot", "="
    name     ()                     an upright function name: "log", "tr"
    text     ()                     words
    space    ()                     ",", ":", ";", "quad", "qquad"
    leaf     ()                     the author's LaTeX, kept as written by LaTeX and read by the other writers
    row      items side by side
    frac     (above, below)         "partial" for a derivative, else ""
    sub, sup, subsup  (base, ...)
    root     (body[, degree])
    fence    (body,)                (opening, closing) bracket; "" for none
    big      (below, above)         a command: r"\sum"; the body follows in the row
    font     (body,)                "bold", "bolditalic", "roman", "bb", "cal", "sans", "frak", "mono", "italic"
    accent   (body,)                "hat", "bar", "vec", "overline", "underline", ...
    stack    (base, label)          "over", "under", "overbrace", "underbrace"
    grid     entries, row by row    (rows, columns, environment): "bmatrix", "cases", ...
    """

    kind: str
    parts: tuple["Box", ...] = ()
    data: Any = ""


EMPTY = Box("row")
PARTIAL = Box("sym", (), r"\partial")

RELATIONS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "=": "=", "!=": r"\ne"}
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}  # the same, read from the other side


def sym(name: str) -> Box:
    """A letter or sign."""
    return Box("sym", (), name)


def number(text: object) -> Box:
    """A number."""
    return Box("num", (), str(text))


def op(name: str) -> Box:
    """An operator between two things."""
    return Box("op", (), name)


def name(text: str) -> Box:
    """A name of several letters, upright."""
    return Box("name", (), text)


def leaf(latex: str) -> Box:
    """LaTeX as it is."""
    return Box("leaf", (), latex)


def space(width: str = ",") -> Box:
    r"""A space of this width, as in \, and \;."""
    return Box("space", (), width)


def row(*items: Box) -> Box:
    """Side by side; rows inside are flattened, a row of one is that one."""
    flat: list[Box] = []
    for item in items:
        if item.kind == "row":
            flat += item.parts
        else:
            flat.append(item)
    return flat[0] if len(flat) == 1 else Box("row", tuple(flat))


def frac(above: Box, below: Box, data: str = "") -> Box:
    """A fraction; `data` is "partial" for the sign of a derivative."""
    return Box("frac", (above, below), data)


def sub(base: Box, below: Box) -> Box:
    """A subscript."""
    return Box("subsup", (base.parts[0], below, base.parts[1])) if base.kind == "sup" else Box("sub", (base, below))


def sup(base: Box, above: Box) -> Box:
    """A superscript."""
    return Box("subsup", (*base.parts, above)) if base.kind == "sub" else Box("sup", (base, above))


def fence(body: Box, opening: str = "(", closing: str = ")") -> Box:
    """Something between two brackets, given in LaTeX."""
    return Box("fence", (body,), (opening, closing))


def big(command: str, below: Box = EMPTY, above: Box = EMPTY) -> Box:
    """A large operator with what stands below and above it."""
    return Box("big", (below, above), command)


def grid(rows: list[list[Box]], environment: str) -> Box:
    """Rows of cells."""
    columns = max((len(r) for r in rows), default=0)
    entries = tuple(cell for r in rows for cell in r + [EMPTY] * (columns - len(r)))
    return Box("grid", entries, (len(rows), columns, environment))


def first(box: Box) -> Box:
    """The leftmost box without parts, or a fence."""
    while box.kind in ("row", "sub", "sup", "subsup") and box.parts:
        box = box.parts[0]
    return box


def last(box: Box) -> Box:
    """The rightmost item of a row."""
    return box.parts[-1] if box.kind == "row" and box.parts else box


_TALL = {"frac", "big", "grid", "stack"}
_TALL_LATEX = re.compile(r"\\(?:d?frac|sum|prod|int|begin|left)")


def is_tall(box: Box) -> bool:
    """Whether brackets around it have to grow."""
    if box.kind in _TALL:
        return True
    if box.kind == "leaf":
        return _TALL_LATEX.search(box.data) is not None
    if box.kind in ("sub", "sup", "subsup"):          # what stands in scripts is small, but a fraction there is not
        return (is_tall(box.parts[0]) or any(p.kind == "frac" or p.kind == "row"
                                             and any(q.kind == "frac" for q in p.parts) for p in box.parts[1:]))
    return any(map(is_tall, box.parts))
