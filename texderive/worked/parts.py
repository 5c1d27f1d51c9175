"""Index notation alone: a typed formula by its components, without a derivative."""
from __future__ import annotations

from typing import Any

from .. import index as ix
from ..derivation import Naming
from ..index import Node
from ..lower import Lowering
from ..lower.intermediates import Intermediates
from .setup import bare_names


def component_form(value: Any) -> tuple[Node, Naming]:
    """(components of a types.Value, names): free indices i, j for the axes it has."""
    taken = bare_names({s.plain or s.key for s in value.symbols.values()})
    letters = [c for c in Naming().default if c not in taken and c not in value.free]
    free = {name: ix.fresh(dim, name) for name, dim in value.free.items()}
    low = Lowering(free, Intermediates(set(taken), enabled=False))
    rows, cols = (None if size == 1 else ix.fresh(size, letters.pop(0)) for size in value.expr.shape)
    node = low.component(value.expr, rows, cols)
    named = {k: k.name for k in (*free.values(), rows, cols) if k is not None}
    return node, Naming(free=named, reserved=frozenset(taken))
