r"""x_n below the end n of a sum over the entries of x: the last entry, \sum_{i=n}^n x_i, and no free index n."""
from __future__ import annotations

from dataclasses import replace

from ... import tree as t
from ..trees.structures import walk
from .from_zero import axes_of, binder, indices

_LETTERS = "mpqrlkjiuv"


def ends(nodes: list[t.Node]) -> dict[tuple[str, int], set[str]]:
    """By axis, (name, place below it), the letters at which sums over its entries end;
    no letters that number an entry elsewhere."""
    found: dict[tuple[str, int], set[str]] = {}
    free = {letter for root in nodes for node in t.nodes(root) for letter in _numbering(node)}
    for root in nodes:
        for node in t.nodes(root):
            letter, first = binder(node)
            end = _letter(node.upper) if first is not None else None
            if end is not None and end not in free:
                for axis in axes_of(node.body, letter):
                    found.setdefault(axis, set()).add(end)
    return found


def _numbering(node: t.Node) -> set[str]:
    r"""The index letters of a variable, of a Kronecker delta, and from which a sum begins:
    k of \partial/\partial x_k, \delta_{ik}, \sum_{i=k+1}^n."""
    if (isinstance(node, t.Variable) or isinstance(node, t.Script) and isinstance(node.base, t.Symbol)
            and node.base.name == r"\delta"):
        return {n.name for n in t.nodes(node) if isinstance(n, t.Symbol)}
    lower = node.lower if isinstance(node, t.BigOp) and isinstance(node.lower, t.Relation) else None
    return {n.name for part in lower.parts[1:] for n in t.nodes(part) if isinstance(n, t.Symbol)} if lower is not None else set()


def last_entries(node: t.Node, known: dict[tuple[str, int], set[str]]) -> t.Node:
    """The tree with entries at the end of their sums written as such."""
    if not known:
        return node
    used = {n.name for n in t.nodes(node) if isinstance(n, t.Symbol)}
    letter = next((c for c in _LETTERS if c not in used), None)
    places = {id(n) for n, above in walk(node) for name, k, item in indices(n) if k == 0
              and not isinstance(n.sub, t.Items) and (end := _letter(item)) in known.get((name, k), ())
              and all(binder(outer)[0] != end and not isinstance(outer, t.Variable) for outer in above)}

    def summed(n: t.Node) -> t.Node | None:
        if id(n) not in places:
            return None
        index = t.Symbol(n.span, letter, letter)
        lower = t.equation(n.span, index, n.sub)
        body = replace(n, sub=index, sup=None)
        whole = t.Group(n.span, "(", t.BigOp(n.span, r"\sum", lower, n.sub, body))
        return whole if n.sup is None else t.Script(n.span, whole, None, n.sup)

    return t.replaced(node, summed) if places and letter else node


def _letter(node: t.Node | None) -> str | None:
    """n of n and of n - 1."""
    base = node.terms[0] if isinstance(node, t.Sum) and len(node.terms) == 2 and all(isinstance(x, (t.Number, t.Neg))
        for x in node.terms[1:]) else node
    return base.name if isinstance(base, t.Symbol) and len(base.name) == 1 else None
