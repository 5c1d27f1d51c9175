"""Finished derivations laid out by templates: fragments, handouts, notes, PDF."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .codes import CODES

_AUTHORS_PAGE = 32.0        # em: an item of a list in the article class, where nothing is known of the page
_TITLES = {"solutions": "Solutions", "hints": "Problems with hints", "student": "Problems"}
__all__ = ["CODES", "derivation", "handout", "notes", "pdf", "copy_templates"]


def derivation(d: Any, format: str = "text", detail: str = "normal", *, plain: bool = True, amssymb: bool = False,
               standalone: bool = False,
               templates: str | Path | None = None, room: float | None = None, above: Iterable[Any] = ()) -> str:
    r"""A Derivation as "latex", "text", "markdown", "html" or "typst".

    plain       LaTeX that needs amsmath only, to paste or insert anywhere; amssymb=True says that \mathbb may be used
                as well
    standalone  a whole document (HTML always is one)
    room        the width of a line of plain LaTeX in em; that of the article class by default
    above       derivations that stand right above: what they begin with as well is not said again
    """
    if standalone:
        return handout([{"title": "", "statement": "", "derivation": d}], format, detail=detail, templates=templates, title="")
    from .context import derivation_view
    from .environment import fill
    backend = _backend(format)
    room = room or _AUTHORS_PAGE
    view = derivation_view(d, replace(backend, width=room, page=room) if format == "latex" and plain else backend, detail, above)
    text = fill(format, "derivation", {"d": view, "plain": plain, "level": 2}, templates)
    if format == "html":
        return fill("html", "page", {"title": "Derivation", "body": _safe(f"<p>{view['request']}</p>\n{text}")}, templates)
    return text.replace(r"\mathbb{", r"\mathbf{") if format == "latex" and plain and not amssymb else text


def handout(problems: Iterable[Mapping[str, Any]], format: str = "latex", *, variant: str = "solutions",
            title: str | None = None, author: str = "", date: str = "", preamble: str = "",
            detail: str = "normal", templates: str | Path | None = None) -> str:
    r"""A handout of problems.

    Each is a mapping with `label` (its name in the document, else "Problem 1"...), `title`, `statement` (the author's
    LaTeX prose), `derivation` (or None) and `message` (why there is none).  Parts of one problem have `group` (the
    problem's name at its first part, else ""), `part`, and their `statement` as `intro` (of the group) and `own`.
    `above`: derivations of earlier questions of the same statement.

    variant   "student" (statements), "hints" (statements and the rules needed) or "solutions"
    preamble  LaTeX definitions of the author's macros, used by the statements
    """
    title = _TITLES.get(variant) if title is None else title
    if title is None:
        from ..errors import DocumentError
        raise DocumentError(f"there is no variant {variant!r} of a handout", code="TD526",
                            hint="use one of " + ", ".join(_TITLES))
    return _document("handout", problems, format, variant, title, author, date, preamble, detail, templates)


def notes(problems: Iterable[Mapping[str, Any]], format: str = "latex", *, title: str | None = None, author: str = "",
          date: str = "", preamble: str = "", detail: str = "full",
          templates: str | Path | None = None) -> str:
    """Course notes: derivations under headings, with the reason of every rule."""
    return _document("notes", problems, format, "solutions", "Notes" if title is None else title, author, date,
                     preamble, detail, templates)


def pdf(out_path: str | Path, latex: str | None = None, typst: str | None = None, engine: str = "auto",
        time_limit: float = 60.0) -> str:
    """Write a PDF by the first engine there is and give its name; see render.engines."""
    from .engines import pdf as write_pdf
    return write_pdf(out_path, latex=latex, typst=typst, engine=engine, time_limit=time_limit)


def copy_templates(folder: str | Path) -> list[Path]:
    """Copies the built-in templates to a folder, file by file; gives the paths written."""
    from .environment import copy_templates as copy
    return copy(folder)


def _document(name: str, problems: Iterable[Mapping[str, Any]], format: str, variant: str, title: str, author: str,
              date: str, preamble: str, detail: str,
              templates: str | Path | None) -> str:
    from ..write.authors import author as author_prose
    from .context import derivation_view, hints
    from .environment import fill
    backend = _backend(format)
    words = (lambda s: _safe(author_prose(s, "html"))) if format == "html" else (lambda s: author_prose(s, format))
    sections: list[dict[str, Any]] = []
    problems = list(problems)
    before = ""
    for number, problem in enumerate(problems, 1):
        d = problem.get("derivation")
        view = derivation_view(d, backend, detail, problem.get("above", ())) if d is not None else None
        body = fill(format, "derivation", {"d": view, "plain": False, "level": 3}, templates) if view is not None else ""
        label = problem.get("label") or (f"{'Example' if name == 'notes' else 'Problem'} {number}"
                                         if len(problems) > 1 or problem.get("title") else "")
        shown, before = "" if label == before else label, label  # two questions of one problem stand under one heading
        statement = problem.get("statement") or ""
        sections.append({"number": number, "label": words(shown), "group": words(problem.get("group", shown)),
                         "part": words(problem.get("part", "") if shown else ""), "title": words(problem.get("title") or ""),
                         "statement": words(statement), "intro": words(problem.get("intro", "")),
                         "own": words(problem.get("own", statement)), "request": view["request"] if view else "",
                         "d": view, "body": _safe(body) if format == "html" else body, "hints": hints(d, backend)
                         if d is not None else [], "message": words(problem.get("message") or "")})
    context = {"title": words(title), "author": words(author), "date": words(date), "variant": variant,
               "problems": sections, "preamble": preamble}
    return fill(format, name, context, templates)


def _backend(format: str) -> Any:
    from ..errors import DocumentError
    from .backends import BACKENDS
    if format not in BACKENDS:
        raise DocumentError(f"there is no output format {format!r}", code="TD526", hint="use one of " + ", ".join(BACKENDS))
    return BACKENDS[format]


def _safe(text: str) -> Any:
    from .environment import safe_html
    return safe_html(text)
