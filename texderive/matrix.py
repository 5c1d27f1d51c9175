r"""Matrix expressions: what a formula means, every node with a shape; no calculus, no layout.

A node is `Expr(op, args, data, shape)`; equal nodes compare equal.  The constructors below are the only way to make
nodes; they compute the shape, raise ShapeError where shapes contradict, and do only trivial truths (flattening, 1*x, x+0).
Vectors are columns (n, 1); `T` of one is (1, n); a 1x1 node is a scalar.  The table OPS lists every node kind.
"""
from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from .errors import ShapeError
from .records import record
from .symbols import SCALAR, Dim, Shape, Symbol

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
    """An index with its values: `dim` the size it runs over; lower and upper are given when the author's range is not the
    whole of it: 1-based inclusive bounds, an int, a dim name, or (dim or index name, offset)."""

    index: str
    dim: Dim
    lower: Any = 1
    upper: Any = None


@record(eq=False)
class Let:
    r"""A definition by the author or by us: `latex` names `expr`.  `params` are index names (y_n = ... has ("n",)) with `dims`."""

    key: str
    latex: str
    expr: "Expr"
    params: tuple[str, ...] = ()
    dims: tuple[Dim, ...] = ()
    symbol: Symbol | None = None


@record(eq=False)
class Opaque:
    r"""An unspecified differentiable function of `arity` arguments; `shape` is that of its value.  Where it `stands` for its only argument's dependent,
    a loss L of y, it is written L, and its derivatives \partial L/\partial y.  Where it has `signs`, its last argument is a parameter, and they
    stand between the arguments: p(y \mid x; \theta), or p_\theta(y \mid x) where there is one less; its derivatives by the parameter are \partial p_\theta(y \mid x)/\partial\theta.
    The entries of a `numbered` one are written \phi_j(x)."""

    latex: str
    arity: int = 1
    shape: Shape = SCALAR
    elementwise: bool = False
    stands: bool = False
    signs: tuple[str, ...] | None = None
    numbered: bool = False


class Expr:
    """A matrix expression; a value like a tuple: never written to, its hash and the list of what is below it kept."""

    __slots__ = ("op", "args", "data", "shape", "_hash", "_below")
    op: str
    args: tuple["Expr", ...]
    data: Any
    shape: Shape

    def __init__(self, op: str, args: tuple["Expr", ...], data: Any, shape: Shape):
        self.op, self.args, self.data, self.shape = op, args, data, shape
        self._hash = hash((op, args, data, shape))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other) -> bool:
        return self is other or (isinstance(other, Expr) and self._hash == other._hash and self.op == other.op
                                 and self.data == other.data and self.shape == other.shape and self.args == other.args)

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


def _show(shape: Shape) -> str:
    return "scalar" if shape == SCALAR else f"{shape[0]}x{shape[1]}"


def num(value) -> Expr:
    """A rational number; int, Fraction, or what Fraction takes."""
    return _ratio(*(value if type(value) is int or type(value) is Fraction else Fraction(value)).as_integer_ratio())          # the hash of a Fraction is dear


@lru_cache(maxsize=512)
def _ratio(numerator: int, denominator: int) -> Expr:
    return Expr("num", (), Fraction(numerator, denominator), SCALAR)


ZERO, ONE, MINUS_ONE = num(0), num(1), num(-1)


def const(name: str) -> Expr:
    r"""\pi or e."""
    return Expr("const", (), name, SCALAR)


def dim(name: Dim) -> Expr:
    """A size used as a number; a literal size is just that number."""
    return num(name) if isinstance(name, int) else Expr("dim", (), name, SCALAR)


def var(symbol: Symbol, *indices: Expr) -> Expr:
    """A symbol, (rows, columns); of a family, the member with these indices."""
    return Expr("var", indices, symbol, symbol.shape)


def ref(let: Let, *indices: Expr) -> Expr:
    """A named definition, of the shape of what it stands for; of a numbered one, the member with these indices."""
    return Expr("ref", indices, let, let.expr.shape)


def idx(name: str) -> Expr:
    """An index used as a number or to pick a component."""
    return Expr("idx", (), name, SCALAR)


def shift(index: Expr, by: int) -> Expr:
    """index + by, as in x_{t-1}."""
    if index.op == "num":
        return num(index.data + by)
    if index.op == "shift":
        index, by = index.args[0], index.data + by
    return index if by == 0 else Expr("shift", (index,), by, SCALAR)


def is_zero(x: Expr) -> bool:
    """Whether x is the number 0 or an array of zeros."""
    return x.op == "zeros" or (x.op == "num" and x.data == 0)


def zeros(shape: Shape) -> Expr:
    """All zeros; 0 for a scalar."""
    return ZERO if shape == SCALAR else Expr("zeros", (), None, shape)


def ones(shape: Shape) -> Expr:
    """All ones; 1 for a scalar."""
    return ONE if shape == SCALAR else Expr("ones", (), None, shape)


def eye(n: Dim) -> Expr:
    """The n x n identity; 1 for n = 1."""
    return ONE if n == 1 else Expr("eye", (), None, (n, n))


def add(*terms: Expr) -> Expr:
    """The sum of terms of one shape, flattened, without zeros."""
    flat = [t for term in terms for t in (term.args if term.op == "add" else (term,))]
    kept = [t for t in flat if not is_zero(t)]
    for t in flat[1:]:
        if t.shape != flat[0].shape:
            raise ShapeError(f"cannot add {_show(flat[0].shape)} and {_show(t.shape)}")
    if not kept:
        return flat[0] if flat else ZERO
    return kept[0] if len(kept) == 1 else Expr("add", tuple(kept), None, kept[0].shape)


def neg(x: Expr) -> Expr:
    """-x."""
    return mul(MINUS_ONE, x)


def _inner_product(x: Expr) -> bool:
    """A product that is a scalar although its factors are not all."""
    return x.is_scalar and not all(f.is_scalar for f in x.args)


def mul(*factors: Expr) -> Expr:
    """The product in order: scalars scale, the others multiply as matrices.

    A scalar such as x^T y stays a factor of its own among matrices: A (x^T y) z."""
    flat: Sequence[Expr] = factors
    if any([f.op == "mul" for f in factors]):
        alone = all([f.shape == SCALAR for f in factors])
        flat = [g for f in factors for g in (f.args if f.op == "mul" and (alone or not _inner_product(f)) else (f,))]
    rows = cols = coefficient = None
    rest, matrices, zero = [], 0, False
    for f in flat:
        if f.op == "num":
            coefficient = f.data if coefficient is None else coefficient * f.data
            continue
        rest.append(f)
        zero = zero or f.op == "zeros"
        if f.shape == SCALAR:
            continue
        matrices += 1
        if rows is None:
            rows, cols = f.shape
        elif cols == f.shape[0]:
            cols = f.shape[1]
        elif cols == 1 and rows == 1:          # a scalar product so far, now scaling
            rows, cols = f.shape
        else:
            raise ShapeError(f"cannot multiply {_show((rows, cols))} by {_show(f.shape)}")
    shape = SCALAR if rows is None else (rows, cols)
    if zero or coefficient is not None and not coefficient:
        return zeros(shape)
    if matrices > 1:
        rest = [f for f in rest if f.op != "eye"]
    if not rest:
        return ONE if coefficient is None else num(coefficient)
    if coefficient is not None and coefficient != 1:
        rest.insert(0, num(coefficient))
    return rest[0] if len(rest) == 1 else Expr("mul", tuple(rest), None, shape)


def had(*factors: Expr) -> Expr:
    r"""x \odot y of one shape, flattened; the product of scalars."""
    if all(f.is_scalar for f in factors):
        return mul(*factors)
    flat = [f for factor in factors for f in (factor.args if factor.op == "had" else (factor,))]
    for f in flat[1:]:
        if f.shape != flat[0].shape:
            raise ShapeError(f"elementwise product of {_show(flat[0].shape)} and {_show(f.shape)}")
    return flat[0] if len(flat) == 1 else Expr("had", tuple(flat), None, flat[0].shape)


def div(x: Expr, y: Expr) -> Expr:
    """x / y by a scalar, or entry by entry where both have one shape."""
    if not y.is_scalar and x.shape != y.shape:
        raise ShapeError(f"cannot divide {_show(x.shape)} by {_show(y.shape)}")
    if x.op == "num" and y.op == "num" and y.data != 0:
        return num(x.data / y.data)
    return x if y == ONE or x == ZERO and not (y.op == "num" and y.data == 0) else Expr("div", (x, y), None, x.shape)


def pow_(base: Expr, exponent: Expr) -> Expr:
    """A power of a scalar, or of a square matrix."""
    if not exponent.is_scalar:
        raise ShapeError("an exponent has to be a scalar")
    if base.is_scalar:
        return base if exponent == ONE else Expr("pow", (base, exponent), None, SCALAR)
    if base.shape[0] != base.shape[1]:
        raise ShapeError(f"only a square matrix has powers, not {_show(base.shape)}")
    return base if exponent == ONE else Expr("mpow", (base, exponent), None, base.shape)


def hpow(base: Expr, exponent: Expr) -> Expr:
    r"""x^{\odot e}, every entry to a scalar power."""
    if base.is_scalar:
        return pow_(base, exponent)
    return base if exponent == ONE else Expr("hpow", (base, exponent), None, base.shape)


def T(x: Expr) -> Expr:
    """The transpose, (columns, rows); those of T, I, 1 and 0 are known."""
    if x.is_scalar:
        return x
    if x.op == "T":
        return x.args[0]
    if x.op == "eye":
        return x
    if x.op in ("ones", "zeros"):
        return Expr(x.op, (), None, (x.shape[1], x.shape[0]))
    return Expr("T", (x,), None, (x.shape[1], x.shape[0]))


def _square(x: Expr, what: str) -> Expr:
    if x.shape[0] != x.shape[1]:
        raise ShapeError(f"{what} needs a square matrix, not {_show(x.shape)}")
    return x


def inv(x: Expr) -> Expr:
    """X^{-1} of a square matrix, 1/x of a scalar."""
    if x.is_scalar:
        return div(ONE, x)
    return x.args[0] if x.op == "inv" else Expr("inv", (_square(x, "an inverse"),), None, x.shape)


def tr(x: Expr) -> Expr:
    """The trace of a square matrix."""
    return x if x.is_scalar else Expr("tr", (_square(x, "a trace"),), None, SCALAR)


def det(x: Expr) -> Expr:
    """The determinant of a square matrix."""
    return x if x.is_scalar else Expr("det", (_square(x, "a determinant"),), None, SCALAR)


def norm(x: Expr, kind: str) -> Expr:
    r"""\|x\|, a scalar; `kind` as in OPS."""
    return fn("abs", x) if x.is_scalar else Expr("norm", (x,), kind, SCALAR)


def fn(name: str, x: Expr) -> Expr:
    """A function of FUNCTIONS, entry by entry."""
    return Expr("fn", (x,), name, x.shape)


def mfn(name: str, x: Expr) -> Expr:
    """A function of a square matrix as such, e^X; of a scalar the function itself."""
    return fn(name, x) if x.is_scalar else Expr("mfn", (_square(x, f"{name} of a matrix"),), name, x.shape)


def softmax(x: Expr) -> Expr:
    """The softmax of a vector, or of each row of a matrix."""
    return Expr("softmax", (x,), None, x.shape)


def diag(x: Expr) -> Expr:
    """The diagonal matrix of a column or row vector."""
    if x.is_scalar:
        return x
    n = x.shape[0] if x.shape[1] == 1 else x.shape[1]
    if x.is_matrix:
        raise ShapeError("diag of a matrix is its diagonal: use diagpart")
    return Expr("diag", (x,), None, (n, n))


def diagpart(x: Expr) -> Expr:
    """The diagonal of a square matrix, a column."""
    return x if x.is_scalar else Expr("diagpart", (_square(x, "a diagonal"),), None, (x.shape[0], 1))


def product_dim(*dims: Dim) -> Dim:
    """The size m*n of a vec or a Kronecker product; a product of literals is a literal."""
    value, names = 1, []
    for d in dims:
        if isinstance(d, int):
            value *= d
        else:
            names += [f"({d})"] if "+" in d else d.split("*")
    return "*".join(sorted(names) + [str(value)] * (value != 1)) if names else value


def sum_dim(*dims: Dim) -> Dim:
    """The size n+m+1 of blocks in a row.

    >>> sum_dim("n", 1, "d", 1), sum_dim(2, 3)
    ('n+d+2', 5)
    """
    value, names = 0, []
    for d in dims:
        if isinstance(d, int):
            value += d
        else:
            names.append(d)
    return "+".join(names + [str(value)] * (value != 0)) if names else value


def vec(x: Expr) -> Expr:
    """The columns of x, one below the other: (rows * columns, 1)."""
    return Expr("vec", (x,), None, (product_dim(*x.shape), 1))


def unvec(x: Expr, shape: Shape) -> Expr:
    """The matrix whose vec is x."""
    if x.op == "mul" and x.args[0].op == "num":
        return mul(x.args[0], unvec(mul(*x.args[1:]), shape))
    return x.args[0] if x.op == "vec" and x.args[0].shape == shape else Expr("unvec", (x,), None, shape)


def kron(x: Expr, y: Expr) -> Expr:
    r"""The Kronecker product x \otimes y."""
    return Expr("kron", (x, y), None, (product_dim(x.shape[0], y.shape[0]), product_dim(x.shape[1], y.shape[1])))


def commutation(rows: Dim, cols: Dim) -> Expr:
    """K with K vec(X) = vec(X^T) for rows x cols matrices X (Magnus & Neudecker)."""
    size = product_dim(rows, cols)
    return Expr("commutation", (), (rows, cols), (size, size))


def svec(x: Expr, side: str, latex: str) -> Expr:
    """The singular vector "u" (left) or "v" (right) of x for its largest singular value, printed as `latex`."""
    return Expr("svec", (x,), (side, latex), (x.shape[0 if side == "u" else 1], 1))


def svecs(x: Expr, side: str, latex: str) -> Expr:
    """All singular vectors "U" or "V" as columns; as many as the smaller of the two sizes of x."""
    rows, cols = x.shape
    count = rows if rows == cols else min(rows, cols) if isinstance(rows, int) and isinstance(cols, int) else f"min({rows},{cols})"
    return Expr("svecs", (x,), (side, latex), (rows if side == "U" else cols, count))


def evec(x: Expr, which: str, latex: str) -> Expr:
    """The eigenvector of the symmetric matrix x for its "max" or "min" eigenvalue, printed as `latex`."""
    return Expr("evec", (_square(x, "an eigenvector"),), (which, latex), (x.shape[0], 1))


def comp(x: Expr, *indices: Expr) -> Expr:
    """x_i of a vector, A_ij of a matrix; the axes of size 1 take no index."""
    axes = sum(d != 1 for d in x.shape)
    if len(indices) != axes:
        raise ShapeError(f"{axes} indices needed for {_show(x.shape)}, not {len(indices)}")
    return Expr("comp", (x, *indices), None, SCALAR) if indices else x


def delta(i: Expr, j: Expr) -> Expr:
    r"""\delta_{ij}."""
    return Expr("delta", (i, j), None, SCALAR)


def cmp(relation: str, i: Expr, j: Expr) -> Expr:
    """1 where the relation holds between two indices, else 0."""
    return Expr("cmp", (i, j), relation, SCALAR)


def ind(relation: str, x: Expr, y: Expr) -> Expr:
    """1 where the relation holds, entry by entry, else 0."""
    return Expr("ind", (x, y), relation, x.shape)


def sum_(range_: Range, body: Expr, condition: Expr | None = None) -> Expr:
    """The sum of body over an index, where the condition holds."""
    return Expr("sum", (body,) if condition is None else (body, condition), range_, body.shape)


def prod(range_: Range, body: Expr, condition: Expr | None = None) -> Expr:
    """The product of body over an index, where the condition holds."""
    return Expr("prod", (body,) if condition is None else (body, condition), range_, body.shape)


def maximum(x: Expr, y: Expr, op: str = "max") -> Expr:
    """The larger ("max") or smaller ("min") of two, entry by entry; a scalar is spread."""
    shape = x.shape if not x.is_scalar else y.shape
    return Expr(op, (x, y), None, shape)


def block(rows: Sequence[Sequence[Expr]]) -> Expr:
    """Blocks beside and below each other, of one height along each row and one width along each column."""
    shape = sum_dim(*[row[0].shape[0] for row in rows]), sum_dim(*[cell.shape[1] for cell in rows[0]])
    return Expr("block", tuple(cell for row in rows for cell in row), (len(rows), len(rows[0])), shape)


def in_blocks(x: Expr) -> bool:
    """Whether x is made of blocks that are not all numbers."""
    return x.op == "block" and not all([cell.is_scalar for cell in x.args])


def make(op: str, args: tuple[Expr, ...], data: Any, shape: Shape) -> Expr:
    """Any other node of OPS: cases, block, eig, fact, app, dapp, deriv, open, pinv."""
    return Expr(op, args, data, shape)


_REBUILD = {"add": add, "mul": mul, "had": had, "div": div, "pow": pow_, "mpow": pow_, "hpow": hpow, "T": T, "inv": inv, "tr": tr, "det": det}


def rebuild(x: Expr, args: tuple[Expr, ...]) -> Expr:
    """The same node over other arguments of the same shapes, through its constructor."""
    if args == x.args:
        return x
    make_ = _REBUILD.get(x.op)
    return make_(*args) if make_ else Expr(x.op, args, x.data, x.shape)


def terms(x: Expr) -> tuple[Expr, ...]:
    """The terms of a sum; anything else is one term."""
    return x.args if x.op == "add" else (x,)


def factors(x: Expr) -> tuple[Expr, ...]:
    """The factors of a product; anything else is one factor."""
    return x.args if x.op == "mul" else (x,)


def size(x: Expr) -> int:
    """Nodes of x as a tree: about how long it is when written."""
    return 1 + sum(map(size, x.args))


def walk(x: Expr, seen: set[Expr] | None = None) -> list[Expr]:
    """Every distinct node below x, x included, arguments first, and not those in `seen`, to which they are added; definitions of refs are not entered."""
    try:
        below = x._below
    except AttributeError:
        below = x._below = []
        _collect(x, below, set())
    if seen is None:
        return [*below, x]
    new = [n for n in (*below, x) if n not in seen]
    seen.update(new)
    return new


def _collect(x: Expr, found: list[Expr], seen: set[Expr]) -> None:
    for a in x.args:
        if a not in seen:
            seen.add(a)
            _collect(a, found, seen)
            found.append(a)


def renamed(x: Expr, to: dict[str, Expr]) -> Expr:
    """Index names replaced by index nodes."""
    if not to:
        return x
    if x.op == "idx":
        return to.get(x.data, x)
    if x.op == "shift":
        return shift(renamed(x.args[0], to), x.data)
    return rebuild(x, tuple(renamed(a, to) for a in x.args))
