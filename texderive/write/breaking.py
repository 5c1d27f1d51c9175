"""Long lines: the width of a box by estimate, and breaks before + and = so that no line is overfull."""
from __future__ import annotations

from .glyphs import operator
from .latexmath import read
from .notation import Box, fence, is_tall, row

_SPACES = {",": 0.17, ":": 0.22, ";": 0.28, "quad": 1.0, "qquad": 2.0}
_KIND_WIDTH = {"bin": 1.2, "rel": 1.33, "punct": 0.45}
_NARROW = set("ijltfrI,.;|'") | {r"\iota"}
_WIDE = set("mwMWXYDHNQOG") | {r"\omega", r"\Omega", r"\Theta", r"\Sigma"}


def width(box: Box, scale: float = 1.0) -> float:
    """The estimated width in em of the text font, in display style."""
    return _WIDTHS[box.kind](box) * scale


def _sum(box: Box) -> float:
    return sum(width(p) for p in box.parts)


def _scripts(box: Box) -> float:
    return width(box.parts[0]) + 0.72 * max(width(p) for p in box.parts[1:]) + 0.05


def _grid(box: Box) -> float:
    rows, columns, _ = box.data
    return sum(max(width(box.parts[r * columns + c]) for r in range(rows)) + 0.9 for c in range(columns)) + 0.8


_WIDTHS = {
    "sym": lambda b: 0.42 if b.data in _NARROW else 0.85 if b.data in _WIDE else 0.6,
    "num": lambda b: 0.5 * len(b.data),
    "op": lambda b: _KIND_WIDTH[operator(b.data)[1]],
    "name": lambda b: 0.5 * len(b.data) + 0.17,
    "text": lambda b: 0.47 * len(b.data),
    "space": lambda b: _SPACES.get(b.data, 0.17),
    "leaf": lambda b: width(read(b.data)),
    "row": _sum,
    "frac": lambda b: max(width(p) for p in b.parts) + 0.24,
    "sub": _scripts, "sup": _scripts, "subsup": _scripts,
    "root": lambda b: width(b.parts[0]) + 0.9,
    "fence": lambda b: width(b.parts[0]) + (1.5 if is_tall(b.parts[0]) else 0.8),
    "big": lambda b: max(1.45 if b.data.startswith("\\") else 0.5 * len(b.data), *(0.72 * width(p) for p in b.parts)) + 0.17,
    "font": lambda b: width(b.parts[0]) * 1.08,
    "accent": lambda b: width(b.parts[0]),
    "stack": lambda b: max(width(p) for p in b.parts),
    "grid": _grid,
}


def lines(box: Box, limit: float) -> list[Box]:
    """The box in lines no wider than `limit` where that can be: broken before operators, then inside its widest brackets, then between factors.

    Continuation lines begin with the operator they were broken at.
    """
    if width(box) <= limit:
        return [box]
    if box.kind == "leaf":
        box = read(box.data)
    if box.kind == "fence":
        box = Box("row", (box,))
    if box.kind != "row":
        return [box]
    out: list[list[Box]] = []
    for chunk in _chunks(box.parts):
        if out and width(row(*out[-1], *chunk)) <= limit:
            out[-1] += chunk
        else:
            out += [list(piece) for piece in _narrowed(chunk, limit)]
    return [row(*items) for items in out]


def _chunks(items: tuple[Box, ...]) -> list[list[Box]]:
    """Terms, each with the operator before it."""
    out: list[list[Box]] = [[]]
    for k, item in enumerate(items):
        if item.kind == "op" and operator(item.data)[1] in ("bin", "rel") and item.data not in ("/", r"\cdot") and k and items[k - 1].kind != "op":
            out.append([])
        out[-1].append(item)
    return [c for c in out if c]


def _narrowed(chunk: list[Box], limit: float) -> list[list[Box]]:
    """One term too wide for a line: its widest bracket is broken, with nothing on the open side."""
    if width(row(*chunk)) <= limit:
        return [chunk]
    fences = [k for k, item in enumerate(chunk) if item.kind == "fence"]
    if fences:
        k = max(fences, key=lambda j: width(chunk[j]))
        before, after = chunk[:k], chunk[k + 1:]
        inner = lines(chunk[k].parts[0], max(limit - width(row(*before)) - 1.0, limit / 2))
        if len(inner) > 1:
            opening, closing = chunk[k].data
            return [[*before, fence(inner[0], opening, "")], *([piece] for piece in inner[1:-1]), [fence(inner[-1], "", closing), *after]]
    out: list[list[Box]] = [[]]
    for k, item in enumerate(chunk):                        # between factors, but not behind a sum sign or a name, nor before a bracket
        glued = not out[-1] or out[-1][-1].kind in ("op", "big", "name") or item.kind in ("fence", "op", "space")
        if not glued and width(row(*out[-1], item)) > limit:
            out.append([])
        out[-1].append(item)
    return out
