"""Optimisation problems as exercises word them."""
from __future__ import annotations

import pytest

import texderive as td

PAGE = "\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\n%s\n\\end{document}\n"


@pytest.mark.parametrize("text, solution", [
    (r"Find all stationary points of $f(x,y)=x^3+y^3-3xy$ and determine their nature.", r"\left(0, 0\right) \text{ or } \left(1, 1\right)"),
    (r"Find the critical points of $f(x)=x^3-3x$.", r"-1 \text{ or } 1"),
    (r"Use Lagrange multipliers to maximize $xy$ subject to $x+y=10$.", r"x^* = 5, \quad y^* = 5"),
    (r"Let $p(x\mid\lambda)=\lambda e^{-\lambda x}$. Derive the MLE of $\lambda$ given i.i.d.\ samples $x_1,\dots,x_n$.", r"\frac{n}{\sum_{i=1}^{n} x_{i}}"),
    (r"Let $J = \sum_{n=1}^N\sum_{k=1}^K r_{nk}\|x_n-\mu_k\|^2$. Minimize $J$ with respect to $\mu_k$.", r"\frac{\sum_{n=1}^{N} r_{nk}x_{n}}{\sum_{n=1}^{N} r_{nk}}"),
])
def test_words_of_optimisation_problems(text, solution) -> None:
    """Stationary points are all of them, a constraint speaks of all its unknowns, and an estimate is that of a whole sample."""
    (_, outcome), = td.solve(PAGE % text).outcomes
    assert outcome.status == "solved" and outcome.result["latex"].replace("x_{i}", "x_i") == solution.replace("x_{i}", "x_i")


SAID = {
    r"Let $\mathcal{D}=\{x_1,\dots,x_n\}$ be samples from the density $p(x;\theta)=\theta x^{\theta-1}$. Find the MLE of $\theta$.": r"-\frac{n}{\sum_{i=1}^{n} \log x_i}",
    r"The ridge estimator minimizes $(y-X\beta)'(y-X\beta)+\lambda\beta'\beta$. Derive a closed form for the ridge estimator.": r"\left(X'X + \lambda I\right)^{-1}X'y",
    r"Let $\hat w$ be the vector minimizing $J(w)=\|Xw-y\|^2$. Compute $\hat w$.": r"\left(X^\top X\right)^{-1}X^\top y",
    r"K-means minimizes $\sum_{i=1}^N \|x_i-\mu\|^2$ over $\mu$. What is the optimal $\mu$?": r"\frac{1}{N}\sum_{i=1}^{N} x_{i}",
    r"Find $x$ such that $f(x)=\frac12x^\top Ax-b^\top x$ is minimized, $A\succ0$.": r"A^{-1}b",
}


@pytest.mark.parametrize("text", SAID)
def test_what_is_said_to_be_minimised(text) -> None:
    """ "X minimizes ..." states a problem that later sentences ask the solution of; "such that f is minimized" asks it itself."""
    (_, outcome), = td.solve(PAGE % text).outcomes
    assert outcome.status == "solved" and outcome.result["latex"].replace(r"\left", "").replace(r"\right", "") == SAID[text].replace(r"\left", "").replace(r"\right", "")


def test_an_estimate_without_its_sample_is_not_that_of_one_number() -> None:
    """The density of one observation is no likelihood of a sample that is not named."""
    assert not td.solve(PAGE % r"Let $p(x\mid\lambda)=\lambda e^{-\lambda x}$. Derive the MLE of $\lambda$.").outcomes
