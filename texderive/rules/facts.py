r"""Facts used: entries of symmetric matrices, shares that sum to 1, labels, deviations from a mean, what is 0
by the definition of a name."""
from __future__ import annotations

from .. import index as ix
from ..index import Node
from ..labels import picks
from .algebra import canonical, coefficient, like_terms
from .rule import Rule

_SYMMETRIC = frozenset({"symmetric", "posdef", "psd"})


def mirrored(node: Node) -> Node | None:
    """Q_ij + Q_ji with one of them turned, for a symmetric Q: like terms then."""
    entries = [(t, f) for t in node.args for f in ix.factors(t) if f.op == "comp" and f.data.props & _SYMMETRIC
               and len(f.ix) == 2]
    for n, (_, f) in enumerate(entries):
        for t, g in entries[n + 1:]:
            if g.data is f.data and g.ix == f.ix[::-1] and g.ix != f.ix:
                return ix.add(*[ix.mul(*[f if h is g else h for h in ix.factors(u)]) if u is t else u for u in node.args])
    return None


def declared(node: Node) -> Node | None:
    """What declarations say: y^2 = 1 for y in {-1, 1}, and entries that sum to 1."""
    if (node.op == "pow" and node.args[0].op == "comp" and "pm1" in node.args[0].data.props and node.args[1].op == "num"
            and node.args[1].data % 2 == 0):
        return ix.num(1)
    if node.op == "sum":
        i, body = node.ix[0], node.args[0]
        own = [f for f in ix.factors(body) if i in f.free]
        if len(own) == 1 and (_sums_to_one(own[0], i) or picks(own[0], i)):
            return ix.mul(*[f for f in ix.factors(body) if f is not own[0]])
        weights = [f for f in own if _sums_to_one(f, i)]
        bracket = next((f for f in own if f.op == "add"), None)
        if len(own) == 2 and len(weights) == 1 and bracket is not None and any(i not in t.free for t in bracket.args):
            outside = [f for f in ix.factors(body) if f not in own]
            fixed = [t for t in bracket.args if i not in t.free]            # sum_i y_i c = c
            moving = [t for t in bracket.args if i in t.free]
            rest = [ix.rebuild(node, (ix.mul(weights[0], ix.add(*moving)),))] if moving else []
            return ix.mul(*outside, ix.add(*rest, *fixed))
    return None


_SHARES = frozenset(("onehot", "simplex", "rowsimplex"))


def _sums_to_one(f: Node, i) -> bool:
    """Whether f is an entry of shares, y_i or T_ni, that sum to 1 over i, the last of its indices."""
    return f.op == "comp" and bool(f.data.props & _SHARES) and f.ix[-1:] == (i,) and f.ix.count(i) == 1


def deviations(node: Node) -> Node | None:
    r"""\sum_i (x_i - \mu) = 0 for the mean \mu = \frac1n \sum_i x_i, by name or written out;
    also \sum_i r_i of r_i = x_i - \mu."""
    varying = [f for f in ix.factors(node.args[0]) if node.ix[0] in f.free]
    if len(varying) != 1 or not _may_deviate(varying[0]):
        return None
    i, body = ix.open_sum(node)
    own = next(f for f in ix.factors(body) if i in f.free)
    terms = ix.unfold(own).args if own.op == "comp" else own.args
    moving, fixed = [t for t in terms if i in t.free], [t for t in terms if i not in t.free]
    if len(moving) != 1 or len(fixed) != 1:
        return None
    (c, x), (d, mean) = coefficient(moving[0]), coefficient(fixed[0])
    if mean.op == "comp" and mean.data.definition is not None:
        d, mean = (e := coefficient(ix.unfold(mean)))[0] * d, e[1]
    average = ix.mul(ix.num(-c), ix.pow_(ix.dim(i.dim), ix.num(-1)), ix.sum_(i, x))
    return ix.num(0) if canonical(ix.mul(ix.num(d), mean)) == canonical(average) else None


def _may_deviate(f: Node) -> bool:
    """Whether f is a difference, or the name of one."""
    body = f.data.definition.body if f.op == "comp" and f.data.definition is not None else f
    return body.op == "add" and len(body.args) == 2


def vanishing(node: Node) -> Node | None:
    r"""a + \nu\epsilon - z = 0 where z := a + \nu\epsilon."""
    for f in (coefficient(t)[1] for t in node.args):
        if f.op == "comp" and f.data.definition is not None and f.data.definition.body.op == "add":
            opened = []
            for t in node.args:
                c, rest = coefficient(t)
                opened += [ix.mul(ix.num(c), a) for a in ix.unfold(f).args] if rest is f else [t]
            whole = like_terms(ix.add(*opened))
            if whole is not None and ix.is_num(whole, 0):
                return whole
    return None


TABLE = (
    Rule("deviations", "deviations from the mean add up to 0",
         r"\sum_i (x_i - \mu) = 0 \text{ for } \mu = \frac1n\sum_i x_i", "The sum is n times the mean, less n times the mean.",
         r"\mu = \frac1n\sum_{i=1}^n x_i, \quad \frac{\partial}{\partial x_j}\sum_{i=1}^n (x_i - \mu)^2",
         deviations, at=ix.kinds("sum")),
    Rule("vanishing", "0 by definition", r"f(x) - u = 0 \text{ where } u := f(x)", "What is left is the definition of a name.",
         r"u = x + y, \quad \frac{d}{dx}\frac{u - y}{x}", vanishing, at=ix.kinds("add")),
    Rule("declared", "by assumption", r"y^2 = 1,\quad \sum_i y_i = 1", "A declared property of a symbol is used.",
         r"\frac{\partial}{\partial z}\left(-y^\top\log\operatorname{softmax}(z)\right) \text{ with } y \text{ one-hot}",
         declared, at=ix.kinds("pow", "sum")),
)
# A derivative by one entry shows no transposes, so its symmetry is used in the components;
# elsewhere it is used on the matrices.
MIRRORED = Rule("mirrored entries", "by symmetry", r"Q_{ij} + Q_{ji} = 2\,Q_{ij} \text{ for } Q = Q^\top",
                "The entries of a symmetric matrix agree across its diagonal.",
                r"\frac{\partial}{\partial x_k} \sum_{i,j} Q_{ij} x_i x_j, \quad Q = Q^\top", mirrored, at=ix.kinds("add"))
