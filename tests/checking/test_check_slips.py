"""Slips are named, repaired and placed."""
from __future__ import annotations

import pytest

from texderive.checking import check
from texderive.checking.slips.edits import Written, edits
from texderive.read import read

D = r"Let $A,B\in\mathbb{R}^{n\times n}$, $x,b\in\mathbb{R}^n$ and $M\in\mathbb{R}^{m\times n}$. "

# kind -> (text, what the message must contain)
SLIPS = {
    "sign": (D + r"$$\nabla_x (x^TAx - b^Tx) = (A+A^T)x + b$$", "`(A+A^T)x + b` should be `(A+A^T)x - b`"),
    "factor": (D + r"$$\nabla_x \|Mx\|^2 = M^TMx$$", "should be `2M^TMx`"),
    "transpose": (D + r"$$\nabla_x \|Mx\|^2 = 2MMx$$", "`2MMx` should be `2M^TMx`"),
    "swap": (D + r"$$\nabla_x\, b^TABx = B^TA^Tb = A^TB^Tb$$", "reversed"),
    "inverse": (D + r"$$(A^{-1})^T = A^{T} $$", "rule for the inverse"),
    "elementary": (r"$$\frac{d}{dx}\tan x = 1 + \tan x$$", r"\tan^2"),
    "index": (D + r"$$\frac{\partial}{\partial x_k}\sum_i b_i x_i = b_i$$", "b_k"),
    "delta": (D + r"$$\sum_j A_{ij}\delta_{jk} = A_{kk}$$", "Kronecker delta"),
    "lost-sum": (D + r"$$\frac{\partial}{\partial x_k}\|Mx\|^2 = 2\sum_i M_{ik}(Mx)_i = 2 M_{ik}(Mx)_i$$", "the sum was lost"),
    "hadamard": (r"Let $u,v\in\mathbb{R}^n$. $$\operatorname{diag}(u)v = u \odot v = u v$$", "elementwise"),
    "scope": (D + r"$$\nabla_x \|Mx-c\|^2 = 2M^T(Mx-c) = 2M^TMx-c$$", "bracket or operator scope lost"),
    "sign of an argument": (r"$$\frac{d}{dx}\left(-\log(1+e^{-x})\right) = \sigma(-x) = \sigma(x)$$", r"`\sigma(x)` should be `\sigma(-x)`"),
    "sign of an exponent": (r"$$\frac{d}{dx}e^{-x} = -e^{x}$$", "`e^{x}` should be `e^{-x}`"),
    "power of a variance": (r"$$\frac{\partial}{\partial\sigma^2}\frac{a}{\sigma^2} = -\frac{a}{\sigma^2}$$", r"should be `\frac{a}{\sigma^4}`"),
    "reversed product": (D + r"$$(I+A^{-1}BA)b = (I+ABA^{-1})b$$", "swapped factors"),
    "lost matrix": (D + r"$$\frac{d}{dt}\, t\,x^TAx = x^Tx$$", "`x^Tx` should be `x^T A x`"),
    "one over": (r"$$\frac{d}{dp}\log p = p$$", r"should be `\frac{1}{p}`"),
    "0 = of a derivative": (r"Let $f(w)=\|Xw-y\|^2+\lambda\|w\|^2$. \begin{align*} \nabla f &= 2X^T(Xw-y)+2\lambda w\\ 0 &= (X^TX-\lambda I)w-X^Ty \end{align*}", r"`X^TX-\lambda I` should be `X^TX+\lambda I`"),
    "up to a constant": (r"\begin{align*} \log p(w) &= -\frac12\|t-Aw\|^2+\text{const}\\ &= 2t^\top Aw-\frac12w^\top A^\top Aw+\text{const} \end{align*}", r"`2t^\top Aw` should be `t^\top Aw`"),
    "a letter of a definition": (r"Let $a=\tanh(Ux)$, $z=Wa$ and $L=\frac12\|z-y\|^2$. \[ \frac{\partial L}{\partial W} = (z-y)x^T \]", r"`(z-y)x^T` should be `(z-y)a^T`"),
    "shapes by name": (r"Let $a = \operatorname{softmax}(s)$, $s\in\mathbb R^n$. $$\frac{\partial a}{\partial s} = \operatorname{diag}(a)-a^Ta$$", r"cannot add a scalar, -a^Ta, and n x n, \operatorname{diag}(a)"),
    "product-rule": (r"$$\frac{d}{dx}\left(x^2\sin x\right) = x^2\cos x$$", "a term of the product rule is missing"),
    "chain-rule": (r"$$\frac{d}{dx}\sin(x^2+1) = \cos(x^2+1)$$", "the inner derivative (chain rule) was lost"),
    "lost-term": (D + r"$$\frac{\partial}{\partial x_k}\|Mx-c\|^2 = 2(M^T(Mx-c))_k = 2(M^T(Mx))_k$$", "a term was lost: `Mx` should be `Mx-c`"),
    "lost-term of a denominator": (r"$$\frac{d}{dx}\log(1+e^x) = \frac{e^x}{1+e^x} = \frac{e^x}{e^x}$$", "a term was lost: `e^x` should be `1+e^x`"),
    "lost factor": (D + r"$$\nabla_b\|Mb-c\|^2 = 2M^T(Mb-c) = 2M^T(b-c)$$", "`b` should be `Mb`"),
    "brackets behind a sum": (r"Let $f(m)=-\sum_i(x_i-m)^2$. $$f'(m) = 2\sum_i(x_i-m) = 2\sum_i x_i-m$$", r"`\sum_i x_i-m` should be `\sum_i (x_i-m)`"),
    "shape": (D + r"$$\nabla_x\, x^TAx = Ax + x^TA$$", "the shapes do not fit"),
    "symmetry": (D + r"$$\nabla_x\, x^TAx = 2Ax$$", "true only if `A` is symmetric"),
}


@pytest.mark.parametrize("kind", SLIPS)
def test_slip_is_named(kind):
    """The message names the kind of slip and shows the term as it should be."""
    text, expected = SLIPS[kind]
    bad = [c for c in check(text).claims if c.verdict in ("wrong", "shape-error", "assumes")]
    assert len(bad) == 1 and expected in bad[0].message


def test_solving_slip_is_named():
    """A wrong solution is repaired so that it satisfies the equation before it."""
    text = r"$$\nabla_w \left(\|Xw-y\|^2 + \|w\|^2\right) = 2X^T(Xw-y) + 2w = 0 \implies w = (X^TX + I)^{-1}Xy$$"
    claim = check(text).claims[-1]
    assert claim.verdict == "shape-error" and claim.slip == "solve" and "X^Ty" in claim.message.replace(" ", "")


def test_the_figures_are_real():
    """Both values at the small example are what the members are worth there."""
    claim = check(r"$$\frac{d}{dx} x^3 = 3x$$").claims[0]
    assert "for x = 2 the line before gives 12, this line 6" in claim.message


def test_errors_that_cancel_are_told():
    """A later line that follows again from the one before the slip is named, and the final result is called right."""
    text = "\\begin{align*}\n\\frac{d}{dx}(x^2+x)^2 &= 2(x^2+x)(2x+1) \\\\\n&= 2(x^2-x)(2x+1) \\\\\n&= 4x^3+6x^2+2x\n\\end{align*}"
    claims = check(text).claims
    assert [c.verdict for c in claims] == ["equal", "wrong", "wrong"]
    assert "line 4 follows again from line 2; the final result is right" in claims[1].message


def test_caret_stands_at_the_change():
    """The diagnostic points at the sign that should change."""
    text = r"$$\nabla_x \|x-b\|^2 = 2(x+b)$$"
    diagnostic = next(check(text, file="a.tex").diagnostics())
    assert (diagnostic.file, diagnostic.code, diagnostic.severity) == ("a.tex", "TD601", "error")
    assert text[diagnostic.column - 1] == "+" and diagnostic.length == 1


def test_two_slips_of_which_one_cannot_be_computed():
    """A slip in the first term beside a second term without any value: both are named."""
    text = D + r"$$\nabla_x(c^Tx + \|Mx\|^2) = c + 2M^TMx = -c + 2MMx$$"
    claim = check(text).claims[-1]
    assert "two slips" in claim.message and "M^TMx" in claim.fix.replace(" ", "")


def test_the_figures_have_members_as_rows():
    r"""Where \Phi has the \phi_n as rows, so it has in the example, and the slip is found there."""
    text = r"Let $E(w) = \frac12\sum_n(t_n-w^\top\phi_n)^2$. $$\nabla E(w) = \Phi^\top(t-\Phi w)$$"
    claim = check(text).claims[0]
    assert claim.slip == "sign" and "the line before gives" in claim.message


def test_letters_of_the_next_line():
    """A wrong letter is found that only the next line has."""
    text = r"Let $u=x^2+y$, $v=xy$, $w=uv$. \begin{align*} \frac{\partial w}{\partial x} &= \frac{\partial w}{\partial u}\frac{\partial u}{\partial x}+\frac{\partial w}{\partial v}\frac{\partial v}{\partial x}\\ &= 2vx+ux\\ &= 2x^2y+(x^2+y)y\end{align*}"
    assert check(text).claims[-2].fix == "2vx+uy"


def test_a_solution_that_is_right_again():
    """What solves the equation before the slip is told to be right."""
    text = r"Let $f(w)=\|Xw-y\|^2$. \begin{align*} \nabla f &= 2X^T(Xw-y)\\ &= 2X^TXw+2X^Ty=0 \\ \Rightarrow w &= (X^TX)^{-1}X^Ty\end{align*}"
    claim = check(text).claims[-1]
    assert claim.verdict == "wrong" and "right again" in claim.message


def test_symmetric_examples_are_whole():
    """Matrices that are symmetric have whole numbers in the example too."""
    message = check(r"Let $A$ be symmetric. $$\nabla (x^TAx) = 3Ax$$").claims[0].message
    assert "." not in message.split("for ")[1].split(" the line")[0]


@pytest.mark.parametrize("text, fix", [
    (r"$$\sum_i\left(\log(2\pi) + x_i\right) = \sum_i\left(\log(\pi) + x_i\right)$$", r"\log(2"),
    (r"Let $f(x,y)=x^3-3xy^2$. $$\nabla^2f = \begin{pmatrix}6x&-6y\\-6y&6x\end{pmatrix}$$", "-6x"),
])
def test_slips_inside(text, fix):
    """A factor is missing inside of a logarithm, a sign in one entry of a matrix."""
    assert fix in check(text).claims[0].fix.replace(" ", "").replace("2\\pi", "2\\pi")


def test_edits_keep_commands_apart():
    r"""An edit never glues a letter to a command: X\beta swapped is \beta X."""
    text = r"X\beta"
    swapped = [e.apply(text) for e in edits(Written(text, read(text).statements[0])) if e.kind == "swap"]
    assert swapped == [r"\beta X"]
