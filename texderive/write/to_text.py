"""Boxes to one line of Unicode: Σ_i r_i², ∂r_i/∂β_k, 2(Xβ − Y)ᵀX."""
from __future__ import annotations

import re

from .glyphs import ACCENTS, BIG, bracket, character, operator, styled
from .latexmath import read
from .notation import Box, first
from .pieces import is_function

_ABOVE = {"0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹", "−": "⁻",
          "+": "⁺", "⊤": "ᵀ", "T": "ᵀ", "⊺": "ᵀ",
          "n": "ⁿ", "i": "ⁱ", "′": "′", "(": "⁽", ")": "⁾",
          "⋆": "⋆", "∗": "*", "†": "†", "t": "ᵗ", "H": "ᴴ"}
_BELOW = {"0": "₀", "1": "₁", "2": "₂", "3": "₃", "4": "₄", "5": "₅", "6": "₆", "7": "₇", "8": "₈", "9": "₉"}
_VULGAR = {("1", "2"): "½", ("1", "3"): "⅓", ("2", "3"): "⅔", ("1", "4"): "¼", ("3", "4"): "¾"}
_AROUND = re.compile(r" ([−+=<>≤≥≠×·∈→]) ")
_SPACES = {",": "", ":": " ", ";": " ", "quad": "   ", "qquad": "     "}
_BIG_TEXT = {"∑": "Σ", "∏": "Π"}


def to_text(box: Box) -> str:
    """A box as one line of Unicode."""
    return _WRITERS[box.kind](box)


def _row(box: Box) -> str:
    out, before = "", None
    for k, item in enumerate(box.parts):
        if item.kind == "leaf":
            item = read(item.data)
        text = to_text(item)
        if item.kind == "frac" and item.data != "partial" and "/" in text and _beside(box.parts, k):
            text = f"({text})"
        if item.kind == "op":
            glyph, kind = operator(item.data)
            if kind == "punct":
                text = glyph + " " if glyph in ",;" else glyph
            elif (glyph == "/" or before is None or before.kind == "op"
                    and (operator(before.data)[1] != "punct" or glyph in "+−±∓")):
                text = glyph + " " if kind == "rel" and glyph != "/" and before is None else glyph
            else:
                text = f" {glyph} "
        elif before is not None and _apart(out, before, item, text):
            out += " "
        out += text
        before = item
    return out


def _beside(parts: tuple[Box, ...], k: int) -> bool:
    """Whether the item has a factor at its side."""
    near = [parts[j] for j in (k - 1, k + 1) if 0 <= j < len(parts) and not (j < k and parts[j].kind == "big")]
    return any(p.kind not in ("op", "text") and not (p.kind == "space" and p.data.startswith("q")) for p in near)


def _apart(out: str, before: Box, item: Box, text: str) -> bool:
    """Whether two factors need a space between them."""
    if (before.kind == "op" or before.kind == "space" and out.endswith(" ") or out.endswith(("(", "[", "∂", "∇"))
            or item.kind == "space" or before.kind == "text" and out.endswith(" ")
            or item.kind == "text" and item.data.startswith(" ")):
        return False
    if before.kind == "space" and before.data == ",":
        return not text.startswith(("(", "[")) and (out[-1:].isalnum() or out.endswith((")", "]", "|", "‖", "½"))
                                                    or "_" in out.split(" ")[-1])
    head = first(item)
    if head.kind == "fence" and head.data[0] in ("(", "[", r"\{"):
        return (before.kind == "big" or before.kind == "frac" and before.data == "partial"
                or before.kind in ("sub", "subsup") and to_text(before)[:1] == "∇")
    if before.kind in ("big", "name", "text", "frac") or item.kind in ("big", "name", "text") or item.kind == "frac":
        return (not (before.kind == "name" and text[:1] in "|‖")
                and (text[:1] not in "½⅓⅔¼¾" or before.kind in ("big", "name", "text", "frac", "sub", "subsup")))
    if text[:1].isdigit() and (out[-1:].isdigit() or out[-1:].isalnum() and head.kind == "font"):      # y 1[s > 0], b 1
        return True
    if before.kind == "fence" and out.endswith(")"):
        return False
    if before.kind == "fence" and out.endswith("]") and item.kind != "fence":
        return True
    return (("_" in out.split(" ")[-1].split("(")[-1] or first(item).kind == "name") and text[:1] not in "(["
            or "_" in text and out[-1:].isalnum())


def _tight(box: Box) -> str:
    """Without spaces around operators, for scripts."""
    return _AROUND.sub(r"\1", to_text(box))


def _above(box: Box) -> str:
    text = _tight(box)
    # an exponent T - 1 is no transpose
    if text and all(c in _ABOVE for c in text) and not (text[0] == "T" and len(text) > 1):
        return "".join(_ABOVE[c] for c in text)
    return "^" + (text if len(text) == 1 or text.isdigit() else f"({text})")


def _below(box: Box) -> str:
    text = _AROUND.sub(r"\1", re.sub(r" ?([,:]) ?", r"\1", to_text(box)))
    if text and all(c in _BELOW for c in text):
        return "".join(_BELOW[c] for c in text)
    return "_" + (text if text.isalnum() else f"{{{text}}}")


def _scripts(box: Box, below: Box | None, above: Box | None) -> str:
    base = box.parts[0]
    base = read(base.data) if base.kind == "leaf" else base
    text = to_text(base)
    if base.kind == "frac" or base.kind in ("sup", "subsup") and above is not None:
        text = f"({text})"
    return text + (_below(below) if below else "") + (_above(above) if above else "")


def _frac(box: Box) -> str:
    above, below = to_text(box.parts[0]), to_text(box.parts[1])
    if (above, below) in _VULGAR:
        return _VULGAR[above, below]
    if box.data == "partial":
        items = box.parts[0].parts[1:]
        if len(items) > 1 and any(p.kind in ("op", "big") or k and p.kind not in ("fence", "space") for k, p in enumerate(items)):
            head = box.parts[0].parts[0]
            above = f"{to_text(head)}({to_text(Box('row', items))})"
        return f"{above}/{below}" if below.count("∂") < 2 else f"{above}/({below})"
    return _simple(box.parts[0], above, True) + "/" + _simple(box.parts[1], below, False)


def _simple(box: Box, text: str, above: bool) -> str:
    """A numerator may be a product; a denominator has to be one thing."""
    box = read(box.data) if box.kind == "leaf" else box
    parts = box.parts if box.kind == "row" else (box,)
    loose = any(p.kind in ("op", "big", "text", "frac") for p in parts)
    call = len(parts) == 2 and parts[1].kind == "fence" and (parts[0].kind == "name" or is_function(parts[0]))
    return f"({text})" if loose or not above and len(parts) > 1 and not call else text


def _fence(box: Box) -> str:
    opening, closing = map(bracket, box.data)
    return opening + to_text(box.parts[0]) + closing


def _big(box: Box) -> str:
    glyph = BIG.get(box.data.lstrip("\\"), box.data)
    below, above = box.parts
    text = _BIG_TEXT.get(glyph, glyph)
    if below.kind != "row" or below.parts:
        text += _below(below)
    if above.kind == "row" and not above.parts:
        return text
    return text + ("^T" if to_text(above) == "T" else _above(above))      # a sum up to T is no transpose


def _grid(box: Box) -> str:
    rows, columns, environment = box.data
    cells = [to_text(p) for p in box.parts]
    if environment == "cases":
        return "{" + "; ".join(" if ".join(c for c in cells[r * columns:(r + 1) * columns] if c).replace("if otherwise",
                                   "otherwise") for r in range(rows)) + "}"
    return "[" + "; ".join(", ".join(cells[r * columns:(r + 1) * columns]) for r in range(rows)) + "]"


def _accent(box: Box) -> str:
    text = to_text(box.parts[0])
    return text[0] + ACCENTS[box.data] + text[1:] if len(text) == 1 else f"{box.data}({text})"


def _root(box: Box) -> str:
    text = to_text(box.parts[0])
    sign = {"3": "∛", "4": "∜"}.get(to_text(box.parts[1]), to_text(box.parts[1]) + "√") if len(box.parts) > 1 else "√"
    return sign + (text if len(text) == 1 or text.isdigit() else f"({text})")


_WRITERS = {
    "sym": lambda b: character(b.data),
    "num": lambda b: b.data,
    "op": lambda b: operator(b.data)[0],
    "name": lambda b: b.data,
    "text": lambda b: b.data,
    "space": lambda b: _SPACES.get(b.data, ""),
    "leaf": lambda b: to_text(read(b.data)),
    "row": _row,
    "frac": _frac,
    "sub": lambda b: _scripts(b, b.parts[1], None),
    "sup": lambda b: _scripts(b, None, b.parts[1]),
    "subsup": lambda b: _scripts(b, b.parts[1], b.parts[2]),
    "root": _root,
    "fence": _fence,
    "big": _big,
    "font": lambda b: styled(to_text(b.parts[0]), b.data) if b.data in ("bb", "cal", "frak") else to_text(b.parts[0]),
    "accent": _accent,
    "stack": lambda b: to_text(b.parts[0]),
    "grid": _grid,
}
