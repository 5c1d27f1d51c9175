"""Elementwise functions, comparisons and constants as NumPy knows them, for both evaluators."""
from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import e, pi

import numpy as np

from ..functions import FUNCTIONS
from . import linalg

CONSTANTS = {"pi": pi, "e": e}
COMPARE = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "=": np.equal, "!=": np.not_equal}


@cache
def compiled(name: str) -> Callable[[np.ndarray], np.ndarray]:
    r"""The function of a row of FUNCTIONS, or the factorial; NaN where it is not real, for complex steps, too: the
    jumps of \log at a branch cut, i\pi and -i\pi, would cancel in a sum.

    >>> float(compiled("exp")(0.0))
    1.0
    """
    if name == "factorial":
        return linalg.factorial
    function = eval(f"lambda u: {FUNCTIONS[name].numpy}", linalg.SPECIAL_FUNCTIONS)
    if FUNCTIONS[name].real is None:
        return function
    low, high = FUNCTIONS[name].real
    return lambda u: function(np.where((low <= u.real) & (u.real <= high), u, np.nan) if np.iscomplexobj(u) else u)
