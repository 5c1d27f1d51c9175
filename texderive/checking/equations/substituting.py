"""Lines that use equations solved before: "substituting back", "inserting this into L" — judged
where these equations hold."""
from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...errors import TexDeriveError
from ..judging.hypotheses import agree_at, both, with_all
from ..judging.judged import Judged, Judgement, points_for
from ..report import EQUAL, UNREAD
from ..trees.heads import letters
from ..typed.typing import Group, Typed, try_joint
from ..values import compare as c
from ..values.numbers import Numbers, all_nodes, bound, symbols_of
from .systems import Pair, solved_at


def substituted(judged: Judged, judgement: Judgement, equations: list[Pair]) -> Judgement:
    """The judgement on a relation at points where the equations hold; as it is where none of them speaks
    of the letters of the line."""
    a, b = judgement.before, judgement.k
    if a < 0 or not {a, b} <= judged.typed.keys():
        return judgement
    judged = _typed_with(judged, a, b, equations) or judged
    pair = both(judged, a, b)
    here = set(symbols_of(all_nodes([p.expr for p in pair])))
    about = [e for e in _typed(judged, equations) if here & set(symbols_of(all_nodes([x.expr for x in e])))]
    if not about:
        return judgement
    numbers = _at(judged, about)
    if numbers is None:
        return Judgement(b, UNREAD, a, note="the equations before are put in here")
    if agree_at(numbers, pair):
        return Judgement(b, EQUAL, a, note="with the equations before")
    x, y = (numbers.value(p.expr, p.free) for p in pair)
    known = x is not None and y is not None and c.compare(x, y) == c.DIFFERENT
    return (Judgement(b, judgement.verdict, a, numbers=numbers, beside=judged) if known
            else Judgement(b, UNREAD, a, note="the equations before are put in here"))


def _typed_with(judged: Judged, a: int, b: int, equations: list[Pair]) -> Judged | None:
    """Members a and b typed together with the equations about their letters, as of \\sum_i a_i y_i = 0 where the line
    has sums without ranges; None where no shapes serve all."""
    line = [judged.prepared.sides[k].node for k in (a, b)]
    about = [e for e in equations if any(letters(n) & letters(m) for n in e if n is not None for m in line)]
    nodes, pairs = list(line), [(0, 1)]
    for left, right in about:
        pairs += [(len(nodes), len(nodes) + 1)] if right is not None else []
        nodes += [left] if right is None else [left, right]
    found = try_joint(judged.prepared.room.with_layout(judged.layout), nodes, pairs) if about else None
    if not isinstance(found, Group):
        return None
    typed = dict(zip((a, b), found.members))
    return replace(judged, group=found, typed=typed, numbers=points_for(list(typed.values()), bindings=found.bindings))


def _typed(judged: Judged, equations: list[Pair]) -> list[list[Typed]]:
    """The equations in the state of a chain, without those that do not fit."""
    out = []
    for left, right in equations:
        try:
            out.append([judged.group.more(left)] if right is None else list(judged.group.equation(left, right)))
        except (TexDeriveError, RecursionError):
            continue
    return out


def _at(judged: Judged, equations: list[list[Typed]]) -> Numbers | None:
    """The points of a chain moved, all letters of the equations as little as possible, to where these hold."""
    numbers = with_all(judged.numbers, [tuple(x.expr for x in e) for e in equations])
    follow = {b.symbol for b in judged.group.bindings}
    letters = [s for s in symbols_of(all_nodes([x.expr for e in equations for x in e])) if s in numbers.points.env
               and s not in follow and s.props.isdisjoint(("ones", "identity"))]
    points = solved_at(equations, numbers.points, letters)
    if points is None or any(not np.isfinite(points.env[s]).all() for s in letters):
        return None
    return bound(Numbers(points, numbers.free), judged.group.bindings)
