"""Derivatives by several scalars, and by vectors that are only known by numbered components."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td


@pytest.mark.parametrize("latex, result, shape", [
    (r"g(u,v) = u^3 v, \; \nabla g(u,v)", r"\begin{bmatrix} 3u^2v & u^3 \end{bmatrix}", (1, 2)), (r"g(u,v) = u^3 v, \; \nabla g", r"\begin{bmatrix} 3u^2v & u^3 \end{bmatrix}", (1, 2)),
    (r"g(u,v) = u^3 v, \; \nabla g(1, 2)", r"\begin{bmatrix} 6 & 1 \end{bmatrix}", (1, 2)), (r"g(u,v) = u^3 v, \; \nabla g\big|_{(1,2)}", r"\begin{bmatrix} 6 & 1 \end{bmatrix}", (1, 2)),
    (r"g(z_1,z_2) = z_1^2 z_2, \; \nabla^2 g(z_1,z_2)", r"\begin{bmatrix} 2z_2 & 2z_1 \\ 2z_1 & 0 \end{bmatrix}", (2, 2)),
    (r"g(u,v) = \begin{pmatrix} u v \\ \cos u \end{pmatrix}, \; J_g(u,v)", r"\begin{bmatrix} v & u \\ -\sin u & 0 \end{bmatrix}", (2, 2)),
    (r"g(u,v) = (u v, \cos u)^T, \; D g(u,v)", r"\begin{bmatrix} v & u \\ -\sin u & 0 \end{bmatrix}", (2, 2)),
    (r"g(u,v) = (e^{u v}, v^u, v^2), \; J_g", r"\begin{bmatrix} ve^{uv} & ue^{uv} \\ v^u\log v & uv^{u-1} \\ 0 & 2v \end{bmatrix}", (3, 2)),
    (r"g = u^2 + v, \; \nabla_{u,v}\, g", r"\begin{bmatrix} 2u & 1 \end{bmatrix}", (1, 2)),
    (r"g = u^2 + v, \; \begin{bmatrix}\frac{\partial g}{\partial u} \\ \frac{\partial g}{\partial v}\end{bmatrix}", r"\begin{bmatrix} 2u \\ 1 \end{bmatrix}", (2, 1)),
    (r"g(z) = z_1 z_2^2, \; \nabla g(z)", r"\begin{bmatrix} z_2^2 & 2z_1z_2 \end{bmatrix}", (1, 2)),
    (r"\frac{\partial}{\partial z}\begin{bmatrix} z_1 - z_2 \\ z_1 z_2 \end{bmatrix}", r"\begin{bmatrix} 1 & -1 \\ z_2 & z_1 \end{bmatrix}", (2, 2)),
])
def test_written_out(latex, result, shape):
    """A derivative by several scalars, or by a vector of which only entries occur, is written out as a row or matrix."""
    d = td.derive(latex)
    assert (d.result.latex, d.result.shape) == (result, shape)


def test_denominator_layout():
    """A gradient is a column in denominator layout, and a Jacobian is transposed."""
    assert td.derive(r"g(u,v) = u^3 v, \nabla g", layout="denominator").result.shape == (2, 1)
    assert td.derive(r"g(u,v) = (u v, \cos u)^T, J_g", layout="denominator").result.latex == r"\begin{bmatrix} v & -\sin u \\ u & 0 \end{bmatrix}"


def test_value():
    """Its components are those of a gradient."""
    assert np.allclose(td.derive(r"g(u,v) = u^3 v, \nabla g").evaluate({"u": 2.0, "v": 5.0}), [60, 8])


@pytest.mark.parametrize("latex", [r"g(u,v) = u^\top M v, \; \nabla g(u,v)", r"L(w,c) = \sum_i (w^\top x_i + c)^2, \; \nabla L"])
def test_not_all_scalars(latex):
    """Where an argument is a vector, the variable has to be said."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(latex)
    assert caught.value.code == "TD214" and r"\nabla_{" in caught.value.hint


def test_sizes_that_are_known_stay():
    """A vector that stands as a whole, too, has as many entries as it has."""
    assert td.derive(r"\nabla_z\; z_1^2 + \|z\|^2").result.shape == ("n",)


@pytest.mark.parametrize("name", [r"J_\lambda", "J_1", r"H_{\text{reg}}"])
def test_a_loss_with_a_label_is_no_jacobian(name):
    r"""J_\lambda(w) = ... defines a loss; J_f(w) stays the Jacobian of f."""
    assert td.derive(rf"{name}(w) = w^\top w, \quad \nabla_w {name}(w)").result.latex == r"2w^\top"
    assert td.derive(r"f(w) = Aw, \quad J_f(w)").result.latex == "A"


@pytest.mark.parametrize("latex, names", [(r"\nabla_\beta \sum_{i=1}^n(y_i-\beta_0-\beta_1x_i)^2", [r"\beta_0", r"\beta_1"]), (r"J = (\theta_0 + \theta_2 x^2)^2, \quad \frac{\partial J}{\partial \theta}", [r"\theta_0", r"\theta_2"])])
def test_names_numbered_from_zero_are_the_entries_of_their_letter(latex, names):
    r"""By \beta, where only \beta_0 and \beta_1 stand: the gradient is by these."""
    assert all(name in td.derive(latex).shapes for name in names)


@pytest.mark.parametrize("latex, result", [(r"\nabla \log\det M", r"M^{-\top}"), (r"\nabla \operatorname{tr}(Z^\top Z)", "2Z")])
def test_gradient_of_the_only_matrix(latex, result):
    r"""\nabla by itself is by the only matrix, where there is no vector."""
    d = td.derive(latex)
    assert d.result.latex == result and "the only matrix" in d.assumptions[-1]


def test_the_laplacian_is_the_trace_of_the_hessian():
    r"""\nabla^\top\nabla f is no gradient of a gradient."""
    assert td.derive(r"\nabla^\top\nabla f, \; f(z) = z^\top z").result.latex == "2n"


@pytest.mark.parametrize("latex, result", [
    (r"\nabla_z (\nabla f(z))^\top v, \; f(z) = z^\top M z", r"(M + M^\top)v"), (r"f(z) = z^\top M z, \; \nabla f(z)^\top v", r"v^\top(M + M^\top)z"),
])
def test_columns_that_the_formula_needs(latex, result):
    r"""A gradient that is transposed before it multiplies a vector is a column, which is said."""
    d = td.derive(latex)
    assert d.result.latex == result and d.assumptions[-1] == "Gradients are columns here, as the formula needs them."
