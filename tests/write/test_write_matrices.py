"""Matrix expressions are printed as a textbook writes them, in LaTeX and in text."""
from __future__ import annotations

import pytest

from texderive import matrix as m
from texderive import write
from texderive.problem import Style
from texderive.symbols import Symbol
from texderive.write.notation import leaf
from texderive.write.to_text import to_text

X = m.var(Symbol("X", "X", ("N", "d")))
beta = m.var(Symbol(r"\beta", r"\beta", ("d", 1)))
Y = m.var(Symbol("Y", "Y", ("N", 1)))
A = m.var(Symbol("A", "A", ("n", "n")))
B = m.var(Symbol("B", "B", ("n", "n")))
x = m.var(Symbol(r"\mathbf{x}", r"\mathbf{x}", ("n", 1)))
W1 = m.var(Symbol("W_1", "W_1", ("n", "n")))
s, t = m.var(Symbol("s", "s")), m.var(Symbol("t", "t"))
f = m.var(Symbol("f", "f"))
members = Symbol("x", "x", ("d", 1), ("N",), ("i",), pattern="x^{({})}")
targets = Symbol("y", "y", (1, 1), ("N",), ("i",), pattern="y_{{{}}}")
r = m.add(m.mul(X, beta), m.neg(Y))
one = m.ones(("n", 1))
sigma = m.fn("sigmoid", m.mul(A, x))
i, j = m.idx("i"), m.idx("j")

CASES = [
    (m.mul(m.num(2), m.T(r), X), r"2(X\beta - Y)^\top X", "2(Xβ − Y)ᵀX"),
    (m.neg(m.add(A, m.T(A))), r"-(A + A^\top)", "−(A + Aᵀ)"),
    (m.add(m.neg(A), m.neg(B)), "-A - B", "−A − B"),
    (m.mul(m.num("1/2"), m.T(x)), r"\frac{1}{2}\,\mathbf{x}^\top", "½ xᵀ"),
    (m.mul(m.T(x), A, x), r"\mathbf{x}^\top A\mathbf{x}", "xᵀAx"),
    (m.mul(m.num(4), m.T(x), x, m.T(x)), r"4(\mathbf{x}^\top\mathbf{x})\mathbf{x}^\top", "4(xᵀx)xᵀ"),
    (m.inv(m.mul(m.T(X), X)), r"(X^\top X)^{-1}", "(XᵀX)⁻¹"),
    (m.T(m.inv(A)), r"A^{-\top}", "A⁻ᵀ"),
    (m.inv(m.T(A)), r"A^{-\top}", "A⁻ᵀ"),
    (m.T(m.mul(A, B)), r"(AB)^\top", "(AB)ᵀ"),
    (m.T(W1), r"W_1^\top", "W₁ᵀ"),
    (m.pow_(m.norm(r, "2"), m.num(2)), r"\|X\beta - Y\|^2", "‖Xβ − Y‖²"),
    (m.pow_(m.norm(A, "F"), m.num(2)), r"\|A\|_F^2", "‖A‖_F²"),
    (m.mul(m.norm(x, "2"), m.norm(x, "1")), r"\|\mathbf{x}\|\,\|\mathbf{x}\|_1", "‖x‖ ‖x‖₁"),
    (m.div(m.T(x), m.norm(x, "2")), r"\frac{\mathbf{x}^\top}{\|\mathbf{x}\|}", "xᵀ/‖x‖"),
    (m.mul(m.num(2), m.div(m.T(x), m.norm(x, "2"))), r"\frac{2\mathbf{x}^\top}{\|\mathbf{x}\|}", "2xᵀ/‖x‖"),
    (m.mul(m.pow_(s, m.num(-2)), A), r"\frac{A}{s^2}", "A/s²"),
    (m.tr(m.mul(A, B)), r"\operatorname{tr}(AB)", "tr(AB)"),
    (m.fn("log", m.det(A)), r"\log\det(A)", "log det(A)"),
    (m.diag(m.had(sigma, m.add(one, m.neg(sigma)))), r"\operatorname{diag}(\sigma(A\mathbf{x}) \odot (1 - \sigma(A\mathbf{x})))", "diag(σ(Ax) ⊙ (1 − σ(Ax)))"),
    (m.diag(m.add(one, m.neg(m.hpow(m.fn("tanh", x), m.num(2))))), r"\operatorname{diag}(1 - \tanh^2(\mathbf{x}))", "diag(1 − tanh²(x))"),
    (m.mul(m.had(A, B), x), r"(A \odot B)\mathbf{x}", "(A ⊙ B)x"),
    (m.mul(A, m.add(B, A), x), r"A(B + A)\mathbf{x}", "A(B + A)x"),
    (m.mul(m.T(one), x), r"\mathbf{1}^\top\mathbf{x}", "1ᵀx"),
    (m.mul(s, m.eye("n")), "sI", "sI"),
    (m.mul(m.num(3), m.pow_(m.num(2), s)), r"3 \cdot 2^s", "3 · 2^s"),
    (m.pow_(m.pow_(s, m.num(2)), t), "(s^2)^t", "(s²)ᵗ"),
    (m.pow_(m.add(s, t), m.num(2)), "(s + t)^2", "(s + t)²"),
    (m.pow_(m.div(s, t), m.num(2)), r"\left(\frac{s}{t}\right)^2", "(s/t)²"),
    (m.pow_(m.neg(s), m.num(2)), "(-s)^2", "(−s)²"),
    (m.mul(s, m.neg(m.add(s, t))), "-s(s + t)", "−s(s + t)"),
    (m.mul(f, m.add(s, t)), r"f \cdot (s + t)", "f · (s + t)"),
    (m.pow_(s, m.num("1/2")), r"\sqrt{s}", "√s"),
    (m.fn("exp", m.neg(s)), "e^{-s}", "e^(−s)"),
    (m.fn("exp", m.num(-1)), "e^{-1}", "e⁻¹"), (m.fn("exp", m.ONE), "e", "e"),
    (m.fn("exp", x), r"\exp(\mathbf{x})", "exp(x)"),
    (m.mfn("exp", A), "e^A", "e^A"),
    (m.fn("abs", s), "|s|", "|s|"),
    (m.fn("abs", m.add(m.fn("abs", s), t)), r"\left||s| + t\right|", "||s| + t|"),
    (m.ind(">", x, m.num(0)), r"\mathbf{1}[\mathbf{x} > 0]", "1[x > 0]"),
    (m.comp(x, i), "x_i", "x_i"),
    (m.comp(m.mul(A, x), i), r"(A\mathbf{x})_i", "(Ax)_i"),
    (m.comp(m.inv(A), i, j), "(A^{-1})_{ij}", "(A⁻¹)_ij"),
    (m.comp(W1, i, j), "(W_1)_{ij}", "(W₁)_ij"),
    (m.T(m.var(members, i)), r"(x^{(i)})^\top", "(x⁽ⁱ⁾)ᵀ"),
    (m.sum_(m.Range("i", "N"), m.mul(m.var(targets, i), m.T(m.var(members, i)))), r"\sum_{i=1}^{N} y_{i}(x^{(i)})^\top", "Σ_{i=1}^N y_i(x⁽ⁱ⁾)ᵀ"),
    (m.sum_(m.Range("i", "N"), m.add(m.var(targets, i), s)), r"\sum_{i=1}^{N} (y_{i} + s)", "Σ_{i=1}^N (y_i + s)"),
    (m.sum_(m.Range("i", "n"), m.sum_(m.Range("j", "n"), m.comp(A, i, j), m.cmp("<", i, j))), r"\sum_{i<j} A_{ij}", "Σ_{i<j} A_ij"),
    (m.sum_(m.Range("j", "n"), m.comp(A, i, j), m.cmp("!=", i, j)), r"\sum_{j\ne i} A_{ij}", "Σ_{j≠i} A_ij"),
    (m.mul(m.sum_(m.Range("i", "N"), m.var(targets, i)), A), r"\left(\sum_{i=1}^{N} y_{i}\right)A", "(Σ_{i=1}^N y_i)A"),
    (m.make("block", (s, m.neg(s), m.num(1), m.num(0)), (2, 2), (2, 2)), r"\begin{bmatrix} s & -s \\ 1 & 0 \end{bmatrix}", "[s, −s; 1, 0]"),
    (m.kron(A, m.add(A, B)), r"A \otimes (A + B)", "A ⊗ (A + B)"),
    (m.make("cases", (s, m.ind(">", s, m.num(0)), m.num(0)), None, (1, 1)), r"\begin{cases} s & s > 0 \\ 0 & \text{otherwise} \end{cases}", "{s if s > 0; 0 otherwise}"),
]


@pytest.mark.parametrize(("expr", "latex", "text"), CASES, ids=[c[1] for c in CASES])
def test_printed_form(expr, latex, text):
    """Each expression has this LaTeX and this text."""
    assert write.latex(expr) == latex
    assert write.text(expr) == text


def test_style_of_the_author():
    """Transpose, norm, determinant and Hadamard product are written as the author writes them."""
    style = Style(transpose="T", hadamard=r"\circ", norm=(r"\lVert ", r"\rVert "), norm_sub="2", det="|", log=r"\ln", trace=r"\mathrm{Tr}")
    assert write.latex(m.T(m.inv(A)), style=style) == "A^{-T}"
    assert write.latex(m.had(A, B), style=style) == r"A \circ B"
    assert write.latex(m.norm(x, "2"), style=style) == r"\lVert\mathbf{x}\rVert_2"
    assert write.latex(m.fn("log", m.det(A)), style=style) == r"\ln|A|"
    assert write.latex(m.tr(A), style=style) == r"\mathrm{Tr}(A)"


def test_prime_as_transpose():
    """A prime transposes; the inverse keeps its own exponent."""
    style = Style(transpose=r"\prime")
    assert write.latex(m.mul(m.T(X), X), style=style) == "X'X"
    assert write.latex(m.T(m.inv(A)), style=style) == "(A^{-1})'"


def test_derivative_left_unevaluated():
    """An unevaluated derivative keeps its operand behind the operator."""
    d = m.make("deriv", (m.pow_(m.norm(r, "2"), m.num(2)), beta), "numerator", (1, "d"))
    assert write.latex(d) == r"\frac{\partial}{\partial\beta}\|X\beta - Y\|^2"
    assert write.text(d) == "∂/∂β ‖Xβ − Y‖²"


@pytest.mark.parametrize("latex, text", [(r"\min_x \frac{1}{2} x", "min_x ½ x"), (r"\nabla_x (x + y)", "∇_x (x + y)"), (r"y \mathbf{1} + \delta_{j2}", "y 1 + δ_j2"),
                                         (r"(1+r)^{T-1} + A^T + \sum_{t=2}^T x_t", "(1 + r)^(T−1) + Aᵀ + Σ_{t=2}^T x_t"), (r"[f]_{:,:,k}", "[f]_{:,:,k}"), (r"y \in \{-1,+1\}", "y ∈ {−1, +1}")])
def test_text_is_not_misread(latex, text):
    """Spaces where two signs would run together; an exponent or a bound T is no transpose."""
    assert to_text(leaf(latex)) == text
