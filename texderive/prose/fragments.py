r"""Where mathematics stands in LaTeX text: $..$, $$..$$, \(..\), \[..\] and the display environments."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

DISPLAYS = ("equation", "align", "gather", "multline", "eqnarray", "displaymath", "flalign", "alignat", "math",
            "dmath", "split", "IEEEeqnarray")
_ENV = "|".join(DISPLAYS)
_OPEN = re.compile(rf"\\\\|\\\$|\$\$|\$|\\\(|\\\[|\\begin\s*\{{\s*((?:{_ENV})\*?)\s*\}}(\s*\{{[^{{}}]*\}}(?=\s*[^\s]))?")
_BLANK = re.compile(r"\n[ \t\r]*\n")


@dataclass(frozen=True, slots=True)
class Fragment:
    """One piece of mathematics: offsets of all of it and of its inside; `kind` is "inline" or "display";
    `env` its environment or ""."""

    start: int
    end: int
    inner: tuple[int, int]
    kind: str
    env: str = ""


def find(text: str, start: int = 0, end: int | None = None) -> list[Fragment]:
    r"""The fragments of text[start:end], in order; an unclosed one ends the search for its kind at the next blank line.

    >>> [f.kind for f in find(r"Let $x$ be \[ y \]")]
    ['inline', 'display']
    """
    return [fragment for _, fragment in openings(text, start, end) if fragment is not None]


def unclosed(text: str) -> list[tuple[int, str]]:
    r"""Offset and sign of all that begins a formula and is never closed.

    >>> unclosed(r"Let $x$ be \[ y"), unclosed("Find $x.\n\nHere $y$ is.")
    ([(11, '\\[')], [(5, '$')])
    """
    return [(match.start(), match[0]) for match, fragment in openings(text) if fragment is None]


def openings(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[re.Match[str], Fragment | None]]:
    """All signs that begin a formula, with what each begins; None where it is not closed."""
    end = len(text) if end is None else end
    at = start
    while at < end and (match := _OPEN.search(text, at, end)):
        token = match.group()
        at = match.end()
        if token in ("\\\\", "\\$"):
            if token == "\\\\" and text[at:at + 1] == "[":       # \\[2ex] is no display
                at += 1
            continue
        closing = _closing(text, match, end)
        if closing is None:
            yield match, None
            continue
        inside, after = closing
        begin = match.end()
        if match.group(2) and not match.group(1).startswith(("alignat", "IEEE")):
            begin = match.end(1) + text[match.end(1):].index("}") + 1
        inline = token in ("$", "\\(") or match.group(1) == "math"
        yield match, Fragment(match.start(), after, (begin, inside), "inline" if inline else "display", match.group(1) or "")
        at = after


def _closing(text: str, match: re.Match[str], end: int) -> tuple[int, int] | None:
    """(offset where the inside ends, offset behind the closing) or None where it is never closed."""
    token, at = match.group(), match.end()
    if match.group(1):
        stop = re.compile(r"\\end\s*\{\s*" + re.escape(match.group(1)) + r"\s*\}").search(text, at, end)
        return (stop.start(), stop.end()) if stop else None
    wanted = {"$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}[token]
    blank = _BLANK.search(text, at, end) if token in ("$", "\\(") else None
    limit = blank.start() if blank else end
    while at < limit:
        k = text.find(wanted, at, limit)
        if k < 0:
            return None
        slashes = 0
        while k - 1 - slashes >= 0 and text[k - 1 - slashes] == "\\":
            slashes += 1
        if slashes % 2 == 0:
            return k, k + len(wanted)
        at = k + 1
    return None
