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


@pytest.mark.parametrize("latex, value", [
    (r"\frac{\partial g}{\partial u}(1, 2), \; g(u, v) = u^2 v + v", 4.0), (r"\frac{\partial^2 g}{\partial u\,\partial v}(3, 1), \; g(u, v) = u^2 v^2", 12.0),
    (r"g = u^2 v, \; g_{uv}", 6.0), (r"g = \ln(u^2 + v^2), \; g_{uu}", -10.0 / 169),
])
def test_partial_derivatives_at_a_point_and_by_scripts(latex, value):
    r"""\frac{\partial g}{\partial u}(1, 2) is taken at that point, a list behind it no factor; g_{uv} of g = .. is its derivative by letters in it."""
    assert np.isclose(td.evaluate(td.derive(latex).result.latex, env={"u": 3.0, "v": 2.0}), value)


@pytest.mark.parametrize("latex, result", [(r"\mathsf{D}\phi(x)", r"x^\top(A + A^\top)"), (r"\mathsf{H}\phi(x)", r"A + A^\top"), (r"D^2\phi(x)", r"A + A^\top")])
def test_letters_of_derivatives(latex, result):
    r"""D and H in front of a function, upright or with a 2."""
    assert td.derive(r"\phi(x) = x^\top A x, \; " + latex).result.latex == result
