r"""Optima over a numbered unknown, \mu_k or \pi_k: one value for every number, against its equations."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

RNG = np.random.default_rng(11)
X, R = RNG.normal(size=(8, 3)), RNG.uniform(.2, 1, size=(8, 2))
MEANS = (R.T @ X) / R.sum(0)[:, None]
COUNTS = RNG.uniform(.5, 3, size=(3, 3))


@pytest.mark.parametrize("latex", [
    r"\arg\min_{\mu_k} \sum_{n=1}^N\sum_{k=1}^K r_{nk}\|x_n-\mu_k\|^2",
    r"J = \sum_{n=1}^N\sum_{k=1}^K r_{nk}\|x_n-\mu_k\|^2, \quad \frac{\partial J}{\partial\mu_k} = 0",
    r"\nabla_{\mu_k} \sum_n\sum_k r_{nk}\|x_n-\mu_k\|^2 = 0",
])
def test_centres_of_clusters_are_weighted_means(latex) -> None:
    """The value is stacked along the numbers, and printed as one fraction for the general number."""
    d = td.derive(latex)
    assert np.allclose(d.solution.evaluate({"x_n": X, "r": R}), MEANS)
    assert d.solution.latex.startswith(r"\frac{\sum_{n=1}^{") and d.solution.condition.endswith("\\neq 0$")


def test_all_parameters_of_a_mixture() -> None:
    """Weights under their constraint, means and covariances, and why they are the maximum."""
    d = td.derive(r"\max_{\pi_k,\mu_k,\Sigma_k} \sum_{n=1}^N\sum_{k=1}^K r_{nk}\left(\log\pi_k - \frac12\log\det\Sigma_k - \frac12(x_n-\mu_k)^\top\Sigma_k^{-1}(x_n-\mu_k)\right) "
                  r"\text{ s.t. } \sum_{k=1}^K\pi_k=1", declare={r"\Sigma": "D x D posdef for k=1..K", r"\mu": "D for k=1..K", "x": "D for n=1..N"})
    found = d.solution.evaluate({"x": X, "r": R})
    off = X[:, None] - MEANS
    assert np.allclose(found[r"\pi_k"], R.sum(0) / R.sum()) and np.allclose(found[r"\mu"], MEANS)
    assert np.allclose(found[r"\Sigma"], np.einsum("nk,nki,nkj->kij", R, off, off) / R.sum(0)[:, None, None])
    assert "The function is a sum of one of $\\pi_{k}$ and one of" in d.acts[-1].after[0]


@pytest.mark.parametrize("latex, env, expected", [
    (r"\max_{\theta_k} \sum_{k=1}^K n_k\log\theta_k \text{ s.t. } \sum_{k=1}^K\theta_k=1", {"n": COUNTS[0]}, COUNTS[0] / COUNTS[0].sum()),
    (r"\max_{\theta_k} \sum_{k=1}^K (n_k+\alpha_k-1)\log\theta_k \text{ s.t. } \sum_k\theta_k=1", {"n": COUNTS[0], r"\alpha": COUNTS[1] + 1}, (COUNTS[0] + COUNTS[1]) / (COUNTS[:2].sum())),
    (r"\min_{p_i} \sum_{i=1}^n \frac{a_i}{p_i} \text{ s.t. } \sum_{i=1}^n p_i=1, \; p_i > 0", {"a": COUNTS[0]}, np.sqrt(COUNTS[0]) / np.sqrt(COUNTS[0]).sum()),
    (r"\max_{A_{jk}} \sum_{j=1}^J\sum_{k=1}^K \xi_{jk}\log A_{jk} \text{ s.t. } \sum_{k=1}^K A_{jk}=1 \;\forall j", {r"\xi": COUNTS}, COUNTS / COUNTS.sum(1)[:, None]),
    (r"\max_{A_{jk}} \sum_{j=1}^K\sum_{k=1}^K \xi_{jk}\log A_{jk} \text{ s.t. } \sum_{k=1}^K A_{jk}=1", {r"\xi": COUNTS}, COUNTS / COUNTS.sum(1)[:, None]),
    (r"\max_{p_i} -\sum_{i=1}^n p_i\log p_i+\sum_{i=1}^n p_i s_i \text{ s.t. } \sum_{i=1}^n p_i=1", {"s": COUNTS[0]}, np.exp(COUNTS[0]) / np.exp(COUNTS[0]).sum()),
    (r"\max_{\sigma_k} \sum_{n=1}^N\sum_{k=1}^K r_{nk}\left(-\log\sigma_k-\frac{x_n^2}{2\sigma_k^2}\right)", {"r": R, "x": X[:, 0]}, np.sqrt((R.T @ X[:, 0] ** 2) / R.sum(0))),
])
def test_numbered_unknowns(latex, env, expected) -> None:
    """Entries of a vector or a matrix, under a constraint on all of them or on every row."""
    d = td.derive(latex)
    assert np.allclose(d.solution.evaluate({next((k for k in d.shapes if k == key or k.startswith(key + "_")), key): v for key, v in env.items()}), expected)


def test_other_members_in_the_equation_leave_it_open() -> None:
    """A sum that couples the members is no equation for one of them alone."""
    d = td.derive(r"\arg\min_{u_i} \sum_{i=1}^N\sum_{j=1}^N (r_{ij}-u_i^\top u_j)^2")
    assert d.solution is None


def test_class_means_and_common_covariance() -> None:
    """Gaussian discriminant analysis: the counts of both classes add up to m."""
    each = r"\left(\log {p}-\frac12\log\det\Sigma-\frac12(x_i-{m})^\top\Sigma^{{-1}}(x_i-{m})\right)"
    d = td.derive(r"\max_{\phi,\mu_0,\mu_1,\Sigma} \sum_{i=1}^m \left[ y_i" + each.format(p=r"\phi", m=r"\mu_1") + "+(1-y_i)" + each.format(p=r"(1-\phi)", m=r"\mu_0") + r"\right]",
                  declare={r"\Sigma": "d x d posdef", r"\mu_0": "d", r"\mu_1": "d", "x": "d for i=1..m", "y": "scalar for i=1..m"})
    assert r"\Sigma^* = \frac{1}{m}\left(" in d.solution.latex and r"\phi^* = \frac{1}{m}\sum_{i=1}^{m} y_{i}" in d.solution.latex
