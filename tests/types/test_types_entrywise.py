r"""Functions of numbers put to work on every entry: bars around a vector below \mathbf 1^\top and \odot, and definitions by cases."""
from __future__ import annotations

import numpy as np
import pytest

from texderive import derive

A, x, b = np.array([[1.0, -2.0], [0.5, 3.0], [-1.0, 0.3]]), np.array([0.7, -0.4]), np.array([0.2, 0.9, -1.5])
DECLARED = {"A": "m x n", "x": "n", "b": "m", "a": "n", "M": "scalar"}


@pytest.mark.parametrize("latex, expected", [
    (r"\nabla_x \mathbf 1^\top|Ax-b|", np.sign(A @ x - b) @ A), (r"\nabla_x |x|^\top a", np.sign(x) * x), (r"\nabla_x \mathbf 1^\top|x|^2", 2 * x),
    (r"\frac{\partial}{\partial x}\operatorname{sign}(x)\odot\max(|x|-M,0)", np.diag(np.abs(x) > 0.5)),
])
def test_bars_of_a_vector_where_an_array_is_needed(latex, expected):
    """Behind a row, below a transpose and beside an elementwise product |x| is an array, and no norm."""
    got = derive(latex, declare={name: DECLARED[name] for name in DECLARED if name in latex}).evaluate({"A": A, "x": x, "b": b, "a": x, "M": 0.5})
    assert np.allclose(np.squeeze(got), expected)


@pytest.mark.parametrize("cases, slope", [
    (r"u & u > 0 \\ e^u - 1 & u \le 0", lambda u: np.where(u > 0, 1, np.exp(u))), (r"1 & u > 1 \\ u & -1 \le u \le 1 \\ -1 & u < -1", lambda u: (np.abs(u) < 1) * 1.0),
    (r"u^2 & |u| \le M \\ M(2|u| - M) & |u| > M", lambda u: np.where(np.abs(u) <= 0.5, 2 * u, np.sign(u))),
])
def test_cases_of_a_vector(cases, slope):
    """A function defined by cases of a number acts on every entry of a vector."""
    latex = rf"h(u) = \begin{{cases}} {cases} \end{{cases}}, \quad \nabla_x \mathbf 1^\top h(Ax - b)"
    d = derive(latex, declare={name: DECLARED[name] for name in ("A", "x", "b", "M") if name in latex})
    assert np.allclose(np.squeeze(d.evaluate({"A": A, "x": x, "b": b, "M": 0.5})), slope(A @ x - b) @ A)
