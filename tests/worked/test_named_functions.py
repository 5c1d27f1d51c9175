"""Functions that are written as words, and signs around a formula that say nothing of its value."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, code", [
    (r"\frac{d}{dx} x \bmod 2", "TD111"), (r"\frac{\partial}{\partial x} (a \oplus x)", "TD318"), (r"\frac{d}{dx} (x + \lim_{h\to 0} hx)", "TD321"),
    (r"\frac{d}{dx}\left(x^2 + \left.\frac{d}{dt} t^2\right|_{t=x}\right)", "TD321"), (r"\frac{d}{dx} (x + \arg\min_y (y-x)^2)", "TD315"),
])
def test_what_has_no_derivative_inside_of_an_expression(latex: str, code: str) -> None:
    """A remainder, an unknown operation, a limit, a bar, an optimum: each is refused by name."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(latex)
    assert caught.value.code == code and caught.value.hint is not None
