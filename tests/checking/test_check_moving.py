r"""Letters that move with a number: A(t), \dot A, dX/dt, and y on a curve."""
from __future__ import annotations

import pytest

from texderive.checking import check

LINES = [
    (r"Let $A(t)$ be invertible. \[\frac{d}{dt}\log\det A(t) = \operatorname{tr}(A^{-1}\dot A)\]", ["equal"]),
    (r"Let $A(t)$ be invertible with $\dot A=B$. Then $\frac{d}{dt}\log\det A=\operatorname{tr}(A^{-1}B)$.", ["equal"]),
    (r"Let $A = A(t)$ be an invertible matrix. \[\frac{d}{dt} A^{-1} = A^{-1}\frac{dA}{dt} A^{-1}\]", ["wrong"]),
    (r"\[\frac{\partial}{\partial x}\ln\det Y = \operatorname{tr}\left(Y^{-1}\frac{\partial Y}{\partial x}\right)\]", ["equal"]),
    (r"Let $V(x) = x^T P x$ with $\dot x = Ax$ and $P$ symmetric. Then \[\dot V = \dot x^T P x + x^T P\dot x = x^T(A^TP+PA)x\]", ["equal", "equal"]),
    (r"Let $V(x) = x^T P x$ with $\dot x = Ax$ and $P$ symmetric. Then \[\dot V = 2x^T P\dot x = x^T(A^TP-PA)x\]", ["equal", "wrong"]),
    (r"The energy is $E=\frac12 m\dot q^2+mgq$. Hence \[\frac{dE}{dt} = m\dot q\ddot q + mg\dot q\]", ["equal"]),
    (r"Let $r(t)=\|x(t)\|$. Then \[\dot r=\frac{x^\top\dot x}{\|x\|}=\frac{x^\top\dot x}{r}\]", ["equal", "equal"]),
    (r"If $x^2+y^2=r^2$, then $\frac{dy}{dx}=-\frac xy$.", ["equal"]),
    (r"The curve is given by $x^3+y^3=6xy$. Then \[\frac{dy}{dx}=\frac{6y-3x^2}{3y^2-6x}\]", ["equal"]),
    (r"The curve is given by $x^3+y^3=6xy$. Then \[\frac{dy}{dx}=\frac{6y-3x^2}{3y^2+6x}\]", ["wrong"]),
    (r"\[\frac{dy}{dx}=-\frac xy\]", ["not-understood"]),
]


@pytest.mark.parametrize("text, verdicts", LINES)
def test_rates_of_what_moves(text, verdicts):
    """What depends on t moves at a rate of its own, which equations of the document may fix; a rate of which nothing is said is no slip."""
    assert [c.verdict for c in check(text).claims if c.verdict != "skipped"] == verdicts
