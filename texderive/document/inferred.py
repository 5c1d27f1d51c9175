"""The shapes that deriving a document's problems inferred, as pragma comments."""
from __future__ import annotations

from pathlib import Path

from .pipeline import solve


def pragma_lines(path: Path, everything: bool) -> list[str]:
    r"""One comment per problem, with its line: `% texderive: X in R^{N x d}, \beta in R^{d}`."""
    solution = solve(path)
    lines: list[str] = []
    for problem, outcome in solution.outcomes:
        known = set() if everything else {name for name, entry in problem.declare.items() if isinstance(entry, dict)}
        parts = [pragma(name, shape) for name, shape in outcome.shapes.items() if name not in known and _plain(name)]
        if parts:
            line, _ = solution.document.base.line_column(problem.request.start)
            comment = f"% texderive: {', '.join(parts)}"
            lines += [f"% line {line}: {_short(problem.request.latex)}", comment]
    return lines


def pragma(name: str, shape: list[str]) -> str:
    r"""The words that declare one symbol.

    >>> pragma("X", ["N", "d"]), pragma("t", [])
    ('X in R^{N x d}', 't scalar')
    """
    return f"{name} in R^{{{' x '.join(shape)}}}" if shape else f"{name} scalar"


def _plain(name: str) -> bool:
    return "\n" not in name and "%" not in name


def _short(latex: str) -> str:
    words = " ".join(latex.split())
    return words if len(words) < 90 else words[:87] + "..."
