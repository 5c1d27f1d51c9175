r"""Formulas around the partial derivatives of one function at a point, (1, 1) - 0.1\nabla f(1, 1): each derivative,
its value there, then all put in."""
from __future__ import annotations

from collections.abc import Callable

from .. import matrix as mx
from .. import write
from ..derivation import Act, Line, Naming, Written
from ..matrix import Expr
from ..problem import Problem
from ..raising.polish import polish
from ..solving.expand import replaced, unfolded
from .apart import by_terms, shortest
from .entries import MOST, Entries, multiplied
from .optima.solution import shower, stated
from .setup import Setting


def around(problem: Problem) -> Entries | None:
    """The partial derivatives in a formula that are all taken of one function of numbers, at a point;
    None of any other formula."""
    if problem.kind != "derivative" or problem.variables or not problem.at:
        return None
    found = tuple(dict.fromkeys(n for n in mx.walk(problem.body) if n.op == "deriv"))
    by_numbers = all(len(n.args) <= 3 and n.args[0].is_scalar
                     and all(v.op == "var" and not v.args and v.is_scalar for v in n.args[1:]) for n in found)
    if not found or len(found) > MOST or not by_numbers or len({n.args[0] for n in found}) > 1 or problem.body in found:
        return None
    return Entries(problem, (1, len(found)),
                   tuple(mx.make("deriv", (n.args[0], *sorted(n.args[1:], key=lambda v: v.data.latex)), "numerator",
                                 (1, 1)) for n in found), {})


def filled(problem: Problem, parts: tuple[Expr, ...], values: dict[Expr, Expr], function: Expr) -> Expr:
    """The formula with values for the derivatives, and for the function itself where it stands beside them."""
    body = problem.body
    for n in dict.fromkeys(n for n in mx.walk(body) if n.op == "deriv"):
        body = replaced(body, n, values[mx.make("deriv", (n.args[0], *sorted(n.args[1:], key=lambda v: v.data.latex)),
                                                "numerator", (1, 1))])
    return unfolded(replaced(body, parts[0].args[0], function))


def put_in(setting: Setting, problem: Problem, parts: tuple[Expr, ...], put: Callable[[Expr], Expr],
           values: dict[Expr, Expr]) -> tuple[Act, Expr]:
    """(the act in which the values at the point are put in, what comes out)."""
    show, of = shower(setting), parts[0].args[0]
    there = {part: put(values[part]) for part in parts}
    place = ", ".join(show(value) for value in problem.at.values())
    name = of.data.latex if of.op == "ref" else "f"
    lines = [stated(rf"{_written(part, name, problem)}({place})", show(there[part]), "at the point", "=",
                    "at the point") for part in parts]
    function, expansion = of, False
    if any(n == of for n in mx.walk(_without(problem.body))):
        function, expansion = put(unfolded(of)), problem.body.op == "add"
        lines = [stated(f"{name}({place})", show(function), "at the point", "=", "at the point"), *lines]
    whole = filled(problem, parts, there, function)
    # an expansion keeps its terms
    shorter = by_terms(whole) if expansion else shortest(polish(multiplied(polish(whole))))
    said = "the values put in"
    steps = [(whole, said), (shorter, "simplified")] if show(shorter) != show(whole) else [(shorter, said)]
    lines += [Line(None if n else Written(problem.request), x, "put in", told, verified=True)
              for n, (x, told) in enumerate(steps)]
    return Act("put in", "At the point", tuple(lines)), shorter


def _written(part: Expr, name: str, problem: Problem) -> str:
    r"""\frac{\partial f}{\partial x}."""
    below = " ".join(rf"\partial {v.data.latex}" for v in part.args[1:])
    return write.latex(part, Naming(), problem.style) if part.args[0].op == "ref" else rf"\frac{{\partial {name}}}{{{below}}}"


def _without(x: Expr) -> Expr:
    """x with zeros for its derivatives."""
    for n in dict.fromkeys(n for n in mx.walk(x) if n.op == "deriv"):
        x = replaced(x, n, mx.zeros(n.shape))
    return x
