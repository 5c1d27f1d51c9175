"""Dependency files for make, as gcc writes them (-MD -MF -MP)."""
from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def text(targets: Iterable[Path], sources: Iterable[Path], phony: bool) -> str:
    r"""`targets: sources`, and with -MP an empty rule for every source but the first.

    >>> text([Path("a.tex")], [Path("b.tex"), Path("my macros.tex")], True)
    'a.tex: b.tex \\\n  my\\ macros.tex\n\nmy\\ macros.tex:\n'
    """
    names = list(dict.fromkeys(escaped(s) for s in sources))
    rule = f"{' '.join(escaped(t) for t in targets)}: " + " \\\n  ".join(names) + "\n"
    return rule + "".join(f"\n{name}:\n" for name in names[1:] if phony)


def escaped(path: Path) -> str:
    """A path as make reads it."""
    return str(path).replace("\\", "/").replace("$", "$$").replace("#", r"\#").replace(" ", r"\ ")


def relative(path: Path) -> Path:
    """The path as seen from here, where it lies below."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path
