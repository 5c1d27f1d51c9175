r"""Norms and square roots: they have their optima where their squares have, whose gradients are linear more often."""
from __future__ import annotations

from dataclasses import replace

from .. import matrix as mx
from ..derivation import Act
from ..problem import Problem
from ..solving.expand import unfolded

_HALF = mx.num("1/2")


def by_square(problem: Problem) -> tuple[Problem, list[Act]] | None:
    """The problem for the square of what is optimised, and the act that says so; None where that is neither a 2-norm nor a square root."""
    body = unfolded(problem.body)
    squared = mx.pow_(body, mx.num(2)) if body.op == "norm" and body.data in ("2", "F") else body.args[0] if body.op == "pow" and body.args[1] == _HALF else None
    if squared is None or problem.kind not in ("argmin", "argmax"):
        return None
    what, word = "norm" if body.op == "norm" else "root", "minimum" if problem.kind == "argmin" else "maximum"
    prose = f"A {what} is not negative, so its square has its {word} where it has. From here on the function is the square."
    return replace(problem, body=squared), [Act("expand", "Square", (), (prose,))]
