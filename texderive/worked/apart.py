r"""Formulas over the derivatives of one function, x - H^{-1} g or f(a) + f'(a)(x - a): each derivative
by itself, then all put in."""
from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from .. import matrix as mx
from .. import write
from ..derivation import Act, Line, Naming, Written
from ..matrix import Expr
from ..problem import Problem
from ..raising.facts import written_by_author
from ..raising.polish import polish
from ..solving.expand import replaced, unfolded
from ..solving.scalar import simplified
from ..solving.substitution import substituted
from .optima.nature import existence
from .optima.solution import shower, stated
from .setup import Setting

MOST_ORDERS = 4


def parts_of(problem: Problem) -> list[Expr]:
    """The derivatives that stand in an update, in an expansion, or in a step with an inverse Hessian:
    of one scalar function by one variable. [] for any other formula."""
    if problem.kind != "derivative" or problem.variables:
        return []
    body = mx.opened(problem.body)
    found = list(dict.fromkeys(n for n in mx.walk(body) if n.op == "deriv"))
    if not found or body in found:
        return []
    of, by = found[0].args[:2]
    alike = all(n.args[0] == of and set(n.args[1:]) == {by} for n in found)
    if not alike or by.op != "var" or by.args or not of.is_scalar or any(n.op == "deriv" for n in mx.walk(mx.opened(of))):
        return []
    most = highest(found)
    known = most == 1 or most == 2 and by.shape[1] == 1 or most <= MOST_ORDERS and by.is_scalar
    return found if known and (problem.at or _is_local(body, found, of, by)) else []


def _is_local(body: Expr, found: list[Expr], of: Expr, by: Expr) -> bool:
    terms = mx.terms(body)
    return by in terms or of in terms or any(len(n.args) > 2 for below in _divisors(body) for n in mx.walk(below) if n in found)


def _divisors(x: Expr) -> list[Expr]:
    """What is inverted or stands below a bar."""
    return [n.args[-1] for n in mx.walk(x) if n.op in ("inv", "div")]


def highest(parts: list[Expr]) -> int:
    """The highest order among the derivatives."""
    return max(len(n.args) - 1 for n in parts)


def nth(problem: Problem, parts: list[Expr], order: int, before: Expr | None) -> Problem:
    """The derivative of some order as a problem of its own: of the function, or of the derivative `before`,
    a gradient as a column."""
    of, by = parts[0].args[:2]
    twice = order == 2 and not by.is_scalar
    whole = write.latex(mx.make("deriv", (of, *([mx.T(by), by] if twice else [by] * order)), parts[0].data, (1, 1)),
                        Naming(), problem.style)
    sign = problem.style.derivative
    body = of if before is None else before if before.shape == by.shape else polish(mx.T(before))
    return replace(problem, body=body, variables=(by,), layout=parts[0].data if before is None else "numerator",
                   layout_stated=True, request=whole, shape=None,
                   operator=rf"\frac{{{sign}}}{{{sign} {by.data.latex}}}")


def headed(acts: tuple[Act, ...], order: int, scalar: bool) -> list[Act]:
    """The acts of a higher derivative under headings that say which it is."""
    if order == 1:
        return list(acts)
    which = ("Second", "Third", "Fourth")[order - 2] + " derivative" if scalar else "Derivative of the gradient"
    return [replace(a, title=which + a.title.removeprefix("Derivative")) if a.kind == "derivative" else a for a in acts]


def valued(problem: Problem, x: Expr) -> Problem:
    """What a derivative, or the function, is at the point where an expansion is taken."""
    return replace(problem, kind="contraction", body=x, variables=(), layout_stated=True, shape=None)


def by_terms(x: Expr) -> Expr:
    """A sum with each term polished by itself, and its numbers added up."""
    terms = [polish(t) for t in x.args]
    number = sum((t.data for t in terms if t.op == "num"), Fraction(0))
    return mx.add(*([mx.num(number)] if number else []), *(t for t in terms if t.op != "num"))


def shortest(x: Expr) -> Expr:
    """x, or a scalar as SymPy simplifies it, where that is shorter."""
    return min(x, polish(simplified(x)), key=mx.size) if x.is_scalar else x


def filled(x: Expr, parts: list[Expr], values: list[Expr]) -> Expr:
    """x with the values, of the function and its derivatives by order, for the function and `parts`."""
    for part in parts:
        x = replaced(x, part, values[len(part.args) - 1])
    return unfolded(replaced(x, parts[0].args[0], values[0]))


def put_in(setting: Setting, problem: Problem, parts: list[Expr], values: list[Expr]) -> tuple[Act, Expr]:
    """(the act in which the values are put in, what comes out);
    `values` of the function and its derivatives, by order."""
    body, scalar, show = mx.opened(problem.body), parts[0].args[1].is_scalar, shower(setting)
    terms = body.args if body.op == "add" else ()
    title = ("Update" if {parts[0].args[1], *problem.at.values()} & set(terms) else "Expansion"
             if parts[0].args[0] in terms else "Put together")
    whole = filled(body, parts, values)
    needs = tuple(polish(filled(below, parts, values)) for below in _divisors(body) if any(n in parts for n in mx.walk(below)))
    with written_by_author(setting.author_sums | {substituted(b, problem.at) for b in setting.author_sums if problem.at}):
        # an expansion keeps its terms
        shorter = (shortest(polish(whole)) if title == "Update" else by_terms(whole)
                   if title == "Expansion" and whole.op == "add" else polish(whole))
    orders = len({len(n.args) for n in parts})
    asked = sorted({len(n.args) - 1 for n in parts} | ({0} if _stands(body, parts[0].args[0], parts) else set()))
    what = "the values" if problem.at and 0 in asked else ("the derivative" if scalar else "the gradient") + (""
        if orders == 1 else "s" if scalar else " and the Hessian")
    steps = ([(whole, f"{what} put in"), (shorter, "simplified")] if show(shorter) != show(whole)
             else [(shorter, f"{what} put in")])
    lines = [stated(_name(parts[0], order, place, show), show(values[order]), f"at ${show(place)}$", "=",
                    "at the point") for place in problem.at.values() for order in asked]
    lines += [Line(None if n else Written(problem.request), x, "put in", told, verified=True)
              for n, (x, told) in enumerate(steps)]
    condition = existence(needs, show)
    return Act("put in", title, tuple(lines), (), (f"It is defined {condition}.",) if condition else ()), shorter


def _stands(body: Expr, of: Expr, parts: list[Expr]) -> bool:
    """Whether the function itself is in the formula, beside its derivatives."""
    for part in parts:
        body = replaced(body, part, mx.zeros(part.shape))
    return any(n == of for n in mx.walk(body))


def _name(part: Expr, order: int, place: Expr, show) -> str:
    """f'(0) and \\nabla^2 f(x_k), by the name of the function."""
    of, by = part.args[:2]
    name = of.data.latex if of.op == "ref" else "f"
    point = show(place) if place.op != "zeros" else r"\mathbf{0}"
    primes = "'" * order
    return f"{name}{primes}({point})" if by.is_scalar else ("", r"\nabla ", r"\nabla^2 ")[order] + f"{name}({point})"
