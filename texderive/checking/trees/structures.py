"""Trees walked through, and compared by how they are written, wherever they stand."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from ... import tree as t
from ...types.names import name_of

_DOT = re.compile(r"\\dot\{(.+)\}")


def walk(node: t.Node, above: tuple[t.Node, ...] = ()) -> Iterator[tuple[t.Node, tuple[t.Node, ...]]]:
    """Every node with those above it, outermost first; a node before what is below it."""
    yield node, above
    for child in t.children(node):
        yield from walk(child, (*above, node))


def structure(node) -> tuple:
    """A key that is equal for trees written alike, wherever they stand."""
    if isinstance(node, t.Symbol):
        return ("symbol", node.name)
    if isinstance(node, t.Group):
        return structure(node.body)
    if isinstance(node, t.Node):
        return (type(node).__name__, *(structure(getattr(node, name)) for name in node.__match_args__
                                       if name not in ("span", "latex", "font")))
    if isinstance(node, tuple):
        return tuple(structure(v) for v in node)
    return node


def replaced(node: t.Node, key: tuple, new: t.Node, kept: Callable[[t.Node], bool] = lambda node: False) -> t.Node:
    """Every subtree of this structure replaced, but within those that are `kept`."""
    def new_for(n: t.Node) -> t.Node | None:
        if structure(n) == key:
            return new
        if kept(n):
            return n
        raised = isinstance(n, t.Script) and n.sub is not None and n.sup is not None and structure(replace(n, sup=None)) == key
        return t.Script(n.span, new, None, n.sup) if raised else None

    return t.replaced(node, new_for)


def with_names(node: t.Node, names: dict[tuple, t.Symbol]) -> t.Node:
    """Every subtree that has a name by its structure replaced by that name, spans kept."""
    def name(n: t.Node) -> t.Symbol | None:
        found = names.get(structure(n)) if isinstance(n, (t.Call, t.Product)) else None
        return None if found is None else replace(found, span=n.span)

    return t.replaced(node, name)


def with_full_names(node: t.Node, names: dict[str, t.Symbol]) -> t.Node:
    r"""\log p and \partial p, \partial D_{KL} by the name of the one p(y \mid \theta), D_{KL}(p \| q)
    that the document speaks of."""
    full = lambda n: names.get(name_of(n)) if isinstance(n, (t.Symbol, t.Script)) else None

    def named(n: t.Node) -> t.Node | None:
        match n:
            case t.Call(function=t.Symbol(name="log" | "ln"), args=(inner,)) if (found := full(inner)) is not None:
                return replace(n, args=(replace(found, span=inner.span),))
            case t.Derivative(operand=t.Node() as inner) if (found := full(inner)) is not None:
                return replace(n, operand=replace(found, span=inner.span))
        return None

    return t.replaced(node, named)


def acting(node: t.Node, names: frozenset[str]) -> t.Node:
    r"""The tree with \tanh for functions that act elementwise and of which nothing is said:
    what holds for all of them holds for it."""
    return t.replaced(node, lambda n: t.Symbol(n.span, "tanh", r"\tanh", "roman")
                      if isinstance(n, t.Symbol) and n.name in names else None)


def of_wholes(node: t.Node, wholes: dict[str, str]) -> t.Node:
    """The tree with W_{ij} for w_{ij}, where w_{ij} are the entries of W."""
    if (isinstance(node, t.Script) and isinstance(node.base, t.Symbol) and node.base.name in wholes
            and len(t.items_of(node.sub)) == 2):
        name = wholes[node.base.name]
        node = replace(node, base=t.Symbol(node.base.span, name, name, node.base.font))
    return t.mapped(node, lambda child: of_wholes(child, wholes))


def undotted(node: t.Node) -> t.Node:
    r"""x of \dot x."""
    match = _DOT.fullmatch(node.name) if isinstance(node, t.Symbol) else None
    return t.Symbol(node.span, match[1], node.latex.replace(r"\dot", "", 1).strip(), node.font) if match else node


def with_rates(node: t.Node, letters: frozenset[str]) -> t.Node:
    r"""\dot X for X' of letters that move with a number; X'(s) is left as it is."""
    if isinstance(node, t.Call) and isinstance(node.function, t.Prime):
        return replace(node, args=tuple(with_rates(a, letters) for a in node.args))
    if isinstance(node, t.Prime) and isinstance(node.base, t.Symbol) and node.count == 1 and node.base.name in letters:
        return t.Symbol(node.span, rf"\dot{{{node.base.name}}}", rf"\dot {node.base.latex}", node.base.font)
    return t.mapped(node, lambda n: with_rates(n, letters))
