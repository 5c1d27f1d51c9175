"""Several stationary points, and optima on ellipsoids."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td


def text(d) -> str:
    return d.to_text()


@pytest.mark.parametrize("latex, points, kinds", [
    (r"f(x,y)=x^3+y^3-3xy, \quad \nabla f(x,y)=0", r"\left(0, 0\right) \text{ or } \left(1, 1\right)", ("saddle", "minimum")),
    (r"f(x,y)=x^3-3x+y^2, \quad \frac{\partial f}{\partial x}=0, \; \frac{\partial f}{\partial y}=0", r"\left(-1, 0\right) \text{ or } \left(1, 0\right)", ("saddle", "minimum")),
    (r"f(x)=x_1^4+x_2^4-4x_1x_2, \quad \nabla f(x)=0", r"\left(-1, -1\right) \text{ or } \left(0, 0\right) \text{ or } \left(1, 1\right)", ("minimum", "saddle", "minimum")),
])
def test_every_stationary_point_has_its_kind(latex, points, kinds) -> None:
    """All of them are printed, each with its Hessian."""
    d = td.derive(latex)
    titles = [line.title for line in d.acts[-1].lines if "nabla^2" in getattr(line.left, "latex", "")]
    assert d.solution.latex == points and all(k in t for k, t in zip(kinds, titles, strict=True))


def test_best_value_on_a_circle() -> None:
    """On a bounded set the largest of the values at the stationary points is the maximum."""
    d = td.derive(r"\max_{x,y} x+y \text{ s.t. } x^2+y^2=1")
    assert np.allclose(list(d.solution.evaluate({}).values()), np.sqrt(.5)) and "bounded" in d.acts[-1].after[0]


@pytest.mark.parametrize("latex, points", [
    (r"\min_{x,y} x^2+4y^2 \text{ s.t. } xy=1", [[-2 ** .5, -.5 ** .5], [2 ** .5, .5 ** .5]]),
    (r"\max_{x,y} x^2y \text{ s.t. } x^2+y^2=3", [[-2 ** .5, 1], [2 ** .5, 1]]),
    (r"\max_{x,y} xy \text{ s.t. } x^2+4y^2=8", [[-2, -1], [2, 1]]),
])
def test_equally_good_points_are_all_printed(latex, points) -> None:
    """A factor that vanishes loses no case; the value is one of the points."""
    d = td.derive(latex)
    assert d.solution.latex.count("left(") == 2 and any(np.allclose(np.ravel(d.solution.evaluate({})), p) for p in points)


def test_unbounded_sets_promise_nothing() -> None:
    """xyz on a plane has a stationary point that is no maximum of all."""
    d = td.derive(r"\max_{x,y,z} xyz \text{ s.t. } x+y+z=3")
    assert d.solution is None and "not told" in d.acts[-1].after[0]


def test_second_derivative_along_a_line() -> None:
    """xy has no curvature of one sign, but on x + y = 10 it has."""
    assert "unique maximum" in td.derive(r"\max_{x,y} xy \text{ s.t. } x+y=10").acts[-1].after[0]
    assert td.derive(r"\min_{x,y} xy \text{ s.t. } x+y=10").solution is None


def test_linear_function_on_an_ellipsoid() -> None:
    """The point lies on it, along the inverse of its matrix times the gradient."""
    d = td.derive(r"\max_w \mu^\top w \text{ s.t. } w^\top\Sigma w=\sigma^2", declare={r"\Sigma": "n x n posdef", "w": "n", r"\mu": "n", r"\sigma": "positive"})
    s, mu = np.array([[2., .5], [.5, 1.]]), np.array([1., -3.])
    w = d.solution.evaluate({r"\Sigma": s, r"\mu": mu, r"\sigma": 1.5})
    assert np.isclose(w @ s @ w, 2.25) and np.isclose(mu @ w, 1.5 * np.sqrt(mu @ np.linalg.solve(s, mu)))


def test_generalised_eigenvalues_end_at_their_equation() -> None:
    """On an ellipsoid the point is the eigenvector of the equation; of a surface that need not be one, none is claimed."""
    question, declare = r"\max_w w^\top Aw \text{ s.t. } w^\top Bw=1", {"A": "n x n symmetric", "B": "n x n posdef", "w": "n"}
    d = td.derive(question, declare=declare)
    assert "eigenvector of } B^{-1}A" in d.solution.latex and "generalised" in d.acts[-1].lines[1].title
    with pytest.raises(td.TexDeriveError, match="no closed-form solution"):
        td.derive(question, declare={**declare, "B": "n x n symmetric"})


def test_three_constraints_on_top_of_each_other() -> None:
    """Two rows and a matrix need room: the unknown has more entries than there are constraints."""
    d = td.derive(r"\min_w \frac12 w^\top\Sigma w \text{ s.t. } \mathbf 1^\top w=1,\; \mu^\top w=m,\; Aw=b", declare={r"\Sigma": "n x n posdef", "w": "n", r"\mu": "n", "m": "scalar", "A": "p x n", "b": "p"})
    rng = np.random.default_rng(1)
    a, mu = rng.normal(size=(2, 6)), rng.normal(size=6)
    w = d.solution.evaluate({r"\Sigma": np.eye(6), r"\mu": mu, "m": .3, "A": a, "b": np.array([1., 2.])})
    assert np.allclose(np.vstack([np.ones(6), mu, a]) @ w, [1, .3, 1, 2])
