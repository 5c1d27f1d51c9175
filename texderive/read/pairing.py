r"""Which bracket closes which: braces and environments must match, round and square brackets as well as they can."""
from __future__ import annotations

from ..errors import ReadError
from . import commands as c
from .tokens import Token


_BRACES = frozenset(("{", "}", "\\begin", "\\end"))
_BRACKETS = _BRACES | {"\\left", "\\right"} | c.OPENERS.keys() | c.CLOSERS.keys()


def braces(raw: list[Token]) -> list[int]:
    """The partner of every brace and environment; ReadError at the culprit."""
    partner = [-1] * len(raw)
    stack: list[int] = []
    for i, token in enumerate(raw):
        if token.key not in _BRACES:
            continue
        if token.key == "{" or token.key == "\\begin":
            stack.append(i)
            if len(stack) > 100:
                raise ReadError("nested too deeply: more than 100 levels of braces", (token.start, token.end),
                                code="TD106", hint="simplify the formula")
        else:
            if not stack:
                what = "'}' without a matching '{'" if token.key == "}" else f"\\end{{{token.name}}} without \\begin"
                raise ReadError(what, (token.start, token.end), code="TD102", hint="delete it or add the opening one")
            top = raw[stack[-1]]
            if (top.key == "{") != (token.key == "}") or top.name != token.name and token.key == "\\end":
                raise _mismatch(top, token)
            partner[i] = stack[-1]
            partner[stack.pop()] = i
    if stack:
        token = raw[stack[-1]]
        what = "this '{' is never closed" if token.key == "{" else f"the environment {token.name} is never ended"
        raise ReadError(what, (token.start, token.end), code="TD102", hint="add the missing '}'" if token.key == "{"
                        else f"add \\end{{{token.name}}}")
    return partner


def _mismatch(top: Token, token: Token) -> ReadError:
    if top.key == "\\begin" and token.key == "\\end":
        return ReadError(f"\\begin{{{top.name}}} is ended by \\end{{{token.name}}}", (token.start, token.end),
                         code="TD102", hint=f"write \\end{{{top.name}}}")
    if top.key == "{":
        return ReadError("this '{' is never closed", (top.start, top.end), code="TD102", hint="add the missing '}'")
    return ReadError("'}' without a matching '{'", (token.start, token.end), code="TD102",
                     hint="delete it or add the opening one")


_INNER_ENDS = frozenset((")", "]", "\\right", "'"))


def angled(tokens: list[Token]) -> None:
    r"""<x, y> where an operand has to begin: the signs become \langle and \rangle."""
    for i, token in enumerate(tokens):
        if token.key != "<" or i and not _begins_operand(tokens, i):
            continue
        depth = commas = 0
        for j in range(i + 1, len(tokens)):
            key = tokens[j].key
            depth += ((key in c.OPENERS or key in ("{", "\\left", "\\begin"))
                      - (key in c.CLOSERS or key in ("}", "\\right", "\\end")))
            if depth < 0 or not depth and tokens[j].kind == "op" and key in c.RELATIONS and key != ">":
                break
            commas += not depth and key == ","
            if not depth and key == ">":
                if commas == 1:
                    token.key, tokens[j].key = "\\langle", "\\rangle"
                break


def _begins_operand(tokens: list[Token], i: int) -> bool:
    r"""Whether what stands before token i is no operand: an operator sign, an opening bracket, or \nabla_x
    and \frac{\partial}{\partial x}."""
    before = tokens[i - 1]
    if (before.kind == "op" and before.key not in _INNER_ENDS and before.key != "}" and before.key not in c.CLOSERS
            and before.key not in c.FRACTIONS):
        return True
    if i > 2 and before.kind == tokens[i - 2].kind == "digit" and tokens[i - 3].key in c.FRACTIONS:
        return True                                             # \frac12 <x, y>
    start = i - 1
    if before.key == "}":
        depth = 0
        while start >= 0:
            depth += (tokens[start].key == "}") - (tokens[start].key == "{")
            if not depth:
                break
            start -= 1
    below = start >= 2 and tokens[start - 1].key == "_" and tokens[start - 2].key in c.NABLAS
    return below or before.key == "}" and start + 1 < i and tokens[start + 1].key in ("\\partial", "d")


def pair(tokens: list[Token]) -> list[int]:
    r"""Partners of all brackets: { }, \left \right and environments must match,
    ( ) [ ] \{ \} match as well as they can."""
    mate = [-1] * len(tokens)
    stack: list[int] = []
    for i, token in enumerate(tokens):
        key = token.key
        if token.kind != "op" or key not in _BRACKETS:
            continue
        if key == "{" or key == "\\left" or key == "\\begin":
            stack.append(i)
            if len(stack) > 50:
                raise ReadError("nested too deeply: more than 50 levels", (token.start, token.end), code="TD106",
                                hint="simplify the formula")
        elif key in c.OPENERS:
            stack.append(i)
            if len(stack) > 50:
                raise ReadError("nested too deeply: more than 50 levels of brackets", (token.start, token.end),
                                code="TD106", hint="simplify the formula")
        elif key == "}" or key == "\\right" or key == "\\end":
            _close_hard(tokens, mate, stack, i)
        else:
            _close_soft(tokens, mate, stack, i)
    for i in reversed(stack):
        if tokens[i].key == "\\left":
            raise ReadError(r"\left without \right", (tokens[i].start, tokens[i].end), code="TD110",
                            hint=r"add the closing bracket: \right)")
    return mate


_HARD = {"}": "{", "\\right": "\\left", "\\end": "\\begin"}


def _close_hard(tokens: list[Token], mate: list[int], stack: list[int], i: int) -> None:
    opener = _HARD[tokens[i].key]
    while stack and tokens[stack[-1]].key in c.OPENERS:
        stack.pop()                                          # an unclosed ( is reported where it is read
    if not stack or tokens[stack[-1]].key != opener:
        if stack and tokens[stack[-1]].key == "\\left":
            bad = tokens[stack[-1]]
            raise ReadError(r"\left without \right", (bad.start, bad.end), code="TD110", hint=r"add the closing bracket: \right)")
        bad = tokens[i]
        raise ReadError(r"\right without \left", (bad.start, bad.end), code="TD110", hint=r"add \left( before it")
    mate[i] = stack[-1]
    mate[stack.pop()] = i


def _close_soft(tokens: list[Token], mate: list[int], stack: list[int], i: int) -> None:
    """Match with the nearest opener of the same kind in this group,
    else with the nearest opener at all, as in (0, 1]."""
    opener = c.CLOSERS[tokens[i].key]
    depth = len(stack)
    while depth and tokens[stack[depth - 1]].key in c.OPENERS:
        if tokens[stack[depth - 1]].key == opener:
            del stack[depth:]
            break
        depth -= 1
    if stack and tokens[stack[-1]].key in c.OPENERS:
        mate[i] = stack[-1]
        mate[stack.pop()] = i
