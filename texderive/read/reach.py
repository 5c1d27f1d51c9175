"""How far an operator without brackets reaches."""
from __future__ import annotations

from .. import tree
from . import commands as c
from .calls import arguments, bracket_open
from .parser import Parser
from .signs import contains_operator


def reach(p: Parser) -> tuple[tree.Node | None, bool]:
    r"""What an operator without operand applies to, and whether that is a reading.

    A bracket that only + - or nothing follows is the operand.  Else everything up to the next relation, comma, text, or
    term with a derivative operator of its own."""
    while p.key in c.SPACES and p.i + 1 < p.end:
        p.i += 1
    if p.i >= p.end or not (p.starts_factor() or p.key in ("+", "-")):
        if p.i < p.end and (p.key in c.PRODUCTS or p.key in c.DIVISIONS or p.key in c.SCRIPTS):
            raise p.no_atom(p.tokens[p.i])
        return None, False
    at = p.i
    # \\operatorname{Hess}(f)(x)
    if bracket_open(p, at) and p.mate[at] == at + 2 and p.tokens[at + 1].name in p.gradient_names and bracket_open(p, at + 3):
        p.i = at + 1
        function = p.factor()
        p.i = at + 3
        return tree.Call(p.span(at), function, arguments(p)), False
    if bracket_open(p, at) and _ends_at(p, p.mate[at] + 1):
        return p.atom(p.tokens[at]), False
    saved, p.no_bar = p.no_bar, True
    try:
        operand = p.expression(stop=lambda sign: contains_operator(p, sign + 1))
    finally:
        p.no_bar = saved
    return operand, True


def _ends_at(p: Parser, i: int) -> bool:
    if i <= 0 or i >= p.end:
        return i > 0
    token = p.tokens[i]
    if token.kind == "text":
        return True
    closing_bar = token.key in ("|", "||", "\\|", "bar") and not _opens(p, i)
    return closing_bar or token.kind == "op" \
        and (token.key in ("+", "-") or token.key in c.SEPARATORS or token.key in c.RELATIONS or token.key in c.CLOSERS
             or token.key in ("?", "\\overset", "\\stackrel", "&"))


def _opens(p: Parser, i: int) -> bool:
    from .brackets import opens
    return opens(p, i)
