r"""Formulas over a function and its derivatives at a point: updates w_{t+1} = w_t - \eta\nabla L(w_t) and expansions f(x) \approx f(a) + f'(a)(x - a)."""
from __future__ import annotations

import pytest

from texderive.errors import UnsupportedError
from texderive.read import read
from texderive.types import interpret


def ask(latex, **more):
    return interpret(read(latex), **more)


def below(expr):
    yield expr
    for a in expr.args:
        yield from below(a)


@pytest.mark.parametrize("latex, unknown", [
    (r"w_{t+1} = w_t - \eta\nabla L(w_t), \quad L(w) = \|Xw - y\|^2", "w_t"),
    (r"w^{(k+1)} = w^{(k)} - \eta_k\nabla_w L(w^{(k)}), \quad L(w) = \|Xw - y\|^2", "w^{(k)}"),
    (r"w \gets w - \eta\nabla_w \|Xw - y\|^2", "w"),
    (r"w := w - \eta\frac{\partial L}{\partial w}, \quad L = \|Xw - y\|^2", "w"),
    (r"w_{t+1} = (1 - \lambda)w_t - \eta\left.\frac{\partial L}{\partial w}\right|_{w=w_t}, \quad L(w) = \|Xw - y\|^2", "w_t"),
    (r"w - \eta\nabla L(w), \quad L(w) = \|Xw - y\|^2", "w"),
])
def test_update(latex, unknown):
    """The derivative of an update is by the letter of the function, which is set to the old value; it is a column as that is, and the step size is a number."""
    problem = ask(latex)
    (part,) = {n for n in below(problem.body) if n.op == "deriv"}
    place = problem.at.get(part.args[1].data, part.args[1])
    assert part.args[1].data.key == "w" and place.data.key == unknown and part.shape == problem.body.shape == place.shape and part.shape[1] == 1
    assert problem.symbols[r"\eta_k" if "_k" in latex else r"\eta"].shape == (1, 1)


def test_columns_are_said():
    """Gradients that are columns by the formula alone are an assumption; a stated layout is kept to."""
    assert any("columns" in a for a in ask(r"w \gets w - \eta\nabla_w \|Xw - y\|^2").assumptions)
    assert ask(r"W \gets W - \eta\nabla_W \|XW - Y\|_F^2", layout="numerator").layout == "numerator"


def test_expansion_about_a_number():
    """f'(0) is the derivative by a letter that is set to 0, while x stays a letter of its own."""
    problem = ask(r"f(x) \approx f(0) + f'(0)x, \quad f(x) = e^x")
    ((point, value),) = problem.at.items()
    assert point.key != "x" and value.data == 0 and "x" in problem.symbols


def test_letter_that_the_function_has():
    """Of f(x) = (x - a)^2 + x the derivative at a is that by another letter, which is set to a: not that of (a - a)^2 + a."""
    problem = ask(r"f(x) \approx f(a) + f'(a)(x - a), \quad f(x) = (x - a)^2 + 3x")
    ((letter, place),) = problem.at.items()
    assert letter.key not in ("a", "x") and place.data.key == "a"


@pytest.mark.parametrize("latex", [r"w_{t+1} = w_t - \eta\nabla L(w_t)", r"x_{n+1} = x_n - \frac{f(x_n)}{f'(x_n)}", r"f(x + h) \approx f(x) + \nabla f(x)^\top h"])
def test_function_that_nothing_defines(latex):
    """There is nothing to be put in."""
    with pytest.raises(UnsupportedError) as caught:
        ask(latex)
    assert caught.value.code == "TD302"


def test_inverse_of_a_hessian():
    r"""In \nabla^2 f(x)^{-1}\nabla f(x) the Hessian is inverted, not f."""
    problem = ask(r"d = -\nabla^2 f(x)^{-1}\nabla f(x), \quad f(x) = \frac{1}{2}x^\top Qx - c^\top x")
    assert any(n.op == "inv" and n.args[0].op == "deriv" for n in below(problem.body))


def test_gradient_of_a_function_of_each_example():
    r"""\nabla \ell_i(w) is by w, though \ell_i(w) is a member of a family whose argument is always w."""
    problem = ask(r"\nabla \ell_i(w), \quad \ell_i(w) = \log(1 + e^{-y_i w^\top x_i})")
    assert [v.data.key for v in problem.variables] == ["w"]


def test_a_number_is_put_in_for_a_letter_that_nothing_else_has():
    """a of f is not the a that stands for the number in f(0); a lone g''(0) needs none."""
    import texderive as td
    assert td.derive(r"f(x)=\log(1+\exp(a^\top x+b)), \quad g(t)=f(x+tv), \quad g''(0)").result.latex.startswith(r"(a^\top v)^2")
    assert td.derive(r"g(t)=f(t)a, \quad f(t)=\log(1+ct), \quad g(0)+g'(0)t").result.latex == "act"


def test_derivative_below_a_trace():
    r"""f(X) + tr(\nabla f(X)^T H) is an expansion, though its gradient stands inside of a function."""
    problem = ask(r"f(X + H) \approx f(X) + \operatorname{tr}(\nabla f(X)^\top H), \quad f(X) = \log\det X")
    assert any(n.op == "deriv" for n in below(problem.body))


def test_an_increment_is_one_unknown():
    r"""\min_{\Delta x} is over one vector, and not over \Delta and x."""
    problem = ask(r"\min_{\Delta x} \|r + J\Delta x\|^2")
    assert [v.data.key for v in problem.variables] == [r"\Delta x"] and problem.variables[0].is_vector


@pytest.mark.parametrize("latex", [r"f(x) \approx \sum_{n=0}^N \frac{f^{(n)}(0)}{n!} x^n, \quad f(x) = \sin x", r"f(0) + f^{(3)}(0)x + f'(0), \quad f(x) = \sin x"])
def test_an_order_in_brackets_is_no_power(latex):
    """f^{(n)}(0) is a derivative, never f(0) to the power n."""
    with pytest.raises(UnsupportedError):
        ask(latex)
