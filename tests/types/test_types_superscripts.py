"""Superscripts: exponents beside transposes, samples and layers numbered above, and what cannot be transposed."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, result, shape", [
    (r"\frac{\partial}{\partial z^{(k)}_j}\sum_k\sum_j (z^{(k)}_j)^3", "3(z_j^{(k)})^2", ("N", "n")),
    (r"\frac{\partial}{\partial z^{(k)}}\sum_{k=1}^{n}(c^T z^{(k)} - q^{(k)})^2", "2(c^Tz^{(k)} - q^{(k)})c^T", ("n", "m")),
    (r"\frac{\partial Q}{\partial v_j^{(l)}}, \; Q = \|v^{(l)}\|^2", "2v_j^{(l)}", ("n",)),
    (r"\frac{\partial}{\partial V^{(2)}_{ij}} \|V^{(2)} z\|^2", "2(V^{(2)}z)_iz_j", ("m", "n")),
])
def test_members_and_entries_as_variables(latex, result, shape):
    """x^{(i)}_j is an entry of the sample that the sum runs over, or of the vector of a layer that stands beside it, and no name of its own."""
    d = td.derive(latex)
    assert (d.result.latex, d.result.shape) == (result, shape)


@pytest.mark.parametrize("latex, start, shape", [
    (r"z_j = \sum_k w_{jk}^{(2)} a_k^{(1)} + b_j^{(2)}, \quad \frac{\partial z_j}{\partial w_{jk}^{(2)}}", "a_k^{(1)}", ("m", "n")),
    (r"a_j^{(l)} = \sigma(z_j^{(l)}), \; z_j^{(l)} = \sum_k w_{jk}^{(l)} a_k^{(l-1)} + b_j^{(l)}, \quad \frac{\partial a_j^{(l)}}{\partial w_{jk}^{(l)}}", r"a_k^{(l - 1)}a^{(l)}_{j}(1 - a^{(l)}_{j})", ("m", "n")),
    (r"a_j = \sum_{i=1}^D w_{ji}^{(1)} x_i, \; z_j = h(a_j), \; y_k = \sum_{j=1}^M w_{kj}^{(2)} z_j, \; E = \frac12\sum_k (y_k - t_k)^2, \quad \frac{\partial E}{\partial w_{ji}^{(1)}}",
     r"x_ih'(a_{j})\sum_{k=1}^{m} w_{kj}^{(2)}(y_{k} - t_k)", ("M", "D")),
])
def test_entries_of_layers(latex, start, shape):
    r"""w_{jk}^{(2)} is the entry jk of w^{(2)}, also where it is differentiated by: the k that a sum binds is no part of a name."""
    d = td.derive(latex)
    assert d.result.latex.startswith(start) and d.result.shape == shape


def test_samples_above_and_classes_below():
    r"""y_k^{(i)}, defined so or declared, has two indices."""
    d = td.derive(r"L = -\sum_{i=1}^m\sum_{k=1}^K t_k^{(i)}\log y_k^{(i)}, \; y_k^{(i)} = \sigma(w_k^T x^{(i)}), \quad \nabla_{w_k} L")
    assert d.result.latex.startswith(r"-\sum_{i=1}^{m} t_k^{(i)}(1 - y_{k}^{(i)})(x^{(i)})^T, \quad y_k^{(i)} =")
    weights = {r"w_j^{(i)}": "scalar for j=1..k, i=1..m", r"x^{(i)}": "n for i=1..m", r"\mu_j": "n for j=1..k"}
    assert td.derive(r"\nabla_{\mu_j}\sum_{i=1}^m\sum_{j=1}^k w_j^{(i)}\|x^{(i)} - \mu_j\|^2", declare=weights).result.latex.startswith(r"-2\sum_{i=1}^{m} w_{j}^{(i)}(x^{(i)} - \mu_{j})^\top")


def test_the_estimate_of_a_variance():
    r"""\hat\sigma^2 = .. has no subscript that could number it."""
    found = td.derive(r"\hat\sigma^2 = \arg\max_{\sigma^2}\left[-\frac N2\log\sigma^2 - \frac{1}{2\sigma^2}\sum_{i=1}^N (x_i - \mu)^2\right]")
    assert found.solution.latex == r"\frac{1}{N}\sum_{i=1}^{N} (x_i - \mu)^2"
