"""Equations that define a quantity without solving for it, differentials and maxima over an index, as documents ask for them."""
from __future__ import annotations

import pytest

from texderive.document.document import read
from texderive.document.solutions.solving import solve_one

ASKED = {
    r"Let $x^2 + y^2 = 25$. Find $\frac{dy}{dx}$.": r"-\frac{x}{y}",
    r"Find $\frac{dy}{dx}$ if $x^3 + y^3 = 6xy$.": r"\frac{x^2 - 2y}{2x - y^2}",
    r"The curve is given by $\sin(xy) = x + y$. Compute $y'$.": r"\frac{1 - y\cos(xy)}{x\cos(xy) - 1}",
    r"Let $y$ be defined implicitly by $x^2 y + y^3 = 2$. Compute $y'(x)$.": r"-\frac{2xy}{x^2 + 3y^2}",
    r"Find $\mathrm{d}(X^{-1})$.": r"-X^{-1}\,\mathrm{d}X\,X^{-1}",
    r"Let $f(x) = \|x\|^2$. Consider $\min_{w} \frac12\|Aw - b\|^2$. Compute the gradient of the objective.": r"(Aw - b)^\top A",
    r"Let $z = \tanh(Wz + x)$ with $W \in \mathbb{R}^{n\times n}$. Find $\frac{\partial z}{\partial x}$.": "(I - MW)^{-1}M",
    r"Let $x^*$ be the solution of $A x^* = b$ with $A\in\mathbb{R}^{n\times n}$ invertible. Compute $\frac{\partial x^*}{\partial b}$.": "A^{-1}",
    r"Let $F(x, y) = 0$ define $y$. Compute $\frac{dy}{dx}$.": r"-\frac{\partial_1F(x, y)}{\partial_2F(x, y)}",
    r"Compute the differential $\mathrm{d}\log\det X$ for invertible $X \in \mathbb{R}^{n\times n}$.": r"\operatorname{tr}(X^{-1}\,\mathrm{d}X)",
    r"Let $f(X) = \operatorname{tr}(X^\top A X)$. Find $\mathrm{d}f$ and read off the gradient.": r"\operatorname{tr}(X^\top(A + A^\top)\,\mathrm{d}X)",
    r"Find the gradient of $f(x) = \max_i x_i$.": r"\mathbf{1}[x = \max(x)]^\top",
    r"Compute $\nabla_x \max_k w_k^\top x$.": r"w_{k^*}^\top",
    r"Compute $\nabla_x \|x - b\|_\infty$.": r"\odot \operatorname{sign}(",
}


@pytest.mark.parametrize("text", ASKED)
def test_what_an_equation_gives_is_found_and_solved(text):
    """The question is one problem, and what it asks stands in its solution."""
    problem, = read(text + "\n").problems
    outcome = solve_one(problem)
    assert outcome.status == "solved", outcome.message
    assert ASKED[text] in outcome.fragment


IGNORED = [
    r"We know that $\mathrm{d}f$ is a differential.",
    r"Let $\frac{dy}{dx} = x + y$. Compute $\frac{dy}{dx}$.",
]


@pytest.mark.parametrize("text", IGNORED)
def test_what_is_no_such_question(text):
    """A statement in passing and a derivative that is only given by an equation ask for nothing."""
    assert read(text + "\n").problems == []
