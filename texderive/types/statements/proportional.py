r"""p(\theta) \propto \theta^a(1 - \theta)^b: known up to a factor,
which changes neither an optimum nor the derivative of the logarithm."""
from __future__ import annotations

from dataclasses import replace

from ... import tree
from ...errors import UnsupportedError
from ..definitions import logarithm_of_one, unspecified_call
from ..names import key_of, name_of
from ..reading import names_in
from .sorted import Sorted


def taken_as_equal(out: Sorted, relation: tree.Relation) -> tree.Relation:
    r"""The relation with = for \propto behind a name, a density or its logarithm,
    which is remembered in `out.scaled`."""
    left = relation.parts[0]
    if relation.ops[0] != "propto" or not (unspecified_call(left) or name_of(left) is not None or logarithm_of_one(left)):
        return relation
    out.scaled.append(left)
    return replace(relation, ops=("=", *relation.ops[1:]))


def up_to_a_factor(out: Sorted) -> None:
    r"""Notes on what \propto leaves open.  Raises UnsupportedError (TD222) where the derivative
    of a density itself is asked."""
    for left in out.scaled:
        logarithm = logarithm_of_one(left)
        name = name_of(tree.called(left))
        for d in (n for node in out.asked for n in tree.nodes(node) if isinstance(n, tree.Derivative)
                  and n.operand is not None and not logarithm):
            if name in names_in(d.operand) and not _only_in_logarithms(d.operand, name):
                raise UnsupportedError(f"{key_of(left)} is known up to a factor only", d.span, code="TD222",
                                       hint=rf"ask for the derivative of \log {key_of(left)}, or write = instead of \propto")
        out.notes = (*out.notes, f"${key_of(left)}$ is known up to a constant {'summand' if logarithm else 'factor'}, "
                     f"which does not matter here.")


def _only_in_logarithms(node: tree.Node, name: str | None) -> bool:
    if isinstance(node, tree.Call) and name_of(node.function) in (r"\log", r"\ln", "log", "ln"):
        return True
    if name_of(tree.called(node)) == name:
        return False
    return all(_only_in_logarithms(n, name) for n in tree.children(node))
