r"""Derivatives by time through dotted quantities: \dot V and \frac{d}{dt} V(x) where x moves as \dot x says."""
from __future__ import annotations

import re
from collections.abc import Mapping

from ... import tree
from ...errors import UnsupportedError
from ..names import key_of, name_of
from ..reading import Definition, names_in
from ..terms.products import TIMES


def moved(node: tree.Node, definitions: Mapping[str, Definition], layout: str) -> tree.Node | None:
    r"""\sum \frac{\partial V}{\partial x}\dot x over all x that V depends on and that move;
    None where time is written out or nothing moves.

    Of \dot V every argument of V moves; of \frac{d}{dt} those whose dotted name stands in the formula,
    and \dot x moves with \ddot x."""
    operand, all_move = _operand(node, definitions)
    if operand is None:
        return None
    reached = _letters(operand, definitions)
    if "t" in reached:
        return None
    dotted = {moving: d.lhs for d in definitions.values() if (moving := _undotted(d.name)) is not None}
    target = definitions.get(name_of(tree.called(operand)) or "")
    arguments = list(target.params) if target is not None and target.kind == "function" and all_move else []
    total = not (isinstance(node, tree.Derivative) and node.kind == "partial")
    moving = [n for n in reached if n in dotted or n in arguments
              or total and (_with_dot(n, "d") in reached or _undotted(n) is not None)]
    if not moving and all_move:
        raise UnsupportedError(f"what of {key_of(operand)} moves is not said", node.span, code="TD329",
                               hint=rf"write \dot x = .., define {key_of(operand)}(x) = .., or write x in t")
    if not moving:
        return None
    terms = tuple(_term(node, operand, reached[n], dotted.get(n), layout) for n in moving)
    return terms[0] if len(terms) == 1 else tree.Sum(node.span, terms)


def asks_motion(node: tree.Node) -> str | None:
    r"""The V of \dot{V}, \dot{V}(x) or \ddot{V}."""
    return _dots(node)[0]


def in_time(node: tree.Node, definitions: Mapping[str, Definition]) -> tuple[tree.Derivative, tree.Relation | None] | None:
    r"""\dot x and \ddot x of x(t) = .. or of an x that is written in t, as \frac{dx}{dt} with the point of \dot x(0);
    None where x is no function of time alone."""
    of, order = _dots(node)
    d = definitions.get(of or "")
    if d is None:
        return None
    lone = d.has_arguments(1) and d.params[0] in TIMES
    letters = _letters(d.body, definitions)
    if not lone and "t" not in letters:
        return None
    t = d.lhs.args[0] if lone else letters["t"]
    args = node.args if isinstance(node, tree.Call) else ()
    moved_to = len(args) == 1 and name_of(args[0]) != name_of(t)
    slope = tree.derivative(node.span, "d", t, order, d.lhs)
    return slope, tree.equation(node.span, t, args[0]) if moved_to else None


def _dots(node: tree.Node) -> tuple[str | None, int]:
    """The name below dots, and how many there are."""
    match = _DOTTED.fullmatch(name_of(tree.called(node)) or "")
    return (match[2] + (match[3] or ""), len(match[1])) if match else (None, 0)


_DOTTED = re.compile(r"\\(d+)ot\{(.+?)\}(_.+)?")


def _undotted(name: str) -> str | None:
    r"""x_1 of \dot{x}_1 and \dot{x_1}."""
    match = _DOTTED.fullmatch(name)
    return match[2] + (match[3] or "") if match and match[1] == "d" else None


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
    slope: tree.Node = tree.derivative(node.span, "partial", x, 1, operand)
    if layout == "denominator":
        slope = tree.transpose(tree.Group(node.span, "(", slope))                # without brackets the nabla of a divergence
    moved = _undotted(name_of(x) or "")
    key = rf"\dot{{{key_of(x)}}}" if moved is None else key_of(x).replace(r"\dot", r"\ddot", 1)
    name = _with_dot(name_of(x) or "", "d") if moved is None else _with_dot(moved, "dd")
    return tree.Product(node.span, "along", (slope, x, speed or tree.Symbol(node.span, name, key)))


def _with_dot(name: str, dots: str) -> str:
    r"""\dot{x} and \ddot{x} of x, with its number where \dot{x}_1 has it."""
    head, below, number = name.partition("_")
    return rf"\{dots}ot{{{head}}}{below}{number}"
