r"""The Laplacian \Delta f of a formula that asks for nothing else: the trace of the Hessian."""
from __future__ import annotations

from dataclasses import replace

from ... import tree


def with_laplacians(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""The statements with \operatorname{tr}(\nabla^2 f) for \Delta f, where that is a statement or the last side
    of one; \Delta x inside of an expression is an increment."""
    return tuple(_turned(s) for s in statements)


def _turned(s: tree.Node) -> tree.Node:
    match s:
        case tree.Product(op="juxt", factors=(tree.Symbol(name=r"\Delta"), *rest)) if rest:
            f = tree.side_by_side((rest[0].span[0], rest[-1].span[1]), tuple(rest))
            return tree.trace_of(s.span, tree.Derivative(s.span, "nabla", (), 2, f, True))
        case tree.Relation(parts=(first, tree.Missing() as nothing)):
            return replace(s, parts=(_turned(first), nothing))
        case tree.Relation(ops=("=",), parts=(first, last)) if isinstance(first, (tree.Symbol, tree.Call)):
            return replace(s, parts=(first, _turned(last)))
    return s
