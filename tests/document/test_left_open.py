r"""What documents leave open: blanks to fill in, cells of tables, optimisation problems laid out in displays."""
from __future__ import annotations

import pytest

from texderive.document.document import read
from texderive.document.pipeline import solve


def requests(text: str) -> list[str]:
    return [p.request.latex for p in read(text + "\n").problems]


BLANKS = {
    r"$\frac{d}{dx} x^3 =$ \underline{\hspace{2cm}}": [r"\frac{d}{dx} x^3"],
    r"1. $\frac{d}{dx} x^3=$ \dotfill": [r"\frac{d}{dx} x^3"],
    r"$\nabla_x (x^\top x) = $ \fillin[] and $\nabla_x (a^\top x) = $ \fillin[$a$]": [r"\nabla_x (x^\top x)"],
    r"The derivative of $\cos(2x)$ is \underline{\qquad}.": [r"\frac{\partial}{\partial x} \left( \cos(2x) \right)"],
    r"$\frac{d}{dt} t\ln t=$": [r"\frac{d}{dt} t\ln t"],
    r"The gradient of $x\mapsto x^\top Ax$? And its Hessian?": [r"\nabla_{x} \left( x^\top Ax \right)", r"\nabla_{x}^2 \left( x^\top Ax \right)"],
    r"Partial derivatives of $u(x,y)=x^2y$ w.r.t.\ $x$ and $y$?": [r"\frac{\partial u}{\partial x}", r"\frac{\partial u}{\partial y}"],
    r"Differentiate both sides of $f(tx) = t^k f(x)$ with respect to $t$.": [],
    r"The derivative of $\cos x$ is \underline{really} important.": [],
    r"$\frac{d}{dx}\tan x=\sec^2 x$ \quad (T / F)": [],
}


@pytest.mark.parametrize("text", BLANKS)
def test_a_blank_asks(text):
    """A blank behind "=" or "is" asks; words that are underlined and answers that are given do not."""
    assert requests(text) == BLANKS[text]


NETWORK = r"h = \tanh(Wx), \quad L = \|h\|^2"
BESIDE = {
    rf"Find the derivative. \[ {NETWORK}, \quad \frac{{\partial L}}{{\partial W}} \]": [r"\frac{\partial L}{\partial W}"],
    "Find the gradient of $L$.\n\\begin{align*}\nh &= \\tanh(Wx), & L &= \\|h\\|^2, \\\\\n\\nabla_{W} L &\n\\end{align*}\nwhere $W$ is a matrix.": [r"\nabla_{W} L"],
    "\\begin{enumerate}\n\\item Differentiate.\n\\[ h = \\tanh(Wx). \\]\n\\[ L = \\|h\\|^2. \\]\n\\[ \\partial L/\\partial x. \\]\n\\end{enumerate}": [r"\partial L/\partial x"],
    "Find the derivatives.\n\\[ y = \\log(1 + e^{az}), \\quad \\frac{dy}{da}, \\quad \\frac{dy}{dz} \\]": [r"\frac{dy}{da}", r"\frac{dy}{dz}"],
    rf"Consider \[ {NETWORK}, \quad \frac{{\partial L}}{{\partial W}} \] Find the derivative.": [r"\frac{\partial L}{\partial W}"],
    r"Consider $f(x) = x^\top x$ and $\nabla f$. Find the Hessian.": [r"\nabla_{x}^2 f"],
    rf"Find the derivative. \[ {NETWORK}, \quad \frac{{\partial L}}{{\partial h}} = 2h^\top \]": [],
}


@pytest.mark.parametrize("text", BESIDE)
def test_a_derivative_without_an_answer_is_what_is_asked(text):
    """An instruction without a formula asks for the derivative that stands without an answer beside the definitions, before any guess at a function of them."""
    assert requests(text) == BESIDE[text]


TABLE = r"""
\begin{center}
\begin{tabular}{lll}
\hline
Function & Gradient & Hessian \\ \hline
$c^\top x$ & \underline{\hspace{1cm}} & $0$ \\
(b) $\frac12 x^\top A x$ & & ? \\ \hline
\end{tabular}
\end{center}

Text behind.
"""


def test_empty_cells_ask():
    """An empty cell below the name of a derivative asks for it; the solution stands behind the table."""
    solution = solve(TABLE, cache=False)
    assert [(p["line"], p["latex"]) for p in solution.problems] == [
        (6, r"\nabla_{x} \left( c^\top x \right)"), (7, r"\nabla_{x} \left( \frac12 x^\top A x \right)"), (7, r"\nabla_{x}^2 \left( \frac12 x^\top A x \right)")]
    assert solution.text.index(r"\end{tabular}") < solution.text.index("texderive: begin") < solution.text.index("Text behind")


def test_headings_as_formulas():
    r"""f'(x) below which nothing stands asks by x; a table without empty cells asks nothing."""
    table = r"\begin{tabular}{cc} $f(x)$ & $f'(x)$ \\ $x^2$ & %s \\ \end{tabular}"
    assert requests(table % "") == [r"\frac{\partial}{\partial x} \left( x^2 \right)"]
    assert requests(table % "$2x$") == []


PROGRAMS = {
    "Find the optimal $x$ of\n\\[\\begin{array}{ll}\\mbox{minimize} & \\|x-a\\|^2\\\\ \\mbox{subject to} & c^\\top x=1\\end{array}\\]": [
        r"\operatorname*{arg\,min}_{x} \|x-a\|^2 \quad \text{s.t.} \quad c^\top x=1"],
    r"Solve $$\underset{w}{\text{minimize}}\ \|Xw-y\|^2.$$": [r"\operatorname*{arg\,min}_{w} \|Xw-y\|^2"],
    r"Consider $\min_x \|Ax-b\|^2$. Derive its solution.": [r"\min_x \|Ax-b\|^2"],
    r"State the KKT conditions of $\min_x \|x\|^2$ s.t.\ $Ax=b$.": [],
    r"Consider $\min_{x} f(x) := \|Ax-b\|^2$. Find $\nabla f(x)$.": [r"\nabla f(x)"],
}


@pytest.mark.parametrize("text", PROGRAMS)
def test_optimisation_problems(text):
    """Laid out in words or symbols, alone or spoken of later; questions about their conditions are others."""
    assert requests(text) == PROGRAMS[text]


def test_a_model_with_noise_is_no_definition():
    r"""In y = X\beta + \varepsilon the data y do not depend on \beta."""
    text = "The model is $y = X\\beta + \\varepsilon$, where $X$ is $n\\times k$. Let $S(\\beta) = \\|y - X\\beta\\|^2$. Find $\\nabla S(\\beta)$.\n"
    assert solve(text, cache=False).problems[0]["result"]["latex"] == r"-2(y - X\beta)^\top X"


def test_rows_of_a_matrix_stay():
    """A row of a matrix that begins with a sign is no continued line."""
    text = "Let $f(u) = \\begin{pmatrix} u \\\\ -u^2 \\end{pmatrix}$. Find $\\frac{\\partial f}{\\partial u}$.\n"
    assert solve(text, cache=False).problems[0]["result"]["latex"] == r"\begin{bmatrix} 1 \\ -2u \end{bmatrix}"


def test_parts_in_words():
    """Part A and Part B are parts; an answer that is empty ends with the next."""
    text = "\\begin{problem}\nLet $f(x) = x^\\top x$.\n\\textbf{Part A}: Compute $\\nabla f(x)$.\n\n\\textbf{Solution}\n\n\\textbf{Part B}: Compute $\\nabla^2 f(x)$.\n\n\\textbf{Solution}\n\\end{problem}"
    assert requests(text) == [r"\nabla f(x)", r"\nabla^2 f(x)"] and len(solve(text + "\n", cache=False).problems) == 2


ANSWERED = r"""\newcommand{\sol}[1]{\textcolor{blue}{\textbf{Solution.} #1}}
\begin{enumerate}
\item Find $\nabla_x\,a^\top x$. \sol{$a$.}
\item Find $\nabla_x\,x^\top x$. \sol{}
\item What is $\frac{d}{dx}e^{x^2}$? Answer: $2xe^{x^2}$.
\item What is $\frac{d}{dx}e^{x}$? Answer:
\end{enumerate}
"""


def test_answers_in_commands_and_in_the_line():
    """An answer that is one letter, and one in the same line, are answers; behind an empty one in a command that holds no paragraphs the solution follows."""
    solution = solve(ANSWERED, cache=False)
    assert [p["line"] for p in solution.problems] == [4, 6]
    assert solution.text.index(r"\sol{}") + len(r"\sol{}") < solution.text.index("texderive: begin") < solution.text.index(r"\item What is $\frac{d}{dx}e^{x^2}$")
