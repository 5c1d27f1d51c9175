"""What in a document is not content (comments, verbatim, code, regions switched off, definitions) becomes
spaces of equal length."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ...patterns import regex
from ...prose.accents import with_letters
from ...prose.blanks import spaces, without_definitions
from ...prose.expansion import brace_group
from . import displays

VERBATIM = ("verbatim", "Verbatim", "BVerbatim", "LVerbatim", "lstlisting", "minted", "comment", "alltt",
            "filecontents", "tikzpicture", "algorithm", "algorithmic",
            "algorithm2e", "python", "pycode", "jllisting", "code", "listing", "thebibliography", "tabbing")
_NAMES = "|".join(VERBATIM)
_HIDDEN = regex(rf"""
    (?P<escaped>\\\\|\\%)|(?P<comment>%[^\n]*)
    |(?P<verbatim>\\begin\s*\{{(?P<env>(?:{_NAMES})\*?)\}}.*?(?:\\end\s*\{{(?P=env)\}}|\Z))
    |(?P<verb>\\(?:verb|lstinline|mintinline\{{\w+\}})\*?(?P<bar>[^\w\s{{*])[^\n]*?(?P=bar))
    |(?P<iffalse>\\iffalse(?![A-Za-z]).*?(?:\\fi(?![A-Za-z])|\Z))
""", re.S)
_DECLARED = re.compile(r"^[^%\n]*?\\(?:excludecomment|lstnewenvironment|newminted(?:\[\w+\])?|"
                       r"DefineVerbatimEnvironment|newtcblisting)\s*\{\s*(\w+\*?)\s*\}", re.M)
_GERMAN = re.compile(r"\\(?:documentclass|usepackage)[^\n]*\b(?:n?german|ngermanb|austrian|naustrian)\b")
_SPACED = re.compile(r"\\(begin|end)([ \t]+)(\{[A-Za-z]+\*?\})")
_TWICE = re.compile(r"(?:(?<=\$\$)|(?<=\\\[))\s*\\begin\{equation\*?\}|\\end\{equation\*?\}(?=\s*(?:\$\$|\\\]))")
_REALS = re.compile(r"\{\\rm\s+I\s*\\!\s*(?:\{R\}|R)\}")                      # {\rm I\!R} before there was \mathbb
_PRAGMA = re.compile(r"%+\s*texderive:\s*(.*?)\s*$")
_DEFINITION = regex(r"""
    \\(?:
        (?:re|provide)?newcommand|renewcommand|providecommand|DeclareMathOperator|DeclareRobustCommand|newenvironment
        |renewenvironment|newtheorem
        |DeclarePairedDelimiter|(?:New|Renew|Provide|Declare)Document(?:Command|Environment)|newcounter|setcounter
        |setlength|def|gdef|let|lstset
        |theoremstyle|hypersetup
    )(?![A-Za-z])\*?
""")
# \\hspace{1cm} and \\hskip 2em part formulas as \\quad does, smaller spaces do not
_WIDE = regex(r"""
    \\h(?:space\*?\s*\{|skip)\s*
    (?:[1-9][\d.]*\s*(?:cm|em|in)|0?\.[2-9]\d*\s*(?:cm|in)|[2-9]\d*\s*mm|[1-9]\d[\d.]*\s*(?:pt|mm))(?:\s*\}|(?![A-Za-z]))
""")
_NAME = re.compile(r"\s*(?:\{\s*\\?[\w@*]+\s*\}|\\(?:[A-Za-z@]+|.))")


@dataclass
class Masked:
    """`text` is as long as the source and holds content only;
    `pragmas` are (offset, words) of `% texderive:` comments."""

    text: str
    pragmas: list[tuple[int, str]] = field(default_factory=list)
    definitions: str = ""                # the source with only comments and code blanked, for collecting macros


def mask(source: str, file_end: Callable[[int], int] | None = None) -> Masked:
    r"""Blank what is not content; `file_end` gives the end of the file that an offset belongs to,
    where a region switched off ends at the latest.

    >>> mask("a % b\nc").text
    'a    \nc'
    """
    pragmas: list[tuple[int, str]] = []
    off_since: int | None = None
    off_until = len(source)
    holes: list[tuple[int, int]] = []

    def blank(match: re.Match[str]) -> str:
        nonlocal off_since, off_until
        if off_since is not None and match.start() >= off_until:
            holes.append((off_since, off_until))
            off_since = None
        if match["escaped"]:
            return match[0]
        if match["comment"]:
            pragma = _PRAGMA.match(match[0].rstrip("\r"))
            word = pragma.group(1).strip().lower() if pragma else ""
            if word == "off" and off_since is None:
                off_since = match.start()
                off_until = file_end(off_since) if file_end else len(source)
            elif word == "on" and off_since is not None:
                holes.append((off_since, match.end()))
                off_since = None
            elif pragma and off_since is None:
                pragmas.append((match.start(), pragma.group(1)))
        return spaces(match[0])

    text = _hidden(source).sub(blank, source)
    if off_since is not None:
        holes.append((off_since, off_until))
    for start, end in holes:
        text = text[:start] + spaces(text[start:end]) + text[end:]
    text = _REALS.sub(lambda m: r"\mathbb{R}".ljust(len(m[0])), text)
    text = _TWICE.sub(lambda m: spaces(m[0]), text)             # \[\begin{equation} of web pages is one display
    text = _SPACED.sub(r"\\\1\3\2", text.replace("\r", " "))       # \end {align} is \end{align}
    body = _WIDE.sub(lambda m: r"\quad".ljust(len(m[0])), displays.usual(_body_only(text), text))
    return Masked(with_letters(body, bool(_GERMAN.search(text))), pragmas, text)


def _hidden(source: str) -> re.Pattern[str]:
    r"""What is hidden, with the environments that a document declares as comments (\excludecomment) or
    as code (\lstnewenvironment)."""
    own = dict.fromkeys(m.group(1) for m in _DECLARED.finditer(source))
    return re.compile(_HIDDEN.pattern.replace(_NAMES, "|".join([_NAMES, *map(re.escape, own)]), 1), re.S) if own else _HIDDEN


def _body_only(text: str) -> str:
    """Without the preamble, what follows \\end{document}, and definitions in the body."""
    begin = re.search(r"\\begin\s*\{document\}", text)
    if begin:
        text = spaces(text[:begin.end()]) + text[begin.end():]
    end = re.search(r"\\end\s*\{document\}", text)
    if end:
        text = text[:end.start()] + spaces(text[end.start():])
    return without_definitions(text, _DEFINITION, _definition_end)


def _definition_end(text: str, at: int) -> int:
    name = _NAME.match(text, at)
    if not name:
        return at
    end = name.end()
    while True:
        more = re.compile(r"(?:\s*\[[^\]\n]*\]|#\d)*\s*(?=\{)").match(text, end)
        group = brace_group(text, more.end()) if more else None
        if group is None:
            return end
        end = group[1]
        if not re.compile(r"(?:\[[^\]\n]*\])?\{").match(text, end):
            return end
