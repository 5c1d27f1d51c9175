r"""Questions inside of an author's command, rows by their labels, and parts that a text refers to."""
from __future__ import annotations

import pytest

from texderive.document.document import read

ENUMERATE = r"\begin{enumerate}\item Find the gradient. \begin{enumerate}\item $f(x)=\|x\|^2$ \item $f(x)=a^\top x$\end{enumerate} \item %s \end{enumerate}"


def problems(text: str) -> list[str]:
    return [p.latex for p in read(text + "\n").problems]


def test_a_question_inside_of_a_command():
    r"""\question{...} of the author begins a problem of its own, whose letters are not those of the one before."""
    text = r"\newcounter{q}\newcommand{\question}[2][]{\stepcounter{q}\textbf{Question \theq} (#1). #2\par}\begin{document}" "\n" \
        r"\question[3]{Let $y=\sqrt{x}$. Find $\frac{dy}{dx}$.}" "\n" r"\question[2]{If $z = x\sin(xy)$, find $\frac{\partial z}{\partial x}$.}" "\n" r"\end{document}"
    assert problems(text) == [r"y = \sqrt{x}, \quad \frac{dy}{dx}", r"z = x\sin(xy), \quad \frac{\partial z}{\partial x}"]


@pytest.mark.parametrize("words", [r"Differentiate \eqref{eq:l} with respect to $w$.", r"Find the gradient of (2.7) with respect to $w$."])
def test_the_row_that_a_label_or_tag_names(words):
    """Of a display of several definitions the labelled one is meant."""
    text = r"\begin{align} a &= w^\top x \\ L &= (a - y)^2 \label{eq:l}\tag{2.7} \end{align} " + words
    assert len(problems(text)) == 1 and problems(text)[0].startswith(r"a = w^\top x, \quad L = (a - y)^2")


def test_parts_by_their_letters():
    """ "As in 1(b)" is the function of that part; "for parts (a) and (b)" asks of both."""
    assert problems(ENUMERATE % "Let $f$ be as in 1(b). Compute the Hessian of $f$.")[2:] == [r"f(x) = a^\top x, \quad \nabla_{x}^2 f"]
    assert problems(ENUMERATE % "For parts (a) and (b) of the previous question also give the Hessian.")[2:] == [r"\nabla_{x}^2 \left( \|x\|^2 \right)", r"\nabla_{x}^2 \left( a^\top x \right)"]


def test_an_environment_is_told_by_its_own_words():
    r"""What the next \newenvironment prints says nothing of this one; a task is a problem."""
    text = r"\newenvironment{task}[1]{\subsection*{Task #1}}{}\newenvironment{mysol}{\textit{Proposed solution.}}{}\begin{document}\begin{task}{1}Find $\frac{d}{dx} x^2$.\end{task}\end{document}"
    assert problems(text) == [r"\frac{d}{dx} x^2"]


def test_what_is_no_target():
    """A footnote in a formula is none of it; what defines the variable is not differentiated; a point is no definition."""
    assert problems(r"Let $$f(x) = a^\top x.\footnote{We could write $\frac{d}{dy} y^2$.}$$ Compute its gradient.") == [r"f(x) = a^\top x, \quad \nabla_{x} f"]
    assert problems(r"Let $\Lambda = \Sigma^{-1}$. Write the likelihood as a function of $\Lambda$ and compute its gradient.") == []
    assert problems(r"What is the gradient at $u = v$?") == []


def test_an_optimum_among_those_with_a_property():
    """ "Among all p with ..." is a constraint."""
    assert problems(r"Among all $p$ with $\sum_i p_i = 1$ find the one that maximises $H(p) = -\sum_i p_i\log p_i$.")[0].endswith(r"\text{s.t.} \quad \sum_i p_i = 1")


def test_a_density_of_one_argument_with_a_sample():
    """The estimate is that of the whole sample."""
    text = r"The density is $f(x) = \beta e^{-\beta x}$. Find the MLE of $\beta$ from a sample $x_1,\dots,x_n$."
    assert problems(text) == [r"f(x) = \beta e^{-\beta x}, \quad \operatorname*{arg\,max}_{\beta} \left( \prod_{i=1}^{n} f(x_i) \right)"]
