r"""Derivatives of first and higher order along directions: \nabla f(X)[V], D^2 f(X)[H, K], \langle \nabla f(x), d\rangle."""
from __future__ import annotations

import texderive as td


def test_directions_are_said():
    """What is differentiated in its place is said, with the directions as written."""
    d = td.derive(r"f(x) = \|x\|^2, \; D^2 f(x)[y - x, y - x]")
    assert d.assumptions[-1] == r"$D^2 f(x)[y - x, y - x]$ is the second derivative of $f(x + t(y - x))$ by $t$ at $t = 0$."
