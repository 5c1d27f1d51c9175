r"""Several stationary points in several scalars: each with its Hessian, or under a constraint with its value, and which
of them is the optimum."""
from __future__ import annotations

from ... import matrix as mx
from ...derivation import Act, Line
from ...matrix import Expr
from ...raising.polish import polish
from ...solving.definite import positive
from ...solving.elimination import Branched, branches
from ...solving.expand import unfolded
from ...solving.scalar import second_derivatives, simplified
from ...solving.substitution import substituted
from ...symbols import Symbol
from ..setup import Setting
from .solution import Point, Solution, shower, starred, stated
from .stationary import System, vanishes

MOST = 8
Values = dict[Symbol, Expr]


def by_candidates(setting: Setting, system: System, judge) -> tuple[Act, Solution | None, list[str]] | None:
    """(act, the optimum or all stationary points, sentences); None where the equations have no
    or too many solutions that are found."""
    if any(u.shape != (1, 1) or u.family for u in system.equations):
        return None
    from ...verify.check_steps import verifier_for
    found = branches(system.equations)
    points = verifier_for([*judge.verifier.points.env, *system.equations], (), judge.verifier.points.sizes).points
    if found is None or len(found.solutions) > MOST or not all(vanishes(points, e, v) for v in found.solutions
            for e in system.equations.values()):
        return None
    problem, show = setting.problem, shower(setting)
    unknowns = tuple(u for u in system.equations if u not in system.multipliers)
    points = [{system.asked.get(u, u): polish(v[u]) for u in unknowns} for v in found.solutions]
    points = [p for n, p in enumerate(points) if p not in points[:n]]
    lines = _solving(found, system, points, show)
    told = _values(setting, points, show) if system.multipliers else _hessians(setting, points, show)
    lines += told[0]
    title = "Stationary points" + (" under the constraint" + "s" * (len(problem.constraints) > 1) if system.multipliers else "")
    if problem.kind == "stationary":
        return (Act("minimum", title, tuple(lines), (), ("These are all stationary points.",)),
                _solution(points, problem, show), [])
    best, sentence = told[1]
    return (Act("minimum", title, tuple(lines), (), (sentence,)), _solution(best, problem, show) if best else None,
            [] if best else [sentence])


def _tuple(names) -> str:
    names = list(names)
    return names[0] if len(names) == 1 else rf"\left({', '.join(names)}\right)"


def _solving(found: Branched, system: System, points: list[Values], show) -> list[Line]:
    lines = []
    for step in found.steps:
        put_in = ", ".join(f"${p.latex}$" for p in step.put_in)
        lines.append(stated(system.written[step.owner], f"{step.unknown.latex} = {show(step.solution.point)}",
                            f"{put_in} put in; solve for ${step.unknown.latex}$" if put_in
                            else f"solve for ${step.unknown.latex}$"))
    rest = list(found.rest)
    roots = list(dict.fromkeys(_tuple(show(s[u]) for u in rest) for s in found.solutions))
    listed = f"{_tuple(u.latex for u in rest)} = " + r" \text{ or } ".join(roots)
    equations = r", \quad ".join(f"{show(e)} = 0" for e in found.rest.values())
    put_in = ", ".join(dict.fromkeys(f"${p.latex}$" for u in rest for p in found.put_in[u]))
    lines.append(stated(equations, listed, f"{put_in} put in" if put_in else "all solutions of these equations"
                        if len(rest) > 1 else f"solve for ${rest[0].latex}$"))
    if found.steps:
        every = r" \text{ or } ".join(_tuple(show(v) for v in p.values()) for p in points)
        lines.append(stated(_tuple(u.latex for u in points[0]), every, "put back", "="))
    return lines


def _hessians(setting: Setting, points: list[Values], show) -> tuple[list[Line], tuple[list[Values], str]]:
    """What each point is by its leading minors; none is known to be the optimum over all numbers."""
    unknowns, word = tuple(points[0]), {"argmin": "minimum", "argmax": "maximum"}.get(setting.problem.kind, "")
    hessian = second_derivatives(unfolded(setting.expr), unknowns)
    lines, local = [], []
    for p in points if hessian is not None else ():
        rows = [[polish(simplified(substituted(x, p))) for x in row] for row in hessian]
        kind = _kind(rows)
        local += [p] * (kind == f"a local {word}")
        block = mx.make("block", tuple(x for row in rows for x in row), (len(rows), len(rows)), (len(rows), len(rows)))
        lines.append(stated(rf"\nabla^2 f{_tuple(show(v) for v in p.values()) if len(p) > 1 else ''}", show(block), kind
                            or "its minors have no sign that holds for all values", "="))
    where = " and ".join(f"${_tuple(u.latex for u in p)} = {_tuple(show(v) for v in p.values())}$" for p in local)
    sentence = (f"The local {word} lies at {where}; whether it is the {word} of all values is not told." if local
                else f"None of the points is known to be a {word}.")
    return lines, ([], sentence)


def _kind(rows: list[list[Expr]]) -> str:
    """By the signs of the leading minors."""
    minors = [polish(simplified(_determinant([row[:n] for row in rows[:n]]))) for n in range(1, len(rows) + 1)]
    sign = [1 if positive(m) == () else -1 if positive(polish(mx.neg(m))) == () else 0 for m in minors]
    if all(s > 0 for s in sign):
        return "a local minimum"
    if all(s == (-1) ** n for n, s in enumerate(sign, 1)):
        return "a local maximum"
    return "a saddle point" if len(rows) == 2 and sign[1] < 0 or len(rows) == 3 and sign[2] and sign[1] < 0 else ""


def _determinant(rows: list[list[Expr]]) -> Expr:
    if len(rows) == 1:
        return rows[0][0]
    return mx.add(*[mx.mul(mx.num((-1) ** n), x, _determinant([row[:n] + row[n + 1:] for row in rows[1:]]))
                    for n, x in enumerate(rows[0])])


def _values(setting: Setting, points: list[Values], show) -> tuple[list[Line], tuple[list[Values], str]]:
    """The value at each point; on a bounded set the best of them is the optimum."""
    body, kind = unfolded(setting.expr), setting.problem.kind
    word, sign = ("minimum", 1) if kind == "argmin" else ("maximum", -1)
    values = [polish(simplified(substituted(body, p))) for p in points]
    lines = [stated(rf"f\left({', '.join(show(v) for v in p.values())}\right)", show(value), "the value there", "=")
             for p, value in zip(points, values)]
    best = [p for p, v in zip(points, values) if all(_at_least(w, v, sign) for w in values)]
    unknowns = tuple(points[0])
    if best and _bounded(body, unknowns, sign):
        return (lines, (best, f"The function {'grows' if sign == 1 else 'falls'} without bound far out, so there is a "
                              f"{word} under the constraint, and "
                             f"it is the {'smallest' if sign == 1 else 'largest'} of these values."))
    if not best or not any(_bounded(unfolded(g), unknowns, 1) or _bounded(unfolded(g), unknowns, -1)
                           for g in setting.problem.constraints):
        return (lines, ([], f"Whether one of the points is the {word} is not told: the points that satisfy the "
                            f"constraint may lie far out."))
    return (lines, (best, f"The points that satisfy the constraint form a bounded closed set, so there is a {word}, "
                          f"and it is the {'smallest' if sign == 1 else 'largest'} of these values."))


def _at_least(w: Expr, v: Expr, sign: int) -> bool:
    """Whether v is as good as w."""
    difference = polish(simplified(mx.mul(mx.num(sign), mx.add(w, mx.neg(v)))))
    return difference == mx.ZERO or positive(difference) == ()


def _bounded(g: Expr, unknowns: tuple[Symbol, ...], sign: int) -> bool:
    """Whether g is a quadratic with a definite form in all unknowns, positive for sign 1:
    then g = 0 is an ellipse or the like."""
    rows = second_derivatives(g, unknowns)
    return (rows is not None and all(x.op == "num" for row in rows for x in row)
            and _kind(rows) == ("a local minimum" if sign == 1 else "a local maximum"))


def _solution(points: list[Values], problem, show) -> Solution:
    """One point by its unknowns; of several the first is the value, and all are printed."""
    if len(points) == 1:
        return Solution(tuple(Point(u, starred(u), v, show(v)) for u, v in points[0].items()), "", problem.symbols)
    first = next(iter(points[0]))
    block = mx.make("block", tuple(points[0].values()), (len(points[0]), 1), (len(points[0]), 1))
    printed = r" \text{ or } ".join(_tuple(show(v) for v in p.values()) for p in points)
    return Solution((Point(first, _tuple(u.latex for u in points[0]), block, printed),), "", problem.symbols)
