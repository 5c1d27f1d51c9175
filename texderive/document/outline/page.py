"""How wide a line of mathematics may be where a solution stands, in em: told by the class, its options,
geometry, columns and lists."""
from __future__ import annotations

import re

from .structure import Block

_WIDEST, _NARROWEST, _LIST = 36.0, 13.0, 2.5
_UNITS = {"pt": 1.0, "mm": 2.845, "cm": 28.45, "in": 72.27, "bp": 1.004, "pc": 12.0, "em": 10.0, "ex": 4.3}
_CLASS = re.compile(r"\\documentclass\s*(?:\[(?P<options>[^\]]*)\])?\s*\{\s*(?P<name>[^{}]+?)\s*\}")
_GEOMETRY = re.compile(r"\\usepackage\s*\[(?P<loaded>[^\]]*)\]\s*\{geometry\}|\\geometry\s*\{(?P<stated>(?:[^{}]|\{[^{}]*\})*)\}")
_TEXTWIDTH = re.compile(r"\\setlength\s*\{?\\textwidth\}?\s*\{(?P<set>[^{}]*)\}|"
                        r"\\textwidth\s*=?\s*(?P<given>[\d.]+\s*[a-z]{2}(?![a-z]))")
_TWO = ("IEEEtran", "sigconf", "revtex4-2", "revtex4-1")
_FONTS = {"8pt": 8.0, "9pt": 9.0, "10pt": 10.0, "11pt": 10.95, "12pt": 12.0, "14pt": 14.4, "17pt": 17.3, "20pt": 20.7}
_TEXT = {10.0: 345.0, 10.95: 360.0, 12.0: 390.0}         # of the standard classes, in pt


def line_width(definitions: str) -> float:
    r"""The width of the text, or of one column of it, in em of its font.

    >>> [round(line_width(rf"\documentclass{c}")) for c in ("{article}", "[twocolumn]{article}", "{beamer}")]
    [34, 23, 28]
    >>> round(line_width(r"\documentclass{article}\usepackage[margin=1in]{geometry}"))
    47
    """
    found = _CLASS.search(definitions)
    options = [o.strip() for o in (found["options"] or "").split(",")] if found else []
    name = found["name"] if found else "article"
    if name == "beamer":
        wide = next((float(w) for ratio, w in (("1610", 160), ("169", 160), ("149", 140), ("141", 148), ("54", 125),
                                               ("32", 135)) if f"aspectratio={ratio}" in options), 128.0)
        return (wide * _UNITS["mm"] - 57.0) / next((_FONTS[o] for o in options if o in _FONTS), 10.95)
    font = next((_FONTS[o] for o in options if o in _FONTS), 10.0)
    paper = 614.0 if "a4paper" not in options and not name.startswith(("scr", "ctex")) else 597.0
    text = _stated(definitions, paper) or _TEXT.get(font, 345.0)
    columns = 2 if "twocolumn" in options or name in _TWO or any(o in _TWO for o in options) else 1
    text = 469.0 if columns == 2 and not _stated(definitions, paper) else text
    return (text - 10.0 * (columns - 1)) / columns / font


def _stated(definitions: str, paper: float) -> float | None:
    """The text's width in pt that geometry, fullpage or \\textwidth state."""
    width = 469.0 if re.search(r"\\usepackage(?:\[[^\]]*\])?\{[^{}]*\b(?:fullpage|a4wide)\b", definitions) else None
    for match in _TEXTWIDTH.finditer(definitions):
        width = _length(match["set"] or match["given"]) or width
    for match in _GEOMETRY.finditer(definitions):
        given = dict(re.findall(r"(\w+)\s*=\s*(\{[^{}]*\}|[^,]+)", match["loaded"] or match["stated"]))
        both = [_length(given.get(side) or given.get("hmargin") or given.get("margin") or "") for side in ("left", "right")]
        direct = _length(given.get("textwidth") or given.get("width") or given.get("total", "").strip("{}").split(",")[0])
        width = direct or (paper - both[0] - both[1] if both[0] is not None and both[1] is not None else width)
    return width


def _length(text: str) -> float | None:
    """A length in pt, None for what is not a plain one."""
    match = re.match(r"\s*\{?\s*([\d.]+)\s*(?:true)?\s*([a-z]{2})", text)
    return float(match[1]) * _UNITS[match[2]] if match and match[2] in _UNITS and match[1].strip(".") else None


def room(width: float, block: Block, text: str) -> float:
    """The room for a line in a block: what lists, columns and boxes around it leave of `width`;
    as much as one list takes is always left free."""
    width -= 0.0 if block.inside("list") else _LIST
    for around in reversed(block.path()):
        behind = text[around.start:around.inner + 60]
        if around.name in ("multicols", "multicols*"):
            columns = re.match(r"\\begin\s*\{multicols\*?\}\s*\{\s*(\d)", behind)
            width = (width - 1.0 * (int(columns[1]) - 1)) / int(columns[1]) if columns and int(columns[1]) else width
        elif around.name in ("minipage", "column", "subfigure", "wrapfigure"):
            part = re.match(r"\\begin\s*\{\w+\}(?:\s*\[[^\]]*\])*\s*(?:\{[lrLR]\}\s*)?\{\s*(0?\.\d+)\s*\\(?:text|line|"
                            r"column)width", behind)
            width *= float(part[1]) if part else 1.0
        elif around.kind == "list":
            width -= _LIST
    return max(_NARROWEST, min(_WIDEST, width))
