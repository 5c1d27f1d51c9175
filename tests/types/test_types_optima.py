r"""Optima as they are laid out in books, and the unknowns that they do not say."""
from __future__ import annotations

import pytest

from texderive import derive
from texderive.errors import TexDeriveError

RIDGE = r"(A^\top A + cI)^{-1}A^\top b"


@pytest.mark.parametrize("latex, point", [
    (r"\text{minimize } \|Ax-b\|^2 + c\|x\|^2", RIDGE), (r"\min \|Ax-b\|^2 + c\|x\|^2", RIDGE), (r"\text{Minimize } f(z) = \|Az-b\|^2 + c\|z\|^2", RIDGE),
    (r"\begin{array}{ll} \text{minimize} & x^\top x \\ \text{subject to} & Ax = b \end{array}", r"A^\top(AA^\top)^{-1}b"),
])
def test_unknowns_that_are_not_said(latex, point):
    """The unknown is the argument of what is minimised, or the one letter that is hardly ever data."""
    assert derive(latex).solution.latex == point


@pytest.mark.parametrize("latex", [r"\min \|x - w\|^2 + \|w\|^2", r"\max \log\det X - \operatorname{tr}(SX)"])
def test_no_unknown_is_guessed(latex):
    """Of two such letters, and of others, none is taken."""
    with pytest.raises(TexDeriveError) as caught:
        derive(latex)
    assert caught.value.code == "TD214"


@pytest.mark.parametrize("latex, point", [
    (r"x_{k+1} = \arg\min_x \|Ax-b\|^2 + c\|x-z_k\|^2", "(A^\\top A + cI)^{-1}(A^\\top b + cz_k)"),
    (r"x^{k+1} = \arg\min_x \|Ax-b\|^2 + c\|x-z^k\|^2", "(A^\\top A + cI)^{-1}(A^\\top b + cz^k)"),
])
def test_iterates(latex, point):
    """Beside x_{k+1} = arg min and x^{k+1} = arg min the letter k numbers iterates: z_k is one vector, and z^k no power."""
    assert derive(latex).solution.latex == point
