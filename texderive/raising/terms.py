"""Sums as a textbook writes them: like terms added, common factors taken out, a positive term first."""
from __future__ import annotations

from fractions import Fraction
from math import gcd, prod

from .. import matrix as mx
from ..matrix import Expr
from .brackets import under_brackets
from .facts import author_sums
from .term import Term

_ZERO, _ONE = Fraction(0), Fraction(1)


def collected(x: Expr) -> Expr:
    """The sum x with like terms added and common factors taken out."""
    if x.op != "add":
        return x
    if x.is_scalar:
        x = _multiplied_out(x)
        if x.op != "add":
            return x
        over = _one_denominator(x)
        if over is not None:
            return over
    terms = _like(x.args)
    if not terms:
        return mx.zeros(x.shape)
    terms = _by_exponential(under_brackets(terms))
    if len(terms) == 1:
        return terms[0].expr()
    number, scalars = _common(terms)
    body = mx.add(*[t.expr() for t in _positive_first(terms)])
    whole = mx.mul(mx.num(number), *scalars, _opened_sum(body)) if number != 1 or scalars else body
    if x.is_scalar and scalars and (mx.size(whole) >= mx.size(mx.add(*x.args)) or _reads_well(_like(x.args), scalars)):
        return mx.add(*[t.expr() for t in _positive_first(_like(x.args))])
    return _diagonal(whole) if whole.op == "add" else whole


def _reads_well(terms: list[Term], outside: list[Expr]) -> bool:
    """Whether a sum stays where only letters could be taken out: 2xy + y^3 - 2y
    and x^2 \\cos t - x/t, but not ad - ac."""
    letters = lambda s: (s.args[0] if s.op == "pow" and s.args[1].op == "num" and s.args[1].data > 0 else s).op == "var"
    return all(map(letters, outside)) and (len(terms) > 2 or not all(not t.chain and all(map(letters, t.scalars)) for t in terms))


def _by_exponential(terms: list[Term]) -> list[Term]:
    """x y e^{xy} + e^{xy} among other terms as (x y + 1) e^{xy}."""
    shared: dict[Expr, list[Term]] = {}
    for t in terms:
        for s in t.scalars:
            if s.op == "fn" and s.data == "exp":
                shared.setdefault(s, []).append(t)
    for base, own in shared.items():
        if 1 < len(own) < len(terms) and not any(t.chain for t in own):
            for t in own:
                t.scalars.remove(base)
            whole = Term(mx.mul(base, mx.add(*[t.expr() for t in own])))
            return _by_exponential([whole if t is own[0] else t for t in terms if t is own[0] or t not in own])
    return terms


def _one_denominator(x: Expr) -> Expr | None:
    """a/c - b/c = (a - b)/c, where the whole denominators agree."""
    bottoms, tops = set(), []
    for t in map(Term, x.args):
        n = next((n for n, s in enumerate(t.scalars) if s.op == "div"), None)
        if n is None:
            return None
        bottoms.add(t.scalars[n].args[1])
        tops.append(mx.mul(mx.num(t.number), *t.scalars[:n], t.scalars[n].args[0], *t.scalars[n + 1:]))
    if len(bottoms) != 1 or all(t.op == "num" for t in tops):
        return None
    whole = mx.div(collected(mx.add(*tops)), bottoms.pop())
    return whole if mx.size(whole) < mx.size(x) else None


def _opened(args) -> list[Expr]:
    """-(a - b) among terms as -a + b."""
    out = []
    for t in args:
        if (t.op == "mul" and len(t.args) == 2 and t.args[0].op == "num" and t.args[1].op == "add"
                and t.args[1] not in author_sums()):
            out += [mx.mul(t.args[0], a) for a in t.args[1].args]
        else:
            out.append(t)
    return out


def _multiplied_out(x: Expr) -> Expr:
    """2x(x - 3) - (x^2 + 1) = x^2 - 6x - 1, where that is shorter."""
    if not any(n.op == "add" and n.is_scalar for t in x.args for n in (t.args if t.op == "mul" else ())):
        return x
    terms = []
    for t in map(Term, x.args):
        if len(terms) + prod(len(f.args) for f in t.scalars if f.op == "add") > 24:
            return x
        products: list[list[Expr]] = [[]]
        for f in t.scalars:
            products = [[*p, g] for p in products for g in mx.terms(f)]
        for p in products:
            parts = [Term(f) for f in p]
            powers = _powers([f for q in parts for f in q.scalars])
            terms.append(mx.mul(mx.num(t.number * prod(q.number for q in parts)),
                                *[mx.pow_(b, mx.num(e)) if e else mx.ONE for b, e in powers.items()]))
    new = [t.expr() for t in _like(terms)]
    if len(new) == len(terms):                                   # nothing has cancelled
        return x
    flat = mx.add(*new) if new else mx.ZERO
    return flat if mx.size(flat) < mx.size(x) else x


def _opened_sum(x: Expr) -> Expr:
    """(1 - s) - s = 1 - 2s inside of a bracket."""
    return mx.add(*[t.expr() for t in _like(x.args)]) if x.op == "add" else x


def _like(args) -> list[Term]:
    found: dict[tuple, Term] = {}
    for t in map(Term, _opened(args)):
        key = t.key()
        if key in found:
            found[key].number += t.number
        else:
            found[key] = t
    return [t for t in found.values() if t.number]


def _positive_first(terms: list[Term]) -> list[Term]:
    if (len(terms) == 2 and terms[0].number == terms[1].number and terms[0].chain and terms[1].chain
            and terms[0].chain[0].op == "T"
            and terms[0].chain[0].args[0] == terms[1].chain[0]):
        return terms[::-1]
    if terms[0].number > 0 or _long(terms[0]):
        return terms
    positive = next((t for t in terms if t.number > 0), None)
    return terms if positive is None else [positive, *[t for t in terms if t is not positive]]


def _long(t: Term) -> bool:
    r"""Whether a negative term may stand first: -2(y - Xw)^\top X + 2\lambda w^\top is in the author's order;
    I - (x - z)(x - z)^\top is better with the sign behind."""
    if any(n.op == "sum" for f in t.chain for n in mx.walk(f)):
        return True
    brackets = [f for f in t.chain if (v := f.args[0] if f.op == "T" else f).op == "ref" or v in author_sums()]
    return len(brackets) == 1 < len(t.chain)


def _common(terms: list[Term]) -> tuple[Fraction, list[Expr]]:
    """The factor that all terms share, removed from them."""
    sizes = [abs(t.number) for t in terms]
    number = (Fraction(gcd(*[n.numerator for n in sizes]), sizes[0].denominator)
              if len({n.denominator for n in sizes}) == 1 else _ONE)
    if number != 1:
        number *= -1 if all(t.number < 0 for t in terms) else 1
        for t in terms:
            t.number /= number
    apart = [_over_size(t) for t in terms]
    powers = [_powers(t.scalars) for t in apart]
    kept: dict[Expr, Fraction] = {}
    for base in powers[0]:
        exponents = [p.get(base, _ZERO) for p in powers]
        shared = min(exponents)
        if shared < 0 and shared != max(exponents):  # 1/s + 1/s^2 stays, x/n - (1^T x)1/n^2 is (x - (1^T x/n)1)/n
            if base.op != "dim" or max(exponents) >= 0 or not all(t.chain for t in terms):
                continue
            shared = max(exponents)
        if shared:
            kept[base] = shared
            for p in powers:
                p[base] -= shared
    if kept:
        for t, u, p in zip(terms, apart, powers):
            t.number, t.scalars, t.chain = u.number, _product(p), u.chain
    return number, _product(kept)


def _over_size(t: Term) -> Term:
    """x/n as 1/n times x, for a size n or its power."""
    f = t.chain[0] if len(t.chain) == 1 else None
    if f is None or f.op != "div" or (f.args[1].args[0] if f.args[1].op == "pow" else f.args[1]).op != "dim":
        return t
    inner = Term(f.args[0])
    inner.number, inner.scalars = t.number * inner.number, [*t.scalars, mx.div(mx.ONE, f.args[1]), *inner.scalars]
    return inner


def _powers(scalars: list[Expr], sign: int = 1) -> dict[Expr, Fraction]:
    """The exponent of each base in a product."""
    found: dict[Expr, Fraction] = {}
    for s in scalars:
        if (s.op == "div" and sign > 0 and (s.args[0] == mx.ONE
                                            or any(f.op == "fn" and f.data == "exp" for f in mx.factors(s.args[0])))):
            # e^s/p is e^s times 1/p
            for base, e in _powers(mx.factors(s.args[0])).items() if s.args[0] != mx.ONE else ():
                found[base] = found.get(base, _ZERO) + e
            numbers, chain = mx.scalars_apart(mx.factors(s.args[1]))                # b^T X b is one number
            for base, e in _powers([*numbers, *([mx.mul(*chain)] if chain else [])], -1).items():
                found[base] = found.get(base, _ZERO) + e
            continue
        base, e = (s.args[0], s.args[1].data) if s.op == "pow" and s.args[1].op == "num" else (s, _ONE)
        e = e if sign > 0 else -e
        found[base] = found[base] + e if base in found else e
    return found


def _product(powers: dict[Expr, Fraction]) -> list[Expr]:
    """The factors base^exponent, those below a fraction line in one fraction."""
    below = [mx.pow_(base, mx.num(-e)) for base, e in powers.items() if e < 0]
    return [*([mx.div(mx.ONE, mx.mul(*below))] if below else []),
            *[mx.pow_(base, mx.num(e)) for base, e in powers.items() if e > 0]]


def _diagonal(x: Expr) -> Expr:
    """diag(u) + diag(v) = diag(u + v)."""
    terms = [Term(t) for t in x.args]
    diagonal = [t for t in terms if not t.scalars and len(t.chain) == 1 and t.chain[0].op == "diag"
                and t.chain[0].args[0].shape[1] == 1]
    if len(diagonal) < 2:
        return x
    inner = mx.add(*[mx.mul(mx.num(t.number), t.chain[0].args[0]) for t in diagonal])
    return mx.add(mx.diag(inner), *[t.expr() for t in terms if t not in diagonal])
