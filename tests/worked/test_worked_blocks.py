r"""Blocks: stacked vectors [h; x], (1, x^T)^T, and matrices made of matrices and vectors."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

SIZES = {"n": 3, "m": 2, "d": 4, "s": 7, "q": 5, "N": 6}
SHAPES = {"x": "n", "y": "m", "A": "n x n", "B": "n x m", "C": "m x m", "b": "n", "c": "scalar", "W": "m x s", "h": "d", "w": "q", "x_i": "d for i=1..N", "y_i": "scalar for i=1..N", "M": "m x n"}



def _whole(e):
    return np.block([[e["A"], e["B"]], [e["B"].T, e["C"]]])


CASES = [
    (r"\frac{\partial}{\partial x}\begin{pmatrix} x\\ y\end{pmatrix}^\top\begin{pmatrix} A & B\\ B^\top & C\end{pmatrix}\begin{pmatrix} x\\ y\end{pmatrix}", "x",
     lambda e: np.r_[e["x"], e["y"]] @ _whole(e) @ np.r_[e["x"], e["y"]], r"x^\top(A + A^\top) + 2y^\top B^\top"),
    (r"\frac{\partial}{\partial x}\begin{bmatrix} x^\top & 1\end{bmatrix}\begin{bmatrix} A & b\\ b^\top & c\end{bmatrix}\begin{bmatrix} x\\ 1\end{bmatrix}", "x",
     lambda e: e["x"] @ e["A"] @ e["x"] + 2 * e["b"] @ e["x"] + e["c"], r"x^\top(A + A^\top) + 2b^\top"),
    (r"\frac{\partial}{\partial B}\log\det\begin{pmatrix} A & B\\ B^\top & C\end{pmatrix}", "B", lambda e: np.log(np.linalg.det(_whole(e)) + 0j), None),
    (r"\frac{\partial}{\partial A}\operatorname{tr}\left(\begin{bmatrix} A & B\\ B^\top & C\end{bmatrix}^2\right)", "A", lambda e: np.trace(_whole(e) @ _whole(e)), r"2A^\top"),
    (r"\frac{\partial}{\partial y}\begin{pmatrix} x\\ y\end{pmatrix}^\top\begin{pmatrix} A & B\\ B^\top & C\end{pmatrix}^{-1}\begin{pmatrix} x\\ y\end{pmatrix}", "y",
     lambda e: np.r_[e["x"], e["y"]] @ np.linalg.inv(_whole(e)) @ np.r_[e["x"], e["y"]], None),
    (r"\frac{\partial}{\partial x}\begin{pmatrix} Mx\\ x\end{pmatrix}", "x", lambda e: np.r_[e["M"] @ e["x"], e["x"]], r"\begin{bmatrix} M \\ I \end{bmatrix}"),
    (r"\frac{\partial}{\partial x}\begin{bmatrix} \sin(x)\\ x^\top x\end{bmatrix}", "x", lambda e: np.r_[np.sin(e["x"]), e["x"] @ e["x"]], r"\begin{bmatrix} \operatorname{diag}(\cos(x)) \\ 2x^\top \end{bmatrix}"),
    (r"\frac{\partial}{\partial W}\|W[h; x] - y\|^2", "W", lambda e: ((e["W"] @ np.r_[e["h"], e["x"]] - e["y"]) ** 2).sum(), None),
    (r"z = \tanh(W[h; x] + y), \quad \frac{\partial z}{\partial h}", "h", lambda e: np.tanh(e["W"] @ np.r_[e["h"], e["x"]] + e["y"]),
     r"\operatorname{diag}(1 - \tanh^2(W_{h}h + W_{x}x + y))\,W_{h}, \quad W_{h} = W\begin{bmatrix} I \\ 0 \end{bmatrix}, \quad W_{x} = W\begin{bmatrix} 0 \\ I \end{bmatrix}"),
    (r"\tilde h = (h^\top, 1)^\top, \quad \frac{\partial}{\partial h}(w^\top\tilde h)^2", "h", lambda e: (e["w"] @ np.r_[e["h"], 1]) ** 2, None),
    (r"\tilde x_i = (1, x_i^\top)^\top, \quad \nabla_w\sum_{i=1}^N (w^\top\tilde x_i - y_i)^2", "w", lambda e: ((e["x_i"] @ e["w"][1:] + e["w"][0] - e["y_i"]) ** 2).sum(),
     r"2\sum_{i=1}^{N} (w^\top\tilde x_i - y_{i})\tilde x_{i}^\top, \quad \tilde x_i = \begin{bmatrix} 1 \\ x_{i} \end{bmatrix}"),
]


def _env(rng):
    env = {k: rng.normal(size=tuple(SIZES[part] for part in v.split(",")[0].replace(" for i=1..N", "").split(" x ") if part != "scalar")) for k, v in SHAPES.items()}
    env["x_i"], env["y_i"] = rng.normal(size=(6, 4)), rng.normal(size=6)
    env["A"], env["C"] = env["A"] @ env["A"].T + 4 * np.eye(3), env["C"] @ env["C"].T + 4 * np.eye(2)
    return env


@pytest.mark.parametrize("latex, by, f, form", CASES)
def test_blocks(latex, by, f, form):
    """Against central differences, and where it is given in this form."""
    env = _env(np.random.default_rng(3))
    found = td.derive(latex, declare={k: v for k, v in SHAPES.items() if k in latex or k.split("_")[0] in latex})
    if form is not None:
        assert found.result.latex == form
    got = found.evaluate(env)
    for place in np.ndindex(env[by].shape):
        step = np.zeros(env[by].shape)
        step[place] = 1e-5
        slope = (np.real(f({**env, by: env[by] + step})) - np.real(f({**env, by: env[by] - step}))) / 2e-5
        assert np.allclose(got[(..., *place)], slope, rtol=1e-4, atol=1e-6)


def test_a_row_and_a_design_matrix():
    r"""[x^\top, 1] w is a number; with a column of ones beside X, both unknowns of [w; b] are found."""
    assert td.derive(r"\frac{\partial}{\partial x}\,[x^\top, 1]\,w").result.latex == r"w^\top\begin{bmatrix} I \\ 0 \end{bmatrix}"
    found = td.derive(r"\arg\min_{w,b}\left\|[X, \mathbf 1]\begin{bmatrix}w\\b\end{bmatrix} - y\right\|^2")
    assert found.shapes["X"] == ("N", "d") and r"b^* = \frac{\mathbf 1^\top y - \mathbf 1^\top Xw^*}{N}" in found.solution.latex


def test_gates_with_nothing_declared():
    """[h, x] behind a matrix stacks two vectors; the matrix is as wide as both."""
    found = td.derive(r"f_t = \sigma(W_f[h_{t-1}, x_t] + b_f), \quad \frac{\partial f_t}{\partial x_t}")
    assert found.result.latex.startswith(r"\operatorname{diag}(u \odot (1 - u))\,W_{fx}") and found.shapes["W_f"][1] == "+".join((*found.shapes["h_{t-1}"], *found.shapes["x_t"]))


def test_a_size_is_no_part_of_itself():
    """h is no half of [h, x] where both have one length by what else is said."""
    assert td.derive(r"z_t = \sigma(W_z[h_{t-1}, x_t]), \quad \tilde h_t = \tanh(W[r_t\odot h_{t-1}, x_t]), \quad h_t = (1 - z_t)\odot h_{t-1} + z_t\odot\tilde h_t, \quad \frac{\partial h_t}{\partial z_t}").result.latex
