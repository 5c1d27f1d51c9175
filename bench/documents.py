"""Whole documents: a homework of N problems solved, solved again with nothing changed, and one pdflatex run over the output."""
from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

from .shared import SHARED
from .timing import command_ms

PREAMBLE = "\\documentclass{article}\n\\usepackage{amsmath,amssymb}\n\\begin{document}\n\\begin{enumerate}\n"


_OPERATOR = re.compile(r"(\\frac\{\\partial\}\{\\partial [^}]*\}|\\nabla_\w\^2) ?(.*)", re.DOTALL)


def homework(problems: int) -> str:
    """A document with that many different problems: the shared ones, each time with a constant factor of its own."""
    items = []
    for number in range(problems):
        shared = SHARED[number % len(SHARED)]
        operator, operand = _OPERATOR.match(shared.latex).groups()
        shapes = ", ".join(f"${key} \\in \\mathbb{{R}}{_exponent(shape)}$" for key, shape in shared.declare.items())
        items.append(f"\\item Let {shapes}. Compute $\\displaystyle {operator} {number + 2} \\left( {operand} \\right)$.\n")
    return PREAMBLE + "".join(items) + "\\end{enumerate}\n\\end{document}\n"


def _exponent(shape: str) -> str:
    return "" if shape == "scalar" else "^{" + shape.replace(" x ", " \\times ") + "}"


def measure(sizes: tuple[int, ...]) -> list[tuple[int, float, float, float | None]]:
    """Rows (problems, milliseconds of the first solve, of a solve with nothing changed, of one pdflatex run over the output)."""
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for size in sizes:
            source, target = folder / f"hw{size}.tex", folder / f"hw{size}-solved.tex"
            source.write_text(homework(size), encoding="utf-8")
            solve = [sys.executable, "-m", "texderive", "solve", str(source), "-o", str(target)]
            first = command_ms([*solve, "--no-cache"], repeat=1 if size > 100 else 3)
            command_ms(solve, repeat=1)
            again = command_ms(solve, repeat=3)
            tex = None
            if shutil.which("pdflatex"):
                tex = command_ms(["pdflatex", "-interaction=batchmode", "-no-shell-escape", target.name], repeat=1, cwd=folder)
            rows.append((size, first, again, tex))
    return rows
