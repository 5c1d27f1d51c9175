r"""How a request is printed: the derivative operator alone, and the author's own LaTeX of what is asked."""
from __future__ import annotations

import re

from ... import tree
from ..names import key_of


def operator_latex(node: tree.Derivative, chosen: list[tree.Node], sign: str = "d") -> str:
    r"""The operator alone: \frac{\partial}{\partial \beta}, \nabla_{x}, \frac{d^2}{dx^2}."""
    keys = [key_of(v) or r"\cdot" for v in chosen]
    if not keys:
        return ""
    order = len(keys)
    if node.kind in ("nabla", "hessian"):
        return rf"\nabla{'^2' if order == 2 else ''}_{{{keys[0]}}}"
    if node.kind in ("D", "jacobian"):
        return rf"D_{{{keys[0]}}}"
    d = sign if node.kind in ("d", "total") else r"\partial"
    space = " " if d == r"\partial" else ""
    if order == 1:
        return rf"\frac{{{d}}}{{{d}{space}{keys[0]}}}"
    same = all(k == keys[0] for k in keys)
    below = rf"{d}{space}{keys[0]}^{order}" if same else r"\,".join(f"{d}{space}{k}" for k in keys)
    return rf"\frac{{{d}^{order}}}{{{below}}}"


_NOISE = re.compile(r"(?<!\\)%[^\n]*\n?|(?<!\\)&|\\(?:label|tag)\s*\{[^{}]*\}|\\(?:nonumber|notag)\b")


_TYPED = frozenset("where with and for such that subject when given over minimize maximize minimise maximise".split())
_TYPED_WORDS = re.compile(rf"(?:(?<=\s)|^)((?:{'|'.join(sorted(_TYPED))})(?:\s+(?:[a-z]{{3,}}|to|is|are|a|of))*)(?=\s|$)\s?")


_ROWS = re.compile(r"(\\begin\{(\w*matrix|array|cases)\*?\}.*?\\end\{\2\*?\})", re.DOTALL)            # & and \\ belong to these
_COMMENT = re.compile(r"(?<!\\)%[^\n]*\n?")


def request_latex(formula: tree.Formula, node: tree.Node) -> str:
    """The author's own LaTeX of what is asked, without comments, labels and alignment."""
    start, end = node.span
    source = formula.source[start:end]
    pieces = _ROWS.split(source) if "\\begin" in source else [source]
    for k, piece in enumerate(pieces):
        pieces[k] = (_NOISE.sub(" ", piece).replace("\\\\", " "), _COMMENT.sub(" ", piece), "")[k % 3]
    text = " ".join("".join(pieces).split())
    if "<" in text:
        text = re.sub(r"\\frac\s*<([^<>]*)>\s*<([^<>]*)>", r"\\frac{\1}{\2}", text)
    return text if r"\text" in text or _TYPED.isdisjoint(text.split()) else _TYPED_WORDS.sub(r"\\text{ \1 }", text).strip()
