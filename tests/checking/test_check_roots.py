r"""Equations with several solutions, \pm, and equations that running text poses."""
from __future__ import annotations

import pytest

from texderive.checking import check

QUADRATIC = r"""\begin{align*}
ax^2+bx+c &= 0\\
\left(x+\frac{b}{2a}\right)^2 &= \frac{b^2-4ac}{4a^2}\\
x+\frac{b}{2a} &= \pm\sqrt{\frac{b^2-4ac}{4a^2}}\\
x &= \frac{-b\pm\sqrt{b^2-%sac}}{2a}
\end{align*}"""


def verdicts(text: str) -> list[str]:
    return [c.verdict for c in check(text).claims]


@pytest.mark.parametrize(("number", "verdict"), [("4", "equal"), ("2", "wrong")])
def test_both_signs_solve_a_quadratic_equation(number, verdict):
    """The formula with plus and minus is judged where there are real solutions, for either sign."""
    assert verdicts(QUADRATIC % number) == ["skipped", "equal", "equal", verdict]


@pytest.mark.parametrize(("text", "verdict"), [
    (r"\[(a\pm b)^2=a^2\pm2ab+b^2\]", "equal"), (r"\[(a\pm b)^2=a^2\pm ab+b^2\]", "wrong"),
    (r"\[(a\pm b)(a\mp b)=a^2-b^2\]", "equal"), (r"\[(a\pm b)(a\mp b)=a^2+b^2\]", "wrong"),
])
def test_plus_and_minus_stand_for_both(text, verdict):
    r"""\pm is one sign throughout a line, and \mp the other."""
    assert verdicts(text) == [verdict]


@pytest.mark.parametrize(("row", "verdict"), [("(x-2)(x-3)", "equal"), ("(x-2)(x-4)", "wrong"), ("x-2", "equal")])
def test_a_row_may_not_lose_one_solution_and_gain_another(row, verdict):
    """One common solution is not enough; to go on with one of two is no slip."""
    assert verdicts(rf"Solve \begin{{align*}}x^2-5x+6&=0\\ {row}&=0\end{{align*}}")[1] == verdict


@pytest.mark.parametrize(("text", "verdict"), [
    (r"Solving $2x-a=b$ for $x$ gives $x=\frac{a+b}{2}$.", "equal"), (r"Solving $2x-a=b$ for $x$ gives $x=\frac{a-b}{2}$.", "wrong"),
    (r"The equation $Ax=b$ has the solution $x=A^{-1}b$.", "equal"),
    (r"Solving $\frac kp=\frac{n-k}{1-p}$ for $p$, we obtain \[p=\frac{k}{n-1}.\]", "wrong"),
])
def test_text_poses_an_equation(text, verdict):
    """What the words solve or call an equation is solved by what they conclude."""
    assert verdicts(text) == [verdict]


def test_more_lines_than_unknown_equations_are_no_crash():
    """A line in the text about the unknowns of several equations, when none of them is solved alone."""
    text = r"""Let $\Lambda(x,y,\mu)=xy-\mu(2x+3y-12)$. \begin{align*}\frac{\partial\Lambda}{\partial x}&=y-2\mu=0\\ \frac{\partial\Lambda}{\partial y}&=x-3\mu=0\\ 2x+3y&=12\end{align*}
so that $y=2\mu$, $x=3\mu$ and $12\mu=12$, thus $\mu=1$, $x=3$ and $y=2$."""
    assert "wrong" not in verdicts(text)


def test_a_repair_of_an_equation_says_something():
    """m times the sum is no repair of the other side, which would then say nothing."""
    text = r"""Let $Q=\sum_{n=1}^N r_n\|x_n-m\|^2$. \begin{align*}\frac{\partial Q}{\partial m}&=-2\sum_{n=1}^Nr_n(x_n-m)=0\\ \Rightarrow m\sum_{n=1}^Nr_n&=\sum_{n=1}^Nr_n\end{align*}"""
    assert check(text).claims[-1].fix == r"\sum_{n=1}^N x_n r_n"


@pytest.mark.parametrize(("right", "verdict"), [(r"\alpha u", "equal"), (r"2\alpha u", "wrong")])
def test_zero_proves_nothing_about_an_eigenvector(right, verdict):
    """u = 0 solves both equations; where the first holds for another u, the second has to."""
    text = rf"Let $\mathcal L(u,\alpha)=u^TCu+\alpha(1-u^Tu)$ with symmetric $C$. \begin{{align*}}\frac{{\partial\mathcal L}}{{\partial u}}&=2Cu-2\alpha u=0\\ \Rightarrow Cu&={right}\end{{align*}}"
    claims = check(text).claims
    assert claims[-1].verdict == verdict and claims[-1].fix == ("" if verdict == "equal" else r"\alpha u")


def test_a_power_of_the_unknown_is_no_name():
    r"""\lambda^k is found, and is no \lambda at step k."""
    text = r"""$\ell(\lambda)=n\ln k-nk\ln\lambda+(k-1)\sum_{i=1}^n\ln x_i-\sum_{i=1}^n\left(\frac{x_i}{\lambda}\right)^k$.
\begin{align*}
\frac{d\ell}{d\lambda} &= -\frac{nk}{\lambda}+\frac{k}{\lambda^{k+1}}\sum_{i=1}^nx_i^k=0\\
\lambda^k &= \frac1n\sum_{i=1}^nx_i^k
\end{align*}"""
    assert verdicts(text) == ["equal", "skipped", "equal"]


def test_what_cancels_is_zero():
    """Along a motion the energy does not change; sin theta is not of the rate behind it."""
    text = r"""The energy is $E=\frac12ml^2\dot\theta^2+mgl(1-\cos\theta)$. Along a motion with $\ddot\theta=-\frac gl\sin\theta$,
\[\frac{dE}{dt}=ml^2\dot\theta\ddot\theta+mgl\sin\theta\,\dot\theta=0\]"""
    assert verdicts(text) == ["equal", "equal"]


def test_a_property_behind_a_row():
    """The row says for which A it holds."""
    text = r"\begin{align*}\frac{\partial}{\partial x}x^\top Ax&=(A+A^\top)x\\ &=2Ax\quad\text{for symmetric }A\end{align*}"
    assert verdicts(text) == ["equal", "equal"]
