r"""Recurrences, layers, lists as vectors and log p without its arguments in written derivations."""
from __future__ import annotations

import pytest

from texderive import check

RNN = r"Let $h_t = \tanh(Wh_{t-1} + Ux_t)$. Then "
NET = r"Let $a^{(l)} = \sigma(z^{(l)})$, $z^{(l)} = W^{(l)}a^{(l-1)} + b^{(l)}$ and $C = \frac12\|a^{(L)} - y\|^2$. Then "
LINES = [
    (RNN + r"$$\frac{\partial h_{t+1}}{\partial h_{t-1}} = \operatorname{diag}(1 - h_{t+1}^2)W\operatorname{diag}(1 - h_t^2)W.$$", "equal"),
    (RNN + r"$$\frac{\partial h_{t+1}}{\partial h_{t-1}} = \operatorname{diag}(1 - h_t^2)W\operatorname{diag}(1 - h_t^2)W.$$", "wrong"),
    (NET + r"$$\frac{\partial C}{\partial z^{(L)}} = (a^{(L)} - y)\odot\sigma'(z^{(L)}).$$", "equal"),
    (NET + r"$$\frac{\partial C}{\partial z^{(L)}} = (a^{(L)} - y)\odot\sigma(z^{(L)}).$$", "wrong"),
    (r"The system $x_{t+1} = Ax_t + Bu_t$ gives $\frac{\partial x_{t+2}}{\partial u_t} = AB$.", "equal"),
    (r"The system $x_{t+1} = Ax_t + Bu_t$ gives $\frac{\partial x_{t+2}}{\partial u_t} = BA$.", "wrong"),
    (r"Let $f(x,y) = x^2y$. Then $\nabla f(x,y) = (2xy, x^2)$.", "equal"),
    (r"Let $f(x,y) = x^2y$. Then $\nabla f(x,y) = \langle 2xy, 2x\rangle$.", "wrong"),
    (r"We have $\log p(x|\mu) = -\frac12\|x-\mu\|^2$. Then $\nabla_\mu\log p = (x-\mu)^\top$.", "equal"),
    (r"We have $\log p(x|\mu) = -\frac12\|x-\mu\|^2$. Then $\nabla_\mu\log p = (\mu-x)^\top$.", "wrong"),
]


@pytest.mark.parametrize("text, verdict", LINES)
def test_what_a_line_says_of_other_steps_is_judged(text, verdict):
    """The definition at one step holds at the others, so that right lines are confirmed and wrong ones found."""
    assert [c.verdict for c in check(text).claims if c.verdict != "skipped"] == [verdict]
