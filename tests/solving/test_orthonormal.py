"""Optima over matrices with orthonormal columns."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

DRAWS = np.random.default_rng(0)


@pytest.mark.parametrize("latex, env, value, sign", [
    (r"\min_R \|RA - B\|_F^2 \text{ s.t. } R^\top R = I", {"A": DRAWS.normal(size=(3, 5)), "B": DRAWS.normal(size=(3, 5))}, lambda r, e: np.sum((r @ e["A"] - e["B"]) ** 2), 1),
    (r"\max_W \operatorname{tr}(W^\top M) \text{ s.t. } W^\top W = I", {"M": DRAWS.normal(size=(4, 2))}, lambda w, e: np.trace(w.T @ e["M"]), -1),
    (r"\min_W \|W - M\|_F^2 \text{ s.t. } W^\top W = I", {"M": DRAWS.normal(size=(4, 2))}, lambda w, e: np.sum((w - e["M"]) ** 2), 1),
])
def test_procrustes(latex, env, value, sign) -> None:
    """The point has orthonormal columns, and no other such matrix is better."""
    point = td.derive(latex).solution.evaluate(env)
    assert np.allclose(point.T @ point, np.eye(point.shape[1]))
    best = sign * value(point, env)
    others = [np.linalg.qr(DRAWS.normal(size=point.shape))[0] for _ in range(50)] + [np.linalg.qr(point + 0.05 * DRAWS.normal(size=point.shape))[0] * np.sign(np.diag(np.linalg.qr(point)[1])) for _ in range(50)]
    assert all(sign * value(w, env) >= best - 1e-9 for w in others)


def test_trace_of_a_quadratic_form() -> None:
    """The eigenvectors of the largest eigenvalues, which have no closed form: the equation and the words, and no point."""
    d = td.derive(r"\max_W \operatorname{tr}(W^\top X^\top X W) \text{ s.t. } W^\top W = I")
    assert d.solution is None and "largest eigenvalues" in d.acts[-1].after[0]
