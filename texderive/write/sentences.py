"""Sentences with mathematics between dollars, for every writer."""
from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from ..patterns import later
from .glyphs import BIG, BINARY, ORDINARY, RELATION
from .latexmath import read
from .to_latex import to_latex
from .to_mathml import to_mathml
from .to_text import to_text
from .to_typst import to_typst

_MATH = later(r"(?<!\\)\$\$?(.+?)(?<!\\)\$\$?|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.S)
_COMMAND_OF = {glyph: rf"$\{word}$" for table in (RELATION, BIG, ORDINARY, BINARY) for word, glyph in table.items()
               if word.isalpha() and ord(glyph[0]) > 127}
_COMMAND_OF |= {"ᵀ": r"$^\top$", "²": r"$^2$", "³": r"$^3$", "✓": r"$\checkmark$", "−": r"$-$", "…": r"\dots{}",
                "–": "--", "—": "---", "\u00a0": "~",
                "’": "'", "‘": "`", "“": "``", "”": "''", "ℝ": r"$\mathbb{R}$"}
_DISPLAY, _DISPLAY_MARK = r"\displaystyle", ' displaystyle="true"'
_DOUBLE_SCRIPT = later(r"_(?:\{[^{}]*\}|\w)_|\^(?:\{[^{}]*\}|\w)\^")
_LATEX_SPECIAL = later(r"(?<!\\)([%#&_])")
_TYPST_SPECIAL = later(r"([\\*_`$#@<>\[\]~/='\"-])")
_ARGUMENT_COMMAND = later(r"\\(?:emph|textbf|textit|text|underline|texttt|mbox|textsf|textrm|textsc|footnotesize|"
                          r"small)\s*\{([^{}]*)\}")
_PLAIN = (("~", " "), ("``", "“"), ("''", "”"), ("---", "—"), ("--", "–"), (r"\%", "%"), (r"\&", "&"), (r"\#", "#"),
          (r"\_", "_"), (r"\$", "$"), (r"\\", " "), (r"\ ", " "), (r"\,", " "), (r"\@", ""))
_PREFIX_COMMAND = later(r"\\(?:[A-Za-z]+\*?(?:\[[^\]]*\])?)\s*")


def prose(sentence: str, backend: str) -> str:
    """The sentence for backend "latex", "text", "markdown", "html" or "typst";
    its mathematics is LaTeX between dollars.

    >>> prose(r"linearity; $Y_i$ is constant", "text")
    'linearity; Y_i is constant'
    """
    words, mathematics = BACKENDS[backend]
    out, end = [], 0
    for match in _MATH.finditer(sentence):
        out.append(words(sentence[end:match.start()]))
        out.append(mathematics(next(g for g in match.groups() if g is not None).strip()))
        end = match.end()
    out.append(words(sentence[end:]))
    return "".join(out)


def plain(words: str) -> str:
    """Words of LaTeX prose without its commands."""
    before = None
    while before != words:
        before, words = words, _ARGUMENT_COMMAND.sub(r"\1", words)
    for old, new in _PLAIN:
        words = words.replace(old, new)
    return _PREFIX_COMMAND.sub("", words).replace("{", "").replace("}", "") if any(c in words for c in "\\{}") else words


def _latex_words(words: str) -> str:
    words = _LATEX_SPECIAL.sub(r"\\\1", words)
    return words if words.isascii() else "".join(_COMMAND_OF.get(c, c) for c in words)


def _latex_math(latex: str) -> str:
    """As it stands; two subscripts in a row, which TeX refuses, become one."""
    return f"${to_latex(read(latex)) if _DOUBLE_SCRIPT.search(latex) else latex}$"


def _html_math(latex: str) -> str:
    return f'<math{_DISPLAY_MARK if latex.startswith(_DISPLAY) else ""}>{to_mathml(read(latex))}</math>'


def _typst_math(latex: str) -> str:
    text = to_typst(read(latex))
    return f"$display({text})$" if latex.startswith(_DISPLAY) else f"${text}$"


BACKENDS: dict[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
    "latex": (_latex_words, _latex_math),
    "text": (plain, lambda m: to_text(read(m))),
    "markdown": (plain, _latex_math),
    "html": (lambda w: escape(plain(w), quote=False), _html_math),
    "typst": (lambda w: _TYPST_SPECIAL.sub(r"\\\1", plain(w)), _typst_math),
}
