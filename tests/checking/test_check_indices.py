"""Index notation: the summation convention, members of families as intermediates, several formulas on a row."""
from __future__ import annotations

import pytest

from texderive.checking import check

SOFTMAX = r"Let $E = -\sum_i t_i\log y_i$, $y_i = \frac{e^{a_i}}{\sum_je^{a_j}}$, $\sum_it_i=1$ and $\delta_i = \frac{\partial E}{\partial a_i}$." "\n"


@pytest.mark.parametrize("text, fix", [
    (r"$$\sum_{i=1}^N(x_i-\mu) = \left(\sum_{i=1}^Nx_i - \mu\right)$$", r"N \mu"),
    (r"$$\sum_{i=1}^N(x_i-\mu) = \sum_{i=1}^Nx_i - 2\mu$$", r"N"),
])
def test_a_size_is_no_number(text, fix):
    """What repairs a line holds at all sizes: 2 is not offered for N, nor taken for it."""
    claim = check(text).claims[0]
    assert claim.verdict == "wrong" and fix in claim.fix


def test_another_reading_holds_at_all_sizes():
    r"""\sum_j a_j + b with b under the sum is no reading that makes 4 of 2, whatever n was drawn."""
    assert check(r"Let $a_{ij}=a_{ji}$. $$\sum_ja_{kj}x_j+\sum_ia_{ik}x_i = 4\sum_ja_{kj}x_j$$").claims[-1].verdict == "wrong"


def test_repairs_hold_under_the_constraints():
    """Where probabilities sum to one, the slip is looked for among such probabilities, and the example has them."""
    claim = check(SOFTMAX + r"$$\frac{\partial E}{\partial a_k} = -\sum_it_i(\delta_{ik}-y_k) = y_k+t_k$$").claims[-1]
    assert claim.slip == "sign" and "t = 1" in claim.message
