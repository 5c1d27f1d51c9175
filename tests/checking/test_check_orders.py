r"""Lines up to terms of higher order, O(h^2) and o(h)."""
from __future__ import annotations

import pytest

from texderive.checking import check

LINES = [
    (r"Let $f(x)=x^\top Ax$. \[f(x+\epsilon v) = x^\top Ax+\epsilon\, v^\top(A+A^\top)x+O(\epsilon^2)\]", "equal"),
    (r"Let $f(x)=x^\top Ax$. \[f(x+h) = f(x)+ h^\top(A+A^\top)x+o(\|h\|)\]", "equal"),
    (r"Let $f(x)=x^\top Ax$. \[f(x+h) = f(x)+ 2x^\top A^\top h+O(\|h\|^2)\]", "assumes"),
    (r"Let $f(x)=x^\top Ax$ with a symmetric matrix $A$. \[f(x+h) = f(x)+ x^\top A h+O(\|h\|^2)\]", "wrong"),
    (r"For small $\epsilon$, \[(I+\epsilon B)^{-1} = I-\epsilon B+\mathcal{O}(\epsilon^2)\]", "equal"),
    (r"\[\log\det(I+\epsilon B) = \epsilon\operatorname{tr}(B)+o(\epsilon)\]", "equal"),
    (r"\[\sin x = x - \frac{x^3}{6} + O(x^5)\]", "equal"),
    (r"\[\cos x = 1 - \frac{x^2}{3} + O(x^4)\]", "wrong"),
]


@pytest.mark.parametrize("text, verdict", LINES)
def test_what_is_left_out_is_small(text, verdict):
    """A difference has to shrink as fast as the author says, and no faster is asked."""
    assert [c.verdict for c in check(text).claims if c.verdict != "skipped"] == [verdict]
