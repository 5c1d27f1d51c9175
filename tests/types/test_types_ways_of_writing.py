r"""One question in many ways of writing: slashes between braces, maps, declarations before a colon, commands of packages, words behind the formula, letters for signs."""
from __future__ import annotations

import pytest

import texderive as td

QUADRATIC = [
    r"{\partial\, x^T Ax}/{\partial x}", r"(\partial x^T Ax)/(\partial x)", r"f\colon x\mapsto x^T Ax, \quad \nabla f", r"f: \mathbb{R}^n\to\mathbb{R}, \; x\mapsto x^T Ax, \quad \nabla f(x)",
    r"x\in\mathbb{R}^n, \; A\in\mathbb{R}^{n\times n}:\quad \nabla_x(x^T Ax)", r"\pdv{x}\qty(x^T Ax)", r"\pdv{x}\bqty{x^T Ax}", r"\newcommand{\grad}[1]{\nabla_{#1}} \grad{x}\, x^T Ax",
    r"x^T Ax, \text{ differentiate with respect to } x", r"x^T Ax \text{ where } A \text{ is square; find the gradient w.r.t. } x", r"\frac{\partial}{\partial x}\, x^T \times A \times x",
]


@pytest.mark.parametrize("latex", QUADRATIC)
def test_a_quadratic_form(latex):
    """The same derivative, however it is asked for."""
    assert td.derive(latex).result.latex == "x^T(A + A^T)"


@pytest.mark.parametrize("latex, result", [
    (r"\frac{\partial}{\partial x} \transpose{x}Ax", r"x^\top(A + A^\top)"), (r"\frac{\partial}{\partial x} x\transpose Ax", r"x^\top(A + A^\top)"),
    (r"\newcommand*\diff{\mathop{}\!\mathrm{d}} \frac{\diff}{\diff x}\sin x", r"\cos x"), (r"E = \|Xw\|^2, \quad \delta E/\delta w", r"2w^\top X^\top X"),
    (r"\frac{\partial}{\partial w}(1e-3\|w\|^2 + 2e - w^\top w)", r"-\frac{999}{500}\,w^\top"),
    (r"(\nabla f)(x), \quad f(x) = x^T Ax", "x^T(A + A^T)"), (r"\nabla(f)(x), \quad f(x) = x^T Ax", "x^T(A + A^T)"), (r"\operatorname{Hess}(f)(x), \quad f(x) = x^T Ax", "A + A^T"),
    (r"\left[\frac{\partial}{\partial x}\right] x^T Ax", "x^T(A + A^T)"), (r"\left(\frac{d}{dx}\right)^2 x^4", "12x^2"),
    (r"\frac{d}{dx}\sin x\,x^2", r"x^2\cos x + 2x\sin x"), (r"\frac{d}{dx}\exp-x^2/2", r"-x\exp\left(-\frac{x^2}{2}\right)"),
    (r"\frac{\partial}{\partial A}\log\sum_i e^{\lambda_i(A)}", r"\frac{(e^A)^\top}{\operatorname{tr}(e^A)}"),
    (r"\frac{\partial}{\partial X} C:AXB + D:X", r"A^\top CB^\top + D"), (r"\frac{\partial}{\partial X}\left((AX - B):(AX - B)\right)", r"2A^\top(AX - B)"),
    (r"\frac{\partial}{\partial x}(x^T Ax)^T", "x^T(A + A^T)"), (r"\frac{\partial}{\partial x}(a^T x)^T b^T x", "(b^Tx)a^T + (a^Tx)b^T"),
    (r"\frac{\partial}{\partial x}[x^T Ax]_{x=x_0}", "x_0^T(A + A^T)"),
    (r"\frac{d}{dx}(dx + 1)/(dx - 1)", r"-\frac{2d}{(dx - 1)^2}"),
    ("∇_w Σᵢ (yᵢ − wᵀxᵢ)²", r"-2\sum_{i=1}^{N} (y_{i} - w^Tx_{i})x_{i}^T"), ("∂/∂m (x−m)ᵀΣ⁻¹(x−m)", r"-(x - m)^T(\Sigma^{-1} + \Sigma^{-T})"),
])
def test_what_a_sign_means(latex, result):
    r"""\transpose stands behind or around; a quotient of sums in d is no derivative; Σ with an index is a sum, without one a matrix."""
    assert td.derive(latex).result.latex == result
