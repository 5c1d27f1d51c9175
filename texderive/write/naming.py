"""Letters for indices: deterministic, the author's own first, never one that is taken."""
from __future__ import annotations

from collections.abc import Iterable

from ..derivation import Naming
from ..index import Index
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
