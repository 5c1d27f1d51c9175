"""Differentials: d f = tr(A dX) is judged along independent changes of its letters."""
from __future__ import annotations

import pytest

from texderive.checking import check

# name -> (text, verdicts in order)
CASES = {
    "of a defined function": (r"""Let $f(X)=\operatorname{tr}(X^TAX)$. \begin{align*}
df &= \operatorname{tr}(dX^T\,AX) + \operatorname{tr}(X^TA\,dX)\\
&= \operatorname{tr}(X^T(A+A^T)\,dX)\\
&= \operatorname{tr}(X^T(A-A^T)\,dX)\end{align*}""", "equal equal wrong"),
    "upright": (r"$$\mathrm{d}\log\det X = \operatorname{tr}(X^{-1}\mathrm{d}X)$$", "equal"),
    "of the Matrix Cookbook": (r"$$\partial(XY) = (\partial X)Y + X(\partial Y) = X(\partial Y)$$", "equal wrong"),
    "of the inverse in running text": (r"so $d(X^{-1}) = -X^{-1}(dX)X^{-1}$ and $d(X^{-1}) = X^{-1}(dX)X^{-1}$.", "equal wrong"),
    "through a definition": (r"Let $r = Xw-y$ and $L = r^Tr$. \begin{align*} dL &= 2r^T\,dr\\ &= 2r^TX\,dw\\ &= 2(Xw-y)^T\,dw\end{align*}", "equal equal wrong"),
    "total differential": (r"Let $f(x,y)=x^2y$. $$df = 2xy\,dx + x^2\,dy = 2xy\,dx + x\,dy$$", "equal wrong"),
    "numbered letters": (r"Let $f = \|W_2W_1x\|^2$. $$df = 2(W_2W_1x)^T(dW_2\,W_1x + W_2\,dW_1\,x)$$", "equal"),
    "dW is a name": (r"$$dW = \frac1m\,dZ\,A^T$$ $$dZ = A - Y$$", "not-understood not-understood"),
    "d is a letter": (r"Let $d = 3$. $$d(x+1) = dx + d$$", "equal"),
}


@pytest.mark.parametrize("name", CASES)
def test_verdicts(name):
    """Every line of a chain of differentials is judged; where d may be no sign, nothing is claimed."""
    text, expected = CASES[name]
    assert " ".join(c.verdict for c in check(text).claims if c.verdict != "skipped") == expected


def test_the_change_is_shown():
    r"""The example gives a value to dX, and none to the number behind the scenes."""
    message = check(r"$$d\operatorname{tr}(X^TX) = \operatorname{tr}(X^T\,dX)$$").claims[0].message
    assert "dX = " in message and "varepsilon" not in message
