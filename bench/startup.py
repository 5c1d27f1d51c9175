"""Start-up: what `import texderive` costs beyond Python itself, what it loads, and the first answer of the command."""
from __future__ import annotations

import subprocess
import sys

from .timing import ROOT, command_ms

HEAVY = ("numpy", "sympy", "jinja2", "typst", "pylatexenc", "diskcache", "rich", "opt_einsum", "distributed")
FORMULA = r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2"


def measure() -> list[tuple[str, float]]:
    """(what, milliseconds): the best of five runs."""
    def run(*command: str) -> float:
        return command_ms([sys.executable, *command], repeat=5)

    bare = run("-c", "pass")
    return [
        ("Python alone", bare),
        ("import texderive, beyond Python alone", run("-c", "import texderive") - bare),
        ("texderive derive FORMULA, all told", run("-m", "texderive", "derive", FORMULA)),
        ("texderive check 'a = b' of one line, all told", run("-m", "texderive", "check", r"\frac{\partial}{\partial x} x^\top x = 2 x^\top")),
    ]


def loaded(command: str) -> list[str]:
    """Which heavy libraries a piece of Python has loaded when it is done."""
    code = f"import sys; {command}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
