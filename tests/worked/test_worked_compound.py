r"""Derivatives by what is no letter: \log\sigma, w^\top x, \Sigma^{-1}, and by \tau where \tau = 1/\sigma^2."""
from __future__ import annotations

import pytest

import texderive as td

GAUSS = r"-\frac{N}{2}\log(2\pi\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^N (x_i-\mu)^2"


@pytest.mark.parametrize("question, answer", [
    (rf"\frac{{\partial}}{{\partial\log\sigma}} \left({GAUSS}\right)", r"-N + \frac{\sum_{i=1}^{N} (x_i - \mu)^2}{\sigma^2}"),
    (r"\frac{\partial \log y}{\partial \log x}, \quad y = a x^b", "b"),
    (r"\eta = \log\frac{p}{1-p}, \quad \ell = y\log p + (1-y)\log(1-p), \quad \frac{\partial\ell}{\partial\eta}", "y - p"),
    (r"\frac{\partial}{\partial\sqrt x} x^2", "4x^{3/2}"),
    (r"L = -\frac12\sum_{j=1}^J(1 + \log\sigma_j^2 - \mu_j^2 - \sigma_j^2), \quad \frac{\partial L}{\partial\log\sigma_j^2}", r"-\frac{1}{2}(1 - \sigma_j^2)"),
    (r"\frac{\partial}{\partial\log w_i}\log\sum_j w_j", r"\frac{w_i}{\sum_{j=1}^{n} w_j}"),
])
def test_by_a_function_of_a_letter(question, answer):
    """The derivative by the letter over that of the function."""
    assert td.derive(question).result.latex == answer


@pytest.mark.parametrize("question, answer", [
    (r"\frac{\partial}{\partial (w^\top x)} \log(1+e^{-y w^\top x})", r"-y\sigma(-yw^\top x)"),
    (r"\frac{\partial}{\partial(Wx+b)}\|y - (Wx+b)\|^2", r"-2(y - Wx - b)^\top"),
    (r"\frac{\partial}{\partial(\|x\|^2)} e^{-\|x\|^2/2}", r"-\frac{1}{2}\,e^{-\frac{1}{2}\|x\|^2}"),
])
def test_by_an_expression_that_stands_as_it_is(question, answer):
    """It becomes a letter, which is put back."""
    assert td.derive(question).result.latex == answer


@pytest.mark.parametrize("question, answer", [
    (r"\tau = 1/\sigma^2, \quad \frac{\partial}{\partial\tau} \left(-\frac{1}{2}\log\sigma^2 - \frac{(x-\mu)^2}{2\sigma^2}\right)", r"\frac{1}{2\tau} - \frac{1}{2}(x - \mu)^2"),
    (r"\Lambda = \Sigma^{-1}, \frac{\partial}{\partial\Lambda}(\log|\Sigma| + x^T\Sigma^{-1}x)", r"xx^T - \Lambda^{-T}"),
    (r"\frac{\partial}{\partial\Sigma^{-1}}\left(\frac N2\log|\Sigma| + \frac12\sum_n x_n^\top\Sigma^{-1}x_n\right)", r"\frac{1}{2}\left(\sum_{n=1}^{M} x_{n}x_{n}^\top - N\Sigma^\top\right)"),
])
def test_a_definition_is_solved_for_what_it_is_made_of(question, answer):
    """No silent zero: the quantity depends on the name through what the name is made of."""
    assert td.derive(question).result.latex == answer


def test_the_square_of_a_declared_letter():
    """The square is the variable and the letter keeps its values."""
    d = td.derive(rf"\frac{{\partial}}{{\partial\sigma^2}}\left({GAUSS}\right)", declare={r"\sigma": "scalar positive", "x_i": "scalar for i=1..N", r"\mu": "scalar"})
    assert d.result.latex == r"-\frac{N}{2\sigma^2} + \frac{\sum_{i=1}^{N} (x_{i} - \mu)^2}{2\sigma^4}"
    assert d.evaluate({r"\sigma": 2.0, "x_i": [1.0, 3.0], r"\mu": 0.0}) == pytest.approx(-1 / 4 + 10 / 32)


@pytest.mark.parametrize("question", [r"\frac{\partial}{\partial (w^\top x)} (\|w\|^2 + w^\top x)", r"z = Wx, \quad \frac{\partial}{\partial z}\|x\|^2"])
def test_what_depends_in_another_way_too_is_refused(question):
    """Neither the expression nor its parts say all."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(question)
    assert caught.value.code == "TD222"
