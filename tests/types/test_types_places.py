r"""Entries at places that several letters tell, x_{i+m-1}: convolutions, correlations, autoregression."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

CONVOLUTION = r"y_i = \sum_{m=1}^k w_m x_{i+m-1}, \; L = \frac12\sum_i (y_i - t_i)^2, \; "


@pytest.mark.parametrize("latex, result", [
    (r"y_i = \sum_m w_m x_{i+m}, \; \frac{\partial y_i}{\partial w_k}", r"x_{i+k}, \quad i = 1, \dots, q, \quad k = 1, \dots, n"),
    (r"y_i = \sum_m w_m x_{i+m}, \; \frac{\partial y_i}{\partial x_j}", r"w_{j-i}, \quad i = 1, \dots, q, \quad j = 1, \dots, p"),
    (r"y_i = \sum_{m=1}^k w_m x_{2i+m}, \; \frac{\partial L}{\partial x_j}", r"\sum_{i} \frac{\partial L}{\partial y_i}\,w_{j-2i}, \quad j = 1, \dots, n, \quad y_i = \sum_{m=1}^{k} w_mx_{2i+m}"),
    (r"r_k = \sum_{t=1}^N x_t x_{t+k}, \; \frac{\partial r_k}{\partial x_s}", r"x_{s+k} + x_{s-k}, \quad k = 1, \dots, n, \quad s = 1, \dots, N"),
    (r"z_{ij} = \sum_{a,b} w_{ab} x_{i+a,j+b}, \; h_{ij} = \tanh(z_{ij}), \; E = \frac12\sum_{ij} (h_{ij} - t_{ij})^2, \; \frac{\partial E}{\partial w_{ab}}",
     r"\sum_{i,j} (h_{ij} - t_{ij})(1 - h_{ij}^2)x_{i+a,j+b}, \quad a = 1, \dots, m, \quad b = 1, \dots, n, \quad z_{ij} = \sum_{k,l} w_{kl}x_{i+k,j+l}, \quad h_{ij} = \tanh(z_{ij})"),
])
def test_entries_at_places(latex, result):
    """An entry at i + m is the one whose number that is, in the answer too, solved for the index that the sum has lost."""
    d = td.derive(latex)
    assert d.result.latex == result and "that are not there are 0." in d.assumptions[1]


@pytest.mark.parametrize("by, moved", [("w_j", "w"), ("x_l", "x")])
def test_value_of_a_convolution(by, moved):
    """The value is that of differences, with entries that are not there taken as 0, also where sizes and indices share letters."""
    rng = np.random.default_rng(1)
    env = {"w": rng.normal(size=3), "x": rng.normal(size=5), "t": rng.normal(size=4)}
    d = td.derive(CONVOLUTION + rf"\frac{{\partial L}}{{\partial {by}}}", declare={"w": "k", "x": "n", "t": "m"})

    def loss(env):
        padded = np.concatenate([env["x"], np.zeros(4)])
        return 0.5 * np.sum((np.array([env["w"] @ padded[i:i + 3] for i in range(4)]) - env["t"]) ** 2)
    h = 1e-6
    want = [(loss({**env, moved: env[moved] + h * e}) - loss({**env, moved: env[moved] - h * e})) / (2 * h) for e in np.eye(len(env[moved]))]
    assert np.allclose(d.evaluate(env), want, atol=1e-6)
