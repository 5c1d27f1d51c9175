r"""Largest and smallest entries: \max_i x_i, \max(Ax), \|x\|_\infty."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

M = np.array([[1.0, -2.0, 0.5], [0.3, 1.0, 2.0]])
Z = np.array([0.7, -1.2, 0.4])
C = np.array([0.2, -0.1])


def _slope(f):
    """Central differences, exact for what is linear near Z."""
    return np.array([(f(Z + 1e-6 * e) - f(Z - 1e-6 * e)) / 2e-6 for e in np.eye(3)])


@pytest.mark.parametrize("latex, f", [
    (r"\nabla_z \max_i z_i", lambda z: z.max()), (r"\nabla_z \min_i z_i", lambda z: z.min()), (r"\nabla_z \|z\|_\infty", lambda z: abs(z).max()),
    (r"\nabla_z \max(Mz - c)", lambda z: (M @ z - C).max()), (r"\nabla_z \|Mz - c\|_\infty^2", lambda z: abs(M @ z - C).max() ** 2),
    (r"\nabla_z \max_j \sum_i M_{ji} z_i", lambda z: (M @ z).max()),
])
def test_largest_entries(latex, f):
    """The derivative picks the largest entry; what is printed has the same value when read again; that the entry is the only one is said."""
    declare, env = {"z": "n", "M": "m x n", "c": "m"}, {"z": Z, "M": M, "c": C}
    d = td.derive(latex, declare=declare)
    assert np.allclose(d.evaluate(env), _slope(f), atol=1e-8) and d.result.kind == "matrix"
    assert np.allclose(td.evaluate(d.result.latex, declare=declare, env=env).reshape(-1), _slope(f), atol=1e-8)
    assert any("entry" in a for a in d.assumptions)


def test_largest_over_members():
    """Over the members of a family the members stay."""
    d = td.derive(r"\nabla_z \max_i(u_i^\top z + c_i)", declare={"z": "n", "u_i": "n for i=1..m", "c_i": "scalar for i=1..m"})
    assert np.allclose(d.evaluate({"z": Z, "u_i": M, "c_i": C}), _slope(lambda z: (M @ z + C).max()), atol=1e-8)


def test_numpy_code_of_a_largest_entry():
    """The generated code gives what the derivation gives."""
    space: dict = {}
    d = td.derive(r"\nabla_z \max(Mz)", declare={"z": "n", "M": "m x n"})
    exec(d.to_numpy(), space)
    assert np.allclose(space["derivative"](Z, M), d.evaluate({"z": Z, "M": M}))
