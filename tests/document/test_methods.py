"""Updates and expansions as exercises name them."""
from __future__ import annotations

import pytest

import texderive as td

PAGE = "\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\n%s\n\\end{document}\n"


def results(text: str) -> list[str]:
    return [outcome.result["latex"] for _, outcome in td.solve(PAGE % text).outcomes if outcome.status == "solved"]


@pytest.mark.parametrize("text, result", [
    (r"Let $L(w) = \frac{1}{2}\|Xw - y\|^2$. Write down the gradient descent update for $L$ with step size $\alpha$.", r"w - \alpha X^\top(Xw - y)"),
    (r"Derive the update of gradient ascent for $f(x) = b^\top x - \|x\|^2$.", r"x + \eta(b - 2x)"),
    (r"Let $f(x) = \frac{1}{2}x^\top Qx - c^\top x$ with $Q \succ 0$. Give one step of Newton's method for $f$.", r"Q^{-1}c"),
    (r"Let $q(x) = \frac{1}{2}x^\top Px + c^\top x$ with $P \succ 0$. Perform one Newton step from $x_0$: what is $x_1$?", r"-P^{-1}c"),
    (r"Let $q(x) = \frac{1}{2}x^\top Px + c^\top x$ with $P \succ 0$. Write the gradient descent step from $x_k$ with step size $\alpha$.", r"x_k - \alpha(Px_k + c)"),
    (r"Let $g(t) = t^2 - a$. State the Newton iteration for the root of $g$.", r"\frac{t^2 + a}{2t}"),
    (r"Let $g(t) = t^2 - a$. State the Newton iteration for $t_k$, to find a zero.", r"\frac{t_k^2 + a}{2t_k}"),
    (r"Give the first-order Taylor approximation of $g(t) = \sqrt{1+t}$ at $t = 0$.", r"1 + \frac{t}{2}"),
    (r"What is the quadratic approximation of $h(x) = \cos x$ near $x = 0$?", r"1 - \frac{x^2}{2}"),
    (r"Find the second-order Taylor expansion of $f(x) = \ln x$ around $x_0$.", r"\ln x_0 + \frac{x - x_0}{x_0} - \frac{(x - x_0)^2}{2x_0^2}"),
    (r"Bestimmen Sie die Taylorentwicklung zweiter Ordnung von $f(x) = e^{2x}$ um $x = 0$.", r"1 + 2x + 2x^2"),
    (r"Donner le développement limité à l'ordre 2 de $f(x) = e^x$ en $x = 0$.", r"1 + x + \frac{x^2}{2}"),
    (r"求 $f(x) = \ln(1+x)$ 在 $x=0$ 处的二阶泰勒展开式。", r"x - \frac{x^2}{2}"),
    (r"Find the Taylor polynomial of degree 3 of $f(x) = e^{2x}$ around $x_0 = 0$.", r"1 + 2x + 2x^2 + \frac{4x^3}{3}"),
    (r"Determine the Taylor polynomial $T_2(x)$ of $f(x) = x^3$ of degree $2$ about $x_0 = -1$.", r"-1 + 3(x + 1) - 3(x + 1)^2"),
    (r"Find the linear approximation of $f(x) = \tan x$ at $x = \pi/4$.", r"1 + 2\left(x - \frac{\pi}{4}\right)"),
    (r"Linearize $g(x) = \sqrt{1+x}$ about $x = 0$.", r"1 + \frac{x}{2}"),
    (r"The second-order expansion around $x_0$ of $f(x) = \ln x$ is to be found.", r"\ln x_0 + \frac{x - x_0}{x_0} - \frac{(x - x_0)^2}{2x_0^2}"),
    (r"Let $f(x) = e^{2x}$. A Taylor polynomial of degree 2 around $x_0 = 0$ is needed in the next section. Find it.", r"1 + 2x + 2x^2"),
    (r"Find the directional derivative of $f(x,y) = x^2y - y^3$ at the point $(2,1)$ in the direction of the vector $v = (3,4)$.", r"\frac{16}{5}"),
    (r"Find the rate of change of $f(x,y) = x^2 + xy$ at $(1,2)$ in the direction of $u = \left(\frac35, \frac45\right)$.", r"\frac{16}{5}"),
    (r"Find the directional derivative of $f(x,y) = x^2y$ along $v = (1,2)$ at $(1,1)$.", r"4"),
    (r"Calculer la dérivée directionnelle de $f(x,y) = xe^y$ au point $(1,0)$ dans la direction $(3,4)$.", r"\frac{7}{5}"),
    (r"Wie lautet die Richtungsableitung von $f(x,y) = x^2y$ im Punkt $(1,0)$ in Richtung $v = (0,2)^\top$?", r"1"),
    (r"Let $f(x) = b^\top x$ with $b \in \mathbb{R}^n$. What is the directional derivative of $f$ at $x$ along $v \in \mathbb{R}^n$?", r"b^\top v"),
])
def test_update_or_expansion_is_made_concrete(text, result) -> None:
    """The rule that a noun names, for the function, the step size and the point of the sentence."""
    assert results(text) == [result]


def test_an_update_for_each_letter() -> None:
    """The update for w and b is one for each."""
    assert len(results(r"Consider $E(w, b) = \sum_{i=1}^n (w x_i + b - y_i)^2$. State the update rule of gradient descent for $w$ and $b$.")) == 2


@pytest.mark.parametrize("text", [
    r"Let $f(x) = x^2$. Implement gradient descent and plot the loss.",
    r"Use gradient descent to minimise the loss $f(x) = x^4$ numerically. Explain why it converges.",
    r"The second-order Taylor expansion of $f(x) = x^2$ is used in Newton's method.",
    r"Fit the quadratic polynomial $f(x) = ax^2 + bx + c$ to the data.",
])
def test_a_method_that_is_only_spoken_of(text) -> None:
    """Methods that are used, explained or implemented ask for no update."""
    assert not any(r"\eta" in r or "approx" in r for r in results(text))
