"""Whether a node of a formula asks for something: a derivative, a limit, an optimum, f'(x),
and expressions with these in them."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ... import tree
from ...functions import BY_SPELLING
from ..names import name_of

_FUNCTION_SIGNS = (r"\phi", r"\varphi", r"\psi", r"\Phi", r"\Psi", r"\ell", r"\sigma", r"\mathcal{L}")
_OF_MATRICES = ("det", "tr", "Tr", "trace")              # of a Jacobian or a Hessian


_ASKING = frozenset((tree.Derivative, tree.Limit, tree.Optimum))
_PARTS: dict[type[tree.Node], Callable[[Any], Iterable[tree.Node]]] = {       # what asks where a part of it does
    tree.Sum: lambda node: node.terms,
    tree.Neg: lambda node: (node.body,),
    tree.Product: lambda node: node.factors,
    tree.Fraction: lambda node: (node.num, node.den),
    tree.Script: lambda node: (node.base,),
    tree.Root: lambda node: (node.body,),
    tree.Delim: lambda node: tree.items_of(node.body),
    tree.Matrix: lambda node: [cell for row in node.rows for cell in row],
}


def asks(node: tree.Node) -> bool:
    """Whether a node asks for something: a derivative, a limit, an optimum, f'(x)."""
    kind = type(node)
    if kind in _ASKING:
        return True
    if kind in _PARTS:
        return any(map(_asks_within, _PARTS[kind](node)))
    match node:
        case tree.At() | tree.Group():
            return asks(node.body)
        case tree.Prime() if isinstance(node.base, (tree.Group, tree.Derivative)):
            return asks(node.base)
        case tree.Prime():
            return (isinstance(node.base, tree.Symbol) and node.base.font != "bold"
                    and name_of(node.base) in ("f", "g", "h", "F", "J", "L", "y", r"\phi", r"\varphi", r"\psi"))
        case tree.Call():
            return (isinstance(node.function, tree.Prime) or isinstance(node.function, tree.Script)
                    and name_of(node.function.base) in ("H", "J") and
                isinstance(node.function.base, tree.Symbol) and not _only_a_label(node.function.sub)
                    or (name_of(node.function) in _OF_MATRICES or name_of(node.function) in BY_SPELLING)
                    and any(map(_asks_within, node.args)))
    return False


def _only_a_label(sub: tree.Node | None) -> bool:
    r"""Whether the script of J_\lambda(\theta), J_1(x), J_{reg}(w) names no function, so that this
    is a loss and no Jacobian."""
    return not isinstance(sub, tree.Symbol) or len(sub.name) > 1 and sub.name not in _FUNCTION_SIGNS or sub.name in "ijkmnt"


def _asks_within(node: tree.Node) -> bool:
    """Whether a part of an expression asks; a prime on a letter does not, as y'x could be a transpose."""
    kind = type(node)
    return (kind is not tree.Symbol and kind is not tree.Number
            and not (kind is tree.Prime and isinstance(node.base, tree.Symbol)) and asks(node))
