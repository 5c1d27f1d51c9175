r"""Functions at members: h(x^{(i)}) of a function that is written at x^{(i)} only is the member i
of a family with that name."""
from __future__ import annotations

from dataclasses import replace

from ... import tree
from ..names import name_of, numbers
from ..reading import Definition, flat_arguments, numbered_function


def numbering(nodes) -> tuple[tree.Symbol, ...]:
    """The letters that number members: the i of x^{(i)} and the n of x_n."""
    found: dict[str, tree.Symbol] = {}
    for a in nodes:
        script = (a.sub if isinstance(a, tree.Script) and a.sup is None else a.sup.body
                  if isinstance(a, tree.Script) and a.sub is None and isinstance(a.sup, tree.Group) else None)
        if numbers(script):
            found[script.name] = script
    return tuple(found.values())


def at_members(definitions: list[Definition], statements: tuple[tree.Node, ...], bound: frozenset[str]) -> list[Definition]:
    """The definitions, those of functions that are only ever applied to members as families: h(x) = \\theta^T x and
    h(x^{(i)}) give h(x^{(i)}) = \\theta^T x^{(i)}, where i is `bound` by a sum; elsewhere x^{(i)} is a name."""
    functions = {d.name for d in definitions if d.kind == "function"}
    if not functions:
        return definitions
    left = {id(s.parts[0]) for s in statements if isinstance(s, tree.Relation)}
    uses: dict[str, list[tree.Node]] = {}
    for s in statements:
        for n in tree.nodes(s):
            name = (name_of(n.function) if isinstance(n, tree.Call) else name_of(n)
                    if isinstance(n, tree.Symbol | tree.Script) else None)
            if name in functions and id(n) not in left:
                uses.setdefault(name, []).append(n)
    return [_at_member(d, uses.get(d.name, []), bound) if d.kind == "function" else d for d in definitions]


def _at_member(d: Definition, uses: list[tree.Node], bound: frozenset[str]) -> Definition:
    calls = [n for n in uses if isinstance(n, tree.Call)]
    # f_k(x_i): i alone would not tell which
    if not calls or not isinstance(d.lhs, tree.Call) or numbered_function(d, bound) is not None:
        return d
    functions = {id(n.function) for n in calls} | {id(d.lhs.function)}
    args = flat_arguments(calls[0].args)
    letters = tuple(i.name for i in numbering(args))
    if (not letters or not bound.issuperset(letters) or len(args) != len(d.params) or _taken_apart(d.body, d.params)
            or any(id(n) not in functions for n in uses if not isinstance(n, tree.Call))):
        return d
    if not all(len(given := flat_arguments(n.args)) == len(args)
               and all(matches(p, a, letters, {}) for p, a in zip(args, given)) for n in calls):
        return d
    body = put_in(d.body, dict(zip(d.params, args)))
    return Definition(d.name, tree.Call(d.lhs.span, d.lhs.function, args), body, "family", letters, d.span)


def _taken_apart(body: tree.Node, params: tuple[str, ...]) -> bool:
    """Whether a parameter stands there with a subscript of its own, or is called."""
    stack = [body]
    while stack:
        n = stack.pop()
        if name_of(n) in params:
            continue
        if (isinstance(n, tree.Script) and n.sub is not None and name_of(n.base) in params or isinstance(n, tree.Call)
                and name_of(n.function) in params):
            return True
        stack += tree.children(n)
    return False


def put_in(node: tree.Node, given: dict[str | None, tree.Node]) -> tree.Node:
    """The node with trees for names, each at the place of the name."""
    def value(n: tree.Node) -> tree.Node | None:
        found = given.get(name_of(n)) if isinstance(n, tree.Symbol | tree.Script) else None
        return None if found is None else replace(found, span=n.span)

    return tree.replaced(node, value)


def matches(pattern: tree.Node, node: tree.Node, letters: tuple[str, ...], found: dict[str, tree.Node]) -> bool:
    """Whether two trees agree up to the alias's index letters, which are collected."""
    if isinstance(pattern, tree.Symbol) and pattern.name in letters:
        return found.setdefault(pattern.name, node) is node or name_of(found[pattern.name]) == name_of(node)
    if isinstance(pattern, tree.Script) and isinstance(node, tree.Script):
        pairs = ((pattern.base, node.base), (pattern.sub, node.sub), (pattern.sup, node.sup))
        return all((p is None) == (n is None) and (p is None or matches(p, n, letters, found)) for p, n in pairs)
    if isinstance(pattern, tree.Items) and isinstance(node, tree.Items) and len(pattern.items) == len(node.items):
        return all(matches(p, n, letters, found) for p, n in zip(pattern.items, node.items))
    if isinstance(pattern, tree.Group) and isinstance(node, tree.Group):
        return matches(pattern.body, node.body, letters, found)
    return name_of(pattern) is not None and name_of(pattern) == name_of(node)


def substituted(node: tree.Node, found: dict[str, tree.Node]) -> tree.Node:
    """The node with letters replaced in scripts and elsewhere."""
    match node:
        case tree.Symbol():
            return found.get(node.name, node)
        case tree.Script():
            sub = None if node.sub is None else substituted(node.sub, found)
            sup = None if node.sup is None else substituted(node.sup, found)
            return tree.Script(node.span, node.base, sub, sup)
        case tree.Items():
            return tree.Items(node.span, tuple(substituted(i, found) for i in node.items))
        case tree.Group():
            return tree.Group(node.span, node.kind, substituted(node.body, found))
    return node
