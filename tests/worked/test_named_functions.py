"""Functions that are written as words, and signs around a formula that say nothing of its value."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, result", [
    (r"\nabla_x \operatorname{mean}(x)", r"\frac{1}{n}\,\mathbf{1}^\top"),
    (r"\nabla_X \operatorname{mean}(X \odot X)", r"\frac{2}{Nd}\,X"),
    (r"\nabla_X \operatorname{logdet}(X)", r"X^{-\top}"),
    (r"\nabla_x \operatorname{norm}(Ax)^2", r"2x^\top A^\top A"),
    (r"\nabla_x \operatorname{transpose}(x) A x", r"x^\top(A + A^\top)"),
    (r"\nabla_X \operatorname{tr}(\operatorname{inv}(X) A)", r"-X^{-\top}A^\top X^{-\top}"),
    (r"\frac{d}{dt} \operatorname{expm}(tA)", r"Ae^{tA}"),
])
def test_functions_by_their_names(latex: str, result: str) -> None:
    """As in programs: mean, logdet, norm, transpose, inv, expm."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex, result", [
    (r"\nabla_x \underbrace{x^\top A x}_{q} + b^\top x", r"x^\top(A + A^\top) + b^\top"),
    (r"\nabla_x \overbrace{x^\top x}^{n}", "2x^\\top"),
    (r"\frac{d}{dx} \left\{ \begin{array}{ll} x^2 & x > 0 \\ 0 & \text{otherwise} \end{array} \right.", r"\begin{cases} 2x & x > 0 \\ 0 & \text{otherwise} \end{cases}"),
    (r"\frac{d}{da} a/2b", r"\frac{1}{2b}"),
])
def test_signs_around_a_formula(latex: str, result: str) -> None:
    """What braces name, an array behind one brace, a denominator without spaces."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex, code", [
    (r"\frac{d}{dx} x \bmod 2", "TD111"), (r"\frac{\partial}{\partial x} (a \oplus x)", "TD318"), (r"\frac{d}{dx} (x + \lim_{h\to 0} hx)", "TD321"),
    (r"\frac{d}{dx}\left(x^2 + \left.\frac{d}{dt} t^2\right|_{t=x}\right)", "TD321"), (r"\frac{d}{dx} (x + \arg\min_y (y-x)^2)", "TD315"),
])
def test_what_has_no_derivative_inside_of_an_expression(latex: str, code: str) -> None:
    """A remainder, an unknown operation, a limit, a bar, an optimum: each is refused by name."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(latex)
    assert caught.value.code == code and caught.value.hint is not None
