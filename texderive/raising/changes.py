r"""Differentials of scalars as a textbook prints them: \operatorname{tr}(X^{-1}\,dX), g^\top dx,
the changes last and each once."""
from __future__ import annotations

from .. import matrix as mx
from ..matrix import Expr
from ..symbols import Symbol
from .facts import transposed
from .polish import polish
from .term import Term

CHANGE = "change"          # the property of a symbol dX


def changes_last(x: Expr) -> Expr:
    """A scalar that is linear in changes as a sum of traces and inner products that end with them, a matrix as a sum of
    products, with A'(t) too; any other expression as it is."""
    if not x.is_scalar:
        terms = _terms(x)
        return mx.add(*map(polish, terms)) if x.op == "add" and len(x.args) < len(terms) <= 4 else x
    parts: dict[Symbol, list[Expr]] = {}
    for t in _terms(x):
        found = _apart(t)
        if found is None:
            return x
        parts.setdefault(found[0], []).append(found[1])
    whole = []
    for change, factors in parts.items():
        factor, d = polish(mx.add(*factors)), mx.var(change)
        number, factor = ((factor.args[0], mx.mul(*factor.args[1:])) if factor.op == "mul" and factor.args[0].op
                          == "num" else (mx.ONE, factor))
        if factor.op == "div" and Term(factor.args[0]).number < 0:
            number, factor = mx.neg(number), mx.div(mx.neg(factor.args[0]), factor.args[1])
        if d.is_matrix:
            scalars, chain = mx.scalars_apart(mx.factors(factor))
            whole.append(mx.mul(number, *scalars, mx.tr(mx.mul(*chain, d))))
        else:
            whole.append(mx.mul(number, factor, d))
    return mx.add(*whole)


def _terms(x: Expr) -> list[Expr]:
    """The terms, with brackets of scalars that hold a change multiplied out."""
    if x.op == "add":
        return [t for a in x.args for t in _terms(a)]
    if x.op == "div" and x.is_scalar and not _holds(x.args[1]):
        return [mx.mul(t, mx.div(mx.ONE, x.args[1])) for t in _terms(x.args[0])]
    if x.op == "mul":
        for n, f in enumerate(x.args):
            if f.op == "add" and _holds(f):
                return [t for a in f.args for t in _terms(mx.mul(*x.args[:n], a, *x.args[n + 1:]))]
    if x.op == "tr" and x.args[0].op == "mul":
        for n, f in enumerate(x.args[0].args):
            if f.op == "add" and _holds(f):
                return [t for a in f.args for t in _terms(mx.tr(polish(mx.mul(*x.args[0].args[:n], a, *x.args[0].args[n + 1:]))))]
    return [x]


def _holds(x: Expr) -> bool:
    return any(n.op == "dapp" or n.op == "var" and CHANGE in n.data.props for n in mx.walk(x))


def _apart(t: Expr) -> tuple[Symbol, Expr] | None:
    """(dX, M) of a term tr(M dX), (dx, g^T) of g^T dx, None for others."""
    whole = Term(t)
    with_it = [f for f in whole.scalars if _holds(f)]
    if len(with_it) != 1 or whole.chain:
        return None
    (f,), rest = with_it, [mx.num(whole.number), *[g for g in whole.scalars if g is not with_it[0]]]
    if f.op == "var" and not f.args:
        return f.data, mx.mul(*rest)
    found = (_rotated(list(f.args[0].args) if f.args[0].op == "mul" else [f.args[0]]) if f.op == "tr"
             else _ended(f.args) if f.op == "mul" else None)
    return None if found is None else (found[0], mx.mul(*rest, found[1]))


def _ended(chain: tuple[Expr, ...]) -> tuple[Symbol, Expr] | None:
    """(dx, g^T) of g^T dx, or of (dx)^T g."""
    if sum(map(_holds, chain)) != 1 or any(f.is_scalar for f in chain):
        return None
    if chain[-1].op == "var" and _change(chain[-1]) is not None:
        return chain[-1].data, mx.mul(*chain[:-1])
    if chain[0].op == "T" and _change(chain[0]) is not None:
        return _change(chain[0]), mx.mul(*[mx.T(g) if g.op == "add" else transposed(g) for g in reversed(chain[1:])])
    return None


def _rotated(chain: list[Expr]) -> tuple[Symbol, Expr] | None:
    """(dX, M) with tr(chain) = tr(M dX)."""
    at = [n for n, f in enumerate(chain) if _holds(f)]
    if len(at) != 1 or _change(chain[at[0]]) is None:
        return None
    if chain[at[0]].op == "T":
        chain, at = [transposed(f) for f in reversed(chain)], [len(chain) - 1 - at[0]]
    return _change(chain[at[0]]), polish(mx.mul(mx.eye(chain[at[0]].shape[1]), *chain[at[0] + 1:], *chain[:at[0]]))


def _change(f: Expr) -> Symbol | None:
    core = f.args[0] if f.op == "T" else f
    return core.data if core.op == "var" and not core.args and CHANGE in core.data.props else None
