r"""The author's own prose, which is LaTeX, for the writers of other formats:
formulas set, displays on lines of their own, lists and breaks kept, commands taken out."""
from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from ..patterns import regex
from ..records import record
from .latexmath import read
from .sentences import BACKENDS, plain
from .to_mathml import to_mathml
from .to_text import to_text
from .to_typst import quoted, to_typst

_DISPLAYS = "equation|align|alignat|flalign|gather|multline|eqnarray|displaymath|IEEEeqnarray"
_PIECE = regex(rf"""
    \\begin\s*\{{(?P<env>(?:{_DISPLAYS})\*?)\}}(?:\s*\{{[^{{}}]*\}})?(?P<display>.*?)\\end\s*\{{(?P=env)\}}
    |(?<!\\)\$\$(?P<dollars>.+?)\$\$|\\\[(?P<brackets>.+?)\\\]
    |(?<!\\)\$(?P<inline>.+?)(?<!\\)\$|\\\((?P<parentheses>.+?)\\\)|\\verb\*?(?P<bar>[^\w\s{{*])(?P<verb>.*?)(?P=bar)
    |(?P<paragraph>\\par(?![A-Za-z])\s*|\n[ \t]*\n\s*)|(?P<line>\\\\\*?(?:\[[^\]]*\])?\s*|\\newline(?![A-Za-z])\s*)
    |\\item(?![A-Za-z])(?:\s*\[(?P<mark>[^\]]*)\])?\s*(?P<item>)|\\(?:eqref|ref|[cC]ref|autoref)\s*\{{
      (?P<reference>[^{{}}]*)\}}
    |\\cite[a-z]*\*?\s*(?:\[[^\]]*\]\s*)*\{{(?P<citation>[^{{}}]*)\}}|\\(?:begin|end)\s*\{{\w+\*?\}}(?:\[[^\]]*\])?
      (?P<border>)
""", re.S)
_NUMBER = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])|\\(?:label|tag)\*?\s*\{[^{}]*\}")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_<>#])")


@record
class _Format:
    words: Callable[[str], str]
    inline: Callable[[str], str]
    display: Callable[[list[str]], str]
    code: Callable[[str], str]
    paragraph: str
    line: str
    item: str


def author(latex: str, backend: str) -> str:
    r"""As written for LaTeX, otherwise with the commands taken out.

    >>> author(r"Let \begin{equation} f = x^\top x \end{equation} be \emph{given}", "text")
    'Let \n   f = xᵀx\n be given'
    """
    if backend == "latex":
        return latex
    form, out, end = _FORMATS[backend], [], 0
    for match in _PIECE.finditer(latex):
        out += [form.words(latex[end:match.start()]), _piece(match, form)]
        end = match.end()
    return "".join([*out, form.words(latex[end:])]).strip()


def _piece(match: re.Match[str], form: _Format) -> str:
    display = match["display"] or match["dollars"] or match["brackets"]
    if display is not None:
        rows = [_NUMBER.sub("", r).strip() for r in _split(display, r"\\")]
        return form.display([r for r in rows if r])
    formula = match["inline"] or match["parentheses"]
    if formula is not None:
        return form.inline(formula.strip())
    if match["verb"] is not None:
        return form.code(match["verb"])
    if match["paragraph"] is not None:
        return form.paragraph
    if match["line"] is not None:
        return form.line
    if match["item"] is not None:
        return form.item + (form.words(match["mark"]) + " " if match["mark"] else "")
    reference = match["reference"] or match["citation"]
    return form.words(f"[{reference}]") if match["citation"] else form.words(f"({reference})") if reference else ""


def _split(latex: str, at: str) -> list[str]:
    r"""Parts between the separators `\\` or `&` that stand in no bracket and no environment."""
    parts, depth, start = [], 0, 0
    for match in re.finditer(r"\\begin\s*\{|\\end\s*\{|\\\\(?:\[[^\]]*\])?|\\.|[{}&]", latex, re.S):
        token = match.group()
        if token.startswith(r"\begin"):
            depth += 2                                       # the brace of its name closes one of them
        elif token == "{":
            depth += 1
        elif token == "}":
            depth -= 1
        elif not depth and token[:len(at)] == at and (at == "&" or token.startswith("\\\\")):
            parts.append(latex[start:match.start()])
            start = match.end()
    return [*parts, latex[start:]]


def _boxes(row: str):
    return read(" ".join(_split(row, "&")).strip())


def _markdown_display(rows: list[str]) -> str:
    body = (rows[0].replace("&", "") if len(rows) == 1 and len(_split(rows[0], "&")) > 1 else rows[0] if len(rows) == 1
            else "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}")
    return f"\n\n$$\n{body}\n$$\n\n"


_FORMATS = {
    "text": _Format(plain, BACKENDS["text"][1], lambda rows: "".join(f"\n   {to_text(_boxes(r)).strip()}" for r in rows)
                    + "\n", str, "\n\n", "\n", "\n- "),
    "markdown": _Format(lambda w: _MARKDOWN_SPECIAL.sub(r"\\\1", plain(w)), BACKENDS["markdown"][1], _markdown_display,
                        lambda c: f"`{c}`", "\n\n", "  \n", "\n- "),
    "html": _Format(BACKENDS["html"][0], BACKENDS["html"][1],
                    lambda rows: "".join(f'<math display="block">{to_mathml(_boxes(r))}</math>' for r in rows),
                    lambda c: f"<code>{escape(c, quote=False)}</code>", "</p>\n<p>", "<br>\n", "<br>\n• "),
    "typst": _Format(BACKENDS["typst"][0], BACKENDS["typst"][1], lambda rows: "\n$ "
                     + " \\ ".join(to_typst(_boxes(r)) for r in rows) + " $\n",
                     lambda c: f"#raw({quoted(c)})", "\n\n", " \\\n", " \\\n• "),
}
