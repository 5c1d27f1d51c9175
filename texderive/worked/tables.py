r"""Products, sums and powers of arrays that are written out: R(\theta)R(\theta)^\top as the array of its entries."""
from __future__ import annotations

from .. import matrix as mx
from ..matrix import Expr
from ..raising.polish import polish
from ..solving.expand import unfolded

MOST = 4                                # rows and columns


def multiplied(x: Expr) -> Expr:
    """x as one array of scalars where it is made of nothing but arrays written out and numbers; else x itself."""
    found = _table(unfolded(x)) if not x.is_scalar and all(isinstance(n, int) and n <= MOST for n in x.shape) else None
    return x if found is None else mx.make("block", tuple(polish(cell) for row in found for cell in row), (len(found), len(found[0])), x.shape)


Table = list[list[Expr]]


def _table(x: Expr) -> Table | None:
    match x.op:
        case "block" if x.data == x.shape:
            rows, columns = x.data
            return [list(x.args[r * columns:(r + 1) * columns]) for r in range(rows)]
        case "eye" if isinstance(x.shape[0], int):
            return [[mx.ONE if r == c else mx.ZERO for c in range(x.shape[1])] for r in range(x.shape[0])]
        case "T":
            table = _table(x.args[0])
            return table and [list(column) for column in zip(*table)]
        case "add":
            tables = [_table(a) for a in x.args]
            return None if None in tables else [[mx.add(*cells) for cells in zip(*rows)] for rows in zip(*tables)]
        case "mpow" if x.args[1].op == "num" and x.args[1].data in (2, 3):
            return _product([_table(x.args[0])] * int(x.args[1].data))
        case "mul":
            scalars = [a for a in x.args if a.is_scalar]
            table = _product([_table(a) for a in x.args if not a.is_scalar])
            return table if table is None or not scalars else [[mx.mul(*scalars, cell) for cell in row] for row in table]
    return None


def _product(tables: list[Table | None]) -> Table | None:
    if None in tables or not tables:
        return None
    whole, *rest = tables
    for table in rest:
        if len(whole[0]) != len(table):
            return None                                # a row that is no 1 x 1 array, as of x^\top y
        whole = [[mx.add(*[mx.mul(a, b) for a, b in zip(row, column)]) for column in zip(*table)] for row in whole]
    return whole
