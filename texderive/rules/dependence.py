"""Whether an expression depends on a symbol, also through named intermediates."""
from __future__ import annotations

from .. import index as ix
from ..index import Node
from ..symbols import Symbol


def depends(node: Node, symbol: Symbol) -> bool:
    """Answers are remembered as long as the session lasts."""
    known = ix.kept("depends")
    key = (node, symbol)
    found = known.get(key)
    if found is None:
        if node.op == "comp":
            found = node.data is symbol or (node.data.definition is not None and depends(node.data.definition.body, symbol))
        else:
            found = any([depends(a, symbol) for a in node.args])
        known[key] = found
    return found
