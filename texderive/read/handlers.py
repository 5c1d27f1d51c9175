"""Which token begins which kind of factor: one table."""
from __future__ import annotations

from collections.abc import Callable

from .. import tree
from . import brackets, calculus, calls, commands as c, fractions, numerals, operators
from .parser import Parser
from .tokens import Token


def root(p: Parser, token: Token) -> tree.Node:
    r"""\sqrt{x}, \sqrt[3]{x}, \sqrt x."""
    start = p.i
    p.i += 1
    degree = None
    if p.key == "[":
        close = p.mate[p.i]
        if close < 0:
            raise p.error("'[' is never closed", "TD102", "add the closing ']'")
        degree = p.within(p.i + 1, close, p.listing)
        p.i = close + 1
    return tree.Root(p.span(start), single(p, token), degree)


def single(p: Parser, token: Token) -> tree.Node:
    """One argument of a command as TeX takes it: a group or one token."""
    if p.i >= p.end:
        raise p.error(f"{token.key} needs an argument", "TD104", f"write {token.key}{{..}}", (token.start, token.end))
    at = p.i
    here = p.tokens[at]
    if here.key == "{":
        if p.mate[at] == at + 1:
            raise p.error(f"the argument of {token.key} is empty", "TD104", f"write {token.key}{{..}}", (here.start, here.end))
        return brackets.braces(p, here)
    if here.kind == "sym":
        p.i += 1
        return tree.Symbol((here.start, here.end), here.name, here.latex, here.font or p.font)
    if here.key == "0.":
        return numerals.number(p)                             # \sqrt .5
    if here.kind == "digit":
        p.i += 1
        return tree.Number((here.start, here.end), here.key)
    if here.key in HANDLERS or here.kind == "name":
        return p.atom(here)
    raise p.error(f"{token.key} needs an argument", "TD104", f"write {token.key}{{..}}", (token.start, token.end))


def styled(p: Parser, token: Token) -> tree.Node:
    r"""\mathbf{x^TAx}: the font goes to every letter inside."""
    p.i += 1
    saved, p.font = p.font, c.FONTS.get(token.key, "")
    node = single(p, token)
    p.font = saved
    return node


def accented(p: Parser, token: Token) -> tree.Node:
    r"""\hat{y_i}, \overline{AB}: a name of its own where several letters stand below the accent."""
    from .tokens import source_of
    start = p.i
    p.i += 1
    single(p, token)
    inside = p.tokens[start + 1:p.i]
    name = source_of([t for t in inside if t.key not in "{}"])
    return tree.Symbol(p.span(start), f"{c.ACCENTS[token.key]}{{{name}}}", source_of(p.tokens[start:p.i]), p.font)


def underset(p: Parser, token: Token) -> tree.Node:
    r"""\underset{w}{\arg\min} f: the operator with its limit; \overset{a}{b} is b."""
    start = p.i
    p.i += 1
    if p.key != "{":
        raise p.error(f"{token.key} needs braces", "TD104", f"write {token.key}{{..}}{{..}}", (token.start, token.end))
    note = p.i
    p.i = p.mate[note] + 1
    name = p.i + 1 if p.key == "{" else p.i
    if token.key == "\\underset" and name < p.end and p.tokens[name].kind in ("name", "text"):
        end = p.mate[p.i] if p.key == "{" else name + 1
        word = "".join(t.name.strip() for t in p.tokens[name:end]).replace(" ", "").lower()
        word = word[:3] if word in ("minimize", "minimise", "maximize", "maximise") else word
        if word in ("argmin", "argmax", "min", "max"):
            below = p.within(note + 1, p.mate[note], p.listing)
            p.i = end + 1 if p.tokens[name - 1].key == "{" else end
            return operators.optimum_under(p, start, word, below)
    return single(p, token)


def braced_below(p: Parser, token: Token) -> tree.Node:
    r"""\underbrace{x}_{note} is x."""
    p.i += 1
    node = single(p, token)
    while p.key in ("_", "^"):
        p.i += 1
        if p.key == "{":
            p.skip_group()
        else:
            p.i += 1
    return node


def dots(p: Parser, token: Token) -> tree.Node:
    r"""\dots and the like."""
    p.i += 1
    return tree.Dots((token.start, token.end))


def missing(p: Parser, token: Token) -> tree.Node:
    """A question mark or blank."""
    p.i += 1
    return tree.Missing((token.start, token.end))


def unsupported(p: Parser, token: Token) -> tree.Node:
    """ReadError: the command has no meaning in a formula to derive."""
    raise p.error(f"{token.key} is not supported in a formula to derive", "TD111", "write it out with supported operations")


def binomial(p: Parser, token: Token) -> tree.Node:
    r"""\binom{n}{k} is n!/(k!(n - k)!)."""
    start = p.i
    p.i += 1
    n, k = single(p, token), single(p, token)
    span = p.span(start)
    rest = tree.Sum(span, (n, tree.Neg(k.span, k)))
    above, *below = (tree.Call(span, tree.Symbol((token.start, token.end), "factorial", "!"), (x,)) for x in (n, k, rest))
    return tree.Fraction(span, above, tree.Product(span, "juxt", tuple(below)))


def remark(p: Parser, token: Token) -> tree.Node:
    """ReadError: words where an expression belongs."""
    raise p.error(f"the text {token.name.strip()!r} stands where an expression belongs", "TD104",
                  "write the expression before the text")


Handler = Callable[[Parser, Token], tree.Node]

HANDLERS: dict[str, Handler] = {
    "name": calls.named, "text": remark, "{": brackets.braces, "\\left": brackets.sided,
    "\\begin": brackets.environment, "\\sqrt": root, "\\partial": calculus.partial,
    "\\substack": operators.substack, "\\underset": underset, "\\overset": underset, "\\stackrel": underset,
    "\\underbrace": braced_below, "\\overbrace": braced_below,
    "?": missing, "\\binom": binomial, "\\dbinom": binomial, "\\tbinom": binomial,
    **dict.fromkeys(c.OPENERS, brackets.bracket),
    **dict.fromkeys(("|", "||", "\\|", "\\Vert", "\\vert"), brackets.bars),
    **dict.fromkeys(c.FRACTIONS, fractions.fraction), **dict.fromkeys(c.DERIVATIVE_FRACTIONS, calculus.package_derivative),
    **dict.fromkeys(c.NABLAS, calculus.nabla), **dict.fromkeys(c.BIG_OPERATORS, operators.big), **dict.fromkeys(c.DOTS, dots),
    **dict.fromkeys(c.FONTS, styled), **dict.fromkeys(c.ACCENTS, accented),
    **dict.fromkeys(("\\neg", "\\not", "\\bmod", "\\pmod", "\\mod"), unsupported)}
