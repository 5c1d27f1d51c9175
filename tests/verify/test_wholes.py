"""Values of what index notation keeps whole."""
from __future__ import annotations

import numpy as np
import pytest

from texderive import matrix as m
from texderive.errors import TexDeriveError
from texderive.symbols import Symbol
from texderive.verify.wholes import whole_value

A, X = Symbol("A", "A", ("p", "q")), Symbol("x", "x", ("q", 1))
SIZES = {"p": 2, "q": 3, 1: 1}
RANDOM = np.random.default_rng(0)
VALUES = {s: RANDOM.normal(size=(1, *(SIZES[d] for d in s.slots))) for s in (A, X)}
a, x = VALUES[A][0], VALUES[X][0]


def value(expr):
    return whole_value(expr, VALUES.__getitem__, SIZES)[0]


@pytest.mark.parametrize("expr, expected", [
    (m.mul(m.var(A), m.var(X)), (a @ x)[:, None]), (m.T(m.var(A)), a.T), (m.mul(m.num(2), m.var(A)), 2 * a),
    (m.had(m.var(A), m.var(A)), a * a), (m.add(m.var(A), m.var(A)), 2 * a), (m.mul(m.eye("p"), m.var(A)), a),
])
def test_value_of_a_whole(expr, expected):
    """Products, sums and transposes of whole matrices are those of NumPy."""
    assert np.allclose(value(expr), expected)


def test_no_value_of_other_functions():
    """What is not among the laws is refused by name."""
    with pytest.raises(TexDeriveError) as caught:
        value(m.det(m.mul(m.var(A), m.T(m.var(A)))))
    assert caught.value.code == "TD334" and "det" in caught.value.message
