"""Cells with gates, labels of classes and of vectors."""
from __future__ import annotations

import pytest

import texderive as td

GRU = r"z_t = \sigma(W_z x_t + U_z h_{t-1}), \; \tilde h_t = \tanh(W x_t + U h_{t-1}), \; h_t = (1-z_t)\odot h_{t-1} + z_t\odot\tilde h_t, \quad "


@pytest.mark.parametrize("latex, start", [
    (r"o_t = \sigma(W_o x_t + U_o h_{t-1} + b_o), \; h_t = o_t\odot\tanh(c_t), \quad \frac{\partial h_t}{\partial c_t}", r"\operatorname{diag}(o_t \odot (1 - \tanh^2(c_t))), \quad o_t ="),
    (GRU + r"\frac{\partial h_t}{\partial z_t}", r"\operatorname{diag}(\tilde h_t - h_{t-1})"),
])
def test_cell(latex, start):
    """The derivative by a state of the step is given with the other states by name."""
    assert td.derive(latex).result.latex.startswith(start)


@pytest.mark.parametrize("by", ["s", "s_k"])
def test_right_class(by):
    r"""Below \sum_{j \ne y} only j is bound: y is the number of the right class."""
    d = td.derive(rf"L = \sum_{{j \neq y}}\max(0, s_j - s_y + 1), \quad \frac{{\partial L}}{{\partial {by}}}")
    assert len(d.result.shape) == 2 and r"\sum_{" in d.result.latex and r"\ne y}" in d.result.latex


def test_a_size_is_no_index_of_its_own_sum():
    r"""Where a size has the name of the author's index, the printed sum takes another letter: no \sum_{k=1}^k."""
    d = td.derive(r"p = \operatorname{softmax}(z), \quad L = -\sum_k y_k \log p_k, \quad \frac{\partial L}{\partial z}", declare={"z": "k", "y": "k"})
    assert r"\sum_{i=1}^{k}" in d.result.latex


def test_letters_below_a_declared_vector():
    """Below a declared w both p and q number entries, in the result too."""
    assert "w_" not in td.derive(r"\frac{\partial^2}{\partial w_p \partial w_q} \log(1 + e^{-t w^\top x})", declare={"w": "n", "x": "n", "t": "scalar"}).result.latex


@pytest.mark.parametrize("latex", [r"\frac{\partial}{\partial x_0} \|x - a\|^2", r"L = \log\sum_j e^{w_j^T x}, \quad \nabla_{w_0} L"])
def test_number_zero_is_not_guessed(latex):
    """Whether x_0 and w_0 belong to x and the w_j is not said: no 0 is given as the answer."""
    with pytest.raises(td.TexDeriveError, match="not clear"):
        td.derive(latex)


def test_a_condition_does_not_reach_into_sums_of_the_same_index():
    """The margins s_ij - s_{i,y_i} + 1 stay as they are below a sum whose index the sum inside of them would take for its own."""
    d = td.derive(r"L = \sum_i\sum_{j \ne y_i}[s_{ij} - s_{i,y_i} + 1]_+, \frac{\partial L}{\partial s_{ij}}")
    assert d.verification.ok and r"p_{kl} = s_{kl} - s_{k,y_k} + 1" in d.result.latex
