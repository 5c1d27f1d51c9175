r"""Optima over a vector that is written by its numbered entries, x_1^2 + 2 x_2^2:
the entries are unknowns of their own."""
from __future__ import annotations

from dataclasses import replace

from ... import matrix as mx
from ...matrix import Expr
from ...problem import Problem
from ...solving.expand import unfolded
from ...symbols import Symbol
from .solution import Point, Solution, starred

MOST = 6
Vectors = dict[Symbol, list[Symbol]]           # the scalars that a vector is written by


def by_scalars(problem: Problem) -> tuple[Problem, Vectors]:
    """The problem with each such vector as the scalars x_1, x_2, ..., and these;
    unchanged where an unknown stands in it as a whole, apart from |x|^2 and sums over all entries."""
    new: Vectors = {}
    body, constraints = unfolded(problem.body), tuple(map(unfolded, problem.constraints))
    for v in problem.variables:
        if v.op == "var" and not v.args and v.shape[1] == 1 and isinstance(v.shape[0], int) and 1 < v.shape[0] <= MOST:
            new[v.data] = _entries(v.data)
    if not new or not any(_numbered(n, new) for e in (body, *constraints) for n in mx.walk(e)):
        return problem, {}
    try:
        body, constraints = _written_out(body, new), tuple(_written_out(g, new) for g in constraints)
    except ValueError:
        return problem, {}
    symbols = ({key: s for key, s in problem.symbols.items() if s not in new}
               | {s.key: s for entries in new.values() for s in entries})
    variables = tuple(mx.var(s) for v in problem.variables
                      for s in (new[v.data] if v.op == "var" and v.data in new else [v.data]))
    domain = {entry: kind for s, kind in problem.domain.items() for entry in new.get(s, [s])}
    return replace(problem, domain=domain, body=body, constraints=constraints, variables=variables, symbols=symbols,
                   shape=(1, 1), lets=()), new


def gathered(solution: Solution, vectors: Vectors, show) -> Solution:
    """The values of the entries as that of the vector that was asked for."""
    values = {p.unknown: p for p in solution.points}
    points = []
    for p in solution.points:
        vector = next((v for v, entries in vectors.items() if p.unknown in entries), None)
        if vector is None or not all(e in values for e in vectors[vector]):
            points.append(p)
        elif p.unknown is vectors[vector][0]:
            value = mx.make("block", tuple(values[e].expr for e in vectors[vector]), (vector.shape[0], 1), vector.shape)
            points.append(Point(vector, starred(vector), value, show(value)))
    return replace(solution, points=tuple(points))


def _entries(symbol: Symbol) -> list[Symbol]:
    letter = symbol.plain or symbol.latex
    names = [rf"{letter}_{n}" for n in range(1, symbol.shape[0] + 1)]
    return [Symbol(name, name, props=symbol.props & {"positive", "nonzero", "unit"}) for name in names]


def _numbered(x: Expr, new: Vectors) -> bool:
    return x.op == "comp" and x.args[0].op == "var" and x.args[0].data in new and x.args[1].op == "num"


def _written_out(x: Expr, new: Vectors) -> Expr:
    """x over the entries.  Raises ValueError where a vector stands in it as a whole."""
    if _numbered(x, new):
        return mx.var(new[x.args[0].data][int(x.args[1].data) - 1])
    square = _square(x)
    if square is not None and square.data in new:
        return mx.add(*[mx.pow_(mx.var(s), mx.num(2)) for s in new[square.data]])
    if x.op == "sum" and len(x.args) == 1 and x.data.lower == 1 and x.data.upper is None and isinstance(x.data.dim, int) \
            and any(n.op == "comp" and n.args[0].op == "var" and n.args[0].data in new for n in mx.walk(x)):
        return mx.add(*[_written_out(mx.renamed(x.args[0], {x.data.index: mx.num(n)}), new) for n in range(1, x.data.dim + 1)])
    if x.op == "var" and x.data in new:
        raise ValueError("a vector as a whole")
    return mx.rebuild(x, tuple(_written_out(a, new) for a in x.args)) if x.args else x


def _square(x: Expr) -> Expr | None:
    """v of |v|^2 and v^T v."""
    if (x.op == "pow" and x.args[1] == mx.num(2) and x.args[0].op == "norm" and x.args[0].data == "2"
            and x.args[0].args[0].op == "var"):
        return x.args[0].args[0]
    if x.op == "mul" and len(x.args) == 2 and x.args[1].op == "var" and x.args[0] == mx.T(x.args[1]):
        return x.args[1]
    return None
