"""A product of matrices entry by entry in its own order, so that neighbours share an index:
the line between summed components and the product."""
from __future__ import annotations

from collections.abc import Sequence

from .. import index as ix
from .. import matrix as mx
from .. import write
from ..index import Index, Node
from ..matrix import Expr, Range
from .patterns import opened
from .setup import Setting

FEWEST, MOST = 3, 6         # factors of a product that is worth the line
_PLAIN = ("var", "ref")


def in_order(term: Node, expr: Expr, rows: Index | None, cols: Index | None, setting: Setting) -> tuple[Expr, str] | None:
    r"""-\sum_{i,j} (X^{-\top})_{ki} a_i b_j (X^{-\top})_{jl} for -X^{-\top} a b^\top X^{-\top}, and what is said
    of it; None for other terms."""
    factors, members = _below_sums(expr.args if expr.op == "mul" else ())
    arrays = [g for f in factors if not f.is_scalar for g in _multiplied(f)]
    if not FEWEST <= len(arrays) <= MOST:
        return None
    bound, left = opened(term, setting)
    letters = {i: i.name for i in bound} | setting.naming.free
    if len(bound) < 2 or len(set(letters.values())) < len(letters) or not members <= {i.name for i in bound}:
        return None
    numbers = {i for i in bound if i.name in members}
    placed = _placed(arrays, [f for f in left if f.free], rows, cols, numbers)
    if (placed is None or not any(_turned(a) for a in arrays)
            and (len(arrays) == FEWEST or [f for f, *_ in placed] == [f for f in left if f.free])):
        return None
    entries = [mx.comp(_bare(a) if 1 in a.shape else a, *[mx.idx(letters[i]) for i in own])
               for a, (_, *own) in zip(arrays, placed)]
    body = mx.mul(*entries)
    for i in reversed(bound):
        body = mx.sum_(Range(letters[i], i.dim), body)
    show = lambda x: write.latex(x, setting.naming, setting.problem.style)
    turned = next((rf"; ${show(e)} = {show(mx.comp(a.args[0], *e.args[:0:-1]))}$" for a, e in zip(arrays, entries)
                   if _turned(a)), "")
    return mx.mul(*[f for f in factors if f.is_scalar], body), "neighbours share an index" + turned


def _below_sums(factors: Sequence[Expr]) -> tuple[list[Expr], set[str]]:
    """The factors with those of a sum over the members of a family in its place, and the letters of these members."""
    sums = [f for f in factors if f.op == "sum" and len(f.args) == 1]
    return ([g for f in factors for g in (mx.factors(f.args[0]) if f in sums else (f,))], {f.data.index for f in sums})


def _placed(arrays: Sequence[Expr], left: list[Node], rows: Index | None, cols: Index | None,
            numbers: set[Index]) -> list[tuple] | None:
    """The factor of the term that each array of the product is, with its indices in the order of the product;
    `numbers` are the indices of members."""
    found: list[tuple] = []
    at = rows
    for a in arrays:
        f = next((f for f in left if _names(f) == _expr_names(a) and (at is None or at in f.free)
                  and len(f.free - numbers) == 2 - (1 in a.shape)), None)
        if f is None or (at is None) != (a.is_row):
            return None
        left = [g for g in left if g is not f]
        if a.is_row:
            at, = f.free - numbers
            found.append((f, at))
        elif 1 in a.shape:
            found.append((f, at))
            at = None
        else:
            other, = f.free - {at} - numbers
            found.append((f, at, other))
            at = other
    return found if at is cols and not left else None


def _multiplied(a: Expr) -> list[Expr]:
    """X, X of X^2."""
    power, turn = (a.args[0], mx.T) if a.op == "T" else (a, lambda x: x)
    count = power.args[1].data if power.op == "mpow" and power.args[1].op == "num" else 1
    return [turn(power.args[0])] * int(count) if count in range(2, MOST) else [a]


def _bare(a: Expr) -> Expr:
    return a.args[0] if a.op == "T" else a


def _turned(a: Expr) -> bool:
    return 1 not in a.shape and a.op == "T"


def _expr_names(a: Expr) -> tuple:
    inside = [n for n in mx.walk(a) if n.op not in ("T", "inv", *_PLAIN, "add", "mul", "num", "idx")]
    symbols = {n.data if n.op == "var" else n.data.symbol for n in mx.walk(a) if n.op in _PLAIN}
    return (None,) if inside else (any(n.op == "inv" for n in mx.walk(a)), symbols)


def _names(f: Node) -> tuple:
    return any(n.op == "tfn" and n.data[0] == "inv" for n in ix.walk(f)), {n.data for n in ix.walk(f, ix.kinds("comp"))}
