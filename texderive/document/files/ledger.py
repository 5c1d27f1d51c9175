"""What a run looks at and writes, each with a mark of its content, so that the same run need not be made twice."""
from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

ABSENT = "absent"


@dataclass
class Ledger:
    """Marks by absolute path; a file that was looked for and is not there counts as looked at."""

    looked: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)


_open: ContextVar[Ledger | None] = ContextVar("ledger", default=None)


@contextmanager
def kept() -> Iterator[Ledger]:
    """Everything looked at and written inside is noted."""
    ledger = Ledger()
    token = _open.set(ledger)
    try:
        yield ledger
    finally:
        _open.reset(token)


def looked(path: Path, data: bytes | None = None) -> None:
    """Note a file that is read (`data` is its content), a folder that is listed, or a name that is tried."""
    ledger = _open.get()
    if ledger is not None:
        ledger.looked.setdefault(str(path.absolute()), mark(path, data))


def wrote(path: Path, data: bytes) -> None:
    """Note a file with its new content."""
    ledger = _open.get()
    if ledger is not None:
        ledger.written[str(path.absolute())] = mark(path, data)


def mark(path: Path, data: bytes | None = None) -> str:
    """Of a file its content, of a folder its .tex files with sizes and times;
    ABSENT for what is neither, such as a device."""
    try:
        if data is None and path.is_file():
            data = path.read_bytes()
        elif data is None and path.is_dir():
            data = "\n".join(f"{p.name} {p.stat().st_size} {p.stat().st_mtime_ns}" for p in sorted(path.glob("*.tex"))).encode()
    except OSError:
        return ABSENT
    return ABSENT if data is None else hashlib.sha256(data).hexdigest()
