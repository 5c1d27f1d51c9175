r"""Kronecker products and vec inside of what is differentiated: constant ones stand as a whole, others go by vec^{-1}."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

CASES = [
    (r"\frac{\partial}{\partial C}\operatorname{tr}((A\otimes B)C)", r"A^\top \otimes B^\top"),
    (r"\frac{\partial}{\partial A} a^\top(A\otimes B)b", r"\operatorname{vec}_{p\times m}^{-1}(a)^\top B\operatorname{vec}_{q\times n}^{-1}(b)"),
    (r"\frac{\partial}{\partial b} a^\top(A\otimes B)b", r"a^\top(A \otimes B)"),
    (r"\nabla_x \|(A\otimes B)x - c\|^2", r"2((A \otimes B)x - c)^\top(A \otimes B)"),
    (r"\frac{\partial}{\partial X} \|\operatorname{vec}(AXB)-c\|^2", r"2A^\top(AXB - \operatorname{vec}_{m\times q}^{-1}(c))B^\top"),
]


@pytest.mark.parametrize("latex, result", CASES)
def test_result(latex, result):
    """The form of the answer."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("by", ["A", "B"])
def test_value_by_a_factor(by):
    """By a factor of the Kronecker product, against central differences."""
    rng = np.random.default_rng(5)
    env = {"A": rng.normal(size=(2, 3)), "B": rng.normal(size=(4, 2)), "a": rng.normal(size=8), "b": rng.normal(size=6)}
    got = td.derive(rf"\frac{{\partial}}{{\partial {by}}} a^\top(A\otimes B)b", declare={"A": "2 x 3", "B": "4 x 2", "a": "8", "b": "6"}).evaluate(env)
    value = lambda e: e["a"] @ np.kron(e["A"], e["B"]) @ e["b"]
    for place in np.ndindex(got.shape):
        step = np.zeros(got.shape)
        step[place] = 1.0
        assert np.isclose(got[place], value({**env, by: env[by] + step}) - value(env))


def test_least_squares():
    """A Kronecker product is a design matrix like any other."""
    rng = np.random.default_rng(6)
    A, B, c = rng.normal(size=(4, 2)), rng.normal(size=(4, 3)), rng.normal(size=16)
    got = td.derive(r"\arg\min_x \|(A\otimes B)x - c\|^2", declare={"A": "4 x 2", "B": "4 x 3", "x": "6", "c": "16"}).solution.evaluate({"A": A, "B": B, "c": c})
    assert np.allclose(got, np.linalg.lstsq(np.kron(A, B), c, rcond=None)[0])


def test_indicator_beside_a_vector_of_ones():
    r"""\mathbf 1[r > 0] is an indicator, also where \mathbf 1 is a vector."""
    assert td.derive(r"\frac{\partial}{\partial x}\,\mathbf 1^\top\max(0, Ax-b)").result.latex == r"\mathbf{1}[Ax - b > 0]^\top A"
