"""NumPy source of Kronecker products, vec and what stands in them,
which index notation keeps whole (the twin of verify/wholes)."""
from __future__ import annotations

from collections.abc import Callable

from ..errors import UnsupportedError
from ..matrix import Expr, walk
from ..symbols import Dim, Symbol

Size = Callable[[Dim], str]


def whole_source(x: Expr, name: Callable[[Symbol], str], size: Size) -> str:
    """Source of the array of x without its axes of size one;
    `name` is the source of a symbol's array, `size` of a size."""
    code = _matrix(x, name, size)
    return code if x.is_scalar or 1 not in x.shape else code.removesuffix(".reshape(-1, 1)") + ".reshape(-1)"


def symbols_of(x: Expr) -> list[Symbol]:
    """The symbols of x, in order."""
    return [n.data for n in walk(x) if n.op == "var"]


def _matrix(x: Expr, name: Callable[[Symbol], str], size: Size) -> str:
    """Source of the number or the matrix (rows, columns) of x, which holds together."""
    law = _LAWS.get(x.op)
    if law is None:
        raise UnsupportedError(f"no NumPy code for a Kronecker product or vec with `{x.op}` in it", code="TD340",
                               hint="name that part by a letter")
    args = [name(x.data)] if x.op == "var" else [_matrix(a, name, size) for a in x.args]
    return law(x, args, size)


def _var(x: Expr, args: list[str], size: Size) -> str:
    if x.is_scalar or 1 not in x.shape:
        return args[0]
    return args[0] + ("[:, None]" if x.shape[1] == 1 else "[None, :]")


def _product(x: Expr, args: list[str], size: Size) -> str:
    code, scalar = args[0], x.args[0].is_scalar
    for a, factor in zip(args[1:], x.args[1:]):
        code += (" * " if scalar or factor.is_scalar else " @ ") + a
        scalar = scalar and factor.is_scalar
    return f"({code})"


def _block(x: Expr, args: list[str], size: Size) -> str:
    rows, columns = x.data
    cells = [f"np.reshape({a}, (1, 1))" if cell.is_scalar else a for a, cell in zip(args, x.args)]
    return "np.block([" + ", ".join("[" + ", ".join(cells[r * columns:(r + 1) * columns]) + "]" for r in range(rows)) + "])"


_LAWS: dict[str, Callable[[Expr, list[str], Size], str]] = {
    "var": _var,
    "num": lambda x, args, size: repr(float(x.data)) if x.data >= 0 else f"({float(x.data)!r})",
    "eye": lambda x, args, size: f"np.eye({size(x.shape[0])})",
    "ones": lambda x, args, size: f"np.ones(({size(x.shape[0])}, {size(x.shape[1])}))",
    "zeros": lambda x, args, size: f"np.zeros(({size(x.shape[0])}, {size(x.shape[1])}))",
    "block": _block,
    "add": lambda x, args, size: f"({' + '.join(args)})",
    "mul": _product,
    "had": lambda x, args, size: f"({' * '.join(args)})",
    "T": lambda x, args, size: args[0] if x.is_scalar else f"{args[0]}.T",
    "inv": lambda x, args, size: f"(1.0 / {args[0]})" if x.is_scalar else f"np.linalg.inv({args[0]})",
    "kron": lambda x, args, size: f"np.kron({args[0]}, {args[1]})",
    "vec": lambda x, args, size: args[0] if x.is_scalar else f"{args[0]}.T.reshape(-1, 1)",
    "unvec": lambda x, args, size: f"{args[0]}.reshape({size(x.shape[1])}, {size(x.shape[0])}).T",
}
