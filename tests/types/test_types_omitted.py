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
