r"""Documents that state the summation convention."""
from __future__ import annotations

import pytest

from texderive.document.pipeline import solve

ASKED = r"Compute $\frac{\partial}{\partial x_k} \left( x_i A_{ij} x_j \right)$ for $x\in\mathbb{R}^n$."
SUMMED = [
    (ASKED, r"\sum_{i} (A_{ki} + A_{ik})x_i"),
    (r"Compute $\frac{\partial (a_i x_i)}{\partial x_k}$.", "a_k"),
    (r"Let $f = A_{ij} x_i x_j + b_i x_i$. Find $\frac{\partial f}{\partial x_k}$.", r"\sum_{i} (A_{ki} + A_{ik})x_i + b_k"),
    (r"Compute $\frac{\partial}{\partial x_k} \left( (a_i + b_i) x_i \right)$.", "a_k + b_k"),
    (r"Compute $\frac{\partial}{\partial x_k} (x_i x_i)^2$.", r"4x_k\sum_{i=1}^{n} x_i^2"),
    (r"Simplify $\delta_{ij}\delta_{jk}A_{kl}$.", "A_{il}"),
]


@pytest.mark.parametrize(("ask", "expected"), SUMMED)
def test_repeated_indices_are_summed(ask, expected):
    """Behind the statement of the convention, also inside of brackets and powers; the solution says so."""
    stated = solve("We use the Einstein summation convention.\n\n" + ask + "\n", cache=False)
    assert (stated.problems[0]["status"], stated.problems[0]["result"]["latex"]) == ("solved", expected)
    assert "stand twice in a product are summed over" in stated.text


def test_without_it_indices_stay_free():
    """Where the convention is not stated, nothing is summed."""
    assert r"\delta" in solve(ASKED + "\n", cache=False).problems[0]["result"]["latex"]


def test_an_index_that_stands_three_times_is_refused():
    """The convention says nothing of it."""
    found = solve("Repeated indices are summed.\n\nCompute $\\frac{\\partial}{\\partial x_k} (a_i b_i x_i)$.\n", cache=False).problems[0]
    assert (found["status"], found["code"]) == ("refused", "TD325")
