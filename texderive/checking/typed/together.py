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
    failed: dict[frozenset[int], TexDeriveError] = {}        # what does not go together does not so with more either

    def attempt(chosen: list[int]) -> Group | TexDeriveError:
        if (known := next((error for few, error in failed.items() if few <= set(chosen)), None)) is not None:
            return known
        nodes = [sides[k].node for k in chosen]
        pairs = [(i, i + 1) for i, (a, b) in enumerate(zip(chosen, chosen[1:])) if b == a + 1
                 and sides[b].member.relation in RELATIONS]
        found = try_joint(room, nodes, pairs)
        if not isinstance(found, Group):
            failed[frozenset(chosen)] = found
        return found

    whole = attempt(readable)
    if isinstance(whole, Group) and (beyond := _beyond(attempt, sides, readable, whole)):
        group, typed, errors = together(room, sides, [k for k in readable if k not in beyond])
        return group, typed, errors | beyond
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


ODD = 2.0                         # how much dearer a reading may be with a member than without it


_LIKELIER = 0.5                   # how much cheaper another choice of as many members must be


_MORE_AXES, _NO_TRANSPOSE = "TD326", "TD218"


def _beyond(attempt, sides: list[Side], readable: list[int], whole: Group) -> dict[int, TexDeriveError]:
    r"""The members that are derivatives with more than two axes as the left side has it, \partial h/\partial W
    of a vector by a matrix, where another reading would be odd:
    they are not understood, and no reason to take W for a number."""
    found: dict[int, TexDeriveError] = {}
    if whole.cost < ODD or not isinstance(head := attempt(readable[:1]), Group) or whole.cost - head.cost < ODD:
        return found
    for k in readable[1:]:
        try:
            head.more(sides[k].node, sides[k].own_text)
        except (TexDeriveError, RecursionError) as error:
            if isinstance(error, TexDeriveError) and error.code == _MORE_AXES:
                found[k] = error
    return found


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
    close = [f for f in found if f[0] < cost + 1.0]
    if len(close) > 1:                         # of several the one without which the left side is read as by itself
        head = attempt(list(nodes)[:1])
        close = [f for f in close if isinstance(head, Group) and _kinds(f[2]).items() >= _kinds(head).items()]
        if len(close) != 1:
            return None
        cost, k, group = close[0]
    try:
        return k, group, group.more(nodes[k].node, nodes[k].own_text)
    except ShapeError as error:
        return None if error.code == _NO_TRANSPOSE else (k, group, error)        # what is transposed is no number
    except (TexDeriveError, RecursionError):
        return None


def _kinds(group: Group) -> dict[str, int]:
    """Which symbols are numbers, vectors and matrices."""
    return {key: s.shape.count(1) for key, s in group.symbols().items()}


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
