r"""Unknowns with a number: \mu_k, which stands for every member of its family.

The unknown is the family's symbol, whose `letters` are those of the member that is asked for; `own` is that member.
"""
from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from .. import matrix as mx
from ..matrix import Expr
from ..symbols import Dim, Symbol


def own(unknown: Symbol) -> Expr:
    """The unknown as it stands in its own equation: mu_k, or a symbol without number."""
    return mx.var(unknown, *[mx.idx(letter) for letter in unknown.letters]) if unknown.family else mx.var(unknown)


def numbers(*unknowns: Symbol) -> dict[str, Dim]:
    """The letters that number the unknowns, with their sizes."""
    return {letter: size for u in unknowns for letter, size in zip(u.letters, u.family)}


def free_letters(x: Expr) -> set[str]:
    """The index letters of x that no sum or product binds."""
    if x.op == "idx":
        return {x.data}
    found = set().union(*map(free_letters, x.args)) if x.args else set()
    return found - {x.data.index} if x.op in ("sum", "prod") else found


def at_number(value: Expr, unknown: Symbol, indices: tuple[Expr, ...]) -> Expr:
    """The value of one member from that of the member with the own letters."""
    return mx.renamed(value, dict(zip(unknown.letters, indices)))


@lru_cache(maxsize=256)
def alone(unknown: Symbol) -> Symbol:
    """A symbol for the member without its number."""
    return replace(unknown, family=(), letters=(), pattern="")
