"""Whole runs kept by content: where a command asks the same of files that have not changed, and what it wrote stands as
it was written, nothing is left to do."""
from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .cache import Cache, key
from .ledger import ABSENT, Ledger, mark


@dataclass(frozen=True)
class Run:
    """A finished run: the marks of what it looked at and wrote, what it said on stderr, and its exit code."""

    looked: dict[str, str]
    written: dict[str, str]
    said: str
    code: int


def asked(**parts: Any) -> str:
    """The key of a run: all its options, the folder it starts in, and the version of texderive."""
    return key(run=parts, folder=str(Path.cwd()))


def unchanged(name: str) -> Run | None:
    """The run stored under a key, where every file that it looked at or wrote is as it left it."""
    store = Cache()
    try:
        entry = store.get(name)
    finally:
        store.close()
    run = Run(**entry) if entry else None
    return run if run and all(mark(Path(path)) == before for seen in (run.looked, run.written)
                              for path, before in seen.items()) else None


def remember(name: str, ledger: Ledger, said: str, code: int) -> None:
    """Store a finished run, where it wrote files only."""
    if not ledger.written or ABSENT in ledger.written.values():
        return
    store = Cache()
    try:
        store.put({name: asdict(Run(ledger.looked, ledger.written, said, code))})
    finally:
        store.close()
