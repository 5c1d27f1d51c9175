"""Whether an expression depends on a symbol, also through named intermediates."""
from __future__ import annotations

from ..index import Node
from ..symbols import Symbol


class Dependence:
    """Answers for one derivation, remembered per node and symbol.

    With `opaque` set, intermediates count as independent variables (for derivatives by them)."""

    def __init__(self):
        self._known: dict[tuple[Node, Symbol], bool] = {}

    def __call__(self, node: Node, symbol: Symbol) -> bool:
        key = (node, symbol)
        found = self._known.get(key)
        if found is None:
            if node.op == "comp":
                found = node.data is symbol or (node.data.definition is not None and self(node.data.definition.body, symbol))
            else:
                found = any(self(a, symbol) for a in node.args)
            self._known[key] = found
        return found
