r"""Letters that number members because a sum runs over them, sizes that are no single letter, values h_i of a function h, names of two letters."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, result", [
    (r"z_c = w_c^\top x + b_c, L = -z_y + \log\sum_c e^{z_c}, \frac{\partial L}{\partial w_c}", r"\left(\frac{e^{z_{c}}}{\sum_{i=1}^{N} e^{z_i}} - \delta_{yc}\right)x^\top"),
    (r"f_b = Wx_b, L = \sum_{b=1}^B \|f_b - y_b\|^2, \nabla_W L", r"2\sum_{b=1}^{B} (f_{b} - y_{b})x_{b}^\top"),
    (r"p_a = \frac{e^{h_a}}{\sum_b e^{h_b}}, \frac{\partial\log p_a}{\partial h_b}", r"\delta_{ab} - p_{b}"),
    (r"d_k = \gamma^k, G = \sum_{k=1}^T d_k r_k, \frac{\partial G}{\partial\gamma}", r"\sum_{k=1}^{T} kr_k\gamma^{k-1}"),
])
def test_a_letter_that_a_sum_runs_over_numbers_definitions(latex, result):
    """Any letter, and the one that stands below the same name as it."""
    assert td.derive(latex).result.latex.startswith(result)


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


@pytest.mark.parametrize("latex", [
    r"\ell = \sum_{i=1}^n y_i\log h_i, h_i = h(w^\top x_i), h(z) = \frac{1}{1 + e^{-z}}, \nabla_w\ell",
    r"h(z) = \frac{1}{1 + e^{-z}}, h_i = h(w^\top x_i), \ell(w) = \sum_{i=1}^n y_i\log h_i, \frac{\partial\ell}{\partial w}",
])
def test_values_of_a_function_by_its_letter(latex):
    r"""h_i = h(w^\top x_i) beside h(z) = ..: not another name for the function, which would leave nothing to differentiate."""
    assert td.derive(latex).result.latex.startswith(r"\sum_{i=1}^{n} y_{i}(1 - h_{i})x_{i}^\top")


@pytest.mark.parametrize("latex, result", [
    (r"\text{RSS}(\beta) = \|y - X\beta\|^2, \frac{\partial RSS}{\partial\beta}", r"-2(y - X\beta)^\top X"),
    (r"FL(p) = -(1 - p)^2\log p, \frac{dFL}{dp}", r"\frac{(1 - p)(2p\log p - 1 + p)}{p}"),
    (r"TC = q^3 + 2q, MC = \frac{dTC}{dq}", r"3q^2 + 2"),
    (r"SS_{res} = (y - Xb)^T(y - Xb), \frac{\partial SS_{res}}{\partial b}", r"-2(y - Xb)^TX"),
    (r"AB = I, \frac{\partial}{\partial A}\operatorname{tr}(AC)", r"C^\top"),
])
def test_names_of_several_letters(latex, result):
    """A name defined in any style is known without it, and two capitals are one where they stand together again and never alone."""
    assert td.derive(latex).result.latex == result


def test_an_exponent_by_its_letter():
    """X^k with k = 3 is X^3, which has rules."""
    assert td.derive(r"\nabla_X \operatorname{tr}(X^k), k = 3", declare={"X": "n x n"}).result.latex == r"3(X^2)^\top"
