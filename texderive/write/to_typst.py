"""Boxes to Typst mathematics, in Unicode characters so that no name of Typst's is needed;
commas and slashes are escaped."""
from __future__ import annotations

from .glyphs import BIG, bracket, character, operator
from .latexmath import read
from .notation import EMPTY, Box, is_tall

_FONTS = {"bold": "bold(upright(%s))", "bolditalic": "bold(%s)", "bb": "bb(%s)", "cal": "cal(%s)",
          "roman": "upright(%s)", "sans": "sans(%s)",
          "frak": "frak(%s)", "mono": "mono(%s)", "italic": "italic(%s)"}
_ACCENTS = {"hat": "hat", "widehat": "hat", "bar": "macron", "overline": "overline", "tilde": "tilde",
            "widetilde": "tilde", "vec": "arrow",
            "overrightarrow": "arrow", "dot": "dot", "ddot": "dot.double",
            "check": "caron", "breve": "breve", "acute": "acute", "grave": "grave", "mathring": "circle",
            "underline": "underline"}
_SPACES = {",": "thin", ":": "med", ";": "thick", "quad": "quad", "qquad": "wide"}
_STACKS = {"over": "limits(%s)^(%s)", "under": "limits(%s)_(%s)", "overbrace": "overbrace(%s, %s)",
           "underbrace": "underbrace(%s, %s)"}
_DELIMITERS = {"pmatrix": '"("', "bmatrix": '"["', "Bmatrix": '"{"', "vmatrix": '"|"', "Vmatrix": '"‖"'}
_ESCAPED = set(',;/#$&_^"\\~*')


def to_typst(box: Box) -> str:
    """A box as Typst mathematics."""
    return _WRITERS[box.kind](box)


def quoted(words: str) -> str:
    """A Typst string."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def glyph(text: str) -> str:
    """One character as it stands; a word becomes text, since Typst would take it for a name."""
    if len(text) != 1:
        return quoted(text)
    return "\\" + text if text in _ESCAPED else text


def _row(box: Box) -> str:
    return " ".join(to_typst(p) for p in box.parts)


def _base(box: Box) -> str:
    box = read(box.data) if box.kind == "leaf" else box
    if box == EMPTY:
        return "zws"
    text = to_typst(box)
    if (box.kind in ("frac", "sup", "subsup", "grid", "stack") or box.kind == "row"
            and box.parts[-1].kind not in ("fence", "sym", "num")):
        return f"lr({text})"
    return text


def _scripts(base: str, below: Box | None, above: Box | None) -> str:
    out = base
    if below is not None:
        out += f"_({to_typst(below)})"
    if above is not None:
        out += f"^({to_typst(above)})"
    return out


def _fence(box: Box) -> str:
    opening, closing = map(bracket, box.data)
    body = to_typst(box.parts[0])
    if is_tall(box.parts[0]) or not opening or not closing:
        return f"lr({_delimiter(opening)} {body} {_delimiter(closing)})"
    if opening in "([{":
        return f"{_delimiter(opening)} {body} {_delimiter(closing)}"          # escaped brackets do not grow
    return f"lr(size: #1em, {opening} {body} {closing})"


def _delimiter(character: str) -> str:
    return "\\" + character if character in "()[]{}" and character else character


def _big(box: Box) -> str:
    sign = BIG.get(box.data.lstrip("\\")) if box.data.startswith("\\") else None
    below, above = box.parts
    return _scripts(sign or f'op({quoted(box.data)}, limits: #true)', below if below != EMPTY else None, above
                    if above != EMPTY else None)


def _grid(box: Box) -> str:
    rows, columns, environment = box.data
    lines = [[to_typst(p) for p in box.parts[r * columns:(r + 1) * columns]] for r in range(rows)]
    if environment == "cases":
        return "cases(" + ", ".join(" & ".join(line) for line in lines) + ")"
    return f"mat(delim: {_DELIMITERS.get(environment, '#none')}, " + "; ".join(", ".join(line) for line in lines) + ")"


def _root(box: Box) -> str:
    body = to_typst(box.parts[0])
    return f"root({to_typst(box.parts[1])}, {body})" if len(box.parts) > 1 else f"sqrt({body})"


_WRITERS = {
    "sym": lambda b: glyph(character(b.data)),
    "num": lambda b: b.data,
    "op": lambda b: glyph(operator(b.data)[0]),
    "name": lambda b: f"op({quoted(b.data)})",
    "text": lambda b: quoted(b.data),
    "space": lambda b: _SPACES.get(b.data, "thin"),
    "leaf": lambda b: to_typst(read(b.data)),
    "row": _row,
    "frac": lambda b: f"frac({to_typst(b.parts[0])}, {to_typst(b.parts[1])})",
    "sub": lambda b: _scripts(_base(b.parts[0]), b.parts[1], None),
    "sup": lambda b: _scripts(_base(b.parts[0]), None, b.parts[1]),
    "subsup": lambda b: _scripts(_base(b.parts[0]), b.parts[1], b.parts[2]),
    "root": _root,
    "fence": _fence,
    "big": _big,
    "font": lambda b: _FONTS[b.data] % to_typst(b.parts[0]),
    "accent": lambda b: f"{_ACCENTS[b.data]}({to_typst(b.parts[0])})",
    "stack": lambda b: _STACKS[b.data] % (to_typst(b.parts[0]), to_typst(b.parts[1])),
    "grid": _grid,
}
