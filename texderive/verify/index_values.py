"""Numeric values of index notation: every node once, over all points in one batch of small arrays.

Each index has an axis of its own (see `axes`): a free one by identity, a bound one by its binder level.  An unevaluated
derivative is evaluated by perturbing the symbol along axes of their own, one per slot: by a complex step (Squire &
Trapp 1998), exact to rounding; where derivatives are nested, the outer ones by central differences of order 8.
"""
from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..errors import TexDeriveError
from ..functions import KINKS
from ..index import KINDS, Index, IndexTerm, Node, Shift, extra_of
from ..symbols import Dim, Symbol
from . import linalg, opaque
from .axes import answer, pick, place, slide, split
from .elementwise import COMPARE, CONSTANTS, compiled
from .points import Points, Sizes
from .probes import SHORT, STENCIL, UNDEFINED, Probe, perturbed
from .quiet import quietly
from .tensor_functions import tensor_function
from .wholes import whole_value

MASKS, _COMPARISON = ("cmp", "ind"), KINDS["cmp"]
_NOTHING: frozenset = frozenset()


class IndexEvaluator:
    """Values of nodes at fixed points; keeps every value, so successive lines of a derivation share their work.

    env    {symbol: array (points, *family sizes, *slots)}, or Points, which bring their sizes along
    sizes  {dimension: size}
    """

    def __init__(self, env: Points | Mapping[Symbol, np.ndarray], sizes: Mapping[Dim, int] | None = None):
        count = 1
        if isinstance(env, Points):
            env, sizes, count = env.env, env.sizes, env.count              # also where there is no symbol
        self.sizes = sizes if isinstance(sizes, Sizes) else Sizes(sizes or {})
        self._env = env
        self._count = max((len(array) for array in env.values()), default=count)
        self._arrays: dict = {}                # (symbol, chain) -> slotted array
        self._positions: dict = {}             # index, binder level or probe axis -> position
        self._memos: dict = {(): {}}           # chain of probes -> {node: layout array}
        self._slotted: dict = {}               # tensor functions: (name, body, extra, chain) -> slotted array
        self._symbols: dict[Node, frozenset] = {}
        self._orders: dict[Node, int] = {}
        self._probes: dict = {}
        self._deep = False                     # whether a definition that has been evaluated holds a derivative
        self.kink_distance: np.ndarray | float = np.inf     # per point, of arguments from the kinks of relu, abs, ...

    # ------------------------------------------------------------ for callers

    def value(self, node: Node, out: tuple[Index, ...] = ()) -> np.ndarray:
        """(points, *out sizes): the node over the range of its free indices `out`.  NaN or inf where undefined."""
        sizes = [self.sizes[i.dim] for i in out]
        return answer(self.layout(node), tuple([self._position(i) for i in out]), sizes, self._count)

    def layout(self, node: Node) -> np.ndarray:
        """The node's layout array: comparable with others of this evaluator by broadcasting."""
        found = self._memos[()].get(node)
        return self._new_layout(node) if found is None else found

    @quietly
    def _new_layout(self, node: Node) -> np.ndarray:
        return self._eval(node, ())

    def tolerance(self, node: Node) -> float:
        """The relative error to be expected of a node that has been evaluated: central differences are less exact."""
        return 1e-9 if not (node.has_deriv or self._deep) or self._order(node) < 2 else 1e-5

    # ------------------------------------------------------------ walking

    def _eval(self, node: Node, chain: tuple[Probe, ...]) -> np.ndarray:
        if chain:
            inside = self._inside(node)
            if len(chain) > 1:
                chain = tuple([p for p in chain if p.symbol in inside])
            elif chain[0].symbol not in inside:
                chain = ()
        memo = self._memos.get(chain)
        if memo is None:
            memo = self._memos[chain] = {}
        found = memo.get(node)
        if found is None:
            found = memo[node] = _OPS[node.op](self, node, chain)
        return found

    def _position(self, index: Index | tuple) -> int:
        key = index
        if type(index) is Index and index.level:
            key = index.level
        found = self._positions.get(key)
        if found is None:
            found = self._positions[key] = len(self._positions) + 1
        return found

    def _inside(self, node: Node) -> frozenset:
        """All symbols the node depends on, through definitions too."""
        found = self._symbols.get(node)
        if found is None:
            found = _NOTHING
            for below in self._parts(node):
                found = found | below if found else below
            self._symbols[node] = found
        return found

    def _parts(self, node: Node):
        for a in node.args:
            yield self._inside(a)
        if node.op in ("comp", "deriv"):
            yield frozenset((node.data,))
            if node.data.definition is not None:
                yield self._inside(node.data.definition.body)

    def _order(self, node: Node) -> int:
        """How deep derivatives are nested in the node, through definitions too."""
        found = self._orders.get(node)
        if found is None:
            inner = [self._order(a) for a in node.args]
            if node.op == "comp" and node.data.definition is not None:
                inner.append(self._order(node.data.definition.body))
            found = self._orders[node] = max(inner, default=0) + (node.op == "deriv")
        return found

    # ------------------------------------------------------------ indices

    def _numbers(self, term: IndexTerm) -> np.ndarray:
        """The 1-based values of an index term along its axis."""
        if isinstance(term, int):
            return np.array([term])
        if isinstance(term, Shift):
            return self._numbers(term.index) + term.by
        if term.level < 0:                                     # the size itself, as in t < N
            return np.array([self.sizes[term.dim]])
        return np.arange(1, self.sizes[term.dim] + 1).reshape((-1,) + (1,) * self._position(term))

    def _give(self, slotted: np.ndarray, terms: tuple[IndexTerm, ...]) -> np.ndarray:
        """Layout array of the components `terms` of a slotted array."""
        if not terms:
            return slotted
        positions, axis = [], 0
        for term in terms:
            if isinstance(term, int):
                slotted = pick(slotted, axis, term)
                continue
            if isinstance(term, Shift):
                slotted = slide(slotted, axis, term.by)
                term = term.index
            positions.append(self._position(term))
            axis += 1
        return place(slotted, tuple(positions))

    # ------------------------------------------------------------ leaves

    def _num(self, node, chain):
        return np.array([float(node.data)])

    def _const(self, node, chain):
        return np.array([CONSTANTS[node.data]])

    def _dim(self, node, chain):
        return np.array([float(self.sizes[node.data])])

    def _comp(self, node, chain):
        return self._give(self._array(node.data, chain), node.ix)

    def _array(self, symbol: Symbol, chain: tuple[Probe, ...]) -> np.ndarray:
        """The slotted array of a symbol: as given, or computed from its definition, and perturbed."""
        key = (symbol, chain)
        found = self._arrays.get(key)
        if found is None:
            own = [p for p in chain if p.symbol is symbol]
            if own:
                found = self._array(symbol, tuple([p for p in chain if p.symbol is not symbol]))
                for probe in own:
                    found = perturbed(found, probe, tuple([self.sizes[d] for d in symbol.slots]))
            elif symbol in self._env:
                given = np.asarray(self._env[symbol])
                found = given.transpose(*range(1, given.ndim), 0)
            elif symbol.definition is None:
                raise TexDeriveError(f"no value is given for {symbol.key}", code="TD219", hint=f"give it as env[{symbol.key!r}]")
            else:
                params, body = symbol.definition.params, symbol.definition.body
                self._deep = self._deep or body.has_deriv
                found = self._slots_of(self._eval(body, chain), params)
            self._arrays[key] = found
        return found

    def _index_number(self, node, chain):
        return self._numbers(node.ix[0]).astype(float)

    def _compare_indices(self, node, chain):
        relation = COMPARE["=" if node.op == "delta" else node.data]
        if node.args:
            a, b = (self._eval(x, chain).real for x in node.args)
            return relation(a, b).astype(float)
        return relation(self._numbers(node.ix[0]), self._numbers(node.ix[1])).astype(float)

    # ------------------------------------------------------------ arithmetic

    def _add(self, node, chain):
        total = self._eval(node.args[0], chain)
        for a in node.args[1:]:
            total = total + self._eval(a, chain)
        return total

    def _mul(self, node, chain):
        return _product([(a.op in MASKS, self._eval(a, chain)) for a in node.args])

    def _pow(self, node, chain):
        base = self._eval(node.args[0], chain)
        exponent = node.args[1]
        if exponent.op == "num":
            power = exponent.data
            if power == 2:
                return base * base
            if power == -1:
                return 1.0 / base
            if power.denominator == 1:
                return base ** float(power) if abs(power) < linalg.LARGE else linalg.whole_power(base, int(power))
            base = np.where(base.real < 0, np.nan, base)
            return np.sqrt(base) if power * 2 == 1 else base ** float(power)
        value = self._eval(exponent, chain)
        whole = value.real == np.round(value.real)
        if not whole.all():
            base = np.where((base.real < 0) & ~whole, np.nan, base)
        return base ** value

    def _fn(self, node, chain):
        u = self._eval(node.args[0], chain)
        for kink in KINKS.get(node.data, ()):
            self._near(u.real - kink)
        return compiled(node.data)(u)

    def _near(self, distance: np.ndarray) -> None:
        """Remember how far arguments are from a kink, per point."""
        least = np.abs(distance).reshape(-1, distance.shape[-1]).min(axis=0)
        self.kink_distance = np.minimum(self.kink_distance, least)

    def _extreme(self, node, chain):
        better = np.greater_equal if node.op == "max" else np.less_equal
        value = self._eval(node.args[0], chain)
        for a in node.args[1:]:
            other = self._eval(a, chain)
            self._near(value.real - other.real)
            value = np.where(better(value.real, other.real), value, other)
        return value

    def _ind(self, node, chain):
        a, b = (self._eval(x, chain).real for x in node.args)
        return COMPARE[node.data](a, b).astype(float)

    def _cases(self, node, chain):
        value = self._eval(node.args[-1], chain)
        for k in range(len(node.args) - 3, -1, -2):
            chosen = self._eval(node.args[k + 1], chain)
            value = np.where(chosen != 0, self._eval(node.args[k], chain), value)
        return value

    # ------------------------------------------------------------ binders

    def _sum(self, node, chain):
        """Nested sums of a product are summed one index at a time over the factors that contain it."""
        bound = []
        while node.op == "sum":
            bound.append(node.ix[0])
            node = node.args[0]
        factors = [self._eval(a, chain) for a in node.args] if node.op == "mul" else [self._eval(node, chain)]
        if node.op == "mul" and node.kinds & _COMPARISON and any(a.op == "cmp" for a in node.args):
            factors = [_product([(a.op in MASKS, array) for a, array in zip(node.args, factors)])]
        for b in reversed(bound):
            p = self._position(b)
            inside, outside = None, []
            for f in factors:
                if f.ndim > p and f.shape[-1 - p] != 1:
                    inside = f if inside is None else inside * f
                else:
                    outside.append(f)
            outside.append(np.array([float(self.sizes[b.dim])]) if inside is None
                           else np.add.reduce(inside, axis=-1 - p, keepdims=True))
            factors = outside
        value = factors[0]
        for f in factors[1:]:
            value = value * f
        return value

    def _prod(self, node, chain):
        value = self._eval(node.args[0], chain)
        p = self._position(node.ix[0])
        size = self.sizes[node.ix[0].dim]
        if value.ndim <= p or value.shape[-1 - p] == 1 != size:
            return value ** size
        return np.multiply.reduce(value, axis=-1 - p, keepdims=True)

    def _tfn(self, node, chain):
        name, count, extra = *node.data[:2], extra_of(node)
        if name == "constant":
            return self._give(self._constant(extra), node.ix)
        key = (name, node.args[0], node.ix[:count], extra, chain)
        slotted = self._slotted.get(key)
        if slotted is None:
            body = self._slots_of(self._eval(node.args[0], chain), node.ix[:count])
            if isinstance(extra, Node):
                extra = self._eval(extra, chain)
            slotted = self._slotted[key] = tensor_function(name, body, count, extra)
        return self._give(slotted, node.ix[count:])

    def _constant(self, x) -> np.ndarray:
        """The slotted array of a product of matrices that stands as a whole."""
        found = self._slotted.get(x)
        if found is None:
            value = whole_value(x, lambda symbol: np.moveaxis(self._array(symbol, ()), -1, 0), self.sizes)
            value = np.broadcast_to(value, (self._count, *value.shape[1:]))
            found = self._slotted[x] = np.moveaxis(value.reshape(self._count,
                                                       *[n for n, d in zip(value.shape[1:], x.shape) if d != 1]), 0, -1)
        return found

    def _slots_of(self, value: np.ndarray, slots: tuple[Index, ...]) -> np.ndarray:
        return split(value, tuple([self._position(b) for b in slots]), [self.sizes[b.dim] for b in slots])

    def _app(self, node, chain):
        function, by, slots = node.data
        arguments, sizes, start = [], [], 0
        for body, count in zip(node.args, slots):
            own = node.ix[start:start + count]
            start += count
            sizes.append([self.sizes[b.dim] for b in own])
            array = self._slots_of(self._eval(body, chain), own)
            arguments.append(np.moveaxis(array.reshape((-1,) + array.shape[count:]), 0, -1))
        width = max(a.ndim for a in arguments)
        arguments = [a.reshape((1,) * (width - a.ndim) + a.shape) for a in arguments]
        axes = [] if function.elementwise else [self.sizes[d] for d in function.shape if d != 1]
        value = opaque.values(function.latex, arguments, tuple(axes), by)
        for k in by:
            axes += sizes[k]
        batch = value.shape[:width - 1]
        value = np.moveaxis(value.reshape(batch + (-1,)), -1, 0).reshape(tuple(axes) + batch)
        return self._give(value, node.ix[start:])

    # ------------------------------------------------------------ derivatives

    def _deriv(self, node, chain):
        body, symbol = node.args[0], node.data
        if symbol not in self._inside(body):
            return np.zeros(1)
        deeper = self._order(body)
        stencil = () if not deeper else STENCIL if deeper + len(chain) < 2 else SHORT
        probe = self._probe(symbol, 1 + max((p.depth for p in chain), default=0), stencil)
        value = probe.difference(self._eval(body, (*chain, probe)))
        if not np.maximum.reduce(np.abs(value), axis=None) < UNDEFINED:
            value = np.where(np.abs(value) < UNDEFINED, value, np.nan)
        return self._give(split(value, probe.axes, [self.sizes[d] for d in symbol.slots]), node.ix)

    def _probe(self, symbol: Symbol, depth: int, stencil: tuple[float, ...]) -> Probe:
        key = (symbol, depth, stencil)
        found = self._probes.get(key)
        if found is None:
            axes = tuple([self._position(("direction", depth, k)) for k in range(len(symbol.slots))])
            line = self._position(("stencil", depth, len(stencil))) if stencil else 0
            found = self._probes[key] = Probe(symbol, depth, axes, stencil, line)
        return found


def _product(factors: list[tuple[bool, np.ndarray]]) -> np.ndarray:
    """The product of (is a condition, array); where a condition is 0 it is 0, even if another factor
    is undefined there (x_{t-1} at t = 1)."""
    value = mask = None
    for condition, array in factors:
        if condition:
            mask = array if mask is None else mask * array
        else:
            value = array if value is None else value * array
    if mask is None or value is None:
        return mask if value is None else value
    return np.where(mask != 0, value, 0.0)


_OPS = {
    "num": IndexEvaluator._num, "const": IndexEvaluator._const, "dim": IndexEvaluator._dim, "comp": IndexEvaluator._comp,
    "ival": IndexEvaluator._index_number, "delta": IndexEvaluator._compare_indices, "cmp": IndexEvaluator._compare_indices,
    "add": IndexEvaluator._add, "mul": IndexEvaluator._mul, "pow": IndexEvaluator._pow, "fn": IndexEvaluator._fn,
    "max": IndexEvaluator._extreme, "min": IndexEvaluator._extreme, "ind": IndexEvaluator._ind, "cases": IndexEvaluator._cases,
    "sum": IndexEvaluator._sum, "prod": IndexEvaluator._prod, "tfn": IndexEvaluator._tfn, "app": IndexEvaluator._app,
    "deriv": IndexEvaluator._deriv,
}
