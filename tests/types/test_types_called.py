"""Letters that are functions of what is differentiated by: x(t), u = u(x), \\dot x of what is written in t."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td


@pytest.mark.parametrize("latex, result", [
    (r"\ddot{q}, \; q(t) = b\sin(\nu t)", r"-b\nu^2\sin(\nu t)"), (r"\dot q, \; q = b t^2", "2tb"),
    (r"\dot{q}(0), \; q(t) = b\sin(\nu t)", r"b\nu"), (r"\dot{\mathbf z}(t), \; \mathbf z(t) = t\mathbf c", r"\mathbf c"), (r"\dot q, \; q = r\theta, \; \theta = \nu t", r"r\nu"),
    (r"\dot{u}(\tau), \; u(\tau) = \tau^3", r"3\tau^2"),
])
def test_dots_over_what_is_written_in_t(latex, result):
    r"""\dot q and \ddot q of q(t) = .. and of a q that t stands in are its derivatives by t."""
    d, env = td.derive(latex), {"b": 2.0, r"\nu": 0.7, "t": 0.3, "r": 1.5, r"\mathbf c": np.array([1.0, 2.0]), r"\tau": 0.4}
    assert np.allclose(d.evaluate(env), td.evaluate(result, env=env))


@pytest.mark.parametrize("latex, result", [
    (r"W(z) = z^T M z, \; \dot z = f(z), \; \dot W(z)", r"\dot z^TMz + z^TM\dot z, \quad \dot z = f(z)"),
    (r"\dot W, \; W = \operatorname{tr}(Z^T Z), \; \dot Z = B Z", r"2\operatorname{tr}(Z^T\dot Z), \quad \dot Z = BZ"),
])
def test_a_velocity_has_the_shape_of_what_moves(latex, result):
    """A vector moves by a vector; all entries of a matrix move."""
    assert td.derive(latex).result.latex == result


def test_what_moves_is_said():
    r"""\dot W of a W in which nothing moves is refused and never given back as it is."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(r"\dot W, \; W = \operatorname{tr}(Z^T Z)")
    assert caught.value.code == "TD329"


@pytest.mark.parametrize("latex, declare, result", [
    (r"\frac{d}{dt}\det(B(t))", {"B": "n x n"}, r"\det(B(t))\,\operatorname{tr}(B(t)^{-1}B'(t))"),
    (r"\frac{d}{dt}\|\mathbf z(t)\|^2", {r"\mathbf z": "n"}, r"2\mathbf z(t)^\top\mathbf z'(t)"),
    (r"\frac{d}{dt} g(z(t)), \; g(z) = z^2", None, "2z(t)z'(t)"), (r"\frac{d}{dt} g(\gamma(t)), \; g(z) = z^T z", None, r"2\gamma'(t)^T\gamma(t)"),
    (r"\frac{\partial}{\partial z} s(z)", {"z": "scalar", "s": "scalar"}, "s"),
])
def test_called_at_the_variable(latex, declare, result):
    """A vector or matrix that stands only before (t) is a function of t, declared or not; the letter of a parameter elsewhere is no use of it; a declared scalar is a factor."""
    assert td.derive(latex, declare=declare).result.latex == result


@pytest.mark.parametrize("latex, result", [
    (r"\frac{\partial\,\mathbf a^\top\mathbf b}{\partial\mathbf z}, \; \mathbf a = \mathbf a(\mathbf z), \; \mathbf b = \mathbf b(\mathbf z)",
     r"\mathbf b(\mathbf z)^\top\nabla\mathbf a(\mathbf z) + \mathbf a(\mathbf z)^\top\nabla\mathbf b(\mathbf z)"),
    (r"\frac{\partial\mathbf B^{-1}}{\partial z}, \; \mathbf B = \mathbf B(z)", r"-\mathbf B(z)^{-1}\mathbf B'(z)\mathbf B(z)^{-1}"),
    (r"\frac{\partial\,\mathbf h(\mathbf a)}{\partial\mathbf z}, \; \mathbf a = \mathbf a(\mathbf z)", r"\nabla\mathbf h(\mathbf a(\mathbf z))\nabla\mathbf a(\mathbf z)"),
    (r"\frac{du}{dt}, \; u = g(a, b), \; a = a(t), \; b = b(t)", r"\partial_1g(a(t), b(t))\,a'(t) + \partial_2g(a(t), b(t))\,b'(t)"),
])
def test_said_to_be_functions(latex, result):
    """u = u(x) says that u is a function of x: every bare u is u(x)."""
    assert td.derive(latex).result.latex == result


def test_along_a_vector():
    r"""\nabla_u of a function of z that no u stands in is the derivative along u."""
    z, u, M = np.array([1.0, 2.0]), np.array([3.0, -1.0]), np.array([[1.0, 2.0], [0.0, 1.0]])
    for latex in (r"\nabla_u g(z), \; g(z) = z^\top M z", r"\nabla_u g, \; g(z) = z^\top M z"):
        assert np.isclose(td.derive(latex).evaluate({"z": z, "u": u, "M": M}), u @ (M + M.T) @ z)


@pytest.mark.parametrize("latex, matrices", [(r"\frac{d}{dt} e^{Bt}z_0", {"B"}), (r"\frac{d}{ds}\phi(s), \; \phi(s) = g(z + su), \; g(z) = \|Bz - c\|^2", {"B"})])
def test_a_capital_letter_before_time_or_a_line(latex, matrices):
    """A letter of time and a point on a line stand behind matrices."""
    assert {k for k, v in td.derive(latex).shapes.items() if len(v) == 2} == matrices


@pytest.mark.parametrize("latex, result", [
    (r"\nabla_w (c + w^\top\phi(s') - w^\top\phi(s))^2", r"2(c + w^\top\phi(s') - w^\top\phi(s))(\phi(s') - \phi(s))^\top"),
    (r"\nabla_w (V(s') - V(s)), \; V(s) = w^\top\phi(s)", r"(\phi(s') - \phi(s))^\top"),
])
def test_a_primed_argument(latex, result):
    """s' as the argument of a function is a letter of its own and no transpose."""
    d = td.derive(latex)
    assert d.result.latex == result and {"s", "s'"} <= set(d.shapes)


def test_functions_below_a_law():
    r"""\log\pi(a \mid s) = .. with a mean that is defined by a feature vector: \phi(s) is a vector."""
    d = td.derive(r"\log\pi_\theta(a \mid s) = -(a - \mu_\theta(s))^2, \; \mu_\theta(s) = \theta^\top\phi(s), \; \nabla_\theta\log\pi_\theta(a \mid s)")
    assert d.result.shape == (1, "n") and d.shapes["a"] == ()


def test_entries_named_like_their_vector():
    r"""\mathbf z = (z, y): the entry z and the vector \mathbf z are two symbols."""
    d = td.derive(r"g(\mathbf z) = z^2 y, \; \mathbf z = \begin{bmatrix} z \\ y \end{bmatrix}, \; \nabla g(\mathbf z)")
    assert d.result.latex == r"\begin{bmatrix} 2zy & z^2 \end{bmatrix}"


@pytest.mark.parametrize("latex, value", [
    (r"\frac{\partial g}{\partial u}(1, 2), \; g(u, v) = u^2 v + v", 4.0), (r"\frac{\partial^2 g}{\partial u\,\partial v}(3, 1), \; g(u, v) = u^2 v^2", 12.0),
    (r"g = u^2 v, \; g_{uv}", 6.0), (r"g = \ln(u^2 + v^2), \; g_{uu}", -10.0 / 169),
])
def test_partial_derivatives_at_a_point_and_by_scripts(latex, value):
    r"""\frac{\partial g}{\partial u}(1, 2) is taken at that point, a list behind it no factor; g_{uv} of g = .. is its derivative by letters in it."""
    assert np.isclose(td.evaluate(td.derive(latex).result.latex, env={"u": 3.0, "v": 2.0}), value)


def test_gradient_at_zero():
    r"""\nabla g(\mathbf 0) is taken at zero and not by a letter of this name."""
    assert td.derive(r"g(\mathbf w) = \sigma(\mathbf w^\top\mathbf z), \; \nabla g(\mathbf 0)").result.latex == r"\frac{1}{4}\,\mathbf z^\top"


def test_a_list_behind_a_derivative():
    """Inside of an expression a list behind a derivative is refused and no inner product."""
    with pytest.raises(td.TexDeriveError) as caught:
        td.derive(r"-\frac{\partial g}{\partial u}(u_0, v_0), \; g(u, v) = u^2 v")
    assert caught.value.code == "TD318"


@pytest.mark.parametrize("latex", [r"\frac{\partial}{\partial\theta_j} y^\top K(\theta)^{-1} y", r"\frac{\partial}{\partial\theta_j} y^\top K^{-1} y, \; K = K(\theta)"])
def test_matrix_of_parameters(latex):
    r"""K(\theta), also written K, by one component of \theta: its derivative stands between the inverses."""
    assert td.derive(latex).result.latex == r"-y^\top K(\theta)^{-1}\,\frac{\partial K(\theta)}{\partial\theta_j}\,K(\theta)^{-1}y"


def test_matrix_of_all_parameters():
    r"""By the whole \theta the answer is said entry by entry, with the slope of K as a matrix."""
    assert td.derive(r"\nabla_\theta\log|K(\theta)|").result.latex.startswith(r"\operatorname{tr}\left(K(\theta)^{-1}\,\frac{\partial K(\theta)}{\partial\theta_")


def test_parameters_below_declared_letters():
    r"""A declared K_\theta depends on \theta, \sigma_\theta beside \theta itself does not."""
    assert td.derive(r"\frac{d}{d\theta}\operatorname{tr}(AK_\theta)", declare={r"K_\theta": "n x n", "A": "n x n"}).result.latex == r"\operatorname{tr}\left(\frac{dK_{\theta}}{d\theta}\,A\right)"
    assert td.derive(r"\frac{d}{d\theta}\frac{(\theta - \mu_\theta)^2}{2\sigma_\theta^2}", declare={r"\theta": "scalar", r"\mu_\theta": "scalar", r"\sigma_\theta": "scalar"}).result.latex == r"\frac{\theta - \mu_\theta}{\sigma_\theta^2}"


@pytest.mark.parametrize("latex, result", [(r"\mathsf{D}\phi(x)", r"x^\top(A + A^\top)"), (r"\mathsf{H}\phi(x)", r"A + A^\top"), (r"D^2\phi(x)", r"A + A^\top")])
def test_letters_of_derivatives(latex, result):
    r"""D and H in front of a function, upright or with a 2."""
    assert td.derive(r"\phi(x) = x^\top A x, \; " + latex).result.latex == result


@pytest.mark.parametrize("latex, result", [(r"A = A(x), \; \frac{\partial}{\partial x} A^{-1}", r"-A(x)^{-1}A'(x)A(x)^{-1}"), (r"\frac{\partial}{\partial\theta}\log|\Sigma(\theta)|", r"\operatorname{tr}(\Sigma(\theta)^{-1}\Sigma'(\theta))"),
                                           (r"\frac{d}{dx} f(x)^{-1}", r"-\frac{f'(x)}{f(x)^2}")])
def test_inverses_of_capital_functions(latex, result):
    """A capital letter below an inverse or between bars is a matrix."""
    assert td.derive(latex).result.latex == result


def test_gradient_of_a_function_of_functions():
    r"""\nabla f(x) is by a vector where x stands in the arguments of unspecified functions alone; of x^2 it is by a number."""
    assert td.derive(r"f(x) = \frac12\|r(x)\|^2, \; \nabla f(x)").result.latex == r"r(x)^\top\nabla r(x)"
    assert td.derive(r"f(x) = x^2 + 3x, \; \nabla f(x)").result.latex == "2x + 3"


def test_d_before_a_transposed_letter_is_a_matrix():
    """f^T D f of a vector f is a quadratic form, and D no sign of a derivative."""
    assert td.derive(r"\nabla_f (f^\top Df)").result.latex == r"f^\top(D + D^\top)"


@pytest.mark.parametrize("latex, result", [
    (r"\nabla_w \log\Phi(y w^\top x)", r"\frac{y\Phi'(yw^\top x)x^\top}{\Phi(yw^\top x)}"), (r"\frac{d}{dm} \Phi\left(\frac{m - c}{s}\right)", r"\frac{\Phi'\left(\frac{m - c}{s}\right)}{s}"),
    (r"\nabla_w \|\Phi(w - c)\|^2", r"2(w - c)^\top\Phi^\top\Phi"), (r"\frac{\partial}{\partial a} \log B(a, b)", r"\frac{\partial_1B(a, b)}{B(a, b)}"),
])
def test_capital_letters_of_numbers(latex, result):
    r"""\Phi before an inner product or a quotient is a function of a number, as in probit regression, before a vector a matrix; B(a, b) is a number rather."""
    assert td.derive(latex).result.latex == result
