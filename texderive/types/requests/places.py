r"""Where a derivative or a limit is taken: bars, arguments of functions, and what a variable goes to."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ... import tree
from ...errors import UnsupportedError
from ..names import name_of
from ..reading import Definition, names_in
from ..terms.derivatives import parameter_node


def taken_at(node: tree.Node, definitions: Mapping[str, Definition]) -> tuple[tree.Node, tree.Node | None]:
    r"""(derivative, point) of \frac{df}{dx}(2) and \frac{\partial f}{\partial x}(x_0) of a defined f;
    other nodes as they are."""
    match node:
        case tree.Derivative(operand=tree.At(body=body, where=tree.Relation(parts=(left, _), ops=("=",)) as where)) if (
                name_of(left) in {name_of(v.node) for v in node.variables}):
            # \frac{d}{dx} f(x)|_{x = a}: before, the value would be a constant
            return replace(node, operand=body), where
        case tree.Product(factors=(tree.Derivative(operand=tree.Symbol() as f, variables=variables) as derivative,
                                   tree.Group(kind="(", body=place))) \
                if f.name in definitions and variables and isinstance(place, (tree.Symbol, tree.Number, tree.Script)):
            names = {name_of(v.node) for v in variables}
            if len(names) == 1:
                return derivative, None if name_of(place) in names else tree.equation(place.span, variables[0].node, place)
        case tree.Product(factors=(tree.Derivative(bare=False, variables=(tree.Variable(node=variable),)) as derivative,
                                   tree.Group(kind="(", body=tree.Number() as place))):
            return derivative, tree.equation(place.span, variable, place)         # \frac{dx^2}{dx}(3)
        case tree.Product(factors=(tree.Derivative(operand=tree.Symbol() as f, variables=variables) as derivative,
                                   tree.Group(kind="(", body=tree.Items()) as place)) \
                if variables and (d := definitions.get(name_of(f)
                                                       or "")) is not None and d.kind == "function" and len(
                                                               d.params) == len(place.body.items):
            # \frac{\partial f}{\partial x}(1, 2)
            return derivative, None if tuple(name_of(a) for a in place.body.items) == d.params else place
    return node, None


def point_of(at: tree.Node | None, operand: tree.Node, definitions: Mapping[str, Definition]) -> tree.Node | None:
    r"""\big|_{(x, y) = (1, 2)} and, behind a derivative of f(x, y), \big|_{(1, 2)} are x = 1, y = 2;
    other places as they are."""
    match at:
        case tree.Relation(parts=(tree.Group(body=tree.Items() as names), tree.Group(body=tree.Items() as given)),
                           ops=("=",)) if len(names.items) == len(given.items):
            return tree.Items(at.span, tuple(tree.equation(v.span, a, v) for a, v in zip(names.items, given.items)))
    d = definitions.get(name_of(tree.called(operand)) or "")
    values = at.body.items if isinstance(at, tree.Group) and isinstance(at.body, tree.Items) else ()
    letters = [n for n in names_in(d.body) if n in [*"rstuvwxyz"]] if values and d is not None and d.kind == "value" else []
    if letters and len(letters) == len(values) and letters == sorted(letters):             # z = x^2 y at (1, 2)
        return tree.Items(at.span, tuple(tree.equation(v.span, tree.Symbol(v.span, n, n), v) for n, v in zip(letters, values)))
    if d is None or d.kind != "function" or not isinstance(d.lhs, tree.Call) or len(d.lhs.args) != len(values):
        return at
    return tree.Items(at.span, tuple(tree.equation(v.span, a, v) for a, v in zip(d.lhs.args, values)))


def at_argument(operand: tree.Node, nodes: list[tree.Node], node: tree.Derivative, at: tree.Node | None,
                definitions: Mapping[str, Definition]) -> tuple[tree.Node, list[tree.Node], tree.Node | None]:
    r"""(operand, variables, point): \nabla f(y) of f(x) = ... is by y; \nabla f(Ax) is \nabla f at that point,
    and so is \nabla_x f(y, x_0) of f(y, x) by its argument x."""
    target = tree.opened(operand)
    d = definitions.get(name_of(target.function) or "") if isinstance(target, tree.Call) else None
    if d is None or not d.has_arguments(len(target.args)):
        return operand, nodes, at
    if nodes:
        names, mentioned = ({name_of(v) for v in nodes},
                            {n for a in target.args for n in ([name_of(a)] if isinstance(a, tree.Script) and name_of(a)
                                 and not _power(a, node.kind) else names_in(a))})
        moved = [p in names and p not in mentioned for p in d.params]
        pairs = [tree.equation(node.span, p, a) for p, a, away in zip(d.lhs.args, target.args, moved) if away]
        if pairs and at is None:
            at = tree.Items(node.span, tuple(pairs))
            operand = replace(target, args=tuple(p if away else a for p, a, away in zip(d.lhs.args, target.args, moved)))
        return operand, nodes, at
    if len(d.params) != 1 or name_of(target.args[0]) == d.params[0]:
        return operand, nodes, at
    argument, variable = target.args[0], parameter_node(d)
    if isinstance(argument, tree.Symbol) and argument.name not in ("0", "1"):
        return operand, [argument] * node.order, at
    return target.function, [variable] * node.order, at or tree.equation(node.span, variable, argument)


def _power(argument: tree.Script, kind: str) -> bool:
    r"""Whether x^2, and x^n by \frac{d}{dx}, is a power of x and no point of its own such as x_0, x^*
    and the x^k of \nabla f(x^k)."""
    exponent = tree.opened(argument.sup)
    return (isinstance(exponent, tree.Number) and argument.sup is exponent or kind in ("d", "total")
            and isinstance(exponent, tree.Symbol) and exponent.name in "mnpqrst")


def substitutions(where: tree.Node | None, variables: list[tree.Node]) -> list[tuple[tree.Node, tree.Node]]:
    """(variable, value) of what stands under an evaluation bar; a value alone is one of the only variable."""
    if where is None:
        return []
    items = tree.items_of(where)
    pairs = []
    for item in items:
        if (not isinstance(item, (tree.Relation, tree.Text, tree.Missing)) and len(items) == 1
                and len({name_of(v) for v in variables}) == 1):
            pairs.append((variables[0], item))
            continue
        if not (isinstance(item, tree.Relation) and len(item.parts) == 2 and item.ops[0] == "="):
            raise UnsupportedError("cannot read where this is evaluated", item.span, code="TD321", hint=r"write \big|_{x = x_0}")
        pairs.append((item.parts[0], column(item.parts[1])))
    return pairs


def column(value: tree.Node) -> tree.Node:
    """The list of x = (1, 0) as a vector."""
    listed = isinstance(value, tree.Group) and value.kind in "([" and isinstance(value.body, tree.Items)
    return tree.transpose(value) if listed else value


def approached(node: tree.Node) -> tuple[tree.Node | None, str]:
    r"""(target, side) of what a limit goes to: 0^+ is (0, "+"), -\infty is (None, "-")."""
    match node:
        case tree.Symbol(name=r"\infty"):
            return None, "+"
        case tree.Neg(body=tree.Symbol(name=r"\infty")):
            return None, "-"
        case tree.Script(sub=None, sup=tree.Symbol(name="+" | "-" as sign)):
            return node.base, sign
    return node, ""
