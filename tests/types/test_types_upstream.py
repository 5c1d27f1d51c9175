"""Quantities of which nothing is said: a loss is any function of the last quantity that is defined, K_theta depends on theta."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

ROWS = [
    (r"y = Wx + b, \frac{\partial L}{\partial W}", r"\left(\frac{\partial L}{\partial y}\right)^\top x^\top, \quad y = Wx + b"),
    (r"y = Wx + b, \frac{\partial L}{\partial x}", r"\frac{\partial L}{\partial y}\,W, \quad y = Wx + b"),
    (r"Y = XW + \mathbf 1 b^T, \frac{\partial L}{\partial b}", r"\mathbf 1^T\,\frac{\partial L}{\partial Y}, \quad Y = XW + \mathbf 1b^T"),
    (r"Y = XW, H = \max(0, Y), \frac{\partial L}{\partial W}", r"X^\top\left(\frac{\partial L}{\partial H} \odot \mathbf{1}[Y > 0]\right), \quad Y = XW, \quad H = \max(0, Y)"),
    (r"z = w^T x + b, a = \sigma(z), \frac{\partial \mathcal{L}}{\partial w}", r"\frac{\partial\mathcal{L}}{\partial a}\,a(1 - a)x^T, \quad z = w^Tx + b, \quad a = \sigma(z)"),
    (r"y = x^2, \frac{dL}{dx}", r"2x\,\frac{dL}{dy}, \quad y = x^2"),
    (r"y = Wx, \frac{\partial^2 L}{\partial x\partial x^T}", r"W^T\,\frac{\partial^2L}{\partial y^2}\,W, \quad y = Wx"),
    (r"y_i = \gamma x_i^2, \frac{\partial L}{\partial x_i}", r"2\gamma\,\frac{\partial L}{\partial y_i}\,x_i, \quad y = \gamma(x \odot x)"),
]


@pytest.mark.parametrize("latex, result", ROWS)
def test_the_gradient_from_above_stays(latex, result):
    r"""\partial L/\partial y of the last quantity y stands in the result, which is confirmed from its own LaTeX."""
    d = td.derive(latex)
    assert d.result.latex == result
    assert any("is any function of" in a for a in d.assumptions)


def test_which_quantity_is_the_last():
    """Of two quantities that both depend on the variable it is not known which a loss is made of."""
    with pytest.raises(td.TexDeriveError, match="L is not defined"):
        td.derive(r"y = Wx, z = Ux, \frac{\partial L}{\partial x}")


DEPENDENT = [
    (r"\frac{\partial}{\partial\theta} y^\top K_\theta^{-1} y", r"-y^\top K_{\theta}^{-1}\,\frac{\partial K_{\theta}}{\partial\theta}\,K_{\theta}^{-1}y"),
    (r"\frac{\partial}{\partial\theta_j} \log\det K(\theta)", r"\operatorname{tr}\left(K(\theta)^{-1}\,\frac{\partial K(\theta)}{\partial\theta_j}\right)"),
    (r"\nabla_\theta \log \pi_\theta(a|s)", r"\frac{1}{\pi_{\theta}(a \mid s)}\,\frac{\partial\pi_{\theta}(a \mid s)}{\partial\theta}"),
    (r"\nabla_\theta (y - f_\theta(x))^2 + \lambda \|\theta\|^2", r"2\lambda\theta^\top - 2(y - f_{\theta}(x))\,\frac{\partial f_{\theta}(x)}{\partial\theta}"),
    (r"p_\theta(x) = \frac{e^{-E_\theta(x)}}{Z_\theta}, \nabla_\theta \log p_\theta(x)", r"-\frac{1}{Z_{\theta}}\,\frac{\partial Z_{\theta}}{\partial\theta} - \frac{\partial E_{\theta}(x)}{\partial\theta}"),
    # a label where the letter stands beside
    (r"\frac{\partial}{\partial\theta}\frac{(\theta-\mu_\theta)^2}{2\sigma_\theta^2}", r"\frac{\theta - \mu_{\theta}}{\sigma_{\theta}^2}"),
]


@pytest.mark.parametrize("latex, result", DEPENDENT)
def test_quantities_that_depend_on_a_parameter(latex, result):
    r"""K_\theta, K(\theta) and \pi_\theta(a | s) are functions of \theta of which no more is known."""
    assert td.derive(latex).result.latex == result


PARAMETRIC = [
    (r"L = \sum_i (y_i - f_\theta(x_i))^2, \nabla_\theta L", r"-2\sum_{i=1}^{n} (y_i - f_{\theta}(x_i))\,\frac{\partial f_{\theta}(x_i)}{\partial\theta}"),
    (r"\nabla_\theta\frac1N\sum_{i=1}^N \ell(f_\theta(x_i), y_i)", r"\frac{1}{N}\sum_{i=1}^{N} \partial_1\ell(f_{\theta}(x_i), y_i)\,\frac{\partial f_{\theta}(x_i)}{\partial\theta}"),
    (r"\nabla_\theta\sum_{i=1}^N \log p_\theta(y_i|x_i)", r"\sum_{i=1}^{N} \frac{1}{p_{\theta}(y_i \mid x_i)}\,\frac{\partial p_{\theta}(y_i \mid x_i)}{\partial\theta}"),
    (r"\nabla_w\sum_{i=1}^N \|y_i - f_w(x_i)\|^2 + \lambda\|w\|^2", r"-2\sum_{i=1}^{N} (y_{i} - f_w(x_{i}))^\top\,\frac{\partial f_w(x_{i})}{\partial w} + 2\lambda w^\top"),
    (r"\nabla_\theta\sum_{i=1}^N (y_i - f(x_i; \theta))^2", r"-2\sum_{i=1}^{N} (y_i - f(x_i; \theta))\,\frac{\partial f(x_i; \theta)}{\partial\theta}"),
    (r"\nabla^2_\theta (y - f(x; \theta))^2", r"2\left(\frac{\partial f(x; \theta)}{\partial\theta}\right)^\top\,\frac{\partial f(x; \theta)}{\partial\theta} - 2(y - f(x; \theta))\,\frac{\partial^2f(x; \theta)}{\partial\theta^2}"),
    (r"\frac{\partial}{\partial\theta_j}\sum_{i=1}^N \log p(x_i \mid \theta)", r"\sum_{i} \frac{1}{p(x_i \mid \theta)}\,\frac{\partial p(x_i \mid \theta)}{\partial\theta_j}"),
    (r"\theta := \theta - \alpha\nabla_\theta\sum_i(h_\theta(x_i) - y_i)^2", r"\theta - 2\alpha\sum_{i=1}^{m} (h_{\theta}(x_i) - y_i)\,\frac{\partial h_{\theta}(x_i)}{\partial\theta}"),
    (r"\nabla_\theta\left[-E_\theta(x^+) + E_\theta(x^-)\right]", r"\frac{\partial E_{\theta}(x^-)}{\partial\theta} - \frac{\partial E_{\theta}(x^+)}{\partial\theta}"),
    (r"\nabla_\phi\left[\log D_\phi(x_i) + \log(1 - D_\phi(z_i))\right]", r"\frac{1}{D_{\phi}(x_i)}\,\frac{\partial D_{\phi}(x_i)}{\partial\phi} - \frac{1}{1 - D_{\phi}(z_i)}\,\frac{\partial D_{\phi}(z_i)}{\partial\phi}"),
    (r"\nabla_\theta\log D_\phi(G_\theta(z))", r"\frac{D_{\phi}'(G_{\theta}(z))\,\frac{\partial G_{\theta}(z)}{\partial\theta}}{D_{\phi}(G_{\theta}(z))}"),
    (r"\nabla_\theta D_\phi(G_\theta(z))", r"D_{\phi}'(G_{\theta}(z))\,\frac{\partial G_{\theta}(z)}{\partial\theta}"),
    (r"\frac{\partial^2}{\partial\theta_i\partial\theta_j}\log|K_\theta|",
     r"\operatorname{tr}\left(K_{\theta}^{-1}\,\frac{\partial^2K_{\theta}}{\partial\theta_j\,\partial\theta_i}\right) - "
     r"\operatorname{tr}\left(K_{\theta}^{-1}\,\frac{\partial K_{\theta}}{\partial\theta_i}\,K_{\theta}^{-1}\,\frac{\partial K_{\theta}}{\partial\theta_j}\right)"),
]


@pytest.mark.parametrize("latex, result", PARAMETRIC)
def test_functions_of_a_parameter(latex, result):
    r"""f_\theta(x_i) and f(x_i; \theta) are unspecified functions of x_i and \theta, of which the derivative by \theta is written out."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex", [r"y = Wx, \; \frac{\partial L}{\partial x}", r"\nabla_x f(Wx)"])
def test_no_numbers_for_what_is_not_specified(latex):
    """The stand-in by which lines are checked is no value of L or f."""
    with pytest.raises(td.TexDeriveError, match="is not specified"):
        td.derive(latex).evaluate({"W": np.ones((2, 3)), "x": np.ones(3)})
