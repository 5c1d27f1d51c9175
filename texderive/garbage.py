"""The garbage collector of Python, kept from searching among formulas while they are worked out:
they are all in use, and freed without it."""
from __future__ import annotations

import atexit
import gc

# new objects before a search, Python's own is 700; loading all that a derivation needs makes 100,000,
# the derivation itself some thousands and drops them
_RARELY = 250_000


class rarely_collected:
    """Searches are rare inside of `with`, as before afterwards;
    where they are rare or turned off already, nothing changes."""

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        self._before = before = gc.get_threshold()
        if 0 < before[0] < _RARELY:
            gc.set_threshold(_RARELY, *before[1:])

    def __exit__(self, *_) -> None:
        gc.set_threshold(*self._before)


def none_at_exit() -> None:
    """Python's last search, through everything that is loaded, finds nothing: a command is spared the wait for it."""
    atexit.register(gc.freeze)
