r"""Conditions that make a form of their own: f_y for a y that numbers classes is \sum_k [y = k] f_k, x_{i+m} is \sum_k
[i + m = k] x_k, and the factors of a product over part of a range are c f + 1 - c."""
from __future__ import annotations

from . import matrix as mx
from .index import Index, Node, Shift, is_num, kinds, mul, rebuild, walk
from .matrix import Expr

_IND, _SUM = kinds("ind"), kinds("sum")


def picks(f: Node, k: Index) -> bool:
    """Whether f is the test [y = k] of a label y."""
    return (f.op == "ind" and f.data == "=" and f.args[0].op == "comp" and "label" in f.args[0].data.props
            and f.args[1].op == "ival" and f.args[1].ix == (k,))


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


def placed(factors: tuple, k: Index | str) -> tuple[tuple[tuple[int, object], ...], list] | None:
    r"""(the place i + m - 1, x_k) of the product x_k [i + m - 1 = k] that a sum over k has; None for any other.

    A place are its terms, 2i and m and one number, each as a whole number and a letter or 1.  `factors` are nodes with
    a bound index k, or matrix expressions with a letter k.  Outside of the range such a sum is 0,
    and so are entries that are not there."""
    tests = [f for f in factors if f.op == "ind" and f.data == "=" and _mentions(f, k)]
    varying = [f for f in factors if f.op != "ind" and _mentions(f, k)]
    if len(tests) != 1 or not varying or not all(f.op in ("comp", "var") or f.op == "sum" and f.args[0].op == "mul"
                                                 and placed(f.args[0].args, _bound(f)) for f in varying):
        return None
    left, right = (_signed(side) for side in tests[0].args)
    if left is None or right is None:
        return None
    terms = [*left, *((-c, x) for c, x in right)]
    own = [c for c, x in terms if x == k]
    rest = [(-own[0] * c, x) for c, x in terms if x != k] if len(own) == 1 and abs(own[0]) == 1 else []
    letters, number = sorted((t for t in rest if t[1] != 1), key=lambda t: t[0] < 0), sum(c for c, x in rest if x == 1)
    if len(letters) < 2 or letters[0][0] < 0:
        return None
    return (*letters, *([(number, 1)] if number else [])), [f for f in factors if f is not tests[0]]


def summand(node: Node) -> tuple[Node, ...]:
    """The factors below a sum; tests that say nothing of the index of a further sum stand before that one."""
    body = node.args[0]
    if body.op == "sum" and body.args[0].op == "mul":
        outside = [f for f in body.args[0].args if f.op == "ind" and body.ix[0] not in f.free]
        return (*outside, rebuild(body, (mul(*[f for f in body.args[0].args if f not in outside]),))) if outside else ()
    return body.args if body.op == "mul" else ()


def holds_places(node: Node) -> bool:
    """Whether entries at places, x_{i+m}, stand in a node."""
    return bool(node.kinds & _IND) and any(placed(summand(n), n.ix[0]) for n in walk(node, _SUM))


def _bound(x: Node | Expr) -> Index | str:
    return x.ix[0] if isinstance(x, Node) else x.data.index


def _mentions(f: Node | Expr, k: Index | str) -> bool:
    return k in f.free if isinstance(f, Node) else mx.depends_on(f, k)


def _signed(x: Node | Expr) -> list[tuple[int, object]] | None:
    """The terms of 2i - m + 1 with their whole numbers: indices or their letters, sizes, 1;
    None where there is anything else."""
    match x.op:
        case "num" if x.data.denominator == 1:
            return [(int(x.data), 1)]
        case "dim" | "idx":
            return [(1, x.data)]
        case "ival":
            return [(1, x.ix[0].index), (x.ix[0].by, 1)] if isinstance(x.ix[0], Shift) else [(1, x.ix[0])]
        case "shift":
            return [(1, x.args[0].data), (x.data, 1)]
        case "mul" if len(x.args) == 2 and x.args[0].op == "num" and x.args[0].data.denominator == 1:
            below = _signed(x.args[1])
            return below and [(int(x.args[0].data) * c, y) for c, y in below]
        case "add":
            parts = [_signed(a) for a in x.args]
            return None if None in parts else [t for part in parts for t in part]
    return None


def place_latex(terms: tuple[tuple[int, object], ...], spelled) -> str:
    """The place as a subscript; `spelled` writes its letters."""
    words = ((c, str(abs(c)) if x == 1 else spelled(x) if abs(c) == 1 else f"{abs(c)}{spelled(x)}") for c, x in terms)
    return "".join(("+" if c > 0 else "-") + word for c, word in words).removeprefix("+")


def restricted(factor: Node) -> tuple[tuple[Node, ...], Node] | None:
    r"""(the comparisons, f_j) of the factor c f_j + 1 - c of \prod_{j \ne i} f_j, which is 1 where a comparison in c
    fails; None of any other factor."""
    if factor.op != "add" or len(factor.args) != 3:
        return None
    for lost in factor.args:
        tests = lost.args[1:] if lost.op == "mul" and is_num(lost.args[0], -1) and all(f.op == "cmp"
            for f in lost.args[1:]) else ()
        rest = [t for t in factor.args if t is not lost]
        one = next((t for t in rest if is_num(t, 1)), None)
        kept = next((t for t in rest if t is not one), None)
        factors = kept.args if kept is not None and kept.op == "mul" else (kept,)
        if tests and one is not None and set(tests) <= set(factors):
            return tests, mul(*[f for f in factors if f not in tests])
    return None
