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
