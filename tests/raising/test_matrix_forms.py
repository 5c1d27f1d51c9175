"""Reading back: components become the matrix form a textbook prints."""
from __future__ import annotations

import pytest

import texderive as td

SHAPES = {"A": "n x n", "B": "n x n", "M": "m x n", "S": "n x n symmetric", "P": "n x n posdef", "X": "n x n", "Z": "m x n", "x": "n", "a": "n", "b": "n", "c": "m", "t": "scalar", "z": "n"}

# what is differentiated, by what, the result in numerator layout
ROWS = [
    (r"a^\top x", "x", r"a^\top"),
    (r"x^\top x", "x", r"2x^\top"),
    (r"x^\top A x", "x", r"x^\top(A + A^\top)"),
    (r"x^\top S x", "x", r"2x^\top S"),
    (r"\|Mx - c\|^2", "x", r"2(Mx - c)^\top M"),
    (r"\frac{1}{2}\|Mx - c\|^2", "x", r"(Mx - c)^\top M"),
    (r"\|x\|", "x", r"\frac{x^\top}{\|x\|}"),
    (r"\|x\|^4", "x", r"4\|x\|^2x^\top"),
    (r"\mathbf{1}^\top x", "x", r"\mathbf{1}^\top"),
    (r"e^{a^\top x}", "x", r"e^{a^\top x}a^\top"),
    (r"\log(1 + e^{a^\top x})", "x", r"\sigma(a^\top x)\,a^\top"),
    (r"\sum_i x_i^3", "x", r"3(x \odot x)^\top"),
    (r"\log \sum_i e^{x_i}", "x", r"\operatorname{softmax}(x)^\top"),
    (r"x^\top a\, b^\top x", "x", r"(b^\top x)a^\top + (x^\top a)b^\top"),
    # Jacobians
    (r"Mx", "x", r"M"),
    (r"x", "x", r"I"),
    (r"x \odot a", "x", r"\operatorname{diag}(a)"),
    (r"x \odot x", "x", r"2\operatorname{diag}(x)"),
    (r"\sin(x)", "x", r"\operatorname{diag}(\cos(x))"),
    (r"x\, a^\top x", "x", r"(a^\top x)I + xa^\top"),
    (r"\operatorname{softmax}(z)", "z", r"\operatorname{diag}(p) - pp^\top, \quad p = \operatorname{softmax}(z)"),
    # by a matrix
    (r"\operatorname{tr}(X)", "X", r"I"),
    (r"\operatorname{tr}(AX)", "X", r"A^\top"),
    (r"\operatorname{tr}(AXB)", "X", r"A^\top B^\top"),
    (r"\operatorname{tr}(AX^\top B)", "X", r"BA"),
    (r"\operatorname{tr}(X^\top X)", "X", r"2X"),
    (r"\operatorname{tr}(XAX^\top)", "X", r"X(A + A^\top)"),
    (r"\operatorname{tr}(X^2)", "X", r"2X^\top"),
    (r"a^\top X b", "X", r"ab^\top"),
    (r"a^\top X^\top b", "X", r"ba^\top"),
    (r"a^\top X^\top X b", "X", r"X(ab^\top + ba^\top)"),
    (r"\|X\|_F^2", "X", r"2X"),
    (r"\det X", "X", r"\det(X)\,X^{-\top}"),
    (r"\log\det X", "X", r"X^{-\top}"),
    (r"\operatorname{tr}(X^{-1})", "X", r"-X^{-\top}X^{-\top}"),
    (r"a^\top X^{-1} b", "X", r"-X^{-\top}ab^\top X^{-\top}"),
    (r"\|Zx - c\|^2", "Z", r"2(Zx - c)x^\top"),
    # by a scalar
    (r"t A", "t", r"A"),
    (r"(A + tB)^{-1}", "t", r"-(A + tB)^{-1}B(A + tB)^{-1}"),
    (r"\log\det(A + tB)", "t", r"\operatorname{tr}((A + tB)^{-1}B)"),
    (r"(x + ta)^\top S (x + ta)", "t", r"2(x + ta)^\top Sa"),
]


def result(body: str, variable: str, **options) -> str:
    return td.derive(rf"\frac{{\partial}}{{\partial {variable}}}\left({body}\right)", declare=SHAPES, **options).result.latex


@pytest.mark.parametrize("body, variable, expected", ROWS, ids=[f"{row[0]} by {row[1]}" for row in ROWS])
def test_textbook_form(body, variable, expected) -> None:
    """The form in which the Matrix Cookbook and its kind print it."""
    assert result(body, variable) == expected


@pytest.mark.parametrize("body, variable, expected", [
    (r"a^\top x", "x", "a"), (r"x^\top A x", "x", r"(A + A^\top)x"), (r"\|Mx - c\|^2", "x", r"2M^\top(Mx - c)"), (r"Mx", "x", r"M^\top"),
    (r"\operatorname{tr}(AX)", "X", r"A^\top"), (r"\log \sum_i e^{x_i}", "x", r"\operatorname{softmax}(x)")])
def test_denominator_layout(body, variable, expected) -> None:
    """Gradients are columns, Jacobians transposed, derivatives by a matrix as before."""
    assert result(body, variable, layout="denominator") == expected


@pytest.mark.parametrize("body, variable, size", [(r"Z x", "Z", ("m", "m", "n")), (r"X^{-1}", "X", ("n", "n", "n", "n")), (r"x x^\top", "x", ("n", "n", "n"))])
def test_more_than_two_axes_stay_in_index_form(body, variable, size) -> None:
    """No matrix form is invented; the sizes of all axes are given."""
    d = td.derive(rf"\frac{{\partial}}{{\partial {variable}}}\left({body}\right)", declare=SHAPES)
    assert (d.result.kind, d.result.shape) == ("index", size)


@pytest.mark.parametrize("latex, expected", [
    (r"\frac{\partial}{\partial Z}\sum_i\Bigl(\sum_j Z_{ij}\Bigr)^2", r"2Z\mathbf{1}_{n}\mathbf{1}_{n}^\top"),
    (r"\frac{\partial}{\partial Z}\sum_i\log\sum_j e^{Z_{ij}}", r"\operatorname{softmax}(Z)"),
    (r"\frac{\partial}{\partial Z}\sum_k\log\sum_i e^{Z_{ik}}", r"\operatorname{softmax}(Z^\top)^\top"),
    (r"s_i = \sum_j Z_{ij}^2, \quad \frac{\partial}{\partial Z}\sum_i\sqrt{s_i}", r"\operatorname{diag}(1 \oslash \sqrt{s})\,Z, \quad s = (Z \odot Z)\mathbf{1}")])
def test_numbered_scalars_are_a_vector(latex, expected) -> None:
    """Scalars numbered by a row or a column, s_i, are the entries of one vector where the answer needs it."""
    d = td.derive(latex, declare={"Z": "m x n"})
    assert (d.result.kind, d.result.latex) == ("matrix", expected)


@pytest.mark.parametrize("latex, expected", [
    (r"\frac{\partial}{\partial W}\sum_{i=1}^N (y_i - v^\top\tanh(Wx_i))", r"-\sum_{i=1}^{N} (v \odot (1 - \tanh^2(Wx_{i})))x_{i}^\top"),
    (r"\frac{d}{dx}\frac{x}{x^2 - 1}", r"-\frac{x^2 + 1}{(x^2 - 1)^2}"), (r"\frac{d}{dx}\frac{1}{x^2 - x - 2}", r"\frac{1 - 2x}{(x^2 - x - 2)^2}"),
    (r"\frac{\partial}{\partial x_1}(x_1^2x_2 + x_1x_2^3)", r"2x_1x_2 + x_2^3"),
    (r"\frac{d^2}{dx^2} x^3e^x", r"xe^x(x^2 + 6x + 6)"),
    (r"\frac{d}{dx}(1 + x + x^2 + x^3)", r"1 + 2x + 3x^2"),
    (r"W = A^{-1}, \; J = \tfrac12\|W - C\|_F^2, \; \frac{\partial J}{\partial A}", r"-W^\top(W - C)W^\top, \quad W = A^{-1}"),
    (r"K = a\exp(-D/r) + bI, \; \frac{\partial}{\partial r}\log\det K",
     r"\frac{a\operatorname{tr}(K^{-1}(D \odot \exp(-D/r)))}{r^2}, \quad \exp \text{ elementwise}, \quad K = a\exp\left(-\frac{D}{r}\right) + bI"),
])
def test_as_printed(latex, expected) -> None:
    """One product inside of a family sum, letters by number, powers falling unless the author's rise, the author's own differences, what is elementwise below a trace."""
    assert td.derive(latex, declare={"K": {"shape": ["n", "n"]}, "D": "n x n"} if "D" in latex else {}).result.latex == expected


def test_kronecker_values() -> None:
    """The numbers belong to the printed order: columns stacked first, on both sides."""
    import numpy as np
    X, A = np.random.default_rng(1).normal(size=(2, 3)), np.random.default_rng(2).normal(size=(3, 2))
    d = td.derive(r"\frac{\partial\operatorname{vec}(XA)}{\partial\operatorname{vec}(X)}", declare={"X": "m x n", "A": "n x m"})
    assert np.allclose(d.evaluate({"X": X, "A": A}), np.kron(A.T, np.eye(2)))


@pytest.mark.parametrize("latex, expected", [
    (r"z = a + te, \; \frac{d}{dt}\left(\log t + \frac{(z - a)^2}{2t^2}\right)", r"\frac{1}{t}"),
    (r"\frac{\partial}{\partial y}(x^3y + e^{xy} + xe^{xy}y)", r"x^3 + xe^{xy}(2 + xy)"),
    (r"\nabla_x \log(pe^{a^\top x} + (1-p)e^{b^\top x})", r"\frac{pe^sa^\top + (1 - p)e^qb^\top}{pe^s + (1 - p)e^q}, \quad s = a^\top x, \quad q = b^\top x"),
    (r"f(r) = \begin{cases} r^2 & r \le 1 \\ 2r - 1 & r > 1 \end{cases}, \; \frac{\partial}{\partial w}\sum_i f(w^\top x_i)", None)])
def test_as_short_as_printed(latex, expected) -> None:
    """What is 0 by definition goes, an exponential is taken out, the author's bracket stays below the bar, a factor stands before the cases."""
    d = td.derive(latex)
    assert d.result.kind == "matrix" and expected in (None, d.result.latex)


STYLES = [
    (r"\nabla_x\, x^T A x", r"x^T(A + A^T)", {}),
    (r"\nabla_{\mathbf{x}}\, \mathbf{x}^{\mathsf T}\mathbf{A}\mathbf{x}", r"\mathbf{x}^{\mathsf T}(\mathbf{A} + \mathbf{A}^{\mathsf T})", {}),
    (r"\nabla_x \lVert x - a \rVert_2", r"\frac{(x - a)^\top}{\lVert x - a\rVert_2}", {"x": "n", "a": "n"}),
    (r"\frac{d}{dx}\ln(x)^2", r"\frac{2\ln(x)}{x}", {}),
]


@pytest.mark.parametrize("latex, expected, declare", STYLES, ids=[row[0] for row in STYLES])
def test_notation_of_the_author(latex, expected, declare) -> None:
    """Transpose, norm, bold letters and ln as the author writes them."""
    assert td.derive(latex, declare=declare).result.latex.replace(" ", "") == expected.replace(" ", "")
