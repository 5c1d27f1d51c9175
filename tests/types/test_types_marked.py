r"""Signs and letters above that tell names apart, indicators in all their spellings, what stands below sums beside ranges, names in old fonts."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, result", [
    (r"L = \|z - z^+\|^2 - \|z - z^-\|^2, \nabla_z L", r"2(z^- - z^+)^\top"),
    (r"L = -\log\sigma(u^\top v^+) - \sum_{k=1}^K \log\sigma(-u^\top v_k^-), \frac{\partial L}{\partial u}", r"(\sigma(u^\top v^+) - 1)(v^+)^\top + \sum_{k=1}^{K} \sigma(u^\top v^-_{k})(v^-_{k})^\top"),
    (r"L = \sum_i \|x_i^a - x_i^p\|^2 - \|x_i^a - x_i^n\|^2, \frac{\partial L}{\partial x_i^a}", r"2(x^n_{i} - x^p_{i})^\top"),
    (r"L = \sum_{i=1}^n \|x_i - x_i^*\|^2, \frac{\partial L}{\partial x_i^*}", r"-2(x_{i} - x^*_{i})^\top"),
])
def test_a_sign_above_tells_names_apart(latex, result):
    """The positive and the negative example of an anchor, and the three of a triplet."""
    d = td.derive(latex)
    assert d.result.latex == result and d.verification.ok


def test_a_declared_family_with_a_sign():
    """k_i^- is declared as it is written."""
    d = td.derive(r"L = \log\sum_{i=1}^K e^{q^\top k_i^-}, \frac{\partial L}{\partial q}", declare={"q": "d", "k_i^-": "d for i=1..K"})
    assert "k^-_{i}" in d.result.latex


@pytest.mark.parametrize("latex", [r"\frac{d}{dx} x^+", r"\frac{d}{dx}(x^+ + 2x^-)", r"\frac{\partial}{\partial x}\|x^+\|^2"])
def test_a_positive_part_is_no_name(latex):
    """Where x itself does not occur, its derivative would be 0 without a word."""
    with pytest.raises(td.TexDeriveError):
        td.derive(latex)


@pytest.mark.parametrize("one", [r"\mathbb{1}_{[k \neq i]}", r"\mathbf{1}_{\{k \neq i\}}", r"1_{(k \neq i)}", r"1_{k \neq i}", r"[k \neq i]", r"[\![k \neq i]\!]"])
def test_indicators_of_indices(one):
    """In brackets below a 1, without brackets there, and Iverson's brackets alone."""
    assert r"\sum_{k=1}^{n} \mathbf{1}[k \ne i]" in td.derive(rf"\ell = \log\sum_{{k=1}}^n {one} e^{{s_{{ik}}}}, \frac{{\partial\ell}}{{\partial s_{{ij}}}}").result.latex


@pytest.mark.parametrize("one", [r"1_{\{x > 0\}}", r"1_{x > 0}", r"[x > 0]"])
def test_indicators_of_quantities(one):
    """A condition below a plain 1 makes no vector of ones."""
    assert td.derive(rf"\frac{{d}}{{dx}} x^2 {one}").result.latex == r"2x\mathbf{1}[x > 0]"


@pytest.mark.parametrize("one", [r"\mathbf{1}_A(x)", r"1_A(x)", r"\mathbf{1}_{[0,\infty)}(x)"])
def test_the_indicator_function_of_a_set_is_refused(one):
    """It is no product of ones with x."""
    with pytest.raises(td.TexDeriveError) as raised:
        td.derive(rf"\frac{{d}}{{dx}} x^2 {one}")
    assert raised.value.code == "TD316"


@pytest.mark.parametrize("latex, result", [
    (r"\nabla_w \sum_{i: y_i = 1} w^\top x_i", r"\sum_{i=1}^{N} \mathbf{1}[y_{i} = 1]x_{i}^\top"),
    (r"\frac{\partial}{\partial\mu}\sum_{y_i = 1} \|x_i - \mu\|^2", r"-2\sum_{i=1}^{N} \mathbf{1}[y_{i} = 1](x_{i} - \mu)^\top"),
    (r"\nabla_w \sum_{i: y_i w^\top x_i < 1} (1 - y_i w^\top x_i)", r"-\sum_{i=1}^{N} y_{i}\mathbf{1}[y_{i}w^\top x_{i} < 1]x_{i}^\top"),
])
def test_a_condition_below_a_sum_is_a_factor(latex, result):
    """Over the members for which it holds."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex, result", [
    (r"J = \frac{1}{|B|}\sum_{i \in B}(w^\top x_i - y_i)^2, \nabla_w J", r"\frac{2}{|B|}\sum_{i \in B} (w^\top x_{i} - y_{i})x_{i}^\top"),
    (r"\frac{\partial}{\partial x_k}\sum_{j \in S} x_j^2", r"2\mathbf{1}[k \in S]x_k"),
    (r"\nabla_w(\sum_{i \in S} w^\top x_i + \sum_i (w^\top x_i)^2)", r"\sum_{i=1}^{N} (\mathbf{1}[i \in S] + 2w^\top x_{i})x_{i}^\top"),
    (r"\nabla_w\sum_{x \in D}(w^\top x)^2", r"2\sum_{i \in D} (w^\top x_{i})x_{i}^\top"),
])
def test_members_of_a_set(latex, result):
    """The answer says which of the members count."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex, result", [
    (r"\frac{\partial}{\partial X}{\rm tr}(AX)", r"A^\top"),
    (r"\frac{\partial}{\partial X}{\rm Tr} AX", r"A^\top"),
])
def test_names_in_old_fonts(latex, result):
    r"""{\rm tr} is \mathrm{tr} and no product of t and r."""
    assert td.derive(latex).result.latex == result


def test_powers_of_entries_are_no_triplets():
    """By x itself, three exponents are exponents."""
    assert td.derive(r"\frac{\partial}{\partial x}\sum_i(x_i^a + x_i^b + x_i^c)").result.latex.startswith(r"(ax^{\odot(a - 1)}")


@pytest.mark.parametrize("latex, result", [
    (r"\frac{\partial}{\partial W_{kl}}\sum_{i,j}(W_{ij} - W_{ij}^*)^2", "2(W_{kl} - W_{kl}^*)"), (r"\frac{\partial}{\partial z_m}\sum_{n}(z_n - t_n^\star)^2", r"2(z_m - t_m^\star)"),
    (r"\frac{\partial}{\partial z_k}\sum_i(z_i - t_i^{\text{obs}})^2", r"2(z_k - t_k^{\text{obs}})"), (r"\frac{\partial}{\partial w_k}\sum_i(w_i - w_i^0)^2", "2(w_k - w_k^0)"),
    (r"\frac{\partial}{\partial z_k}\sum_i(z_i - z_i')^2", "2(z_k - z_k')"), (r"\frac{\partial}{\partial W_{kl}}\sum_{i,j}(W_{ij} - \bar W_{ij})^2", r"2(W_{kl} - \bar{W}_{kl})"),
    (r"\frac{\partial}{\partial x_k}\left(\|x - x'\|^2 + \sum_j (x_j - x_j')^2\right)", "4(x_k - x_k')"),
])
def test_marks_of_members(latex, result):
    """A star, a word, a zero or a prime above a letter whose subscript a sum binds belongs to the name, whose members all stand there: no index stays behind."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex, result", [
    (r"\nabla_w \|w - w^0\|^2", r"2(w - w^0)^\top"), (r"\frac{d}{dx} x^0", "0"), (r"\frac{d}{dx}(ax^2 + bx^1 + cx^0)", "2ax + b"),
])
def test_zeroth_powers(latex, result):
    """w^0 beside w is where something starts; in a polynomial it is 1."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex, result", [
    (r"\nabla_\beta \sum_i (y_i x_i'\beta - \exp(x_i'\beta))", r"\sum_{i=1}^{N} (y_{i} - \exp(x_{i}^\top\beta))x_{i}^\top"),
    (r"\frac{\partial}{\partial G}\sum_i \|Gx_i - x_i'\|^2", r"2\sum_{i=1}^{N} (Gx_{i} - x_i')x_{i}^\top"),
])
def test_primes_of_members(latex, result):
    """A prime above a member is a transpose or another vector, as its place says; only z_i - z_i' is a difference of entries of two."""
    assert td.derive(latex).result.latex == result
