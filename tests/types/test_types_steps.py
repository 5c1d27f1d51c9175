r"""Letters that number steps and layers: h_t beside h_{t-1}, a^{l} beside a^{l-1}."""
from __future__ import annotations

import pytest

import texderive as td

RNN = r"h_t = \tanh(Wh_{t-1} + Ux_t), \quad "
CASES = [
    (RNN + r"\frac{\partial h_{t+1}}{\partial h_t}", r"\operatorname{diag}(1 - h_{t+1} \odot h_{t+1})\,W"),                 # the definition holds at t + 1 too
    (r"a^{(l)} = \sigma(W^{(l)}a^{(l-1)}), \quad \frac{\partial a^{(l+1)}}{\partial a^{(l)}}", r"\operatorname{diag}(a^{(l+1)} \odot (1 - a^{(l+1)}))\,W^{(l+1)}"),
    (r"x_{t+1} = Ax_t + Bu_t, \quad \frac{\partial x_{t+2}}{\partial u_t}", "AB"),
    (RNN + r"o_t = Vh_t, \quad \frac{\partial o_t}{\partial h_{t-1}}", r"V\operatorname{diag}(1 - h_t \odot h_t)\,W"),       # o_t is one name and no family
    (RNN + r"L = \sum_{t=1}^T \|Vh_t - y_t\|^2, \quad \frac{\partial L}{\partial V}", r"2\sum_{t=1}^{T} (Vh_{t} - y_{t})h_{t}^\top"),
    (r"z_l = W_la_{l-1} + b_l, \quad a_l = \sigma(z_l), \quad \frac{\partial z_l}{\partial z_{l-1}}", r"W_l\operatorname{diag}(a_{l-1} \odot (1 - a_{l-1}))"),   # through a_{l-1}
    (r"o_t = Vh_t, \quad \frac{\partial o_t}{\partial h_t}", "V"),                                                           # one time alone tells names apart, too
    (r"z_t = \sigma(Wx_t + Uh), \quad \frac{\partial z_t}{\partial x_t}", r"\operatorname{diag}(z_t \odot (1 - z_t))\,W"),
    (r"y_t = x_t^2, \quad \frac{\partial y_t}{\partial x_s}", r"2x_t\delta_{ts}"),                                             # beside x_s it numbers entries
    (r"y_i = x_{i+1} - x_i, \quad \frac{\partial y_i}{\partial x_j}", r"\delta_{i+1,j} - \delta_{ij}"),                        # numbers of entries
]


@pytest.mark.parametrize("latex, result", CASES)
def test_a_definition_at_one_step_holds_at_every_step(latex, result):
    """Names at other steps than the one written are followed, and never taken for constants."""
    assert td.derive(latex).result.latex.split(r", \quad ")[0] == result


def test_what_is_held_fixed_is_said():
    """The derivative by parameters does not go back through all steps."""
    assert "$h_{t-1}$ is held fixed: the derivative does not go through other steps." in td.derive(RNN + r"\frac{\partial h_t}{\partial W}").assumptions


def test_a_definition_at_another_step_is_said():
    """The reader sees the definition as it is used."""
    assert r"$h_{t+1} = \tanh(Wh_{t} + Ux_{t+1})$, as at $t$." in td.derive(RNN + r"\frac{\partial h_{t+1}}{\partial h_t}").assumptions


def test_a_cost_is_not_followed_through_all_steps():
    """Back-propagation through time is refused by its input."""
    with pytest.raises(td.UnsupportedError) as error:
        td.derive(RNN + r"L = \sum_{t=1}^T \|Vh_t - y_t\|^2, \quad \frac{\partial L}{\partial W}")
    assert error.value.code == "TD329"


LATER = [
    (r"C = \|a_L - y\|^2, \quad a_l = \sigma(z_l), \quad z_l = W_la_{l-1} + b_l, \quad \frac{\partial C}{\partial z_L}", r"2((a_L - y) \odot a_L \odot (1 - a_L))^\top"),     # at L what holds at l
    (r"C = \|a^L - y\|^2, \quad a^L = \sigma(z^L), \quad z^L = W^La^{L-1} + b^L, \quad \frac{\partial C}{\partial a^{L-1}}", r"2((a^L - y) \odot a^L \odot (1 - a^L))^\top W^L"),
    (RNN + r"\frac{\partial h_3}{\partial h_1}", r"\operatorname{diag}(1 - h_3 \odot h_3)\,W\operatorname{diag}(1 - h_2 \odot h_2)\,W"),
    (r"x_{t+1} = Ax_t + Bu_t, \quad \frac{\partial x_3}{\partial u_0}", "A^2B"),
    (RNN + r"h_0 = 0, \quad L = \|h_2 - y\|^2, \quad \frac{\partial L}{\partial W}", r"2vh_1^\top + 2((1 - h_1 \odot h_1) \odot W^\top v)h_0^\top"),
    (r"a^{[l]} = \sigma(W^{[l]}a^{[l-1]}), \quad a^{[0]} = x, \quad L = \|a^{[1]} - y\|^2, \quad \frac{\partial L}{\partial W^{[1]}}", r"2((a^{[1]} - y) \odot a^{[1]} \odot (1 - a^{[1]}))x^\top"),
]


@pytest.mark.parametrize("latex, result", LATER)
def test_a_general_definition_holds_at_the_last_layer_and_at_numbered_steps(latex, result):
    """Nothing at L or at 2 is a constant because it is only defined at l or t."""
    assert td.derive(latex).result.latex.split(r", \quad ")[0] == result


def test_a_recurrence_is_followed_through_few_steps():
    """Beyond that the derivation would be no page any more."""
    with pytest.raises(td.UnsupportedError) as error:
        td.derive(RNN + r"\frac{\partial h_{50}}{\partial W}")
    assert error.value.code == "TD329"


DECLARED = [
    (RNN + r"\frac{\partial h_t}{\partial h_{t-1}}", {"h_t": "m"}, r"\operatorname{diag}(1 - h_t \odot h_t)\,W", ("m", "n")),
    (RNN + r"\frac{\partial h_t}{\partial h_{t-1}}", {"h_t": "m for t=1..T"}, r"\operatorname{diag}(1 - h_t \odot h_t)\,W", ("m", "m")),        # one shape at all steps
    (r"a_1 = \sigma(z_1), \quad z_1 = Wx, \quad \frac{\partial a_1}{\partial x}", {"a_1": "m", "z_1": "m"}, r"\operatorname{diag}(a_1 \odot (1 - a_1))\,W", ("m", "n")),
    (r"h = W(g + b), \quad \frac{\partial h}{\partial g}", {"h": "3"}, "W", (3, "n")),
]


@pytest.mark.parametrize("latex, declare, result, shape", DECLARED)
def test_a_declared_name_is_still_what_defines_it(latex, declare, result, shape):
    """A declaration tells the shape of what the formula defines, and never makes a constant of it."""
    d = td.derive(latex, declare=declare)
    assert (d.result.latex.split(r", \quad ")[0], d.shapes["W"]) == (result, shape)
