r"""Sums over sets of numbers: \sum_{i \in S}, |S|, pairs (i, j) \in \Omega, elements x \in C."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td


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


def test_value_over_a_set():
    """A set is given by ones and zeros."""
    d = td.derive(r"\nabla_w \frac{1}{|B|}\sum_{i \in B}(w^\top x_i - y_i)^2")
    x, y, w, b = np.arange(6.0).reshape(3, 2), np.array([1.0, 2, 4]), np.array([1.0, -1]), np.array([1.0, 0, 1])
    assert np.allclose(d.evaluate({"B": b, "w": w, "x_i": x, "y_i": y}), (b * 2 * (x @ w - y)) @ x / 2)
