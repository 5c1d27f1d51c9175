"""The judge of a derivation: every line against the one before and the reading against the components,
at one set of random points."""
from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from .. import index as ix
from ..derivation import Act, Line
from ..index import Node
from ..matrix import Expr
from ..records import changed
from ..symbols import Dim, Symbol, composite
from ..verify.check_steps import verifier_for
from ..verify.compare import Comparison, agree
from .reading import Reading
from .setup import Setting
from .vectors import well_placed


_COMPARABLE = 1e60


class Judge:
    """Verifies acts and results at one set of random points: `count` of them, others for another `seed`
    or `options` of verifier_for.

    `failed`: the first line whose sides differ or have no value; `wrong`: whether some differ;
    `hollow`: whether some are 0 at all points without having to be.
    """

    def __init__(self, setting: Setting, lines: list[Node], count: int = 3, seed: int = 0, **options):
        self.setting = setting
        symbols = dict.fromkeys(n.data for n in ix.walk(setting.target, ix.kinds("comp")))
        symbols.update(dict.fromkeys(s for s, _ in setting.variables))
        for s in setting.problem.symbols.values():
            symbols.setdefault(s)
        # at another place it may have no value
        wanted = [setting.body, *operands(setting.body), *logarithms(lines), *(lines[-1:] if setting.problem.at else ())]
        self.verifier = verifier_for(symbols, wanted, n=count, seed=seed, **options)
        if not self._placed(lines):
            for sizes in other_sizes(symbols):                # X^T X has no inverse where X has more columns than rows
                self.verifier = verifier_for(symbols, wanted, sizes, count, seed, **options)
                if self._placed(lines):
                    break
        self.worst, self.failed, self.points = 0.0, "", self.verifier.count
        self.wrong = self.hollow = False
        self.proved = Comparison(True, 0.0)

    def stacked(self, node: Node, expr: Expr) -> Comparison:
        """A Kronecker form against the components, rows and columns stacked by columns."""
        value = self.verifier.matrix.value(expr, {})
        return agree(stacked(self.setting, self.verifier.index.value(node, self.setting.axes)), value)

    def _placed(self, lines: list[Node]) -> bool:
        """Whether the quantity is defined at the points, and no array in the lines singular."""
        return self._largest < 1e8 and well_placed(self.verifier, lines)          # nan is not

    @property
    def _largest(self) -> float:
        return float(np.maximum.reduce(np.abs(self.verifier.index.layout(self.setting.body)), axis=None, initial=0.0))

    @property
    def nowhere(self) -> bool:
        """Whether the quantity is undefined at the points."""
        return bool(np.isnan(self._largest))

    @property
    def overflows(self) -> bool:
        """Whether the quantity is so large or small at the points that floating-point numbers cannot tell right from wrong."""
        return not 1 / _COMPARABLE < self._largest < _COMPARABLE

    def _note(self, comparison, what: str) -> bool:
        if not comparison.ok:
            self.failed = self.failed or what
            self.wrong = self.wrong or not comparison.undefined
            return False
        self.hollow = self.hollow or not comparison.proved
        self.worst = max(self.worst, comparison.error)
        return True

    def act(self, act: Act) -> Act:
        return changed(act, lines=self._chain(act.lines, None))

    def _chain(self, chain: tuple[Line, ...], before: Any) -> tuple[Line, ...]:
        lines = []
        for line in chain:
            left = before if line.left is None else line.left
            before = line.right
            details = self._chain(line.details, left)
            comparison = self._compare(left, line)
            ok = self._note(comparison, line.title) if comparison is not None else False
            lines.append(changed(line, verified=ok, error=comparison.error if comparison is not None else None, details=details))
        return tuple(lines)

    def _compare(self, left, line: Line):
        if line.verified:
            return self.proved
        if line.claim is not None:
            left, line = line.claim[0], changed(line, right=line.claim[1])
            if isinstance(left, Expr) and isinstance(line.right, Node):
                return self.verifier.raised_equal(line.right, left, self.setting.rows, self.setting.cols, self.setting.free)
        if isinstance(left, Node) and isinstance(line.right, Node):
            return self.verifier.lines_equal(left, line.right)
        if isinstance(left, Expr) and isinstance(line.right, Expr):
            return self.verifier.exprs_equal(left, line.right, {n: k.dim for n, k in self.setting.free.items()})
        if line.rule == "components":
            s = self.setting
            return self.verifier.raised_equal(line.right, s.expr, s.rows, s.cols, s.free)
        return None

    def result(self, reading: Reading) -> Reading:
        """The reading if it agrees with the components, else a plainer one, else the index form."""
        if reading.expr is None:
            return reading
        for expr in (reading.expr, reading.plain):
            if self.setting.stacked and reading.kind == "matrix":
                comparison = self.stacked(reading.node, expr)
            else:
                comparison = self.verifier.raised_equal(reading.node, expr, reading.rows, reading.cols, reading.named)
            if comparison.ok:
                self.worst = max(self.worst, comparison.error)
                return changed(reading, expr=expr)
        return Reading("index", None, None, None, reading.rows, reading.cols, reading.named, reading.node)


def operands(node: Node) -> list[Node]:
    """What derivatives inside of a node act on: the points are to lie where it is defined, not its derivative alone."""
    found = [n.args[0] for n in ix.walk(node, ix.kinds("deriv"))] if node.has_deriv else []
    return [n for n in found if not n.has_deriv and all(i.level == 0 for i in n.free)]


def logarithms(lines: list[Node]) -> list[Node]:
    """The logarithms that stand in the lines: the points are to lie where all of them are defined."""
    found = {n: None for node in lines for n in ix.walk(node, ix.kinds("fn")) if n.data == "log" and not n.has_deriv}
    return list(found)[:12]


def stacked(setting: Setting, values: np.ndarray) -> np.ndarray:
    """The components (points, i, j, k, l) as (points, rows, columns) with (j, i) and (l, k) stacked columns first;
    one index or none stays as it is."""
    places = list(range(1, values.ndim))
    first, second = places[:setting.stacked_rows][::-1], places[setting.stacked_rows:][::-1]
    sizes = values.shape
    return values.transpose(0, *first, *second).reshape(sizes[0], math.prod(sizes[n] for n in first),
                                                        math.prod(sizes[n] for n in second))


def other_sizes(symbols: Iterable[Symbol]) -> Iterator[dict[Dim, int]]:
    """Other sizes to try where a formula is undefined at the first ones: falling,
    then rising along the axes, then many rows."""
    dims = list(dict.fromkeys(d for s in symbols for d in s.slots if isinstance(d, str) and not composite(d)
                              and not d.isdecimal()))
    tall = sorted(dims, key=lambda d: sum(s.slots.index(d) for s in symbols if d in s.slots and len(s.slots) > 1))
    for order in (tall, tall[::-1], dims, dims[::-1]):
        yield {d: max(2, 4 - n) for n, d in enumerate(order)}
    yield {d: 2 if n else 6 for n, d in enumerate(tall)}      # more rows than all columns of X and Z together
