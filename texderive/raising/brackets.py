"""Terms of a sum that share matrices, under one bracket: AX + BX as (A + B)X."""
from __future__ import annotations

from fractions import Fraction

from .. import matrix as mx
from ..matrix import Expr
from .facts import author_sums
from .term import Term

_ONE = Fraction(1)


def under_brackets(terms: list[Term]) -> list[Term]:
    """The terms with what they share in front of a bracket or behind it, the author's own sums first of all."""
    return _with_identity(_grouped(_beside_itself(_same_chain(_entry_by_entry(terms)))))


def _same_chain(terms: list[Term]) -> list[Term]:
    """(y - t) v for y v - t v: one bracket of scalars before the same vector or matrix."""
    out: list[Term] = []
    for t in terms:
        twin = next((u for u in out if u.chain and u.chain == t.chain and u.chain[0].op != "eye"
                     and (t.scalars or u.scalars)), None)
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
    if (all(turned) and len(t.chain) > 1 and all(b.op in ("var", "ref") for b in bodies)
            and any(s.op in ("mul", "sum") for s in t.scalars + u.scalars)):
        parts = sorted((t, u), key=lambda x: x.number < 0)            # (1^T y) p^T V - y^T V = ((1^T y) p - y)^T V
        return Term(mx.mul(mx.T(mx.add(*[mx.mul(mx.num(x.number), *x.scalars, x.chain[0].args[0]) for x in parts])),
                           *t.chain[1:]))
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
                # (1 - 2p) x^T
                if weights[n] != weights[m] and not any(len(c) == left + right + 1 and c[left].op == "ones"
                                                        for c in (t.chain, terms[m].chain)):
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


def _beside_itself(terms: list[Term]) -> list[Term]:
    r"""r^T - r^T S = r^T (I - S) for a residual or a bracket, that times a matrix beside it; of anything where the
    author writes I - S."""
    for short in terms:
        compound = any((f.args[0] if f.op == "T" else f).op in ("ref", "add") for f in short.chain)
        size = len(short.chain)
        for long in terms:
            row, column = long.chain[:size] == short.chain, long.chain[-size:] == short.chain
            if (abs(long.number) != abs(short.number) or not (row or column) or len(long.chain) == size
                    or long.shape != short.shape or long.scalars != short.scalars):
                continue
            more = long.chain[size:] if row else long.chain[:-size]
            if any((f.args[0] if f.op == "T" else f).op not in ("var", "ref", "add") for f in more) or more[0].op == "add":
                continue
            parts = mx.eye(more[0].shape[0]), mx.mul(mx.num(long.number / short.number), *more)
            if not compound and set(parts) not in (set(s.args) for s in author_sums()):
                continue
            inner = mx.add(*parts)
            new = Term(mx.mul(*short.chain, inner) if row else mx.mul(inner, *short.chain))
            new.number, new.scalars = new.number * short.number, [*short.scalars, *new.scalars]
            return _beside_itself([new if t is short else t for t in terms if t is not long])
    return terms


def _with_identity(terms: list[Term]) -> list[Term]:
    r"""x^T A + c x^T = x^T (A + c I), where c is a letter; 2r^T A - 2\lambda r^T = 2r^T (A - \lambda I),
    where the author writes this sum."""
    for n, short in enumerate(terms):
        if (not short.chain or len(short.scalars) != 1 or short.scalars[0].op != "var" or len(short.chain) == 1
                and short.chain[0].op in ("eye", "add")):
            continue
        for m, long in enumerate(terms):
            if m == n or long.scalars or len(long.chain) != len(short.chain) + 1:
                continue
            row = long.chain[:-1] == short.chain
            square = long.chain[-1 if row else 0]
            if not row and long.chain[1:] != short.chain or square.shape[0] != square.shape[1]:
                continue
            sign, whole = _of_author(square, mx.mul(mx.num(short.number / long.number), short.scalars[0],
                                                    mx.eye(square.shape[0])))
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
