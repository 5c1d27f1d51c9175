r"""Optima as they are laid out in books, and the unknowns that they do not say."""
from __future__ import annotations

import pytest

from texderive import derive

RIDGE = r"(A^\top A + cI)^{-1}A^\top b"


@pytest.mark.parametrize("latex, point", [
    (r"\text{minimize } \|Ax-b\|^2 + c\|x\|^2", RIDGE), (r"\min \|Ax-b\|^2 + c\|x\|^2", RIDGE), (r"\text{Minimize } f(z) = \|Az-b\|^2 + c\|z\|^2", RIDGE),
    (r"\begin{array}{ll} \text{minimize} & x^\top x \\ \text{subject to} & Ax = b \end{array}", r"A^\top(AA^\top)^{-1}b"),
])
def test_unknowns_that_are_not_said(latex, point):
    """The unknown is the argument of what is minimised, or the one letter that is hardly ever data."""
    assert derive(latex).solution.latex == point
