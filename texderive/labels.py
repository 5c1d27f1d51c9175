r"""Labels: f_y for a y that numbers classes is \sum_k [y = k] f_k, in index notation and in matrix expressions."""
from __future__ import annotations

from . import matrix as mx
from .index import Index, Node
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
