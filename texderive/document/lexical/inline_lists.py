r"""Lists within running text: "Differentiate (a) $f(x) = x^2$, (b) $g(x) = \sin x$"."""
from __future__ import annotations

import re

from .sentences import Sentence, in_span, questions

LABEL = r"\(?(?:[a-h]|[ivx]{1,4}|\d)\)"
_LABEL = re.compile(r"(?<![\w\\^_])\(?(?P<mark>[a-h]|[ivx]{1,4}|\d)\)(?![\w'])")
_FIRST = ("a", "i", "1")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_BEGINS = re.compile(rf"(?:\s|\\(?:noindent|quad|qquad|hfill|par|item)(?![A-Za-z])|[,;&])*(?:\\(?:textbf|textit|"
                     rf"emph)\s*\{{\s*)?{_LABEL.pattern}")


def labelled(sentence: Sentence) -> bool:
    """Whether a sentence begins as a part of such a list."""
    return bool(_BEGINS.match(sentence.plain))


def parts(sentence: Sentence) -> tuple[Sentence, list[Sentence]] | None:
    """What stands before the first label, and each part; None where the sentence holds no list
    of two or more formulas."""
    marks: list[re.Match[str]] = []
    for match in _LABEL.finditer(sentence.plain):
        if match["mark"] == _follower(marks[-1]["mark"] if marks else "", marks[0]["mark"] if marks else ""):
            marks.append(match)
        elif not marks and match["mark"] in _FIRST:
            marks = [match]
    if len(marks) < 2:
        return None
    stops = [m.start() for m in marks[1:]] + [len(sentence.plain)]
    pieces = [_cut(sentence, m.end(), stop) for m, stop in zip(marks, stops)]
    return (_cut(sentence, 0, marks[0].start()), pieces) if all(p.fragments for p in pieces) else None


def _follower(mark: str, first: str) -> str:
    """The label behind a label of a list that begins with `first`: b behind a, ii behind i, 2 behind 1."""
    if first == "i":
        return _ROMAN[(_ROMAN.index(mark) + 1) % len(_ROMAN)] if mark in _ROMAN else ""
    return str(int(mark) + 1) if mark.isdigit() else chr(ord(mark) + 1) if len(mark) == 1 else ""


def _cut(sentence: Sentence, start: int, stop: int) -> Sentence:
    plain = sentence.plain[start:stop]
    inside = in_span(sentence.fragments, sentence.start + start, sentence.start + stop)
    return Sentence(sentence.start + start, sentence.start + stop, plain, inside, questions(plain))
