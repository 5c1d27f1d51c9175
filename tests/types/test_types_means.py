r"""\bar x that nothing defines, beside derivatives by x_i."""
from __future__ import annotations

import pytest

import texderive as td
from texderive import TexDeriveError


def test_the_mean_moves_with_its_members():
    r"""By x_i it is the mean of x, which is said; by another letter it is a constant."""
    d = td.derive(r"\frac{\partial}{\partial x_i}(x_i - \bar x)^2")
    assert d.result.latex.startswith(r"2(x_i - \bar x)\left(1 - \frac{1}{n}\right)") and any("mean" in a for a in d.assumptions)
    assert td.derive(r"\frac{\partial}{\partial\theta}\sum_i (y_i - \theta\bar y)^2").result.latex == r"-2\bar y\sum_{i=1}^{n} (y_i - \theta\bar y)"


def test_means_of_vectors_are_to_be_written():
    """Of vectors x_i it is not guessed."""
    with pytest.raises(TexDeriveError) as caught:
        td.derive(r"\frac{\partial}{\partial x_i}\sum_n \|x_n - \bar x\|^2")
    assert caught.value.code == "TD222"


def test_names_that_cancel():
    """A definition is put in where it cancels."""
    assert td.derive(r"\varepsilon = \frac{\partial Q}{\partial P}\frac PQ, \; Q = aP^{-b}").result.latex == "-b"
