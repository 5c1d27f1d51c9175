"""Several stationary points of a function of one number: each with its second derivative, and which
of them is the optimum."""
from __future__ import annotations

from ... import matrix as mx
from ...derivation import Act
from ...matrix import Expr
from ...raising.polish import polish
from ...solving.definite import positive
from ...solving.elimination import for_one
from ...solving.expand import unfolded
from ...solving.members import numbers
from ...solving.scalar import profile, roots
from ...solving.substitution import substituted
from ...symbols import Symbol
from ..setup import Setting
from .nature import hessian_of, tidy
from .solution import Point, Solution, named, shower, starred, stated
from .stationary import vanishes

MOST_ROOTS = 6


def by_roots(setting: Setting, gradient: Expr, unknown: Symbol, judge) -> tuple[Act, Solution | None, list[str]] | None:
    """(act, the optimum if one of the points is known to be it, sentences);
    None where there are no or too many stationary points."""
    alone = for_one(gradient, unknown)
    found = [polish(r) for r in roots(*alone)] if alone else []
    hessian = hessian_of(setting, unknown) if 2 <= len(found) <= MOST_ROOTS else None
    if hessian is None or not all(vanishes(judge.verifier.points, gradient, {unknown: r}, numbers(unknown)) for r in found):
        return None
    problem, show = setting.problem, shower(setting)
    listed = r" \text{ or } ".join(f"{named(unknown)} = {show(r)}" for r in found)
    lines = [stated(show(gradient) + " = 0", listed, f"solve for ${named(unknown)}$")]
    kinds: dict[Expr, str] = {}
    for r in found:
        value = tidy(substituted(hessian, {unknown: r}))
        kind = "minimum" if positive(value) == () else "maximum" if positive(tidy(mx.neg(value))) == () else ""
        kinds[r] = kind
        sign = " > 0" if kind == "minimum" else " < 0" if kind == "maximum" else ""
        lines.append(stated(f"f''({show(r)})", show(value) + sign, f"a local {kind}" if kind
                            else "no sign that holds for all values" if value != mx.ZERO else "tells nothing", "="))
    points = tuple(Point(unknown, starred(unknown), r, show(r)) for r in found)
    if problem.kind == "stationary":
        sentence = "These are all stationary points."
        return Act("minimum", "Stationary points", tuple(lines), (), (sentence,)), _solution(points, found, problem), []
    best, sentence = _best(setting, unknown, found, kinds, show)
    title = {"argmin": "Minimum", "argmax": "Maximum"}[problem.kind] if best else "Stationary points"
    act = Act("minimum", title, tuple(lines), (), (sentence,))
    return act, _solution(points, best, problem) if best else None, [] if best else [sentence]


def _solution(points: tuple[Point, ...], chosen: list[Expr], problem) -> Solution:
    """One point; of several that are equally good the first is the value, and all are printed."""
    kept = [p for p in points if p.expr in chosen]
    printed = r" \text{ or } ".join(p.printed for p in kept)
    return Solution((Point(kept[0].unknown, kept[0].name, kept[0].expr, printed),), "", problem.symbols)


def _lie(word: str, local: list[Expr], names: str) -> str:
    return f"The local {word} lies at {names}" if len(local) == 1 else f"Local {word.replace('um', 'a')} lie at {names}"


def _best(setting: Setting, unknown: Symbol, found: list[Expr], kinds: dict[Expr, str], show) -> tuple[list[Expr], str]:
    """The points that are the optimum over all numbers, and the reason; [] where there is none or it cannot be told."""
    argmin = setting.problem.kind == "argmin"
    word, sign = ("minimum", 1) if argmin else ("maximum", -1)
    seen = profile(unfolded(setting.expr), unknown, found)
    local = [r for r in found if kinds[r] == word]
    names = " and ".join(f"${named(unknown)} = {show(r)}$" for r in local)
    if seen is None:
        among = "one of them" if len(local) > 1 else "it"
        return ([], f"{_lie(word, local, names)}; whether {among} is the {word} of all values is not told." if local
                else f"None of the points is known to be a {word}.")
    values, ends = seen
    least = min(sign * v for v in values)
    if any(sign * e < least for e in ends):
        towards = r"-\infty" if argmin else r"\infty"
        unbounded = any(sign * e == float("-inf") for e in ends)
        reason = (f"the function goes to ${towards}$" if unbounded
                  else "the function comes closer to a better value far out than at any of these points")
        return [], f"There is no {word} over all numbers: {reason}" + (f". {_lie(word, local, names)}." if local else ".")
    best = [r for r, v in zip(found, values) if abs(sign * v - least) <= 1e-12 * max(1.0, abs(least))]
    where = " and ".join(f"${named(unknown)} = {show(r)}$" for r in best)
    return (best, f"Of the stationary points {where} {'has' if len(best) == 1 else 'have'} the "
                  f"{'smallest' if argmin else 'largest'} value, "
                 f"and the function is nowhere {'smaller' if argmin else 'larger'} far out: the {word}.")
