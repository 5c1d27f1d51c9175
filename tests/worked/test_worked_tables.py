r"""Arrays that are written out: their products, sums and powers entry by entry, and their entries in results."""
from __future__ import annotations

import pytest

import texderive as td

R = r"R(\theta) = \begin{pmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \end{pmatrix}"
A = r"A = \begin{pmatrix} t & 1 \\ 0 & t \end{pmatrix}"


def test_sums_over_the_other_classes():
    r"""A condition on a label stands below the sum, in the lines and in the result; no line says the same as the one before."""
    d = td.derive(r"L_i = \sum_{j \ne y_i}\max(0, w_j^\top x_i - w_{y_i}^\top x_i + 1), \; \nabla_{w_{y_i}} L_i")
    assert d.result.latex == r"-\left(\sum_{j\ne y_{i}} \mathbf{1}[w_{j}^\top x_{i} - w_{y_{i}}^\top x_{i} + 1 > 0]\right)x_{i}^\top"
    printed = [line.strip().split("   ")[0] for line in d.to_text().splitlines() if line.strip().startswith("=")]
    assert len(set(printed)) == len(printed) and "k≠y_i" in d.to_text()


def test_roots_of_matrices_are_said():
    """A root that is taken entry by entry is told."""
    assert any("elementwise" in a for a in td.derive(r"f(A) = \sqrt{A}, \; df").assumptions)


@pytest.mark.parametrize("latex, point", [
    (r"\arg\min_x \frac12\|x - z\|^2 + \lambda\|x\|_1", r"\operatorname{sign}(z) \odot \max(0, \operatorname{abs}(z) - \lambda)"),
    (r"\arg\min_x \frac12(x - z)^2 + \lambda|x|", r"\operatorname{sign}(z)\,\max(0, |z| - \lambda)"),
])
def test_soft_thresholding(latex, point):
    """Entries are shrunk towards 0, small ones are 0; with a matrix before x there is no closed form."""
    assert td.derive(latex).solution.latex == point
    assert td.derive(r"\arg\min_x \|Ax - z\|^2 + \lambda\|x\|_1").solution is None


@pytest.mark.parametrize("latex", [r"\arg\min_{\|x\| = 1} x^\top A x", r"\min_{x^\top x = 1} x^\top A x"])
def test_unknowns_of_unit_length(latex):
    """A constraint alone below the sign says the unknown."""
    assert r"\lambda_{\min}" in td.derive(latex).solution.latex


def test_unknowns_that_are_not_said():
    """Under a constraint x, y and z are the unknowns."""
    d = td.derive(r"\min x^2 + y^2 \text{ s.t. } x + y = 1")
    assert d.solution.latex == r"x^* = \frac{1}{2}, \quad y^* = \frac{1}{2}" and any("unknowns" in a for a in d.assumptions)
