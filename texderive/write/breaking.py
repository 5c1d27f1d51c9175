"""Long lines: the width of a box by estimate, and breaks before + and = so that no line is overfull."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from .glyphs import operator
from .latexmath import read
from .notation import Box, fence, is_tall, op, row

_SPACES = {",": 0.17, ":": 0.22, ";": 0.28, "quad": 1.0, "qquad": 2.0}
_KIND_WIDTH = {"bin": 1.2, "rel": 1.33, "punct": 0.45}
_NARROW = set("ijltfrI,.;|'") | {r"\iota"}
_CAPITALS = set("ABCEKLPRUZ") | {r"\Delta", r"\Lambda", r"\Phi", r"\Psi", r"\Pi"}
_WIDE = set("mwMWXYDHNQOG") | {r"\omega", r"\Omega", r"\Theta", r"\Sigma"}


@lru_cache(maxsize=8192)                  # lines of one derivation share most of their parts
def width(box: Box) -> float:
    """The estimated width in em of the text font, in display style."""
    return _WIDTHS[box.kind](box)


def _sum(box: Box) -> float:
    return sum(map(width, box.parts))


def _scripts(box: Box) -> float:
    return width(box.parts[0]) + 0.72 * max(width(p) for p in box.parts[1:]) + 0.05


def _grid(box: Box) -> float:
    rows, columns, _ = box.data
    return sum(max(width(box.parts[r * columns + c]) for r in range(rows)) + 0.9 for c in range(columns)) + 0.8


_WIDTHS = {
    "sym": lambda b: 0.42 if b.data in _NARROW else 0.85 if b.data in _WIDE else 0.75 if b.data in _CAPITALS else 0.6,
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


Measure = Callable[[Box], float]


def lines(box: Box, limit: float, measure: Measure = width) -> list[Box]:
    """The box in lines no wider than `limit`, as `measure` has it, where that can be:
    broken before + and =, then before other operators, inside the widest brackets, between factors.

    Continuation lines begin with the operator they were broken at, with a dot between factors.
    """
    if measure(box) <= limit:
        return [box]
    if box.kind == "leaf":
        box = read(box.data)
    parts = box.parts if box.kind == "row" else (box,)
    return [row(*items) for items in _filled(_split(parts, _is_sign), limit, measure, _by_operators)]


Items = list[Box]


def _filled(chunks: list[Items], limit: float, measure: Measure,
            narrower: Callable[[Items, float, Measure], list[Items]]) -> list[Items]:
    """Chunks put on lines as they fit; one too wide for a line of its own is taken apart."""
    out: list[Items] = []
    for chunk in chunks:
        if out and measure(row(*out[-1], *chunk)) <= limit:
            out[-1] += chunk
        elif measure(row(*chunk)) <= limit:
            out.append(list(chunk))
        else:
            out += narrower(chunk, limit, measure)
    return out


def _is_sign(item: Box) -> bool:
    return item.kind == "op" and (item.data in ("+", "-") or operator(item.data)[1] == "rel")


def _is_operator(item: Box) -> bool:
    return item.kind == "op" and operator(item.data)[1] == "bin" and item.data != "/"


def _split(items: Iterable[Box], at: Callable[[Box], bool]) -> list[Items]:
    """Pieces that begin with such an operator; a sign that opens an expression does not split."""
    out: list[Items] = [[]]
    for item in items:
        if at(item) and out[-1] and out[-1][-1].kind != "op":
            out.append([])
        out[-1].append(item)
    return out


def _by_operators(chunk: Items, limit: float, measure: Measure) -> list[Items]:
    pieces = _split(chunk, _is_operator)
    return _filled(pieces, limit, measure, _inside_brackets) if len(pieces) > 1 else _inside_brackets(chunk, limit, measure)


def _inside_brackets(chunk: Items, limit: float, measure: Measure) -> list[Items]:
    """The widest bracket is broken, with nothing on the open side."""
    fences = [k for k, item in enumerate(chunk) if _bracket(item) is not None]
    if fences:
        k = max(fences, key=lambda j: measure(chunk[j]))
        bracket = _bracket(chunk[k])
        inner = lines(bracket.parts[0], max(limit - measure(row(*chunk[:k])) - 1.5, limit / 2), measure)
        if len(inner) > 1:
            opening, closing = bracket.data
            end = fence(inner[-1], "", closing)
            end = end if chunk[k].kind == "fence" else Box(chunk[k].kind, (end, *chunk[k].parts[1:]))
            return [[*chunk[:k], fence(inner[0], opening, "")], *([piece] for piece in inner[1:-1]), [end, *chunk[k + 1:]]]
    return _between_factors(chunk, limit, measure)


def _bracket(item: Box) -> Box | None:
    """The bracket that an item is, perhaps with scripts."""
    base = item.parts[0] if item.kind in ("sub", "sup", "subsup") else item
    return base if base.kind == "fence" else None


def _between_factors(chunk: Items, limit: float, measure: Measure) -> list[Items]:
    """Not behind a sum sign, a name or an operator, nor before the bracket of a function's argument."""
    out: list[Items] = [[]]
    for item in chunk:
        before = out[-1][-1] if out[-1] else None
        glued = (before is None or before.kind in ("op", "big", "name") or item.kind in ("op", "space")
                 or _bracket(item) is not None and before.kind in ("leaf", "sym", "font"))
        if not glued and measure(row(*out[-1], item)) > limit:
            while out[-1][-1].kind == "space":
                out[-1].pop()
            out.append([op(r"\cdot")])
        out[-1].append(item)
    return out
