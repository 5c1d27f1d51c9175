r"""Names as pieces: symbols, members of families and their components,
merged with the scripts the author's names already have."""
from __future__ import annotations

from functools import lru_cache

from ..symbols import Symbol
from .latexmath import read
from .notation import Box, fence, leaf, op, row, sub
from .pieces import ATOM, CALL, MUL, SUB, SUP, Piece

_LEVELS = {"sup": SUP, "subsup": SUP, "sub": SUB, "row": MUL, "frac": MUL, "sym": ATOM, "font": ATOM, "accent": ATOM,
           "num": ATOM, "name": ATOM, "fence": ATOM}


@lru_cache(maxsize=2048)
def leaf_piece(latex: str) -> Piece:
    """The author's own LaTeX, with the tightness of what it turns out to be."""
    return Piece(leaf(latex), _LEVELS.get(read(latex).kind, ATOM))


@lru_cache(maxsize=2048)
def plain_box(latex: str) -> Box:
    r"""The letter of components: \mathbf{x} and \vec{x} without their styling."""
    box = read(latex)
    if box.kind in ("sub", "sup", "subsup"):
        return Box(box.kind, (_unstyled(box.parts[0]), *box.parts[1:]), box.data)
    return _unstyled(box)


def _unstyled(box: Box) -> Box:
    if box.kind == "accent" and box.data != "vec":             # \hat y_i of \hat{\mathbf y}
        return Box("accent", (_unstyled(box.parts[0]), *box.parts[1:]), box.data)
    bold = box.kind == "font" and box.data in ("bold", "bolditalic") or box.kind == "accent" and box.data == "vec"
    return box.parts[0] if bold and box.parts[0].kind in ("sym", "accent", "font") else box


def member_latex(symbol: Symbol, indices: tuple[str, ...]) -> str:
    r"""A family member by its pattern, x^{(i)} or \mathbf{x}_{n}; without a pattern the indices are subscripts."""
    pattern = symbol.pattern or symbol.latex + "_{" + "{}" * len(symbol.family) + "}"
    if symbol.pattern:
        try:
            return pattern.format(*indices)
        except (IndexError, KeyError, ValueError):
            pass                                        # a pattern whose own braces are not doubled: below
    pieces = pattern.replace("{{{}}}", "{\0}").replace("{{}}", "{\0}").replace("{}", "\0").split("\0")
    out = pieces[0]
    for k, piece in enumerate(pieces[1:]):
        out += (indices[k] if k < len(indices) else "") + piece
    return out


def subscript(indices: tuple[str, ...]) -> Box:
    """ij side by side; with commas when one of them is longer than a letter."""
    boxes = [read(i) for i in indices]
    if (all(len(i) == 1 and not i.isdigit() or i.startswith("\\") and i[1:].isalpha() for i in indices)
            or len(indices) == 1 or all(len(i) == 1 for i in indices)):
        return row(*boxes)
    items: list[Box] = []
    for box in boxes:
        items += [op(","), box] if items else [box]
    return row(*items)


def letters_of_set(symbol: Symbol) -> int:
    r"""How many letters a set holds, 1 for i \in S and 2 for (i, j) \in \Omega,
    where the symbol says whether they are in it; else 0."""
    return next((int(p.partition("=")[2]) for p in symbol.props if p.startswith("set=")), 0) if symbol.props else 0


def membership(symbol: Symbol, indices: tuple[str, ...]) -> str:
    r"""i \in S_k of the indices k, i."""
    count = letters_of_set(symbol)
    own, letters = indices[:-count], indices[-count:]
    return rf"{letters[0] if count == 1 else '(' + ','.join(letters) + ')'} \in {set_latex(symbol, own)}"


def set_latex(symbol: Symbol, own: tuple[str, ...]) -> str:
    """A set with the indices that number it, S_i."""
    below = "".join(own)
    return symbol.latex + (f"_{below}" if len(below) == 1 else f"_{{{below}}}" if below else "")


def membership_of(symbol: Symbol, indices: tuple[str, ...], bound: set[str]) -> str:
    r"""What stands below a sum over `bound` letters: i \in S, i : (i, j) \in \Omega where j is given."""
    letters = indices[-letters_of_set(symbol):]
    mine = [i for i in dict.fromkeys(indices) if i in bound]
    return ("" if set(letters) <= bound and set(mine) <= set(letters) else ",".join(mine) + " : ") + membership(symbol, indices)


def size_of_set(symbol: Symbol, indices: tuple[str, ...], bound: set[str]) -> str | None:
    """|S_k| for a sum of ones over all letters of the set; None over others."""
    count = letters_of_set(symbol)
    return rf"|{set_latex(symbol, indices[:-count])}|" if set(indices[-count:]) == bound else None


def member(symbol: Symbol, indices: tuple[str, ...]) -> Piece:
    """A symbol, or a member of a family at its indices."""
    if letters_of_set(symbol):
        return Piece(leaf(rf"\mathbf{{1}}[{membership(symbol, indices)}]"), CALL)
    return leaf_piece(member_latex(symbol, indices) if symbol.family else symbol.latex)


def label_latex(symbol: Symbol, indices: tuple[str, ...]) -> str:
    """The component of a label as it stands in a subscript: y_i."""
    if symbol.family or not indices:
        return member_latex(symbol, indices) if symbol.family else symbol.latex
    return (symbol.plain or symbol.latex) + "_{" + ",".join(indices) + "}"


def component(symbol: Symbol, indices: tuple[str, ...]) -> Piece:
    """A component: family indices first, as in the slots of the symbol."""
    count = len(symbol.family)
    if letters_of_set(symbol):
        return member(symbol, indices)
    return _component(member_latex(symbol, indices[:count]) if count else symbol.latex, symbol.plain, count, indices)


@lru_cache(maxsize=4096)
def _component(latex: str, plain: str, count: int, indices: tuple[str, ...]) -> Piece:
    """By names alone: symbols, and all that their definitions hold, are not to be kept."""
    inner = indices[count:]
    if not inner:
        box = plain_box(latex) if plain == "" and indices else read(latex)
        return Piece(leaf(latex) if not indices else box, _LEVELS.get(box.kind, ATOM))
    base = read(plain) if plain and not count else plain_box(latex)
    below = subscript(inner)
    if base.kind == "sup":
        return Piece(Box("subsup", (base.parts[0], below, base.parts[1])), SUP)
    if base.kind in ("sub", "subsup") and count:
        merged = row(base.parts[1], *([op(",")] if len(inner) + count > 1 and any(len(i) > 1 for i in indices) else []), below)
        return Piece(Box(base.kind, (base.parts[0], merged, *base.parts[2:])), SUP if base.kind == "subsup" else SUB)
    if base.kind in ("sub", "subsup", "row", "frac"):
        return Piece(sub(fence(base), below), SUB)
    return Piece(sub(base, below), SUB)
