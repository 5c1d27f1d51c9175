"""The author's prose in other formats than LaTeX: nothing of his mathematics is lost, nothing of his words becomes markup."""
from __future__ import annotations

import pytest

from texderive.write.authors import author

ALIGNED = r"Let \begin{align*} f(x) &= x^\top A x, \\ g &= \lambda\begin{cases} 1 & x>0 \\ 0 & \text{else} \end{cases}\label{a} \end{align*} be given."


@pytest.mark.parametrize("backend, parts", [
    ("text", ["f(x) = xᵀAx,", "g = λ{1 if x > 0; 0 if else}"]),
    ("markdown", ["$$\n\\begin{aligned}\nf(x) &= x^\\top A x, \\\\", "\\end{aligned}\n$$"]),
    ("typst", ["$ f \\( x \\) = x^(⊤) A x", " \\ g = λ "]),
    ("html", ['<math display="block">', "<mi>λ</mi>"]),
])
def test_displays_stand_on_lines_of_their_own(backend, parts):
    """Environments are read as the formulas that they hold, row by row."""
    page = author(ALIGNED, backend)
    assert all(part in page for part in parts)
    assert "align*" not in page and "label" not in page and page.startswith("Let") and page.endswith("be given.")


@pytest.mark.parametrize("backend, expected", [
    ("text", "a_1 *b* <c>\n\n# d\n- one\n- two [k] (e)"),
    ("markdown", "a\\_1 \\*b\\* \\<c\\>\n\n\\# d\n- one\n- two [k] (e)"),
    ("html", "a_1 *b* &lt;c&gt;</p>\n<p># d<br>\n• one<br>\n• two [k] (e)"),
])
def test_words_paragraphs_and_lists(backend, expected):
    """What other formats take for markup is escaped; paragraphs and items are kept."""
    source = "a\\_1 *b* <c>\n\n\\# d\\begin{itemize}\\item one\\item \\emph{two} \\cite[p. 3]{k} \\eqref{e}\\end{itemize}"
    assert author(source, backend) == expected


def test_braces_are_no_words():
    """Groups around words with formulas leave nothing behind."""
    assert author(r"{\bf Labels $\pm 1$}", "text") == "Labels ±1"


def test_latex_stays_as_it_is():
    """The author's LaTeX goes into LaTeX as written."""
    assert author(ALIGNED, "latex") == ALIGNED
