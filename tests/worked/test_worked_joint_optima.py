r"""Optima in several unknowns together: Gaussians with mean and covariance, mixtures, two-way tables."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

RNG = np.random.default_rng(3)
GAUSS = r"\arg\max_{\mu,\Sigma} -\frac N2\log\det\Sigma - \frac12\sum_{n=1}^N(x_n-\mu)^\top\Sigma^{-1}(x_n-\mu)"
Q = r"Q = \sum_{n=1}^N\sum_{k=1}^K r_{nk}\left(\log\pi_k - \frac12\log\det\Sigma_k - \frac12(x_n-\mu_k)^\top\Sigma_k^{-1}(x_n-\mu_k)\right), \quad "


def test_mean_and_covariance():
    """The joint maximum of a Gaussian: sample mean and covariance, with the covariance symmetric by its role, which is said."""
    d = td.derive(GAUSS)
    x = RNG.normal(size=(6, 3))
    got = d.solution.evaluate({"x_n": x})
    assert np.allclose(got[r"\mu"], x.mean(0)) and np.allclose(got[r"\Sigma"], np.cov(x.T, bias=True))
    assert any("symmetric and positive definite, as a covariance" in a for a in d.assumptions)


def test_m_step():
    """Weights, means and covariances of a mixture in one question."""
    r, x = RNG.uniform(.1, 1, size=(6, 2)), RNG.normal(size=(6, 3))
    got = td.derive(Q + r"\arg\max_{\pi_k,\mu_k,\Sigma_k} Q \text{ s.t. } \sum_k\pi_k=1").solution.evaluate({"r_{nk}": r, "x_n": x})
    means = r.T @ x / r.sum(0)[:, None]
    assert np.allclose(got[r"\pi_k"], r.sum(0) / r.sum()) and np.allclose(got[r"\mu_k"], means)
    for k in range(2):
        assert np.allclose(got[r"\Sigma_k"][k], (r[:, k, None] * (x - means[k])).T @ (x - means[k]) / r[:, k].sum())


def test_regression_with_covariance():
    """The common factor Sigma^{-1} is divided out, and no Sigma stands in W^*."""
    d = td.derive(r"\arg\max_{W,\mu,\Sigma} -\frac N2\log\det\Sigma - \frac12\sum_{n=1}^N(y_n-Wx_n-\mu)^\top\Sigma^{-1}(y_n-Wx_n-\mu)")
    x, y = RNG.normal(size=(9, 2)), RNG.normal(size=(9, 3))
    got = d.solution.evaluate({"x_n": x, "y_n": y})
    best = np.linalg.lstsq(np.hstack([x, np.ones((9, 1))]), y, rcond=None)[0]
    assert np.allclose(got["W"], best[:2].T) and np.allclose(got[r"\mu"], best[2])


@pytest.mark.parametrize("order", [r"\sum_i a_i = 0, \sum_j b_j = 0", r"\mathbf 1^\top a = 0, \mathbf 1^\top b = 0"])
def test_two_way_table(order):
    """The totals that the constraints give are put into the gradients; the multipliers come out as 0."""
    d = td.derive(rf"\arg\min_{{\mu,a,b}}\sum_{{i=1}}^I\sum_{{j=1}}^J(y_{{ij}}-\mu-a_i-b_j)^2 \text{{ s.t. }} {order}")
    y = RNG.normal(size=(4, 3))
    got = d.solution.evaluate({"y": y})
    assert np.allclose(got[r"\mu"], y.mean()) and np.allclose(got["a"], y.mean(1) - y.mean()) and np.allclose(got["b"], y.mean(0) - y.mean())
