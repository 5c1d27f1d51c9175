r"""Letters said to be functions without a definition: u = u(x), and the \mathbf x of \frac{d}{dt}\|\mathbf x(t)\|^2,
where a vector is declared and stands nowhere but before (t)."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ... import tree
from ..binding import variables_of
from ..declare import Declared
from ..names import name_of
from ..reading import Definition


def with_arguments(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""The statements without u = u(x), and with u(x) for every bare u."""
    said = {name: s.parts[1] for s in statements if isinstance(s, tree.Relation) and s.ops == ("=",)
            and isinstance(s.parts[1], tree.Call)
            and (name := name_of(s.parts[0])) is not None and name == name_of(s.parts[1].function)}
    return tuple(_applied(s, said) for s in statements
                 if not (isinstance(s, tree.Relation) and s.parts[1] in said.values())) if said else statements


def _applied(node: tree.Node, said: dict[str, tree.Call]) -> tree.Node:
    if isinstance(node, (tree.Symbol, tree.Script)) and (call := said.get(name_of(node) or "")) is not None:
        return replace(call, span=node.span)
    if isinstance(node, tree.Call) and name_of(node.function) in said:
        return replace(node, args=tuple(_applied(a, said) for a in node.args))
    return tree.mapped(node, lambda n: _applied(n, said))


def with_functions(declared: dict[str, Declared], roots: Iterable[tree.Node],
                   definitions: Iterable[Definition]) -> dict[str, Declared]:
    """The declarations with such vectors and matrices as unspecified functions of the declared shape:
    a product is not written with brackets about one letter."""
    roots = with_arguments(tuple(roots))
    calls = [n for root in roots for n in tree.nodes(root) if isinstance(n, tree.Call) and len(n.args) == 1
             and isinstance(n.args[0], tree.Symbol)]
    larger = {d.name for d in declared.values() if d.shape and not d.indexed_by} - {d.name for d in definitions}
    called = {name for n in calls if (name := _head(n)) in larger}
    if not called:
        return declared
    by = {name_of(v) for v in variables_of(roots)}
    for name in sorted(called):
        mine = [n for n in calls if _head(n) == name]
        letters = {name_of(n.args[0]) for n in mine}
        everywhere = sum(isinstance(n, tree.Symbol) and name_of(n) == name for root in roots for n in tree.nodes(root))
        if (len(letters) == 1 and everywhere == len(mine) and not letters & larger
                and (letters <= by or any(isinstance(n.function, tree.Prime) for n in mine))):
            declared = {key: replace(d, props=d.props | {"function"}) if d.name == name else d for key, d in declared.items()}
    return declared


def _head(call: tree.Call) -> str | None:
    return name_of(tree.unprimed(call.function))
