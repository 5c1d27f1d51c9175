r"""The equations of an optimum solved line by line: gradients and constraints, one unknown after the other."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ... import matrix as mx
from ...derivation import Line
from ...matrix import Expr, Range
from ...problem import Problem
from ...raising.polish import polish
from ...records import record
from ...solving.elimination import Eliminated, Step, eliminate
from ...solving.expand import contains
from ...solving.linear import affine
from ...solving.members import free_letters, numbers, own
from ...solving.substitution import substituted
from ...symbols import Dim, Symbol
from ..judge import other_sizes
from ..setup import Setting
from .nature import existence
from .solution import Point, named, shower, stacked_value, star_of, starred, stated

_MULTIPLIERS = (r"\lambda", r"\nu", r"\mu", r"\eta", r"\kappa", r"\xi")


MOST_OF_A_VALUE = 240           # nodes of a value that somebody could read


@record
class Stack:
    """A name for rows on top of each other: C for the matrices of several constraints, d for their right sides."""

    symbol: Symbol
    rows: tuple[Expr, ...]

    @property
    def block(self) -> Expr:
        return mx.make("block", self.rows, (len(self.rows), 1), self.symbol.shape)


@record
class System:
    """`equations`: what vanishes, under its unknown; `written` how each is introduced; `multipliers` among the
    unknowns; `asked`: the author's symbol of an unknown that stands here by one that is known to be positive;
    `held`: unknowns that are no unknowns here."""

    equations: dict[Symbol, Expr]
    written: dict[Symbol, str]
    multipliers: tuple[Symbol, ...] = ()
    asked: dict[Symbol, Symbol] = field(default_factory=dict)
    turned: frozenset[Symbol] = frozenset()
    stacks: tuple[Stack, ...] = ()
    held: tuple[Symbol, ...] = ()


def stacked(setting: Setting, unknown: Symbol) -> tuple[Stack, Stack] | None:
    """Several linear constraints on a vector as one, C x = d; None where they are of another kind."""
    constraints = setting.problem.constraints
    if len(constraints) < 2 or unknown.shape[1] != 1 or unknown.shape == (1, 1) or any(g.shape[1] != 1 for g in constraints):
        return None
    parts = [affine(g, unknown) for g in constraints]
    if any(p is None for p in parts):
        return None
    used = {s.key for s in setting.problem.symbols.values()} | set(setting.problem.free)
    big = next(c for c in ("C", "G", "B", "M", "R") if c not in used)
    small = next(c for c in ("d", "g", "e", "h", "q") if c not in used)
    sizes = [g.shape[0] for g in constraints]
    count = sum(n for n in sizes if isinstance(n, int))
    rows = ("+".join([str(n) for n in sizes if not isinstance(n, int)] + [str(count)] * bool(count))
            if any(not isinstance(n, int) for n in sizes) else count)
    right = tuple(polish(mx.neg(c)) if not mx.is_zero(c) else mx.zeros((n, 1)) for (_, c), n in zip(parts, sizes))
    return (Stack(Symbol(big, big, (rows, unknown.shape[0])), tuple(a for a, _ in parts)),
            Stack(Symbol(small, small, (rows, 1)), right))


def multipliers(problem: Problem, constraints: tuple[Expr, ...]) -> tuple[Symbol, ...]:
    """A multiplier of the shape of each constraint: \\lambda and \\nu, or \\lambda_1, \\lambda_2, \\ldots
    for more; \\lambda_j where it holds for every j."""
    used = {s.key for s in problem.symbols.values()}
    letters = [m for m in _MULTIPLIERS if m not in used]
    names = (letters[:len(constraints)] if len(constraints) <= 2
             else [rf"{letters[0]}_{n}" for n in range(1, len(constraints) + 1)])
    found = []
    for name, g in zip(names, constraints):
        every = _every(g, problem)
        found.append(Symbol(name, name, g.shape, tuple(every.values()), tuple(every)))
    return tuple(found)


def _every(g: Expr, problem: Problem) -> dict[str, Dim]:
    """The letters that are free in a constraint, which holds for all their values."""
    free = free_letters(g)
    return {letter: size for letter, size in problem.free.items() if letter in free}


def pairing(multiplier: Symbol, g: Expr) -> Expr:
    """The scalar by which a constraint enters the Lagrangian: \\lambda g, \\lambda^T g,
    tr(\\Lambda^T g), or the sum of them."""
    lam = own(multiplier)
    single = _paired(lam, g)
    for letter, size in numbers(multiplier).items():
        single = mx.sum_(Range(letter, size), single)
    return single


def _paired(lam: Expr, g: Expr) -> Expr:
    return (mx.mul(lam, g) if g.is_scalar else mx.mul(mx.T(lam), g) if g.shape[1] == 1 else mx.mul(g, mx.T(lam))
            if g.shape[0] == 1 else mx.tr(mx.mul(mx.T(lam), g)))


def solved(setting: Setting, system: System, judge) -> tuple[list[Line], Eliminated, str] | None:
    """(lines, the values, the condition of existence); None where there is no closed form, or none
    that holds numerically."""
    stars: dict[Symbol, Symbol] = {}

    def star(s: Symbol) -> Symbol:
        return stars.setdefault(s, star_of(s))

    found = eliminate(system.equations, star, lambda s: s not in system.multipliers)
    if found is None or any(mx.size(v) > MOST_OF_A_VALUE for v in found.values.values()) or not _holds(system, found, judge):
        return None
    show = shower(setting)
    lines: list[Line] = []
    conditions: list[str] = []
    for step in found.steps:
        lines += _step_lines(step, system, found, show, conditions)
    for step in reversed(found.steps[:-1]):
        lines += _back_lines(step, system, found, show)
    return lines, found, joined(conditions)


def points_of(system: System, found: Eliminated, show) -> tuple[Point, ...]:
    """The values of the unknowns that were asked for, in the order of the question."""
    return tuple(Point(u, starred(u), found.full[u], show(found.values[u])) for u in system.equations
                 if u not in system.multipliers)


_VANISHING = "A stationary point needs a vanishing gradient."


def _step_lines(step: Step, system: System, found: Eliminated, show, conditions: list[str]) -> list[Line]:
    u, solution = step.unknown, step.solution
    final = not any(contains(solution.point, other) for other in (*system.equations, *system.held))
    name = starred(u) if final and (u not in system.multipliers) else named(u)
    needs = tuple(n for n in solution.needs if not any(contains(n, other) for other in system.equations))
    condition = existence(needs, show)
    known = {o: own(found.stars[o]) if o in found.stars else found.full[o] for o in system.equations}
    conditions.append(existence(tuple(polish(substituted(n, known)) for n in solution.needs), show))
    turned = "transpose; " if u in system.turned else ""
    put_in = ", ".join(f"${named(p)}$" for p in step.put_in)
    written, value = system.written[step.owner], f"{name} = {show(solution.point)}"
    last = f", {existence(needs, show, True)}" if condition else ""
    if not solution.system:
        title = f"with {put_in} put in" if put_in else f"solve for ${named(u)}$"
        return [stated(written, value, title + last, reason=_VANISHING)]
    left, right = solution.system
    equation = f"{show(left)} = {show(right)}"
    if solution.factor is not None:
        times = (f"{put_in} put in; " if put_in else "") + f"times ${show(solution.factor)}$"
        root = any(f.op == "pow" and contains(f, u) for f in mx.factors(left))
        return [stated(written, equation, times, reason=_VANISHING),
                stated(None, value, ("take the root" if root else f"solve for ${named(u)}$") + last, rule="solve")]
    if left == own(u):
        title = f"{put_in} put in; {turned}solve for ${named(u)}$" if put_in else f"{turned}solve for ${named(u)}$"
        return [stated(written, value, title + last, reason=_VANISHING)]
    opening = stated(written, equation, (f"{put_in} put in; " if put_in else "")
                     + f"{turned}terms with ${named(u)}$ on the left", reason=_VANISHING)
    if solution.point.op == "unvec":
        return [opening, stated(None, f"{show(mx.mul(solution.needs[0], mx.vec(own(u))))} = {show(mx.vec(right))}",
                                r"$\operatorname{vec}(PXQ) = (Q^\top \otimes P)\operatorname{vec}(X)$", rule="solve",
                                reason="Columns are stacked."),
                stated(None, value, "multiply by the inverse" + last, rule="solve")]
    return [opening,
            stated(None, value, ("take the root" if left.op == "pow" else "divide"
                                 if u.shape == (1, 1) or left.op == "mul" and all(f.is_scalar or f == own(u)
                                     for f in left.args) else "multiply by the inverse") + last,
                   rule="solve", reason="The equation is linear in the unknown.")]


def _back_lines(step: Step, system: System, found: Eliminated, show) -> list[Line]:
    """The value of an unknown that had others in it, with these put in."""
    u = step.unknown
    names = [o for o in system.equations if o is not u and contains(step.solution.point, o)]
    if u in system.multipliers or not names:
        return []
    back = ", ".join(f"${named(n)}$" for n in names)
    return [stated(starred(u), show(found.values[u]), f"with {back} put back", "=", "put back")]


def joined(conditions: list[str]) -> str:
    """if A and B: each once, and that something is not zero only where it is not said to be positive."""
    kept = list(dict.fromkeys(c.removeprefix("if ") for c in conditions if c))
    kept = [c for c in kept if c.replace("\\neq 0", "> 0") == c or c.replace("\\neq 0", "> 0") not in kept]
    return "if " + " and ".join(kept) if kept else ""


def _holds(system: System, found: Eliminated, judge) -> bool:
    """Every step and all equations at the solution, numerically, at sizes for which the values are defined."""
    from ...verify.check_steps import verifier_for
    more = [*system.multipliers, *system.asked, *found.stars.values(), *(s.symbol for s in system.stacks)]
    base = judge.verifier.points
    sized = lambda sizes: {**sizes, **{s.symbol.shape[0]: sum(sizes.get(r.shape[0], 3) if isinstance(r.shape[0], str)
                                           else r.shape[0] for r in s.rows) for s in system.stacks}}
    values = ([(value, numbers(u)) for u, value in found.full.items()] + [(step.solution.point, numbers(step.unknown))
                  for step in found.steps])
    tries = [verifier_for([*base.env, *more], (), sized(base.sizes), exprs=values).points if more else base]
    tries += [verifier_for([*base.env, *more], (), sized(sizes), exprs=values).points
              for sizes in (base.sizes, *_roomy(system, base.sizes), *other_sizes(base.env))]
    if any(_hold_at(_with_stacks(points, system.stacks), system, found) for points in tries):
        return True
    from ...verify.points import make_points
    # the logarithm of what is not said to be positive
    positive = make_points([*base.env, *more], sized(base.sizes), regime="positive")
    return _hold_at(_with_stacks(positive, system.stacks), system, found)


def _roomy(system: System, sizes) -> list[dict]:
    """Sizes in which the unknown has more entries than constraints stand on top of each other."""
    rows = sum(sizes[d] if isinstance(d, str) else d for s in system.stacks[:1] for d in (r.shape[0] for r in s.rows))
    return [{**sizes, s.symbol.shape[1]: rows + 1} for s in system.stacks[:1] if isinstance(s.symbol.shape[1], str)]


def _with_stacks(points, stacks: tuple[Stack, ...]):
    """The points with the stacked arrays computed from their rows."""
    from ...verify.points import Points
    return Points({**points.env, **{s.symbol: stacked_value(points, s.rows, s.symbol) for s in stacks}},
                  points.sizes, points.count)


def _hold_at(points, system: System, found: Eliminated) -> bool:
    free = numbers(*system.equations)
    at = {star: found.full[u] for u, star in found.stars.items()}
    there = lambda x: substituted(x, at) if at else x
    for step in found.steps:
        value = {step.unknown: there(step.solution.point)}
        if not vanishes(points, there(step.equation), value, free):
            return False
        if (step.solution.system and not vanishes(points,
                                                  there(mx.add(step.solution.system[0], mx.neg(
                                                          step.solution.system[1]))), value, free)):
            return False
    by_name = {u: substituted(v, at) for u, v in found.values.items()}
    return all(vanishes(points, e, found.full, free) and vanishes(points, e, by_name, free) for e in system.equations.values())


def vanishes(points, equation: Expr, values: dict[Symbol, Expr], free: Mapping[str, Dim] | None = None) -> bool:
    """Whether the equation holds with these values, beside being of another size elsewhere;
    `free`: the letters of its numbered unknowns."""
    import numpy as np

    from ...verify.matrix_values import MatrixEvaluator
    from ...verify.points import Points
    env = dict(points.env)
    for symbol, expr in values.items():
        value = MatrixEvaluator(points).value(expr, numbers(symbol))
        env[symbol] = value.reshape(*value.shape[:-2], *[n for n, d in zip(value.shape[-2:], symbol.shape) if d != 1])
    there = MatrixEvaluator(Points(env, points.sizes, points.count))
    new, terms = there.value(equation, free), [there.value(t, free) for t in mx.terms(equation)]
    old = MatrixEvaluator(points).value(equation, free)
    scale = max([1.0, float(np.max(np.abs(old))), *(float(np.max(np.abs(t))) for t in terms if equation.op == "add")])
    return bool(np.all(np.isfinite(new)) and np.max(np.abs(new)) <= 1e-7 * scale)
