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
    found: list[Node] = []
    if node.kinds & at:
        _collect(node, at, found, set())
    return found


def _collect(node: Node, at: int, found: list[Node], seen: set[Node]) -> None:
    seen.add(node)
    for a in node.args:
        if a.kinds & at and a not in seen:
            _collect(a, at, found, seen)
    if KINDS[node.op] & at:
        found.append(node)
