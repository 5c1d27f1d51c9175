r"""Losses that nothing defines, in chain rules: \partial L/\partial W = \partial L/\partial z\; x^T with z = Wx.

Whatever L is as a function of z, its first derivatives are those of \langle\lambda, z\rangle with a constant \lambda;
so that is what L is taken to be."""
from __future__ import annotations

from collections.abc import Iterator

from ... import tree as t
from ...types.names import key_of, name_of
from ...types.reading import Definition
from ..members.inlining import member_letters
from ..members.sides import Side, nodes_of, undefined
from ..trees.heads import derivatives, mentions
from .named_gradients import lettered


def opaque(sides: list[Side], definitions: list[Definition]) -> list[Definition]:
    """Definitions of the losses of a chain that are differentiated by something that the document defines,
    and by that once only."""
    nodes = nodes_of(sides)
    names = {name for node in nodes for name in undefined(node, definitions)}
    trees = [*nodes, *(d.body for d in definitions)]
    return [d for name in sorted(names) if (d := _linear(name, trees, definitions)) is not None]


def _linear(name: str, trees: list[t.Node], definitions: list[Definition]) -> Definition | None:
    asked = list(_of(name, trees))
    if not asked or any(n.order != 1 or len(n.variables) != 1 for n in asked):
        return None
    steps = {at.key for d in definitions if (at := lettered(d.lhs)) is not None}
    if any((at := lettered(v)) is not None and at.key in steps and not any(_by(v, d) for d in definitions)
           and sum(mentions(d.body, name_of(v)) for d in definitions) != 1 for v in (n.variables[0].node for n in asked)):
        return None                            # by z^{l+1}, where only z^l is known and nothing is made of z^{l+1}
    by = [d for d in definitions for n in asked if _by(n.variables[0].node, d)]
    tops = [d for d in by if not any(e is not d and _rests_on(e, d, definitions) for e in by)]
    if not tops or any(d is not tops[0] for d in tops) or tops[0].kind not in ("value", "family"):
        return None
    top, span = tops[0], asked[0].span
    letter = slope(name, span)
    if top.kind == "value":
        body: t.Node = t.Delim(span, "inner", t.Items(span, (letter, top.lhs)))
    else:
        member = t.Script(span, letter, top.lhs.sub, None)
        body = t.BigOp(span, r"\sum", t.items_of(top.lhs.sub)[0] if len(top.params) == 1 else top.lhs.sub, None,
                       t.Delim(span, "inner", t.Items(span, (member, top.lhs))))
    return Definition(name, asked[0].operand if not isinstance(asked[0].operand, t.Call) else asked[0].operand.function,
                      body, "value")


def _of(name: str, trees: list[t.Node]) -> Iterator[t.Derivative]:
    for tree in trees:
        for n in derivatives(tree):
            operand = t.opened(n.operand) if n.operand is not None else None
            if operand is not None and name_of(t.called(operand)) == name:
                yield n


def _by(variable: t.Node, d: Definition) -> bool:
    """Whether a variable is what a definition names, or one of its entries or members."""
    if d.kind == "family":
        return member_letters(variable, d) is not None
    return d.kind == "value" and d.name in (name_of(variable), name_of(variable.base) if isinstance(variable, t.Script) else None)


def _rests_on(d: Definition, other: Definition, definitions: list[Definition], depth: int = 0) -> bool:
    """Whether a definition speaks of another one, itself or through others."""
    return (mentions(d.body, other.name) or depth < 6
            and any(e is not d and mentions(d.body, e.name) and _rests_on(e, other, definitions, depth + 1) for e in definitions))


def slope(name: str, span: t.Span = (0, 0)) -> t.Symbol:
    """The constant of a loss, as a letter of its own."""
    return t.Symbol(span, r"\d" + name, rf"\d{name}")


def slopes(losses: list[Definition]) -> dict[str, str]:
    r"""What the constants of losses are, by their names: \partial L/\partial z, "" of each member of a family."""
    return {slope(d.name).latex: rf"\partial {key_of(d.lhs)}/\partial {key_of(d.body.body.items[1])}"
            if isinstance(d.body, t.Delim) else "" for d in losses}


def unsaid(losses: list[Definition], keys: set[str]) -> str:
    """The one of these losses whose constant is among these names; "" where there is none."""
    return next((d.name for d in losses if slope(d.name).latex in keys), "")
