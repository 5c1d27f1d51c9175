"""Numeric values of matrix expressions over all points in one batch, written apart
from the evaluator of index notation."""
from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..errors import TexDeriveError
from ..matrix import Expr
from ..symbols import Dim
from . import linalg
from .elementwise import COMPARE, compiled
from .matrix_derivatives import DerivativeValues
from .points import Points
from .quiet import quietly
from .tensor_functions import extreme_entry


def evaluate(expr: Expr, points: Points, free: Mapping[str, Dim] | None = None) -> np.ndarray:
    """(points, *sizes of the free index names in their order, rows, columns): the value of `expr` at every point.

    An index name of an open array, [body]_{ij}, has to be among `free`.  NaN or inf where undefined.
    """
    return MatrixEvaluator(points).value(expr, free)


class MatrixEvaluator(DerivativeValues):
    """Values of expressions at fixed points; what does not depend on an index or a derivative is kept.

    >>> from texderive.matrix import idx, var
    >>> from texderive.symbols import Symbol
    >>> from texderive.verify.points import make_points
    >>> x = Symbol("x", "x", ("d", 1), ("N",), ("n",))
    >>> MatrixEvaluator(make_points([x], {"N": 3, "d": 2}, n=4)).value(var(x, idx("n")), {"n": "N"}).shape
    (4, 3, 2, 1)
    """

    outside = 0.0                              # the value of x_{i+1} at the last i

    @quietly
    def value(self, expr: Expr, free: Mapping[str, Dim] | None = None) -> np.ndarray:
        """(points, *sizes of the free index names in their order, rows, columns), as `evaluate`."""
        free = free or {}
        scope, axes = self._without_indices(()), []
        for name, dim in free.items():
            axes.append(self._new_axis())
            scope = scope.bind(**{name: self._along(axes[-1], self.sizes[dim])})
        # the letters of the outermost array are those of the result
        whole = expr.op == "open" and all(letter in free for letter in expr.data)
        value = self._eval(expr.args[0] if whole else expr, scope)
        return self._bring(value, axes, [self.sizes[d] for d in free.values()], expr)

    def _bring(self, value, axes, sizes, expr):
        """(points, *sizes, rows, columns): index axes in order behind the points; all others have size 1."""
        value = self._with_all_axes(value)
        n = value.ndim
        if n > 3:
            places = [n - 3 - a for a in axes]
            rest = [k for k in range(n - 3) if k not in places]
            value = value.transpose(rest + [n - 3] + places + [n - 2, n - 1]).reshape((value.shape[n - 3],)
                + tuple(value.shape[k] for k in places) + value.shape[-2:])
        rows, cols = value.shape[-2:] if expr.op == "open" else (self.sizes[d] for d in expr.shape)
        whole = (self._count, *sizes, rows, cols)
        return value if value.shape == whole else np.broadcast_to(value, whole)

    # ------------------------------------------------------------ arithmetic

    def _args(self, x, scope):
        return [self._eval(a, scope) for a in x.args]

    def _add(self, x, scope):
        first, *rest = self._args(x, scope)
        for value in rest:
            first = first + value
        return first

    def _mul(self, x, scope):
        """Scalars scale; the others multiply in order; a product that has become a scalar scales what follows."""
        scale, result, shape, masked = None, None, None, None
        for a in x.args:
            value = self._eval(a, scope)
            if a.op in ("cmp", "ind") and a.is_scalar:
                masked = value if masked is None else masked * value
            elif a.is_scalar:
                scale = value if scale is None else scale * value
            elif result is None:
                result, shape = value, a.shape
            elif shape == (1, 1):
                scale = result if scale is None else scale * result
                result, shape = value, a.shape
            else:
                result, shape = result @ value, (shape[0], a.shape[1])
        total = scale if result is None else result if scale is None else scale * result
        if masked is None:
            return total
        return masked if total is None else np.where(masked != 0, total, 0.0)

    def _had(self, x, scope):
        first, *rest = self._args(x, scope)
        for value in rest:
            first = first * value
        return first

    def _div(self, x, scope):
        top, below = (self._eval(a, scope) for a in x.args)
        above = x.args[0]
        if above.is_scalar and above.op == "mul" and any(a.op in ("cmp", "ind") for a in above.args):
            return np.where(top != 0, top / below, 0.0)      # what a condition switches off need not be defined
        return top / below

    def _pow(self, x, scope):
        base, exponent = self._args(x, scope)
        whole = exponent.real == np.floor(exponent.real)
        if np.iscomplexobj(exponent) or not whole.all():
            base = np.where((base.real < 0) & ~whole, np.nan, base)
        elif exponent.size == 1 and abs(exponent.flat[0]) <= 3:
            k = int(exponent.flat[0])
            power = np.ones((1, 1, 1))
            for _ in range(abs(k)):
                power = power * base
            return power if k >= 0 else 1 / power
        elif exponent.size == 1 and abs(exponent.flat[0]) >= linalg.LARGE:
            return linalg.whole_power(base, int(exponent.flat[0]))
        return base ** exponent

    def _mpow(self, x, scope):
        base, exponent = self._args(x, scope)
        return linalg.mpow(base, exponent[..., 0, 0])

    def _extreme(self, x, scope):
        a, b = self._args(x, scope)
        first = a.real >= b.real if x.op == "max" else a.real <= b.real
        return np.where(first, a, b)

    def _fn(self, x, scope):
        return compiled(x.data)(self._eval(x.args[0], scope))

    def _fact(self, x, scope):
        return linalg.factorial(self._eval(x.args[0], scope))

    # ------------------------------------------------------------ conditions

    def _cmp(self, x, scope):
        a, b = self._args(x, scope)
        return COMPARE[x.data](np.round(a.real), np.round(b.real)).astype(float)

    def _delta(self, x, scope):
        a, b = self._args(x, scope)
        return (np.round(a.real) == np.round(b.real)).astype(float)

    def _ind(self, x, scope):
        a, b = self._args(x, scope)
        return COMPARE[x.data](a.real, b.real).astype(float)

    def _cases(self, x, scope):
        *pairs, otherwise = self._args(x, scope)
        return np.select(_together([c != 0 for c in pairs[1::2]]), _together(pairs[::2]), otherwise)

    # ------------------------------------------------------------ matrices

    def _T(self, x, scope):
        return np.swapaxes(self._eval(x.args[0], scope), -1, -2)

    def _tr(self, x, scope):
        return np.trace(self._square(x, scope), axis1=-2, axis2=-1)[..., None, None]

    def _det(self, x, scope):
        return np.linalg.det(self._square(x, scope))[..., None, None]

    def _square(self, x, scope):
        """The argument at its full shape, which linear algebra needs."""
        value, size = self._eval(x.args[0], scope), self.sizes[x.args[0].shape[0]]
        columns = self.sizes[x.args[0].shape[1]]
        return value if value.shape[-2:] == (size, columns) else np.broadcast_to(value, value.shape[:-2] + (size, columns))

    def _inv(self, x, scope):
        return linalg.inv(self._square(x, scope))

    def _pinv(self, x, scope):
        return linalg.pinv(self._square(x, scope))

    def _mfn(self, x, scope):
        return linalg.MATRIX_FUNCTIONS[x.data](self._square(x, scope))

    def _norm(self, x, scope):
        a = self._square(x, scope)
        size = a * np.sign(a.real + (a.real == 0))                  # |a|, complex-step safe
        match x.data:
            case "2" | "F":
                value = np.sqrt((a * a).sum((-1, -2)))
            case "1":
                value = size.sum((-1, -2))
            case "inf":
                value = extreme_entry(size.reshape(size.shape[:-2] + (-1,)) if 1 in x.args[0].shape else size.sum(-1), -1, True)
            case "spectral":
                value = linalg.spectral(a)
            case "nuclear":
                value = linalg.nuclear(a)
            case _:
                raise TexDeriveError(f"the norm {x.data!r} has no numeric value here")
        return value[..., None, None]

    def _extreme_entry(self, x, scope):
        a = self._square(x, scope)
        return extreme_entry(a.reshape((*a.shape[:-2], -1)), -1, x.data == "max")[..., None, None]

    def _softmax(self, x, scope):
        return linalg.softmax(self._square(x, scope), axis=-2 if x.shape[1] == 1 else -1)

    def _diag(self, x, scope):
        a = self._square(x, scope)
        column = a if x.args[0].shape[1] == 1 else np.swapaxes(a, -1, -2)
        return column * np.eye(column.shape[-2])

    def _diagpart(self, x, scope):
        return np.diagonal(self._square(x, scope), axis1=-2, axis2=-1)[..., None]

    def _vec(self, x, scope):
        a = np.swapaxes(self._square(x, scope), -1, -2)
        return a.reshape(a.shape[:-2] + (-1, 1))

    def _unvec(self, x, scope):
        (a,), (rows, cols) = self._args(x, scope), (self.sizes[d] for d in x.shape)
        return np.swapaxes(a.reshape(a.shape[:-2] + (cols, rows)), -1, -2)

    def _kron(self, x, scope):
        a, b = self._args(x, scope)
        (m, n), (p, q) = ([self.sizes[d] for d in y.shape] for y in x.args)
        product = a[..., :, None, :, None] * b[..., None, :, None, :]
        product = np.broadcast_to(product, product.shape[:-4] + (m, p, n, q))
        return product.reshape(product.shape[:-4] + (m * p, n * q))

    def _commutation(self, x, scope):
        m, n = (self.sizes[d] for d in x.data)
        places = np.arange(m * n).reshape(n, m).T.reshape(-1)  # where the entries of X^T stand in vec(X)
        return np.eye(m * n)[places][None]

    def _eig(self, x, scope):
        values = linalg.eigenvalues(self._square(x, scope))
        if x.data in scope.names:
            return self._select(values[..., None], scope.names[x.data].at, np.zeros((1, 1, 1), int))
        return values[..., linalg.place_of(x.data), None, None]

    def _svec(self, x, scope):
        a = self._square(x, scope)
        return (linalg.left_vector if x.data[0] == "u" else linalg.right_vector)(a)

    def _svecs(self, x, scope):
        return linalg.thin_vectors(self._square(x, scope))[x.data[0] == "V"]

    def _evec(self, x, scope):
        return linalg.eigenvector(self._square(x, scope), linalg.place_of(x.data[0]))

    def _block(self, x, scope):
        rows, columns = x.data
        entries = []
        for a, value in zip(x.args, self._args(x, scope)):
            shape = tuple(self.sizes[d] for d in a.shape)
            entries.append(np.broadcast_to(value, value.shape[:-2] + shape))
        batch = np.broadcast_shapes(*(v.shape[:-2] for v in entries))
        entries = [np.broadcast_to(v, batch + v.shape[-2:]) for v in entries]
        lines = [np.concatenate(entries[r * columns:(r + 1) * columns], axis=-1) for r in range(rows)]
        return np.concatenate(lines, axis=-2)

    # ------------------------------------------------------------ indices

    def _comp(self, x, scope):
        body = x.args[0]
        value = self._square(x, scope)
        at = [self._where(i, scope).at for i in x.args[1:]]
        zero = np.zeros((1, 1, 1), int)
        rows = at.pop(0) if body.shape[0] != 1 else zero
        return self._select(value, rows, at.pop(0) if body.shape[1] != 1 else zero)

    def _select(self, value, rows, columns):
        """value[..., rows, columns] for index arrays over the index axes; `outside` where there is no such entry."""
        n, m = value.shape[-2:]
        inside = (rows >= 0) & (rows < n) & (columns >= 0) & (columns < m)
        batch = np.broadcast_shapes(value.shape[:-2], rows.shape[:-2], columns.shape[:-2])
        value = np.broadcast_to(value, batch + (n, m))
        rows = np.broadcast_to(rows[..., 0, 0].clip(0, n - 1), batch)
        columns = np.broadcast_to(columns[..., 0, 0].clip(0, m - 1), batch)
        grid = np.ogrid[tuple(slice(s) for s in batch)]
        return np.where(inside, value[(*grid, rows, columns)][..., None, None], self.outside)

    def _over(self, x, scope):
        """(body over the range as a new axis, mask of the values that count, axis)."""
        r = x.data
        axis, size = self._new_axis(), self.sizes[r.dim]
        where = self._along(axis, size)
        inner = scope.bind(**{r.index: where})
        mask = np.ones((size,) + (1,) * (axis + 2), bool)
        if r.lower != 1:
            mask = mask & (where.at + 1 >= self._bound(r.lower, scope))
        if r.upper is not None:
            mask = mask & (where.at + 1 <= self._bound(r.upper, scope))
        if len(x.args) == 2:
            mask = mask & (self._eval(x.args[1], inner).real != 0)
        body = self._eval(x.args[0], inner)
        return body, mask, -3 - axis

    def _bound(self, bound, scope):
        """The value of a range's end: an int, a dim name, or (dim or index name, offset)."""
        if isinstance(bound, int):
            return bound
        name, offset = bound if isinstance(bound, tuple) else (bound, 0)
        if name in scope.names:
            return scope.names[name].at + 1 + offset
        return self.sizes[name] + offset

    def _sum(self, x, scope):
        body, mask, axis = self._over(x, scope)
        return np.add.reduce(np.where(mask, body, 0.0), axis=axis, keepdims=True)

    def _prod(self, x, scope):
        body, mask, axis = self._over(x, scope)
        return np.multiply.reduce(np.where(mask, body, 1.0), axis=axis, keepdims=True)

    def _place(self, x, scope):
        """The number of the largest or smallest value, counted from 1."""
        kind, r = x.data
        body, mask, axis = self._over(Expr("sum", x.args, r, x.shape), scope)
        sign = 1.0 if kind == "max" else -1.0
        return np.where(mask, sign * body.real, -np.inf).argmax(axis=axis, keepdims=True) + 1.0

    def _open(self, x, scope):
        """An array by its entries: its letters are bound here and become rows and columns."""
        if x.is_scalar:
            return self._eval(x.args[0], scope)
        axes = [self._new_axis() for _ in x.data]
        inner = scope.bind(**{letter: self._along(axis, self.sizes[d]) for letter, axis, d in zip(x.data, axes, x.shape)})
        value = self._eval(x.args[0], inner)
        value = self._with_all_axes(value)
        for axis, to in zip(axes, (-2, -1)):                       # the axis of size 1 takes the place of the index
            value = np.swapaxes(value, value.ndim - 3 - axis, to)
        return value


def _together(arrays):
    return list(np.broadcast_arrays(*arrays))


_SAME = {
    "num": "_num", "const": "_const", "dim": "_dim", "idx": "_idx", "shift": "_idx", "var": "_var", "ref": "_ref",
    "eye": "_filled", "ones": "_filled", "zeros": "_filled", "hpow": "_pow", "extreme": "_extreme_entry",
    "max": "_extreme", "min": "_extreme",
}
_NAMES = ("add mul had div pow mpow T tr det inv pinv mfn norm fn fact softmax diag diagpart vec unvec kron "
          "commutation eig svec svecs evec block comp delta cmp ind cases "
          "sum prod place app dapp deriv open").split()
MatrixEvaluator._ops = {op: getattr(MatrixEvaluator, method) for op, method in ({op: "_" + op for op in _NAMES} | _SAME).items()}
