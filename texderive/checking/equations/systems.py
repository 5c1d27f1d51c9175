r"""Several equations solved together: \partial S/\partial a = 0 and \partial S/\partial b = 0, x = -A^T\nu and Ax = b.

A line follows from a system where it holds at solutions of it: random values for everything given, the unknowns moved
by Newton's method to where all equations hold at once. It is called wrong only where the system determines the
unknowns: it is linear in them, or the line fails at what is found from several starts."""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import permutations

import numpy as np

from ... import tree as t
from ...symbols import Symbol
from ...types.names import name_of
from ...verify.points import Points
from ..judging.judged import Judged
from ..members.sides import nodes_of
from ..report import ASSUMES, EQUAL, SHAPE, UNREAD, WRONG
from ..trees.heads import mentions, plain_name
from ..typed.prepare import Prepared
from ..typed.typing import Group, Typed, try_joint
from ..values import compare as c
from ..values.numbers import (
    CLOSE, Numbers, all_nodes, dims_of, flat_values, newton, numbers_for, sizes_beside, symbols_of, with_flat,
)

Pair = tuple[t.Node, t.Node | None]            # left = right, None for zero
_MULTIPLIERS = (r"\lambda", r"\nu", r"\eta")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on a line beside a system; where it is wrong, the line as typed in `group` and the points at
    which the equations hold."""

    verdict: str
    group: Group | None = None
    line: tuple[Typed, ...] = ()
    points: Points | None = None


@dataclass(slots=True)
class System:
    """The equations of one part of a document, as trees, and the letters they are solved for, by name."""

    equations: list[Pair] = field(default_factory=list)
    # the same, each as its derivation begins, where that has a slip
    derivations: list[Pair] = field(default_factory=list)
    unknowns: dict[str, t.Node] = field(default_factory=dict)

    def add(self, judged: Judged, left: t.Node, right: t.Node | None) -> None:
        """One more equation; what its chain differentiates by is an unknown."""
        self.equations.append((left, right))
        begun = (judged.prepared.sides[0].node if any(j.verdict in (WRONG, SHAPE, ASSUMES) for j in judged.judgements)
                 and right is None else None)
        self.derivations.append((left, right) if begun is None else (begun, None))
        self.solved_for(judged.prepared.variable)

    def solved_for(self, variable: t.Node | None) -> None:
        """One more unknown: a letter that lines say."""
        whole = (variable.base if isinstance(variable, t.Script) and isinstance(variable.sub, t.Symbol)
                 and name_of(variable) is None else variable)
        if whole is not None and name_of(whole) is not None:
            self.unknowns.setdefault(name_of(whole), whole)

    def speaks(self, prepared: Prepared) -> bool:
        """Whether a line is about an unknown, itself or as \\hat a, or gives a letter of the equations a value."""
        head = plain_name(prepared.sides[0].node) if prepared.sides[0].node is not None else None
        if head is not None and any(mentions(n, head) for pair in self.equations for n in pair if n is not None):
            return True
        if prepared.chain.link and self._multipliers(prepared.sides[0].node, prepared.sides[1].node):
            return True
        below = (n for node in nodes_of(prepared.sides[:2]) for n in t.nodes(node))
        return any(plain_name(n) in self.unknowns for n in below if isinstance(n, (t.Symbol, t.Script)))

    def _multipliers(self, *nodes: t.Node | None) -> dict[str, t.Node]:
        """The multipliers in these trees that the equations speak of."""
        found = {n.name: n for node in nodes if node is not None for n in t.nodes(node) if isinstance(n, t.Symbol)
                 and n.name in _MULTIPLIERS}
        return {name: n for name, n in found.items()
                if any(mentions(m, name) for pair in self.equations for m in pair if m is not None)}

    def plain(self, node: t.Node) -> t.Node:
        r"""The tree with a for \hat a and a^*, where a is an unknown."""
        return t.replaced(node, lambda n: self.unknowns.get(plain_name(n)) if isinstance(n, (t.Symbol, t.Script))
                          and name_of(n) not in self.unknowns else None)

    def judge(self, prepared: Prepared) -> Outcome:
        """EQUAL where the line follows, WRONG where it certainly does not, else UNREAD."""
        left, right = prepared.sides[0].node, prepared.sides[1].node
        if left is None or right is None or not self.equations:
            return Outcome(UNREAD)
        left = self.plain(left)
        if (name := name_of(left)) is not None:
            self.unknowns.setdefault(name, left)
        self.unknowns = self._multipliers(left, right, *(n for pair in self.equations for n in pair)) | self.unknowns
        line: Pair = (left, None if prepared.sides[1].zero else self.plain(right))
        found = self._judged(prepared, self.equations, line)
        if (found.verdict == WRONG and self.derivations != self.equations
                and self._judged(prepared, self.derivations, line).verdict == EQUAL):
            return Outcome(EQUAL)              # it follows from what the equations were derived from, before the slip
        return found

    def _judged(self, prepared: Prepared, equations: list[Pair], line: Pair) -> Outcome:
        about = [name for u in self.unknowns.values() for name in (name_of(u), name_of(t.unscripted(u))) if name is not None]
        pairs = [*equations, *((a, b) for a, b in prepared.known.constraints
                               if any(mentions(n, u) for n in (a, b) for u in about)), line]
        room = replace(prepared.room, definitions=[d for d in prepared.room.definitions if d.name not in self.unknowns],
                       variables=tuple(self.unknowns.values()))
        nodes = [n for pair in pairs for n in pair if n is not None]
        starts = np.cumsum([0, *(1 + (b is not None) for _, b in pairs)])
        group = try_joint(room, nodes, [(int(k), int(k) + 1) for k, (_, b) in zip(starts, pairs) if b is not None])
        if not isinstance(group, Group):
            return Outcome(UNREAD)
        typed = [group.members[a:b] for a, b in zip(starts, starts[1:])]
        symbols = list(dict.fromkeys(s for name, node in self.unknowns.items() if any(mentions(n, name) for n in nodes)
                                     and (s := group.symbol(node, below=True)) is not None))
        return _judged(group, typed, symbols)


def _judged(group: Group, typed: list[list[Typed]], unknowns: list[Symbol]) -> Outcome:
    """In several sizes, until the system has a solution."""
    members = [x for pair in typed for x in pair]
    nodes = all_nodes([x.expr for x in members])
    dims = dims_of(nodes)
    choices = ([dict(zip(dims, sizes)) for sizes in permutations(sizes_beside(nodes)[:len(dims)])] if 0 < len(dims) <= 3
               else [None])
    for regime in ("real", "positive"):
        for sizes in choices:
            numbers = numbers_for([x.expr for x in members], {i: d for x in members for i, d in x.free.items()},
                                  regime=regime, sizes=sizes, bindings=group.bindings)
            verdict, points = _judged_at(numbers, typed, [s for s in unknowns if s in numbers.points.env])
            if verdict != UNREAD:
                return Outcome(verdict, group, tuple(typed[-1]), points)
    return Outcome(UNREAD)


def _judged_at(numbers: Numbers, typed: list[list[Typed]], unknowns: list[Symbol]) -> tuple[str, Points | None]:
    *equations, line = typed
    found = _holds(numbers, equations, line, unknowns)
    # perhaps with the line in the place of one of the equations, which then has to hold:
    # at another of several solutions
    if found is None or not found[0] and found[1] == _BY_STARTS:
        turned = [t for k, e in enumerate(equations)
                  if (t := _holds(numbers, [*equations[:k], line, *equations[k + 1:]], e, unknowns)) is not None]
        found = (True, _FREE, None) if any(holds for holds, *_ in turned) else found or (False, _FREE, None)
    holds, determined, points = found
    known, said = (set(symbols_of(all_nodes([x.expr for e in pairs for x in e]))) for pairs in (equations, [line]))
    if not said - set(unknowns) and known - set(unknowns):
        determined = _FREE  # x = 2 where the equations speak of y, too: its value may be known from elsewhere
    return EQUAL if holds else WRONG if determined and said <= known else UNREAD, points


def _holds(numbers: Numbers, equations: list[list[Typed]], line: list[Typed], unknowns: list[Symbol]) -> tuple[bool,
        int, Points] | None:
    """Whether a line holds where the equations do, how far these determine the unknowns, and the points there;
    None where that was not found out."""
    before = _residual(line, numbers.points)
    if not unknowns or before is None or not np.isfinite(before).all() or np.abs(before).max() < 1e-9:
        return None
    scale, ends = max(np.abs(before).max(), 1e-3), []
    for number, factor in enumerate(_STARTS):
        start = with_flat(numbers.points, unknowns, factor * flat_values(numbers.points, unknowns))
        found = _solved(lambda points: _stacked([_residual(e, points) for e in equations]), start, unknowns)
        after = None if found is None else _residual(line, found[0])
        if after is None or not np.isfinite(after).all():
            if ends or number < 2:
                continue
            return None
        worst = np.abs(after).max()
        if worst < 1e-7 * scale:
            return True, found[1], found[0]
        if worst <= 1e-3 * scale:
            return None
        ends.append(found)
        if found[1] != _BY_STARTS or len(ends) == 2:
            break
    return (False, _FREE if ends[0][1] == _BY_STARTS and len(ends) < 2 else ends[0][1], ends[0][0]) if ends else None


def _residual(pair: list[Typed], points: Points) -> np.ndarray | None:
    """left - right, one row per point."""
    values = [Numbers(points, {}).value(x.expr, x.free) for x in pair]
    if None in values:
        return None
    if len(values) == 1:
        return values[0].array.reshape(points.count, -1)
    way = next((w for w in c.ways(*values)), None)
    return None if way is None else (way[1] - way[2]).reshape(points.count, -1)


def solved_at(equations: list[list[Typed]], points: Points, letters: list[Symbol]) -> Points | None:
    """The points moved, by these letters, to where all equations hold; None where that was not found."""
    found = _solved(lambda there: _stacked([_residual(e, there) for e in equations]), points, letters) if letters else None
    return None if found is None else found[0]


def _stacked(parts: list[np.ndarray | None]) -> np.ndarray | None:
    return None if any(p is None for p in parts) else np.concatenate(parts, axis=1)


# the equations leave freedom, or none near a solution, or none at all, being linear
_FREE, _BY_STARTS, _LINEAR = range(3)
_STARTS = (1.0, 0.2, 5.0, -1.0, -5.0)          # multiples of the first start


def _solved(residuals, points: Points, unknowns: list[Symbol]) -> tuple[Points, int] | None:
    """Points at which all equations hold, and how far they determine the unknowns; None where none were found."""
    place = lambda there, flat: with_flat(there, unknowns, flat)
    for step, (flat, here, jacobian) in enumerate(newton(residuals, place, points, flat_values(points, unknowns), 24)):
        if here is not None and np.abs(here).max() < CLOSE:
            return (place(points, flat), _FREE if jacobian is None or not _full_rank(jacobian) else _LINEAR
                    if step == 1 else _BY_STARTS)
    return None


def _full_rank(jacobian: np.ndarray) -> bool:
    """Whether the equations leave no freedom, at any point."""
    singular = np.linalg.svd(jacobian, compute_uv=False)
    return bool(jacobian.shape[1] >= jacobian.shape[2] and np.all(singular[:, -1] > 1e-6 * singular[:, 0]))
