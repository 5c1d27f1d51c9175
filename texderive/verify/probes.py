"""Perturbations of a symbol, by which the evaluator of index notation takes derivatives.

The innermost derivative takes a complex step (Squire and Trapp 1998), exact to rounding;
those around it central differences.
"""
from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..records import record
from ..symbols import Symbol

STEP = 1e-120                                                  # of the complex step
STENCIL = (4 / 5, -1 / 5, 4 / 105, -1 / 280)                   # central differences of order 8
SHORT = (2 / 3, -1 / 12)                                       # of order 4, for derivatives nested three deep and more
SPACING = 7e-3                                                 # of their points
UNDEFINED = 1e80                                               # a derivative this large is a branch cut, not a number


@record(eq=False)
class Probe:
    """A perturbation of one symbol: `axes` are the positions of its directions, one per slot; `stencil` holds the
    weights of the steps along the axis `line` for central differences, empty for a complex step."""

    symbol: Symbol
    depth: int
    axes: tuple[int, ...]
    stencil: tuple[float, ...] = ()
    line: int = 0

    def difference(self, value: np.ndarray) -> np.ndarray:
        """The derivative from the perturbed value."""
        if not self.stencil:
            return value.imag / STEP
        return np.add.reduce(value * _along(_mirrored(self.stencil) / SPACING, self.line), axis=-1 - self.line, keepdims=True)


def perturbed(slotted: np.ndarray, probe: Probe, sizes: tuple[int, ...]) -> np.ndarray:
    """The slotted array of the symbol, each component moved along the direction of its own."""
    k = len(probe.axes)
    steps = _steps(probe.axes, probe.stencil, probe.line, sizes)
    width = max(steps.ndim, slotted.ndim) - k
    return _widened(slotted, k, width) + _widened(steps, k, width)


def _widened(slotted: np.ndarray, slots: int, width: int) -> np.ndarray:
    """With `width` axes behind the slots."""
    missing = slots + width - slotted.ndim
    return slotted.reshape(slotted.shape[:slots] + (1,) * missing + slotted.shape[slots:]) if missing else slotted


@lru_cache(maxsize=1024)
def _steps(axes: tuple[int, ...], stencil: tuple[float, ...], line: int, sizes: tuple[int, ...]) -> np.ndarray:
    """Slotted: for each component the steps along its own direction, 0 along those of the others;
    made once, never written to."""
    k = len(axes)
    steps = _along(_mirrored(tuple(range(1, len(stencil) + 1))) * SPACING, line) if stencil else np.array([1j * STEP])
    width = max((steps.ndim, *(p + 1 for p in axes)))
    for slot, (axis, size) in enumerate(zip(axes, sizes)):
        steps = np.eye(size).reshape((1,) * slot + (size,) + (1,) * (k - 1 - slot) + (1,) * (width - 1 - axis)
                                     + (size,) + (1,) * axis) * steps
    steps.flags.writeable = False
    return steps


def _along(values: np.ndarray, axis: int) -> np.ndarray:
    return values.reshape((-1,) + (1,) * axis)


def _mirrored(half: tuple[float, ...]) -> np.ndarray:
    """The values of one half of a stencil, each followed by its negative."""
    return np.array([s * value for value in half for s in (1, -1)], dtype=float)
