"""Limits whose value holds no letter."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, value", [(r"\lim_{x\to\infty}\frac{3x^2 + 1}{x^2 - x}", "3"), (r"\lim_{n\to\infty}\frac{n + 2}{n}", "1"), (r"\lim_{x\to 0}\frac{\sin x}{x}", "1")])
def test_a_number_is_a_scalar(latex, value):
    """The value is a number and no array with indices, and the letter of the limit has its shape."""
    found = td.derive(latex)
    assert (found.result.latex, found.result.kind, found.result.shape) == (value, "matrix", (1, 1)) and list(found.shapes.values()) == [()]
