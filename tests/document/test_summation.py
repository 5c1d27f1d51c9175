r"""Documents that state the summation convention: implied sums are written out, or refused where they are not clear."""
from __future__ import annotations

import pytest

from texderive.document.pipeline import solve
from texderive.document.context.summation import with_sums

WRITTEN = [
    (r"\frac{\partial}{\partial x_k} (x_i A_{ij} x_j)", r"\frac{\partial}{\partial x_k} \left( \sum_{i,j} x_i A_{ij} x_j \right)"),
    (r"\frac{\partial (a_i x_i)}{\partial x_k}", r"\frac{\partial}{\partial x_k} \left( \sum_{i} a_i x_i \right)"),
    (r"\delta_{ij}\delta_{jk}A_{kl}", r"\sum_{j,k} \delta_{ij}\delta_{jk}A_{kl}"),
    (r"\frac{\partial y_i}{\partial x_j}", r"\frac{\partial y_i}{\partial x_j}"),
    (r"\sum_j A_{ij}x_j", r"\sum_j A_{ij}x_j"),
    (r"(a_i + b_i)c_i", None), (r"\frac{\partial}{\partial x_k} x_i^2", None), (r"\frac{\partial x_i}{\partial x_i}", None), ("a_i b_i c_i", None),
]


@pytest.mark.parametrize(("latex", "expected"), WRITTEN)
def test_repeated_indices_are_summed(latex, expected):
    """Products of components get their sums; what could be meant otherwise gets none."""
    assert with_sums(latex) == expected


def test_the_convention_holds_where_it_is_stated():
    """With it the answer is summed, without it the indices stay free."""
    ask = "Compute $\\frac{\\partial}{\\partial x_k} \\left( x_i A_{ij} x_j \\right)$ for $x\\in\\mathbb{R}^n$.\n"
    stated = solve("We use the Einstein summation convention.\n\n" + ask, cache=False).problems[0]
    assert stated["status"] == "solved" and stated["result"]["latex"] == r"\sum_{i} (A_{ki} + A_{ik})x_i"
    assert r"\delta" in solve(ask, cache=False).problems[0]["result"]["latex"]


def test_an_unclear_sum_is_refused():
    """x_i^2 may be meant with a sum or without."""
    found = solve("Repeated indices are summed.\n\nCompute $\\frac{\\partial}{\\partial x_k} x_i^2$.\n", cache=False).problems[0]
    assert (found["status"], found["code"]) == ("refused", "TD511")
