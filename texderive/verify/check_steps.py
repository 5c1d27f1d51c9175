"""Verification of a derivation: every line against the one before,
and matrix forms against components, at the same points."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from .. import index as ix
from ..index import Index, Node, open_sum
from ..matrix import Expr
from ..symbols import Dim, Symbol
from .compare import SAME, Comparison, agree
from .index_values import IndexEvaluator
from .matrix_values import MatrixEvaluator
from .points import ON_BOTH_SIDES, Points, make_points, moves_freely

_REGIMES = (("real", 0), ("real", 1), ("positive", 0), ("unit", 0), ("real", 2), ("positive", 1), ("real", 3), ("wide", 0))
_all = np.logical_and.reduce           # .all() takes twice as long for arrays as small as these
_KINK_FREE = 0.06          # arguments of |.|, ReLU, max closer than this to their kink disturb central differences


class Verifier:
    """Judges equations at fixed points; keeps all values, so that a line costs what is new in it.

    >>> from texderive import index as ix
    >>> x = Symbol("x", "x")
    >>> judge = Verifier(make_points([x]))
    >>> judge.lines_equal(ix.deriv(ix.pow_(ix.comp(x), ix.num(2)), x), ix.mul(ix.num(2), ix.comp(x))).ok
    True
    """

    def __init__(self, points: Points):
        self.points = points
        self.index = IndexEvaluator(points)
        self._matrix: MatrixEvaluator | None = None
        self._loose: Verifier | None = None
        self._raised: dict = {}                   # arguments of raised_equal -> what came of them

    @property
    def matrix(self) -> MatrixEvaluator:
        if self._matrix is None:
            self._matrix = MatrixEvaluator(self.points)
        return self._matrix

    @property
    def count(self) -> int:
        return self.points.count

    def lines_equal(self, left: Node, right: Node) -> Comparison:
        """Are two index expressions equal for all values of their free indices?  One node is one value: equal at once;
        indices free on one side only are compared over their range."""
        if left is right:
            return SAME
        # equal functions have equal derivatives: a stronger claim, and better conditioned
        if _same_derivative(left, right):
            found = self.lines_equal(left.args[0], right.args[0])
            if found:
                return found
        a, b = self.index.layout(left), self.index.layout(right)
        rtol = max(self.index.tolerance(left), self.index.tolerance(right))
        found = agree(a, b, rtol, ix.is_num(left, 0) or ix.is_num(right, 0))
        if not found and not found.undefined:
            found = self._cancelled(found, (left, right), (a, b))
        if found.ok and not found.proved and self._loose is not self:
            general = self._without_structure().lines_equal(left, right)
            return general if general else found
        return found

    def _without_structure(self) -> "Verifier":
        """The judge at points without declared structure: where both sides vanish only because of it,
        they are compared there."""
        if self._loose is None:
            self._loose = Verifier(make_points(self.points.env, self.points.sizes, self.count, loose=True))
            self._loose._loose = self._loose
        return self._loose

    def _cancelled(self, found: Comparison, sides: tuple[Node, ...], values: tuple[np.ndarray, ...]) -> Comparison:
        """Rounding noise where terms cancel to zero is judged against the size of these terms: a side whose terms do so
        at every point is zero, and so is the number 0."""
        largest = max(np.abs(v).max() for v in values)
        values_of = IndexEvaluator(self.points)                 # summands have indices of their own
        terms = [max((np.abs(values_of.layout(t)).max() for t in _summands(x)), default=0.0) for x in sides]
        if largest > 1e-12 * max(terms) or max(terms) == 0.0:
            return found
        zero = [ix.is_num(s, 0) or largest <= 1e-12 * size for s, size in zip(sides, terms)]
        return Comparison(True, float(largest / max(terms)), all(zero))

    def raised_equal(self, node: Node, expr: Expr, rows: Index | None = None, columns: Index | None = None,
                     free: Mapping[str, Index] | None = None) -> Comparison:
        """Is the matrix form `expr` the array of components `node`?

        rows, columns  the free indices of node along the rows and columns of expr; None for an absent axis
        free           the free indices of node that expr names: {"n": index}
        """
        named = free or {}
        key = (node, expr, rows, columns, *named.items())
        found = self._raised.get(key)
        if found is None:
            found = self._raised[key] = self._as_raised(node, expr, rows, columns, named)
        return found

    def _as_raised(self, node: Node, expr: Expr, rows: Index | None, columns: Index | None,
                   named: Mapping[str, Index]) -> Comparison:
        axes = [rows, columns]
        out = tuple(named.values()) + tuple(i for i in axes if i is not None)
        components = self.index.value(node, out)
        shape = components.shape[:1 + len(named)]
        for i in axes:
            shape += (self.points.sizes[i.dim],) if i is not None else (1,)
        matrix = self.matrix.value(expr, {name: i.dim for name, i in named.items()})
        if matrix.shape != shape:
            return Comparison(False, float("inf"))
        found = agree(components.reshape(shape), matrix, self.index.tolerance(node), ix.is_num(node, 0))
        return found if found.ok or found.undefined else self._cancelled(found, (node,), (components, matrix))

    def exprs_equal(self, left: Expr, right: Expr, free: Mapping[str, Dim] | None = None) -> Comparison:
        """Are two matrix expressions equal at all points?"""
        if left == right:
            return SAME
        a, b = self.matrix.value(left, free), self.matrix.value(right, free)
        return agree(a, b) if a.shape == b.shape else Comparison(False, float("inf"))


def verifier_for(symbols: Iterable[Symbol], nodes: Iterable[Node] = (), dims: Mapping[Dim, int] | None = None,
                 n: int = 3, seed: int = 0,
                 exprs: Iterable[tuple[Expr, Mapping[str, Dim]]] = (),
                 regimes: tuple[tuple[str, int], ...] = _REGIMES) -> Verifier:
    """A verifier at points where all of `nodes` and `exprs` are defined and not near a kink, as far as such are found.

    Looks in turn at points of these `regimes`: normal ones, positive ones, ones between 0 and 1 and ones far away;
    keeps those that serve: n of them, more where there are kinks.
    """
    symbols, nodes, exprs = list(symbols), list(nodes), list(exprs)

    def usable(judge: Verifier) -> np.ndarray:
        return _usable(judge, nodes, exprs)

    return _search(symbols, dims, n, seed, usable, regimes)


def _search(symbols, dims, n: int, seed: int, usable: Callable[[Verifier], np.ndarray], regimes) -> Verifier:
    kept: list[tuple[Points, np.ndarray]] = []
    found = 0
    first = None
    for attempt, (regime, more) in enumerate(regimes):
        points = make_points(symbols, dims, n if attempt == 0 else 4 * n, seed + 101 * more, regime)
        judge = Verifier(points)
        good = usable(judge)
        if attempt == 0:
            if isinstance(judge.index.kink_distance, np.ndarray):
                n *= ON_BOTH_SIDES
            elif _all(good):
                return judge
        first = first or judge
        kept.append((points, good))
        found += int(good.sum())
        if found >= n:
            break
    if not found:
        return first
    env = {symbol: np.concatenate([p.env[symbol][good] for p, good in kept])[:n] for symbol in first.points.env}
    return Verifier(Points(env, first.points.sizes, min(n, found)))


def _usable(judge: Verifier, nodes, exprs) -> np.ndarray:
    """Per point: everything is finite, and kinks are far enough away."""
    good = np.ones(judge.count, bool)
    for node in nodes:
        finite = np.isfinite(judge.index.layout(node))
        if not _all(finite, axis=None):
            good &= _all(finite.reshape(-1, finite.shape[-1]))
    for expr, free in exprs:
        good &= np.isfinite(judge.matrix.value(expr, free)).reshape(judge.count, -1).all(axis=1)
    kinks = judge.index.kink_distance
    return good & (kinks > _KINK_FREE) if isinstance(kinks, np.ndarray) else good


_OPENED = 8             # sums that are opened: each is an axis of its own
_SUMMANDS = 64          # and no more products than these are multiplied out


def _summands(node: Node) -> list[Node]:
    """What may cancel in a node: the terms of its sums, products multiplied out, derivatives taken term by term.

    Their values are what rounding noise of the node is measured by; x^200/1000^200 is small, but nothing in it cancels.
    """
    opened = 0

    def of(x: Node) -> list[Node]:
        nonlocal opened
        if x.op == "comp" and x.data.definition is not None:
            return of(ix.subst(x.data.definition.body, dict(zip(x.data.definition.params, x.ix))))
        if x.op == "add":
            return [s for a in x.args for s in of(a)]
        if x.op == "sum" and opened < _OPENED:
            opened += 1
            return of(open_sum(x)[1])
        if x.op == "mul":
            found = [()]
            for several in map(of, x.args):
                found = [(*f, s) for f in found for s in (several if len(several) * len(found) <= _SUMMANDS else several[:1])]
            return [ix.mul(*f) for f in found]
        if x.op == "pow" and x.args[1].op == "num" and x.args[1].data > 0:
            return [ix.pow_(s, x.args[1]) for s in of(x.args[0])]
        if x.op == "deriv" and x.args[0].op in ("fn", "pow"):  # the outer derivative is about as large as the function
            inner = [ix.deriv(s, x.data, *x.ix) for s in of(x.args[0].args[0])]
            return [ix.mul(outer, s) for outer in of(x.args[0])[:_SUMMANDS] for s in inner[:_SUMMANDS]]
        if x.op == "deriv":
            return [ix.deriv(s, x.data, *x.ix) for s in of(x.args[0])]
        return [x]

    return [s for s in of(node) if not any(i.level > 0 for i in s.free)]


def _same_derivative(left: Node, right: Node) -> bool:
    """Both are derivatives by one component of a symbol that takes all values near a point:
    the points prove equality all around it."""
    return left.op == right.op == "deriv" and left.data is right.data and left.ix == right.ix and moves_freely(left.data)
