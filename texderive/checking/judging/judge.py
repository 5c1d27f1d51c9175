r"""Judging a chain: its members typed together, evaluated at random points, each compared with the one before.

A verdict of wrong needs disagreement under every plausible reading: every scope of an unbracketed derivative, the
constraints that the document states, and every single symbol taken as symmetric (then the line is conditional).
"""
from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from ... import tree as t
from ...errors import ShapeError, TexDeriveError
from ...types.names import is_transposed, name_of
from ...types.reading import Definition
from ..context.knowledge import Knowledge, by_entries
from ..context.relations import inner
from ..members.sides import Side, nodes_of
from ..report import ASSUMES, EQUAL, SHAPE, SKIPPED, TRANSPOSED, UNREAD, WRONG
from ..trees.heads import head_name, mentions
from ..trees.structures import walk
from ..typed.prepare import Prepared
from ..typed.together import ODD, RELATIONS, together
from ..typed.typing import Group, Typed, try_joint
from ..values.numbers import Numbers, all_nodes, symbols_of
from .differing import compared
from .doubts import called_of_nothing, doubtful, entry_by_entry, new_name, only_names, read_otherwise
from .hypotheses import agree_at
from .judged import Judged, Judgement, points_for

_IN_THIS_LAYOUT = "TD201"          # a product that the shapes of this layout do not allow
_EMPTY_SUM = "TD325"               # \sum_n of something without n: an index gone wrong
# more axes than two, nothing where something belongs, to differentiate by or behind the sign, a sum whose members are
# not known as such, a circle, another number of arguments, Y/A entry by entry
_NOT_SHAPES = ("TD209", "TD222", "TD223", "TD213", "TD220", "TD221", "TD326", "TD207")


def judge(prepared: Prepared, known: Knowledge, layout: str) -> Judged:
    """All relations of a chain under one layout."""
    room = prepared.room.with_layout(layout)
    readable = [k for k, s in enumerate(prepared.sides) if s.node is not None and not s.zero and not _hopeless(prepared, k)]
    group, typed, errors = together(room, prepared.sides, readable)
    judged = Judged(prepared, layout, group, typed)
    if group is not None:
        judged.numbers = _of_signs(judged, list(typed.values()))
    for k in range(1, len(prepared.sides)):
        judged.judgements.append(_relation(judged, known, k, errors))
    unclaimed = [k for k, s in enumerate(prepared.sides) if k == 0 or s.member.relation not in RELATIONS]
    if group is not None and any(isinstance(error := errors.get(k), ShapeError) or error is not None
                                 and error.code == _IN_THIS_LAYOUT for k in unclaimed):
        judged.cost += 12.0                    # w - \alpha\nabla f(w), which is no claim, makes no sense in this layout
    bad = next((j.k for j in judged.judgements if j.verdict in (WRONG, SHAPE)), len(prepared.sides))
    judged.cost += 3.0 * (1 - bad / len(prepared.sides))          # the layout that carries further is the likelier one
    judged.cost += sum(_COST.get(j.verdict, 0.0) + 5.0 * (j.verdict == UNREAD and 0 <= j.before < j.k - 1)
                       for j in judged.judgements) + (max(0.0, group.cost - ODD) if group else 0.0)
    return judged


def _of_signs(judged: Judged, typed: list[Typed]) -> Numbers:
    """The points where numbers are less or more than others as the text supposes: a letter is moved there,
    else of more points those are kept that qualify."""
    options = {"bindings": judged.group.bindings}
    judged.numbers = points_for(typed, **options)
    for latex, other, sign in judged.prepared.signs:
        try:
            left, right = judged.prepared.known.node(latex), judged.prepared.known.node(other)
        except TexDeriveError:
            continue
        symbol, bound = judged.symbol(left), judged.value_of(right)
        if bound is None or not bound.scalar or bound.free:
            continue
        if symbol is not None and symbol.shape == (1, 1) and not symbol.family:
            judged.numbers = judged.numbers.moved(symbol, bound.array.ravel() + sign * np.abs(judged.numbers.points.env[symbol]))
        elif (usual := judged.value_of(left)) is not None and usual.scalar and not usual.free:
            count, judged.numbers = judged.numbers.points.count, points_for(typed, count=_MANY, **options)
            kept = sign * (judged.value_of(left).array - judged.value_of(right).array).ravel() > 0
            judged.numbers, judged.unmet = judged.numbers.kept(kept), kept.sum() < count
    return judged.numbers


_MANY = 48                         # points of which some meet an inequality


_COST = {WRONG: 10.0, SHAPE: 11.0, ASSUMES: 6.0, UNREAD: 3.0, TRANSPOSED: 1.0}


def _hopeless(prepared: Prepared, k: int) -> bool:
    """A member about a function that is defined nowhere, next to none that speaks of it."""
    sides = prepared.sides
    beside = [sides[j] for j in (k - 1, k + 1) if 0 <= j < len(sides)]
    return any(all(_says_nothing(prepared, s, name) for s in beside) for name in sides[k].undefined)


def _says_nothing(prepared: Prepared, side: Side, name: str) -> bool:
    """Whether a side does not speak of a function, nor a definition that it may rest on."""
    return ((side.node is None or not mentions(side.node, name))
            and not any(d.kind != "function" and mentions(d.body, name) for d in prepared.room.definitions))


# ---------------------------------------------------------------- one relation

def _relation(judged: Judged, known: Knowledge, k: int, errors: dict[int, TexDeriveError]) -> Judgement:
    sides, side = judged.prepared.sides, judged.prepared.sides[k]
    if side.member.relation not in RELATIONS:
        return Judgement(k, SKIPPED)
    if side.node is None:
        return Judgement(k, UNREAD, error=side.error)
    if side.zero:
        return _zero(judged, k)
    if k == 1 and sides[0].zero and k in judged.typed and ((value := judged.value(k)) is None or not value.zero):
        return Judgement(k, SKIPPED, 0)        # 0 = ... asks for a stationary point as well
    if unknown := _unknown(judged, k):
        return Judgement(k, UNREAD, k - 1, note=f"{unknown} is differentiated here but defined nowhere")
    if k in errors:
        return _untyped(judged, known, k, errors[k])
    if k in judged.typed and k - 1 in judged.typed and (only_names(judged, k) or k == 1 and new_name(judged)
                                                        or _given_a_number(judged, k) or _of_two_letters(judged, k)):
        return Judgement(k, SKIPPED, k - 1)
    # what stands before w \gets ... is not equal to it
    first = next((j for j in range(k - 1, 0, -1) if sides[j].member.relation not in RELATIONS), 0)
    before = next((j for j in range(k - 1, first - 1, -1) if (j in judged.typed or sides[j].zero)
                   and not (j and j in judged.typed and only_names(judged, j))), None)
    if before is not None and sides[before].zero and (value := judged.value(k)) is not None and value.zero:
        return Judgement(k, EQUAL, before)
    if (k not in judged.typed or before is None or sides[before].zero or before == 0 and k > 1
            and _says_what_the_head_is(judged, k)):
        return Judgement(k, UNREAD, error=errors.get(k - 1) or sides[k - 1].error)
    if k - 1 not in judged.typed and sides[k - 1].node is None:
        return Judgement(k, UNREAD, error=sides[k - 1].error)
    found = compared(judged, known, before, k)
    if judged.unmet and found.verdict not in (EQUAL, TRANSPOSED):
        return Judgement(k, UNREAD, before, note="no numbers were found that meet the inequality before it")
    # an unread member in between: nobody knows where it went wrong
    if any(j not in judged.typed for j in range(before + 1, k)) and found.verdict in (WRONG, SHAPE, ASSUMES):
        return Judgement(k, UNREAD, before, error=errors.get(k - 1))
    return found


def _untyped(judged: Judged, known: Knowledge, k: int, error: TexDeriveError) -> Judgement:
    """A member that cannot be computed: a shape error where its shapes are certain and what stands
    before it is understood."""
    sides = judged.prepared.sides
    shapes = isinstance(error, ShapeError)
    if shapes and k - 1 in judged.typed and read_otherwise(judged, k - 1, k):
        return Judgement(k, EQUAL, k - 1, note="read otherwise")
    if shapes and k - 1 in judged.typed and entry_by_entry(judged, k):
        return Judgement(k, EQUAL, k - 1, note="entry by entry")
    if shapes and _equal_by_themselves(judged, k):
        return Judgement(k, EQUAL, k - 1, note="with shapes that the other members do not suggest")
    about_shapes = (shapes and error.code not in _NOT_SHAPES
                    and not counted_letters(sides, judged.prepared.room.definitions) and not _points_and_members(judged))
    about_shapes = about_shapes and not _argument_of_many(judged, k) and not called_of_nothing(judged, k)
    about_shapes = about_shapes and not (re.search(r"\d", error.message) and by_entries(judged.prepared.room.definitions, {}))
    understood = (judged.group is not None and any(j in judged.typed for j in range(k))
                  and (sides[k - 1].node is not None or sides[k - 1].zero))
    values = {re.split("[_^]", s.key)[0] for j, x in judged.typed.items() if j < k
              for s in symbols_of(all_nodes([x.expr])) if s.family}
    # \sum (y_i - a) says its index to its readers alone
    indexed = all(n.lower is not None for n in t.nodes(sides[k].node) if isinstance(n, t.BigOp))
    sure = (about_shapes or error.code == _EMPTY_SUM and indexed) and understood and not doubtful(sides[k], known, values)
    return Judgement(k, SHAPE if sure else UNREAD, k - 1, error)


def _argument_of_many(judged: Judged, k: int) -> bool:
    r"""Whether a member up to here speaks of an l(y, p) without arguments, where the document says p_i:
    which of them stands for the argument p is not said."""
    families = {d.name for d in judged.prepared.room.definitions if d.kind == "family"}
    doubted = [d for d in judged.prepared.room.definitions if d.kind == "function" and not families.isdisjoint(d.params)]
    bare = {name_of(n.operand) for side in judged.prepared.sides[:k + 1] if side.node is not None and doubted
            for n in t.nodes(side.node) if isinstance(n, t.Derivative) and n.operand is not None}
    return any(d.name in bare for d in doubted)


def _equal_by_themselves(judged: Judged, k: int) -> bool:
    r"""Whether a member agrees with the one before it, both in numbers: \sigma'(x) = \sigma(x)(1 - \sigma(x)).
    Not so where signs of vectors and matrices stand."""
    nodes = [s.node for s in judged.prepared.sides[k - 1:k + 1]]
    if None in nodes or any(isinstance(n, t.Delim) or isinstance(n, t.Symbol)
                            and (n.name.lstrip("\\")[:1].isupper() or n.font or n.name in _OF_VECTORS)
                            for node in nodes for n in t.nodes(node)):
        return False
    found = try_joint(judged.prepared.room.with_layout(judged.layout), nodes, [(0, 1)])
    return isinstance(found, Group) and agree_at(points_for(found.members, bindings=found.bindings), found.members)


_OF_VECTORS = (r"\top", r"\intercal", r"\nabla", r"\mathbf")


def counted_letters(sides: list[Side], definitions: Iterable[Definition] = ()) -> bool:
    """Whether n stands beside n_k: a number of things beside numbers by kind, not a vector and its components,
    nor m beside m_k of which a definition says what all are."""
    below, bare = set(), {}
    for side in sides:
        for n, above in walk(side.node) if side.node is not None else ():
            if isinstance(n, t.Script) and isinstance(n.sub, t.Symbol) and isinstance(n.base, t.Symbol):
                below.add(n.base.name)
            elif isinstance(n, t.Symbol) and not (above and isinstance(above[-1], t.Script)):
                counts = bool(above) and isinstance(above[-1], t.BigOp) and n is above[-1].upper
                bare[n.name] = bare.get(n.name, True) and counts
    vectors = {d.name for d in definitions if d.kind == "family" and len(d.params) == 1 and not bare.get(d.name, True)}
    return bool(below & bare.keys() & set("nNmMkKT") - vectors)


def _points_and_members(judged: Judged) -> bool:
    r"""Whether x stands beside x_i and x_{ij}, or x^{(i)}: a point with its entries x_j beside points with theirs,
    which one letter does not tell apart."""
    found: dict[str, set[int]] = {}
    for root in [*nodes_of(judged.prepared.sides), *(d.body for d in judged.prepared.room.definitions)]:
        for n, above in walk(root):
            if isinstance(n, t.Symbol) and not (above and isinstance(above[-1], t.Script) and above[-1].base is n):
                found.setdefault(n.name, set()).add(0)
            elif isinstance(n, t.Script) and isinstance(n.sup, t.Group) and isinstance(n.base, t.Symbol):
                found.setdefault(n.base.name, set()).add(2)
            elif isinstance(n, t.Script) and n.sub is not None and isinstance(n.base, t.Symbol) and not is_transposed(n):
                found.setdefault(n.base.name, set()).add(len(n.sub.items) if isinstance(n.sub, t.Items) else 1)
    return any({0, 1, 2} <= counts for counts in found.values())


def _unknown(judged: Judged, k: int) -> str:
    """An undefined function that only one of both sides speaks of."""
    a, b = judged.prepared.sides[k - 1:k + 1]
    return next((name for one, other in ((a, b), (b, a)) for name in one.undefined
                 if _says_nothing(judged.prepared, other, name)), "")


def _says_what_the_head_is(judged: Judged, k: int) -> bool:
    r"""Whether the left side of a chain is defined by its member k, the members before it being none to compute with:
    beside the left side it proves nothing."""
    chain, known = judged.prepared.chain, judged.prepared.known
    left = judged.prepared.sides[0].node
    return left is not None and any(p.place == chain.first.start and p.name == head_name(inner(left))
                                    and p.member == k for p in known.placed)


def _given_a_number(judged: Judged, k: int) -> bool:
    """y = 1: a letter is given a number, which is no claim for all its values."""
    left, right = judged.typed[k - 1].expr, judged.typed[k].expr
    return (left.op == "var" and not left.args and left.data.shape == (1, 1)
            and left.data not in {b.symbol for b in judged.group.bindings} and not symbols_of(all_nodes([right])))


def _of_two_letters(judged: Judged, k: int) -> bool:
    r"""\mu_1 = \mu_2 of numbers that nothing defines: a condition, which the letters' values may meet."""
    bound = {b.symbol for b in judged.group.bindings}
    return all(x.op == "var" and x.data.shape == (1, 1) and not x.data.family and x.data not in bound
               for x in (judged.typed[k - 1].expr, judged.typed[k].expr))


def _zero(judged: Judged, k: int) -> Judgement:
    """`= 0` asks for a stationary point, unless what stands before it is zero everywhere."""
    value = judged.value(k - 1)
    return Judgement(k, EQUAL if value is not None and value.zero and not judged.prepared.sides[k - 1].undefined
                     else SKIPPED, k - 1)
