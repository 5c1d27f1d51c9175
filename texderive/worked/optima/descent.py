"""Optima without a closed form: each unknown from its own equation while the others are held,
or a step along the gradient."""
from __future__ import annotations

from dataclasses import replace

from ... import matrix as mx
from ...derivation import Act, Line
from ...problem import Problem
from ...raising.polish import polish
from ...solving.convexity import curvature
from ...solving.definite import joined
from ...solving.expand import contains
from ...symbols import Symbol
from .gradient import Gradient
from .nature import words
from .solution import named, shower, stated
from .stationary import System, solved


def _why(gradients: list[Gradient]) -> str:
    if all(not contains(g.column, h.unknown) for g in gradients for h in gradients):
        return "the gradient does not depend on the unknown, so it vanishes nowhere unless it is zero everywhere"
    if len(gradients) > 1:
        return "the gradient equations have no closed-form solution that texderive finds"
    return "its gradient equation has no closed-form solution that texderive finds"


def without_closed_form(gradients: list[Gradient], why: str = "", system: System | None = None) -> tuple[list[Act],
        None, list[str]]:
    """Of several unknowns each by its own equation in turn, where these have closed forms; else the gradient step."""
    problem = gradients[0].setting.problem
    sentence = f"No closed form is given: {why or _why(gradients)}."
    if system is not None and len(gradients) > 1 and (turns := _in_turn(gradients, system)) is not None:
        return [Act("update", "One after the other", turns,
                    (sentence, "With the others held, each equation is solved for its own unknown."),
                    _descent(gradients))], None, [sentence]
    if problem.kind == "stationary":
        return [Act("update", "Stationary points", (), (sentence,))], None, [sentence]
    if all(g.unknown is not None and g.column is not None and not contains(g.column, g.unknown) for g in gradients):
        return [Act("update", "No stationary point", (), (sentence,))], None, [sentence]
    descends = problem.kind != "argmax"
    rate = step_size(problem)
    lines = []
    for g in gradients:
        if g.column is None:
            continue
        u, show = named(g.unknown), shower(g.setting)
        text = show(polish(mx.mul(mx.var(rate), mx.neg(g.column) if descends else g.column)))
        step = rf"{u} {text}" if text.startswith("-") else rf"{u} + {text}"
        lines.append(stated(u, step, rf"step size ${rate.latex} > 0$", "leftarrow", "update"))
    return [Act("update", "Gradient descent" if descends else "Gradient ascent", tuple(lines), (sentence,),
                _convexity(gradients, descends))], None, [sentence]


def step_size(problem: Problem) -> Symbol:
    """A letter that the problem does not use."""
    used = {s.key for s in problem.symbols.values()}
    letter = next(c for c in (r"\eta", r"\alpha", r"\gamma", r"\epsilon", r"\tau") if c not in used)
    return Symbol(letter, letter, props=frozenset({"positive"}))


def _in_turn(gradients: list[Gradient], system: System) -> tuple[Line, ...] | None:
    """The value of each unknown in terms of the others;
    None where one of the equations has no closed form for its own."""
    lines: list[Line] = []
    for g, (u, equation) in zip(gradients, system.equations.items()):
        others = tuple(o for o in system.equations if o is not u)
        found = solved(g.setting, replace(system, equations={u: equation}, written={u: system.written[u]}, held=others), g.judge)
        if found is None:
            return None
        lines += found[0]
    return tuple(lines)


def _descent(gradients: list[Gradient]) -> tuple[str, ...]:
    """That no step makes the value worse, where the function bends the right way in each unknown by itself."""
    setting = gradients[0].setting
    sign = {"argmin": 1, "argmax": -1}.get(setting.problem.kind)
    bends = [curvature(setting.expr, (g.unknown,)) for g in gradients]
    if sign is None or any(b is None or b.sign != sign for b in bends):
        return ()
    told = joined(b.conditions for b in bends)
    adjective, word, worse = ("convex", "minimum", "larger") if sign == 1 else ("concave", "maximum", "smaller")
    condition = f" if {words(told, shower(setting))}" if told else ""
    return (f"In each unknown by itself the function is {adjective}{condition}{'; then' if condition else ', so'} each "
            f"value is the {word} over its "
            f"unknown, and the function gets no {worse} when they are computed in turn, again and again.",)


def _convexity(gradients: list[Gradient], descends: bool) -> tuple[str, ...]:
    """That the way down leads to the minimum, where the function is convex."""
    setting = gradients[0].setting
    bends = (curvature(setting.expr, tuple(g.unknown for g in gradients if g.unknown is not None))
             if all(g.unknown for g in gradients) else None)
    if bends is None or bends.sign != (1 if descends else -1):
        return ()
    condition = f" if {words(bends.conditions, shower(setting))}" if bends.conditions else ""
    adjective, word = ("convex", "minimum") if descends else ("concave", "maximum")
    return (f"The function is {adjective}{condition}{'; then' if condition else ', so'} every stationary point is a "
            f"global {word}.",)
