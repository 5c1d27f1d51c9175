"""Shapes found by unification and letter conventions, and contradictions."""
from __future__ import annotations

import pytest

from texderive.errors import ShapeError
from texderive.read import read
from texderive.types import interpret


def ranks(latex, declare=None):
    """Number of present axes per symbol, family axes not counted."""
    return {k: sum(d != 1 for d in s.shape) for k, s in interpret(read(latex), declare).symbols.items()}


@pytest.mark.parametrize("latex, want", [
    (r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2", {"X": 2, r"\beta": 1, "Y": 1}),
    (r"\nabla_x x^T A x", {"x": 1, "A": 2}),
    (r"\nabla_{\mathbf{W}} \|\mathbf{Y}-\mathbf{X}\mathbf{W}\|^2", {r"\mathbf{Y}": 2, r"\mathbf{X}": 2, r"\mathbf{W}": 2}),
    (r"\nabla_w \frac12\|w\|^2 + \lambda \|Xw-y\|_2^2", {"w": 1, r"\lambda": 0, "X": 2, "y": 1}),
    (r"\frac{d}{dx} a x^2 + b x", {"x": 0, "a": 0, "b": 0}),
    (r"\frac{\partial}{\partial x_k}\sum_i x_i^2", {"x": 1}),
    (r"\nabla_w \sum_{i=1}^n (w^T x_i - y_i)^2", {"w": 1, "x_i": 1, "y_i": 0}),
    (r"\frac{\partial}{\partial v} (u v^T) w", {"u": 1, "v": 1, "w": 1}),
    (r"\nabla_\Sigma \log|\Sigma| + (x-\mu)^T\Sigma^{-1}(x-\mu)", {r"\Sigma": 2, "x": 1, r"\mu": 1}),
    (r"\frac{\partial}{\partial t}\log\det(A + tB)", {"A": 2, "t": 0, "B": 2}),
])
def test_ranks_without_declarations(latex, want):
    """What a reader would take each letter for."""
    assert ranks(latex) == want


def test_sizes_are_unified():
    """X beta - Y makes the columns of X as long as beta and its rows as long as Y."""
    s = interpret(read(r"\nabla_\beta \|X\beta-Y\|^2")).symbols
    assert s["X"].shape == (s["Y"].shape[0], s[r"\beta"].shape[0])


def test_inferred_shapes_are_one_assumption():
    """Each inferred shape is told, in one sentence."""
    p = interpret(read(r"\nabla_\beta \|X\beta-Y\|^2"))
    assert p.assumptions == (r"$X \in \mathbb{R}^{N\times d}$, $\beta \in \mathbb{R}^{d}$, $Y \in \mathbb{R}^{N}$ (inferred)",)


def test_declarations_in_the_formula():
    r"""A \in \mathbb{R}^{m\times n} declares."""
    p = interpret(read(r"A \in \mathbb{R}^{m\times n}, x \in \mathbb{R}^n, \quad \nabla_x \|Ax\|^2"))
    assert p.symbols["A"].shape == ("m", "n") and not p.assumptions


@pytest.mark.parametrize("latex, declare, code", [
    (r"\frac{\partial}{\partial x}(A + v)", {"x": "scalar", "A": "m x n", "v": "n"}, "TD201"),
    (r"\frac{\partial}{\partial x} (x^\top + x)", {"x": "n"}, "TD201"),
    (r"\frac{\partial}{\partial X} \operatorname{tr}(X)", {"X": "m x n"}, "TD202"),
    (r"\nabla_X \operatorname{tr}(X + 1)", {"X": "n x n"}, "TD203"),
    (r"\nabla_X \operatorname{tr}(X + c)", {"X": "n x n", "c": "scalar"}, "TD203"),
    (r"\frac{\partial}{\partial x} x_{ij}", {"x": "n"}, "TD204"),
    (r"\frac{\partial}{\partial A} \sum_i A_{i}", {"A": "n x n"}, "TD204"),
    (r"\frac{\partial}{\partial x_k}(\sum_j A_{ij} x_j + b_l)", {"A": "n x n", "x": "n", "b": "n"}, "TD204"),
    (r"\frac{\partial}{\partial x} \log x_{\text{max}}", {"x": "n"}, "TD206"),
    (r"\nabla_x A x B x", {"A": "m x n", "x": "n", "B": "n x n"}, "TD201"),
])
def test_contradictions_are_located(latex, declare, code):
    """A contradiction names its place."""
    with pytest.raises(ShapeError) as caught:
        interpret(read(latex), declare)
    assert caught.value.code == code and caught.value.span is not None


def test_contradiction_names_both_shapes():
    """Both places and both shapes stand in the message."""
    with pytest.raises(ShapeError, match=r"A is m x n, v is a vector of length n"):
        interpret(read(r"\frac{\partial}{\partial x}(A + v)"), {"x": "scalar", "A": "m x n", "v": "n"})


def test_literal_is_spread_in_elementwise_surroundings():
    """1 - h \\odot h subtracts from every entry."""
    p = interpret(read(r"\nabla_x a^\top(1 - h \odot h), \quad h = \tanh(x)"), {"x": "n", "a": "n"})
    assert p.shape == (1, "n")


def test_keys_are_as_declared():
    r"""X in the formula and \mathbf{X} declared are one symbol under the declared key."""
    p = interpret(read(r"\nabla_X \operatorname{tr}(X)"), {r"\mathbf{X}": "n x n"})
    assert list(p.symbols) == [r"\mathbf{X}"]


def test_both_stylings_declared_are_two():
    r"""x and \mathbf{x} both declared stay apart."""
    p = interpret(read(r"\nabla_{\mathbf{x}} x\,\mathbf{x}^\top\mathbf{x}"), {"x": "scalar", r"\mathbf{x}": "n"})
    assert p.variables[0].data.shape == ("n", 1) and p.symbols["x"].shape == (1, 1)


@pytest.mark.parametrize("latex, keys", [
    (r"\frac{\partial}{\partial\mathbf x}(\mathbf x-x)^2", {r"\mathbf x", "x"}), (r"\frac{\partial}{\partial\mathbf x}\left(w\,\mathbf w^\top\mathbf x+b\right)^2", {"w", r"\mathbf w", r"\mathbf x", "b"}),
    (r"\nabla_{\mathbf x} \mathbf x^\top A x", {r"\mathbf x", "A"}),
])
def test_bold_and_plain_side_by_side(latex, keys):
    """One letter in two fonts right beside itself is two symbols, elsewhere styling makes no new symbol."""
    assert set(interpret(read(latex)).symbols) == keys


def test_biases_of_a_deep_network():
    """More letters than combinations can be tried: each bias is a vector all the same."""
    layers = ", ".join(rf"h_{n} = \sigma(W_{n}h_{n - 1} + b_{n})" for n in range(1, 7)).replace("h_0", "x")
    found = ranks(layers + r", L = \|h_6 - y\|^2, \frac{\partial L}{\partial W_1}")
    assert [found[f"b_{n}"] for n in range(1, 7)] == [1] * 6


def test_one_output_of_a_deep_network():
    """Layers are read alike, z and a by turns too, and the last one is a row where its output is a number."""
    layers = ", ".join(rf"z_{{{n}}} = W_{{{n}}}h_{{{n - 1}}} + b_{{{n}}}, h_{{{n}}} = \tanh(z_{{{n}}})" for n in range(1, 11)).replace("h_{0}", "x")
    found = ranks(layers + r", L = (h_{10} - y)^2, \frac{\partial L}{\partial W_1}")
    assert [found[f"W_{n}"] for n in range(1, 10)] == [2] * 9 and found["W_{10}"] == 1 and found["b_{10}"] == found["y"] == 0
