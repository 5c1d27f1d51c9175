r"""Numbered functions, update rules, and values found for an argument."""
from __future__ import annotations

import pytest

from texderive.checking import check

MEMBER = r"Let $f_i(x)=\frac12(a_i^\top x-b_i)^2$. Then "
UPDATE = r"With $f(w)=\frac12\|Xw-y\|^2$ the update is \begin{align*} w &\gets w-\alpha\nabla f(w)\\ &= w"


@pytest.mark.parametrize("text, verdicts", [
    (MEMBER + r"$$\nabla f_i(x) = (a_i^\top x-b_i)a_i.$$", ["equal"]),
    (MEMBER + r"$$\frac{\partial f_i}{\partial x} = (a_i^\top x-b_i)a_i.$$", ["equal"]),
    (MEMBER + r"$$\nabla^2 f_i(x) = a_ia_i^\top.$$", ["equal"]),
    (MEMBER + r"$$\nabla f_i(x) = 2(a_i^\top x-b_i)a_i.$$", ["wrong"]),
    (UPDATE + r"-\alpha X^\top(Xw-y) \end{align*}", ["equal"]),
    (UPDATE + r"+\alpha X^\top(Xw-y) \end{align*}", ["wrong"]),
    (r"Let $p(x)=x^2-5x+6$. Then $p'(x)=2x-5$. The zeros of $p$ are $x = 2$ and $x = 3$.", ["equal"]),
    (r"\begin{align*} \log\sigma(z) &= -\log(1+e^{z}) \\ \log(1-\sigma(z)) &= -z-\log(1+e^{-z}) \end{align*}", ["wrong", "equal"]),
])
def test_what_stands_for_each_of_many(text, verdicts):
    r"""f_i(x) is the member f_i; w \gets ... is no equation, but tells the layout; x = 2 defines nothing; \sigma is known."""
    assert [c.verdict for c in check(text).claims if c.verdict != "skipped"] == verdicts


def test_the_product_rule_in_parts():
    """What is named for one factor is held fixed while the other is differentiated, also where it is defined behind the chain."""
    text = r"""\begin{align*}
\frac{\partial\operatorname{tr}(AXBXC^\top)}{\partial X} &= \frac{\partial\operatorname{tr}(AXD)}{\partial X}+\frac{\partial\operatorname{tr}(EXC^\top)}{\partial X}\\
&= A^\top D^\top+E^\top C\\
&= A^\top CX^\top B^\top+%sB^\top X^\top A^\top C
\end{align*}
where
\begin{align*} D &= BXC^\top\\ E &= AXB \end{align*}"""
    assert [c.verdict for c in check(text % "").claims if c.verdict != "skipped"] == ["equal"] * 3
