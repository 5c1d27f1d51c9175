r"""Linear equations that give a vector which a quantity depends on: x = A^{-1}b for Ax = b beside g = c^\top x,
as in the adjoint method; and what Av_i = \lambda_iv_i says of \lambda_i."""
from __future__ import annotations

from collections.abc import Collection

from ... import tree
from ..binding import variables_of
from ..names import key_of, name_of
from ..reading import names_in


def turned_round(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""The statements with f = x^\top Ax for x^\top Ax = f, where f is differentiated and no equation begins with it."""
    asked = {name_of(tree.opened(n.operand)) for s in statements for n in tree.nodes(s) if isinstance(n, tree.Derivative)}
    asked -= {name_of(tree.called(s.parts[0])) for s in statements if isinstance(s, tree.Relation)} | {None}
    return tuple(tree.equation(s.span, *s.parts[::-1]) if _names_last(s, asked) else s for s in statements)


def _names_last(s: tree.Node, names: Collection[str | None]) -> bool:
    """Whether an equation says on the right what one of these names, which its left side does not hold, is."""
    if not isinstance(s, tree.Relation) or s.ops != ("=",) or not isinstance(s.parts[1], (tree.Symbol, tree.Script)):
        return False
    name = name_of(s.parts[1])
    return name in names and name_of(s.parts[0]) is None and name not in names_in(s.parts[0])


def with_solved(statements: tuple[tree.Node, ...], known: Collection[str]) -> tuple[tuple[tree.Node, ...], list[str]]:
    """The statements with such an equation solved, and what is supposed for it.

    So it is only where x is no declared name and nothing that is differentiated (its own derivative is that of an
    implicit function) or differentiated by, where another statement speaks of x, but not of Ax,
    and where none does of the right side."""
    by = {name_of(v) for v in variables_of(statements)}
    asked = {name_of(tree.opened(n.operand)) for s in statements for n in tree.nodes(s)
             if isinstance(n, tree.Derivative) and n.operand is not None}
    out, notes = list(statements), []
    for k, s in enumerate(statements):
        x = _unknown(s)
        name = name_of(x)
        if name is None or name in known or name in by | asked:
            continue
        others = [o for o in statements if o is not s]
        left, right = s.parts[0].factors[:-1], s.parts[1]
        inside = {n for f in (*left, right) for n in names_in(f)}
        if (name in inside or not any(name in names_in(o) for o in others)
                or any(isinstance(o, tree.Relation) and name_of(tree.called(o.parts[0])) == name for o in others)
                or set(names_in(right)) - by & {n for o in others for n in names_in(o) if not _defines(o, right)}
                or not inside & _depending(others, by)
                or any(_beside(left[-1], x, n) for o in others for n in tree.nodes(o))):
            continue
        matrix = tree.side_by_side((left[0].span[0], left[-1].span[1]), left)
        base = matrix if len(left) == 1 and isinstance(matrix, (tree.Symbol, tree.Call)) else tree.Group(matrix.span, "(", matrix)
        inverse = tree.Script(matrix.span, base, None, tree.Neg(matrix.span, tree.Number(matrix.span, "1")))
        right = tree.Group(right.span, "(", right) if isinstance(right, (tree.Sum, tree.Neg)) else right
        out[k] = tree.equation(s.span, x, tree.Product(s.span, "juxt",
                                                       (inverse, *(right.factors if isinstance(right, tree.Product)
                                                            and right.op == "juxt" else (right,)))))
        notes.append(rf"${key_of(x)}$ is the solution of its equation, of which the matrix is invertible.")
    return tuple(out), notes


def _unknown(s: tree.Node) -> tree.Node | None:
    """The x of Ax = b, where A is no number."""
    if not isinstance(s, tree.Relation) or s.ops != ("=",) or not isinstance(s.parts[0], tree.Product) or s.parts[0].op != "juxt":
        return None
    *left, x = s.parts[0].factors
    return x if isinstance(x, (tree.Symbol, tree.Script)) and not any(isinstance(f, (tree.Number, tree.Derivative))
        for f in left) else None


def _beside(a: tree.Node, x: tree.Node, node: tree.Node) -> bool:
    """Whether a product holds Ax."""
    factors = node.factors if isinstance(node, tree.Product) else ()
    return any(name_of(f) == name_of(a) is not None and name_of(g) == name_of(x) for f, g in zip(factors, factors[1:]))


def _defines(s: tree.Node, node: tree.Node) -> bool:
    """Whether a statement says what a name is: b = b_0 + pb_1."""
    return isinstance(s, tree.Relation) and name_of(tree.called(s.parts[0])) == name_of(tree.called(node)) is not None


def _depending(statements: list[tree.Node], by: set[str | None]) -> set[str]:
    """The names that differentiation moves: what it is by, and what is defined with it."""
    return {n for n in by if n} | {n for s in statements if isinstance(s, tree.Relation)
                                   and by & names_in(s.parts[-1]).keys() and (n := name_of(tree.called(s.parts[0])))}


def with_eigenvalues(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""The statements with \lambda_i(A) for the \lambda_i that is differentiated beside Av_i = \lambda_iv_i."""
    for s in statements:
        x = _unknown(s)
        right = s.parts[1] if x is not None else None
        if (not isinstance(right, tree.Product) or right.op != "juxt" or len(right.factors) != 2
                or name_of(right.factors[1]) != name_of(x) or len(s.parts[0].factors) != 2):
            continue
        value, matrix = right.factors[0], s.parts[0].factors[0]
        if (isinstance(value, tree.Script) and isinstance(value.base, tree.Symbol) and value.base.name == r"\lambda"
                and isinstance(matrix, tree.Symbol)):
            of = tree.Call(value.span, value, (matrix,))
            turned = (lambda n: tree.Derivative(n.span, n.kind, n.variables, n.order, of, n.bare)
                      if isinstance(n, tree.Derivative) and name_of(tree.opened(n.operand)) == name_of(value) else n)
            new = tuple(tree.rewritten(o, turned) for o in statements if o is not s)
            if new != tuple(o for o in statements if o is not s):
                return new
    return statements
