"""Documents: problems found in .tex files, solutions placed, handouts, reports and diagnostics."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from .pipeline import Solution

__all__ = ["solve"]


def solve(path_or_text: str | Path, **settings: Any) -> Solution:
    """Worked solutions for the problems of a document; see document.pipeline.solve for the settings.

    Returns an object with .text (the document with solutions inserted), .problems (the report's entries),
    .diagnostics and .summary.
    """
    from .pipeline import solve as run
    return run(path_or_text, **settings)
