"""Notations that people write, from the LaTeX to the printed derivative."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, result", [
    (r"g(z) = z^\top M z, \; \nabla^2_{zz} g(z)", r"M + M^\top"), (r"g(u,v) = u^\top M v, \; \nabla^2_{uv} g", "M"),
    (r"\dv*{z^3}{z}", "3z^2"), (r"\nabla_z <c, z>", r"c^\top"), (r"\nabla_z \frac12 <z, Mz> - <c, z>", r"\frac{1}{2}\,z^\top(M + M^\top) - c^\top"),
    (r"c < d, z > u, \; \frac{d}{dz} z^2", "2z"), (r"\nabla_z\, e^T z", "e^T"), (r"\frac{d}{dz} e^z", "e^z"),
    (r"\frac{\partial}{\partial z} I(z>1)\, z^3", r"3z^2\mathbf{1}[z > 1]"), (r"\frac{d}{dz} sqrt(z)", r"\frac{1}{2\sqrt{z}}"),
    (r"\frac{\partial}{\partial z_j} M_{i,:}z", "M_{ij}"), (r"\frac{\partial}{\partial z} M_{i\cdot} z", "M_{ik}"), (r"\frac{\partial}{\partial z_j} M_{i*} z", "M_{ij}"),
    (r"\frac{\partial}{\partial q}\log\binom{m}{k} q^k (1-q)^{m-k}", r"\frac{k}{q} - \frac{m - k}{1 - q}"),
    (r"\frac{d}{dt}\sin t(\cos t - 2)", r"\cos(t)(\cos(t) - 2) - \sin^2(t)"),
    (r"\underset{v}{\text{minimize}}\; \|Mv-c\|^2", r"2(Mv - c)^\top M"),
    (r"\frac{\partial}{\partial V}\|XV + 1c^T - Y\|_F^2", r"2X^T(XV + \mathbf{1}c^T - Y)"), (r"\frac{\partial}{\partial V}\|XV + c - Y\|_F^2", r"2X^\top(XV + c - Y)"),
    (r"\frac{\partial}{\partial\mu}\ln\mathcal{N}(z|\mu,\Sigma)", r"\frac{1}{2}(z - \mu)^\top(\Sigma^{-1} + \Sigma^{-\top})"),
])
def test_read_as_meant(latex, result):
    """Each notation gives the derivative that its author means."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex, shapes", [
    (r"\frac{\partial}{\partial W}\|xW + c - y\|^2", {"x": ("m",), "W": ("m", "n"), "c": ("n",), "y": ("n",)}),
    (r"\frac{d}{dx}\det(A + xB)", {"A": ("n", "n"), "x": (), "B": ("n", "n")}),
])
def test_data_in_rows(latex, shapes):
    """x W of a small and a capital letter is data in rows, unless x can only be a scalar."""
    assert td.derive(latex).shapes == shapes


def test_entries_of_a_defined_vector():
    """p_{ik} is entry k of p_i, where p_i is defined as a vector."""
    d = td.derive(r"q_i = \mathrm{softmax}(V u_i), \; H = -\sum_{i=1}^{N}\sum_{k=1}^{K} c_{ik}\log q_{ik}, \; \frac{\partial H}{\partial V}")
    assert d.result.shape == ("K", "n") and d.verification.ok


def test_undefined_density_is_named():
    """An undefined p(y | x) is refused by its name."""
    with pytest.raises(td.TexDeriveError, match="conditional density") as caught:
        td.derive(r"\nabla_\theta \log\pi_\theta(a|s)")
    assert caught.value.code == "TD302" and caught.value.column == 19
