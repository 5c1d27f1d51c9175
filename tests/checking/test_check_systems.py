"""Several equations solved together, and what the text gives."""
from __future__ import annotations

import pytest

from texderive.checking import check

REGRESSION = r"""Let $S(a,b)=\sum_{i=1}^n(y_i-a-bx_i)^2$. The normal equations are
\begin{align*}
\frac{\partial S}{\partial a} &= -2\sum_{i=1}^n(y_i-a-bx_i)=0\\
\frac{\partial S}{\partial b} &= -2\sum_{i=1}^nx_i(y_i-a-bx_i)=0
\end{align*}
From the first, with $\bar x=\frac1n\sum_ix_i$ and $\bar y=\frac1n\sum_iy_i$, """
LAGRANGE = r"""Minimise $\frac12 x^\top x$ subject to $Ax=b$, where $A\in\mathbb{R}^{m\times n}$ has full row rank. Let $L(x,\nu)=\frac12x^\top x+\nu^\top(Ax-b)$.
\begin{align*}
\nabla_xL &= x+A^\top\nu = 0\\
\Rightarrow x &= -A^\top\nu\\
Ax &= -AA^\top\nu = b\\
\Rightarrow \nu &= -(AA^\top)^{-1}b\\
\Rightarrow x &= """


def verdicts(text: str) -> list[str]:
    return [c.verdict for c in check(text).claims if c.verdict != "skipped"]


@pytest.mark.parametrize("line, verdict", [
    (r"$$\hat a=\bar y-\hat b\bar x$$", "equal"), (r"$$\hat a=\bar y+\hat b\bar x$$", "wrong"),
    (r"$$\hat b=\frac{\sum_{i=1}^nx_i(y_i-\bar y)}{\sum_{i=1}^nx_i(x_i-\bar x)}.$$", "equal"),
])
def test_normal_equations_are_solved_together(line, verdict):
    """A line that follows from both equations is right, and one that does not is wrong where they determine their unknowns."""
    assert verdicts(REGRESSION + line)[-1] == verdict


@pytest.mark.parametrize("line, verdict", [(r"A^\top(AA^\top)^{-1}b", "equal"), (r"-A^\top(AA^\top)^{-1}b", "wrong")])
def test_a_constraint_is_one_of_the_equations(line, verdict):
    """A given Ax = b may end a chain, and the multiplier is one more unknown."""
    found = verdicts(LAGRANGE + line + "\n\\end{align*}")
    assert found[:-1] == ["equal"] * 4 and found[-1] == verdict


def test_values_given_at_the_end_define_nothing():
    """x = 1, y = 2 behind the equations are their solution, and no definitions of what was differentiated by."""
    text = r"""Minimize $f(x,y)=x^2+y^2$ subject to $x+2y=5$. With $L(x,y,\lambda)=x^2+y^2-\lambda(x+2y-5)$,
\begin{align*}
\frac{\partial L}{\partial x} &= 2x-\lambda=0\Rightarrow x=\frac\lambda2\\
\frac{\partial L}{\partial y} &= 2y-2\lambda=0\Rightarrow y=\lambda\\
\frac{\partial L}{\partial\lambda} &= -(x+2y-5)=0\Rightarrow\frac\lambda2+2\lambda=5\\
\lambda &= 2,\quad x=1,\quad y=2
\end{align*}"""
    assert set(verdicts(text)) == {"equal"}


def test_slip_behind_equations_that_are_put_in():
    """A wrong line behind "substituting back" has its slip named, as others have."""
    wrong = [c for c in check(r"""Let $L(w,b,\alpha) = \frac12w^Tw-\sum_i\alpha_iy_i(w^Tx_i+b)$.
\begin{align*}
\frac{\partial L}{\partial w} &= w-\sum_i\alpha_iy_ix_i = 0\\
\frac{\partial L}{\partial b} &= -\sum_i\alpha_iy_i = 0
\end{align*} Substituting back,
\begin{align*}
L &= \frac12w^Tw-\sum_i\alpha_iy_iw^Tx_i-b\sum_i\alpha_iy_i \\
&= \frac12\sum_{i,j}\alpha_i\alpha_jy_iy_jx_i^Tx_j
\end{align*}""").claims if c.verdict == "wrong"]
    assert len(wrong) == 1 and wrong[0].message.startswith("sign slip")
