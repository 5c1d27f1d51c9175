r"""texderive: LaTeX mathematics in, verified step-by-step derivations out.

>>> import texderive as td
>>> td.derive(r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2").result.latex
'2(X\\beta - Y)^\\top X'
"""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .api import Derivation, components, derive, evaluate
from .errors import DocumentError, ReadError, ShapeError, TexDeriveError, UnsupportedError, VerificationError
from .garbage import rarely_collected

if TYPE_CHECKING:
    from pathlib import Path

    from .checking.report import Report
    from .document.pipeline import Solution

__version__ = "0.1.0"
__all__ = ["Derivation", "DocumentError", "ReadError", "ShapeError", "TexDeriveError", "UnsupportedError", "VerificationError",
           "check", "components", "derive", "evaluate", "solve"]


def check(text: str, **options: Any) -> Report:
    r"""Which line of a written derivation is wrong: `.claims`, one for each relation, with `.verdict`,
    `.line`, `.message` and `.fix`.

    Options: `declare` and `layout` as for `derive`; `file`, the path from which macro files are found; `explain`,
    whether right lines say in `.rule` what leads to them.  What cannot be read is `not-understood`, never an exception.

    >>> check(r"$\frac{d}{dx} x^2 = 2x = 3x$").claims[1].verdict
    'wrong'
    """
    from .checking import check as run
    with rarely_collected():
        return run(text, **options)


def solve(path_or_text: str | Path, **options: Any) -> Solution:
    r"""Worked solutions for the problems of a .tex document: `.text` is the document with them, `.problems` the report,
    `.diagnostics` what was refused or assumed.  Nothing is written.

    Options: `detail` and `layout` as for `derive`; `only`, the numbers of some problems;
    `cache=False`; `templates`, a folder.
    DocumentError for a file that cannot be read.

    >>> solve(r"Compute $\frac{d}{dx} x^2$.", cache=False).summary
    '1 problem: 1 solved with assumed shapes'
    """
    from .document import solve as run
    with rarely_collected():
        return run(path_or_text, **options)
