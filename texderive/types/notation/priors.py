r"""Priors behind a product: the p(w) of \prod_i p(y_i \mid x_i, w)\, p(w) stands there once."""
from __future__ import annotations

from dataclasses import replace

from ... import tree
from ..names import name_of
from ..reading import names_in


def priors_outside(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""The statements with the p(w) of \prod_i p(y_i \mid x_i, w)\, p(w) behind the product:
    a density without the index that stands last belongs to no factor."""
    return tuple(tree.rewritten(s, _outside) for s in statements)


def _outside(node: tree.Node) -> tree.Node:
    if (not isinstance(node, tree.BigOp) or node.op.lstrip("\\") != "prod" or node.lower is None
            or not isinstance(node.body, tree.Product) or node.body.op != "juxt"):
        return node
    letters, factors = set(names_in(node.lower)), list(node.body.factors)
    apart: list[tree.Node] = []
    while (len(factors) > 1 and isinstance(factors[-1], tree.Call) and name_of(factors[-1].function) in _DENSITIES
            and not letters & set(names_in(factors[-1]))):
        apart.insert(0, factors.pop())
    if not apart or not letters & set(names_in(factors[-1])):
        return node
    span = (factors[0].span[0], factors[-1].span[1])
    body = tree.side_by_side(span, factors)
    return tree.Product(node.span, "juxt", (replace(node, span=(node.span[0], span[1]), body=body), *apart))


_DENSITIES = ("p", "q", "P", r"\pi", "f", "g", r"\mathcal{N}")
