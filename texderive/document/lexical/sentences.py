r"""Sentences of a block: its own text cut at full stops, with mathematics as one mark each,
and what each sentence asks."""
from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from ...prose.fragments import Fragment
from . import language, unasked

MARK = "\x01"
_STOP = re.compile(r"[.!?](?=[\s)\]}\"'’]|$)|[。？！；]|\n[ \t]*\n|\\(?:pause|newpage|clearpage|bigskip|medskip|hrule|"
                   r"vfill)(?![A-Za-z])")


@dataclass
class Sentence:
    """`plain` is text[start:end] with each fragment replaced by MARK and spaces, so that offsets agree."""

    start: int
    end: int
    plain: str
    fragments: list[Fragment]
    # (start, end, "ask" | "show", word), offsets in plain
    asks: list[tuple[int, int, str, str]] = field(default_factory=list)

    @property
    def question(self) -> bool:
        return self.plain.rstrip().endswith(("?", "？"))


def in_span(fragments: list[Fragment], start: int, end: int) -> list[Fragment]:
    """The fragments that lie in [start, end); `fragments` is sorted."""
    k = bisect_left(fragments, start, key=lambda f: f.start)
    out = []
    while k < len(fragments) and fragments[k].start < end:
        out.append(fragments[k])
        k += 1
    return out


def marked(text: str, start: int, end: int, fragments: list[Fragment]) -> str:
    """text[start:end] with mathematics as MARK and spaces."""
    out, at = [], start
    for fragment in fragments:
        out.append(text[at:fragment.start])
        out.append(MARK + " " * (min(fragment.end, end) - fragment.start - 1))
        at = min(fragment.end, end)
    out.append(text[at:end])
    return "".join(out)


def sentences(text: str, spans: list[tuple[int, int]], fragments: list[Fragment]) -> list[Sentence]:
    """The sentences of the spans, in order, each with the questions found in it."""
    found: list[Sentence] = []
    for start, end in spans:
        inside = in_span(fragments, start, end)
        plain = marked(text, start, end, inside)
        at = 0
        for stop in _stops(plain, text, start, inside):
            _add(found, text, start + at, start + stop, inside)
            at = stop
        _add(found, text, start + at, end, inside)
    return found


def _stops(plain: str, text: str, base: int, inside: list[Fragment]) -> list[int]:
    stops = [m.end() for m in _STOP.finditer(plain)
             if not (m.group() == "." and language.ABBREVIATION.search(plain[max(0, m.start() - 12):m.start()]))]
    for fragment in inside:
        if fragment.kind != "display":
            continue
        inner = text[fragment.inner[0]:fragment.inner[1]].rstrip()
        following = plain[fragment.end - base:].lstrip()
        starts_new = bool(re.match(r"[A-ZÀ-Þ]|\\(?:noindent|emph|textbf|textit)|\Z", following))
        if (starts_new and (re.search(r"[.?!]\s*(?:\\label\{[^{}]*\})?\s*$", inner) or re.match(r"[A-ZÀ-Þ]", following))
                and not following.startswith(MARK)):
            stops.append(fragment.end - base)
    return sorted(set(stops))


def _add(found: list[Sentence], text: str, start: int, end: int, fragments: list[Fragment]) -> None:
    inside = in_span(fragments, start, end)
    plain = marked(text, start, end, inside)
    if not plain.strip():
        return
    sentence = Sentence(start, end, plain, inside)
    previous = found[-1] if found else None
    if (previous and previous.asks and not previous.fragments and inside and plain.lstrip().startswith(MARK)
            and not text[previous.start:start].strip().endswith((".", "?", "!"))):
        found.pop()  # "Compute" and a display behind a blank line are one sentence
        start = previous.start
        inside = in_span(fragments, start, end)
        sentence = Sentence(start, end, marked(text, start, end, inside), inside)
    sentence.asks = questions(sentence.plain)
    found.append(sentence)


def questions(plain: str) -> list[tuple[int, int, str, str]]:
    r"""Where a sentence asks, and whether it asks for a value ("ask") or a proof ("show").

    >>> [q[2:] for q in questions("Find the gradient and show that it vanishes")]
    [('ask', 'Find'), ('show', 'show')]
    """
    if unasked.aside(plain):
        return []
    found = []
    first = len(plain)
    for kind, pattern in (("ask", language.ASK_WORDS), ("show", language.SHOW_WORDS)):
        for match in pattern.finditer(plain):
            before = plain[max(0, match.start() - 60):match.start()]
            if unasked.TAKEN_BACK.search(re.sub(r"\s+", " ", before) if before else ""):
                continue
            first = min(first, match.start()) if kind == "show" else first
            if not unasked.NO_QUESTION.match(plain, match.end()):
                found.append((match.start(), match.end(), kind, match.group()))
    found += [(0, 0, "ask", match.group()) for match in unasked.TO_BE.finditer(plain) if not unasked.ALWAYS.search(plain)]
    found += [(match.start("verb"), match.end(), "ask", match["verb"]) for match in unasked.GERUND.finditer(plain, first)]
    return sorted(found)
