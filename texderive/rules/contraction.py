r"""Kronecker deltas and sums: the rules that clear up after differentiation.
Each rewrites one sum (or product) node."""
from __future__ import annotations

from .. import index as ix
from ..index import Index, Node
from .rule import Rule


def contract(node: Node) -> Node | None:
    r"""\sum_j A_ij \delta_jk = A_ik; also sums whose body does not contain the index,
    and deltas moved out of inner sums."""
    if node.op != "sum":
        return None
    i, body = node.ix[0], node.args[0]
    if i not in body.free:
        return ix.mul(ix.dim(i.dim), body)
    if not body.has_delta and body.op != "add":
        return None
    if body.op == "add":
        with_delta = [t for t in body.args if _delta_of(t, i) is not None or i not in t.free]
        if not with_delta:
            return None
        rest = [t for t in body.args if t not in with_delta]
        return ix.add(*[_contracted(node, t) for t in with_delta], *([ix.rebuild(node, (ix.add(*rest),))] if rest else []))
    if _delta_of(body, i) is not None:
        return _contracted(node, body)
    outside = [f for f in ix.factors(body) if i not in f.free]
    if any(f.op == "delta" for f in outside):
        return ix.mul(*outside, ix.rebuild(node, (ix.mul(*[f for f in ix.factors(body) if i in f.free]),)))
    return None


def _contracted(node: Node, term: Node) -> Node:
    """One term of a sum that is known to contract."""
    i = node.ix[0]
    found = _delta_of(term, i)
    if found is None:
        return ix.mul(ix.dim(i.dim), term)
    own, other = found.ix if _bare(found.ix[0]) is i else found.ix[::-1]
    rest = ix.mul(*[f for f in ix.factors(term) if f is not found])
    inside = ix.num(1)
    if isinstance(own, ix.Shift):                           # i + 1 = j: i is j - 1, where that is one of its values
        other = ix.shifted(other, -own.by)
        inside = compared("<=", 1, other) if own.by > 0 else compared(">=", ix.Index(i.dim, i.dim, -1), other)
    return ix.mul(inside, *[compared(f.data, *f.ix) if f.op == "cmp" else f for f in ix.factors(ix.subst(rest, {i: other}))])


def _bare(i):
    return i.index if isinstance(i, ix.Shift) else i


_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


def compared(relation: str, a, b) -> Node:
    """A comparison of two indices, solved for the index: 1 <= j - 1 is j > 1, and j <= n is no condition."""
    (x, p), (y, q) = ((k.index, k.by) if isinstance(k, ix.Shift) else (None, k) if isinstance(k, int) else (k, 0) for k in (a, b))
    if y is None or y.level == -1:
        x, p, y, q, relation = y, q, x, p, _TURNED[relation]
    if y is None or y.level == -1 or x is not None and x.level != -1 or relation not in ("<=", ">="):
        return ix.make("cmp", ix=(a, b), data=relation if (x, p, y, q) == (_bare(a), _offset(a), _bare(b), _offset(b))
                       else _TURNED[relation])
    by = p - q                                              # x + by relation y
    if x is None:
        return (ix.num(1) if relation == "<=" and by <= 1
                else ix.make("cmp", ix=(y, by - 1 if relation == "<=" else by + 1), data=">" if relation == "<=" else "<"))
    if relation == ">=" and x.name == y.dim and by >= 0:
        return ix.num(1)
    by += 1 if relation == ">=" else -1
    return ix.make("cmp", ix=(y, ix.Shift(x, by)), data="<" if relation == ">=" else ">")


def _offset(k) -> int:
    return k.by if isinstance(k, ix.Shift) else k if isinstance(k, int) else 0


def _delta_of(body: Node, i: Index) -> Node | None:
    """A delta factor that fixes the index i."""
    for f in ix.factors(body):
        if f.op == "delta" and i in f.ix and not any(isinstance(k, ix.Shift) for k in f.ix):
            return f
    for f in ix.factors(body):
        if (f.op == "delta" and [_bare(k) for k in f.ix].count(i) == 1
                and not (isinstance(i.dim, int) and any(isinstance(k, int) for k in f.ix))):
            return f
    return None


def distribute(node: Node) -> Node | None:
    r"""c (\delta_jk + s) = c \delta_jk + c s, and the sum of each term, where a delta
    of a summed index waits in a bracket."""
    if not node.has_delta:
        return None
    if node.op == "sum" and node.args[0].op == "add" and _waiting(node.args[0]):
        return ix.add(*[ix.rebuild(node, (t,)) for t in node.args[0].args])
    if node.op == "mul":
        for n, f in enumerate(node.args):
            if f.op == "add" and _waiting(f):
                return ix.add(*[ix.mul(*node.args[:n], t, *node.args[n + 1:]) for t in f.args])
    return None


def _waiting(bracket: Node) -> bool:
    """Whether a delta inside has an index that a sum further out binds."""
    return bracket.has_delta and any(isinstance(i, ix.Index) and i.level and i in bracket.free
                                     for n in ix.walk(bracket, ix.kinds("delta")) for i in n.ix)


def merge_sums(node: Node) -> Node | None:
    r"""a_i \sum_j b_j under \sum_i: a delta inside of the inner sum that fixes the outer index comes out."""
    if node.op != "sum" or not node.has_delta:
        return None
    i, body = node.ix[0], node.args[0]
    for f in ix.factors(body):
        if f.op != "sum":
            continue
        j, inner = f.ix[0], f.args[0]
        hit = _delta_of(inner, i)
        if hit is None:
            continue
        rest = [g for g in ix.factors(body) if g is not f]
        inside = ix.mul(*[g for g in ix.factors(inner) if g is not hit])
        new = ix.subst(inside, {j: i}) if j in hit.ix else ix.mul(hit, ix.rebuild(f, (inside,)))
        return ix.rebuild(node, (ix.mul(*rest, new),))
    return None


def _contract_any(node: Node) -> Node | None:
    return contract(node) or merge_sums(node)


def inverse_pair(node: Node) -> Node | None:
    r"""\sum_j (A^{-1})_ij A_jk = \delta_ik, from both sides."""
    if node.op != "sum" or node.args[0].op != "mul":
        return None
    j, fs = node.ix[0], node.args[0].args
    for f in fs:
        if f.op != "tfn" or f.data[0] != "inv" or f.ix[-2:].count(j) != 1:
            continue
        (a, b), (array, *_), (p, q) = ix.open_slots(f)
        at, outer, free = (a, p, b) if q is j else (b, q, a)
        for g in fs:
            if g is f or j not in g.free:
                continue
            k = next((k for k in g.ix if k is not j and ix.subst(array, {at: j, free: k}) is g), None)
            rest = [h for h in fs if h is not f and h is not g]
            if k is not None and not any(j in h.free for h in rest):
                return ix.mul(ix.delta(outer, k), *rest)
    return None


TABLE = (
    Rule("distribute", "distribute", r"c\,(\delta_{jk} + s) = c\,\delta_{jk} + c\,s",
         "Multiply out, so that each delta meets its sum.",
         r"\frac{\partial}{\partial x} x^\top A x", distribute, at=ix.kinds("sum", "mul"), needs=ix.kinds("delta")),
    Rule("inverse pair", "matrix times inverse", r"\sum_j (A^{-1})_{ij}A_{jk} = \delta_{ik}", "A^{-1}A = I.",
         r"\frac{\partial}{\partial X} \det(X^{-1})", inverse_pair, at=ix.kinds("sum"), needs=ix.kinds("tfn")),
    Rule("contraction", "contraction", r"\sum_j A_{ij}\,\delta_{jk} = A_{ik}",
         "Of the whole sum only the term in which the indices agree remains.",
         r"\frac{\partial Av}{\partial v}", _contract_any, at=ix.kinds("sum")),
)
DISTRIBUTE, INVERSE_PAIR, CONTRACTION = TABLE
