"""Which members of a chain can be typed together, and which one is to blame where they cannot all be."""
from __future__ import annotations

from ...errors import ShapeError, TexDeriveError
from ..members.sides import Side
from .typing import Group, Room, Typed, try_joint

RELATIONS = ("=", "set")           # the relations that claim equality


def together(room: Room, sides: list[Side], readable: list[int]) -> tuple[Group | None, dict[int, Typed],
        dict[int, TexDeriveError]]:
    """The members that can be typed together, and why the others cannot.

    All of them if possible; else one after the other, the first that does not fit being to blame
    unless leaving out an earlier one saves more.
    A member that fits only under an odd reading of the others (A a scalar after all) does not fit."""
    def attempt(chosen: list[int]) -> Group | TexDeriveError:
        nodes = [sides[k].node for k in chosen]
        pairs = [(i, i + 1) for i, (a, b) in enumerate(zip(chosen, chosen[1:])) if b == a + 1
                 and sides[b].member.relation in RELATIONS]
        return try_joint(room, nodes, pairs)

    whole = attempt(readable)
    if isinstance(whole, Group):
        odd = _odd_one(attempt, {k: sides[k] for k in readable}, whole)
        if odd is None:
            return whole, dict(zip(readable, whole.members)), {}
        k, group, found = odd
        typed = dict(zip([j for j in readable if j != k], group.members))
        return (group, typed, {k: found}) if isinstance(found, TexDeriveError) else (group, typed | {k: found}, {})
    best = _one_by_one(attempt, readable)
    for leave in readable[1:-1]:
        if len(best[1]) >= len(readable) - 1 and best[3] < ODD:
            break
        other = _one_by_one(attempt, [k for k in readable if k != leave])
        if (len(other[1]) > len(best[1]) or len(other[1]) == len(best[1]) and other[0] is not None
                and best[0].cost - other[0].cost >= _LIKELIER):
            best = other
            best[2][leave] = ShapeError("this member does not fit the others", None)
    group, chosen, errors, _ = best
    if group is None:
        return None, {}, errors
    typed = dict(zip(chosen, group.members))
    for k in list(errors):
        try:
            typed[k] = group.more(sides[k].node, sides[k].own_text)
            del errors[k]
        except (TexDeriveError, RecursionError) as error:
            shapes = isinstance(errors[k], ShapeError) and isinstance(error, TexDeriveError) and error.code == _NEW \
                and isinstance(attempt([k]), Group)        # readable by itself, with a new letter of no shape that fits
            errors[k] = error if isinstance(error, TexDeriveError) and not shapes else errors[k]
    return group, typed, errors


_NEW = "TD314"                    # a letter that the others do not speak of


ODD = 2.5                         # how much dearer a reading may be with a member than without it


_LIKELIER = 0.5                   # how much cheaper another choice of as many members must be


def _odd_one(attempt, nodes: dict[int, Side], whole: Group) -> tuple[int, Group, Typed | TexDeriveError] | None:
    """(member, state without it, the member in that state or why it does not fit)
    where one member forces an odd reading upon all others."""
    if whole.cost < ODD:
        return None
    found = []
    for k in list(nodes)[1:]:
        without = attempt([j for j in nodes if j != k])
        if isinstance(without, Group) and whole.cost - without.cost >= ODD:
            found.append((without.cost, k, without))
    if not found:
        return None
    cost, k, group = min(found, key=lambda f: f[:2])
    if sum(other < cost + 1.0 for other, *_ in found) > 1:
        return None
    try:
        return k, group, group.more(nodes[k].node, nodes[k].own_text)
    except ShapeError as error:
        return k, group, error
    except (TexDeriveError, RecursionError):
        return None


def _one_by_one(attempt, readable: list[int]) -> tuple[Group | None, list[int], dict[int, TexDeriveError], float]:
    """The state, the members in it, why others are not, and how much dearer it became on the way."""
    group, chosen, errors, first = None, [], {}, 0.0
    for k in readable:
        found = attempt([*chosen, k])
        if isinstance(found, Group):
            first = found.cost if group is None else first
            group, chosen = found, [*chosen, k]
        else:
            errors[k] = found
    return group, chosen, errors, group.cost - first if group is not None else 0.0
