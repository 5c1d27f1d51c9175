"""Boxes to MathML Core, which browsers show without any script; alphabets are Unicode letters."""
from __future__ import annotations

from html import escape

from .glyphs import BIG, bracket, character, operator, styled
from .latexmath import read
from .notation import EMPTY, Box, first, is_tall

_SPACES = {",": "0.167em", ":": "0.222em", ";": "0.278em", "quad": "1em", "qquad": "2em"}
_THIN = '<mspace width="0.167em"/>'
_ACCENTS = {"hat": "^", "widehat": "^", "bar": "¯", "overline": "¯", "tilde": "~", "widetilde": "~", "vec": "→",
            "overrightarrow": "→", "dot": "˙",
            "ddot": "¨", "check": "ˇ", "breve": "˘", "acute": "´",
            "grave": "`", "mathring": "˚", "underline": "_"}
_DELIMITERS = {"pmatrix": "()", "bmatrix": "[]", "Bmatrix": "{}", "vmatrix": "||", "Vmatrix": "‖‖"}


def to_mathml(box: Box) -> str:
    """A box as MathML, without the <math> around it."""
    return _WRITERS[box.kind](box)


def tag(kind: str, *parts: str, **attributes: str) -> str:
    """An element around parts that are MathML already."""
    marks = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{kind}{marks}>{''.join(parts)}</{kind}>"


def _row(box: Box) -> str:
    out, before = [], None
    for item in box.parts:
        item = read(item.data) if item.kind == "leaf" else item
        if item.kind == "op" and item.data in ("-", "+") and (before is None or before.kind == "op"):
            out.append(tag("mo", _operator(item), form="prefix"))
        else:
            if before is not None and _spaced(before, item):
                out.append(_THIN)
            out.append(to_mathml(item))
        before = item
    return tag("mrow", *out)


def _spaced(left: Box, right: Box) -> bool:
    """Whether a function name needs a thin space at this side, which MathML does not give by itself."""
    if first(right).kind == "name":
        return left.kind not in ("op", "space")
    return (first(left).kind == "name" and left.kind in ("name", "sub", "sup", "subsup")
            and right.kind not in ("op", "space") and first(right).kind != "fence")


def _operator(box: Box) -> str:
    return escape(operator(box.data)[0])


def _symbol(box: Box) -> str:
    text = character(box.data)
    if text in "∂∇∞⊤⊺′∗⋆†‡…⋯⋮⋱°":
        return tag("mi", text, mathvariant="normal") if text in "∂∇∞⊤⊺" else tag("mo", text)
    return tag("mi", escape(text))


def _fence(box: Box) -> str:
    opening, closing = map(bracket, box.data)
    grows = "true" if is_tall(box.parts[0]) or not opening or not closing else "false"
    left = tag("mo", escape(opening), form="prefix", fence="true", stretchy=grows) if opening else ""
    right = tag("mo", escape(closing), form="postfix", fence="true", stretchy=grows) if closing else ""
    return tag("mrow", left, to_mathml(box.parts[0]), right)


def _big(box: Box) -> str:
    sign = BIG.get(box.data.lstrip("\\")) if box.data.startswith("\\") else None
    base = tag("mo", sign, movablelimits="false") if sign else tag("mo", escape(box.data), movablelimits="false",
        lspace="0", rspace="0.167em")
    below, above = box.parts
    if below == EMPTY and above == EMPTY:
        return base
    if above == EMPTY:
        return tag("munder", base, to_mathml(below))
    return tag("mover", base, to_mathml(above)) if below == EMPTY else tag("munderover", base, to_mathml(below), to_mathml(above))


def _grid(box: Box) -> str:
    rows, columns, environment = box.data
    cells = [tag("mtd", to_mathml(p), **({"style": "text-align:left"} if environment == "cases" else {})) for p in box.parts]
    table = tag("mtable", *(tag("mtr", *cells[r * columns:(r + 1) * columns]) for r in range(rows)))
    if environment == "cases":
        return tag("mrow", tag("mo", "{", form="prefix", fence="true", stretchy="true"), table)
    marks = _DELIMITERS.get(environment, "")
    if not marks:
        return table
    return tag("mrow", tag("mo", marks[0], form="prefix", fence="true", stretchy="true"), table,
               tag("mo", marks[1], form="postfix", fence="true", stretchy="true"))


def _font(box: Box) -> str:
    body = read(box.parts[0].data) if box.parts[0].kind == "leaf" else box.parts[0]
    if body.kind == "sym" or body.kind == "num":
        text = character(body.data)
        if box.data == "roman":
            return tag("mi", escape(text), mathvariant="normal")
        return tag("mn" if body.kind == "num" else "mi", escape(styled(text, box.data)))
    # a font around an expression reaches its letters
    if body.kind in ("row", "sub", "sup", "subsup", "accent", "fence"):
        return to_mathml(Box(body.kind, tuple(Box("font", (p,), box.data) if p.kind not in ("op", "space", "text")
                                              else p for p in body.parts), body.data))
    return to_mathml(body)


def _stack(box: Box) -> str:
    base, label = (to_mathml(p) for p in box.parts)
    if box.data == "over":
        return tag("mover", base, label)
    if box.data == "under":
        return tag("munder", base, label)
    brace, kind = ("⏞", "mover") if box.data == "overbrace" else ("⏟", "munder")
    return tag(kind, tag(kind, base, tag("mo", brace, stretchy="true")), label)


def _accent(box: Box) -> str:
    mark = tag("mo", _ACCENTS[box.data], stretchy="true"
               if box.data in ("overline", "widehat", "widetilde", "underline", "overrightarrow") else "false")
    if box.data == "underline":
        return tag("munder", to_mathml(box.parts[0]), mark)
    return tag("mover", to_mathml(box.parts[0]), mark, accent="true")


_WRITERS = {
    "sym": _symbol,
    "num": lambda b: tag("mn", escape(b.data)),
    "op": lambda b: tag("mo", _operator(b)),
    "name": lambda b: tag("mi", escape(b.data), **({"mathvariant": "normal"} if len(b.data) == 1 else {})),
    "text": lambda b: tag("mtext", escape(b.data).replace(" ", "\u00a0")),
    "space": lambda b: f'<mspace width="{_SPACES.get(b.data, "0.167em")}"/>',
    "leaf": lambda b: to_mathml(read(b.data)),
    "row": _row,
    "frac": lambda b: tag("mfrac", to_mathml(b.parts[0]), to_mathml(b.parts[1])),
    "sub": lambda b: tag("msub", *map(to_mathml, b.parts)),
    "sup": lambda b: tag("msup", *map(to_mathml, b.parts)),
    "subsup": lambda b: tag("msubsup", *map(to_mathml, b.parts)),
    "root": lambda b: tag("msqrt", to_mathml(b.parts[0])) if len(b.parts) == 1 else tag("mroot", *map(to_mathml, b.parts)),
    "fence": _fence,
    "big": _big,
    "font": _font,
    "accent": _accent,
    "stack": _stack,
    "grid": _grid,
}
