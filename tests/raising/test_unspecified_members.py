r"""Gradients and Hessians of functions r_i(x) of which nothing is said: Gauss-Newton, barriers, robust losses, Lagrangians."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, answer", [
    (r"\nabla^2 \frac12\sum_{i=1}^m r_i(x)^2", r"\nabla r(x)^\top\nabla r(x) + \sum_{i=1}^{m} r_i(x)\nabla^2r_i(x)"),
    (r"f(x) = \frac12\|r(x)\|^2, \; \nabla^2 f(x)", r"\nabla r(x)^\top\nabla r(x) + \sum_{i=1}^{m} r(x)_i\nabla^2(r(x)_i)"),
    (r"F(x) = \sum_{i=1}^m w_i r_i(x)^2, \; \nabla^2 F(x)", r"2\nabla r(x)^\top\operatorname{diag}(w)\,\nabla r(x) + 2\sum_{i=1}^{m} w_ir_i(x)\nabla^2r_i(x)"),
    (r"S(\beta) = \sum_{i=1}^n (y_i - f(x_i, \beta))^2, \; \nabla^2 S", r"2\sum_{i=1}^{n} (\partial_2f(x_i, \beta)^\top\partial_2f(x_i, \beta) - (y_i - f(x_i, \beta))\partial_2^2f(x_i, \beta))"),
    (r"L(x, \lambda) = f(x) + \sum_i \lambda_i g_i(x), \; \nabla_x^2 L", r"\nabla^2f(x) + \sum_{i=1}^{m} \lambda_i\nabla^2g_i(x)"),
    (r"B(x) = -\sum_{i=1}^m \log(-g_i(x)), \; \nabla B(x)", r"-\sum_{i=1}^{m} \frac{\nabla g_i(x)}{g_i(x)}"),
    (r"f(x) = \sum_i \rho(r_i(x)), \; \nabla^2 f(x)", r"\sum_{i=1}^{m} (\rho''(r_i(x))\nabla r_i(x)^\top\nabla r_i(x) + \rho'(r_i(x))\nabla^2r_i(x))"),
    (r"\nabla_x \frac1n\sum_{i=1}^n f_i(x)", r"\frac{1}{n}\sum_{i=1}^{n} \nabla f_i(x)"),
    (r"F(x) = \|f(x) - y\|^2, \; \nabla F(x)", r"2(f(x) - y)^\top\nabla f(x)"),
    (r"\frac{\partial^2}{\partial x_j\partial x_k} \sum_i r_i(x)", r"\sum_{i} (\nabla^2r(x))_{ijk}"),
])
def test_members_of_unspecified_functions(latex, answer):
    """A sum over second derivatives stays, with the member's Hessian; what first derivatives make is a product of Jacobians where no function stands between."""
    assert td.derive(latex).result.latex == answer
