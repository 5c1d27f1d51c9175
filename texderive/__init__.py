r"""texderive: LaTeX mathematics in, verified step-by-step derivations out.

>>> import texderive as td
>>> td.derive(r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2").result.latex
'2(X\\beta - Y)^\\top X'
"""
import sys
from types import ModuleType

from .api import Derivation, components, derive, evaluate
from .errors import DocumentError, ReadError, ShapeError, TexDeriveError, UnsupportedError, VerificationError

__version__ = "0.1.0"
__all__ = ["Derivation", "DocumentError", "ReadError", "ShapeError", "TexDeriveError", "UnsupportedError", "VerificationError",
           "check", "components", "derive", "evaluate", "solve"]


def check(text: str, **options):
    """Which line of a written derivation is wrong: see texderive.check."""
    from .check import check as run
    return run(text, **options)


def solve(path_or_text, **options):
    """Worked solutions for the problems of a .tex document: see texderive.document."""
    from .document import solve as run
    return run(path_or_text, **options)


class _Package(ModuleType):
    """`td.check` stays the function above when the subpackage of the same name is imported, which would otherwise take its place."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name == "check" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
