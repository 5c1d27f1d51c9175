"""Elementwise functions of the table, their matrix versions under a trace, and their derivatives."""
from __future__ import annotations

import ast
from fractions import Fraction

from ...errors import UnsupportedError
from ...functions import FUNCTIONS
from .elaborate import ELEMENTWISE_OPS, Elaborator, add, negative
from .powers import raised_to
from .products import hadamard
from .term import Term, below, is_zero, literal_value, number, scalar
from .unify import settled, unify


MATRIX_FUNCTIONS = {"exp", "log", "sin", "cos"}


_BETWEEN = "write an argument between -1 and 1"
_OUTSIDE = {"log": (lambda x: x <= 0, "the logarithm", "write a positive argument"),
            "arcsin": (lambda x: abs(x) > 1, "the arcsine", _BETWEEN),
            "arccos": (lambda x: abs(x) > 1, "the arccosine", _BETWEEN),
            "artanh": (lambda x: abs(x) >= 1, "artanh", _BETWEEN),
            # numbers at which a function has no value
            "arcosh": (lambda x: x < 1, "arcosh", "write an argument that is not smaller than 1")}


def elementwise_function(el: Elaborator, name: str, x: Term, span) -> Term:
    """fn on any shape; a matrix function under a trace when the argument is square."""
    known = 0 if x.op == "mul" and any(map(is_zero, x.args)) else literal_value(x)
    if known is not None and name in _OUTSIDE and _OUTSIDE[name][0](known):
        what, hint = _OUTSIDE[name][1:]
        raise UnsupportedError(f"{what} of {el.words(x)} has no value", x.span, code="TD216", hint=hint)
    if x.is_matrix and name in el.reading.facts.matrix_functions and unify(x.rows, x.cols):
        return Term("mfn", (x,), name, x.rows, x.cols, span)
    if (x.is_matrix and el.under_trace and name in MATRIX_FUNCTIONS and name not in el.reading.facts.elementwise
            and _may_be_square(x)
            and x.op not in ELEMENTWISE_OPS):
        unify(x.rows, x.cols)
        if name == "log" and x.op == "var" and not x.data.props & {"posdef", "diagonal"}:
            x.data.props = x.data.props | {"posdef"}
            el.note(f"${x.data.latex}$ is positive definite, so that its logarithm exists.")
        el.note(f"${FUNCTIONS[name].latex}$ of a square matrix under the trace is a matrix function.")
        return Term("mfn", (x,), name, x.rows, x.cols, span)
    if x.is_matrix and name in MATRIX_FUNCTIONS:
        el.note(f"${FUNCTIONS[name].latex}$ of a matrix acts elementwise.")
    if not x.is_scalar:
        el.penalty(unlikely_array(x) or 0.2, x)
    return Term("fn", (x,), name, x.rows, x.cols, span)


def unlikely_array(x: Term) -> float:
    """The penalty for an unspecified function E(x) as a matrix below an elementary function: it is a number there."""
    return 2.0 if x.is_matrix and any(t.op == "app" for t in below(x)) else 0.0


def _may_be_square(x: Term) -> bool:
    rows, cols = settled(x.rows), settled(x.cols)
    return rows is None or cols is None or rows == cols


def derivative_of(el: Elaborator, name: str, u: Term, span) -> Term:
    """f'(u) of a function of the table, from its derivative formula."""
    return _formula(el, ast.parse(FUNCTIONS[name].derivative, mode="eval").body, u, span)


def _formula(el: Elaborator, node: ast.expr, u: Term, span) -> Term:
    match node:
        case ast.Name(id="u"):
            return u
        case ast.Name(id="pi"):
            return Term("const", (), "pi", 1, 1, span)
        case ast.Constant():
            return number(Fraction(node.value), span)
        case ast.UnaryOp():
            return negative(_formula(el, node.operand, u, span), span)
        case ast.Call():
            x = _formula(el, node.args[0], u, span)
            return Term("fn", (x,), node.func.id, x.rows, x.cols, span)
    left, right = _formula(el, node.left, u, span), _formula(el, node.right, u, span)
    el.elementwise += 1
    try:
        match node.op:
            case ast.Add():
                return add(el, [left, right], span)
            case ast.Sub():
                return add(el, [left, negative(right, span)], span)
            case ast.Mult():
                return hadamard(el, [left, right], span)
            case ast.Div():
                return (scalar("div", (left, right), span) if right.is_scalar and left.is_scalar
                        else hadamard(el, [left, raised_to(el, right, number(Fraction(-1), span), span)], span))
            case _:
                return raised_to(el, left, right, span)
    finally:
        el.elementwise -= 1
