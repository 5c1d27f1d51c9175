"""Values of Kronecker products, vec and what stands in them, which index notation keeps whole:
a small walk of its own, so that the judge of components needs no other."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np

from ..errors import TexDeriveError
from ..matrix import Expr
from ..symbols import Dim, Symbol


def whole_value(x: Expr, given: Callable[[Symbol], np.ndarray], sizes: Mapping[Dim, int]) -> np.ndarray:
    """(points or 1, rows, columns) of x; `given` has the array (points, *slots) of a symbol."""
    law = _LAWS.get(x.op)
    if law is None:
        raise TexDeriveError(f"a constant with {x.op} in it has no value here", code="TD334",
                             hint="name the product of matrices by a letter")
    return law(x, [whole_value(a, given, sizes) for a in x.args], given, [sizes[d] for d in x.shape])


def _var(x, args, given, shape):
    array = given(x.data)
    return array.reshape(array.shape[0], *shape)


def _product(x, args, given, shape):
    def times(a, b):
        return a * b if (1, 1) in (a.shape[1:], b.shape[1:]) else a @ b
    return reduce(times, args)


def _block(x, args, given, shape):
    rows, columns = x.data
    count = max(a.shape[0] for a in args)
    args = [np.broadcast_to(a, (count, *a.shape[1:])) for a in args]
    return np.concatenate([np.concatenate(args[r * columns:(r + 1) * columns], axis=2) for r in range(rows)], axis=1)


def _kron(x, args, given, shape):
    a, b = args
    return (a[:, :, None, :, None] * b[:, None, :, None, :]).reshape(-1, *shape)


_LAWS = {
    "var": _var,
    "num": lambda x, args, given, shape: np.full((1, 1, 1), float(x.data)),
    "eye": lambda x, args, given, shape: np.eye(shape[0])[None],
    "ones": lambda x, args, given, shape: np.ones((1, *shape)),
    "zeros": lambda x, args, given, shape: np.zeros((1, *shape)),
    "block": _block,
    "add": lambda x, args, given, shape: sum(args[1:], args[0]),
    "mul": _product,
    "had": lambda x, args, given, shape: reduce(np.multiply, args),
    "T": lambda x, args, given, shape: args[0].swapaxes(1, 2),
    "inv": lambda x, args, given, shape: np.linalg.inv(args[0]),
    "kron": _kron,
    "vec": lambda x, args, given, shape: args[0].swapaxes(1, 2).reshape(-1, *shape),
    "unvec": lambda x, args, given, shape: args[0].reshape(-1, shape[1], shape[0]).swapaxes(1, 2),
}
OPS = frozenset(_LAWS)
