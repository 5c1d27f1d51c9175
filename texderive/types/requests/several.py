r"""Formulas over a function of several numbers and its derivatives at one point: (1, 1) - 0.1\nabla f(1, 1),
f(1, 2) + \frac{\partial f}{\partial x}(1, 2)(x - 1)."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ... import tree
from ...records import record
from ..names import name_of
from ..notation.members import put_in
from ..reading import Definition, alike, names_in
from ..statements.sorted import Sorted


@record
class AtPoint:
    """A formula in which a function and its derivatives are taken at letters, what these are in the end (x = 1, y = 2),
    and those of these equations whose letters are ours."""

    node: tree.Node
    place: tree.Items
    renamed: tuple[tree.Relation, ...]


def at_one_tuple(node: tree.Node, parts: Sorted, declared: Mapping) -> AtPoint | None:
    """A formula whose derivatives of a function of several numbers are all taken at one point;
    None of others, and of a derivative by itself.

    The function is written in letters of our own where its own stand in the formula besides;
    its definition in `parts` is rewritten along."""
    if (isinstance(node, (tree.Derivative, tree.Call, tree.Limit, tree.Optimum))
            or not any(len(d.params) > 1 for d in parts.definitions) or tree.Derivative not in tree.inventory(node).kinds):
        return None
    for d in parts.definitions:
        if d.kind != "function" or len(d.params) < 2 or not isinstance(d.lhs, tree.Call) or not d.has_arguments():
            continue
        gathered = _gathered(node, d)
        places = [n.operand.args for n in tree.nodes(gathered) if _is_derivative_of(n, d)]
        if not places or not all(all(map(alike, places[0], p)) for p in places) or tuple(map(name_of, places[0])) == d.params:
            continue
        return _moved(gathered, d, places[0], parts, declared)
    return None


def _is_derivative_of(node: tree.Node, d: Definition) -> bool:
    return (isinstance(node, tree.Derivative) and isinstance(node.operand, tree.Call)
            and name_of(node.operand.function) == d.name and len(node.operand.args) == len(d.params))


def _gathered(node: tree.Node, d: Definition) -> tree.Node:
    r"""\frac{\partial f}{\partial x}(1, 2) as the derivative of f(1, 2)."""
    if isinstance(node, tree.Product) and node.op == "juxt":
        out: list[tree.Node] = []
        for factor in node.factors:
            before = out[-1] if out else None
            listed = tree.items_of(factor.body) if isinstance(factor, tree.Group) and factor.kind == "(" else ()
            if (isinstance(before, tree.Derivative) and name_of(before.operand) == d.name
                    and isinstance(before.operand, (tree.Symbol, tree.Script)) and len(listed) == len(d.params)):
                out[-1] = replace(before, operand=tree.Call(factor.span, before.operand, tuple(listed)))
            else:
                out.append(factor)
        node = out[0] if len(out) == 1 else replace(node, factors=tuple(out))
    return tree.mapped(node, lambda child: _gathered(child, d))


def _moved(node: tree.Node, d: Definition, place: tuple[tree.Node, ...], parts: Sorted, declared: Mapping) -> AtPoint:
    nowhere = tuple(tree.Number(a.span, "0") for a in place)
    outside = set(names_in(_at_letters(node, d, place, nowhere)))
    taken = {*outside, *map(str, declared), *(n for a in place for n in names_in(a)),
             *(n for o in parts.definitions for n in (o.name, *o.params, *names_in(o.body)))}
    letters: list[tree.Node] = []
    for p, name in zip(d.lhs.args, d.params):
        free = next((c for c in _LETTERS if c not in taken), None) if name in outside else None
        letters.append(tree.Symbol(p.span, free, free) if free else p)
        taken.add(free or name)
    moved = {name: letter for name, letter in zip(d.params, letters) if name_of(letter) != name}
    if moved:
        new = replace(d, lhs=replace(d.lhs, args=tuple(letters)), params=tuple(name_of(x) or "" for x in letters),
                      body=put_in(d.body, moved))
        parts.definitions = [new if old is d else old for old in parts.definitions]
    pairs = tuple(tree.equation(a.span, x, a) for x, a in zip(letters, place) if name_of(x) != name_of(a))
    return AtPoint(_at_letters(node, d, place, tuple(letters)), tree.Items(node.span, pairs), pairs if moved else ())


_LETTERS = ("a", "c", "p", "q", "u", "s", "r", "h")


def _at_letters(node: tree.Node, d: Definition, place: tuple[tree.Node, ...], letters: tuple[tree.Node, ...]) -> tree.Node:
    """The function and its derivatives at letters in the place of a point."""
    if (isinstance(node, tree.Call) and name_of(node.function) == d.name and len(node.args) == len(place)
            and all(map(alike, node.args, place))):
        return replace(node, args=letters)
    if _is_derivative_of(node, d):
        new = dict(zip(d.params, letters))
        variables = tuple(replace(v, node=new.get(name_of(v.node) or "", v.node)) for v in node.variables)
        node = replace(node, variables=variables)
    return tree.mapped(node, lambda child: _at_letters(child, d, place, letters))
