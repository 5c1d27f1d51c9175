"""Do two arrays of values agree?"""
from __future__ import annotations

import numpy as np

from ..records import record

_TINY = 1e-200
_most = np.maximum.reduce          # .max() takes twice as long for arrays as small as these


@record
class Comparison:
    """`ok`: both defined everywhere and equal within the tolerance;
    `error` the largest relative error (inf where undefined).

    `proved` is False for an agreement without force: both sides are zero at every point without having to be.
    """

    ok: bool
    error: float
    proved: bool = True
    undefined: bool = False

    def __bool__(self) -> bool:
        return self.ok and self.proved


SAME = Comparison(True, 0.0)
_UNDEFINED = Comparison(False, float("inf"), False, True)


def agree(a: np.ndarray, b: np.ndarray, rtol: float = 1e-9, zero_allowed: bool = False) -> Comparison:
    """Compare two arrays (points first) that broadcast against each other.

    The error is relative to the largest entry of either.  Sides that vanish at all points prove nothing unless
    `zero_allowed` says that they do so by their form.

    >>> agree(np.array([1.0, 2.0]), np.array([1.0, 2.0]))
    Comparison(ok=True, error=0.0, proved=True, undefined=False)
    """
    largest = _most(np.maximum(np.abs(a), np.abs(b)), axis=None, initial=0.0)
    if not largest < np.inf:
        return _UNDEFINED
    if largest < _TINY:
        return Comparison(True, 0.0, zero_allowed)
    error = float(_most(np.abs(a - b), axis=None) / largest)
    return Comparison(error <= rtol, error)
