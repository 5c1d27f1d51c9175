"""Whether an expression depends on what is differentiated by, also through named intermediates."""
from __future__ import annotations

from .. import index as ix
from ..index import Node
from ..symbols import Symbol


def depends(node: Node, d: Node) -> bool:
    """Whether node depends on the component that the derivative d is by;
    x_1 does not on x_2.  Answers are remembered as long as the session lasts."""
    return _depends(node, d.data, d.ix if any([isinstance(k, int) for k in d.ix]) else (), ix.kept("depends"))


def depends_on(node: Node, symbol: Symbol) -> bool:
    """Whether node depends on any component of a symbol."""
    return _depends(node, symbol, (), ix.kept("depends"))


def _depends(node: Node, symbol: Symbol, numbered: tuple, known: dict) -> bool:
    """`numbered` is the component where it has indices that are numbers."""
    if node.op == "comp":
        if node.data is symbol:
            return (not numbered or not any([isinstance(i, int) and isinstance(k, int) and i != k
                                             for i, k in zip(node.ix, numbered)]))
        return node.data.definition is not None and _depends(node.data.definition.body, symbol, numbered, known)
    if not node.args:
        return False
    key = (node, symbol, numbered) if numbered else (node, symbol)
    found = known.get(key)
    if found is None:
        found = known[key] = any([_depends(a, symbol, numbered, known) for a in node.args])
    return found
