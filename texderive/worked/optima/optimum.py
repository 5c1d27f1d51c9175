"""arg min and arg max: from the gradients to the stationary point with its condition and its nature,
or to the update rule."""
from __future__ import annotations

from dataclasses import replace

from ... import matrix as mx
from ...derivation import Act, Line, Written
from ...errors import UnsupportedError
from ...matrix import Expr
from ...problem import Problem
from ...raising.facts import declared_structure, written_by_author
from ...raising.polish import polish
from ...solving.convexity import curvature
from ...solving.expand import contains, unfolded
from ...solving.members import alone, free_letters, own
from ...solving.substitution import substituted
from ...solving.totals import totals, with_totals
from ...symbols import Symbol
from ..reading import read_back
from ..setup import Setting, definitions, set_up
from .candidates import by_candidates
from .descent import without_closed_form
from .domain import inside
from .edge import on_the_edge
from .extrema import by_roots
from .gradient import Gradient, as_column
from .nature import Nature, nature, positive_ones
from .orthogonal import on_orthonormal
from .solution import Solution, named, shower
from .sphere import on_the_sphere
from .stationary import System, joined, multipliers, pairing, points_of, solved, stacked
from .structures import PARTS, vanishing_part
from .threshold import by_threshold


def optimal(problem: Problem, gradients: list[Gradient]) -> tuple[list[Act], Solution | None, list[str]]:
    """(acts behind the gradients, the point or None, sentences on what is assumed)."""
    with written_by_author(gradients[0].setting.author_sums):
        return _optimal(problem, gradients)


def _optimal(problem: Problem, gradients: list[Gradient]) -> tuple[list[Act], Solution | None, list[str]]:
    first = gradients[0]
    if problem.inequalities:
        return on_the_edge(problem, gradients, _optimal)
    if any(g.column is None for g in gradients):
        return without_closed_form(gradients, "the gradient has no matrix form to solve")
    for known in (on_the_sphere, on_orthonormal, by_threshold) if len(gradients) == 1 and problem.kind in ("argmin",
            "argmax") else ():
        if (done := known(first.setting, first.unknown, first.column, first.judge)) is not None:
            return [done[0]], done[1], []
    system, opening = _system(problem, gradients)
    found = solved(first.setting, system, first.judge) if system is not None else None
    if found is None and system is not None and len(system.equations) > 1:
        several = by_candidates(first.setting, system, first.judge)
        if several is not None:
            act, solution, sentences = several
            return [replace(act, lines=(*opening, *act.lines))], solution, sentences
    if found is None and problem.constraints:
        raise UnsupportedError("the equations of this optimum under constraints have no closed-form solution that "
                               "texderive finds", code="TD356",
                               hint="ask for the gradient of the Lagrangian; closed forms are found for linear "
                                    "constraints and gradients that are linear or act entry by entry")
    if found is None:
        several = by_roots(first.setting, first.column, first.unknown, first.judge) \
            if len(gradients) == 1 and first.unknown.shape == (1, 1) and contains(first.column, first.unknown) else None
        if several is not None:
            act, solution, sentences = several
            return [act], solution, sentences
        return without_closed_form(gradients, system=system)
    lines, eliminated, condition = found
    points = {system.asked.get(s.unknown, s.unknown): s.solution.point for s in eliminated.steps
              if s.unknown not in system.multipliers}
    stars = {system.asked.get(u, u): star for u, star in eliminated.stars.items()}
    linear = all(_linear(g, tuple(points)) for g in problem.constraints) if problem.constraints else None
    told = _nature(first.setting, points, stars, linear)
    condition = joined([condition, *inside(first.setting,
                                           {system.asked.get(u, u): v for u, v in eliminated.full.items()},
                                           shower(first.setting))])
    titles = {"argmin": "Minimum", "argmax": "Maximum"}
    title = titles[problem.kind] if told.is_optimum is not False and problem.kind in titles else "Stationary point"
    act = Act("minimum", title + (" under the constraint" + "s" * (len(problem.constraints) > 1) if problem.constraints
                                  else ""), (*opening, *lines), (), (told.sentence,))
    sentences = [f"The point is unique {condition}."] if condition else []
    if told.is_optimum is False and problem.kind in titles:
        return [act], None, [*sentences, told.sentence]
    show = shower(first.setting)
    stacks = tuple((s.symbol, s.rows, show(s.block)) for s in system.stacks)
    return [act], Solution(points_of(system, eliminated, show), condition, problem.symbols, stacks), sentences


def _nature(setting: Setting, points: dict[Symbol, Expr], stars: dict[Symbol, Symbol], linear: bool | None) -> Nature:
    """For a stationary point as such: whichever of the two it is."""
    if setting.problem.kind in ("argmin", "argmax"):
        return nature(setting, points, stars, linear)
    both = [nature(replace(setting, problem=replace(setting.problem, kind=kind)), points, stars, linear)
            for kind in ("argmin", "argmax")]
    return next((n for n in both if n.is_optimum), both[0])


def _linear(g: Expr, unknowns: tuple[Symbol, ...]) -> bool:
    bends = curvature(g, unknowns)
    return bends is not None and bends.sign == 0


def _system(problem: Problem, gradients: list[Gradient]) -> tuple[System | None, list[Line]]:
    """The equations of the unknowns and of the multipliers, with the lines that introduce them."""
    setting = gradients[0].setting
    show = shower(setting)
    stacks = stacked(setting, gradients[0].unknown) if len(gradients) == 1 else None
    opening: list[Line] = []
    constraints = problem.constraints
    if stacks is not None:
        opening += [Line(Written(s.symbol.latex), s.block, "definition", "the constraints together", "", "=", True)
                    for s in stacks]
        big, small = (mx.var(s.symbol) for s in stacks)
        constraints = (mx.add(mx.mul(big, mx.var(gradients[0].unknown)), mx.neg(small)),)
    lams = multipliers(problem, constraints)
    equations, written = {}, {}
    for g in gradients:
        forces = [_force(problem, pairing(lam, c), g.unknown, lam) for lam, c in zip(lams, constraints)]
        if any(f is None for f in forces):
            return None, []
        whole = polish(mx.add(g.column, *forces)) if forces else g.column
        equations[g.unknown] = vanishing_part(g.unknown, whole)
        by = "" if len(gradients) == 1 and not g.unknown.family else rf"_{{{named(g.unknown)}}}"
        straight = equations[g.unknown] is g.column
        written[g.unknown] = (rf"\nabla{by} \mathcal{{L}} = {show(equations[g.unknown])} = 0" if lams
                              else show(g.reading.expr or g.column if straight else equations[g.unknown]) + " = 0")
        if not lams and not straight:
            part, word = PARTS[declared_structure(alone(g.unknown))][1:]
            opening.append(Line(Written(part.format(problem.style.transpose)), equations[g.unknown], "symmetry",
                                f"$G = {show(g.column)}$; ${named(g.unknown)}$ is {word}, so only the {word} part of "
                                f"$G$ has to vanish", "", "=", True))
    for lam, c in zip(lams, constraints):
        equations[lam], written[lam] = c, show(c) + " = 0"
    if lams:
        opening.append(_lagrangian(setting, lams, constraints, show))
    for g in gradients if (known := totals(constraints)) else ():
        equation = with_totals(equations[g.unknown], tuple(h.unknown for h in gradients),
                               tuple(k for k in known if k[0] is not g.unknown or len(gradients) > 1))
        if equation is not equations[g.unknown]:
            used = " and ".join(f"${show(c)} = 0$" for c in constraints if any(contains(c, a) for a, _ in known))
            name = rf"\nabla{'' if len(gradients) == 1 else f'_{{{named(g.unknown)}}}'} \mathcal{{L}}"
            opening.append(Line(Written(name), equation, "constraint", f"with {used} put in", "", "=", True))
            equations[g.unknown], written[g.unknown] = equation, f"{show(equation)} = 0"
    domain = positive_ones(unfolded(setting.expr), tuple(g.unknown for g in gradients))
    known = lambda u: domain[u].data if u in domain else u    # the unknown by a symbol that is known to be positive
    turned = frozenset(known(g.unknown) for g in gradients if g.reading.expr is not None and g.reading.expr != g.column
                       and not lams)
    return System({known(u): polish(substituted(e, domain)) if domain else e for u, e in equations.items()},
                  {known(u): text for u, text in written.items()},
                  lams, {known(u): u for u in domain}, turned, stacks or ()), opening


def _lagrangian(setting: Setting, lams: tuple[Symbol, ...], constraints: tuple[Expr, ...], show) -> Line:
    terms = [show(polish(pairing(lam, c)) if lam.shape != (1, 1) and c.op != "add" else pairing(lam, c))
             for lam, c in zip(lams, constraints)]
    names = ", ".join(f"${named(lam)}$" for lam in lams)
    whole = show(setting.expr) + "".join(f" - {t[1:].lstrip()}" if t.startswith("-") else f" + {t}" for t in terms)
    return Line(Written(r"\mathcal{L}"), Written(whole), "lagrange",
                f"Lagrangian with {'multiplier' if len(lams) == 1 else 'multipliers'} {names}", "", "=", True)


def _force(problem: Problem, term: Expr, unknown: Symbol, multiplier: Symbol) -> Expr | None:
    """The derivative of a constraint's term of the Lagrangian, as a column;
    zero where the unknown does not stand in it."""
    if not contains(term, unknown):
        return mx.zeros(unknown.shape)
    from ...deriving.engine import Engine
    symbols, letters = {**problem.symbols, multiplier.key: multiplier}, free_letters(own(unknown)) | free_letters(term)
    setting = set_up(replace(problem, kind="derivative", body=term, variables=(own(unknown),), constraints=(),
                             symbols=symbols, free={k: d for k, d in problem.free.items() if k in letters}))
    moves = Engine(definitions(setting.given), setting.vectors).differentiate(setting.target)
    return as_column(setting, read_back(setting, moves[-1].node if moves else setting.target), unknown)
