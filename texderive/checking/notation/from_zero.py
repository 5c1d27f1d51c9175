r"""Entries that the author numbers from 0, \sum_{k=0}^n a_k x^k: the whole chain renumbered from 1, so that no entry
is left out of its values.

With n counting one more, the sum is \sum_{k=1}^n a_k x^{k-1}, and a_{k+1} below a sum from 1 is a_{k+2}.
Where a_n stands nowhere, all sums end at n - 1, and n counts as it is.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ... import tree as t
from ...errors import UnsupportedError
from ...types.names import name_of
from ...types.notation.steps import shifted
from ..trees.structures import walk

_KRONECKER = r"\delta"


@dataclass(frozen=True, slots=True)
class Numbering:
    """What is numbered from 0: axes as (name, place below it), letters that index them and are bound nowhere,
    and the upper ends of the sums."""

    axes: frozenset[tuple[str, int]]
    free: frozenset[str]
    ends: frozenset[str]

    def renumbered(self, node: t.Node) -> t.Node:
        """The tree with everything numbered from 1; UnsupportedError where that cannot be said."""
        return self._changed(node, self.free)

    def _changed(self, node: t.Node, zeros: frozenset[str]) -> t.Node:
        match node:
            case t.BigOp():
                return self._sum(node, zeros)
            case t.Script() if isinstance(node.base, t.Symbol) and node.base.name not in zeros | self.ends:
                return self._script(node, zeros)
            case t.Symbol() if node.name in zeros or node.name in self.ends:
                return t.Group(node.span, "(", _plus(node, -1))
        return t.mapped(node, lambda child: self._changed(child, zeros))

    def _sum(self, node: t.BigOp, zeros: frozenset[str]) -> t.Node:
        letter, first = binder(node)
        if letter is None and any(isinstance(n, t.Symbol) and n.name in zeros for n in t.nodes(node.lower)
                                  if node.lower is not None):
            raise _refused(node)
        upper = None if node.upper is None else self._end(node.upper)
        indexes = letter is not None and axes_of(node.body, letter) & self.axes
        if first == 0 and indexes or first is None and indexes:
            lower = node.lower if first is None else replace(node.lower, parts=(node.lower.parts[0], _number(node, 1)))
            return replace(node, lower=lower, upper=None if upper is None else _plus(upper, 1),
                           body=self._changed(node.body, zeros | {letter}))
        return replace(node, upper=upper, body=self._changed(node.body, zeros - {letter} if letter else zeros))

    def _end(self, node: t.Node) -> t.Node:
        """The upper end of a sum, the counted letter one less."""
        base = node.terms[0] if isinstance(node, t.Sum) else node
        return _plus(node, -1) if isinstance(base, t.Symbol) and base.name in self.ends else node

    def _script(self, node: t.Script, zeros: frozenset[str]) -> t.Node:
        name, items = node.base.name, node.sub.items if isinstance(node.sub, t.Items) else () if node.sub is None else (node.sub,)
        from_zero = [(name, k) in self.axes or name == _KRONECKER and _letters(items) & zeros for k in range(len(items))]
        new = tuple(self._index(item, zeros) if zero else item for item, zero in zip(items, from_zero))
        sub = node.sub if new == items else replace(node.sub, items=new) if isinstance(node.sub, t.Items) else new[0]
        sup = None if node.sup is None else self._changed(node.sup, zeros)
        # x^{(j-1)} would be a name
        return replace(node, sub=sub, sup=sup.body if isinstance(sup, t.Group) and isinstance(node.sup, t.Symbol) else sup)

    def _index(self, item: t.Node, zeros: frozenset[str]) -> t.Node:
        """The index that stands for the same entry."""
        base = item.terms[0] if isinstance(item, t.Sum) else item
        return item if isinstance(base, t.Symbol) and base.name in zeros | self.ends else _plus(item, 1)


def numbering(nodes: list[t.Node]) -> Numbering | None:
    r"""What these trees number from 0, None where nothing is: only sums from 0 over what
    has the index below it count."""
    axes: set[tuple[str, int]] = set()
    ends: set[str] = set()
    for node in (n for root in nodes for n in t.nodes(root)):
        letter, first = binder(node)
        if first == 0 and (found := axes_of(node.body, letter)):
            axes |= found
            if node.upper is not None and (end := shifted(node.upper)) is not None:
                ends.add(end[0].name)
    if not axes:
        return None
    free: set[str] = set()
    reached: set[str] = set()                  # the n of a_n: where all ends are n - 1, there are n entries
    for root in nodes:
        for node, above in walk(root):
            bound = {letter for outer in above if (letter := binder(outer)[0])}
            for name, k, item in indices(node):
                if (name, k) not in axes:
                    continue
                if isinstance(item, t.Symbol) and item.name not in bound | ends:
                    free.add(item.name)
                reached |= {end for end, by in _furthest(item, above) if end in ends and by >= 0}
    return Numbering(frozenset(axes), frozenset(free), frozenset(reached))


def _furthest(item: t.Node, above: tuple[t.Node, ...]) -> Iterator[tuple[str, int]]:
    """(letter, shift) of the last entry that an index comes to: (n, 0) of k + 1 below a sum to n - 1."""
    place = shifted(item)
    if place is None:
        return
    letter, by = place[0].name, place[1]
    outer = next((o for o in reversed(above) if binder(o)[0] == letter), None)
    if outer is None:
        yield letter, by
    elif outer.upper is not None and (end := shifted(outer.upper)) is not None:
        yield end[0].name, end[1] + by


def binder(node: t.Node) -> tuple[str | None, int | None]:
    """The letter of a sum with one index and the number it begins with."""
    lower = node.lower if isinstance(node, t.BigOp) else None
    if isinstance(lower, t.Symbol):
        return lower.name, None
    if isinstance(lower, t.Relation) and lower.ops == ("=",) and isinstance(lower.parts[0], t.Symbol):
        return (lower.parts[0].name, int(lower.parts[1].text) if isinstance(lower.parts[1], t.Number)
                and lower.parts[1].text.isdigit() else 1)
    return None, None


def indices(node: t.Node) -> Iterator[tuple[str, int, t.Node]]:
    """(name, place, index) for each index below a name."""
    if isinstance(node, t.Script) and node.sub is not None and isinstance(node.base, t.Symbol) and node.base.name != _KRONECKER:
        for k, item in enumerate(node.sub.items if isinstance(node.sub, t.Items) else (node.sub,)):
            yield name_of(node.base) or node.base.name, k, item


def axes_of(body: t.Node, letter: str) -> set[tuple[str, int]]:
    """(array, axis) of every place where the letter numbers entries."""
    return {(name, k) for n in t.nodes(body) for name, k, item in indices(n) if letter in _letters((item,))}


def _letters(items) -> set[str]:
    return {n.name for item in items for n in t.nodes(item) if isinstance(n, t.Symbol)}


def _refused(node: t.Node) -> UnsupportedError:
    return UnsupportedError("entries are numbered from 0 here", node.span, code="TD325", hint="let the numbers begin at 1")


def _number(near: t.Node, value: int) -> t.Node:
    return t.Number(near.span, str(value)) if value >= 0 else t.Neg(near.span, t.Number(near.span, str(-value)))


def _plus(node: t.Node, by: int) -> t.Node:
    """A number, a letter or a letter plus a number, increased; UnsupportedError for anything else."""
    match node:
        case t.Number() if node.text.isdigit():
            return _number(node, int(node.text) + by)
        case t.Symbol() | t.Script():
            return t.Sum(node.span, (node, _number(node, by)))
        case t.Sum(terms=(first, t.Number() as step)) if step.text.isdigit():
            by += int(step.text)
        case t.Sum(terms=(first, t.Neg(body=t.Number() as step))) if step.text.isdigit():
            by -= int(step.text)
        case _:
            raise _refused(node)
    return first if by == 0 else t.Sum(node.span, (first, _number(node, by)))
