r"""Finding mathematics in a blanked document: displays and inline formulas with the offsets of their bodies."""
from __future__ import annotations

import re
from dataclasses import dataclass

from .source import group_end

_DISPLAYS = ("align alignat flalign eqnarray gather multline equation displaymath math dmath dgroup "
             "IEEEeqnarray xalignat empheq aligned split gathered").split()
_ENV_ARGS = {"alignat", "xalignat", "IEEEeqnarray", "alignedat"}
_OPEN = re.compile(r"\\\\|\\\$|\$\$|\$|\\\[|\\\(|\\begin\{([A-Za-z]+)(\*?)\}")

_TOKEN = re.compile(r"\\[\])]|\\.|\$\$|\$|(?P<blank>\n[ \t]*\n)", re.S)
_CLOSER = {"$$": "$$", "$": "$", r"\[": r"\]", r"\(": r"\)"}


@dataclass(frozen=True, slots=True)
class Block:
    """One formula of the document: offsets of the whole and of its body."""

    start: int
    end: int
    body: tuple[int, int]
    display: bool
    env: str                       # "align", "equation", "$$", "\\[", "$", "\\("


def find_blocks(text: str) -> list[Block]:
    r"""All formulas of the blanked `text`, in order.  An unclosed one ends at the next blank line.

    >>> [b.env for b in find_blocks(r"Let $a=b$. \[c\]")]
    ['$', '\\[']
    """
    blocks, at = [], 0
    while match := _OPEN.search(text, at):
        block = _block(text, match)
        if block is None:
            at = match.end()
        else:
            blocks.append(block)
            at = block.end
    return blocks


def _block(text: str, match: re.Match) -> Block | None:
    token, start, inner = match[0], match.start(), match.end()
    if token in (r"\\", r"\$"):
        return None
    if match[1]:
        if match[1] not in _DISPLAYS:
            return None
        name = match[1] + match[2]
        close = text.find(rf"\end{{{name}}}", inner)
        if close < 0:
            return None
        if match[1] in _ENV_ARGS and (arg := re.compile(r"\s*(?=\{)").match(text, inner)):
            inner = group_end(text, arg.end())
        return Block(start, close + len(name) + 6, (inner, close), True, match[1])
    found = _close(text, inner, _CLOSER[token])
    if found is None:
        return None
    return Block(start, found[1], (inner, found[0]), token in ("$$", r"\["), token)


def _close(text: str, at: int, closer: str) -> tuple[int, int] | None:
    """Where `closer` stands next, outside of escapes and before a blank line."""
    for match in _TOKEN.finditer(text, at):
        if match[0] == closer:
            return match.span()
        if match["blank"]:
            return None
    return None
