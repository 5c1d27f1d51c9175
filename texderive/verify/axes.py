"""Arrays with named axes in one common layout: points last, every index at a fixed distance
from the right, new ones further left.

In a layout array the axis at position p is `-1 - p`; position 0 is that of the points.  An axis an array does not
depend on has size 1, or lies beyond its left end, so NumPy's broadcasting combines any two layout arrays as they are.
A "slotted" array has k leading slot axes before such a layout; `place` gives the slots their indices.
"""
from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..errors import UnsupportedError


def place(array: np.ndarray, positions: tuple[int, ...]) -> np.ndarray:
    """Layout array whose axis at positions[k] is slot k of the slotted `array`;
    a position used twice takes the diagonal."""
    k = len(positions)
    if not k:
        return array
    tail = array.ndim - k
    if min(positions) < tail or len(set(positions)) < k:
        return _place_on_the_way(array, positions, tail)
    order, axes = _placing(positions, tail)
    shape = array.shape
    return array.transpose(order).reshape([1 if a is None else shape[a] for a in axes])


@lru_cache(maxsize=4096)
def _placing(positions: tuple[int, ...], tail: int) -> tuple[tuple[int, ...], tuple[int | None, ...]]:
    """(order of the axes, axis of the array for each axis of the layout or None), where slots and tail do not meet."""
    k = len(positions)
    at = {p: slot for slot, p in enumerate(positions)}
    axes = tuple(at.get(p, k + tail - 1 - p if p < tail else None) for p in range(max(positions), -1, -1))
    return tuple(a for a in axes if a is not None), axes


def _place_on_the_way(array: np.ndarray, positions: tuple[int, ...], tail: int) -> np.ndarray:
    """`place` where a position is used twice, or the layout already has an axis there."""
    k = len(positions)
    for a in range(k):
        for b in range(a + 1, k):
            if positions[a] == positions[b]:
                array = np.moveaxis(np.diagonal(array, axis1=a, axis2=b), -1, a)
                return place(array, positions[:b] + positions[b + 1:])
    for slot, p in enumerate(positions):
        if p < tail and array.shape[-1 - p] != 1:          # the layout already runs over this index: take the diagonal
            array = np.moveaxis(np.diagonal(array, axis1=slot, axis2=array.ndim - 1 - p), -1, array.ndim - 2 - p)
            # the diagonal now stands where the index stood
            return place(array, positions[:slot] + positions[slot + 1:])
    width = max(tail, max(positions) + 1)
    at = {p: slot for slot, p in enumerate(positions)}
    axes = [at.get(p, k + tail - 1 - p if p < tail else None) for p in range(width - 1, -1, -1)]
    dropped = [k + tail - 1 - p for p in positions if p < tail]
    return array.transpose(dropped + [a for a in axes if a is not None]).reshape([1 if a is None else array.shape[a]
        for a in axes])


def split(array: np.ndarray, positions: tuple[int, ...], sizes: list[int]) -> np.ndarray:
    """Slotted array: the axes at these positions moved to the front at full size, size 1 where they stood."""
    if not positions:
        return array
    width = max(positions) + 1
    if array.ndim < width:
        array = array.reshape((1,) * (width - array.ndim) + array.shape)
    order, kept = _splitting(positions, array.ndim)
    moved, full, shape = array.transpose(order), tuple(sizes), array.shape
    if moved.shape[:len(full)] != full:
        moved = np.broadcast_to(moved, full + moved.shape[len(full):])
    return moved.reshape(full + tuple([1 if a is None else shape[a] for a in kept]))


@lru_cache(maxsize=4096)
def _splitting(positions: tuple[int, ...], ndim: int) -> tuple[tuple[int, ...], tuple[int | None, ...]]:
    """(order of the axes, axis kept at each place behind the slots or None)."""
    axes = tuple(ndim - 1 - p for p in positions)
    return axes + tuple(a for a in range(ndim) if a not in axes), tuple(None if a in axes else a for a in range(ndim))


def pick(array: np.ndarray, axis: int, component: int) -> np.ndarray:
    """One 1-based component along a leading axis, which vanishes; 0 outside of the range."""
    if 1 <= component <= array.shape[axis]:
        return array.take(component - 1, axis=axis)
    return np.zeros_like(array.take(0, axis=axis))


def slide(array: np.ndarray, axis: int, by: int) -> np.ndarray:
    """The array read at index + by along an axis; 0 outside of the range."""
    size = array.shape[axis]
    where = np.arange(size) + by
    inside = (where >= 0) & (where < size)
    shape = [1] * array.ndim
    shape[axis] = size
    return array.take(where.clip(0, size - 1), axis=axis) * inside.reshape(shape)


def answer(array: np.ndarray, positions: tuple[int, ...], sizes: list[int], count: int) -> np.ndarray:
    """(count points, *sizes) of a layout array whose other axes all have size 1;
    UnsupportedError where an index stands free besides (TD331)."""
    slotted = split(array, positions, sizes)
    k = len(positions)
    if any(n != 1 for n in slotted.shape[k:-1]):
        raise UnsupportedError("an index is not bound by a sum and not free here", code="TD331",
                               hint="write the sum around the whole term, or rename the index")
    moved = slotted.reshape(slotted.shape[:k] + (slotted.shape[-1],)).transpose(k, *range(k))
    return moved if moved.shape[0] == count else np.broadcast_to(moved, (count,) + moved.shape[1:])
