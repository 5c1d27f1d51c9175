r"""Derivatives of first and higher order along directions: \nabla f(X)[V], D^2 f(X)[H, K], \langle \nabla f(x), d\rangle."""
from __future__ import annotations

import pytest

import texderive as td

LOGDET = r"f(X) = \log\det X, \; "


@pytest.mark.parametrize("latex, result", [
    (LOGDET + r"\nabla f(X)[V]", r"\operatorname{tr}(X^{-1}V)"), (LOGDET + r"\nabla^2 f(X)[V,V]", r"-\operatorname{tr}(X^{-1}VX^{-1}V)"),
    (LOGDET + r"D^2 f(X)(V,W)", r"-\operatorname{tr}(X^{-1}WX^{-1}V)"), (r"f(X) = \|AX-B\|_F^2, \; \nabla^2 f(X)[V]", "2A^\\top AV"),
    (r"f(X) = X^{-1}, \; D^2f(X)[H,K]", r"X^{-1}(KX^{-1}H + HX^{-1}K)X^{-1}"), (r"f(x) = \frac14\|x\|^4, \; D^3 f(x)[v,v,v]", r"6\|v\|^2x^\top v"),
    (r"f(x) = \frac14\|x\|^4, \; \langle \nabla f(x), y - x\rangle", r"\|x\|^2x^\top(y - x)"), (r"f(x) = x^\top A x, \; x^\top\nabla f(x)", r"2x^\top Ax"),
])
def test_along_directions(latex, result):
    """Each bracket is a direction; fewer than the order leave the variable, and an inner product with a gradient is the derivative along its other side."""
    assert td.derive(latex).result.latex == result


def test_directions_are_said():
    """What is differentiated in its place is said, with the directions as written."""
    d = td.derive(r"f(x) = \|x\|^2, \; D^2 f(x)[y - x, y - x]")
    assert d.assumptions[-1] == r"$D^2 f(x)[y - x, y - x]$ is the second derivative of $f(x + t(y - x))$ by $t$ at $t = 0$."


def test_more_directions_than_orders():
    """A gradient takes one direction."""
    with pytest.raises(td.TexDeriveError) as found:
        td.derive(LOGDET + r"\nabla f(X)[V, W]")
    assert found.value.code == "TD214"
