"""Results kept between runs by content: what was asked, what was declared, and the version
of texderive that answered."""
from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from functools import lru_cache
from pathlib import Path
from typing import Any

from ... import __file__ as package_file

SIZE_LIMIT = 200_000_000


def folder() -> Path:
    """Outside of every source tree: $XDG_CACHE_HOME/texderive or ~/.cache/texderive."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base and os.path.isabs(base) else Path.home() / ".cache") / "texderive"


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Of the installed texderive with its templates: another version, or an edited source,
    forgets nothing but never answers."""
    from ...render.environment import template_folder
    return hashlib.sha256("\n".join([*sources_mark(), *templates_mark(template_folder())]).encode()).hexdigest()


def sources_mark() -> list[str]:
    """What the package holds, in all its folders."""
    package = Path(package_file).resolve().parent
    return [mark for place, *_ in sorted(os.walk(package)) if not place.endswith("__pycache__") for mark in _marks(Path(place))]


def _marks(folder: Path) -> list[str]:
    """Name, size and time of each file of a folder."""
    entries = sorted((e for e in os.scandir(folder) if e.is_file()), key=lambda e: e.name) if folder.is_dir() else ()
    return [f"{folder.name}/{e.name}:{e.stat().st_size}:{e.stat().st_mtime_ns}" for e in entries]


def templates_mark(folder: str | Path | None) -> list[str]:
    """What a folder of templates holds, beside each other or in a folder for each format."""
    from ...render.environment import FORMATS
    return [mark for place in ((Path(folder), *(Path(folder) / form for form in FORMATS)) if folder else ())
            for mark in _marks(place)]


def key(**parts: Any) -> str:
    """One key for everything that an answer depends on."""
    return hashlib.sha256((fingerprint() + json.dumps(parts, sort_keys=True, ensure_ascii=False)).encode()).hexdigest()


class Cache:
    """A `diskcache` store; a cache that cannot be opened or written is no error, only slower."""

    def __init__(self, enabled: bool = True):
        self._store = None
        if enabled:
            try:
                import diskcache
                self._store = diskcache.Cache(str(folder()), size_limit=SIZE_LIMIT,
                                              eviction_policy="least-recently-stored", timeout=5)
            except (ImportError, OSError, sqlite3.Error):
                self._store = None

    def get(self, name: str) -> dict | None:
        """What was stored under the key, or None."""
        if self._store is None:
            return None
        try:
            value = self._store.get(name)
            return json.loads(value) if isinstance(value, str) else None
        except (OSError, sqlite3.Error, ValueError):
            return None

    def put(self, entries: dict[str, dict]) -> None:
        """Store finished answers, all in one transaction."""
        if self._store is None or not entries:
            return
        try:
            with self._store.transact():
                for name, value in entries.items():
                    self._store.set(name, json.dumps(value, ensure_ascii=False))
        except Exception as error:
            if not _harmless(error):
                raise

    def close(self) -> None:
        """Close the store."""
        if self._store is not None:
            self._store.close()


def _harmless(error: Exception) -> bool:
    import diskcache
    return isinstance(error, (OSError, sqlite3.Error, diskcache.Timeout))
