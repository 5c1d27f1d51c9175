r"""Second derivatives of simple eigenvalues, and traces with the logarithm of a matrix."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

RNG = np.random.default_rng(4)
A, B = ((m + m.T) / 2 for m in RNG.normal(size=(2, 3, 3)))


@pytest.mark.parametrize("which, end", [("max", -1), ("min", 0)])
def test_second_derivative_of_an_eigenvalue(which, end):
    """Second order perturbation theory, against differences of the eigenvalue itself."""
    d = td.derive(rf"\frac{{d^2}}{{dt^2}}\lambda_{{\{which}}}(A + tB)", declare={"A": "n x n symmetric", "B": "n x n symmetric", "t": "scalar"})
    value = lambda t: np.linalg.eigvalsh(A + t * B)[end]
    want = (value(0.3 + 1e-3) - 2 * value(0.3) + value(0.3 - 1e-3)) / 1e-6
    assert np.isclose(d.evaluate({"A": A, "B": B, "t": 0.3}), want, rtol=1e-4)
    assert d.result.latex.startswith(rf"2v^\top B(\lambda_\{which}(M)I - M)^+Bv")


@pytest.mark.parametrize("latex, result", [
    (r"\operatorname{tr}(X\log X)", r"\log(X) + I"), (r"\operatorname{tr}(X\log X - X)", r"\log(X)"), (r"\operatorname{tr}(X(\log X - \log Y))", r"\log(X) + I - \log(Y)"),
])
def test_entropy(latex, result):
    """tr(X log X) differentiates as x log x."""
    d = td.derive(rf"\frac{{\partial}}{{\partial X}}{latex}", declare={"X": "n x n positive definite", "Y": "n x n positive definite"})
    assert d.result.latex.split(r", \quad")[0] == result


@pytest.mark.parametrize("latex", [r"\operatorname{tr}(X^{1/2}A)", r"\operatorname{tr}(e^XA)", r"\operatorname{tr}f(X)"])
def test_no_closed_form(latex):
    """What does not commute has no closed form, and a function of a matrix has to be known."""
    with pytest.raises(td.UnsupportedError) as error:
        td.derive(rf"\frac{{\partial}}{{\partial X}}{latex}", declare={"X": "n x n", "A": "n x n"})
    assert error.value.code in ("TD340", "TD314")
