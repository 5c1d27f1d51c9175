r"""Layers that a letter numbers, quantities of the same letter, and equations that words between rows set to zero."""
from __future__ import annotations

import pytest

from texderive.checking import check


def verdicts(text: str) -> list[str]:
    return [c.verdict for c in check(text).claims]


NETS = [
    (r"z_l", r"W_l", r"h_{l-1}", r"b_l", r"h_l", r"\delta_l", r"W_{l+1}", r"\delta_{l+1}"),
    (r"z_\ell", r"W_\ell", r"h_{\ell-1}", r"b_\ell", r"h_\ell", r"\delta_\ell", r"W_{\ell+1}", r"\delta_{\ell+1}"),
    (r"z^{(l)}", r"W^{(l)}", r"h^{(l-1)}", r"b^{(l)}", r"h^{(l)}", r"\delta^{(l)}", r"W^{(l+1)}", r"\delta^{(l+1)}"),
    (r"z^l", r"W^l", r"h^{l-1}", r"b^l", r"h^l", r"\delta^l", r"W^{l+1}", r"\delta^{l+1}"),
]


@pytest.mark.parametrize("names", NETS)
def test_layers_in_any_script(names):
    """The rules of back-propagation hold however the layer is written; the input of another layer is the slip that is named."""
    z, w, below, b, h, d, up, above = names
    text = rf"""A network has layers ${z}={w} {below}+{b}$, ${h}=\tanh({z})$. With ${d}=\frac{{\partial L}}{{\partial {z}}}$,
\begin{{align*}}
{d} &= \tanh'({z})\odot(({up})^\top{above})\\
\frac{{\partial L}}{{\partial {w}}} &= {d}\cdot\left(%s\right)^\top\\
\frac{{\partial L}}{{\partial {b}}} &= {d}
\end{{align*}}"""
    assert verdicts(text % below) == ["equal"] * 3
    claim = check(text % h).claims[1]
    assert (claim.verdict, claim.slip, claim.fix) == ("wrong", "index", rf"{d}\cdot\left({below}\right)^\top")


def test_a_gradient_through_the_layer_below():
    """By what a layer takes in, which nothing else is made of."""
    assert verdicts(r"Layers: $z^{(i)}=W^{(i)}h^{(i-1)}+b^{(i)}$. Then \[\frac{\partial L}{\partial h^{(i-1)}}=W^{(i)\top}\frac{\partial L}{\partial z^{(i)}}\]") == ["equal"]


def test_a_numbered_member_that_is_given():
    """h_0 is no entry of the h that is made of it."""
    text = r"A cell: $h=\tanh(a)$, $a=Wx+Uh_0+b$, $L=c^\top h$. \[\frac{\partial L}{\partial h_0}=U^\top(c\odot(1-h\odot h))\]"
    assert verdicts(text) == ["equal"] and verdicts(text.replace(r"U^\top", "U")) == ["assumes"]


def test_a_size_and_a_vector_of_one_letter():
    """W in R^{h x d} beside the vector h."""
    text = r"Let $z=W_2h$, $h=\tanh(W_1x)$ and $E=\frac12\|z-t\|^2$, where $W_1\in\mathbb{R}^{h\times d}$, $W_2\in\mathbb{R}^{k\times h}$. \[\frac{\partial E}{\partial h}=W_2^\top(z-t)\]"
    assert verdicts(text) == ["equal"] and verdicts(text.replace(r"W_2^\top", "W_2")) == ["shape-error"]


@pytest.mark.parametrize(("solution", "verdict"), [("S^{-1}", "equal"), ("S", "wrong")])
def test_words_between_rows_set_to_zero(solution, verdict):
    """A row behind "which vanishes for" solves the equation."""
    text = rf"""\begin{{align*}}
\frac{{\partial}}{{\partial\Theta}}\left(\log\det\Theta-\operatorname{{tr}}(S\Theta)\right) &= \Theta^{{-T}}-S^T
\intertext{{which vanishes for symmetric $S$ and $\Theta$ at}}
\Theta &= {solution}
\end{{align*}}"""
    assert verdicts(text) == ["equal", verdict]


@pytest.mark.parametrize(("sign", "verdict"), [("+", "equal"), ("-", "wrong")])
def test_we_have_says_no_definition(sign, verdict):
    """What "we have" leads to is a claim about the L that was defined."""
    assert verdicts(rf"For $L=-\log\frac{{e^a}}{{e^a+e^b}}$ we have \[L=-a{sign}\log(e^a+e^b)\]") == [verdict]


PROJECTION = r"""Let $\mathcal{L}(x,\lambda)=\frac12\|x-c\|^2+\lambda(a^\top x-b)$.
\begin{align*}
\nabla_x\mathcal{L} &= x-c+\lambda a=0 \quad\Rightarrow\quad x=c-\lambda a\\
a^\top c-\lambda a^\top a &= b\\
\lambda &= \frac{a^\top c-b}{a^\top a}\\
x &= c%s\frac{a^\top c-b}{a^\top a}a
\end{align*}"""


@pytest.mark.parametrize(("sign", "verdict"), [("-", "equal"), ("+", "wrong")])
def test_a_multiplier_is_put_in(sign, verdict):
    """The multiplier that was found takes its place in the solution."""
    assert verdicts(PROJECTION % sign)[-1] == verdict


def test_shapes_that_do_not_fit_in_an_equation():
    """B P B^T where the equation has B^T P B."""
    text = r"""Let $V(x,u)=x^\top Qx+u^\top Ru+(Ax+Bu)^\top P(Ax+Bu)$ with symmetric $P,Q,R$. \begin{align*}\frac{\partial V}{\partial u}&=2Ru+2B^\top P(Ax+Bu)\\ 0&=(R+BPB^\top)u+B^\top PAx\end{align*}"""
    assert verdicts(text) == ["equal", "shape-error"]


@pytest.mark.parametrize(("text", "fix"), [
    (r"Let $r=y-Xw$ and $J(w)=r^Tr$. \[\nabla J=-2X^Tw\]", "-2X^Tr"),
    (r"Let $S(b)=\sum_{i=1}^n(y_i-a-bx_i)^2$. \[\frac{\partial S}{\partial b}=-2\sum_{i=1}^n(y_i-a-bx_i)\]", r"-2\sum_{i=1}^nx_i (y_i-a-bx_i)"),
])
def test_letters_of_definitions_are_tried(text, fix):
    """A letter of what the line rests on, and a factor of what a sum runs over."""
    assert check(text).claims[-1].fix == fix


@pytest.mark.parametrize(("text", "slip"), [
    (r"\[d\operatorname{tr}(X^{-1}B)=\operatorname{tr}(d(X^{-1})B)=\operatorname{tr}(X^{-1}\,dX\,X^{-1}B)\]", "inverse"),
    (r"\[d(X^{-1})=-X^{-1}(dX)\]", "inverse"),
    (r"Let $k(x,y)=(x^\top y+c)^d$. \[\frac{\partial k}{\partial x}=d(x^\top y+c)^dy\]", "elementary"),
    (r"\[\frac{d}{dx}\sum_{k=0}^na_kx^k=\sum_{k=1}^nka_kx^k\]", "elementary"),
])
def test_names_of_slips(text, slip):
    """The rule of the inverse, and exponents with letters; d in an exponent is a number."""
    claim = check(text).claims[-1]
    assert (claim.verdict, claim.slip) == ("wrong", slip)


def test_a_letter_with_a_bar_is_a_matrix_too():
    r"""\bar P and R are symmetric, and x^* is no power of x."""
    text = r"The covariance is $P=(I-KH)\bar P(I-KH)^T+KRK^T$. \[\frac{\partial\operatorname{tr}P}{\partial K}=-2\bar PH^T+2K(H\bar PH^T+R)\] where $\bar P$ and $R$ are symmetric."
    assert verdicts(text) == ["equal"]
    assert verdicts(r"For $q(x)=\frac12x^\top Qx-b^\top x$ with symmetric $Q$ and $x^*=Q^{-1}b$, \[q(x)-q(x^*)=\frac12(x-x^*)^\top Q(x-x^*)\]") == ["equal"]
