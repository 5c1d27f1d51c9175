"""Notations that people write, from the LaTeX to the printed derivative."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td


@pytest.mark.parametrize("latex, result", [
    (r"g(z) = z^\top M z, \; \nabla^2_{zz} g(z)", r"M + M^\top"), (r"g(u,v) = u^\top M v, \; \nabla^2_{uv} g", "M"),
    (r"\dv*{z^3}{z}", "3z^2"), (r"\nabla_z <c, z>", r"c^\top"), (r"\nabla_z \frac12 <z, Mz> - <c, z>", r"\frac{1}{2}\,z^\top(M + M^\top) - c^\top"),
    (r"c < d, z > u, \; \frac{d}{dz} z^2", "2z"), (r"\nabla_z\, e^T z", "e^T"), (r"\frac{d}{dz} e^z", "e^z"),
    (r"\frac{\partial}{\partial z} I(z>1)\, z^3", r"3z^2\mathbf{1}[z > 1]"), (r"\frac{d}{dz} sqrt(z)", r"\frac{1}{2\sqrt{z}}"),
    (r"\frac{\partial}{\partial z_j} M_{i,:}z", "M_{ij}"), (r"\frac{\partial}{\partial z} M_{i\cdot} z", "M_{ik}"), (r"\frac{\partial}{\partial z_j} M_{i*} z", "M_{ij}"),
    (r"\frac{\partial}{\partial q}\log\binom{m}{k} q^k (1-q)^{m-k}", r"\frac{k}{q} - \frac{m - k}{1 - q}"),
    (r"\frac{d}{dt}\sin t(\cos t - 2)", r"\cos(t)(\cos t - 2) - \sin^2t"),
    (r"\underset{v}{\text{minimize}}\; \|Mv-c\|^2", r"2(Mv - c)^\top M"),
    (r"\frac{\partial}{\partial V}\|XV + 1c^T - Y\|_F^2", r"2X^T(XV + \mathbf{1}c^T - Y)"),
    (r"\frac{\partial}{\partial\mu}\ln\mathcal{N}(z|\mu,\Sigma)", r"(z - \mu)^\top\Sigma^{-1}"),
    (r"\nabla f(x, y, z), \; f = x^2 + yz^3", r"\begin{bmatrix} 2x & z^3 & 3yz^2 \end{bmatrix}"), (r"D_v f(x), \; f(x) = \|x\|^2", r"2x^\top v"), (r"f(x) = \sum_i x_i^2, \; \nabla_{x_k} f", "2x_k"),
        (r"h(z) = \begin{cases} -z & z \le 0 \\ z^2 & 0 < z < 1 \\ 2z & z \ge 1\end{cases}, \; h'(z)", r"\begin{cases} -1 & z \le 0 \\ 2z & z < 1 \\ 2 & \text{otherwise} \end{cases}"), (r"\nabla_{\mathbf{z}} (\mathbf{Mz} + \mathbf{e})^\top \mathbf{c}", r"\mathbf{c}^\top\mathbf{M}"), (r"\frac{\partial}{\partial\mathbf{X}} \operatorname{tr}(\mathbf{AXB}^\top)", r"\mathbf{A}^\top\mathbf{B}"), (r"f(x) = \|x\|^2, \; \nabla_{d_k} f(x)", r"2x^\top d_k"),
        (r"f(x) = \begin{cases} Ax & c^\top x > 0 \\ Bx & \text{otherwise}\end{cases}, \; \frac{\partial f}{\partial x}", r"\mathbf{1}[c^\top x > 0]A + (1 - \mathbf{1}[c^\top x > 0])B"),
    (r"f(x, y) = x^2 y^3, \; f_{xy}", "6xy^2"), (r"f(x, y) = x^2 y^3, \; f_{xy}(1, 2)", "24"), (r"f(x) = x^3 e^x, \; f^{(3)}(1)", "34e"),
    (r"\frac{d}{dx} P(x)Q(x)", "P'(x)Q(x) + P(x)Q'(x)"), (r"\frac{d}{dV} V^{1/3}", r"\frac{1}{3V^{2/3}}"), (r"\frac{\partial}{\partial z}\|M^{1/2} z\|^2", r"2z^\top M"),
    (r"D_{KL}(p\|q) = \sum_i p_i \log\frac{p_i}{q_i}, \; \frac{\partial D_{KL}}{\partial q_j}", r"-\frac{p_j}{q_j}"),
    (r"\frac{\partial}{\partial\mu_j} \sum_k \frac{\pi_k}{\sqrt{2\pi}} (\mu_k - c)^2", r"\frac{2\pi_j(\mu_j - c)}{\sqrt{2\pi}}"),
    (r"2\frac{d}{dp}(k\log p + m\log(1-p))", r"\frac{2k}{p} - \frac{2m}{1 - p}"), (r"g(p) = k\log p + (n-k)\log(1-p), \; -g''(p)", r"\frac{k}{p^2} + \frac{n - k}{(1 - p)^2}"),
    (r"p = \operatorname{softmax}(z), \; \frac{\partial}{\partial z_i}\left(-\sum_k y_k\log p_k\right)", r"p_i\sum_{k=1}^{n} y_k - y_i, \quad p = \operatorname{softmax}(z)"),
    (r"\nabla_{u,v}^2 (u^2 v)", "2u"),
    (r"\frac{\partial}{\partial\mu_q}\left(\log\frac{s_p}{s_q} + \frac{(\mu_q - \mu_p)^2}{2s_p^2}\right)", r"\frac{\mu_q - \mu_p}{s_p^2}"), (r"\frac{\partial}{\partial x_r} \sum_s x_s^2 x_r", r"2x_r^2 + \sum_{s} x_s^2"),
    (r"L = \log p(y\mid\theta) = -\theta y^2 + \frac12\log\theta, \; \frac{dL}{d\theta}", r"\frac{1}{2\theta} - y^2"),
    (r"\nabla_z \log p_\theta(z)", r"\frac{\nabla p_{\theta}(z)}{p_{\theta}(z)}"),
    (r"D f(Z)[H], \; f(Z) = \det Z", r"\det(Z)\,\operatorname{tr}(Z^{-1}H)"),
    (r"\frac{\partial}{\partial z_k}\left(\sum_{i=1,\dots,m} z_i - c\sum_{i=1}^m z_i^2\right)", "1 - 2cz_k"), (r"\frac{\partial}{\partial z_k}\sum_{i,j=1,\ldots,n} M_{ij} z_i z_j", r"\sum_{i} (M_{ki} + M_{ik})z_i"),
    (r"(f \circ g)'(z), \; f(u) = u^2, \; g(z) = \sin z", r"2g\cos z, \quad g = \sin z"), (r"J_{f \circ g}(z), \; f(u) = Mu, \; g(z) = z \odot z", r"2M\operatorname{diag}(z)"),
    (r"D(f \circ g)(z), \; f(u) = c^\top u, \; g(z) = Mz", r"c^\top M"), (r"\nabla \sum_i (a_i^\top z)^2", r"2\sum_{i=1}^{N} (a_{i}^\top z)a_{i}^\top"),
    (r"\boxed{f = c^\top z, \; \nabla_z f}", r"c^\top"), (r"g(z) = z^2, \; g'(z) = 2z, \; \nabla_w g(w^\top x)", r"2(w^\top x)x^\top"),
    (r"f(z) = z^\top M z, \; \nabla f(z) = (M + M^\top)z, \; \nabla^2 f(z)", r"M + M^\top"),
])
def test_read_as_meant(latex, result):
    """Each notation gives the derivative that its author means."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex, result", [
    (r"\frac{\partial}{\partial x} f(Mx, y)", r"\partial_1f(Mx, y)\,M"), (r"\nabla_w \ell(w^\top x)", r"\ell'(w^\top x)x^\top"),
    (r"\frac{\partial^2}{\partial t^2} f(x+at, t)", r"a^2\partial_1^2f(x + at, t) + 2a\partial_1\partial_2f(x + at, t) + \partial_2^2f(x + at, t)"),
    (r"\nabla_w \sum_{i=1}^n \ell(y_i, w^\top x_i)", r"\sum_{i=1}^{n} \partial_2\ell(y_{i}, w^\top x_{i})x_{i}^\top"),
    (r"\nabla_\nu \log q(z, \nu)", r"\frac{\partial_2q(z, \nu)}{q(z, \nu)}"),
])
def test_functions_of_several_arguments(latex, result):
    """A list in brackets makes a function of any letter; its derivatives by one argument are told by the argument's number and read again."""
    assert td.derive(latex).result.latex == result


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


@pytest.mark.parametrize("latex, result", [
    (r"\frac{\partial}{\partial x_i}\sum_{i<j}(x_i-x_j)^2", r"2\left(nx_i - \sum_{j} x_j\right)"),                            # all pairs
    (r"\frac{\partial}{\partial x_i}\sum_{j>i}(x_i-x_j)^2", r"2\sum_{j=i+1}^{n} (x_i - x_j)"),                              # i fixed
    (r"\frac{\partial}{\partial p_u}\sum_{u,i}\left(r_{ui}-p_u^\top q_i\right)^2", r"-2\sum_{i=1}^{M} (r_{ui} - p_{u}^\top q_{i})q_{i}^\top"),
    (r"e_i = a^\top h_i, \; \frac{\partial}{\partial a}\log\sum_i e^{e_i}", r"\frac{\sum_{i=1}^{N} e^{e_{i}}h_{i}^\top}{\sum_{i=1}^{N} e^{e_i}}, \quad e_i = a^\top h_{i}"),
    (r"\frac{d}{dt}f(z+te_i)\Big|_{t=0},\quad f(z)=z^\top M z", r"e_{i}^\top(M + M^\top)z"),
    (r"\lim_{h\to0}\frac{\|z+he_i\|^2-\|z\|^2}{h}", r"2z^\top e_{i}"),
    (r"\frac{\partial}{\partial x_k}\sum_{i,j} Q_{ij}x_i x_j, \quad Q = Q^\top", r"2\sum_{i} Q_{ki}x_i"),
    (r"\frac{\partial}{\partial z_k}\sum_{t=1}^{T-2}(z_{t+2}-z_t)^2", r"2\mathbf{1}[k > 2](z_k - z_{k-2}) - 2\mathbf{1}[k < T-1](z_{k+2} - z_k)"),
])
def test_members_and_pairs(latex, result):
    """A letter that a sum binds numbers members; pairs i < j are all pairs, also by x_i; scores e_i leave e^{e_i} the exponential."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex, code", [
    (r"\nabla_x x A x", "TD201"), (r"\frac{\partial}{\partial w_k}\sum_{j=0}^{M-1} w_j x^j", "TD325")])
def test_unclear_rather_than_guessed(latex, code):
    """A row or a column, and the numbers of entries counted from 0: refused with what to write instead."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(latex)
    assert caught.value.code == code and caught.value.hint


@pytest.mark.parametrize("latex, result", [
    (r"C = \frac12\sum_j(y_j-a^L_j)^2, \; \frac{\partial C}{\partial a^L_j}", r"a_j^L - y_j"),
    (r"C = \frac12\sum_j(y_j-a^L_j)^2, \; a^L_j = \sigma(z^L_j), \; \frac{\partial C}{\partial z^L_j}", r"a^L_{j}(a^L_{j} - y_j)(1 - a^L_{j}), \quad a^L_j = \sigma(z_j^L)"),
    (r"z^{l+1}_k = \sum_jw^{l+1}_{kj}\sigma(z^l_j), \; \frac{\partial z^{l+1}_k}{\partial z^l_j}", r"w_{kj}^{l+1}\sigma(z_j^l)(1 - \sigma(z_j^l))"),
    (r"L = \|a^l-y\|^2, \; a^l = \sigma(W^la^{l-1}), \; \frac{\partial L}{\partial W^l}", r"2((a^l - y) \odot a^l \odot (1 - a^l))(a^{l-1})^\top, \quad a^l = \sigma(W^la^{l-1})"),
    (r"\frac{\partial}{\partial s_k^2}\sum_k\left(\log s_k^2+\frac{x_k}{s_k^2}\right)", r"\frac{1}{s_k^2} - \frac{x_k}{(s_k^2)^2}"),
    (r"\frac{\partial}{\partial x_i}\sum_i x_i^k", r"kx_i^{k-1}"),
])
def test_superscripts_of_variables(latex, result):
    """A letter above a variable numbers a layer, a 2 above a numbered one belongs to its name; other exponents stay powers."""
    assert td.derive(latex).result.latex == result


def test_a_count_that_is_no_length():
    """1/m before a sum over a vector of declared length n is a number and no contradiction."""
    assert td.derive(r"\frac{\partial}{\partial x}\frac1m\sum_i x_i^2", declare={"x": "n"}).result.latex == r"\frac{2}{m}\,x^\top"


def test_one_letter_bound_twice():
    """The k of a definition's own sum is not the k of the sum that uses it."""
    d = td.derive(r"L = -\sum_k y_k\log p_k, \; p_j = \frac{e^{z_j}}{\sum_k e^{z_k}}, \; \frac{\partial L}{\partial z_i}")
    assert d.result.latex == r"p_{i}\sum_{k=1}^{n} y_k - y_i, \quad p_j = \frac{e^{z_j}}{\sum_{k=1}^{n} e^{z_k}}"


def test_symmetry_by_entries():
    """A_{ij} = A_{ji} declares a symmetric matrix as A = A^T does."""
    assert td.derive(r"\nabla_x x^\top A x, \quad A_{ij} = A_{ji}").result.latex == r"2x^\top A"


def test_wave_is_no_product():
    """u(x - ct) with a bare u could be a function as well as a product: it is refused rather than guessed."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(r"\frac{\partial}{\partial t} u(x-ct)")
    assert caught.value.code == "TD314"


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
    (r"\nabla_w (Xw-y)^{tr}(Xw-y)", "2(Xw - y)^{tr}X"), (r"\frac{\partial}{\partial z_k}\left(-z_y + \log\sum_j e^{z_j}\right)", r"\operatorname{softmax}(z)_k - \delta_{yk}"),
    (r"\frac{\partial}{\partial z} z^TMz \text{ for symmetric } M", "2z^TM"), (r"M \in \mathbb{R}^{n\times n} \text{ is symmetric. } \nabla_z\, z^TMz", "2z^TM"),
])
def test_marks_and_words(latex, result):
    """tr above is a transpose; the y of z_y numbers the entries that a sum runs over; words say properties of the letters beside them."""
    assert td.derive(latex).result.latex == result


@pytest.mark.parametrize("latex, result", [
    (r"RSS(\gamma) = (y-X\gamma)^T(y-X\gamma), \; \frac{\partial RSS}{\partial\gamma}", r"-2(y - X\gamma)^TX"), (r"loss = (y - wz)^2, \; \frac{d\,loss}{dw}", "-2z(y - wz)"),
    (r"g(q) = \Sigma_{i=1}^{n} q_i*log(q_i), \; \frac{\partial g}{\partial q_k}", r"1 + \operatorname{log}(q_k)"),
    (r"PQR = D, \; \frac{\partial}{\partial P} \operatorname{tr}(PQR)", r"R^\top Q^\top"),
])
def test_names_of_several_letters(latex, result):
    """A word that is defined is one name, unless its letters stand alone, too; a Sigma with a range is a sum."""
    assert td.derive(latex).result.latex == result


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


@pytest.mark.parametrize("latex, answer", [
    (r"\frac{\partial}{\partial w_k}\sum_j w_jf_j(x)", "f_k(x)"),
    (r"\nabla_w\sum_n(t_n - \sum_j w_j\phi_j(x_n))^2", r"-2\sum_{n=1}^{m} \left(t_n - \sum_{j=1}^{p} w_j\phi_j(x_n)\right)\phi(x_n)^\top"),
    (r"\frac{\partial}{\partial\pi_k}\sum_n\log\sum_j\pi_jp_j(x_n)", r"\sum_{n=1}^{p} \frac{p_k(x_n)}{\sum_{j=1}^{m} \pi_jp_j(x_n)}"),
    (r"\frac{\partial}{\partial w_k}\sum_j w_jB_j(x)", "B_k(x)"),
    (r"\frac{\partial}{\partial w_k}\sum_j w_j(x_j)", "x_k"),
    (r"\nabla_x\left[f_0(x) + \sum_{i=1}^m \lambda_if_i(x)\right]", r"\nabla f_0(x) + \lambda^\top\nabla f(x)"),
    (r"\nabla_x\frac12\sum_{i=1}^m r_i(x)^2", r"r(x)^\top\nabla r(x)"),
    (r"\nabla_w\sum_{i=1}^n\phi_i(x_i^\top w)", r"\sum_{i=1}^{n} \phi'(x_{i}^\top w)_ix_{i}^\top"),
    (r"\frac{d}{dt}\sum_{i,j}g_{ij}(t)v_iv_j", r"v^\top g'(t)\,v"),
    (r"\nabla_w\sum_n\sum_k(y_k(x_n, w) - t_{nk})^2", r"2\sum_{i,n} s_{ni}\,\frac{\partial y_i(x_n, w)}{\partial w_k}, \quad s_{nk} = y_k(x_n, w) - t_{nk}"),
])
def test_numbered_functions(latex, answer):
    """A function that a sum numbers is entry j of a vector, and no product with its argument."""
    assert td.derive(latex).result.latex == answer


@pytest.mark.parametrize("latex, answer", [
    (r"\nabla_\eta\sum_{n=1}^N(\eta^\top u(x_n) - \log g(\eta))", r"-\frac{N\nabla g(\eta)}{g(\eta)} + \sum_{n=1}^{N} u(x_n)^\top"),
    (r"\frac{\partial}{\partial\beta_j}\sum_i\left[y_i\eta_i - b(\eta_i)\right], \quad \eta_i = \sum_j x_{ij}\beta_j", r"\sum_{i=1}^{m} x_{ij}(y_i - b'(\eta_{i})), \quad \eta_i = \sum_{k=1}^{n} x_{ik}\beta_k"),
    (r"\frac{\partial}{\partial x_k}\sum_{i<j}V(x_i - x_j)", r"\sum_{j>k} V'(x_k - x_j) - \sum_{i<k} V'(x_i - x_k), \quad k = 1, \dots, n"),
    (r"\frac{\partial}{\partial q_i}L(q, \dot q)", r"(\partial_1L(q, \dot q))_i"),
    (r"\nabla_\mu\log N(x; \mu, \Sigma)", r"(x - \mu)^\top\Sigma^{-1}"),
    (r"\frac{d}{d\epsilon}J(u + \epsilon v)\Big|_{\epsilon=0}", "vJ'(u)"),
])
def test_letters_before_lone_members(latex, answer):
    """A letter before brackets about one member, or two points apart, is a function; capital ones of several arguments are numbers."""
    assert td.derive(latex).result.latex == answer


@pytest.mark.parametrize("latex, answer", [
    (r"\nabla_V\sum_{i,j}\|V(x_i - x_j)\|^2", r"2V\sum_{i,j} (x_{i} - x_{j})(x_{i} - x_{j})^\top"),
    (r"\nabla_x\|b - J(x - x_0)\|^2", r"-2(b - J(x - x_0))^\top J"),
    (r"\frac{\partial}{\partial x}\sum_i a_i(x - b_i)^2", r"2\sum_{i=1}^{n} a_i(x - b_i)"),
    (r"\frac{d}{dx}[\sin(x), \cos(x)]^\top", r"\begin{bmatrix} \cos(x) \\ -\sin(x) \end{bmatrix}"),
])
def test_products_with_brackets(latex, answer):
    """What is differentiated by and Jacobians are no functions, and a bracket with a square is a factor."""
    assert td.derive(latex).result.latex == answer


@pytest.mark.parametrize("latex", [r"\frac{\partial}{\partial x}(x, 1)", r"\frac{\partial}{\partial x}[x^2, 3x]"])
def test_lists_of_numbers(latex):
    """A list without a transpose is none of vectors because it is none of numbers."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(latex)
    assert caught.value.code == "TD318"


def test_a_square_before_its_argument():
    r"""\sigma_j^2(\phi) is no product."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(r"\nabla_\phi\sum_j(\log\sigma_j^2(\phi) - \sigma_j^2(\phi))")
    assert caught.value.code == "TD314"


def test_least_squares_in_numbered_functions():
    """Basis functions of data: the normal equations."""
    assert td.derive(r"\arg\min_w\sum_n (t_n - \sum_j w_j\phi_j(x_n))^2").solution.latex == r"\left(\sum_{n=1}^{m} \phi(x_n)\,\phi(x_n)^\top\right)^{-1}\sum_{n=1}^{m} t_n\phi(x_n)"
