"""Values of typed members at random points: sizes unequal, everything that is inverted well conditioned,
stated constraints on request."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import permutations

import numpy as np

from ...errors import TexDeriveError
from ...functions import KINKS
from ...matrix import Expr, walk
from ...symbols import Dim, Symbol
from ...verify.matrix_values import MatrixEvaluator
from ...verify.points import ON_BOTH_SIDES, Points, make_points
from .compare import Value

_SIZES = range(2, 8)
_ILL = 1e-7                        # smallest over largest singular value of something that is inverted
_POINTS = 3
_SIDED = frozenset(("max", "min", "cases", "ind", "cmp"))          # beside functions with a kink


def all_nodes(exprs: Iterable[Expr]) -> list[Expr]:
    """Every distinct node below, definitions entered."""
    out, seen, stack = [], set(), list(exprs)
    while stack:
        for node in walk(stack.pop(), seen):
            out.append(node)
            if node.op == "ref":
                stack.append(node.data.expr)
    return out


def symbols_of(nodes: Iterable[Expr]) -> list[Symbol]:
    """The symbols of these nodes, each once."""
    return list(dict.fromkeys(n.data for n in nodes if n.op == "var"))


def dims_of(nodes: list[Expr]) -> list[Dim]:
    """Named sizes in order of appearance, symbols' own first."""
    found: dict[Dim, None] = {}
    for symbol in symbols_of(nodes):
        found |= dict.fromkeys(d for d in symbol.slots if isinstance(d, str))
    for n in nodes:
        found |= dict.fromkeys(d for d in n.shape if isinstance(d, str))
        if n.op == "sum" and isinstance(n.data.dim, str):
            found.setdefault(n.data.dim)
    return [d for d in found if "*" not in d]


@dataclass(frozen=True, slots=True)
class Binding:
    """A symbol whose value follows from others: a = w^T x; with free indices the members of a family, or the entries
    of a `diagonal` matrix."""

    symbol: Symbol
    expr: Expr
    free: dict[str, Dim] = field(default_factory=dict)
    diagonal: bool = False


class _Evaluator(MatrixEvaluator):
    """Where x_{i+1} names no entry a line claims nothing."""

    outside = np.nan


class Numbers:
    """One choice of random points for the members of a chain, with the values computed so far."""

    def __init__(self, points: Points, free: dict[str, Dim]):
        self.points, self.free = points, free
        self._done: dict[tuple[Expr, tuple[str, ...]], Value | None] = {}

    def value(self, expr: Expr, free: dict[str, Dim]) -> Value | None:
        """The value of an expression whose free indices are `free`, None where it has none."""
        key = (expr, tuple(free))
        if key not in self._done:
            self._done[key] = self._value(expr, free)
        return self._done[key]

    def moved(self, symbol: Symbol, array: np.ndarray) -> "Numbers":
        """The same points with one symbol elsewhere."""
        points = self.points
        return Numbers(Points({**points.env, symbol: array}, points.sizes, points.count), self.free)

    def kept(self, which: np.ndarray) -> "Numbers":
        """Some of the points."""
        return Numbers(Points({s: a[which] for s, a in self.points.env.items()}, self.points.sizes, int(which.sum())), self.free)

    def _value(self, expr: Expr, free: dict[str, Dim]) -> Value | None:
        try:
            array = np.asarray(_Evaluator(self.points).value(expr, free))
        # NumPy's complaints: about shapes that do not fit, about more than 32 axes
        except (TexDeriveError, ValueError, RuntimeError, MemoryError):
            return None
        return Value(np.real(array), tuple(free), expr.shape)


def numbers_for(exprs: list[Expr], free: dict[str, Dim], regime: str = "real", props: dict[Symbol, frozenset[str]]
                | None = None, seed: int = 0,
                count: int | None = None, sizes: dict[Dim, int] | None = None, bindings: Sequence[Binding] = (),
                rows: Sequence[tuple[Symbol, Symbol]] = (),
                means: Sequence[tuple[Symbol, Symbol]] = ()) -> Numbers:
    """Random points for these expressions.  `props` overrides the properties of some symbols (A taken as symmetric);
    the symbols of `bindings` get the values of their expressions, a matrix X of `rows` the members x_i of its family
    as rows, \\bar x of `means` their mean."""
    nodes = all_nodes([*exprs, *(b.expr for b in bindings)])
    count = (count or (ON_BOTH_SIDES * _POINTS
                       if any(n.op in _SIDED or n.op == "fn" and n.data in KINKS or n.op == "var"
                              and "pm1" in n.data.props for n in nodes) else _POINTS))
    same = [pair for symbol, family in rows for pair in zip(symbol.slots, family.slots)]
    same += [(b.symbol.shape[0], size) for b in bindings if b.diagonal for size in b.free.values() if b.symbol.shape != (1, 1)]
    dims = dims_of(nodes) + [d for d in free.values() if isinstance(d, str)]
    dims = list(dict.fromkeys(dims))
    inverted = [n.args[0] for n in nodes if n.op in ("inv", "mpow", "det", "mfn")
                and (n.args[0].op == "open" or not _indexed(n.args[0]))]
    symbols = symbols_of(nodes)
    best: Numbers | None = None
    for choice in ([sizes] if sizes else _assignments(dims, sizes_beside(nodes), len(inverted) > 0)):
        choice = choice | {a: choice.get(b, b) for a, b in same if b in choice or isinstance(b, int)}
        numbers = bound(Numbers(_points(symbols, choice, count, seed, regime, props or {}, rows, means), free), bindings)
        if all(_invertible(numbers, x) for x in inverted):
            return numbers
        best = best or numbers
    return best


def bound(numbers: Numbers, bindings: Sequence[Binding]) -> Numbers:
    """The points with every symbol of `bindings` at the value of its expression, in order."""
    for b in bindings:
        value, old = numbers.value(b.expr, b.free), numbers.points.env.get(b.symbol)
        if value is None or old is None:
            continue
        array = value.array
        if b.diagonal:
            array = (array.reshape(numbers.points.count, -1)[..., None] * np.eye(old.shape[-1])
                     if array[0].size == old.shape[-1] else old)
        numbers = numbers.moved(b.symbol, array.reshape(old.shape) if array.size == old.size
                                else np.broadcast_to(array.reshape(-1)[:1], old.shape))
    return numbers


def _points(symbols: list[Symbol], sizes: dict[Dim, int], count: int, seed: int, regime: str, props: dict[Symbol, frozenset[str]],
            rows: Sequence[tuple[Symbol, Symbol]] = (), means: Sequence[tuple[Symbol, Symbol]] = ()) -> Points:
    plain = [s for s in symbols if s not in props]
    points = make_points(plain, sizes, count, seed, "positive" if regime == "dominant" else regime)
    env = dict(points.env)
    if regime == "dominant":
        env |= {s: a + 2 * a.shape[-1] * np.eye(a.shape[-1]) for s, a in env.items() if _square(s)
                and s.props <= {"symmetric", "invertible", "constant"}}
    doubles = {symbol: Symbol(symbol.key, symbol.latex, symbol.shape, symbol.family, symbol.letters, facts,
                              symbol.plain, symbol.pattern)
               for symbol, facts in props.items()}
    other = make_points(doubles.values(), dict(points.sizes), count, seed + 1, regime).env if doubles else {}
    env |= {symbol: other[double] for symbol, double in doubles.items()}
    env |= {symbol: env[family] for symbol, family in rows if env[symbol].shape == env[family].shape}
    env |= {mean: env[x].mean(axis=1) for mean, x in means if env[x].mean(axis=1).shape == env[mean].shape}
    return Points(env, points.sizes, count)


def sizes_beside(nodes: Iterable[Expr]) -> tuple[int, int, int]:
    """Three unequal sizes that do not occur as numbers in the formulas, where a size does:
    2 for N would be right if N were 2."""
    nodes = list(nodes)
    counted = any(n.op in ("dim", "sum", "prod", "ones", "tr") for n in nodes)
    written = {abs(part) for n in nodes if n.op == "num" for part in (n.data.numerator, n.data.denominator)} if counted else set()
    small, middle, large = ([size for size in _SIZES if size not in written] + [2, 3, 4])[:3]
    return middle, small, large                # more members than entries, so that sums over them can be inverted


def _square(s: Symbol) -> bool:
    return s.shape[0] == s.shape[1] != 1


def _assignments(dims: list[Dim], sizes: tuple[int, int, int], many: bool) -> list[dict[Dim, int]]:
    """Unequal sizes; several assignments where an inverse may need more rows than columns."""
    base = [sizes[k] if k < 3 else 2 + k % 4 for k in range(len(dims))]
    first = dict(zip(dims, base))
    if not many or len(dims) < 2:
        return [first]
    return [first] + [dict(zip(dims, p)) for p in permutations(base) if list(p) != base][:8]


def _indexed(x: Expr) -> bool:
    return any(n.op in ("idx", "shift", "deriv") for n in walk(x))


def _invertible(numbers: Numbers, x: Expr) -> bool:
    value = numbers.value(x, {})
    if value is None or not np.isfinite(value.array).all():
        return True
    singular = np.linalg.svd(value.array, compute_uv=False)
    return bool(np.all(singular[..., -1] > _ILL * singular[..., 0]))


Valued = tuple[Expr, dict[str, Dim]]           # an expression and the sizes of its free indices


def constrained(numbers: Numbers, residuals: list[tuple[Valued, Valued]], only: set[Symbol | None]
                | None = None) -> Numbers | None:
    """The same points moved onto left = right for each constraint: one after the other, all at once where that breaks
    those before; the symbols on the left (of them `only` these) change as little as Newton's method needs."""
    points: Points | None = numbers.points
    for k in range(len(residuals)):
        points = points and _onto(points, residuals[k:k + 1], only)
    if len(residuals) > 1 and (points is None or (gap := _gaps(points, residuals)) is None or not np.abs(gap).max() < CLOSE):
        points = _onto(points or numbers.points, residuals, only)
    return None if points is None else Numbers(points, numbers.free)


def _onto(points: Points, residuals: list[tuple[Valued, Valued]], only: set[Symbol | None] | None) -> Points | None:
    lefts = symbols_of(all_nodes([left[0] for left, _ in residuals]))
    symbols = [s for s in lefts if s in points.env and (only is None or s in only)]
    for _ in range(30):
        gap = _gaps(points, residuals)
        if gap is None or not np.isfinite(gap).all():
            return None
        if np.abs(gap).max() < 1e-12:
            return points
        points = _newton(points, residuals, symbols, gap)
        if points is None:
            return None
    return None


def _gaps(points: Points, residuals: list[tuple[Valued, Valued]]) -> np.ndarray | None:
    """right - left of all constraints, one row per point."""
    gaps = [_gap(points, *pair) for pair in residuals]
    return None if any(gap is None for gap in gaps) else np.concatenate(gaps, axis=1)


def _gap(points: Points, left: Valued, right: Valued) -> np.ndarray | None:
    value, target = (Numbers(points, {}).value(*x) for x in (left, right))
    if (value is None or target is None or value.array.shape[-2:] != target.array.shape[-2:]
            or target.free not in ((), value.free)):
        return None
    whole = target.array if target.free else target.array.reshape(target.array.shape[:1] + (1,) * len(value.free)
        + target.array.shape[-2:])
    return (whole - value.array).reshape(points.count, -1)


def _newton(points: Points, residuals: list[tuple[Valued, Valued]], symbols: list[Symbol], gap: np.ndarray) -> Points | None:
    flat = flat_values(points, symbols)
    jacobian = slope(lambda there: _gaps(there, residuals), lambda there, moved: with_flat(there, symbols, moved),
                     repeated(points, 2 * flat.shape[1]), flat, gap)
    return None if jacobian is None else with_flat(points, symbols, flat - newton_step(jacobian, gap))


def flat_values(points: Points, symbols: list[Symbol]) -> np.ndarray:
    """The values of these symbols one behind the other, a row for each point."""
    return np.concatenate([points.env[s].reshape(points.count, -1) for s in symbols], axis=1)


def with_flat(points: Points, symbols: list[Symbol], flat: np.ndarray) -> Points:
    """The points with these symbols at the values that stand one behind the other in the rows of `flat`."""
    env, at = dict(points.env), 0
    for s in symbols:
        size = points.env[s][0].size
        env[s] = flat[:, at:at + size].reshape(points.env[s].shape)
        at += size
    return Points(env, points.sizes, points.count)


_STEP = 1e-4
_PATIENCE = 5                     # steps of Newton's method within which the residuals have to halve
CLOSE = 1e-9                      # residuals that count as none at all


def repeated(points: Points, times: int) -> Points:
    """Every point so many times, one after the other."""
    return Points({s: np.repeat(a, times, axis=0) for s, a in points.env.items()}, points.sizes, points.count * times)


def slope(residual: Callable[[Points], np.ndarray | None], place: Callable[[Points, np.ndarray], Points], many: Points,
          flat: np.ndarray, here: np.ndarray) -> np.ndarray | None:
    """(points, equations, entries): the derivatives by the entries of `flat`, which `place` puts into points,
    of a residual that is `here` there; None where it has no values.

    By central differences, exact for affine and quadratic equations, in one evaluation at `many`:
    the points `repeated` twice for each entry."""
    count, entries = flat.shape
    steps = _STEP * np.concatenate([np.eye(entries), -np.eye(entries)])
    values = residual(place(many, (flat[:, None, :] + steps).reshape(-1, entries)))
    if values is None or values.shape[1:] != here.shape[1:] or not np.isfinite(values).all():
        return None
    parts = values.reshape(count, 2, entries, -1)
    return np.moveaxis(parts[:, 0] - parts[:, 1], 1, 2) / (2 * _STEP)


def newton_step(jacobian: np.ndarray, here: np.ndarray) -> np.ndarray:
    """What Newton's method takes off, the least that is needed, a row for each point."""
    return np.stack([np.linalg.lstsq(j, g, rcond=None)[0] for j, g in zip(jacobian, here)])


def _nearer(at: Callable[[np.ndarray], np.ndarray | None], flat: np.ndarray, step: np.ndarray,
            here: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """The unknowns after a step of Newton's method, shorter at the points where a full one leads away from the solution
    or out of the domain, and the residuals there."""
    share, size = np.ones((len(flat), 1)), np.abs(here).max(axis=1)
    for _ in range(6):
        moved = flat - share * step
        there = at(moved)
        if there is None:
            break
        away = ~(np.abs(there).max(axis=1) <= np.maximum(size, CLOSE))
        if not away.any():
            break
        share[away] /= 2
    return moved, there


def newton(residual: Callable[[Points], np.ndarray | None], place: Callable[[Points, np.ndarray], Points],
           points: Points, flat: np.ndarray,
           most: int) -> Iterator[tuple[np.ndarray, np.ndarray | None, np.ndarray | None]]:
    """(the unknowns, the residuals there, the Jacobian that led there) after 0, 1, ..
    at most `most` steps of Newton's method.

    The residuals are None at last where they or their slopes have no values.  Ends early where the equations are
    affine: the step before solved them up to rounding, or there is no solution;
    and where several steps did not halve the residuals."""
    at = lambda moved: residual(place(points, moved))
    here, many, jacobian = at(flat), repeated(points, 2 * flat.shape[1]), None
    sizes: list[float] = []
    for step in range(most + 1):
        if here is None or not np.isfinite(here).all():
            yield flat, None, jacobian
            return
        yield flat, here, jacobian
        sizes.append(np.abs(here).max())
        if step == most or step >= _PATIENCE and sizes[-1] > 0.5 * sizes[-1 - _PATIENCE]:
            return
        before, jacobian = jacobian, slope(residual, place, many, flat, here)
        if jacobian is None:
            yield flat, None, None
            return
        if before is not None and _same_slope(before, jacobian):
            return
        flat, here = _nearer(at, flat, newton_step(jacobian, here), here)


def _same_slope(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two Jacobians at different points are one: the equations are affine."""
    return bool(np.abs(a - b).max() <= 1e-6 * np.abs(b).max())
