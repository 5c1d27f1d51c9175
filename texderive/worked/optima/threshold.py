r"""Optima with an absolute value of each entry, \tfrac12\|x - z\|^2 + \lambda\|x\|_1: the entries are shrunk
by a threshold, and small ones are 0."""
from __future__ import annotations

import numpy as np

from ... import matrix as mx
from ...derivation import Act
from ...matrix import Expr
from ...raising.polish import polish
from ...solving.convexity import curvature
from ...solving.definite import positive
from ...solving.expand import contains, terms_in
from ...solving.linear import affine
from ...symbols import Symbol
from ...verify.matrix_values import MatrixEvaluator
from ...verify.points import Points, make_points
from ..setup import Setting
from .nature import words
from .solution import Point, Solution, named, shower, starred, stated


def by_threshold(setting: Setting, unknown: Symbol, column: Expr, judge) -> tuple[Act, Solution] | None:
    """(act, the minimum) where the gradient is a x - b + c sign(x) with numbers a and c; None for others."""
    if setting.problem.constraints or setting.problem.kind != "argmin" or unknown.shape[1] != 1 or unknown.family:
        return None
    found = _parts(column, unknown)
    if found is None or curvature(setting.expr, (unknown,)) is None:
        return None
    a, b, c = found
    show, spread = shower(setting), lambda s: s if unknown.shape == (1, 1) else mx.mul(s, mx.ones(unknown.shape))
    z, t = polish(mx.div(b, a)), polish(mx.div(c, a))
    times = mx.mul if unknown.shape == (1, 1) else mx.had
    shrunk = lambda v, s: times(mx.fn("sign", v), mx.maximum(mx.num(0), mx.add(mx.fn("abs", v), mx.neg(spread(s)))))
    point = shrunk(z, t) if mx.size(z) <= mx.size(b) else mx.mul(mx.div(mx.ONE, a), shrunk(b, c))
    if not any(_optimal(points, point, a, b, c)
               for points in (judge.verifier.points, make_points(judge.verifier.points.env, judge.verifier.points.sizes,
                                  regime="positive"))):
        return None
    entry = lambda s: s if unknown.shape == (1, 1) else rf"\left({s}\right)_i" if any(m in s for m in "+-/ ") else rf"{s}_i"
    x, zi, ti = entry(named(unknown)), entry(show(z)), show(t)
    lines = (stated(f"{x} > 0", f"{x} = {zi} - {ti}", f"its sign is 1; only where ${zi} > {ti}$"),
             stated(f"{x} < 0", f"{x} = {zi} + {ti}", f"its sign is $-1$; only where ${zi} < -{ti}$"),
             stated(rf"\left|{zi}\right| \le {ti}", f"{x} = 0", "where neither holds, the function rises on both sides of 0"),
             stated(starred(unknown), show(point), "all cases in one: soft thresholding", "="))
    told = [positive(a), positive(c)]
    needed = tuple(dict.fromkeys(s for conditions in told for s in conditions or ()))
    condition = ("" if told == [(), ()] else f"if {words(needed, show)}" if None not in told
                 else f"if ${show(a)} > 0$ and ${show(c)} > 0$")
    sentence = "The absolute value has no derivative at 0, " + ("so each entry is looked at on either side of it."
        if unknown.shape != (1, 1) else "which is looked at from either side.")
    solution = Solution((Point(unknown, starred(unknown), point, show(point)),), condition, setting.problem.symbols)
    return Act("minimum", "Minimum", lines, (sentence,), ("The function is convex, so this is its minimum.",)), solution


def _parts(column: Expr, unknown: Symbol) -> tuple[Expr, Expr, Expr] | None:
    """(a, b, c) of a x - b + c sign(x)."""
    x = mx.var(unknown)
    terms = terms_in(column, unknown)
    bent = [t for t in terms if mx.fn("sign", x) in mx.factors(t)]
    rest = [t for t in terms if t not in bent]
    if len(bent) != 1 or not rest or (parts := affine(mx.add(*rest), unknown)) is None:
        return None
    c = mx.mul(*[f for f in mx.factors(bent[0]) if f != mx.fn("sign", x)]) if bent[0].op == "mul" else mx.ONE
    scale = [f for f in mx.factors(parts[0]) if f.op != "eye"]
    a = mx.mul(*scale) if scale else mx.ONE
    return None if not a.is_scalar or not c.is_scalar or contains(c, unknown) else (a, polish(mx.neg(parts[1])), c)


def _optimal(points: Points, point: Expr, a: Expr, b: Expr, c: Expr) -> bool:
    """Whether 0 lies between the slopes on both sides, at all points where a and c
    are positive, one of them at least."""
    values = MatrixEvaluator(points)
    x, slope, bend = values.value(point, {}), values.value(a, {}), values.value(c, {})
    good = (slope.real > 0) & (bend.real > 0)
    rest = slope * x - values.value(b, {})
    holds = np.where(x != 0, np.abs(rest + bend * np.sign(x.real)) < 1e-9 * (1 + np.abs(rest)), np.abs(rest) <= bend.real + 1e-12)
    return bool(good.any() and np.where(good, holds, True).all())
