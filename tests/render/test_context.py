"""What the templates are given: rows of definitions."""
from __future__ import annotations

import texderive as td
from texderive.render.backends import BACKENDS
from texderive.render.context import derivation_view


def test_many_short_definitions_stand_two_on_a_line() -> None:
    """The sum of a layer and its value, r_i = .. and h_i = tanh(r_i): one line for each of five layers."""
    layers = r"h_1 = \tanh(W_1x), " + "".join(rf"h_{n} = \tanh(W_{n}h_{n - 1}), " for n in range(2, 6))
    d = td.derive(layers + r"L = \|h_5 - y\|^2, \frac{\partial L}{\partial W_1}")
    rows = derivation_view(d, BACKENDS["latex"])["acts"][0]["rows"]
    assert [row["left"] for row in rows[1:]] == ["r_i", "u_i", "v_i", "z_i", "s_i"]
    assert rows[1]["right"].endswith(r"\tanh r_i")
