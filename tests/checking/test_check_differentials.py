"""Differentials: d f = tr(A dX) is judged along independent changes of its letters."""
from __future__ import annotations

from texderive.checking import check


def test_the_change_is_shown():
    r"""The example gives a value to dX, and none to the number behind the scenes."""
    message = check(r"$$d\operatorname{tr}(X^TX) = \operatorname{tr}(X^T\,dX)$$").claims[0].message
    assert "dX = " in message and "varepsilon" not in message
