r"""Limits of difference quotients: expanded, h cancelled, h set to 0; or read as a derivative by h at h = 0."""
from __future__ import annotations

from dataclasses import replace

from .. import index as ix
from .. import matrix as mx
from .. import write
from ..derivation import Act, Line, Written
from ..deriving.engine import everywhere
from ..errors import UnsupportedError, VerificationError
from ..index import Node
from ..matrix import Expr
from ..problem import Problem
from ..symbols import Symbol
from ..solving.expand import contains, unfolded
from .setup import Setting, set_up


def split(problem: Problem) -> tuple[Expr, Symbol]:
    """(numerator, h) of a quotient ... / h with h going to 0.  Raises UnsupportedError for any other limit."""
    symbol, target = problem.limit
    body = problem.body
    while body.op == "ref" and not body.args:
        body = body.data.expr
    if target == mx.ZERO:
        above, below = _fraction(unfolded(body))
        scale = [f for f in below if not (f.op == "var" and f.data is symbol)]
        if len(below) - len(scale) == 1 and not any(contains(f, symbol) for f in scale):
            return mx.div(mx.mul(*above), mx.mul(*scale)) if scale else mx.mul(*above), symbol
    raise UnsupportedError("only the limit of a difference quotient, (f(x+h) - f(x))/h for h to 0, is worked out", code="TD350",
                           hint=r"write \lim_{h \to 0} \frac{f(x+h) - f(x)}{h}")


def _fraction(x: Expr) -> tuple[list[Expr], list[Expr]]:
    """Factors above and below the bar."""
    match x.op:
        case "mul":
            parts = [_fraction(f) for f in x.args]
            return [f for a, _ in parts for f in a], [f for _, b in parts for f in b]
        case "div":
            (a, b), (c, d) = _fraction(x.args[0]), _fraction(x.args[1])
            return a + d, b + c
        case "pow" if x.args[1] == mx.MINUS_ONE:
            a, b = _fraction(x.args[0])
            return b, a
    return [x], []


def as_derivative(problem: Problem) -> tuple[Setting, Symbol]:
    """The derivative of the numerator by h, as a setting."""
    numerator, h = split(problem)
    inner = replace(problem, kind="derivative", body=numerator, variables=(mx.var(h),))
    return set_up(inner, intermediates=False), h


def at_zero(node: Node, h: Symbol) -> Node:
    zero = ix.num(0)
    return everywhere(node, lambda n: zero if n.op == "comp" and n.data is h else None, lambda n: bool(n.args) or n.op == "comp", [])


def limit_act(setting: Setting, problem: Problem, moves, final: Node, h: Symbol) -> Act:
    """The lines of the limit: by expansion where the numerator is a polynomial in h, else by the derivative at h = 0."""
    numerator, _ = split(problem)
    style, naming = problem.style, setting.naming
    short = _expanded(numerator, h)
    if short is not None:
        opened, cancelled = short
        lim = rf"\lim_{{{h.latex} \to 0}} "
        fraction = lambda top: Written(lim + rf"\frac{{{write.latex(top, naming, style)}}}{{{h.latex}}}")
        body = write.latex(cancelled, naming, style)
        step, at_0 = mx.var(h), _at_zero(cancelled, h)
        lines = [Line(Written(problem.request), fraction(numerator), "insert", "put the function in", "", claim=(mx.mul(step, problem.body), numerator)),
                 Line(None, fraction(opened), "expand", "multiply out", "", claim=(numerator, opened)),
                 Line(None, Written(lim + (rf"\left({body}\right)" if cancelled.op == "add" else body)), "cancel", f"cancel ${h.latex}$", "",
                      claim=(opened, mx.mul(step, cancelled))),
                 Line(None, final, "limit", f"${h.latex} \\to 0$", "Now the limit is safe.", claim=(at_0, final))]
        if numerator == problem.body.args[0] if problem.body.op == "div" else False:
            lines = [replace(lines[1], left=lines[0].left), *lines[2:]]          # nothing had to be put in
        return Act("limit", "Limit", tuple(lines))
    lines, left = [], setting.target
    for m in moves:
        lines.append(Line(left, m.node, m.rule.name, m.rule.title, m.rule.reason))
        left = None
    lines.append(Line(Written(problem.request), final, "limit", f"the numerator vanishes at ${h.latex} = 0$, so the limit is this derivative at ${h.latex} = 0$", "",
                      verified=True, error=_limit_error(setting, numerator, final, h)))
    return Act("limit", f"Derivative of the numerator by ${h.latex}$", tuple(lines))


def _at_zero(x: Expr, h: Symbol) -> Expr:
    if x.op == "var" and x.data is h:
        return mx.ZERO
    return mx.rebuild(x, tuple(_at_zero(a, h) for a in x.args)) if x.args else x


def _limit_error(setting: Setting, numerator: Expr, final: Node, h: Symbol) -> float:
    """The error of the limit against the quotient at a small step to either side.  Raises VerificationError."""
    import numpy as np

    from ..verify.check_steps import verifier_for
    from ..verify.matrix_values import MatrixEvaluator
    from ..verify.points import Points
    judge = verifier_for(setting.problem.symbols.values(), [final])
    size, points = 1e-4, judge.points
    at = lambda step: MatrixEvaluator(Points({**points.env, h: np.full(points.count, step)}, points.sizes, points.count)).value(numerator, {})
    quotient, limit = (at(size) - at(-size)) / (2 * size), judge.index.value(final, setting.axes)
    error = float(np.max(np.abs(quotient.reshape(limit.shape) - limit)) / max(1e-300, float(np.max(np.abs(limit)))))
    if not error < 1e-5:
        raise VerificationError("the limit failed its numeric check", code="TD401", hint="check that the numerator vanishes for a vanishing step")
    return error


def _expanded(numerator: Expr, h: Symbol) -> tuple[Expr, Expr] | None:
    """(numerator multiplied out, quotient after cancelling h) for scalar polynomials."""
    from ..solving.scalar import Bridge
    bridge = Bridge(h)
    try:
        value = bridge.sympy.expand(bridge.there(numerator))
        if not value.is_polynomial(bridge.symbol) or value.has(*[bridge.sympy.exp, bridge.sympy.log, bridge.sympy.sin, bridge.sympy.cos]):
            return None
        return bridge.back(value), bridge.back(bridge.sympy.expand(bridge.sympy.cancel(value / bridge.symbol)))
    except (ValueError, NotImplementedError, AttributeError):
        return None
