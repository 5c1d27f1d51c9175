r"""Scalar algebra on components: powers of one base, like terms, and the canonical form that decides equality."""
from __future__ import annotations

from collections import Counter
from fractions import Fraction
from operator import attrgetter

from .. import index as ix
from ..index import Node
from ..symbols import Symbol
from .rule import Rule

_serial = attrgetter("serial")
_ZERO, _ONE = Fraction(0), Fraction(1)


def _power(f: Node) -> tuple[Node, Fraction | None]:
    if f.op == "pow" and f.args[1].op == "num":
        return f.args[0], f.args[1].data
    return f, _ONE


def _factor_by_factor(f: Node, others: set[Node]) -> tuple[Node, ...]:
    r"""p^{-1}, q^{-1} for (\sqrt p \sqrt q)^{-2}, \frac14, x^{-4} for (2 x^2)^{-2} and a^{-1}, x^{-k} for (a x^k)^{-1}
    where x is a base of `others`; other factors as they are."""
    base, e = _power(f)
    if base.op != "mul" or e.denominator != 1 or e > -2 and not any(
            _power(g)[1].denominator != 1 or g.op == "pow" and g.args[1].op != "num" and g.args[0] in others for g in base.args):
        return (f,)
    return tuple(ix.pow_(b, ix.num(n * e)) for b, n in map(_power, base.args))


def collect_powers(node: Node) -> Node | None:
    r"""x^a x^b = x^{a+b}."""
    if node.op == "mul" and any(f.op == "pow" and f.args[0].op == "mul" for f in node.args):
        bases = {f.args[0] if f.op == "pow" else f for f in node.args}
        plain = ix.mul(*[g for f in node.args for g in _factor_by_factor(f, bases)])
        if plain is not node:
            return plain
    if (node.op != "mul" or not any(f.op == "pow" or not f.ix for f in node.args if f.op != "num")
            and len(set(node.args)) == len(node.args)):
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
        if base.op == "add" and base not in exponents:       # 1 + x is x + 1
            base = next((b for b in exponents if b.op == "add" and canonical(b) is canonical(base)), base)
        exponents[base] = exponents[base] + e if base in exponents else e
    if len(exponents) == sum(f.op != "num" and not (f.op == "pow" and f.args[1].op != "num") for f in node.args) and \
            not any(base in exponents or len(es) > 1 for base, es in symbolic.items()):
        return None
    kept = [f for f in node.args if f.op == "num"]
    for base, e in exponents.items():
        extra = symbolic.pop(base, [])
        kept.append(ix.pow_(base, ix.add(*extra, ix.num(e))))
    kept += [ix.pow_(base, ix.add(*es)) for base, es in symbolic.items()]
    return ix.mul(*kept)


def cancel_factors(node: Node) -> Node | None:
    r"""\frac1p\,p(1-p) = 1-p: powers of one base, where one of them stands below the bar."""
    below = [f.args[0] for f in node.args if f.op == "pow" and f.args[1].op == "num" and f.args[1].data < 0]
    return collect_powers(node) if any((p := _power(f))[0] in below and p[1] > 0 for f in node.args) else None


CANCEL = Rule("cancel factors", "cancel", r"\frac{1}{p}\,p(1-p) = 1-p", "What stands above and below the bar cancels.",
              r"\frac{\partial}{\partial w}\ln\sigma(w^\top x)", cancel_factors, at=ix.kinds("mul"))


def cancel_numbers(node: Node) -> Node | None:
    r"""\frac{2u}{2s} = \frac{u}{s}: a number in front and one below the bar."""
    number = node.args[0].data if node.args[0].op == "num" else _ONE
    if node.op != "mul" or abs(number) == 1:
        return None
    for k, f in enumerate(node.args):
        if f.op == "pow" and ix.is_num(f.args[1], -1):
            own, rest = coefficient(f.args[0])
            if own != 1 and (number / own).denominator < own.numerator * number.denominator:
                return ix.mul(ix.num(number / own), *node.args[1:k], ix.pow_(rest, ix.num(-1)), *node.args[k + 1:])
    return None


def numbers_of_sum(node: Node) -> Node | None:
    r"""\frac12\sum_i 2 a_i = \sum_i a_i: the number in front of a sum, or below the bar there, and the one inside."""
    if not any(f.op == "num" and abs(f.data) != 1 or f.op == "pow" and f.args[1].op == "num" and f.args[1].data < 0
               for f in node.args):
        return None
    for k, f in enumerate(node.args):
        number, rest = coefficient(f) if f.op == "sum" else (_ONE, f)
        if number not in (1, -1) and not _parts(rest):
            new = ix.mul(ix.num(number), *node.args[:k], rest, *node.args[k + 1:])
            return cancel_numbers(new) or new
    return None


def halves(node: Node) -> Node | None:
    r"""\frac12\sum_i 2 a_i = \sum_i a_i: where the number in front of the sum is a fraction,
    and no sum would fall apart in the end."""
    if any(g.op == "add" and any(f.ix[0] not in t.free for t in g.args) for f in node.args if f.op == "sum"
           for g in ix.factors(f.args[0])):
        return None
    fraction = any(f.op == "num" and f.data.denominator != 1 or f.op == "pow" and f.args[1].op == "num"
                   and f.args[1].data < 0 and coefficient(f.args[0])[0] != 1 for f in node.args)
    return numbers_of_sum(node) if fraction else None


def _parts(f: Node) -> bool:
    r"""Whether a sum would fall apart by itself: \sum_n (x_n - b) is a sum and a multiple of b."""
    return f.args[0].op == "add" and any(f.ix[0] not in t.free for t in f.args[0].args)


def coefficient(term: Node) -> tuple[Fraction, Node]:
    """term = number * rest."""
    if term.op == "num":
        return term.data, ix.num(1)
    if term.op == "mul" and term.args[0].op == "num":
        return term.args[0].data, ix.mul(*term.args[1:])
    if term.op == "sum":
        c, rest = coefficient(term.args[0])
        return c, term if c == 1 else ix.rebuild(term, (rest,))
    return _ONE, term


def _kind(term: Node) -> frozenset:
    """What equal terms have in common at a glance: the kinds of their factors."""
    return frozenset([(f.op, f.data if f.op in ("comp", "fn", "dim", "const") else None)
                      for f in ix.factors(term) if f.op != "num"])


def like_terms(node: Node) -> Node | None:
    r"""2x + 3x = 5x; terms that differ by the order of their factors count as alike."""
    if node.op != "add":
        return None
    totals: dict[Node, tuple[Fraction, Node]] = {}
    kinds = [_kind(t) for t in node.args]
    if len(set(kinds)) == len(kinds):
        return None
    uses = Counter(kinds)
    for t, kind in zip(node.args, kinds):
        c, rest = coefficient(t)
        if uses[kind] == 1:
            totals[t] = (c, rest)
            continue
        key = canonical(rest)
        if key not in totals and (turned := negated(rest)) is not None and canonical(turned) in totals:
            key, c = canonical(turned), -c
        total, shown = totals.get(key, (_ZERO, rest))
        totals[key] = (total + c, shown)
    if len(totals) == len(node.args):
        return None
    return ix.add(*[ix.mul(ix.num(c), rest) for c, rest in totals.values()])


def minus_inside(node: Node) -> Node | None:
    r"""-(a - b) = b - a, a positive term first; (-a - b) c = -(a + b) c."""
    if node.op == "sum":
        body = node.args[0]
        return ix.neg(ix.rebuild(node, (_turned(body),))) if body.op == "add" and all(map(_negative, body.args)) else None
    for k, f in enumerate(node.args):
        if f.op == "add" and all(map(_negative, f.args)):
            return ix.mul(ix.num(-1), *node.args[:k], _turned(f), *node.args[k + 1:])
    if len(node.args) != 2 or not ix.is_num(node.args[0], -1):
        return None
    inner = node.args[1]
    if inner.op == "sum" and inner.args[0].op == "add" and _negative(inner.args[0].args[0]):
        return ix.rebuild(inner, (_turned(inner.args[0]),))
    return _turned(inner) if inner.op == "add" and any(map(_negative, inner.args)) else None


def _whole_coefficient(term: Node) -> tuple[Fraction, Node]:
    """The number of a term with that of the sum in it: -\\sum_i (-a_i) has 1."""
    c, rest = coefficient(term)
    d, inner = coefficient(rest)
    return c * d, inner


def _negative(term: Node) -> bool:
    return _whole_coefficient(term)[0] < 0


def _turned(bracket: Node) -> Node:
    """-(bracket), a positive term first."""
    terms = [ix.mul(ix.num(-c), rest) for c, rest in map(_whole_coefficient, bracket.args)]
    return ix.add(*sorted(terms, key=_negative))


_ODD = frozenset({"sign", "sin", "tan", "sinh", "tanh", "arcsin", "arctan", "arsinh", "artanh", "erf"})


def negated(node: Node) -> Node | None:
    """-node where a difference inside can be turned round: -(a - b) = b - a, also below a sum,
    an odd power or an odd function."""
    match node.op:
        case "add":
            return ix.add(*map(ix.neg, node.args))
        case "pow" if node.args[1].op == "num" and node.args[1].data.denominator == 1 and node.args[1].data % 2:
            inner = negated(node.args[0])
            return inner and ix.pow_(inner, node.args[1])
        case "fn" if node.data in _ODD:
            inner = negated(node.args[0])
            return inner and ix.fn(node.data, inner)
        case "sum":
            inner = negated(node.args[0])
            return inner and ix.rebuild(node, (inner,))
        case "mul":
            for n, f in enumerate(node.args):
                inner = negated(f)
                if inner is not None:
                    return ix.mul(*node.args[:n], inner, *node.args[n + 1:])
    return None


def canonical(node: Node) -> Node:
    """The same expression with commuting parts in a fixed order (that of their making);
    decides equality, never displayed."""
    memo = ix.kept("canonical")
    done = memo.get(node)
    if done is None:
        args = tuple([canonical(a) for a in node.args])
        if node.op in ("add", "mul"):
            done = ix.make(node.op, tuple(sorted(args, key=_serial)))
        elif node.op == "delta" or node.op == "cmp" and node.data in ("=", "!="):
            done = ix.make(node.op, (), tuple(sorted(node.ix, key=_index_key)), node.data)
        elif node.op == "comp" and node.data.definition is not None and len(node.ix) == 2 and _symmetric(node.data):
            done = ix.make("comp", (), tuple(sorted(node.ix, key=_index_key)), node.data)
        elif (node.op == "pow" and args[0].op == "add" and args[1].op == "num" and args[1].data.denominator == 1
                and args[1].data % 2 == 0):
            turned = canonical(ix.add(*map(ix.neg, args[0].args)))              # (a - b)^2 = (b - a)^2
            done = ix.make("pow", (min(args[0], turned, key=_serial), args[1]))
        else:
            done = ix.make(node.op, args, node.ix, node.data)
        memo[node] = memo[done] = done
    return done


def _symmetric(symbol: Symbol) -> bool:
    r"""Whether the indices of an intermediate may change places, as in s_{ij} = \|x_i - x_j\|^2."""
    known = ix.kept("symmetric")
    if symbol not in known:
        (i, j), body = symbol.definition.params, symbol.definition.body
        known[symbol] = False                                # while it is found out
        known[symbol] = i.dim == j.dim and canonical(ix.subst(body, {i: j, j: i})) is canonical(body)
    return known[symbol]


def _index_key(i) -> tuple:
    if isinstance(i, ix.Index):
        return (0, i.level, i.serial, str(i.dim))
    return (1, i.by, *_index_key(i.index)[1:3], "") if isinstance(i, ix.Shift) else (2, i, 0, "")


HALVES = Rule("halves", "numbers multiplied", r"\tfrac12\sum_i 2a_i = \sum_i a_i",
              "The fraction in front of the sum and the number inside of it are multiplied.",
              r"\nabla_w \tfrac12\|Xw - y\|^2", halves, at=ix.kinds("mul"))
TABLE = (
    Rule("powers", "collect powers", r"x^a x^b = x^{a+b}", "Powers of one base are put together.",
         r"\frac{d}{dx}\left[x^2\ln x\right]", collect_powers, at=ix.kinds("mul")),
    Rule("numbers", "cancel", r"\frac{2u}{2s} = \frac{u}{s}", "A number above and below the bar cancels.",
         r"\frac{d}{dx} e^{-\frac{x^2}{2\sigma^2}}", cancel_numbers, at=ix.kinds("mul"), needs=ix.kinds("pow")),
    Rule("numbers of a sum", "numbers multiplied", r"\tfrac1N\sum_i 2a_i = \tfrac2N\sum_i a_i",
         "The numbers in front of the sum and inside of it are multiplied.",
         r"\nabla_w \tfrac1N\|Xw - y\|^2", numbers_of_sum, at=ix.kinds("mul"), needs=ix.kinds("sum")),
    Rule("like terms", "like terms", r"ax + bx = (a+b)x", "Equal terms are added up.", r"\frac{d}{dx}(x\cdot x)",
         like_terms, at=ix.kinds("add")),
    Rule("minus inside", "signs", r"-(a - b) = b - a", "The minus is taken into the bracket.",
         r"\nabla_x^2 e^{-\frac12 x^\top x}", minus_inside, at=ix.kinds("mul", "sum"), needs=ix.kinds("add")),
)
