r"""Derivatives of or by vec(.): their components d M_ij / d X_kl as Kronecker products over pairs of indices,
columns stacked first."""
from __future__ import annotations

from .. import index as ix
from .. import matrix as mx
from ..errors import UnsupportedError
from ..index import Index, Node
from ..matrix import Expr
from ..raising import NotMatrix
from ..raising.polish import polish
from .setup import Setting


def kronecker_form(setting: Setting, node: Node) -> Expr:
    """The sum of Kronecker products, not polished.  Raises UnsupportedError where there is none."""
    rows, cols = setting.sides
    try:
        return mx.add(*[_term(setting, t, rows, cols) for t in _opened(node)])
    except NotMatrix:
        raise UnsupportedError("this derivative of or by vec is no sum of Kronecker products that texderive finds", code="TD336",
                               hint="ask for the derivative of the matrix or by the matrix itself: "
                                    "it is given in index form") from None


def _opened(node: Node) -> list[Node]:
    """The terms of a sum, its brackets multiplied out."""
    if node.op == "add":
        return [t for a in node.args for t in _opened(a)]
    if node.op == "sum" and node.kinds & ix.kinds("add"):
        i, body = ix.open_sum(node)
        return [ix.sum_(i, t) for t in _opened(body)]
    sums = [n for n, f in enumerate(node.args) if f.op in ("add", "sum") and f.free] if node.op == "mul" else []
    for n in sums:
        if len(terms := _opened(node.args[n])) > 1:
            return [u for t in terms for u in _opened(ix.mul(*node.args[:n], t, *node.args[n + 1:]))]
    return [node]


def commutations(expr: Expr | None, transpose: str) -> list[str]:
    """A sentence on each commutation matrix that an answer uses."""
    found = dict.fromkeys(x.data for x in mx.walk(expr) if x.op == "commutation") if expr is not None else ()
    return [rf"$K_{{{m},{n}}}$ is the commutation matrix: $K_{{{m},{n}}}\operatorname{{vec}}(X) = "
            rf"\operatorname{{vec}}(X^{{{transpose}}})$ for ${m}\times {n}$ matrices $X$." for m, n in found]


def _term(setting: Setting, term: Node, rows: list[Index], cols: list[Index]) -> Expr:
    """P_ik Q_jl is the entry of Q (x) P; R_ij delta_ik delta_jl that of diag(vec(R))."""
    i, j = [*rows, None, None][:2]
    k, l = [*cols, None, None][:2]
    raiser = setting.raiser()
    groups, scale = _groups(term, {*rows, *cols})
    diagonal = [ix.mul(*g) for g in groups]
    if i is not None and j is not None and l is not None and {ix.delta(i, k), ix.delta(j, l)} <= {f for g in groups for f in g}:
        rest = [f for g in groups for f in g if f not in (ix.delta(i, k), ix.delta(j, l))]
        if rest:
            entries = polish(raiser.raised(ix.mul(*rest), i, j))
            return mx.mul(*[raiser.raised(s) for s in scale], mx.diag(mx.vec(entries)))
    outer = _outer(raiser, diagonal, rows, cols)
    if outer is not None:
        return mx.mul(*[raiser.raised(s) for s in scale], *outer)
    named = (len(cols) == 2 and isinstance(cols[0].dim, str) and isinstance(cols[-1].dim, str)
             and not any(s.latex == "K" for s in setting.problem.symbols.values()))
    if named and len(rows) == 2 and (turned := _crossed(raiser, diagonal, rows, cols)) is not None:
        return mx.mul(*[raiser.raised(s) for s in scale], *turned, mx.commutation(k.dim, l.dim))
    first = [g for g in diagonal if g.free & {*rows, *cols} <= {i, k}]
    second = [g for g in diagonal if g not in first and g.free & {*rows, *cols} <= {j, l if len(cols) == 2 else k}]
    if len(first) + len(second) < len(diagonal):
        raise NotMatrix("indices that cross")
    if len(cols) == 1 and any(k in g.free for g in first) and any(k in g.free for g in second):
        raise NotMatrix("an index of both")
    by = k if len(cols) == 1 and any(k in g.free for g in second) else l
    left, right = (_raised(raiser, g, *axes) for g, axes in ((first, (i, None if by is k else k)), (second, (j, by))))
    return mx.mul(*[raiser.raised(s) for s in scale], left if right.is_scalar and right == mx.ONE else right
                  if left == mx.ONE else mx.kron(right, left))


def _outer(raiser, parts: list[Node], rows: list[Index], cols: list[Index]) -> list[Expr] | None:
    """vec(P) vec(Q)^T for P_ij Q_kl; None where a factor joins rows and columns,
    or where no two indices stand together."""
    above, below = ([g for g in parts if g.free & {*rows, *cols} <= set(own)] for own in (rows, cols))
    if len(above) + len(below) < len(parts) or not any(len(g.free & {*rows, *cols}) == 2 for g in parts):
        return None
    whole = []
    for own, group in ((rows, above), (cols, below)):
        if own:
            array = polish(raiser.raised(ix.mul(*group), *own, *(None,) * (2 - len(own))))
            whole.append(mx.vec(array) if len(own) == 2 else array)
    return [*whole[:-1], mx.T(whole[-1])] if cols else whole


def _crossed(raiser, parts: list[Node], rows: list[Index], cols: list[Index]) -> list[Expr] | None:
    """Q (x) P for P_il Q_jk, the derivative of P X^T Q^T, in front of the commutation matrix; None for any other."""
    (i, j), (k, l) = rows, cols
    first = [g for g in parts if g.free & {i, j, k, l} <= {i, l}]
    second = [g for g in parts if g not in first and g.free & {i, j, k, l} <= {j, k}]
    if (len(first) + len(second) < len(parts) or not any({i, l} <= g.free for g in first)
            and not any({j, k} <= g.free for g in second)):
        return None
    if not first or not second:
        return None
    left, right = _raised(raiser, first, i, l), _raised(raiser, second, j, k)
    same = left == mx.eye(left.shape[0]) and right == mx.eye(right.shape[0])
    return [] if same else [mx.kron(right, left)]


def _raised(raiser, parts: list[Node], row: Index | None, col: Index | None) -> Expr:
    whole = ix.mul(*parts)
    return polish(raiser.raised(whole, row, col))


def _groups(term: Node, free: set[Index]) -> tuple[list[list[Node]], list[Node]]:
    """(the factors of a term under its sums, together where they share a summed index,
    and where no free index stands apart)."""
    summed, queue, flat = [], [term], []
    while queue:
        f = queue.pop(0)
        if f.op == "mul":
            queue[:0] = f.args
        elif f.op == "sum":
            i, body = ix.open_sum(f)
            summed.append(i)
            queue.insert(0, body)
        else:
            flat.append(f)
    groups: list[tuple[frozenset, list[Node]]] = []
    for f in flat:
        own, together = f.free & set(summed), [f]
        for g in [g for g in groups if g[0] & own]:
            groups.remove(g)
            own, together = own | g[0], g[1] + together
        groups.append((own, together))
    whole = [ix.sums([i for i in summed if i in own], ix.mul(*parts)) for own, parts in groups]
    return [list(ix.factors(g)) for g in whole if g.free & free], [g for g in whole if not g.free & free]
