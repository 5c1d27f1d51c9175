r"""Letters that number members because a sum runs over them, sizes that are no single letter, values h_i of a function h, names of two letters."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("q", [r"\delta_{k,y}", r"\mathbb{1}[k = y]", r"\mathbf{1}\{y = k\}"])
def test_an_indicator_of_two_indices_is_a_delta(q):
    r"""With targets q_k = [k = y] the gradient of the cross-entropy is p_k - \delta_{yk}; the y is free in what is defined by q."""
    assert td.derive(rf"q_k = {q}, \ell = -\sum_{{k=1}}^K q_k\log p_k, p_k = \frac{{e^{{z_k}}}}{{\sum_j e^{{z_j}}}}, \frac{{\partial\ell}}{{\partial z_k}}").result.latex.startswith(r"p_{k} - \delta_{yk}")


def test_a_definition_with_a_free_index_is_put_in():
    r"""\ell = -\log p_y is another number for each y."""
    d = td.derive(r"\ell = -\log p_y, J = \ell + \lambda\|z\|^2, p = \operatorname{softmax}(z), \frac{\partial J}{\partial z}")
    assert d.result.latex.startswith(r"p_k - \delta_{yk} + 2\lambda z_k") and d.verification.ok


@pytest.mark.parametrize("latex, result, shape", [
    (r"J = -\sum_{j=1}^{|V|} y_j\log\hat y_j, \hat y = \operatorname{softmax}(z), \frac{\partial J}{\partial z}", r"\left(\sum_{j=1}^{|V|} y_j\right)\hat y^\top - y^\top", ("|V|",)),
    (r"f = \frac{1}{n_1}\sum_{i=1}^{n_1}(x_i - a)^2, \frac{\partial f}{\partial a}", r"-\frac{2}{n_1}\sum_{i=1}^{n_1} (x_i - a)", ()),
    (r"f = \sum_{k=1}^{2N} s_k^3, \frac{\partial f}{\partial s}", r"3(s \odot s)^\top", ("N*2",)),
])
def test_sizes_that_are_no_letter(latex, result, shape):
    r"""The number of elements |V|, the size n_1 of a class, and 2N."""
    d = td.derive(latex)
    assert d.result.latex.startswith(result) and tuple(d.result.shape)[1:] == shape or d.result.shape == (1, 1)


def test_the_number_of_elements_of_a_declared_size():
    """|V| is V where something is declared to have V rows."""
    d = td.derive(r"L = \log\sum_{j=1}^{|V|} \exp(u_j^\top v), \frac{\partial L}{\partial v}", declare={"u_j": "d for j=1..V", "v": "d"})
    assert r"\sum_{j=1}^{V}" in d.result.latex
