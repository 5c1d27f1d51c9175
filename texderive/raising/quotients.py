r"""The scalar part of a product: a number and powers of letters, written as a factor in front or as a fraction."""
from __future__ import annotations

from fractions import Fraction

from .. import matrix as mx
from ..matrix import Expr
from .facts import author_sums, transposes, turned_by_author
from .term import transposed_scalar
from .terms import collected


_ONE, _MINUS_ONE, _HALF = Fraction(1), Fraction(-1), Fraction(1, 2)


class Scalars:
    """The scalar part of a product: a number and powers of other scalars."""

    def __init__(self):
        self.number = _ONE
        self.powers: dict[Expr, Fraction | Expr] = {}

    def take(self, s: Expr, sign: int = 1) -> None:
        match s.op:
            case "num":
                value = s.data if sign > 0 else 1 / s.data
                self.number = value if self.number is _ONE else self.number * value
            case "mul" if any(f.is_scalar for f in s.args):
                scalars, chain = mx.scalars_apart(s.args)
                for f in scalars:
                    self.take(f, sign)
                if chain:
                    self._add(mx.mul(*chain), _ONE if sign > 0 else _MINUS_ONE)
            case "div":
                self.take(s.args[0], sign)
                self.take(s.args[1], -sign)
            case "pow" if s.args[1].op == "num":
                self._add(s.args[0], sign * s.args[1].data)
            case _:
                self._add(s, _ONE if sign > 0 else _MINUS_ONE)

    def _add(self, base: Expr, e: Fraction) -> None:
        if base.op == "mul" and e.denominator == 1 and all(f.is_scalar for f in base.args):
            for f in base.args:
                self._add(f, e)
            return
        if base.op == "num" and e.denominator == 1 and base.data and abs(e) < 64 and abs(base.data) < 10 ** 6:
            self.number *= base.data ** int(e)
            return
        if base.op == "div" and e.denominator == 1:
            self._add(base.args[0], e)
            self._add(base.args[1], -e)
            return
        if base.op == "pow" and base.args[1].op == "num" and e.denominator == 1:
            base, e = base.args[0], base.args[1].data * e
        if e.denominator == 1 and (opposite := without_minus(base)) is not None:
            base, self.number = opposite, -self.number if e % 2 else self.number
        # (x^T a)(a^T x) = (x^T a)^2
        if base.op == "mul" and base not in self.powers and (other := transposed_scalar(base)) in self.powers:
            base = other
        total = self.powers[base] + e if base in self.powers else e
        if total:
            self.powers[base] = total
        else:
            self.powers.pop(base, None)

    def above(self) -> list[Expr]:
        return _by_number(_members_last(sorted((scalar_power(b, e) for b, e in self.powers.items() if e.numerator > 0),
                                               key=_rank)))

    def below(self) -> list[Expr]:
        return [scalar_power(b, -e) for b, e in self.powers.items() if e.numerator < 0]


def _by_number(factors: list[Expr]) -> list[Expr]:
    """x_1 x_2 rather than x_2 x_1: letters that differ in their number alone, in its order."""
    places: dict[str, list[int]] = {}
    numbered = {}
    for n, f in enumerate(factors):
        base = f.args[0] if f.op == "pow" else f
        letter, _, number = base.data.latex.partition("_") if base.op == "var" else ("", "", "")
        if number.strip("{}").isdigit():
            places.setdefault(letter, []).append(n)
            numbered[n] = int(number.strip("{}"))
    out = list(factors)
    for own in places.values():
        for n, m in zip(own, sorted(own, key=numbered.__getitem__)):
            out[n] = factors[m]
    return out


def without_minus(x: Expr) -> Expr | None:
    """-x, where x is b - a of the author's a - b, or a sum of negative terms that is not his."""
    if x.op != "add":
        return None
    if (own := turned_by_author(x)) is not None:
        return own
    return mx.add(*map(mx.neg, x.args)) if x not in author_sums() and all(mx.has_minus(t) or t.op == "num"
        and t.data < 0 for t in x.args) else None


def scalar_power(base: Expr, e: Fraction) -> Expr:
    """base^e."""
    return mx.pow_(base, mx.num(e))


def _members_last(factors: list[Expr]) -> list[Expr]:
    r"""(w^\top x_i - y_i) x_{ij} as (w^\top x_i - y_i) x_i: behind the others the entries of members
    that stand whole in one of them."""
    entries = [f for f in factors if f.op == "comp" and f.args[0].op == "var" and f.args[0].args]
    if not entries:
        return factors
    others = [f for f in factors if f not in entries]
    whole = {n for f in others for n in mx.walk(f)}
    return [f for f in factors if f not in entries or f.args[0] not in whole] + [f for f in entries if f.args[0] in whole]


_RANKS = {"dim": 0, "const": 0, "idx": 0, "var": 1, "comp": 1, "ref": 2, "pow": 2}


def _rank(s: Expr) -> int:
    """Numbers, letters and their powers, then everything else in its order."""
    return _RANKS.get(s.op, 3) if s.op != "pow" or s.args[0].op in ("var", "comp") else 3


def shorter(s: Expr) -> Expr:
    """Of a scalar product and its transpose the one with fewer transposes."""
    other = transposed_scalar(s) if s.op == "mul" else s
    return other if transposes(other) < transposes(s) else s


def _exp_total(base: Expr) -> Expr | None:
    """v where base is the sum of the entries of exp(v)."""
    if (base.op == "mul" and len(base.args) == 2 and base.args[0].op == "ones" and base.args[1].op == "fn"
            and base.args[1].data == "exp" and base.args[1].is_vector):
        return base.args[1].args[0]
    if base.op == "sum" and len(base.args) == 1 and base.args[0].op == "fn" and base.args[0].data == "exp":
        inner = base.args[0].args[0]
        if (inner.op == "comp" and inner.args[0].is_vector and inner.args[1:] == (mx.idx(base.data.index),)
                and base.data.lower == 1 and base.data.upper is None):
            return inner.args[0]
    return None


def _softmaxed(scalars: Scalars, chain: list[Expr]) -> list[Expr]:
    """exp(v) over the sum of its entries is softmax(v)."""
    for base in [b for b, e in scalars.powers.items() if e < 0]:
        v = _exp_total(base)
        if v is None:
            continue
        exponential, soft = mx.fn("exp", v), mx.softmax(v)
        for n, f in enumerate(chain):
            inner = f.args[0] if f.op in ("T", "diag") else f
            if inner == exponential and scalars.powers.get(base, 0) < 0:
                chain = [*chain[:n], soft if f is inner else mx.Expr(f.op, (soft,), None, f.shape), *chain[n + 1:]]
                scalars._add(base, _ONE)
    return chain


def _spread(scalars: Scalars, bracket: Expr) -> Expr | None:
    """A fraction of a sum as a sum of fractions, where a term cancels against the denominator
    or all terms are fractions."""
    below = {b for b, e in scalars.powers.items() if e < 0}
    terms = []
    for t in bracket.args:
        own = Scalars()
        chain = []
        if t.op == "div" and t.args[1].is_scalar:
            own.take(t.args[1], -1)
            t = t.args[0]
        for f in t.args if t.op == "mul" else (t,):
            if f.is_scalar:
                own.take(f)
            else:
                chain.append(f)
        terms.append((own, chain))
    over = [any(isinstance(e, Fraction) and e < 0 and b.op != "dim" for b, e in own.powers.items()) for own, _ in terms]
    if not all(over) and not any(b in below and (e > 0 or b.op != "dim") for own, _ in terms for b, e in own.powers.items()):
        return None
    for own, _ in terms:
        own.number *= scalars.number
        for b, e in scalars.powers.items():
            own._add(b, e)
    return mx.add(*[assembled(own, chain) for own, chain in terms])


def turned(bracket: Expr) -> Expr:
    """-(bracket), the terms that were negative first."""
    return mx.add(*[mx.neg(t) for t in sorted(bracket.args, key=lambda t: not mx.has_minus(t))])


def _turnable(x: Expr) -> bool:
    """Whether x is a difference that the author does not write so."""
    return x.op == "add" and x not in author_sums() and any(map(mx.has_minus, x.args))


def _known_difference(x: Expr) -> bool:
    r"""Whether x is 1 - \sigma or 1 - \tanh^2 of something, as derivatives have them."""
    if (len(x.args) != 2 or x.args[0] != mx.ONE and x.args[0].op != "ones" or not mx.has_minus(x.args[1])
            or len(x.args[1].args) != 2):
        return False
    value = x.args[1].args[1]
    return (value.args[0] if value.op in ("pow", "hpow") else value).op == "fn"


def mostly_negative(x: Expr) -> bool:
    """Whether a sum reads better with all signs turned."""
    return x.op == "add" and 2 * sum(map(mx.has_minus, x.args)) > len(x.args) and x not in author_sums()


def _even_difference(x: Expr) -> bool:
    """a - b of letters; 1 - x stays."""
    return _turnable(x) and 2 * sum(map(mx.has_minus, x.args)) == len(x.args) and not any(t.op == "num" for t in x.args)


def _settle_sign(scalars: Scalars) -> None:
    """A minus taken into a factor: - sum_i (b_i - a_i) is the sum of a_i - b_i, and -1/(K - m - n) is 1/(m + n - K)."""
    if scalars.number.numerator >= 0:
        return
    for s, e in scalars.powers.items():
        inside = s.op == "sum" and e == 1 and _turnable(s.args[0])
        if inside or e == -1 and (mostly_negative(s) or _even_difference(s)):
            other = mx.make("sum", (turned(s.args[0]), *s.args[1:]), s.data, s.shape) if inside else turned(s)
            scalars.number, scalars.powers = -scalars.number, {other if b is s else b: n for b, n in scalars.powers.items()}
            return


def _is_size(x: Expr) -> bool:
    """|S|, the sum of what says whether a number is in the set."""
    return x.op == "sum" and x.args[0].op == "var" and any(p.startswith("set=") for p in x.args[0].data.props)


def _join_powers(scalars: Scalars) -> None:
    r"""\|x\|^{p-1} / \|x\| is \|x\|^{p-2}."""
    for power in [b for b, e in scalars.powers.items() if b.op == "pow" and e == 1 and b.args[0] in scalars.powers]:
        base, e = power.args
        more = mx.num(scalars.powers.pop(base))
        del scalars.powers[power]
        scalars.powers[mx.pow_(base, collected(mx.add(*mx.terms(e), more)))] = _ONE


def _clear_fractions(scalars: Scalars) -> None:
    r"""1/(\nu(1 + q/\nu)) is 1/(\nu + q): a letter below the line is multiplied into a bracket there
    whose fractions it clears."""
    for bracket in [b for b, e in scalars.powers.items() if e == -1 and b.op == "add"]:
        for by in [b for b, e in scalars.powers.items() if isinstance(e, Fraction) and e < 0 and e.denominator == 1
                   and b.op in ("var", "dim", "const")]:
            terms = [Scalars() for _ in bracket.args]
            for own, t in zip(terms, bracket.args):
                own.take(t)
            exponents = [own.powers.get(by, Fraction(0)) for own in terms]
            if (-1 not in exponents or not all(e in (-1, 0, 1) for e in exponents)
                    or any(e < 0 and b != by for own in terms for b, e in own.powers.items())):
                continue
            for own in terms:
                own._add(by, _ONE)
            del scalars.powers[bracket]
            scalars._add(by, _ONE)
            scalars._add(mx.add(*[assembled(own, []) for own in terms]), -_ONE)
            break


def _clear_roots(scalars: Scalars) -> None:
    r"""6/\sqrt{2} is 3 \sqrt{2}."""
    for base, e in scalars.powers.items():
        if (base.op == "num" and e == -_HALF and base.data.denominator == 1 and base.data > 1
                and scalars.number.numerator % base.data.numerator == 0):
            scalars.number /= base.data
            scalars.powers[base] = _HALF


def assembled(scalars: Scalars, chain: list[Expr]) -> Expr:
    """Scalars before a chain of matrices, with one sign and one fraction."""
    if chain:
        chain = _softmaxed(scalars, chain)
    _join_powers(scalars)
    _clear_fractions(scalars)
    _clear_roots(scalars)
    _settle_sign(scalars)
    above, below = scalars.above(), scalars.below()
    if scalars.number == -1 and len(chain) > 1:             # -(y - p) x^T = (p - y) x^T
        bracket = next((n for n, f in enumerate(chain) if _turnable(f)), None)
        if bracket is not None:
            scalars.number, chain = _ONE, [*chain[:bracket], turned(chain[bracket]), *chain[bracket + 1:]]
    body = mx.mul(*chain) if chain else None
    if body is not None and body.op == "add":
        spread = _spread(scalars, body) if below else None
        if spread is not None:
            return spread
        if scalars.number < 0 and _turnable(body):
            scalars.number, body = -scalars.number, turned(body)
    # (\sigma - 1) v
    if scalars.number == -1 and len(above) == 1 and not below and _turnable(above[0]) and _known_difference(above[0]):
        scalars.number, above = _ONE, [turned(above[0])]
    brackets = [f for f in above if f.op == "add" and f not in author_sums()]
    if (body is None and scalars.number < 0 and len(brackets) == 1 and _turnable(brackets[0])
            and not _known_difference(brackets[0])):
        scalars.number, above[above.index(brackets[0])] = -scalars.number, turned(brackets[0])
    if not below:
        parts = [mx.num(scalars.number), *above, *([body] if body is not None else [])]
        return mx.mul(*parts)
    number = scalars.number
    top = [mx.num(number.numerator), *above]
    bottom = mx.mul(mx.num(number.denominator), *below)
    if body is None:
        big = [f for f in above if f.op == "sum" and f.is_scalar]
        if len(big) == 1 and all(b.op in ("dim", "const", "num", "var") or _is_size(b) for b in below):
            head = mx.div(mx.mul(*[f for f in top if f not in big]), bottom)
            return mx.mul(mx.num(-1), mx.div(mx.mul(mx.num(-number.numerator), *[f for f in above if f not in big]),
                                             bottom), big[0]) if number < 0 else mx.mul(head, big[0])
        return mx.div(mx.mul(*top), bottom)
    if body.op == "sum" and any(b.op == "sum" and not _is_size(b) for b in below):  # a weighted mean is one fraction
        return mx.mul(mx.num(-1 if number < 0 else 1), mx.div(mx.mul(mx.num(abs(number.numerator)), *above, body), bottom))
    if (all(b.op in ("dim", "const", "num", "var") or (b.op == "pow" and b.args[0].op == "var") for b in below)
            or body.op == "sum" or body.is_matrix):
        sign = mx.num(-1) if number < 0 else mx.ONE
        return mx.mul(sign, mx.div(mx.mul(mx.num(abs(number.numerator)), *above), bottom), body)
    return mx.div(mx.mul(*top, body), bottom)
