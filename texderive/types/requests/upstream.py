r"""A loss of which nothing is said: y = Wx + b, \partial L/\partial W is by the gradient of L by y, which comes from the layers above."""
from __future__ import annotations

from collections.abc import Mapping

from ... import tree
from ..conventions import LOSSES
from ..declare import Declared, dependent
from ..names import key_of, name_of
from ..reading import Definition, names_in, names_through
from ..statements.sorted import Sorted
from .dependents import LOSS


def upstream(node: tree.Node, parts: Sorted, declared: Mapping[str, Declared]) -> str | None:
    """Defines the loss that `node` differentiates as any function of the last of the definitions, and says so; None where it is defined, or there are several last ones."""
    loss = tree.opened(node.operand) if isinstance(node, tree.Derivative) and node.operand is not None else None
    name = name_of(loss)
    if name not in LOSSES or any(d.name == name for d in parts.definitions) or any(d.name == name and d.shape != () for d in declared.values()):
        return None
    given = {d.name: d for d in parts.definitions if d.kind in ("value", "family")}
    by = {n for v in node.variables for n in names_in(v.node)}
    above = [d for d in given.values() if by & names_through(d.body, given) and d.name not in by]
    last = [d for d in above if not any(d.name in names_in(other.body) for other in above if other is not d)]
    if len(last) != 1 or name in names_through(last[0].body, given):
        return None
    whole = tree.unscripted(last[0].lhs) if last[0].kind == "family" else last[0].lhs
    L, y = key_of(loss), key_of(whole)
    function = dependent(LOSS + L, y)
    parts.facts.declared.append(function)
    parts.definitions.append(Definition(name, loss, tree.Call(loss.span, tree.Symbol(loss.span, function.name, L), (whole,)), "value", span=loss.span))
    return rf"${L}$ is any function of ${y}$, by which its gradient $\partial {L}/\partial {y}$ is given."
