"""Index notation: the summation convention, members of families as intermediates, several formulas on a row."""
from __future__ import annotations

import pytest

from texderive.checking import check

NETWORK = (r"Let $a_j = \sum_i w_{ji}x_i$, $z_j = \tanh(a_j)$, $y_k = \sum_j v_{kj}z_j$, $E = \frac12\sum_k(y_k-t_k)^2$ and $\delta_k = y_k - t_k$." "\n")
SOFTMAX = r"Let $E = -\sum_i t_i\log y_i$, $y_i = \frac{e^{a_i}}{\sum_je^{a_j}}$, $\sum_it_i=1$ and $\delta_i = \frac{\partial E}{\partial a_i}$." "\n"

# name -> (text, verdicts in order)
CASES = {
    "convention stated": (r"""Let $y_i = A_{ij}x_j$ and $f = y_iy_i$ (we sum over repeated indices). \begin{align*}
\frac{\partial f}{\partial x_k} &= 2y_i\frac{\partial y_i}{\partial x_k}\\ &= 2y_iA_{ij}\delta_{jk}\\ &= 2A_{ik}A_{ij}x_j\\ &= 2A_{ij}A_{ij}x_j \end{align*}""", "equal equal equal wrong"),
    "convention not stated": (r"\begin{align*} \partial_i(x_jx_j) &= 2x_j\delta_{ij} = 2x_i\\ \partial_i\|x\| &= \frac{x_i}{\|x\|} \end{align*}", "equal equal equal"),
    "a sum forgotten": (r"$$\sum_j A_{ij}x_j + \sum_j B_{ij}x_j = A_{ij}x_j + \sum_j B_{ij}x_j$$", "wrong"),
    "by components of nothing": (r"$$\partial_k(\theta_iM_{ij}\theta_j) = M_{kj}\theta_j$$", "not-understood"),
    "through members of families": (NETWORK + r"""\begin{align*}
\frac{\partial E}{\partial v_{kj}} &= \frac{\partial E}{\partial y_k}\frac{\partial y_k}{\partial v_{kj}} = \delta_kz_j\\
\frac{\partial E}{\partial a_j} &= \sum_k\frac{\partial E}{\partial y_k}\frac{\partial y_k}{\partial a_j} = \sum_k\delta_kv_{kj}(1-z_j^2) = \sum_k\delta_kv_{kj}(1-z_j)^2\end{align*}""", "equal equal equal equal wrong"),
    "a delta beside errors": (SOFTMAX + r"$$\delta_k = -\sum_i\frac{t_i}{y_i}\frac{\partial y_i}{\partial a_k} = -\sum_it_i(\delta_{ik}-y_k) = y_k-t_k$$", "equal equal equal"),
    "one member for all": (r"\begin{align*} x_{k+1} &= x_k - Q^{-1}(Qx_k-b)\\ &= Q^{-1}b\\ &= -Q^{-1}b \end{align*}", "equal wrong"),
    "two formulas on a row": (r"\begin{align*} \frac{d}{dx}x^2 &= 2x, & \frac{d}{dy}y^3 &= 3y^2\\ \frac{d}{dx}x^4 &= 4x^3 & \frac{d}{dx}x^3 &= 3x \end{align*}", "equal equal equal wrong"),
    "rates by their logarithm": (r"Let $\log\lambda_i = \beta^\top x_i$ and $\ell(\beta) = \sum_i (y_i\log\lambda_i - \lambda_i - \log y_i!)$. $$\nabla\ell(\beta) = \sum_i(y_i-\lambda_i)x_i$$", "equal"),
    "defined up to a constant": (r"$$\ell(\mu) = -\frac12\|x-\mu\|^2 + \text{const}$$ $$\frac{\partial\ell}{\partial\mu} = x-\mu$$", "equal"),
}


@pytest.mark.parametrize("name", CASES)
def test_verdicts(name):
    """Sums that a convention implies are read; members of families are variables like any other."""
    text, expected = CASES[name]
    assert " ".join(c.verdict for c in check(text).claims if c.verdict != "skipped") == expected


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
