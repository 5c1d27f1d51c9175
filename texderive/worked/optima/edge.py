r"""Optima under an inequality that may be active, \min \|x - b\|^2 s.t. \|x\| \le 1: without it first, then on its
edge; bounds on x itself cut the value off."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ... import matrix as mx
from ...derivation import Act
from ...errors import UnsupportedError
from ...matrix import Expr
from ...problem import Problem
from ...raising.polish import polish
from ...solving.convexity import Curvature, curvature
from ...solving.expand import contains, terms_in, unfolded
from ...solving.linear import affine
from ...solving.members import free_letters
from ...solving.substitution import substituted
from ...symbols import Symbol
from ...verify.matrix_values import MatrixEvaluator
from ...verify.points import Points
from .gradient import Gradient
from .solution import Point, Solution, shower, starred, stated

Found = tuple[list[Act], Solution | None, list[str]]
Solve = Callable[[Problem, list[Gradient]], Found]


def on_the_edge(problem: Problem, gradients: list[Gradient], solve: Solve) -> Found:
    """What `solve` finds without the inequality where it holds there, else under the equation;
    a linear function has its optimum there.

    Raises UnsupportedError (TD327) where it is not known that the function is convex (concave, for a maximum) and the
    set convex, or for several inequalities that are no bounds."""
    first, sign = gradients[0], 1 if problem.kind == "argmin" else -1
    unknown = first.unknown
    bends = (_bends(first.setting.expr, unknown) if unknown is not None and first.column is not None and len(gradients)
             == 1 and not any(free_letters(g) for g in problem.constraints) else None)
    rooms = [curvature(g, (unknown,)) for g in problem.constraints]
    if bends is None or bends.sign == -sign or bends.conditions or any(r is None or r.sign < 0 or r.conditions for r in rooms):
        raise _not_known(sign)
    bounds = [_bound(g, unknown) for g in problem.constraints]
    if contains(first.column, unknown) and all(b is not None for b in bounds):
        return _cut_off(problem, first, bounds, solve, sign)
    if len(problem.constraints) > 1 or not problem.constraints[0].is_scalar:
        raise _not_known(sign)
    (g,) = problem.constraints
    free: Found = solve(*_under(problem, first, ())) if contains(first.column, unknown) else ([], None, [])
    if contains(first.column, unknown) and free[1] is None:
        raise _not_known(sign)
    show, (edge_acts, edge, edge_sentences) = shower(first.setting), solve(*_under(problem, first, (g,)))
    if edge is None:
        raise _not_known(sign)
    word = "minimum" if sign > 0 else "maximum"
    if free[1] is None:
        sentence = (f"The gradient ${show(first.column)}$ vanishes nowhere, so the {word} lies on the edge "
                    f"${_written(g, unknown, '=', show)}$.")
        return [replace(edge_acts[0], prose=(sentence, *edge_acts[0].prose)), *edge_acts[1:]], edge, edge_sentences
    value, shape = free[1].expr, "convex" if sign > 0 else "concave"
    there = polish(substituted(g, {unknown: value}))
    opening = replace(free[0][0], title=f"{word.capitalize()} without the constraint")
    holds = f"${_written(g, unknown, '<=', show, value)}$"
    if (outside := _beyond(first, there, mx.num(0))) is not None:
        point, latex = (edge.expr, edge.latex) if outside else (value, free[1].latex)
        told = f"It {'does not satisfy' if outside else 'satisfies'} ${_written(g, unknown, '<=', show)}$."
        if outside:
            told += f" As the function is {shape}, the {word} lies on the edge ${_written(g, unknown, '=', show)}$."
        acts = [replace(opening, after=(*opening.after, told)), *(edge_acts if outside else ())]
        return acts, Solution((Point(unknown, starred(unknown), point, latex),), "", problem.symbols), []
    told = (f"It is the {word} if {holds}. Else, as the function is {shape}, the {word} lies on the edge "
            f"${_written(g, unknown, '=', show)}$.")
    left, right = _sides(g, unknown)
    test = mx.make("ind", (polish(substituted(left, {unknown: value})), polish(substituted(right, {unknown: value}))),
                   "<=", (1, 1))
    point = mx.make("cases", (value, test, edge.expr), None, value.shape)
    last = Act("minimum", f"{word.capitalize()} under the constraint",
               (stated(starred(unknown), show(point), "both cases together", "="),))
    return ([replace(opening, after=(*opening.after, told)), *edge_acts, last],
            Solution((Point(unknown, starred(unknown), point, show(point)),), free[1].condition, problem.symbols), free[2])


def _bends(x: Expr, unknown: Symbol) -> Curvature | None:
    """How the function bends as it is composed, or else multiplied out: x(10 - x)."""
    found = curvature(x, (unknown,))
    return found if found is not None or not contains(x, unknown) else curvature(mx.add(*terms_in(x, unknown)), (unknown,))


def _not_known(sign: int) -> UnsupportedError:
    return UnsupportedError(f"which inequalities are active at the optimum is told of one, of a function that is known to be "
                            f"{'convex' if sign > 0 else 'concave'} on a convex set; the KKT conditions of others are "
                            f"not worked out", code="TD327",
                            hint="write g(x) = 0 where it is active and leave it out where it is not; "
                                 "the first of the KKT conditions is asked for as \\nabla_x (f + \\mu g)")


def _under(problem: Problem, first: Gradient, constraints: tuple[Expr, ...]) -> tuple[Problem, list[Gradient]]:
    """The problem under equations alone."""
    problem = replace(problem, constraints=constraints, inequalities=0)
    return problem, [Gradient(replace(first.setting, problem=problem), first.reading, first.judge)]


def _sides(g: Expr, unknown: Symbol) -> tuple[Expr, Expr]:
    """(left, right) of g <= 0 with the unknown on the left, or on the right where it would be taken away."""
    inside = [t for t in mx.terms(g) if contains(t, unknown)]
    rest = [t for t in mx.terms(g) if t not in inside]
    add = lambda terms: polish(mx.add(*terms)) if terms else mx.zeros(g.shape)
    return ((add(rest), add([mx.neg(t) for t in inside]))
            if all(mx.factors(t)[0].op == "num" and mx.factors(t)[0].data < 0 for t in inside)
            else (add(inside), add([mx.neg(t) for t in rest])))


_SIGNS = {"=": ("=", "="), "<=": (r"\le", r"\ge")}        # a relation, and turned round


def _written(g: Expr, unknown: Symbol, relation: str, show, value: Expr | None = None) -> str:
    """The inequality, or the equation of its edge, with the unknown first; at a `value` of it."""
    left, right = _sides(g, unknown)
    at = (lambda x: polish(substituted(x, {unknown: value}))) if value is not None else (lambda x: x)
    sign, turned = _SIGNS[relation]
    return (f"{show(at(left))} {sign} {show(at(right))}" if contains(left, unknown)
            else f"{show(at(right))} {turned} {show(at(left))}")


def _bound(g: Expr, unknown: Symbol) -> tuple[bool, Expr] | None:
    """(whether it is an upper one, the bound) of x - u <= 0 and l - x <= 0, entry by entry;
    None for any other inequality."""
    parts = affine(g, unknown) if g.shape == unknown.shape and unknown.shape[1] == 1 else None
    scale = None if parts is None else parts[0] if parts[0].is_scalar else _scale(parts[0])
    if scale is None or scale.op != "num" or scale.data == 0:
        return None
    return scale.data > 0, polish(mx.div(mx.neg(parts[1]), scale)) if not mx.is_zero(parts[1]) else mx.num(0)


def _scale(form: Expr) -> Expr | None:
    """c of c I."""
    rest = [f for f in mx.factors(form) if f.op != "eye"]
    return ((mx.mul(*rest) if rest else mx.ONE) if len(rest) == len(mx.factors(form)) - 1
            and all(f.is_scalar for f in rest) else None)


def _cut_off(problem: Problem, first: Gradient, bounds: list[tuple[bool, Expr]], solve: Solve, sign: int) -> Found:
    """The value without the bounds, cut off at them; of a vector only where each entry is looked at by itself."""
    unknown, show = first.unknown, shower(first.setting)
    parts = affine(first.column, unknown)
    if unknown.shape != (1, 1) and (parts is None or _scale(parts[0]) is None):
        raise _not_known(sign)
    acts, free, sentences = solve(*_under(problem, first, ()))
    if free is None:
        raise _not_known(sign)
    word = "minimum" if sign > 0 else "maximum"
    point = free.expr
    for upper, bound in bounds:
        beyond = _beyond(first, point, bound)
        point = mx.maximum(bound, point, "min" if upper else "max") if beyond is None else bound if beyond == upper else point
    if not _is_optimum(first, point, bounds, sign):
        raise _not_known(sign)
    said = ", ".join(f"${unknown.latex} {_SIGNS['<='][not upper]} {show(b)}$" for upper, b in bounds)
    line = stated(starred(unknown), show(point), f"cut off by {said}", "=")
    last = Act("minimum", f"{word.capitalize()} within the bounds", (line,), (),
               (f"The function is {'convex' if sign > 0 else 'concave'}"
                f"{'' if unknown.shape == (1, 1) else ' and each entry stands by itself in it'}, "
                f"so it only {'rises' if sign > 0 else 'falls'} away from the point above: "
                f"this is its {word} within the bounds.",))
    opening = replace(acts[0], title=f"{word.capitalize()} without bounds")
    return [opening, last], Solution((Point(unknown, starred(unknown), point, show(point)),), free.condition,
                                     problem.symbols), sentences


def _beyond(first: Gradient, point: Expr, bound: Expr) -> bool | None:
    """Whether the point is larger than the bound; None where that depends on letters."""
    if any(n.op in ("var", "dim") for x in (point, bound) for n in mx.walk(x)):
        return None
    values = MatrixEvaluator(first.judge.verifier.points)
    return bool(values.value(point, {}).real.flat[0] > values.value(bound, {}).real.flat[0])


def _is_optimum(first: Gradient, point: Expr, bounds: list[tuple[bool, Expr]], sign: int) -> bool:
    """Whether the point lies within the bounds, and the gradient vanishes there or points out of a bound that is
    reached, at all points at which the bounds leave room."""
    points = first.judge.verifier.points
    at = lambda x: MatrixEvaluator(points).value(x, {}).real
    x = at(point)
    env = {**points.env, first.unknown: x.reshape(x.shape[0], *[n for n, d in zip(x.shape[1:], first.unknown.shape) if d != 1])}
    slope = sign * MatrixEvaluator(Points(env, points.sizes, points.count)).value(unfolded(first.column), {}).real
    low = [at(b) for upper, b in bounds if not upper]
    high = [at(b) for upper, b in bounds if upper]
    near = lambda a, b: np.abs(a - b) <= 1e-9 * (1 + np.abs(b))
    small = np.abs(slope) <= 1e-8 * (1 + np.abs(x))
    at_low, at_high = (np.any([np.broadcast_to(near(x, b), x.shape) for b in bs], axis=0) if bs
                       else np.zeros(x.shape, bool) for bs in (low, high))
    fits = np.all([x >= b - 1e-9 for b in low] + [x <= b + 1e-9 for b in high], axis=0) if low or high else True
    room = np.all([np.all(a <= b) for a in low for b in high]) if low and high else True
    return bool(not room or np.all(fits & (small | at_low & (slope >= 0) | at_high & (slope <= 0))))
