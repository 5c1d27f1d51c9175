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


@pytest.mark.parametrize("latex, keys", [
    (r"\mathbf h_t=\tanh(W_h\mathbf h_{t-1}+W_x\mathbf x_t), \quad \frac{\partial\mathbf h_t}{\partial\mathbf h_{t-1}}", {"W_h", r"\mathbf h_{t-1}", "W_x", r"\mathbf x_t"}),
    (r"\mathbf x_{l+1}=\mathbf x_l+\sigma(W_l\mathbf x_l),\quad\frac{\partial\mathbf x_{l+1}}{\partial\mathbf x_l}", {r"\mathbf x_l", "W_l"}),
    (r"\mathbf i=\sigma(W_i\mathbf x), \quad \frac{\partial\mathbf i}{\partial\mathbf x}", {"W_i", r"\mathbf x"}),
])
def test_subscripts_that_are_labels(latex, keys):
    """The subscripts of a recurrence and letters that are defined themselves tell names apart; they are no indices."""
    assert set(ask(latex).symbols) == keys


def test_square_defined_gives_the_root():
    r"""\sigma follows from a definition of \sigma^2."""
    p = ask(r"\frac{\partial f}{\partial x}, \quad f = \frac{x}{\sigma}, \quad \sigma^2 = x^2 + 1")
    assert r"\sigma" in [l.key for l in p.lets] and set(p.symbols) == {"x"}


def test_conditional_bar_separates_arguments():
    """p(y | x, t) can be defined and used, alone or under a logarithm."""
    assert ask(r"\nabla_t \log p(y\mid x,t), \quad p(y\mid x,t)=\sigma(t^\top x)^y").lets[0].key == "p"
    assert ask(r"\nabla_t \ln p(y\mid x,t), \quad \ln p(y\mid x,t)= y\,t^\top x").body.op == "ref"


def test_request_in_words():
    """Text may ask for the derivative."""
    p = ask(r"\text{Derive the gradient of } f(w)=\|Xw-y\|_2^2 \text{ with respect to } w")
    assert p.kind == "derivative" and p.variables[0].data.key == "w"


def test_undefined_left_side_is_spelled_out_on_the_right():
    """In dL/dx = d/dx (..) the right side says what L is."""
    assert ask(r"\frac{\partial L}{\partial x} = \frac{\partial}{\partial x} x^\top A x").body.op == "mul"


def test_equation_that_is_not_solved():
    """A dependence given only by an equation is refused, and not taken for none."""
    with pytest.raises(TexDeriveError) as caught:
        ask(r"\frac{\partial}{\partial p} c^Tx,\quad A(p)x=b,\quad A(p)=A_0+pA_1")
    assert caught.value.code == "TD329"


def test_matrix_function_in_words():
    """'not elementwise' makes a function one of the matrix."""
    assert "mfn" in ops(r"\frac{\partial}{\partial X} a^\top\sin(X)b, \quad \sin \text{ of the matrix, not elementwise}")
