"""Letters for indices: deterministic, the author's own first, never one that is taken."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..derivation import Naming
from ..index import Index, Node, Shift
from ..symbols import Dim


def choose_name(naming: Naming, dim: Dim, used: Iterable[str] = ()) -> str:
    """The first letter for an index of size `dim` that is neither in `used`, nor a free name, nor the name of a symbol.

    >>> choose_name(Naming(letters={"N": ("n",)}), "N"), choose_name(Naming(), "d", ["i", "j"])
    ('n', 'k')
    """
    taken = {*used, *naming.free.values(), *naming.reserved}
    for letter in (*naming.letters.get(dim, ()), *naming.default):
        if letter not in taken:
            return letter
    number = 1
    while f"i_{{{number}}}" in taken:
        number += 1
    return f"i_{{{number}}}"


def free_name(naming: Naming, index: Index) -> str:
    """The name of a free index: as recorded, else its own."""
    return naming.free.get(index) or (index.name if index.name != "?" else choose_name(naming, index.dim))


def completed(naming: Naming, *maths: object) -> Naming:
    """The naming with letters for the free indices that have none, in order of appearance;
    formulas printed side by side are named together."""
    unnamed = [i for m in maths if isinstance(m, Node) and any(_nameless(naming, i) for i in m.free)
               for i in _in_order(m) if _nameless(naming, i)]
    for i in dict.fromkeys(unnamed):
        naming = replace(naming, free={**naming.free, i: choose_name(naming, i.dim)})
    return naming


def _nameless(naming: Naming, i: Index) -> bool:
    return i.name == "?" and i not in naming.free


def _in_order(node: Node) -> Iterator[Index]:
    """Free indices as they are read from left to right."""
    for i in node.ix:
        i = i.index if isinstance(i, Shift) else i
        if isinstance(i, Index) and i in node.free:
            yield i
    for a in node.args:
        if a.free:
            yield from (i for i in _in_order(a) if i in node.free)
