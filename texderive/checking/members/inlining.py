r"""Definitions taken into formulas: a body in place of its name, derivatives written out down to their own variable."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ... import tree as t
from ...types.names import name_of
from ...types.notation.labels import NUMBERS
from ...types.notation.members import put_in
from ...types.reading import Definition
from ..trees.structures import replaced, structure

_SPARE = "abcdefghuvw"


def head_structures(definition: Definition) -> tuple[tuple, ...]:
    """The ways in which a text refers to a definition: f(x) as defined, and f alone."""
    lhs = definition.lhs
    return (structure(lhs), structure(lhs.function)) if isinstance(lhs, t.Call) else (structure(lhs),)


def inlined(node: t.Node, definition: Definition) -> t.Node:
    """The tree with a definition's body in place of its name; of a family, the member's body, of a function,
    the body at the arguments."""
    if definition.kind == "family":
        return _member_inlined(node, definition)
    if isinstance(definition.lhs, t.Call):
        node = t.rewritten(node, lambda n: _called(n, definition))
    body = definition.body if isinstance(definition.body, t.Symbol) else t.Group(node.span, "(", definition.body)
    for key in head_structures(definition):
        node = replaced(node, key, body, _kronecker)
    return node


def _kronecker(node: t.Node) -> bool:
    r"""Whether a node is \delta_{ij}, also beside a vector \delta of errors."""
    items = (t.items_of(node.sub) if isinstance(node, t.Script) and node.sub is not None and name_of(node.base)
             == r"\delta" else ())
    return len(items) == 2 and all(isinstance(i, t.Symbol) for i in items)


def _called(node: t.Node, d: Definition) -> t.Node:
    r"""\sigma(w^T x) written out by \sigma(u) = 1/(1 + e^{-u})."""
    if not isinstance(node, t.Call) or structure(node.function) != structure(d.lhs.function) or len(node.args) != len(d.lhs.args):
        return node
    given = {name_of(p): a if isinstance(a, t.Symbol) else t.Group(a.span, "(", a) for p, a in zip(d.lhs.args, node.args)}
    return t.Group(node.span, "(", put_in(d.body, given))


def _member_inlined(node: t.Node, d: Definition) -> t.Node:
    """y_i written out by y_k = sigma(a_k): its body with i for k, whose own sums run over other letters."""
    def change(n: t.Node) -> t.Node:
        letters = member_letters(n, d)
        if letters is None:
            if (isinstance(n, t.Script) and n.sub is not None and n.sup is not None
                    and member_letters(replace(n, sup=None), d) is not None):
                return t.Script(n.span, change(replace(n, sup=None)), None, n.sup)
            return t.mapped(n, change)
        return t.Group(n.span, "(", _renamed(_apart(d.body, set(letters)), dict(zip(d.params, letters))))

    return change(node)


def member_letters(node: t.Node, d: Definition) -> tuple[str, ...] | None:
    """The indices of a member of a family, else None."""
    if not isinstance(node, t.Script) or node.sub is None or node.sup is not None or name_of(node.base) != d.name:
        return None
    items = t.items_of(node.sub)
    return tuple(i.name for i in items) if len(items) == len(d.params) and all(isinstance(i, t.Symbol) for i in items) else None


def _apart(node: t.Node, taken: set[str]) -> t.Node:
    """The tree with other letters for its own sums where those are taken."""
    bound = {n.name for b in t.nodes(node) if isinstance(b, t.BigOp) and b.lower is not None for n in t.nodes(b.lower)
             if isinstance(n, t.Symbol)}
    used = {n.name for n in t.nodes(node) if isinstance(n, t.Symbol)} | taken
    spare: Iterator[str] = (c for c in _SPARE if c not in used)
    return _renamed(node, {i: c for i, c in zip(sorted(bound & taken), spare)})


def _renamed(node: t.Node, names: dict[str, str]) -> t.Node:
    """Index letters replaced, in subscripts, labels in brackets and ranges."""
    if not names:
        return node
    if isinstance(node, t.Symbol):
        return replace(node, name=names[node.name], latex=names[node.name]) if node.name in names else node
    if isinstance(node, t.Script):
        return replace(node, base=node.base if isinstance(node.base, t.Symbol) else _renamed(node.base, names),
                       sub=node.sub and _renamed(node.sub, names), sup=node.sup and _renamed(node.sup, names))
    return t.mapped(node, lambda child: _renamed(child, names))


def free_letters(node: t.Node, bound: frozenset[str] = frozenset()) -> frozenset[str]:
    """Index letters in subscripts that no sum below binds."""
    if isinstance(node, t.BigOp):
        inner = bound | {n.name for n in t.nodes(node.lower) if isinstance(n, t.Symbol)} if node.lower is not None else bound
        return free_letters(node.body, frozenset(inner))
    found: frozenset[str] = frozenset()
    if isinstance(node, t.Script) and node.sub is not None:
        items = t.items_of(node.sub)
        found = frozenset(i.name for i in items if isinstance(i, t.Symbol) and len(i.name) == 1 and i.name in NUMBERS
                          and i.name not in bound)
    for child in t.children(node):
        found |= free_letters(child, bound)
    return found


def labelled(node: t.Node, definitions: list[Definition]) -> bool:
    r"""Whether a body takes one entry of a defined vector, p_c for the class c."""
    names = {d.name for d in definitions if d.kind == "value"}
    bound = {n.name for b in t.nodes(node) if isinstance(b, t.BigOp) and b.lower is not None for n in t.nodes(b.lower)
             if isinstance(n, t.Symbol)}
    return any(isinstance(n, t.Script) and isinstance(n.sub, t.Symbol) and len(n.sub.name) == 1 and n.sub.name.islower()
               and name_of(n.base) in names
               and name_of(n) not in names and n.sub.name not in bound for n in t.nodes(node))


def through(node: t.Node, middles: list[Definition], definitions: list[Definition]) -> t.Node:
    r"""Every derivative with its operand written out down to its own variable: \partial L/\partial w of L in terms
    of a = w^T x, in terms of w.

    `middles` are the definitions that something is differentiated by; only what leads to one of them is written out."""
    def change(n: t.Node) -> t.Node:
        if not isinstance(n, t.Derivative) or n.operand is None or not n.variables:
            return n
        own = {name for v in n.variables for name in (name_of(v.node), name_of(v.node.base)
                                                      if isinstance(v.node, t.Script) else None) if name is not None}
        operand = n.operand
        for _ in range(8):
            before = operand
            for d in definitions:
                if d.name not in own and _leads(d, [m for m in middles if m.name not in own], definitions, own):
                    operand = inlined(operand, d)
            if operand is before:
                break
        return n if operand is n.operand else replace(n, operand=operand)

    return t.rewritten(node, change) if t.inventory(node).has(t.Derivative) else node


def _leads(d: Definition, middles: list[Definition], definitions: list[Definition], stop: set, depth: int = 0) -> bool:
    """Whether a definition is one of the intermediate ones, or is made of one."""
    if any(d is m for m in middles):
        return True
    if depth > 6 or d.kind not in ("value", "function", "family"):
        return False
    below = [e for e in definitions if e is not d and e.name not in stop and any(speaks_of(n, e) for n in t.nodes(d.body))]
    return any(_leads(e, middles, definitions, stop, depth + 1) for e in below)


def speaks_of(node: t.Node, d: Definition) -> bool:
    """Whether a node is the name of a definition; of a family, a member of it."""
    if d.kind == "family":
        return member_letters(node, d) is not None
    return isinstance(node, (t.Symbol, t.Script)) and name_of(node) == d.name
