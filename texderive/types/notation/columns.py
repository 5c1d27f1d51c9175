r"""A matrix said to be made of numbered vectors: W = [w_1, \dots, w_K], X = (x_1, \dots, x_n)^\top
and a column of the rows x_i^\top."""
from __future__ import annotations

from dataclasses import replace

from ... import tree
from ..names import is_transposed, name_of
from .ellipses import letters_taken, numbered_vector


def with_columns(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""The statements with w_j = W_{:j} or w_j = W_{j:}^\top where both the matrix and its members stand elsewhere,
    and without such a statement where one of them does not."""
    found = {k: made for k, s in enumerate(statements) if isinstance(s, tree.Relation) and s.ops == ("=",)
             and _capital(s.parts[0])
             and (made := _made_of(s.parts[1])) is not None and name_of(made[0].base) != s.parts[0].name}
    if not found:
        return statements
    taken = letters_taken(statements)
    others = [n for k, s in enumerate(statements) if k not in found for n in tree.nodes(s)]
    names, members = ({n.name for n in others if isinstance(n, tree.Symbol)},
                      {name_of(n.base) for n in others if isinstance(n, tree.Script)})
    out: list[tree.Node] = []
    for k, s in enumerate(statements):
        if k not in found:
            out.append(s)
        elif s.parts[0].name in names and name_of(found[k][0].base) in members:
            out.append(_definition(s, *found[k], next(c for c in ("j", "k", "l", "m", "q", "r", "j'") if c not in taken)))
    return tuple(out)


def _capital(node: tree.Node) -> bool:
    return isinstance(node, tree.Symbol) and len(node.name) == 1 and node.name.isupper()


def _definition(s: tree.Relation, member: tree.Script, rows: bool, letter: str) -> tree.Relation:
    index, gap = tree.Symbol(s.span, letter, letter), tree.Missing(s.span)
    numbered = replace(member, sub=index) if member.sub is not None else replace(member, sup=replace(member.sup, body=index))
    part = tree.Script(s.span, s.parts[0], tree.Relation(s.span, (index, gap) if rows else (gap, index), (":",)),
                       tree.Symbol(s.span, r"\top", r"\top") if rows else None)
    return tree.equation(s.span, numbered, part)


def _made_of(node: tree.Node) -> tuple[tree.Script, bool] | None:
    """(one of the members, whether they are the rows); None of anything that is not all of x_1, .., x_n."""
    turned = is_transposed(node) and node.sub is None
    inner = node.base if turned else node
    match inner:
        case tree.Group(kind="(" | "[", body=tree.Items(items=cells) | tree.Product(op="juxt", factors=cells)):
            upright = False
        case tree.Matrix(rows=rows):
            rows = [row for row in rows if not all(isinstance(_plain(cell), tree.Dots | tree.Missing) for cell in row)
                    or len(row) == 1]
            if 1 not in (len(rows), len(rows[0]) if rows else 0):
                return None
            cells, upright = [cell for row in rows for cell in row], len(rows[0]) == 1 < len(rows)
        case _:
            return None
    cells = [_plain(cell) for cell in cells]
    lying = [is_transposed(c) for c in cells if not isinstance(c, tree.Dots)]
    if not any(isinstance(c, tree.Dots) for c in cells) or not lying or set(lying) != {upright}:
        return None
    below = tuple(_below(tree.without_sup(c)) if upright and isinstance(c, tree.Script) else _below(c) for c in cells)
    if numbered_vector(tree.Group(node.span, "(", tree.Items(node.span, below))) is None:
        return None
    first = next(c for c in cells if isinstance(c, tree.Script))
    first = tree.opened(tree.without_sup(first)) if upright else first
    return first, upright != turned


def _plain(cell: tree.Node) -> tree.Node:
    r"""A cell without the strokes about it: --- x_1^\top ---, | \dots |."""
    if isinstance(cell, tree.Items):
        rest = [i for i in cell.items if not isinstance(i, tree.Text)]
        cell = rest[0] if len(rest) == 1 else cell
    return cell.body if isinstance(cell, tree.Delim) and isinstance(cell.body, tree.Dots) else cell


def _below(member: tree.Node) -> tree.Node:
    """x_1 for x^{(1)}."""
    member = tree.opened(member)
    numbered = isinstance(member, tree.Script) and member.sub is None and isinstance(member.sup, tree.Group)
    return tree.Script(member.span, member.base, member.sup.body, None) if numbered else member
