r"""\sigma_{z,j}: the entry j of a vector that is called \sigma_z, not an entry of a matrix."""
from __future__ import annotations

from ... import tree
from ..binding import bound_letters
from ..names import is_letter, name_of

NUMBERS = "ijklmnpqrstuv"


def entries_of_labelled(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""The statements with (\sigma_z)_j for \sigma_{z,j}, where j numbers something and the z, a label, does not."""
    nodes = [n for s in statements for n in tree.nodes(s)]
    pairs = [n for n in nodes if _pair(n)]
    if not pairs:
        return statements
    bound = bound_letters(statements)
    whole = {(name_of(n.base), n.sub.name) for n in nodes if isinstance(n, tree.Script) and isinstance(n.sub, tree.Symbol)}
    first = {n.sub.items[0].name for n in pairs}
    numbering = bound | {n.sub.items[1].name for n in pairs} | {n.sub.items[0].name for n in pairs if (name_of(n.base), n.sub.items[0].name) not in whole and n.sub.items[0].name in NUMBERS}
    labels = first - numbering - {s.parts[0].sub.items[0].name for s in statements if isinstance(s, tree.Relation) and _pair(s.parts[0])}          # p_{o,c} = .. is one for each o
    if not any(_of_label(n, labels, bound) for n in pairs):
        return statements

    def change(n: tree.Node) -> tree.Node:
        if _pair(n) and _of_label(n, labels, bound):
            label, number = n.sub.items
            whole = tree.Script(n.span, n.base, label, None)
            return tree.Script(n.span, tree.Group(n.span, "(", whole), number, n.sup)
        return tree.mapped(n, change)

    return tuple(map(change, statements))


def _of_label(n: tree.Script, labels: set[str], bound: frozenset[str]) -> bool:
    """Whether the first letter of a pair is a label and the second numbers something."""
    label, number = n.sub.items
    return label.name in labels and (number.name in bound or number.name in NUMBERS)


def _pair(n: tree.Node) -> bool:
    return isinstance(n, tree.Script) and isinstance(n.base, tree.Symbol) and isinstance(n.sub, tree.Items) and len(n.sub.items) == 2 and all(map(is_letter, n.sub.items)) \
        and n.sub.items[0].span[1] < n.sub.items[1].span[0]                    # with a comma between them
