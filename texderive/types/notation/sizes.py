r"""Sizes that are no single letter: the |V| of \sum_{j=1}^{|V|}, the 2N of \sum_{k=1}^{2N} and the n_1
of \sum_{i=1}^{n_1} become symbols with a name of their own."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ... import tree
from ...symbols import product_dim
from ..names import key_of, name_of


def with_sizes(statements: tuple[tree.Node, ...], sizes: Collection[str]) -> tuple[tree.Node, ...]:
    """The statements with every size that limits a sum or product as one symbol, wherever it stands;
    |V| is V where V itself is among the declared `sizes`."""
    found: dict[str, tree.Symbol] = {}
    for s in statements:
        for n in tree.nodes(s):
            if isinstance(n, tree.BigOp) and n.op.lstrip("\\") in ("sum", "prod") and (size := _size(n.upper, sizes)) is not None:
                found[_key(n.upper) or ""] = size

    def symbol(n: tree.Node) -> tree.Symbol | None:
        size = found.get(_key(n) or "")
        return None if size is None else replace(size, span=n.span)

    return tuple(tree.replaced(s, symbol) for s in statements) if found else statements


def _size(node: tree.Node | None, sizes: Collection[str]) -> tree.Symbol | None:
    match node:
        case tree.Delim(kind="abs", body=tree.Symbol() as letter):
            name = name_of(letter) or letter.name
            text = letter.latex if name in sizes else f"|{letter.latex}|"
            return tree.Symbol(node.span, name if name in sizes else text, text)
        case tree.Product(op="juxt", factors=(tree.Number() as number, tree.Symbol() as letter)) if number.text.isdigit():
            return tree.Symbol(node.span, str(product_dim(int(number.text), letter.name)), number.text + letter.latex)
        case tree.Script(base=tree.Symbol(), sub=tree.Number() | tree.Text(), sup=None):
            return tree.Symbol(node.span, name_of(node) or "", key_of(node))
    return None


def _key(node: tree.Node) -> str | None:
    """What two occurrences of a size have in common."""
    match node:
        case tree.Delim(kind="abs", body=tree.Symbol() as letter):
            return f"|{name_of(letter)}|"
        case tree.Product(op="juxt", factors=(tree.Number() as number, tree.Symbol() as letter)):
            return f"{number.text} {letter.name}"
        case tree.Script():
            return name_of(node)
    return None
