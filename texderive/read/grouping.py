r"""Braces that group nothing: around operators alone, {\partial} and {\arg\min}_x, and {} that only makes room."""
from __future__ import annotations

from . import commands as c
from .tokens import Token

_STACKED = c.STACKS | {"\\textcolor"}
_TWO_ARGUMENTS = _STACKED | c.FRACTIONS
_WITHIN = c.SIGNS | {"\\,", "\\;", "\\!"}


def bared(raw: list[Token]) -> list[Token]:
    """The tokens without the braces around operators alone that are no argument of a command."""
    gone: set[int] = set()
    for i, token in enumerate(raw[:-2]):
        if token.key == "{" and raw[i + 1].key in c.SIGNS:
            close = i + 2
            while close < len(raw) and raw[close].key in _WITHIN:
                close += 1
            if close < len(raw) and raw[close].key == "}" and not _argument(raw, i):
                gone |= {i, close}
    return [t for i, t in enumerate(raw) if i not in gone] if gone else raw


def _argument(raw: list[Token], i: int) -> bool:
    r"""Whether the brace at i opens an argument of a command or a script: \mathop{..}, \frac{..}{..}, x_{..}."""
    before, i = 0, i - 1
    while i >= 0 and raw[i].key == "}":
        before, i = before + 1, _opening(raw, i) - 1
    if i < 0 or raw[i].key == "\\partial":
        return False
    return (raw[i].key in ("_", "^") and not before or raw[i].key.startswith("\\")
            and before < (2 if raw[i].key in _TWO_ARGUMENTS else 1))


def _opening(raw: list[Token], close: int) -> int:
    """Where the group opens that the brace at `close` ends; -1 where it does not."""
    depth, i = 0, close
    while i >= 0:
        depth += (raw[i].key == "}") - (raw[i].key == "{")
        if not depth:
            break
        i -= 1
    return i


def makes_room(raw: list[Token], partner: list[int], i: int, before: Token | None) -> bool:
    """Whether the {} at i only makes room behind `before`, the last token that was kept: a = {} + b."""
    after = raw[i + 2].key if i + 2 < len(raw) else ""
    if after in ("^", "_"):
        return False
    if before is None or before.kind == "op" and (before.key in ("+", "-") or before.key in c.SEPARATORS
                                                  or before.key in c.RELATIONS or before.key in c.OPENERS):
        return True
    if after and after not in ("+", "-", "&") and after not in c.SEPARATORS and after not in c.RELATIONS:
        return False
    if before.kind != "op":
        return True
    if before.key == "}":
        open_ = partner[i - 1]
        return open_ > 0 and raw[open_ - 1].key not in c.FRACTIONS
    return before.key in ("\\left", "\\right") or before.key in c.CLOSERS
