r"""Matrix expressions: what a formula means, every node with a shape; no calculus, no layout.

A node is `Expr(op, args, data, shape)`; equal nodes compare equal.  The constructors of `made` are the only way to make
nodes; they compute the shape, raise ShapeError where shapes contradict,
and do only trivial truths (flattening, 1*x, x+0).
Vectors are columns (n, 1); `T` of one is (1, n); a 1x1 node is a scalar.  The table OPS lists every node kind.
"""
from __future__ import annotations

from typing import Any

from ..records import record
from ..symbols import SCALAR, Dim, Shape, Symbol


# op -> what args and data hold.  `s` stands for a scalar argument, `x` for any shape, `A` for a matrix.
OPS = {
    "num": "data: Fraction",
    "const": 'data: "pi" or "e" (Euler\'s number)',
    "dim": "data: a named size used as a number, N",
    "var": "data: Symbol; args: index nodes of its family axes",
    "ref": "data: Let, a named definition; args: index nodes of its parameters",
    "idx": "data: the name of an index, i",
    "shift": "args: (idx,); data: int, the index i + data",
    "add": "terms of one shape",
    "mul": "matrix product in order; scalars anywhere",
    "had": "elementwise product",
    "div": "(x, s), or elementwise (x, y) of one shape",
    "pow": "(s, s) scalar power",
    "hpow": "(x, s) elementwise power",
    "mpow": "(A, s) power of a square matrix",
    "T": "transpose",
    "inv": "inverse of a square matrix",
    "pinv": "Moore-Penrose inverse",
    "tr": "trace",
    "det": "determinant",
    "norm": 'data: "2" (vector), "F", "1", "inf", "spectral", "nuclear"',
    "fn": "data: name of an elementwise function (FUNCTIONS in texderive.functions); any shape",
    "mfn": "data: name of a matrix function (exp, log, sin, cos, sqrt) of a square matrix",
    "softmax": "softmax of a vector, or of each row of a matrix",
    "diag": "diagonal matrix of a vector",
    "diagpart": "the diagonal of a square matrix as a column",
    "vec": "columns stacked into one",
    "unvec": "(x,): the matrix of this shape whose columns, one below the other, are x",
    "kron": "Kronecker product",
    "commutation": "data: (m, n): the permutation matrix with K vec(X) = vec(X^T) for X of this shape",
    "ones": "all ones (shape)",
    "zeros": "all zeros (shape)",
    "eye": "identity (shape)",
    "comp": "(x, i) or (A, i, j): a component, a scalar; index nodes are idx, shift or num (1-based)",
    "delta": "(i, j): Kronecker delta",
    "sum": "data: Range; args: (body,) or (body, condition): sum over an index",
    "prod": "data: Range; args as sum",
    "place": 'data: ("max" or "min", Range); args as sum: the value of the index at which the body is largest or smallest',
    "cmp": 'data: "<", "<=", ">", ">=", "=", "!="; args: two index nodes: 1 or 0',
    "ind": "data as cmp; args: two expressions of one shape (or a scalar second): elementwise indicator, 1 or 0",
    "cases": "(value, condition, value, condition, ..., otherwise): scalars; conditions are ind or cmp",
    "max": "elementwise maximum of two",
    "min": "elementwise minimum of two",
    "extreme": 'data: "max" or "min": the largest or smallest entry of an array',
    "block": "data: (rows, columns); args: entries in row-major order, scalars or blocks",
    "eig": 'data: "max", "min" or an index: an eigenvalue of a symmetric matrix',
    "svec": 'data: ("u" or "v", LaTeX of its name): the unit left or right singular vector of A for the largest singular value',
    "svecs": 'data: ("U" or "V", LaTeX of its name): all of them side by side, for the thin singular value decomposition',
    "evec": 'data: ("max" or "min", LaTeX of its name): the unit eigenvector of a symmetric matrix for that eigenvalue',
    "fact": "s!",
    "app": "data: Opaque; args: expressions: an unspecified function applied",
    "dapp": "data: (Opaque, argument numbers): its derivative by these arguments, at args",
    "deriv": "data: layout; args: (body, variable, ...): unevaluated, shape by layout; variables are var, comp, T(var), vec(var)",
    "open": "data: names of free indices; args: (body,): the array [body]_{ij...} printed in index form",
}


@record
class Range:
    """An index with its values: `dim` the size it runs over; lower and upper are given when the author's range is not
    the whole of it: 1-based inclusive bounds, an int, a dim name, or (dim or index name, offset)."""

    index: str
    dim: Dim
    lower: Any = 1
    upper: Any = None


@record(eq=False)
class Let:
    r"""A definition by the author or by us: `latex` names `expr`.  `params` are index names (y_n = ...
    has ("n",)) with `dims`."""

    key: str
    latex: str
    expr: "Expr"
    params: tuple[str, ...] = ()
    dims: tuple[Dim, ...] = ()
    symbol: Symbol | None = None


@record(eq=False)
class Opaque:
    r"""An unspecified differentiable function of `arity` arguments; `shape` is that of its value.  Where it `stands`
    for its only argument's dependent, a loss L of y, it is written L, and its derivatives \partial L/\partial y.  Where
    it has `signs`, its last argument is a parameter, and they stand between the arguments: p(y \mid x; \theta),
    or p_\theta(y \mid x) where there is one less; its derivatives by the parameter
    are \partial p_\theta(y \mid x)/\partial\theta.
    The entries of a `numbered` one are written \phi_j(x)."""

    latex: str
    arity: int = 1
    shape: Shape = SCALAR
    elementwise: bool = False
    stands: bool = False
    signs: tuple[str, ...] | None = None
    numbered: bool = False


class Expr:
    """A matrix expression; a value like a tuple: never written to, the tuple, its hash and the list
    of what is below it kept."""

    __slots__ = ("op", "args", "data", "shape", "_parts", "_hash", "_below")
    op: str
    args: tuple["Expr", ...]
    data: Any
    shape: Shape

    def __init__(self, op: str, args: tuple["Expr", ...], data: Any, shape: Shape):
        self.op, self.args, self.data, self.shape = op, args, data, shape
        self._parts = parts = (op, args, data, shape)
        self._hash = hash(parts)
        self._below = None

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other) -> bool:
        return self is other or type(other) is Expr and self._hash == other._hash and self._parts == other._parts

    @property
    def is_scalar(self) -> bool:
        return self.shape == SCALAR

    @property
    def is_vector(self) -> bool:
        return self.shape[1] == 1 and self.shape[0] != 1

    @property
    def is_row(self) -> bool:
        return self.shape[0] == 1 and self.shape[1] != 1

    @property
    def is_matrix(self) -> bool:
        return 1 not in self.shape

    def __repr__(self) -> str:
        inner = ", ".join([repr(self.data)] * (self.data is not None) + [repr(a) for a in self.args])
        return f"{self.op}({inner})"
