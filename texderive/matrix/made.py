r"""The constructors of matrix expressions: each computes the shape and does only trivial truths."""
from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ..errors import ShapeError
from ..symbols import SCALAR, Dim, Shape, Symbol, product_dim, sum_dim
from .nodes import Expr, Let, Range


def _show(shape: Shape) -> str:
    return "scalar" if shape == SCALAR else f"{shape[0]}x{shape[1]}"


def num(value) -> Expr:
    """A rational number; int, Fraction, or what Fraction takes."""
    # the hash of a Fraction is dear
    return _ratio(*(value if type(value) is int or type(value) is Fraction else Fraction(value)).as_integer_ratio())


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
    for f in factors:
        if f.op == "mul":
            flat = _flattened(factors)
            break
    rows = cols = coefficient = None
    rest, matrices, zero, identity = [], 0, False, False
    for f in flat:
        op = f.op
        if op == "num":
            coefficient = f if coefficient is None else num(coefficient.data * f.data)
            continue
        rest.append(f)
        shape = f.shape
        if shape == SCALAR:
            continue
        matrices += 1
        if op == "zeros":
            zero = True
        elif op == "eye":
            identity = True
        if rows is None:
            rows, cols = shape
        elif cols == shape[0]:
            cols = shape[1]
        elif cols == 1 and rows == 1:          # a scalar product so far, now scaling
            rows, cols = shape
        else:
            raise ShapeError(f"cannot multiply {_show((rows, cols))} by {_show(shape)}")
    shape = SCALAR if rows is None else (rows, cols)
    if zero or coefficient is not None and not coefficient.data:
        return zeros(shape)
    if identity and matrices > 1:
        rest = [f for f in rest if f.op != "eye"]
    if not rest:
        return ONE if coefficient is None else coefficient
    if coefficient is not None and coefficient != ONE:
        rest.insert(0, coefficient)
    return rest[0] if len(rest) == 1 else Expr("mul", tuple(rest), None, shape)


def _flattened(factors: Sequence[Expr]) -> list[Expr]:
    """The factors with those of products among them in their places."""
    alone = all([f.shape == SCALAR for f in factors])
    return [g for f in factors for g in (f.args if f.op == "mul" and (alone or not _inner_product(f)) else (f,))]


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
    count = (rows if rows == cols else min(rows, cols) if isinstance(rows, int) and isinstance(cols, int)
             else f"min({rows},{cols})")
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


OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}          # where a relation does not hold


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


def make(op: str, args: tuple[Expr, ...], data: Any, shape: Shape) -> Expr:
    """Any other node of OPS: cases, block, eig, fact, app, dapp, deriv, open, pinv."""
    return Expr(op, args, data, shape)
