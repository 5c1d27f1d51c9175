"""Walks over formula trees: what is below a node, what occurs there, and the node with its children changed."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import is_

from .kinds import Node, Script, Symbol


def children(node: Node) -> Sequence[Node]:
    """The nodes directly below, in order of writing; not to be changed."""
    found = node._children
    if found is None:
        found = node._children = []
        for name in node.holding:
            value = getattr(node, name)
            if type(value) is tuple:
                _add_nodes(value, found)
            elif value is not None:
                found.append(value)
    return found


def _add_nodes(values: tuple, found: list[Node]) -> None:
    """The nodes in a tuple of nodes or of tuples of them."""
    for v in values:
        if type(v) is tuple:
            _add_nodes(v, found)
        elif v is not None:
            found.append(v)


def nodes(node: Node) -> list[Node]:
    """The node and all below it in order of writing, each before what is below it."""
    return [node, *_all_below(node)] if node.holding else [node]


def _all_below(node: Node) -> list[Node]:
    below = node._below
    if below is None:
        below = node._below = []
        for child in children(node):
            below.append(child)
            if child.holding:
                below += _all_below(child)
    return below


class Inventory:
    """Which kinds of nodes occur in some trees, and which names and fonts their symbols have: whether a pass
    has anything to do there.

    `below`: whether something stands below the line anywhere, as in x_i;
    `both`: above and below one letter, as in x_i^2."""

    __slots__ = ("kinds", "names", "fonts", "below", "both")

    def __init__(self, found: Sequence[Node]):
        self.kinds = set(map(type, found))
        self.names: set[str] = set()
        self.fonts: set[str] = set()
        self.below = self.both = False
        for n in found:
            kind = type(n)
            if kind is Symbol:
                self.names.add(n.name)
                self.fonts.add(n.font)
            elif kind is Script and n.sub is not None:
                self.below = True
                self.both = self.both or n.sup is not None

    def has(self, *kinds: type[Node]) -> bool:
        """Whether all of these kinds occur."""
        return self.kinds.issuperset(kinds)


def inventory(node: Node) -> Inventory:
    """What occurs below a node, itself included; found once."""
    found = node._inventory
    if found is None:
        found = node._inventory = Inventory(nodes(node))
    return found


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with `change` applied to each child; the node itself where nothing changed."""
    updates = {}
    for name in node.holding:
        value = getattr(node, name)
        if value is not None:
            new = _mapped_value(value, change)
            if new is not value:
                updates[name] = new
    return (type(node)(*[updates[name] if name in updates else getattr(node, name) for name in node.__match_args__])
            if updates else node)


def rewritten(node: Node, law: Callable[[Node], Node]) -> Node:
    """The tree with a law applied to each node, what is below first;
    the law gives back a node that it does not change."""
    # no function of its own that calls itself, which only the collector would free
    return law(mapped(node, lambda child: rewritten(child, law)))


def replaced(node: Node, new_for: Callable[[Node], Node | None]) -> Node:
    """The tree with `new_for` of a node in its place where that is not None, what is above first;
    what has been replaced is not entered."""
    new = new_for(node)
    return new if new is not None else mapped(node, lambda child: replaced(child, new_for))


def put(node: Node, old: Node, new: Node) -> Node:
    """The tree with another node in the place of one that stands in it, found by identity."""
    return replaced(node, lambda n: new if n is old else None)


def _mapped_value(value, change: Callable[[Node], Node]):
    """Of a node, or of a tuple of nodes, of None or of tuples of them."""
    if type(value) is not tuple:
        return change(value)
    new = tuple([v if v is None else _mapped_value(v, change) for v in value])
    return value if all(map(is_, new, value)) else new
