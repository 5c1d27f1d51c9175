"""Several equations in several unknowns: solved one for one of them at a time, each value put into the others."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import isqrt

from .. import index as ix
from .. import matrix as mx
from ..errors import TexDeriveError
from ..matrix import Expr
from ..raising.facts import author_sums, in_force, written_by_author
from ..raising.polish import polish
from ..records import record
from ..symbols import Symbol
from .definite import definite, nonnegative
from .elementwise import elementwise_root
from .expand import contains, replaced, unfolded
from .linear import Solution, solve
from .members import alone, own
from .scalar import cleared, common_roots, power_of, roots, simplified, with_simple_scalars
from .substitution import one_letter, substituted

SHORT = 4                       # nodes of a value that is put in rather than named


@record
class Step:
    """`equation` = 0, which was that of `owner`, with the values found before put in, is solved for `unknown`."""

    unknown: Symbol
    equation: Expr
    solution: Solution
    put_in: tuple[Symbol, ...]
    owner: Symbol


@record
class Eliminated:
    """`steps` in order; `values` in terms of the data and of `stars`, names of unknowns that are known by then;
    `full` of the data alone."""

    steps: tuple[Step, ...]
    values: dict[Symbol, Expr]
    stars: dict[Symbol, Symbol]
    full: dict[Symbol, Expr]


def solve_for(equation: Expr, unknown: Symbol) -> Solution | None:
    """The only solution of equation = 0 for the unknown, which may depend on other unknowns.  Each is found once:
    elimination asks again after every step."""
    known = ix.kept("solved").setdefault(in_force(), {})
    if (equation, unknown) not in known:
        known[equation, unknown] = _solved_for(equation, unknown)
    return known[equation, unknown]


def _solved_for(equation: Expr, unknown: Symbol) -> Solution | None:
    if unknown.family:
        return _solve_for_member(equation, unknown)
    try:
        found = solve(equation, unknown)
        if found is not None:
            tidy = lambda parts: tuple(_tidied(x) for x in parts)
            return replace(found, system=tidy(found.system), point=_tidied(found.point), needs=tidy(found.needs))
        if unknown.shape == (1, 1):
            several = roots(equation, unknown)
            return (_plain(polish(several[0]), cleared(equation, unknown)) if len(several) == 1 else None if several
                    else _by_power(equation, unknown))
        value = elementwise_root(equation, unknown)
        return None if value is None else Solution((), value)
    except TexDeriveError:                                    # a form that the solvers do not know
        return None


def _by_power(equation: Expr, unknown: Symbol) -> Solution | None:
    r"""K = (\alpha A/r)^{1/(1-\alpha)} of \alpha A K^{\alpha-1} = r: the root of two terms."""
    found = power_of(equation, unknown)
    if found is None:
        return None
    power, ratio = map(polish, found)
    exponent = polish(mx.div(mx.ONE, power))
    # of 1/(c - 1) and -1/(1 - c)
    if ratio.op == "div" and mx.has_minus(mx.mul(*exponent.args) if exponent.op == "div" else exponent):
        power, ratio, exponent = (polish(x) for x in (mx.neg(power), mx.div(mx.ONE, ratio), mx.neg(exponent)))
    return Solution((polish(mx.pow_(mx.var(unknown), power)), ratio), polish(mx.pow_(ratio, exponent)),
                    (mx.make("ind", (ratio, mx.num(0)), ">", (1, 1)),))


def _solve_for_member(equation: Expr, unknown: Symbol) -> Solution | None:
    one = for_one(equation, unknown)
    found = solve_for(*one) if one else None
    if found is None:
        return None
    back = lambda parts: tuple(replaced(x, mx.var(alone(unknown)), own(unknown)) for x in parts)
    return replace(found, system=back(found.system), needs=back(found.needs), factor=None if found.factor is None
                   else back((found.factor,))[0])


def for_one(equation: Expr, unknown: Symbol) -> tuple[Expr, Symbol] | None:
    """The equation of a numbered unknown as that of a symbol; None where other members of the family stand in it."""
    if not unknown.family:
        return equation, unknown
    single = alone(unknown)
    equation = replaced(unfolded(equation), own(unknown), mx.var(single))
    return None if contains(equation, unknown) else (equation, single)


def _plain(root: Expr, way: tuple[Expr, Expr, Expr] | None) -> Solution:
    """A root as a solution: what stands below its bar must not vanish; `way` is the equation without denominators."""
    below = (root.args[1] if root.op == "div" else root.args[-1].args[1]
             if root.op == "mul" and root.args[-1].op == "div" else None)
    needs = (below,) if below is not None and below.is_scalar and below.op != "num" else ()
    if way is None or way[1].op == "var":
        return Solution((), root, needs)
    factor, left, right = map(polish, way)
    power = next(f for f in reversed(way[1].args if way[1].op == "mul" else way[1:2]) if f.op in ("var", "pow"))
    if power.op == "pow" and power.args[1] == mx.num(2) and root.op in ("pow", "mul"):        # one root over all
        scale = mx.mul(*[f for f in way[1].args if f is not power]) if way[1].op == "mul" else mx.ONE
        root = polish(mx.pow_(mx.div(right, scale), mx.num("1/2")))
    return Solution((left, right), root, needs, factor)


def eliminate(equations: Mapping[Symbol, Expr], star: Callable[[Symbol], Symbol],
              names: Callable[[Symbol], bool]) -> Eliminated | None:
    """The solution of all equations (each under the unknown whose gradient it is);
    None where some step has no closed form.

    star   the symbol that names a value that is known: w^* for w
    names  whether the value of this unknown may be called by name (multipliers are put in)
    """
    pending = dict(equations)
    steps: list[Step] = []
    put_in: dict[Symbol, tuple[Symbol, ...]] = {s: () for s in equations}
    origin = {s: s for s in equations}
    values: dict[Symbol, Expr] = {}
    stars: dict[Symbol, Symbol] = {}

    def called(s: Symbol) -> Expr:
        """A value as it stands in other equations: by name once it depends on no other unknown, unless it is short."""
        v = values[s]
        if any(contains(v, u) for u in equations) or mx.size(v) <= SHORT or not names(s):
            return v
        stars.setdefault(s, star(s))
        return own(stars[s])

    brackets = author_sums()
    while pending:
        with written_by_author(brackets):
            best = _cheapest(pending)
        if best is None:
            return None
        steps.append(_taken(best, pending, put_in, origin))
        unknown = steps[-1].unknown
        if not names(unknown) and unknown.shape == (1, 1) and stars and _is_nothing(steps[-1].solution.point, values, stars):
            steps[-1] = replace(steps[-1], solution=replace(steps[-1].solution, point=mx.ZERO, system=(), factor=None))
        values[unknown] = steps[-1].solution.point
        new = called(unknown)
        for s, e in pending.items():
            if contains(e, unknown):
                with written_by_author(brackets := brackets
                                       | {substituted(b, {unknown: new}) for b in brackets if contains(b, unknown)}):
                    pending[s] = _tidied(substituted(e, {unknown: new}))
                put_in[s] = (*put_in[s], unknown)
    for step in reversed(steps):
        s = step.unknown
        others = {u: called(u) for u in values if u is not s and contains(values[s], u)}
        if others:
            values[s] = _squares_out(polish(with_simple_scalars(_tidied(substituted(values[s], others)))))
    full: dict[Symbol, Expr] = {}
    for step in reversed(steps):
        full[step.unknown] = substituted(values[step.unknown], {star_: full[s] for s, star_ in stars.items() if s in full})
    while any(contains(v, t) for v in full.values() for t in stars.values()):
        full = {s: substituted(v, {t: full[u] for u, t in stars.items()}) for s, v in full.items()}
    for s in values:
        # y^* in the data, where that is as short
        if any(contains(values[s], t) for t in stars.values()) and _is_arithmetic(full[s]):
            alone_ = polish(simplified(full[s]))
            if mx.size(alone_) <= mx.size(values[s]) + 2:
                values[s] = full[s] = alone_
    return Eliminated(tuple(steps), values, stars, full)


def _is_nothing(point: Expr, values: Mapping[Symbol, Expr], stars: Mapping[Symbol, Symbol]) -> bool:
    """Whether the value of a multiplier is 0 once the values with a name are put in,
    as where a constraint holds by itself."""
    known = {star: values[u] for u, star in stars.items()}
    if any(contains(v, u) for v in known.values() for u in values):
        return False
    return mx.is_zero(polish(mx.add(*map(polish, _opened(_as_products(substituted(point, known)))))))


def _opened(x: Expr) -> list[Expr]:
    """The terms of a scalar above its denominators."""
    if x.op == "add":
        return [t for a in x.args for t in _opened(a)]
    if x.op == "div":
        return _opened(x.args[0])
    if x.op == "mul" and sum(f.op in ("add", "div") for f in x.args) == 1:
        inner = next(f for f in x.args if f.op in ("add", "div"))
        if inner.op == "add":
            return [t for a in inner.args for t in _opened(mx.mul(*[a if f is inner else f for f in x.args]))]
    return [x]


def _as_products(x: Expr) -> Expr:
    r"""1^T v for \sum_i v_i."""
    args = tuple(map(_as_products, x.args))
    x = mx.rebuild(x, args) if args != x.args else x
    if (x.op == "sum" and len(x.args) == 1 and x.data.lower == 1 and x.data.upper is None and x.args[0].op == "comp"
            and x.args[0].args[1:] == (mx.idx(x.data.index),)):
        return mx.mul(mx.ones((1, x.data.dim)), x.args[0].args[0])
    return x


def _taken(best: tuple[Symbol, Symbol, Solution], pending: dict[Symbol, Expr], put_in: dict[Symbol, tuple[Symbol, ...]],
           origin: dict[Symbol, Symbol]) -> Step:
    """The equation taken out of those that are pending; where it is that of another unknown,
    this one is still to be found."""
    owner, unknown, found = best
    step = Step(unknown, pending.pop(owner), found, put_in[owner], origin[owner])
    if owner is not unknown:
        pending[owner], put_in[owner], origin[owner] = pending.pop(unknown), put_in[unknown], origin[unknown]
    return step


@record
class Branched:
    """Several solutions: the `steps` that are possible one by one, the `rest` of the equations then, with what was put
    in, and all `solutions`."""

    steps: tuple[Step, ...]
    rest: dict[Symbol, Expr]
    put_in: dict[Symbol, tuple[Symbol, ...]]
    solutions: tuple[dict[Symbol, Expr], ...]


def branches(equations: Mapping[Symbol, Expr]) -> Branched | None:
    """All solutions of equations between scalars, where one unknown after the other leads to a polynomial
    or a single equation; None where it does not."""
    pending = dict(equations)
    steps: list[Step] = []
    put_in: dict[Symbol, tuple[Symbol, ...]] = {s: () for s in equations}
    origin = {s: s for s in equations}
    while len(pending) > 1 and (best := _cheapest(pending, _without_roots)) is not None:
        steps.append(_taken(best, pending, put_in, origin))
        unknown = steps[-1].unknown
        for s, e in pending.items():
            if contains(e, unknown):
                pending[s] = _tidied(substituted(e, {unknown: steps[-1].solution.point}))
                put_in[s] = (*put_in[s], unknown)
    unknowns = [u for u in equations if u in pending]
    if len(pending) == 1:
        (unknown, equation), = pending.items()
        found = [{unknown: r} for r in roots(equation, unknown)]
    else:
        found = common_roots(list(pending.values()), unknowns)
    solutions = []
    for values in found:
        for step in reversed(steps):
            values = values | {step.unknown: polish(simplified(substituted(step.solution.point, values)))}
        solutions.append(values)
    return Branched(tuple(steps), pending, put_in, tuple(solutions)) if solutions else None


def _cheapest(pending: Mapping[Symbol, Expr],
              accepted: Callable[[Solution], bool] = lambda solution: True) -> tuple[Symbol, Symbol, Solution] | None:
    """(equation, unknown, solution) that asks for least: a value before one in terms of other unknowns, no inverse
    before an inverse, scalars before arrays, its own unknown before another's."""
    own_ones = [(n, s, s, found) for n, (s, e) in enumerate(pending.items()) if contains(e, s)
                and (found := solve_for(e, s)) is not None]
    others = ((n, s, u, found) for n, (s, e) in enumerate(pending.items()) for u in pending
              if u is not s and u.shape == s.shape and u.letters == s.letters and contains(e, u)
              and (found := solve_for(e, u)) is not None)
    for candidates, hides in ((own_ones, _hides), (others, _hides), (own_ones, _loses)):
        found = [(any(contains(solution.point, o) for o in pending), *_cost(solution), n, s, u, solution)
                 for n, s, u, solution in candidates if not hides(solution, pending) and accepted(solution)]
        if found:
            *_, owner, unknown, solution = min(found, key=lambda f: f[:5])
            return owner, unknown, solution
    return None


def _without_roots(solution: Solution) -> bool:
    """Whether putting it in leaves polynomials as they are."""
    return not any(n.op == "pow" and (n.args[1].op != "num" or n.args[1].data.denominator > 1) for n in mx.walk(solution.point))


def _divided(solution: Solution, pending: Mapping[Symbol, Expr]) -> list[Expr]:
    """What it is divided by and holds an unknown."""
    return [n for n in solution.needs if any(contains(n, u) for u in pending) and definite(n) != ()]


def _hides(solution: Solution, pending: Mapping[Symbol, Expr]) -> bool:
    """Whether it is divided by something that holds an unknown: that it vanishes would be another solution."""
    return bool(_divided(solution, pending))


def _loses(solution: Solution, pending: Mapping[Symbol, Expr]) -> bool:
    """As `_hides`, apart from c/lambda with c of the data alone: lambda = 0 has no solution there unless c is 0."""
    return (mx.is_zero(polish(_above(solution.point))) or not all(n.is_scalar for n in _divided(solution, pending))
            or any(contains(_above(solution.point), u) for u in pending))


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
    x = polish(one_letter(polish(x)))
    if x.op != "div" or not any(n.op == "div" for n in mx.walk(x.args[1])) or not _is_arithmetic(x):
        return x
    plain = polish(simplified(x))                                            # m / (p + p b / a)
    return plain if mx.size(plain) <= mx.size(x) + 2 else x


def _is_arithmetic(x: Expr) -> bool:
    """Whether x is made of letters and numbers by arithmetic alone."""
    return x.is_scalar and all(n.op in ("var", "num", "add", "mul", "div", "pow") and not (n.op == "var" and n.args)
                               for n in mx.walk(x))


def _squares_out(x: Expr) -> Expr:
    """The root of c^2 a / b^2 as c / b times the root of a, where b and c are not negative."""
    if x.op == "div" and x.args[1].is_scalar:
        top, below = map(_squares_out, x.args)
        return x if (top, below) == x.args else polish(mx.div(top, below))
    if x.op not in ("pow", "hpow") or x.args[1] != mx.num("1/2"):
        return x
    above, below = x.args[0].args if x.args[0].op == "div" and x.args[0].args[1].is_scalar else (x.args[0], mx.ONE)
    (out, rest), (under, left) = _roots(above), _roots(below)
    if out == under == mx.ONE:
        return x
    inner = rest if left == mx.ONE else mx.div(rest, left)
    return polish(mx.div(mx.mul(out, inner if inner == mx.ONE else mx.hpow(inner, x.args[1])), under))


def _roots(x: Expr) -> tuple[Expr, Expr]:
    """(the product of the roots of the squares among the factors, the other factors)."""
    out, rest = [], []
    for f in mx.factors(x):
        square = f.is_scalar and f.op == "pow" and f.args[1] == mx.num(2) and nonnegative(f.args[0]) == ()
        root = _rational_root(f) if f.op == "num" else f.args[0] if square else None
        (rest if root is None else out).append(f if root is None else root)
    return mx.mul(*out), mx.mul(*rest)


def _rational_root(x: Expr) -> Expr | None:
    """The root of a number where it is rational."""
    top, bottom = (isqrt(n) for n in (max(x.data.numerator, 0), x.data.denominator))
    return mx.num(Fraction(top, bottom)) if x.data == Fraction(top, bottom) ** 2 else None
