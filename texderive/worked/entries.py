r"""Gradients, Jacobians and Hessians by a few numbers, \nabla f of f(x, y) = ..
and of f(x) = x_1^2 + 3x_1x_2: one partial derivative after the other, then the matrix of them."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .. import matrix as mx
from .. import write
from ..derivation import Act, Naming
from ..matrix import Expr
from ..problem import Problem
from ..raising.polish import polish
from ..records import record
from ..solving.expand import unfolded
from ..solving.substitution import substituted
from ..symbols import Symbol
from .optima.scalars import by_scalars

MOST = 16                               # entries that are worked out one by one


@record
class Entries:
    """The derivatives that a matrix is made of, row by row, and the problem in which they are taken;
    `vectors` puts entries x_1 of a vector back."""

    problem: Problem
    shape: tuple[int, int]
    parts: tuple[Expr, ...]
    back: dict[Symbol, Expr]


def entries_of(problem: Problem) -> Entries | None:
    """The entries of a gradient, a Jacobian or a Hessian by numbers, or of the derivative of an array written out;
    None for anything else."""
    if problem.kind != "derivative":
        return None
    if not problem.variables:
        return _of_block(problem)
    x, shape, body = problem.variables[0], problem.shape, multiplied(mx.opened(problem.body))
    written_out = body.op == "block" and body.data == body.shape
    if (shape is None or not all(isinstance(n, int) for n in shape) or shape[0] * shape[1] > MOST
            or not (written_out or body.is_scalar)):
        return None
    if all(v.op == "var" and not v.args and v.is_scalar for v in problem.variables):
        return Entries(replace(problem, variables=()), shape,
                       tuple(_derivative(cell, problem.variables) for cell in body.args),
                       {}) if written_out and shape == body.shape else None
    if set(problem.variables) != {x} or len(problem.variables) > (1 if written_out else 2):
        return None
    moved, vectors = by_scalars(replace(problem, variables=(x,)))
    if not vectors:
        return None
    numbers = [mx.var(s) for s in vectors[x.data]]
    cells, lists = ((moved.body.args if written_out else (moved.body,)), [(a,) for a in numbers]
                    if len(problem.variables) == 1 else [(a, b) for a in numbers for b in numbers])
    if written_out and (problem.layout == "denominator" or shape != (len(cells), len(numbers))):
        return None
    parts = tuple(_derivative(cell, by) for cell in cells for by in lists)
    return Entries(replace(moved, variables=()), shape, parts, {s.data: mx.comp(x, mx.num(n)) for n, s in enumerate(numbers, 1)})


def _of_block(problem: Problem) -> Entries | None:
    body = problem.body
    if body.op != "block" or len(body.args) < 2 or len(body.args) > MOST or body.data != body.shape:
        return None
    whole = all(a.op == "deriv" and 2 <= len(a.args) <= 3 and a.args[0].is_scalar
                and all(v.op == "var" and not v.args and v.is_scalar for v in a.args[1:]) for a in body.args)
    return Entries(problem, body.data, tuple(_derivative(a.args[0], a.args[1:]) for a in body.args), {}) if whole else None


def _derivative(of: Expr, by: tuple[Expr, ...]) -> Expr:
    """With the variables in one order: mixed derivatives are equal."""
    return mx.make("deriv", (of, *sorted(by, key=lambda v: v.data.latex)), "numerator", (1, 1))


def worked_out(entries: Entries, solve: Callable[[Problem], object]) -> tuple[list[Act], list[object], dict[Expr, Expr]] | None:
    """(the acts, the works, the value of each entry); None where an entry has no matrix form.
    Second derivatives are taken of the first ones."""
    works, values, orders = [], {}, {1: [], 2: []}
    for part in dict.fromkeys(entries.parts):
        steps = [part] if len(part.args) == 2 else [mx.make("deriv", part.args[:2], part.data, (1, 1)), part]
        for step in steps:
            if step in values:
                continue
            of, by = step.args[0], step.args[-1]
            order = len(step.args) - 1
            done = solve(_problem(entries.problem, step, values[steps[0]] if order == 2 else of, by))
            if done.reading.expr is None:
                return None
            works.append(done)
            values[step] = done.reading.expr
            orders[order] += [(done, line) for act in done.acts for line in act.lines]
    alone = len({v for part in entries.parts for v in part.args[1:]}) == 1
    titles = ({1: "Entry by entry", 2: "Second derivatives"} if alone
              else {1: "Partial derivatives", 2: "Second partial derivatives"})
    acts = [Act("derivative", titles[order], tuple(replace(line, naming=line.naming or done.setting.naming)
                                                   for done, line in found)) for order, found in orders.items() if found]
    return acts, works, {part: substituted(values[part], entries.back) for part in entries.parts}


def _problem(problem: Problem, part: Expr, of: Expr, by: Expr) -> Problem:
    """One partial derivative as a problem of its own."""
    sign = problem.style.derivative
    return replace(problem, body=of, variables=(by,), at={}, layout="numerator", layout_stated=True, shape=(1, 1), free={},
                   request=write.latex(part, Naming(), problem.style), operator=rf"\frac{{{sign}}}{{{sign} {by.data.latex}}}")


def matrix(entries: Entries, values: dict[Expr, Expr]) -> Expr:
    """The entries in their places."""
    return mx.make("block", tuple(values[part] for part in entries.parts), entries.shape, entries.shape)


def whole(problem: Problem) -> Problem:
    """The problem as a formula that holds the derivative."""
    if not problem.variables:
        return problem
    x = problem.variables[0]
    by = problem.variables if len(problem.variables) == 1 or x.is_scalar else (mx.T(x), x)
    return replace(problem, body=mx.make("deriv", (mx.opened(problem.body), *by), problem.layout, problem.shape), variables=())


LARGEST = 4                                # rows and columns


def multiplied(x: Expr) -> Expr:
    """x as one array of scalars where it is made of nothing but arrays written out and numbers; else x itself."""
    found = _table(unfolded(x)) if not x.is_scalar and all(isinstance(n, int) and n <= LARGEST for n in x.shape) else None
    return x if found is None else mx.make("block", tuple(polish(cell) for row in found for cell in row),
                                           (len(found), len(found[0])), x.shape)


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
            scalars, chain = mx.scalars_apart(x.args)
            table = _product([_table(a) for a in chain])
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
