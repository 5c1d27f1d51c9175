r"""KL(q \| p) of which nothing is said: of two normal distributions, and of two vectors of probabilities."""
from __future__ import annotations

import numpy as np
import pytest

from texderive import derive
from texderive.errors import TexDeriveError

N0, N1 = r"\mathcal{N}(\mu, \Sigma)", r"\mathcal{N}(m, S)"
Q, P = np.array([[2.0, 0.3], [0.3, 1.0]]), np.array([[1.5, -0.2], [-0.2, 0.8]])
ENV = {r"\mu": np.array([0.4, -1.0]), r"\Sigma": Q, "m": np.array([1.1, 0.2]), "S": P}
SHIFT = ENV[r"\mu"] - ENV["m"]
DECLARED = {r"\mu": "d", r"\Sigma": "d x d, posdef", "m": "d", "S": "d x d, posdef"}


@pytest.mark.parametrize("by, expected", [
    (r"\mu", SHIFT @ np.linalg.inv(P)), ("m", -SHIFT @ np.linalg.inv(P)), (r"\Sigma", (np.linalg.inv(P) - np.linalg.inv(Q)) / 2),
    ("S", (np.linalg.inv(P) - np.linalg.inv(P) @ (Q + np.outer(SHIFT, SHIFT)) @ np.linalg.inv(P)) / 2),
])
def test_two_normal_distributions(by, expected):
    """The closed form of two Gaussians is differentiated by each of their means and covariances."""
    d = derive(rf"\nabla_{{{by}}} \mathrm{{KL}}({N0} \,\|\, {N1})", declare=DECLARED)
    assert np.allclose(np.squeeze(d.evaluate(ENV)), expected)


@pytest.mark.parametrize("latex, result", [
    (r"\frac{\partial}{\partial\sigma} D_{KL}(\mathcal{N}(\mu, \sigma^2) \| \mathcal{N}(0, 1))", r"\sigma - \frac{1}{\sigma}"), (rf"\nabla_\mu D_{{\mathrm{{KL}}}}({N0} \,\|\, \mathcal{{N}}(0, I))", r"\mu^\top"),
    (r"\nabla_s \mathrm{KL}(\mathcal{N}(\mu, \operatorname{diag}(s)) \| \mathcal{N}(0, I))", r"\frac{1}{2}(\mathbf{1} - 1 \oslash s)^\top"),
    (r"\nabla_{\mathbf z} \mathrm{KL}(\mathbf p \,\|\, \operatorname{softmax}(\mathbf z))", r"(\operatorname{softmax}(\mathbf z) - \mathbf p)^\top"),
    (r"\nabla_{\mathbf q} \mathrm{KL}(\mathbf p \,\|\, \mathbf q)", r"-(\mathbf p \oslash \mathbf q)^\top"),
    (r"q = \operatorname{softmax}(\theta), \nabla_\theta D_{KL}(p \| q)", r"(q - p)^\top, \quad q = \operatorname{softmax}(\theta)"),
])
def test_scalars_standard_normals_and_vectors(latex, result):
    """Variances, the standard normal distribution and vectors of probabilities have their short forms."""
    assert derive(latex).result.latex == result


@pytest.mark.parametrize("latex", [r"\nabla_\theta \mathrm{KL}(p \| q_\theta)", rf"\nabla_\mu \mathrm{{KL}}({N0} \| p)", r"\nabla_\mu \mathrm{KL}(p)"])
def test_other_divergences_are_refused(latex):
    """Of distributions that are only named nothing is known."""
    with pytest.raises(TexDeriveError) as caught:
        derive(latex)
    assert caught.value.code == "TD314"
