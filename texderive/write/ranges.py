r"""What stands at the sign of a sum: its letters, where they run, and the conditions on them that stand
in the summand, \sum_{i<j}."""
from __future__ import annotations

from typing import TYPE_CHECKING

from ..index import Index, IndexTerm, Node, Shift, shifted, walk
from ..labels import picks
from ..symbols import size_latex
from .leaves import leaf_piece, letters_of_set, membership_of
from .notation import EMPTY, RELATIONS, TURNED, Box, op, row
from .pieces import whole

if TYPE_CHECKING:
    from .components import Components, Names


def limits(writer: Components, letters: list[str], bound: list[Index], conditions: list[Node], names: Names) -> tuple[Box, Box]:
    """The subscript and superscript of a sum sign: i,j or i<j or t=2..T."""
    if len(bound) == 1 and conditions:
        ends = [_end(c, bound[0]) if c.op == "cmp" else None for c in conditions]
        if None not in ends and len(dict(ends)) == len(ends):
            first, last = (writer.index(end, names) if end is not None else None
                           for end in (dict(ends).get("from", 1), dict(ends).get("to")))
            return (row(leaf_piece(letters[0]).box, op("="), leaf_piece(first).box),
                    leaf_piece(last or size_latex(bound[0].dim)).box)
    mentioned = [i for c in conditions for i in (_numbered(c).ix if c.op == "ind" else c.ix)]
    parts = [leaf_piece(letter).box for letter in sorted(letter for letter, b in zip(letters, bound) if b not in mentioned)]
    parts += [_condition(writer, c, letters, bound, names) for c in conditions]
    return row(*[box for part in parts for box in (op(","), part)][1:]), EMPTY


def _condition(writer: Components, c: Node, letters: list[str], bound: list[Index], names: Names) -> Box:
    r"""i < j, with the bound index first; i \in S; j \ne y_i."""
    if c.op == "comp":
        return leaf_piece(membership_of(c.data, writer.indices(c.ix, names), set(letters))).box
    if c.op == "ind":
        letter = _numbered(c)
        return row(writer.build(letter, names).box, op(RELATIONS[c.data]),
                   whole(writer.build(next(a for a in c.args if a is not letter), names)).box)
    (first, second), relation = c.ix, c.data
    if first not in bound and second in bound:
        first, second, relation = second, first, TURNED[relation]
    return row(leaf_piece(writer.index(first, names)).box, op(RELATIONS[relation]), leaf_piece(writer.index(second, names)).box)


def is_condition(factor: Node, bound: list[Index]) -> bool:
    r"""Whether a factor is a condition on a bound letter: i < j, i \in S, j \ne y_i."""
    return factor.op == "cmp" and any(i in bound for i in factor.ix) or _excludes(factor, bound) or _in_set(factor, bound)


def told(node: Node) -> bool:
    """Whether the range of a sum's index shows in its body: the index stands at an array."""
    return any(n.op in ("comp", "tfn", "app", "deriv", "delta")
               and node.ix[0] in [k.index if isinstance(k, Shift) else k for k in n.ix] for n in walk(node.args[0]))


def label_test(node: Node) -> Node | None:
    """The factor [y = k] of a sum over k, where y is a label."""
    if node.op != "sum" or node.args[0].op != "mul":
        return None
    return next((f for f in node.args[0].args if picks(f, node.ix[0])), None)


def _numbered(condition: Node) -> Node | None:
    """The number j of [j != y_i]."""
    return next((a for a in condition.args if a.op == "ival"), None)


def _in_set(factor: Node, bound: list[Index]) -> bool:
    """Whether a factor says that a bound letter is in a set."""
    return factor.op == "comp" and letters_of_set(factor.data) > 0 and any(i in bound for i in factor.ix)


def _excludes(factor: Node, bound: list[Index]) -> bool:
    """Whether a factor is [j != y_i] for a bound j."""
    return factor.op == "ind" and factor.data == "!=" and (number := _numbered(factor)) is not None and number.ix[0] in bound


def _end(condition: Node, i: Index) -> tuple[str, IndexTerm] | None:
    """Where a condition lets the index of a sum begin or end: at a number, at the size, next to another index."""
    a, b, relation = *condition.ix, condition.data
    if a is i:
        a, b, relation = b, a, TURNED[relation]
    if b is not i:
        return None
    size = a.index if isinstance(a, Shift) else a
    if relation == "<=" and isinstance(a, int):
        return "from", a
    if relation in ("<", ">") and isinstance(size, Index) and size.level != -1:               # k < i: from k + 1 on
        return ("from", shifted(a, 1)) if relation == "<" else ("to", shifted(a, -1))
    return ("to", a) if relation == ">=" and (isinstance(a, int) or size.level == -1) else None
