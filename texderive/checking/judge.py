r"""Judging a chain: its members typed together, evaluated at random points, each compared with the one before.

A verdict of wrong needs disagreement under every plausible reading: every scope of an unbracketed derivative, the constraints that
the document states, and every single symbol taken as symmetric (then the line is conditional).
"""
from __future__ import annotations

import numpy as np

from .. import tree as t
from ..errors import ShapeError, TexDeriveError
from . import compare as c
from . import constants, orders
from .doubts import (call_or_product, dependent_member, doubtful, fresh_symbols, has_differentials, is_layout, label_of, means_of, new_name, of_one_letter, only_names, opaque_names,
                     other_reading, read_otherwise, right_by_count, rows_of, two_meanings)
from .edit import walk
from .heads import mentions
from .hypotheses import agree_at, assumption_of, at_constraints, both, unmet
from .judged import Judged, Judgement, points_for
from .knowledge import Knowledge
from .moving import Moving, is_rate
from .numbers import Numbers, all_nodes, symbols_of
from .prepare import Prepared
from .report import ASSUMES, EQUAL, SHAPE, SKIPPED, TRANSPOSED, UNREAD, WRONG
from .sides import Side
from .together import ODD, RELATIONS, together
from .typing import Group, try_joint

_EMPTY_SUM = "TD325"               # \sum_n of something without n: an index gone wrong
_NOT_SHAPES = ("TD222", "TD223", "TD213", "TD220")      # nothing to differentiate by or behind the sign, a sum whose members are not known as such, a circle
_VANISHING = ("deriv", "app", "dapp", "max", "min", "cmp", "cases", "ind", "delta")      # what may be zero at all points without being zero


def judge(prepared: Prepared, known: Knowledge, layout: str) -> Judged:
    """All relations of a chain under one layout."""
    room = prepared.room.with_layout(layout)
    readable = [k for k, s in enumerate(prepared.sides) if s.node is not None and not s.zero and not _hopeless(prepared.sides, k)]
    group, typed, errors = together(room, prepared.sides, readable)
    judged = Judged(prepared, layout, group, typed)
    if group is not None:
        judged.numbers = _of_signs(judged, points_for(list(typed.values()), bindings=group.bindings))
    for k in range(1, len(prepared.sides)):
        judged.judgements.append(_relation(judged, known, k, errors))
    bad = next((j.k for j in judged.judgements if j.verdict in (WRONG, SHAPE)), len(prepared.sides))
    judged.cost += 3.0 * (1 - bad / len(prepared.sides))          # the layout that carries further is the likelier one
    judged.cost += sum(_COST.get(j.verdict, 0.0) + 5.0 * (j.verdict == UNREAD and 0 <= j.before < j.k - 1) for j in judged.judgements) + (max(0.0, group.cost - ODD) if group else 0.0)
    return judged


def _of_signs(judged: Judged, numbers: Numbers) -> Numbers:
    """The points where numbers have the signs that the text supposes."""
    judged.numbers = numbers
    for latex, sign in judged.prepared.signs:
        try:
            symbol = judged.symbol(judged.prepared.known.node(latex))
        except TexDeriveError:
            continue
        if symbol is not None and symbol.shape == (1, 1) and not symbol.family:
            judged.numbers = judged.numbers.moved(symbol, sign * np.abs(judged.numbers.points.env[symbol]))
    return judged.numbers


_COST = {WRONG: 10.0, SHAPE: 11.0, ASSUMES: 6.0, UNREAD: 3.0, TRANSPOSED: 1.0}


def _hopeless(sides: list[Side], k: int) -> bool:
    """A member about a function that is defined nowhere, next to none that speaks of it."""
    beside = [sides[j] for j in (k - 1, k + 1) if 0 <= j < len(sides)]
    return any(all(s.node is None or not mentions(s.node, name) for s in beside) for name in sides[k].undefined)


# ---------------------------------------------------------------- one relation

def _relation(judged: Judged, known: Knowledge, k: int, errors: dict[int, TexDeriveError]) -> Judgement:
    sides, side = judged.prepared.sides, judged.prepared.sides[k]
    if side.member.relation not in RELATIONS:
        return Judgement(k, SKIPPED)
    if side.node is None:
        return Judgement(k, UNREAD, error=side.error)
    if side.zero:
        return _zero(judged, k)
    if unknown := _unknown(sides[k - 1], side):
        return Judgement(k, UNREAD, k - 1, note=f"{unknown} is differentiated here but defined nowhere")
    if k in errors:
        error = errors[k]
        if isinstance(error, ShapeError) and k - 1 in judged.typed and read_otherwise(judged, k - 1, k):
            return Judgement(k, EQUAL, k - 1, note="read otherwise")
        if isinstance(error, ShapeError) and _equal_by_themselves(judged, k):
            return Judgement(k, EQUAL, k - 1, note="with shapes that the other members do not suggest")
        sure = (isinstance(error, ShapeError) and error.code not in _NOT_SHAPES and not counted_letters(sides) and not _points_and_members(judged) or error.code == _EMPTY_SUM) and judged.group is not None \
            and any(j in judged.typed for j in range(k)) and (sides[k - 1].node is not None or sides[k - 1].zero) and not doubtful(side, known)
        return Judgement(k, SHAPE if sure else UNREAD, k - 1, error)
    if k in judged.typed and k - 1 in judged.typed and (only_names(judged, k) or k == 1 and new_name(judged)):
        return Judgement(k, SKIPPED, k - 1)
    if k in judged.typed and k - 1 in judged.typed and _given_a_number(judged, k):
        return Judgement(k, SKIPPED, k - 1)
    before = next((j for j in range(k - 1, -1, -1) if (j in judged.typed or sides[j].zero) and not (j and j in judged.typed and only_names(judged, j))), None)
    if k not in judged.typed or before is None or sides[before].zero:
        return Judgement(k, UNREAD, error=errors.get(k - 1) or sides[k - 1].error)
    if k - 1 not in judged.typed and sides[k - 1].node is None:
        return Judgement(k, UNREAD, error=sides[k - 1].error)
    found = _compared(judged, known, before, k)
    if any(j not in judged.typed for j in range(before + 1, k)) and found.verdict in (WRONG, SHAPE, ASSUMES):       # an unread member in between: nobody knows where it went wrong
        return Judgement(k, UNREAD, before, error=errors.get(k - 1))
    return found


def _equal_by_themselves(judged: Judged, k: int) -> bool:
    r"""Whether a member agrees with the one before it, both in numbers: \sigma'(x) = \sigma(x)(1 - \sigma(x)). Not so where signs of vectors and matrices stand."""
    nodes = [s.node for s in judged.prepared.sides[k - 1:k + 1]]
    if None in nodes or any(isinstance(n, t.Delim) or isinstance(n, t.Symbol) and (n.name.isupper() or n.font or n.name in _OF_VECTORS) for node in nodes for n, _ in walk(node)):
        return False
    found = try_joint(judged.prepared.room.with_layout(judged.layout), nodes, [(0, 1)])
    return isinstance(found, Group) and agree_at(points_for(found.members, bindings=found.bindings), found.members)


_OF_VECTORS = (r"\top", r"\intercal", r"\nabla", r"\mathbf")


def counted_letters(sides: list[Side]) -> bool:
    """Whether n stands beside n_k: a number of things beside numbers by kind, not a vector and its components."""
    below, bare = set(), set()
    for side in sides:
        for n, above in walk(side.node) if side.node is not None else ():
            if isinstance(n, t.Script) and isinstance(n.sub, t.Symbol) and isinstance(n.base, t.Symbol):
                below.add(n.base.name)
            elif isinstance(n, t.Symbol) and not (above and isinstance(above[-1], t.Script)):
                bare.add(n.name)
    return bool(below & bare & set("nNmMkKT"))


def _points_and_members(judged: Judged) -> bool:
    r"""Whether x stands beside x_i and x_{ij}: a point with its entries x_j beside points x_i with theirs, which one letter does not tell apart."""
    found: dict[str, set[int]] = {}
    for root in [*(s.node for s in judged.prepared.sides if s.node is not None), *(d.body for d in judged.prepared.room.definitions)]:
        for n, above in walk(root):
            if isinstance(n, t.Symbol) and not (above and isinstance(above[-1], t.Script) and above[-1].base is n):
                found.setdefault(n.name, set()).add(0)
            elif isinstance(n, t.Script) and n.sub is not None and isinstance(n.base, t.Symbol):
                found.setdefault(n.base.name, set()).add(len(n.sub.items) if isinstance(n.sub, t.Items) else 1)
    return any({0, 1, 2} <= counts for counts in found.values())


def _unknown(a: Side, b: Side) -> str:
    """An undefined function that only one of both sides speaks of."""
    for one, other in ((a, b), (b, a)):
        for name in one.undefined:
            if other.node is None or not mentions(other.node, name):
                return name
    return ""


def _given_a_number(judged: Judged, k: int) -> bool:
    """y = 1: a letter is given a number, which is no claim for all its values."""
    left, right = judged.typed[k - 1].expr, judged.typed[k].expr
    return left.op == "var" and not left.args and left.data.shape == (1, 1) and left.data not in {b.symbol for b in judged.group.bindings} and not symbols_of(all_nodes([right]))


def _zero(judged: Judged, k: int) -> Judgement:
    """`= 0` asks for a stationary point, unless what stands before it is zero everywhere."""
    value = judged.value(k - 1)
    return Judgement(k, EQUAL if value is not None and value.zero and not judged.prepared.sides[k - 1].undefined else SKIPPED, k - 1)


def _compared(judged: Judged, known: Knowledge, a: int, b: int) -> Judgement:
    x, y = judged.value(a), judged.value(b)
    if x is None or y is None:
        return Judgement(b, UNREAD, a, note="no value could be computed")
    verdict = c.compare(x, y)
    if verdict == c.EQUAL and x.zero and y.zero and any(n.op in _VANISHING for n in all_nodes([p.expr for p in both(judged, a, b)])):
        return Judgement(b, UNREAD, a, note="both sides are zero at every point, which proves nothing")
    if verdict == c.EQUAL:
        return Judgement(b, EQUAL, a)
    if any(judged.prepared.sides[k].constant for k in (a, b)):
        same = constants.agree(judged, a, b)
        if same is not False:
            return Judgement(b, EQUAL if same else UNREAD, a, note="up to a constant" if same else "what the constant may depend on is not said")
    if any(judged.prepared.sides[k].order is not None for k in (a, b)):
        same = orders.agree(judged, a, b, judged.numbers)
        if same is not False:
            return Judgement(b, EQUAL if same else UNREAD, a, note="up to terms of higher order" if same else "what the terms left out are is not clear")
        assumption = assumption_of(judged, a, b, lambda numbers, pair: orders.agree(judged, a, b, numbers) is True)
        return Judgement(b, ASSUMES if assumption else WRONG, a, assumption=assumption or ("", ""))
    if other_reading(judged, a, b):
        return Judgement(b, EQUAL, a, note="with the derivative reaching over other terms")
    if verdict == c.TRANSPOSED and is_layout(judged, x, y):
        return Judgement(b, TRANSPOSED, a)
    if called := call_or_product(judged, a, b):
        return Judgement(b, UNREAD, a, note=f"whether {called} is a function's value or a product is not said")
    if verdict == c.UNDEFINED or two_meanings(both(judged, a, b)):
        return Judgement(b, UNREAD, a, note="there was no point at which both sides have one value")
    opaque = [opaque_names(p) for p in both(judged, a, b)]
    if opaque[0] != opaque[1]:
        return Judgement(b, UNREAD, a, note=f"{', '.join(sorted(opaque[0] ^ opaque[1]))} is not defined")
    if known.constraints:
        moved = at_constraints(judged, known, judged.numbers)
        if moved is not None and agree_at(moved, both(judged, a, b)):
            return Judgement(b, EQUAL, a)
        if unmet(judged, known, a, b, moved):
            return Judgement(b, UNREAD, a, note="no numbers were found that meet the conditions in the text")
    fresh, rows = fresh_symbols(judged, b), rows_of(judged, a, b)
    if rows:
        stacked = points_for(both(judged, a, b), bindings=judged.group.bindings, rows=rows)
        if agree_at(stacked, both(judged, a, b)):
            return Judgement(b, EQUAL, a, note="with the members of a family as rows")
        if all(s in [r[0] for r in rows] for s in fresh):
            return Judgement(b, SHAPE if verdict == c.SHAPES else WRONG, a, numbers=stacked, rows=tuple(rows))
    if means := means_of(both(judged, a, b)):
        averaged = points_for(both(judged, a, b), bindings=judged.group.bindings, means=means)
        if agree_at(averaged, both(judged, a, b)) or right_by_count(both(judged, a, b), averaged):
            return Judgement(b, EQUAL, a, note="with the bar for the mean")
    if (pair := of_one_letter(judged, a, b)) is not None:
        return Judgement(b, UNREAD, a, note=f"how {pair[0].key} is made of {pair[1].key} is not said")
    if fresh:
        return Judgement(b, UNREAD, a, note=f"{', '.join(s.key for s in fresh)} is not explained before this line")
    if right_by_count(both(judged, a, b), judged.numbers):
        return Judgement(b, EQUAL, a, note="with the number of entries for a letter")
    if any(has_differentials(judged.prepared.sides[k].node, known) for k in (a, b)):
        return Judgement(b, UNREAD, a, note="differentials such as dx are not judged")
    if judged.prepared.summed and any(n.op == "delta" and n.args[0] == n.args[1] for n in all_nodes([p.expr for p in both(judged, a, b)])):
        return Judgement(b, UNREAD, a, note="how many values the index of a trace of delta has is not said")
    different = set.symmetric_difference(*(set(symbols_of(all_nodes([p.expr]))) for p in both(judged, a, b)))
    moving = judged.prepared.differentials
    if isinstance(moving, Moving) and not moving.conditions(known) and (rates := sorted(s.key for s in different if is_rate(s.key))):
        return Judgement(b, UNREAD, a, note=f"what {rates[0]} is is not said")
    given = sorted(s.key for s in different if s.key in known.valued)
    if given:
        return Judgement(b, UNREAD, a, note=f"{', '.join(given)} is given a number in the text, which is not put in here")
    if label := label_of(judged, a, b):
        return Judgement(b, UNREAD, a, note=f"whether {label} is an entry of a vector is not said")
    if name := dependent_member(judged):
        return Judgement(b, UNREAD, a, note=f"{name} depends on the other members")
    assumption = assumption_of(judged, a, b)
    if assumption:
        return Judgement(b, ASSUMES, a, assumption=assumption)
    if x.shape != y.shape and x.shape == y.shape[::-1]:
        judged.cost += 1.0                     # in the other layout the shapes would agree
    return Judgement(b, SHAPE if verdict == c.SHAPES else WRONG, a)


