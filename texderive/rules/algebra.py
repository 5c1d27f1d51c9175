r"""Scalar algebra on components: powers of one base, like terms, and known functions folded back."""
from __future__ import annotations

from fractions import Fraction

from .. import index as ix
from ..index import Node
from .contraction import factors
from .rule import Rule


def _power(f: Node) -> tuple[Node, Fraction | None]:
    if f.op == "pow" and f.args[1].op == "num":
        return f.args[0], f.args[1].data
    return f, Fraction(1)


def collect_powers(node: Node) -> Node | None:
    r"""x^a x^b = x^{a+b}."""
    if node.op != "mul" or not any(f.op == "pow" or not f.ix for f in node.args if f.op != "num"):
        return None
    exponents: dict[Node, Fraction] = {}
    symbolic: dict[Node, list[Node]] = {}
    for f in node.args:
        if f.op == "num":
            continue
        if f.op == "pow" and f.args[1].op != "num":
            symbolic.setdefault(f.args[0], []).append(f.args[1])
            continue
        base, e = _power(f)
        exponents[base] = exponents.get(base, Fraction(0)) + e
    if len(exponents) == sum(f.op != "num" and not (f.op == "pow" and f.args[1].op != "num") for f in node.args) and \
            not any(base in exponents or len(es) > 1 for base, es in symbolic.items()):
        return None
    kept = [f for f in node.args if f.op == "num"]
    for base, e in exponents.items():
        extra = symbolic.pop(base, [])
        kept.append(ix.pow_(base, ix.add(*extra, ix.num(e))))
    kept += [ix.pow_(base, ix.add(*es)) for base, es in symbolic.items()]
    return ix.mul(*kept)


def coefficient(term: Node) -> tuple[Fraction, Node]:
    """term = number * rest."""
    if term.op == "num":
        return term.data, ix.num(1)
    if term.op == "mul" and term.args[0].op == "num":
        return term.args[0].data, ix.mul(*term.args[1:])
    return Fraction(1), term


def like_terms(node: Node) -> Node | None:
    r"""2x + 3x = 5x; terms that differ by the order of their factors count as alike."""
    if node.op != "add":
        return None
    totals: dict[Node, tuple[Fraction, Node]] = {}
    for t in node.args:
        c, rest = coefficient(t)
        key = canonical(rest)
        total, shown = totals.get(key, (Fraction(0), rest))
        totals[key] = (total + c, shown)
    if len(totals) == len(node.args):
        return None
    return ix.add(*[ix.mul(ix.num(c), rest) for c, rest in totals.values()])


def canonical(node: Node, memo: dict | None = None) -> Node:
    """The same expression with commuting parts in a fixed order; decides equality, never displayed."""
    memo = {} if memo is None else memo
    done = memo.get(node)
    if done is None:
        args = tuple(canonical(a, memo) for a in node.args)
        if node.op in ("add", "mul"):
            args = tuple(sorted(args, key=sort_key))
            done = ix.make(node.op, args)
        elif node.op == "delta":
            done = ix.make("delta", (), tuple(sorted(node.ix, key=_index_key)))
        else:
            done = ix.make(node.op, args, node.ix, node.data)
        memo[node] = done
    return done


def _index_key(i) -> tuple:
    if isinstance(i, ix.Index):
        return (0, i.level, i.serial, str(i.dim))
    return (1, i.by, *_index_key(i.index)[1:3], "") if isinstance(i, ix.Shift) else (2, i, 0, "")


def sort_key(node: Node) -> tuple:
    data = node.data
    name = data.key if hasattr(data, "key") else str(data) if not isinstance(data, tuple) else str(data[0])
    return (node.op, name, tuple(_index_key(i) for i in node.ix), tuple(sort_key(a) for a in node.args))


def fold_sigmoid(node: Node) -> Node | None:
    r"""1/(1+e^{-u}) = \sigma(u), e^u/(1+e^u) = \sigma(u)."""
    for f in factors(node):
        if f.op != "pow" or not ix.is_num(f.args[1], -1) or f.args[0].op != "add":
            continue
        terms = f.args[0].args
        if len(terms) != 2 or not any(ix.is_num(t, 1) for t in terms):
            continue
        exponential = next((t for t in terms if t.op == "fn" and t.data == "exp"), None)
        if exponential is None:
            continue
        rest = [g for g in factors(node) if g is not f]
        if exponential in rest:
            rest.remove(exponential)
            return ix.mul(*rest, ix.fn("sigmoid", exponential.args[0]))
        return ix.mul(*rest, ix.fn("sigmoid", ix.neg(exponential.args[0])))
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


def _opened(node: Node) -> Node:
    """What a named intermediate stands for."""
    return ix.unfold(node) if node.op == "comp" and node.data.definition is not None else node


def positive_part(node: Node) -> Node | None:
    r"""max(0,u) [u>0] = max(0,u), and ReLU(u) [u>0] = ReLU(u)."""
    if node.op != "mul":
        return None
    for f in node.args:
        if f.op == "ind" and f.data == ">" and ix.is_num(f.args[1], 0):
            u = f.args[0]
            if any(_opened(g).op == "max" and set(_opened(g).args) == {u, f.args[1]} for g in node.args):
                return ix.mul(*[g for g in node.args if g is not f])
        if f.op == "fn" and f.data == "sign" and f.args[0] in node.args:
            rest = list(node.args)
            rest.remove(f)
            rest.remove(f.args[0])
            return ix.mul(*rest, ix.fn("abs", f.args[0]))
        if f.op == "fn" and f.data == "step" and ix.fn("relu", f.args[0]) in node.args:
            return ix.mul(*[g for g in node.args if g is not f])
    return None


def declared(node: Node) -> Node | None:
    """What declarations say: y^2 = 1 for y in {-1, 1}, and entries that sum to 1."""
    if node.op == "pow" and node.args[0].op == "comp" and "pm1" in node.args[0].data.props and node.args[1].op == "num" and node.args[1].data % 2 == 0:
        return ix.num(1)
    if node.op == "sum":
        i, body = node.ix[0], node.args[0]
        own = [f for f in factors(body) if i in f.free]
        if len(own) == 1 and own[0].op == "comp" and own[0].data.props & {"onehot", "simplex"} and own[0].ix[-1] is i and len(own[0].ix) == 1:
            return ix.mul(*[f for f in factors(body) if f is not own[0]])
        weights = [f for f in own if f.op == "comp" and f.data.props & {"onehot", "simplex"} and f.ix == (i,)]
        bracket = next((f for f in own if f.op == "add"), None)
        if len(own) == 2 and len(weights) == 1 and bracket is not None and any(i not in t.free for t in bracket.args):
            outside = [f for f in factors(body) if f not in own]
            fixed = [t for t in bracket.args if i not in t.free]            # sum_i y_i c = c
            moving = [t for t in bracket.args if i in t.free]
            rest = [ix.rebuild(node, (ix.mul(weights[0], ix.add(*moving)),))] if moving else []
            return ix.mul(*outside, ix.add(*rest, *fixed))
    return None


def join_ranges(node: Node) -> Node | None:
    r"""\sum_{i<k} f_i + \sum_{i>k} f_i = \sum_{i \ne k} f_i, and \sum_i f_i where f_k = 0."""
    if node.op != "add":
        return None
    sums = [(t, _range_of(t)) for t in node.args]
    for n, (t, a) in enumerate(sums):
        for u, b in sums[n + 1:]:
            if a and b and a[1] == b[1] and {a[0], b[0]} == {"<", ">"} and a[2] == b[2] and a[4] == b[4] and canonical(a[3]) == canonical(b[3]):
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
    if rest.op != "sum":
        return None
    i, body = rest.ix[0], rest.args[0]
    k = [f for f in factors(body) if f.op == "cmp" and i in f.ix and f.data in ("<", ">")]
    if len(k) != 1:
        return None
    first = k[0].ix[0] is i
    relation = k[0].data if first else {"<": ">", ">": "<"}[k[0].data]
    number, summand = coefficient(ix.mul(*[f for f in factors(body) if f is not k[0]]))
    if number < 0:
        c, summand = c * number * -1, ix.add(*[ix.neg(t) for t in summand.args]) if summand.op == "add" else ix.neg(summand)
    else:
        c = c * number
    return relation, k[0].ix[1] if first else k[0].ix[0], i, summand, c, rest


def common_sum(node: Node) -> Node | None:
    r"""\sum_n a_n c_n - \sum_n b_n c_n = \sum_n (a_n - b_n) c_n."""
    if node.op != "add":
        return None
    split = []
    for t in node.args:
        c, rest = coefficient(t)
        if rest.op == "sum":
            split.append((t, c, rest))
    for n, (t, c, first) in enumerate(split):
        for u, d, second in split[n + 1:]:
            if first.ix != second.ix:
                continue
            a, b = list(factors(first.args[0])), list(factors(second.args[0]))
            shared = [f for f in a if f in b and f.op not in ("cmp", "num")]
            if not any(first.ix[0] in f.free for f in shared):
                continue
            left, right = [f for f in a if f not in shared], [f for f in b if f not in shared]
            if not shared or not left or not right or any(f.op == "sum" for f in left + right):
                continue
            body = ix.mul(ix.add(ix.mul(ix.num(c), *left), ix.mul(ix.num(d), *right)), *shared)
            return ix.add(*[x for x in node.args if x is not t and x is not u], ix.rebuild(first, (body,)))
    return None


def cancelled(node: Node) -> Node | None:
    r"""t(1-y) - (1-t)y = t - y: multiplied out where terms cancel."""
    if node.op != "add" or not any(t.op == "mul" and any(f.op == "add" for f in t.args) for t in node.args):
        return None
    opened = []
    for t in node.args:
        products = [[]]
        for f in factors(t):
            products = [[*q, g] for q in products for g in (f.args if f.op == "add" else (f,))]
            if len(products) > 12:
                return None
        opened += [ix.mul(*q) for q in products]
    flat = ix.add(*opened)
    merged = like_terms(flat) if flat.op == "add" else flat
    if merged is None:
        return None
    return merged if _length(merged) < _length(node) and len(merged.args if merged.op == "add" else (merged,)) < len(node.args) + 1 else None


def _length(node: Node) -> int:
    return sum(1 for _ in ix.walk(node))


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


def fold_definitions(symbols) -> Rule:
    """The rule that gives a value back the name it was defined by: sigma(s_n) is y_n."""
    known = [(s, s.definition) for s in symbols if s.definition.body.op in ("fn", "tfn")]

    def fold(node: Node) -> Node | None:
        if node.op not in ("fn", "tfn"):
            return None
        for symbol, definition in known:
            found: dict = {}
            if matched(definition.body, node, definition.params, found):
                return ix.comp(symbol, *[found[p] for p in definition.params])
        return None

    return Rule("by definition", "by definition", r"\sigma(u_i) = h_i \text{ where } h := \sigma(u)", "The value has a name already.",
                r"h = \sigma(Wx), \quad J = \|h\|^2, \quad \frac{\partial J}{\partial x}", fold)


TABLE = (
    Rule("powers", "collect powers", r"x^a x^b = x^{a+b}", "Powers of one base are put together.", r"\frac{d}{dx}\left[x^2\ln x\right]", collect_powers),
    Rule("like terms", "like terms", r"ax + bx = (a+b)x", "Equal terms are added up.", r"\frac{d}{dx}(x\cdot x)", like_terms),
    Rule("sigmoid", r"$\sigma(u) = 1/(1+e^{-u})$", r"\frac{e^u}{1+e^u} = \sigma(u)", "The logistic function is recognised.",
         r"\frac{\partial}{\partial w}\log(1+e^{w^\top x})", lambda node: one_minus_sigmoid(node) or fold_sigmoid(node)),
    Rule("positive part", "positive part", r"\max(0,u)\,\mathbb{1}[u>0] = \max(0,u)", "Where u is not positive, both sides are 0.",
         r"\frac{d}{dx}\max(0, 1-x)^2", positive_part),
    Rule("declared", "by assumption", r"y^2 = 1,\quad \sum_i y_i = 1", "A declared property of a symbol is used.",
         r"\nabla_w^2 \log(1 + e^{-y w^\top x}), \quad y \in \{-1, 1\}", declared),
    Rule("join ranges", "join the ranges", r"\sum_{i<k} f_i + \sum_{i>k} f_i = \sum_{i\ne k} f_i", "Both parts of the range have the same summand.",
         r"\frac{\partial}{\partial x_k}\sum_{i<j}(x_i-x_j)^2", join_ranges),
    Rule("common sum", "under one sum", r"\sum_n a_n c_n + \sum_n b_n c_n = \sum_n (a_n + b_n) c_n", "Sums over the same index with a common factor.",
         r"\frac{\partial}{\partial x} x^\top A x", common_sum),
    Rule("cancel", "multiply out; terms cancel", r"t(1-y) - (1-t)y = t - y", "Opposite terms drop out.",
         r"\nabla_w \sum_{n=1}^N \left(t_n\ln\sigma(w^\top x_n) + (1-t_n)\ln(1-\sigma(w^\top x_n))\right)", cancelled),
)
