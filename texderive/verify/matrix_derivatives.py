"""Unevaluated derivatives and unspecified functions in matrix expressions:
tensors by perturbation, brought into a layout.

One derivative takes a complex step (Squire & Trapp 1998), exact to rounding;
further ones central differences of order 8.
"""
from __future__ import annotations

import numpy as np

from ..errors import ShapeError, TexDeriveError
from ..matrix import Expr
from . import opaque
from .matrix_symbols import Nudge, Scope, SymbolValues
from .probes import SPACING, STENCIL, STEP, UNDEFINED

WEIGHTS = np.array([*(-w for w in reversed(STENCIL)), 0.0, *STENCIL]) / SPACING          # at OFFSETS


class DerivativeValues(SymbolValues):
    """Adds app, dapp and deriv to the values of symbols."""

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
        """(..., rows, columns) of a tensor with `axes` trailing axes, the first `of_body` those
        of what was differentiated."""
        if axes > 2:
            raise ShapeError("a derivative with three or more axes is no matrix: take its components")
        if axes == 0:
            return tensor[..., None, None]
        if axes == 1:
            return tensor[..., None, :] if x.shape[0] == 1 else tensor[..., :, None]
        return np.swapaxes(tensor, -1, -2) if layout == "denominator" and of_body == 1 else tensor

    # ------------------------------------------------------------ derivatives

    def _deriv(self, x, scope):
        """The tensor (body axes, axes of each variable) by perturbing one variable after the other,
        as a matrix by layout."""
        body, *variables = x.args
        nested, nudges, where, axes = len(variables) > 1 or _has_deriv(body), [], [], []
        for k, variable in enumerate(variables):
            inner, how = _variable(variable)
            symbol = inner.data
            nudge = Nudge(symbol, tuple(self._new_axis() for _ in symbol.slots), self._new_axis()
                          if nested and (k > 0 or _has_deriv(body)) else None)
            nudges.append(nudge)
            at = [self._where(i, scope) for i in inner.args]
            if how == "comp":
                at += [self._where(i, scope) for i in variable.args[1:]]
            where.append(at)
            axes.append((nudge, how))
        value = self._full(body, Scope(scope.names, scope.nudges + tuple(nudges)))
        for nudge in reversed(nudges):
            value = self._difference(value, nudge)
        value = np.where(np.abs(value) < UNDEFINED, value, np.nan)
        return self._collect(value, x, axes, where)

    def _difference(self, value, nudge):
        if nudge.stencil is None:
            return value.imag / STEP
        value = self._with_all_axes(value)
        weights = WEIGHTS.reshape((-1,) + (1,) * (nudge.stencil + 2))
        return np.add.reduce(value * weights, axis=-3 - nudge.stencil, keepdims=True)

    def _collect(self, value, x, axes, where):
        """Directions moved behind the body's own axes; named components of a variable picked."""
        body = x.args[0]
        value = self._with_all_axes(value)
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
