"""What a stationary point is: a minimum, a maximum or neither, told by convexity, by the Hessian,
or by the second derivative there."""
from __future__ import annotations

from dataclasses import replace

from ... import index as ix
from ... import matrix as mx
from ...matrix import Expr
from ...raising.polish import polish
from ...records import record
from ...solving.convexity import curvature
from ...solving.definite import Condition, Conditions, definite, positive, semidefinite
from ...solving.expand import contains, expanded, unfolded
from ...solving.linear import affine
from ...solving.members import own
from ...solving.scalar import second_derivative, second_derivatives, simplified
from ...solving.substitution import one_letter, substituted
from ...symbols import Symbol
from ..setup import Setting
from .solution import named, shower, starred


@record
class Nature:
    """`is_optimum`: True, False where the point is none, None where it is not told or only under a condition;
    and the sentence that says so."""

    is_optimum: bool | None
    sentence: str


_WORDS = {"positive": "${0} > 0$", "nonnegative": "${0} \\ge 0$", "at most one": "${0} \\le 1$",
          "nonzero": "${0} \\neq 0$", "some nonzero": "not all ${0}$ are $0$",
          "posdef": "${0}$ is positive definite", "psd": "${0}$ is positive semidefinite",
          "full rank": "${0}$ has full column rank"}


def words(conditions: Conditions, show) -> str:
    """$\\lambda > 0$ and $X$ has full column rank."""
    turned = lambda c: c.kind == "full rank" and c.expr.op == "T"
    parts = [f"${show(c.expr.args[0])}$ has full row rank" if turned(c) else _WORDS[c.kind].format(show(c.expr))
             for c in conditions]
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def nature(setting: Setting, points: dict[Symbol, Expr], stars: dict[Symbol, Symbol], linear: bool | None = None) -> Nature:
    """Of the stationary point of the body under the constraints; `points` in the order in which the unknowns were
    eliminated, each in terms of later ones and of the `stars` that name earlier ones; `linear`: whether the constraints
    are (None where there are none)."""
    problem = setting.problem
    sign, word, opposite = (1, "minimum", "maximum") if problem.kind == "argmin" else (-1, "maximum", "minimum")
    if linear is False:
        return Nature(None, f"The constraint is not linear: whether the point is a {word} is told by comparing the "
                            f"values at all stationary points.")
    show, unknowns = shower(setting), tuple(points)
    behind = (" and the constraints are linear" if linear and len(problem.constraints) > 1
              else " and the constraint is linear" if linear else "")
    body = unfolded(setting.expr)
    domain = positive_ones(body, unknowns)
    hessian = None
    if len(unknowns) == 1 and unknowns[0].shape[1] == 1:
        hessian = hessian_of(setting, unknowns[0])
        if hessian is not None:
            found = _by_hessian(substituted(hessian, domain), sign, word, opposite, "second derivative"
                                if unknowns[0].shape == (1, 1) else "Hessian", show, behind,
                                domain.get(unknowns[0], own(unknowns[0])).data)
            if found is not None:
                return found
    found = _by_form(substituted(body, domain), tuple(domain.get(u, own(u)).data for u in unknowns), sign,
                     word, opposite, show, behind)
    if found is None and linear and len(problem.constraints) == 1:
        found = _along_a_line(body, problem.constraints[0], unknowns, sign, word, show)
    parts = _apart(body, unknowns) if found is None and len(unknowns) > 1 else []
    if len(parts) > 1:
        return _of_parts(setting, parts, points, stars, linear, sign, word, opposite)
    if (found is None and linear is None and len(unknowns) == 1 and unknowns[0].family and unknowns[0].shape == (1, 1)
            and hessian is not None):
        here = domain.get(unknowns[0], own(unknowns[0])).data
        found = _there(substituted(body, domain), substituted(hessian, domain), here,
                       substituted(points[unknowns[0]], domain), sign, word, show)
    if found is None and linear is None:
        found = _one_by_one(body, points, stars, sign, word, show)
    if found is not None:
        return found
    if hessian is not None and unknowns[0].shape != (1, 1):
        return Nature(None, f"The Hessian is ${show(hessian)}$; whether the point is a {word} is decided by its "
                            f"definiteness there.")
    return Nature(None, f"Whether the point is a {word} is not told by the form of the function.")


def _along_a_line(body: Expr, g: Expr, unknowns: tuple[Symbol, ...], sign: int, word: str, show) -> Nature | None:
    """Of a quadratic in two scalars on a line: by the second derivative along the line."""
    hessian = second_derivatives(body, unknowns) if len(unknowns) == 2 and all(u.shape == (1, 1) and not u.family
        for u in unknowns) else None
    slopes = [affine(g, u) for u in unknowns] if hessian else [None]
    if None in slopes or any(contains(x, u) for row in hessian for x in row for u in unknowns):
        return None
    (a, _), (b, _) = slopes
    along = polish(simplified(mx.add(mx.mul(hessian[0][0], b, b), mx.mul(mx.num(-2), hessian[0][1], a, b),
                                     mx.mul(hessian[1][1], a, a))))
    text = (f"Along the line of the constraint, in the direction $({show(b)}, {show(polish(mx.neg(a)))})$, the second "
            f"derivative is ${show(along)}$")
    if positive(along if sign == 1 else polish(mx.neg(along))) == ():
        return Nature(True, f"{text}, {'positive' if sign == 1 else 'negative'} everywhere: the point is the unique {word}.")
    if positive(along if sign == -1 else polish(mx.neg(along))) == ():
        return Nature(False, f"{text}: the point is the opposite, and there is no {word}.")
    return None


def _apart(body: Expr, unknowns: tuple[Symbol, ...]) -> list[tuple[Expr, tuple[Symbol, ...]]]:
    """The body as a sum of functions that share no unknown, each with its unknowns."""
    terms = [body]
    for u in unknowns:
        terms = [part for t in terms for part in expanded(t, u)]
    groups: list[tuple[list[Expr], set[Symbol]]] = []
    for t in terms:
        own_ones, together = {u for u in unknowns if contains(t, u)}, [t]
        for ts, us in [g for g in groups if g[1] & own_ones]:
            own_ones, together = own_ones | us, ts + together
        if own_ones:
            groups = [g for g in groups if not g[1] & own_ones] + [(together, own_ones)]
    return [(mx.add(*ts), tuple(u for u in unknowns if u in us)) for ts, us in groups]


def _of_parts(setting: Setting, parts, points, stars, linear: bool | None, sign: int, word: str, opposite: str) -> Nature:
    """Of a sum of functions that share no unknown: each by itself."""
    show, told = shower(setting), []
    behind = " and the constraint is linear" if linear else ""
    for body, unknowns in parts:
        domain = positive_ones(body, unknowns)
        constrained = any(contains(g, u) for g in setting.problem.constraints for u in unknowns)
        found = _by_form(substituted(body, domain), tuple(domain.get(u, own(u)).data for u in unknowns), sign, word,
                         opposite, show, behind if constrained else "")
        if found is None and not constrained:
            found = _one_by_one(body, {u: points[u] for u in unknowns}, stars, sign, word, show)
        told.append(found or Nature(None, f"Whether the point is a {word} in {_listed(unknowns)} is not told by the "
                                          f"form of the function."))
    opening = "The function is a sum of " + " and ".join(f"one of {_listed(unknowns)}" for _, unknowns in parts) + ". "
    outcomes = {n.is_optimum for n in told}
    saddle = " So the point is a saddle point of the whole function." if outcomes == {True, False} else ""
    return Nature(False if False in outcomes else None if None in outcomes else True,
                  opening + " ".join(n.sentence for n in told) + saddle)


def _listed(unknowns) -> str:
    return ", ".join(f"${named(u)}$" for u in unknowns)


def positive_ones(body: Expr, unknowns: tuple[Symbol, ...]) -> dict[Symbol, Expr]:
    """The unknowns that are positive because their logarithm is taken, each by a symbol that says so."""
    inside = [n.args[0] for n in mx.walk(body) if n.op == "fn" and n.data == "log"]
    bare = ({f.data for x in inside for f in mx.factors(x) if f.op == "var"}
            | {x.args[0].data for x in inside if x.op == "comp" and x.args[0].op == "var"})
    return {u: own(replace(u, props=u.props | {"positive"})) for u in unknowns if u in bare}


def hessian_of(setting: Setting, symbol: Symbol) -> Expr | None:
    """The second derivative by a scalar or column unknown, of a numbered one by the same member,
    as a matrix expression; None where it has no matrix form."""
    from ...deriving.engine import Engine
    from ...raising import NotMatrix
    from ..reading import inlined
    member = [setting.free[letter] for letter in symbol.letters] if symbol.family else []
    size = symbol.slots[len(member):]
    axes = [ix.fresh(d) for _ in (0, 1) for d in size]
    target = ix.deriv(ix.deriv(setting.body, symbol, *member, *axes[:len(size)]), symbol, *member, *axes[len(size):])
    try:
        moves = Engine().differentiate(target)
        return inlined(polish(setting.raiser({k: letter for k, letter in zip(member, symbol.letters)}).raised(
            moves[-1].node if moves else target, *axes)), setting)
    except NotMatrix:
        return None


def _by_hessian(hessian: Expr, sign: int, word: str, opposite: str, name: str, show, behind: str,
                unknown: Symbol) -> Nature | None:
    adjective = {1: "positive", -1: "negative"}
    definite_ = "" if name == "second derivative" else " definite"
    text = show(hessian)
    towards, away = (hessian, polish(mx.neg(hessian))) if sign == 1 else (polish(mx.neg(hessian)), hessian)
    sure, half = definite(towards), semidefinite(towards)
    if sure is not None and _about(sure, unknown):
        sure = None
    if half is not None and _about(half, unknown):
        half = None
    if sure == ():
        return Nature(True, f"The {name} ${text}$ is {adjective[sign]}{definite_}{behind}, so the stationary point is "
                            f"the unique {word}.")
    if definite(away) == ():
        if behind:
            return Nature(False, f"The {name} ${text}$ is {adjective[-sign]}{definite_}{behind}: "
                                 f"this point is the {opposite}, and there is no {word} unless the constraint leaves a "
                                 f"single point.")
        return Nature(False, f"The {name} ${text}$ is {adjective[-sign]}{definite_}: this stationary point is the "
                             f"{opposite}, and there is no {word}.")
    if half == () and hessian.is_scalar and sure:
        return Nature(True, f"The second derivative ${text}$ is {adjective[sign]} if {words(sure, show)}; "
                            f"then the stationary point is the unique {word}.")
    if half == ():
        unique = f" It is unique if {words(sure, show)}." if sure and not behind else ""
        if hessian.is_scalar:
            return Nature(True, f"The second derivative ${text}$ is nowhere {adjective[-sign]}{behind}, so every "
                                f"stationary point is a {word}.")
        return Nature(True, f"The {name} ${text}$ is {adjective[sign]} semidefinite{behind}, so every stationary point "
                            f"is a {word}.{unique}")
    if sure is not None:
        condition, statement = words(sure, show), f"${text}$ is {adjective[sign]}{definite_}"
        if condition == statement:
            return Nature(None, f"Where the {name} {statement}{behind}, the stationary point is the unique {word}.")
        return Nature(None, f"The {name} {statement} if {condition}; "
                            f"then{', as the constraint is linear,' if behind else ''} the stationary point is the "
                            f"unique {word}.")
    if half is not None:
        return Nature(None, f"The {name} ${text}$ is {adjective[sign]} semidefinite if {words(half, show)}; "
                            f"then every stationary point is a {word}.")
    return None


def _about(conditions: Conditions, unknown: Symbol) -> bool:
    """Whether a condition restricts the unknown itself."""
    return any(contains(c.expr, unknown) for c in conditions)


def _by_form(body: Expr, unknowns: tuple[Symbol, ...], sign: int, word: str, opposite: str, show, behind: str) -> Nature | None:
    """By how the function is composed: convex functions have no stationary points but minima."""
    bends = curvature(body, unknowns)
    if bends is None or bends.sign == 0 or any(_about(bends.conditions, u) for u in unknowns):
        return None
    adjective = "convex" if bends.sign == 1 else "concave"
    of = (f"in ${named(unknowns[0])}$" if len(unknowns) == 1
          else "in " + ", ".join(f"${named(u)}$" for u in unknowns[:-1]) + f" and ${named(unknowns[-1])}$ together")
    if bends.sign == sign:
        if bends.conditions:
            return Nature(None, f"The function is {adjective} {of} if {words(bends.conditions, show)}{behind}; "
                                f"then every stationary point is a global {word}.")
        return Nature(True, f"The function is {adjective} {of}{behind}, so every stationary point is a global {word}.")
    if bends.conditions:
        return None
    return Nature(False, f"The function is {adjective} {of}: this stationary point is a {opposite} and no {word}.")


def _one_by_one(body: Expr, points: dict[Symbol, Expr], stars: dict[Symbol, Symbol], sign: int, word: str, show) -> Nature | None:
    """One unknown after the other: the function bends the right way in the first for all values of the others;
    with its value put in, a function of the others is left."""
    (unknown, value), *others = points.items()
    domain = positive_ones(body, tuple(points))
    here = domain.get(unknown, own(unknown)).data
    body = substituted(body, domain)
    value = substituted(value, domain)
    known = own(stars[unknown]) if unknown in stars else value
    if not others:
        if (told := _by_form(body, (here,), sign, word, "", show, "")) is not None and told.is_optimum is not False:
            return told
        if unknown.shape == (1, 1):
            return _there(body, second_derivative(body, here), here, value, sign, word, show)
        return _by_its_inverse(body, here, sign, word, show) if 1 not in unknown.shape else None
    bends = curvature(body, (here,))
    if bends is None or bends.sign != sign or _about(bends.conditions, here):
        return None
    rest = dict(others)
    rest = {domain[u].data if u in domain else u: substituted(v, domain) for u, v in rest.items()}
    after = _one_by_one(polish(substituted(body, {here: known})), rest, stars, sign, word, show)
    if after is None:
        return None
    adjective = "convex" if sign == 1 else "concave"
    left = _listed(rest)
    adjective += f" if {words(bends.conditions, show)}" if bends.conditions else ""
    saddle = " So the point is a saddle point of the whole function." if after.is_optimum is False else ""
    certain = None if bends.conditions and after.is_optimum else after.is_optimum
    return Nature(certain, f"In ${named(unknown)}$ the function is {adjective}, whatever the value of {left}. "
                  f"With ${starred(unknown)}$ put in, it is a function of {left} alone. "
                  f"{after.sentence}{saddle}")


def _there(body: Expr, second: Expr | None, unknown: Symbol, point: Expr, sign: int, word: str, show) -> Nature:
    """By the second derivative at the point."""
    if second is None:
        return Nature(None, f"Whether the point is a {word} is not told by the form of the function.")
    value = tidy(substituted(second, {unknown: point}))
    towards = value if sign == 1 else tidy(mx.neg(value))
    adjective, other = ("positive", "maximum") if sign == 1 else ("negative", "minimum")
    sure = positive(towards)
    if sure is None and positive(tidy(mx.neg(towards))) == ():
        return Nature(False, f"The second derivative there is ${show(value)}$, "
                             f"{'negative' if sign == 1 else 'positive'}: the point is a local {other} and no {word}.")
    if value == mx.ZERO:
        return Nature(None, f"The second derivative is $0$ there and tells nothing: the point may be a {word}, or none.")
    if sure is None:
        return Nature(None, f"The second derivative there is ${show(value)}$; the point is a local {word} where this "
                            f"is {adjective}.")
    whole = _on_an_interval(body, unknown)
    then = f"the only stationary point is the {word}" if whole else f"the point is a local {word}"
    if sure == ():
        return Nature(True if whole else None, f"The second derivative there is ${show(value)}$, {adjective}, so {then}.")
    return Nature(None, f"The second derivative there is ${show(value)}$, {adjective} if {words(sure, show)}; then {then}.")


def _on_an_interval(body: Expr, unknown: Symbol) -> bool:
    """Whether the function is defined without gaps: no denominator that may vanish, no pole of a tangent."""
    for n in mx.walk(body):
        below = n.args[1] if n.op == "div" else n.args[0] if n.op in ("pow", "hpow") and not (n.args[1].op == "num"
            and n.args[1].data > 0 and n.args[1].data.denominator % 2) \
            else None
        if below is not None and contains(below, unknown) and positive(below) != ():
            return False
        if n.op == "fn" and n.data in ("tan", "cot", "sec", "csc", "coth", "csch") and contains(n, unknown):
            return False
    return True


def tidy(x: Expr) -> Expr:
    """A scalar simplified; as it is where that is out of reach."""
    return polish(simplified(one_letter(polish(x))))


def _by_its_inverse(body: Expr, matrix: Symbol, sign: int, word: str, show) -> Nature | None:
    r"""A log-likelihood in \Sigma is a concave function of \Sigma^{-1}, whose stationary points are the same."""
    if not matrix.props & {"posdef", "symmetric"}:
        return None
    inverse = replace(matrix, key=matrix.key + "^{-1}", latex=matrix.latex + "^{-1}", props=frozenset({"posdef"}))
    moved = polish(_inverted(body, matrix, inverse))
    bends = curvature(moved, (inverse,))
    if contains(moved, matrix) or bends is None or bends.sign != sign:
        return None
    adjective = "convex" if sign == 1 else "concave"
    if bends.conditions:
        return Nature(None, f"As a function of ${show(mx.inv(own(matrix)))}$ it is {adjective} if "
                            f"{words(bends.conditions, show)}, and its stationary "
                            f"points are the same; then this one is the {word}.")
    return Nature(True, f"As a function of ${show(mx.inv(own(matrix)))}$ it is {adjective}, and its stationary points "
                        f"are the same, so this one is the {word}.")


def _inverted(x: Expr, matrix: Symbol, inverse: Symbol) -> Expr:
    """X^{-1} by its own name, and log det X as -log det of it."""
    if x.op == "inv" and x.args[0].op == "var" and x.args[0].data is matrix:
        return mx.var(inverse, *x.args[0].args)
    if (x.op == "fn" and x.data == "log" and x.args[0].op == "det" and x.args[0].args[0].op == "var"
            and x.args[0].args[0].data is matrix):
        return mx.neg(mx.fn("log", mx.det(mx.var(inverse, *x.args[0].args[0].args))))
    return mx.rebuild(x, tuple(_inverted(a, matrix, inverse) for a in x.args)) if x.args else x


def existence(needs: tuple[Expr, ...], show, brief: bool = False) -> str:
    """The condition under which what has to be inverted is invertible: "" where it always is;
    `brief` does not say when that is so."""
    parts = [part for part in dict.fromkeys(_existence(m, show, brief) for m in needs) if part]
    return "if " + " and ".join(parts) if parts else ""


def _existence(matrix: Expr, show, brief: bool) -> str:
    if matrix.op == "ind":                                # what has to be positive
        told = positive(matrix.args[0])
        return "" if told == () else words(told, show) if told else f"${show(matrix.args[0])} > 0$"
    told = definite(matrix)
    if told is None:
        told = definite(polish(mx.neg(matrix)))
    if told == () or _regular(matrix):
        return ""
    if matrix.is_scalar:
        if matrix.op == "mul" and matrix.args[0].op == "num":
            return _existence(mx.mul(*matrix.args[1:]), show, brief)
        return words(told, show) if told and all(c.kind == "nonzero" for c in told) else f"${show(matrix)} \\neq 0$"
    scalars, rest = mx.scalars_apart(mx.factors(matrix))
    if scalars and rest and (_regular(mx.mul(*rest)) or definite(mx.mul(*rest)) == ()):        # gamma Sigma
        return " and ".join(filter(None, (_existence(f, show, brief) for f in scalars)))
    plain = brief or told is None or told == (Condition("posdef", matrix),)
    return f"${show(matrix)}$ is invertible" + ("" if plain else f" (it is if {words(told, show)})")


def _regular(x: Expr) -> bool:
    """Invertible by declaration: products of invertible matrices."""
    match x.op:
        case "var":
            return bool(x.data.props & {"posdef", "invertible", "positive", "nonzero", "orthogonal"})
        case "inv" | "T":
            return x.is_scalar or _regular(x.args[0])
        case "mul":
            return all(_regular(f) for f in x.args)
        case "num":
            return x.data != 0
        case "eye" | "dim" | "const":
            return True
    return False
