r"""Optima on a sphere or an ellipsoid, x^T B x = c, and of Rayleigh quotients: a multiple of the gradient, or an eigenvector."""
from __future__ import annotations

from .. import matrix as mx
from ..derivation import Act, Line
from ..matrix import Expr
from ..raising.facts import symmetric
from ..raising.polish import polish
from ..solving.definite import definite, positive
from ..solving.expand import contains, expanded, unfolded
from ..solving.linear import affine
from ..symbols import Symbol
from .setup import Setting
from .solution import Point, Solution, shower, starred, stated
from .stationary import multipliers, vanishes


def on_the_sphere(setting: Setting, unknown: Symbol, column: Expr, judge) -> tuple[Act, Solution | None] | None:
    """(act, the optimum) of a linear or a homogeneous quadratic objective on a sphere, or of a quotient x^T S x / x^T x; None for others.

    On an ellipsoid a quadratic objective has no closed form: the act ends at its eigenvalue equation."""
    problem = setting.problem
    if unknown.shape[1] != 1 or unknown.shape == (1, 1):
        return None
    x = mx.var(unknown)
    if not problem.constraints:
        form = _rayleigh(polish(unfolded(setting.expr)), x)
        return None if form is None else _eigenvector(setting, unknown, column, form, None, judge)
    found = _radius(problem.constraints[0], unknown) if len(problem.constraints) == 1 else None
    if found is None or positive(found[0]) != ():
        return None
    radius, metric = found
    if not contains(column, unknown):
        return _along(setting, unknown, column, radius, metric, judge)
    parts = affine(column, unknown)
    if parts is None or not mx.is_zero(parts[1]) or radius != mx.ONE:
        return None
    if metric is not None:
        form = polish(mx.mul(mx.num("1/2"), parts[0]))
        straight = vanishes(judge.verifier.points, mx.add(column, mx.mul(mx.num(-2), form, x)), {})
        return (_generalised(setting, unknown, column, form, metric), None) if straight else None
    return _eigenvector(setting, unknown, column, polish(mx.mul(mx.num("1/2"), parts[0])), radius, judge)


def _radius(g: Expr, unknown: Symbol) -> tuple[Expr, Expr | None] | None:
    """(c, None) of x^T x - c and |x|^2 - c, (c, B) of x^T B x - c with a positive definite B; of |x| - 1 it is 1."""
    x = mx.var(unknown)
    terms = [polish(t) for t in expanded(polish(unfolded(g)), unknown)]
    inside = [t for t in terms if contains(t, unknown)]
    rest = [t for t in terms if not contains(t, unknown)]
    if len(inside) != 1 or not rest:
        return None
    c = polish(mx.neg(mx.add(*rest)))
    if _is_square(inside[0], x) or inside[0] == mx.norm(x, "2") and c == mx.ONE:
        return c, None
    metric = _middle(inside[0], x)
    return (c, metric) if metric is not None and definite(metric) == () else None


def _rayleigh(body: Expr, x: Expr) -> Expr | None:
    """S of x^T S x / x^T x, symmetric or its symmetric part."""
    middle = _middle(body.args[0], x) if body.op == "div" and _is_square(body.args[1], x) else None
    return middle if middle is None or symmetric(middle) else polish(mx.mul(mx.num("1/2"), mx.add(middle, mx.T(middle))))


def _is_square(f: Expr, x: Expr) -> bool:
    """x^T x or |x|^2."""
    return f in (mx.mul(mx.T(x), x), mx.pow_(mx.norm(x, "2"), mx.num(2)))


def _middle(f: Expr, x: Expr) -> Expr | None:
    """B of x^T B x; None for anything else."""
    form = f.args if f.op == "mul" else ()
    if len(form) < 3 or form[0] != mx.T(x) or form[-1] != x or any(contains(a, x.data) for a in form[1:-1]):
        return None
    return mx.mul(*form[1:-1])


def _opening(setting: Setting, unknown: Symbol, radius: Expr, show) -> tuple[Symbol, str, list[Line]]:
    """(multiplier, the constraint as written, the Lagrangian's line); |x| = 1 is squared first."""
    g = setting.problem.constraints[0]
    (lam,) = multipliers(setting.problem, (g,))
    squared = any(n.op == "norm" for n in g.args) and not any(n.op == "pow" for n in g.args)
    if squared:
        g = mx.add(mx.pow_(mx.norm(mx.var(unknown), "2"), mx.num(2)), mx.neg(radius))
    title = f"Lagrangian with multiplier ${lam.latex}$" + (", the constraint squared" if squared else "")
    return lam, show(g), [stated(r"\mathcal{L}", f"{show(setting.expr)} + {lam.latex}\\left({show(g)}\\right)", title, "=")]


def _along(setting: Setting, unknown: Symbol, column: Expr, radius: Expr, metric: Expr | None, judge) -> tuple[Act, Solution] | None:
    """a^T x on the sphere: x along a or against it; on the ellipsoid x^T B x = c along B^{-1} a."""
    show, style = shower(setting), setting.problem
    largest = style.kind == "argmax"
    root = mx.ONE if radius == mx.ONE else radius.args[0] if radius.op == "pow" and radius.args[1] == mx.num(2) and positive(radius.args[0]) == () else mx.pow_(radius, mx.num("1/2"))
    direction = column if metric is None else polish(mx.mul(mx.inv(metric), column))
    length = polish(mx.norm(column, "2") if metric is None else mx.pow_(mx.mul(mx.T(column), direction), mx.num("1/2")))
    point = polish(mx.mul(mx.num(1 if largest else -1), root, mx.div(direction, length)))
    g, x = style.constraints[0], mx.var(unknown)
    if not vanishes(judge.verifier.points, g, {unknown: point}) or not vanishes(judge.verifier.points, mx.add(mx.mul(length, x), mx.mul(mx.num(-1 if largest else 1), root, direction)), {unknown: point}):
        return None
    lam, constraint, lines = _opening(setting, unknown, radius, show)
    r, a, bx = show(root), show(length), show(x if metric is None else mx.mul(metric, x))
    bound = a if radius == mx.ONE else f"{r}\\,{a}"
    lines += [stated(rf"\nabla \mathcal{{L}} = {show(column)} + 2{lam.latex} {bx} = 0", rf"{unknown.latex} = -\frac{{1}}{{2{lam.latex}}} {_bracketed(direction, show)}",
                    "a multiple of the gradient" if metric is None else f"multiply by ${show(mx.inv(metric))}$"),
              stated(f"{constraint} = 0", rf"2{lam.latex} = \pm" + (a if radius == mx.ONE else rf"\frac{{{a}}}{{{r}}}"), f"${unknown.latex}$ put in"),
              stated(starred(unknown), show(point), f"the {'maximum' if largest else 'minimum'} is the point {'along' if largest else 'against'} the gradient" if metric is None else "the sign " + ("with the larger value" if largest else "with the smaller value"), "=")]
    where = "sphere" if metric is None else "ellipsoid"
    sentence = f"By Cauchy-Schwarz the linear function lies between $-{bound}$ and ${bound}$ on the {where}, up to its constant, and reaches the {'upper' if largest else 'lower'} bound here: the {'maximum' if largest else 'minimum'}."
    condition = f"if ${show(column)} \\neq 0$"
    return Act("minimum", ("Maximum" if largest else "Minimum") + f" on the {where}", tuple(lines), (), (sentence,)), Solution((Point(unknown, starred(unknown), point, show(point)),), condition, style.symbols)


def _generalised(setting: Setting, unknown: Symbol, column: Expr, form: Expr, metric: Expr) -> Act:
    """x^T A x on x^T B x = 1: the eigenvalue equation A x = mu B x, which has no closed form."""
    show, u, transpose = shower(setting), unknown.latex, setting.problem.style.transpose
    largest = setting.problem.kind == "argmax"
    lam, _, lines = _opening(setting, unknown, mx.ONE, show)
    s, b = (rf"\left({show(m)}\right)" if m.op in ("add", "sum") else show(m) for m in (form, metric))
    lines += [stated(rf"\nabla \mathcal{{L}} = {show(column)} + 2{lam.latex} {b} {u} = 0", rf"{s} {u} = -{lam.latex} {b} {u}", f"a generalised eigenvalue problem, $-{lam.latex}$ its eigenvalue"),
              stated(rf"{u}^{{{transpose}}} {s} {u}", rf"-{lam.latex} {u}^{{{transpose}}} {b} {u} = -{lam.latex}", "the value there is the eigenvalue", "=")]
    sentence = f"So the {'maximum' if largest else 'minimum'} is the {'largest' if largest else 'smallest'} eigenvalue of ${show(mx.inv(metric))} {s}$, at its eigenvector with ${u}^{{{transpose}}} {b} {u} = 1$; there is no closed form beyond that."
    return Act("minimum", ("Maximum" if largest else "Minimum") + " on the ellipsoid", tuple(lines), (), (sentence,))


def _bracketed(x: Expr, show) -> str:
    return rf"\left({show(x)}\right)" if x.op == "add" else show(x)


def _eigenvector(setting: Setting, unknown: Symbol, column: Expr, form: Expr, radius: Expr | None, judge) -> tuple[Act, Solution] | None:
    """x^T S x on the unit sphere, and the quotient: eigenvectors of S, the optimum at an extreme eigenvalue."""
    show, problem = shower(setting), setting.problem
    which = "max" if problem.kind == "argmax" else "min"
    s, u = show(form), unknown.latex
    letter = "v" if u != "v" and "v" not in {k.latex for k in problem.symbols.values()} else "q"
    vector = mx.evec(form, which, letter)
    x = mx.var(unknown)
    value = mx.mul(mx.T(x), form, x)
    if not vanishes(judge.verifier.points, mx.add(mx.mul(form, x), mx.neg(mx.mul(value, x))), {unknown: vector}):
        return None
    bracket = rf"\left({s}\right)" if form.op in ("add", "sum") or form.op == "mul" and any(f.op in ("num", "div", "sum", "add") for f in form.args) else s
    quotient = rf"\frac{{{u}^\top {bracket} {u}}}{{{u}^\top {u}}}".replace(r"\top", problem.style.transpose)
    if radius is not None:
        lam, _, lines = _opening(setting, unknown, radius, show)
        lines += [stated(rf"\nabla \mathcal{{L}} = {show(column)} + 2{lam.latex} {u} = 0", rf"{bracket} {u} = -{lam.latex} {u}", f"${u}$ is an eigenvector of ${s}$, and $-{lam.latex}$ its eigenvalue"),
                  stated(rf"{u}^{{{problem.style.transpose}}} {bracket} {u}", rf"-{lam.latex} {u}^{{{problem.style.transpose}}} {u} = -{lam.latex}", "the value there is the eigenvalue", "=")]
    else:
        lines = [stated(f"{show(column)} = 0", rf"{bracket} {u} = {quotient}\, {u}", f"${u}$ is an eigenvector of ${s}$, and the quotient its eigenvalue")]
    extreme = "largest" if which == "max" else "smallest"
    sentence = f"The value at an eigenvector is its eigenvalue, so the {'maximum' if which == 'max' else 'minimum'} is the {extreme} eigenvalue of ${s}$, at its eigenvector" + \
        ("." if radius is not None else ", and at every multiple of it but $0$.")
    printed = rf"{letter}, \quad {letter} \text{{ the unit eigenvector of }} {s} \text{{ for }} \lambda_{{\{which}}}"
    title = ("Maximum" if which == "max" else "Minimum") + (" on the sphere" if radius is not None else "")
    return Act("minimum", title, tuple(lines), (), (sentence,)), Solution((Point(unknown, starred(unknown), vector, printed),), "", problem.symbols)
