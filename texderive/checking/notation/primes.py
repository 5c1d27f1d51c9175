r"""Primes that are derivatives: (e^{x^2})', \sigma(x)', y' of a y that is defined, (uv)' = u'v + uv'
of functions that nothing defines.

They are transposes where something in the chain may be a vector or a matrix, as in (y - Xb)'(y - Xb)."""
from __future__ import annotations

from dataclasses import dataclass

from ... import tree as t
from ..context.knowledge import Knowledge
from ..members.sides import Side, nodes_of, quantities
from ..trees.structures import structure, walk

_USUAL = ("x", "t")                # what functions are functions of, where nothing says it
_EXPRESSIONS = (t.Group, t.Call, t.Number)
_CONSTANTS = frozenset(("e", r"\pi", "c", "C", "k"))


@dataclass(frozen=True, slots=True)
class Primes:
    """What the primes of a chain are by, and the primed letters that nothing defines, which move with it."""

    by: t.Symbol
    moving: frozenset[str]

    def written_out(self, node: t.Node) -> t.Node:
        """The tree with d/dx in place of primes; those of functions with an argument are left as they are."""
        if isinstance(node, t.Call) and isinstance(node.function, t.Prime):
            return node
        node = t.mapped(node, self.written_out)
        if not isinstance(node, t.Prime) or not isinstance(node.base, (*_EXPRESSIONS, t.Symbol)):
            return node
        return t.Derivative(node.span, "d", (t.Variable(node.span, self.by, node.count),), node.count, node.base)


def primes(sides: list[Side], known: Knowledge, variable: t.Node | None) -> Primes | None:
    """How the primes of a chain are read as derivatives; None where there are none, or they may be transposes."""
    if (not any("'" in s.text or r"\prime" in s.text for s in sides) or variable is not None
            and not isinstance(variable, t.Symbol)):
        return None
    found = [(n, above) for node in nodes_of(sides) for n, above in walk(node) if isinstance(n, t.Prime)
             and not (above and isinstance(above[-1], t.Call) and above[-1].function is n)]
    groups = [n for n, _ in found if isinstance(n.base, _EXPRESSIONS)]
    names = {n.base.name: n.base for n, _ in found if isinstance(n.base, t.Symbol)}
    own = {name: d for name in names if (d := known.definition(name)) is not None and d.kind == "value"}
    if (not groups and not own or any(_next_to_itself(n, above) for n, above in found)
            or _of_arrays(sides, known, [d.body for d in own.values()])):
        return None
    inner = {q: None for root in (*groups, *(d.body for d in own.values())) for q in sorted(quantities(root))
             if not q.startswith("\\") or len(q) > 3}
    letters = [q for q in inner if q not in names and q not in _CONSTANTS and (d := known.definition(q)) is None]
    if variable is not None:
        by = variable
    elif len(letters) == 1 or not letters:
        by = t.Symbol((0, 0), *(letters or _USUAL)[:1] * 2)
    else:
        by = next((t.Symbol((0, 0), q, q) for q in _USUAL if q in letters), None)
    return None if by is None or by.name in names else Primes(by, frozenset(names) - own.keys())


def _next_to_itself(node: t.Prime, above: tuple[t.Node, ...]) -> bool:
    """(y - a)'(y - a), x'x: a square of a vector."""
    product = above[-1] if above else None
    return isinstance(product, t.Product) and any(f is not node and structure(f) == structure(node.base) for f in product.factors)


def _of_arrays(sides: list[Side], known: Knowledge, bodies: list[t.Node]) -> bool:
    """Whether a vector or a matrix stands in the chain, as its letters or the document say."""
    arrays = {d.name for d in known.declared.values() if d.shape}
    below = [n for node in (*nodes_of(sides), *bodies) for n in t.nodes(node)]
    return any(isinstance(n, (t.Matrix, t.Delim)) or isinstance(n, t.Symbol)
               and (n.name.isupper() and len(n.name) == 1 or n.font in ("bold", "vec") or n.name in arrays
                    or n.name == r"\top") for n in below)
