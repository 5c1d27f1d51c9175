"""Traces of matrix functions, which are differentiated as a whole: tr f(M), and tr(M log M)."""
from __future__ import annotations

from .. import index as ix
from ..index import Node

_FUNCTIONS = ("mexp", "mlog", "msin", "mcos", "mpow")


def of_function(node: Node) -> bool:
    """sum_i f(M)_ii of a matrix function."""
    body, i = node.args[0], node.ix[0]
    return body.op == "tfn" and body.data[1] == 2 and body.data[0] in _FUNCTIONS and body.ix[2:] == (i, i)


def with_logarithm(node: Node) -> Node | None:
    """log(M) of sum_ij M_ij log(M)_ji; None for any other sum."""
    inner = node.args[0]
    if (inner.op != "sum" or inner.args[0].op != "mul"
            or not any(f.op == "tfn" and f.data[0] == "mlog" for f in inner.args[0].args)):
        return None
    i, inner = ix.open_sum(node)
    j, product = ix.open_sum(inner)
    factors = product.args
    log = next((f for f in factors if f.op == "tfn" and f.data[0] == "mlog" and set(f.ix[2:]) == {i, j}), None)
    if log is None:
        return None
    (a, b), (array, *_), (p, q) = ix.open_slots(log)
    return log if ix.mul(*[f for f in factors if f is not log]) is ix.subst(array, {a: q, b: p}) else None
