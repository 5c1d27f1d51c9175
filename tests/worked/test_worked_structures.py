"""Derivatives by structured matrices: which one is given, and the other one."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, declare, sentence", [
    (r"\frac{\partial}{\partial Q}\operatorname{tr}(Q^\top A), \quad Q \text{ orthogonal}", None, r"only the tangential part of this gradient counts, $\frac{1}{2}(A - QA^\top Q)$"),
    (r"\frac{\partial}{\partial\Sigma}\log\det\Sigma", {r"\Sigma": "n x n positive definite"}, r"as $\Sigma$ is symmetric, the derivative is $2\Sigma^{-1} - \operatorname{diag}(\operatorname{diag}(\Sigma^{-1}))$"),
    (r"\frac{\partial}{\partial D}\operatorname{tr}(ADB), \quad D \text{ diagonal}", None, r"as $D$ is diagonal, the derivative is $\operatorname{diag}(\operatorname{diag}(A^\top B^\top))$"),
])
def test_both_are_offered(latex, declare, sentence):
    """By independent entries, and by those tied to each other."""
    d = td.derive(latex, declare=declare)
    assert any(sentence in after for act in d.acts for after in act.after)


@pytest.mark.parametrize("formula, result, reason", [
    (r"\nabla_x\, x^\top A x", r"\mathbf{0}_{n}^\top", r"$A^\top = -A$"),
    (r"\nabla_x (x^\top A x)^2", r"\mathbf{0}_{n}^\top", r"$A^\top = -A$"),
    (r"\nabla_x \|Qx\|^2", r"2x^\top", r"$Q^\top Q = I$"),
    (r"\nabla_x\, x^\top S x", r"2x^\top S", r"$S = S^\top$"),
    (r"\frac{\partial}{\partial D}\log\det(QDQ^\top)", "D^{-1}", ""),
])
def test_declared_structure_shortens_the_result(formula, result, reason):
    """With its own reason: skew-symmetric, orthogonal, symmetric."""
    d = td.derive(formula, declare={"A": "n x n skew", "Q": "n x n orthogonal", "S": "n x n symmetric", "D": "n x n diagonal", "x": "n"})
    assert d.result.latex == result
    assert reason in [line.title for line in d.acts[-1].lines][-1]
