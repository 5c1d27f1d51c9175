r"""texderive: LaTeX mathematics in, verified step-by-step derivations out.

>>> import texderive as td
>>> td.derive(r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2").result.latex
'2(X\\beta - Y)^\\top X'
"""
from .api import Derivation, components, derive, evaluate
from .garbage import rarely_collected
from .errors import DocumentError, ReadError, ShapeError, TexDeriveError, UnsupportedError, VerificationError

__version__ = "0.1.0"
__all__ = ["Derivation", "DocumentError", "ReadError", "ShapeError", "TexDeriveError", "UnsupportedError", "VerificationError",
           "check", "components", "derive", "evaluate", "solve"]


def check(text: str, **options):
    """Which line of a written derivation is wrong: see texderive.checking."""
    from .checking import check as run
    with rarely_collected():
        return run(text, **options)


def solve(path_or_text, **options):
    """Worked solutions for the problems of a .tex document: see texderive.document."""
    from .document import solve as run
    with rarely_collected():
        return run(path_or_text, **options)
