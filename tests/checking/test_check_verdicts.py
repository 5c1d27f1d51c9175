"""One verdict per relation, on derivations of our own in the styles of real documents."""
from __future__ import annotations

import pytest

from texderive.checking import check

RIDGE = r"Ridge: $J(w) = \|Xw-y\|^2 + \lambda \|w\|^2$ with $X\in\mathbb{R}^{N\times d}$." "\n"
QUADRATIC = r"Let $f(x)=x^\top A x$ with $A\in\mathbb{R}^{n\times n}$." "\n"

# name -> (text, verdicts in order)
CASES = {
    "components, then the gradient": (QUADRATIC + r"""\begin{align*}
\frac{\partial f}{\partial x_k} &= \frac{\partial}{\partial x_k}\sum_{i,j} x_i A_{ij} x_j \\
 &= \sum_j A_{kj}x_j + \sum_i x_i A_{ik} \\
\nabla f &= Ax + A^\top x \\
 &= (A+A^\top)x
\end{align*}""", "equal equal equal equal"),
    "a wrong index": (QUADRATIC + r"$$\frac{\partial f}{\partial x_k} = \sum_j A_{kj}x_j + \sum_i x_k A_{ik}$$", "wrong"),
    "undeclared symmetry": (QUADRATIC + r"$$\nabla f = 2Ax$$", "assumes"),
    "symmetry since a remark": (QUADRATIC + r"\begin{align*} \nabla f &= (A+A^\top)x \\ \intertext{and since $A$ is symmetric} &= 2Ax \end{align*}", "equal equal"),
    "symmetry in another column": (QUADRATIC + r"\begin{align*} \nabla f &= (A+A^\top)x \\ &= 2Ax && (A = A^\top) \end{align*}", "equal equal"),
    "need not be symmetric": (r"Let $f(x)=x^\top A x$ where the $n\times n$ matrix $A$ need not be symmetric. $$\nabla f = 2Ax$$", "assumes"),
    "stationary point": (RIDGE + r"""\begin{align}
\nabla J(w) &= 2X^T(Xw-y) + 2\lambda w \stackrel{!}{=} 0 \\
\Leftrightarrow\quad (X^TX + \lambda I) w &= X^T y \\
\Leftrightarrow\quad w &= (X^TX+\lambda I)^{-1}X^Ty
\end{align}""", "equal skipped equal equal"),
    "stationary point lost a factor": (RIDGE + r"""\begin{align}
\nabla J(w) &= 2X^T(Xw-y) + 2\lambda w = 0 \\
\implies w &= (X^TX+2\lambda I)^{-1}X^Ty
\end{align}""", "equal skipped wrong"),
    "arg min": (r"\begin{align*} w^* &= \arg\min_w \|Xw-y\|^2 \\ &= (X^TX)^{-1}X^Ty \end{align*}", "skipped equal"),
    "Lagrange multiplier of a constraint": (r"""Maximise $-\sum_i p_i\log p_i$ subject to $\sum_i p_i = 1$, $L(p,\lambda) = -\sum_i p_i\log p_i + \lambda(\sum_i p_i - 1)$:
\begin{align*} \frac{\partial L}{\partial p_k} &= -\log p_k - 1 + \lambda = 0\\ \Rightarrow p_k &= e^{\lambda-1} \end{align*}""", "equal skipped equal"),
    "layout changes on the way": (r"Let $b, x\in\mathbb{R}^n$. \begin{align*} \nabla_x (b^Tx)^2 &= 2 (b^Tx) b \\ &= 2 (b^Tx) b^T \end{align*}", "equal equal-up-to-transpose"),
    "functions that are numbered and undefined": (r"$x\in\mathbb{R}^n$, $f(x)=\frac12\sum_i r_i(x)^2$. $$\frac12\sum_i\frac{\partial}{\partial x_k} r_i(x)^2 = \sum_i r_i(x)\frac{\partial r_i(x)}{\partial x_k}$$", "not-understood"),
    "a factor behind underflow": (r"\begin{align*} \frac{d}{dx} e^{-10^5 x^2} &= -10^5 x e^{-10^5 x^2} \end{align*} and \begin{align*} \frac{d}{dx} e^{-10^5 x^2} &= -2\cdot10^5 x e^{-10^5 x^2} \end{align*}", "wrong equal"),
    "unbracketed operator reaches over the sum": (r"\begin{align*} \frac12\frac{d}{dx} (x-1)^2 &= \frac12\frac{d}{dx} x^2 - 2x + 1 \\ &= x - 1 \end{align*}", "equal equal"),
    "unbracketed operator takes one term only": (r"$$\frac{d}{dx}(x^3) + x = \frac{d}{dx} x^3 + x = 3x^2 + x$$", "equal equal"),
    "chain through named intermediates": (r"""Let $a = w^Tx + b$, $p = \sigma(a)$ and $L = -\log p$, with $x \in \mathbb{R}^d$ (numerator layout).
$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial p}\frac{\partial p}{\partial a}\frac{\partial a}{\partial w} = (p - 1)x^T$$""", "equal equal"),
    "sum of probabilities used": (r"""Let $\sum_k q_k = 1$ and $s = \operatorname{softmax}(v)$.
$$\frac{\partial}{\partial v_i}\Bigl(-\sum_k q_k\log s_k\Bigr) = s_i\sum_k q_k - q_i = s_i - q_i$$""", "equal equal"),
    "rows of a data matrix": (r"""The loss is $L(w) = \frac12\sum_{i=1}^N (w^Tx_i - y_i)^2$.
\begin{align*} \nabla_w L &= \sum_{i=1}^N (w^Tx_i - y_i)x_i \\ &= X^T(Xw-y) \end{align*}""", "equal equal"),
    "approximation and bound": (r"$$(a-b)^T(a-b) = a^Ta - 2a^Tb + b^Tb \approx a^Ta \leq 2a^Ta$$", "equal skipped skipped"),
    "evaluation bar": (r"Let $g(t) = t^3 + t$. $$g'(t)\Big|_{t=1} = \left(3t^2+1\right)\Big|_{t=1} = 4$$", "equal equal"),
    "value at zero": (r"Let $g(t) = t^3 + 2t$. \begin{align*} g'(t) &= 3t^2 + 2 \\ g(0) &= 0 \end{align*}", "equal equal"),
    "commuting factors": (r"With $A,B\in\mathbb{R}^{n\times n}$: $$(A+B)(A-B) = A^2 - B^2$$", "wrong"),
    "inverse of a product": (r"$$(AB)^{-1} = A^{-1}B^{-1}$$", "wrong"),
    "a derivative behind an arrow": (r"$$g(x) = x^3 \quad\Rightarrow\quad g'(x) = 2x^2$$", "skipped wrong"),
    "a sum over an index that is not there": (r"The mean $m$ of $x_n$: $$\frac{d}{d\mu}\sum_n (x_n-\mu)^2 = -2\sum_n (x_i-\mu)$$", "shape-error"),
    "a number added to a matrix": (r"Let $S\in\mathbb{R}^{d\times d}$ be symmetric, $w\in\mathbb{R}^d$. $$\nabla_w (w^TSw - c\, w^Tw) = 2(S - c)w$$", "shape-error"),
    "row added to a column": (r"Let $A\in\mathbb{R}^{n\times n}$. $$\nabla_x\, x^TAx = Ax + x^TA$$", "shape-error"),
    "unread member": (r"$$\frac{d}{dx} x^2 = \mathbb{E}[\heartsuit] = 2x$$", "not-understood not-understood"),
    "undefined function": (r"$$\frac{\partial E}{\partial w} = 2w$$", "not-understood"),
    "function named in the prose": (r"We differentiate the loss $\|Xw-y\|^2$ and get $$\frac{\partial E}{\partial w} = 2(Xw-y)^TX$$", "equal"),
    "definitions in the display": (r"\begin{align*} r &:= Xw - y \\ \nabla_w \|r\|^2 &= 2X^Tr \end{align*}", "skipped equal"),
    "definition behind the chain": (r"$$\frac{\partial}{\partial x}\sin(x^2) = 2x\, c, \qquad c = \cos(x^2)$$", "equal skipped"),
    "matrix or entrywise function": (r"$$\frac{\partial}{\partial X} \operatorname{tr}(\sin(X)) = \cos(X)^T$$", "not-understood"),
}


def test_lines_are_those_of_the_right_member():
    """A claim stands on the source line of its right-hand member, also when rows continue."""
    report = check("We have\n\\begin{align*}\n\\frac{d}{dx} x^2 &=\n 2x \\\\\n &= x\n  + x\n\\end{align*}\n")
    assert [(c.line, c.end_line, c.verdict) for c in report.claims] == [(4, 4, "equal"), (5, 6, "equal")]


def test_declared_shapes_and_layout():
    """`declare` and `layout` are those of derive; a stated layout makes the other one a note."""
    text = r"$$\nabla_x\, b^Tx = b$$"
    assert check(text, declare={"x": "n", "b": "n"}, layout="denominator").claims[0].verdict == "equal"
    assert check(text, declare={"x": "n", "b": "n"}, layout="numerator").claims[0].verdict == "equal-up-to-transpose"


def test_pragma_declares():
    """A pragma comment states what the prose does not."""
    text = "% texderive: A in R^{n x n}, A symmetric, layout=denominator\n$$\\nabla_x x^TAx = 2Ax$$"
    report = check(text)
    assert (report.claims[0].verdict, report.layout, report.stated) == ("equal", "denominator", True)


def test_layout_of_the_document_is_kept():
    """Where one chain of several uses the other layout, that chain is the note."""
    text = r"Let $a,b,x\in\mathbb{R}^n$. $$\nabla_x a^Tx = a^T$$ Then $$\nabla_x (b^Tx)^2 = 2(b^Tx) b^T$$ Finally $$\nabla_x \|x\|^2 = 2x$$"
    report = check(text)
    assert [c.verdict for c in report.claims] == ["equal", "equal", "equal-up-to-transpose"]
    assert report.layout == "numerator"


def test_problems_of_one_document_do_not_disturb_each_other():
    """Right derivations stay right among others that use the same letters for other things."""
    good = [text for text, verdicts in CASES.values() if set(verdicts.split()) <= {"equal", "skipped"}]
    report = check("\n".join(f"\\section{{Problem {k}}}\n{text}\n" for k, text in enumerate(good)))
    assert len(good) > 15 and report.ok and not any(c.verdict == "assumes" for c in report.claims)


@pytest.mark.parametrize("text", ["", "$", "$$=", "$$ = $$", "\\begin{align}", "$$a = $$", "=" * 2000, "$$" + "{" * 5000 + "x" + "}" * 5000 + " = 1$$",
                                  r"\def\a{\a\a}$$\a = \a$$", "$$x^{10^{10}} = y$$", "\x00 = \x01", r"$$\input{/etc/passwd} = \write18{ls}$$"])
def test_bad_input_is_no_crash(text):
    """Whatever is thrown at the checker gives a report, without a wrong line claimed."""
    assert all(c.verdict in ("not-understood", "skipped", "equal") for c in check(text).claims)
