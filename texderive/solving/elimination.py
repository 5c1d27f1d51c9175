"""Several equations in several unknowns: solved one for one of them at a time, each value put into the others."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from .. import matrix as mx
from ..errors import TexDeriveError
from ..matrix import Expr
from ..raising.facts import author_sums, written_by_author
from ..raising.polish import polish
from ..symbols import Symbol
from .definite import definite
from .elementwise import elementwise_root
from .expand import contains, replaced, unfolded
from .linear import Solution, solve
from .members import alone, own
from .scalar import cleared, roots, with_simple_scalars
from .substitution import one_letter, substituted

SHORT = 4                       # nodes of a value that is put in rather than named


@dataclass(frozen=True, slots=True)
class Step:
    """`equation` = 0, with the values found before put in, is solved for `unknown`: `system` says how it reads before the last move."""

    unknown: Symbol
    equation: Expr
    solution: Solution
    put_in: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True)
class Eliminated:
    """`steps` in order; `values` in terms of the data and of `stars`, names of unknowns that are known by then; `full` of the data alone."""

    steps: tuple[Step, ...]
    values: dict[Symbol, Expr]
    stars: dict[Symbol, Symbol]
    full: dict[Symbol, Expr]


def solve_for(equation: Expr, unknown: Symbol) -> Solution | None:
    """The only solution of equation = 0 for the unknown, which may depend on other unknowns."""
    if unknown.family:
        return _solve_for_member(equation, unknown)
    try:
        found = solve(equation, unknown)
        if found is not None:
            tidy = lambda parts: tuple(_tidied(x) for x in parts)
            return replace(found, system=tidy(found.system), point=_tidied(found.point), needs=tidy(found.needs))
        if unknown.shape == (1, 1):
            several = roots(equation, unknown)
            return _plain(polish(several[0]), cleared(equation, unknown)) if len(several) == 1 else None
        value = elementwise_root(equation, unknown)
        return None if value is None else Solution((), value)
    except TexDeriveError:                                    # a form that the solvers do not know
        return None


def _solve_for_member(equation: Expr, unknown: Symbol) -> Solution | None:
    found = solve_for(*for_one(equation, unknown)) if for_one(equation, unknown) else None
    if found is None:
        return None
    back = lambda parts: tuple(replaced(x, mx.var(alone(unknown)), own(unknown)) for x in parts)
    return replace(found, system=back(found.system), needs=back(found.needs), factor=None if found.factor is None else back((found.factor,))[0])


def for_one(equation: Expr, unknown: Symbol) -> tuple[Expr, Symbol] | None:
    """The equation of a numbered unknown as that of a symbol; None where other members of the family stand in it."""
    if not unknown.family:
        return equation, unknown
    single = alone(unknown)
    equation = replaced(unfolded(equation), own(unknown), mx.var(single))
    return None if contains(equation, unknown) else (equation, single)


def _plain(root: Expr, way: tuple[Expr, Expr, Expr] | None) -> Solution:
    """A root as a solution: what stands below its bar must not vanish; `way` is the equation without denominators."""
    below = root.args[1] if root.op == "div" else root.args[-1].args[1] if root.op == "mul" and root.args[-1].op == "div" else None
    needs = (below,) if below is not None and below.is_scalar and below.op != "num" else ()
    if way is None or way[1].op == "var":
        return Solution((), root, needs)
    factor, left, right = map(polish, way)
    power = next(f for f in reversed(way[1].args if way[1].op == "mul" else way[1:2]) if f.op in ("var", "pow"))
    if power.op == "pow" and power.args[1] == mx.num(2) and root.op in ("pow", "mul"):        # one root over all
        scale = mx.mul(*[f for f in way[1].args if f is not power]) if way[1].op == "mul" else mx.ONE
        root = polish(mx.pow_(mx.div(right, scale), mx.num("1/2")))
    return Solution((left, right), root, needs, factor)


def eliminate(equations: Mapping[Symbol, Expr], star: Callable[[Symbol], Symbol], names: Callable[[Symbol], bool] = lambda s: True) -> Eliminated | None:
    """The solution of all equations (each under the unknown whose gradient it is); None where some step has no closed form.

    star   the symbol that names a value that is known: w^* for w
    names  whether the value of this unknown may be called by name (multipliers are put in)
    """
    pending = dict(equations)
    steps: list[Step] = []
    put_in: dict[Symbol, tuple[Symbol, ...]] = {s: () for s in equations}
    values: dict[Symbol, Expr] = {}
    stars: dict[Symbol, Symbol] = {}

    def called(s: Symbol) -> Expr:
        """A value as it stands in other equations: by name once it depends on no other unknown, unless it is short."""
        v = values[s]
        if any(contains(v, u) for u in equations) or _size(v) <= SHORT or not names(s):
            return v
        stars.setdefault(s, star(s))
        return own(stars[s])

    brackets = author_sums()
    while pending:
        with written_by_author(brackets):
            best = _cheapest(pending)
        if best is None:
            return None
        owner, unknown, found = best
        equation = pending.pop(owner)
        if owner is not unknown:                              # the equation of another unknown: that one is still to be found
            pending[owner] = pending.pop(unknown)
            put_in[owner], put_in[unknown] = put_in[unknown], put_in[owner]
        steps.append(Step(unknown, equation, found, put_in[unknown]))
        values[unknown] = found.point
        new = called(unknown)
        for s, e in pending.items():
            if contains(e, unknown):
                with written_by_author(brackets := brackets | {substituted(b, {unknown: new}) for b in brackets if contains(b, unknown)}):
                    pending[s] = _tidied(substituted(e, {unknown: new}))
                put_in[s] = (*put_in[s], unknown)
    for step in reversed(steps):
        s = step.unknown
        others = {u: called(u) for u in values if u is not s and contains(values[s], u)}
        if others:
            values[s] = polish(with_simple_scalars(_tidied(substituted(values[s], others))))
    full: dict[Symbol, Expr] = {}
    for step in reversed(steps):
        full[step.unknown] = substituted(values[step.unknown], {star_: full[s] for s, star_ in stars.items() if s in full})
    while any(contains(v, t) for v in full.values() for t in stars.values()):
        full = {s: substituted(v, {t: full[u] for u, t in stars.items()}) for s, v in full.items()}
    return Eliminated(tuple(steps), values, stars, full)


def _cheapest(pending: Mapping[Symbol, Expr]) -> tuple[Symbol, Symbol, Solution] | None:
    """(equation, unknown, solution) that asks for least: no inverse before an inverse, scalars before arrays, its own unknown before another's."""
    own_ones = [(n, s, s, found) for n, (s, e) in enumerate(pending.items()) if contains(e, s) and (found := solve_for(e, s)) is not None]
    others = ((n, s, u, found) for n, (s, e) in enumerate(pending.items()) for u in pending
              if u is not s and u.shape == s.shape and u.letters == s.letters and contains(e, u) and (found := solve_for(e, u)) is not None)
    for candidates, hides in ((own_ones, _hides), (others, _hides), (own_ones, _loses)):
        found = [(*_cost(solution), n, s, u, solution) for n, s, u, solution in candidates if not hides(solution, pending)]
        if found:
            *_, owner, unknown, solution = min(found, key=lambda f: f[:4])
            return owner, unknown, solution
    return None


def _divided(solution: Solution, pending: Mapping[Symbol, Expr]) -> list[Expr]:
    """What it is divided by and holds an unknown."""
    return [n for n in solution.needs if any(contains(n, u) for u in pending) and definite(n) != ()]


def _hides(solution: Solution, pending: Mapping[Symbol, Expr]) -> bool:
    """Whether it is divided by something that holds an unknown: that it vanishes would be another solution."""
    return bool(_divided(solution, pending))


def _loses(solution: Solution, pending: Mapping[Symbol, Expr]) -> bool:
    """As `_hides`, apart from c/lambda with c of the data alone: lambda = 0 has no solution there unless c is 0."""
    return not all(n.is_scalar for n in _divided(solution, pending)) or any(contains(_above(solution.point), u) for u in pending)


def _above(x: Expr) -> Expr:
    """What stands above the bars of a product."""
    if x.op == "div":
        return _above(x.args[0])
    return mx.mul(*map(_above, x.args)) if x.op == "mul" else x


def _cost(solution: Solution) -> tuple[int, int, bool]:
    """How many matrices have to be inverted, how many things may vanish, and whether the equation is not linear."""
    doubtful = [n for n in solution.needs if definite(n) != ()]
    return sum(not n.is_scalar for n in solution.needs), len(doubtful), not solution.system


def _tidied(x: Expr) -> Expr:
    return polish(one_letter(polish(x)))


def _size(x: Expr) -> int:
    return 1 + sum(_size(a) for a in x.args)
