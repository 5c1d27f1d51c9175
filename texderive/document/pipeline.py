"""A document solved: every problem derived or refused, the output text with its insertions,
the report and the diagnostics."""
from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import DocumentError
from .document import Document, read
from .files import cache as caching
from .files import markers
from .files.chapters import Spliced
from .files.diagnostics import Diagnostic
from .files.source import Source
from .outline.environments import narrow_macros
from .questions.problems import Problem
from .solutions import kernel, parallel, phrasing, stated
from .solutions.own_notation import OwnNotation
from .solutions.placing import Place, Placer
from .solutions.solving import FAULT, TOO_LONG, Outcome, solve_one


@dataclass(frozen=True)
class Options:
    """What `solve` is asked: detail and layout of derivations, numbers of the problems wanted,
    whether results may come from the cache."""

    detail: str = "normal"
    layout: str | None = None
    only: tuple[int, ...] = ()
    cache: bool = True
    templates: str | None = None
    chapters: bool = True                # work through the files that a main file inputs
    keep: bool = False                   # keep the derivations, for a handout


@dataclass
class Solution:
    """A solved document: `text` is the output, `entries` the report, `outcomes` one per problem wanted,
    `insertions` by their offsets in document.base."""

    document: Document
    outcomes: list[tuple[Problem, Outcome]]
    insertions: list[tuple[int, str]]
    diagnostics: list[Diagnostic]
    derivations: dict[int, Any] = field(default_factory=dict)

    @cached_property
    def files(self) -> list[tuple[Source, str]]:
        """Each file of the document (the main file first, then its chapters) with its text, solutions inserted."""
        base = self.document.base
        placed: dict[int, list[tuple[int, str]]] = {}
        for offset, piece in self.insertions:
            file, local = base.locate(offset, before=True)
            placed.setdefault(id(file), []).append((local, _fitted(piece, file, local)))
        return [(file, markers.insert(file.text, placed.get(id(file), [])))
                for file in (base.files if isinstance(base, Spliced) else [base])]

    @property
    def text(self) -> str:
        """The main file with its solutions inserted."""
        return self.files[0][1]

    @property
    def flat(self) -> str:
        """All in one file: the chapters stand where the main file inputs them."""
        base = self.document.base
        return markers.insert(base.text, [(offset, _fitted(piece, base, offset)) for offset, piece in self.insertions])

    @property
    def data(self) -> bytes:
        """The output as bytes in the document's encoding."""
        return self.document.base.encode(self.text)

    @property
    def clean(self) -> bool:
        """Whether nothing was refused or stated wrongly, and all formulas of the document are closed."""
        return not (self.counts["refused"] or self.counts["differing"] or any(d.severity == "error" for d in self.diagnostics))

    @property
    def problems(self) -> list[dict]:
        """The report: for each problem {"file", "line", "column", "status": "solved" | "refused" | "error", "latex",
        "result": {"latex", "shape"}, "message"}, with "stated", "assumptions" and "code" where there are any."""
        out = []
        for problem, outcome in self.outcomes:
            file, offset = self.document.base.locate(problem.request.start)
            line, column = file.line_column(offset)
            entry = {"file": str(file.path or "<text>"), "line": line, "column": column, "status": outcome.status,
                     "latex": problem.latex,
                     "result": outcome.result, "message": outcome.message}
            if outcome.verdict:
                entry["stated"] = {"latex": problem.request.answer, "verdict": outcome.verdict}
            if outcome.assumptions:
                entry["assumptions"] = outcome.assumptions
            if outcome.code:
                entry["code"] = outcome.code
            out.append(entry)
        return out

    def report(self) -> dict:
        """What --report writes."""
        return {"problems": self.problems}

    @property
    def counts(self) -> dict[str, int]:
        """problems, solved, assumed (solved with inferred shapes), refused, confirmed (a stated answer is the derived
        one), differing (it is another)."""
        outcomes = [o for _, o in self.outcomes]
        solved = [o for o in outcomes if o.status == "solved"]
        return {"problems": len(outcomes), "solved": len(solved), "assumed": sum(o.assumed for o in solved),
                "refused": len(outcomes) - len(solved),
                "confirmed": sum(o.verdict in (stated.EQUAL, stated.TRANSPOSED) for o in solved),
                "differing": sum(o.verdict == stated.WRONG for o in solved)}

    @property
    def lasting(self) -> bool:
        """Whether solving again would find the same: no problem was given up for its time, or for a fault of ours."""
        return all(outcome.code not in (TOO_LONG, FAULT) for _, outcome in self.outcomes)

    @property
    def summary(self) -> str:
        """One line: "12 problems: 10 solved, 1 with assumed shapes, 1 refused"."""
        return summary(self.counts)


def summary(counts: dict[str, int]) -> str:
    """The summary of counts, of one document or many."""
    number = counts["problems"]
    plain = counts["solved"] - counts["assumed"]
    parts = [f"{plain} solved" if plain or not counts["assumed"] else "",
             f"{counts['assumed']} {'with' if plain else 'solved with'} assumed shapes" if counts["assumed"] else "",
             f"{counts['refused']} refused" if counts["refused"] else "", f"{counts['confirmed']} as stated"
             if counts.get("confirmed") else "",
             f"{counts['differing']} with another answer stated" if counts["differing"] else ""]
    return f"{number} problem{'s' * (number != 1)}: {', '.join(p for p in parts if p)}" if number else "no problems found"


def solve(path_or_text: str | Path, options: Options | None = None, progress: Callable[[Iterable], Iterable]
          | None = None, **settings: Any) -> Solution:
    """Solve a document; `settings` are the fields of Options.  Nothing is written.

    >>> solve("Compute $\\\\frac{d}{dx} x^2$.", cache=False).summary
    '1 problem: 1 solved with assumed shapes'
    """
    options = options or Options(**settings)
    return solve_document(read(path_or_text, options.chapters), options, progress)


def solve_document(document: Document, options: Options, progress: Callable[[Iterable], Iterable] | None = None) -> Solution:
    """Solve a document that was read."""
    wanted = [p for p in document.problems if not options.only or p.number in options.only]
    absent = sorted(set(options.only) - {p.number for p in document.problems})
    if absent:
        raise DocumentError(f"there is no problem {absent[0]} in {document.base.path or 'this text'}, which has "
                            f"{len(document.problems)}", code="TD501", hint="--report FILE.json lists them all")
    amssymb = _has_blackboard(document)
    derivations: dict[int, Any] = {}
    own = OwnNotation.of(document.lasting_macros, document.masked.text + document.inputs.body)
    places = _places(document, wanted)
    for problem, above in zip(wanted, _above(wanted, places)):
        problem.above = above
    outcomes = _outcomes(wanted, options, amssymb, own, derivations, progress)
    insertions = _insertions(document, outcomes, places, own)
    outcomes = [pair for pair, place in zip(outcomes, places) if not place.answered]
    found = document.diagnostics + [d for pair in outcomes for d in _findings(document, *pair)]
    return Solution(document, outcomes, insertions, found, derivations)


def _has_blackboard(document: Document) -> bool:
    r"""Whether \mathbb may be written: its package is loaded, or the author writes it."""
    packages = r"\{[^{}]*\b(?:amssymb|amsfonts|mathtools|dsfont|unicode-math)\b[^{}]*\}"
    return (bool(re.search(packages, document.masked.definitions + document.inputs.definitions))
            or r"\mathbb" in document.masked.text + document.inputs.body)


def _outcomes(wanted: list[Problem], options: Options, amssymb: bool, own: OwnNotation, derivations: dict[int, Any],
              progress: Callable[[Iterable], Iterable] | None) -> list[tuple[Problem, Outcome]]:
    """One outcome for each problem: from the cache, else derived; successes are stored at the end."""
    store = caching.Cache(options.cache and not options.keep and bool(wanted))
    try:
        templates = caching.templates_mark(options.templates)
        names = [caching.key(latex=p.latex, declare=p.declare, layout=options.layout or p.layout, detail=options.detail,
                             amssymb=amssymb,
                             answer=p.request.answer, compared=[p.conditional, p.normalised] if p.request.answer else None,
                             kind=p.request.kind, room=p.room, above=[(other.latex, other.declare)
                                 for other in p.above], templates=templates, own=own.signature) for p in wanted]
        known = [store.get(name) for name in names]
        missing = [p for p, entry in zip(wanted, known) if entry is None]
        solver = functools.partial(solve_one, detail=options.detail, layout=options.layout, amssymb=amssymb,
                                   templates=options.templates, own=own)
        derived = iter(parallel.each(solver, missing, progress) if not options.keep
                       else _kept(solver, missing, derivations, progress))
        outcomes = [Outcome(**entry) if entry is not None else next(derived) for entry in known]
        store.put({name: o.stored() for name, entry, o in zip(names, known, outcomes) if entry is None
                   and o.status == "solved" and not o.widened})
    finally:
        store.close()
    return list(zip(wanted, outcomes))


def _kept(solver: Callable[..., Outcome], problems: list[Problem], derivations: dict[int, Any],
          progress: Callable[[Iterable], Iterable] | None) -> Iterator[Outcome]:
    """Solve in this process, keeping the derivations."""
    for problem in (progress(problems) if progress else problems):
        kept: list[Any] = []
        outcome = solver(problem, keep=kept)
        if kept:
            derivations[problem.number] = kept[0]
        yield outcome                                        # last: nobody comes back behind the last problem


def _above(problems: list[Problem], places: list[Place]) -> list[tuple[Problem, ...]]:
    """For each problem those before it that have their solutions in the same place; on slides each stands alone."""
    return [tuple(other for other, place in zip(problems[:n], places) if place.offset == places[n].offset
                  and not place.frame and not place.answered) for n in range(len(problems))]


def _places(document: Document, problems: list[Problem]) -> list[Place]:
    placer = Placer(document.base.text, document.masked.text, document.outline, document.slides,
                    narrow_macros(document.masked.definitions + document.inputs.definitions))
    return [placer.place(p.request.end, p.block) for p in problems]


def _insertions(document: Document, outcomes: list[tuple[Problem, Outcome]], places: list[Place],
                own: OwnNotation) -> list[tuple[int, str]]:
    """One insertion for each place: the solutions that belong there, in order; of several each says what it is of."""
    together: dict[int, list[tuple[Place, Problem, Outcome]]] = {}
    shared = _last_cuts(document.base.text, [p.offset for p in places if not p.answered])
    for (problem, outcome), place in zip(outcomes, places):
        if not place.answered:
            together.setdefault(shared.get(place.offset, place.offset), []).append((place, problem, outcome))
    preamble = document.masked.definitions + document.inputs.definitions
    written = (lambda latex: latex) if kernel.has_amsmath(preamble) else kernel.plain
    out = []
    for offset, entries in together.items():
        pieces = [written(phrasing.body(outcome, own.restore(outcome.request, problem.latex) if len(entries) > 1
                                        else "")) for _, problem, outcome in entries]
        body = phrasing.assembled(pieces, inside=entries[0][0].inside, frame=entries[0][0].frame)
        out.append((offset, body))
    return out


def _fitted(body: str, file: Source, offset: int) -> str:
    """An insertion between its marks with the line ends of its file."""
    piece = markers.wrapped(body, file.newline)
    return piece.rstrip("\r\n") if offset >= len(file.text) and not file.text.endswith("\n") else piece


def _last_cuts(text: str, offsets: list[int]) -> dict[int, int]:
    """A line is cut at most once, behind a word: of several offsets inside one line the last takes all."""
    last: dict[int, int] = {}
    starts = {}
    for offset in offsets:
        start = text.rfind("\n", 0, offset) + 1
        words = text[start:offset].rstrip()
        if words:
            starts[offset] = start
            last[start] = max(offset if offset == len(text) else start + len(words), last.get(start, 0))
    return {offset: last[start] for offset, start in starts.items()}


_AROUND = 12            # characters before the place of an error by which it is found in the document


def _place(text: str, start: int, length: int, outcome: Outcome) -> tuple[int, int]:
    """Where what is refused stands in its formula, by the characters around it; the formula where these do not tell."""
    whole = text[start:start + length]
    before, part = outcome.near or ("", "")
    for context in (before, before[-_AROUND:]):
        if context and f"{before}{part}".count(context + part) == whole.count(context + part) == 1:
            return start + whole.index(context + part) + len(context), max(1, len(part))
    return start, length


def _findings(document: Document, problem: Problem, outcome: Outcome) -> list[Diagnostic]:
    start = problem.request.start
    length = max(1, len(document.base.text[start:problem.request.end].rstrip("$ \n")))
    if outcome.status != "solved":
        start, length = _place(document.base.text, start, length, outcome)
        return [Diagnostic.at(document.base, start, outcome.code or "TD511", outcome.message, length=length, hint=outcome.hint)]
    if outcome.verdict == stated.WRONG:
        return [Diagnostic.at(document.base, start, "TD512",
                              f"the stated answer {problem.request.answer} is not the derivative; found: "
                              f"{(outcome.result or {}).get('latex')}", length=length)]
    if outcome.verdict == stated.TRANSPOSED and problem.layout:
        return [Diagnostic.at(document.base, start, "TD513",
                              f"the stated answer is the transpose of the one in {problem.layout} layout",
                              severity="note", length=length)]
    if outcome.verdict == stated.UNKNOWN:
        why = ("it differs as it stands, but a condition in the text may make them equal" if problem.conditional
               else "it was not understood")
        return [Diagnostic.at(document.base, start, "TD517",
                              f"the stated answer {problem.request.answer} was not compared: {why}",
                              severity="note", length=length,
                              hint=f"derived: {(outcome.result or {}).get('latex')}")]
    return []
