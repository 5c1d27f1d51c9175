"""A progress bar, on a terminal only and for work that lasts."""
from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

LONG = 12


def bar(items: list[Any], words: str = "deriving", total: int | None = None) -> Iterable[Any]:
    """The items, with a bar on stderr where that is a terminal."""
    total = total if total is not None else len(items)
    if total < LONG or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track
    return track(items, description=words, total=total, console=Console(stderr=True), transient=True)
