"""The commutation matrix in derivatives of and by vec, and values of a matrix by their number."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

X = np.arange(6.0).reshape(2, 3) ** 2 + 1


def _stacked(f):
    """The derivative of vec f by vec X from differences, columns stacked."""
    columns = []
    for j in range(3):
        for i in range(2):
            step = np.zeros((2, 3))
            step[i, j] = 0.5
            columns.append((f(X + step) - f(X - step)).flatten(order="F"))          # exact for quadratic f
    return np.array(columns).T


@pytest.mark.parametrize("latex, f, result", [
    (r"\frac{\partial\operatorname{vec}(X^\top)}{\partial\operatorname{vec}(X)^\top}", lambda X: X.T, "K_{m,n}"),
    (r"\frac{\partial\operatorname{vec}(X^\top X)}{\partial\operatorname{vec}(X)^\top}", lambda X: X.T @ X, None),
    (r"\frac{\partial\operatorname{vec}(XX^\top)}{\partial\operatorname{vec}(X)^\top}", lambda X: X @ X.T, None),
])
def test_transposes_inside_of_vec(latex, f, result):
    r"""\partial vec(X^T) / \partial vec(X) is the commutation matrix K_{m,n}, which is explained, and what is printed has the same value when read again."""
    d = td.derive(latex, declare={"X": "m x n"})
    assert np.allclose(d.evaluate({"X": X}), _stacked(f)) and result in (None, d.result.latex)
    assert np.allclose(td.evaluate(d.result.latex, declare={"X": "m x n"}, env={"X": X, "m": 2, "n": 3}), _stacked(f))
    assert any("commutation matrix" in a for a in d.assumptions)


def test_no_commutation_matrix_beside_a_matrix_of_its_name():
    """Beside a K of the author it would be another K; numbers below it would be entries."""
    for latex, declare in ((r"\frac{\partial\operatorname{vec}(KX^\top)}{\partial\operatorname{vec}(X)}", {"K": "n x n", "X": "n x n"}), (r"\frac{\partial\operatorname{vec}(X^\top)}{\partial\operatorname{vec}(X)}", {"X": "2 x 3"})):
        with pytest.raises(td.TexDeriveError) as caught:
            td.derive(latex, declare=declare)
        assert caught.value.code == "TD336"


@pytest.mark.parametrize("latex, said", [(r"\nabla_B\lambda_1(B), \; B = B^\top", "eigenvalue"), (r"\nabla_B\sigma_1(B)", "singular value")])
def test_the_first_value_is_the_largest(latex, said):
    r"""\lambda_1 and \sigma_1 of a matrix are the largest values, which is said."""
    assert any(f"is the largest {said}" in a for a in td.derive(latex).assumptions)


def test_a_number_before_a_transposed_bracket():
    r"""\mu_1 (Bz)^\top (Bz) is a product, whatever the letter before the bracket."""
    d = td.derive(r"\frac{\partial}{\partial z} \lambda_1 (Bz)^\top(Bz) + \lambda_2\|z\|^2")
    assert d.shapes[r"\lambda_1"] == () and d.shapes["B"] == ("m", "n")
