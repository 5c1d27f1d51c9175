"""Derivatives by time along a motion, and by vectors whose entries have names of their own."""
from __future__ import annotations

import pytest

import texderive as td


@pytest.mark.parametrize("latex, result", [
    (r"W(z) = z^T M z, \; \dot{z} = B z, \; \dot{W}(z)", r"\dot{z}^TMz + z^TM\dot{z}, \quad \dot{z} = Bz"), (r"W(z) = z^T M z, \; \dot W", r"\dot{z}^TMz + z^TM\dot{z}"),
    (r"\frac{d}{dt}\, z^T M z, \; \dot z = B z", r"\dot z^TMz + z^TM\dot z, \quad \dot z = Bz"),
    (r"W(u,v) = u^2 + 3v, \; \dot u = v, \; \dot v = -u, \; \dot W", r"2uv + 3\dot v, \quad \dot v = -u"),
    (r"\dot{z} = B z, \; \frac{\partial}{\partial z} z^T M z", "z^T(M + M^T)"), (r"q = \sin t, \; \dot u = q, \; \frac{dq}{dt}", r"\cos t"),
])
def test_along_a_motion(latex, result):
    r"""\dot W is \frac{\partial W}{\partial z}\dot z, with \dot z as it is given; where t is written out it is the ordinary derivative."""
    assert td.derive(latex).result.latex == result


def test_along_a_motion_in_denominator_layout():
    """The value does not depend on the layout."""
    assert td.derive(r"W(z) = z^T M z, \; \dot W", layout="denominator").result.shape == (1, 1)


@pytest.mark.parametrize("latex, result", [
    (r"z = \begin{bmatrix} p \\ v \end{bmatrix}, \; g(z) = p^2 v, \; \frac{\partial g}{\partial z}", r"\begin{bmatrix} 2pv & p^2 \end{bmatrix}"),
    (r"z = (p, v)^T, \; g(z) = \begin{bmatrix} v \\ \sin p \end{bmatrix}, \; \frac{\partial g}{\partial z}", r"\begin{bmatrix} 0 & 1 \\ \cos p & 0 \end{bmatrix}"),
    (r"z = (p, v)^T, \; g(z) = p^2 v, \; \nabla^2 g(z)", r"\begin{bmatrix} 2v & 2p \\ 2p & 0 \end{bmatrix}"),
])
def test_by_named_entries(latex, result):
    """A vector written out by letters is differentiated by through them."""
    assert td.derive(latex).result.latex == result


def test_power_of_a_capital_letter():
    r"""K^\alpha is a power of a number."""
    d = td.derive(r"g(K,L) = B K^\alpha L^{1-\alpha}, \; \frac{\partial g}{\partial K}")
    assert d.result.shape == (1, 1) and set(d.shapes.values()) == {()}
