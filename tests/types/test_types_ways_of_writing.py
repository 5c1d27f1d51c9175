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
