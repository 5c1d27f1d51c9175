r"""Fractions, and derivatives written as fractions: \frac{\partial f}{\partial x}, \partial f/\partial x."""
from __future__ import annotations

from .. import tree
from . import commands as c
from .parser import Parser
from .reach import reach
from .signs import Range, fraction_kind, is_differential, sign_kind, written_order
from .tokens import Token


def fraction(p: Parser, token: Token) -> tree.Node:
    r"""\frac{..}{..}: a derivative where its parts begin with \partial or d, else a quotient."""
    start = p.i
    p.i += 1
    num = argument_range(p, token)
    den = argument_range(p, token)
    return quotient_of(p, start, num, den)


def argument_range(p: Parser, token: Token) -> Range:
    r"""The tokens of the next argument: {..}, <..> in the same role, or a single token."""
    if p.i >= p.end:
        raise p.error(f"{token.key} needs two arguments", "TD104", f"write {token.key}{{..}}{{..}}", (token.start, token.end))
    at = p.i
    key = p.tokens[at].key
    if key == "{":
        close = p.mate[at]
        p.i = close + 1
        return at + 1, close
    if key == "<":
        return _angled(p, at, token)
    if p.tokens[at].kind == "op" and (key in c.RELATIONS or key in c.SEPARATORS or key in c.PRODUCTS or key in ("+", "-", "&")):
        raise p.error(f"{token.key} needs two arguments", "TD104", f"write {token.key}{{..}}{{..}}", (token.start, token.end))
    if p.tokens[at].key in c.FONTS or p.tokens[at].key == "\\sqrt":
        p.factor()
        return at, p.i
    p.i += 1
    return at, at + 1


def _angled(p: Parser, at: int, token: Token) -> Range:
    i = at + 1
    while i < p.end and p.tokens[i].key != ">":
        i = p.behind(i)
    if i >= p.end:
        raise p.error(f"the '<' behind {token.key} is never closed", "TD102", "add the missing '>'",
                      (p.tokens[at].start, p.tokens[at].end))
    p.i = i + 1
    return at + 1, i


def quotient_of(p: Parser, start: int, num: Range, den: Range) -> tree.Node:
    """The fraction of two ranges of tokens; the cursor is behind it."""
    num, den = _bared(p, num), _bared(p, den)
    kind = fraction_kind(p, num, den)
    if kind:
        return derivative(p, start, kind, num, den)
    behind = p.i
    for which, (a, b) in (("numerator", num), ("denominator", den)):
        if a >= b:
            place = p.tokens[max(0, a - 1)]
            raise p.error(f"empty {which}", "TD104", "write an expression there", (place.start, place.end))
    parts = []
    for a, b in (num, den):
        parts.append(p.within(a, b, p.listing))
    p.i = behind
    return tree.Fraction(p.span(start), parts[0], parts[1])


def _bared(p: Parser, where: Range) -> Range:
    r"""The range without superfluous braces around a derivative sign: {{\partial}}, {{d} x}."""
    a, b = where
    while b - a > 2 and p.tokens[a].key == "{" and p.mate[a] == b - 1:
        a, b = a + 1, b - 1
    return a, b


def derivative(p: Parser, start: int, kind: str, num: Range, den: Range) -> tree.Node:
    r"""\frac{\partial^k [operand]}{\partial x ..} and, where the numerator has no operand, what follows."""
    behind = p.i
    order, at = written_order(p, num[0] + 1, num[1])
    variables = _variables(p, den, kind, order)
    operand: tree.Node | None = None
    if at < num[1]:
        operand = p.within(at, num[1], p.listing)
    p.i = behind
    if operand is not None:
        return tree.Derivative(p.span(start), kind, variables, order, operand)
    operand, bare = reach(p)
    return tree.Derivative(p.span(start), kind, variables, order, operand, bare)


def _variables(p: Parser, den: Range, kind: str, order: int) -> tuple[tree.Variable, ...]:
    r"""\partial x \partial y, \partial x^2, dx\,dy; the orders must add up to that of the numerator."""
    pieces, squares = _pieces(p, den, kind)
    nodes = []
    for a, b in pieces:
        if a >= b:
            place = p.tokens[a - 1]
            raise p.error("the derivative has no variable here", "TD104", r"write \partial x", (place.start, place.end))
        nodes.append(p.within(a, b, p.listing))
    if len(nodes) == order and not any(squares):
        return tuple(tree.Variable(node.span, node, 1) for node in nodes)
    variables = tuple(_counted(node, squared) for node, squared in zip(nodes, squares))
    total = sum(v.order for v in variables)
    if total != order:
        first, last = p.tokens[den[0]], p.tokens[den[1] - 1]
        raise p.error(f"the numerator says order {order}, the denominator {total}", "TD114",
                      "write as many differentials below as the order above", (first.start, last.end))
    return variables


def _pieces(p: Parser, den: Range, kind: str) -> tuple[list[Range], list[int]]:
    """The token ranges between the signs of the denominator, and an order written
    at the sign itself (\\partial^2 x)."""
    cuts = []
    i = den[0]
    while i < den[1]:
        if (sign_kind(p, i) and (i == den[0] or sign_kind(p, i) == kind) and i + 1 < den[1]
                and p.tokens[i + 1].key not in ("_", "\\partial") or p.tokens[i].key == "\\partial"):
            cuts.append(i)
        if p.tokens[i].key == "_":
            i += 1
        i = p.behind(i)
    if not cuts or cuts[0] != den[0]:
        return [den], [0]
    pieces, squares = [], []
    for cut, following in zip(cuts, [*cuts[1:], den[1]]):
        order, at = written_order(p, cut + 1, following)
        pieces.append((at, following))
        squares.append(order if order > 1 else 0)
    return pieces, squares


def _counted(node: tree.Node, squared: int) -> tree.Variable:
    """The variable of \\partial x^2 and how often."""
    if squared:
        return tree.Variable(node.span, node, squared)
    if isinstance(node, tree.Script) and isinstance(node.sup, tree.Number) and node.sup.text.isdigit():
        base = tree.without_sup(node)
        base = base.body if isinstance(base, tree.Group) and isinstance(base.body, (tree.Symbol, tree.Script)) else base
        return tree.Variable(node.span, base, int(node.sup.text))
    return tree.Variable(node.span, node, 1)


def inline_derivative(p: Parser, start: int, kind: str) -> tree.Node | None:
    r"""\partial f / \partial x and df/dx written with a slash; None where this is none."""
    slash = start + 1
    while slash < p.end and p.tokens[slash].key not in c.DIVISIONS:
        token = p.tokens[slash]
        if token.kind == "op" and (token.key in ("+", "-") or token.key in c.SEPARATORS or token.key in c.RELATIONS
                                   or token.key in c.PRODUCTS) or token.kind == "text":
            return None
        slash = p.behind(slash)
    if slash + 1 >= p.end or sign_kind(p, slash + 1) != kind or not is_differential(p, (slash + 1, p.end)) and kind != "partial":
        return None
    order, at = written_order(p, start + 1, slash)
    end = denominator_end(p, slash + 1, kind)
    variables = _variables(p, (slash + 1, end), kind, order)
    operand: tree.Node | None = None
    if at < slash:
        operand = p.within(at, slash, p.listing)
    p.i = end
    bare = False
    if operand is None:
        operand, bare = reach(p)
    return tree.Derivative(p.span(start), kind, variables, order, operand, bare)


def denominator_end(p: Parser, i: int, kind: str) -> int:
    """Behind the differentials that begin at i, each a sign and one scripted token."""
    while i < p.end and sign_kind(p, i) == kind:
        i += 1
        if p.key_at(i) == "^":
            i = p.behind(i + 1)
        i = p.behind(i) if i < p.end else i + 1
        while p.key_at(i) in c.SCRIPTS:
            i = i + 1 if p.key_at(i) == "'" else p.behind(i + 1)
    return min(i, p.end)
