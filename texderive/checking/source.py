"""The document as text with everything that is not content blanked out, so that offsets stay those of the author's file."""
from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from ..prose import expansion
from ..prose.blanks import spaces, without_definitions

_VERBATIM = "verbatim|verbatim\\*|lstlisting|minted|comment|Verbatim|alltt|filecontents\\*?|tikzpicture"
_HIDDEN = re.compile(
    r"(?P<escaped>\\\\|\\%|\\\$)"
    r"|(?P<off>(?<!\\)%[ \t]*texderive:[ \t]*off\b.*?(?:%[ \t]*texderive:[ \t]*on\b[^\n]*|\Z))"
    r"|(?P<comment>%[^\n]*)"
    rf"|(?P<verbatim>\\begin\{{(?P<env>{_VERBATIM})\}}.*?(?:\\end\{{(?P=env)\}}|\Z))"
    r"|(?P<verb>\\(?:verb|lstinline)\*?(?P<bar>[^\w\s{*]).*?(?P=bar))",
    re.S)
_MACRO = re.compile(r"\\(?:(?:re)?newcommand|providecommand|DeclareMathOperator|DeclareRobustCommand|newenvironment|renewenvironment"
                    r"|newtheorem|DeclarePairedDelimiter)\*?\s*|\\[gex]?def\s*(?=\\)|\\let\s*(?=\\)")


def blank(text: str) -> str:
    r"""`text` of the same length with comments, verbatim, regions switched off and macro definitions blanked.

    >>> blank("a % b\nc")
    'a    \nc'
    """
    text = _HIDDEN.sub(lambda m: m[0] if m["escaped"] else spaces(m[0]), text)
    return without_definitions(text, _MACRO, _definition_end)


def _definition_end(text: str, at: int) -> int:
    """Where the arguments of a definition end: a name, optional arguments in [], the last group in braces."""
    end = at
    name = re.compile(r"\{\s*\\?[\w@*]+\s*\}|\\(?:[A-Za-z@]+|.)").match(text, at)
    if not name:
        return at
    end = name.end()
    while True:
        more = re.compile(r"(?:\s*\[[^\]\n]*\]|#\d)*[ \t]*\n?[ \t]*(?=\{)").match(text, end)
        if not more:
            return end
        end = group_end(text, more.end())
        if not re.compile(r"[ \t]*\{").match(text, end):
            return end


def group_end(text: str, at: int) -> int:
    """The offset behind the group that opens with the brace at `at`; the end of the text if it never closes."""
    return expansion.group_end(text, at) or len(text)


@dataclass(slots=True)
class Lines:
    """Line and column of an offset, both 1-based."""

    text: str
    starts: list[int]

    @classmethod
    def of(cls, text: str) -> "Lines":
        return cls(text, [0] + [m.end() for m in re.finditer(r"\r\n|\n|\r", text)])

    def line(self, at: int) -> int:
        return bisect_right(self.starts, at)

    def column(self, at: int) -> int:
        return at - self.starts[self.line(at) - 1] + 1

    def content(self, line: int) -> str:
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        return self.text[self.starts[line - 1]:end].rstrip("\r\n")
