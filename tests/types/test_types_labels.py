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


def test_families_stay():
    """Where a sum runs over the letter, the definitions number a family as before."""
    assert td.derive(r"z_n = w^\top x_n, \; p_n = \sigma(z_n), \; L = -\sum_n t_n\log p_n, \quad \frac{\partial L}{\partial w}").result.latex.startswith(r"-\sum_{n=1}^{N} t_{n}(1 - p_{n})x_{n}^\top")


@pytest.mark.parametrize("by", ["s", "s_k"])
def test_right_class(by):
    r"""Below \sum_{j \ne y} only j is bound: y is the number of the right class."""
    d = td.derive(rf"L = \sum_{{j \neq y}}\max(0, s_j - s_y + 1), \quad \frac{{\partial L}}{{\partial {by}}}")
    assert len(d.result.shape) == 2 and r"\sum_{" in d.result.latex and r"\ne y}" in d.result.latex


@pytest.mark.parametrize("latex, result", [
    (r"L = \frac12\sum_{j=1}^J(1+\log\sigma_{z,j}^2-\mu_{z,j}^2-\sigma_{z,j}^2), \quad \frac{\partial L}{\partial\mu_z}", r"-\mu_z^\top"),
    (r"L = \frac12\sum_{j=1}^J(1+\log\sigma_{z,j}^2-\mu_{z,j}^2-\sigma_{z,j}^2), \quad \frac{\partial L}{\partial\sigma_{z,j}}", r"\frac{1}{(\sigma_z)_j} - (\sigma_z)_j"),
])
def test_entries_of_a_labelled_vector(latex, result):
    r"""\sigma_{z,j} is the entry j of \sigma_z."""
    assert td.derive(latex).result.latex == result


def test_a_size_is_no_index_of_its_own_sum():
    r"""Where a size has the name of the author's index, the printed sum takes another letter: no \sum_{k=1}^k."""
    d = td.derive(r"p = \operatorname{softmax}(z), \quad L = -\sum_k y_k \log p_k, \quad \frac{\partial L}{\partial z}", declare={"z": "k", "y": "k"})
    assert r"\sum_{i=1}^{k}" in d.result.latex


@pytest.mark.parametrize("latex, result", [
    (r"\frac{\partial^2}{\partial x_p \partial x_q} x^\top A x", r"A_{pq} + A_{qp}"),
    (r"\frac{\partial}{\partial \mu_q}(\mu_p - \mu_q)^2", r"-2(\mu_p - \mu_q)"),
])
def test_letters_below_a_variable(latex, result):
    r"""p and q number the entries of an x that stands there whole, and tell \mu_p from \mu_q where no \mu does."""
    assert td.derive(latex).result.latex == result


def test_letters_below_a_declared_vector():
    """Below a declared w both p and q number entries, in the result too."""
    assert "w_" not in td.derive(r"\frac{\partial^2}{\partial w_p \partial w_q} \log(1 + e^{-t w^\top x})", declare={"w": "n", "x": "n", "t": "scalar"}).result.latex


@pytest.mark.parametrize("latex, result", [
    (r"\ell = \sum_{i=1}^m \|x_i - \mu_{y_i}\|^2, \quad \nabla_{\mu_0}\ell", r"2\sum_{i=1}^{m} \mathbf{1}[y_{i} = 0](\mu_0 - x_{i})^\top"),
    (r"\ell = \sum_{i=1}^m \|x_i - \mu_{c_i}\|^2, \quad \nabla_{\mu_1}\ell", r"2\sum_{i=1}^{m} \mathbf{1}[c_{i} = 1](\mu_{1} - x_{i})^\top"),
    (r"\ell = \sum_{i=1}^m \|x_i - \mu_{c_i}\|^2, \quad \nabla_{\mu_k}\ell", r"2\sum_{i=1}^{m} \mathbf{1}[c_{i} = k](\mu_{k} - x_{i})^\top"),
    (r"E = \sum_n (\sum_{j=0}^M w_j x_n^j - t_n)^2, \quad \frac{\partial E}{\partial w_0}", r"2\sum_{n=1}^{m} \left(w_0 + \sum_{j=1}^{M} w_jx_n^j - t_n\right)"),
])
def test_members_by_their_numbers(latex, result):
    r"""\mu_{c_i} is one of the \mu_k, \mu_0 and \mu_1 among them; w_0 is the first of a sum from 0: no derivative is 0 because a member is called by its number."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex", [r"\frac{\partial}{\partial x_0} \|x - a\|^2", r"L = \log\sum_j e^{w_j^T x}, \quad \nabla_{w_0} L"])
def test_number_zero_is_not_guessed(latex):
    """Whether x_0 and w_0 belong to x and the w_j is not said: no 0 is given as the answer."""
    with pytest.raises(td.TexDeriveError, match="not clear"):
        td.derive(latex)


@pytest.mark.parametrize("latex, result", [
    (r"L_i = -\log\frac{e^{s_{y_i}}}{\sum_j e^{s_j}}, \quad \frac{\partial L_i}{\partial s_{y_i}}", r"\operatorname{softmax}(s)_{y_i} - 1"),
    (r"L_i = \sum_{j \neq y_i}\max(0, w_j^T x_i - w_{y_i}^T x_i + 1), \quad \nabla_{w_{y_i}} L_i",
     r"-\left(\sum_{j\ne y_{i}} \mathbf{1}[w_{j}^Tx_{i} - w_{y_{i}}^Tx_{i} + 1 > 0]\right)x_{i}^T"),
])
def test_by_the_member_of_a_label(latex, result):
    r"""The derivative by w_{y_i} is that by w_k at k = y_i."""
    assert td.derive(latex).result.latex == result


def test_optimum_over_labelled_members():
    """The centre of a cluster is the mean of what has its label."""
    d = td.derive(r"\arg\min_{\mu_k} \sum_i \|x_i - \mu_{c_i}\|^2")
    assert d.solution.latex == r"\frac{\sum_{i=1}^{N} \mathbf{1}[c_{i} = k]x_{i}}{\sum_{i=1}^{N} \mathbf{1}[c_{i} = k]}"


def test_a_condition_does_not_reach_into_sums_of_the_same_index():
    """The margins s_ij - s_{i,y_i} + 1 stay as they are below a sum whose index the sum inside of them would take for its own."""
    d = td.derive(r"L = \sum_i\sum_{j \ne y_i}[s_{ij} - s_{i,y_i} + 1]_+, \frac{\partial L}{\partial s_{ij}}")
    assert d.verification.ok and r"p_{kl} = s_{kl} - s_{k,y_k} + 1" in d.result.latex
