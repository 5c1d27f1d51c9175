r"""Known functions and declared facts recognised: the logistic function, positive parts, values with a name, sums that are 1."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from .. import index as ix
from ..index import Node
from ..labels import picks
from .algebra import canonical, coefficient, like_terms
from .rule import Rule


def fold_sigmoid(node: Node) -> Node | None:
    r"""1/(1+e^{-u}) = \sigma(u), e^u/(1+e^u) = \sigma(u), e^u/(1+e^u)^2 = \sigma(u)(1 - \sigma(u))."""
    for f in ix.factors(node):
        if f.op != "pow" or not (ix.is_num(f.args[1], -1) or ix.is_num(f.args[1], -2)) or f.args[0].op != "add":
            continue
        terms = f.args[0].args
        if len(terms) != 2 or not any(ix.is_num(t, 1) for t in terms):
            continue
        exponential = next((t for t in terms if t.op == "fn" and t.data == "exp"), None)
        if exponential is None:
            continue
        rest = [g for g in ix.factors(node) if g is not f]
        u = exponential.args[0]
        negative = all(coefficient(t)[0] < 0 for t in ix.terms(u))
        square = ix.is_num(f.args[1], -2)
        if exponential in rest:
            rest.remove(exponential)
            value = ix.fn("sigmoid", ix.neg(u) if square and negative else u)
            return ix.mul(*rest, value, ix.add(ix.num(1), ix.neg(value))) if square else ix.mul(*rest, value)
        if negative and not square:                                                         # as it is written
            return ix.mul(*rest, ix.fn("sigmoid", ix.neg(u)))
    return None


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
        if one.op == other.op == "fn" and one.data == other.data == "exp" and canonical(other.args[0]) is canonical(ix.neg(one.args[0])):
            u = other.args[0] if coefficient(one.args[0])[0] < 0 else one.args[0]
            return ix.mul(ix.num(number / 4), *[g for g in ix.factors(rest) if g is not f], ix.add(ix.num(1), ix.neg(ix.pow_(ix.fn("tanh", u), ix.num(2)))))
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
    r"""e^{u_i}/\sum_k e^{u_k} = \operatorname{softmax}(u)_i; a bracket above the bar is divided first where each of its terms has such a part."""
    return _shares(node, _total_of_exponentials, _share)


def _shares(node: Node, total_of, share_of) -> Node | None:
    """A product over a power of a total, its factors (or the terms of a bracket in it) turned into shares of that total."""
    for below in node.args:
        whole = below.op == "pow" and below.args[1].op == "num" and below.args[1].data.denominator == 1 and below.args[1].data < 0 and below.args[0]
        total = total_of(whole) if whole else None
        if total is None:
            continue
        rest = [f for f in node.args if f is not below] + [ix.pow_(whole, ix.num(below.args[1].data + 1))]
        for f in node.args:
            value = share_of(f, total)
            if value is None and f.op == "add":
                terms = [_divided(t, whole, total, share_of) for t in f.args]
                value = None if None in terms else ix.add(*terms)
            elif value is None and f.op == "sum":
                value = _divided(f, whole, total, share_of)
            if value is not None:
                return ix.mul(*[value if g is f else g for g in rest])
    return None


def _divided(term: Node, whole: Node, total, share_of) -> Node | None:
    """term / whole, where the total or a share of it stands in the term or in a sum there."""
    parts = ix.factors(term)
    if whole in parts:
        return ix.mul(*_without(parts, whole))
    for k, p in enumerate(parts):
        value = share_of(p, total)
        if value is None and p.op == "sum" and p.args[0].op != "add":
            i, body = ix.open_sum(p)
            inner = _divided(body, whole, total, share_of)
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
    family = any(n.op == "comp" and k in n.ix[:len(n.data.family)] or n.op in ("ival", "cmp") for n in ix.walk(body) if k in n.free)
    return None if family else (k, body)


def _share(f: Node, total) -> Node | None:
    """softmax(u)_i for e^{u_i}."""
    k, body = total
    found: dict = {}
    return ix.tfn("softmax", (k,), body.args[0], (found[k],)) if f.op == "fn" and matched(body, f, (k,), found) else None


def absolute_value(node: Node) -> Node | None:
    r"""\operatorname{sign}(u)\,|u| = u, |u|^2 = u^2, \operatorname{sign}(u)\,u = |u|."""
    parts = [f.args[0] if f.op == "pow" and f.args[1].op == "num" and f.args[1].data.denominator == 1 else f for f in ix.factors(node)]
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
        squares = [(t, f) for t in node.args for f in ix.factors(t) if f.op == "pow" and ix.is_num(f.args[1], 2) and f.args[0].op == "fn"]
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


_SYMMETRIC = frozenset({"symmetric", "posdef", "psd"})


def mirrored(node: Node) -> Node | None:
    """Q_ij + Q_ji with one of them turned, for a symmetric Q: like terms then."""
    entries = [(t, f) for t in node.args for f in ix.factors(t) if f.op == "comp" and f.data.props & _SYMMETRIC and len(f.ix) == 2]
    for n, (_, f) in enumerate(entries):
        for t, g in entries[n + 1:]:
            if g.data is f.data and g.ix == f.ix[::-1] and g.ix != f.ix:
                return ix.add(*[ix.mul(*[f if h is g else h for h in ix.factors(u)]) if u is t else u for u in node.args])
    return None


def declared(node: Node) -> Node | None:
    """What declarations say: y^2 = 1 for y in {-1, 1}, and entries that sum to 1."""
    if node.op == "pow" and node.args[0].op == "comp" and "pm1" in node.args[0].data.props and node.args[1].op == "num" and node.args[1].data % 2 == 0:
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
    r"""\sum_i (x_i - \mu) = 0 for the mean \mu = \frac1n \sum_i x_i by name."""
    varying = [f for f in ix.factors(node.args[0]) if node.ix[0] in f.free]
    if len(varying) != 1 or varying[0].op != "add" or len(varying[0].args) != 2:
        return None
    i, body = ix.open_sum(node)
    own = [f for f in ix.factors(body) if i in f.free]
    (c, x), (d, mean) = sorted(map(coefficient, own[0].args), key=lambda term: i not in term[1].free)
    if c != -d or i in mean.free or mean.op != "comp" or mean.data.definition is None:
        return None
    average = ix.mul(ix.pow_(ix.dim(i.dim), ix.num(-1)), ix.sum_(i, x))
    return ix.num(0) if canonical(ix.unfold(mean)) == canonical(average) else None


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


MOST_FACTORS = 4        # of a definition that is looked for inside of products


def matched(pattern: Node, node: Node, params: tuple, found: dict) -> bool:
    """Whether node is pattern with its parameters replaced by the indices noted in `found`."""
    if pattern is node and not any(p in pattern.free for p in params):
        return True
    if pattern.op != node.op or pattern.data != node.data or len(pattern.args) != len(node.args) or len(pattern.ix) != len(node.ix):
        return False
    for p, i in zip(pattern.ix, node.ix):
        if p in params:
            if found.setdefault(p, i) != i:
                return False
        elif p != i:
            return False
    return all(matched(a, b, params, found) for a, b in zip(pattern.args, node.args))


def product_matched(pattern: Node, node: Node, params: tuple, found: dict) -> list[Node] | None:
    """The factors of node that are left when those of pattern, up to the parameters in `found`, are taken away."""
    def match(wanted: tuple[Node, ...], left: list[Node], so_far: dict) -> tuple[list[Node], dict] | None:
        if not wanted:
            return left, so_far
        for k, f in enumerate(left):
            trial = dict(so_far)
            if matched(wanted[0], f, params, trial) and (done := match(wanted[1:], left[:k] + left[k + 1:], trial)):
                return done
        return None

    done = match(pattern.args, list(node.args), found)
    if done is None:
        return None
    found.update(done[1])
    return done[0]


def _worth_folding(body: Node) -> bool:
    """A function, a root, or a quotient with a function."""
    return body.op in ("fn", "tfn") or _is_root(body) or body.op == "mul" and len(body.args) <= MOST_FACTORS and {"fn", "pow"} <= {f.op for f in body.args}


def _is_root(body: Node) -> bool:
    return body.op == "pow" and body.args[0].op == "comp" and body.args[1].op == "num" and body.args[1].data.denominator == 2


def _share_and_bar(body: Node) -> tuple[Node, ...]:
    """(e^u, 1/p) of e^u/p in either order; () for anything else."""
    parts = tuple(sorted(body.args, key=lambda f: f.op)) if body.op == "mul" else ()
    return parts if [f.op for f in parts] == ["fn", "pow"] and ix.is_num(parts[1].args[1], -1) else ()


def fold_definitions(symbols) -> Rule:
    """The rule that gives a value back the name it was defined by: sigma(s_n) is y_n, and exp(s_kn) / p_n is y_nk."""
    known = [(s, s.definition) for s in symbols if _worth_folding(s.definition.body)]

    shares = [(s, d, *parts) for s, d in known if (parts := _share_and_bar(d.body))]

    def total_of(own) -> Callable[[Node], dict | None]:
        def found_in(whole: Node) -> dict | None:
            found: dict = {}
            return found if matched(own[3].args[0], whole, own[1].params, found) else None
        return found_in

    def share_of(own) -> Callable[[Node, dict], Node | None]:
        def named(f: Node, total: dict) -> Node | None:
            found = dict(total)
            if f.op != "fn" or not matched(own[2], f, own[1].params, found) or len(found) < len(own[1].params):
                return None
            return ix.comp(own[0], *[found[p] for p in own[1].params])
        return named

    def fold(node: Node) -> Node | None:
        for own in shares if node.op == "mul" else ():
            new = _shares(node, total_of(own), share_of(own))
            if new is not None:
                return new
        for symbol, definition in known:
            found: dict = {}
            power: Fraction | int = 1
            if definition.body.op == node.op == "mul":
                rest = product_matched(definition.body, node, definition.params, found)
            elif definition.body.op == node.op == "pow":                 # v^{-3/2} is s^{-3} of s = v^{1/2}
                power = node.args[1].data / definition.body.args[1].data if node.args[1].op == "num" else 0
                rest = [] if power and power.denominator == 1 and matched(definition.body.args[0], node.args[0], definition.params, found) else None
            else:
                rest = [] if matched(definition.body, node, definition.params, found) else None
            if rest is not None and len(found) == len(definition.params):
                return ix.mul(ix.pow_(ix.comp(symbol, *[found[p] for p in definition.params]), ix.num(power)), *rest)
        return None

    return Rule("by definition", "by definition", r"\sigma(u_i) = h_i \text{ where } h := \sigma(u)", "The value has a name already.",
                r"y = \sin t, \quad z = \cos t, \quad f = y + z^2, \quad \frac{df}{dt}", fold, at=ix.kinds("fn", "tfn", "mul", "pow"))


TABLE = (
    Rule("sigmoid", r"$\sigma(u) = 1/(1+e^{-u})$", r"\frac{e^u}{1+e^u} = \sigma(u)", "The logistic function is recognised.",
         r"\frac{\partial}{\partial w}\log(1+e^{w^\top x})", lambda node: one_minus_sigmoid(node) or fold_sigmoid(node), at=ix.kinds("mul", "pow")),
    Rule("hyperbolic tangent", r"$4/(e^u + e^{-u})^2 = 1 - \tanh^2 u$", r"\frac{4}{(e^u + e^{-u})^2} = 1 - \tanh^2 u", "The square of $\\tanh u = (e^u - e^{-u})/(e^u + e^{-u})$ is recognised.",
         r"\frac{d}{dx}\frac{e^x - e^{-x}}{e^x + e^{-x}}", fold_tanh, at=ix.kinds("mul")),
    Rule("positive part", "positive part", r"\max(0,u)\,\mathbb{1}[u>0] = \max(0,u)", "Where u is not positive, both sides are 0.",
         r"\frac{d}{dx}\max(0, 1-x)^2", positive_part, at=ix.kinds("mul")),
    Rule("softmax recognised", r"$e^{u_i}/\sum_k e^{u_k} = \operatorname{softmax}(u)_i$", r"\frac{e^{u_i}}{\sum_k e^{u_k}} = \operatorname{softmax}(u)_i", "A share of a sum of exponentials.",
         r"\frac{\partial}{\partial z_j}\frac{e^{z_i}}{\sum_k e^{z_k}}", softmax, at=ix.kinds("mul")),
    Rule("absolute value", r"$\operatorname{sign}(u)\,|u| = u$", r"\operatorname{sign}(u)\,|u| = u,\quad |u|^2 = u^2", "The sign times the absolute value is the number itself.",
         r"\frac{d}{dx}\log|x|", absolute_value, at=ix.kinds("mul", "pow")),
    Rule("pythagoras", r"$\sin^2 u + \cos^2 u = 1$", r"\sin^2 u + \cos^2 u = 1", "The squares of sine and cosine add up to one.",
         r"\frac{d}{dx}\frac{\sin x}{1 + \cos x}", squares_to_one("sin", "cos", 1), at=ix.kinds("add")),
    Rule("hyperbolic squares", r"$\cosh^2 u - \sinh^2 u = 1$", r"\cosh^2 u - \sinh^2 u = 1", "The squares of the hyperbolic cosine and sine differ by one.",
         r"\frac{d}{dx}\frac{\sinh x}{\cosh x}", squares_to_one("cosh", "sinh", -1), at=ix.kinds("add")),
    Rule("quotient of functions", r"$\sin u/\cos u = \tan u$", r"\frac{\sin u}{\cos u} = \tan u,\quad \frac{\sinh u}{\cosh u} = \tanh u", "The quotient has a name of its own.",
         r"\frac{d}{dx}\ln\cos x", fold_quotient, at=ix.kinds("mul")),
    Rule("deviations", "deviations from the mean add up to 0", r"\sum_i (x_i - \mu) = 0 \text{ for } \mu = \frac1n\sum_i x_i", "The sum is n times the mean, less n times the mean.",
         r"\mu = \frac1n\sum_{i=1}^n x_i, \quad \frac{\partial}{\partial x_j}\sum_{i=1}^n (x_i - \mu)^2", deviations, at=ix.kinds("sum")),
    Rule("vanishing", "0 by definition", r"f(x) - u = 0 \text{ where } u := f(x)", "What is left is the definition of a name.",
         r"u = x + y, \quad \frac{d}{dx}\frac{u - y}{x}", vanishing, at=ix.kinds("add")),
    Rule("declared", "by assumption", r"y^2 = 1,\quad \sum_i y_i = 1", "A declared property of a symbol is used.",
         r"\frac{\partial}{\partial z}\left(-y^\top\log\operatorname{softmax}(z)\right) \text{ with } y \text{ one-hot}", declared, at=ix.kinds("pow", "sum")),
)
# A derivative by one entry shows no transposes, so its symmetry is used in the components; elsewhere it is used on the matrices.
MIRRORED = Rule("mirrored entries", "by symmetry", r"Q_{ij} + Q_{ji} = 2\,Q_{ij} \text{ for } Q = Q^\top", "The entries of a symmetric matrix agree across its diagonal.",
                r"\frac{\partial}{\partial x_k} \sum_{i,j} Q_{ij} x_i x_j, \quad Q = Q^\top", mirrored, at=ix.kinds("add"))
