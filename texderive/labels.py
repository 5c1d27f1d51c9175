r"""Conditions that make a form of their own: f_y for a y that numbers classes is \sum_k [y = k] f_k, and the factors of a product over part of a range are c f + 1 - c."""
from __future__ import annotations

from . import matrix as mx
from .index import Index, Node, is_num, mul
from .matrix import Expr


def picks(f: Node, k: Index) -> bool:
    """Whether f is the test [y = k] of a label y."""
    return f.op == "ind" and f.data == "=" and f.args[0].op == "comp" and "label" in f.args[0].data.props and f.args[1].op == "ival" and f.args[1].ix == (k,)


def picked(x: Expr) -> tuple[Expr, Expr] | None:
    r"""(y, f_k) of \sum_k [y = k] f_k for a label y; None for anything else."""
    if x.op != "sum" or len(x.args) > 1 or x.args[0].op != "mul":
        return None
    k, factors = mx.idx(x.data.index), x.args[0].args
    test = next((f for f in factors if f.op == "ind" and f.data == "=" and f.args[1] == k), None)
    label = test and (test.args[0].args[0] if test.args[0].op == "comp" else test.args[0])
    if not label or label.op != "var" or "label" not in label.data.props:
        return None
    return test.args[0], mx.mul(*[f for f in factors if f is not test])


def restricted(factor: Node) -> tuple[tuple[Node, ...], Node] | None:
    r"""(the comparisons, f_j) of the factor c f_j + 1 - c of \prod_{j \ne i} f_j, which is 1 where a comparison in c fails; None of any other factor."""
    if factor.op != "add" or len(factor.args) != 3:
        return None
    for lost in factor.args:
        tests = lost.args[1:] if lost.op == "mul" and is_num(lost.args[0], -1) and all(f.op == "cmp" for f in lost.args[1:]) else ()
        rest = [t for t in factor.args if t is not lost]
        one = next((t for t in rest if is_num(t, 1)), None)
        kept = next((t for t in rest if t is not one), None)
        factors = kept.args if kept is not None and kept.op == "mul" else (kept,)
        if tests and one is not None and set(tests) <= set(factors):
            return tests, mul(*[f for f in factors if f not in tests])
    return None
