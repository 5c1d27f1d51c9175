r"""Definitions of commands as text: \newcommand, \def, \let, \DeclareMathOperator, \DeclarePairedDelimiter
and \NewDocumentCommand."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import ReadError
from ..patterns import later, regex

MAX_DEFINITIONS = 2_000
MAX_BODY = 4_000

_COMMAND_NAME = r"(\\(?:[A-Za-z@]+|[^A-Za-z\s]))"
_NAME = rf"\s*\{{?\s*{_COMMAND_NAME}\s*\}}?\s*"
_START = regex(r"""
    (?<!\\)\\(
        newcommand|renewcommand|providecommand|DeclareRobustCommand|def|gdef|let|DeclareMathOperator
        |DeclarePairedDelimiterX?
        |(?:New|Renew|Provide|Declare)DocumentCommand
    )(?![A-Za-z])(\*?)
""")
_COMMAND = later(_NAME + r"(?:\[(\d+)\])?\s*(?:\[((?:[^\[\]]|\[[^\[\]]*\])*)\])?\s*")
_DEF = later(rf"\s*{_COMMAND_NAME}\s*((?:#\d)*)\s*")
_LET = later(rf"\s*{_COMMAND_NAME}\s*=?\s*(\\(?:[A-Za-z@]+|[^A-Za-z\s])|\S)")
_ONLY_NAME = later(_NAME)
_COUNTED = later(_NAME + r"\[(\d)\]")
# what an optional argument without a default is when left out, which \IfValueTF and \IfNoValueTF ask
NO_VALUE = r"\NoValue"
_STARRED = later(r"\\IfBooleanTF\s*(?:\{\s*#1\s*\}|#1)\s*(?=\{)")
_BRACKET_SIZES = later(r"\\(?:left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z])|\s+")
_SPACE = later(r"(?:\s|%[^\n]*\n)*")
_PARAMETER = later(r"#(\d)")


@dataclass(frozen=True, slots=True)
class Definition:
    r"""What a command stands for, and the place of the definition.  `defaults` holds one entry per argument: None for a
    mandatory one, else what it is when left out; where it is `sized`, a star or a size may stand
    before the arguments, \norm*{x}; `alias`: the body is another command, as behind \let."""

    name: str
    body: str
    defaults: tuple[str | None, ...]
    span: tuple[int, int]
    sized: bool = False
    alias: bool = False
    provided: bool = False                   # \providecommand: only where there is none


def has_definitions(text: str) -> bool:
    """Whether a definition begins anywhere."""
    return _START.search(text) is not None


def definitions(text: str, strict: bool = False) -> Iterator[Definition]:
    """The definitions in a text, in order; what cannot be understood or is commented out is left out,
    unless `strict`: then ReadError."""
    position, count = 0, 0
    while (found := _START.search(text, position)) and count < MAX_DEFINITIONS:
        position, count = found.end(), count + 1
        if not strict and _commented(text, found.start()):
            continue
        try:
            definition = _definition(text, found)
        except ReadError:
            if strict:
                raise
            continue
        position = definition.span[1]
        yield definition


def _commented(text: str, position: int) -> bool:
    line = text[text.rfind("\n", 0, position) + 1:position]
    return re.search(r"(?<!\\)(?:\\\\)*%", line) is not None


def _definition(text: str, found: re.Match[str]) -> Definition:
    kind, at, start = found[1], found.end(), found.start()
    if kind == "let":
        match = _need(_LET.match(text, at), found)
        return Definition(match[1], match[2], (), (start, match.end()), alias=True)
    if kind in ("def", "gdef"):
        match = _need(_DEF.match(text, at), found)
        body, end = _group(text, match.end(), found)
        return Definition(match[1], body, (None,) * (len(match[2]) // 2), (start, end))
    if kind == "DeclareMathOperator":
        match = _need(_ONLY_NAME.match(text, at), found)
        body, end = _group(text, match.end(), found)
        return Definition(match[1], rf"\operatorname{found[2]}{{{body}}}", (), (start, end))
    if kind.startswith("DeclarePairedDelimiter"):
        counted = kind.endswith("X")
        match = _need((_COUNTED if counted else _ONLY_NAME).match(text, at), found)
        opening, end = _group(text, match.end(), found)
        closing, end = _group(text, end, found)
        body, end = _group(text, end, found) if counted else ("#1", end)
        return Definition(match[1], rf"\left{opening} {_SIZES.sub('', body)} \right{closing}",
                          (None,) * (int(match[2]) if counted else 1), (start, end), sized=True)
    if kind.endswith("DocumentCommand"):
        return _document_command(text, found)
    match = _need(_COMMAND.match(text, at), found)
    match = _need(match if len(match[2] or "") < 2 else None, found)             # TeX takes nine arguments at most
    body, end = _group(text, match.end(), found)
    first = () if match[3] is None else (match[3],)
    count = int(match[2] or 0)
    return Definition(match[1], body, (first + (None,) * count)[:count], (start, end), provided=kind == "providecommand")


_SIZES = later(r"\\(?:delimsize|nonscript)(?![A-Za-z])")


def _document_command(text: str, found: re.Match[str]) -> Definition:
    r"""\NewDocumentCommand{\v}{s O{x} m}{..}: a star that changes nothing may stand there and be left out."""
    match = _need(_ONLY_NAME.match(text, found.end()), found)
    spec, end = _group(text, match.end(), found)
    body, end = _group(text, end, found)
    defaults = tuple([None if kind == "m" else NO_VALUE if kind == "o" else default
                      for kind, default in re.findall(r"([a-zA-Z])\s*(?:\{([^{}]*)\})?", spec)])
    starred = spec.lstrip().startswith("s")
    body = _unstarred(body) if starred else body
    starred = starred and "#1" not in body
    if starred:
        body, defaults = _PARAMETER.sub(lambda m: f"#{int(m[1]) - 1}", body), defaults[1:]
    return Definition(match[1], body, defaults, (found.start(), end), sized=starred, provided=found[1].startswith("Provide"))


def _unstarred(body: str) -> str:
    r"""A body whose star only sizes brackets, \IfBooleanTF{#1}{\left\|#2\right\|}{\|#2\|}, as it is without the star;
    another one as it stands."""
    while (found := _STARRED.search(body)) is not None:
        try:
            with_star, at = _group(body, found.end(), found)
            without, end = _group(body, at, found)
        except ReadError:
            return body
        if _BRACKET_SIZES.sub("", with_star) != _BRACKET_SIZES.sub("", without):
            return body
        body = body[:found.start()] + without + body[end:]
    return body


def _need(match: re.Match[str] | None, found: re.Match[str]) -> re.Match[str]:
    if match is None:
        raise ReadError(f"\\{found.group(1)} is not followed by a definition", found.span(), code="TD104",
                        hint=r"write \newcommand{\name}{..}")
    return match


def _group(text: str, at: int, found: re.Match[str]) -> tuple[str, int]:
    """The content of the brace group (or the single command) at `at`, and where it ends."""
    at = _SPACE.match(text, at).end()
    if text[at:at + 1] != "{":
        single = re.compile(r"\\[A-Za-z]+|\\.").match(text, at)
        if single:
            return single.group(), single.end()
        raise ReadError(f"\\{found.group(1)} has no body in braces", found.span(), code="TD104",
                        hint=r"write \newcommand{\name}{..}")
    depth, i = 0, at
    while i < min(len(text), at + MAX_BODY):
        char = text[i]
        if char == "\\":
            i += 2
            continue
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return text[at + 1:i], i + 1
        i += 1
    raise ReadError("this '{' is never closed", (at, at + 1), code="TD102", hint="add the missing '}'")
