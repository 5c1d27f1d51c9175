"""Component functions of whole arrays: softmax, inverse, determinant, eigenvalues, matrix functions."""
from __future__ import annotations

import numpy as np

from ..errors import TexDeriveError
from . import linalg


def tensor_function(name: str, body: np.ndarray, count: int, extra) -> np.ndarray:
    """Slotted array of the function's value for the slotted array `body` with `count` slots."""
    if name == "softmax":
        return linalg.softmax(body, axis=count - 1)
    if name in ("entry_max", "entry_min"):
        return extreme_entry(body.reshape((-1, *body.shape[count:])), 0, name == "entry_max")
    a = np.moveaxis(body, (0, 1), (-2, -1))
    if name in _SCALAR_VALUED:
        return _SCALAR_VALUED[name](a)
    if name.startswith("eig"):
        return linalg.eigenvalues(a)[..., _rank(name)]
    if name in _VECTOR_VALUED:
        return np.moveaxis(_VECTOR_VALUED[name](a)[..., 0], -1, 0)
    if name.startswith("vector_eig"):
        return np.moveaxis(linalg.eigenvector(a, _rank(name.removeprefix("vector_")))[..., 0], -1, 0)
    if name == "mpow":
        value = linalg.mpow(a, extra)
    elif name in _MATRIX_VALUED:
        value = _MATRIX_VALUED[name](a)
    else:
        raise TexDeriveError(f"the tensor function {name} has no numeric value")
    return np.moveaxis(value, (-2, -1), (0, 1))


def extreme_entry(values: np.ndarray, axis: int, largest: bool) -> np.ndarray:
    """The largest or smallest along an axis by real part, its imaginary part kept."""
    order = values.real.argmax(axis) if largest else values.real.argmin(axis)
    return np.take_along_axis(values, np.expand_dims(order, axis), axis).squeeze(axis)


def _rank(name: str) -> int:
    """Which eigenvalue, the largest first: eigmax, eigmin, eig2."""
    return linalg.place_of(name.removeprefix("eig"))


_SCALAR_VALUED = {"det": np.linalg.det, "spectral": linalg.spectral, "nuclear": linalg.nuclear}
_VECTOR_VALUED = {"left_vector": linalg.left_vector, "right_vector": linalg.right_vector}
_MATRIX_VALUED = ({"inv": linalg.inv, "pinv": linalg.pinv, "polar": linalg.polar}
                  | {"m" + name: f for name, f in linalg.MATRIX_FUNCTIONS.items()})
