r"""Derivatives by time through dotted quantities: \dot V and \frac{d}{dt} V(x) where x moves as \dot x says."""
from __future__ import annotations

import re
from collections.abc import Mapping

from .. import tree
from .names import key_of, name_of
from .reading import Definition, names_in


def moved(node: tree.Node, definitions: Mapping[str, Definition], layout: str) -> tree.Node | None:
    r"""\sum \frac{\partial V}{\partial x}\dot x over all x that V depends on and that move; None where time is written out or nothing moves.

    Of \dot V every argument of V moves; of \frac{d}{dt} those whose dotted name stands in the formula."""
    operand, all_move = _operand(node, definitions)
    if operand is None:
        return None
    reached = _letters(operand, definitions)
    if "t" in reached:
        return None
    dotted = {moving: d.lhs for d in definitions.values() if (moving := _undotted(d.name)) is not None}
    target = definitions.get(name_of(operand.function if isinstance(operand, tree.Call) else operand) or "")
    arguments = [p for p in target.params] if target is not None and target.kind == "function" and all_move else []
    moving = [n for n in reached if n in dotted or n in arguments]
    if not moving:
        return None
    terms = tuple(_term(node, operand, reached[n], dotted.get(n), layout) for n in moving)
    return terms[0] if len(terms) == 1 else tree.Sum(node.span, terms)


def asks_motion(node: tree.Node) -> str | None:
    r"""The V of \dot{V} or \dot{V}(x)."""
    return _undotted(name_of(node.function if isinstance(node, tree.Call) else node) or "")


def _undotted(name: str) -> str | None:
    r"""x_1 of \dot{x}_1 and \dot{x_1}."""
    match = re.fullmatch(r"\\dot\{(.+?)\}(_.+)?", name)
    return match[1] + (match[2] or "") if match else None


def _operand(node: tree.Node, definitions: Mapping[str, Definition]) -> tuple[tree.Node | None, bool]:
    """What is differentiated by time, and whether all its arguments move."""
    if isinstance(node, tree.Derivative):
        by_time = node.kind in ("d", "partial") and node.order == 1 and [name_of(v.node) for v in node.variables] == ["t"]
        return (node.operand, False) if by_time else (None, False)
    of = asks_motion(node)
    d = definitions.get(of or "")
    return (d.lhs, True) if d is not None and name_of(node) not in definitions else (None, False)


def _letters(node: tree.Node, definitions: Mapping[str, Definition]) -> dict[str, tree.Node]:
    """Symbols by name, as written, that an expression depends on, through definitions too."""
    found: dict[str, tree.Node] = {}
    written = _nodes_by_name(node, definitions)
    stack, seen = [node], set()
    while stack:
        for name in names_in(stack.pop()):
            d = definitions.get(name)
            if d is not None and name not in seen and _undotted(name) is None:
                seen.add(name)
                stack.append(d.body)
            elif d is None:
                found.setdefault(name, written.get(name, tree.Symbol(node.span, name, name)))
    return found


def _nodes_by_name(node: tree.Node, definitions: Mapping[str, Definition]) -> dict[str, tree.Node]:
    """Every letter as it is written first."""
    found: dict[str, tree.Node] = {}
    for n in (n for root in (node, *(d.body for d in definitions.values())) for n in tree.nodes(root)):
        name = name_of(n) if isinstance(n, (tree.Symbol, tree.Script)) else None
        if name:
            found.setdefault(name, n)
    return found


def _term(node: tree.Node, operand: tree.Node, x: tree.Node, speed: tree.Node | None, layout: str) -> tree.Node:
    slope: tree.Node = tree.Derivative(node.span, "partial", (tree.Variable(node.span, x, 1),), 1, operand)
    if layout == "denominator":
        slope = tree.Script(node.span, slope, None, tree.Symbol(node.span, r"\top", r"\top"))
    return tree.Product(node.span, "juxt", (slope, speed or tree.Symbol(node.span, rf"\dot{{{name_of(x)}}}", rf"\dot{{{key_of(x)}}}")))
