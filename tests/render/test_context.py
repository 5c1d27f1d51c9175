"""What the templates are given: rows of definitions."""
from __future__ import annotations

import texderive as td
from texderive.render.backends import BACKENDS
from texderive.render.context import derivation_view


def test_many_short_definitions_stand_two_on_a_line() -> None:
    """The sum of a layer and its value, a_i = .. and h_i = tanh(a_i), stand on one line, and layers of one form are told once."""
    layers = r"h_1 = \tanh(W_1x), " + "".join(rf"h_{n} = \tanh(W_{n}h_{n - 1}), " for n in range(2, 6))
    d = td.derive(layers + r"L = \|h_5 - y\|^2, \frac{\partial L}{\partial W_1}")
    rows = derivation_view(d, BACKENDS["latex"])["acts"][0]["rows"]
    assert [row["left"] for row in rows[1:]] == ["(a_1)_i", r"(a_\ell)_i"]
    assert rows[1]["right"].endswith(r"\tanh(a_1)_i") and r"(h_{\ell-1})_j" in rows[2]["right"] and r"\ell = 2, \ldots, 5" in rows[2]["right"] + rows[2]["reason"]


def test_a_deep_network_is_told_in_as_many_lines_as_a_shallow_one() -> None:
    """What differs from layer to layer in numbers only is said once, backwards too; at full detail every layer stands."""
    def lines(depth: int, detail: str = "normal") -> int:
        layers = r"h_1 = \tanh(W_1x), " + "".join(rf"h_{{{n}}} = \tanh(W_{{{n}}}h_{{{n - 1}}}), " for n in range(2, depth + 1))
        d = td.derive(layers + rf"L = \|h_{{{depth}}} - y\|^2, \frac{{\partial L}}{{\partial W_1}}")
        return sum(len(act["rows"]) for act in derivation_view(d, BACKENDS["latex"], detail)["acts"])
    assert lines(11) == lines(15) <= 13 < lines(7, "full")


def test_wide_definitions_of_layers_are_told_once_before_they_are_paired() -> None:
    """Ten layers whose two definitions do not fit on one line are still three lines, the last layer among its own."""
    layers = r"h_1 = \operatorname{ReLU}(W_1 x + b_1), " + "".join(
        rf"h_{n} = \operatorname{{ReLU}}(W_{n} h_{n - 1} + b_{n}), " for n in range(2, 10))
    d = td.derive(layers + r"\hat y = \operatorname{softmax}(W_{10} h_9 + b_{10}), L = -\sum_i y_i \log \hat y_i; \frac{\partial L}{\partial W_1}")
    assert [row["left"] for row in derivation_view(d, BACKENDS["latex"])["acts"][0]["rows"]] == ["(a_1)_i", r"(a_\ell)_i", "r_i"]


def test_layers_with_functions_in_turn_are_told_by_their_numbers() -> None:
    """Ten layers of ReLU and tanh in turn are told in two definitions, two of the recursion backwards, and shapes with numbered sizes."""
    layers = "".join(rf"z^{{[{n}]}} = W^{{[{n}]}}{'x' if n == 1 else f'a^{{[{n - 1}]}}'} + b^{{[{n}]}}, a^{{[{n}]}} = {('ReLU', 'tanh')[n % 2]}(z^{{[{n}]}}), " for n in range(1, 11))
    text = td.derive(layers + r"L = \|a^{[10]} - y\|^2, \frac{\partial L}{\partial b^{[3]}}").to_text()
    assert "tanh(z_i^([ℓ]))   (ℓ = 1, 3, 5, 7, 9)" in text and "(ℓ = 8, 6, 4)" in text
    assert "W^([ℓ]) ∈ ℝ^(n_ℓ×n_{ℓ−1}) (ℓ = 1, …, 10); x ∈ ℝ^(n₀); b^([ℓ]) ∈ ℝ^(n_ℓ) (ℓ = 1, …, 10)" in text
    assert "∂L/∂b^([3]) = (g^([3]))ᵀ" in text


def test_a_shape_is_said_once() -> None:
    """Letters of one shape that follow each other share it; numbered ones are not listed."""
    given = lambda latex: derivation_view(td.derive(latex), BACKENDS["latex"])["given"][0]
    assert given(r"\frac{d}{dx}(ax^2 + bx + c)") == r"$a, x, b, c \in \mathbb{R}$ (inferred)"
    assert given(r"\frac{\partial}{\partial a_1}(a_1 + a_2 + a_3 + a_4)^2") == r"$a_1, \ldots, a_4 \in \mathbb{R}$ (inferred)"
    assert given(r"\nabla_x \|Ax - b\|^2").startswith(r"$A \in \mathbb{R}^{m\times n}$; $x \in \mathbb{R}^{n}$; $b \in \mathbb{R}^{m}$")
