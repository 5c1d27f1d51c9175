r"""Derivatives by a function of a letter: \frac{\partial f}{\partial\log\sigma}
is \frac{\partial f}{\partial\sigma} over \frac{\partial\log\sigma}{\partial\sigma}."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from .. import matrix as mx
from .. import write
from ..derivation import Act, Line, Naming
from ..errors import UnsupportedError, VerificationError
from ..matrix import Expr
from ..problem import Problem
from ..raising.polish import polish
from ..solving.expand import unfolded
from .apart import shortest
from .judge import Judge
from .optima.solution import stated
from .reading import Reading
from .setup import set_up

if TYPE_CHECKING:
    from .build import Worked


def by_function(problem: Problem, derive: Callable[[Problem], "Worked"], fresh: Callable[..., "Worked"]) -> "Worked":
    """The derivative by `problem.over`, a number that depends on the variable; `derive` works out the derivatives
    of both.  Raises UnsupportedError where it is no number."""
    over, (variable,) = problem.over, problem.variables
    if not over.is_scalar or not variable.is_scalar or over.op == "num":
        raise UnsupportedError("a derivative by an expression that is no number is only taken where the expression "
                               "stands as it is in what is differentiated", code="TD222",
                               hint="write what is differentiated in terms of one letter for it, u = ...")
    sign, latex = problem.style.derivative, lambda x: write.latex(x, Naming(), problem.style)
    operator = rf"\frac{{{sign}}}{{{sign} {latex(variable)}}}"
    by = lambda x: operator + (rf"\left({latex(x)}\right)" if x.op == "add" else latex(x))
    plain, lone = replace(problem, over=None, layout_stated=True), problem.body.op == "ref" and not problem.body.args
    name = latex(problem.body) if lone else "f"
    above = rf"\frac{{{sign} {name}}}{{{sign} {latex(variable)}}}"
    outer = derive(replace(plain, request=above if lone else by(problem.body), operator=operator))
    inner = derive(replace(plain, body=over, shape=(1, 1), request=by(over), operator=operator))
    change = lambda x: mx.make("deriv", (unfolded(x), variable), problem.layout, x.shape)
    whole = (mx.div(change(problem.body), change(over)) if problem.body.is_scalar
             else mx.mul(mx.div(mx.ONE, change(over)), change(problem.body)))
    setting = set_up(replace(plain, body=whole, variables=()))
    if outer.reading.expr is None or inner.reading.expr is None:  # by an entry: both derivatives in one line
        first = stated(problem.request, rf"\frac{{{above}}}{{{by(over)}}}", rf"chain rule through ${latex(variable)}$",
                       "=", "chain")
        done = derive(replace(plain, body=whole, variables=(), shape=None, operator=""))
        return replace(done, acts=(Act("put in", "Chain rule", (first,)), *done.acts))
    top, below = (unfolded(w.reading.expr) for w in (outer, inner))
    value = shortest(_term_by_term(top, below)) if top.is_scalar else polish(mx.mul(mx.div(mx.ONE, below), top))
    node = setting.low.component(value, setting.rows, setting.cols)
    judge = Judge(setting, [node])
    equal = judge.verifier.lines_equal(setting.target, node)
    if not equal.ok:
        raise VerificationError("the quotient of the two derivatives is not confirmed", code="TD401",
                                hint="please report this formula")
    named = {k.name: k for k in setting.axes if k not in (setting.rows, setting.cols)}
    reading = judge.result(Reading("index" if named else "matrix", value, value, value, setting.rows, setting.cols, named, node))
    lines = (stated(problem.request, rf"\frac{{{above}}}{{{by(over)}}}", rf"chain rule through ${latex(variable)}$",
                    "=", "chain"),
             Line(None, value, "put in", "both put in", "The quotient of the two derivatives.", verified=True))
    inner_acts = (replace(a.named(inner.setting.naming), title=rf"Derivative of ${latex(over)}$") for a in inner.acts)
    outer_acts = (a.named(outer.setting.naming) for a in outer.acts if a.kind != "back" or not top.is_scalar)
    acts = (*outer_acts, *inner_acts, Act("put in", "Put together", lines))
    error = max(equal.error, judge.worst, outer.verification.max_error, inner.verification.max_error)
    return fresh(setting, acts, reading, node, judge, error, outer.setting, [*problem.assumptions])


def _term_by_term(top: Expr, below: Expr) -> Expr:
    """The quotient, with each term of the numerator divided where that is shorter."""
    whole = polish(mx.div(top, below))
    return min(whole, mx.add(*[polish(mx.div(t, below)) for t in top.args]), key=mx.size) if top.op == "add" else whole
