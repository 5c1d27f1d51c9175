"""A stand-alone handout of a solved document: its problem statements and their solutions, laid out by the templates."""
from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ..patterns import regex
from ..prose.expansion import expand
from .document import Document
from .outline.numbering import Numbering
from .outline.references import References
from .outline.structure import Block
from .pipeline import Solution

_LOST = regex(r"""
    \s*(?:
        ~?\\[cC]ite[pt]?\s*(?:\[[^\]]*\])*\{[^{}]*\}|\\label\s*\{[^{}]*\}
        |\\(?:points|pause|bigskip|medskip|smallskip|hfill|noindent|newpage)(?![A-Za-z])(?:\{[^{}]*\})?
        |\\v?space\*?\{[^{}]*\}
    )\s*
""")
FORMATS = {"latex": ".tex", "typst": ".typ", "html": ".html", "markdown": ".md", "text": ".txt", "pdf": ".pdf"}


def render(solution: Solution, form: str, variant: str = "solutions", detail: str = "normal",
           templates: str | None = None) -> str:
    """The handout, or the notes, as text in one format."""
    from .. import render as rendering
    document = solution.document
    title = _plain(document.metadata("title"), " -- ") or None
    head = {"title": title, "author": _plain(document.metadata("author"), ", "), "date": _date(document),
            "detail": detail, "templates": templates}
    found = entries(solution)
    if variant == "student":  # a further question of a statement that is there already adds nothing
        found = [entry for entry in found if entry["statement"]]
    return rendering.notes(found, form, **head) if variant == "notes" else rendering.handout(found, form, variant=variant, **head)


def entries(solution: Solution) -> list[dict[str, Any]]:
    """One mapping per problem: what the document calls it (`label`; `group` where a new one begins, with its title;
    `part`), its words (`intro` of the group's parts, `own`, both together `statement`;
    macros expanded, so that they stand alone), derivation or None, message,
    and the derivations `above` of the same words."""
    document = solution.document
    numbering = Numbering(document.masked.text, document.outline, document.masked.definitions + document.inputs.definitions)
    references = References(document.masked.text, document.outline, numbering)
    asking = [p.request.start for p in document.problems]
    out: list[dict[str, Any]] = []
    shown: set[tuple[Block, str]] = set()
    before, earlier = "", []
    for problem, outcome in solution.outcomes:
        home = _home(problem.block)
        above = _around(home)
        words = [(block, statement_of(document, block, problem.request.start, asking, block in numbering.labels,
                                      references)) for block in (above, home) if block is not None]
        intro, own = "" if above is None or words[0] in shown else words[0][1], "" if words[-1] in shown else words[-1][1]
        shown |= set(words)
        name = numbering.name(problem.block)
        derivation = solution.derivations.get(problem.number)
        earlier = earlier if not own else []
        out.append({"title": "", "label": numbering.heading(problem.block), "group": name.problem
                    if name.problem != before else "", "part": name.part, "intro": intro, "own": own,
                    "statement": "\n\n".join(p for p in (intro, own) if p), "derivation": derivation,
                    "message": outcome.message, "above": earlier})
        before, earlier = name.problem, [*earlier, *([derivation] if derivation is not None else [])]
    return out


def _home(block: Block) -> Block:
    return block.nearest("item", "label", "problem") or block


def _around(home: Block) -> Block | None:
    """The problem, item or section whose list an item stands in: its words introduce all items."""
    return (next((b for b in home.ancestors() if b.kind in ("item", "label", "problem", "section")), None)
            if home.kind == "item" else None)


def statement_of(document: Document, home: Block, at: int, asking: list[int], whole: bool, references: References | None) -> str:
    """The text of the problem, its solutions, comments and lists of further problems left out;
    of a section that is not a problem as a `whole` only the paragraph around the formula."""
    text = document.masked.text
    if home.kind in ("section", "document") and any(c.start <= at < c.end for c in home.children if c.kind == "list"):
        child = next(c for c in home.children if c.start <= at < c.end)
        start = max((c.end for c in home.children if c.end <= child.start), default=home.inner)
        start = start if whole else max((m.end() for m in re.finditer(r"\n[ \t]*\n", text[start:child.start].rstrip())),
                                        default=0) + start
        pieces = [(start, child.start)]
    elif home.kind in ("section", "document"):
        start = max((m.end() for m in re.finditer(r"\n[ \t]*\n", text[:at])), default=home.inner)
        stop = re.compile(r"\n[ \t]*\n|\\begin\s*\{solution|\\(?:sub)*section").search(text, at)
        pieces = [(max(start, home.inner), stop.start() if stop else home.close)]
    else:
        pieces = _without_solutions(home, asking)
    words = expand(" ".join(_uncommented(document, *piece) for piece in pieces), document.macros)
    words = references.resolved(words) if references else words
    words = _LOST.sub(lambda m: "\n\n" if re.search(r"\n[ \t]*\n", m.group()) else "\n" if "\n" in m.group()
                      else " ", _balanced(words))
    return re.sub(r"\n{2,}", "\n\n", re.sub(r" ?\n ?", "\n", re.sub(r"[ \t]+", " ", words))).strip()


def _balanced(words: str) -> str:
    """Without brackets that are closed or opened outside: "1.} Compute" behind {\\bf 1.}."""
    loose: list[int] = []
    opened: list[int] = []
    for match in re.finditer(r"\\.|[{}]", words, re.S):
        if match.group() == "{":
            opened.append(match.start())
        elif match.group() == "}":
            (opened.pop() if opened else loose.append(match.start()))
    outside = {*loose, *opened}
    return "".join(c for k, c in enumerate(words) if k not in outside)


def _uncommented(document: Document, start: int, end: int) -> str:
    """The content between two offsets; a line that holds a comment only is no empty line,
    which would end a paragraph."""
    lines, at = [], start
    for line in document.masked.text[start:end].splitlines(keepends=True):
        if line.strip() or not document.base.text[at:at + len(line)].strip():
            lines.append(line)
        at += len(line)
    return "".join(lines)


def _without_solutions(block: Block, asking: list[int]) -> list[tuple[int, int]]:
    spans, at = [], block.inner
    for child in block.children:
        if child.kind == "solution" or child.kind == "list" and any(child.start <= p < child.end for p in asking):
            spans.append((at, child.start))
            at = child.end
    return [*spans, (at, block.close)]


def _date(document: Document) -> str:
    r"""The document's date, unless it is that of the day, which would make every build another."""
    words = document.metadata("date")
    return "" if r"\today" in words else _plain(words, ", ")


def _plain(words: str, between: str) -> str:
    r"""A title on one line: without sizes and thanks, its \\ and \and as `between`."""
    words = re.sub(r"\\(?:large|Large|LARGE|huge|Huge|small|thanks\{[^{}]*\}|textbf|bf|vspace\{[^{}]*\})(?![A-Za-z])", "", words)
    lines = re.split(r"\\\\\*?(?:\[[^\]]*\])?|\\and(?![A-Za-z])", words)
    return between.join(line for part in lines if (line := re.sub(r"\s+", " ", part).strip()))


def pdf(solution: Solution, target: Path, variant: str, detail: str, templates: str | None,
        handout_only: bool) -> tuple[str, bool]:
    """Write a PDF: of the document with its solutions where a TeX engine can set it, else of the handout.

    Gives the engine's name and whether the PDF shows the document itself.
    """
    from .. import render as rendering
    from ..errors import DocumentError
    from ..render.engines import available
    document, tex = solution.document, available(typst=False)
    if not handout_only and document.preamble and tex:
        try:
            with _inputs_beside(document):
                return rendering.pdf(target, latex=solution.flat), True
        except DocumentError as error:
            if error.code != "TD521":
                raise
    if handout_only and tex:
        try:
            return rendering.pdf(target, latex=render(solution, "latex", variant, detail, templates)), False
        except DocumentError as error:                       # a statement that needs a package of the author's
            if error.code != "TD521" or "typst" not in available():
                raise
    return rendering.pdf(target, typst=render(solution, "typst", variant, detail, templates)), False


class _inputs_beside:
    """TEXINPUTS with the document's folder while its PDF is set."""

    def __init__(self, document: Document):
        self.folder = str(document.base.path.resolve().parent) if document.base.path else ""

    def __enter__(self) -> None:
        import os
        self.before = os.environ.get("TEXINPUTS")
        os.environ["TEXINPUTS"] = f".:{self.folder}:{self.before or ''}"

    def __exit__(self, *_: Any) -> None:
        import os
        if self.before is None:
            os.environ.pop("TEXINPUTS", None)
        else:
            os.environ["TEXINPUTS"] = self.before
