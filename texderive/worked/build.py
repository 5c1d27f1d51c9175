"""A problem becomes a worked derivation: components, derivative line by line, back to matrices, all verified."""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from .. import index as ix
from .. import matrix as mx
from .. import write
from ..derivation import Act, Line, Written
from ..deriving.engine import Engine
from ..errors import UnsupportedError, VerificationError
from ..index import Node
from ..matrix import Expr
from ..problem import Problem
from ..records import record
from ..solving.expand import contains, unfolded
from ..solving.members import free_letters
from ..solving.substitution import substituted
from ..symbols import Dim
from ..verify.points import OTHER_SCALES
from ..verify.quiet import quietly
from . import tuples
from .acts import acts_of
from .apart import filled, headed, highest, nth, parts_of, put_in, shortest, valued
from .back import back_act
from .carried import carrying
from .entries import entries_of, matrix, whole, worked_out
from .expansion import expand_norms
from .judge import Judge
from .kronecker import commutations
from .lines import lines_of
from .point import at_point, point_error
from .reading import Reading, read_back
from .remarks import remark
from .setup import Setting, asked_by_name, definitions, set_up
from .vectors import conditions


@record
class Verification:
    """`ok`: every line and the result agree numerically; `max_error` the largest relative error;
    `points` how many random points."""

    ok: bool
    max_error: float
    points: int


@dataclass(slots=True)
class Worked:
    """All that is known of a derivation; api.Derivation presents it."""

    setting: Setting
    acts: tuple[Act, ...]
    reading: Reading
    final: Node
    verification: Verification
    about: Setting                      # of which it is said what is given
    assumptions: list[str] = field(default_factory=list)
    solution: Any = None
    judge: Any = None
    others: list["Worked"] = field(default_factory=list)     # the gradients by further unknowns


def work(problem: Problem, method: str = "direct", fine: bool = False) -> Worked:
    """Derive, read back and verify; `fine`: with every rewrite as a detail of its line.
    Raises UnsupportedError or VerificationError; nothing wrong is returned."""
    if problem.kind == "limit":
        return _work_limit(problem)
    opening: list[Act] = []
    if method == "expand":
        problem, opening = expand_norms(problem)
    if problem.kind in OPTIMA:
        return _work_optimum(problem, opening, fine)
    if problem.implicit is not None:
        from .implicit import by_equation
        return by_equation(problem, lambda p: _judged(*derived(p, [], fine)), _composed)
    if problem.over is not None:
        from .compound import by_function
        return by_function(problem, lambda p: _judged(*derived(p, [], fine)), _composed)
    return (_work_apart(problem, opening, fine) or _work_entries(problem, fine) or _work_around(problem, fine)
            or _remarked(_judged(*derived(problem, opening, fine))))


def _remarked(done: Worked) -> Worked:
    """With what else is worth knowing of the result."""
    more = remark(done.setting, done.reading)
    return done if more is None else replace(done, acts=(*done.acts, more))


OPTIMA = ("argmin", "argmax", "stationary")


def derived(problem: Problem, opening: list[Act], fine: bool) -> tuple[Setting, list[Act], Node]:
    """(setting, acts, the derivative by components)."""
    setting = set_up(problem)
    asked = asked_by_name(setting)
    carried = carrying(setting)
    engine = Engine([*definitions(setting.given), *([asked] if asked is not None else [])], setting.vectors,
                    not problem.variables or any(v.op == "comp" or v.op == "var" and v.args for v in problem.variables), carried)
    moves = engine.differentiate(setting.target) if setting.target.has_deriv else engine.simplify(setting.target)
    final = moves[-1].node if moves else setting.target
    if asked is not None and any(n.op == "comp" and n.data is asked for n in ix.walk(final)):
        setting.given.lets[problem.body.data] = asked
    at = at_point(setting, final)
    if at is None:
        return setting, [*opening, *acts_of(setting, moves, engine if fine else None, carried)], final
    tidy = engine.simplify(at.node)
    acts = acts_of(setting, moves, engine if fine else None, carried)
    lines = [Line(Written(problem.request), at.node, at.rule.name, at.rule.title, at.rule.reason, verified=True,
                  error=point_error(setting, final, at.node))]
    lines += lines_of(setting, tidy, at.node, None)
    acts.append(Act("point", "At the point", tuple(lines)))
    return setting, acts, tidy[-1].node if tidy else at.node


def _work_optimum(problem: Problem, opening: list[Act], fine: bool) -> Worked:
    """Over members of families and entries of vectors where the question is written in them."""
    from .optima.members import by_members
    from .optima.scalars import by_scalars, gathered
    from .optima.solution import shower
    from .optima.structures import by_structure, with_diagonals
    problem, made, diagonals = by_structure(_without_absent(problem))
    problem, vectors = by_scalars(by_members(problem))
    found = _in_some_way(problem, [*opening, *made], fine)
    if found.solution is not None and vectors:
        found.solution = gathered(found.solution, vectors, shower(found.setting))
    if found.solution is not None and diagonals:
        found.solution = with_diagonals(found.solution, diagonals, shower(found.setting))
    return found


def _without_absent(problem: Problem) -> Problem:
    """Over the unknowns that occur: of the others there is a sentence among the assumptions."""
    there = tuple(v for v in problem.variables if any(contains(x, (v if v.op == "var" else v.args[0]).data)
                                                      for x in (problem.body, *problem.constraints)))
    return replace(problem, variables=there) if there else problem


def _in_some_way(problem: Problem, opening: list[Act], fine: bool) -> Worked:
    """As it stands, by the logarithm (a likelihood, and what is not solved otherwise), or by the square."""
    from .optima.monotone import by_logarithm, by_square, is_likelihood
    likelihood = is_likelihood(problem)
    failed: UnsupportedError | None = None
    direct = None
    if not likelihood:
        try:
            direct = _solved(problem, opening, fine)
            if direct.solution is not None:
                return direct
        except UnsupportedError as error:
            failed = error.with_traceback(None)              # which would hold this frame, and this frame the error
    for way in (by_logarithm, by_square):
        moved = way(problem)
        if moved is None:
            continue
        try:
            found = _solved(moved[0], [*opening, *moved[1]], fine)
            if found.solution is not None or likelihood:
                return found
        except UnsupportedError as error:
            failed = failed or error.with_traceback(None)
    if direct is None and failed is not None:
        raise failed
    return direct or _solved(problem, opening, fine)


def _solved(problem: Problem, opening: list[Act], fine: bool) -> Worked:
    """The gradient by each unknown, then the equations solved."""
    from .optima.optimum import Gradient, optimal
    works: list[Worked] = []
    for v in problem.variables:
        operator = (problem.operator if len(problem.variables) == 1
                    else rf"\frac{{\partial}}{{\partial {v.data.latex if v.op == 'var' else write.latex(v)}}}")
        done = _judged(*derived(replace(problem, variables=(v,), operator=operator, free=_free(problem, v)), opening
                                if not works else [], fine))
        done.acts = _unrepeated(done, works)
        works.append(done)
    acts, solution, sentences = optimal(problem, [Gradient(w.setting, w.reading, w.judge) for w in works])
    first = works[0]
    first.acts = (*(act for w in works for act in w.acts), *acts)
    first.assumptions = list(dict.fromkeys([*(a for w in works for a in w.assumptions), *sentences]))
    first.solution, first.others = solution, works[1:]
    first.verification = Verification(True, max(w.verification.max_error for w in works), first.verification.points)
    return first


def _free(problem: Problem, variable: Expr) -> dict[str, Dim]:
    r"""The letters that are free in the derivative by one of the unknowns: i of u_i, not j of the v_j beside it."""
    return {letter: size for letter, size in problem.free.items() if letter in free_letters(variable)
            | free_letters(problem.body)}


def _unrepeated(done: Worked, before: list[Worked]) -> tuple[Act, ...]:
    """The acts of a further gradient: the components are said once, and its indices keep their names."""
    if not before:
        return done.acts
    acts = [a for a in done.acts if a.kind != "components"]
    return tuple(a.named(done.setting.naming) for a in acts)


_AGAIN, _SEEDS = 6, (1, 2)         # points at which a derivation is judged once more, and which ones
# how well a third derivative is known numerically close to where a function ends;
# each derivative has been checked by itself
ROUGHLY = 1e-3


def _work_apart(problem: Problem, opening: list[Act], fine: bool) -> Worked | None:
    """An update or an expansion: the derivatives in it one after the other, then the whole; None for any other formula,
    and where one has no matrix form."""
    parts, works = parts_of(problem), []
    if not parts:
        return None
    general = replace(problem, at={})
    for order in range(1, highest(parts) + 1):
        done = _judged(*derived(nth(general, parts, order, works[-1].reading.expr if works else None), []
                                if works else opening, fine))
        if done.reading.expr is None:
            return None
        works.append(done)
    values = [parts[0].args[0], *(w.reading.expr for w in works)]
    by_number = any(place.op != "var" for place in problem.at.values())
    put = (lambda x: shortest(_judged(*derived(valued(problem, x), [], False)).reading.expr) if by_number
           else shortest(substituted(x, problem.at)) if problem.at else x)
    setting = set_up(replace(problem, body=unfolded(problem.body)))
    act, value = put_in(setting, problem, parts, [put(v) for v in values])
    general = filled(mx.opened(problem.body), parts, values)
    node, anywhere, there = (setting.low.component(x, setting.rows, setting.cols)
                             for x in (value, general, general if by_number else substituted(general, problem.at)))
    judge = Judge(setting, [node])
    named = {k.name: k for k in setting.axes if k not in (setting.rows, setting.cols)}
    reading = judge.result(Reading("index" if named else "matrix", value, value, value, setting.rows, setting.cols, named, node))
    whole, rest = (judge.verifier.lines_equal(setting.target, anywhere), None if by_number
                   else judge.verifier.lines_equal(there, node))
    if reading.expr is None or not (whole.ok or len(works) > 2 and whole.error < ROUGHLY) or rest is not None and not rest.ok:
        return None
    error = point_error(setting, anywhere, node) if rest is None else rest.error
    acts = [a.named(w.setting.naming) for n, w in enumerate(works, 1) for a in headed(w.acts, n, parts[0].args[1].is_scalar)]
    worst = max(judge.worst, error, *(w.verification.max_error for w in works))
    assumptions = list(dict.fromkeys([*problem.assumptions, *(a for w in works for a in w.assumptions)]))
    return Worked(setting, (*acts, act), reading, node, Verification(True, worst, judge.points), setting,
                  assumptions, None, judge)


def _work_entries(problem: Problem, fine: bool) -> Worked | None:
    """A gradient, a Jacobian or a Hessian by numbers, entry by entry; None for any other formula."""
    entries = entries_of(problem)
    found = worked_out(entries, lambda p: _judged(*derived(p, [], fine))) if entries is not None else None
    if found is None:
        return None
    acts, works, values = found
    value, asked = matrix(entries, values), whole(replace(problem, at={}))
    setting = set_up(asked)
    node = setting.low.component(value, setting.rows, setting.cols)
    judge = Judge(setting, [node])
    equal = judge.verifier.lines_equal(setting.target, node)
    if not equal.ok:
        return None
    worst = max(equal.error, *(w.verification.max_error for w in works))
    assumptions = list(dict.fromkeys([*problem.assumptions, *(a for w in works for a in w.assumptions)]))
    if problem.at:
        there = _judged(*derived(valued(problem, value), [], fine))
        point = Line(Written(problem.request), there.reading.expr, "at the point", "at the given point", verified=True)
        there.acts, there.assumptions = (*acts, Act("point", "At the point", (point,))), assumptions
        return there if there.reading.expr is not None else None
    reading = judge.result(Reading("matrix", value, value, value, setting.rows, setting.cols, {}, node))
    return (None if reading.expr is None else Worked(setting, tuple(acts), reading, node,
                                                     Verification(True, max(worst, judge.worst), judge.points),
                                                     set_up(problem), assumptions, None, judge))


def _work_around(problem: Problem, fine: bool) -> Worked | None:
    """A formula around partial derivatives at a point: these one after the other, then all put in;
    None for any other formula."""
    entries = tuples.around(problem)
    found = worked_out(entries, lambda p: _judged(*derived(p, [], fine))) if entries is not None else None
    if found is None:
        return None
    acts, works, values = found
    put = lambda x: shortest(_judged(*derived(valued(problem, x), [], False)).reading.expr)
    setting = set_up(replace(problem, body=unfolded(problem.body)))
    act, value = tuples.put_in(setting, problem, entries.parts, put, values)
    general = tuples.filled(problem, entries.parts, values, entries.parts[0].args[0])
    node, anywhere = (setting.low.component(x, setting.rows, setting.cols) for x in (value, general))
    judge = Judge(setting, [node])
    equal = judge.verifier.lines_equal(setting.target, anywhere)
    if not equal.ok:
        return None
    error = point_error(setting, anywhere, node)
    reading = judge.result(Reading("matrix", value, value, value, setting.rows, setting.cols, {}, node))
    if reading.expr is None:
        return None
    worst = max(judge.worst, error, *(w.verification.max_error for w in works))
    assumptions = list(dict.fromkeys([*problem.assumptions, *(a for w in works for a in w.assumptions)]))
    return _composed(setting, (*acts, act), reading, node, judge, worst, setting, assumptions)


def _composed(setting: Setting, acts: tuple[Act, ...], reading: Reading, final: Node, judge: Judge, error: float,
              about: Setting, assumptions: list[str]) -> Worked:
    """A derivation put together from others, which are verified."""
    return Worked(setting, acts, reading, final, Verification(True, error, judge.points), about, assumptions, None, judge)


def _work_limit(problem: Problem) -> Worked:
    from .limit import elementary, moved_line, shifted, split
    try:
        moved = problem if split(problem) else None
    except UnsupportedError:
        moved = shifted(problem)
    if moved is not None:
        try:
            return _work_quotient(moved, [] if moved is problem else [moved_line(problem, moved)])
        except (UnsupportedError, VerificationError):        # no difference quotient after all, such as 1/x
            pass
    act, value = elementary(problem)
    setting = set_up(replace(problem, body=value))
    return _judged(setting, [act], setting.target)


def _work_quotient(problem: Problem, opening: list[Line]) -> Worked:
    """The limit of a difference quotient for a step to 0."""
    from .limit import as_derivative, at_zero, limit_act
    setting, h = as_derivative(problem)
    engine = Engine((), setting.vectors)
    moves = engine.differentiate(setting.target)
    node = at_zero(moves[-1].node if moves else setting.target, h)
    more = engine.simplify(node)
    final = more[-1].node if more else node
    act = limit_act(setting, problem, moves, final, h, bool(opening))
    return _judged(setting, [replace(act, lines=(*opening, *act.lines))], final)


@quietly
def _judged(setting: Setting, acts: list[Act], final: Node) -> Worked:
    """Verify the lines and the result."""
    problem = setting.problem
    _bounded(setting, acts, final)
    lines = [*(line.right for act in acts for line in act.lines if isinstance(line.right, Node)), final]
    judge, acts = _told(setting, acts, lines)
    reading = judge.result(read_back(setting, final))
    if judge.failed and judge.nowhere:
        raise UnsupportedError("this formula has no real value at the points that were tried, or one too large to be "
                               "checked", code="TD355",
                               hint="check the signs below roots and in logarithms, and declare what is positive; "
                                    "write a large exponent as a letter: A^k")
    if judge.failed and judge.overflows:
        raise UnsupportedError("the values of this formula are too large or too small to be checked", code="TD355",
                               hint="write a large exponent as a letter: A^k")
    if judge.failed and not judge.wrong:
        raise UnsupportedError("a line of this derivation has no value at the points that were tried", code="TD355",
                               hint=r"norms and roots of what is 0 have no derivative: write i \neq j below a sum of \|x_i - x_j\|")
    if judge.failed:
        raise VerificationError("a line of this derivation failed its numeric check: " + judge.failed, code="TD401",
                                hint="declare the shapes; if they are right, please report this formula")
    back = back_act(setting, reading, judge)
    if back is not None:
        acts.append(back)
    math = reading.expr if reading.expr is not None else reading.node
    assumptions = [*problem.assumptions, *commutations(reading.expr, problem.style.transpose), *conditions(setting, math, judge)]
    if len(problem.variables) == 1 and final.op == "num" and not final.data and problem.kind == "derivative":
        by = problem.variables[0]
        if any(n.op == "var" and contains(problem.body, n.data) for n in mx.walk(by)):
            assumptions.append(f"The derivative is 0, although ${write.latex(by, setting.naming, problem.style)}$ occurs.")
    return Worked(setting, tuple(acts), reading, final, Verification(True, judge.worst, judge.points), setting,
                  assumptions, None, judge)


def _told(setting: Setting, acts: list[Act], lines: list[Node]) -> tuple[Judge, list[Act]]:
    """The judge at points that can tell right from wrong, and what it says of the acts."""
    def told(*points, **options) -> tuple[Judge, list[Act]]:
        judge = Judge(setting, lines, *points, **options)
        return judge, [judge.act(a) for a in acts]

    found = told()
    for seed in _SEEDS:
        if not found[0].failed:
            break
        # beside a pole differences are rough; what is wrong is so at other points, too, and at more of them
        found = told(_AGAIN, seed)
    if not found[0].failed and found[0].hollow:  # exp(-10^6 x^2) is 0 in floating-point numbers unless x is small
        for regime in OTHER_SCALES:
            other = told(regimes=((regime, 0),))
            if other[0].wrong or not (other[0].hollow or other[0].failed):
                return other
    return found


MOST_FREE, MOST_PARAMETERS, MOST_WRITTEN = 12, 48, 10_000


def _bounded(setting: Setting, acts: list[Act], final: Node) -> None:
    """Refuses what the numeric check could not hold in memory, an array with an axis for each of many indices,
    and what nobody could read."""
    if final.size > MOST_WRITTEN:
        raise UnsupportedError("the result written out is too long to be read", code="TD355",
                               hint="name parts of it by definitions, such as u = ..., and it stays short")
    parameters = sum(len(s.definition.params) for s in definitions(setting.given))
    wide = setting.target.height > MOST_FREE and any(
        len(n.free) > MOST_FREE for act in acts for line in act.lines if isinstance(line.right, Node)
        for n in ix.walk(line.right))
    if wide or parameters > MOST_PARAMETERS:
        raise UnsupportedError("this formula has too many summed indices to be checked numerically", code="TD355",
                               hint="name parts of it by definitions")
