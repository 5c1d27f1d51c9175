r"""Formulas over a function and its derivatives at one point: w_{t+1} = w_t - \eta\nabla L(w_t),
f(x) \approx f(a) + f'(a)(x - a)."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ... import tree
from ...errors import UnsupportedError
from ...functions import BY_SPELLING
from ...records import record
from ..binding import variables_of
from ..conventions import WORDS
from ..names import key_of, name_of
from ..notation.members import put_in
from ..reading import Definition, alike, names_in
from ..statements.sorted import Sorted
from .asking import root_name


@record
class Local:
    """A formula with `place`, where its derivatives are taken (w = w_t), None where they are by the letters
    of the formula; `points`: names that are symbols as they stand."""

    node: tree.Node
    place: tree.Relation | None = None
    points: tuple[tree.Symbol, ...] = ()


def at_one_point(node: tree.Node, parts: Sorted, declared: Mapping) -> Local:
    """A formula whose derivatives of a function are all taken at one point: they are by the letter of the function,
    which is set to the point afterwards.

    Where this letter stands in the formula besides, the function is written in terms of the point, f(x_0), or, where
    that is a number or a letter of the function, of a letter of our own. Definitions in `parts` are rewritten along;
    other formulas, and lone derivatives, stay as they are."""
    if isinstance(node, (tree.Derivative, tree.Call, tree.Limit, tree.Optimum)):
        return Local(node)
    unbarred = tree.replaced(node, _bar_inside)
    found = Local(unbarred)
    for d in [*parts.definitions]:
        d = _of_argument(d, found.node)
        found, constant = _with_letter(found, d, parts, declared) if found.place is None else (found, None)
        places = _places(found.node, d.name)
        names = {name_of(p) for p in places}
        if d.kind == "function" and len(d.params) == 1 and len(names) == 1 and None not in names and names != set(d.params):
            found = _moved(found, d, places[0], parts, declared)
        if constant is not None:
            left = found.place.parts[0] if found.place is not None else places[0]
            found = Local(found.node, tree.equation(constant.span, left, constant),
                          tuple(p for p in found.points if name_of(p) != name_of(places[0])))
    return Local(node) if unbarred is not node and any(map(_of_a_constant, tree.nodes(found.node))) else found


def _of_a_constant(node: tree.Node) -> bool:
    """The derivative of f(1) by x: what is left of a bar at another point than the others."""
    return (isinstance(node, tree.Derivative) and isinstance(call := tree.opened(node.operand), tree.Call)
            and not names_in(call).keys() & {name_of(v.node) for v in node.variables})


def _with_letter(found: Local, d: Definition, parts: Sorted, declared: Mapping) -> tuple[Local, tree.Node | None]:
    r"""The formula with a letter in the place of a point such as \\pi/4 or -1, and the point, which the letter is set
    to afterwards; None where there is none."""
    places = _places(found.node, d.name)
    if (d.kind != "function" or len(d.params) != 1 or not places or not _is_constant(places[0])
            or not all(alike(places[0], p) for p in places)):
        return found, None
    taken = {*names_in(found.node), *map(str, declared), *(n for o in parts.definitions for n in (o.name, *names_in(o.body)))}
    name = next(c for c in _POINTS if c not in taken)
    letter = tree.Symbol(places[0].span, name, name)
    return replace(found, node=_put_at(found.node, d.name, lambda x: alike(x, places[0]), letter)), places[0]


def _is_constant(place: tree.Node) -> bool:
    r"""Whether a point is an expression of numbers: -1, \\frac{\\pi}{4}, \\ln 2."""
    if isinstance(place, tree.Number) or tree.is_zero(place):
        return False
    letters = [n for n in tree.nodes(place) if isinstance(n, tree.Symbol) and n.name not in (r"\pi", "e")
               and n.name not in BY_SPELLING]
    return (not letters and all(isinstance(n, (tree.Number, tree.Symbol, tree.Neg, tree.Fraction, tree.Product,
                                               tree.Sum, tree.Root, tree.Group, tree.Script, tree.Call))
                                for n in tree.nodes(place)))


def _put_at(node: tree.Node, function: str, is_point: Callable[[tree.Node], bool], letter: tree.Node) -> tree.Node:
    """f and its derivatives at a letter in the place of a point."""
    def at_letter(n: tree.Node) -> tree.Node | None:
        found = (isinstance(n, tree.Call) and len(n.args) == 1 and name_of(tree.unprimed(n.function)) == function
                 and is_point(tree.opened(n.args[0])))
        return replace(n, args=(letter,)) if found else None

    return tree.replaced(node, at_letter)


def _moved(found: Local, d: Definition, place: tree.Node, parts: Sorted, declared: Mapping) -> Local:
    (param,), name = d.params, name_of(place) or ""
    point = place if isinstance(place, (tree.Symbol, tree.Number)) else tree.Symbol(place.span, name, key_of(place))
    node = found.node if _is_number(place) else put_in(found.node, {name: point})
    nowhere = tree.Number(place.span, "0")
    is_point = lambda x: name_of(x) == name
    used = {*names_in(_by_point(_put_at(node, d.name, is_point, nowhere), d.name, nowhere)), *(o.name for o in parts.definitions)}
    letter = d.lhs.args[0]
    if param in used and not _is_number(place) and name not in names_in(d.body):
        letter = point
    elif param in used:
        taken = {*used, name, *(n for o in (d, *parts.definitions) for n in names_in(o.body)), *map(str, declared)}
        fresh = next(c for c in _POINTS if c not in taken)
        letter = tree.Symbol(place.span, fresh, fresh)
    node = _by_point(_put_at(node, d.name, is_point, letter), d.name, letter)
    if letter is not d.lhs.args[0] or not any(old is d for old in parts.definitions):
        moved = replace(d, lhs=tree.Call(d.lhs.span, _head(d), (letter,)), params=(name_of(letter) or "",),
                        body=put_in(d.body, {param: letter}))
        parts.definitions = [moved if old.name == d.name else old for old in parts.definitions]
    if isinstance(place, tree.Script):
        parts.facts.steps |= {n.name for n in tree.nodes(place) if isinstance(n, tree.Symbol) and n.name != param
                              and len(n.name) == 1}
    for symbol in (letter, point):
        if isinstance(symbol, tree.Symbol) and name_of(symbol) != param:
            _alike(parts, declared, param, symbol, name_of(symbol) or "")
    points = () if _is_number(place) or letter is point and not isinstance(place, tree.Script) else (point,)
    return Local(node, found.place if letter is point else tree.equation(place.span, letter, point), (*found.points, *points))


_POINTS = ("a", "c", "p", "u", "q", "s")


def _is_number(place: tree.Node) -> bool:
    """A number, or a bold zero."""
    return isinstance(place, tree.Number) or isinstance(place, tree.Symbol) and place.name == "0"


def is_update(node: tree.Node, relation: tree.Relation | None, definitions: Sequence[Definition] = ()) -> bool:
    r"""Whether a value is replaced: w \gets w - .., w_{t+1} = w_t - .., and w - \eta\nabla f(w) by itself. It stands as
    a term of its own beside derivatives at it, or is 0 and the left side is named as the argument
    of the function, x_1 = 0 - \eta\nabla f(0)."""
    terms = node.terms if isinstance(node, tree.Sum) else ()
    if not terms:
        return False
    if relation is not None:
        letter = root_name(relation.parts[0])
        factors = [f for t in terms for f in (t.factors if isinstance(t, tree.Product) else (t,))]
        from_zero = (any(tree.is_zero(t) for t in terms)
                     and any(d.params == (letter,) and _places(node, d.name) for d in definitions))
        return (relation.ops[0] != "approx" and letter is not None
                and (from_zero or any(name_of(f) and root_name(f) == letter for f in factors)))
    by = set(map(name_of, variables_of([node])))
    by |= {name_of(tree.opened(a)) for n in tree.nodes(node) if isinstance(n, tree.Derivative)
           and isinstance(call := tree.opened(n.operand), tree.Call) for a in call.args}
    return any(name_of(t) in by - {None} for t in terms)


def is_expansion(node: tree.Node, relation: tree.Relation | None) -> bool:
    """Whether a function is approximated: f(x) \\approx .., or its value
    at a point beside derivatives of it at that point."""
    if relation is not None and relation.ops[0] == "approx":
        return True
    terms = [tree.unsigned(t) for t in (node.terms if isinstance(node, tree.Sum) else ())]
    values = [t for t in terms if isinstance(t, tree.Call) and len(t.args) == 1]
    return any(name_of(v.args[0]) in {name_of(p) for p in _places(node, name_of(v.function) or "")} - {None} for v in values)


def is_newton_step(node: tree.Node) -> bool:
    """Whether a formula has the inverse of a Hessian in it."""
    return any(isinstance(n, tree.Script) and isinstance(n.sup, tree.Neg)
               and any(isinstance(d, tree.Derivative) and d.order == 2 for d in tree.nodes(n.base)) for n in tree.nodes(node))


def refuse_undefined(node: tree.Node, definitions: Mapping[str, Definition]) -> None:
    """Raises UnsupportedError where a function that nothing defines is differentiated:
    there is nothing to be put in."""
    for n in tree.nodes(node):
        target = (tree.opened(n.operand) if isinstance(n, tree.Derivative) and n.operand is not None else n
                  if isinstance(n, tree.Call) and isinstance(n.function, tree.Prime) else None)
        function = tree.called(target)
        function = tree.unprimed(function)
        name = name_of(function)
        if (name is not None and not _is_power(function) and not {name, root_name(function)} & definitions.keys()
                and name not in WORDS
                and name not in BY_SPELLING
                and not any(name == name_of(v.node) for v in getattr(n, "variables", ()))):
            raise UnsupportedError(f"{key_of(function)} is not defined", n.span, code="TD302",
                                   hint=f"define it: {key_of(function)} = ...")


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
        call = (tree.opened(n.operand) if isinstance(n, tree.Derivative) else n
                if isinstance(n, tree.Call) and isinstance(n.function, tree.Prime) else None)
        if isinstance(call, tree.Call) and len(call.args) == 1 and name_of(tree.unprimed(call.function)) == function:
            found.append(tree.opened(call.args[0]))
    return found


def _bar_inside(node: tree.Node) -> tree.Node | None:
    r"""\left.\frac{\partial J}{\partial w}\right|_{w = w_t} inside of an expression
    as the derivative of J(w_t) by w."""
    match node:
        case tree.At(body=tree.Derivative(operand=tree.Node() as operand,
                                          variables=(tree.Variable(node=variable), *_)) as inner, where=where):
            place = (where.parts[1] if isinstance(where, tree.Relation) and where.ops == ("=",)
                     and name_of(where.parts[0]) == name_of(variable) else where)
            target = tree.opened(operand)
            function = tree.called(target)
            if name_of(place) and name_of(function) and not _is_power(function) and name_of(function) != name_of(variable):
                return replace(inner, operand=tree.Call(target.span, function, (place,)))
    return None


def _is_power(node: tree.Node) -> bool:
    return isinstance(node, tree.Script) and node.sup is not None


def _by_point(node: tree.Node, function: str, point: tree.Node) -> tree.Node:
    r"""Its derivatives, \nabla L(w_t), \nabla_w L(w_t) and f'(x_n) among them, by the point."""
    match node:
        case tree.Derivative() if isinstance(call := tree.opened(node.operand), tree.Call) and name_of(call.function) == function:
            node = replace(node, variables=(tree.Variable(node.span, point, node.order),))
        case tree.Call(function=tree.Prime(base=f, count=count)) if name_of(f) == function:
            node = tree.derivative(node.span, "d", point, count, tree.Call(node.span, f, node.args))
    return tree.mapped(node, lambda child: _by_point(child, function, point))


def _alike(parts: Sorted, declared: Mapping, param: str, point: tree.Symbol, name: str) -> None:
    """What is declared of the parameter holds at the point."""
    known = [*declared.values(), *parts.facts.declared]
    if any(d.name == name for d in known):
        return
    parts.facts.declared += [replace(d, key=key_of(point), name=name, base=name) for d in known if d.name == param
                             and not d.indexed_by]
    if param in parts.facts.props:
        parts.facts.props.setdefault(name, []).extend(parts.facts.props[param])
