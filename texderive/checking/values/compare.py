"""Whether two values agree: at every random point, up to a transpose, or not at all;
two undefined sides prove nothing."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...symbols import Shape

EQUAL, TRANSPOSED, DIFFERENT, SHAPES, UNDEFINED = "equal", "transposed", "different", "shapes", "undefined"
TOLERANCE = 2e-7                   # relative to the larger side; derivatives of second order are the least exact
_FLOOR = 1e-6                      # values below this are rounding errors of zero
_MARGIN = 2e-4                     # a difference below this is too small to be called wrong


@dataclass(frozen=True, slots=True)
class Value:
    """A member's value: (points, *sizes of `free`, rows, columns), the free index names, and its shape by name.

    `conditions` are those under which it is claimed, as ("i", "!=", "j")."""

    array: np.ndarray
    free: tuple[str, ...] = ()
    shape: Shape = (1, 1)
    conditions: tuple[tuple[str, str, str], ...] = ()

    @property
    def scalar(self) -> bool:
        return self.array.shape[-2:] == (1, 1)

    @property
    def zero(self) -> bool:
        return not (np.abs(self.array) >= 1e-11).any()                        # what has no value is no other number


def compare(a: Value, b: Value) -> str:
    """EQUAL, TRANSPOSED (only so), DIFFERENT, SHAPES (that cannot be compared)
    or UNDEFINED (no point where both have a value)."""
    pairs = ways(a, b)
    if not pairs:
        return SHAPES
    verdicts = [(kind, _agree(x, y)) for kind, x, y in pairs]
    for kind, verdict in verdicts:
        if verdict == EQUAL:
            return kind
    return DIFFERENT if all(v == DIFFERENT for _, v in verdicts) else UNDEFINED


def _agree(x: np.ndarray, y: np.ndarray) -> str:
    n = x.shape[0]
    x, y = x.reshape(n, -1), y.reshape(n, -1)
    claimed = ~(np.isnan(x) | np.isnan(y)).all(axis=0)             # entries that have a value at no point are left out
    if claimed.any():
        x, y = x[:, claimed], y[:, claimed]
    good = np.isfinite(x).all(axis=1) & np.isfinite(y).all(axis=1)
    if not good.any():
        return UNDEFINED
    x, y = np.real(x[good]), np.real(y[good])
    scale = np.maximum(np.abs(x).max(axis=1, initial=0), np.abs(y).max(axis=1, initial=0))
    error = np.abs(x - y).max(axis=1, initial=0) / np.maximum(scale, _FLOOR)
    if np.all(error <= TOLERANCE):
        return EQUAL
    wrong = error > _MARGIN
    few = wrong.sum() > 1 and np.all(wrong | (error <= TOLERANCE))  # beyond a kink, say, and the sides agree before it
    return DIFFERENT if few or wrong.sum() >= max(1, len(error) - 1) else UNDEFINED


def ways(a: Value, b: Value) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """The ways to lay both arrays over each other, with what agreement then means."""
    conditions = tuple(dict.fromkeys(a.conditions + b.conditions))
    if set(a.free) == set(b.free) and not conditions:
        return _by_shape(a, b, _order(b, a.free))
    if a.scalar and b.scalar:
        names = a.free + tuple(n for n in b.free if n not in a.free)
        x, y = np.broadcast_arrays(_spread(a, names), _spread(b, names))
        kept = _where(conditions, names, x.shape)
        if kept is not None and not kept.any():                # conditions that no entry meets: no value
            return [(EQUAL, np.full(x.shape, np.nan), np.full(y.shape, np.nan))]
        return [(EQUAL, x, y)] if kept is None else [(EQUAL, x[:, kept], y[:, kept])]
    if set(a.free) == set(b.free):
        return _by_shape(a, b, _order(b, a.free))
    if not a.scalar and not b.scalar and (set(a.free) <= set(b.free) or set(b.free) <= set(a.free)) and not conditions:
        return _by_shape(*_along(a, b))
    if a.free and a.scalar and not b.free:
        return _components(a, b)
    if b.free and b.scalar and not a.free:
        return [(kind, y, x) for kind, x, y in _components(b, a)]
    return []


def _where(conditions: tuple[tuple[str, str, str], ...], names: tuple[str, ...], shape: tuple[int, ...]) -> np.ndarray | None:
    """Which entries the conditions on the indices admit; None for all of them."""
    kept = None
    for left, sign, right in conditions:
        if left in names and right in names:
            i, j = (np.indices(shape[1:])[names.index(n)] for n in (left, right))
            here = i == j if sign == "=" else i != j
            kept = here if kept is None else kept & here
    return kept


def _by_shape(a: Value, b: Value, array: np.ndarray) -> list[tuple[str, np.ndarray, np.ndarray]]:
    out = []
    if a.shape == b.shape and a.array.shape == array.shape:
        out.append((EQUAL, a.array, array))
    if a.shape == b.shape[::-1] and a.shape != (1, 1) and a.array.shape == np.swapaxes(array, -1, -2).shape:
        out.append((TRANSPOSED, a.array, np.swapaxes(array, -1, -2)))
    return out


def _order(b: Value, names: tuple[str, ...]) -> np.ndarray:
    if b.free == names:
        return b.array
    n = len(b.free)
    return b.array.transpose(0, *(1 + b.free.index(name) for name in names), n + 1, n + 2)


def _spread(v: Value, names: tuple[str, ...]) -> np.ndarray:
    """A scalar's components with one axis for each of `names`, of size 1 where it does not depend on it."""
    return _with_axes(v, names)[..., 0, 0]


def _with_axes(v: Value, names: tuple[str, ...]) -> np.ndarray:
    """Its values with one axis for each of `names`, of size 1 where it does not depend on it,
    before rows and columns."""
    present = tuple(n for n in names if n in v.free)
    array = _order(v, present)
    return array.reshape(array.shape[:1] + tuple(array.shape[1 + present.index(n)] if n in present else 1
                                                 for n in names) + array.shape[-2:])


def _along(a: Value, b: Value) -> tuple[Value, Value, np.ndarray]:
    """Two vectors or matrices, one of them the same for all values of an index that the other has:
    both with all indices."""
    names = max(a.free, b.free, key=len)
    arrays = [_with_axes(v, names) for v in (a, b)]
    sizes = tuple(map(max, arrays[0].shape[:-2], arrays[1].shape[:-2]))
    x, y = (np.broadcast_to(array, sizes + array.shape[-2:]) for array in arrays)
    return Value(x, names, a.shape), Value(y, names, b.shape), y


def _components(a: Value, b: Value) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """The components f_k on one side, the vector or matrix on the other."""
    whole = b.array
    axes = tuple(k for k in (-2, -1) if whole.shape[k] == 1 and b.shape[k] == 1)
    whole = whole.squeeze(axis=axes) if axes else whole
    parts = a.array[..., 0, 0]
    out = []
    if whole.shape == parts.shape:
        out.append((EQUAL, parts, whole))
    if whole.ndim == 3 and parts.shape == np.swapaxes(whole, -1, -2).shape:
        out.append((TRANSPOSED, parts, np.swapaxes(whole, -1, -2)))
    return out
