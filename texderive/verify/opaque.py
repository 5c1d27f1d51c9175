"""A fixed concrete test function for every unspecified differentiable function, with all its derivatives.

f_o(z) = sum_h a_oh sin(w_h . z + b_oh) over the components z of all arguments;
the numbers follow from the function's name alone.
"""
from __future__ import annotations

from functools import lru_cache
from math import prod

import numpy as np

from .draws import Draws

_FEATURES = 3


def values(latex: str, arguments: list[np.ndarray], value_sizes: tuple[int, ...], by: tuple[int, ...] = ()) -> np.ndarray:
    """Value or derivative tensor of the test function called `latex`.

    arguments    one array (*batch, components) per argument, components flattened in row-major order
    value_sizes  sizes of the axes of the value, () for a scalar function
    by           numbers (from 0) of the arguments differentiated by, in order
    returns      (*batch, *value_sizes, then the flattened components of each argument in `by`)
    """
    outer, phase, *weights = _numbers(latex, prod(value_sizes), tuple(z.shape[-1] for z in arguments))
    inner = sum(z @ w for z, w in zip(arguments, weights))[..., None, :]
    features = outer * np.sin(inner + phase + len(by) * np.pi / 2)              # (*batch, values, features)
    for k in by:
        features = features[..., None, :] * weights[k]
    total = features.sum(axis=-1)
    batch = inner.shape[:-2]
    return total.reshape(batch + tuple(value_sizes) + tuple(weights[k].shape[0] for k in by))


@lru_cache(maxsize=256)
def _numbers(latex: str, count: int, lengths: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """a, b and for each argument w; the same first ones whatever the sizes."""
    draws = Draws(latex)

    def rows(low: float, high: float, length: int) -> np.ndarray:
        return draws.uniform(low, high, (64, _FEATURES))[np.arange(length) % 64]

    outer = rows(0.4, 1.2, count) * (1 + np.arange(count)[:, None] // 64)
    return (outer, rows(-1.0, 1.0, count), *(rows(0.3, 0.9, length) for length in lengths))
