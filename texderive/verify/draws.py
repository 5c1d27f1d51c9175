"""Reproducible random numbers without numpy.random, which takes longer to load than a derivation takes.

The generator is splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): number k of
a stream is a hash of k, so a whole array is drawn in one go.
"""
from __future__ import annotations

from functools import lru_cache
from math import pi, prod
from zlib import crc32

import numpy as np

_GOLDEN, _FIRST, _SECOND = (np.uint64(c) for c in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
# streams whose first normal numbers are drawn together, and how many: one draw costs as much as all of them
_TOGETHER, _AT_FIRST = 16, 64
_30, _27, _31, _11, _32 = (np.uint64(k) for k in (30, 27, 31, 11, 32))


class Draws:
    """One stream of numbers; equal `seed`s, equal streams.

    >>> Draws("x").uniform(0, 1, 2).tolist() == Draws("x").uniform(0, 1, 2).tolist()
    True
    """

    def __init__(self, *seed: object):
        self._seed = seed
        self._stream = _stream(seed)
        self._next = 0

    def uniform(self, low: float, high: float, shape) -> np.ndarray:
        shape = shape if isinstance(shape, tuple) else (shape,)
        count = prod(shape)
        z = np.arange(self._next, self._next + count, dtype=np.uint64)
        self._next += count
        return (low + (high - low) * _unit(z + self._stream)).reshape(shape)

    def normal(self, shape) -> np.ndarray:
        """Standard normal."""
        shape = shape if isinstance(shape, tuple) else (shape,)
        count = prod(shape)
        if self._next == 0 and count <= _AT_FIRST and len(self._seed) == 3 and self._seed[1] in range(_TOGETHER):
            self._next = 2 * _AT_FIRST
            return _first_normals(self._seed[0], self._seed[2])[self._seed[1], :count].reshape(shape)
        return _normal(*self.uniform(0.0, 1.0, (2, *shape)))

    def whole(self, low: int, high: int, shape) -> np.ndarray:
        """Whole numbers from low to high - 1."""
        return self.uniform(low, high, shape).astype(int)

    def sign(self, shape) -> np.ndarray:
        return np.where(self.uniform(-1.0, 1.0, shape) < 0, -1.0, 1.0)


def _stream(seed: tuple) -> np.uint64:
    return np.uint64(crc32(repr(seed).encode())) << _32


def _unit(z: np.ndarray) -> np.ndarray:
    """Numbers from 0 to 1, hashes of the counters z."""
    z = z * _GOLDEN
    z = (z ^ (z >> _30)) * _FIRST
    z = (z ^ (z >> _27)) * _SECOND
    return ((z ^ (z >> _31)) >> _11) * 2.0 ** -53


def _normal(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Standard normal numbers from two uniform ones, by Box and Muller."""
    return np.sqrt(-2.0 * np.log1p(-u)) * np.cos(2 * pi * v)


@lru_cache(maxsize=16)
def _first_normals(first: object, last: object) -> np.ndarray:
    """Row k: the first normal numbers of the stream (first, k, last)."""
    streams = np.array([[_stream((first, k, last))] for k in range(_TOGETHER)])
    unit = _unit(streams + np.arange(2 * _AT_FIRST, dtype=np.uint64))
    return _normal(unit[:, :_AT_FIRST], unit[:, _AT_FIRST:])
