r"""A sum as a polynomial over its parts: common factors and denominators taken out, like terms added,
the bracket that remains factored.

A term is (number, {base: exponent}); a base is any node that is no product and no power with a number as exponent."""
from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import product
from math import gcd, lcm

from .. import index as ix
from ..index import Node
from .algebra import canonical

MOST_TERMS, LONGEST = 24, 400
_ZERO, _ONE, _HALF = Fraction(0), Fraction(1), Fraction(1, 2)


@dataclass(slots=True)
class Term:
    """number * prod base^exponent."""

    number: Fraction = _ONE
    powers: dict[Node, Fraction] = field(default_factory=dict)

    def take(self, f: Node, e: Fraction = _ONE) -> None:
        """Multiply by f^e."""
        match f.op:
            case "num" if e is _ONE:
                self.number = f.data if self.number is _ONE else self.number * f.data
            case "num" if e.denominator == 1 and (f.data or e > 0) and abs(e) < 64:
                self.number *= f.data ** int(e)
            case "mul" if e.denominator == 1 or all(map(_positive, f.args)):
                for g in f.args:
                    self.take(g, e)
            case "pow" if f.args[1].op == "num" and (e.denominator == 1 or _positive(f.args[0])):
                self.take(f.args[0], f.args[1].data * e)
            case "pow" if f.args[1].op == "add" and any(t.op == "num" for t in f.args[1].args):  # x^{n-1} = x^n x^{-1}
                rest = [t for t in f.args[1].args if t.op != "num"]
                self._add(ix.pow_(f.args[0], ix.add(*rest)), e)
                self.take(f.args[0], e * next(t.data for t in f.args[1].args if t.op == "num"))
            # e^{-2u} = (e^u)^{-2}
            case "fn" if f.data == "exp" and f.args[0].op == "mul" and f.args[0].args[0].op == "num":
                self._add(ix.fn("exp", ix.mul(*f.args[0].args[1:])), e * f.args[0].args[0].data)
            case "sum" if e == 1 and (outside := _outside(f)):
                for g in outside:                            # sum_k c b_k = c sum_k b_k
                    self.take(g)
                self._add(ix.rebuild(f, (ix.mul(*[g for g in f.args[0].args if g not in outside]),)), e)
            case _:
                self._add(f, e)

    def _add(self, base: Node, e: Fraction) -> None:
        if base.op == "add":
            base = next((b for b in self.powers if b.op == "add" and canonical(b) is canonical(base)), base)
        total = self.powers[base] + e if base in self.powers else e
        if total:
            self.powers[base] = total
        else:
            self.powers.pop(base, None)

    def times(self, other: "Term") -> "Term":
        new = Term(self.number * other.number, dict(self.powers))
        for base, e in other.powers.items():
            new.take(base, e)
        return new

    @property
    def key(self) -> frozenset:
        return frozenset([(canonical(b), e) for b, e in self.powers.items()])

    def node(self) -> Node:
        r"""The product; x^n x^{-1} as x^{n-1}, exponentials as e^{2u}, numbers and constants
        under one root put together, also \frac12\sqrt2/\sqrt\pi."""
        roots: dict[Fraction, list[Node]] = {}
        number, left, kept = self.number, dict(self.powers), []
        for base, e in self.powers.items():
            if (base.op == "num" and e == _HALF and base.data.denominator == 1 and number.denominator % base.data == 0
                    and -_HALF in left.values()):
                number, left[base] = number * base.data, -_HALF
        for base, e in left.items():
            if e.denominator != 1 and base.op in ("num", "const", "dim"):
                roots.setdefault(e, []).append(base)
        for e, group in roots.items():
            if len(group) > 1:
                kept.append(ix.pow_(ix.mul(*group), ix.num(e)))
                for base in group:
                    del left[base]
        for base, e in list(left.items()):
            if base.op == "pow" and e == 1 and left.get(base.args[0], _HALF).denominator == 1:
                left[base] = (base.args[0], ix.add(base.args[1], ix.num(left.pop(base.args[0]))))
        for base, e in left.items():
            if isinstance(e, tuple):
                kept.append(ix.pow_(*e))
            elif base.op == "fn" and base.data == "exp":
                kept.append(ix.fn("exp", ix.mul(ix.num(e), base.args[0])))
            else:
                kept.append(ix.pow_(base, ix.num(e)))
        return ix.mul(ix.num(number), *kept)


def _outside(f: Node) -> list[Node]:
    """The factors of a summand that do not vary with its index, where one of them is more than a number."""
    found = [g for g in f.args[0].args if f.ix[0] not in g.free] if f.args[0].op == "mul" else []
    return found if any(g.free for g in found) else []


def _exponential(f: Node) -> bool:
    """Whether f with a negative exponent is no denominator: e^{-u}."""
    return f.op == "fn" and f.data == "exp"


def _positive(f: Node) -> bool:
    """Whether roots of a product with f may be taken factor by factor."""
    return f.op in ("const", "dim") or f.op == "num" and f.data > 0 or f.op == "fn" and f.data == "exp" or \
        f.op == "comp" and "positive" in f.data.props


def term(node: Node) -> Term:
    """A product as (number, powers)."""
    out = Term()
    for f in ix.factors(node):
        out.take(f)
    return out


def added(terms: list[Term]) -> list[Term]:
    """Like terms added up."""
    found: dict[frozenset, Term] = {}
    for t in terms:
        key = t.key
        if key in found:
            found[key].number += t.number
        else:
            found[key] = Term(t.number, t.powers)
    return [t for t in found.values() if t.number]


def opened(terms: list[Term]) -> list[Term] | None:
    """Multiplied out: brackets with a small whole exponent above the line; None where that grows too long."""
    out = []
    for t in terms:
        brackets = [(b, int(e)) for b, e in t.powers.items() if b.op == "add" and e.denominator == 1 and 0 < e <= 3]
        rest = Term(t.number, {b: e for b, e in t.powers.items() if (b, e) not in brackets})
        choices = [b.args for b, e in brackets for _ in range(e)]
        if len(out) + reduce(lambda n, c: n * len(c), choices, 1) > MOST_TERMS:
            return None
        out += [reduce(Term.times, map(term, chosen), rest) for chosen in product(*choices)]
    return added(out)


def common(terms: list[Term]) -> Term:
    """What can be taken out of every term: the lowest power of each base, the number of the greatest common divisor."""
    powers: dict[Node, Fraction] = {}
    for base in dict.fromkeys(b for t in terms for b in t.powers):
        exponents = [t.powers.get(base, _ZERO) for t in terms]
        least = exponents[0] if exponents.count(exponents[0]) == len(exponents) else min(exponents)
        if least and (len({e.denominator for e in exponents if e}) == 1):
            powers[base] = least
    number = Fraction(gcd(*[t.number.numerator for t in terms]), lcm(*[t.number.denominator for t in terms]))
    return Term(-number if all(t.number.numerator < 0 for t in terms) else number, powers)


def divided(terms: list[Term], by: Term) -> list[Term]:
    """The terms with a common factor taken out."""
    if not by.powers and by.number == 1:
        return terms
    inverse = Term(1 / by.number, {b: -e for b, e in by.powers.items()})
    return [t.times(inverse) for t in terms]


def factored(terms: list[Term]) -> list[Node] | None:
    """A polynomial as a product, where it has a rational root in one of its bases (or in its square):
    1 - 3s + 2s^2 = (1 - s)(1 - 2s)."""
    if len(terms) < 3:
        return None
    for base in dict.fromkeys(b for t in terms for b in t.powers):
        degrees = {t.powers.get(base, _ZERO) for t in terms}
        if any(d.denominator != 1 or d < 0 or d > 8 for d in degrees):
            continue
        step = gcd(*map(int, degrees))
        coefficients: list[list[Term]] = [[] for _ in range(int(max(degrees)) // step + 1)]
        for t in terms:
            coefficients[int(t.powers.get(base, _ZERO)) // step].append(Term(t.number,
                {b: e for b, e in t.powers.items() if b is not base}))
        u = ix.pow_(base, ix.num(step))
        for root in _candidates(coefficients):
            rest = _without_root(coefficients, root)
            if rest is not None:
                return [_linear(u, root), *_rest(rest, u, root)]
    return None


def _candidates(coefficients: list[list[Term]]) -> list[Fraction]:
    """Rational numbers that may be roots: of a polynomial with numbers as coefficients all, else 1 and -1."""
    if len(coefficients) < 2:
        return []
    if any(t.powers for c in coefficients for t in c) or not coefficients[0]:
        return [_ONE, -_ONE]
    whole = lcm(*[t.number.denominator for c in coefficients for t in c])
    first, last = (abs(int(coefficients[n][0].number * whole)) for n in (0, -1))
    if first > 100 or last > 100:
        return []
    divisors = lambda n: [d for d in range(1, n + 1) if n % d == 0]
    return [r for p in divisors(first) for q in divisors(last) for r in (Fraction(p, q), Fraction(-p, q))]


def _without_root(coefficients: list[list[Term]], root: Fraction) -> list[list[Term]] | None:
    """The quotient by (u - root), None where that leaves a remainder."""
    out, carry = [], []
    for c in reversed(coefficients):
        carry = added([*c, *(Term(t.number * root, t.powers) for t in carry)])
        out.append(carry)
    return out[-2::-1] if not carry else None


def _linear(u: Node, root: Fraction) -> Node:
    """q u - p for the root p/q, written p - q u where that puts the positive number first."""
    p, q = ix.num(root.numerator), ix.num(root.denominator)
    return ix.add(p, ix.neg(ix.mul(q, u))) if root > 0 else ix.add(ix.mul(q, u), ix.neg(p))


def _rest(quotient: list[list[Term]], u: Node, root: Fraction) -> list[Node]:
    scale = Term(Fraction(-1 if root > 0 else 1, root.denominator))
    power = term(u).powers
    terms = [scale.times(t).times(Term(_ONE, {b: e * n for b, e in power.items()} if n else {}))
             for n, c in enumerate(quotient) for t in c]
    return factored(terms) or [_bracket(terms)]


def length(node: Node) -> int:
    """Symbols on paper, roughly; factors count less than what they multiply out to."""
    memo = ix.kept("length")
    done = memo.get(node)
    if done is not None:
        return done
    inner = [length(a) for a in node.args]
    match node.op:
        case "pow":
            # signs in an exponent are small
            done = inner[0] + (1 if node.args[1].op == "num" else inner[1] - 2 * (node.args[1].op == "add"))
        case "num":
            done = 0 if node.data == -1 else 1
        case "mul":
            done = sum(inner) - 2 * max(sum(f.op == "add" for f in node.args) - 1, 0)
        case "add":
            done = sum(inner) + len(inner) - 2 * _complement(node)
        case _:
            done = 1 + sum(inner)
    memo[node] = done
    return done


def _complement(node: Node) -> bool:
    r"""Whether a sum is 1 - \sigma or 1 - \tanh^2 of something, which is known as it stands."""
    if len(node.args) != 2 or not ix.is_num(node.args[0], 1):
        return False
    minus = node.args[1]
    return minus.op == "mul" and len(minus.args) == 2 and ix.is_num(minus.args[0], -1) and minus.args[1].op in ("fn", "pow") and \
        (minus.args[1].args[0] if minus.args[1].op == "pow" else minus.args[1]).op == "fn"


def put_together(node: Node) -> Node | None:
    r"""ab + ac = a(b + c), also with denominators, where that is shorter."""
    if node.op not in ("add", "mul") or node.has_deriv or len(node.args) > MOST_TERMS:
        return None
    before = length(node)
    if before > LONGEST:
        return None
    if node.op == "mul":
        new = cleared(node)
    else:  # over several indices the terms are to become matrix products
        new = _sum(node) if _pointwise(node) else _condition(node)
    return new if new is not None and (length(new) < before or node.op == "mul" and new is not node
                                       and length(new) == before) else None


def _sum(node: Node) -> Node | None:
    terms = added([term(t) for t in node.args])
    if not terms:
        return ix.num(0)
    shared = common(terms)
    flat = opened(terms)
    alone = not shared.powers and shared.number == 1          # nothing is shared: the bracket is the sum itself
    inside = flat if alone else opened(divided(terms, shared))
    if inside == [] or flat == []:
        return ix.num(0)
    forms = [(_product(divided(terms, shared), shared), shared, len(terms))]
    if (any(e < 0 for e in shared.powers.values())
            and (above := Term(powers={b: e for b, e in shared.powers.items() if e > 0 or _exponential(b)})).powers):
        forms.append((_product(divided(terms, above), above), above, len(terms)))
    for outer, ts in ((Term(), flat),) if alone else ((Term(), flat), (shared, inside)):
        if ts is not None:
            more = common(ts)
            ts, outer = divided(ts, more), outer.times(more)
            factors = factored(ts)
            forms += [(ix.mul(outer.node(), *factors), outer, 1)] if factors else []
            forms.append((_product(ts, outer), outer, len(ts)))
    apart = len(flat) if flat is not None else len(terms)
    kept = [form for form, outer, count in forms if count == 1 or not _joins_letters(terms, outer)
            and not _number_of_sums(terms, outer)
            and (count < apart or not _letters_only(terms, outer) or _named(terms, outer))]
    return min(kept, key=length) if kept else None


def _named(terms: list[Term], outer: Term) -> bool:
    """Whether a term holds a named intermediate: x (a - y) of a = \\sigma(w x) is the error times the input;
    of letters alone a polynomial stays as it is."""
    return any(b.op == "comp" and b.data.definition is not None and b not in outer.powers for t in terms for b in t.powers)


def _pointwise(node: Node) -> bool:
    """Whether the terms differ in one index at most,
    what they share aside: s_i (1 - s_i)^2 W_il - s_i^2 (1 - s_i) W_il.

    Numbers of members of families do not count: x_n stays the member of a sum over n."""
    if len(node.free) <= 1:
        return True
    numbers = {i for n in ix.walk(node) if n.op == "comp" for i in n.ix[:len(n.data.family)]}
    terms = [term(t) for t in node.args]
    shared = {b for b, e in common(terms).powers.items() if e > 0 and b.op in ("comp", "delta")}
    return len(frozenset().union(*(b.free for t in terms for b in t.powers if b not in shared)) - numbers) <= 1


def shared_outside(node: Node) -> Node | None:
    r"""s_i \delta_{ij} - s_i s_j = s_i (\delta_{ij} - s_j): the factors above the line that all terms have."""
    terms = [term(t) for t in node.args]
    shared = Term(powers={b: e for b, e in common(terms).powers.items() if e > 0 and b.op != "comp" or e > 0 and b.free})
    return _product(divided(terms, shared), shared) if shared.powers else None


_CONDITIONS = ix.kinds("cmp")


def _condition(node: Node) -> Node | None:
    """[i != k] a + [i != k] b = [i != k] (a + b)."""
    if not node.kinds & _CONDITIONS:
        return None
    terms = [term(t) for t in node.args]
    shared = Term(powers={b: e for b, e in common(terms).powers.items() if b.op == "cmp"})
    return _product(divided(terms, shared), shared) if shared.powers else None


def _letters_only(terms: list[Term], outside: Term) -> bool:
    r"""Whether nothing but letters is taken out, which are not one bar
    for all terms: x^2\cos x + 2x\sin x reads well as it is."""
    bar = all(e < 0 and all(t.powers.get(b, _ZERO) >= e for t in terms) for b, e in outside.powers.items())
    return (bool(outside.powers) and not bar and all(b.op == "comp" and not 0 < len(b.data.family) < len(b.ix)
                                                     for b in outside.powers))


def _number_of_sums(terms: list[Term], outside: Term) -> bool:
    r"""Whether nothing but a number is taken out of sums over indices: 2\sum_i a_i + 2\lambda b, whose terms are read
    as matrices one by one, stays."""
    return not outside.powers and abs(outside.number) != 1 and any(b.height for t in terms for b in t.powers)


def _joins_letters(terms: list[Term], outside: Term) -> bool:
    r"""Whether a letter comes under one bar that did not stand below every term, and no function of it above:
    -N/\sigma + S/\sigma^3 reads well as it is, \cos x/x^2 - 2\sin x/x^3 does not."""
    lettered = {b.args[0] for b in outside.powers if b.op == "pow"}              # x^{n-1} is no bar
    lettered |= {b for b in outside.powers if any(b in ix.walk(f) for t in terms for f in t.powers if f.op == "fn")}
    return any(e < 0 and b.op == "comp" and b not in lettered and any(t.powers.get(b, _ZERO) > e for t in terms)
               for b, e in outside.powers.items())


def cleared(node: Node) -> Node | None:
    """The number that all terms of a bracket share, and fractions inside of one below the line
    or beside what they join, taken out of it.

    x^{-2}/(1 + x^{-2}) = 1/(x^2 + 1), x (1/x - x) = 1 - x^2, (y/x + 1)/x = (y + x)/x^2."""
    whole, found = Term(), False
    beside = {f.args[0] if f.op == "pow" and f.args[1].op == "num" else f for f in node.args}
    for f in node.args:
        base, e = (f.args[0], f.args[1].data) if f.op == "pow" and f.args[1].op == "num" else (f, _ONE)
        if base.op != "add" or e.denominator != 1:
            whole.take(f)
            continue
        terms = [term(t) for t in base.args]
        shared = common(terms)
        outside = Term(shared.number, {b: n for b, n in shared.powers.items() if n < 0
                                       and (e < 0 or b.op == "add" or b in beside)})
        if outside.number in (1, -1) and not outside.powers:
            whole.take(f)
            continue
        found = True
        whole.take(ix.pow_(outside.node(), ix.num(e)))
        whole.take(_bracket(divided(terms, outside)), e)
    return whole.node() if found else None


def _product(terms: list[Term], outside: Term) -> Node:
    """outside * (sum of terms)."""
    return outside.times(terms[0]).node() if len(terms) == 1 else ix.mul(outside.node(), _bracket(terms))


def _bracket(terms: list[Term]) -> Node:
    """The sum, a positive term first."""
    first = next((t for t in terms if t.number.numerator > 0), terms[0])
    return ix.add(*[t.node() for t in (first, *(t for t in terms if t is not first))])
