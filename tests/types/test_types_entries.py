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


def test_the_logarithm_of_an_entry():
    r"""\log S(z)_i is the logarithm of the entry."""
    assert td.derive(r"L = -\log S(z)_i, S(z)_i = \frac{e^{z_i}}{\sum_k e^{z_k}}, \frac{\partial L}{\partial z_j}").result.latex.startswith(r"S_{j} - \delta_{ij}")


@pytest.mark.parametrize("latex, result", [
    (r"x_t = \sqrt{a_t}x_0 + \sqrt{1 - a_t}\epsilon, L = \|Wx_t - \epsilon\|^2, \nabla_W L", r"2(Wx_t - \epsilon)x_t^\top"),
    (r"y_i = y_0 + bx_i, S = \sum_i(t_i - y_i)^2, \frac{\partial S}{\partial y_0}", r"2\sum_{i=1}^{n} (y_{i} - t_i)"),
    (r"\mathbf{x}_t = \mathbf{x}_0 + t\mathbf{v}, f = \|\mathbf{x}_t\|^2, \frac{df}{dt}", r"2\mathbf{x}_t^\top\mathbf{v}"),
])
def test_a_start_is_given(latex, result):
    """The x_0 in the definition of x_t is no x_t with t = 0, which would define it by itself."""
    assert td.derive(latex).result.latex.startswith(result)


@pytest.mark.parametrize("latex, result", [
    (r"D_{KL}(\mathcal{N}(\mu,\sigma^2)\|\mathcal{N}(0,1)) = \frac12(\mu^2 + \sigma^2 - \log\sigma^2 - 1), \frac{\partial D_{KL}}{\partial\sigma}", r"\sigma - \frac{1}{\sigma}"),
    (r"KL(q(z|x)\|p(z)) = \frac12\sum_j(\mu_j^2 + \sigma_j^2), \frac{\partial KL}{\partial\mu_j}", r"\mu_j"),
])
def test_a_divergence_is_named_by_its_letters(latex, result):
    """What it is a divergence of is told, and no list of parameters."""
    assert td.derive(latex).result.latex == result


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


@pytest.mark.parametrize("latex, result", [
    (r"V = V_0(1 + r)^n, \frac{dV}{dr}", r"nV_0(1 + r)^{n-1}"),
    (r"P = P_0(1 + r)^t, \frac{dP}{dr}", r"P_0t(1 + r)^{t-1}"),
])
def test_what_a_number_is_added_to_is_a_number(latex, result):
    """So the formula is one of ordinary calculus, and V_0 no matrix."""
    assert td.derive(latex).result.latex == result


def test_a_sum_over_a_set_below_a_function():
    r"""\nabla\ell(w) is by w."""
    assert r"\sum_{i \in D}" in td.derive(r"\ell(w) = \sum_{i \in D}(w^\top x_i - y_i)^2, \nabla\ell(w)").result.latex


def test_means_of_classes():
    """Conditions y_i = c below a sum, for any letter that numbers the means."""
    d = td.derive(r"J = \sum_c\sum_{i: y_i = c}\|x_i - \mu_c\|^2, \frac{\partial J}{\partial\mu_c}")
    assert d.result.latex.startswith(r"-2\sum_{i=1}^{N} \mathbf{1}[y_{i} = c](x_{i} - \mu_{c})^\top")


def test_entries_with_two_indices():
    """A(x)_{ij} = .. makes A a matrix of functions."""
    assert td.derive(r"A(x)_{ij} = x_i x_j, \frac{\partial A(x)_{ij}}{\partial x_k}").result.latex == r"x_j\delta_{ik} + x_i\delta_{jk}"
