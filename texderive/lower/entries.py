"""Matrices written out entry by entry: the determinant of two or three rows, the inverse of two."""
from __future__ import annotations

from .. import matrix as mx
from ..matrix import Expr


def has_entries(x: Expr) -> bool:
    """Whether x is a determinant or an inverse that can be written out."""
    return x.op in ("det", "inv") and rows_of(x.args[0]) is not None


def determinant(x: Expr) -> Expr | None:
    """By its first row, for two or three rows of scalars."""
    rows = rows_of(x.args[0])
    return None if rows is None else _by_first_row(rows)


def inverse(x: Expr) -> Expr | None:
    """The entries in their new places over the determinant, for two rows of scalars."""
    rows = rows_of(x.args[0])
    if rows is None or len(rows) != 2:
        return None
    (a, b), (c, d) = rows
    return mx.div(mx.make("block", (d, mx.neg(b), mx.neg(c), a), (2, 2), x.shape), _by_first_row(rows))


def rows_of(inner: Expr) -> list[tuple[Expr, ...]] | None:
    """The rows of a square matrix of two or three rows of scalars, written out here or in its definition."""
    while inner.op == "ref" and not inner.args:
        inner = inner.data.expr
    if inner.op != "block" or inner.data not in ((2, 2), (3, 3)) or not all(entry.is_scalar for entry in inner.args):
        return None
    size = inner.data[0]
    return [inner.args[n:n + size] for n in range(0, size * size, size)]


def _by_first_row(rows: list[tuple[Expr, ...]]) -> Expr:
    if len(rows) == 1:
        return rows[0][0]
    minors = [_by_first_row([row[:c] + row[c + 1:] for row in rows[1:]]) for c in range(len(rows))]
    return mx.add(*[_power_product(mx.mul(mx.num((-1) ** c), entry, minor)) for c, (entry, minor) in enumerate(zip(rows[0], minors)) if not mx.is_zero(entry)])


def _power_product(x: Expr) -> Expr:
    r"""A product of scalars with powers for repeated factors: \rho\sigma\rho\sigma is \rho^2\sigma^2."""
    counted: dict[Expr, int] = {}
    for f in mx.factors(x):
        counted[f] = counted.get(f, 0) + 1
    return mx.mul(*[f if n == 1 or f.op == "num" else mx.pow_(f, mx.num(n)) for f, n in counted.items() for _ in range(n if f.op == "num" else 1)])
