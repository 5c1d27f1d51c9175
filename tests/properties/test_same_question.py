"""One question in many notations has one answer."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

_rng = np.random.default_rng(21)
X, Y, B = _rng.normal(size=(5, 3)), _rng.normal(size=5), _rng.normal(size=3)
A, V, W = _rng.normal(size=(3, 3)), _rng.normal(size=3), _rng.normal(size=3)

LEAST_SQUARES = [
    r"\frac{\partial}{\partial b}\|Xb-y\|^2",
    r"\frac<\partial><\partial b>\|Xb-y\|^2",
    r"\frac{\partial \|Xb-y\|^2}{\partial b}",
    r"\partial_b \|Xb-y\|^2",
    r"\nabla_b \|Xb-y\|_2^2",
    r"\nabla_{b}\,||Xb-y||^2",
    r"\nabla_b \lVert X b - y \rVert^2_2",
    r"\nabla_b \left\| X\,b - y \right\|^{2}",
    r"\frac{d}{db} (Xb-y)^T(Xb-y)",
    r"\frac{d}{db} (Xb-y)'(Xb-y)",
    r"\frac{\mathrm{d}}{\mathrm{d}b} (Xb-y)^{\mathsf{T}}(Xb-y)",
    r"\nabla_b \langle Xb-y, Xb-y \rangle",
    r"\nabla_b \; (Xb-y) \cdot (Xb-y)",
    r"\nabla_b \sum_i (Xb-y)_i^2",
    r"\nabla_b \sum_{i} \Bigl(\sum_{j} X_{ij} b_j - y_i\Bigr)^2",
    r"f(b) = \|Xb-y\|^2, \quad \nabla f(b)",
    r"f(b) = \|Xb-y\|^2, \quad \frac{df}{db}",
    r"r = Xb - y, \quad J = r^\top r, \quad \frac{\partial J}{\partial b}",
    r"L := \lVert Xb-y\rVert^2 ,\; \nabla_b L",
    r"\frac{\partial}{\partial b}\operatorname{tr}\left((Xb-y)(Xb-y)^\top\right)",
    r"\dfrac{\partial}{\partial b} \left( b^\intercal X^\intercal X b - 2 y^\intercal X b + y^\intercal y \right)",
    r"\newcommand{\norm}[1]{\left\lVert #1\right\rVert}\nabla_b \norm{Xb-y}^2",
    "∂/∂b ‖Xb − y‖²",
    "∇_b (Xb − y)ᵀ(Xb − y)",
    r"\nabla_{b} \big[ \|Xb-y\|^2 \big] .",
    r"$$\frac{\partial}{\partial b}\|Xb-y\|^2$$",
]

QUADRATIC = [
    r"\nabla_x\, x^\top A x", r"\frac{\partial}{\partial x} x^T A x", r"\frac{\partial x' A x}{\partial x}", r"\nabla_x \langle x, A x \rangle", r"\nabla_x \langle A x, x \rangle",
    r"\nabla_x \sum_{i,j} x_i A_{ij} x_j", r"\nabla_x \sum_i \sum_j A_{ij} x_i x_j", r"\nabla_x \sum_i x_i (Ax)_i", r"\nabla_x \operatorname{tr}(A x x^\top)", r"\nabla_x x^\top A^\top x",
    r"\nabla_x \; x^{\top}\!A\,x", r"q(x) = x^\top A x, \; \nabla q(x)", r"y = Ax, \quad \frac{\partial}{\partial x} x^\top y", r"\nabla_x \mathbf{1}^\top (x \odot A x)", r"\nabla_x\, x \cdot (A x)",
    r"\nabla_x \tfrac12 x^\top (A + A^\top) x",
]

SIGMOID = [
    r"\frac{d}{dt}\sigma(t)", r"\frac{d}{dt}\frac{1}{1+e^{-t}}", r"\frac{d}{dt}(1+\exp(-t))^{-1}", r"\frac{d}{dt}\frac{e^t}{1+e^t}", r"f(t) = \frac{1}{1+e^{-t}}, \quad f'(t)", r"\partial_t \operatorname{sigmoid}(t)",
    r"\frac{d}{dt}\left(\frac12 + \frac12\tanh\frac{t}{2}\right)", r"\lim_{h\to 0}\frac{\sigma(t+h)-\sigma(t)}{h}", r"\frac{d^2}{dt^2}\log(1+e^t)", r"\frac{\mathrm d}{\mathrm dt}\,\frac{1}{1+\mathrm{e}^{-t}}",
]


@pytest.mark.parametrize("latex", LEAST_SQUARES)
def test_least_squares(latex) -> None:
    """2 Xᵀ(Xb − y), however it is asked."""
    d = td.derive(latex, declare={"X": "N x d", "b": "d", "y": "N"})
    np.testing.assert_allclose(np.squeeze(d.evaluate({"X": X, "b": B, "y": Y})), 2 * X.T @ (X @ B - Y))


@pytest.mark.parametrize("latex", QUADRATIC)
def test_quadratic_form(latex) -> None:
    """(A + Aᵀ)x, however it is asked."""
    d = td.derive(latex, declare={"A": "n x n", "x": "n"})
    np.testing.assert_allclose(np.squeeze(d.evaluate({"A": A, "x": V})), (A + A.T) @ V)


@pytest.mark.parametrize("latex", SIGMOID)
def test_sigmoid(latex) -> None:
    """σ(1 − σ), however it is asked."""
    s = 1 / (1 + np.exp(-0.3))
    np.testing.assert_allclose(td.derive(latex, declare={"t": "scalar"}).evaluate({"t": 0.3}), s * (1 - s))


@pytest.mark.parametrize("latex", [latex for latex in LEAST_SQUARES if "tr}" not in latex and "f(b)" not in latex])
def test_nothing_declared(latex) -> None:
    """The same with all shapes inferred."""
    d = td.derive(latex)
    np.testing.assert_allclose(np.squeeze(d.evaluate({"X": X, "b": B, "y": Y})), 2 * X.T @ (X @ B - Y))
