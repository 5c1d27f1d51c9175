"""Matrix expressions: nodes with shapes, their constructors, and what is asked of them everywhere."""
from __future__ import annotations

from .nodes import OPS, Expr, Let, Opaque, Range
from .made import (
    MINUS_ONE, ONE, OPPOSITE, T, ZERO, add, block, cmp, commutation, comp, const, delta, det, diag, diagpart, dim, div,
    evec, eye, fn, had, hpow, idx, ind, inv,
    is_zero, kron, make, maximum, mfn, mul, neg, norm, num, ones, pow_, prod, ref, shift, softmax, sum_, svec, svecs,
    tr, unvec, var, vec, zeros,
)
from .walks import depends_on, factors, has_minus, in_blocks, limits, opened, rebuild, renamed, scalars_apart, size, terms, walk
