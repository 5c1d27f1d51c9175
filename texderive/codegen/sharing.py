"""What an expression uses, and how often: definitions entered, every node once."""
from __future__ import annotations

from collections import Counter

from ..index import Node
from ..symbols import Symbol


def needed(nodes: list[Node]) -> dict[Symbol, None]:
    """The symbols whose values matter."""
    return dict.fromkeys(n.data for n in everything(nodes) if n.op == "comp" and n.data.definition is None)


def everything(nodes: list[Node]) -> list[Node]:
    """Every distinct node, definitions entered."""
    seen, stack, found = set(), list(nodes), []
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        found.append(node)
        stack += reversed(node.args)
        if node.op == "comp" and node.data.definition is not None:
            stack.append(node.data.definition.body)
    return found


def uses(nodes: list[Node]) -> Counter:
    """How often each node stands as an argument of another."""
    count = Counter(nodes)
    for node in everything(nodes):
        count.update(node.args)
    return count
