r"""u(x - ct) may be a wave or a product; u^\top(x - y) is a product."""
from __future__ import annotations

import pytest

import texderive as td


def test_a_transposed_letter_is_no_function():
    r"""v^\top(x + tv) multiplies."""
    assert td.derive(r"\nabla_x v^\top(x+tv)").result.latex == r"v^\top"


def test_a_number_below_a_function():
    r"""E_0(\theta) is a value of a function, as E(\theta) is: nobody writes brackets about a lone factor."""
    assert r"\nabla E_0(\theta)" in td.derive(r"\nabla_\theta (E_0(\theta) + \theta^\top\theta)").result.latex


def test_a_wave_is_refused():
    """u(x + ct) of an undeclared u is neither a product nor a constant for sure."""
    with pytest.raises(td.TexDeriveError):
        td.derive(r"\frac{d}{dx} u(x+ct)")
