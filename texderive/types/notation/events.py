r"""Probabilities of events and classes: P(Y = k \mid X = x) is P_k(x), P(y = 1 \mid x) is P_1(x),
P(Y = y \mid x) is P(y, x)."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ... import tree
from ...read.commands import PROBABILITIES
from ..binding import bound_letters
from ..names import key_of, name_of, numbers
from ..reading import names_in
from .members import put_in

CLASSES = frozenset("CcY")


def events_as_arguments(statements: tuple[tree.Node, ...], source: str) -> tuple[tuple[tree.Node, ...], list[str]]:
    """The statements with values for events, and a sentence on each name that is new."""
    if not any(_is_probability(n) for s in statements for n in tree.nodes(s)):
        return statements, []
    statements = _told_apart(statements, source)
    events = Events((s.parts[0], s.parts[1]) for s in statements if isinstance(s, tree.Relation))
    statements = tuple(map(events.at_values, statements))
    return statements, [f"${name}$ stands for ${source[slice(*span)]}$." for name, span in events.named.items()]


class Events:
    r"""Which values of a probability number it, by its definitions as (left side, body).

    Numbers and the letters that number what the body is made of stand below: P_1(x) for P(y = 1 \mid x) unless P(y \mid
    x) is said for every y, P_k(x) for P(Y = k \mid X = x) and P(C_k \mid x) with w_k in the body.
    Other values are arguments.  `named` are the names that were made, with their places."""

    def __init__(self, definitions: Iterable[tuple[tree.Node, tree.Node]]):
        numbered: dict[str | None, set[tuple[bool, ...]]] = {}
        for left, body in definitions:
            if _is_probability(left):
                numbered.setdefault(_head(left), set()).add(tuple(_numbers(v, body) for a in left.args for v in _values(a)))
        self.numbered = {head: next(iter(found)) for head, found in numbered.items() if len(found) == 1}
        self.named: dict[str, tree.Span] = {}

    def at_values(self, node: tree.Node) -> tree.Node:
        node = tree.mapped(node, self.at_values)
        if not _is_probability(node):
            return node
        values = [v for a in node.args for v in _values(a)]
        below = self.numbered.get(_head(node), ())
        if len(below) != len(values):
            below = tuple(event and _is_constant(value) for value, event in values)
        if not any(below) and not any(map(_is_event, node.args)):
            return node
        function = _with_numbers(node.function, [_number(value) for (value, _), number in zip(values, below) if number])
        if any(below):
            self.named.setdefault(key_of(function), node.span)
        args = tuple(value for (value, _), number in zip(values, below) if not number)
        return replace(node, function=function, args=args) if args else function


def _told_apart(statements: tuple[tree.Node, ...], source: str) -> tuple[tree.Node, ...]:
    r"""The statements with p(z), p(x \mid z) and p(x), where several are defined, by what they stand for:
    they are functions of one name."""
    defined: dict[str | None, dict[tuple[str, ...], tree.Relation]] = {}
    for s in statements:
        if isinstance(s, tree.Relation) and s.ops[0] != "propto" and _is_probability(s.parts[0]):
            defined.setdefault(_head(s.parts[0]), {})[_variables(s.parts[0], source)] = s
    defined = {head: own for head, own in defined.items() if len(own) > 1}
    definitions = [s for own in defined.values() for s in own.values()]

    def opened(node: tree.Node, inside: tuple[tree.Relation, ...] = ()) -> tree.Node:
        node = tree.mapped(node, lambda n: opened(n, inside))
        definition = defined.get(_head(node), {}).get(_variables(node, source)) if _is_probability(node) else None
        body = _put_in(definition, node) if definition is not None and definition not in inside else None
        return tree.Group(node.span, "(", opened(body, (*inside, definition))) if body is not None else node

    return tuple(opened(s) for s in statements if s not in definitions) if defined else statements


def _put_in(definition: tree.Relation, call: tree.Call) -> tree.Node | None:
    """The body of a definition with the values of a call; None where they do not fit, or a sum
    in it would bind one of them."""
    places, values = ([_number(v) for a in c.args for v, _ in _values(a)] for c in (definition.parts[0], call))
    body = definition.parts[1]
    if (len(places) != len(values) or any(_is_constant(p) and not _is_constant(v) for p, v in zip(places, values))
            or bound_letters([body]) & {name for v in values for name in names_in(v)}):
        return None
    return put_in(body, {name_of(p): v for p, v in zip(places, values)})


def _variables(call: tree.Call, source: str) -> tuple[str, ...]:
    r"""The letters of the variables that a probability is of: x, z of p(x_n \mid z = k; \theta)."""
    found = []
    for before, a in zip((None, *call.args), call.args):
        if before is not None and ";" in source[before.span[1]:a.span[0]]:
            break
        parts = zip(("mid", *a.ops), a.parts) if isinstance(a, tree.Relation) else (("mid", a),)
        found += [name_of(tree.bare(part)) or "" for sign, part in parts if sign != "="]
    return tuple(found)


def _head(call: tree.Call) -> str | None:
    return name_of(call.function)


def _numbers(value: tuple[tree.Node, bool], body: tree.Node) -> bool:
    """Whether a value of what is defined numbers it: y = 1, and the k of Y = k and C_k
    where the body has a subscript k."""
    node, event = value
    if event and _is_constant(node):
        return True
    number = _number(node)
    return (numbers(number) and any(isinstance(n, tree.Script)
                                    and any(numbers(i) and i.name == number.name for i in tree.items_of(n.sub))
                                    for n in tree.nodes(body))
        and (number is node or name_of(node) not in {name_of(n) for n in tree.nodes(body)}))


def _number(node: tree.Node) -> tree.Node:
    """The k of C_k; any other value as it is."""
    return (node.sub if isinstance(node, tree.Script) and node.sup is None and numbers(node.sub)
            and isinstance(node.base, tree.Symbol) and node.base.name in CLASSES else node)


def _is_constant(node: tree.Node) -> bool:
    return isinstance(tree.unsigned(node), tree.Number)


def _is_probability(node: tree.Node) -> bool:
    return (isinstance(node, tree.Call) and isinstance(head := tree.bare(node.function), tree.Symbol)
            and head.name in PROBABILITIES)


def _is_event(node: tree.Node) -> bool:
    return isinstance(node, tree.Relation) and "=" in node.ops and set(node.ops) <= {"=", "mid"}


def _values(argument: tree.Node) -> list[tuple[tree.Node, bool]]:
    """The values in an argument Y = k | X = x, and whether each is that of an event."""
    if not (isinstance(argument, tree.Relation) and set(argument.ops) <= {"=", "mid"}):
        return [(argument, False)]
    before = ("mid", *argument.ops)
    behind = (*argument.ops, "mid")
    return [(part, sign == "=") for sign, part, following in zip(before, argument.parts, behind) if following != "="]


def _with_numbers(function: tree.Node, numbers: list[tree.Node]) -> tree.Node:
    r"""P_1 of P and y = 1, P_{\theta,1} of P_\theta."""
    if not numbers:
        return function
    base, sub, sup = (function.base, function.sub, function.sup) if isinstance(function, tree.Script) else (function, None, None)
    below = (*tree.items_of(sub), *(tree.Symbol(n.span, "-", "-") if isinstance(n, tree.Neg) else n for n in numbers))
    return tree.Script(function.span, base, tree.listed(function.span, below), sup)
