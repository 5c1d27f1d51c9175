r"""Boxes to LaTeX that needs amsmath and amssymb only and that our own reader reads; \left( only
where the contents are tall."""
from __future__ import annotations

from .glyphs import LIMIT_NAMES, NAMES
from .notation import Box, is_tall

_FONTS = {"bold": r"\mathbf", "bolditalic": r"\boldsymbol", "bb": r"\mathbb", "cal": r"\mathcal", "roman": r"\mathrm",
          "sans": r"\mathsf",
          "frak": r"\mathfrak", "mono": r"\mathtt", "italic": r"\mathit"}
_SPACES = {",": r"\,", ":": r"\:", ";": r"\;", "quad": r"\quad ", "qquad": r"\qquad ", "!": r"\!"}
_STACKS = {"over": r"\overset{%(label)s}{%(base)s}", "under": r"\underset{%(label)s}{%(base)s}",
           "overbrace": r"\overbrace{%(base)s}^{%(label)s}", "underbrace": r"\underbrace{%(base)s}_{%(label)s}"}


def join(parts: list[str]) -> str:
    """Side by side, with a space only where a command would swallow the next letter."""
    out = ""
    for part in parts:
        if part and part[0].isalpha() and _ends_in_command(out):
            out += " "
        out += part
    return out


def _ends_in_command(latex: str) -> bool:
    r"""\beta and 2\beta do, \beta_i and x do not."""
    letters = latex[latex.rfind("\\") + 1:]
    return len(letters) < len(latex) and letters.isalpha() and letters.isascii()


def to_latex(box: Box) -> str:
    """A box as LaTeX."""
    return _WRITERS[box.kind](box)


def braced(box: Box) -> str:
    """An argument in braces, without them where one sign stands alone."""
    return "{" + to_latex(box) + "}"


def script(box: Box) -> str:
    """What follows _ or ^: bare when it is one token."""
    return _as_script(tight(box))


def _as_script(text: str) -> str:
    return text if len(text) == 1 or text.rfind("\\") == 0 and _ends_in_command(text) else "{" + text + "}"


def tight(box: Box) -> str:
    """Without spaces around operators, for scripts."""
    return join([tight(p) for p in box.parts]) if box.kind == "row" else to_latex(box)


_STOPS = (",", ";")


def _row(box: Box) -> str:
    parts: list[str] = []
    for k, item in enumerate(box.parts):
        if item.kind != "op" or item.data == "/":
            parts.append(to_latex(item))
        elif item.data in _STOPS or k == 0 or box.parts[k - 1].kind == "op" and box.parts[k - 1].data not in _STOPS:
            parts.append("-" if item.data == "-" else item.data + (" " if item.data in _STOPS else ""))
        else:
            parts.append(f" {item.data} ")
    return join(parts)


def _base(box: Box) -> str:
    text = to_latex(box)
    if box.kind in ("frac", "stack", "sup", "sub", "subsup"):
        return "{" + text + "}"
    return text


def _sup(mark: str, above: Box) -> str:
    text = tight(above)
    if set(text.replace(r"\prime", "'")) == {"'"}:
        return text.replace(r"\prime", "'")
    return mark + _as_script(text)


def _fence(box: Box) -> str:
    body = to_latex(box.parts[0])
    opening, closing = box.data
    nested = opening in ("|", r"\|", "||") and "|" in body
    if opening == "||" and (nested or is_tall(box.parts[0])):
        opening = closing = r"\|"
    if is_tall(box.parts[0]) or nested or not opening or not closing:
        return join([r"\left" + (opening or "."), body]) + r"\right" + (closing or ".")
    return join([opening, body]) + closing


def _big(box: Box) -> str:
    below, above = box.parts
    text = box.data if box.data.startswith("\\") else r"\operatorname*{" + box.data.replace(" ", r"\,") + "}"
    if below.parts or below.data:
        text += "_{" + tight(below) + "}"
    if above.parts or above.data:
        text += "^{" + tight(above) + "}"
    return text + " "


def _grid(box: Box) -> str:
    rows, columns, environment = box.data
    cells = [to_latex(p) for p in box.parts]
    lines = [" & ".join(cells[r * columns:(r + 1) * columns]) for r in range(rows)]
    return rf"\begin{{{environment}}} " + r" \\ ".join(lines) + rf" \end{{{environment}}}"


def _name(box: Box) -> str:
    if box.data in NAMES:
        return "\\" + box.data
    star = "*" if box.data in LIMIT_NAMES else ""
    text = box.data.replace(" ", r"\,")
    return rf"\operatorname{star}{{{text}}}"


_WRITERS = {
    "sym": lambda b: b.data,
    "num": lambda b: b.data,
    "op": lambda b: b.data,
    "name": _name,
    "text": lambda b: r"\text{" + b.data + "}",
    "space": lambda b: _SPACES.get(b.data, r"\,"),
    "leaf": lambda b: b.data,
    "row": _row,
    "frac": lambda b: r"\frac" + braced(b.parts[0]) + braced(b.parts[1]),
    "sub": lambda b: _base(b.parts[0]) + "_" + script(b.parts[1]),
    "sup": lambda b: _base(b.parts[0]) + _sup("^", b.parts[1]),
    "subsup": lambda b: _base(b.parts[0]) + "_" + script(b.parts[1]) + _sup("^", b.parts[2]),
    "root": lambda b: r"\sqrt" + (f"[{to_latex(b.parts[1])}]" if len(b.parts) > 1 else "") + braced(b.parts[0]),
    "fence": _fence,
    "big": _big,
    "font": lambda b: _FONTS[b.data] + braced(b.parts[0]),
    "accent": lambda b: "\\" + b.data + braced(b.parts[0]),
    "stack": lambda b: _STACKS[b.data] % {"base": to_latex(b.parts[0]), "label": to_latex(b.parts[1])},
    "grid": _grid,
}
