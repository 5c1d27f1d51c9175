"""Reproducible random numbers without numpy.random, which takes longer to load than a derivation takes.

The generator is splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): number k of a stream is a
hash of k, so a whole array is drawn in one go.
"""
from __future__ import annotations

from math import pi, prod
from zlib import crc32

import numpy as np

_GOLDEN, _FIRST, _SECOND = (np.uint64(c) for c in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
_30, _27, _31, _11, _32 = (np.uint64(k) for k in (30, 27, 31, 11, 32))


class Draws:
    """One stream of numbers; equal `seed`s, equal streams.

    >>> Draws("x").uniform(0, 1, 2).tolist() == Draws("x").uniform(0, 1, 2).tolist()
    True
    """

    def __init__(self, *seed: object):
        self._stream = np.uint64(crc32(repr(seed).encode())) << _32
        self._next = 0

    def uniform(self, low: float, high: float, shape) -> np.ndarray:
        shape = shape if isinstance(shape, tuple) else (shape,)
        count = prod(shape)
        z = np.arange(self._next, self._next + count, dtype=np.uint64)
        self._next += count
        z = (z + self._stream) * _GOLDEN
        z = (z ^ (z >> _30)) * _FIRST
        z = (z ^ (z >> _27)) * _SECOND
        unit = ((z ^ (z >> _31)) >> _11) * 2.0 ** -53
        return (low + (high - low) * unit).reshape(shape)

    def normal(self, shape) -> np.ndarray:
        """Standard normal, by Box and Muller."""
        shape = shape if isinstance(shape, tuple) else (shape,)
        u, v = self.uniform(0.0, 1.0, (2, *shape))
        return np.sqrt(-2.0 * np.log1p(-u)) * np.cos(2 * pi * v)

    def whole(self, low: int, high: int, shape) -> np.ndarray:
        """Whole numbers from low to high - 1."""
        return self.uniform(low, high, shape).astype(int)

    def sign(self, shape) -> np.ndarray:
        return np.where(self.uniform(-1.0, 1.0, shape) < 0, -1.0, 1.0)
