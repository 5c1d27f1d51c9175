"""Products are maximised by way of their logarithm."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

RNG = np.random.default_rng(3)
X, K = RNG.uniform(.2, 2, size=7), np.array([1., 2, 4, 3, 2, 1, 5])


@pytest.mark.parametrize("latex, env, expected", [
    (r"\arg\max_\theta \prod_{i=1}^n \theta^{x_i}(1-\theta)^{1-x_i}", {"x": X > 1}, np.mean(X > 1)),
    (r"L(\theta) = \prod_{i=1}^n \theta e^{-\theta x_i}, \quad \arg\max_\theta L(\theta)", {"x": X}, 7 / X.sum()),
    (r"p(x\mid\lambda) = \lambda e^{-\lambda x}, \quad \arg\max_\lambda \prod_{i=1}^n p(x_i\mid\lambda)", {"x": X}, 7 / X.sum()),
    (r"\arg\max_\lambda \prod_{i=1}^n \frac{\lambda^{x_i}e^{-\lambda}}{x_i!}", {"x": K}, K.mean()),
    (r"\arg\max_p \prod_{i=1}^n p(1-p)^{k_i-1}", {"k": K}, 1 / K.mean()),
    (r"\arg\max_\theta \theta^{k}(1-\theta)^{n-k}", {"k": 3., "n": 7.}, 3 / 7),
    (r"\arg\max_\theta \theta^{a-1}(1-\theta)^{b-1}\prod_{i=1}^n\theta^{x_i}(1-\theta)^{1-x_i}", {"x": X > 1, "a": 2.5, "b": 3.}, ((X > 1).sum() + 1.5) / 10.5),
    (r"\max_\theta \prod_{k=1}^K \theta_k^{n_k} \text{ s.t. } \sum_{k=1}^K\theta_k = 1", {"n": K}, K / K.sum()),
])
def test_likelihoods(latex, env, expected) -> None:
    """The logarithm is an act of its own, and the point is the textbook's."""
    d = td.derive(latex)
    assert np.allclose(d.solution.evaluate(env), expected) and d.acts[0].title == "Logarithm"


def test_what_is_solved_as_it_stands_needs_no_logarithm() -> None:
    """A product that may be negative is not taken for a likelihood, nor is what has a closed form without it."""
    assert td.derive(r"\max_x x e^{-x}").acts[0].title != "Logarithm"
    d = td.derive(r"\max_{x,y,z} xyz \text{ s.t. } x+y+z=3")
    assert d.solution is None and all(act.title != "Logarithm" for act in d.acts)


def test_classes_occur_at_the_points_of_verification() -> None:
    """A class label is drawn as one: sums over a class are not zero by accident."""
    d = td.derive(r"\max_{m} -\sum_{i=1}^N \mathbb{1}\{y_i=0\}(x_i-m)^2")
    y = K - 1
    assert np.allclose(d.solution.evaluate({"x": X, "y": y}), X[y == 0].mean())


def test_powers_of_several_unknowns_go_by_the_logarithm() -> None:
    """x^a y^b is not left to equations between powers with letters, which take SymPy many seconds."""
    d = td.derive(r"\max_{x,y} x^a y^b \text{ s.t. } x + y = 1", declare={"a": "scalar, positive", "b": "scalar, positive"})
    assert d.acts[0].title == "Logarithm" and d.solution is not None
