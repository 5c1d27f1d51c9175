r"""Derivatives by what is no letter: \log\sigma, w^\top x, \Sigma^{-1}, and by \tau where \tau = 1/\sigma^2."""
from __future__ import annotations

import pytest

import texderive as td

GAUSS = r"-\frac{N}{2}\log(2\pi\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^N (x_i-\mu)^2"


@pytest.mark.parametrize("question, answer", [
    (rf"\frac{{\partial}}{{\partial\log\sigma}} \left({GAUSS}\right)", r"-N + \frac{1}{\sigma^2}\sum_{i=1}^{N} (x_i - \mu)^2"),
    (r"\frac{\partial \log y}{\partial \log x}, \quad y = a x^b", "b"),
    (r"\eta = \log\frac{p}{1-p}, \quad \ell = y\log p + (1-y)\log(1-p), \quad \frac{\partial\ell}{\partial\eta}", "y - p"),
    (r"\frac{\partial}{\partial\sqrt x} x^2", "4x^{3/2}"),
    (r"L = -\frac12\sum_{j=1}^J(1 + \log\sigma_j^2 - \mu_j^2 - \sigma_j^2), \quad \frac{\partial L}{\partial\log\sigma_j^2}", r"-\frac{1}{2}(1 - \sigma_j^2)"),
    (r"\frac{\partial}{\partial\log w_i}\log\sum_j w_j", r"\frac{w_i}{\sum_{j=1}^{n} w_j}"),
])
def test_by_a_function_of_a_letter(question, answer):
    """The derivative by the letter over that of the function."""
    assert td.derive(question).result.latex == answer


def test_the_square_of_a_declared_letter():
    """The square is the variable and the letter keeps its values."""
    d = td.derive(rf"\frac{{\partial}}{{\partial\sigma^2}}\left({GAUSS}\right)", declare={r"\sigma": "scalar positive", "x_i": "scalar for i=1..N", r"\mu": "scalar"})
    assert d.result.latex == r"-\frac{N}{2\sigma^2} + \frac{1}{2\sigma^4}\sum_{i=1}^{N} (x_{i} - \mu)^2"
    assert d.evaluate({r"\sigma": 2.0, "x_i": [1.0, 3.0], r"\mu": 0.0}) == pytest.approx(-1 / 4 + 10 / 32)
