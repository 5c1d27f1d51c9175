r"""The last touch to a result that is only read, not calculated with: numbers inside of long brackets,
differences turned round."""
from __future__ import annotations

from fractions import Fraction
from math import gcd

from .. import matrix as mx
from ..matrix import Expr
from .chains import power_of, runs
from .covariances import centred, centred_sum, is_covariance, one_row, row_first
from .facts import author_sums, by_author, in_force, transposed, transposes
from .order import Order, in_order, number_key
from .term import Term, transposed_scalar


def finished(x: Expr, order: Order) -> Expr:
    """An equal expression as a textbook prints it, its letters in the author's order.
    `polish` would undo some of it: it comes last."""
    return _finished(x, order, order.done.setdefault(in_force(), {}))


def _finished(x: Expr, order: Order, done: dict[Expr, Expr]) -> Expr:
    found = done.get(x) if x.args else x
    if found is None:
        found = done[x] = _as_in_textbooks(x, order, done)
    return found


def _as_in_textbooks(x: Expr, order: Order, done: dict[Expr, Expr]) -> Expr:
    key = number_key(x)
    if key is not None and (own := order.forms.get(key)) is not None:
        return own
    args = tuple([_finished(a, order, done) for a in x.args])
    x = mx.rebuild(x, args) if args != x.args else x
    if x.op == "tr":
        return _inverse_first(x)
    if x.op in ("mul", "had"):
        x = _both_signs(x)
    if x.op == "mul":
        x = _numbers_as_written(x, order)
    if x.op == "add":
        # (Ax - b)^T for x^T A^T - b^T
        if x.is_row and (own := mx.T(mx.add(*map(transposed, x.args)))).args[0] in author_sums():
            return own
        x = _authors_row(x)
        x = _logistic_of_minus(one_row(centred_sum(mx.add(*map(_sign_before, x.args)))))
        return _outer_pair(_turned_together(_transposed_pair(_number_last(_descending(x)))), order)
    if x.op == "T" and x.args[0].op == "had":
        row = row_first(x)
        return centred(row) if row is not x or (rows := _of_rows(x)) is x else _finished(rows, order, done)
    if x.op == "T" and x.args[0].op == "mul" and len(x.args[0].args) == 2 and is_covariance(x.args[0].args[0]):
        return mx.mul(mx.T(x.args[0].args[1]), x.args[0].args[0])
    if x.op == "had":
        return centred(_letters_first(x, order))
    if x.op == "div":
        return _number_before_bracket(x)
    return _numbers_inside(_sign_inside(in_order(_inside_sum(_row_of_brackets(x)), order))) if x.op == "mul" else x


def _of_rows(x: Expr) -> Expr:
    r"""(y - t)W^\top \odot h for (W(y - t)^\top \odot h^\top)^\top: where most of the factors are turned rows,
    the product is one of rows."""
    rows = mx.had(*map(transposed, x.args[0].args))
    return rows if transposes(rows) < transposes(x) else x


def _numbers_as_written(x: Expr, order: Order) -> Expr:
    """The runs of a product that make numbers as the author writes these: x^T a for a^T x."""
    parts = []
    for run in runs(x.args):
        whole = mx.mul(*run) if len(run) > 1 else None
        own = order.forms.get(number_key(whole)) if whole is not None and whole.is_scalar else None
        parts += [own] if own is not None else run
    return mx.Expr("mul", tuple(g for f in parts for g in mx.factors(f)), None, x.shape) if parts != list(x.args) else x


def _inverse_first(x: Expr) -> Expr:
    r"""tr(A^{-1} B) for tr(B A^{-1}), and tr(A^2 B) for tr(A B A)."""
    chain = x.args[0].args if x.args[0].op == "mul" else ()
    if len(chain) > 2 and not chain[0].is_scalar:
        (base, power), (other, more) = power_of(chain[0]), power_of(chain[-1])
        if base == other and power > 0 and more > 0:
            return mx.tr(mx.mul(mx.pow_(base, mx.num(power + more)), *chain[1:-1]))
    if len(chain) > 1 and chain[-1].op == "inv" and chain[0].op != "inv" and not any(f.is_scalar for f in chain):
        return mx.tr(mx.mul(chain[-1], *chain[:-1]))
    return x


def _letters_first(x: Expr, order: Order) -> Expr:
    r"""D \odot \exp(-D) for \exp(-D) \odot D: letters in the author's order, then everything else."""
    def place(f: Expr) -> tuple:
        base = f.args[0] if f.op == "T" else f
        return (0, order.places.get(base.data, len(order.places))) if base.op == "var" else (1,)
    new = tuple(sorted(x.args, key=place))
    return x if new == x.args else mx.Expr("had", new, x.data, x.shape)


def _row_of_brackets(x: Expr) -> Expr:
    r"""((R - uv^\top) v)^\top for v^\top (R - uv^\top)^\top: one transpose for a row all of whose factors
    are turned, a bracket among them."""
    scalars, chain = mx.scalars_apart(x.args)
    if x.is_row and len(chain) == 2 and chain[0].op == "ones":                        # (X1)^T for 1^T X^T
        turned = mx.mul(transposed(chain[1]), mx.ones((chain[1].shape[0], 1)))
        return mx.mul(*scalars, mx.T(turned)) if transposes(turned) + 1 < transposes(x) or chain[1].op == "T" else x
    if not x.is_row or len(chain) < 2 or not all(f.op == "T" for f in chain) or not any(f.args[0].op == "add" for f in chain):
        return x
    return mx.mul(*scalars, mx.T(mx.mul(*[f.args[0] for f in reversed(chain)])))


def _transposed_pair(x: Expr) -> Expr:
    r"""u^\top (A + A^\top) v for u^\top A v + v^\top A u, numbers both."""
    terms = list(map(Term, x.args)) if x.is_scalar else []
    for n, t in enumerate(terms):
        for m in range(n + 1, len(terms)):
            u = terms[m]
            if t.number == u.number and len(t.scalars) == len(u.scalars):
                whole = _joined_pair(t, u)
                if whole is not None:
                    return mx.add(*[whole if k == n else a for k, a in enumerate(x.args) if k != m])
    return x


def _joined_pair(t: Term, u: Term) -> Expr | None:
    """t + u, which differ in one product of arrays that begins and ends alike when turned round."""
    ours, theirs = [s for s in t.scalars if s not in u.scalars], [s for s in u.scalars if s not in t.scalars]
    if len(ours) != 1 or len(theirs) != 1 or ours[0].op != "mul" or theirs[0].op != "mul":
        return None
    chain, other = list(ours[0].args), list(transposed_scalar(theirs[0]).args)
    if (len(chain) < 3 or len(other) < 3 or chain[0] != other[0] or chain[-1] != other[-1]
            or any(f.is_scalar for f in chain + other)):
        return None
    if any(map(_is_change, (chain[0], chain[-1]))):          # \dot x^T A x + x^T A \dot x is known so
        return None
    middle = mx.add(mx.mul(*chain[1:-1]), mx.mul(*other[1:-1]))
    return mx.mul(mx.num(t.number), *[s for s in t.scalars if s is not ours[0]], chain[0], middle, chain[-1])


def _is_change(v: Expr) -> bool:
    """Whether a vector or its transpose is a velocity or a differential."""
    v = v.args[0] if v.op == "T" else v
    return (v.op == "dapp" or v.op in ("var", "ref") and v.data.latex.startswith(r"\dot") or v.op == "var"
            and "change" in v.data.props)


def _outer_pair(x: Expr, order: Order) -> Expr:
    r"""ab^\top + ba^\top for ba^\top + ab^\top: the author's first letter first."""
    if (x.op != "add" or len(x.args) != 2 or x in author_sums()
            or any(t.op != "mul" or t.args[0].op != "var" or not t.args[0].is_vector for t in x.args)):
        return x
    a, b = x.args
    place = lambda t: order.places.get(t.args[0].data, len(order.places))
    return mx.add(b, a) if transposed(a) == b and place(b) < place(a) else x


def _turned_together(x: Expr) -> Expr:
    r"""(XB + BX)^\top for B^\top X^\top + X^\top B^\top, where that saves two transposes; X^{-\top} - S^\top stays."""
    if not x.is_matrix or x in author_sums() or transposes(x) < 4 or any(n.op == "inv" for n in mx.walk(x)):
        return x
    back = mx.add(*map(transposed, x.args))
    return mx.T(back) if transposes(x) >= transposes(back) + 3 else x


def _logistic_of_minus(x: Expr) -> Expr:
    r"""\sigma(s) for 1 - \sigma(-s)."""
    if x.op != "add" or len(x.args) != 2 or x.args[0].op not in ("num", "ones"):
        return x
    t = Term(x.args[1])
    f = t.scalars[0] if t.scalars and not t.chain else t.chain[0] if t.chain and not t.scalars else None
    if (t.number != -1 or x.args[0].op == "num" and x.args[0] != mx.ONE or f is None
            or len(t.scalars) + len(t.chain) > 1 or f.op != "fn" or f.data != "sigmoid"):
        return x
    inner = f.args[0]
    minus = Term(inner).number < 0 if inner.op == "mul" else inner.op == "add" and all(Term(u).number < 0 for u in inner.args)
    return mx.fn("sigmoid", mx.neg(inner)) if minus else x


def _both_signs(x: Expr) -> Expr:
    r"""\sigma(s)(1 - \sigma(s)) for \sigma(s)\,\sigma(-s)."""
    values = [f for f in x.args if f.op == "fn" and f.data == "sigmoid"]
    for n, f in enumerate(values):
        twin = mx.fn("sigmoid", mx.neg(f.args[0]))
        if twin in values[n + 1:]:
            plain = min((f, twin), key=lambda g: Term(g.args[0]).number < 0)
            other = mx.add(mx.ONE if plain.is_scalar else mx.ones(plain.shape), mx.neg(plain))
            rest = list(x.args)
            first, second = sorted((rest.index(f), rest.index(twin)))
            rest[first], rest[second] = plain, other
            return mx.Expr(x.op, tuple(rest), x.data, x.shape)
    return x


def _inside_sum(x: Expr) -> Expr:
    r"""\sum_i (x_i - \mu)^\top S for (\sum_i (x_i - \mu)^\top) S: what stands behind a sum stands in it."""
    for n, f in enumerate(x.args[:-1]):
        behind = x.args[n + 1:]
        if (f.op == "sum" and not f.is_scalar and all(g.is_scalar for g in x.args[:n])
                and not any(g.op in ("sum", "prod") for b in behind for g in mx.walk(b))):
            return mx.mul(*x.args[:n], mx.make("sum", (mx.mul(f.args[0], *behind), *f.args[1:]), f.data,
                                               mx.mul(f, *behind).shape))
    return x


def _numbers_inside(x: Expr) -> Expr:
    r"""2 r^\top X + 2\lambda w^\top for 2(r^\top X + \lambda w^\top), where no fractions come of it; 2(A + B) stays."""
    if len(x.args) != 2 or x.args[0].op != "num" or x.args[1].op != "add" or x.args[1] in author_sums():
        return x
    number, terms = x.args[0].data, [Term(t) for t in x.args[1].args]
    if all(len(t.chain) + len(t.scalars) <= 1 for t in terms) and number.denominator == 1 and not x.is_scalar:
        return x
    if any((t.number * number).denominator != 1 for t in terms) or number == -1 and all(t.number > 0 for t in terms):
        return x
    return mx.add(*[_above(t, t.number * number) for t in terms])


def _above(t: Term, number: Fraction) -> Expr:
    """The term with another number: 2k/p rather than 2 times k/p."""
    body = t.expr(Fraction(1))
    if body.op != "div" or number.denominator != 1:
        return t.expr(number)
    whole = mx.div(mx.mul(mx.num(abs(number)), body.args[0]), body.args[1])
    return whole if number > 0 else mx.mul(mx.num(-1), whole)


def _sign_before(t: Expr) -> Expr:
    """-(m/p) for (-m)/p: the sign of the term."""
    top = t.args[0] if t.op == "div" and t.is_scalar else None
    if top is None or top.op != "mul" or top.args[0].op != "num" or top.args[0].data >= 0:
        return t
    return mx.mul(mx.num(-1), mx.div(mx.mul(mx.num(-top.args[0].data), *top.args[1:]), t.args[1]))


def _sign_inside(x: Expr) -> Expr:
    """-(a - b) v = (b - a) v, unless the author writes a - b himself; (-a - b) v = -(a + b) v."""
    for n, f in enumerate(x.args):
        if f.op == "add" and f not in author_sums() and all(Term(t).number < 0 for t in f.args):
            whole = mx.add(*[mx.mul(mx.num(-1), t) for t in f.args])
            return mx.mul(mx.num(-1), *x.args[:n], whole, *x.args[n + 1:])
    if x.args[0].op != "num" or x.args[0].data >= 0:
        return x
    turned = [_turned(f) for f in x.args[1:]]
    n = next((n for n, f in enumerate(turned) if f is not None), None)
    if n is None:
        return x
    return mx.mul(mx.num(-x.args[0].data), *x.args[1:n + 1], turned[n], *x.args[n + 2:])


_UNITS = frozenset(("num", "ones", "eye"))


def _turned(x: Expr) -> Expr | None:
    """-x, for an x that holds a difference as a factor."""
    match x.op:
        case "add" if len(x.args) == 2 and not by_author(x):
            first, second = (Term(t) for t in x.args)
            if any(t.number > 0 and a.op in _UNITS or a.op == "diag" for a, t in zip(x.args, (first, second))):
                return None                                  # 1 - \sigma and I - P are known so
            if first.number > 0 > second.number:
                return mx.add(second.expr(-second.number), first.expr(-first.number))
            if first.number < 0 < second.number:
                return mx.add(first.expr(-first.number), second.expr(-second.number))
            return None
        case "T" | "sum" | "mul" | "had":
            for n, a in enumerate(x.args[:1] if x.op in ("T", "sum") else x.args):
                turned = _turned(a)
                if turned is not None:
                    return mx.rebuild(x, (*x.args[:n], turned, *x.args[n + 1:]))
    return None


def _number_before_bracket(x: Expr) -> Expr:
    r"""2(1 - x^2)/(1 + x^2)^2 for (2 - 2x^2)/(1 + x^2)^2."""
    top, bottom = x.args
    if top.op != "add" or not x.is_scalar or top in author_sums():
        return x
    numbers = [Term(t).number for t in top.args]
    shared = gcd(*[n.numerator for n in numbers])
    if shared < 2 or any(n.denominator != 1 for n in numbers):
        return x
    return mx.div(mx.mul(mx.num(shared), mx.add(*[t.expr(t.number / shared) for t in map(Term, top.args)])), bottom)


def _descending(x: Expr) -> Expr:
    r"""x^2 + 6x + 6 for 6 + 6x + x^2, unless the author writes a polynomial the other way round."""
    powers = _powers_of_one(x)
    if powers is None or any((own := _powers_of_one(a)) is not None and own == sorted(own) for a in author_sums()):
        return x
    return mx.add(*[t for _, t in sorted(zip(powers, x.args), key=lambda pair: -pair[0])])


def _authors_row(x: Expr) -> Expr:
    r"""(x - v)^\top + \rho(x - z)^\top for x^\top - v^\top + \rho(x - z)^\top, where x - v
    is a bracket of the author's."""
    if not x.is_row or len(x.args) < 3:
        return x
    found = []
    for own in author_sums():
        turned = ([transposed(t) for t in own.args] if not own.is_scalar and own.shape == x.shape[::-1]
                  and len(own.args) < len(x.args) else [x])
        if all(t in x.args for t in turned):
            found.append((-len(turned), [x.args.index(t) for t in turned], own))
    if not found:
        return x
    _, places, own = min(found, key=lambda f: f[:2])
    return mx.add(*[mx.T(own) if n == min(places) else t for n, t in enumerate(x.args) if n == min(places) or n not in places])


def _number_last(x: Expr) -> Expr:
    r"""s - 1 for -1 + s, and 4x^3 + 2x - 2 for 4x^3 - 2 + 2x."""
    numbers = [t for t in x.args if t.op == "num" and t.data < 0] if x.op == "add" and x not in author_sums() else ()
    if not numbers or all(Term(t).number < 0 for t in x.args[x.args.index(numbers[0]):]):
        return x
    return mx.add(*[t for t in x.args if t is not numbers[0]], numbers[0])


def _powers_of_one(x: Expr) -> list[Fraction] | None:
    """The exponents of a polynomial of three or more terms in one letter, as written."""
    if not x.is_scalar or len(x.args) < 3:
        return None
    letters, powers = set(), []
    for t in map(Term, x.args):
        base, e = (t.scalars[0], Fraction(1)) if t.scalars else (None, Fraction(0))
        if base is not None and base.op == "pow" and base.args[1].op == "num":
            base, e = base.args[0], base.args[1].data
        if t.chain or len(t.scalars) > 1 or base is not None and base.op not in ("var", "comp"):
            return None
        letters |= {base} - {None}
        powers.append(e)
    return powers if len(letters) == 1 and len(set(powers)) == len(powers) else None
