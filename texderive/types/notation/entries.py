"""Entries of a matrix by its small letter: a_{ij} beside A is A_{ij}, as books write it."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ... import tree
from ...functions import BY_SPELLING
from ..conventions import TRANSPOSES
from ..declare import Declared
from ..reading import Definition


def entries(nodes: Iterable[tree.Node], definitions: list[Definition], declared: dict[str, Declared]) -> dict[str, str]:
    """Small letter -> capital, for every letter that only occurs with two indices beside its capital as a matrix."""
    roots = [*nodes, *(d.body for d in definitions)]
    if not any(_entry(n) for root in roots for n in tree.nodes(root)):
        return {}
    known = {d.name for d in declared.values()} | {d.base for d in declared.values()}
    arrays = {d.name for d in definitions if _array(d)}
    defined = {d.name.split("_")[0] for d in definitions} - arrays
    indexed: dict[str, bool] = {}
    bare: set[str] = set()
    stack = roots
    while stack:
        node = stack.pop()
        if _entry(node):
            indexed[node.base.name] = True
            stack.append(node.sub)
            continue
        if isinstance(node, tree.Symbol):
            bare.add(node.name)
        stack.extend(c for c in tree.children(node) if not _sign(node, c))
    return {a: a.upper() for a in indexed if a not in bare and a not in known and a not in defined and a.upper() not in defined
            and (a.upper() in bare or a.upper() in known or a.upper() in arrays)}


def _array(d: Definition) -> bool:
    r"""P = \operatorname{softmax}(Z), which is an array of its entries p_{ik}."""
    return d.kind == "value" and isinstance(d.body, tree.Call) and isinstance(d.body.function, tree.Symbol) \
        and (d.body.function.name in ("softmax", r"\sigma") or d.body.function.name in BY_SPELLING) \
        and any(isinstance(n, tree.Symbol) and n.name.isupper() for n in tree.nodes(d.body))


def _sign(node: tree.Node, child: tree.Node) -> bool:
    """The T of x^T and of \\sum_{t=1}^T: a sign or a size, no matrix."""
    return isinstance(child, tree.Symbol) and (isinstance(node, tree.Script) and child is node.sup and child.name in TRANSPOSES
                                               or isinstance(node, tree.BigOp) and child is node.upper)


def _entry(node: tree.Node) -> bool:
    return (isinstance(node, tree.Script) and node.sub is not None and isinstance(node.base, tree.Symbol)
            and len(node.base.name) == 1
            and node.base.name.islower() and len(tree.items_of(node.sub)) == 2)


def with_entries(node: tree.Node, letters: dict[str, str]) -> tree.Node:
    """The tree with a_{ij} written as A_{ij}."""
    def entry(n: tree.Node) -> tree.Node | None:
        capital = letters.get(n.base.name) if _entry(n) else None
        return None if capital is None else replace(n, base=replace(n.base, name=capital, latex=capital))

    return tree.replaced(node, entry)
