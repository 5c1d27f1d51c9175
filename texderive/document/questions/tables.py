r"""Tables to complete: a row with a function and an empty cell below a heading such as "gradient" or $\nabla f(x)$."""
from __future__ import annotations

import re
from dataclasses import dataclass

from ...patterns import regex
from ...prose.expansion import brace_group, expand
from ...prose.symbols import bare, only_symbol
from ..context.scope import Scope
from ..lexical import extremes, formula, language
from ..lexical.definition import definitions
from ..lexical.operators import built, variables
from ..lexical.statement import clean, split_top
from ..outline.structure import Block
from .request import Request

TABLES = ("tabular", "tabular*", "tabularx", "tabulary", "longtable", "array")
_BEGIN = re.compile(rf"\\begin\s*\{{({'|'.join(map(re.escape, TABLES))})\}}")
_ROW = re.compile(r"\\\\(?:\s*\[[^\]]*\])?|\\tabularnewline(?![A-Za-z])")
_CELL = re.compile(r"(?<!\\)&")
_RULES = regex(r"""
    \\(?:
        hline|toprule|midrule|bottomrule|cline\s*\{[^{}]*\}|cmidrule\s*(?:\([^()]*\))?\s*\{[^{}]*\}|centering
        |rowcolor\s*\{[^{}]*\}|endhead
        |endfirsthead
    )(?![A-Za-z])
    |\\addlinespace(?:\[[^\]]*\])?
""")
_EMPTY = regex(rf"""
    (?:
        \s|[$?]
        |\\(?:
            q?quad|ldots|dots|cdots|displaystyle|strut|,|;|:|hspace\*?\s*\{{[^{{}}]*\}}|phantom\s*\{{[^{{}}]*\}}
            |rule\s*\{{[^{{}}]*\}}\s*\{{[^{{}}]*\}}
            |vphantom\s*\{{[^{{}}]*\}}
        )
        |\.\.\.|{language.BLANK.pattern}
    )*
""")
_FUNCTION = re.compile(r"\b(?:functions?|expressions?|f|funktion|fonction|función|funzione|ausdruck)\b|函数", re.IGNORECASE)
_VARIABLE = re.compile(r"\b(?:variables?|with respect to|w\.?\s?r\.?\s?t\.?|nach|par rapport|respecto)|变量", re.IGNORECASE)
_DRESS = re.compile(r"\\(?:textbf|textit|emph|bfseries|bf|itshape|displaystyle|small|centering)(?![A-Za-z])")
_LABEL = re.compile(r"\s*\(?(?:[a-z]|[ivx]+|\d+)[.)]\s*")


@dataclass(frozen=True)
class Cell:
    """A cell: its offset in the document and its text."""

    start: int
    text: str

    @property
    def latex(self) -> str:
        """What it holds as one formula."""
        return clean(_LABEL.sub("", _DRESS.sub("", self.text).replace("$", " "), count=1) if _LABEL.match(self.text)
                     else _DRESS.sub("", self.text).replace("$", " "))


def requests(scope: Scope) -> list[tuple[Request, Block]]:
    """What the tables of a document leave open, outside of solutions and statements."""
    found: list[tuple[Request, Block]] = []
    for begin in _BEGIN.finditer(scope.text):
        home = scope.home(begin.start())
        end = re.compile(rf"\\end\s*\{{{re.escape(begin.group(1))}\}}").search(scope.text, begin.end())
        if (end is None or home.inside("solution")
                or any(b.kind == "statement" and not b.name.startswith("table") for b in home.path())):
            continue
        rows = _rows(scope.text, _behind_arguments(scope.text, begin.end()), end.start())
        found += [(request, home) for request in _open_cells(rows, end.end(), scope)]
    return found


def _behind_arguments(text: str, at: int) -> int:
    while True:
        option = re.compile(r"\s*\[[^\]]*\]").match(text, at)
        group = brace_group(text, at) if option is None else None
        if option is None and (group is None or "\n" in text[at:text.index("{", at)]):
            return at
        at = option.end() if option else group[1]


def _rows(text: str, start: int, end: int) -> list[list[Cell]]:
    rows = []
    inside = _RULES.sub(lambda m: " " * len(m.group()), text[start:end])
    for at, row in split_top(inside, _ROW):
        cells = [Cell(start + at + offset + len(cell) - len(cell.lstrip()), cell.strip())
                 for offset, cell in split_top(row, _CELL)]
        if any(cell.text for cell in cells):
            rows.append(cells)
    return rows


def _open_cells(rows: list[list[Cell]], end: int, scope: Scope) -> list[Request]:
    """One request for each empty cell below a heading that names a derivative, or beside a derivative
    at the head of its row."""
    if len(rows) < 2:
        return []
    if beside := [Request(latex, row[0].start, end) for row in rows if len(row) > 1
                  and all(_EMPTY.fullmatch(cell.text) for cell in row[1:])
                  and formula.operator(latex := expand(row[0].latex, scope.macros)) and "=" not in latex]:
        return beside
    heads = [Cell(c.start, expand(c.text, scope.macros)) for c in rows[0]]
    kinds = [_kind(cell) for cell in heads]
    subject = next((k for k, cell in enumerate(heads) if not kinds[k]
                    and (_FUNCTION.search(cell.text) or formula_head(cell.latex))), None)
    if subject is None or not any(kinds):
        return []
    variable = next((k for k, cell in enumerate(heads) if k != subject and not kinds[k] and _VARIABLE.search(cell.text)), None)
    _, names = formula_head(heads[subject].latex) or ("", [])
    taken_by = [sorted(variables(h.latex)) if kind and formula.operator(h.latex) else [] for kind, h in zip(kinds, heads)]
    out = []
    for row in rows[1:]:
        function = expand(row[subject].latex, scope.macros) if subject < len(row) else ""
        if not function or _EMPTY.fullmatch(row[subject].text) or formula.operator(function):
            continue
        given = definitions(function)
        cell = row[variable] if variable is not None and variable < len(row) else None
        named = only_symbol(re.split(r"\\in(?![A-Za-z])", expand(cell.latex, scope.macros))[0]) if cell else None
        for kind, by, cell in zip(kinds, taken_by, row):
            if kind and _EMPTY.fullmatch(cell.text):
                latex = given[0].right if given else function
                out += [Request(asked, row[subject].start, end, kind=kind)
                        for asked in built(kind, latex, None, by
                                           or ([named] if named else list(given[0].arguments) if given else names))[:1]]
    return out


def _kind(cell: Cell) -> str:
    r"""The derivative that a heading names, in words or as \nabla f(x); "" for another heading."""
    if formula.operator(cell.latex):
        second = re.search(r"(?:\\nabla|∇|\\partial|\bd|\\mathrm\{d\})\s*(?:_\s*(?:\{[^{}]*\}|\w))?\s*\^\s*\{?\s*2|''",
                           cell.latex)
        return ("hessian" if second and "nabla" in cell.latex else "second" if second else "gradient"
                if "nabla" in cell.latex else "derivative")
    noun = language.NOUN_WORDS.search(cell.text)
    return noun.lastgroup or "" if noun and noun.lastgroup not in extremes.EXTREMES else ""


def formula_head(latex: str) -> tuple[str, list[str]] | None:
    """f and its arguments where the heading is f or f(x)."""
    call = re.fullmatch(r"(\\?[A-Za-z]+)\s*\(([^()]*)\)", latex.strip())
    if call:
        return bare(call.group(1)), [a.strip() for a in call.group(2).split(",") if only_symbol(a)]
    return (bare(latex), []) if only_symbol(latex) and len(bare(latex)) == 1 else None
