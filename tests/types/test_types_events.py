"""Probabilities of events: which value of a call numbers a function, which is its argument."""
from __future__ import annotations

import pytest

import texderive as td

SOFTMAX = r"\frac{e^{w_k^T x}}{\sum_j e^{w_j^T x}}"
NAMED = r"P_k = \frac{e^{w_{k}^Tx}}{\sum_{i=1}^{N} e^{w_{i}^Tx}}"
def test_new_names_are_told():
    """What P_1 stands for is among the assumptions."""
    assert r"$P_1$ stands for $P(y=1 \mid x)$." in td.derive(r"P(y=1 \mid x) = \sigma(w^Tx), \nabla_w \log P(y=1 \mid x)").assumptions


def test_no_sum_catches_a_value():
    """Of two functions p, one with a sum over j, p(x | j) is not put in where the sum would bind j."""
    with pytest.raises(td.TexDeriveError):
        td.derive(r"p(x|k) = \frac{e^{w_k x}}{\sum_j e^{w_j x}}, p(x) = \sum_j \pi_j p(x|j), \frac{d}{dx} \log p(x)").result
