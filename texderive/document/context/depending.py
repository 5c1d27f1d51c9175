r"""What a text says depends on what: $K(\theta)\in\mathbb{R}^{n\times n}$, "let $A(t)$ be invertible", "$A$ is a function
of $t$", "where $\frac{dA}{dt}$ is given"."""
from __future__ import annotations

import re

from ...patterns import regex
from ..lexical.statement import clean
from ..outline.structure import Block, walk
from .scope import Scope

_LETTER = r"(?:\\(?:math\w+|bm|boldsymbol)\s*\{?\s*[A-Z]\s*\}?|[A-Z])"
_CALL = re.compile(rf"(?P<call>(?P<name>{_LETTER})\s*\(\s*(?P<argument>\\?[A-Za-z]+)\s*\))\s*"
                   r"(?:\\in(?![A-Za-z])[^=]*\\times[^=]*)?")
_RATE = regex(rf"""
    \\[dt]?frac\s*\{{\s*(?:\\partial|\\mathrm\s*\{{\s*d\s*\}}|d)\s*(?P<name>{_LETTER})\s*\}}
    \s*\{{\s*(?:\\partial|\\mathrm\s*\{{\s*d\s*\}}|d)\s*(?P<argument>\\?[A-Za-z]+)\s*\}}
""")
_NAME, _ARGUMENT = re.compile(_LETTER), re.compile(r"\\?[A-Za-z]+")
_IN_TERMS = re.compile(r"(?i)(?:\bin\s+terms\s+of|\bthrough|\ben\s+fonction\s+de)\b[^.]{0,60}$")
_GIVEN = re.compile(r"(?i)\$?[^$.]{0,25}?(?:\b(?:known|given|bekannt|gegeben|connue?|donn[ée]e?|conocida)\b|已知)")
_ON = regex(r"""
    (?i)\s*,?\s*(?:\w+\s+){0,3}?(?:
        depend(?:s|ing)?\s+(?:smoothly\s+)?(?:up)?on|(?:is|be)\s+an?\s+(?:\w+\s+){0,2}function\s+of|h[äa]ngt\s+(?:\w+\s+)?von
        |d[ée]pend\s+d[eu]|depende\s+d[eo]|dipende\s+da|зависит\s+от
    )(?:\s+(?:an?|the|its|einem|un)\s+(?:\w+\s+){0,2}|\s*)
""")
_OF_CHINESE, _BEHIND_CHINESE = re.compile(r"[^$]{0,4}(?:[为是]|依赖[于]?|关于)\s*"), re.compile(r"\s*的(?:\w{0,4})函数")


def stated(scope: Scope) -> list[tuple[int, Block, str, str, str]]:
    """(offset, block, name, argument, call) of each dependence that the text states."""
    found = []
    for block in walk(scope.root):
        fragments = scope.own_fragments(block) if block.kind not in ("solution", "other") else ()
        for f, behind in zip(fragments, (*fragments[1:], None)):
            latex = clean(scope.formula(f))
            if match := _CALL.fullmatch(latex):
                found.append((f.start, block, match["name"], match["argument"], match["call"]))
            elif (match := _RATE.fullmatch(latex)) and (_GIVEN.match(scope.text, f.end)
                                                        or _IN_TERMS.search(scope.text[max(0, f.start - 90):f.start])):
                found.append((f.start, block, match["name"], match["argument"], f"{match['name']}({match['argument']})"))
            elif behind is not None and _NAME.fullmatch(latex) and _ARGUMENT.fullmatch(of := clean(scope.formula(behind))):
                words = scope.text[f.end:behind.start]
                if _ON.fullmatch(words) or _OF_CHINESE.fullmatch(words) and _BEHIND_CHINESE.match(scope.text, behind.end):
                    found.append((f.start, block, latex, of, f"{latex}({of})"))
    return found
