"""Finding chains: which member follows which, and on which line it stands."""
from __future__ import annotations

import pytest

from texderive.checking.text.chains import outline
from texderive.checking.text.source import Lines, blank


def members(text):
    o = outline(text)
    return [[o.source(m) for m in c.members] for c in o.chains]


CASES = {
    "aligned rows": (r"\begin{align*} f &= a \\ &= b \\ &= c \end{align*}", [["f", "a", "b", "c"]]),
    "eqnarray": ("\\begin{eqnarray}\nf & = & a \\nonumber\\\\\n & = & b \\label{eq:b}\n\\end{eqnarray}", [["f", "a", "b"]]),
    "split in equation": (r"\begin{equation}\begin{split} f &= a\\ &= b \end{split}\end{equation}", [["f", "a", "b"]]),
    "array as alignment": (r"\[ \begin{array}{rcl} f &=& a \\ &=& b \end{array} \]", [["f", "a", "b"]]),
    "matrix inside is no alignment": (r"\[ A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \]", [["A", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"]]),
    "consecutive displays": ("$$f = a$$\n$$= b.$$", [["f", "a", "b"]]),
    "inline chain": ("$f = a$ \\\\\n$= b$", [["f", "a", "b"]]),
    "repeated left sides": (r"\begin{align} f &= a \\ f &= b \end{align}", [["f", "a"], ["f", "b"]]),
    "continuation row": ("\\begin{align*} f &= a \\\\ &\\quad + b \\\\ &= c \\end{align*}", [["f", "a + b", "c"]]),
    "relation at the row end": (r"\begin{align*} f =& a \\ =& b = \\ & c \end{align*}", [["f", "a", "b", "c"]]),
    "first row alone": (r"\begin{align*} & \nabla f \\ &= a \end{align*}", [[r"\nabla f", "a"]]),
    "implication starts anew": (r"\begin{align*} f &= a = 0 \\ \Rightarrow x &= b \end{align*}", [["f", "a", "0"], ["x", "b"]]),
    "trailing definition": (r"\[ f = Az, \qquad z = Wx \]", [["f", "Az"], ["z", "Wx"]]),
    "multline": (r"\begin{multline} f = a \\ + b \\ = c \end{multline}", [["f", "a    + b", "c"]]),
    "no chain in comments": ("% $a = b$\n\\begin{verbatim}$c=d$\\end{verbatim} \\verb|$e=f$|", []),
    "no chain in macro definitions": (r"\newcommand{\loss}{L = f} \def\x{a = b} $g = h$", [["g", "h"]]),
    "a frame is no bracket": (r"\[\boxed{f = a} \] \[ g = \boxed{b} \]", [["f", "a"], ["g", "b"]]),
    "range of a sum": (r"\[ s = \sum_{i=1}^{n} x_i \]", [["s", r"\sum_{i=1}^{n} x_i"]]),
    "stacked relations": (r"\[ f \stackrel{(a)}{=} b \overset{!}{=} 0 \]", [["f", "b", "0"]]),
}


@pytest.mark.parametrize("name", CASES)
def test_members(name):
    """Members come out in order, without labels, alignment marks and punctuation."""
    text, expected = CASES[name]
    assert [[" ".join(m.split()) for m in c] for c in members(text)] == [[" ".join(m.split()) for m in c] for c in expected]


def test_relations_are_named():
    """Approximations and inequalities keep their names; a stacked exclamation mark asks for zero."""
    o = outline(r"\[ a \approx b \leq c \stackrel{!}{=} 0 \propto d := e \]")
    assert [m.relation for m in o.chains[0].members] == ["", "approx", "<=", "set", "propto", ":="]


def test_lines_and_offsets_are_those_of_the_source():
    """A member is a slice of the author's text, so its line and column can be told."""
    text = "We get\n\\begin{align}\n  f &= a\\\\ % first\n    &= b\n\\end{align}\n"
    o = outline(text)
    lines = Lines.of(text)
    assert [(lines.line(m.start), lines.column(m.start)) for m in o.chains[0].members] == [(3, 3), (3, 8), (4, 8)]
    assert all(text[m.start:m.end] == o.source(m) for m in o.chains[0].members)


def test_remarks_are_kept_apart():
    r"""\intertext and \text{since ...} are prose, \text{tr} is mathematics."""
    o = outline(r"\begin{align*} f &= \text{tr}(A) && \text{since $A$ is square} \\ \intertext{by symmetry} &= b \end{align*}")
    assert [o.source(m) for m in o.chains[0].members] == ["f", r"\text{tr}(A)", "b"]
    assert len(o.remarks) == 2


def test_blank_keeps_every_offset():
    """Blanking changes no length and no line end."""
    text = "a % c\n\\begin{comment}\nx\n\\end{comment} \\newcommand{\\R}[1]{\\mathbb{R}^{#1}} $a=b$ % texderive: off\n$c=d$\n% texderive: on\n$e$"
    out = blank(text)
    assert len(out) == len(text) and out.count("\n") == text.count("\n")
    assert "c=d" not in out and "$a=b$" in out and "$e$" in out


def test_left_sides_behind_the_first_alignment_begin_statements() -> None:
    r"""In `&a = 0 \\ &-b = 0` the second row is a statement of its own, not more of the first; `&\quad - b` goes on."""
    assert members(r"\begin{align*} &a = 0 \\ &-b = 0 \end{align*}") == [["a", "0"], ["-b", "0"]]
    assert members(r"\begin{align*} &a = x \\ &\quad - b \end{align*}")[0][0] == "a" and len(members(r"\begin{align*} &a = x \\ &\quad - b \end{align*}")) == 1
