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
    """The function of a row of FUNCTIONS, or the factorial.

    >>> float(compiled("exp")(0.0))
    1.0
    """
    if name == "factorial":
        return linalg.factorial
    return eval(f"lambda u: {FUNCTIONS[name].numpy}", linalg.SPECIAL_FUNCTIONS)
