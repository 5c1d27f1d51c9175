r"""Functions of finitely many values, p(x) beside \sum_x, and names of words, as people write probabilities, policies and networks."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, result", [
    (r"H = -\sum_x p(x)\log p(x), \frac{\partial H}{\partial p(x)}", r"-(1 + \log p_x)"),
    (r"\pi(a) = \frac{e^{H(a)}}{\sum_b e^{H(b)}}, \frac{\partial\pi(x)}{\partial H(a)}", r"\pi_{x}(\delta_{xa} - \pi_{a})"),
    (r"J = \sum_s \mu(s)(v_\pi(s) - \hat v(s, w))^2, \hat v(s, w) = w^\top x(s), \nabla_w J", r"2\sum_{s=1}^{N} \mu_{s}(\hat v_{s} - v_{s})x_{s}^\top"),
    (r"J = \sum_s \mu(s)(V^*(s) - V^\pi(s))^2, \frac{\partial J}{\partial V^\pi(s)}", r"-2\mu_s(V_s^* - V_s^\pi)"),
    (r"L = \sum_{x \in \mathcal X} p(x)\log q(x), \frac{\partial L}{\partial q(x)}", r"\frac{p_x}{q_x}"),
    (r"\frac{\partial}{\partial p(x)}\sum_x p(x)^2", r"2p_x"),
    (r"F = \sum_h q(h)\log\frac{q(h)}{p(h, v)}, \frac{\partial F}{\partial q(h)}", r"1 + \log\left(\frac{q_h}{p_{hv}}\right)"),
])
def test_a_function_that_is_summed_over_has_an_index(latex, result):
    """Said so; the parameters of a function, as the w of v(s, w), stay what they are."""
    d = td.derive(latex)
    assert d.result.latex.startswith(result) and d.verification.ok and any("finitely many values" in a for a in d.assumptions)


def test_vectors_with_two_indices():
    r"""The features of a state and an action beside \theta^\top."""
    d = td.derive(r"\log\pi_\theta(a|s) = \theta^\top\phi(s, a) - \log\sum_b e^{\theta^\top\phi(s, b)}, \nabla_\theta\log\pi_\theta(a|s)")
    assert d.result.latex.startswith(r"\phi_{sa}^\top - \sum_{b=1}^{M} r_{sb}\phi_{sb}^\top, \quad r_{sb} = \frac{e^{\theta^\top\phi_{sb}}}") and len(d.shapes[r"\phi_{sa}"]) == 1
