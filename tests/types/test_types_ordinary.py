r"""Formulas of ordinary calculus: capital letters are numbers where what is differentiated by is one for certain."""
from __future__ import annotations

import pytest

import texderive as td

NUMBERS = [
    (r"F = -\frac{GMm}{r^2}, \quad \frac{dF}{dr}", r"\frac{2GMm}{r^3}"),
    (r"P = \frac{RT}{V - b} - \frac{a}{V^2}, \quad \frac{\partial P}{\partial V}", r"-\frac{RT}{(V - b)^2} + \frac{2a}{V^3}"),
    (r"v = \frac{V_{\max}S}{K_m + S}, \quad \frac{dv}{dS}", r"\frac{K_mV_{\max}}{(K_m + S)^2}"),            # the m of K_m numbers nothing
    (r"N = N_0e^{-\lambda t}, \quad \frac{dN}{dt}", r"-\lambda N_0e^{-\lambda t}"),
    (r"\frac{\partial}{\partial S}\left[SN(d_1) - Ke^{-rT}N(d_2)\right]", "N(d_1)"),
    (r"I = I_0e^{-t/\tau}, \quad \frac{dI}{dt}", r"-\frac{I_0e^{-\frac{t}{\tau}}}{\tau}"),
]


@pytest.mark.parametrize("latex, result", NUMBERS)
def test_capital_letters_are_numbers_in_ordinary_calculus(latex, result):
    """No matrix is divided by a number that is differentiated by."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex", [r"\frac{d}{dt} e^{At}", r"\frac{d}{dt} (A + tB)^{-1}", r"\frac{\partial}{\partial t} \frac{1}{t}\operatorname{tr}(AB)", r"\frac{d}{dt} \frac{1}{t^2} x^\top Ax"])
def test_matrices_stay_matrices(latex):
    """Exponentials, inverses, traces and transposes speak of matrices, whatever the variable is."""
    assert td.derive(latex).shapes["A"] != ()
