"""Multiplying out matrix expressions, and finding an unknown in their terms."""
from __future__ import annotations

from .. import matrix as mx
from ..matrix import Expr
from ..raising.facts import transposed
from ..raising.polish import polish
from ..records import record
from ..symbols import Symbol


def contains(x: Expr, unknown: Symbol) -> bool:
    """Whether the unknown stands in x, also through definitions."""
    return any((n.op == "var" and n.data is unknown) or (n.op == "ref" and contains(n.data.expr, unknown)) for n in mx.walk(x))


def replaced(x: Expr, part: Expr, by: Expr) -> Expr:
    """x with `by` for every `part`."""
    if x == part:
        return by
    return mx.rebuild(x, tuple(replaced(a, part, by) for a in x.args)) if x.args else x


def unfolded(x: Expr) -> Expr:
    """All definitions put in."""
    if x.op == "ref":
        return unfolded(mx.renamed(x.data.expr, dict(zip(x.data.params, x.args))))
    return mx.rebuild(x, tuple(unfolded(a) for a in x.args)) if x.args else x


def expanded(x: Expr, unknown: Symbol) -> list[Expr]:
    """x as a list of terms, multiplied out as far as the unknown stands in brackets."""
    if not contains(x, unknown):
        return [x]
    match x.op:
        case "add":
            return [t for a in x.args for t in expanded(a, unknown)]
        case "mul":
            products = [[]]
            for f in x.args:
                products = [[*p, t] for p in products for t in expanded(f, unknown)]
            return [mx.mul(*p) for p in products] if len(products) > 1 else [mx.mul(*products[0])]
        case "div" if not contains(x.args[1], unknown):
            return [mx.div(t, x.args[1]) for t in expanded(x.args[0], unknown)]
        case "T":
            inner = expanded(x.args[0], unknown)
            return [transposed(t) for t in inner]
        case "sum":
            inner = expanded(x.args[0], unknown)
            return [mx.make("sum", (t, *x.args[1:]), x.data, x.shape) for t in inner]
    return [x]


def terms_in(x: Expr, unknown: Symbol) -> list[Expr]:
    """The terms of x with all definitions put in, multiplied out in the unknown, each as it is written."""
    return [polish(t) for t in expanded(polish(unfolded(x)), unknown)]


@record
class Linear:
    """scale * left W right, with the unknown transposed or not."""

    left: tuple[Expr, ...]
    right: tuple[Expr, ...]
    scale: tuple[Expr, ...]
    turned: bool


def upright(t: Linear) -> Linear:
    """A term, or its transpose where the unknown stands transposed in it: w^T a as a^T w."""
    return t if not t.turned else Linear(tuple([transposed(f) for f in reversed(t.right)]),
                                         tuple([transposed(f) for f in reversed(t.left)]), t.scale, False)


def linear_term(t: Expr, unknown: Symbol) -> Linear | None:
    """The term as a linear function of the unknown; None where it is not one."""
    if t.op == "div":
        inner = linear_term(t.args[0], unknown)
        return None if inner is None else Linear(inner.left, inner.right, (*inner.scale, mx.div(mx.ONE, t.args[1])), inner.turned)
    if t.op == "sum":
        inner = _inner_product(t, unknown)
        return _summed(t, unknown) if inner is None else linear_term(inner, unknown)
    if t.op not in ("mul", "var", "T"):
        return None
    factors = list(t.args) if t.op == "mul" else [t]
    scale = [f for f in factors if f.is_scalar and not contains(f, unknown)]
    holding = [f for f in factors if contains(f, unknown)]
    if len(holding) != 1:
        return None
    where = holding[0]
    chain = [f for f in factors if not f.is_scalar or f is where]
    if where.op == "var" and where.is_scalar:
        rest = [f for f in factors if f is not where]
        return Linear((), (), (mx.mul(*rest),) if rest else (), False)
    if where.is_scalar and len(chain) > 1 or where.is_scalar and where.op != "var":
        return _inner(chain, where, scale, unknown)
    at = chain.index(where)
    if where.op in ("sum", "div", "mul"):
        inside = linear_term(where, unknown)
        if inside is None or inside.turned and (chain[:at] or chain[at + 1:]):
            return None
        return Linear((*chain[:at], *inside.left), (*inside.right, *chain[at + 1:]), (*scale, *inside.scale), inside.turned)
    if where.op == "var":
        return Linear(tuple(chain[:at]), tuple(chain[at + 1:]), tuple(scale), False)
    if where.op == "T" and where.args[0].op == "var":
        return Linear(tuple(chain[:at]), tuple(chain[at + 1:]), tuple(scale), True)
    return None


def _inner(chain, where: Expr, scale, unknown: Symbol) -> Linear | None:
    """v (a^T w) = (v a^T) w, and the same with w^T a."""
    inside = linear_term(where, unknown) if where.op in ("mul", "div", "sum") else None
    if inside is None:
        return None
    rest = [f for f in chain if f is not where]
    vector = mx.mul(*rest) if rest else None
    inside = upright(inside)
    if inside.right:
        return None
    if vector is None:
        return Linear(inside.left, (), (*scale, *inside.scale), False)
    if vector.shape[1] == 1:
        return Linear((vector, *inside.left), (), (*scale, *inside.scale), False)
    return None


def _inner_product(t: Expr, unknown: Symbol) -> Expr | None:
    """v^T w for the sum of v_j w_j over all j; None for any other sum."""
    j = mx.idx(t.data.index)
    if len(t.args) > 1 or t.data.lower != 1 or t.data.upper is not None or not t.is_scalar:
        return None
    numbered = [f for f in mx.factors(t.args[0]) if j in mx.walk(f)]
    entries = [f for f in numbered if f.op == "comp" and f.args[1:] == (j,) and j not in mx.walk(f.args[0])]
    w = mx.var(unknown)
    if len(numbered) != 2 or len(entries) != 2 or [f.args[0] for f in entries].count(w) != 1:
        return None
    v = next(f.args[0] for f in entries if f.args[0] != w)
    return mx.mul(*[f for f in mx.factors(t.args[0]) if f not in numbered], mx.T(v), w)


def _summed(t: Expr, unknown: Symbol) -> Linear | None:
    """sum_n A_n w = (sum_n A_n) w."""
    inner = linear_term(t.args[0], unknown)
    if inner is not None and t.is_scalar:
        inner = upright(inner)
    if inner is None or inner.right or inner.turned:
        return None
    body = mx.mul(*inner.scale, *inner.left) if inner.left or inner.scale else mx.ONE
    return Linear((mx.make("sum", (body, *t.args[1:]), t.data, body.shape),), (), (), False)
