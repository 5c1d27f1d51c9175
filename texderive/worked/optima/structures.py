r"""Optima over matrices of a declared structure: a diagonal matrix is made of a vector, an orthogonal one satisfies an
equation, and of the gradient by a symmetric one only a part has to vanish."""
from __future__ import annotations

from dataclasses import replace

from ... import matrix as mx
from ...derivation import Act, Line, Written
from ...errors import UnsupportedError
from ...matrix import Expr
from ...problem import Problem
from ...raising.facts import declared_structure, symmetric, transposed
from ...raising.polish import polish
from ...solving.expand import contains, unfolded
from ...solving.members import alone
from ...solving.substitution import substituted
from ...symbols import Symbol
from .nature import positive_ones
from .solution import Point, Solution, starred

Diagonals = dict[Symbol, Symbol]                # the vector of a diagonal matrix -> the matrix
# structures that no equation here keeps
_NOT_KEPT = {"lower_triangular": "lower triangular", "upper_triangular": "upper triangular", "toeplitz": "Toeplitz",
             "hankel": "Hankel", "circulant": "circulant"}
# structure -> (what of a gradient G has to vanish, how it is written, "^T" at its place, what it is called)
PARTS = {
    "symmetric": (lambda g: mx.add(g, transposed(g)), "G + G^{{{}}}", "symmetric"),
    "skew": (lambda g: mx.add(g, mx.neg(transposed(g))), "G - G^{{{}}}", "skew-symmetric"),
}


def by_structure(problem: Problem) -> tuple[Problem, list[Act], Diagonals]:
    """(the problem over matrices that need no structure, the acts that say how, the vectors of diagonal ones).
    Raises UnsupportedError for a structure that is not kept."""
    unknowns = [v.data for v in problem.variables if v.op == "var" and not v.args and v.is_matrix]
    for u in unknowns:
        kind = next((kind for kind in _NOT_KEPT if kind in u.props), None)
        if kind is not None:
            raise UnsupportedError(f"the optimum over {_NOT_KEPT[kind]} matrices is not worked out", code="TD356",
                                   hint=f"leave the structure of {u.key} away, or ask for the gradient")
    turning = [u for u in unknowns if declared_structure(u) == "orthogonal"
               and not any(g.shape == u.shape and contains(g, u) for g in problem.constraints)]
    problem = replace(problem, constraints=(*problem.constraints, *(_orthonormal(mx.var(u)) for u in turning)))
    vectors = [v.data for v in problem.variables if v.op == "var" and not v.args and v.shape[1] == 1]
    shares = [u for u in vectors if "simplex" in u.props]
    if any(u not in positive_ones(unfolded(problem.body), (u,)) for u in shares):
        raise UnsupportedError("the optimum over vectors of shares may lie where some of them are 0, which needs the "
                               "KKT conditions", code="TD327", hint="ask for the gradient")
    total = [mx.add(mx.mul(mx.T(mx.ones(u.shape)), mx.var(u)), mx.num(-1)) for u in shares
             if not any(_sums_to_one(g, u) for g in problem.constraints)]
    problem = replace(problem, constraints=(*problem.constraints, *total),
                      domain={**{u: "positive" for u in vectors if "positive" in u.props}, **problem.domain})
    diagonals: Diagonals = {}
    for u in unknowns:
        if "diagonal" in u.props:
            letter = next(c for c in (u.key.lower()[:1], *"dsvuwqz") if c.isalpha() and c not in problem.symbols
                          and c not in problem.free)
            diagonals[Symbol(letter, letter, (u.shape[0], 1), props=u.props & {"positive", "nonzero"})] = u
    if not diagonals:
        return problem, [], {}
    values = {matrix: mx.diag(mx.var(vector)) for vector, matrix in diagonals.items()}
    lines = tuple(Line(Written(matrix.latex), values[matrix], "definition", "a diagonal matrix, by its entries", "",
                       "=", True) for matrix in values)
    vectors = {matrix: mx.var(vector) for vector, matrix in diagonals.items()}
    variables = tuple(vectors.get(v.data, v) if v.op == "var" else v for v in problem.variables)
    moved = replace(problem, body=substituted(unfolded(problem.body), values),
                    constraints=tuple(substituted(unfolded(g), values) for g in problem.constraints), lets=(),
                    variables=variables, structure=None,
                    operator=problem.operator if len(variables) > 1
                    else rf"\frac{{\partial}}{{\partial {variables[0].data.latex}}}",
                    symbols={**{key: s for key, s in problem.symbols.items() if s not in vectors},
                             **{v.key: v for v in diagonals}})
    return moved, [Act("expand", "Diagonal matrices", lines)], diagonals


def _sums_to_one(g: Expr, u: Symbol) -> bool:
    r"""1^T u - 1 and \sum_i u_i - 1."""
    rest = [t for t in mx.terms(g) if t != mx.num(-1)]
    if len(rest) != 1 or len(mx.terms(g)) != 2:
        return False
    whole, own = rest[0], mx.var(u)
    if whole.op == "sum" and len(whole.args) == 1:
        entry = mx.comp(own, mx.idx(whole.data.index))
        return whole.args[0] == entry and whole.data.lower == 1 and whole.data.upper is None
    return whole == mx.mul(mx.T(mx.ones(u.shape)), own)


def _orthonormal(x: Expr) -> Expr:
    return mx.add(mx.mul(mx.T(x), x), mx.neg(mx.eye(x.shape[1])))


def with_diagonals(solution: Solution, diagonals: Diagonals, show) -> Solution:
    """The point over the matrices that were asked for."""
    points = []
    for p in solution.points:
        matrix = diagonals.get(p.unknown)
        value = polish(mx.diag(p.expr))
        points.append(p if matrix is None else Point(matrix, starred(matrix), value, show(value)))
    return replace(solution, points=tuple(points))


def vanishing_part(unknown: Symbol, column: Expr) -> Expr:
    """What of the gradient has to vanish: all of it, but for a symmetric unknown the symmetric part,
    for a skew one the skew part."""
    structure = declared_structure(alone(unknown)) if unknown.shape[0] == unknown.shape[1] != 1 else ""
    return (column if structure not in PARTS or structure == "symmetric" and symmetric(column)
            else polish(PARTS[structure][0](column)))
