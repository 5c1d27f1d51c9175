r"""Densities as they are written: several of one letter, up to a factor, with a mean of 0, and priors behind a product."""
from __future__ import annotations

import pytest

import texderive as td
from texderive import TexDeriveError

LIKELIHOOD, PRIOR = r"p(x \mid \theta) = \theta e^{-\theta x}", r"p(\theta) = e^{-\lambda\theta}"


@pytest.mark.parametrize("asked", [r"\frac{d}{d\theta}\left(\log p(x \mid \theta) + \log p(\theta)\right)", r"p(\theta \mid x) = p(x \mid \theta) p(\theta), \; \frac{d}{d\theta}\log p(\theta \mid x)",
                                   r"p(\theta \mid x) \propto p(x \mid \theta) p(\theta), \; \frac{d}{d\theta}\log p(\theta \mid x)"])
def test_several_densities_of_one_letter(asked):
    """The likelihood, the prior and the posterior are told apart by their arguments."""
    assert td.derive(f"{LIKELIHOOD}, {PRIOR}, {asked}").result.latex == r"\frac{1}{\theta} - x - \lambda"


@pytest.mark.parametrize("between", [r"\sum_{i=1}^N \log p(y_i \mid x_i, w) + \log p(w)", r"\prod_{i=1}^N p(y_i \mid x_i, w)\, p(w)"])
def test_one_prior_for_all_members(between):
    r"""A density without the index that stands behind the factors of a product stands there once; the mean 0 is a vector."""
    d = td.derive(rf"p(y_i \mid x_i, w) = \mathcal{{N}}(y_i \mid w^\top x_i, \sigma^2), \; p(w) = \mathcal{{N}}(w \mid 0, \tau^2 I), \; \arg\max_w {between}")
    assert d.solution.latex == r"\left(\sum_{i=1}^{N} x_{i}x_{i}^\top + \frac{\sigma^2}{\tau^2}\,I\right)^{-1}\sum_{i=1}^{N} y_{i}x_{i}"


def test_up_to_a_factor():
    r"""Behind \propto an optimum is the same, and the derivative of the logarithm; that of the density itself is not given."""
    density = r"p(\theta \mid x) \propto \theta^{a-1}(1-\theta)^{b-1}"
    assert td.derive(rf"{density}, \; \frac{{d}}{{d\theta}}\log p(\theta \mid x)").result.latex == r"\frac{a - 1}{\theta} - \frac{b - 1}{1 - \theta}"
    with pytest.raises(TexDeriveError) as caught:
        td.derive(rf"{density}, \; \frac{{d}}{{d\theta}} p(\theta \mid x)")
    assert caught.value.code == "TD222"


def test_words_of_capitals():
    """NLL(w) = .. defines a word though its N counts too; AXB = C remains a product."""
    d = td.derive(r"NLL(w) = -\sum_{i=1}^N \log\sigma(y_i w^\top x_i), \; \nabla_w NLL(w)")
    assert d.result.shape == (1, "n")
    assert td.derive(r"AXB = C, \; \frac{\partial}{\partial X}\|AXB - C\|_F^2").result.latex == r"2A^\top(AXB - C)B^\top"
