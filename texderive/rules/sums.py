r"""Sums put together: ranges that complement each other, sums with a common factor, brackets in which terms cancel."""
from __future__ import annotations

from fractions import Fraction

from .. import index as ix
from ..index import Node
from ..labels import placed
from .algebra import canonical, coefficient, like_terms, negated
from .polynomial import length, put_together
from .rule import Rule


def join_ranges(node: Node) -> Node | None:
    r"""\sum_{i<k} f_i + \sum_{i>k} f_i = \sum_{i \ne k} f_i, and \sum_i f_i where f_k = 0."""
    sums = [(t, _range_of(t)) for t in node.args]
    for n, (t, a) in enumerate(sums):
        for u, b in sums[n + 1:]:
            if (a and b and a[1] == b[1] and {a[0], b[0]} == {"<", ">"} and a[2] == b[2] and a[4] == b[4]
                    and canonical(a[3]) == canonical(b[3])):
                c, summand, i = a[4], a[3], a[2]
                at = ix.subst(summand, {i: a[1]})
                settled = like_terms(at) or at
                if not ix.is_num(settled, 0):
                    summand = ix.mul(ix.make("cmp", ix=(i, a[1]), data="!="), summand)
                new = ix.mul(ix.num(c), ix.rebuild(a[5], (summand,)))
                return ix.add(*[x for x in node.args if x is not t and x is not u], new)
    return None


def _range_of(term: Node):
    """(relation of the bound index, other index, bound index, summand, coefficient, the sum) of c * sum_i [i < k] f."""
    c, rest = coefficient(term)
    outside = [f for f in ix.factors(rest) if f.op != "sum"]
    rest = next((f for f in ix.factors(rest) if f.op == "sum"), rest)
    if rest.op != "sum" or outside and (len(outside) + 1 != len(ix.factors(coefficient(term)[1]))
                                        or any(f.height for f in outside)):
        return None
    i, body = rest.ix[0], ix.mul(*outside, rest.args[0])
    k = [f for f in ix.factors(body) if f.op == "cmp" and i in f.ix and f.data in ("<", ">")]
    if len(k) != 1:
        return None
    first = k[0].ix[0] is i
    relation = k[0].data if first else {"<": ">", ">": "<"}[k[0].data]
    number, summand = coefficient(ix.mul(*[f for f in ix.factors(body) if f is not k[0]]))
    c = c * number
    turned = negated(summand) if c < 0 else None
    if turned is not None:
        c, summand = -c, turned
    return relation, k[0].ix[1] if first else k[0].ix[0], i, summand, c, rest


def common_sum(node: Node) -> Node | None:
    r"""\sum_n a_n c_n - \sum_n b_n c_n = \sum_n (a_n - b_n) c_n."""
    split = []
    for t in node.args:
        c, rest = coefficient(t)
        if rest.op == "sum":
            split.append((t, c, rest))
    for n, (t, c, first) in enumerate(split):
        for u, d, second in split[n + 1:]:
            if first.ix != second.ix or first.args[0].height or second.args[0].height:
                continue                                     # binders inside: their factors cannot be taken apart
            a, b = list(ix.factors(first.args[0])), list(ix.factors(second.args[0]))
            b, d = _turned_alike(a, b, d)
            shared = [f for f in a if f in b and f.op not in ("cmp", "num")]
            # x_{s+k} + x_{s-k} stand for one entry each
            if not any(first.ix[0] in f.free for f in shared) or placed(first.args[0].args, first.ix[0]):
                continue
            left, right = [f for f in a if f not in shared], [f for f in b if f not in shared]
            if not shared or not left or not right or any(f.op == "sum" for f in left + right):
                continue
            body = ix.mul(ix.add(ix.mul(ix.num(c), *left), ix.mul(ix.num(d), *right)), *shared)
            return ix.add(*[ix.rebuild(first, (body,)) if x is t else x for x in node.args if x is not u])
    return None


_TURNED = frozenset(("add", "fn", "pow"))


def _turned_alike(a: list[Node], b: list[Node], number: Fraction) -> tuple[list[Node], Fraction]:
    """The factors b with differences that a has turned round, x_k - x_i for x_i - x_k, also below an odd function,
    and the number before them with that sign."""
    turned = {canonical(opposite): f for f in a if f.op in _TURNED and (opposite := negated(f)) is not None}
    for n, g in enumerate(b):
        f = turned.get(canonical(g)) if g.op in _TURNED and g not in a else None
        if f is not None:
            b, number = [*b[:n], f, *b[n + 1:]], -number
    return b, number


def outside(node: Node) -> Node | None:
    r"""\sum_j x_i x_j^2 = x_i\sum_j x_j^2."""
    i, body = node.ix[0], node.args[0]
    parts = ix.factors(body)
    still = [f for f in parts if i not in f.free and f.op not in ("num", "sum", "cmp", "delta")]
    if not still or len(still) == len(parts) or body.height:
        return None
    return ix.mul(*still, ix.rebuild(node, (ix.mul(*[f for f in parts if f not in still]),)))


def cancelled(node: Node) -> Node | None:
    r"""t(1-y) - (1-t)y = t - y: multiplied out where terms cancel."""
    if node.op != "add" or not any(t.op == "mul" and any(f.op == "add" for f in t.args) for t in node.args):
        return None
    opened = []
    for t in node.args:
        products = [[]]
        for f in ix.factors(t):
            products = [[*q, g] for q in products for g in ix.terms(f)]
            if len(products) > 12:
                return None
        opened += [ix.mul(*q) for q in products]
    flat = ix.add(*opened)
    merged = like_terms(flat) if flat.op == "add" else flat
    if merged is None:
        return None
    return merged if length(merged) < length(node) and len(ix.terms(merged)) < len(node.args) + 1 else None


def common_of_cases(node: Node) -> Node | None:
    """A factor that the values of all cases share stands in front of them."""
    values = [*node.args[0:-1:2], node.args[-1]]
    own = [coefficient(v) for v in values if not ix.is_num(v, 0)]
    if len(own) < 2:
        return None
    shared = [f for f in ix.factors(own[0][1]) if f.op != "num" and all(f in ix.factors(rest) for _, rest in own[1:])]
    sign = -1 if all(c < 0 for c, _ in own) else 1
    if not shared:
        return None

    def divided(v: Node) -> Node:
        rest = list(ix.factors(v))
        for f in shared:
            if f in rest:
                rest.remove(f)
        return ix.mul(ix.num(sign), *rest) if not ix.is_num(v, 0) else v
    args = [divided(a) if n % 2 == 0 or n == len(node.args) - 1 else a for n, a in enumerate(node.args)]
    return ix.mul(ix.num(sign), *shared, ix.make("cases", tuple(args)))


def sum_of_softmax(node: Node) -> Node | None:
    r"""\sum_i p_i = 1 for p = softmax(z), named or written out."""
    i, parts = node.ix[0], ix.factors(node.args[0])
    for f in parts:
        body = ix.unfold(f) if f.op == "comp" and f.data.definition is not None and f.ix and f.ix[-1] is i else f
        if (body.op == "tfn" and body.data[0] == "softmax"
                and (out := body.ix[ix.slot_count(body.op, body.data):])[-1] is i and i not in out[:-1]):
            rest = [g for g in parts if g is not f]
            return ix.mul(*rest) if not any(i in g.free for g in rest) else None
    return None


def gathered(node: Node) -> Node | None:
    r"""\sum_i y_i(\partial z_i - \sum_j p_j\,\partial z_j) = \sum_j (y_j - p_j\sum_i y_i)\,\partial z_j."""
    if not node.has_deriv:
        return None
    i, body = ix.open_sum(node)
    bracket = next((f for f in ix.factors(body) if f.op == "add" and f.has_deriv), None)
    if bracket is None or len(bracket.args) != 2 or bracket.args[0].op != "deriv":
        return None
    weight = ix.mul(*[f for f in ix.factors(body) if f is not bracket])
    number, inner = coefficient(bracket.args[1])
    if inner.op != "sum" or weight.has_deriv:
        return None
    j, product = ix.open_sum(inner)
    own = ix.subst(bracket.args[0], {i: j})
    share = ix.mul(*[f for f in ix.factors(product) if f is not own])
    if own not in ix.factors(product) or share.has_deriv or i in share.free:
        return None
    return ix.sum_(j, ix.mul(ix.add(ix.subst(weight, {i: j}), ix.mul(ix.num(number), share, ix.sum_(i, weight))), own))


GATHERED = Rule("gathered", "terms with the same derivative together, the sums exchanged",
                r"\sum_i y_i\Big(\partial z_i - \sum_j p_j\,\partial z_j\Big) = \sum_j \Big(y_j - p_j\sum_i "
                r"y_i\Big)\,\partial z_j",
                "The sums are taken in the other order.",
                r"p = \operatorname{softmax}(Wx), \quad L = -y^\top\log p, \quad \frac{\partial L}{\partial x}",
                gathered, at=ix.kinds("sum"))

OUTSIDE = Rule("out of the sum", "out of the sum", r"\sum_j c\,f_j = c\sum_j f_j",
               "What does not vary with the index stands in front of the sum.",
               r"\sum_j (\delta_{ij} - x_i x_j) x_j", outside, at=ix.kinds("sum"))

TABLE = (
    Rule("sum of softmax", "softmax sums to one", r"\sum_i \operatorname{softmax}(z)_i = 1",
         "Each entry is divided by the sum of all.",
         r"p = \operatorname{softmax}(z), \quad \frac{\partial}{\partial z}\sum_i p_i\log p_i",
         sum_of_softmax, at=ix.kinds("sum")),
    Rule("common factor of cases", "in front of the cases",
         r"\begin{cases} ac & p \\ bc & \text{otherwise} \end{cases} = c\begin{cases} a & p \\ b & \text{otherwise} "
         r"\end{cases}", "Every case has this factor.",
         r"\frac{d}{dx}\begin{cases} a x^2 & x > 1 \\ b x^2 & \text{otherwise}\end{cases}",
         common_of_cases, at=ix.kinds("cases")),
    Rule("join ranges", "join the ranges", r"\sum_{i<k} f_i + \sum_{i>k} f_i = \sum_{i\ne k} f_i",
         "Both parts of the range have the same summand.",
         r"\frac{\partial}{\partial x_k}\sum_{i<j}(x_i-x_j)^2", join_ranges, at=ix.kinds("add"), needs=ix.kinds("cmp")),
    Rule("common sum", "under one sum", r"\sum_n a_n c_n + \sum_n b_n c_n = \sum_n (a_n + b_n) c_n",
         "Sums over the same index with a common factor.",
         r"\frac{\partial}{\partial x} x^\top A x", common_sum, at=ix.kinds("add"), needs=ix.kinds("sum")),
    Rule("cancel", "multiply out and collect", r"t(1-y) - (1-t)y = t - y", "Opposite terms drop out.",
         r"\nabla_w \sum_{n=1}^N \left(t_n\ln\sigma(w^\top x_n) + (1-t_n)\ln(1-\sigma(w^\top x_n))\right)",
         cancelled, at=ix.kinds("add")),
    Rule("put together", "put together", r"ab + ac = a\,(b + c),\quad \frac ac + \frac b{c^2} = \frac{ac + b}{c^2}",
         "Common factors and denominators are taken out.",
         r"\frac{d^2}{dz^2}\sigma(z)", put_together, at=ix.kinds("add", "mul"), needs=ix.kinds("add")),
)
