"""What is read off a node of index notation: its terms, its factors, the nodes below it."""
from __future__ import annotations

from .nodes import ANY, KINDS, Node


def terms(node: Node) -> tuple[Node, ...]:
    """The terms of a sum; anything else is one term."""
    return node.args if node.op == "add" else (node,)


def factors(node: Node) -> tuple[Node, ...]:
    """The factors of a product; anything else is one factor."""
    return node.args if node.op == "mul" else (node,)


def walk(node: Node, at: int = ANY) -> list[Node]:
    """Every distinct node below of the kinds `at`, arguments first, without entering definitions."""
    if not node.kinds & at:
        return []
    below = node.below
    if below is None:
        below = node.below = []
        _collect(node, below, set())
    if at == ANY:
        return [*below, node]
    found = [n for n in below if KINDS[n.op] & at]
    if KINDS[node.op] & at:
        found.append(node)
    return found


def _collect(node: Node, found: list[Node], seen: set[Node]) -> None:
    for a in node.args:
        if a not in seen:
            seen.add(a)
            if a.args:
                _collect(a, found, seen)
            found.append(a)
