r"""Maxima over an index: the value at the index i^* where they are attained."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

RNG = np.random.default_rng(2)
ENV = {"x": RNG.normal(size=3), "A": RNG.normal(size=(4, 3)), "b": RNG.normal(size=4), "w_k": RNG.normal(size=(3, 4)), "x_n": RNG.normal(size=(5, 4))}
CASES = [
    (r"\nabla_x \max_i x_i", {"x": "n"}, "x", lambda e: e["x"].max()),
    (r"\nabla_x \min_{i} x_i", {"x": "n"}, "x", lambda e: e["x"].min()),
    (r"\nabla_x \|x\|_\infty", {"x": "n"}, "x", lambda e: abs(e["x"]).max()),
    (r"\nabla_x \|Ax - b\|_\infty^2", {"x": "n", "A": "m x n", "b": "m"}, "x", lambda e: abs(e["A"] @ e["x"] - e["b"]).max() ** 2),
    (r"f(x) = \max_{i} x_i - \min_i x_i, \quad \nabla f(x)", {"x": "n"}, "x", lambda e: e["x"].max() - e["x"].min()),
    (r"\frac{\partial}{\partial w_j}\sum_{n=1}^N \max_k w_k^\top x_n", {"w_k": "d for k=1..K", "x_n": "d for n=1..N"}, "w_k", lambda e: (e["x_n"] @ e["w_k"].T).max(1).sum()),
]


@pytest.mark.parametrize("latex, declare, by, value", CASES)
def test_value(latex, declare, by, value):
    """Against central differences; the place of the maximum follows from the arrays."""
    env = {k: ENV[k] for k in declare}
    got = td.derive(latex, declare=declare).evaluate(env)
    want, h = np.zeros(env[by].shape), 1e-6
    for place in np.ndindex(want.shape):
        step = np.zeros(want.shape)
        step[place] = h
        want[place] = (value({**env, by: env[by] + step}) - value({**env, by: env[by] - step})) / (2 * h)
    assert np.allclose(got, want, atol=1e-6)


def test_form():
    """The member at which the maximum is attained, and the sentence that says where."""
    d = td.derive(r"\nabla_x \max_{k} w_k^\top x")
    assert d.result.latex == r"w_{k^*}^\top"
    assert r"The maximum $\max_{k} w_k^\top x$ is attained once, at $k^* = \arg\max_{k} w_k^\top x$, which stays there near the point." in d.assumptions
