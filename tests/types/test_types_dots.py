"""Dots in sums, products, vectors and arguments."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, result", [
    (r"\frac{\partial}{\partial z}\left(z_1^3 + z_2^3 + \dots + z_m^3\right)", r"3(z \odot z)^\top"),
    (r"\frac{\partial}{\partial z_k}\ln(e^{z_1} + \cdots + e^{z_m})", r"\operatorname{softmax}(z)_k"),
    (r"g(z) = v_0 + v_1 z_1 + v_2 z_2 + \dots + v_m z_m, \; \frac{\partial g}{\partial z}", r"v^\top"),
    (r"z = (z_1, \ldots, z_m)^T, \; g(z) = z_1^2 + \dots + z_m^2, \; \nabla g", "2z^T"),
    (r"\mathbf z = [z_1\; z_2]^T, \; g(\mathbf z) = z_1 z_2, \; \nabla g(\mathbf z)", r"\begin{bmatrix} z_2 & z_1 \end{bmatrix}"),
    (r"z = \begin{pmatrix} z_1 \\ \vdots \\ z_m \end{pmatrix}, \; \nabla_z\, c^T z", "c^T"),
    (r"g(z_1, \dots, z_m) = \sum_{i=1}^m z_i^2, \; \frac{\partial g}{\partial z_k}", "2z_k"),
    (r"\frac{\partial}{\partial v}(q_1 - v^T z_1)^2 + \dots + (q_N - v^T z_N)^2", r"-2\sum_{i=1}^{N} (q_{i} - v^Tz_{i})z_{i}^T"),
    (r"\frac{\partial}{\partial z_j}(z_3 + z_4 + \dots + z_m)", r"\mathbf{1}[j > 2], \quad j = 1, \dots, m"),
    (r"\frac{d}{dz}(1 + z + z^2 + \dots + z^n)", r"1 + \sum_{i=2}^{n} iz^{i-1}"),
])
def test_members_between(latex, result):
    """Dots between members numbered 1, 2, .., n stand for all of them."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex", [r"\frac{d}{dz}(z - z^2 + \dots)", r"\frac{d}{dz}(z^2 + z^4 + \dots + z^{2n})", r"\frac{\partial}{\partial z}(z_1 + z_3 + \dots + z_m)"])
def test_unclear_dots(latex):
    """Dots whose members do not follow from their neighbours are refused."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(latex)
    assert caught.value.code == "TD312"
