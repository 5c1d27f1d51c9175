"""The order of letters in a product: as the author writes them next to each other, else numbers of things, Greek,
Latin: 2xy, n\\lambda, \\alpha y."""
from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from heapq import heapify, heappop, heappush

from .. import matrix as mx
from ..matrix import Expr
from ..raising.order import letter

_NUMBER = re.compile(r"(.+)_\{?(\d+)\}?")
_DOTS = re.compile(r"\\(d+)ot(?![a-z])")
_COMMAND = re.compile(r"\\(?:mathbf|boldsymbol|bm|mathrm|hat|bar|tilde|vec|mathcal|mathsf)\b|[{}\s]")


def letter_places(letters: Iterable[Hashable], roots: Iterable[Expr]) -> dict[Hashable, int]:
    """{letter: its place}, for symbols, and for names of sizes and indices;
    products in `roots` decide, as far as they agree.

    >>> from texderive.symbols import Symbol
    >>> x, y = (mx.var(Symbol(c, c)) for c in "xy")
    >>> [s.key for s in letter_places([x.data, y.data], [mx.mul(y, x)])]
    ['y', 'x']
    """
    nodes = [n for root in roots for n in mx.walk(root)]
    products = [[key for f in n.args if (key := letter(f) or _array(f)) is not None] for n in nodes if n.op in ("mul", "had")]
    names = _by_number(list(dict.fromkeys([*letters, *(key for own in products for key in own)])))
    before: dict[Hashable, set[Hashable]] = {name: set() for name in names}
    for own in products:
        for first, second in zip(own, own[1:]):
            if first != second and first not in _all_after(second, before):
                before[second].add(first)
    rank = {name: (*_rank(name), n) for n, name in enumerate(names)}
    left = {name: len(before[name]) for name in names}
    by_rank, placed = {r: name for name, r in rank.items()}, {}
    ready = [rank[name] for name in names if not left[name]]
    heapify(ready)
    while ready:
        name = by_rank[heappop(ready)]
        placed[name] = len(placed)
        for later in names:
            if name in before[later]:
                left[later] -= 1
                if not left[later]:
                    heappush(ready, rank[later])
    return placed


def _by_number(names: list[Hashable]) -> list[Hashable]:
    """Letters that differ in their number alone in its order, x_1 before x_2, in the places that they have together."""
    numbered: dict[str, list[tuple[int, int]]] = {}
    for n, name in enumerate(names):
        found = _NUMBER.fullmatch(getattr(name, "latex", ""))
        if found is not None:
            numbered.setdefault(found[1], []).append((int(found[2]), n))
    out = list(names)
    for own in numbered.values():
        for (_, to), (_, n) in zip(sorted(own, key=lambda pair: pair[1]), sorted(own)):
            out[to] = names[n]
    return out


def _array(f: Expr) -> Hashable:
    """The symbol of an array, also where it is transposed."""
    inner = f.args[0] if f.op == "T" else f
    return inner.data if inner.op == "var" else None


def _all_after(start: Hashable, before: dict[Hashable, set[Hashable]]) -> set[Hashable]:
    """The letters that have to stand behind `start` already."""
    found, waiting = set(), [start]
    while waiting:
        top = waiting.pop()
        new = [name for name, first in before.items() if top in first and name not in found]
        found.update(new)
        waiting += new
    return found


def _rank(name: Hashable) -> tuple:
    r"""Sizes and indices, then Greek letters, then Latin ones, each in the order of the alphabet;
    then velocities \dot x and accelerations."""
    if isinstance(name, str):
        return (0, name)
    plain = _COMMAND.sub("", name.plain or name.latex)
    if plain in ("n", "N"):                                  # a number of things, n\theta
        return (0, plain)
    if (dots := _DOTS.match(name.plain or name.latex)) is not None:
        return (3, dots[1])
    return (1, "") if plain.startswith("\\") else (2, plain[:1].lower())
