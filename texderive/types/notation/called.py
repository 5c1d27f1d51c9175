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
    r"""The statements without u = u(x), and with u(x) for every bare u; so also where u(x) \in \mathbb{R}^n
    is all that is said of u."""
    relations = [s for s in statements if isinstance(s, tree.Relation) and len(s.parts) == 2]
    said = {name: s.parts[1] for s in relations if s.ops == ("=",) and isinstance(s.parts[1], tree.Call)
            and (name := name_of(s.parts[0])) is not None and name == name_of(s.parts[1].function)}
    idle = [*said.values()]
    defined = {name_of(tree.called(s.parts[0])) for s in relations if s.ops != ("in",)}
    said |= {name: call for s in relations if s.ops == ("in",) and (call := _called(s.parts[0])) is not None
             and (name := name_of(call.function)) not in {*defined, None}}
    return tuple(_applied(s, said) for s in statements
                 if not (isinstance(s, tree.Relation) and s.parts[1] in idle)) if said else statements


def _called(node: tree.Node) -> tree.Call | None:
    r"""K(\theta) of letters, where it cannot be a product; None for anything else."""
    match node:
        case tree.Call(args=args) if all(isinstance(a, tree.Symbol) for a in args):
            return node
        case tree.Product(op="juxt", factors=(tree.Symbol() as function, tree.Group(kind="(", body=tree.Symbol() as letter))):
            return tree.Call(node.span, function, (letter,))
    return None


def _applied(node: tree.Node, said: dict[str, tree.Call]) -> tree.Node:
    if isinstance(node, tree.Product) and (call := _called(node)) is not None and name_of(call.function) in said:
        return call
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
