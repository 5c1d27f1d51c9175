r"""Optima over matrices with orthonormal columns, W^T W = I: the orthogonal Procrustes problem,
and the trace of a quadratic form."""
from __future__ import annotations

from ... import matrix as mx
from ...derivation import Act, Line
from ...matrix import Expr
from ...raising.facts import symmetric, transposed
from ...raising.polish import polish
from ...solving.expand import Linear, contains, linear_term, terms_in, unfolded
from ...symbols import Dim, Symbol
from ..judge import other_sizes
from ..setup import Setting
from .solution import Point, Solution, shower, starred, stated
from .stationary import vanishes


def on_orthonormal(setting: Setting, unknown: Symbol, column: Expr, judge) -> tuple[Act, Solution | None] | None:
    """(act, the optimum) of a linear function of W, up to what W^T W = I makes constant;
    an act without a point for tr(W^T S W).
    None for any other problem."""
    constraints = setting.problem.constraints
    if len(constraints) != 1 or unknown.family or 1 in unknown.shape or not _orthonormal(constraints[0], mx.var(unknown)):
        return None
    terms = terms_in(column, unknown)
    linear = [linear_term(t, unknown) for t in terms if contains(t, unknown)]
    constant = [t for t in terms if not contains(t, unknown)]
    if any(t is None or t.turned for t in linear):
        return None
    if constant and not any(t.left for t in linear):
        return _polar(setting, unknown, column, polish(mx.add(*[_factor(t, "right", unknown.shape[1]) for t in linear]))
                      if linear else None, polish(mx.add(*constant)), judge)
    if linear and not constant and not any(t.right for t in linear):
        form = polish(mx.mul(mx.num("1/2"), mx.add(*[_factor(t, "left", unknown.shape[0]) for t in linear])))
        return (_eigenvectors(setting, unknown, column, form), None) if symmetric(form) else None
    return None


def _factor(t: Linear, side: str, size: Dim) -> Expr:
    """What stands on one side of the unknown in a term, a multiple of I where nothing does."""
    return mx.mul(*t.scale, *(getattr(t, side) or (mx.eye(size),)))


def _orthonormal(g: Expr, w: Expr) -> bool:
    """Whether g = 0 says W^T W = I."""
    target = mx.add(mx.mul(mx.T(w), w), mx.neg(mx.eye(w.shape[1])))
    return polish(unfolded(g)) in (polish(target), polish(mx.neg(target)))


def _multiplier(setting: Setting) -> str:
    return _unused(setting, r"\Lambda", "N", r"\Omega", r"\Theta")


def _unused(setting: Setting, *letters: str) -> str:
    used = {s.key for s in setting.problem.symbols.values()}
    return next(letter for letter in letters if letter not in used)


def _opening(setting: Setting, unknown: Symbol, show) -> tuple[str, Line]:
    lam, transpose, w = _multiplier(setting), setting.problem.style.transpose, unknown.latex
    inside = rf"{lam}\left({w}^{{{transpose}}} {w} - I\right)"
    return lam, stated(r"\mathcal{L}", rf"{show(setting.expr)} + {setting.problem.style.trace}\left({inside}\right)",
                       f"Lagrangian with a symmetric multiplier ${lam}$, as the constraint is symmetric", "=")


def _polar(setting: Setting, unknown: Symbol, column: Expr, quadratic: Expr | None, constant: Expr, judge) -> tuple[Act,
        Solution] | None:
    show, problem = shower(setting), setting.problem
    largest = problem.kind == "argmax"
    towards = polish(constant if largest else mx.neg(constant))
    number = next((f for f in mx.factors(towards) if f.op == "num"), mx.ONE)
    m = polish(mx.mul(mx.num(1 / abs(number.data)), towards))
    gram = polish(mx.mul(transposed(m), m))
    point = mx.mul(m, mx.pow_(gram, mx.num("-1/2")))
    if not _checked(setting, unknown, constant, point, judge):
        return None
    lam, lagrangian = _opening(setting, unknown, show)
    behind = f"{show(quadratic)} + 2{lam}" if quadratic is not None else f"2{lam}"
    left = show(polish(mx.neg(constant)))
    right = rf"{unknown.latex}\left({behind}\right)" if quadratic is not None else f"2{unknown.latex}{lam}"
    u, d, v = _unused(setting, "U", "P", "E"), _unused(setting, "D", "S", "F"), _unused(setting, "V", "Q", "G")
    root = mx.pow_(polish(mx.mul(transposed(constant), constant)), mx.num("1/2"))
    extreme = "maximum" if largest else "minimum"
    found = mx.mul(mx.num("1/2"), mx.add(mx.neg(root) if largest else root,
                                         *([mx.neg(quadratic)] if quadratic is not None else [])))
    lines = [lagrangian,
             stated(rf"\nabla \mathcal{{L}} = {show(column)} + 2{unknown.latex}{lam} = 0", f"{left} = {right}",
                    f"terms with ${unknown.latex}$ on the right"),
             stated(None, rf"{unknown.latex} = {left}\left({behind}\right)^{{-1}}", "multiply by the inverse", rule="solve"),
             stated(f"{show(setting.problem.constraints[0])} = 0", f"{lam} = {show(found)}",
                    f"${unknown.latex}$ put in; the root of the {extreme}"),
             stated(starred(unknown), show(point), f"with ${lam}$ put back, if ${show(m)}$ has full column rank", "=",
                    "put back")]
    linear = rf"{problem.style.trace}\left({show(transposed(constant))}\,{unknown.latex}\right)"
    fixed = (f"The term that is quadratic in ${unknown.latex}$ is constant where the constraint holds. "
             if quadratic is not None else "")
    bound = "largest" if largest else "smallest"
    sentence = (fixed + f"The rest, ${linear}$, lies between minus and plus the sum of the singular values of "
                        f"${show(constant)}$, "
        f"and has its {bound} value here: the {extreme}. With the singular value decomposition ${show(m)} = {u} {d} "
        f"{v}^{{{problem.style.transpose}}}$ it is ${u} {v}^{{{problem.style.transpose}}}$.")
    act = Act("minimum", f"{extreme.capitalize()} under the constraint", tuple(lines), (), (sentence,))
    return act, Solution((Point(unknown, starred(unknown), point, show(point)),),
                         f"if ${show(m)}$ has full column rank", problem.symbols)


def _checked(setting: Setting, unknown: Symbol, constant: Expr, point: Expr, judge) -> bool:
    """The constraint, and that W^T C is symmetric as the gradient equation asks, at sizes for
    which the point is defined."""
    from ...verify.check_steps import verifier_for
    w, base = mx.var(unknown), judge.verifier.points
    turning = mx.add(mx.mul(mx.T(w), constant), mx.neg(mx.mul(mx.T(constant), w)))
    for sizes in (base.sizes, {**base.sizes, unknown.shape[0]: 4, unknown.shape[1]: 2}, *other_sizes(base.env)):
        points = verifier_for(base.env, (), sizes, exprs=[(point, {})]).points
        if all(vanishes(points, e, {unknown: point}) for e in (setting.problem.constraints[0], turning)):
            return True
    return False


def _eigenvectors(setting: Setting, unknown: Symbol, column: Expr, form: Expr) -> Act:
    """tr(W^T S W): the columns span the space of the extreme eigenvectors of S."""
    show, w, transpose, trace = shower(setting), unknown.latex, setting.problem.style.transpose, setting.problem.style.trace
    largest = setting.problem.kind == "argmax"
    lam, lagrangian = _opening(setting, unknown, show)
    s = rf"\left({show(form)}\right)" if form.op in ("add", "sum") else show(form)
    lines = [lagrangian,
             stated(rf"\nabla \mathcal{{L}} = {show(column)} + 2{w}{lam} = 0", rf"{s}{w} = -{w}{lam}",
                    f"${s}$ maps the columns of ${w}$ into the space that they span"),
             stated(rf"{trace}\left({w}^{{{transpose}}} {s}{w}\right)", rf"-{trace}\left({lam}\right)",
                    "the value there is the sum of the eigenvalues that belong to this space", "=")]
    which = "largest" if largest else "smallest"
    size = unknown.shape[1]
    sentence = (f"So the {'maximum' if largest else 'minimum'} is the sum of the ${size}$ {which} eigenvalues of ${show(form)}$, "
        f"where the columns of ${w}$ are orthonormal eigenvectors for them (or any rotation of these); "
        f"there is no closed form beyond that.")
    return Act("minimum", ("Maximum" if largest else "Minimum") + " under the constraint", tuple(lines), (), (sentence,))
