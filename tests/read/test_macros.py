"""Macros: collected from preambles, expanded with arguments, overridden by the file."""
from __future__ import annotations

import pytest

from texderive.read import collect, read
from texderive.read.dump import dump

CASES = [
    (r"\newcommand{\x}{\mathbf{x}}", r"\x^\T \x", r"(juxt (^ x:bold \top) x:bold)"), (r"\def\half{\frac12}", r"\half x", "(juxt (/ 1 2) x)"),
    (r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}", r"\pd{f}{x}", "(partial <x> f)"), (r"\newcommand\pd{\partial}", r"\frac{\pd f}{\pd x}", "(partial <x> f)"),
    (r"\newcommand{\p}[2][2]{\|#2\|_{#1}}", r"\p{x} + \p[1]{y}", "(+ (_ (norm x) 2) (_ (norm y) 1))"), (r"\DeclareMathOperator{\tra}{tr}", r"\tra(AB)", "(call tr:roman (juxt A B))"),
    (r"\DeclareMathOperator*{\amin}{arg\,min}", r"\amin_w f", "(argmin (items w) f)"), (r"\let\b\beta", r"\b^2", r"(^ \beta 2)"),
    (r"\NewDocumentCommand{\n}{s m}{\IfBooleanTF{#1}{\left\|#2\right\|}{\|#2\|}}", r"\n{x} + \n*{y}", "(+ (norm x) (norm y))"),
    (r"\NewDocumentCommand{\L}{m o}{L(#1\IfValueT{#2}{,#2})}", r"\L{x} + \L{x}[y]", "(+ (call L x) (call L x y))"),
    (r"\NewDocumentCommand{\v}{o m}{\IfNoValueTF{#1}{#2}{#2_{#1}}}", r"\v{x} + \v[i]{y}", "(+ x (_ y i))"),
    (r"\NewDocumentCommand{\g}{O{x} m}{\nabla_{#1} #2}", r"\g{f} + \g[y]{h}", "(+ (nabla <x> f) (nabla <y> h))"), ("% \\newcommand{\\R}{\\rho}\n", r"\R", "R:bb"), ("", r"\norm{x}^2", "(^ (norm x) 2)"),
    (r"\DeclarePairedDelimiter{\norm}{\lVert}{\rVert}", r"\norm*{x} + \norm[\big]{y}", "(+ (norm x) (norm y))"), ("", r"\norm*{x}^2", "(^ (norm x) 2)"),
    (r"\DeclarePairedDelimiterX\inp[2]\langle\rangle{#1,#2}", r"\inp*{x}{y}", "(inner (items x y))"),
    ("", r"\softplus(x)", "(call softplus:roman x)")]


@pytest.mark.parametrize("preamble, source, expected", CASES)
def test_macro(preamble: str, source: str, expected: str) -> None:
    """The macro of the preamble (or the default) is what the formula means."""
    assert dump(read(source, macros=collect(preamble))) == expected


def test_unreadable_definitions_are_left_out() -> None:
    """A preamble with a broken definition still gives the others."""
    assert set(collect(r"\newcommand{\a \newcommand{\b}{x}")) <= {"\\a", "\\b"}


def test_expanded_latex_is_kept() -> None:
    """A symbol written by a macro carries the LaTeX it stands for, and the place of the call."""
    symbol = read(r" \x", macros=collect(r"\newcommand{\x}{\mathbf{x}}")).statements[0]
    assert (symbol.latex, symbol.span) == (r"\mathbf{x}", (1, 3))
