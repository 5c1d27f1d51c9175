"""Letters that are something else than they usually are."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, answer", [
    (r"\nabla_x (Ax-b)^\top C(Dx+e)", r"(Dx + e)^\top C^\top A + (Ax - b)^\top CD"),
    (r"\frac{d}{dx}(Bx + e)", "B"),
    (r"\frac{d}{dr}(Pe^r + e)", "Pe^r"),
])
def test_e_beside_a_product_with_a_matrix_is_a_vector(latex, answer):
    """Nobody adds Euler's number to Dx; beside numbers it is what it is."""
    assert td.derive(latex).result.latex == answer


def test_a_convolution_is_no_product():
    """The bracket of x(n - m) holds an index where a sum runs over m."""
    with pytest.raises(td.TexDeriveError) as error:
        td.derive(r"\frac{\partial}{\partial x}\sum_m h(m)x(n - m)")
    assert error.value.code == "TD204" and r"x\cdot" in error.value.hint
    assert td.derive(r"\frac{\partial}{\partial x}\sum_{i=1}^m x\cdot(i - n)").result.latex
