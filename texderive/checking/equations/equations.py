r"""Lines behind `= 0`, \Rightarrow and \iff: an equation carried from line to line until it is solved."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np

from ... import tree as t
from ...errors import ShapeError, TexDeriveError
from ...symbols import Symbol
from ...types.names import name_of
from ...verify.points import Points
from ..context.knowledge import SIGN
from ..judging.judge import counted_letters, judge
from ..judging.judged import Judged
from ..members.sides import Side
from ..report import ASSUMES, EQUAL, SHAPE, UNREAD, WRONG
from ..trees.heads import is_head, letters, mentions, plain_name
from ..typed.prepare import Prepared
from ..typed.typing import Group, Typed, try_joint
from ..values import compare as c
from ..values.numbers import Numbers, all_nodes, bound, dims_of, numbers_for, sizes_beside, symbols_of
from .solving import FAILS, FOLLOWS, UNSURE, isolated, moved_onto, of_length, same_solutions, solvable, solve, unshared


_MANY = 24                                    # points of which some have solutions
_TOTALS = frozenset("nNmMT")                  # letters for how many there are in all


@dataclass(slots=True)
class Equation:
    """left = right (right None for zero) in the state of a judged chain, to be solved for `unknown`,
    written as `variable`."""

    judged: Judged
    left: Typed
    right: Typed | None
    unknown: Symbol
    variable: t.Node
    nodes: tuple[t.Node, ...] = ()             # its sides as trees
    instead_of: "Equation | None" = None       # the equation before, which this one does not follow from

    @property
    def explicit(self) -> bool:
        """Whether it says what the unknown is."""
        return (self.right is not None and self.left.expr.op in ("var", "comp")
                and self.unknown not in symbols_of(all_nodes([self.right.expr])))

    @property
    def number(self) -> bool:
        """Whether it gives the unknown a number."""
        return self.left.expr.op == "var" and (self.right is None or not symbols_of(all_nodes([self.right.expr])))


@dataclass(slots=True)
class Step:
    """The verdict on an equation that claims to follow, and the equation itself if it could be typed."""

    verdict: str
    equation: Equation | None = None
    numbers: Numbers | None = None
    error: TexDeriveError | None = None
    assumption: tuple[str, str] = ("", "")


def equation_of(judged: Judged, k: int) -> Equation | None:
    """Member k set to zero, if it is known what to solve for: what was differentiated by, or the only letter."""
    node = judged.prepared.sides[k].node
    alone = ([n for n in t.nodes(node) if isinstance(n, t.Symbol) and {n.name} == letters(node)]
             if node is not None and not is_head(node) and not judged.prepared.derives else [])
    variable = judged.prepared.variable or (alone[0] if alone else None)
    points = [point for point, _ in judged.prepared.elsewhere.alike] if judged.prepared.elsewhere is not None else []
    typed = judged.typed.get(k)
    if typed is None or judged.group is None:
        return None
    for variable in (variable, *points):       # \nabla f(w^*) = 0 is solved for w^*
        unknown = judged.group.symbol(variable, below=True) if variable is not None else None
        if unknown is not None and unknown in symbols_of(all_nodes([typed.expr])):
            return Equation(judged, typed, None, unknown, variable, (node,))
    return None


@dataclass(slots=True)
class Pending:
    """An equation whose unknown is not known before a line solves for it; member `right` is None for zero."""

    judged: Judged
    left: int
    right: int | None = None

    def solved_for(self, head: t.Node | None) -> Equation | None:
        """The equation to be solved for the name that heads the next line, if the equation speaks of it."""
        name = plain_name(head) if head is not None else None
        sides = [self.judged.typed.get(k) for k in (self.left, self.right) if k is not None]
        if name is None or self.judged.group is None or any(s is None for s in sides):
            return None
        nodes = [self.judged.prepared.sides[k].node for k in (self.left, self.right) if k is not None]
        variable = next((n for node in nodes for n in t.nodes(node) if isinstance(n, (t.Symbol, t.Script))
                         and name in (name_of(n), plain_name(n))), None)
        unknown = self.judged.group.symbol(variable, below=True) if variable is not None else None
        if unknown is None or unknown not in symbols_of(all_nodes([s.expr for s in sides])):
            return None
        return Equation(self.judged, sides[0], sides[1] if len(sides) > 1 else None, unknown, variable, tuple(nodes))


def equation_of_optimum(prepared: Prepared, optimum: t.Optimum, layout: str) -> Equation | None:
    """The stationary points of arg min f: the derivative of f by its variable, set to zero."""
    if len(optimum.variables) != 1 or optimum.constraints:
        return None
    variable = optimum.variables[0]
    side = Side(prepared.sides[0].member, "", _gradient(optimum, variable))
    alone = replace(prepared, sides=[side], variable=variable)
    judged = judge(alone, prepared.known, layout)
    return equation_of(judged, 0)


def _gradient(optimum: t.Optimum, variable: t.Node) -> t.Derivative:
    return t.Derivative(optimum.span, "partial", (t.Variable(optimum.span, variable, 1),), 1, optimum.body)


def continue_optimum(old: Equation, before: t.Optimum, optimum: t.Optimum) -> Step:
    r"""Judge `\arg\max f = \arg\min g`: both have the same stationary points, and g falls where f rises."""
    if len(optimum.variables) != 1 or optimum.constraints or name_of(optimum.variables[0]) != name_of(old.variable):
        return Step(UNREAD)
    try:
        typed = old.judged.group.more(_gradient(optimum, old.variable))
    except TexDeriveError as error:
        return Step(UNREAD, error=error)
    new = Equation(old.judged, typed, None, old.unknown, old.variable)
    for regime in ("real", "positive", "unit"):
        numbers = _numbers((old, new), regime=regime)
        x, y = (numbers.value(e.left.expr, e.left.free) for e in (old, new))
        if x is not None and y is not None and np.isfinite(x.array).all() and np.isfinite(y.array).all():
            break
    if x is None or y is None or x.array.shape != y.array.shape or old.right is not None:
        return Step(UNREAD)
    along = (x.array * y.array).reshape(numbers.points.count, -1).sum(axis=1) * (1
        if before.kind[-3:] == optimum.kind[-3:] else -1)
    if np.all(along < 0):
        return Step(WRONG, new, numbers)
    return _judged(old, new)


def solves(equation: Equation, prepared: Prepared) -> bool:
    """Whether a chain speaks of the unknown at all: then it goes on with the equation."""
    name = name_of(equation.variable)
    left = prepared.sides[0].node
    if left is None:
        return False
    return plain_name(left) == name or any(s.node is not None and name is not None and mentions(_plain(s.node, equation), name)
                                           for s in prepared.sides[:2])


def _plain(node: t.Node, equation: Equation) -> t.Node:
    r"""The tree with w for \hat w and w^*, where w is solved for and does not stand there as well."""
    name = name_of(equation.variable)
    starred = lambda n: isinstance(n, (t.Symbol, t.Script)) and plain_name(n) == name != name_of(n)
    if name is None or mentions(t.replaced(node, lambda n: t.Number(n.span, "0") if starred(n) else None), name):
        return node
    return t.replaced(node, lambda n: equation.variable if starred(n) else None)


def settles(step: Step, equation: Equation, others: list[Equation]) -> bool:
    """Whether a line that is wrong as a solution of its own equation is wrong beside others too:
    it speaks of all their unknowns that its equation speaks of."""
    if step.verdict != WRONG or step.equation is None:
        return False
    here, there = (set(symbols_of(all_nodes([x.expr for x in _exprs(e)]))) for e in (step.equation, equation))
    return all(e.unknown in here or e.unknown not in there for e in others if e is not equation)


def continue_equation(equation: Equation, prepared: Prepared) -> Step:
    """Judge `left = right` of a chain as the next form of the equation."""
    group = equation.judged.group
    left, right = prepared.sides[0], prepared.sides[1]
    if left.node is None or right.node is None:
        return Step(UNREAD, error=left.error or right.error)
    left, right = (replace(side, node=_plain(side.node, equation)) for side in (left, right))
    left_node = equation.variable if plain_name(left.node) in (name_of(equation.variable),
        plain_name(equation.variable)) else left.node
    typed = other = None
    try:
        typed = group.more(left_node)
        if not right.zero:
            typed, other = group.equation(left_node, right.node)
    except ShapeError as error:
        if counted_letters([*equation.judged.prepared.sides, left, right]) or _of_label(error, left, right):
            return Step(UNREAD, error=error)
        anew = typed_with(equation, left_node, right)
        step = continue_equation(anew, prepared) if anew is not None else None
        if step is not None and step.verdict == EQUAL:
            return step
        if anew is None and equation.unknown.shape == (1, 1) and not equation.unknown.family:
            anew = typed_with(equation, left_node, right, of_any_rank=True)
            if anew is not None and anew.unknown.shape != (1, 1):
                return Step(UNREAD, error=error)  # \theta was taken for a number, and is a vector here
        return Step(SHAPE, None if typed is None
                    else Equation(equation.judged, typed, None, equation.unknown, equation.variable), error=error)
    except TexDeriveError as error:
        return Step(UNREAD, error=error)
    new = Equation(equation.judged, typed, other, equation.unknown, equation.variable, (left_node,) if right.zero
                   else (left_node, right.node))
    return _judged(equation, new)


def _of_label(error: ShapeError, *sides: Side) -> bool:
    """Whether sizes do not fit because of an index that no sum runs over: the m of x_m, the least of the x_i."""
    index = re.match(r"the index (\S+) runs over", error.message)
    bound = {n.name for side in sides for big in t.nodes(side.node) if isinstance(big, t.BigOp) and big.lower is not None
             for n in t.nodes(big.lower) if isinstance(n, t.Symbol)}
    return index is not None and index[1] not in bound


def typed_with(equation: Equation, left: t.Node, right: Side, of_any_rank: bool = False) -> Equation | None:
    """The equation typed together with its next form: a matrix that nothing declares is square where that is inverted.
    None where no shapes serve both."""
    if not equation.nodes:
        return None
    count = len(equation.nodes)
    line = [left] if right.zero else [left, right.node]
    found = try_joint(equation.judged.prepared.room, [*equation.nodes, *line],
                      [(k, k + 1) for k in (0, count) if k + 1 < count or k == count and not right.zero])
    if isinstance(found, TexDeriveError) or not of_any_rank and _of_other_rank(equation.judged.group, found):
        return None
    judged = replace(equation.judged, group=found, typed={})
    unknown = judged.group.symbol(equation.variable, below=True)
    return None if unknown is None else Equation(judged, found.members[0], found.members[1] if count == 2 else None,
                                                 unknown, equation.variable, equation.nodes)


def _of_other_rank(old: Group, new: Group) -> bool:
    """Whether a number, a vector or a matrix became another of these."""
    before = old.symbols()
    return any(key in before and s.shape.count(1) != before[key].shape.count(1) for key, s in new.symbols().items())


def _exprs(*equations: Equation) -> list[Typed]:
    return [x for e in equations for x in (e.left, e.right) if x is not None]


def _numbers(equations: Sequence[Equation], **options) -> Numbers:
    """Points for some equations of one state."""
    typed, free = _exprs(*equations), {}
    for x in typed:
        free |= x.free
    return numbers_for([x.expr for x in typed], free, bindings=equations[0].judged.group.bindings, **options)


def _judged(old: Equation, new: Equation) -> Step:
    """In several sizes, until the equation has a solution that can be computed."""
    typed = _exprs(old, new)
    dims = dims_of(all_nodes([x.expr for x in typed]))
    step = Step(UNREAD)
    for numbers in _anywhere((old, new)):
        step = _judged_at(old, new, numbers)
        if step.verdict != UNREAD:
            break
    for sizes in list(permutations(sizes_beside(all_nodes([x.expr for x in typed]))[:len(dims)]))[
            1:] if 1 < len(dims) <= 3 else ():
        if step.verdict != UNREAD:
            break
        step = _judged_at(old, new, _numbers((old, new), sizes=dict(zip(dims, sizes))))
    if step.verdict == UNREAD and (numbers := _where_solvable(old, new)) is not None:
        step = _judged_at(old, new, numbers)
    return step


def _where_solvable(old: Equation, new: Equation) -> Numbers | None:
    """Of many points some at which both equations for a number have values, and the new one a solution:
    not all quadratic equations do."""
    numbers = _numbers((old, new), count=_MANY)
    if old.unknown not in numbers.points.env or old.unknown.shape != (1, 1):
        return None
    for keep in (lambda points: _finite(residual(old), points) & _finite(residual(new), points),
                 lambda points: solvable(residual(new), old.unknown, points)):
        kept = keep(numbers.points)
        if kept.sum() < 3:
            return None
        numbers = numbers.kept(kept)
    return numbers


def _finite(residual: Callable[[Points], np.ndarray | None], points: Points) -> np.ndarray:
    value = residual(points)
    return np.zeros(points.count, bool) if value is None else np.isfinite(value).all(axis=1)


def _anywhere(equations: Sequence[Equation], sizes: dict | None = None) -> Iterator[Numbers]:
    """Points of all kinds; the last with totals above all other numbers, as n is above the k of n successes."""
    for regime in ("real", "positive", "unit"):
        yield (numbers := _numbers(equations, sizes=sizes, regime=regime))
    totals = [s for s in numbers.points.env if s.key in _TOTALS and s.shape == (1, 1) and not s.family
              and s is not equations[0].unknown]
    for s in totals:
        numbers = numbers.moved(s, numbers.points.env[s] + 2)
    if totals:
        yield numbers


def _judged_at(old: Equation, new: Equation, numbers: Numbers) -> Step:
    if old.unknown not in numbers.points.env:
        return Step(UNREAD)
    if new.right is not None:
        x, y = (numbers.value(e.expr, e.free) for e in (new.left, new.right))
        if x is None or y is None:
            return Step(UNREAD)
        relation = c.compare(x, y)
        if relation == c.SHAPES or relation != c.EQUAL and not any(kind == c.EQUAL for kind, *_ in c.ways(x, y)):
            return Step(SHAPE, new, numbers)
        if relation == c.EQUAL:
            return Step(EQUAL, old, numbers)
    verdict = same_solutions(residual(old), residual(new), old.unknown, numbers.points, new.explicit)
    if verdict == UNSURE and _multiplied(old, new, numbers):
        verdict = FAILS
    if verdict == FOLLOWS:
        return Step(EQUAL, new, numbers)
    if verdict != FAILS or _new_letters(old, new):
        return Step(UNREAD, new, numbers)
    assumption = _assumption(old, new)
    return Step(ASSUMES if assumption else WRONG, new, numbers, assumption=assumption or ("", ""))


def _multiplied(old: Equation, new: Equation, numbers: Numbers) -> bool:
    r"""Whether one side is the same multiple of the other, not 1, wherever the equation before is solved, and the
    unknown is a vector on both or nothing was found that solves the line: Bw = 2\lambda Ww behind Bw = \lambda Ww."""
    if new.right is None:
        return False
    sides = [symbols_of(all_nodes([x.expr])) for x in (new.left, new.right)]
    # a number has several solutions, as 1 and 4 solve x^3 = 5x^2 - 4x, and x^2 = 4x
    vectors = old.unknown.shape != (1, 1) and all(old.unknown in side for side in sides)
    if not vectors and solve(residual(new), old.unknown, numbers.points) is not None:
        return False
    solved = (solve(of_length(residual(old), old.unknown, numbers.points), old.unknown, numbers.points)
              or moved_onto(residual(old), numbers.points))
    if solved is None:
        return False
    values = [Numbers(solved, {}).value(x.expr, x.free) for x in (new.left, new.right)]
    pair = next(((a, b) for _, a, b in c.ways(*values)), None) if None not in values else None
    if pair is None or not all(np.isfinite(a).all() and np.abs(a).max() > 1e-6 for a in pair):
        return False
    x, y = (a.reshape(numbers.points.count, -1) for a in pair)
    ratios = (x * y).sum(axis=1) / (x * x).sum(axis=1)
    return bool(np.abs(y - ratios[:, None] * x).max() < 1e-6 * np.abs(y).max()
                and np.abs(ratios - ratios[0]).max() < 1e-6 < 1e-3 < abs(ratios[0] - 1))


def _new_letters(old: Equation, new: Equation) -> bool:
    """Whether the line speaks of vectors or matrices that the equation does not, or of a number that nothing defines:
    an eigenvector found, of which only words say what it is."""
    known = set(symbols_of(all_nodes([x.expr for x in _exprs(old)]))) | {old.unknown}
    nodes = all_nodes([x.expr for x in _exprs(new)])
    return (any(n.op in ("evec", "svec", "svecs") for n in nodes)
            or any(s not in known and s.props.isdisjoint(("ones", "identity", "pm1")) for s in symbols_of(nodes)))


def residual(equation: Equation) -> Callable[[Points], np.ndarray | None]:
    r"""left - right at given points, one row per point; for a number that is to be found for each k, of the first k;
    with \pm for the sign that is nearer to 0."""
    one = equation.unknown.shape == (1, 1) and not equation.unknown.family

    def value(numbers: Numbers, typed: Typed) -> c.Value | None:
        found = numbers.value(typed.expr, typed.free)
        if found is None or not one or not found.free:
            return found
        return c.Value(found.array[(slice(None), *(0,) * len(found.free))], (), found.shape)

    sign = next((s for s in symbols_of(all_nodes([x.expr for x in _exprs(equation)])) if s.key == SIGN), None)

    def at(points: Points) -> np.ndarray | None:
        here = for_sign(points)
        other = (None if sign is None or here is None
                 else for_sign(Points({**points.env, sign: -points.env[sign]}, points.sizes, points.count)))
        return (here if other is None else np.where(np.abs(other).max(axis=1, keepdims=True) < np.abs(here).max(axis=1,
                                                        keepdims=True), other, here))

    def for_sign(points: Points) -> np.ndarray | None:
        numbers = bound(Numbers(points, {}), equation.judged.group.bindings)
        x = value(numbers, equation.left)
        if x is None:
            return None
        if equation.right is None:
            return x.array.reshape(points.count, -1)
        y = value(numbers, equation.right)
        if y is None:
            return None
        pair = next(((a, b) for _, a, b in c.ways(x, y)), None)
        return None if pair is None else (pair[0] - pair[1]).reshape(points.count, -1)

    return at


def _assumption(old: Equation, new: Equation) -> tuple[str, str] | None:
    typed = _exprs(old, new)
    for symbol in symbols_of(all_nodes([x.expr for x in typed])):
        square = 1 not in symbol.shape and symbol.shape[0] == symbol.shape[1]
        if square and symbol is not old.unknown and "symmetric" not in symbol.props:
            numbers = _numbers((old, new), props={symbol: symbol.props | {"symmetric"}})
            if same_solutions(residual(old), residual(new), old.unknown, numbers.points) == FOLLOWS:
                return symbol.key, "symmetric"
    return None


def solution(equation: Equation, other: Equation | None) -> Numbers | None:
    """Random points with the unknown at the solution of the equation, in sizes for which there is only one;
    of several, at one that does not solve the other."""
    typed = _exprs(equation)
    dims = dims_of(all_nodes([x.expr for x in typed]))
    choices = [dict(zip(dims, sizes)) for sizes in permutations(
        sizes_beside(all_nodes([x.expr for x in typed]))[:len(dims)])] if len(dims) <= 3 else [None]
    for numbers in (n for sizes in choices for n in _anywhere((equation,), sizes)):
        if equation.unknown not in numbers.points.env:
            return None
        points = solve(residual(equation), equation.unknown, numbers.points)
        if points is not None and isolated(residual(equation), points, equation.unknown):
            if np.abs(points.env[equation.unknown]).max() < 1e-6:              # 0 solves Cu = au, whatever a is
                return Numbers(moved_onto(residual(equation), numbers.points) or points, {})
            apart = (unshared(residual(equation), residual(other), equation.unknown, points, numbers.points)
                     if other is not None and not other.explicit else None)
            return Numbers(apart or points, {})
    return None
