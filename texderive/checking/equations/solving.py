r"""Lines that solve an equation: two equations agree when the solution of one satisfies the other.

Everything is numeric: the residual g(u) = left - right at the random points as a function of the unknown alone.
Equations are solved exactly where they are affine in the unknown, by Newton's method from several starts elsewhere.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ...symbols import Symbol
from ...verify.linalg import inv
from ...verify.points import Points
from ..values.numbers import flat_values, newton, repeated, slope, with_flat

Residual = Callable[[Points], np.ndarray | None]        # (points, equations), None where it has no value

_SMALL = 1e-6
_FAR = 1e5                         # where nothing is a solution: Newton's method ran away
FOLLOWS, FAILS, UNSURE = "follows", "fails", "unsure"


def same_solutions(first: Residual, second: Residual, unknown: Symbol, points: Points, explicit: bool = False) -> str:
    """Whether the two equations have the same solution for `unknown` near the points: FOLLOWS, FAILS or UNSURE. Of
    several solutions of each, those of one have to be solutions of the other:
    a line may drop solutions or add some, not both.

    `explicit`: the second says what the unknown is, so that its value has to solve the first."""
    if _parallel(first(points), second(points)):
        return FOLLOWS
    verdicts: list[str | None] = []
    outside = False  # the first has no value where the second is solved, and has one elsewhere
    for known, other in ((second, first), (first, second)):
        solution = solve(known, unknown, points)
        verdict = None if solution is None else _satisfies(other, solution, points)
        if (verdict == FOLLOWS and not explicit and np.abs(solution.env[unknown]).max() < 1e-6
                and (solution := moved_onto(known, points)) is not None):
            # u = 0 solves Cu = au and Cu = 2au: where one holds for another u, and another a
            verdict = _satisfies(other, solution, points)
            if (verdict == FOLLOWS and known is second and (there := moved_onto(first, points)) is not None
                    and not _switched_off(there, points)):
                # Wu = J(u) Bu implies Bu = J(u) Wu, as J is 1 then, and does not follow from it
                if _satisfies(second, there, points) == FAILS:
                    return FAILS
            if verdict == FAILS:
                verdicts.append(verdict)
                continue
        if verdict == FOLLOWS:
            if explicit:
                return FOLLOWS
            solution = unshared(known, other, unknown, solution, points)
            if solution is None:
                return FOLLOWS
            verdict = FAILS
        if verdict == FAILS and not isolated(known, solution, unknown):
            verdict = UNSURE
        if solution is not None and known is second:
            outside = _undefined(other(solution)) and not _undefined(other(points))
        verdicts.append(verdict)
    found = [v for v in verdicts if v is not None]
    if explicit and (verdicts[0] == FAILS or outside and verdicts[1] == FAILS):
        return FAILS
    return FAILS if found and all(v == FAILS for v in found) else UNSURE


def _undefined(value: np.ndarray | None) -> bool:
    return value is not None and bool(np.isnan(value).any())


def _parallel(x: np.ndarray | None, y: np.ndarray | None) -> bool:
    """Whether one equation between vectors is a multiple of the other: both sides were multiplied by a number."""
    if x is None or y is None or x.shape != y.shape or x.shape[1] < 2 or not (np.isfinite(x).all() and np.isfinite(y).all()):
        return False
    lengths = np.linalg.norm(x, axis=1), np.linalg.norm(y, axis=1)
    if min(a.min() for a in lengths) < 1e-9:
        return False
    x, y = x / lengths[0][:, None], y / lengths[1][:, None]
    return bool(np.abs(x * np.sum(x * y, axis=1, keepdims=True) - y).max() < 1e-9)


def _with(points: Points, unknown: Symbol, value: np.ndarray) -> Points:
    return Points({**points.env, unknown: value}, points.sizes, points.count)


def solve(residual: Residual, unknown: Symbol, points: Points) -> Points | None:
    """Points at which the unknown solves the equation; None where none was found.

    Newton's method in the unknown itself and in its inverse, in which equations such as Lambda^{-1} = S are affine."""
    start = points.env.get(unknown)
    if start is None:
        return None
    invertible = start.ndim < 3 or start.shape[1] == start.shape[2]
    for steps, scale in ((7, 1.0), (25, 1.35), (25, 0.05)):
        for back in (_same, _inverse) if invertible else (_same,):
            found = _newton(residual, unknown, points, back(start * scale), back, steps)
            # 1/u^2 is 0 at infinity
            if found is not None and np.abs(found.env[unknown]).max() < _FAR * max(1, np.abs(start).max()):
                return found
    return None


def of_length(equation: Residual, unknown: Symbol, start: Points) -> Residual:
    """The equation for an unknown that does not shrink or run away: its part along where it starts is kept,
    as a multiple of a solution may be one."""
    along = start.env[unknown].reshape(start.count, -1)

    def at(points: Points) -> np.ndarray | None:
        value, times = equation(points), points.count // start.count
        here = np.repeat(along, times, axis=0)
        return (None if value is None else np.concatenate([value,
                    ((points.env[unknown].reshape(points.count, -1) - here) * here).sum(axis=1, keepdims=True)], axis=1))

    return at


def moved_onto(residual: Residual, points: Points) -> Points | None:
    """The points with all numbers and arrays moved as little as possible to where an equation holds."""
    letters = [s for s in points.env if s.props.isdisjoint(("ones", "identity", "pm1"))]
    here = None
    for flat, here, _ in newton(residual, lambda there, values: with_flat(there, letters, values), points,
                                flat_values(points, letters), 25):
        pass
    return with_flat(points, letters, flat) if here is not None and np.abs(here).max() < 1e-8 else None


def _switched_off(there: Points, points: Points) -> bool:
    """Whether a number or an array became 0: an equation a(Cu - bu) = 0 holds there for every u."""
    return any(np.abs(there.env[s]).max() < 1e-6 < np.abs(array).max() for s, array in points.env.items())


def solvable(residual: Residual, unknown: Symbol, points: Points) -> np.ndarray:
    """At which points Newton's method in the unknown finds a solution."""
    shape = points.env[unknown].shape
    here = None
    for _, here, _ in newton(residual, lambda there, flat: _with(there, unknown, flat.reshape(-1, *shape[1:])), points,
                             points.env[unknown].reshape(points.count, -1), 25):
        pass
    return np.zeros(points.count, bool) if here is None else np.abs(here).max(axis=1) < 1e-8


def unshared(first: Residual, second: Residual, unknown: Symbol, solution: Points, points: Points) -> Points | None:
    """A further solution of the first that certainly is none of the second; None where none was found."""
    return next((s for s in _others(first, unknown, solution, points) if _satisfies(second, s, points) == FAILS
                 and isolated(first, s, unknown)), None)


# multiples of the first start from which further solutions are looked for:
# far away Newton's method comes to the outermost ones
_STARTS = (-1.0, 12.0, -12.0)


def _others(residual: Residual, unknown: Symbol, solution: Points, points: Points) -> Iterator[Points]:
    """Further solutions of an equation for a number, none where it is affine; not those that run away to infinity."""
    start = points.env[unknown]
    if start[0].size > 1 or _affine(residual, unknown, points):
        return
    for factor in _STARTS:
        found = _newton(residual, unknown, points, start * factor, _same, 12)
        if found is not None and np.abs(found.env[unknown]).max() < 50 * max(1, np.abs(solution.env[unknown]).max()):
            yield found


def _affine(residual: Residual, unknown: Symbol, points: Points) -> bool:
    """Whether the residual is the same straight line through three places."""
    values = [residual(_with(points, unknown, points.env[unknown] * k)) for k in (1, 2, 3)]
    return (any(v is None for v in values) or bool(np.abs(values[0] - 2 * values[1] + values[2]).max()
                                                   <= 1e-9 * max(np.abs(v).max() for v in values)))


def _same(u: np.ndarray) -> np.ndarray:
    return u


def _inverse(u: np.ndarray) -> np.ndarray:
    """1/u of scalars and of entries, the inverse of matrices; NaN where there is none."""
    with np.errstate(all="ignore"):
        return 1.0 / u if u.ndim < 3 else inv(u)


def _newton(residual: Residual, unknown: Symbol, points: Points, v: np.ndarray, back, steps: int) -> Points | None:
    """Newton's method in v, the unknown being back(v)."""
    shape, flat = v.shape, v.reshape(v.shape[0], -1)

    def place(there: Points, values: np.ndarray) -> Points:
        return _with(there, unknown, back(values.reshape(-1, *shape[1:])))

    for flat, here, _ in newton(residual, place, points, flat, steps):
        if here is None:
            return None
        if np.abs(here).max() < 1e-11:
            break
    return place(points, flat) if np.abs(here).max() < 1e-8 else None


def isolated(residual: Residual, solution: Points, unknown: Symbol) -> bool:
    """The equation determines the unknown: its Jacobian there has full column rank,
    so that a failing check means something."""
    here, u = residual(solution), solution.env[unknown]
    place = lambda there, flat: _with(there, unknown, flat.reshape(-1, *u.shape[1:]))
    jacobian = slope(residual, place, repeated(solution, 2 * u[0].size), u.reshape(u.shape[0], -1), here)
    if jacobian is None:
        return False
    singular = np.linalg.svd(jacobian, compute_uv=False)
    return bool(jacobian.shape[1] >= jacobian.shape[2] and np.all(singular[:, -1] > 1e-6 * np.maximum(singular[:, 0], 1)))


def _satisfies(residual: Residual, solution: Points, points: Points) -> str:
    value, elsewhere = residual(solution), residual(points)
    if value is None or elsewhere is None or not np.isfinite(value).all():
        return UNSURE
    scale = max(np.abs(elsewhere[np.isfinite(elsewhere)]).max(initial=0), 1e-3)
    worst = np.abs(value).max()
    if worst <= _SMALL * scale:
        return FOLLOWS if np.abs(elsewhere).max() > 1e-9 else UNSURE
    return FAILS if worst > 1e-3 * scale or worst > 1e-4 else UNSURE
