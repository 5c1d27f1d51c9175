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
