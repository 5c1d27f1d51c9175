r"""Handouts keep the names that the document gives to its problems."""
from __future__ import annotations

import pytest

from texderive.document.document import read
from texderive.document.handout import render
from texderive.document.outline.numbering import Numbering
from texderive.document.pipeline import solve

ASK = r"Find $\frac{d}{dx} x^2$."
DOCUMENTS = {
    "a theorem counted within sections": (r"\newtheorem{prob}{Problem}[section] \begin{document} \section{A} \section{B} \begin{prob} x \end{prob} \begin{prob} %s \end{prob}", "Problem 2.2"),
    "an unnumbered one": (r"\newtheorem*{ex}{Exercise} \begin{document} \begin{ex} %s \end{ex}", "Exercise"),
    "a list with its own labels": (r"\begin{document} \section*{Problem 3: gradients} \begin{enumerate}[label=(\alph*)] \item a \item %s \end{enumerate}", "Problem 3 (b)"),
    "the short labels of enumerate": (r"\begin{document} \textbf{Exercise 2.} \begin{enumerate}[i)] \item a \item %s \end{enumerate}", "Exercise 2 ii)"),
    "a label of its own": (r"\begin{document} \section*{Quiz} \begin{enumerate} \item[(vii)] %s \end{enumerate}", "Quiz (vii)"),
    "exam class": (r"\begin{document} \begin{questions} \question a \question b \begin{parts} \part c \part[2] %s \end{parts} \end{questions}", "Question 2 (b)"),
    "paragraphs": ("\\begin{document} \\section{Exercises}\n\n\\textbf{4.} %s", "Exercise 4"),
    "a preamble's own list": (r"\newlist{qs}{enumerate}{1} \setlist[qs]{label=Q\arabic*} \begin{document} \begin{qs} \item a \item %s \end{qs}", "Q2"),
    "running text": (r"\begin{document} %s", ""),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_problems_are_called_as_the_document_calls_them(name):
    """Counters, sections, list labels and words as LaTeX would print them."""
    text, expected = DOCUMENTS[name]
    document = read(text.replace("%s", ASK) + "\n\\end{document}\n")
    numbering = Numbering(document.masked.text, document.outline, document.masked.definitions)
    assert [numbering.heading(p.block) for p in document.problems] == [expected]


def test_a_handout_shows_them_with_the_documents_date():
    r"""Two questions of one problem stand under one heading; \today is no date."""
    text = "\\documentclass{article}\n\\title{Sheet 5}\\date{12 May}\n\\newtheorem{prob}{Aufgabe}\n\\begin{document}\n\\begin{prob}\nFind $\\frac{d}{dx} x^2$ and $\\frac{d}{dx} x^3$.\n\\end{prob}\n\\end{document}\n"
    page = render(solve(text, cache=False, keep=True), "latex")
    assert page.count(r"\tdproblem{Aufgabe 1}") == 1 and "12 May" in page
    assert "today" not in render(solve(text.replace("12 May", r"\today"), cache=False, keep=True), "markdown")


PARTS = r"""\documentclass{article}
\title{Sheet 5\\ \large Norms}\author{A. Bee \and C. Dee}
\begin{document}
\section*{Problem 1: norms}
Let $A \in \mathbb{R}^{n\times n}$.
% a remark to oneself

Compute
\begin{enumerate}
\item $\nabla_x \|Ax\|^2$, with
\begin{itemize}\item care\end{itemize}
\item $\nabla_x \|x\|^2$.
\end{enumerate}
\end{document}
"""


def test_a_handout_keeps_titles_introductions_and_lists():
    """A problem is headed once, with its title; its words introduce the parts; a list that asks nothing belongs to its item; paragraphs stay, comments leave no trace."""
    page = render(solve(PARTS, cache=False, keep=True), "markdown", "student")
    assert page.startswith("# Sheet 5 – Norms\n\nA. Bee, C. Dee\n")
    assert page.count("## Problem 1: norms") == 1
    assert "Let $A \\in \\mathbb{R}^{n\\times n}$.\n\nCompute\n" in page
    assert page.index("Compute") < page.index("**(1)**") < page.index("- care") < page.index("**(2)**")


def test_the_student_variant_says_everything_once():
    """A second question of a statement adds no line for students; another paragraph of the same problem is shown as it is."""
    from texderive.document.handout import render
    from texderive.document.pipeline import solve
    text = "\\section*{Problem 1}\nLet $f(x)=x^\\top Ax$. Compute $\\nabla f(x)$ and the Hessian.\n\nWhat is $\\nabla_x \\|x\\|^2$?\n"
    shown = render(solve(text, cache=False, keep=True), "markdown", "student")
    assert "and the Hessian." in shown and "What is" in shown and shown.count("Compute") == 1
