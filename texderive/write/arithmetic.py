"""Sums, products, powers and transposes of matrix expressions as boxes: scalars first, denominators under one bar,
the brackets that precedence asks for."""
from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction

from ..matrix import Expr, mul, num, pow_, walk
from ..problem import Style
from . import functions
from .breaking import width
from .notation import Box, leaf, number, op, row
from .pieces import (
    ADD, ATOM, FRAC, STAR, Piece, at_least, bracketed, coefficients_first, enclosed, fraction, power, product, quotient,
    starred, whole,
)
from .slashes import in_exponent

_ONE, _HALF = Fraction(1), Fraction(1, 2)
_NUMERATOR = 6.0        # em: longer matrices stand beside the fraction

_APART = (r"\prime", "'", "tr", "Tr")          # no mark that stands behind a minus sign: (X^{-1})^{tr}


class Arithmetic(ABC):
    """What joins the pieces of one expression in one style; `build` gives the piece of any part."""

    def __init__(self, style: Style):
        self.style = style
        self.transpose = leaf(style.transpose)

    @abstractmethod
    def build(self, x: Expr, elementwise: bool = False) -> Piece:
        """The piece of an expression."""

    # ------------------------------------------------------------ sums and products

    def add(self, x: Expr) -> Piece:
        return functions.sum_of(x.args, [self.build(a) for a in x.args])

    def elementwise_mul(self, x: Expr) -> Piece:
        if x.args[-1].op == "ones" and all(a.is_scalar for a in x.args[:-1]):
            return self.build(mul(*x.args[:-1]))
        return self.mul(x)

    def mul(self, x: Expr) -> Piece:
        """Scalars first, then the matrices in order;
        a product that is a number and scales something else is bracketed."""
        value, scalars, matrices = _ONE, [], []
        run: list[Expr] = []
        for f in x.args:
            if f.op == "num":
                value = f.data if value is _ONE else value * f.data
            elif f.op == "mul" and f.is_scalar and not any(g.is_scalar for g in f.args):
                matrices.append(list(f.args))
            elif f.is_scalar:
                scalars.append(f)
            else:
                run.append(f)
                if run[0].shape[0] == 1 and f.shape[1] == 1:
                    matrices.append(run)
                    run = []
        if run:
            matrices.append(run)
        groups = [g for g in matrices if g[0].shape[0] == 1 and g[-1].shape[1] == 1]
        rest = [g for g in matrices if g not in groups]
        return self.scaled(value, scalars, groups, rest[0] if rest else [])

    def scaled(self, value: Fraction, scalars: list[Expr], groups: list[list[Expr]], chain: list[Expr]) -> Piece:
        """value · scalars · (inner products) · chain, with denominators gathered under one bar."""
        below = [Expr("pow", (f.args[0], num(-f.args[1].data)), None, f.shape) for f in scalars if _is_inverse(f)]
        if chain:                                            # \frac{1}{s} times a matrix: under one bar
            ones = [f for f in scalars if f.op == "div" and f.args[0] == num(1)]
            below += [f.args[1] for f in ones]
            scalars = [f for f in scalars if f not in ones]
        scalars = [f for f in scalars if not _is_inverse(f)]
        scalars = sorted(coefficients_first(scalars), key=_is_change)              # changes dx last
        sums = [f for f in scalars if f.op in ("sum", "prod") and not chain]
        pieces = [self.build(f) for f in scalars if f not in sums]
        runs = [[self.build(f) for f in g] for g in groups]
        if below:
            last = [self.build(f) for f in chain]
            inside = bool(last) and not sums and not _stands_apart(chain, below) and sum(width(p.box) for p in last) < _NUMERATOR
            head = fraction(value, pieces + self.bracketed_runs(runs, False) + (last if inside else []),
                            [self.power_of(f.args[0], f.args[1]) if f.op == "pow" else self.build(f) for f in below])
            tail = [self.build(f) for f in sums] + ([] if inside else last)
            return product(Fraction(-1 if head.minus else 1), [head._replace(minus=False)] + tail)
        alone = len(runs) == 1 and not chain and not sums
        if (not scalars and not runs and len(chain) == 1 and chain[0].op == "div" and chain[0].args[1].is_scalar
                and value.denominator == 1):
            above, under = chain[0].args
            return quotient(product(value, [self.build(above)]), self.build(under))
        letters = ([p for f, p in zip((f for f in scalars if f not in sums), pieces) if _is_letter(f)]
                   if value.denominator != 1 else [])
        if letters:                                          # \frac{\lambda}{2} for \frac{1}{2}\lambda
            bar = fraction(value, letters, [])
            value, pieces = (Fraction(-1 if bar.minus else 1),
                             [bar._replace(minus=False), *[p for p in pieces if p not in letters]])
        merged = self.into_numerator(value, pieces, scalars) if not runs else None
        if merged is not None:
            value, pieces = merged
        return product(value, pieces + self.bracketed_runs(runs, alone) + [self.build(f) for f in sums]
                       + [self.build(f) for f in chain])

    def bracketed_runs(self, runs: list[list[Piece]], alone: bool) -> list[Piece]:
        if alone:
            return runs[0]
        return [product(_ONE, r) if len(r) == 1 else Piece(bracketed(product(_ONE, r))) for r in runs]

    def into_numerator(self, value: Fraction, pieces: list[Piece], scalars: list[Expr]) -> tuple[Fraction, list[Piece]] | None:
        r"""2 times \frac{1}{s} is \frac{2}{s}."""
        count = abs(value.numerator)
        if count == 1 or value.denominator != 1:
            return None
        for k, f in enumerate(scalars):
            if f.op == "div" and f.args[0].op == "num" and f.args[0].data > 0 and k < len(pieces):
                new = quotient(product(f.args[0].data * count, []), self.build(f.args[1]))
                return value / count, pieces[:k] + [new] + pieces[k + 1:]
        return None

    def had(self, x: Expr) -> Piece:
        parts = [b for a in x.args for b in ([a.args[0]] * 2 if a.op == "hpow" and a.args[1] == num(2)
                                             and a.args[0].op in ("var", "ref") else [a])]
        return starred(self.style.hadamard, [self.build(a, True) for a in parts])

    def div(self, x: Expr) -> Piece:
        if not x.args[1].is_scalar:
            top, bottom = (self.build(a, True) for a in x.args)
            return Piece(row(at_least(top._replace(minus=False), FRAC), op(r"\oslash"), at_least(bottom, FRAC)), STAR,
                         minus=top.minus)
        top, bottom = x.args
        # \frac{1}{\sigma^2}\sum_n (x_n - \mu)
        if _ends_in_a_sum(top) and not any(f.op in ("sum", "prod") for f in walk(bottom)):
            return self.mul(mul(top, pow_(bottom, num(-1))))
        return quotient(self.build(x.args[0], not x.args[1].is_scalar), self.build(x.args[1], not x.args[1].is_scalar))

    # ------------------------------------------------------------ powers, transposes, inverses

    def pow(self, x: Expr) -> Piece:
        if _is_inverse(x):
            return quotient(Piece(number(1)), self.power_of(x.args[0], num(-x.args[1].data)))
        return self.power_of(*x.args)

    def power_of(self, base: Expr, exponent: Expr) -> Piece:
        if exponent.op == "num" and exponent.data == _HALF:
            return Piece(Box("root", (whole(self.build(base, not base.is_scalar)).box,)), ATOM)
        if exponent.op == "num" and exponent.data == 1:
            return self.build(base)
        if base.op == "fn" and exponent.op == "num":
            marked = functions.marked_power(base.data, exponent.data, self.build(base.args[0], True), self.style, base.is_scalar)
            if marked is not None:
                return marked
        above = (functions.exponent_box(exponent.data) if exponent.op == "num"
                 else in_exponent(whole(self.build(exponent)).box, self.style.fractions))
        return functions.raised(base, exponent, self.build(base), above)

    def matrix_power(self, base: Expr, exponent: Expr) -> Piece:
        r"""A^{1/2}: below \sqrt, the entries would be meant."""
        if exponent.op == "num" and exponent.data == _HALF:
            return power(self.build(base), row(number(1), op("/"), number(2)))
        return self.power_of(base, exponent)

    def hpow(self, x: Expr) -> Piece:
        base, exponent = x.args
        value = exponent.data if exponent.op == "num" else None
        if value == 2 and base.op in ("var", "ref", "idx"):
            return starred(self.style.hadamard, [self.build(base, True)] * 2)
        if value is not None and not (x.is_matrix and (value < 0 or x.shape[0] == x.shape[1])):
            if value == _HALF or base.op == "fn" and value >= 2:
                return self.power_of(base, exponent)
            if value < 0:
                return quotient(Piece(number(1)), self.build(Expr("hpow", (base, num(-value)), None, x.shape)
                                    if value != -1 else base, True))
        shown = self.build(exponent)
        above = (enclosed("|", whole(self.build(base.args[0], True)).box, "|") if base.op == "fn" and base.data == "abs"
                 else self.build(base, True))
        return power(above, row(op(self.style.hadamard), bracketed(shown) if shown.level <= ADD else whole(shown).box))

    def turned(self, x: Expr) -> Piece:
        inner = x.args[0]
        if inner.op == "inv" and self.style.transpose not in _APART:
            return power(self.build(inner.args[0]), row(op("-"), self.transpose))
        return power(self.build(inner), self.transpose)

    def inv(self, x: Expr) -> Piece:
        inner = x.args[0]
        if inner.op == "T" and self.style.transpose not in _APART:
            return power(self.build(inner.args[0]), row(op("-"), self.transpose))
        return power(self.build(inner), row(op("-"), number(1)))


def _is_letter(f: Expr) -> bool:
    return f.op in ("const", "dim", "var") and not f.args or f.op == "pow" and f.args[1].op == "num" and _is_letter(f.args[0])


def _is_change(f: Expr) -> bool:
    return f.op == "var" and "change" in f.data.props


def _stands_apart(chain: list[Expr], below: list[Expr]) -> bool:
    r"""Whether matrices stand beside the fraction: sums, a lone 1, and \frac{1}{N}(Xw - y)^\top X,
    where a letter divides a bracket."""
    if any(f.op in ("add", "sum", "prod") for f in chain) or [f.op for f in chain] == ["ones"]:
        return True
    return any(f.op == "T" and f.args[0].op == "add" for f in chain) and all(map(_is_letter, below))


def _ends_in_a_sum(x: Expr) -> bool:
    return x.op == "sum" or x.op == "mul" and x.args[-1].op == "sum" and all(f.op == "num" or _is_letter(f) for f in x.args[:-1])


def _is_inverse(f: Expr) -> bool:
    return f.op == "pow" and f.args[1].op == "num" and f.args[1].data < 0
