"""Random formulas: derivatives against finite differences, printed LaTeX read back, bound indices renamed."""
from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import texderive as td

DECLARE = {"x": "n", "b": "n", "A": "n x n", "B": "n x n", "c": "n", "t": "scalar"}
_rng = np.random.default_rng(5)
ENV = {"x": _rng.uniform(0.2, 1, 3), "b": _rng.uniform(-1, 1, 3), "A": _rng.uniform(-0.5, 0.5, (3, 3)), "B": _rng.uniform(-0.5, 0.5, (3, 3)), "c": np.array([5.0, -6.0, 7.0]), "t": 0.7, "n": 3}
PROPERTY = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def _fill(shape: str, *parts) -> st.SearchStrategy[str]:
    """The template with each @ replaced by a draw."""
    pieces = shape.split("@")
    return st.tuples(*parts).map(lambda drawn: "".join(p + d for p, d in zip(pieces, (*drawn, ""))))


@cache
def scalars(depth: int) -> st.SearchStrategy[str]:
    if depth == 0:
        return st.sampled_from([r"x^\top x", r"b^\top x", "t", r"x^\top A x", r"\operatorname{tr}(A)", r"\det(A)", "3"])
    s, v, m = scalars(depth - 1), vectors(depth - 1), matrices(depth - 1)
    return st.one_of(
        scalars(0), _fill(r"\left(@ + @\right)", s, s), _fill(r"\left(@ - @\right)", s, s), _fill(r"\left(@\right) \left(@\right)", s, s), _fill(r"\sin\left(@\right)", s),
        _fill(r"\tanh\left(@\right)", s), _fill(r"\sigma\left(@\right)", s), _fill(r"e^{-\left(@\right)^2}", s), _fill(r"\log\left(2 + \left(@\right)^2\right)", s),
        _fill(r"\left(@\right)^\top \left(@\right)", v, v), _fill(r"\left\|@\right\|^2", v), _fill(r"\left\|@ - c\right\|", v), _fill(r"\operatorname{tr}\left(@\right)", m),
        _fill(r"\frac{@}{2 + x^\top x}", s), _fill(r"\left(@\right)^\top \left(A + 4 I\right)^{-1} \left(@\right)", v, v), _fill(r"\left\|@\right\|_F^2", m),
        _fill(r"\log\det\left(4 I + x x^\top + \left(@\right) \left(@\right)^\top\right)", v, v))


@cache
def vectors(depth: int) -> st.SearchStrategy[str]:
    if depth == 0:
        return st.sampled_from(["x", "b", "A x", r"A^\top b", "B x"])
    s, v, m = scalars(depth - 1), vectors(depth - 1), matrices(depth - 1)
    return st.one_of(
        vectors(0), _fill(r"\left(@ + @\right)", v, v), _fill(r"\left(@ - @\right)", v, v), _fill(r"\tanh\left(@\right)", v), _fill(r"\sigma\left(@\right)", v),
        _fill(r"\operatorname{softmax}\left(@\right)", v), _fill(r"\left(@ \odot @\right)", v, v), _fill(r"\left(@\right) \left(@\right)", m, v),
        _fill(r"\left(@\right) \left(@\right)", s, v), _fill(r"\frac{@}{\left\|@ - c\right\|}", v, v), _fill(r"\left(4 I + A\right)^{-1} \left(@\right)", v))


@cache
def matrices(depth: int) -> st.SearchStrategy[str]:
    if depth == 0:
        return st.sampled_from(["A", "B", r"A^\top", r"x b^\top", "A B"])
    s, v, m = scalars(depth - 1), vectors(depth - 1), matrices(depth - 1)
    return st.one_of(
        matrices(0), _fill(r"\left(@ + @\right)", m, m), _fill(r"\left(@\right) \left(@\right)", m, m), _fill(r"\left(@\right)^\top", m),
        _fill(r"\operatorname{diag}\left(@\right)", v), _fill(r"\left(@\right) \left(@\right)^\top", v, v), _fill(r"\left(@\right) \left(@\right)", s, m),
        _fill(r"\left(@ \odot @\right)", m, m), _fill(r"\left(4 I + @\right)^{-1}", m))


def differences(body: str, name: str, step: float = 1e-5) -> np.ndarray:
    """Central differences of the value of a formula by a vector or matrix, axes of the variable last."""
    point = np.asarray(ENV[name], dtype=float)
    columns = []
    for position in np.ndindex(point.shape):
        moved = []
        for sign in (1, -1):
            there = point.copy()
            there[position] += sign * step
            moved.append(np.squeeze(td.evaluate(body, declare=DECLARE, env=ENV | {name: there})))
        columns.append((moved[0] - moved[1]) / (2 * step))
    return np.moveaxis(np.array(columns).reshape(*point.shape, *np.shape(columns[0])), range(point.ndim), range(-point.ndim, 0))


def assert_derivative(body: str, name: str) -> None:
    d = td.derive(rf"\frac{{\partial}}{{\partial {name}}} \left[ {body} \right]", declare=DECLARE)
    want = differences(body, name)
    np.testing.assert_allclose(np.squeeze(d.evaluate(ENV)), np.squeeze(want), rtol=1e-4, atol=1e-6 * (1 + np.abs(want).max()))


@PROPERTY
@given(scalars(2))
def test_gradients_agree_with_finite_differences(body):
    """The derivative of a random scalar formula by a vector is that of its values."""
    assert_derivative(body, "x")


@PROPERTY
@given(vectors(2))
def test_jacobians_agree_with_finite_differences(body):
    """The derivative of a random vector formula by a vector is that of its values."""
    assert_derivative(body, "x")


@PROPERTY
@given(scalars(2))
def test_derivatives_by_a_matrix_agree_with_finite_differences(body):
    """The derivative of a random scalar formula by a matrix is that of its values."""
    assert_derivative(body, "A")


@PROPERTY
@given(scalars(2))
def test_printed_results_read_back(body):
    """The LaTeX of a result, read again, has the values of the derivative."""
    d = td.derive(rf"\frac{{\partial}}{{\partial x}} \left[ {body} \right]", declare=DECLARE)
    again = td.evaluate(d.result.latex, declare=DECLARE, env=ENV)
    np.testing.assert_allclose(np.squeeze(again), np.squeeze(d.evaluate(ENV)), rtol=1e-9, atol=1e-9)


INDEXED = (r"\sum_i x_i \sum_i b_i", r"\sum_i x_i \sum_j A_{ij} x_j", r"\left(\sum_i x_i b_i\right)^2", r"\sum_i \left(\sum_j A_{ij} x_j - b_i\right)^2",
           r"\sum_j x_j \sum_i \left( A_{ij} b_j + x_i \right)")


@given(st.sampled_from(INDEXED), st.permutations(["p", "q", "k", "l"]))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_bound_indices_can_be_renamed(body, letters):
    """Other letters for bound indices change nothing, also where they meet the letter of the derivative or one bound twice."""
    renamed = body.replace("_i", "_" + letters[0]).replace("_{ij}", "_{" + letters[0] + letters[1] + "}").replace("_j", "_" + letters[1])
    values = [td.derive(rf"\frac{{\partial}}{{\partial x_k}} \left[ {text} \right]", declare=DECLARE).evaluate(ENV)
              if "k" not in letters[:2] else td.derive(rf"\frac{{\partial}}{{\partial x}} \left[ {text} \right]", declare=DECLARE).evaluate(ENV)
              for text in (body, renamed)]
    np.testing.assert_allclose(np.squeeze(values[0]), np.squeeze(values[1]), rtol=1e-12)
