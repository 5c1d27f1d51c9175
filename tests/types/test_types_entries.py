r"""Functions by their entries, values at a start, names of divergences, and sums whose letter means something else."""
from __future__ import annotations

import pytest

import texderive as td

SOFTMAX = r"\frac{e^{a_i}}{\sum_{k=1}^C e^{a_k}}"


@pytest.mark.parametrize("latex", [
    rf"\frac{{\partial S(a)_i}}{{\partial a_j}}, S(a)_i = {SOFTMAX}",
    rf"\frac{{\partial S_i}}{{\partial a_j}}, S(a)_i = {SOFTMAX}",
    rf"[S(a)]_i = {SOFTMAX}, \frac{{\partial [S(a)]_i}}{{\partial a_j}}",
    rf"\mu = S(a), S(a)_i = {SOFTMAX}, \frac{{\partial\mu_i}}{{\partial a_j}}",
])
def test_a_capital_letter_defined_by_its_entries(latex):
    """S(a)_i = .. makes S a function with entries, and no matrix beside a bracket."""
    assert td.derive(latex).result.latex.startswith(r"S_{i}(\delta_{ij} - S_{j})")


def test_an_index_of_one_thing_is_no_label():
    r"""p_{o,c} = .. is one for each o: the o of z_{o,c} then numbers, too."""
    d = td.derive(r"L = -\sum_{c=1}^M y_{o,c}\log p_{o,c}, p_{o,c} = \frac{e^{z_{o,c}}}{\sum_k e^{z_{o,k}}}, \frac{\partial L}{\partial z_{o,c}}")
    assert d.result.shape == ("m", "M") and set(d.shapes) == {"y", "z"}


@pytest.mark.parametrize("latex", [
    r"C = -\frac1n\sum_x \ln a, a = \sigma(wx + b), \frac{\partial C}{\partial w}",                  # over inputs x, of which only one stands there
    r"\frac{\partial}{\partial w}\frac1n\sum_i(w^\top x - y)^2",
])
def test_a_sum_over_what_does_not_stand_there_is_refused(latex):
    """A letter that nothing in the sum has is no count of equal terms."""
    with pytest.raises(td.TexDeriveError) as raised:
        td.derive(latex)
    assert raised.value.code == "TD325"


def test_an_equation_that_is_not_used_is_a_missing_link():
    """Where only it mentions the variable, the derivative is not 0 for sure."""
    with pytest.raises(td.TexDeriveError) as raised:
        td.derive(r"3m = \sin a + 2, \frac{\partial}{\partial a} m b")
    assert raised.value.code == "TD329"


def test_a_member_is_no_direction():
    r"""\nabla_{x_k} U(x) is by the member x_k, though the formula speaks of x_i and x_j."""
    d = td.derive(r"U(x) = \sum_{i<j}\frac{q_iq_j}{\|x_i - x_j\|}, \nabla_{x_k}U")
    assert d.result.latex.startswith(r"q_k\sum_{j\ne k} ") and d.verification.ok


def test_a_sum_over_a_set_below_a_function():
    r"""\nabla\ell(w) is by w."""
    assert r"\sum_{i \in D}" in td.derive(r"\ell(w) = \sum_{i \in D}(w^\top x_i - y_i)^2, \nabla\ell(w)").result.latex
