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


@pytest.mark.parametrize("latex, result", [
    (r"L = \sum_i (\sum_j W_{ij} x_j)^2, \frac{\partial L}{\partial W_{ab}}", r"2x_b\sum_{j=1}^{n} W_{aj}x_j"), (r"f = x^\top x, \frac{\partial f}{\partial x_c}", "2x_c"),
    (r"\frac{\partial}{\partial x_c} (x_c + x_d)^2", r"2(x_c + x_d)")])
def test_an_entry_by_any_letters(latex, result):
    """W_{ab} is an entry of a W that occurs otherwise; a name that occurs itself stays one."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("name", [r"J_\lambda", "J_1", r"H_{\text{reg}}"])
def test_a_loss_with_a_label_is_no_jacobian(name):
    r"""J_\lambda(w) = ... defines a loss; J_f(w) stays the Jacobian of f."""
    assert td.derive(rf"{name}(w) = w^\top w, \quad \nabla_w {name}(w)").result.latex == r"2w^\top"
    assert td.derive(r"f(w) = Aw, \quad J_f(w)").result.latex == "A"


def test_composition_between_functions():
    r"""h = f \circ g of functions is f(g(x)); between arrays \circ stays the product entry by entry."""
    assert td.derive(r"f(u) = u^3, g(x) = 1 + x^2, h = f \circ g, h'(x)").result.latex == r"6xg^2, \quad g = 1 + x^2"
    assert td.derive(r"\frac{\partial}{\partial x} (a \circ x)").result.latex == r"\operatorname{diag}(a)"


@pytest.mark.parametrize("latex, names", [(r"\nabla_\beta \sum_{i=1}^n(y_i-\beta_0-\beta_1x_i)^2", [r"\beta_0", r"\beta_1"]), (r"J = (\theta_0 + \theta_2 x^2)^2, \quad \frac{\partial J}{\partial \theta}", [r"\theta_0", r"\theta_2"])])
def test_names_numbered_from_zero_are_the_entries_of_their_letter(latex, names):
    r"""By \beta, where only \beta_0 and \beta_1 stand: the gradient is by these."""
    assert all(name in td.derive(latex).shapes for name in names)


@pytest.mark.parametrize("latex", [r"f(x) = x_1^2 + 3x_1x_2, \quad \nabla f(1, 0)", r"f(x) = x_1^2 + 3x_1x_2, \quad \left.\nabla f\right|_{x = (1, 0)}"])
def test_a_list_of_numbers_is_a_point(latex):
    """f(1, 0) of an f(x) of one vector is f at that vector."""
    assert td.derive(latex).result.latex == r"\begin{bmatrix} 2 & 3 \end{bmatrix}"


@pytest.mark.parametrize("latex, result", [(r"\nabla \log\det M", r"M^{-\top}"), (r"\nabla \operatorname{tr}(Z^\top Z)", "2Z")])
def test_gradient_of_the_only_matrix(latex, result):
    r"""\nabla by itself is by the only matrix, where there is no vector."""
    d = td.derive(latex)
    assert d.result.latex == result and "the only matrix" in d.assumptions[-1]


@pytest.mark.parametrize("latex, result", [
    (r"\nabla\nabla f(z), \; f(z) = z^\top M z", r"M + M^\top"), (r"\nabla\nabla^\top f(z), \; f(z) = z^\top M z", r"M + M^\top"), (r"\nabla_z\nabla_z^\top z^\top M z", r"M + M^\top"),
    (r"\nabla_u\nabla_v u^\top M v", r"M^\top"), (r"\nabla(\nabla f(z)), \; f(z) = z^\top M z", r"M + M^\top"),
    (r"\frac{\partial}{\partial z}(\nabla f)^\top, \; f(z) = z^\top M z", r"M + M^\top"), (r"\frac{\partial}{\partial z}\nabla f(z), \; f(z) = z^\top M z", r"M + M^\top"),
    (r"\nabla g(z) = Mz - c, \; \nabla^2 g(z)", "M"), (r"\frac{\partial}{\partial z} z \cdot M \cdot z", r"z^\top(M + M^\top)"), (r"\frac{d}{dz} \text{ of } z^3", "3z^2"),
    (r"\boldsymbol{\nabla}_z \|z\|^2", r"2z^\top"), (r"\mathop{\nabla}_z c^\top z", r"c^\top"), (r"\frac{\pmb\partial}{\pmb\partial z} c^\top z", r"c^\top"),
])
def test_signs_before_signs(latex, result):
    r"""\nabla\nabla f is a second derivative, however it is transposed; the sign may be bold."""
    assert td.derive(latex).result.latex == result


def test_the_laplacian_is_refused():
    r"""\nabla^\top\nabla f is no gradient of a gradient."""
    with pytest.raises(td.TexDeriveError, match="Laplacian"):
        td.derive(r"\nabla^\top\nabla f, \; f(z) = z^\top z")


@pytest.mark.parametrize("latex, result", [
    (r"\nabla_z (\nabla f(z))^\top v, \; f(z) = z^\top M z", r"(M + M^\top)v"), (r"f(z) = z^\top M z, \; \nabla f(z)^\top v", r"v^\top(M + M^\top)z"),
])
def test_columns_that_the_formula_needs(latex, result):
    r"""A gradient that is transposed before it multiplies a vector is a column, which is said."""
    d = td.derive(latex)
    assert d.result.latex == result and d.assumptions[-1] == "Gradients are columns here, as the formula needs them."


@pytest.mark.parametrize("latex, answer", [
    (r"\arg\min_d f(x) + \nabla f(x)^\top d + \frac12d^\top\nabla^2f(x)d", r"-\nabla^2f(x)^{-1}\nabla f(x)"),
    (r"\arg\min_\alpha f(x) + \alpha\nabla f(x)^\top d + \frac{\alpha^2}{2}d^\top\nabla^2f(x)d", r"-\frac{\nabla f(x)^\top d}{d^\top\nabla^2f(x)\,d}"),
])
def test_models_of_an_unspecified_function(latex, answer):
    """Gradients and Hessians of f stand as constants; the product with d says that they are columns."""
    assert td.derive(latex).solution.latex == answer


def test_step_along_a_gradient():
    """The minimum of an upper bound is a step against the gradient."""
    found = td.derive(r"\arg\min_y f(x) + \nabla f(x)^\top(y - x) + \frac{L}{2}\|y - x\|^2", declare={"x": "n", "y": "n", "L": "scalar positive"})
    assert found.solution.latex == r"x - \frac{\nabla f(x)}{L}"


@pytest.mark.parametrize("latex, result", [
    (r"f(z) = z_1 z_2^2, \; \operatorname{tr}\nabla^2 f(z)", "2z_1"), (r"f(z) = (z_1 z_2, z_2^2)^\top, \; \operatorname{tr}\nabla f(z)", "3z_2"),
    (r"f(z) = z_1^2 z_2, \; \nabla f(z) v", r"z_1(2v_1z_2 + v_2z_1)"), (r"f(z) = (z_1 z_2, z_2^2)^\top, \; \det J_f(z)", r"\det\left(\begin{bmatrix} z_2 & z_1 \\ 0 & 2z_2 \end{bmatrix}\right)"),
])
def test_gradients_by_the_argument_inside_of_expressions(latex, result):
    """The argument of a gradient inside of an expression is a vector of which z_1 and z_2 are entries: it is not 0."""
    assert td.derive(latex).result.latex == result
