"""What to say about a line that does not follow from the equation being solved: where it is right again,
or which slip explains it."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np

from ..equations.equations import Equation, Step, continue_equation, equation_of, solution
from ..equations.systems import Outcome, System
from ..judging.judged import Judged
from ..members.sides import Side
from ..report import ASSUMES, EQUAL, SHAPE, UNREAD, WRONG
from ..typed.prepare import Prepared
from ..typed.typing import Typed
from ..values.compare import DIFFERENT, Value, compare
from ..values.numbers import Numbers, all_nodes, symbols_of
from . import words
from .diagnose import Finding, assumed, evaluator, unread, worded, written
from .effort import Evaluator
from .repairs import Repair, Wrong, repair


def told(equation: Equation, step: Step, ready: Prepared, line: Callable[[int], int]) -> Finding:
    """The words for a step from `equation` to the line in `ready`; `line` tells the line of an offset."""
    return _right_again(equation, step, ready, line) or _finding(equation, step, ready)


def told_together(system: System, outcome: Outcome, ready: Prepared) -> Finding:
    """The words for a line beside several equations solved together."""
    if outcome.verdict != WRONG:
        return Finding("") if outcome.verdict == EQUAL else unread(None, "whether this follows from the equations before")

    def follows(latex: str) -> bool:           # with shapes of its own: A^T A for A A^T makes A square
        sides = [ready.sides[0], replace(ready.sides[1], text=latex, node=ready.node(latex))]
        return system.judge(replace(ready, sides=sides)).verdict == EQUAL

    left, right = (*outcome.line, None)[:2]
    found = _repaired(Judged(ready, "", outcome.group), Numbers(outcome.points, {}), left, right, ready, follows)
    finding = worded(found, "", "", WRONG)
    finding.message = (_solving_slip(found) if found is not None
                       else "this does not follow from the equations before, solved together")
    finding.slip = "solve"
    return finding


def _solving_slip(found: Repair) -> str:
    """The sentence on a slip in a step that solves something."""
    kind = f" ({words.TITLES.get(found.kind, found.kind)})" if found.kind != "solve" else ""
    return words.slip_sentence("solve", found.old, found.new) + kind


def _right_again(equation: Equation, step: Step, ready: Prepared, line: Callable[[int], int]) -> Finding | None:
    """A form that does not follow from the equation before, which or whose derivation has a slip, but from what
    stands before the slip."""
    judged = equation.judged
    if (equation.instead_of is not None and step.verdict in (WRONG, SHAPE)
            and continue_equation(equation.instead_of, ready).verdict == EQUAL):
        return Finding("this is right again: it follows from what stands before the last line, which has the slip")
    slip = next((j for j in judged.judgements if j.verdict in (WRONG, SHAPE)), None)
    for k in range(slip.before, -1, -1) if slip is not None and equation.right is None and step.verdict in (WRONG, SHAPE) else ():
        before = equation_of(judged, k)
        if before is not None and continue_equation(before, ready).verdict == EQUAL:
            return Finding(f"this is right again: it follows from line {line(judged.prepared.chain.members[k].start)} "
                           f"set to zero, not from what comes after it, which has the slip")
    return None


def _finding(equation: Equation, step: Step, ready: Prepared) -> Finding:
    if step.verdict == ASSUMES:
        return assumed(*step.assumption)
    if step.verdict == UNREAD:
        return unread(step.error, "the solutions of this equation and of the one before could not be compared")
    found = _solved_right(equation, step, ready)
    shapes = step.error.message if step.error else "both sides of the equation differ in shape" if step.verdict == SHAPE else ""
    finding = worded(found, shapes, "", step.verdict)
    if found is not None:
        finding.message = _solving_slip(found) + ("; " + shapes if shapes else "")
    elif not shapes:
        finding.message = "the equation was not solved correctly: its solution does not satisfy the equation before"
    finding.slip = "solve" if step.verdict == WRONG or found else "shape"
    return finding


def _solved_right(equation: Equation, step: Step, ready: Prepared) -> Repair | None:
    """The repair of a right side such that the equation before has this solution."""
    at = solution(equation, step.equation)
    if at is None or step.equation is None:
        return None
    usual = evaluator(equation.judged)  # away from the solution, where an equation that says something does not hold
    left = None if ready.sides[1].zero else usual(ready.sides[0].text)

    def says_something(latex: str) -> bool:
        value = usual(latex)
        return value is None or (left is None or compare(left, value) == DIFFERENT) and not value.zero

    return _repaired(equation.judged, at, step.equation.left, step.equation.right, ready, says_something)


def _repaired(judged: Judged, at: Numbers, left: Typed, right: Typed | None, ready: Prepared,
              elsewhere: Callable[[str], bool] = lambda latex: True) -> Repair | None:
    """The repair of a line that has to hold at these points, as typed in the state of `judged`, and `elsewhere`:
    of its right side, else of its left."""
    target = at.value(left.expr, left.free)
    if target is None:
        return None
    own, side = ready.sides[:2]
    if (number := _number(right, target)) is not None:
        return Repair("solve", side.text, number, number, (0, len(side.text)))
    if side.zero:
        return _set_to_zero(judged, own, side, at, target, elsewhere)
    around = tuple((s.node, s.text) for s in judged.prepared.sides[-3:] if s.node is not None and not s.zero)
    value = at.value(right.expr, right.free) if right is not None else None
    found = repair(Wrong(written(side, own, judged), target, around, False, elsewhere), evaluator(judged, at), value)
    if found is not None or value is None or left.expr.op == "var":
        return found
    return repair(Wrong(written(own, side, judged), value, around, False), evaluator(judged, at), target)


def _number(written: Typed | None, target: Value) -> str | None:
    """The number that should stand where a number is written, as LaTeX;
    None where it is no fraction of small numbers."""
    if written is None or not target.scalar or target.free or symbols_of(all_nodes([written.expr])):
        return None
    value = Fraction(float(target.array.flat[0])).limit_denominator(1000)
    if np.abs(target.array - float(value)).max() > 1e-9:
        return None
    sign = "-" if value < 0 else ""
    return (f"{sign}{abs(value.numerator)}" if value.denominator == 1
            else rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}")


def _set_to_zero(judged: Judged, left: Side, zero: Side, at: Numbers, value: Value,
                 elsewhere: Callable[[str], bool]) -> Repair | None:
    """The repair of a left side that has to vanish at the solution:
    all values are compared one scale higher, away from 0."""
    scale, plain = np.abs(value.array).max(), evaluator(judged, at)
    shift = lambda v: None if v is None else Value(v.array + scale, v.free, v.shape)
    wrong = Wrong(written(left, zero, judged), Value(np.full_like(value.array, scale), value.free, value.shape), (),
                  False, elsewhere)
    return repair(wrong, Evaluator(lambda latex: shift(plain(latex))), shift(value))
