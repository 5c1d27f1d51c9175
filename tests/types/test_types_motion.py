"""Derivatives by time along a motion, and by vectors whose entries have names of their own."""
from __future__ import annotations

import texderive as td


def test_along_a_motion_in_denominator_layout():
    """The value does not depend on the layout."""
    assert td.derive(r"W(z) = z^T M z, \; \dot W", layout="denominator").result.shape == (1, 1)


def test_power_of_a_capital_letter():
    r"""K^\alpha is a power of a number."""
    d = td.derive(r"g(K,L) = B K^\alpha L^{1-\alpha}, \; \frac{\partial g}{\partial K}")
    assert d.result.shape == (1, 1) and set(d.shapes.values()) == {()}
