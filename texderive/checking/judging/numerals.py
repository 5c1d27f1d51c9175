r"""Members in numbers: x + 2w = 3 + 2 \cdot 2 = 7 puts x = 3 and w = 2 in, and 2(0.622 - 1) = -0.755 is as right
as rounded numbers can be."""
from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from ... import tree as t
from ...types.names import name_of
from ..trees.heads import letters
from ..trees.structures import structure
from ..values import compare as c
from .judged import Judged

_ROUNDED = 3             # significant digits from which on a decimal may be rounded: 0.5 and 0.01 are what they are
_ALONE = 2               # the same where it is all that a member says
_MARGIN = 0.98


def agree_in_numbers(judged: Judged, a: int, b: int) -> bool:
    """Whether member b is member a with numbers for all its letters, each the same number throughout, or agrees with it
    as far as decimals are rounded."""
    one, other = (judged.prepared.sides[k].node for k in (a, b))
    if one is None or other is None:
        return False
    if judged.prepared.sides[0].at:
        return _agree(*(_there(judged, k) for k in (a, b)))
    if letters(one) and not letters(other):
        numbers = numbers_in(one, other)
        one = None if numbers is None else _put(one, numbers)
        return one is not None and (_agree(judged.value_of(one), judged.value(b)) or _as_rounded(judged, one, other))
    return _as_rounded(judged, one, other)


def _there(judged: Judged, k: int) -> c.Value | None:
    r"""The value of member k at the place where \nabla f(1, 2) begins the chain: what follows is meant there,
    though it may be written for all x."""
    side, place = judged.prepared.sides[k], judged.prepared.sides[0].at
    return judged.value(k) if side.at else judged.value_of(_put(side.node, {structure(x): value for x, value in place}))


def _agree(here: c.Value | None, there: c.Value | None) -> bool:
    return here is not None and there is not None and c.compare(here, there) == c.EQUAL


def numbers_in(a: t.Node, b: t.Node) -> dict[tuple, t.Node] | None:
    r"""The numbers that stand in tree b in the places of the letters of tree a, by structure;
    None where a letter has none, or two.

    >>> from texderive.checking.trees.heads import read_member
    >>> read = lambda latex: read_member(latex, {}, frozenset())
    >>> [n.text for n in numbers_in(read("x + 2w"), read(r"3 + 2 \cdot 5")).values()]
    ['3', '5']
    >>> numbers_in(read("x + 2x"), read(r"3 + 2 \cdot 2")) is None
    True
    """
    found: dict[tuple, t.Node] = {}
    for letter, number in _facing(a, b):
        if structure(found.setdefault(structure(letter), number)) != structure(number):
            return None
    return found if found and not letters(_put(a, found)) else None


def _put(tree: t.Node, numbers: dict[tuple, t.Node]) -> t.Node:
    """The tree with numbers for letters."""
    def number(n: t.Node) -> t.Node | None:
        found = numbers.get(structure(n)) if isinstance(n, (t.Symbol, t.Script)) else None
        return None if found is None else t.Group(n.span, "(", found)

    return t.replaced(tree, number)


def _facing(a: t.Node, b: t.Node) -> Iterator[tuple[t.Node, t.Node]]:
    """The letters of a with the numbers that face them in b, where both are built alike."""
    a, b = t.opened(a), t.opened(b)
    if a is None or b is None:
        return
    if name_of(a) is not None and letters(a) and not (isinstance(a, t.Script) and isinstance(a.sup, t.Number)):
        if not letters(b) and _is_number(b):
            yield a, b
        return
    if any(isinstance(a, kind) and isinstance(b, kind) for kind in (t.Script, t.Call, t.Sum, t.Product)):
        own, facing = (_parts(n) for n in (a, b))
    elif type(a) is type(b):
        own, facing = t.children(a), t.children(b)
    else:
        return
    if len(own) == len(facing):
        for x, y in zip(own, facing):
            yield from _facing(x, y)


def _parts(n: t.Node) -> list[t.Node]:
    """What a node is made of, products within products as one."""
    if isinstance(n, t.Product):
        return [part for f in n.factors for part in (_parts(f) if isinstance(f, t.Product) else [f])]
    return [x for x in t.children(n)]


def _is_number(n: t.Node) -> bool:
    n = t.opened(n)
    return (isinstance(n, t.Number) or isinstance(n, t.Neg) and _is_number(n.body) or isinstance(n, t.Fraction)
            and _is_number(n.num) and _is_number(n.den))


# ---------------------------------------------------------------- decimals

def _as_rounded(judged: Judged, a: t.Node, b: t.Node) -> bool:
    """Whether two trees agree as far as their decimals do that may be rounded in their last digit."""
    decimals = [(k, n) for k, tree in enumerate((a, b)) for n in t.nodes(tree) if isinstance(n, t.Number)
                and _may_be_rounded(n, tree)]
    values = [judged.value_of(tree) for tree in (a, b)]
    if not decimals or None in values or values[0].array.shape != values[1].array.shape:
        return False
    difference, allowed = np.abs(values[0].array - values[1].array), 0.0
    for k, number in decimals:
        # half a unit more in its last digit
        moved = judged.value_of(t.put((a, b)[k], number, t.Number(number.span, number.text + "5")))
        if moved is None:
            return False
        allowed = allowed + np.abs(moved.array - values[k].array)
    return bool(np.all(difference <= _MARGIN * allowed))


def _may_be_rounded(n: t.Number, tree: t.Node) -> bool:
    digits = re.sub(r"^0*\.?0*", "", n.text).replace(".", "")
    return "." in n.text and len(digits) >= (_ALONE if t.unsigned(t.opened(tree)) is n else _ROUNDED)
