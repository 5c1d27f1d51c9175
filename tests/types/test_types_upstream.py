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


@pytest.mark.parametrize("latex", [r"y = Wx, \; \frac{\partial L}{\partial x}", r"\nabla_x f(Wx)"])
def test_no_numbers_for_what_is_not_specified(latex):
    """The stand-in by which lines are checked is no value of L or f."""
    with pytest.raises(td.TexDeriveError, match="is not specified"):
        td.derive(latex).evaluate({"W": np.ones((2, 3)), "x": np.ones(3)})
