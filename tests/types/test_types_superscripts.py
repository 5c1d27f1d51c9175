"""Superscripts: exponents beside transposes, samples and layers numbered above, and what cannot be transposed."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, result", [
    (r"\frac{\partial}{\partial\rho}\sum_{t=1}^{T}\rho^t c_t", r"\sum_{t=1}^{T} tc_t\rho^{t-1}"),
    (r"\frac{d}{dt} b^t", r"b^t\log b"), (r"\frac{d}{dz} z^t", "tz^{t-1}"), (r"\frac{d}{dt} 3^t", r"3^t\log3"),
    (r"\nabla_v\, v^t M v", "v^t(M + M^t)"), (r"\nabla_v\, (Mv - c)^t(Mv - c)", "2(Mv - c)^tM"),
    (r"\nabla_u \sum_{t=1}^{T} u^T S_t u", r"u^T\sum_{t=1}^{T} (S_{t} + S_{t}^T)"),
])
def test_t_is_an_exponent_or_a_transpose(latex, result):
    """A t that is a variable, an index or multiplies nothing is an exponent; T above a vector stays a transpose, even where it counts steps too."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex", [
    r"\frac{d}{dr} (1+r)^T", r"\frac{\partial}{\partial v}\left(v^T M v\right) + c^T v", r"\frac{\partial}{\partial z} (c z)^T, \quad z \in \mathbb{R}, \; c \in \mathbb{R}",
])
def test_scalars_are_not_transposed(latex):
    """A formula that only fits if letters with a transpose are scalars is refused, and a power is not dropped."""
    with pytest.raises(td.TexDeriveError):
        td.derive(latex)


def test_declared_exponent():
    """Declared as a scalar, T is an exponent."""
    assert td.derive(r"\frac{d}{dr} (1+r)^T", declare={"T": "scalar", "r": "scalar"}).result.latex == "T(1 + r)^{T-1}"


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


@pytest.mark.parametrize("latex, result", [
    (r"\frac{\partial}{\partial v_k}\sum_{j=0}^{M} v_j z^j", r"z^k, \quad k = 0, \dots, M"), (r"\frac{\partial}{\partial v_k}\sum_j j v_j^2", r"2kv_k, \quad k = 1, \dots, n"), (r"q_t = c^t, \; \frac{dq_t}{dc}", r"tc^{t-1}, \quad t = 1, \dots, n"),
])
def test_free_indices_as_numbers(latex, result):
    """The index of the variable or of what is differentiated stands in exponents and factors, too."""
    assert td.derive(latex).result.latex == result


def test_a_minus_above_is_part_of_the_name():
    """P^- is what was known before."""
    assert td.derive(r"\nabla_x \|x - x^-\|^2").result.latex == r"2(x - x^-)^\top"


@pytest.mark.parametrize("latex, result", [
    (r"\nabla_h\, c^T W^{(2)T}h", r"c^T(W^{(2)})^T"), (r"\nabla_h\, c^T W^{[1],T}h", r"c^T(W^{[1]})^T"), (r"\nabla_h\, c^\top W^{l\top}h", r"c^\top(W^l)^\top"),
])
def test_a_label_and_a_transpose_share_a_superscript(latex, result):
    r"""W^{(2)\top} is the transpose of W^{(2)}, and no power."""
    assert td.derive(latex).result.latex == result


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


@pytest.mark.parametrize("latex, result", [
    (r"J = \frac{1}{s_1^2 + s_2^2}, \; s_k^2 = w^\top S_k w, \; \nabla_w J",
     r"-\frac{w^\top(S_{1}^\top + S_{1} + S_{2}^\top + S_{2})}{(s_{1}^2 + s_{2}^2)^2}, \quad s_k^2 = w^\top S_{k}w"),
    (r"L = \sum_n \frac{c_n}{\sigma_n^2}, \; \sigma_n^2 = a^2 + x_n, \; \frac{\partial L}{\partial a}", r"-2a\sum_{n=1}^{m} \frac{c_n}{\sigma_{n}^4}, \quad \sigma_n^2 = a^2 + x_n"),
])
def test_squares_that_are_defined_for_members(latex, result):
    r"""s_k^2 = w^\top S_kw defines s_1^2 and s_2^2, and all of a sum: none of them is constant."""
    assert td.derive(latex).result.latex == result
