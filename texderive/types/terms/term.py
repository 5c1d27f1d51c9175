"""Typed terms with sizes still open: what elaboration makes of a formula, from which matrix.Expr
is built once sizes are known."""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import prod
from typing import Any

from ...tree import Span
from .unify import Axis

NO_INDICES: frozenset[str] = frozenset()


class Term:
    """A node of matrix.OPS whose sizes may be open; `free` are the free index letters below it, `span` its place."""

    __slots__ = ("op", "args", "data", "rows", "cols", "span", "free")

    def __init__(self, op: str, args: tuple["Term", ...], data: Any, rows: Axis, cols: Axis, span: Span):
        self.op, self.args, self.data, self.rows, self.cols, self.span = op, args, data, rows, cols, span
        free = NO_INDICES
        for a in args:
            if a.free:
                free = free | a.free
        self.free = free

    @property
    def is_scalar(self) -> bool:
        return self.rows == 1 and self.cols == 1

    @property
    def is_vector(self) -> bool:
        return self.cols == 1 and self.rows != 1

    @property
    def is_row(self) -> bool:
        return self.rows == 1 and self.cols != 1

    @property
    def is_matrix(self) -> bool:
        return self.rows != 1 and self.cols != 1

    def __repr__(self) -> str:
        return f"{self.op}{self.data if self.data is not None else ''}({', '.join(map(repr, self.args))})"


def scalar(op: str, args: tuple[Term, ...], span: Span, data: Any = None) -> Term:
    """A term that is a number."""
    return Term(op, args, data, 1, 1, span)


def number(value, span: Span) -> Term:
    """A rational number as a term."""
    return Term("num", (), value, 1, 1, span)


def is_zero(term: Term) -> bool:
    r"""A 0 of any shape, \mathbf 0 among them."""
    return term.op == "nil" or term.op == "num" and term.data == 0


def is_literal(term: Term) -> bool:
    """A number as written, possibly signed, divided or added up: what may be broadcast."""
    return term.op == "num" or term.op in ("mul", "add", "div", "pow") and all(map(is_literal, term.args))


def literal_value(term: Term) -> Fraction | None:
    """The value of what is made of numbers, -1/2 and 1 - 1."""
    if term.op == "num":
        return term.data
    if term.op not in ("mul", "div", "add") or None in (parts := [literal_value(a) for a in term.args]):
        return None
    if term.op == "add":
        return sum(parts, Fraction(0))
    return prod(parts) if term.op == "mul" else parts[0] / parts[1] if parts[1] else None


def below(term: Term) -> Iterator[Term]:
    """The term and every term below it, definitions entered; each once."""
    stack, seen = [term], set()
    while stack:
        t = stack.pop()
        if id(t) not in seen:
            seen.add(id(t))
            yield t
            stack.extend(t.args)
            if t.op == "ref":
                stack.append(t.data.body)


def value_name(function: str) -> str:
    """The search name of the value of an unspecified function."""
    return function + "()"


def varies(term: Term, letter: str) -> bool:
    """Whether an index of this name stands in a term, or limits a sum in it."""
    stack = [term]
    while stack:
        t = stack.pop()
        if (t.op == "idx" and t.data == letter or t.op in ("sum", "prod")
                and any(isinstance(limit, tuple) and limit[0] == letter for limit in (t.data.lower, t.data.upper))):
            return True
        stack += t.args
    return False


def symbols_below(terms, found: dict | None = None) -> dict:
    """The search names (see infer) of every symbol below the terms, definitions entered; a dict for its order."""
    found = {} if found is None else found
    stack, seen = list(terms), set()
    while stack:
        t = stack.pop()
        if id(t) in seen:
            continue
        seen.add(id(t))
        if t.op == "var":
            found[t.data.base] = True
            if t.data.body is not None:
                stack.append(t.data.body)
        elif t.op == "T" and t.data is not None:
            found[t.data] = True                 # x', which could be a name of its own
        elif t.op == "ref":
            stack.append(t.data.body)
        elif t.op in ("app", "dapp"):
            found[(t.data if t.op == "app" else t.data[0]).base] = True
        stack.extend(t.args)
    return found
