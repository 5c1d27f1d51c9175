"""Sums as a textbook writes them: like terms added, common factors taken out, a positive term first."""
from __future__ import annotations

from fractions import Fraction
from math import gcd, prod

from .. import matrix as mx
from ..matrix import Expr
from .facts import author_sums, transposed

_ZERO = Fraction(0)


_ONE = Fraction(1)


class Term:
    """number * scalars * chain of matrices."""

    __slots__ = ("number", "scalars", "chain", "shape")

    def __init__(self, x: Expr):
        self.number, self.scalars, self.chain, self.shape = _ONE, [], [], x.shape
        run: list[Expr] = []
        for f in mx.factors(x):
            if f.op == "num":
                self.number = f.data if self.number is _ONE else self.number * f.data
            elif f.op == "div" and f.is_scalar and f.args[0].op == "num" and f.args[0] != mx.ONE and f.args[0].data:      # 2/s: the number apart
                self.number *= f.args[0].data
                self.scalars.append(mx.div(mx.ONE, f.args[1]))
            elif f.is_scalar:
                self.scalars.append(f)
            else:
                run.append(f)
                if run[0].shape[0] == 1 and f.shape[1] == 1:
                    self.scalars.append(mx.mul(*run))
                    run = []
        self.chain = run

    def expr(self, number: Fraction | None = None) -> Expr:
        body = [*self.scalars, *self.chain]
        if not body and self.shape != (1, 1):
            body = [mx.eye(self.shape[0])]
        return mx.mul(mx.num(self.number if number is None else number), *body)

    def key(self) -> tuple:
        return (tuple(sorted([_canonical_number(s) for s in self.scalars], key=hash)), tuple(self.chain), self.shape)


def _canonical_number(s: Expr) -> Expr:
    """One of the equal writings of a scalar: a product and its transpose, a trace turned round, 1/t^2 for t^{-2}.  Which one, is not for printing: their hashes decide."""
    if s.op == "pow" and s.args[1].op == "num" and s.args[1].data < 0:
        return mx.div(mx.ONE, mx.pow_(s.args[0], mx.num(-s.args[1].data)))
    if s.op == "mul":
        other = transposed_scalar(s)
        return min(s, other, key=hash) if transposed_scalar(other) == s else s
    if s.op == "sum" and s.args[0].op == "mul":
        inner = Term(s.args[0])
        factors = tuple(sorted(map(_canonical_number, inner.scalars), key=hash))
        return mx.make("sum", (mx.Expr("mul", factors, inner.number, s.shape), *s.args[1:]), s.data, s.shape) if not inner.chain else s
    return min(cyclic(s), key=hash) if s.op == "tr" else s


def cyclic(trace: Expr) -> list[Expr]:
    """The products under equal traces: that of `trace`, turned round, and transposed."""
    inner = trace.args[0]
    chain = list(inner.args) if inner.op == "mul" else [inner]
    back = [transposed(f) for f in reversed(chain)]
    turned = [c[n:] + c[:n] for c in (chain, back) for n in range(len(chain))]
    return [Expr("mul", tuple(t), None, inner.shape) for t in turned]


def transposed_scalar(s: Expr) -> Expr:
    r"""A scalar product from the other end, y^\top x for x^\top y."""
    return mx.mul(*[transposed(f) for f in reversed(s.args)])


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
    terms = _by_exponential(_with_identity(_grouped(_same_chain(_entry_by_entry(terms)))))
    if len(terms) == 1:
        return terms[0].expr()
    number, scalars = _common(terms)
    body = mx.add(*[t.expr() for t in _positive_first(terms)])
    whole = mx.mul(mx.num(number), *scalars, _opened_sum(body)) if number != 1 or scalars else body
    if x.is_scalar and scalars and (mx.size(whole) >= mx.size(mx.add(*x.args)) or _reads_well(_like(x.args), scalars)):
        return mx.add(*[t.expr() for t in _positive_first(_like(x.args))])
    return _diagonal(whole) if whole.op == "add" else whole


def _reads_well(terms: list[Term], outside: list[Expr]) -> bool:
    """Whether a sum stays where only letters could be taken out: 2xy + y^3 - 2y and x^2 \\cos t - x/t, but not ad - ac."""
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
        if t.op == "mul" and len(t.args) == 2 and t.args[0].op == "num" and t.args[1].op == "add" and t.args[1] not in author_sums():
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
            terms.append(mx.mul(mx.num(t.number * prod(q.number for q in parts)), *[mx.pow_(b, mx.num(e)) if e else mx.ONE for b, e in powers.items()]))
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


def _same_chain(terms: list[Term]) -> list[Term]:
    """(y - t) v for y v - t v: one bracket of scalars before the same vector or matrix."""
    out: list[Term] = []
    for t in terms:
        twin = next((u for u in out if u.chain and u.chain == t.chain and u.chain[0].op != "eye" and (t.scalars or u.scalars)), None)
        if twin is None:
            out.append(t)
            continue
        sides = [mx.mul(mx.num(u.number), *u.scalars) for u in (twin, t)]
        sides.sort(key=mx.has_minus)
        twin.number, twin.scalars = _ONE, [mx.add(*sides)]
    return out


def _entry_by_entry(terms: list[Term]) -> list[Term]:
    r"""u \odot a - u \odot b = u \odot (a - b), also of rows before the same matrices."""
    for n, t in enumerate(terms):
        for m in range(n + 1, len(terms)):
            new = _shared_factors(t, terms[m])
            if new is not None:
                return _entry_by_entry([*terms[:n], new, *terms[n + 1:m], *terms[m + 1:]])
    return terms


def _shared_factors(t: Term, u: Term) -> Term | None:
    """One term for two with the same factors entry by entry at the beginning of equal chains."""
    if not t.chain or not u.chain or t.chain[1:] != u.chain[1:]:
        return None
    heads = [x.chain[0] for x in (t, u)]
    turned = [h.op == "T" for h in heads]
    bodies = [h.args[0] if h.op == "T" else h for h in heads]
    if all(turned) and len(t.chain) > 1 and all(b.op in ("var", "ref") for b in bodies) and any(s.op in ("mul", "sum") for s in t.scalars + u.scalars):
        parts = sorted((t, u), key=lambda x: x.number < 0)            # (1^T y) p^T V - y^T V = ((1^T y) p - y)^T V
        return Term(mx.mul(mx.T(mx.add(*[mx.mul(mx.num(x.number), *x.scalars, x.chain[0].args[0]) for x in parts])), *t.chain[1:]))
    if turned[0] != turned[1] or any(b.op != "had" for b in bodies):
        return None
    shared = [f for f in bodies[0].args if f in bodies[1].args]
    rests = [[f for f in b.args if f not in shared] for b in bodies]
    if not shared or not all(rests):
        return None
    inside = _one_matrix([mx.mul(mx.num(x.number), *x.scalars, mx.had(*rest)) for x, rest in zip((t, u), rests)])
    body = mx.had(*shared, inside)
    return Term(mx.mul(mx.T(body) if turned[0] else body, *t.chain[1:]))


def _one_matrix(parts: list[Expr]) -> Expr:
    """c W^T p - W^T y = W^T (c p - y); other sums as they are, a positive term first."""
    terms = [Term(p) for p in parts]
    terms.sort(key=lambda t: t.number < 0)
    first = terms[0].chain[0]
    if all(len(t.chain) > 1 and t.chain[0] == first for t in terms):
        return mx.mul(first, mx.add(*[mx.mul(mx.num(t.number), *t.scalars, *t.chain[1:]) for t in terms]))
    return mx.add(*[t.expr() for t in terms])


def _positive_first(terms: list[Term]) -> list[Term]:
    if len(terms) == 2 and terms[0].number == terms[1].number and terms[0].chain and terms[1].chain and terms[0].chain[0].op == "T" \
            and terms[0].chain[0].args[0] == terms[1].chain[0]:
        return terms[::-1]
    if terms[0].number > 0 or _long(terms[0]):
        return terms
    positive = next((t for t in terms if t.number > 0), None)
    return terms if positive is None else [positive, *[t for t in terms if t is not positive]]


def _long(t: Term) -> bool:
    r"""Whether a negative term may stand first: -2(y - Xw)^\top X + 2\lambda w^\top is in the author's order; I - (x - z)(x - z)^\top is better with the sign behind."""
    if any(n.op == "sum" for f in t.chain for n in mx.walk(f)):
        return True
    brackets = [f for f in t.chain if (v := f.args[0] if f.op == "T" else f).op == "ref" or v in author_sums()]
    return len(brackets) == 1 < len(t.chain)


def _common(terms: list[Term]) -> tuple[Fraction, list[Expr]]:
    """The factor that all terms share, removed from them."""
    sizes = [abs(t.number) for t in terms]
    number = Fraction(gcd(*[n.numerator for n in sizes]), sizes[0].denominator) if len({n.denominator for n in sizes}) == 1 else _ONE
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
        if shared < 0 and shared != max(exponents):            # 1/s + 1/s^2 stays, x/n - (1^T x)1/n^2 is (x - (1^T x/n)1)/n
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
        if s.op == "div" and s.args[0] == mx.ONE and sign > 0:
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
    return [*([mx.div(mx.ONE, mx.mul(*below))] if below else []), *[mx.pow_(base, mx.num(e)) for base, e in powers.items() if e > 0]]


def _grouped(terms: list[Term]) -> list[Term]:
    """Terms with the same scalars and size that share a first or last matrix, under one bracket."""
    terms = list(terms)

    def weight(t: Term) -> tuple:
        return abs(t.number), sorted(t.scalars, key=hash)

    weights = [weight(t) if len(t.chain) > 1 else None for t in terms]       # one matrix alone shares nothing
    while True:
        best = None
        for n, t in enumerate(terms):
            for m in range(n + 1, len(terms)) if weights[n] is not None else ():
                if weights[m] is None or weights[n][1] != weights[m][1]:
                    continue
                left, right = _shared(t.chain, terms[m].chain)
                if weights[n] != weights[m] and not any(len(c) == left + right + 1 and c[left].op == "ones" for c in (t.chain, terms[m].chain)):        # (1 - 2p) x^T
                    continue
                if left + right and (best is None or left + right > best[0]):
                    best = (left + right, left, right, n, m)
        if best is None:
            return terms
        _, left, right, n, m = best
        t, u = terms[n], terms[m]
        terms[n] = _joined(t, u, left, right)
        weights[n] = weight(terms[n]) if len(terms[n].chain) > 1 else None
        del terms[m], weights[m]


def _with_identity(terms: list[Term]) -> list[Term]:
    r"""x^T A + c x^T = x^T (A + c I), where c is a letter; 2r^T A - 2\lambda r^T = 2r^T (A - \lambda I), where the author writes this sum."""
    for n, short in enumerate(terms):
        if not short.chain or len(short.scalars) != 1 or short.scalars[0].op != "var" or len(short.chain) == 1 and short.chain[0].op in ("eye", "add"):
            continue
        for m, long in enumerate(terms):
            if m == n or long.scalars or len(long.chain) != len(short.chain) + 1:
                continue
            row = long.chain[:-1] == short.chain
            square = long.chain[-1 if row else 0]
            if not row and long.chain[1:] != short.chain or square.shape[0] != square.shape[1]:
                continue
            sign, whole = _of_author(square, mx.mul(mx.num(short.number / long.number), short.scalars[0], mx.eye(square.shape[0])))
            if whole is None and (short.number != 1 or long.number != 1 or len(short.chain) > 1):
                continue
            inner = whole if whole is not None else mx.add(square, mx.mul(short.scalars[0], mx.eye(square.shape[0])))
            new = Term(mx.mul(*short.chain, inner) if row else mx.mul(inner, *short.chain))
            new.number *= long.number * sign
            return [new if k == min(n, m) else t for k, t in enumerate(terms) if k != max(n, m)]
    return terms


def _of_author(a: Expr, b: Expr) -> tuple[int, Expr | None]:
    """(1, the author's sum of both), (-1, that of their negatives), or None for the sum."""
    for sign in (1, -1):
        parts = {mx.mul(mx.num(sign), x) for x in (a, b)}
        if found := [s for s in author_sums() if set(s.args) == parts]:
            return sign, min(found, key=repr)
    return 1, None


def _shared(a: list[Expr], b: list[Expr]) -> tuple[int, int]:
    """Lengths of the common beginning and end, leaving something of both, and never an outer product's inside."""
    most = min(len(a), len(b)) - 1
    left = 0
    while left < most and a[left] == b[left]:
        left += 1
    right = 0
    while right < most - left and a[-1 - right] == b[-1 - right]:
        right += 1
    return left, right


def _joined(t: Term, u: Term, left: int, right: int) -> Term:
    sign = t.number if t.number > 0 or u.number < 0 else u.number
    if abs(t.number) != abs(u.number):
        sign = Fraction(1 if sign > 0 else -1)
    middle = lambda s: mx.mul(mx.num(s.number / sign), *s.chain[left:len(s.chain) - right])
    first, second = (t, u) if t.number / sign > 0 else (u, t)
    if first.number == second.number and _starts_transposed(first.chain, left) and not _starts_transposed(second.chain, left):
        first, second = second, first
    inner = mx.add(middle(first), middle(second))
    new = Term(mx.mul(*t.chain[:left], inner, *t.chain[len(t.chain) - right:] if right else ()))
    new.number *= sign
    new.scalars = t.scalars + new.scalars
    return new


def _starts_transposed(chain: list[Expr], at: int) -> bool:
    return chain[at].op == "T"


def _diagonal(x: Expr) -> Expr:
    """diag(u) + diag(v) = diag(u + v)."""
    terms = [Term(t) for t in x.args]
    diagonal = [t for t in terms if not t.scalars and len(t.chain) == 1 and t.chain[0].op == "diag" and t.chain[0].args[0].shape[1] == 1]
    if len(diagonal) < 2:
        return x
    inner = mx.add(*[mx.mul(mx.num(t.number), t.chain[0].args[0]) for t in diagonal])
    return mx.add(mx.diag(inner), *[t.expr() for t in terms if t not in diagonal])
