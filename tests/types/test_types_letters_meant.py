"""Letters that are something else than they usually are."""
from __future__ import annotations

import pytest

import texderive as td


def test_a_convolution_is_no_product():
    """The bracket of x(n - m) holds an index where a sum runs over m."""
    with pytest.raises(td.TexDeriveError) as error:
        td.derive(r"\frac{\partial}{\partial x}\sum_m h(m)x(n - m)")
    assert error.value.code == "TD204" and r"x\cdot" in error.value.hint
    assert td.derive(r"\frac{\partial}{\partial x}\sum_{i=1}^m x\cdot(i - n)").result.latex
