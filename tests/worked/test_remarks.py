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


def test_result_for_labels_of_several_rows():
    """The classes of each sample: by a class weight, and by all of them."""
    y = r"y_{nk}=\frac{\exp(w_k^\top x_n)}{\sum_j\exp(w_j^\top x_n)}"
    by_class = r"\frac{\partial}{\partial w_k}\left(-\sum_{n=1}^N\sum_{k=1}^K t_{nk}\ln y_{nk}\right),\quad " + y
    assert remarks(by_class) == [r"If the entries of each row of $t$ add up to 1, as those of a label do, this is $\sum_{n=1}^{N} (y_{nk} - t_{nk})x_{n}^\top$."]
    assert remarks(r"\nabla_{W} -\sum_{i=1}^N y_i^\top\log\operatorname{softmax}(Wx_i)") == \
        [r"If the entries of each $y_i$ add up to 1, as those of a label do, this is $\sum_{i=1}^{N} (\operatorname{softmax}(Wx_{i}) - y_{i})x_{i}^\top$."]


def test_result_along_a_motion():
    """The derivative by time is also said without the dotted letter, where that is short."""
    assert remarks(r"V = x^\top Px, \dot x = Ax, \dot V", P="n x n symmetric") == [r"With $\dot x$ put in, this is $2x^\top PAx$."]
