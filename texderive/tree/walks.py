"""Walks over formula trees: what is below a node, what occurs there, and the node with its children changed."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from .kinds import Node, Script, Symbol

_FIELDS: dict[type, tuple[str, ...]] = {}      # of a kind of node: the fields that may hold nodes
_WORDS = frozenset(("span", "name", "latex", "font", "text", "op", "ops", "kind", "order", "bare", "count", "delim", "source"))


def children(node: Node) -> Sequence[Node]:
    """The nodes directly below, in order of writing; not to be changed."""
    found = getattr(node, "_children", None)
    if found is None:
        found = []
        for name in _fields(node):
            value = getattr(node, name)
            if type(value) is tuple:
                _add_nodes(value, found)
            elif value is not None:
                found.append(value)
        node._children = found
    return found


def _fields(node: Node) -> tuple[str, ...]:
    fields = _FIELDS.get(type(node))
    if fields is None:
        fields = _FIELDS[type(node)] = tuple(name for name in node.__match_args__ if name not in _WORDS)
    return fields


def _add_nodes(values: tuple, found: list[Node]) -> None:
    """The nodes in a tuple of nodes or of tuples of them."""
    for v in values:
        if type(v) is tuple:
            _add_nodes(v, found)
        elif v is not None:
            found.append(v)


def nodes(node: Node) -> list[Node]:
    """The node and all below it in order of writing, each before what is below it."""
    below = getattr(node, "_below", None)
    if below is None:
        below = node._below = []
        for child in children(node):
            below.append(child)
            if _fields(child):
                below += nodes(child)[1:]
    return [node, *below]


class Inventory:
    """Which kinds of nodes occur in some trees, and which names and fonts their symbols have: whether a pass has anything to do there.

    `below`: whether something stands below the line anywhere, as in x_i; `both`: above and below one letter, as in x_i^2."""

    __slots__ = ("kinds", "names", "fonts", "below", "both")

    def __init__(self, found: Sequence[Node]):
        self.kinds = set(map(type, found))
        symbols = [n for n in found if type(n) is Symbol]
        self.names = {s.name for s in symbols}
        self.fonts = {s.font for s in symbols}
        lower = [n for n in found if type(n) is Script and n.sub is not None] if Script in self.kinds else ()
        self.below = bool(lower)
        self.both = bool(lower) and any(n.sup is not None for n in lower)

    def has(self, *kinds: type[Node]) -> bool:
        """Whether all of these kinds occur."""
        return self.kinds.issuperset(kinds)


def inventory(node: Node) -> Inventory:
    """What occurs below a node, itself included; found once."""
    found = getattr(node, "_inventory", None)
    if found is None:
        found = node._inventory = Inventory(nodes(node))
    return found


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with `change` applied to each child; the node itself where nothing changed."""
    updates = {}
    for name in _fields(node):
        value = getattr(node, name)
        new = _mapped_value(value, change)
        if new is not value:
            updates[name] = new
    return replace(node, **updates) if updates else node


def rewritten(node: Node, law: Callable[[Node], Node]) -> Node:
    """The tree with a law applied to each node, what is below first; the law gives back a node that it does not change."""
    return law(mapped(node, lambda child: rewritten(child, law)))          # no function of its own that calls itself, which only the collector would free


def _mapped_value(value, change: Callable[[Node], Node]):
    if isinstance(value, Node):
        return change(value)
    if isinstance(value, tuple) and value and any(isinstance(v, (Node, tuple)) for v in value):
        new = tuple(_mapped_value(v, change) for v in value)
        return new if any(a is not b for a, b in zip(new, value)) else value
    return value
