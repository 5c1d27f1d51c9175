"""Gradients of functions of x_1, x_2, ... that name no arguments."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, answer", [
    (r"f = x_1^2 + x_1x_2, \nabla f", r"\begin{bmatrix} 2x_1 + x_2 & x_1 \end{bmatrix}"),
    (r"f = x_1^2 + x_1x_2, \|\nabla f\|", r"\left\|\begin{bmatrix} 2x_1 + x_2 \\ x_1 \end{bmatrix}\right\|"),
    (r"f = 3x_1^2 + x_2 + a x_1, \nabla^2 f", r"\begin{bmatrix} 6 & 0 \\ 0 & 0 \end{bmatrix}"),
    (r"\nabla(x_1^2 x_2)", r"\begin{bmatrix} 2x_1x_2 & x_1^2 \end{bmatrix}"),
    (r"\nabla^2(x_1^2 + 3x_1x_2)", r"\begin{bmatrix} 2 & 3 \\ 3 & 0 \end{bmatrix}"),
    (r"f = x_1^\top A x_1, \nabla f", r"x_1^\top(A + A^\top)"),
])
def test_numbered_letters_are_the_arguments(latex, answer):
    r"""\nabla f is by all of x_1, x_2, unless they stand as vectors do."""
    assert td.derive(latex).result.latex == answer


def test_numbered_weights_beside_data_are_not_guessed():
    """Whether w_1, w_2 or x_1, x_2 vary is not said."""
    with pytest.raises(td.TexDeriveError):
        td.derive(r"L = (y - w_1 x_1 - w_2 x_2)^2, \nabla L")
