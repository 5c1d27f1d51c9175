"""Stationary points against their equations, and what is said of them."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

RNG = np.random.default_rng(5)
A, B, C = RNG.normal(size=(2, 4)), RNG.normal(size=2), RNG.normal(size=4)
Q = (lambda m: m @ m.T + np.eye(4))(RNG.normal(size=(4, 4)))


def test_two_linear_constraints_are_stacked() -> None:
    """The point satisfies both, and the gradient lies in the rows of the constraints."""
    d = td.derive(r"\min_x \frac12 x^\top Q x \text{ s.t. } Ax = b, \; c^\top x = 1", declare={"Q": "n x n posdef", "A": "m x n", "b": "m", "c": "n", "x": "n"})
    x = d.solution.evaluate({"Q": Q, "A": A, "b": B, "c": C})
    rows = np.vstack([A, C])
    assert np.allclose(rows @ x, [*B, 1.0])
    assert np.linalg.matrix_rank(np.vstack([rows, Q @ x]), tol=1e-8) == 3


def test_several_unknowns_give_a_value_each() -> None:
    """evaluate gives a dict by the symbols as written."""
    d = td.derive(r"\min_{a,b} \sum_{i=1}^n (y_i - a x_i - b)^2", declare={"x": "scalar for i=1..n", "y": "scalar for i=1..n"})
    x, y = RNG.normal(size=7), RNG.normal(size=7)
    found = d.solution.evaluate({"x": x, "y": y})
    assert np.allclose([found["a"], found["b"]], np.polyfit(x, y, 1))
    assert len(d.others) == 1 and "\\frac{\\partial}{\\partial b}" in d.to_latex()


@pytest.mark.parametrize("latex, declare, solved, says", [
    (r"\max_x x^\top A x + b^\top x", {"A": "n x n posdef", "x": "n", "b": "n"}, False, "there is no maximum"),
    (r"\min_x x^\top A x + b^\top x", {"A": "n x n symmetric", "x": "n", "b": "n"}, True, "if $A$ is positive definite"),
    (r"\min_x b^\top x", {"x": "n", "b": "n"}, False, "vanishes nowhere"),
    (r"\min_x x^3", {"x": "scalar"}, True, "may be a minimum, or none"),
    (r"\min_x x + \frac1x", {"x": "scalar, positive"}, True, "unique minimum"),
    (r"\max_x \frac{\log x}{x}", {"x": "scalar"}, True, "the only stationary point is the maximum"),
    (r"\min_U \|A-UV^\top\|_F^2", {"A": "m x n", "U": "m x k", "V": "n x k"}, True, "convex in $U$"),
])
def test_no_stationary_point_passes_for_an_optimum(latex, declare, solved, says) -> None:
    """What the point is stands beside it; where it is known to be none, no point is given."""
    d = td.derive(latex, declare=declare)
    assert (d.solution is not None) == solved
    assert says in " ".join([*d.acts[-1].prose, *d.acts[-1].after])


def test_inverse_on_either_side_is_a_condition() -> None:
    """X B = C needs B to be invertible just as A X = C needs A."""
    d = td.derive(r"\arg\min_W \sum_{i=1}^N \|y_i - W x_i\|^2", declare={"x": "d for i=1..N", "y": "k for i=1..N", "W": "k x d"})
    assert d.solution.condition.endswith("is invertible")


def test_a_request_for_a_minimum_is_printed_whole() -> None:
    r"""\min_x f is not f: the value stands behind x^*, not behind the function."""
    text = td.derive(r"\min_x \|Ax-b\|^2", declare={"A": "m x n", "b": "m", "x": "n"}).to_text()
    assert text.startswith("min_x") and "‖Ax − b‖² = (A" not in text


@pytest.mark.parametrize("latex, constraints", [(r"\min_{x : Ax = b} \|x\|^2", 1), (r"\min_x \|x\|^2 \text{ s.t. } Ax = b, \; c^\top x = 1", 2)])
def test_constraints_below_and_behind(latex, constraints) -> None:
    """x : A x = b below the operator is a constraint too."""
    d = td.derive(latex, declare={"A": "m x n", "b": "m", "x": "n", "c": "n"})
    assert len(d.problem.constraints) == constraints and d.solution is not None


def test_a_letter_that_is_no_index_is_an_unknown() -> None:
    r"""\min_t is over the number t where t is nowhere an index."""
    d = td.derive(r"\min_t \|x + td - y\|^2", declare={"x": "n", "d": "n", "y": "n", "t": "scalar"})
    assert d.solution.condition == r"if $d \neq 0$"


SYMMETRIC = {"S": "n x n symmetric", "w": "n"}


@pytest.mark.parametrize("latex, which", [(r"\max_w w^\top S w \text{ s.t. } w^\top w = 1", -1), (r"\min_w w^\top S w \text{ s.t. } \|w\| = 1", 0), (r"\min_w \frac{w^\top S w}{w^\top w}", 0)])
def test_quadratic_on_the_sphere_is_an_eigenvector(latex, which) -> None:
    """The eigenvector of the extreme eigenvalue, up to its sign."""
    s = Q - 3 * np.eye(4)
    w = td.derive(latex, declare=SYMMETRIC).solution.evaluate({"S": s})
    values, vectors = np.linalg.eigh(s)
    assert np.isclose(w @ s @ w, values[which]) and np.isclose(abs(w @ vectors[:, which]), 1)


@pytest.mark.parametrize("latex, expected", [(r"\max_x a^\top x \text{ s.t. } x^\top x = 1", C / np.linalg.norm(C)), (r"\min_x a^\top x \text{ s.t. } \|x\|^2 = 4", -2 * C / np.linalg.norm(C))])
def test_linear_on_the_sphere_is_along_its_gradient(latex, expected) -> None:
    """Towards a for the maximum, against it for the minimum."""
    assert np.allclose(td.derive(latex, declare={"a": "n", "x": "n"}).solution.evaluate({"a": C}), expected)


@pytest.mark.parametrize("latex, value, says", [
    (r"\min_x x^3 - 3x", None, "There is no minimum"),
    (r"\min_x x^4 - 2x^2", r"-1 \text{ or } 1", "have the smallest value"),
    (r"\max_x \frac{x}{1+x^2}", "1", "has the largest value"),
    (r"\min_x x + \frac1x", None, "local minimum lies at $x = 1$"),
    (r"\min_x \sin x", None, "No closed form"),
])
def test_several_stationary_points_are_compared(latex, value, says) -> None:
    """A local minimum is no minimum; the roots of one period are not all roots."""
    d = td.derive(latex)
    assert (None if d.solution is None else d.solution.latex) == value
    assert says in " ".join([*d.acts[-1].prose, *d.acts[-1].after])


@pytest.mark.parametrize("latex", [r"\min_{x,y} x^2 - y^2", r"\min_{x,y} x^2 + 4xy + y^2"])
def test_a_saddle_point_is_called_so(latex) -> None:
    """Convex in one unknown, and concave along the other."""
    d = td.derive(latex)
    assert d.solution is None and "saddle point" in d.acts[-1].after[0]


def test_no_branch_is_lost_in_elimination() -> None:
    r"""xy(x+y-3) has four stationary points: dividing by y would lose y = 0."""
    assert td.derive(r"\min_{x,y} xy(x+y-3)").solution is None


def test_an_unknown_that_does_not_occur_is_left_out() -> None:
    """The others are solved for, and that it does not occur is said."""
    d = td.derive(r"\min_{w,b} \|Xw - y\|^2")
    assert d.solution is not None and any("does not occur" in a for a in d.assumptions)
