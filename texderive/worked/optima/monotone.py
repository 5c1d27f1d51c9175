r"""Optima by way of an increasing function: the logarithm of a likelihood, which turns products into sums,
and the square of a norm, whose gradient is linear more often."""
from __future__ import annotations

from dataclasses import replace

from ... import matrix as mx
from ...derivation import Act, Line
from ...matrix import Expr
from ...problem import Problem
from ...raising.polish import polish
from ...solving.expand import contains, unfolded
from ...symbols import Symbol

_WORDS = {"argmin": "minimum", "argmax": "maximum", "stationary": "stationary points"}


def is_likelihood(problem: Problem) -> bool:
    """Whether the unknown stands below a product over an index, or several unknowns are raised to letters, x^a y^b:
    equations between such powers are hard to solve."""
    unknowns = _unknowns(problem)
    powers = [f for f in _factors(unfolded(problem.body)) if f.op == "pow" and f.args[1].op != "num"
              and _only_positive(f, unknowns)]
    return len(unknowns) > 1 and len(powers) > 1 or any(n.op == "prod" and any(contains(n, u) for u in unknowns)
                                                        for n in mx.walk(unfolded(problem.body)))


def by_logarithm(problem: Problem) -> tuple[Problem, list[Act]] | None:
    """The problem for the logarithm of what is optimised, and the act that shows it;
    None where that is no product, power or exponential."""
    body, unknowns = unfolded(problem.body), _unknowns(problem)
    if not any(_only_positive(f, unknowns) for f in _factors(body)) or any(f.op == "num" and f.data < 0 for f in _factors(body)):
        return None
    split = _split(body, unknowns)
    ready = polish(_opened(split, unknowns))
    steps = ([(split, "logarithm of a product")] * (body.op in ("prod", "mul", "div"))
             + [(ready, "logarithms of products, powers and exponentials")])
    lines, left = [], mx.fn("log", body)
    for n, (right, title) in enumerate(steps):
        if right != (steps[n - 1][0] if n else None):
            lines.append(Line(left, right, "logarithm", title))
            left = None
    prose = (f"The logarithm is increasing, so it has its {_WORDS[problem.kind]} where the function has, among the "
             f"points where all factors are positive. From here on the function is the logarithm.")
    return replace(problem, body=ready), [Act("expand", "Logarithm", tuple(lines), (prose,))]


def _unknowns(problem: Problem) -> tuple[Symbol, ...]:
    return tuple((v if v.op == "var" else v.args[0]).data for v in problem.variables if v.op == "var" or v.args
                 and v.args[0].op == "var")


def _factors(x: Expr) -> list[Expr]:
    if x.op == "div":
        return [*_factors(x.args[0]), *_factors(x.args[1])]
    return [g for f in x.args for g in _factors(f)] if x.op == "mul" and all(f.is_scalar for f in x.args) else [x]


def _only_positive(f: Expr, unknowns: tuple[Symbol, ...]) -> bool:
    """A factor with an unknown that makes sense for a likelihood alone: a product over an index, an exponential,
    a power with a letter above."""
    return any(contains(f, u) for u in unknowns) and (f.op == "prod" or f.op == "fn" and f.data == "exp"
                                                      or f.op == "pow" and (f.args[1].op != "num"
                                                          or _only_positive(f.args[0], unknowns)))


def _split(x: Expr, unknowns: tuple[Symbol, ...]) -> Expr:
    """log x with the outermost product as a sum."""
    match x.op:
        case "prod":
            return mx.make("sum", (_split(x.args[0], unknowns) if x.args[0].op == "prod" else mx.fn("log", x.args[0]),
                                   *x.args[1:]), x.data, (1, 1))
        case "mul" if all(f.is_scalar for f in x.args):
            varying = [f for f in x.args if any(contains(f, u) for u in unknowns)]
            constant = [f for f in x.args if f not in varying]
            return (mx.fn("log", x) if not varying else mx.add(*[_split(f, unknowns)
                        for f in [*([mx.mul(*constant)] if constant else []), *varying]]))
        case "div":
            below = mx.neg(_split(x.args[1], unknowns))
            return below if x.args[0] == mx.ONE else mx.add(_split(x.args[0], unknowns), below)
    return mx.fn("log", x)


def _opened(x: Expr, unknowns: tuple[Symbol, ...]) -> Expr:
    """Every logarithm of a product, a power or an exponential taken apart; constants stay together."""
    if x.op == "fn" and x.data == "log":
        return _log(x.args[0], unknowns)
    return mx.rebuild(x, tuple(_opened(a, unknowns) for a in x.args)) if x.args else x


def _log(x: Expr, unknowns: tuple[Symbol, ...]) -> Expr:
    match x.op:
        case "num" if x.data == 1:
            return mx.ZERO
        case "prod":
            return mx.make("sum", (_log(x.args[0], unknowns), *x.args[1:]), x.data, (1, 1))
        case "mul" if all(f.is_scalar for f in x.args):
            varying = [f for f in x.args if any(contains(f, u) for u in unknowns) or f.op == "fn" and f.data == "exp"]
            constant = [f for f in x.args if f not in varying]
            return mx.add(*([_log(mx.mul(*constant), unknowns)] if len(constant) == 1
                            else [mx.fn("log", mx.mul(*constant))] if constant else []), *[_log(f, unknowns) for f in varying])
        case "div":
            return mx.add(_log(x.args[0], unknowns), mx.neg(_log(x.args[1], unknowns)))
        case "pow":
            return mx.mul(x.args[1], _log(x.args[0], unknowns))
        case "fn" if x.data == "exp":
            return x.args[0]
    return mx.fn("log", x)


_HALF = mx.num("1/2")


def by_square(problem: Problem) -> tuple[Problem, list[Act]] | None:
    """The problem for the square of what is optimised, and the act that says so;
    None where that is neither a 2-norm nor a square root."""
    body = unfolded(problem.body)
    squared = (mx.pow_(body, mx.num(2)) if body.op == "norm" and body.data in ("2", "F") else body.args[0]
               if body.op == "pow" and body.args[1] == _HALF else None)
    if squared is None or problem.kind not in ("argmin", "argmax"):
        return None
    what, word = "norm" if body.op == "norm" else "root", "minimum" if problem.kind == "argmin" else "maximum"
    prose = f"A {what} is not negative, so its square has its {word} where it has. From here on the function is the square."
    return replace(problem, body=squared), [Act("expand", "Square", (), (prose,))]
