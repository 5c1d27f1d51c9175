r"""The summation convention: an index that stands twice in a product is summed over, A_{ij} x_j is \sum_j A_{ij} x_j.

Where a document states it, every chain is read so, and so is a formula that states it itself; where no \sum stands in a
document, a chain that is wrong as written may be meant so.
"""
from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from ... import tree as t
from ...errors import UnsupportedError
from ...patterns import later
from ..reading import Definition

STATED = later(r"(?<!no )(?<!without )(?:einstein(?:'s)?(?:\s+\w+)?\s+(?:summation|notation|convention|sum)|summation convention"
                    r"|(?:sum(?:med|mation)?|summing) (?:is implied )?over repeated|repeated (?:indices|index)\b[^.]{0,40}\bsum"
                    r"|indices répétés|convention de sommation|summenkonvention|doppelt vorkommende|convenio de "
                    r"suma|convenzione di einstein|爱因斯坦求和|重复指标求和)", re.IGNORECASE)
_LETTERS = frozenset("ijklmnpqrsabcd")
SAID = r"\text{summation convention}"         # states it in a formula
NOTE = "Indices that stand twice in a product are summed over, as the text says."


def as_stated(statements: tuple[t.Node, ...]) -> tuple[tuple[t.Node, ...], tuple[str, ...]]:
    """The statements of a formula with the sums that one of its texts tells, and the sentence on it;
    as they are where none does.

    Raises UnsupportedError (TD325) where an index stands in a product more than twice,
    of which the convention says nothing."""
    if not any(STATED.search(s.text) for s in statements if isinstance(s, t.Text)):
        return statements, ()
    written = tuple(t.mapped(s, _as_meant) if isinstance(s, t.Relation) else _as_meant(s) for s in statements)
    return written, (NOTE,) if written != statements else ()


def _as_meant(node: t.Node) -> t.Node:
    """The tree with its sums; raises UnsupportedError where the convention does not tell them."""
    found, often = _summed(node)
    if often is not None:
        raise UnsupportedError(f"{often[0]} stands more than twice in a product, of which the summation convention "
                               f"says nothing", often[1], code="TD325", hint=r"write the sums with \sum")
    return found


def repeats(node: t.Node) -> bool:
    """Whether some index is summed over by the convention."""
    return with_sums(node) is not node


def with_sums(node: t.Node) -> t.Node:
    r"""The tree with the sums that the convention implies; the same tree where there are none,
    or a \sum stands already."""
    return _summed(node)[0]


def _summed(node: t.Node) -> tuple[t.Node, tuple[str, t.Span] | None]:
    """(the same, an index that stands in a product more than twice and where)."""
    if any(isinstance(n, t.BigOp) for n in t.nodes(node)):
        return node, None
    walk = _Summed()
    found = walk.tree(node)
    return found if walk.any else node, walk.often


def defined_with_sums(d: Definition) -> Definition:
    """A definition with the sums of its right side; the indices of its left side stand there once."""
    body = with_sums(d.body)
    return d if body is d.body else replace(d, body=body)


class _Summed:
    """One walk over a formula: every product becomes a sum over the indices that stand in it twice."""

    def __init__(self) -> None:
        self.any = False
        self.often: tuple[str, t.Span] | None = None  # an index that stands in a product more than twice, and where

    def tree(self, node: t.Node) -> t.Node:
        found, letters = self.parts(node)
        return self.closed(found, letters)

    def closed(self, node: t.Node, letters: Counter[str]) -> t.Node:
        """The sum over all letters that stand twice."""
        if self.often is None and (often := next((i for i, n in letters.items() if n > 2), None)) is not None:
            self.often = often, node.span
        twice = sorted(i for i, n in letters.items() if n == 2)
        if not twice:
            return node
        self.any = True
        for i in twice:
            del letters[i]
        names = tuple(t.Symbol(node.span, i, i) for i in twice)
        return t.BigOp(node.span, "sum", t.listed(node.span, names), None, node)

    def parts(self, node: t.Node) -> tuple[t.Node, Counter[str]]:
        """The tree with sums inside of it, and how often each free index stands in it:
        once in a sum of terms, all of which have it."""
        if isinstance(node, t.Script):
            return self._script(node)
        if isinstance(node, t.Product):
            return self._product(node)
        if isinstance(node, t.Derivative):
            return self._derivative(node)
        if isinstance(node, t.Neg):
            body, letters = self.parts(node.body)
            return replace(node, body=body), letters
        letters: Counter[str] = Counter()

        def change(child: t.Node) -> t.Node:
            nonlocal letters
            found, here = self.parts(child)
            found = self.closed(found, here)
            letters = letters | here if isinstance(node, t.Sum | t.Call) else letters + here
            return found

        if isinstance(node, t.Call):
            return replace(node, args=tuple(map(change, node.args))), letters
        return t.mapped(node, change), letters

    def _script(self, node: t.Script) -> tuple[t.Node, Counter[str]]:
        base, letters = self.parts(node.base)
        items = t.items_of(node.sub)
        letters = letters + Counter(i.name for i in items if isinstance(i, t.Symbol) and i.name in _LETTERS)
        if t.is_number(node.sup, "2") and len(letters) == 1:
            letters = letters + letters        # x_i^2 is x_i x_i
        if node.sup is not None and not isinstance(node.sup, (t.Number, t.Symbol)):
            return replace(node, base=base, sup=self.tree(node.sup)), letters
        return replace(node, base=base), letters

    def _product(self, node: t.Product) -> tuple[t.Node, Counter[str]]:
        factors, letters = [], Counter()
        for f in node.factors:
            found, here = self.parts(f)
            factors.append(self.closed(found, here) if isinstance(f, t.Call) else found)
            letters += here
        found = replace(node, factors=tuple(factors))
        return self.closed(found, letters), letters

    def _derivative(self, node: t.Derivative) -> tuple[t.Node, Counter[str]]:
        operand, letters = self.parts(node.operand) if node.operand is not None else (None, Counter())
        if operand is not None:
            operand = self.closed(operand, letters)
        by = Counter(i.name for v in node.variables for n in t.nodes(v.node) if isinstance(n, t.Script) and n.sub is not None
                     for i in t.items_of(n.sub) if isinstance(i, t.Symbol) and i.name in _LETTERS)
        by += Counter(v.node.name for v in node.variables if isinstance(v.node, t.Symbol) and v.node.name in _LETTERS)
        return replace(node, operand=operand), letters + by
