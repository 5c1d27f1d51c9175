"""Readings of single notations: what an expression becomes, and what is refused rather than guessed."""
from __future__ import annotations

import pytest

from texderive import matrix as m
from texderive.errors import TexDeriveError
from texderive.read import read
from texderive.types import interpret


def ask(latex, declare=None):
    return interpret(read(latex), declare)


def ops(latex, declare=None):
    """The node kinds of the quantity, definitions not entered."""
    return {x.op for x in m.walk(ask(latex, declare).body)}


@pytest.mark.parametrize("latex, present, absent", [
    (r"\frac{d}{dx}\log_2 x", {"fn", "div"}, {"app"}), (r"\frac{d}{dx}\log_b x", {"fn", "div"}, {"app"}),
    (r"\nabla_u\|u-v\|_{\Sigma^{-1}}^2", {"inv", "mul", "T"}, {"norm"}), (r"\nabla_x\|x\|_{A^\top A}", {"mul", "pow"}, {"norm"}),
    (r"\nabla_w \lVert w\rVert_4^4", {"hpow", "ones"}, {"norm"}), (r"\nabla_x\|x\|_{\ell_2}", {"norm"}, set()),
    (r"\nabla_X \operatorname{tr}(A^\top(X\oslash B))", {"div"}, {"inv"}), (r"\nabla_w \mathbf{1}^\top w^{\odot 3}", {"hpow"}, {"pow"}),
    (r"\nabla_w \mathbf{1}^\top |w|^{\odot 3}", {"hpow", "fn"}, {"norm"}),
])
def test_read_as(latex, present, absent):
    """Weights, bases and elementwise signs enter the expression."""
    found = ops(latex)
    assert present <= found and not absent & found


@pytest.mark.parametrize("latex, code", [
    (r"\frac{\partial}{\partial X}\sum_i\operatorname{eig}_i(X)", "TD324"), (r"\frac{\partial\lambda_i(A)}{\partial A}", "TD324"),
    (r"\frac{\partial\lambda_1(A)}{\partial A}", "TD324"), (r"\frac{\partial (\mathbf{a}\times\mathbf{x})}{\partial\mathbf{x}}", "TD322"),
    (r"\nabla_X\|X\|_{2,1}", "TD315"),
])
def test_refused(latex, code):
    """What texderive has no derivative for is refused by its own code."""
    with pytest.raises(TexDeriveError) as caught:
        ask(latex)
    assert caught.value.code == code and caught.value.hint


@pytest.mark.parametrize("latex, name", [(r"\frac{d}{dx}\operatorname{sech} x", "sech"), (r"\frac{d}{dx}\cosh^{-1} x", "arcosh"), (r"\frac{d}{dx}\sec^{-1}(x)", "arcsec"),
                                         (r"\frac{d}{dx}\coth x", "coth")])
def test_function_names(latex, name):
    """Rare functions and inverses written with ^{-1} are those of the table."""
    assert ask(latex).body.data == name


@pytest.mark.parametrize("latex, declare", [
    (r"\nabla_{\mathbf x} e^{-\|\mathbf x-\mathbf x'\|^2}", None), (r"\nabla_{\mathbf x} e^{-\|\mathbf x-\mathbf x'\|^2}", {r"\mathbf x": "d", r"\mathbf x'": "d"}),
    (r"k(\mathbf x,\mathbf x')=e^{-\|\mathbf x-\mathbf x'\|^2}, \quad \nabla_{\mathbf x} k(\mathbf x,\mathbf x')", None),
])
def test_prime_of_a_name(latex, declare):
    """x' beside x is a name where it is declared, an argument, or no transpose fits."""
    assert set(ask(latex, declare).symbols) == {r"\mathbf x", r"\mathbf x'"}


@pytest.mark.parametrize("latex", [r"\nabla_x x'Ax", r"\nabla_X \operatorname{tr}(X'X)", r"\nabla_b (y-Xb)'(y-Xb)", r"\nabla_w \log\sigma(w'x)"])
def test_prime_as_transpose(latex):
    """x' is the transpose wherever that fits."""
    assert not any("'" in key for key in ask(latex).symbols)
