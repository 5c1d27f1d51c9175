"""Probabilities of events: which value of a call numbers a function, which is its argument."""
from __future__ import annotations

import pytest

import texderive as td

SOFTMAX = r"\frac{e^{w_k^T x}}{\sum_j e^{w_j^T x}}"
NAMED = r"P_k = \frac{e^{w_{k}^Tx}}{\sum_{i=1}^{N} e^{w_{i}^Tx}}"
ROWS = [
    (r"p(y=1|x) = \sigma(w^T x), L = -\log p(y=1|x), \nabla_w L", r"-(1 - p_1)x^T, \quad p_1 = \sigma(w^Tx)"),
    (r"P(y=1 \mid x; w) = \sigma(w^Tx), \nabla_w \log P(y=1 \mid x; w)", r"(1 - P_1)x^T, \quad P_1 = \sigma(w^Tx)"),
    (r"P(y=-1|x) = \sigma(-w^Tx), \nabla_w \log P(y=-1|x)", r"-(1 - P_-)x^T, \quad P_- = \sigma(-w^Tx)"),
    (r"p(y|x) = h^y (1-h)^{1-y}, h = \sigma(w^T x), \nabla_w \log p(y=1|x)", r"(1 - \sigma(w^Tx))x^T"),
    (r"P(X=k) = \binom{n}{k} p^k (1-p)^{n-k}, \frac{d}{dp} \log P(X=k)", r"\frac{k}{p} - \frac{n - k}{1 - p}"),
    (rf"P(y=k \mid x) = {SOFTMAX}, \frac{{\partial}}{{\partial w_j}} \log P(y=k \mid x)", rf"(\delta_{{kj}} - P_{{j}})x^T, \quad {NAMED}"),
    (rf"P(C_k|x) = {SOFTMAX}, \frac{{\partial}}{{\partial w_j}} \log P(C_k|x)", rf"(\delta_{{kj}} - P_{{j}})x^T, \quad {NAMED}"),
    (r"P(O=o|C=c) = \exp(u_o^\top v_c), \frac{\partial}{\partial v_c} \log P(O=o|C=c)", r"u_o^\top"),
    (rf"P(y=k|x) = {SOFTMAX}, L = -\sum_i \log P(y=y_i|x_i), \frac{{\partial L}}{{\partial w_m}}",
     r"\sum_{i=1}^{N} \left(\frac{e^{w_{m}^Tx_{i}}}{\sum_{j=1}^{M} e^{w_{j}^Tx_{i}}} - \mathbf{1}[y_{i} = m]\right)x_{i}^T"),
    # several functions of the letter p
    (r"p(z=k) = \pi_k, p(x|z=k) = \exp(-\frac12 (x-\mu_k)^2), p(x) = \sum_k p(z=k) p(x|z=k), \frac{\partial \log p(x)}{\partial \mu_k}",
     r"\frac{\pi_k\exp\left(-\frac{1}{2}(x - \mu_k)^2\right)(x - \mu_k)}{s}, \quad s = \sum_{i=1}^{n} \pi_i\exp\left(-\frac{1}{2}(x - \mu_i)^2\right)"),
    # numbered functions at numbered places
    (r"f_k(x) = w_k^T x, L = \sum_i\sum_k f_k(x_i)^2, \frac{\partial L}{\partial w_m}", r"2\sum_{i=1}^{N} (w_{m}^Tx_{i})x_{i}^T"),
]


@pytest.mark.parametrize("latex, result", ROWS)
def test_events_name_functions(latex, result):
    r"""P(y = 1 \mid x) is P_1(x), P(y = k \mid x) is P_k(x) where k numbers the body, any other value is an argument."""
    assert td.derive(latex).result.latex == result


def test_new_names_are_told():
    """What P_1 stands for is among the assumptions."""
    assert r"$P_1$ stands for $P(y=1 \mid x)$." in td.derive(r"P(y=1 \mid x) = \sigma(w^Tx), \nabla_w \log P(y=1 \mid x)").assumptions


def test_no_sum_catches_a_value():
    """Of two functions p, one with a sum over j, p(x | j) is not put in where the sum would bind j."""
    with pytest.raises(td.TexDeriveError):
        td.derive(r"p(x|k) = \frac{e^{w_k x}}{\sum_j e^{w_j x}}, p(x) = \sum_j \pi_j p(x|j), \frac{d}{dx} \log p(x)").result
