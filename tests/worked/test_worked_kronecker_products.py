r"""Kronecker products and vec inside of what is differentiated: constant ones stand as a whole, others go by vec^{-1}."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

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


@pytest.mark.parametrize("function, declare, answer", [
    (r"\log\det X", {"X": "n x n invertible"}, r"-(X^{-1} \otimes X^{-\top})K_{n,n}"),
    (r"\operatorname{tr}(X^\top AXB)", {"X": "m x n", "A": "m x m", "B": "n x n"}, r"B^\top \otimes A + B \otimes A^\top"),
    (r"\operatorname{tr}(X^3)", {"X": "n x n"}, r"3(I \otimes X^\top + X \otimes I)K_{n,n}"),
    (r"\|AXB-C\|_F^2", {"X": "n x k", "A": "m x n", "B": "k x p", "C": "m x p"}, r"2(BB^\top \otimes A^\top A)"),
    (r"\operatorname{tr}(AX^{-1})", {"X": "n x n positive definite", "A": "n x n"}, r"(X^{-1}AX^{-1} \otimes X^{-1} + X^{-1} \otimes X^{-1}A^\top X^{-1})K_{n,n}"),
])
def test_a_second_derivative_by_vec_is_a_matrix(function, declare, answer):
    """The Hessian of Magnus and Neudecker, not an array of four axes."""
    d = td.derive(rf"\frac{{\partial^2 {function}}}{{\partial\operatorname{{vec}}(X)\,\partial\operatorname{{vec}}(X)^\top}}", declare=declare)
    assert d.result.latex == answer and d.result.kind == "matrix"


def test_the_inverse_of_a_kronecker_product_and_a_size_that_is_a_product():
    """(A x B)^{-1} is A^{-1} x B^{-1}; mn beside m and n is their product."""
    d = td.derive(r"\frac{\partial}{\partial A}\operatorname{vec}(Y)^\top (A\otimes B)^{-1}\operatorname{vec}(Y)", declare={"A": "n x n positive definite", "B": "p x p positive definite", "Y": "p x n"})
    assert d.result.latex == r"-A^{-1}Y^\top B^{-1}YA^{-1}"
    d = td.derive(r"\arg\min_X \|(A\otimes B)\operatorname{vec}(X) - c\|^2", declare={"A": "m x n", "B": "p x q", "X": "q x n", "c": "mp"})
    assert r"\operatorname{vec}_{p\times m}^{-1}(c)" in d.solution.latex
