r"""Values at points: \nabla f(0), at several numbers \nabla f(1, 2), f_x(1, 2), \frac{\partial f}{\partial x}(1, 2),
and evaluation bars that say several letters or a list."""
from __future__ import annotations

from dataclasses import replace

from ... import tree as t
from ...types.names import name_of
from ...types.reading import Definition
from ..context.knowledge import Knowledge
from ..trees.structures import structure

Pairs = tuple[tuple[t.Node, t.Node], ...]              # letters and what stands for them


def placed(node: t.Node, known: Knowledge) -> tuple[t.Node, Pairs]:
    """A member without its place, and the place; the member itself and () where it names none of this form."""
    match node:
        case t.Group(body=t.At() as inside):
            return placed(inside, known)
        case t.At():
            return node.body, _said(node, known)
        case t.Derivative(operand=t.Call() as call) if (pairs := _pairs(known, call.function, call.args)):
            return replace(node, operand=call.function), pairs
        case t.Call(function=t.Script(base=t.Symbol() as f) as part) if (known.definition(name_of(part)) is None
                and (pairs := _pairs(known, f, node.args))):
            return part, pairs
        case t.Call(function=t.Symbol() as f) if (len(node.args) > 1 and len(_parameters(known, f)) == 1
                                                  and (pairs := _pairs(known, f, node.args))):
            return known.definition(name_of(f)).body, pairs
        case t.Product(op="juxt", factors=(t.Derivative(operand=t.Node() as f) as derivative,
                                           t.Group(kind="(", body=t.Items(items=items)))) if (pairs := _pairs(known,
                                                   t.called(f), items)):
            return derivative, pairs
    return node, ()


def at_zero(node: t.Node, known: Knowledge) -> t.Node:
    r"""The tree with \nabla f(0) and f(0) at the zero of what f takes, 0x, which may be a vector."""
    def change(n: t.Node) -> t.Node:
        if (isinstance(n, t.Call) and len(n.args) == 1 and t.is_zero(n.args[0])
                and len(own := _parameters(known, n.function)) == 1 and isinstance(own[0], t.Symbol)):
            span = n.args[0].span
            return replace(n, args=(t.Product(span, "juxt", (t.Number(span, "0"), replace(own[0], span=span))),))
        return n

    return t.rewritten(node, change) if t.inventory(node).has(t.Call) else node


def _said(node: t.At, known: Knowledge) -> Pairs:
    """What an evaluation bar says; () where it says something else."""
    match node.where:
        case t.Relation(parts=(t.Group(body=t.Items(items=letters)), t.Group(body=t.Items(items=values))), ops=("=",)) if (
                len(letters) == len(values)):
            return tuple(zip(letters, values))
        case t.Relation(parts=(letter, value), ops=("=",)):
            return ((letter, _column(value)),)
        case t.Items(items=items) if all(isinstance(r, t.Relation) and r.ops == ("=",) for r in items):
            return tuple((r.parts[0], _column(r.parts[1])) for r in items)
        case t.Group(kind="(", body=t.Items(items=values)):
            function = next((n.operand for n in t.nodes(node.body) if isinstance(n, t.Derivative)
                             and n.operand is not None), node.body)
            return _pairs(known, t.called(function), values)
    return ()


def _pairs(known: Knowledge, function: t.Node, values: tuple[t.Node, ...]) -> Pairs:
    """The parameters of a defined function with these values; a list for its only parameter is a vector.
    () where the values are the parameters."""
    parameters = _parameters(known, function)
    if len(parameters) == 1 < len(values) and all(isinstance(v, (t.Number, t.Neg, t.Fraction)) for v in values):
        span = (values[0].span[0], values[-1].span[1])
        return ((parameters[0], _column(t.Group(span, "(", t.Items(span, values)))),)
    if len(parameters) < 2 or len(parameters) != len(values):
        return ()
    return tuple((p, v) for p, v in zip(parameters, values) if structure(p) != structure(v))


def _parameters(known: Knowledge, function: t.Node) -> tuple[t.Node, ...]:
    definition: Definition | None = known.definition(name_of(function))
    return definition.lhs.args if definition is not None and definition.has_arguments() else ()


def _column(value: t.Node) -> t.Node:
    """(1, 2) as a column."""
    listed = isinstance(value, t.Group) and isinstance(value.body, t.Items)
    return t.Script(value.span, value, None, t.Symbol(value.span, r"\top", r"\top")) if listed else value
