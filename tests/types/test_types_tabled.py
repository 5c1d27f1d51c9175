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
    assert d.result.latex.startswith(r"\phi_{sa}^\top - \frac{\sum_{b=1}^{M} e^{\theta^\top\phi_{sb}}\phi_{sb}^\top}") and len(d.shapes[r"\phi_{sa}"]) == 1


@pytest.mark.parametrize("latex", [
    r"E = \sum_x x p(x), \frac{\partial E}{\partial p(x)}",                       # x is a value here
    r"f(x) = x^2, S = \sum_x f(x), \frac{dS}{dx}",
])
def test_a_quantity_is_no_index(latex):
    """Where the letter is multiplied or squared somewhere, it does not only number."""
    with pytest.raises(td.TexDeriveError):
        td.derive(latex)


@pytest.mark.parametrize("latex, result", [
    (r"\sum_{k=1}^n f(k)x^k, \frac{d}{dx}\sum_{k=1}^n f(k)x^k", r"\sum_{k=1}^{n} kx^{k-1}f(k)"),
    (r"\ell = \sum_n \log p(x_n), p(x) = \frac1s e^{-x/s}, \frac{d\ell}{ds}", r"-\frac{m}{s} + \frac{\sum_{n=1}^{m} x_n}{s^2}"),
])
def test_functions_of_numbers_stay(latex, result):
    """f(k) beside x^k, and a density at its data."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex, result", [
    (r"E = \frac12\sum_k(t_k - o_k)^2, o_k = \sigma(net_k), net_k = \sum_j w_{kj}h_j, \frac{\partial E}{\partial net_k}", r"o_{k}(o_{k} - t_k)(1 - o_{k})"),
    (r"E = \frac12(t - out)^2, out = \frac{1}{1+e^{-net}}, net = w_1x_1 + w_2x_2, \frac{\partial E}{\partial w_1}", r"x_1\mathit{out}(t - \mathit{out})(\mathit{out} - 1)"),
    (r"E = \frac12(target - output)^2, output = wx, \frac{dE}{dw}", r"-x(\mathit{target} - \mathit{output})"),
    (r"xyz = 1, \frac{\partial z}{\partial x}", r"-\frac{z}{x}"),
])
def test_small_words(latex, result):
    """net and out are names where they are defined and stand again; xyz is a product."""
    assert td.derive(latex).result.latex.startswith(result)


def test_a_defined_word_that_is_undefined():
    """A name that nothing defines has no derivative of 0."""
    with pytest.raises(td.TexDeriveError):
        td.derive(r"\frac{\partial error}{\partial w}")


@pytest.mark.parametrize("latex, result", [
    (r"\left.\frac{\partial^2 f}{\partial x\partial y}\right|_{(x,y)=(1,0)}, f(x,y) = x^2e^{xy}", "3"),
    (r"\operatorname{logit}(p) = \log\frac{p}{1-p}, \frac{d}{dp}\operatorname{logit}(p)", r"\frac{1}{p(1 - p)}"),
])
def test_places_and_inverse_functions(latex, result):
    """(x, y) = (1, 0) under a bar; a logit that is defined by its own argument."""
    assert td.derive(latex).result.latex == result


def test_a_policy_over_a_set_of_actions():
    r"""\sum_{a \in A} of functions of a runs over their values."""
    d = td.derive(r"J(\theta) = \sum_{a \in \mathcal A}\pi_\theta(a)Q(a), \pi_\theta(a) = \frac{e^{\theta^\top\phi(a)}}{\sum_{a' \in \mathcal A} e^{\theta^\top\phi(a')}}, \nabla_\theta J(\theta)")
    assert d.result.latex.startswith(r"\sum_{a=1}^{|\mathcal A|} Q_a\pi_{a}\left(\phi_{a}^\top - \sum_{a'=1}^{|\mathcal A|} \pi_{a'}\phi_{a'}^\top\right)")


@pytest.mark.parametrize("latex, slope", [(r"\nabla_\theta\sum_a \pi_\theta(a)Q(a)", r"\sum_{a=1}^{m} Q_a\,\frac{\partial\pi_{\theta}(a)}{\partial\theta}"),
                                          (r"\nabla_\theta\sum_a \pi(a; \theta)Q(a)", r"\sum_{a=1}^{m} Q_a\,\frac{\partial\pi(a; \theta)}{\partial\theta}")])
def test_functions_of_what_is_differentiated_by(latex, slope):
    """A function that depends on the variable is no table of numbers: its derivative is not zero."""
    assert td.derive(latex).result.latex == slope


def test_elements_of_a_set_below_a_parameter():
    r"""Of p(x; \theta) with x in a set D nothing is known by numbers."""
    with pytest.raises(td.TexDeriveError):
        td.derive(r"\nabla_\theta\sum_{x \in D}\log p(x; \theta)")
