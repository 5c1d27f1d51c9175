r"""What an equation F = 0 gives:
\frac{\partial u}{\partial x} = -\left(\frac{\partial F}{\partial u}\right)^{-1}\frac{\partial F}{\partial x},
the implicit function theorem."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from .. import index as ix
from .. import write
from ..derivation import Act, Line, Naming, Written
from ..deriving.engine import Engine, everywhere
from ..errors import UnsupportedError, VerificationError
from ..index import Node
from ..problem import Problem
from ..solving.expand import unfolded
from .apart import shortest
from .judge import Judge
from .optima.nature import existence
from .optima.solution import shower, stated
from .reading import read_back
from .setup import Setting

if TYPE_CHECKING:
    from .build import Worked

_LETTERS = ("F", "G", "H", r"\Phi", r"\Psi")


def by_equation(problem: Problem, derive: Callable[[Problem], "Worked"], fresh: Callable[..., "Worked"]) -> "Worked":
    """The derivative of `problem.implicit`; `derive` works out the derivative of the equation by one of the two.
    Raises UnsupportedError where the equation is no square system."""
    unknown, (variable,) = problem.implicit, problem.variables
    letter = next(c for c in _LETTERS if c not in problem.symbols)
    partial = lambda v: rf"\frac{{\partial {letter}}}{{\partial {write.latex(v, Naming(), problem.style)}}}"
    plain = replace(problem, implicit=None, layout="numerator")
    outer = derive(replace(plain, variables=(variable,), request=partial(variable), operator=""))
    inner = derive(replace(plain, variables=(unknown,), request=partial(unknown), operator=""))
    if inner.reading.expr is None:
        raise UnsupportedError("the derivative of the equation by its unknown has no matrix form", code="TD329",
                               hint="write the equation with vectors and matrices")
    if outer.setting.rows is not None and len(inner.setting.axes) != 2:
        raise UnsupportedError("the equation has another number of entries than its unknown", code="TD329",
                               hint="declare what is a number in it")
    jacobian = unfolded(inner.reading.expr)
    setting, node = _solved(outer, inner)
    setting = replace(setting, problem=replace(problem, body=unfolded(problem.body), variables=(), implicit=None))
    moves = Engine((), setting.vectors).simplify(node)
    final = moves[-1].node if moves else node
    judge = Judge(setting, [final])
    reading = judge.result(read_back(replace(setting, problem=problem), final))
    if reading.expr is not None and reading.expr.is_scalar:
        reading = judge.result(replace(reading, expr=shortest(unfolded(reading.expr))))
    if not _vanishes(judge, outer, inner, final, setting):
        raise VerificationError("the derivative of the equation does not vanish with this result", code="TD401",
                                hint="please report this formula")
    show = shower(outer.setting)
    left = rf"{partial(unknown)}\,{_bracketed(problem)} + {partial(variable)}"
    condition = existence((jacobian,), show)
    value = Line(Written(problem.request), reading.expr if reading.expr is not None else final, "solve",
                 f"solve for it{', ' + condition if condition else ''}", "The equation is linear in the derivative.",
                 verified=True)
    lines = (stated(left, "0", f"chain rule: ${write.latex(unknown, Naming(), problem.style)}$ moves along so that "
                    f"${letter} = 0$", "=", "implicit"), value)
    first = Act("components", "The equation",
                (Line(Written(letter), Written(show(unfolded(problem.body))), "definition", "what vanishes", "", verified=True),))
    acts = (first, *outer.acts, *(a.named(inner.setting.naming) for a in inner.acts if a.kind != "components"),
            Act("put in", "Implicit function theorem", lines))
    said = [f"${write.latex(unknown, Naming(), problem.style)}$ is the function that ${show(unfolded(problem.body))} = "
            f"0$ defines near a point where it holds."]
    said += [f"The derivative exists {condition}."] if condition else []
    return fresh(setting, acts, reading, final, judge,
                 max(judge.worst, outer.verification.max_error, inner.verification.max_error), outer.setting,
                 [*problem.assumptions, *said])


def _bracketed(problem: Problem) -> str:
    return (problem.request if problem.request.startswith(r"\frac") or problem.request.rstrip("'").isalpha()
            else rf"\left({problem.request}\right)")


def _solved(outer: "Worked", inner: "Worked") -> tuple[Setting, Node]:
    """-J^{-1} times the derivative by the variable, over the indices of the latter."""
    setting, row = outer.setting, outer.setting.rows
    jacobian = everywhere(inner.final, lambda n: ix.unfold(n) if n.data.definition is not None else None,
                          ix.kinds("comp"), [], True)
    if row is None:
        return setting, ix.mul(ix.num(-1), ix.pow_(jacobian, ix.num(-1)), outer.final)
    i = ix.fresh(row.dim, row.name)
    inverse = ix.tfn("inv", inner.setting.axes, jacobian, (i, row))
    free = {i if k is row else k: name for k, name in setting.naming.free.items()}
    moved = replace(setting, rows=i, axes=tuple(i if k is row else k for k in setting.axes),
                    naming=replace(setting.naming, free=free))
    return moved, ix.neg(ix.sum_(row, ix.mul(inverse, outer.final)))


def _vanishes(judge: Judge, outer: "Worked", inner: "Worked", final: Node, setting: Setting) -> bool:
    """Whether the Jacobian times the result is minus the derivative by the variable, at all points."""
    import numpy as np
    evaluator = judge.verifier.index
    result, other = evaluator.value(final, setting.axes), evaluator.value(outer.final, outer.setting.axes)
    matrix = evaluator.value(inner.final, inner.setting.axes)
    matrix = matrix if matrix.ndim == 3 else matrix.reshape(-1, 1, 1)
    flat = lambda a: np.broadcast_to(a, (judge.verifier.count, *a.shape[1:])).reshape(judge.verifier.count, matrix.shape[1], -1)
    product = np.broadcast_to(matrix, (judge.verifier.count, *matrix.shape[1:])) @ flat(result)
    return bool(np.all(np.isfinite(product)) and np.max(np.abs(product + flat(other)))
                <= 1e-8 * max(1.0, float(np.max(np.abs(other)))))
