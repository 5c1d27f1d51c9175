r"""Where unknowns may lie: open sets, sets whose edge is excluded, and what is refused; vectors written by their entries."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td


@pytest.mark.parametrize("latex, solution, condition", [
    (r"\arg\max_{\lambda>0} n\log\lambda-\lambda s", r"\frac{n}{s}", "s > 0"),
    (r"\arg\max_{\theta\in[0,1]} k\log\theta+(n-k)\log(1-\theta)", r"\frac{k}{n}", r"0 < \theta^* < 1"),
    (r"\arg\max_{\theta\in(0,1)} \theta^k(1-\theta)^{n-k}", r"\frac{k}{n}", r"0 < \theta^* < 1"),
    (r"\max_{\sigma^2>0} -\frac n2\log\sigma^2-\frac{S}{2\sigma^2}", r"\frac{S}{n}", "S > 0"),
    (r"\min_{X \succ 0} \operatorname{tr}(SX)-\log\det X", r"2(S + S^\top)^{-1}", "positive definite"),
])
def test_inside_of_a_set(latex, solution, condition) -> None:
    """An open set, or one whose edge a logarithm excludes: that the point lies inside is a condition."""
    d = td.derive(latex)
    assert d.solution.latex == solution and condition in d.solution.condition


def test_symmetric_unknown_has_a_symmetric_value() -> None:
    """Only the symmetric part of the gradient has to vanish: a Lyapunov equation, whose solution is symmetric."""
    s = np.array([[2., .3], [.1, 1.]])
    d = td.derive(r"\min_X \operatorname{tr}(SX)-\log\det X", declare={"S": "n x n", "X": "n x n posdef"})
    assert np.allclose(d.solution.evaluate({"S": s}), np.linalg.inv((s + s.T) / 2))
    a, b = np.array([[1., 2.], [0., 1.]]), np.array([[1., 0.], [3., 1.]])
    x = td.derive(r"\min_X \|AX-B\|_F^2", declare={"X": "n x n symmetric", "A": "n x n", "B": "n x n"}).solution.evaluate({"A": a, "B": b})
    gradient = a.T @ (a @ x - b)
    assert np.allclose(x, x.T) and np.allclose(gradient + gradient.T, 0)


@pytest.mark.parametrize("latex, expected", [
    (r"\min_x x_1^2+2x_2^2 \text{ s.t. } x_1+x_2=1", [2 / 3, 1 / 3]),
    (r"\min_{x\in\mathbb{R}^3} \frac12\|x\|^2 \text{ s.t. } x_1+x_2=1", [.5, .5, 0]),
    (r"f(x)=x_1^2-x_1x_2+x_2^2-3x_2, \quad \nabla f(x)=0", [1, 2]),
])
def test_vectors_written_by_their_entries(latex, expected) -> None:
    """The entries are unknowns, and the value is the vector."""
    assert np.allclose(np.ravel(td.derive(latex).solution.evaluate({})), expected)


def test_lagrangian_stationary_in_both() -> None:
    r"""Two derivatives of one function that vanish are solved together."""
    d = td.derive(r"\mathcal{L}(x,\lambda) = \frac12\|x-c\|^2+\lambda(a^\top x-b), \quad \nabla_x\mathcal{L}=0, \; \frac{\partial\mathcal{L}}{\partial\lambda}=0", declare={"a": "n", "c": "n", "x": "n", "b": "scalar"})
    a, c = np.array([1., 2, 3]), np.array([0., 1, -1])
    x = d.solution.evaluate({"a": a, "c": c, "b": 2.})["x"]
    assert np.isclose(a @ x, 2) and np.linalg.matrix_rank(np.stack([x - c, a]), tol=1e-9) == 1


def test_an_inequality_is_refused_with_a_word_on_its_conditions() -> None:
    """What may be active at the optimum needs the KKT conditions, and the hint says what can be asked instead."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(r"\min_x \frac12 x^\top Ax - b^\top x \text{ s.t. } Cx \le d")
    assert caught.value.code == "TD327" and "KKT" in caught.value.message and "g(x) = 0" in caught.value.hint


def test_an_unknown_that_is_not_zero() -> None:
    """x != 0 is an open set: the point is one if it is not 0."""
    d = td.derive(r"\min_{x \neq 0} (x - a)^2")
    assert d.solution.latex == "a" and d.solution.condition == r"if $a \neq 0$"
