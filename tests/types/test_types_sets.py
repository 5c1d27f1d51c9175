r"""Sums over sets of numbers: \sum_{i \in S}, |S|, pairs (i, j) \in \Omega, elements x \in C."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td
from texderive import TexDeriveError


@pytest.mark.parametrize("latex, result", [
    (r"\frac{\partial}{\partial\mu_k}\sum_{i \in C_k}\|x_i - \mu_k\|^2", r"-2\sum_{i \in C_k} (x_{i} - \mu_{k})^\top"),
    (r"\frac{\partial}{\partial v_j}\sum_{(i,j) \in \Omega}(r_{ij} - u_i^\top v_j)^2 + \lambda\sum_j \|v_j\|^2", r"-2\sum_{i : (i,j) \in \Omega} (r_{ij} - u_{i}^\top v_{j})u_{i}^\top + 2\lambda v_{j}^\top"),
    (r"\nabla_\mu \frac{1}{|C|}\sum_{x \in C}\|x - \mu\|^2", r"-\frac{2}{|C|}\sum_{i \in C} (x_{i} - \mu)^\top"),
    (r"\frac{\partial}{\partial x_i}\sum_{i \in S}\|x_i\|^2", r"2\mathbf{1}[i \in S]x_{i}^\top"),
])
def test_derivatives_over_sets(latex, result):
    """The sums stay over the sets, in the lines too; what is not summed is a condition."""
    d = td.derive(latex)
    assert d.result.latex == result and "∈" in d.to_text()


@pytest.mark.parametrize("latex, point", [
    (r"\arg\min_{\mu_k}\sum_{x_n \in C_k}\|x_n - \mu_k\|^2", r"\frac{1}{|C_k|}\sum_{n \in C_k} x_{n}"),
    (r"\arg\min_{u_i}\sum_{j \in \Omega_i}(r_{ij} - u_i^\top v_j)^2 + \lambda\|u_i\|^2", r"\left(\sum_{j \in \Omega_i} v_{j}v_{j}^\top + \lambda I\right)^{-1}\sum_{j \in \Omega_i} r_{ij}v_{j}"),
])
def test_optima_over_sets(latex, point):
    """Means of clusters and the step of alternating least squares."""
    assert td.derive(latex).solution.latex == point


def test_value_over_a_set():
    """A set is given by ones and zeros."""
    d = td.derive(r"\nabla_w \frac{1}{|B|}\sum_{i \in B}(w^\top x_i - y_i)^2")
    x, y, w, b = np.arange(6.0).reshape(3, 2), np.array([1.0, 2, 4]), np.array([1.0, -1]), np.array([1.0, 0, 1])
    assert np.allclose(d.evaluate({"B": b, "w": w, "x_i": x, "y_i": y}), (b * 2 * (x @ w - y)) @ x / 2)


def test_sums_over_arguments_are_refused():
    """Values of a function at the elements of a set are no sum over numbers."""
    with pytest.raises(TexDeriveError) as caught:
        td.derive(r"\frac{\partial}{\partial a}\sum_{x \in X} p(x, a)\log p(x)")
    assert caught.value.code == "TD316"


@pytest.mark.parametrize("latex", [r"\nabla_w \sum_k \|w_k\|^2", r"\nabla_x \sum_i (w^\top x_i)^2"])
def test_members_instead_of_the_variable(latex):
    """A variable that stands nowhere, beside members of its letter, is no constant."""
    with pytest.raises(TexDeriveError) as caught:
        td.derive(latex)
    assert caught.value.code == "TD317"


@pytest.mark.parametrize("latex, code", [(r"\nabla_\theta J, J = \mathbb{E}[R]", "TD310"), (r"\frac{\partial}{\partial\rho_j}\sum_j(1 + \log\sigma_j^2 - \sigma_j^2), \rho_j = \log\sigma_j^2", "TD222")])
def test_other_signs_with_something_below(latex, code):
    """Expectations have no set below, and what a variable is made of is no constant beside it."""
    with pytest.raises(TexDeriveError) as caught:
        td.derive(latex)
    assert caught.value.code == code
