"""Formulas in one variable u, as in the table of functions, built as index notation."""
from __future__ import annotations

import ast
from fractions import Fraction
from functools import lru_cache

from .. import index as ix
from ..index import Node


def build(formula: str, u: Node) -> Node:
    """The formula at u: build("1 - tanh(u)**2", node)."""
    return _node(_parse(formula), u)


@lru_cache(maxsize=None)
def _parse(formula: str) -> ast.expr:
    return ast.parse(formula, mode="eval").body


def _node(e: ast.expr, u: Node) -> Node:
    match e:
        case ast.Name(id="u"):
            return u
        case ast.Name(id=name):
            return ix.const(name)
        case ast.Constant(value=value):
            return ix.num(Fraction(value))
        case ast.Call(func=ast.Name(id=name), args=[arg]):
            return ix.fn(name, _node(arg, u))
        case ast.UnaryOp(op=ast.USub(), operand=x):
            return ix.neg(_node(x, u))
        case ast.BinOp(left=a, op=op, right=b):
            x, y = _node(a, u), _node(b, u)
            match op:
                case ast.Add():
                    return ix.add(x, y)
                case ast.Sub():
                    return ix.add(x, ix.neg(y))
                case ast.Mult():
                    return ix.mul(x, y)
                case ast.Div():
                    return ix.num(x.data / y.data) if x.op == y.op == "num" else ix.mul(x, ix.pow_(y, ix.num(-1)))
                case ast.Pow():
                    return ix.pow_(x, y)
    raise ValueError(f"not a formula: {ast.dump(e)}")
