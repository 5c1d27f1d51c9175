r"""The author's commands come back in the solutions, and only where they mean exactly what stood there."""
from __future__ import annotations

import pytest

from texderive.document.solutions.own_notation import OwnNotation
from texderive.document.pipeline import solve
from texderive.prose.expansion import collect

DEFINITIONS = r"""\newcommand{\norm}[1]{\left\lVert#1\right\rVert} \newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}} \newcommand{\T}{^\top} \newcommand{\x}{\mathbf{x}}
\newcommand{\bs}[1]{\mathbf{#1}} \DeclareMathOperator{\tr}{tr} \newcommand{\ip}[2]{\langle #1, #2\rangle} \newcommand{\name}{Alice} \newcommand{\tran}[1]{#1^{\mathsf T}}
\DeclareMathOperator*{\argmin}{arg\,min} \newcommand{\paren}[1]{\left(#1\right)} \newcommand{\Rn}[1]{\mathbb{R}^{#1}} \newcommand{\abs}[1]{\left|#1\right|}"""
NAMES = r"\norm \pd \T \x \bs \tr \ip \tran \argmin \Rn \abs \name \paren"
WRITTEN = [
    (r"\left\|A\mathbf{x}-b\right\|_2^2", r"\norm{A\x-b}_2^2"),
    (r"\frac{\partial r_i}{\partial x_k}", r"\pd{r_i}{x_k}"),
    (r"\frac{\partial}{\partial \mathbf{x}}\|\mathbf{A}\|", r"\pd{}{\x}\norm{\bs{A}}"),
    (r"\frac{\partial^2 f}{\partial x^2}", r"\frac{\partial^2 f}{\partial x^2}"),
    (r"\operatorname{tr}(A^\top X)", r"\tr(A\T X)"),
    (r"\langle a, Bx\rangle", r"\ip{a}{Bx}"),
    (r"\operatorname*{arg\,min}_{\beta}", r"\argmin_{\beta}"),
    (r"X^{\mathsf{T}}(AB)^{\mathsf T} x_i^{\mathsf{T}}", r"\tran{X}\tran{(AB)} \tran{x_i}"),
    (r"\|\frac{\|a\|}{\|b\|}\|", r"\norm{\frac{\norm{a}}{\norm{b}}}"),
    (r"x \in \mathbb{R}^{n\times d}", r"x \in \Rn{n\times d}"),
    (r"|x| + (a+b)", r"\abs{x} + (a+b)"),
]


@pytest.mark.parametrize(("plain", "own"), WRITTEN)
def test_commands_are_put_back(plain, own):
    """Norms, derivatives, transposes, letters, operators and sets by their commands; brackets and words never."""
    notation = OwnNotation.of(collect(DEFINITIONS), NAMES)
    assert notation.restore(f"${plain}$") == f"${own}$"


def test_words_outside_of_mathematics_stay():
    """A command for a letter changes formulas, not the sentences around them."""
    notation = OwnNotation.of(collect(r"\newcommand{\x}{\mathbf{x}}"), r"\x")
    assert notation.restore(r"The letter \mathbf{x} and $\mathbf{x}$") == r"The letter \mathbf{x} and $\x$"


def test_a_command_that_the_author_does_not_use_beside_the_written_form_is_left_out():
    """Of a large macro file only what the author uses, or never writes out himself, comes back."""
    macros = collect(r"\newcommand{\rva}{\mathbf{a}} \newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}")
    notation = OwnNotation.of(macros, r"Let $\mathbf{a}$ be a vector.")
    assert notation.restore(r"$\frac{\partial f}{\partial \mathbf{a}}$") == r"$\pd{f}{\mathbf{a}}$"


def test_an_answer_takes_the_transpose_of_the_document():
    """The question shows none, the document writes ^T elsewhere."""
    text = "\\documentclass{article}\n\\usepackage{amsmath}\n\\newcommand{\\tp}{^{\\mathsf T}}\n\\begin{document}\nLet $A,X$ be $n\\times n$ and $B=C\\tp$.\n\nFind $\\frac{\\partial}{\\partial X} \\operatorname{tr}(AX)$.\n\\end{document}\n"
    assert r"A\tp" in solve(text, cache=False).text


def test_a_command_defined_in_the_body_is_not_used_before_it():
    """What the body defines on its way may not be known where a solution stands."""
    text = "\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\nFind $\\nabla_x \\|Ax\\|^2$.\n\n\\newcommand{\\nrm}[1]{\\|#1\\|}\nHere $\\nrm{x}$.\n\\end{document}\n"
    assert r"\nrm{A" not in solve(text, cache=False).text


def test_a_command_before_an_argument_keeps_apart_from_it():
    r"""\lVert#1 of \norm{Ax} is \lVert Ax, no command \lVertA."""
    text = "\\newcommand{\\norm}[1]{\\left\\lVert#1\\right\\rVert}\nCompute $\\nabla_x \\norm{Ax}^2$.\n"
    solution = solve(text, cache=False)
    assert [p["status"] for p in solution.problems] == ["solved"] and r"\norm{Ax}" in solution.text
