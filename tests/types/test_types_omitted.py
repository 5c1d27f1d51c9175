r"""What authors leave out where a function is applied, and links that are missing: y_n for y(x_n, w), p(y_i) for p(y_i; \lambda), z = w^\top x beside z_i."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, result", [
    (r"E(w) = \frac12\sum_n (g_n - t_n)^2, g(x,w) = w^\top x, \nabla E", r"\sum_{n=1}^{N} (g(x_{n}, w) - t_{n})x_{n}^\top"),
    (r"g(x) = \theta^\top x, J(\theta) = \frac12\sum_{i=1}^m (g^{(i)} - y^{(i)})^2, \nabla_\theta J", r"\sum_{i=1}^{m} (g(x^{(i)}) - y^{(i)})(x^{(i)})^\top"),
    (r"g(x) = a^\top x + b, L = \sum_k g_k^2, \nabla_a L", r"2\sum_{k=1}^{N} g(x_{k})x_{k}^\top"),
])
def test_a_member_of_a_function_is_its_value_at_the_member(latex, result) -> None:
    """Where the value is a number, and said so in one line."""
    d = td.derive(latex)
    assert d.result.latex.startswith(result) and any("stands for" in a for a in d.assumptions)


def test_an_argument_between_commas_may_not_be_left_out() -> None:
    """Unless it is what is differentiated by."""
    with pytest.raises(td.ShapeError) as error:
        td.derive(r"f(x,y) = x^2 y, \frac{\partial}{\partial x} f(x)")
    assert error.value.code == "TD221"


@pytest.mark.parametrize("latex, code", [
    (r"s = u^\top v, L = \log\sum_i e^{s_i}, \nabla_u L", "TD204"),
    (r"g(\mu_i) = x_i^\top\beta, \ell = \sum_i y_i\mu_i, \frac{\partial \ell}{\partial\beta}", "TD329"),
    (r"\log\frac{p_i}{1-p_i} = x_i^\top\beta, \ell = \sum_i y_i \log p_i, \frac{\partial \ell}{\partial\beta}", "TD329"),
    (r"x^* = \arg\min_x \|Ax-b\|^2, f = c^\top x^*, \frac{\partial f}{\partial b}", "TD329"),
    (r"x_1 = Ax_0 + Bu_0, f = \|x_2\|^2, \frac{\partial f}{\partial x_0}", "TD222"),
    (r"a = wx+b, z=\sigma(a), L = (\hat z - y)^2, \frac{dL}{dw}", "TD222"),
    (r"J(\theta) = \frac12 (y - w^\top x)^2, \nabla_\theta J", "TD222"),
    (r"y = \sigma(z), L = (y-t)^2, \frac{\partial L}{\partial w}", "TD222"),
])
def test_a_missing_link_is_no_zero(latex, code) -> None:
    """What depends on the variable through an equation or a definition that is not used, or through nothing that is said, is refused."""
    with pytest.raises(td.TexDeriveError) as error:
        td.derive(latex)
    assert error.value.code == code
