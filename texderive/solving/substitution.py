"""Putting the value of an unknown into expressions, also under sums and below component indices."""
from __future__ import annotations

from collections.abc import Mapping

from .. import matrix as mx
from ..matrix import Expr, Range
from ..symbols import Dim, Symbol
from .expand import unfolded
from .members import at_number

_LETTERS = "ijklmnpqrst"


def substituted(x: Expr, values: Mapping[Symbol, Expr]) -> Expr:
    """x with the values put in for their symbols, that of a numbered one at every number;
    bound indices of a value get letters of their own."""
    x = unfolded(x)
    used = {n.data.index for n in mx.walk(x) if n.op == "sum"} | {n.data for n in mx.walk(x) if n.op == "idx"}
    return _put(x, {s: _fresh_letters(v, used) for s, v in values.items()})


def _put(x: Expr, values: Mapping[Symbol, Expr]) -> Expr:
    if x.op == "var" and x.data in values:
        return at_number(values[x.data], x.data, x.args) if x.args else values[x.data]
    if not x.args:
        return x
    if x.op == "comp":
        return component(_put(x.args[0], values), x.args[1:])
    return _rebuilt(x, tuple(_put(a, values) for a in x.args))


def _rebuilt(x: Expr, args: tuple[Expr, ...]) -> Expr:
    """As matrix.rebuild, products and transposes by their constructors, which flatten."""
    match x.op:
        case "mul":
            return mx.mul(*args)
        case "add":
            return mx.add(*args)
        case "T":
            return mx.T(args[0])
        case "inv":
            return mx.inv(args[0])
    return mx.rebuild(x, args)


def component(x: Expr, indices: tuple[Expr, ...]) -> Expr:
    """x_i with the index taken inside of elementwise operations and scalar factors."""
    if x.is_scalar:
        return x
    match x.op:
        case "ones":
            return mx.ONE
        case "add":
            return mx.add(*[component(t, indices) for t in x.args])
        case "had":
            return mx.mul(*[component(f, indices) for f in x.args])
        case "div":
            return mx.div(component(x.args[0], indices), x.args[1] if x.args[1].is_scalar else component(x.args[1], indices))
        case "fn":
            return mx.fn(x.data, component(x.args[0], indices))
        case "hpow":
            return mx.pow_(component(x.args[0], indices), x.args[1])
        case "mul" if any(f.is_scalar for f in x.args):
            scalars, chain = mx.scalars_apart(x.args)
            return mx.mul(*scalars, component(mx.mul(*chain), indices))
    return mx.comp(x, *indices)


def _fresh_letters(x: Expr, used: set[str]) -> Expr:
    """x with the indices of its sums renamed away from `used`."""
    if not x.args:
        return x
    args = tuple(_fresh_letters(a, used) for a in x.args)
    if x.op == "sum" and x.data.index in used:
        letter = next(c for c in _LETTERS if c not in used and not mx.depends_on(x, c))
        return _summed_by(letter, x, args)
    return _rebuilt(x, args)


def one_letter(x: Expr, letters: dict[Dim, str] | None = None) -> Expr:
    """x with sums over one size bound by one letter, the first one used for it (kept in `letters`), so that equal sums
    are equal expressions."""
    letters = {} if letters is None else letters
    for n in mx.walk(x):
        if n.op == "sum":
            letters.setdefault(n.data.dim, n.data.index)
    return _lettered(x, letters)


def _lettered(x: Expr, letters: dict) -> Expr:
    if not x.args:
        return x
    args = tuple(_lettered(a, letters) for a in x.args)
    if x.op != "sum":
        return _rebuilt(x, args)
    r = x.data
    inner = {n.data.index for a in args for n in mx.walk(a) if n.op == "sum"}
    free = {n.data for a in args for n in mx.walk(a) if n.op == "idx"} - inner - {r.index}
    letter = next(c for c in (letters[r.dim], *_LETTERS) if c not in inner | free)
    return _summed_by(letter, x, args)


def _summed_by(letter: str, x: Expr, args: tuple[Expr, ...]) -> Expr:
    """The sum x over other arguments, its index renamed."""
    r = x.data
    return mx.make("sum", tuple(mx.renamed(a, {r.index: mx.idx(letter)}) for a in args),
                   Range(letter, r.dim, r.lower, r.upper), x.shape)
