r"""Losses and activation functions that nothing defines, and names below braces."""
from __future__ import annotations

import pytest

from texderive.checking import check

PRODUCT = r"Let $C=AB$ with $A\in\mathbb{R}^{m\times n}$, $B\in\mathbb{R}^{n\times p}$, $L$ a scalar function and $G=\frac{\partial L}{\partial C}$. Then "
NET = r"Consider $z_1 = W_1x+b_1$, $a_1=\tanh(z_1)$, $z_2=W_2a_1+b_2$, a loss $L(z_2)$ and $\delta_2 = \frac{\partial L}{\partial z_2}$. Then "
NORM = r"Let $\hat x_i = \frac{x_i-\mu}{\sqrt{v+\epsilon}}$ and $y_i=\gamma\hat x_i+\beta$. Then "
LAYER = r"Let $z = Wx+b$, $a = g(z)$ and $E = \frac12\|a-y\|^2$. Then "
BRACE = r"Let $f(w)=\frac12\|Xw-y\|^2$ with $X\in\mathbb{R}^{n\times d}$. Then \[\nabla f(w) = X^\top\underbrace{(Xw-y)}_{=:r} = "
LINES = [
    (r"Let $z = Wx$. \[\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} x^T\]", ["equal"]),
    (r"Let $z = Wx$. \[\frac{\partial L}{\partial W} = (p - y)x^T\]", ["not-understood"]),
    (PRODUCT + r"\[\frac{\partial L}{\partial A_{ij}} = \sum_{k,l}\frac{\partial L}{\partial C_{kl}}\frac{\partial C_{kl}}{\partial A_{ij}} = \sum_lG_{il}B_{jl} = (GB^\top)_{ij}\]", ["equal"] * 3),
    (PRODUCT + r"\[\frac{\partial L}{\partial B} = A^\top G\]", ["equal"]),
    (PRODUCT + r"\[\frac{\partial L}{\partial A} = B^\top G\]", ["shape-error"]),
    (NET + r"\[\frac{\partial L}{\partial W_2} = \delta_2a_1^\top\]", ["equal"]),
    (NET + r"\[\frac{\partial L}{\partial z_1} = (W_2^\top\delta_2)\odot(1-a_1^2)\]", ["equal"]),
    (NET + r"\[\frac{\partial L}{\partial z_1} = (W_2^\top\delta_2)\odot(1-a_1)\]", ["wrong"]),
    (NORM + r"\[\frac{\partial L}{\partial\gamma} = \sum_i\frac{\partial L}{\partial y_i}\hat x_i\]", ["equal"]),
    (NORM + r"\[\frac{\partial L}{\partial\gamma} = \sum_i\frac{\partial L}{\partial y_i}x_i\]", ["wrong"]),
    (LAYER + r"\[\frac{\partial E}{\partial W} = \big((a-y)\odot g'(z)\big)x^\top\]", ["equal"]),
    (LAYER + r"\[\frac{\partial E}{\partial z} = (a-y)\odot g'(a)\]", ["wrong"]),
    (BRACE + r"X^\top r\]", ["equal", "equal"]),
    (BRACE + r"-X^\top r\]", ["equal", "wrong"]),
]


@pytest.mark.parametrize("text, verdicts", LINES)
def test_what_nothing_defines_is_any_function(text, verdicts):
    """Chain rules through an unspecified function are judged; what would need to know the function is not."""
    assert [c.verdict for c in check(text).claims if c.verdict != "skipped"] == verdicts
