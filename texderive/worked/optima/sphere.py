r"""Optima on a sphere or an ellipsoid, x^T B x = c, and of Rayleigh quotients:
a multiple of the gradient, or an eigenvector."""
from __future__ import annotations

from fractions import Fraction

from ... import matrix as mx
from ...derivation import Act, Line
from ...matrix import Expr
from ...raising.facts import symmetric, transposed
from ...raising.polish import polish
from ...solving.definite import definite, positive
from ...solving.expand import contains, replaced, terms_in, unfolded
from ...solving.linear import affine
from ...symbols import Symbol
from ..setup import Setting
from .solution import Point, Solution, shower, starred, stated
from .stationary import multipliers, vanishes


def on_the_sphere(setting: Setting, unknown: Symbol, column: Expr, judge) -> tuple[Act, Solution | None] | None:
    """(act, the optimum) of a linear or a homogeneous quadratic objective on a sphere or an ellipsoid,
    or of a quotient x^T A x / x^T B x; None for others."""
    problem = setting.problem
    if unknown.shape[1] != 1 or unknown.shape == (1, 1):
        return None
    x = mx.var(unknown)
    if not problem.constraints:
        body = polish(unfolded(setting.expr))
        form = _rayleigh(body, x)
        if form is None and (pair := _ratio(body, x)) is not None and problem.kind == "argmax":
            return _tangent(setting, unknown, column, *pair, judge)
        if form is None and (pair := _quotient(body, x)) is not None:
            return _generalised(setting, unknown, column, *pair, judge, quotient=True)
        return None if form is None else _eigenvector(setting, unknown, column, form, None, judge)
    found = _radius(problem.constraints[0], unknown) if len(problem.constraints) == 1 else None
    if found is None or positive(found[0]) != ():
        return None
    radius, metric, centre = found
    if not contains(column, unknown):
        return _along(setting, unknown, column, radius, metric, judge, centre)
    parts = affine(column, unknown)
    if (parts is not None and metric is None and (centre is not None or not mx.is_zero(parts[1]))
            and (p := _of_identity(parts[0])) is not None):
        beside = parts[1] if centre is None else mx.add(parts[1], mx.mul(p, centre))
        return _along(setting, unknown, polish(beside), radius, None, judge, centre, (column, p))
    if parts is None or not mx.is_zero(parts[1]) or radius != mx.ONE or centre is not None:
        return None
    if metric is not None:
        form = polish(mx.mul(mx.num("1/2"), parts[0]))
        straight = vanishes(judge.verifier.points, mx.add(column, mx.mul(mx.num(-2), form, x)), {})
        return _generalised(setting, unknown, column, form, metric, judge) if straight else None
    return _eigenvector(setting, unknown, column, polish(mx.mul(mx.num("1/2"), parts[0])), radius, judge)


def _radius(g: Expr, unknown: Symbol) -> tuple[Expr, Expr | None, Expr | None] | None:
    """(c, None, None) of x^T x - c and |x|^2 - c, (c, B, None) of x^T B x - c with a positive definite B, (c, None, m)
    of |x - m|^2 - c; of |x| - 1 the c is 1."""
    x = mx.var(unknown)
    around = next((n for n in mx.walk(g) if n.op in ("norm", "mul") and contains(n, unknown)
                   and (n.op == "norm" or n.args[0] == transposed(n.args[-1]))), None)
    if around is not None and around.args[-1].op == "add":
        inner = around.args[-1]
        parts = affine(inner, unknown)
        found = _radius(replaced(g, inner, x), unknown) if parts is not None and parts[0].op == "eye" else None
        return None if found is None or found[1] is not None else (*found[:2], polish(mx.neg(parts[1])))
    terms = terms_in(g, unknown)
    inside = [t for t in terms if contains(t, unknown)]
    rest = [t for t in terms if not contains(t, unknown)]
    if len(inside) != 1 or not rest:
        return None
    c = polish(mx.neg(mx.add(*rest)))
    if _is_square(inside[0], x):
        return c, None, None
    if inside[0] == mx.norm(x, "2"):
        return (polish(mx.pow_(c, mx.num(2))), None, None) if positive(c) == () else None
    metric = _middle(inside[0], x)
    return (c, metric, None) if metric is not None and definite(metric) == () else None


def _of_identity(form: Expr) -> Expr | None:
    """p of p I."""
    if form.op == "eye":
        return mx.ONE
    rest = [f for f in form.args if f.op != "eye"] if form.op == "mul" else []
    return mx.mul(*rest) if len(rest) == len(form.args) - 1 > 0 and all(f.is_scalar for f in rest) else None


def _rayleigh(body: Expr, x: Expr) -> Expr | None:
    """S of x^T S x / x^T x, symmetric or its symmetric part."""
    middle = _middle(body.args[0], x) if body.op == "div" and _is_square(body.args[1], x) else None
    return middle if middle is None or symmetric(middle) else polish(mx.mul(mx.num("1/2"), mx.add(middle, mx.T(middle))))


def _quotient(body: Expr, x: Expr) -> tuple[Expr, Expr] | None:
    """(A, B) of x^T A x / x^T B x and of (x^T a)^2 / x^T B x, A symmetric
    or its symmetric part, B positive definite."""
    metric = _middle(body.args[1], x) if body.op == "div" else None
    if metric is None or definite(metric) != ():
        return None
    top = body.args[0]
    inside = top.args[0] if top.op == "pow" and top.args[1] == mx.num(2) else None
    if inside is not None and (a := _linear(inside, x)) is not None:
        middle = mx.mul(a, mx.T(a))
    else:
        middle = _middle(top, x)
    if middle is None:
        return None
    return (middle if symmetric(middle) else polish(mx.mul(mx.num("1/2"), mx.add(middle, mx.T(middle))))), metric


def _ratio(body: Expr, x: Expr) -> tuple[Expr, Expr, Expr] | None:
    """(a, B, the root) of a^T x / sqrt(x^T B x), B positive definite."""
    if body.op != "div" or (a := _linear(body.args[0], x)) is None:
        return None
    root = body.args[1]
    inside = root.args[0] if root.op == "pow" and root.args[1] == mx.num("1/2") else None
    metric = mx.eye(x.shape[0]) if root == mx.norm(x, "2") else _middle(inside, x) if inside is not None else None
    return (a, metric, root) if metric is not None and (metric.op == "eye" or definite(metric) == ()) else None


def _linear(f: Expr, x: Expr) -> Expr | None:
    """a of a^T x."""
    parts = affine(f, x.data) if f.is_scalar and contains(f, x.data) else None
    return polish(mx.T(parts[0])) if parts is not None and mx.is_zero(parts[1]) and parts[0].shape[0] == 1 else None


def _dyad(form: Expr) -> Expr | None:
    """a of a a^T."""
    half = len(form.args) // 2 if form.op == "mul" and len(form.args) % 2 == 0 else 0
    a = mx.mul(*form.args[:half]) if half else None
    return a if a is not None and a.shape[1] == 1 and polish(mx.mul(a, mx.T(a))) == polish(form) else None


def _is_square(f: Expr, x: Expr) -> bool:
    """x^T x or |x|^2."""
    return f in (mx.mul(mx.T(x), x), mx.pow_(mx.norm(x, "2"), mx.num(2)))


def _middle(f: Expr, x: Expr) -> Expr | None:
    """B of x^T B x, A^T A of |A x|^2; None for anything else."""
    if f.op == "pow" and f.args[1] == mx.num(2) and f.args[0].op == "norm" and f.args[0].data == "2":
        inner = f.args[0].args[0]
        a = mx.mul(*inner.args[:-1]) if inner.op == "mul" and inner.args[-1] == x else None
        return None if a is None or contains(a, x.data) else polish(mx.mul(mx.T(a), a))
    form = f.args if f.op == "mul" else ()
    if len(form) < 3 or form[0] != mx.T(x) or form[-1] != x or any(contains(a, x.data) for a in form[1:-1]):
        return None
    return mx.mul(*form[1:-1])


def _opening(setting: Setting, unknown: Symbol, radius: Expr, show, centre: Expr | None = None) -> tuple[Symbol, str, list[Line]]:
    """(multiplier, the constraint as written, the Lagrangian's line); |x| = 1 is squared first."""
    g = setting.problem.constraints[0]
    (lam,) = multipliers(setting.problem, (g,))
    squared = any(n.op == "norm" for n in g.args) and not any(n.op == "pow" for n in g.args)
    if squared:
        g = mx.add(mx.pow_(mx.norm(_from(centre, mx.var(unknown)), "2"), mx.num(2)), mx.neg(radius))
    title = f"Lagrangian with multiplier ${lam.latex}$" + (", the constraint squared" if squared else "")
    return lam, show(g), [stated(r"\mathcal{L}", f"{show(setting.expr)} + {lam.latex}\\left({show(g)}\\right)", title, "=")]


def _from(centre: Expr | None, x: Expr) -> Expr:
    return x if centre is None else mx.add(x, mx.neg(centre))


def _along(setting: Setting, unknown: Symbol, column: Expr, radius: Expr, metric: Expr | None, judge,
           centre: Expr | None, curved: tuple[Expr, Expr] | None = None) -> tuple[Act, Solution] | None:
    r"""a^T x on the sphere: x along a or against it; on the ellipsoid x^T B x = c along B^{-1} a.

    `centre`: where the sphere is around it; `curved`: (the gradient p x + a, p), where \frac p2 |x|^2
    is constant on the sphere."""
    show, style = shower(setting), setting.problem
    scale = column.args[0].data if curved is not None and column.op == "mul" and column.args[0].op == "num" else Fraction(1)
    column = mx.mul(*column.args[1:]) if scale != 1 else column                 # -2z is a multiple of z
    largest = style.kind == "argmax"
    along = largest == (scale > 0)
    root = (mx.ONE if radius == mx.ONE else radius.args[0] if radius.op == "pow" and radius.args[1] == mx.num(2)
            and positive(radius.args[0]) == () else mx.pow_(radius, mx.num("1/2")))
    direction = column if metric is None else polish(mx.mul(mx.inv(metric), column))
    length = polish(mx.norm(column, "2") if metric is None else mx.pow_(mx.mul(mx.T(column), direction), mx.num("1/2")))
    point = polish(mx.mul(mx.num(1 if along else -1), root, mx.div(direction, length)))
    g, x = style.constraints[0], _from(centre, mx.var(unknown))
    point = point if centre is None else polish(mx.add(centre, point))
    if not vanishes(judge.verifier.points, g, {unknown: point}) \
            or not vanishes(judge.verifier.points, mx.add(mx.mul(length, x),
                                mx.mul(mx.num(-1 if along else 1), root, direction)), {unknown: point}):
        return None
    lam, constraint, lines = _opening(setting, unknown, radius, show, centre)
    r, a, bx = show(root), show(length), _bracketed(x if metric is None else mx.mul(metric, x), show)
    bound = ("" if abs(scale) == 1 else f"{show(mx.num(abs(scale)))}\\,") + (a if radius == mx.ONE else f"{r}\\,{a}")
    gradient, inverse, factor = ((show(column), rf"-\frac{{1}}{{2{lam.latex}}}", f"2{lam.latex}") if curved is None
                                 else (show(curved[0]), *_over(scale, curved[1], lam.latex, show)))
    lines += [stated(rf"\nabla \mathcal{{L}} = {gradient} + 2{lam.latex} {bx} = 0",
                     rf"{show(x)} = {inverse} {_bracketed(direction, show)}",
                    f"solved for ${show(x)}$" if curved else "a multiple of the gradient" if metric is None
                    else f"multiply by ${show(mx.inv(metric))}$"),
              stated(f"{constraint} = 0", rf"{factor} = \pm" + (a if radius == mx.ONE else rf"\frac{{{a}}}{{{r}}}"),
                     f"${show(x)}$ put in"),
              stated(starred(unknown), show(point), f"the {'maximum' if largest else 'minimum'} is the point "
                     f"{'along' if largest else 'against'} the gradient"
                     if curved is None else f"the sign of the {'maximum' if largest else 'minimum'}" if metric is None
                     else "the sign " + ("with the larger value" if largest else "with the smaller value"), "=")]
    where = "sphere" if metric is None else "ellipsoid"
    constant = ("" if curved is None else f"On the sphere ${show(mx.pow_(mx.norm(x, '2'), mx.num(2)))} = "
                f"{show(radius)}$ is constant, so the linear part decides. ")
    sentence = (f"{constant}By Cauchy-Schwarz the linear function lies between $-{bound}$ and ${bound}$ on the "
                f"{where}, up to its constant, "
               f"and reaches the {'upper' if largest else 'lower'} bound here: the {'maximum' if largest else 'minimum'}.")
    condition = f"if ${show(column)} \\neq 0$"
    return Act("minimum", ("Maximum" if largest else "Minimum") + f" on the {where}", tuple(lines), (), (sentence,)), \
        Solution((Point(unknown, starred(unknown), point, show(point)),), condition, style.symbols)


def _over(scale: Fraction, p: Expr, lam: str, show) -> tuple[str, str]:
    r"""(what z is multiplied with, its denominator) of x = -\frac{s}{p + 2\lambda} z, halved where p and s are even."""
    top, below, number = -scale, f"{show(p)} + 2{lam}", p.args[0] if p.op == "mul" else p
    if number.op == "num" and number.data % 2 == 0 == top % 2:
        top, below = top / 2, f"{show(polish(mx.mul(mx.num('1/2'), p)))} + {lam}"
    return (rf"{'-' if top < 0 else ''}\frac{{{show(mx.num(abs(top)))}}}{{{below}}}", below if abs(top) == 1
            else rf"\frac{{{below}}}{{{show(mx.num(abs(top)))}}}")


def _generalised(setting: Setting, unknown: Symbol, column: Expr, form: Expr, metric: Expr, judge,
                 quotient: bool = False) -> tuple[Act, Solution] | None:
    """x^T A x on x^T B x = 1, and the quotient of both: A x = mu B x; of A = a a^T the maximum is along B^{-1} a."""
    show, u, transpose, problem = shower(setting), unknown.latex, setting.problem.style.transpose, setting.problem
    largest = problem.kind == "argmax"
    dyad, x = _dyad(form) if largest else None, mx.var(unknown)
    letter = "v" if u != "v" and "v" not in {k.latex for k in problem.symbols.values()} else "q"
    if dyad is not None:
        direction = polish(mx.mul(mx.inv(metric), dyad))
        point = direction if quotient else polish(mx.div(direction, mx.pow_(mx.mul(mx.T(dyad), direction), mx.num("1/2"))))
    else:
        half = mx.make("mpow", (metric, mx.num("-1/2")), None, metric.shape)
        point = mx.mul(half, mx.evec(mx.mul(half, form, half), "max" if largest else "min", letter))
    value = mx.div(mx.mul(mx.T(x), form, x), mx.mul(mx.T(x), metric, x))
    if not vanishes(judge.verifier.points, mx.add(mx.mul(form, x), mx.neg(mx.mul(value, metric, x))), {unknown: point}):
        return None
    s, b = (rf"\left({show(m)}\right)" if m.op in ("add", "sum") else show(m) for m in (form, metric))
    ratio = rf"\frac{{{u}^{{{transpose}}} {s} {u}}}{{{u}^{{{transpose}}} {b} {u}}}"
    if quotient:
        lines = [stated(f"{show(column)} = 0", rf"{s} {u} = {ratio}\, {b} {u}",
                        "a generalised eigenvalue problem, the quotient its eigenvalue")]
    else:
        lam, _, lines = _opening(setting, unknown, mx.ONE, show)
        lines += [stated(rf"\nabla \mathcal{{L}} = {show(column)} + 2{lam.latex} {b} {u} = 0",
                         rf"{s} {u} = -{lam.latex} {b} {u}", f"a generalised eigenvalue problem, $-{lam.latex}$ its eigenvalue"),
                  stated(rf"{u}^{{{transpose}}} {s} {u}", rf"-{lam.latex} {u}^{{{transpose}}} {b} {u} = -{lam.latex}",
                         "the value there is the eigenvalue", "=")]
    title, whole = ("Maximum" if largest else "Minimum") + ("" if quotient else " on the ellipsoid"), show(mx.inv(metric)) + s
    if dyad is not None:
        lines.append(stated(starred(unknown), show(point), f"${show(form)} {u}$ is a multiple of ${show(dyad)}$"
                            + ("" if quotient else f", and ${u}^{{{transpose}}} {b} {u} = 1$"), "="))
        largest = show(polish(mx.mul(mx.T(dyad), mx.inv(metric), dyad)))
        sentence = (f"By Cauchy-Schwarz this is the "
                    f"maximum{', and so is every multiple of it but $0$' if quotient else ''}; the value there is ${largest}$.")
        return (Act("minimum", title, tuple(lines), (), (sentence,)),
                Solution((Point(unknown, starred(unknown), point, show(point)),), f"if ${show(dyad)} \\neq 0$", problem.symbols))
    sentence = (f"So the {'maximum' if largest else 'minimum'} is the {'largest' if largest else 'smallest'} "
                f"eigenvalue of ${whole}$, at its eigenvector" +
        (", and at every multiple of it but $0$." if quotient else f" with ${u}^{{{transpose}}} {b} {u} = 1$."))
    printed = (rf"{letter}, \quad {letter} \text{{ the eigenvector of }} {whole} \text{{ for }} "
               rf"\lambda_{{\{'max' if largest else 'min'}}}")
    if not quotient:
        printed += rf" \text{{ with }} {letter}^{{{transpose}}} {b} {letter} = 1"
    return (Act("minimum", title, tuple(lines), (), (sentence,)),
            Solution((Point(unknown, starred(unknown), point, printed),), "", problem.symbols))


def _tangent(setting: Setting, unknown: Symbol, column: Expr, a: Expr, metric: Expr, root: Expr, judge) -> tuple[Act,
        Solution] | None:
    """a^T x / sqrt(x^T B x), the Sharpe ratio: largest along B^{-1} a, by Cauchy-Schwarz."""
    show, x = shower(setting), mx.var(unknown)
    point = a if metric.op == "eye" else polish(mx.mul(mx.inv(metric), a))
    if not vanishes(judge.verifier.points, column, {unknown: point}):
        return None
    along = mx.mul(metric, x) if metric.op != "eye" else x
    factor = rf"\frac{{{show(polish(mx.pow_(root, mx.num(2))))}}}{{{show(polish(mx.mul(mx.T(x), a)))}}}"
    lines = (stated(f"{show(column)} = 0", rf"{show(along)} = {factor}\, {_bracketed(a, show)}",
                    f"${show(along)}$ is a multiple of ${show(a)}$"),
             stated(starred(unknown), show(point), "the length does not matter", "="))
    value = show(polish(mx.pow_(mx.mul(mx.T(a), point), mx.num("1/2"))))
    sentence = f"By Cauchy-Schwarz this is the maximum, and so is every positive multiple of it; the value there is ${value}$."
    return (Act("minimum", "Maximum", lines, (), (sentence,)),
            Solution((Point(unknown, starred(unknown), point, show(point)),), f"if ${show(a)} \\neq 0$", setting.problem.symbols))


def _bracketed(x: Expr, show) -> str:
    return rf"\left({show(x)}\right)" if x.op == "add" else show(x)


def _eigenvector(setting: Setting, unknown: Symbol, column: Expr, form: Expr, radius: Expr | None, judge) -> tuple[Act,
        Solution] | None:
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
    bracket = (rf"\left({s}\right)" if form.op in ("add", "sum") or form.op == "mul"
               and any(f.op in ("num", "div", "sum", "add") for f in form.args) else s)
    quotient = rf"\frac{{{u}^\top {bracket} {u}}}{{{u}^\top {u}}}".replace(r"\top", problem.style.transpose)
    if radius is not None:
        lam, _, lines = _opening(setting, unknown, radius, show)
        lines += [stated(rf"\nabla \mathcal{{L}} = {show(column)} + 2{lam.latex} {u} = 0", rf"{bracket} {u} = -{lam.latex} {u}",
                         f"${u}$ is an eigenvector of ${s}$, and $-{lam.latex}$ its eigenvalue"),
                  stated(rf"{u}^{{{problem.style.transpose}}} {bracket} {u}",
                         rf"-{lam.latex} {u}^{{{problem.style.transpose}}} {u} = -{lam.latex}",
                         "the value there is the eigenvalue", "=")]
    else:
        lines = [stated(f"{show(column)} = 0", rf"{bracket} {u} = {quotient}\, {u}",
                        f"${u}$ is an eigenvector of ${s}$, and the quotient its eigenvalue")]
    extreme = "largest" if which == "max" else "smallest"
    sentence = (f"The value at an eigenvector is its eigenvalue, so the {'maximum' if which == 'max' else 'minimum'} "
                f"is the {extreme} eigenvalue of ${s}$, at its eigenvector" +
        ("." if radius is not None else ", and at every multiple of it but $0$."))
    printed = rf"{letter}, \quad {letter} \text{{ the unit eigenvector of }} {s} \text{{ for }} \lambda_{{\{which}}}"
    title = ("Maximum" if which == "max" else "Minimum") + (" on the sphere" if radius is not None else "")
    return (Act("minimum", title, tuple(lines), (), (sentence,)),
            Solution((Point(unknown, starred(unknown), vector, printed),), "", problem.symbols))
