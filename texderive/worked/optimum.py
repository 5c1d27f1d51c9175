"""arg min and arg max: from the gradient to the stationary point, with its condition, or to the update rule."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import index as ix
from .. import matrix as mx
from .. import write
from ..derivation import Act, Line, Written
from ..matrix import Expr
from ..raising.polish import polish
from ..symbols import Symbol
from .reading import Reading

@dataclass(slots=True)
class Point:
    """The stationary point as a result: `.latex`, `.expr`, `.shape`, `.condition` in words; `evaluate(env)`."""

    expr: Expr
    latex: str
    condition: str
    symbols: dict[str, Symbol]
    kind: str = "matrix"

    @property
    def shape(self):
        return self.expr.shape

    def evaluate(self, env):
        from ..verify.user_values import evaluate_user
        return evaluate_user(self.expr, env, {}, self.symbols.values())


def stationary(setting, reading: Reading, judge) -> tuple[Act, Any, list[str]]:
    """(act, Point or None, sentences) for an arg min or arg max problem whose gradient is read back already."""
    problem = setting.problem
    unknown = problem.variables[-1]
    symbol = unknown.data if unknown.op == "var" else None
    style = problem.style
    show = lambda e: write.latex(e, setting.naming, style)
    if reading.expr is None or symbol is None:
        return _update(setting, reading, "the gradient has no matrix form to solve")
    if problem.constraints:
        from .constrained import constrained
        act, point, condition = constrained(setting, reading, judge)
        return act, Point(point, show(point), condition, problem.symbols), [f"The point is unique {condition}."]
    gradient = reading.expr
    column = gradient if gradient.shape == symbol.shape else polish(mx.T(gradient))
    found = _matrix(column, symbol) or (_scalar(column, symbol) if symbol.shape == (1, 1) else None)
    if found is not None and found.system and not vanishes_somewhere(judge, mx.add(found.system[0], mx.neg(found.system[1])), symbol, found.point):
        found = None
    if found is None or not vanishes_somewhere(judge, column, symbol, found.point):
        return _update(setting, reading, "its gradient equation has no closed-form solution that texderive finds")
    left, right = found.system if found.system else (None, None)
    star = rf"{symbol.latex}^*" if "^" not in symbol.latex else rf"\left({symbol.latex}\right)^*"
    condition = f"if ${show(found.condition)}$ is invertible" if found.condition is not None and not _surely_invertible(found.condition) else ""
    lines = [Line(Written(show(gradient) + " = 0"), Written(f"{show(left)} = {show(right)}") if left is not None else Written(f"{star} = {show(found.point)}"),
                  "stationary", "transpose; common factors" if gradient is not column else "common factors", "A minimum needs a vanishing gradient.", "iff", True)]
    if left is not None:
        title = "multiply by the inverse" if found.condition is not None else "divide"
        lines.append(Line(None, Written(f"{star} = {show(found.point)}"), "solve", title + (", " + condition if condition else ""), "The equation is linear in the unknown.", "iff", True))
    kind, sentence = _nature(setting, judge, symbol, found.point, problem.kind)
    act = Act("minimum", {"argmin": "Minimum", "argmax": "Maximum"}.get(problem.kind, "Stationary point"), tuple(lines), (), (sentence,) if sentence else ())
    return act, Point(found.point, show(found.point), condition, problem.symbols), [f"The point is unique {condition}."] if condition else []


def _surely_invertible(x: Expr) -> bool:
    """Positive definite by declaration: a posdef symbol, or lambda I with lambda > 0 added to something semidefinite."""
    match x.op:
        case "var":
            return bool(x.data.props & {"posdef", "invertible", "positive", "nonzero", "orthogonal"})
        case "inv" | "T":
            return _surely_invertible(x.args[0])
        case "mul":
            return all(_surely_invertible(f) if f.op != "num" else f.data != 0 for f in x.args)
        case "add":
            return _definite(x)
        case "eye" | "num":
            return True
    return False


def _definite(x: Expr) -> bool:
    if x.op == "mul":
        scalars, rest = [f for f in x.args if f.is_scalar], [f for f in x.args if not f.is_scalar]
        return all(_positive(s) for s in scalars) and (len(rest) == 1 and _definite(rest[0]) or not rest)
    if x.is_scalar:
        return _positive(x)
    if x.op == "add":
        return any(_definite(t) for t in x.args) and all(_semidefinite(t) for t in x.args)
    return x.op == "eye" or x.op == "var" and "posdef" in x.data.props or x.op == "inv" and _definite(x.args[0])


def _semidefinite(x: Expr) -> bool:
    """M^T M, M^T S M with S definite, and positive multiples and sums of such."""
    from ..raising.facts import transposed
    if _definite(x):
        return True
    match x.op:
        case "add":
            return all(_semidefinite(t) for t in x.args)
        case "sum":
            return len(x.args) == 1 and _semidefinite(x.args[0])
        case "div":
            return _semidefinite(x.args[0]) and _positive(x.args[1])
        case "mul":
            scalars, chain = [f for f in x.args if f.is_scalar], [f for f in x.args if not f.is_scalar]
            if not all(_positive(s) for s in scalars):
                return False
            half = len(chain) // 2
            if len(chain) == 1:
                return _semidefinite(chain[0])
            mirrored = all(transposed(a) == b for a, b in zip(chain[:half], reversed(chain)))
            return mirrored and (len(chain) % 2 == 0 or len(chain) > 1 and _semidefinite(chain[half])) if chain else True
        case "diag":
            return _positive(x.args[0])
    return False


def _positive(x: Expr) -> bool:
    match x.op:
        case "num":
            return x.data > 0
        case "dim":
            return True
        case "const":
            return True
        case "var":
            return bool(x.data.props & {"positive", "unit"})
        case "mul" | "add" | "had":
            return all(_positive(f) for f in x.args)
        case "div":
            return all(_positive(f) for f in x.args)
        case "pow" | "hpow":
            return _positive(x.args[0]) or x.args[1].op == "num" and x.args[1].data.numerator % 2 == 0
        case "fn":
            return x.data in ("exp", "sigmoid", "softplus", "cosh")
    return False


def _matrix(column: Expr, symbol: Symbol):
    from ..solving.linear import solve
    return solve(column, symbol)


def _scalar(equation: Expr, symbol: Symbol):
    from ..solving.linear import Solution
    from ..solving.scalar import roots
    found = roots(equation, symbol)
    return Solution((), polish(found[0])) if len(found) == 1 else None


def vanishes_somewhere(judge, column: Expr, symbol: Symbol, point: Expr) -> bool:
    """The gradient vanishes at the point, numerically."""
    from ..verify.check_steps import verifier_for
    from .build import other_sizes
    points = judge.verifier.points
    if _vanishes(points, column, symbol, point):
        return True                                          # else a Gram matrix may be singular: fewer rows than columns
    return any(_vanishes(verifier_for(points.env, (), sizes).points, column, symbol, point) for sizes in other_sizes(points.env))


def _vanishes(points, column: Expr, symbol: Symbol, point: Expr) -> bool:
    """Whether the gradient is 0 at the point, for these sizes."""
    import numpy as np

    from ..verify.matrix_values import MatrixEvaluator
    from ..verify.points import Points
    value = MatrixEvaluator(points).value(point, {})
    flat = value.reshape(value.shape[0], *[n for n, d in zip(value.shape[1:], symbol.shape) if d != 1])
    there = Points({**points.env, symbol: flat}, points.sizes, points.count)
    new, old = MatrixEvaluator(there).value(column, {}), MatrixEvaluator(points).value(column, {})
    return bool(np.all(np.isfinite(new)) and np.max(np.abs(new)) <= 1e-7 * max(1.0, float(np.max(np.abs(old)))))


def _nature(setting, judge, symbol: Symbol, point: Expr, kind: str) -> tuple[str, str]:
    """What the Hessian says, where it can be told from its form."""
    from ..deriving.engine import Engine
    from ..raising import NotMatrix
    if symbol.shape[1] != 1:
        return "", ""
    axes = [ix.fresh(d) for d in symbol.slots for _ in (0, 1)]
    half = len(symbol.slots)
    target = ix.deriv(ix.deriv(setting.body, symbol, *axes[:half]), symbol, *axes[half:])
    try:
        moves = Engine().differentiate(target)
        node = moves[-1].node if moves else target
        from .reading import inlined
        hessian = inlined(polish(setting.raiser().raised(node, *(axes if axes else ()))), setting)
    except NotMatrix:
        return "", ""
    text = write.latex(hessian, setting.naming, setting.problem.style)
    sign = hessian if kind == "argmin" else polish(mx.neg(hessian))
    word = "minimum" if kind == "argmin" else "maximum"
    adjective = "positive" if kind == "argmin" else "negative"
    name = "second derivative" if symbol.shape == (1, 1) else "Hessian"
    if _definite(sign):
        return word, f"The {name} ${text}$ is {adjective} definite, so the stationary point is the unique {word}." if name == "Hessian" else \
            f"The {name} ${text}$ is {adjective}, so the stationary point is the {word}."
    if _semidefinite(sign):
        return word, f"The {name} ${text}$ is {adjective} semidefinite, so every stationary point is a {word}."
    return "", f"The {name} is ${text}$; whether the point is a {word} is decided by its definiteness there."


def _update(setting, reading: Reading, why: str):
    """The gradient step, where there is no closed form."""
    problem = setting.problem
    symbol = problem.variables[-1].data
    show = lambda e: write.latex(e, setting.naming, problem.style)
    sentence = f"No closed form is given: {why}."
    if reading.expr is None:
        return Act("update", "Gradient descent", (), (sentence,)), None, [sentence]
    gradient = reading.expr if reading.expr.shape == symbol.shape else polish(mx.T(reading.expr))
    sign = "-" if problem.kind == "argmin" else "+"
    step = Line(Written(symbol.latex), Written(rf"{symbol.latex} {sign} \eta\,\bigl({show(gradient)}\bigr)"), "update", r"step size $\eta > 0$", "", "leftarrow", True)
    return Act("update", "Gradient descent" if sign == "-" else "Gradient ascent", (step,), (sentence,)), None, [sentence]
