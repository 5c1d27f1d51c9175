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


def test_an_estimate_without_its_sample_is_not_that_of_one_number() -> None:
    """The density of one observation is no likelihood of a sample that is not named."""
    assert not td.solve(PAGE % r"Let $p(x\mid\lambda)=\lambda e^{-\lambda x}$. Derive the MLE of $\lambda$.").outcomes
