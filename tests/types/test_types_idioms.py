"""Notations that people write, from the LaTeX to the printed derivative."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td


@pytest.mark.parametrize("latex, result, shapes", [
    (r"h' = (1-z)\odot h + z\odot c, \; \frac{\partial h'}{\partial z}", r"\operatorname{diag}(c - h)", {"z": ("n",), "h": ("n",), "c": ("n",)}),
    (r"A(t) = A_0 + tA_1, \; \frac{d}{dt} A(t)^{-1}", r"-A^{-1}A_1A^{-1}, \quad A = A_0 + tA_1", {"A_0": ("n", "n"), "t": (), "A_1": ("n", "n")}),
    (r"i = \tanh(W_i z + b_i), \; \frac{\partial i}{\partial z}", r"\operatorname{diag}(1 - i \odot i)\,W_i, \quad i = \tanh(W_iz + b_i)", {"W_i": ("m", "n"), "z": ("n",), "b_i": ("m",)}),
    (r"\frac{d}{dz}\sum_{k=0}^{3} c_k z^k", r"\sum_{k=0}^{3} kc_kz^{k-1}", {"c": ("n",), "z": ()}),
    (r"\frac{\partial}{\partial z} \frac{1}{2n} \sum_i (z^\top x_i - y_i)^2", r"\frac{1}{n}\sum_{i=1}^{n} (z^\top x_{i} - y_{i})x_{i}^\top", {"z": ("m",), "x_i": ("m",), "y_i": ()}),
    (r"\frac{\partial}{\partial X} \operatorname{tr}\log X", "X^{-1}", {"X": ("n", "n")}),
    (r"h = \tanh(W_1 z), \; L = (W_2 h - y)^2, \; \frac{\partial L}{\partial W_2}", r"2(W_2h - y)h^\top, \quad h = \tanh(W_1z)", {"W_1": ("m", "n"), "z": ("n",), "W_2": ("m",), "y": ()}),
    (r"C = \|a^L - y\|^2, \; a^L = w^L a^{L-1} + b^L, \; \frac{\partial C}{\partial b^L}", r"2(a^L - y)^\top, \quad a^L = w^La^{L-1} + b^L", {"w^L": ("m", "n"), "a^{L-1}": ("n",), "b^L": ("m",), "y": ("m",)}),
    (r"C = (a^L - y)^2, \; a^L = w^L a^{L-1}, \; \frac{\partial C}{\partial w^L}", r"2a^{L-1}(a^L - y), \quad a^L = w^La^{L-1}", {"w^L": (), "a^{L-1}": (), "y": ()}),
    (r"J(\theta) = \sum_{k=1}^K (\theta_k^\top x)^2, \; \nabla_{\theta_k} J(\theta)", r"2(\theta_{k}^\top x)x^\top", {r"\theta_k": ("n",), "x": ("n",)}),
])
def test_names_beside_others(latex, result, shapes):
    """A prime, a number or a letter below makes a name of its own, where the formula shows that it is one; a mean tells the length of its sum."""
    d = td.derive(latex)
    assert (d.result.latex, d.shapes) == (result, shapes)


@pytest.mark.parametrize("latex, code", [
    (r"\nabla_x x A x", "TD201"), (r"\frac{\partial}{\partial w_k}\sum_{j=0}^{M-2} w_j x^j", "TD325")])
def test_unclear_rather_than_guessed(latex, code):
    """A row or a column, and the numbers of entries counted from 0: refused with what to write instead."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(latex)
    assert caught.value.code == code and caught.value.hint


@pytest.mark.parametrize("latex, shapes", [
    (r"\frac{\partial}{\partial W}\|xW + c - y\|^2", {"x": ("m",), "W": ("m", "n"), "c": ("n",), "y": ("n",)}),
    (r"\frac{d}{dx}\det(A + xB)", {"A": ("n", "n"), "x": (), "B": ("n", "n")}),
])
def test_data_in_rows(latex, shapes):
    """x W of a small and a capital letter is data in rows, unless x can only be a scalar."""
    assert td.derive(latex).shapes == shapes


@pytest.mark.parametrize("latex", [r"\nabla_z\,(z^TMz + Mz)", r"\frac{\partial}{\partial V}\|XV + c - Y\|_F^2", r"\nabla_z\,(Mz + c + u^Tz)"])
def test_no_odd_letters(latex):
    """A small letter is no matrix and a capital one no row, so that sums of different shapes are refused; a Frobenius norm is that of a matrix."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(latex)
    assert caught.value.code == "TD203" and caught.value.hint


@pytest.mark.parametrize("latex, result", [
    (r"(z^2\ln z)'", r"z(2\log(z) + 1)"), (r"\left(\frac{c t}{1 + t}\right)'", r"\frac{c}{(1 + t)^2}"), (r"\sigma'(u)", r"\sigma(u)(1 - \sigma(u))"),
])
def test_primes(latex, result):
    """A prime behind a bracket of numbers is a derivative, and so is one on a usual function."""
    d = td.derive(latex)
    assert np.allclose(d.evaluate({"z": 1.3, "t": 1.3, "u": 1.3, "c": 0.7}), td.evaluate(result, env={"z": 1.3, "t": 1.3, "u": 1.3, "c": 0.7}))


@pytest.mark.parametrize("latex, code, hint", [(r"(c + q)'", "TD303", r"\frac"), (r"(y - Xb)'", "TD303", r"\frac"), (r"\frac{\partial}{\partial z}(z^TMz) + c^Tz", "TD203", "one bracket")])
def test_no_derivative(latex, code, hint):
    """What could be a transpose is none, and an operator whose bracket ends too early says so."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(latex)
    assert caught.value.code == code and hint in caught.value.hint


def test_entries_of_a_defined_vector():
    """p_{ik} is entry k of p_i, where p_i is defined as a vector."""
    d = td.derive(r"q_i = \mathrm{softmax}(V u_i), \; H = -\sum_{i=1}^{N}\sum_{k=1}^{K} c_{ik}\log q_{ik}, \; \frac{\partial H}{\partial V}")
    assert d.result.shape == ("K", "n") and d.verification.ok


def test_undefined_density_is_named():
    """An undefined p(y | x) is refused by its name."""
    with pytest.raises(td.TexDeriveError, match="conditional density") as caught:
        td.derive(r"\nabla_v \sum_t\log p(a_t|s_t, v)")
    assert caught.value.code == "TD302" and caught.value.column == 21
