"""Brackets, lists in them and matrices written out: columns of numbers, inner products,
and blocks of vectors and matrices beside and below each other."""
from __future__ import annotations

from collections.abc import Callable

from ... import tree
from ...errors import UnsupportedError
from ...symbols import LITERAL
from ..names import is_letter
from .elaborate import Elaborator, handles
from .products import transposed
from .term import Term, is_zero, scalar
from .unify import Axis, Size, show, unify


@handles(tree.Group)
def _group(el: Elaborator, node: tree.Group) -> Term:
    if isinstance(node.body, tree.Items) and len(node.body.items) > 1 and node.kind in "([":
        if not el.building:  # as the value of a definition a list is a vector; elsewhere it could be an inner product
            return _pair(el, node)
        return column(el, node)
    if node.kind == "[" and _is_condition(node.body):          # Iverson's bracket
        return el.typed(tree.indicator(node.body))
    return el.typed(node.body)


def _is_condition(node: tree.Node) -> bool:
    """[x > 0], [k \\ne i] and [y_i = k] are 1 or 0; [z = Wx] says what z is."""
    if not isinstance(node, tree.Relation) or len(node.parts) != 2:
        return False
    left, right = (p.sub if isinstance(p, tree.Script) and p.sup is None else p for p in node.parts)
    return (node.ops[0] in ("<", "<=", ">", ">=", "!=") or node.ops[0] == "=" and is_letter(left)
            and (is_letter(right) or isinstance(right, tree.Number)))


def _pair(el: Elaborator, node: tree.Group) -> Term:
    r"""(x, Ax) of two vectors or matrices is their inner product, [h, x] one column and [x^\top, 1] one row;
    (t, \sin t) is rather a list of numbers."""
    cells = [el.typed(i) for i in node.body.items]
    mixed = not all(c.is_scalar for c in cells)
    if mixed and any(c.is_row for c in cells) and not any(c.is_vector or c.is_matrix for c in cells):  # [x^\top, 1] w
        return stacked(el, [cells], node.span)
    if mixed and node.kind == "[" and not any(c.op == "hpow" for c in cells):
        return _list(el, node, cells)
    if len(cells) != 2 or node.kind != "(" or any(c.is_scalar or c.op in ("fn", "hpow") and not _has_matrix(c) for c in cells):
        raise el.mismatch("a list cannot stand here", node.span, cells, code="TD318",
                          hint=r"write (a, b)^\top for a vector, x^\top y for an inner product")
    el.note(f"${el.words_of(node)}$ is an inner product.")
    return el.typed(tree.Delim(node.span, "inner", node.body))


def _has_matrix(x: Term) -> bool:
    return x.is_matrix or any(map(_has_matrix, x.args))


def column(el: Elaborator, node: tree.Group) -> Term:
    """(a, b, c), a vector written out, with or without a transpose behind it: a column."""
    return _list(el, node, [el.typed(i) for i in node.body.items])


def _list(el: Elaborator, node: tree.Group, cells: list[Term]) -> Term:
    """Numbers and vectors below each other, whether they are written as rows or as columns;
    [X, 1] with a matrix, beside each other."""
    if all(c.is_scalar for c in cells):
        el.note(f"${el.words_of(node)}$ is a column vector.")
    elif any(c.is_matrix for c in cells):
        el.penalty(0.5, *cells)
        el.note(f"The parts of ${el.words_of(node)}$ stand beside each other.")
        return stacked(el, [cells], node.span)
    else:
        cells = [transposed(c) if c.is_row else c for c in cells]
        el.note(f"${el.words_of(node)}$ is one column, its parts below each other.")
    return stacked(el, [[c] for c in cells], node.span)


@handles(tree.Matrix)
def _matrix(el: Elaborator, node: tree.Matrix) -> Term:
    """A matrix written out: scalar entries, or blocks whose sizes match along rows and columns."""
    if max(len(node.rows), len(node.rows[0])) > LITERAL:
        raise UnsupportedError(f"a matrix of more than {LITERAL} rows or columns is not checked entry by entry", node.span,
                               code="TD318", hint="name it by a letter")
    rows = [[el.typed(cell) for cell in row] for row in node.rows]
    if node.delim == "numbers" and not all(cell.is_scalar for row in rows for cell in row):
        raise el.mismatch("a list of derivatives by vectors is not supported", node.span,
                          [cell for row in rows for cell in row], code="TD319", hint="ask for one variable at a time")
    whole = stacked(el, rows, node.span)
    if node.delim == "|":
        el.square(whole, "a determinant")
        return scalar("det", (whole,), node.span)
    return whole


def stacked(el: Elaborator, rows: list[list[Term]], span: tree.Span) -> Term:
    """Blocks of one height along each row and one width along each column;
    a 0 is a block of zeros where it has to be one."""
    if len(rows) == len(rows[0]) == 1:
        return rows[0][0]
    alone: Axis | None = None if any(not c.is_scalar for row in rows for c in row) else 1
    heights = [_common(el, row, lambda c: c.rows, "heights", span, alone) for row in rows]
    widths = [_common(el, list(line), lambda c: c.cols, "widths", span, alone) for line in zip(*rows)]
    cells = tuple(Term("zeros", (), None, h, w, c.span) if is_zero(c) and (h, w) != (1, 1) else c
                  for row, h in zip(rows, heights) for c, w in zip(row, widths))
    return Term("block", cells, (len(rows), len(rows[0])), _total(heights), _total(widths), span)


def _common(el: Elaborator, cells: list[Term], axis: Callable[[Term], Axis], what: str, span: tree.Span,
            alone: Axis | None) -> Axis:
    """The size that the blocks of a row or column have in common;
    that of zeros `alone` is open where there are other blocks."""
    known = [c for c in cells if not is_zero(c)]
    if not known:
        return alone or Size()
    for c in known[1:]:
        if not unify(axis(known[0]), axis(c)):
            raise el.mismatch(f"blocks of different {what}: "
                              f"{el.words(known[0])} is {show(known[0].rows, known[0].cols)}, {el.words(c)} is "
                              f"{show(c.rows, c.cols)}", span, cells, code="TD319",
                              hint="blocks beside each other need one height, blocks below each other one width")
    return axis(known[0])


def _total(sizes: list[Axis]) -> Axis:
    if len(sizes) == 1:
        return sizes[0]
    return Size(len(sizes)) if all(s == 1 for s in sizes) else Size(terms=tuple(sizes))
