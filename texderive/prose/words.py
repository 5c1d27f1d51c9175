"""A text as a row of tokens: mathematics, words of the table in `phrases`, separators, ends of sentences."""
from __future__ import annotations

import re
from dataclasses import dataclass

from . import fragments
from .phrases import FEATURE, PATTERN
from .sets import Statement, read_fragment

_SENTENCE_END = re.compile(r"[.!?](?=[\s})\]]|$)|[。？！；;]|\n\s*\n|\\item(?![A-Za-z])|\\(?:begin|end)\s*\{[^{}]*\}|"
                           r"\\(?:sub)*section\*?|\\par(?![A-Za-z])")
_ABBREVIATION = re.compile(r"(?:\bi\.e|\be\.g|\bresp|\bcf|\bw\.r\.t|\bs\.t|\bvs|\betc|\bEq|\bFig|\bNo|\bd\.h|"
                           r"\bz\.B)\.?$", re.IGNORECASE)
_COMMAND = re.compile(r"\\(?:label|ref|eqref|cite|url|footnotemark|includegraphics|vspace|"
                      r"hspace)\*?\s*(?:\[[^\]]*\])?\{[^{}]*\}|\\[A-Za-z]+\*?|\\.|[{}~]")


_BLANKS = re.compile(r"[ \t]+")


@dataclass
class Token:
    """kind: "math", a feature of the table, "end" or "other"."""

    kind: str
    statement: Statement | None = None
    text: str = ""


def sentences_of(text: str) -> list[list[Token]]:
    """The tokens of each sentence; the end of a question stays as its last token."""
    sentences: list[list[Token]] = [[]]
    for token in _tokens(text):
        if token.kind == "end":
            if token.text == "?" and sentences[-1]:
                sentences[-1].append(token)
            sentences.append([])
        else:
            sentences[-1].append(token)
    return [s for s in sentences if s]


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    for fragment in fragments.find(text):
        if fragment.start < at:
            continue
        _words(text[at:fragment.start], tokens)
        _mathematics(text[fragment.inner[0]:fragment.inner[1]], tokens)
        at = fragment.end
    _words(text[at:], tokens)
    return tokens


def _mathematics(latex: str, tokens: list[Token]) -> None:
    """A fragment as tokens; words in \\text{..} are prose between two pieces of mathematics."""
    pieces = re.split(r"\\(?:text|mbox|textrm|mathrm|intertext)\s*\{([^{}]*\s[^{}]*)\}", latex)
    for number, piece in enumerate(pieces):
        if number % 2:
            _words(piece, tokens)
        elif piece.strip(" ,.;\\\n\t~"):
            tokens.append(Token("math", read_fragment(piece), piece))


def _words(text: str, tokens: list[Token]) -> None:
    at = 0
    while at < len(text):
        c = text[at]
        if c in " \t":
            at = _BLANKS.match(text, at).end()
            continue
        ending = _SENTENCE_END.match(text, at)
        if ending and not (c == "." and _ABBREVIATION.search(text[max(0, at - 8):at + 1])):
            tokens.append(Token("end", text=ending.group()))
            at = ending.end()
            continue
        command = _COMMAND.match(text, at)
        if command:
            if command.group().startswith(("\\label", "\\ref", "\\eqref", "\\cite")):
                tokens.append(Token("other"))
            at = command.end()
            continue
        found = PATTERN.match(text, at)
        if found and found.end() > at:
            tokens.append(Token(FEATURE[found.lastgroup or ""], text=found.group()))
            at = found.end()
            continue
        word = re.compile(r"[A-Za-zÀ-ÿ]+|\S").match(text, at)
        if word and (word.group()[0].isalpha() or ord(word.group()[0]) > 0x2e00):
            tokens.append(Token("other", text=word.group()))
        at = word.end() if word else at + 1
