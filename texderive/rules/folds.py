r"""Known functions recognised: the logistic function, hyperbolic tangents, positive parts, softmax, absolute values,
quotients of functions."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from .. import index as ix
from ..index import Node
from .algebra import canonical, coefficient
from .matching import matched
from .rule import Rule


def fold_sigmoid(node: Node) -> Node | None:
    r"""1/(1+e^{-u}) = \sigma(u), e^u/(1+e^u) = \sigma(u), and e^{au}/(1+e^u)^n = \sigma(u)^a (1 - \sigma(u))^{n-a}."""
    for f in ix.factors(node):
        if (f.op != "pow" or f.args[1].op != "num" or f.args[0].op != "add" or len(f.args[0].args) != 2
                or not any(ix.is_num(t, 1) for t in f.args[0].args)):
            continue
        n, exponential = -f.args[1].data, next((t for t in f.args[0].args if t.op == "fn" and t.data == "exp"), None)
        if exponential is None or n < 1 or n.denominator != 1:
            continue
        rest = [g for g in ix.factors(node) if g is not f]
        u = exponential.args[0]
        negative = all(coefficient(t)[0] < 0 for t in ix.terms(u))
        above = {g: a for g in rest if (a := _power_of(g, exponential))}
        count, rest = sum(above.values()), [g for g in rest if g not in above]
        if n == 1 and (count == 1 or negative and not count):                               # as it is written
            return ix.mul(*rest, ix.fn("sigmoid", u if count else ix.neg(u)))
        if 0 < count <= n and n > 1:
            value = ix.fn("sigmoid", ix.neg(u) if negative else u)
            other = ix.add(ix.num(1), ix.neg(value))
            first, second = (other, value) if negative else (value, other)
            powers = {first: count, second: n - count}
            return ix.mul(*rest, *[ix.pow_(v, ix.num(powers[v])) for v in (value, other) if powers[v]])
    return None


def _power_of(factor: Node, exponential: Node) -> int:
    """a of a factor (e^u)^a or e^{au} for the exponential e^u; 0 of any other."""
    if factor is exponential:
        return 1
    if (factor.op == "pow" and factor.args[0] is exponential and factor.args[1].op == "num"
            and factor.args[1].data.denominator == 1):
        return int(factor.args[1].data)
    return 0


def one_minus_sigmoid(node: Node) -> Node | None:
    r"""e^u \sigma(-u) = \sigma(u)."""
    if node.op != "mul":
        return None
    for f in node.args:
        if f.op == "fn" and f.data == "exp":
            twin = ix.fn("sigmoid", ix.neg(f.args[0]))
            if twin in node.args:
                rest = list(node.args)
                rest.remove(f)
                rest.remove(twin)
                return ix.mul(*rest, ix.fn("sigmoid", f.args[0]))
    return None


def fold_tanh(node: Node) -> Node | None:
    r"""4/(e^u + e^{-u})^2 = 1 - \tanh^2 u."""
    number, rest = coefficient(node)
    for f in ix.factors(rest):
        if f.op != "pow" or not ix.is_num(f.args[1], -2) or f.args[0].op != "add" or len(f.args[0].args) != 2 or number % 4:
            continue
        one, other = f.args[0].args
        if (one.op == other.op == "fn" and one.data == other.data == "exp"
                and canonical(other.args[0]) is canonical(ix.neg(one.args[0]))):
            u = other.args[0] if coefficient(one.args[0])[0] < 0 else one.args[0]
            return ix.mul(ix.num(number / 4), *[g for g in ix.factors(rest) if g is not f],
                          ix.add(ix.num(1), ix.neg(ix.pow_(ix.fn("tanh", u), ix.num(2)))))
    return None


def _opened(node: Node) -> Node:
    """What a named intermediate stands for."""
    return ix.unfold(node) if node.op == "comp" and node.data.definition is not None else node


def positive_part(node: Node) -> Node | None:
    r"""max(0,u) [u>0] = max(0,u), and ReLU(u) [u>0] = ReLU(u)."""
    for f in node.args:
        if f.op == "ind" and f.data == ">" and ix.is_num(f.args[1], 0):
            u = f.args[0]
            if any(_opened(g).op == "max" and set(_opened(g).args) == {u, f.args[1]} for g in node.args):
                return ix.mul(*[g for g in node.args if g is not f])
        if f.op == "fn" and f.data == "step" and ix.fn("relu", f.args[0]) in node.args:
            return ix.mul(*[g for g in node.args if g is not f])
    return None


def softmax(node: Node) -> Node | None:
    r"""e^{u_i}/\sum_k e^{u_k} = \operatorname{softmax}(u)_i; a bracket above the bar is divided first where each
    of its terms has such a part."""
    return shares(node, _total_of_exponentials, _share)


def shares(node: Node, total_of, share_of) -> Node | None:
    """A product over a power of a total, its factors (or the terms of a bracket in it) turned
    into shares of that total."""
    for below in node.args:
        whole = (below.op == "pow" and below.args[1].op == "num" and below.args[1].data.denominator == 1
                 and below.args[1].data < 0 and below.args[0])
        total = total_of(whole) if whole else None
        if total is None:
            continue
        rest = [f for f in node.args if f is not below] + [ix.pow_(whole, ix.num(below.args[1].data + 1))]
        for f in node.args:
            value = share_of(f, total)
            if value is None and f.op == "add":
                terms = [divided(t, whole, total, share_of) for t in f.args]
                value = None if None in terms else ix.add(*terms)
            elif value is None and f.op == "sum":
                value = divided(f, whole, total, share_of)
            if value is not None:
                return ix.mul(*[value if g is f else g for g in rest])
    return None


def divided(term: Node, whole: Node, total, share_of) -> Node | None:
    """term / whole, where the total or a share of it stands in the term or in a sum there."""
    parts = ix.factors(term)
    if whole in parts:
        return ix.mul(*_without(parts, whole))
    for k, p in enumerate(parts):
        value = share_of(p, total)
        if value is None and p.op == "sum" and p.args[0].op != "add":
            i, body = ix.open_sum(p)
            inner = divided(body, whole, total, share_of)
            value = None if inner is None else ix.sum_(i, inner)
        if value is not None:
            return ix.mul(*parts[:k], value, *parts[k + 1:])
    return None


def _without(parts: tuple[Node, ...], one: Node) -> list[Node]:
    at = parts.index(one)
    return [*parts[:at], *parts[at + 1:]]


def _total_of_exponentials(node: Node):
    """(k, e^{u_k}) where node is sum_k e^{u_k} over the entries of an array."""
    node = _opened(node)
    if node.op != "sum" or node.args[0].op != "fn" or node.args[0].data != "exp":
        return None
    k, body = ix.open_sum(node)
    family = any(n.op == "comp" and k in n.ix[:len(n.data.family)] or n.op in ("ival", "cmp")
                 for n in ix.walk(body) if k in n.free)
    return None if family else (k, body)


def _share(f: Node, total) -> Node | None:
    """softmax(u)_i for e^{u_i}."""
    k, body = total
    found: dict = {}
    return ix.tfn("softmax", (k,), body.args[0], (found[k],)) if f.op == "fn" and matched(body, f, (k,), found) else None


def absolute_value(node: Node) -> Node | None:
    r"""\operatorname{sign}(u)\,|u| = u, |u|^2 = u^2, \operatorname{sign}(u)\,u = |u|."""
    parts = [f.args[0] if f.op == "pow" and f.args[1].op == "num" and f.args[1].data.denominator == 1 else f
             for f in ix.factors(node)]
    for u in dict.fromkeys(p.args[0] for p in parts if p.op == "fn" and p.data in ("sign", "abs")):
        powers = {"sign": 0, "abs": 0, "u": 0}
        rest = []
        for f, p in zip(ix.factors(node), parts):
            which = p.data if p.op == "fn" and p.data in ("sign", "abs") and p.args[0] is u else "u" if p is u else None
            if which is None:
                rest.append(f)
            else:
                powers[which] += 1 if p is f else int(f.args[1].data)
        sign, size, plain = powers["sign"] % 2, powers["abs"], powers["u"]
        if sign and size % 2:                                # sign(u) |u| = u
            sign, size, plain = 0, size - 1, plain + 1
        if sign and plain % 2 and plain > 0:                 # sign(u) u = |u|
            sign, size, plain = 0, size + 1, plain - 1
        if size % 2 == 0:
            size, plain = 0, plain + size
        elif abs(size) > 1:
            size, plain = 1, plain + size - 1
        if sign and plain > 0:                               # sign(u) u^2 = |u| u
            sign, size, plain = 0, size + 1, plain - 1
        if powers != {"sign": sign, "abs": size, "u": plain}:
            named = ((ix.fn("sign", u), sign), (ix.fn("abs", u), size), (u, plain))
            return ix.mul(*rest, *[ix.pow_(f, ix.num(e)) for f, e in named if e])
    return None


def squares_to_one(first: str, second: str, sign: int) -> Callable[[Node], Node | None]:
    r"""c \sin^2 u + c \cos^2 u = c; with the sign -1, c \cosh^2 u - c \sinh^2 u = c."""
    def rewrite(node: Node) -> Node | None:
        if not node.kinds & _FN:
            return None
        squares = [(t, f) for t in node.args for f in ix.factors(t) if f.op == "pow" and ix.is_num(f.args[1], 2)
                   and f.args[0].op == "fn"]
        for t, f in squares if len(squares) > 1 else ():
            if f.args[0].data != first:
                continue
            rest = _but(t, f)
            wanted = canonical(ix.mul(ix.num(sign), rest))
            for other, g in squares:
                if g.args[0].data == second and g.args[0].args == f.args[0].args and canonical(_but(other, g)) is wanted:
                    return ix.add(*[rest if x is t else x for x in node.args if x is not other])
        return None
    return rewrite


def _but(term: Node, one: Node) -> Node:
    """A product without one of its factors."""
    return ix.mul(*[h for h in ix.factors(term) if h is not one])


_FN, _ONE = ix.kinds("fn"), Fraction(1)
# (above the bar, below it) -> the name of the quotient
QUOTIENTS = {("sin", "cos"): "tan", ("cos", "sin"): "cot", ("sinh", "cosh"): "tanh", ("cosh", "sinh"): "coth"}


def quotient_in(node: Node) -> tuple[Node, Node, Fraction, str] | None:
    """(the factor above the bar, the one below, their exponent, the name of their quotient)."""
    powers = [(f, f.args[0], f.args[1].data) if f.op == "pow" and f.args[1].op == "num" else (f, f, _ONE) for f in node.args]
    for f, u, n in powers:
        for g, v, m in powers if u.op == "fn" and n > 0 else ():
            if m == -n and v.op == "fn" and v.args == u.args and (u.data, v.data) in QUOTIENTS:
                return f, g, n, QUOTIENTS[u.data, v.data]
    return None


def fold_quotient(node: Node) -> Node | None:
    r"""\sin u/\cos u = \tan u, also of equal powers of both."""
    found = quotient_in(node) if node.kinds & _FN else None
    if found is None:
        return None
    f, g, n, name = found
    u = f.args[0] if f.op == "pow" else f
    return ix.mul(*[ix.pow_(ix.fn(name, *u.args), ix.num(n)) if h is f else h for h in node.args if h is not g])


TABLE = (
    Rule("sigmoid", r"$\sigma(u) = 1/(1+e^{-u})$", r"\frac{e^u}{1+e^u} = \sigma(u)", "The logistic function is recognised.",
         r"\frac{\partial}{\partial w}\log(1+e^{w^\top x})", lambda node: one_minus_sigmoid(node) or fold_sigmoid(node),
         at=ix.kinds("mul", "pow"), needs=ix.kinds("fn")),
    Rule("hyperbolic tangent", r"$4/(e^u + e^{-u})^2 = 1 - \tanh^2 u$", r"\frac{4}{(e^u + e^{-u})^2} = 1 - \tanh^2 u",
         "The square of $\\tanh u = (e^u - e^{-u})/(e^u + e^{-u})$ is recognised.",
         r"\frac{d}{dx}\frac{e^x - e^{-x}}{e^x + e^{-x}}", fold_tanh, at=ix.kinds("mul"), needs=ix.kinds("fn")),
    Rule("positive part", "positive part", r"\max(0,u)\,\mathbb{1}[u>0] = \max(0,u)",
         "Where u is not positive, both sides are 0.",
         r"\frac{d}{dx}\max(0, 1-x)^2", positive_part, at=ix.kinds("mul"), needs=ix.kinds("ind", "fn")),
    Rule("softmax recognised", r"$e^{u_i}/\sum_k e^{u_k} = \operatorname{softmax}(u)_i$",
         r"\frac{e^{u_i}}{\sum_k e^{u_k}} = \operatorname{softmax}(u)_i", "A share of a sum of exponentials.",
         r"\frac{\partial}{\partial z_j}\frac{e^{z_i}}{\sum_k e^{z_k}}", softmax, at=ix.kinds("mul")),
    Rule("absolute value", r"$\operatorname{sign}(u)\,|u| = u$", r"\operatorname{sign}(u)\,|u| = u,\quad |u|^2 = u^2",
         "The sign times the absolute value is the number itself.",
         r"\frac{d}{dx}\log|x|", absolute_value, at=ix.kinds("mul", "pow"), needs=ix.kinds("fn")),
    Rule("pythagoras", r"$\sin^2 u + \cos^2 u = 1$", r"\sin^2 u + \cos^2 u = 1", "The squares of sine and cosine add up to one.",
         r"\frac{d}{dx}\frac{\sin x}{1 + \cos x}", squares_to_one("sin", "cos", 1), at=ix.kinds("add"), needs=ix.kinds("fn")),
    Rule("hyperbolic squares", r"$\cosh^2 u - \sinh^2 u = 1$", r"\cosh^2 u - \sinh^2 u = 1",
         "The squares of the hyperbolic cosine and sine differ by one.",
         r"\frac{d}{dx}\frac{\sinh x}{\cosh x}", squares_to_one("cosh", "sinh", -1), at=ix.kinds("add"), needs=ix.kinds("fn")),
    Rule("quotient of functions", r"$\sin u/\cos u = \tan u$",
         r"\frac{\sin u}{\cos u} = \tan u,\quad \frac{\sinh u}{\cosh u} = \tanh u", "The quotient has a name of its own.",
         r"\frac{d}{dx}\ln\cos x", fold_quotient, at=ix.kinds("mul"), needs=ix.kinds("fn")),
)
