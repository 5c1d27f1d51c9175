"""Signs, definiteness and convexity told from the form."""
from __future__ import annotations

import pytest

from texderive.read import read
from texderive.solving.convexity import curvature
from texderive.solving.definite import definite
from texderive.types import interpret, interpret_value

DEFINITE = [
    (r"X^\top X + \lambda I", {"X": "N x d", r"\lambda": "positive"}, []),
    (r"X^\top X + \lambda I", {"X": "N x d", r"\lambda": "scalar"}, ["positive"]),
    (r"X^\top X", {"X": "N x d"}, ["full rank"]),
    (r"X^\top S^{-1} X + L", {"X": "N x d", "S": "N x N posdef", "L": "d x d posdef"}, []),
    (r"2A", {"A": "n x n symmetric"}, ["posdef"]),
    (r"A + A^\top", {"A": "n x n"}, ["posdef"]),
    (r"A - I", {"A": "n x n posdef"}, None),
    (r"-A", {"A": "n x n posdef"}, None),
    (r"A", {"A": "n x n"}, None),
]


@pytest.mark.parametrize("latex, declare, kinds", DEFINITE, ids=[row[0] + str(n) for n, row in enumerate(DEFINITE)])
def test_definite_under_conditions(latex, declare, kinds) -> None:
    """What has to hold for a matrix to be positive definite, None where its form does not tell."""
    found = definite(interpret_value(read(latex), declare).expr)
    assert kinds is None and found is None or kinds is not None and found is not None and [c.kind for c in found] == kinds


CURVED = [
    (r"\arg\min_W \|XW-Y\|_F^2 + \operatorname{tr}(W^\top W)", {"X": "N x d", "Y": "N x k", "W": "d x k"}, 1),
    (r"\arg\min_{w,b} \|Xw+b\mathbf 1-y\|^2", {"X": "N x d", "y": "N", "w": "d", "b": "scalar"}, 1),
    (r"\arg\max_\Lambda \log\det\Lambda - \operatorname{tr}(S\Lambda)", {r"\Lambda": "d x d posdef", "S": "d x d"}, -1),
    (r"\arg\min_w \log(1 + e^{-x^\top w})", {"x": "d", "w": "d"}, 1),
    (r"\arg\min_w -\log\sigma(x^\top w)", {"x": "d", "w": "d"}, 1),
    (r"\arg\min_x c^\top x", {"c": "n", "x": "n"}, 0),
    (r"\arg\min_x x^\top A x - x^\top B x", {"A": "n x n posdef", "B": "n x n posdef", "x": "n"}, None),
    (r"\arg\min_{U,V} \|A-UV^\top\|_F^2", {"A": "m x n", "U": "m x k", "V": "n x k"}, None),
    (r"\arg\min_x x^3", {"x": "scalar"}, None),
    (r"\arg\min_x e^{-x^2}", {"x": "scalar"}, None),
]


@pytest.mark.parametrize("latex, declare, sign", CURVED, ids=[row[0] for row in CURVED])
def test_curvature(latex, declare, sign) -> None:
    """Convex, concave, affine, or not told."""
    problem = interpret(read(latex), declare)
    found = curvature(problem.body, tuple(v.data for v in problem.variables))
    assert found is None and sign is None or found is not None and found.sign == sign
