r"""Optima of quotients w^T A w / w^T B w: generalised eigenvectors, Fisher's direction, the portfolio of largest Sharpe ratio."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

DECLARE = {"w": "n", "A": "n x n symmetric", "B": "n x n positive definite", "a": "n", "b": "n"}


def _arrays():
    rng = np.random.default_rng(3)
    A, M = rng.normal(size=(4, 4)), rng.normal(size=(4, 4))
    return {"A": A + A.T, "B": M @ M.T + np.eye(4), "w": rng.normal(size=4), "a": rng.normal(size=4), "b": rng.normal(size=4)}


@pytest.mark.parametrize("question, largest", [(r"\max_w \frac{w^\top A w}{w^\top B w}", True), (r"\min_w \frac{w^\top A w}{w^\top B w}", False), (r"\max_w w^\top A w \text{ s.t. } w^\top B w = 1", True)])
def test_a_generalised_eigenvector(question, largest):
    """The eigenvector of B^{-1} A for an extreme eigenvalue, with w^T B w = 1."""
    d, env = td.derive(question, declare=DECLARE), _arrays()
    w, values = d.solution.evaluate(env), np.linalg.eigvals(np.linalg.solve(env["B"], env["A"])).real
    assert w @ env["A"] @ w == pytest.approx(values.max() if largest else values.min()) and w @ env["B"] @ w == pytest.approx(1)
    assert r"the eigenvector of } B^{-1}A" in d.solution.latex


def test_without_a_definite_metric_nothing_is_claimed():
    """Of an undeclared B the quotient need not have a maximum."""
    assert td.derive(r"\max_w \frac{w^\top A w}{w^\top B w}").solution is None
