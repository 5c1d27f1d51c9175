r"""Formulas over a function and its derivatives at one point: w_{t+1} = w_t - \eta\nabla L(w_t), f(x) \approx f(a) + f'(a)(x - a)."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .. import tree
from ..errors import UnsupportedError
from ..functions import BY_SPELLING
from .asking import opened_group, root_name
from .named import WORDS
from .names import key_of, name_of
from .reading import Definition, names_in
from .statements import Sorted


def at_one_point(node: tree.Node, parts: Sorted, declared: Mapping) -> tuple[tree.Node, tree.Node | None]:
    """(formula, place): where all derivatives of a function in it are taken at one named point, as w_t, the function is written in terms of that point.

    A number, f'(0), gets a letter, which is then set to it. The definition in `parts` is rewritten along; other formulas, and lone derivatives, stay as they are."""
    if isinstance(node, (tree.Derivative, tree.Limit, tree.Optimum)):
        return node, None
    node, at = _bars_inside(node), None
    for d in [*parts.definitions]:
        d = _of_argument(d, node)
        places = _places(node, d.name)
        names = {name_of(p) for p in places}
        if d.kind != "function" or len(d.params) != 1 or len(names) != 1 or None in names or names == set(d.params):
            continue
        (name,), (param,) = names, d.params
        if name in names_in(d.body) and not _is_number(places[0]):       # f'(a) of f(x) = (x - a)^2: the letter is taken
            continue
        if _is_number(places[0]):
            if isinstance(node, tree.Call):                              # g''(0) by itself is evaluated there
                continue
            used = {*names_in(node), *(name for o in parts.definitions for name in (o.name, *names_in(o.body))), *map(str, declared)}
            name = next(c for c in _POINTS if c not in used)
            point = tree.Symbol(places[0].span, name, name)
            node, at = _at_letter(node, d.name, point), tree.Relation(places[0].span, (point, places[0]), ("=",))
        else:
            point = places[0] if isinstance(places[0], tree.Symbol) else tree.Symbol(places[0].span, name, key_of(places[0]))
        node = _by_point(node, d.name, point)
        node = node if at is not None else _renamed(node, name, point)
        moved = replace(d, lhs=tree.Call(d.lhs.span, _head(d), (point,)), params=(name,), body=_renamed(d.body, param, point))
        parts.definitions = [moved if old.name == d.name else old for old in parts.definitions]
        parts.facts.steps |= {n.name for n in tree.nodes(places[0]) if isinstance(n, tree.Symbol) and isinstance(places[0], tree.Script) and n.name != param and len(n.name) == 1}
        _alike(parts, declared, param, point, name)
    return node, at


_POINTS = ("a", "c", "p", "u", "q", "s")


def _is_number(place: tree.Node) -> bool:
    """A number, or a bold zero."""
    return isinstance(place, tree.Number) or isinstance(place, tree.Symbol) and place.name == "0"


def _at_letter(node: tree.Node, function: str, point: tree.Symbol) -> tree.Node:
    """f(0) and f'(0) at the letter in its place."""
    if isinstance(node, tree.Call) and len(node.args) == 1 and _is_number(opened_group(node.args[0])) and name_of(node.function.base if isinstance(node.function, tree.Prime) else node.function) == function:
        return replace(node, args=(point,))
    return tree.mapped(node, lambda child: _at_letter(child, function, point))


def is_update(node: tree.Node, relation: tree.Relation | None) -> bool:
    r"""Whether a value is replaced: w \gets w - .., w_{t+1} = w_t - .., and w - \eta\nabla f(w) by itself. It stands as a term of its own beside derivatives at it."""
    terms = node.terms if isinstance(node, tree.Sum) else ()
    if relation is not None:
        letter = root_name(relation.parts[0])
        factors = [f for t in terms for f in (t.factors if isinstance(t, tree.Product) else (t,))]
        return relation.ops[0] != "approx" and letter is not None and any(name_of(f) and root_name(f) == letter for f in factors)
    by = {name_of(v.node) for n in tree.nodes(node) if isinstance(n, tree.Derivative) for v in n.variables}
    by |= {name_of(opened_group(a)) for n in tree.nodes(node) if isinstance(n, tree.Derivative) and isinstance(call := opened_group(n.operand), tree.Call) for a in call.args}
    return any(name_of(t) in by - {None} for t in terms)


def is_expansion(node: tree.Node, relation: tree.Relation | None) -> bool:
    """Whether a function is approximated: f(x) \\approx .., or its value at a point beside derivatives of it at that point."""
    if relation is not None and relation.ops[0] == "approx":
        return True
    terms = [t.body if isinstance(t, tree.Neg) else t for t in (node.terms if isinstance(node, tree.Sum) else ())]
    values = [t for t in terms if isinstance(t, tree.Call) and len(t.args) == 1]
    return any(name_of(v.args[0]) in {name_of(p) for p in _places(node, name_of(v.function) or "")} - {None} for v in values)


def is_newton_step(node: tree.Node) -> bool:
    """Whether a formula has the inverse of a Hessian in it."""
    return any(isinstance(n, tree.Script) and isinstance(n.sup, tree.Neg) and any(isinstance(d, tree.Derivative) and d.order == 2 for d in tree.nodes(n.base)) for n in tree.nodes(node))


def refuse_undefined(node: tree.Node, definitions: Mapping[str, Definition]) -> None:
    """Raises UnsupportedError where a function that nothing defines is differentiated: there is nothing to be put in."""
    for n in tree.nodes(node):
        target = opened_group(n.operand) if isinstance(n, tree.Derivative) and n.operand is not None else n if isinstance(n, tree.Call) and isinstance(n.function, tree.Prime) else None
        function = target.function if isinstance(target, tree.Call) else target
        function = function.base if isinstance(function, tree.Prime) else function
        name = name_of(function)
        if name is not None and not {name, root_name(function)} & definitions.keys() and name not in WORDS and name not in BY_SPELLING and not any(name == name_of(v.node) for v in getattr(n, "variables", ())):
            raise UnsupportedError(f"{key_of(function)} is not defined", n.span, code="TD302", hint=f"define it: {key_of(function)} = ...")


def _of_argument(d: Definition, node: tree.Node) -> Definition:
    r"""L = \|Xw - y\|^2 as a function of w, where \nabla L(w_t) is asked."""
    if d.kind != "value":
        return d
    roots = {root_name(p) for p in _places(node, d.name)}
    mentioned = names_in(d.body)
    if len(roots) != 1 or not roots <= set(mentioned):
        return d
    (root,) = roots
    return replace(d, lhs=tree.Call(d.lhs.span, d.lhs, (tree.Symbol(d.lhs.span, root, root),)), kind="function", params=(root,))


def _head(d: Definition) -> tree.Node:
    return d.lhs.function if isinstance(d.lhs, tree.Call) else tree.Symbol(d.lhs.span, d.name, d.name)


def _places(node: tree.Node, function: str) -> list[tree.Node]:
    """The arguments at which a function is differentiated."""
    found = []
    for n in tree.nodes(node):
        call = opened_group(n.operand) if isinstance(n, tree.Derivative) else n if isinstance(n, tree.Call) and isinstance(n.function, tree.Prime) else None
        if isinstance(call, tree.Call) and len(call.args) == 1 and name_of(call.function.base if isinstance(call.function, tree.Prime) else call.function) == function:
            found.append(opened_group(call.args[0]))
    return found


def _bars_inside(node: tree.Node) -> tree.Node:
    r"""\left.\frac{\partial J}{\partial w}\right|_{w = w_t} inside of an expression as the derivative of J(w_t) by w."""
    match node:
        case tree.At(body=tree.Derivative(operand=tree.Node() as operand, variables=(tree.Variable(node=variable), *_)) as inner, where=where):
            place = where.parts[1] if isinstance(where, tree.Relation) and where.ops == ("=",) and name_of(where.parts[0]) == name_of(variable) else where
            target = opened_group(operand)
            function = target.function if isinstance(target, tree.Call) else target
            if name_of(place) and name_of(function):
                return replace(inner, operand=tree.Call(target.span, function, (place,)))
    return tree.mapped(node, _bars_inside)


def _by_point(node: tree.Node, function: str, point: tree.Symbol) -> tree.Node:
    r"""Its derivatives, \nabla L(w_t), \nabla_w L(w_t) and f'(x_n) among them, by the point."""
    match node:
        case tree.Derivative() if isinstance(call := opened_group(node.operand), tree.Call) and name_of(call.function) == function:
            node = replace(node, variables=(tree.Variable(node.span, point, node.order),))
        case tree.Call(function=tree.Prime(base=f, count=count)) if name_of(f) == function:
            node = tree.Derivative(node.span, "d", (tree.Variable(node.span, point, count),), count, tree.Call(node.span, f, node.args))
    return tree.mapped(node, lambda child: _by_point(child, function, point))


def _renamed(node: tree.Node, name: str, point: tree.Symbol) -> tree.Node:
    """The node with the point for everything of that name."""
    if isinstance(node, (tree.Symbol, tree.Script)) and name_of(node) == name:
        return replace(point, span=node.span)
    return tree.mapped(node, lambda child: _renamed(child, name, point))


def _alike(parts: Sorted, declared: Mapping, param: str, point: tree.Symbol, name: str) -> None:
    """What is declared of the parameter holds at the point."""
    known = [*declared.values(), *parts.facts.declared]
    if any(d.name == name for d in known):
        return
    parts.facts.declared += [replace(d, key=key_of(point), name=name, base=name) for d in known if d.name == param and not d.indexed_by]
    if param in parts.facts.props:
        parts.facts.props.setdefault(name, []).extend(parts.facts.props[param])
