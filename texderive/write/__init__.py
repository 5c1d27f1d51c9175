r"""Expressions to LaTeX, Typst, Unicode text and MathML, through one notation tree.

`math` is a matrix.Expr, an index.Node, a Written, or a string of LaTeX.
"""
from __future__ import annotations

from ..derivation import Naming, Written
from ..index import Node
from ..matrix import Expr
from ..problem import Style
from .components import Components
from .decimals import in_decimals
from .matrices import Matrices
from .naming import choose_name, completed
from .notation import Box, leaf
from .pieces import whole
from .to_latex import to_latex

__all__ = ["boxes", "choose_name", "latex", "mathml", "prose", "text", "typst"]
_NAMING, _STYLE = Naming(), Style()


def boxes(math: Expr | Node | Written | str, naming: Naming | None = None, style: Style | None = None) -> Box:
    """The notation tree of `math`, from which every writer works."""
    if isinstance(math, str):
        return leaf(math)
    if isinstance(math, Written):
        return leaf(math.latex)
    style = style or _STYLE
    piece = (Matrices(style).build(math) if isinstance(math, Expr)
             else Components(completed(naming or _NAMING, math), style).build(math, {}))
    return in_decimals(whole(piece).box) if style.decimals else whole(piece).box


def latex(math: Expr | Node | Written | str, naming: Naming | None = None, style: Style | None = None) -> str:
    r"""LaTeX that amsmath and amssymb typeset and our own reader reads.

    >>> from texderive.matrix import T, mul, num, var
    >>> from texderive.symbols import Symbol
    >>> x = var(Symbol("x", "x", ("n", 1)))
    >>> latex(mul(num(2), T(x)))
    '2x^\\top'
    """
    return to_latex(boxes(math, naming, style)).strip()


def text(math: Expr | Node | Written | str, naming: Naming | None = None, style: Style | None = None) -> str:
    r"""One line of Unicode.

    >>> text(r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2")
    '∂/∂β ‖Xβ − Y‖²'
    """
    from .to_text import to_text
    return to_text(boxes(math, naming, style)).strip()


def typst(math: Expr | Node | Written | str, naming: Naming | None = None, style: Style | None = None) -> str:
    """Typst mathematics, without the dollars around it."""
    from .to_typst import to_typst
    return to_typst(boxes(math, naming, style)).strip()


def mathml(math: Expr | Node | Written | str, naming: Naming | None = None, style: Style | None = None,
           display: bool = False) -> str:
    """A <math> element that a browser shows without any script."""
    from .to_mathml import to_mathml
    mark = ' display="block"' if display else ""
    return f"<math{mark}>{to_mathml(boxes(math, naming, style))}</math>"


def prose(sentence: str, backend: str) -> str:
    """A sentence with LaTeX mathematics between dollars, for "latex", "text", "markdown", "html" or "typst"."""
    from .sentences import prose as write_prose
    return write_prose(sentence, backend)
