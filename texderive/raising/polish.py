r"""The form a textbook would print: transposes inside, scalars in front, fractions, like terms
and common factors collected."""
from __future__ import annotations

from fractions import Fraction

from .. import index as ix
from .. import matrix as mx
from ..matrix import Expr
from .chains import combined, pulled_scalars, runs, settled
from .facts import author_sums, in_force, transposed, transposes
from .family_sums import inner_sum
from .quotients import Scalars, assembled, shorter
from .term import Term
from .terms import collected

_ZERO, _ONE, _HALF = Fraction(0), Fraction(1), Fraction(1, 2)


def polish(x: Expr) -> Expr:
    """An equal expression, shorter or easier to read; done when nothing changes.  A session remembers what was done
    with the same facts known."""
    known, settled = ix.kept("polish").setdefault(in_force(), ({}, set()))
    found = known.get(x)
    if found is None:
        new, old = x, None
        for _ in range(8):
            if new == old:
                break
            new, old = _polished(new, {}, settled), new
        found = known[x] = _rows_together(new)
    return found


def _rows_together(x: Expr) -> Expr:
    """a^T - b^T as (a - b)^T, where all terms of a row are vectors turned."""
    if not x.args:
        return x
    x = mx.rebuild(x, tuple([_rows_together(a) for a in x.args]))
    if x.op != "add" or not x.is_row:
        return x
    turned = [_column(t) for t in x.args]
    return x if None in turned else mx.T(mx.add(*turned))


def _column(t: Expr) -> Expr | None:
    """The column whose transpose a term is; None for a row that is a product of matrices, and for c(x - a)^T."""
    if t.op == "T" or t.op == "ones":
        return mx.T(t)
    if t.op == "mul" and t.args[-1].op == "T" and t.args[-1].args[0].op == "add" and any(f.op != "num" for f in t.args[:-1]):
        return None
    scalar = lambda f: f.is_scalar and (f.op in ("num", "var", "ref", "dim", "const") or t.args[-1].op == "ones")
    if t.op == "mul" and t.args[-1].op in ("T", "ones") and all(map(scalar, t.args[:-1])):
        return mx.mul(*t.args[:-1], mx.T(t.args[-1]))
    return None


def _polished(x: Expr, memo: dict[Expr, Expr], settled: set[Expr]) -> Expr:
    """One pass, inner parts first; in `settled` stands what a pass leaves as it is."""
    if x in settled:
        return x
    done = memo.get(x)
    if done is None:
        done = mx.rebuild(x, tuple([_polished(a, memo, settled) for a in x.args])) if x.args else x
        law = _LAWS.get(done.op)
        if law is not None:
            done = law(done)
        if done == x:
            settled.add(x)
        else:
            memo[x] = done
    return done


def _transpose(x: Expr) -> Expr:
    return transposed(x.args[0])


def _determinant(x: Expr) -> Expr:
    inner = x.args[0]
    if inner.op == "eye":
        return mx.ONE
    return mx.pow_(mx.det(inner.args[0]), mx.num(-1)) if inner.op == "inv" else mx.det(inner.args[0]) if inner.op == "T" else x


def _function(x: Expr) -> Expr:
    """f(v^T) = f(v)^T elementwise, f(v^T - w^T) too."""
    inner = x.args[0]
    turned = inner.args[0] if inner.op == "T" else transposed(inner) if inner.shape[0] == 1 != inner.shape[1] else inner
    return mx.T(mx.fn(x.data, turned)) if inner.op == "T" or transposes(turned) < transposes(inner) else x


def _indicator(x: Expr) -> Expr:
    """1[v^T = s] = 1[v = s]^T for a number s."""
    left, right = x.args
    return mx.T(mx.ind(x.data, left.args[0], right)) if left.op == "T" and left.is_row and right.is_scalar else x


def _inverse(x: Expr) -> Expr:
    """(c M)^{-1} = c^{-1} M^{-1}, (M^{-1} N)^{-1} = N^{-1} M of square matrices, I^{-1} = I
    and (I + c I)^{-1} = (1 + c)^{-1} I."""
    if x.args[0].op == "eye":
        return x.args[0]
    if x.args[0].op == "T":
        return transposed(mx.inv(x.args[0].args[0]))
    if (x.args[0].op == "mul" and all(f.shape == x.shape for f in x.args[0].args)
            and any("inv" in (f.op, f.args[0].op if f.op == "T" else "") for f in x.args[0].args)):
        return mx.mul(*[transposed(mx.inv(f.args[0])) if f.op == "T" else mx.inv(f) for f in reversed(x.args[0].args)])
    if x.args[0].op == "diag":
        v = x.args[0].args[0]
        return mx.diag(mx.div(mx.ones(v.shape), v))
    inner, scalars = pulled_scalars(x.args[0])
    # (I + cI)^{-1} = (1 + c)^{-1} I
    if inner.op == "add" and all(t.chain and t.chain[0].op == "eye" for t in map(Term, inner.args)):
        return mx.mul(mx.pow_(mx.add(*[mx.mul(mx.num(t.number), *t.scalars) for t in map(Term, inner.args)]),
                              mx.num(-1)), mx.eye(x.shape[0]))
    if inner.op == "div" or not scalars:
        return x
    return mx.mul(*[s if sign < 0 else mx.num(1 / s.data) if s.op == "num" else mx.pow_(s, mx.num(-1))
                    for s, sign in scalars], mx.inv(inner))


def _power(x: Expr) -> Expr:
    base, e = x.args
    if (base.op == "pow" and base.args[1].op == "num" and e.op == "num"
            and (e.data.denominator == 1 or base.args[0].op in ("norm", "det"))):
        return mx.pow_(base.args[0], mx.num(base.args[1].data * e.data))
    if e.op == "num" and e.data == _HALF and base.op == "pow" and base.args[0].op == "norm":
        return base.args[0]
    if (base.op == "num" and e.op == "num" and e.data.denominator == 1 and base.data and abs(e.data) < 64
            and abs(base.data) < 10 ** 6):
        return mx.num(base.data ** int(e.data))
    return x


def _elementwise_power(x: Expr) -> Expr:
    base, e = x.args
    if base.op == "T" and base.is_row and e.is_scalar:
        return mx.T(mx.hpow(base.args[0], e))
    if e.op == "num" and (e.data < 0 or base.op in ("had", "div", "hpow") and e.data.denominator == 1):
        return _hadamard(mx.Expr("had", (x,), None, x.shape))
    return x


def _product(x: Expr) -> Expr:
    factors = mx.factors(x)
    scalars, chain = Scalars(), []
    for run in runs(factors):
        if len(run) == 1 and run[0].is_scalar:
            scalars.take(run[0])
        else:
            for f in run:
                f, inner = pulled_scalars(f)
                for s in inner:
                    scalars.take(s[0], s[1])
                chain.append(f)
            if len(chain) == 2 and chain[0].op == chain[1].op == "ones" and chain[0].is_row:      # 1^T 1 = n
                scalars.take(mx.dim(chain[0].shape[1]))
                chain = []
            # 1^T v^2 = |v|^2
            elif (len(chain) == 2 and chain[0].op == "ones" and chain[0].is_row and chain[1].op == "hpow"
                    and chain[1].is_vector and chain[1].args[1] == mx.num(2)):
                scalars.take(mx.pow_(mx.norm(chain[1].args[0], "2"), mx.num(2)))
                chain = []
            # 1^T (u \odot v) = u^T v
            elif len(chain) == 2 and chain[0].op == "ones" and chain[0].is_row and chain[1].op == "had" and chain[1].is_vector:
                chain = [mx.T(mx.had(*chain[1].args[:-1])), chain[1].args[-1]]
            if len(chain) > 1 and mx.mul(*chain).is_scalar and run is not factors:
                whole = shorter(combined(chain))
                scalars.take(whole) if whole.op not in ("mul",) else scalars._add(whole, _ONE)
                chain = []
    for k in range(len(chain) - 2, -1, -1):
        # v 1^T 1 = n v
        if (chain[k].op == "ones" and chain[k + 1:k + 2] and chain[k + 1].op == "ones" and chain[k].is_row
                and chain[k + 1].is_vector):
            scalars.take(mx.dim(chain[k].shape[1]))
            del chain[k:k + 2]
    chain = settled(chain)
    return assembled(scalars, chain)


def _sum(x: Expr) -> Expr:
    """The sum collected, with brackets multiplied out first where that is shorter."""
    plain = collected(x)
    if x.is_scalar or len(x.args) > 12:
        return plain
    opened = [u for t in x.args for u in _outer_sum(t)]
    if len(opened) == len(x.args) or len(opened) > 24:
        return plain
    flat = collected(mx.add(*map(_product, opened)))
    return flat if mx.size(flat) < mx.size(plain) else plain


def _outer_sum(t: Expr) -> list[Expr]:
    """A term multiplied out by the one bracket of matrices in it that is not the author's."""
    factors = mx.factors(t)
    brackets = [n for n, f in enumerate(factors) if f.op == "add" and not f.is_scalar and f not in author_sums()]
    if len(brackets) != 1 or len(factors) == 1:
        return [t]
    n = brackets[0]
    return [mx.mul(*factors[:n], u, *factors[n + 1:]) for u in factors[n].args]


def _quotient(x: Expr) -> Expr:
    top, bottom = x.args
    if not bottom.is_scalar:
        if bottom.op == "T" and (top.op == "T" or top.op == "ones"):
            return mx.T(mx.div(mx.T(top), bottom.args[0]))
        (above, over), (below, under) = pulled_scalars(top), pulled_scalars(bottom)
        if over or under:                                    # (c a) \oslash (d b) = (c/d) (a \oslash b)
            return polish(mx.mul(*[mx.pow_(f, mx.num(sign)) for f, sign in over],
                                 *[mx.pow_(f, mx.num(-sign)) for f, sign in under], mx.div(above, below)))
        return _hadamard(mx.Expr("had", (x,), None, x.shape))
    return _product(mx.Expr("mul", (mx.div(mx.ONE, bottom) if top == mx.ONE else top,
                                    *(() if top == mx.ONE else (mx.div(mx.ONE, bottom),))), None, x.shape)) \
        if top != mx.ONE else _simple_fraction(x)


def _simple_fraction(x: Expr) -> Expr:
    scalars = Scalars()
    scalars.take(x)
    return assembled(scalars, [])


def _hadamard(x: Expr) -> Expr:
    r"""Scalars in front, powers of one factor together, reciprocals below: x \odot (1 \oslash x^2) = 1 \oslash x."""
    scalars, powers = [], {}
    for f in x.args:
        f, inner = pulled_scalars(f)
        scalars += [mx.pow_(s, mx.num(sign)) if s.op != "num" else mx.num(s.data ** sign) for s, sign in inner]
        _take(powers, f, _ONE)
    whole = _elementwise(powers, x.shape)
    return mx.mul(*scalars, whole) if scalars else whole


def _take(powers: dict[Expr, Fraction], f: Expr, e: Fraction) -> None:
    """Multiply elementwise by f^e."""
    match f.op:
        case "had":
            for g in f.args:
                _take(powers, g, e)
        case "div" if not f.args[1].is_scalar:
            _take(powers, f.args[0], e)
            _take(powers, f.args[1], -e)
        case "hpow" if f.args[1].op == "num" and e.denominator == 1:
            _take(powers, f.args[0], e * f.args[1].data)
        case "T" if f.args[0].op in ("had", "div", "hpow"):
            inner: dict[Expr, Fraction] = {}
            _take(inner, f.args[0], e)
            for g, n in inner.items():
                _take(powers, transposed(g), n)
        case "ones":
            pass
        case _:
            powers[f] = powers.get(f, _ZERO) + e


def _elementwise(powers: dict[Expr, Fraction], shape) -> Expr:
    # diag(v) o M is diagonal
    if 1 not in shape and any(f.op == "diag" for f in powers) and all(e > 0 for e in powers.values()):
        return mx.diag(_elementwise({mx.diagpart(f) if f.op != "diag" else _diagonal_part(mx.diagpart(f)): e
                                     for f, e in powers.items()}, (shape[0], 1)))
    above = [mx.hpow(f, mx.num(e)) for f, e in powers.items() if e > 0]
    below = [mx.hpow(f, mx.num(-e)) for f, e in powers.items() if e < 0]
    if above and all(p.op == "T" for p in above + below) and len(above + below) > 1 and shape[0] != 1:
        return mx.T(_elementwise({f.args[0]: e for f, e in powers.items() if e}, shape[::-1]))
    if not above and len(below) == 1 and 1 not in shape:
        return next(mx.hpow(f, mx.num(e)) for f, e in powers.items() if e)          # a matrix has no 1 above a bar
    top = mx.had(*above) if above else mx.ones(shape)
    return mx.div(top, mx.had(*below)) if below else top


def _diagonal_part(x: Expr) -> Expr:
    """A matrix and its transpose have one diagonal; that of diag(v) is v, that of M diag(v) is diag(M) o v."""
    if x.args[0].op == "diag":
        v = x.args[0].args[0]
        return v if v.shape[1] == 1 else mx.T(v)
    inner = x.args[0].args[0] if x.args[0].op == "T" else x.args[0]
    if inner.op == "eye" or inner.op == "var" and "identity" in inner.data.props:
        return mx.ones(x.shape)
    inner, scalars = pulled_scalars(inner)
    if scalars:
        return mx.mul(*[mx.pow_(s, mx.num(g)) for s, g in scalars], mx.diagpart(inner))
    factors = mx.factors(inner) if inner.op == "mul" else ()
    if (factors and all(f.shape == inner.shape for f in factors)
            and (ends := [f for f in (factors[0], factors[-1]) if f.op == "diag"])):
        rest = [f for f in factors if f is not ends[0]]
        return mx.had(_diagonal_part(mx.diagpart(ends[0])), mx.diagpart(mx.mul(*rest)))
    return mx.diagpart(inner) if inner is not x.args[0] else x


def _diag(x: Expr) -> Expr:
    v = x.args[0]
    if v.op == "ones":
        return mx.eye(x.shape[0])
    rest, scalars = pulled_scalars(v)
    return mx.mul(*[mx.pow_(s, mx.num(g)) for s, g in scalars], mx.diag(rest)) if scalars and rest.op == "diagpart" else x


def _trace(x: Expr) -> Expr:
    inner, scalars = pulled_scalars(x.args[0])
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
    if inner.op == "add" and any(t.op == "mul" and _turned(mx.mul(*mx.scalars_apart(t.args)[1])) is not None
                                 for t in inner.args if t.op == "mul"):
        return list(inner.args)
    if inner.op != "mul":
        return None
    for n, f in enumerate(inner.args):
        if (f.op == "add" and f.is_matrix and all(t.op == "mul"
                                                  and any(g.shape[0] == 1 and not g.is_scalar for g in t.args) for t in f.args)):
            return [mx.mul(*inner.args[:n], t, *inner.args[n + 1:]) for t in f.args]
    return None


def _component(x: Expr) -> Expr:
    """(A^T)_ij = A_ji, (c v)_i = c v_i."""
    inner, *indices = x.args
    scalars, chain = mx.scalars_apart(mx.factors(inner))
    if scalars and chain:
        return _product(mx.mul(*scalars, _component(mx.comp(mx.mul(*chain), *indices))))
    return (mx.comp(transposed(inner), *indices[::-1])
            if len(indices) == 2 and transposes(transposed(inner)) < transposes(inner) else x)


_LAWS = {
    "comp": _component, "T": _transpose, "det": _determinant, "pow": _power, "hpow": _elementwise_power,
    "mul": _product, "add": _sum, "div": _quotient,
    "had": _hadamard, "fn": _function, "ind": _indicator, "inv": _inverse, "diag": _diag, "diagpart": _diagonal_part,
    "tr": _trace, "sum": inner_sum,
}
