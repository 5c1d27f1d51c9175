"""Do two arrays of values agree, and if not, how do they differ: by a factor, a sign, a transpose?"""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

_TINY = 1e-200
_SLIPS = [Fraction(p, q) for p in range(1, 9) for q in (1, 2, 3, 4)]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`ok`: both defined everywhere and equal within the tolerance; `error` the largest relative error (inf where undefined).

    `proved` is False for an agreement without force: both sides are zero at every point without having to be.
    """

    ok: bool
    error: float
    proved: bool = True
    undefined: bool = False

    def __bool__(self) -> bool:
        return self.ok and self.proved


_SAME = Comparison(True, 0.0)
_UNDEFINED = Comparison(False, float("inf"), False, True)


def agree(a: np.ndarray, b: np.ndarray, rtol: float = 1e-9, zero_allowed: bool = False) -> Comparison:
    """Compare two arrays (points first) that broadcast against each other.

    The error is relative to the largest entry of either.  Sides that vanish at all points prove nothing unless
    `zero_allowed` says that they do so by their form.

    >>> agree(np.array([1.0, 2.0]), np.array([1.0, 2.0]))
    Comparison(ok=True, error=0.0, proved=True, undefined=False)
    """
    largest = np.maximum(np.abs(a), np.abs(b)).max(initial=0.0)
    if not largest < np.inf:
        return _UNDEFINED
    if largest < _TINY:
        return Comparison(True, 0.0, zero_allowed)
    error = float(np.abs(a - b).max() / largest)
    return Comparison(error <= rtol, error)


def agree_up_to_transpose(a: np.ndarray, b: np.ndarray, rtol: float = 1e-9) -> Comparison:
    """Compare (points, ..., rows, columns) with (points, ..., columns, rows)."""
    turned = np.swapaxes(b, -1, -2)
    return agree(a, turned, rtol) if a.shape == turned.shape else Comparison(False, float("inf"))


def ratio(a: np.ndarray, b: np.ndarray, rtol: float = 1e-9) -> float | None:
    """The constant c with a = c b at all points, None if there is none (or all is zero or undefined)."""
    a, b = np.broadcast_arrays(a, b)
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return None
    top = np.unravel_index(np.abs(b).argmax(), b.shape) if b.size else ()
    if not b.size or abs(b[top]) < _TINY:
        return None
    c = float(a[top] / b[top])
    return c if c and agree(a, c * b, rtol) else None


def simple_factor(c: float) -> Fraction | None:
    """The small fraction a factor is, signed: 2, -1, 1/2, ...; None for any other number."""
    for fraction in _SLIPS:
        if abs(abs(c) - fraction) < 1e-9 * fraction:
            return fraction if c > 0 else -fraction
    return None
