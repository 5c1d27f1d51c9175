"""What is said beside a result."""
from __future__ import annotations

import texderive as td


def remarks(latex: str, **declared) -> list[str]:
    d = td.derive(latex, declare=declared or None)
    return [sentence for act in d.acts if act.kind == "remark" for sentence in act.prose]


def test_result_for_a_symmetric_matrix():
    """Said where A + A^T is printed and nothing is declared, not of the variable, and not where A is symmetric anyway."""
    assert remarks(r"\nabla_x x^\top Ax") == [r"If $A$ is symmetric, this is $2x^\top A$."]
    assert remarks(r"\nabla_x x^\top Ax", A="n x n symmetric") == []
    assert remarks(r"\frac{\partial}{\partial A} x^\top Ax") == remarks(r"\frac{\partial}{\partial X}\operatorname{tr}(XX)") == []


def test_remark_stands_behind_the_result():
    """The box is the general answer."""
    text = td.derive(r"\nabla_x x^\top Ax").to_text()
    assert text.index("xᵀ(A + Aᵀ)   ∈") < text.index("4. Remark") < text.index("this is 2xᵀA.")
