r"""Limits: difference quotients expanded, h cancelled, h set to 0, or read as a derivative by h at h = 0;
others by elementary rules."""
from __future__ import annotations

from dataclasses import replace

from .. import index as ix
from .. import matrix as mx
from .. import write
from ..derivation import Act, Line, Naming, Written
from ..deriving.engine import everywhere
from ..errors import UnsupportedError, VerificationError
from ..functions import KINKS
from ..index import Node
from ..limits import time_limit
from ..matrix import Expr
from ..problem import Problem
from ..raising.polish import polish
from ..solving.expand import contains, unfolded
from ..solving.substitution import substituted
from ..symbols import Symbol
from .point import known_value
from .setup import Setting, set_up

_SECONDS = 1.5                # for a limit by elementary rules


def split(problem: Problem) -> tuple[Expr, Symbol]:
    """(numerator, h) of a quotient ... / h with h going to 0.  Raises UnsupportedError for any other limit."""
    symbol, target = problem.limit
    if target is not None and target == mx.ZERO:
        above, below = _fraction(unfolded(mx.opened(problem.body)))
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


def shifted(problem: Problem) -> Problem | None:
    r"""(f(x) - f(a)) / (x - a) for x to a with x = a + h; None for other limits."""
    symbol, target = problem.limit
    if target is None or mx.is_zero(target) or contains(target, symbol):
        return None
    used = {s.key for s in problem.symbols.values()} | {s.latex for s in problem.symbols.values()}
    letter = next(c for c in ("h", "t", "s", r"\epsilon") if c not in used)
    step = Symbol(letter, letter)
    body = polish(substituted(problem.body, {symbol: mx.add(target, mx.var(step))}))
    symbols = {key: s for key, s in problem.symbols.items() if s is not symbol}
    moved = replace(problem, body=body, limit=(step, mx.ZERO), symbols={**symbols, letter: step})
    try:
        split(moved)
    except UnsupportedError:
        return None
    return moved


def moved_line(problem: Problem, moved: Problem) -> Line:
    """The quotient with x = a + h."""
    symbol, target = problem.limit
    step = moved.limit[0]
    show = lambda e: write.latex(e, Naming(), problem.style)
    return Line(Written(problem.request), Written(rf"\lim_{{{step.latex} \to 0}} {show(moved.body)}"), "shift",
                f"with ${symbol.latex} = {show(mx.add(target, mx.var(step)))}$", "", verified=True)


def at_zero(node: Node, h: Symbol) -> Node:
    """The node with h = 0 put in and the values of functions there.  UnsupportedError where one jumps or bends there."""
    zero = ix.num(0)

    def put(n: Node) -> Node | None:
        if n.op == "comp" and n.data is h:
            return zero
        if n.op == "fn" and n.args[0].op == "num" and n.args[0].data in KINKS.get(n.data, ()):
            raise UnsupportedError("the limits from the left and from the right differ", code="TD350")
        return known_value(n) if n.op == "fn" else None

    return everywhere(node, put, ix.kinds("comp", "fn"), [])


def elementary(problem: Problem) -> tuple[Act, Expr]:
    """(act, value) of a limit of a scalar that is no difference quotient.  Raises UnsupportedError with the reason."""
    from ..solving.limits import NoLimit, limit_of
    symbol, target = problem.limit
    body = polish(unfolded(problem.body))
    if not body.is_scalar or target is not None and any(n.is_matrix for n in mx.walk(body)):
        return _continuous(problem, body)
    try:
        with time_limit(_SECONDS, NoLimit("it takes too long")):
            found = limit_of(body, symbol, target, problem.side, symbol.latex)
    except NoLimit as reason:
        raise UnsupportedError(f"this limit is not worked out: {reason}", code="TD350",
                               hint=r"difference quotients are: \lim_{h \to 0} \frac{f(x+h) - f(x)}{h}") from None
    show = lambda e: write.latex(e, Naming(), problem.style)
    where = ((r"\infty" if problem.side != "-" else r"-\infty") if target is None
             else show(target) + (f"^{problem.side}" if problem.side else ""))
    lim = rf"\lim_{{{symbol.latex} \to {where}}} "

    def written(form) -> str:
        inside = show(form.inside)
        inside = rf"\left({inside}\right)" if form.inside.op == "add" or inside.startswith("-") else inside
        return rf"\exp\left({lim}{inside}\right)" if form.power else lim + inside

    lines, left = [], Written(problem.request)
    for form in found.forms:
        lines.append(Line(left, Written(written(form)), "limit", form.title, "", verified=True, error=found.error))
        left = None
    lines.append(Line(left, found.value, "limit", found.title, "", verified=True, error=found.error))
    return Act("limit", "Limit", tuple(lines)), found.value


def _continuous(problem: Problem, body: Expr) -> tuple[Act, Expr]:
    """The value at the target of an expression of arrays that is defined there, confirmed close to it.
    Raises UnsupportedError."""
    import numpy as np

    from ..verify.check_steps import verifier_for
    from ..verify.matrix_values import MatrixEvaluator
    from ..verify.points import Points
    from .judge import other_sizes
    symbol, target = problem.limit
    value = polish(substituted(body, {symbol: target})) if target is not None else None
    symbols = list(problem.symbols.values())
    for sizes in (None, *other_sizes(symbols)) if value is not None else ():
        points = verifier_for(symbols, (), sizes).points
        at = lambda step: MatrixEvaluator(Points({**points.env,
                                                  symbol: MatrixEvaluator(points).value(target, {}).reshape(-1) + step},
                                                  points.sizes, points.count)).value(body, {})
        there = MatrixEvaluator(points).value(value, {})
        error = max(float(np.max(np.abs(at(step) - there))) for step in (1e-7, -1e-7)) / max(1.0, float(np.max(np.abs(there))))
        if np.all(np.isfinite(there)) and error < 1e-4:
            line = Line(Written(problem.request), value, "limit",
                        f"${symbol.latex}$ put in: the expression is continuous there, where its inverses exist", "",
                        verified=True, error=error)
            return Act("limit", "Limit", (line,)), value
    raise UnsupportedError("this limit is not worked out: only limits of numbers are found, and those of arrays that "
                           "are difference quotients or continuous", code="TD350",
                           hint=r"difference quotients are: \lim_{h \to 0} \frac{f(x+h) - f(x)}{h}")


def limit_act(setting: Setting, problem: Problem, moves, final: Node, h: Symbol, moved: bool) -> Act:
    """The lines of the limit: by expansion where the numerator is a polynomial in h, else by the derivative at h = 0;
    `moved`: a line stands before them."""
    numerator, _ = split(problem)
    style, naming = problem.style, setting.naming
    short = _expanded(numerator, h)
    if short is not None:
        opened, cancelled = short
        lim = rf"\lim_{{{h.latex} \to 0}} "
        fraction = lambda top: Written(lim + rf"\frac{{{write.latex(top, naming, style)}}}{{{h.latex}}}")
        body = write.latex(cancelled, naming, style)
        step, at_0 = mx.var(h), _at_zero(cancelled, h)
        lines = [Line(None if moved else Written(problem.request), fraction(numerator), "insert", "put the function in",
                      "", claim=(mx.mul(step, problem.body), numerator)),
                 Line(None, fraction(opened), "expand", "multiply out", "", claim=(numerator, opened)),
                 Line(None, Written(lim + (rf"\left({body}\right)" if cancelled.op == "add" else body)), "cancel",
                      f"cancel ${h.latex}$", "",
                      claim=(opened, mx.mul(step, cancelled))),
                 Line(None, final, "limit", f"${h.latex} \\to 0$", "Now the limit is safe.", claim=(at_0, final))]
        if numerator == problem.body.args[0] if problem.body.op == "div" else False:
            lines = [replace(lines[1], left=lines[0].left), *lines[2:]]          # nothing had to be put in
        return Act("limit", "Limit", tuple(lines))
    lines, left = [], setting.target
    for m in moves:
        lines.append(Line(left, m.node, m.rule.name, m.rule.title, m.rule.reason))
        left = None
    lines.append(Line(Written(problem.request), final, "limit",
                      f"the numerator vanishes at ${h.latex} = 0$, so the limit is this derivative at ${h.latex} = 0$", "",
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
    logarithms = [(n, {}) for n in mx.walk(_at_zero(numerator, h)) if n.op == "fn" and n.data == "log"
                  and not any(m.op == "idx" for m in mx.walk(n))]
    judge = verifier_for(setting.problem.symbols.values(), [final], exprs=logarithms)
    size, points = 1e-4, judge.points
    at = lambda step: MatrixEvaluator(Points({**points.env, h: np.full(points.count, step)}, points.sizes,
                                             points.count)).value(numerator, setting.problem.free)
    quotient, limit = (at(size) - at(-size)) / (2 * size), judge.index.value(final, setting.axes)
    start = at(0.0)
    if not np.max(np.abs(start)) <= 1e-9 * max(1.0, float(np.max(np.abs(at(0.5))))):
        raise VerificationError("the numerator does not vanish, so the quotient has no limit", code="TD350",
                                hint="check the numerator")
    error = float(np.max(np.abs(quotient.reshape(limit.shape) - limit)) / max(1e-300, float(np.max(np.abs(limit)))))
    if not error < 1e-5:
        raise VerificationError("the limit failed its numeric check", code="TD401",
                                hint="check that the numerator vanishes for a vanishing step")
    return error


def _expanded(numerator: Expr, h: Symbol) -> tuple[Expr, Expr] | None:
    """(numerator multiplied out, quotient after cancelling h) for scalar polynomials."""
    from ..solving.scalar import Bridge
    bridge = Bridge(h)
    try:
        value = bridge.sympy.expand(bridge.there(numerator))
        if (not value.is_polynomial(bridge.symbol)
                or value.has(*[bridge.sympy.exp, bridge.sympy.log, bridge.sympy.sin, bridge.sympy.cos])):
            return None
        return bridge.back(value), bridge.back(bridge.sympy.expand(bridge.sympy.cancel(value / bridge.symbol)))
    except (ValueError, NotImplementedError, AttributeError):
        return None
