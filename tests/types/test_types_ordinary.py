r"""Formulas of ordinary calculus: capital letters are numbers where what is differentiated by is one for certain."""
from __future__ import annotations

import pytest

import texderive as td

@pytest.mark.parametrize("latex", [r"\frac{d}{dt} e^{At}", r"\frac{d}{dt} (A + tB)^{-1}", r"\frac{\partial}{\partial t} \frac{1}{t}\operatorname{tr}(AB)", r"\frac{d}{dt} \frac{1}{t^2} x^\top Ax"])
def test_matrices_stay_matrices(latex):
    """Exponentials, inverses, traces and transposes speak of matrices, whatever the variable is."""
    assert td.derive(latex).shapes["A"] != ()
