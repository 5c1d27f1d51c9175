"""The garbage collector of Python, kept from searching among formulas while they are worked out: they are all in use, and freed without it."""
from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_RARELY = 50_000          # new objects before a search, Python's own is 700; a derivation makes some thousands and drops them at its end


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Searches are rare inside, as before afterwards; where they are rare or turned off already, nothing changes."""
    before = gc.get_threshold()
    if not 0 < before[0] < _RARELY:
        yield
        return
    gc.set_threshold(_RARELY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
