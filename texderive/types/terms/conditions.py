"""Conditions and cases: x > 0, i = j, piecewise definitions."""
from __future__ import annotations

import re
from dataclasses import replace

from ... import tree
from ...errors import UnsupportedError
from ...matrix import OPPOSITE
from ..conventions import COMPARISONS
from ..names import key_of
from .elaborate import Elaborator, handles
from .indices import index_term
from .term import Term, scalar
from .unify import Size


@handles(tree.Cases)
def _cases(el: Elaborator, node: tree.Cases) -> Term:
    node = _one_comparison_each(node)
    args: list[Term] = []
    values: list[Term] = []
    if el.params and any(_on_entries(el, condition) for _, condition in node.rows):
        return el.inside(_weighted(node, "hadamard"), elementwise=el.elementwise + 1, entrywise=True)
    for value, condition in node.rows:
        values.append(el.typed(value))
        args.append(values[-1])
        if condition is not None and not isinstance(condition, tree.Text):
            args.append(condition_term(el, condition))
    if len(args) % 2 == 0:                    # every row has a condition: the last one is the rest
        args.pop()
    if len(args) == 1:
        raise UnsupportedError("a single case is no definition by cases", node.span, code="TD320",
                               hint="write the other case, or the value alone")
    if not all(v.is_scalar for v in values):
        return el.typed(_weighted(node))
    if not all(a.is_scalar for a in args):
        raise el.mismatch("cases of numbers need conditions on numbers", node.span, args, code="TD320",
                          hint="write a comparison of numbers")
    return scalar("cases", tuple(args), node.span)


def _on_entries(el: Elaborator, condition: tree.Node | None) -> bool:
    """Whether a condition on a function's argument holds or not for each entry of what is put in:
    |u| \\le M of a vector u, too."""
    if condition is None or isinstance(condition, tree.Text):
        return False
    before, el.entrywise = el.entrywise, True
    try:
        return not condition_term(el, condition).is_scalar
    finally:
        el.entrywise = before


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _one_comparison_each(node: tree.Cases) -> tree.Cases:
    """0 < z < 1 behind a case z <= 0 as z < 1: that the first comparison holds is known there."""
    before: list[tuple] = []
    rows = []
    for value, condition in node.rows:
        inner = tree.opened(condition)
        if isinstance(inner, tree.Relation) and len(inner.parts) == 3 and all(op in _TURNED for op in inner.ops):
            (a, b, c), (first, second) = inner.parts, inner.ops
            if _compared(b, _TURNED[first], a) in before:
                inner = condition = tree.Relation(inner.span, (b, c), (second,))
            elif _compared(b, second, c) in before:
                inner = condition = tree.Relation(inner.span, (a, b), (first,))
        rows.append((value, condition))
        if isinstance(inner, tree.Relation) and len(inner.parts) == 2 and inner.ops[0] in OPPOSITE:
            a, b = inner.parts
            before += [_compared(a, OPPOSITE[inner.ops[0]], b), _compared(b, _TURNED[OPPOSITE[inner.ops[0]]], a)]
    return replace(node, rows=tuple(rows))


def _compared(a: tree.Node, op: str, b: tree.Node) -> tuple:
    """A comparison by what is written, wherever it stands."""
    return _written(a), op, _written(b)


def _written(node: tree.Node) -> str:
    return re.sub(r"\(\d+, \d+\)", "", repr(node))


def _weighted(node: tree.Cases, product: str = "juxt") -> tree.Node:
    r"""Cases of vectors or matrices as a sum of them, each times the indicator
    of its case: \mathbf{1}[a > 0] u + (1 - \mathbf{1}[a > 0]) v."""
    terms, before = [], ()
    for k, (value, condition) in enumerate(node.rows):
        here = None if k + 1 == len(node.rows) or isinstance(condition, tree.Text) else condition
        indicator = () if here is None else (tree.indicator(tree.opened(here)),)
        if not tree.is_zero(value):
            terms.append(tree.Product(value.span, product, (*before, *indicator, tree.Group(value.span, "(", value))))
        before += tuple(tree.Group(i.span, "(", tree.Sum(i.span, (tree.Number(i.span, "1"), tree.Neg(i.span, i))))
                        for i in indicator)
    return terms[0] if len(terms) == 1 else tree.Sum(node.span, tuple(terms))


def condition_term(el: Elaborator, node: tree.Node) -> Term:
    """A condition such as x > 0 or i = j as an indicator."""
    if isinstance(node, tree.Group):
        node = node.body
    if not isinstance(node, tree.Relation) or len(node.parts) != 2 or node.ops[0] not in COMPARISONS:
        raise UnsupportedError("cannot read this condition", node.span, code="TD320",
                               hint="write a single comparison such as x > 0")
    left, right = node.parts
    if (isinstance(left, tree.Symbol) and isinstance(right, (tree.Symbol, tree.Number)) and not _size(el, right)
            and (looks_like_index(el, left) or looks_like_index(el, right))):
        size = Size()
        indices = index_term(el, left, size), index_term(el, right, size)
        return scalar("cmp", indices, node.span, node.ops[0]) if node.ops[0] != "=" else scalar("delta", indices, node.span)
    x = index_term(el, left, Size()) if looks_like_index(el, left) and _size(el, right) else el.typed(left)
    numbers = isinstance(right, tree.Symbol) and (right.name in el.free or right.name in el.reading.family_letters)
    y = index_term(el, right, el.free.get(right.name) or Size()) if numbers else el.typed(right)
    op = node.ops[0]
    if x.is_scalar and not y.is_scalar:
        x, y, op = y, x, _TURNED.get(op, op)                # -1 < z of every entry z
    if not y.is_scalar:
        el.same(x, y, "a comparison needs equal shapes", node.span)
    if op in ("=", "!="):
        _note_label(el, x, y, left)
    return Term("ind", (x, y), op, x.rows, x.cols, node.span)


def _note_label(el: Elaborator, x: Term, y: Term, left: tree.Node) -> None:
    """y_i = k and y_i = 0 say that y_i is the number of a class; among its values are those it is compared with."""
    numbered = x.args[0] if x.op == "comp" else x
    if not x.is_scalar or numbered.op != "var" or not (y.op == "idx" or y.op == "num" and y.data.denominator == 1):
        return
    if y.op == "idx" and numbered.data.base not in el.reading.facts.places:
        el.note(f"${key_of(left)}$ is the number of a class.")
    said = [p for p in numbered.data.props if p.startswith("label=")]
    values = {int(v) for p in said for v in p[6:].split(":")} | ({1, 2} if y.op == "idx" else {int(y.data)})
    low = min(values)
    numbered.data.props = numbered.data.props - set(said) | {"label", f"label={low}:{max(*values, low + 1)}"}


def _size(el: Elaborator, node: tree.Node) -> bool:
    """Whether a side of a comparison is a size, n or n - 1, and no index."""
    if isinstance(node, tree.Sum):
        return bool(node.terms) and _size(el, node.terms[0])
    return (isinstance(node, tree.Symbol) and not looks_like_index(el, node)
            and (node.name in el.dims or node.name in el.reading.dims))


def looks_like_index(el: Elaborator, node: tree.Node) -> bool:
    """Whether a letter is an index here."""
    if not isinstance(node, tree.Symbol):
        return False
    value = el.params.get(node.name)                      # the k of q_k = [k = y], where q_j is put in
    return (value.op in ("idx", "shift") if value is not None else node.name in el.scope or node.name in el.free
            or node.name in el.reading.index_letters or node.name in el.reading.family_letters)
