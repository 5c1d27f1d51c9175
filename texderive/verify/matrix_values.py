"""Numeric values of matrix expressions over all points in one batch, written apart from the evaluator of index notation.

Every value is an array (..., points, rows, columns); in front of the points stands one axis for each index name in force,
the newest leftmost, so that `@`, NumPy's linear algebra and broadcasting apply as they are.  An index is an array of
0-based positions, so x_i, x_{t-1}, A_{ii} and A_{2j} are all one gather.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import e, pi

import numpy as np

from ..errors import ShapeError, TexDeriveError
from ..functions import FUNCTIONS
from ..matrix import Expr, Let
from ..symbols import Dim, Symbol
from . import linalg, opaque
from .points import Points, Sizes

_H = 1e-30                                                  # complex step
_D = 1e-2                                                   # spacing of central differences of order 8
_C8 = np.array([1 / 280, -4 / 105, 1 / 5, -4 / 5, 0.0, 4 / 5, -1 / 5, 4 / 105, -1 / 280])
_RELATIONS = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "=": np.equal, "!=": np.not_equal}


@dataclass(frozen=True, slots=True, eq=False)
class _Where:
    """An index in force: 0-based positions along its axis, (..., 1, 1, 1); those outside of 0..size-1 read 0."""

    at: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class _Nudge:
    """A symbol's perturbation: for each slot the axis (from the right) of its directions, and that of the stencil or None."""

    symbol: Symbol
    axes: tuple[int, ...]
    stencil: int | None


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a value depends on beside the points: indices by name, and the perturbations in force."""

    names: dict[str, _Where] = field(default_factory=dict)
    nudges: tuple[_Nudge, ...] = ()

    def bind(self, **more: _Where) -> "_Scope":
        return _Scope({**self.names, **more}, self.nudges)


def evaluate(expr: Expr, points: Points, free: Mapping[str, Dim] | None = None) -> np.ndarray:
    """(points, *sizes of the free index names in their order, rows, columns): the value of `expr` at every point.

    An index name of an open array, [body]_{ij}, has to be among `free`.  NaN or inf where undefined.
    """
    return MatrixEvaluator(points).value(expr, free)


class MatrixEvaluator:
    """Values of expressions at fixed points; what does not depend on an index or a derivative is kept.

    >>> MatrixEvaluator(points).value(expr, {"n": "N"}).shape     # (points, N, rows, columns)
    """

    def __init__(self, points: Points):
        self.sizes = points.sizes if isinstance(points.sizes, Sizes) else Sizes(points.sizes)
        self._env = points.env
        self._count = points.count
        self._axes = 0                               # index axes given out so far
        self._memo: dict = {}
        self._scopes: dict = {}                      # id -> scope, kept because the memo goes by id
        self._bare: dict = {}                        # perturbations -> the scope with these and no index

    def value(self, expr: Expr, free: Mapping[str, Dim] | None = None) -> np.ndarray:
        scope, axes = _Scope(), []
        for name, dim in (free or {}).items():
            axes.append(self._new_axis())
            scope = scope.bind(**{name: self._along(axes[-1], self.sizes[dim])})
        with np.errstate(all="ignore"):
            value = self._eval(expr, scope)
        sizes = [self.sizes[d] for d in (free or {}).values()]
        return self._bring(value, axes, sizes, expr)

    def _bring(self, value, axes, sizes, expr):
        """(points, *sizes, rows, columns): index axes in order behind the points; all others have size 1."""
        value = value.reshape((1,) * (3 + self._axes - value.ndim) + value.shape)
        n = value.ndim
        places = [n - 3 - a for a in axes]
        rest = [k for k in range(n - 3) if k not in places]
        value = value.transpose(rest + [n - 3] + places + [n - 2, n - 1]).reshape((value.shape[n - 3],) + tuple(value.shape[k] for k in places) + value.shape[-2:])
        shape = () if expr.op == "open" else tuple(self.sizes[d] for d in expr.shape)
        return np.broadcast_to(value, (self._count, *sizes, *(shape or value.shape[-2:])))

    # ------------------------------------------------------------ axes and scopes

    def _new_axis(self) -> int:
        self._axes += 1
        return self._axes

    def _along(self, axis: int, size: int) -> _Where:
        return _Where(np.arange(size).reshape((-1,) + (1,) * (axis + 2)))

    def _where(self, index: Expr, scope: _Scope) -> _Where:
        match index.op:
            case "idx":
                found = scope.names.get(index.data)
                if found is None:
                    raise TexDeriveError(f"the index {index.data} has no range here", hint="sum over it, or name its range")
                return found
            case "shift":
                return _Where(self._where(index.args[0], scope).at + index.data)
            case "num":
                return _Where(np.full((1, 1, 1), int(index.data) - 1))
            case "dim":
                return _Where(np.full((1, 1, 1), self.sizes[index.data] - 1))
        if index.op in ("add", "mul"):
            return _Where(np.round(self._eval(index, scope).real).astype(int) - 1)
        raise TexDeriveError("this index is not one that can be evaluated")

    def _eval(self, x: Expr, scope: _Scope) -> np.ndarray:
        if not scope.names and not scope.nudges:
            found = self._memo.get(x)
            if found is None:
                found = self._memo[x] = _OPS[x.op](self, x, scope)
            return found
        key = (x, id(scope))
        found = self._memo.get(key)
        if found is None:
            self._scopes[id(scope)] = scope
            found = self._memo[key] = _OPS[x.op](self, x, scope)
        return found

    # ------------------------------------------------------------ leaves

    def _num(self, x, scope):
        return np.full((1, 1, 1), float(x.data))

    def _const(self, x, scope):
        return np.full((1, 1, 1), {"pi": pi, "e": e}[x.data])

    def _dim(self, x, scope):
        return np.full((1, 1, 1), float(self.sizes[x.data]))

    def _idx(self, x, scope):
        return self._where(x, scope).at + 1.0

    def _filled(self, x, scope):
        rows, cols = (self.sizes[d] for d in x.shape)
        match x.op:
            case "eye":
                return np.eye(rows)[None]
            case "ones":
                return np.ones((1, rows, cols))
        return np.zeros((1, rows, cols))

    def _var(self, x, scope):
        return self._symbol(x.data, [self._where(a, scope) for a in x.args], scope)

    def _symbol(self, symbol: Symbol, at: list[_Where], scope: _Scope, let: Let | None = None) -> np.ndarray:
        if symbol in self._env:
            base = self._gather(self._given(symbol), at)
        elif let is not None or symbol.definition is not None:
            nudges = tuple(n for n in scope.nudges if n.symbol is not symbol)
            base = self._defined(symbol, at, self._without_indices(nudges), let)
        elif symbol.key in self.sizes:
            base = np.full((1, 1, 1), float(self.sizes[symbol.key]))
        else:
            raise TexDeriveError(f"no value is given for {symbol.key}", hint="every symbol of the formula needs an array")
        for nudge in scope.nudges:
            if nudge.symbol is symbol:
                base = base + self._nudged(nudge, at)
        return base

    def _given(self, symbol: Symbol) -> np.ndarray:
        """(*family sizes, points, rows, columns) of a symbol's array (points, *family sizes, *slots)."""
        key = ("given", symbol)
        found = self._memo.get(key)
        if found is None:
            array = np.asarray(self._env[symbol])
            family = len(symbol.family)
            member = tuple(self.sizes[d] for d in symbol.shape)
            array = array.reshape(array.shape[:1 + family] + member)
            found = self._memo[key] = np.moveaxis(array, 0, family)
        return found

    def _gather(self, array: np.ndarray, at: list[_Where]) -> np.ndarray:
        """The family members at these positions."""
        if not at:
            return array
        inside, picks = True, []
        for where, size in zip(at, array.shape):
            picks.append(where.at[..., 0, 0, 0].clip(0, size - 1))
            inside = inside & (where.at >= 0) & (where.at < size)
        return array[tuple(np.broadcast_arrays(*picks))] * inside

    def _defined(self, symbol: Symbol, at: list[_Where], scope: _Scope, let: Let | None) -> np.ndarray:
        source, names = (let.expr, let.params) if let is not None else (symbol.definition.source, symbol.letters)
        if source is None:
            raise TexDeriveError(f"the intermediate {symbol.key} has no matrix form to evaluate")
        return self._eval(source, scope.bind(**dict(zip(names, at))) if at else scope)

    def _nudged(self, nudge: _Nudge, at: list[_Where]) -> np.ndarray:
        mask = np.ones((1, 1, 1))
        for where, axis in zip(at, nudge.axes):
            mask = mask * (where.at == self._along(axis, self._slot_size(nudge, axis)).at)
        shape, axes = nudge.symbol.shape, nudge.axes[len(at):]
        for place, d in enumerate(shape):
            if d != 1:
                size, axis = self.sizes[d], axes[0]
                axes = axes[1:]
                entries = np.arange(size).reshape((-1, 1) if place == 0 else (1, -1))
                mask = mask * (self._along(axis, size).at == entries)
        if nudge.stencil is None:
            return mask * (1j * _H)
        return mask * (np.arange(-4, 5) * _D).reshape((-1,) + (1,) * (nudge.stencil + 2))

    def _slot_size(self, nudge, axis):
        return self.sizes[nudge.symbol.slots[nudge.axes.index(axis)]]

    def _ref(self, x, scope):
        let, at = x.data, [self._where(a, scope) for a in x.args]
        if let.symbol is not None and any(n.symbol is let.symbol for n in scope.nudges):
            return self._symbol(let.symbol, at, scope, let)
        bare = self._without_indices(scope.nudges)
        return self._eval(let.expr, bare.bind(**dict(zip(let.params, at))) if at else bare)

    def _without_indices(self, nudges: tuple[_Nudge, ...]) -> _Scope:
        found = self._bare.get(nudges)
        if found is None:
            found = self._bare[nudges] = _Scope({}, nudges)
        return found

    # ------------------------------------------------------------ arithmetic

    def _args(self, x, scope):
        return [self._eval(a, scope) for a in x.args]

    def _add(self, x, scope):
        first, *rest = self._args(x, scope)
        for value in rest:
            first = first + value
        return first

    def _mul(self, x, scope):
        """Scalars scale; the others multiply in order, vectors first so that a product of matrices stays cheap."""
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
        return self._eval(x.args[0], scope) / self._eval(x.args[1], scope)

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
        return base ** exponent

    def _mpow(self, x, scope):
        base, exponent = self._args(x, scope)
        return linalg.mpow(base, exponent[..., 0, 0])

    def _extreme(self, x, scope):
        a, b = self._args(x, scope)
        first = a.real >= b.real if x.op == "max" else a.real <= b.real
        return np.where(first, a, b)

    def _fn(self, x, scope):
        return _function(x.data)(self._eval(x.args[0], scope))

    def _fact(self, x, scope):
        return linalg.factorial(self._eval(x.args[0], scope))

    # ------------------------------------------------------------ conditions

    def _cmp(self, x, scope):
        a, b = self._args(x, scope)
        return _RELATIONS[x.data](np.round(a.real), np.round(b.real)) * 1.0

    def _delta(self, x, scope):
        a, b = self._args(x, scope)
        return (np.round(a.real) == np.round(b.real)) * 1.0

    def _ind(self, x, scope):
        a, b = self._args(x, scope)
        return _RELATIONS[x.data](a.real, b.real) * 1.0

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
                value = size.sum((-1, -2)) if 1 in x.args[0].shape else _largest(size.sum(-2))
            case "inf":
                value = _largest(size.reshape(size.shape[:-2] + (-1,)) if 1 in x.args[0].shape else size.sum(-1))
            case "spectral":
                value = linalg.spectral(a)
            case "nuclear":
                value = linalg.nuclear(a)
            case _:
                raise TexDeriveError(f"the norm {x.data!r} has no numeric value here")
        return value[..., None, None]

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

    def _kron(self, x, scope):
        a, b = self._args(x, scope)
        (m, n), (p, q) = ([self.sizes[d] for d in y.shape] for y in x.args)
        product = a[..., :, None, :, None] * b[..., None, :, None, :]
        product = np.broadcast_to(product, product.shape[:-4] + (m, p, n, q))
        return product.reshape(product.shape[:-4] + (m * p, n * q))

    def _eig(self, x, scope):
        values = linalg.eigenvalues(self._square(x, scope))
        if x.data in ("max", "min"):
            return values[..., 0 if x.data == "max" else -1, None, None]
        if x.data not in scope.names and not str(x.data).isdecimal():
            raise TexDeriveError(f"the eigenvalue numbered {x.data} has no numeric value")
        where = scope.names[x.data].at if x.data in scope.names else np.full((1, 1, 1), int(x.data) - 1)
        return self._select(values[..., None], where, np.zeros((1, 1, 1), int))

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
        """value[..., rows, columns] for index arrays over the index axes; 0 outside."""
        n, m = value.shape[-2:]
        inside = (rows >= 0) & (rows < n) & (columns >= 0) & (columns < m)
        batch = np.broadcast_shapes(value.shape[:-2], rows.shape[:-2], columns.shape[:-2])
        value = np.broadcast_to(value, batch + (n, m))
        rows = np.broadcast_to(rows[..., 0, 0].clip(0, n - 1), batch)
        columns = np.broadcast_to(columns[..., 0, 0].clip(0, m - 1), batch)
        grid = np.ogrid[tuple(slice(s) for s in batch)]
        return value[(*grid, rows, columns)][..., None, None] * inside

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

    def _open(self, x, scope):
        return self._eval(x.args[0], scope)

    # ------------------------------------------------------------ unspecified functions

    def _app(self, x, scope):
        return self._apply(x, scope, x.data, (), None)

    def _dapp(self, x, scope):
        function, by, *layout = x.data
        return self._apply(x, scope, function, tuple(by), layout[0] if layout else "numerator")

    def _apply(self, x, scope, function, by, layout):
        values = [self._full(a, scope) for a in x.args]
        if function.elementwise:
            batch = np.broadcast_shapes(*(v.shape for v in values))
            flat = [np.broadcast_to(v, batch)[..., None] for v in values]
            value = opaque.values(function.latex, flat, (), by)
            return value.reshape(batch)
        flat = [v.reshape(v.shape[:-2] + (-1,)) for v in values]
        width = max(f.ndim for f in flat)
        flat = [f.reshape((1,) * (width - f.ndim) + f.shape) for f in flat]
        axes = [self.sizes[d] for d in function.shape if d != 1]
        value = opaque.values(function.latex, flat, tuple(axes), by)
        batch, count = value.shape[:width - 1], len(axes)
        for k in by:
            axes += [self.sizes[d] for d in x.args[k].shape if d != 1]
        return self._oriented(value.reshape(batch + tuple(axes)), len(axes), count, x, layout)

    def _full(self, a: Expr, scope):
        value = self._eval(a, scope)
        return np.broadcast_to(value, value.shape[:-2] + tuple(self.sizes[d] for d in a.shape))

    def _oriented(self, tensor, axes, of_body, x, layout):
        """(..., rows, columns) of a tensor with `axes` trailing axes, the first `of_body` those of what was differentiated."""
        if axes > 2:
            raise ShapeError("a derivative with three or more axes is no matrix: take its components")
        if axes == 0:
            return tensor[..., None, None]
        if axes == 1:
            return tensor[..., None, :] if x.shape[0] == 1 else tensor[..., :, None]
        return np.swapaxes(tensor, -1, -2) if layout == "denominator" and of_body == 1 else tensor

    # ------------------------------------------------------------ derivatives

    def _deriv(self, x, scope):
        """The tensor (body axes, axes of each variable) by perturbing one variable after the other, as a matrix by layout."""
        body, *variables = x.args
        nested, nudges, where, axes = len(variables) > 1 or _has_deriv(body), [], [], []
        for k, variable in enumerate(variables):
            inner, how = _variable(variable)
            symbol = inner.data
            nudge = _Nudge(symbol, tuple(self._new_axis() for _ in symbol.slots), self._new_axis() if nested and (k > 0 or _has_deriv(body)) else None)
            nudges.append(nudge)
            at = [self._where(i, scope) for i in inner.args]
            if how == "comp":
                at += [self._where(i, scope) for i in variable.args[1:]]
            where.append(at)
            axes.append((nudge, how))
        value = self._eval(body, _Scope(scope.names, scope.nudges + tuple(nudges)))
        value = np.broadcast_to(value, value.shape[:-2] + tuple(self.sizes[d] for d in body.shape))
        for nudge in reversed(nudges):
            value = self._difference(value, nudge)
        value = np.where(np.abs(value) < 1e18, value, np.nan)
        return self._collect(value, x, axes, where)

    def _difference(self, value, nudge):
        if nudge.stencil is None:
            return value.imag / _H
        value = value.reshape((1,) * (3 + self._axes - value.ndim) + value.shape)
        weights = (_C8 / _D).reshape((-1,) + (1,) * (nudge.stencil + 2))
        return np.add.reduce(value * weights, axis=-3 - nudge.stencil, keepdims=True)

    def _collect(self, value, x, axes, where):
        """Directions moved behind the body's own axes; named components of a variable picked."""
        body = x.args[0]
        value = value.reshape((1,) * (3 + self._axes - value.ndim) + value.shape)
        kept = [k for k, d in enumerate(body.shape) if d != 1]
        tensor = value.reshape(value.shape[:-2] + tuple(value.shape[-2 + k] for k in kept))
        count, tail = len(kept), len(kept)
        for (nudge, how), at in zip(axes, where):
            for axis, position in zip(nudge.axes, at):          # family members and components named by an index
                tensor = self._pick(tensor, axis, position, tail)
            own = nudge.axes[len(at):]
            for axis in own:                                    # the others become axes of the answer
                source = tensor.ndim - tail - 1 - axis
                size = self._slot_size(nudge, axis)
                column = np.expand_dims(np.moveaxis(tensor, source, -1), source)
                tensor = np.broadcast_to(column, column.shape[:-1] + (size,))
                tail += 1
            if how == "T" and len(own) == 2:
                tensor = np.swapaxes(tensor, -1, -2)
            elif how == "vec" and len(own) == 2:
                tensor = np.swapaxes(tensor, -1, -2)
                tensor = tensor.reshape(tensor.shape[:-2] + (-1,))
                tail -= 1
        layout = x.data if isinstance(x.data, str) else "numerator"
        return self._oriented(tensor, tail, count, x, layout)

    def _pick(self, tensor, axis, position, tail):
        """Read the direction axis at the positions of an index: a one-hot sum."""
        source = tensor.ndim - tail - 1 - axis
        size = tensor.shape[source]
        ahead = position.at[..., 0, 0].reshape(position.at.shape[:-2] + (1,) * tail)
        hot = self._along(axis, size).at[..., 0, 0]
        hot = hot.reshape(hot.shape + (1,) * tail) == ahead
        picked = np.add.reduce(np.where(hot, tensor, 0.0), axis=-1 - tail - axis, keepdims=True)
        return picked.reshape((1,) * (tensor.ndim - picked.ndim) + picked.shape)


def _function(name: str):
    found = _FUNCTIONS.get(name)
    if found is None:
        found = _FUNCTIONS[name] = eval(f"lambda u: {FUNCTIONS[name].numpy}", {"np": np, "erf": linalg.erf})
    return found


_FUNCTIONS: dict = {}


def _together(arrays):
    return list(np.broadcast_arrays(*arrays))


def _largest(values):
    """The largest along the last axis by real part, its imaginary part kept."""
    return np.take_along_axis(values, values.real.argmax(-1)[..., None], -1)[..., 0]


def _variable(x: Expr) -> tuple[Expr, str]:
    """(the var node, how it is written): var, comp(var, i, j), T(var) or vec(var)."""
    if x.op in ("var", "ref"):
        return x, "var"
    if x.op in ("comp", "T", "vec") and x.args[0].op == "var":
        return x.args[0], x.op
    raise TexDeriveError("a derivative by this expression has no numeric value")


def _has_deriv(x: Expr) -> bool:
    seen, stack = set(), [x]
    while stack:
        y = stack.pop()
        if y in seen:
            continue
        seen.add(y)
        if y.op == "deriv":
            return True
        stack += y.args
        if y.op == "ref":
            stack.append(y.data.expr)
        elif y.op == "var" and y.data.definition is not None and y.data.definition.source is not None:
            stack.append(y.data.definition.source)
    return False


_SAME = {
    "num": "_num", "const": "_const", "dim": "_dim", "idx": "_idx", "shift": "_idx", "var": "_var", "ref": "_ref",
    "eye": "_filled", "ones": "_filled", "zeros": "_filled", "hpow": "_pow", "max": "_extreme", "min": "_extreme",
}
_NAMES = ("add mul had div pow mpow T tr det inv pinv mfn norm fn fact softmax diag diagpart vec kron eig block comp delta cmp ind cases "
          "sum prod app dapp deriv open").split()
_OPS = {op: getattr(MatrixEvaluator, method) for op, method in ({op: "_" + op for op in _NAMES} | _SAME).items()}
