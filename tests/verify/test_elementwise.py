"""Elementwise functions hold near the real axis, where complex steps are taken."""
import numpy as np
import pytest

from texderive.functions import FUNCTIONS
from texderive.verify.elementwise import compiled

STEP = 1e-120


@pytest.mark.parametrize("name", [row.name for row in FUNCTIONS.values() if row.real is not None])
def test_a_step_beside_the_real_values_is_no_number(name):
    """Where a function has no real value neither has its complex step: jumps of opposite sign would cancel in a sum."""
    low, high = FUNCTIONS[name].real
    outside = low - 0.5 if high == np.inf else high + 0.5
    with np.errstate(invalid="ignore"):
        value = compiled(name)(np.array([outside + 1j * STEP, outside - 1j * STEP]))
    assert np.isnan(value.sum().imag)


@pytest.mark.parametrize("row", [row for row in FUNCTIONS.values() if row.real is not None], ids=lambda row: row.name)
def test_a_step_among_the_real_values_is_the_derivative(row):
    """Inside, the complex step agrees with a central difference."""
    u = np.array(row.domain).mean()
    f = compiled(row.name)
    assert f(np.array(u + 1j * STEP)).imag / STEP == pytest.approx((f(np.array(u + 1e-6)) - f(np.array(u - 1e-6))) / 2e-6, rel=1e-6)
