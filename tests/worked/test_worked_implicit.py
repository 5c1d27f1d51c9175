r"""Derivatives of what only an equation gives: -(dF/du)^{-1} dF/dx."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td
from texderive import TexDeriveError


@pytest.mark.parametrize("latex, result", [
    (r"x^2 + y^2 = 1, \quad \frac{dy}{dx}", r"-\frac{x}{y}"),
    (r"x^2 + y^2 = 1, \quad y'", r"-\frac{x}{y}"),
    (r"y + \ln y = x, \quad \frac{dy}{dx}", r"\frac{y}{1 + y}"),
    (r"e^{xy} = x + y, \quad \frac{dy}{dx}", r"\frac{1 - ye^{xy}}{xe^{xy} - 1}"),
    (r"F(x, y) = 0, \quad \frac{dy}{dx}", r"-\frac{\partial_1F(x, y)}{\partial_2F(x, y)}"),
    (r"A(\theta) x = b(\theta), \quad \frac{\partial x}{\partial \theta}", r"A(\theta)^{-1}(b'(\theta) - A'(\theta)x)"),
    (r"(X^\top X + \lambda I) w = X^\top y, \quad \frac{\partial w}{\partial \lambda}", r"-(X^\top X + \lambda I)^{-1}w"),
    (r"z = f(Wz + x), \quad \frac{\partial z}{\partial x}", r"(I - \nabla f(r)\,W)^{-1}\nabla f(r), \quad r = Wz + x"),
])
def test_implicit(latex, result):
    """The result may hold the unknown; what has to be invertible is said."""
    d = td.derive(latex)
    assert d.result.latex == result and any("that $" in a and "= 0$ defines" in a for a in d.assumptions)


@pytest.mark.parametrize("by, sizes", [("x", "n n"), ("W", "n n n")])
def test_fixed_point(by, sizes):
    """The derivative of a fixed point agrees with fixed points computed beside each other."""
    rng = np.random.default_rng(0)
    env = {"W": rng.normal(size=(3, 3)) / 4, "x": rng.normal(size=3)}

    def fixed(W, x):
        z = np.zeros(3)
        for _ in range(200):
            z = np.tanh(W @ z + x)
        return z

    d = td.derive(rf"z = \tanh(Wz + x), \quad \frac{{\partial z}}{{\partial {by}}}", declare={"W": "n x n", "x": "n", "z": "n"})
    got = d.evaluate({**env, "z": fixed(**env)})
    want, h = np.zeros_like(got), 1e-5
    for place in np.ndindex(env[by].shape):
        step = np.zeros(env[by].shape)
        step[place] = h
        want[(slice(None), *place)] = (fixed(**{**env, by: env[by] + step}) - fixed(**{**env, by: env[by] - step})) / (2 * h)
    assert np.allclose(got, want, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("latex", [r"A x^* = b, \quad \frac{\partial x^*}{\partial \theta}", r"Ax = \lambda x, \quad \frac{\partial\lambda}{\partial A}", r"AX + XA^\top = Q, \quad \frac{\partial X}{\partial Q}"])
def test_no_answer_from_an_equation_that_does_not_give_it(latex):
    """An equation without the variable, with too many entries, or for a matrix, is refused; the answer is not 0."""
    with pytest.raises(TexDeriveError) as error:
        td.derive(latex)
    assert error.value.code in ("TD329", "TD201")
