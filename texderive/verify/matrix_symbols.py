"""Symbols, definitions and indices of a matrix expression as arrays: the ground of `matrix_values`.

Every value is an array (..., points, rows, columns); in front of the points stands one axis for each index name in
force, the newest leftmost, so that `@`, NumPy's linear algebra and broadcasting apply as they are.  An index is an
array of 0-based positions, so x_i, x_{t-1}, A_{ii} and A_{2j} are all one gather.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

import numpy as np

from ..errors import TexDeriveError
from ..matrix import Expr, Let
from ..records import record
from ..symbols import Symbol
from .elementwise import CONSTANTS
from .points import Points, Sizes
from .probes import SPACING, STENCIL, STEP

OFFSETS = np.arange(-len(STENCIL), len(STENCIL) + 1)


@record(eq=False)
class Where:
    """An index in force: 0-based positions along its axis, (..., 1, 1, 1); those outside of 0..size-1 read 0."""

    at: np.ndarray


@record(eq=False)
class Nudge:
    """A symbol's perturbation: for each slot the axis (from the right) of its directions, and that
    of the stencil or None."""

    symbol: Symbol
    axes: tuple[int, ...]
    stencil: int | None


@record
class Scope:
    """What a value depends on beside the points: indices by name, and the perturbations in force."""

    names: dict[str, Where] = field(default_factory=dict)
    nudges: tuple[Nudge, ...] = ()

    def bind(self, **more: Where) -> "Scope":
        return Scope({**self.names, **more}, self.nudges)


class SymbolValues:
    """Values of leaves, and the walk with its memory; subclasses bring the operations in `_ops`."""

    _ops: dict[str, Callable] = {}

    def __init__(self, points: Points):
        self.sizes = points.sizes if isinstance(points.sizes, Sizes) else Sizes(points.sizes)
        self._env = points.env
        self._count = points.count
        self._axes = 0                               # index axes given out so far
        self._memo: dict = {}
        self._scopes: dict = {}                      # id -> scope, kept because the memo goes by id
        self._bare: dict = {}                        # perturbations -> the scope with these and no index

    # ------------------------------------------------------------ axes and scopes

    def _new_axis(self) -> int:
        self._axes += 1
        return self._axes

    def _with_all_axes(self, value: np.ndarray) -> np.ndarray:
        """With an axis for every index given out so far, of size 1 where the value has none."""
        missing = 3 + self._axes - value.ndim
        return value.reshape((1,) * missing + value.shape) if missing > 0 else value

    def _along(self, axis: int, size: int) -> Where:
        return Where(np.arange(size).reshape((-1,) + (1,) * (axis + 2)))

    def _where(self, index: Expr, scope: Scope) -> Where:
        match index.op:
            case "idx":
                found = scope.names.get(index.data)
                if found is None:
                    raise TexDeriveError(f"the index {index.data} has no range here", hint="sum over it, or name its range")
                return found
            case "shift":
                return Where(self._where(index.args[0], scope).at + index.data)
            case "num":
                return Where(np.full((1, 1, 1), int(index.data) - 1))
            case "dim":
                return Where(np.full((1, 1, 1), self.sizes[index.data] - 1))
        if index.op in ("add", "mul"):
            return Where(np.round(self._eval(index, scope).real).astype(int) - 1)
        raise TexDeriveError("this index is not one that can be evaluated")

    def _eval(self, x: Expr, scope: Scope) -> np.ndarray:
        if not scope.names and not scope.nudges:
            found = self._memo.get(x)
            if found is None:
                found = self._memo[x] = self._ops[x.op](self, x, scope)
            return found
        key = (x, id(scope))
        found = self._memo.get(key)
        if found is None:
            self._scopes[id(scope)] = scope
            found = self._memo[key] = self._ops[x.op](self, x, scope)
        return found

    # ------------------------------------------------------------ leaves

    def _num(self, x, scope):
        return np.full((1, 1, 1), float(x.data))

    def _const(self, x, scope):
        return np.full((1, 1, 1), CONSTANTS[x.data])

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

    def _symbol(self, symbol: Symbol, at: list[Where], scope: Scope, let: Let | None = None) -> np.ndarray:
        if symbol in self._env:
            base = self._gather(self._given(symbol), at)
        elif let is not None or symbol.definition is not None:
            nudges = tuple(n for n in scope.nudges if n.symbol is not symbol)
            base = self._defined(symbol, at, self._without_indices(nudges), let)
        elif symbol.key in self.sizes:
            base = np.full((1, 1, 1), float(self.sizes[symbol.key]))
        else:
            raise TexDeriveError(f"no value is given for {symbol.key}", code="TD219", hint=f"give it as env[{symbol.key!r}]")
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
            found = self._memo[key] = array.transpose(*range(1, family + 1), 0, -2, -1) if family else array
        return found

    def _gather(self, array: np.ndarray, at: list[Where]) -> np.ndarray:
        """The family members at these positions."""
        if not at:
            return array
        inside, picks = True, []
        for where, size in zip(at, array.shape):
            picks.append(where.at[..., 0, 0, 0].clip(0, size - 1))
            inside = inside & (where.at >= 0) & (where.at < size)
        return array[tuple(np.broadcast_arrays(*picks))] * inside

    def _defined(self, symbol: Symbol, at: list[Where], scope: Scope, let: Let | None) -> np.ndarray:
        source, names = (let.expr, let.params) if let is not None else (symbol.definition.source, symbol.letters)
        if source is None:
            raise TexDeriveError(f"the intermediate {symbol.key} has no matrix form to evaluate")
        return self._eval(source, scope.bind(**dict(zip(names, at))) if at else scope)

    def _nudged(self, nudge: Nudge, at: list[Where]) -> np.ndarray:
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
            return mask * (1j * STEP)
        return mask * (OFFSETS * SPACING).reshape((-1,) + (1,) * (nudge.stencil + 2))

    def _slot_size(self, nudge, axis):
        return self.sizes[nudge.symbol.slots[nudge.axes.index(axis)]]

    def _ref(self, x, scope):
        let, at = x.data, [self._where(a, scope) for a in x.args]
        if let.symbol is not None and any(n.symbol is let.symbol for n in scope.nudges):
            return self._symbol(let.symbol, at, scope, let)
        bare = self._without_indices(scope.nudges)
        return self._eval(let.expr, bare.bind(**dict(zip(let.params, at))) if at else bare)

    def _without_indices(self, nudges: tuple[Nudge, ...]) -> Scope:
        found = self._bare.get(nudges)
        if found is None:
            found = self._bare[nudges] = Scope({}, nudges)
        return found
