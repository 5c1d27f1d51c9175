r"""The form a textbook would print: transposes inside, scalars in front, fractions, like terms and common factors collected."""
from __future__ import annotations

from fractions import Fraction

from .. import matrix as mx
from ..matrix import Expr
from .facts import author_sums, transposed, transposes
from .terms import collected, transposed_scalar


def polish(x: Expr) -> Expr:
    """An equal expression, shorter or easier to read; done when nothing changes."""
    memo: dict[Expr, Expr] = {}
    for _ in range(8):
        new = _polished(x, memo)
        if new == x:
            break
        memo = {old: done for old, done in memo.items() if old == done}       # what was settled stays so
        x = new
    return x


def _polished(x: Expr, memo: dict[Expr, Expr]) -> Expr:
    done = memo.get(x)
    if done is None:
        args = tuple(_polished(a, memo) for a in x.args)
        done = memo[x] = _here(mx.rebuild(x, args))
    return done


def _here(x: Expr) -> Expr:
    law = _LAWS.get(x.op)
    return law(x) if law else x


def _transpose(x: Expr) -> Expr:
    return transposed(x.args[0])


def _determinant(x: Expr) -> Expr:
    return mx.pow_(mx.det(x.args[0].args[0]), mx.num(-1)) if x.args[0].op == "inv" else mx.det(x.args[0].args[0]) if x.args[0].op == "T" else x


def _function(x: Expr) -> Expr:
    """f(v^T) = f(v)^T elementwise."""
    inner = x.args[0]
    return mx.T(mx.fn(x.data, inner.args[0])) if inner.op == "T" else x


def _inverse(x: Expr) -> Expr:
    """(c M)^{-1} = c^{-1} M^{-1}."""
    inner, scalars = _pull(x.args[0])
    if inner.op == "div" or not scalars:
        return x
    return mx.mul(*[s if sign < 0 else mx.num(1 / s.data) if s.op == "num" else mx.pow_(s, mx.num(-1)) for s, sign in scalars], mx.inv(inner))


def _power(x: Expr) -> Expr:
    base, e = x.args
    if base.op == "pow" and base.args[1].op == "num" and e.op == "num" and (e.data.denominator == 1 or base.args[0].op in ("norm", "det")):
        return mx.pow_(base.args[0], mx.num(base.args[1].data * e.data))
    if e.op == "num" and e.data == Fraction(1, 2) and base.op == "pow" and base.args[0].op == "norm":
        return base.args[0]
    if base.op == "num" and e.op == "num" and e.data.denominator == 1 and base.data and abs(e.data) < 64 and abs(base.data) < 10 ** 6:
        return mx.num(base.data ** int(e.data))
    return x


def _elementwise_power(x: Expr) -> Expr:
    base, e = x.args
    if e == mx.MINUS_ONE:
        return mx.div(mx.ones(base.shape), base)
    return x


class _Scalars:
    """The scalar part of a product: a number and powers of other scalars."""

    def __init__(self):
        self.number = Fraction(1)
        self.powers: dict[Expr, Fraction | Expr] = {}

    def take(self, s: Expr, sign: int = 1) -> None:
        match s.op:
            case "num":
                self.number *= s.data if sign > 0 else 1 / s.data
            case "mul" if all(f.is_scalar for f in s.args):
                for f in s.args:
                    self.take(f, sign)
            case "mul" if any(f.is_scalar for f in s.args):
                for f in s.args:
                    if f.is_scalar:
                        self.take(f, sign)
                self._add(mx.mul(*[f for f in s.args if not f.is_scalar]), Fraction(sign))
            case "div":
                self.take(s.args[0], sign)
                self.take(s.args[1], -sign)
            case "pow" if s.args[1].op == "num":
                self._add(s.args[0], sign * s.args[1].data)
            case _:
                self._add(s, Fraction(sign))

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
        total = self.powers.get(base, Fraction(0)) + e
        if total:
            self.powers[base] = total
        else:
            self.powers.pop(base, None)

    def above(self) -> list[Expr]:
        return sorted((_pow(b, e) for b, e in self.powers.items() if e > 0), key=_rank)

    def below(self) -> list[Expr]:
        return [_pow(b, -e) for b, e in self.powers.items() if e < 0]


def _negative(t: Expr) -> bool:
    return t.op == "mul" and t.args[0].op == "num" and t.args[0].data < 0


def _pow(base: Expr, e: Fraction) -> Expr:
    return mx.pow_(base, mx.num(e))


def _product(x: Expr) -> Expr:
    factors = x.args if x.op == "mul" else (x,)
    scalars, chain = _Scalars(), []
    for run in _runs(factors):
        if len(run) == 1 and run[0].is_scalar:
            scalars.take(run[0])
        else:
            for f in run:
                f, inner = _pull(f)
                for s in inner:
                    scalars.take(s[0], s[1])
                chain.append(f)
            if mx.mul(*chain).is_scalar and len(chain) > 1 and run is not factors:
                whole = _shorter(_chain(chain))
                scalars.take(whole) if whole.op not in ("mul",) else scalars._add(whole, Fraction(1))
                chain = []
    chain = _chain_list(chain)
    return _assembled(scalars, chain)


def _runs(factors) -> list[list[Expr]]:
    """Scalars alone; matrix runs until they have become a scalar."""
    runs: list[list[Expr]] = []
    run: list[Expr] = []
    for f in factors:
        if f.is_scalar:
            runs.append([f])
            continue
        run.append(f)
        if run[0].shape[0] == 1 and f.shape[1] == 1:
            runs.append(run)
            run = []
    return runs + ([run] if run else [])


def _pull(f: Expr) -> tuple[Expr, list[tuple[Expr, int]]]:
    """A scalar taken out of a quotient by a scalar, or out of diag or an elementwise product."""
    if f.op == "add" and all(_negative(t) for t in f.args) and f not in author_sums():
        return mx.add(*[mx.neg(t) for t in f.args]), [(mx.MINUS_ONE, 1)]
    if f.op == "div" and f.args[1].is_scalar:
        inner, more = _pull(f.args[0])
        return inner, [(f.args[1], -1), *more]
    if f.op in ("diag", "T") and f.args[0].op == "mul" and any(a.is_scalar for a in f.args[0].args):
        kept = [a for a in f.args[0].args if not a.is_scalar]
        return mx.Expr(f.op, (mx.mul(*kept),), None, f.shape), [(a, 1) for a in f.args[0].args if a.is_scalar]
    if f.op == "mul" and any(a.is_scalar for a in f.args):
        return mx.mul(*[a for a in f.args if not a.is_scalar]), [(a, 1) for a in f.args if a.is_scalar]
    return f, []


_RANKS = {"dim": 0, "const": 0, "var": 1, "ref": 2, "pow": 2}


def _rank(s: Expr) -> int:
    """Numbers, letters and their powers, then everything else in its order."""
    return _RANKS.get(s.op, 3) if s.op != "pow" or s.args[0].op == "var" else 3


def _shorter(s: Expr) -> Expr:
    """Of a scalar product and its transpose the one with fewer transposes."""
    other = transposed_scalar(s) if s.op == "mul" else s
    return other if transposes(other) < transposes(s) else s


def _exp_total(base: Expr) -> Expr | None:
    """v where base is the sum of the entries of exp(v)."""
    if base.op == "mul" and len(base.args) == 2 and base.args[0].op == "ones" and base.args[1].op == "fn" and base.args[1].data == "exp" and base.args[1].is_vector:
        return base.args[1].args[0]
    if base.op == "sum" and len(base.args) == 1 and base.args[0].op == "fn" and base.args[0].data == "exp":
        inner = base.args[0].args[0]
        if inner.op == "comp" and inner.args[0].is_vector and inner.args[1:] == (mx.idx(base.data.index),) and base.data.lower == 1 and base.data.upper is None:
            return inner.args[0]
    return None


def _softmaxed(scalars: _Scalars, chain: list[Expr]) -> list[Expr]:
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
                scalars._add(base, Fraction(1))
    return chain


def _spread(scalars: _Scalars, bracket: Expr) -> Expr | None:
    """A fraction of a sum as a sum of fractions, where a term cancels against the denominator."""
    below = {b for b, e in scalars.powers.items() if e < 0}
    terms = []
    for t in bracket.args:
        own = _Scalars()
        chain = []
        for f in t.args if t.op == "mul" else (t,):
            if f.is_scalar:
                own.take(f)
            else:
                chain.append(f)
        terms.append((own, chain))
    if not any(b in below for own, _ in terms for b in own.powers):
        return None
    for own, _ in terms:
        own.number *= scalars.number
        for b, e in scalars.powers.items():
            own._add(b, e)
    return mx.add(*[_assembled(own, chain) for own, chain in terms])


def _assembled(scalars: _Scalars, chain: list[Expr]) -> Expr:
    if chain:
        chain = _softmaxed(scalars, chain)
    above, below = scalars.above(), scalars.below()
    body = mx.mul(*chain) if chain else None
    if body is not None and body.op == "add":
        spread = _spread(scalars, body) if below else None
        if spread is not None:
            return spread
        if scalars.number < 0 and any(_negative(t) for t in body.args) and body not in author_sums():
            scalars.number, body = -scalars.number, mx.add(*[mx.neg(t) for t in sorted(body.args, key=lambda t: not _negative(t))])
    if not below:
        parts = [mx.num(scalars.number), *above, *([body] if body is not None else [])]
        return mx.mul(*parts)
    number = scalars.number
    top = [mx.num(number.numerator), *above]
    bottom = mx.mul(mx.num(number.denominator), *below)
    if body is None:
        if number < 0 and len(above) == 1 and above[0].op == "add" and any(_negative(t) for t in above[0].args) and above[0] not in author_sums():
            top = [mx.num(-number.numerator), mx.add(*[mx.neg(t) for t in sorted(above[0].args, key=lambda t: not _negative(t))])]
        big = [f for f in above if f.op == "sum" and f.is_scalar]
        if len(big) == 1 and all(b.op in ("dim", "const", "num", "var") for b in below):
            head = mx.div(mx.mul(*[f for f in top if f not in big]), bottom)
            return mx.mul(mx.num(-1), mx.div(mx.mul(mx.num(-number.numerator), *[f for f in above if f not in big]), bottom), big[0]) if number < 0 else mx.mul(head, big[0])
        return mx.div(mx.mul(*top), bottom)
    if all(b.op in ("dim", "const", "num", "var") or (b.op == "pow" and b.args[0].op == "var") for b in below) or body.op == "sum" or body.is_matrix:
        sign = mx.num(-1) if number < 0 else mx.ONE
        return mx.mul(sign, mx.div(mx.mul(mx.num(abs(number.numerator)), *above), bottom), body)
    return mx.div(mx.mul(*top, body), bottom)


def _chain(chain: list[Expr]) -> Expr:
    return mx.mul(*_chain_list(chain))


def _chain_list(chain: list[Expr]) -> list[Expr]:
    """Neighbours that cancel or combine: inverse against matrix, diag(u) against a vector, identities."""
    out: list[Expr] = []
    if len(chain) == 3 and chain[0].op == chain[2].op == "ones" and chain[1].op == "had" and chain[0].is_row and chain[1].is_matrix:
        first, rest = chain[1].args[0], chain[1].args[1:]
        return [mx.tr(mx.mul(transposed(first), mx.had(*rest)))]
    for f in chain:
        parts = [a for a in f.args] if f.op == "mul" and not any(a.is_scalar for a in f.args) else [f]
        for g in parts:
            out.append(g)
            _settle(out)
    for n, f in enumerate(out):                   # diag(u) before a run that ends in a column: elementwise product
        if f.op == "diag" and n + 1 < len(out) and out[-1].shape[1] == 1 and not any(g.shape[1] == 1 for g in out[n + 1:-1]):
            return [*out[:n], mx.had(_column(f.args[0]), mx.mul(*out[n + 1:]))]
    return out


def _column(v: Expr) -> Expr:
    return v if v.shape[1] == 1 else mx.T(v)


def _settle(out: list[Expr]) -> None:
    while len(out) >= 2:
        a, b = out[-2], out[-1]
        if b.op == "eye" or (a.op == "eye"):
            out[-2:] = [a if b.op == "eye" else b]
        elif a.op == "inv" and a.args[0] == b or b.op == "inv" and b.args[0] == a:
            out[-2:] = [mx.eye(a.shape[0])] if len(out) == 2 else []
        elif a.op == "T" and a.args[0].op == "inv" and transposed(a.args[0].args[0]) == b or \
                b.op == "T" and b.args[0].op == "inv" and transposed(b.args[0].args[0]) == a:
            out[-2:] = [mx.eye(a.shape[0])] if len(out) == 2 else []
        elif b.op == "diag" and out[0].shape[0] == 1 and all(f.shape[0] != 1 for f in out[1:-1]):
            row = mx.mul(*out[:-1])
            out[:] = [mx.T(mx.had(transposed(row), _column(b.args[0])))]
            return
        elif a.op != "diag" and (a.args[0] if a.op == "mpow" else a) == b and b.is_matrix and b.shape[0] == b.shape[1] and b.op == "var" and \
                (a.op != "mpow" or a.args[1].op == "num"):
            out[-2:] = [mx.pow_(b, mx.num((a.args[1].data if a.op == "mpow" else 1) + 1))]
        elif a.op == "diag" and b.op == "diag":
            out[-2:] = [mx.diag(mx.had(_column(a.args[0]), _column(b.args[0])))]
        else:
            return


def _sum(x: Expr) -> Expr:
    return collected(x)


def _quotient(x: Expr) -> Expr:
    top, bottom = x.args
    if not bottom.is_scalar:
        if bottom.op == "T" and (top.op == "T" or top.op == "ones"):
            return mx.T(mx.div(mx.T(top), bottom.args[0]))
        return x
    return _product(mx.Expr("mul", (mx.div(mx.ONE, bottom) if top == mx.ONE else top, *(() if top == mx.ONE else (mx.div(mx.ONE, bottom),))), None, x.shape)) \
        if top != mx.ONE else _simple_fraction(x)


def _simple_fraction(x: Expr) -> Expr:
    scalars = _Scalars()
    scalars.take(x)
    return _assembled(scalars, [])


def _hadamard(x: Expr) -> Expr:
    scalars, parts = [], []
    for f in x.args:
        f, inner = _pull(f)
        scalars += [mx.pow_(s, mx.num(sign)) if s.op != "num" else mx.num(s.data ** sign) for s, sign in inner]
        if f.op != "ones":
            parts.append(f)
    if not parts:
        return mx.mul(*scalars, mx.ones(x.shape))
    if all(p.op == "T" for p in parts) and len(parts) > 1 and not x.is_row:
        return mx.mul(*scalars, mx.T(mx.had(*[p.args[0] for p in parts])))
    new = mx.had(*parts)
    return mx.mul(*scalars, new) if scalars else new


def _diag(x: Expr) -> Expr:
    v = x.args[0]
    if v.op == "ones":
        return mx.eye(x.shape[0])
    return x


def _trace(x: Expr) -> Expr:
    inner, scalars = _pull(x.args[0])
    opened = _outer_terms(inner)
    if opened is not None:
        return mx.mul(*[mx.pow_(s, mx.num(g)) for s, g in scalars], mx.add(*[mx.tr(t) for t in opened]))
    if inner.op == "eye":
        whole = mx.dim(inner.shape[0])
    elif inner.op == "add":
        return mx.add(*[mx.mul(*[mx.pow_(s, mx.num(g)) for s, g in scalars], mx.tr(t)) for t in inner.args]) if scalars else x
    elif inner.op == "mul" and (turned := _turned(inner)) is not None:
        whole = turned
    else:
        back = transposed(inner)
        whole = mx.tr(back if transposes(back) < transposes(inner) else inner)
    return mx.mul(*[mx.pow_(s, mx.num(g)) for s, g in scalars], whole) if scalars else whole


def _turned(product: Expr) -> Expr | None:
    """tr(A v w^T B) = w^T B A v."""
    chain = list(product.args)
    if any(f.is_scalar for f in chain):
        return None
    for n in range(len(chain)):
        if chain[n].shape[0] == 1 and chain[n - 1].shape[1] == 1:
            return mx.mul(*chain[n:], *chain[:n])
    return None


def _outer_terms(inner: Expr) -> list[Expr] | None:
    """A product with a bracket of outer products, multiplied out for the trace."""
    if inner.op == "add" and any(t.op == "mul" and _turned(mx.mul(*[f for f in t.args if not f.is_scalar])) is not None for t in inner.args if t.op == "mul"):
        return list(inner.args)
    if inner.op != "mul":
        return None
    for n, f in enumerate(inner.args):
        if f.op == "add" and f.is_matrix and all(t.op == "mul" and any(g.shape[0] == 1 and not g.is_scalar for g in t.args) for t in f.args):
            return [mx.mul(*inner.args[:n], t, *inner.args[n + 1:]) for t in f.args]
    return None


def _named_in(x: Expr, name: str) -> bool:
    return any(n.op == "idx" and n.data == name for n in mx.walk(x))


def _pulled(x: Expr, body: Expr, name: str) -> Expr | None:
    """Matrices that do not depend on the index, before and behind the sum."""
    chain = [f for f in body.args if not f.is_scalar]
    scalars = [f for f in body.args if f.is_scalar]
    left, right = 0, 0
    while left < len(chain) and not _named_in(chain[left], name):
        left += 1
    while right < len(chain) - left and not _named_in(chain[-1 - right], name):
        right += 1
    if left + right == 0 or left == len(chain):
        return None
    inner = mx.mul(*scalars, *chain[left:len(chain) - right])
    if inner.is_scalar:
        return None
    return mx.mul(*chain[:left], mx.make("sum", (inner, *x.args[1:]), x.data, inner.shape), *chain[len(chain) - right:])


def _inner_sum(x: Expr) -> Expr:
    """Numbers and constants stand before a sum over a family."""
    body = x.args[0]
    name = x.data.index
    if x.op == "sum" and len(x.args) == 1 and x.data.lower == 1 and x.data.upper is None and not _named_in(body, name):
        return mx.mul(mx.dim(x.data.dim), body)
    if body.op != "mul":
        return x
    if x.op == "sum" and not body.is_scalar:
        pulled = _pulled(x, body, name)
        if pulled is not None:
            return pulled
    out = [f for f in body.args if f.is_scalar and f.op in ("num", "dim", "var", "const") and not _named_in(f, name)]
    if not out:
        return x
    kept = list(body.args)
    for f in out:
        kept.remove(f)
    return mx.mul(*out, mx.make(x.op, (mx.mul(*kept) if kept else mx.ONE, *x.args[1:]), x.data, x.shape)) if x.op == "sum" else x


_LAWS = {
    "T": _transpose, "det": _determinant, "pow": _power, "hpow": _elementwise_power, "mul": _product, "add": _sum, "div": _quotient,
    "had": _hadamard, "fn": _function, "inv": _inverse, "diag": _diag, "tr": _trace, "sum": _inner_sum,
}
