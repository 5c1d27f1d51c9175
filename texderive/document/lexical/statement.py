r"""Statements of a formula: split at commas, rows and words, with their sides and relations;
lexically, after macro expansion."""
from __future__ import annotations

import re
from dataclasses import dataclass

from ...patterns import regex

_NOISE = regex(r"""
    \\(?:text|textbf|textrm|mathrm|mbox)\s*\{\s*\(?(?:[a-h]|[ivx]{1,4}|\d)[).]\s*\}
    |\\(?:label|tag\*?|vspace|hspace\*?)\s*\{[^{}]*\}
    |\\(?:nonumber|notag|displaystyle|textstyle|limits|hfill|qquad(?=\s*$)|quad(?=\s*$))(?![A-Za-z])
""")
_TRAIL = re.compile(r"(?:\s|\\[,;:! ]|~|\\quad|\\qquad|\\hfill|\\ |[.,;:。，；!])+$")
LEAD = re.compile(r"^(?:\s*\((?:[a-h]|[ivx]{1,4}|\d)\)\s*(?=\\(?:[;,:! ]|q?quad(?![A-Za-z])))|\s|\\[,;:!]|\\ |~|&|"
                  r"\\quad(?![A-Za-z])|\\qquad(?![A-Za-z]))+")
_RELATION = regex(r"""
    (?P<define>
        :=|\\coloneqq|\\triangleq|\\doteq|\\equiv(?![A-Za-z])|\\stackrel\s*\{[^{}]*\}\s*\{\s*=\s*\}
        |\\overset\s*\{[^{}]*\}\s*\{\s*=\s*\}
        |\\mathrel\s*\{\s*:?=\s*\}
    )
    |(?P<equal>=)
    |(?P<other>
        \\(?:
            leftarrow|gets|to|rightarrow|mapsto|approx|propto|sim|simeq|leq?|geq?|neq?|ne|in|notin|lt|gt|preceq?|succeq?
            |iff|implies|Rightarrow
            |Leftrightarrow|leftrightarrow|perp|subset|ll|gg|longrightarrow|stackrel|perp
        )(?![A-Za-z])
        |[<>≤≥≠∈←→]
    )
""")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a formula: its sides and the relations between them; `start` is its offset in the formula."""

    text: str
    sides: tuple[str, ...]
    relations: tuple[str, ...]
    start: int = 0

    @property
    def left(self) -> str:
        return self.sides[0]

    @property
    def right(self) -> str | None:
        """What follows the first "=", or None."""
        return self.sides[1] if self.relations and self.relations[0] in ("=", ":=") else None


def clean(latex: str) -> str:
    r"""A formula without labels, leading and trailing space and punctuation.

    >>> clean(r"\displaystyle x^2 \label{a} .")
    'x^2'
    """
    text = _NOISE.sub(" ", latex)
    text = LEAD.sub("", text)
    return _TRAIL.sub("", text)


def split_top(text: str, separators: re.Pattern[str]) -> list[tuple[int, str]]:
    """Parts of `text` between separators at the top level of brackets and environments, each with its offset."""
    parts, depth, start, k = [], 0, 0, 0
    while k < len(text):
        c = text[k]
        if depth == 0 and (match := separators.match(text, k)):
            parts.append((start, text[start:k]))
            k = start = match.end()
            continue
        if c == "\\":
            word = re.compile(r"\\(?:[A-Za-z]+|.)", re.S).match(text, k)
            token = word.group() if word else c
            if token in ("\\begin", "\\{", "\\lbrack", "\\langle"):
                depth += 1
            elif token in ("\\end", "\\}", "\\rbrack", "\\rangle"):
                depth -= 1
            elif token in ("\\left", "\\right", "\\bigl", "\\bigr"):
                bracket = re.compile(r"\s*(\\[{}|]|\\[A-Za-z]+|.)", re.S).match(text, k + len(token))
                depth += 1 if token == "\\left" else -1 if token == "\\right" else 0
                if bracket and token in ("\\left", "\\right"):
                    k = bracket.end()
                    continue
            k += len(token)
            continue
        depth += (c in "{([") - (c in "})]")
        depth = max(depth, 0)
        k += 1
    parts.append((start, text[start:]))
    return parts


_JOINING = (r"and|or|where|with|for|if|when|then|so|thus|hence|let|given|is|are|et|ou|où|avec|pour|und|oder|mit|wobei|"
            r"für|con|donde|per|e|y|其中|且|和")
_STATEMENTS = regex(rf"""
    ,|;(?!\w)|\\(?:quad|qquad)(?![A-Za-z])|\\\\(?:\[[^\]]*\])?|\\(?:intertext|shortintertext)\s*\{{[^{{}}]*\}}
    |\\(?:text|mbox|textrm|textbf|textit)\s*\{{\s*(?:(?:{_JOINING})\b[^{{}}]*|[^{{}}\s]+\s+[^{{}}]*\S\s*)\}}
""")
WRAPPED = re.compile(r"^\s*\\begin\s*\{(aligned|split|gathered|alignedat|"
                     r"multlined)\}(?:\s*\[\w\])?(?:\s*\{\d+\})?(.*)\\end\s*\{\1\}\s*[.,;]?\s*$", re.S)
_ROW = r"\\\\(?:\[[^\]]*\])?"
_CONTINUED = re.compile(rf"{_ROW}(?:\s|&|\\(?:q?quad|[,;!:])(?![A-Za-z])|\\hspace\*?\{{[^{{}}]*\}})*(?=[+\-=]|"
                        rf"\\(?:cdot|times|pm|mp|odot)(?![A-Za-z]))|(?<=[+\-=])\s*{_ROW}(?:\s|&)*")


_ARRAY = re.compile(r"\\begin\s*\{([bpvBV]?matrix\*?|smallmatrix|array|cases|aligned|gathered|split)\}.*?\\end\s*\{\1\}", re.S)


def one_line_each(latex: str) -> str:
    r"""Rows that continue the one before ("\\ & + ...", "\\ &= ...") joined to it,
    an aligned block around everything taken off.

    >>> one_line_each(r"f &= a \\ &\quad + b \\ g &= c")
    'f &= a  + b \\\\ g &= c'
    """
    wrapped = WRAPPED.match(latex)
    latex = wrapped.group(2) if wrapped else latex
    inner = [m.span() for m in _ARRAY.finditer(latex)]  # the rows of a matrix are no lines of the formula
    return _CONTINUED.sub(lambda m: m.group() if any(a < m.start() < b for a, b in inner) else " ", latex)


def statements(latex: str) -> list[Statement]:
    r"""The statements of a formula, split at top-level commas, spaces, rows and words.

    >>> [s.text for s in statements(r"f(x) = x^2, \quad f'(x)")]
    ['f(x) = x^2', "f'(x)"]
    """
    found = []
    latex = one_line_each(_NOISE.sub(lambda m: " " * len(m.group()), latex))
    latex = _columns(latex) if "&" in latex else latex
    for start, piece in split_top(latex, _STATEMENTS):
        text = clean(piece)
        if text and text not in ("?",):
            found.append(_statement(text, start + len(piece) - len(piece.lstrip())))
    return found


_ROW_OR_CELL = re.compile(r"\\\\|\\&|&")
_SIGN_BEHIND = re.compile(rf"(?:\s|&)*(?:{_RELATION.pattern}|[+\-]|\Z)")
_SIGN_BEFORE = re.compile(r"(?:[=+\-<>&≤≥≈]|\\(?:le|leq|ge|geq|approx|sim|propto|to|in|neq?|equiv|quad|"
                          r"qquad)(?![A-Za-z])|\\\\)\s*\Z")


def _columns(latex: str) -> str:
    """A formula without the signs that align its rows; every second one of a row parts columns,
    a &= b & c &= d, and is a comma.
    Those of matrices stay."""
    inner = [m.span() for m in _ARRAY.finditer(latex)]
    out, at = list(latex), 0
    for mark in _ROW_OR_CELL.finditer(latex):
        if mark.group() == "\\&" or any(a < mark.start() < b for a, b in inner):
            continue
        at = 0 if mark.group() != "&" else at + 1
        if mark.group() == "&":
            parts = (at % 2 == 0 and not _SIGN_BEHIND.match(latex, mark.end())
                     and not _SIGN_BEFORE.search(latex, max(0, mark.start() - 30), mark.start()))
            out[mark.start()] = "," if parts else " "
    return "".join(out)


def _statement(text: str, start: int) -> Statement:
    sides, relations, at = [], [], 0
    marks = _top_relations(text)
    for position, end, name in marks:
        sides.append(clean(text[at:position]))
        relations.append(name)
        at = end
    sides.append(clean(text[at:]))
    return Statement(text, tuple(sides), tuple(relations), start)


def _top_relations(text: str) -> list[tuple[int, int, str]]:
    marks: list[tuple[int, int, str]] = []
    parts = split_top(text, _RELATION)
    for (start, piece), (after, _) in zip(parts, parts[1:]):
        position = start + len(piece)
        match = _RELATION.match(text, position)
        name = "=" if match and match["equal"] else ":=" if match and match["define"] else match.group() if match else "="
        marks.append((position, after, name))
    return marks
