r"""Rows: whether those of an environment are equations, and brackets that run over the end of a line.

\left[ a \right. \\ \left. + b \right], as TeX wants it, and \Bigl[ a \\ + b \Bigr] in a display."""
from __future__ import annotations

from . import commands as c
from .tokens import Token

# what may stand between \right. and the \left. of the next line
_BETWEEN = c.SPACES | {"\\\\", "+", "-", "\\cdot", "\\times"}


def unsplit(tokens: list[Token]) -> list[Token]:
    r"""Each bracket in one piece: without \right. at the end of a line, the \left.
    that answers it, and the line's end."""
    stack: list[list[int]] = []                             # the \left that is open, then what may go
    gone: set[int] = set()
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.key == "\\left":
            stack.append([at])
        elif token.key == "\\right" and stack:
            open_, *inside = stack.pop()
            following = _following(tokens, at) if token.name == "." and tokens[open_].name != "." else 0
            if following:
                stack.append([open_, *inside, at, following, *(i for i in range(at, following) if tokens[i].key == "\\\\")])
                at = following
            elif token.name in c.CLOSERS or token.name == tokens[open_].name:
                gone.update(inside)
        at += 1
    return [t for i, t in enumerate(tokens) if i not in gone] if gone else tokens


def _following(tokens: list[Token], at: int) -> int:
    r"""The \left. that the next line begins with, behind the \right. at `at`; 0 where none does."""
    i, ended = at + 1, False
    while i < len(tokens) and tokens[i].key in _BETWEEN:
        ended |= tokens[i].key == "\\\\"
        i += 1
    return i if ended and i < len(tokens) and tokens[i].key == "\\left" and tokens[i].name == "." else 0


def broken(tokens: list[Token], mate: list[int]) -> list[Token] | None:
    """The tokens without the ends of lines inside brackets, where there are any; matrices keep their rows."""
    gone: set[int] = set()
    inside: list[int] = []
    for i, token in enumerate(tokens):
        while inside and mate[inside[-1]] <= i:
            inside.pop()
        if mate[i] > i:
            inside.append(i)
        elif token.key == "\\\\" and inside and (tokens[inside[-1]].key in c.OPENERS or tokens[inside[-1]].key == "\\left"):
            gone.add(i)
    return [t for i, t in enumerate(tokens) if i not in gone] if gone else None


def are_equations(tokens: list[Token]) -> bool:
    """Whether each row between \\begin and \\end is one equation, with an & before its sign or without."""
    rows, depth = [""], 0
    for token in tokens:
        depth += (token.key in ("{", "\\begin", "\\left")) - (token.key in ("}", "\\end", "\\right"))
        if not depth and token.key == "\\\\":
            rows.append("")
        elif not depth and token.key in ("=", "&"):
            rows[-1] += token.key
    return all(row in ("=", "&=") for row in (rows if rows[-1] else rows[:-1]))
