"""The printed result is read by our own reader and compared with the derivation, whatever the writer made of it."""
from __future__ import annotations

import pytest

import texderive as td
from texderive.worked import latex

FORMULA = r"\frac{\partial}{\partial x} x^\top A x"


@pytest.mark.parametrize("printed, says", [
    (r"x^\top A + x^\top A", "another value"), (r"2x^\top A^\top", "another value"), (r"(A + A^\top)x", "another shape"), ("0", "zero"), (r"x^\top(A + A^\top", "never closed"),
])
def test_a_slip_of_the_writer_is_not_printed(printed, says, monkeypatch):
    """Another value, another shape, zero, what cannot be read: the result is refused."""
    monkeypatch.setattr(latex, "with_definitions", lambda *_: printed)
    with pytest.raises(td.VerificationError, match=says) as error:
        td.derive(FORMULA, {"x": "n", "A": "n x n"})
    assert error.value.code == "TD402"


@pytest.mark.parametrize("printed", [r"x^\top(A + A^\top)", r"x^\top A + x^\top A^\top", r"x^\top A + (Ax)^\top"])
def test_any_form_of_the_result_may_be_printed(printed, monkeypatch):
    """The very form of the derivation is told by its look, others by their values."""
    monkeypatch.setattr(latex, "with_definitions", lambda *_: printed)
    assert td.derive(FORMULA, {"x": "n", "A": "n x n"}).result.latex == printed




@pytest.mark.parametrize("scalar", [r"\mathbf{1}^\top c", r"\log(\mathbf{1}^\top\exp(c))", r"\log(c^\top c)"])
def test_identity_beside_ones_of_another_length(scalar):
    """I_n has its size where nothing beside it tells, and the ones of length k do not get one that is not needed."""
    found = td.derive(rf"\frac{{\partial}}{{\partial X}}\frac{{({scalar})\operatorname{{tr}}(X)}}{{1 + \|x\|^2}}", {"c": "k", "X": "n x n", "x": "n"})
    assert found.result.latex == rf"\frac{{{scalar}}}{{1 + \|x\|^2}}\,I_{{n}}"
