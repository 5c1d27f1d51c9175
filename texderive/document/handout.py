"""A stand-alone handout of a solved document: its problem statements and their solutions, laid out by the templates."""
from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ..prose.expansion import expand
from .document import Document
from .numbering import Numbering
from .pipeline import Solution
from .structure import Block

FORMATS = {"latex": ".tex", "typst": ".typ", "html": ".html", "markdown": ".md", "text": ".txt", "pdf": ".pdf"}


def render(solution: Solution, form: str, variant: str = "solutions", detail: str = "normal", templates: str | None = None) -> str:
    """The handout as text in one format."""
    from ..render import handout
    document = solution.document
    title = _plain(document.metadata("title")) or None
    return handout(entries(solution), form, variant=variant, title=title, author=_plain(document.metadata("author")), date=_date(document), preamble="", detail=detail, templates=templates)


def entries(solution: Solution) -> list[dict[str, Any]]:
    """One mapping per problem: label (what the document calls it), statement (macros expanded, so that it stands alone), derivation or None, message."""
    document = solution.document
    numbering = Numbering(document.masked.text, document.outline, document.masked.definitions + document.inputs.definitions)
    out, shown = [], set()
    for problem, outcome in solution.outcomes:
        home = _home(problem.block)
        above = _around(home)
        parts = [statement_of(document, block, problem.request.start) for block in (above, home) if block is not None and block not in shown]
        statement = "\n\n".join(p for p in parts if p)
        shown |= {home, above}
        out.append({"title": "", "label": numbering.heading(problem.block), "statement": statement, "derivation": solution.derivations.get(problem.number), "message": outcome.message})
    return out


def _home(block: Block) -> Block:
    return next((b for b in [block, *block.ancestors()] if b.kind in ("item", "label", "problem")), block)


def _around(home: Block) -> Block | None:
    """The problem, item or section whose list an item stands in: its words introduce all items."""
    return next((b for b in home.ancestors() if b.kind in ("item", "label", "problem", "section")), None) if home.kind == "item" else None


def statement_of(document: Document, home: Block, at: int) -> str:
    """The text of the problem, its solutions and comments left out; of a section only the paragraph around the formula."""
    text = document.masked.text
    if home.kind in ("section", "document") and any(c.start <= at < c.end for c in home.children if c.kind == "list"):
        child = next(c for c in home.children if c.start <= at < c.end)
        start = max((m.end() for m in re.finditer(r"\n[ \t]*\n", text[home.inner:child.start].rstrip())), default=0) + home.inner
        pieces = [text[start:child.start]]
    elif home.kind in ("section", "document"):
        start = max((m.end() for m in re.finditer(r"\n[ \t]*\n", text[:at])), default=home.inner)
        stop = re.compile(r"\n[ \t]*\n|\\begin\s*\{solution|\\(?:sub)*section").search(text, at)
        pieces = [text[max(start, home.inner):stop.start() if stop else home.close]]
    else:
        pieces = [text[a:b] for a, b in _without_solutions(home)]
    words = expand(" ".join(pieces), document.macros)
    words = re.sub(r"\\label\s*\{[^{}]*\}|\\(?:points|pause|bigskip|medskip|smallskip|hfill|noindent|newpage)(?![A-Za-z])(?:\{[^{}]*\})?|\\v?space\*?\{[^{}]*\}", " ", words)
    return re.sub(r"[ \t]+", " ", re.sub(r"\n\s*", "\n", words)).strip()


def _without_solutions(block: Block) -> list[tuple[int, int]]:
    spans, at = [], block.inner
    for child in block.children:
        if child.kind == "solution" or child.kind == "list":
            spans.append((at, child.start))
            at = child.end
    return [*spans, (at, block.close)]


def _date(document: Document) -> str:
    r"""The document's date, unless it is that of the day, which would make every build another."""
    words = document.metadata("date")
    return "" if r"\today" in words else _plain(words)


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\\(?:large|Large|LARGE|huge|Huge|small|thanks\{[^{}]*\}|textbf|bf|vspace\{[^{}]*\})(?![A-Za-z])", "", words)).strip()


def pdf(solution: Solution, target: Path, variant: str, detail: str, templates: str | None, handout_only: bool) -> tuple[str, bool]:
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
    typst = render(solution, "typst", variant, detail, templates)
    if handout_only and tex:
        try:
            return rendering.pdf(target, latex=render(solution, "latex", variant, detail, templates)), False
        except DocumentError as error:                       # a statement that needs a package of the author's
            if error.code != "TD521" or "typst" not in available():
                raise
    return rendering.pdf(target, typst=typst), False


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
