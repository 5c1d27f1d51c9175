r"""Textual expansion of the author's macros, bounded in depth and size, for reading prose and finding formulas.

The definitions are collected from the text itself; the formula reader has its own expansion that keeps spans.
"""
from __future__ import annotations

import re
from dataclasses import dataclass

from ..read.definitions import NO_VALUE, definitions

MAX_LENGTH = 200_000
MAX_ROUNDS = 12

_ENSURED = re.compile(r"\s*\\ensuremath\s*(?=\{)")
_CHOICE = re.compile(r"\\If(No)?Value(?:TF|(T|F))\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}\s*(?=\{)")
_PARAMETER = re.compile(r"#(\d)")
_SIZED = re.compile(r"(?:\s*(?:\*|\[\s*\\[bB]igg?\s*\]))?")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|[^A-Za-z])", re.S)
_COMMAND_END = re.compile(r"\\[A-Za-z]+\Z")


@dataclass(frozen=True, slots=True)
class Macro:
    r"""A command of the author: number of arguments, the default of the first or None, and what it stands for."""

    args: int
    default: str | None
    body: str
    starred: bool = False  # a star or a size may stand before the argument: \\norm*{x}, \\norm[\\big]{x}


def brace_group(text: str, at: int) -> tuple[str, int] | None:
    """(inside, end) of the {...} group at `at`, spaces skipped; None where there is none or it is not closed.

    >>> brace_group(" {a{b}}c", 0)
    ('a{b}', 7)
    """
    while at < len(text) and text[at].isspace():
        at += 1
    if at >= len(text) or text[at] != "{":
        return None
    end = group_end(text, at)
    return None if end is None else (text[at + 1:end - 1], end)


_BRACE = re.compile(r"[{}]|\\.", re.S)


def group_end(text: str, at: int) -> int | None:
    """The offset behind the group that opens at or behind `at`; None where it is not closed."""
    depth = 0
    for mark in _BRACE.finditer(text, at):
        if mark.group() == "{":
            depth += 1
        elif mark.group() == "}":
            depth -= 1
            if not depth:
                return mark.end()
    return None


def collect(text: str) -> dict[str, Macro]:
    r"""The definitions in a text free of comments, later ones winning; environment tricks and internals are left out.

    >>> collect(r"\newcommand{\R}{\mathbb{R}}")[r"\R"].body
    '\\mathbb{R}'
    """
    found: dict[str, Macro] = {}
    for d in definitions(text):
        out_of_reach = ("@" in d.name or any(given is not None for given in d.defaults[1:]) or d.alias
                        and not d.body.startswith("\\"))
        if not out_of_reach and not any(word in d.body for word in (r"\begin", r"\end")):
            found[d.name] = Macro(len(d.defaults), d.defaults[0] if d.defaults else None, _in_mathematics(d.body), d.sized)
    return found


def _in_mathematics(body: str) -> str:
    r"""A body without the \ensuremath around it."""
    wrapped = _ENSURED.match(body)
    group = brace_group(body, wrapped.end()) if wrapped else None
    return group[0] if group and not body[group[1]:].strip() else body


def expand(text: str, macros: dict[str, Macro]) -> str:
    r"""`text` with the macros replaced, at most a dozen deep and never beyond MAX_LENGTH.

    >>> expand(r"\v x", {r"\v": Macro(1, None, r"\mathbf{#1}")})
    '\\mathbf{x}'
    """
    if not macros or "\\" not in text:
        return text
    for _ in range(MAX_ROUNDS):
        once = _chosen(_expand_once(text, macros))
        if once == text or len(once) > MAX_LENGTH:
            break
        text = once
    return text


def _expand_once(text: str, macros: dict[str, Macro]) -> str:
    out, at = [], 0
    for match in _COMMAND.finditer(text):
        macro = macros.get(match.group()) if match.start() >= at else None
        if macro is None:
            continue
        values, end = arguments(text, match.end(), macro)
        if len(values) < macro.args:
            continue
        body = _filled(macro.body, values)
        if _COMMAND_END.search(body) and end < len(text) and text[end].isalpha():
            body += " "
        out += [text[at:match.start()], body]
        at = end
    return "".join(out) + text[at:] if out else text


def _chosen(text: str) -> str:
    r"""\\IfValueTF{..}{a}{b} and \\IfNoValueTF as what they choose."""
    while (found := _CHOICE.search(text)) is not None and len(text) <= MAX_LENGTH:
        groups, at = [], found.end()
        for _ in range(1 if found[2] else 2):
            if (group := brace_group(text, at)) is None:
                return text
            groups.append(group[0])
            at = group[1]
        left_out = found[3].strip() == NO_VALUE
        yes = left_out == bool(found[1])
        text = text[:found.start()] + (groups[0] if yes != (found[2] == "F") else groups[1] if not found[2] else "") + text[at:]
    return text


def _filled(body: str, values: list[str]) -> str:
    """The body with its arguments put in; a command before an argument does not swallow its first letter."""
    if not values:
        return body

    def value(match: re.Match[str]) -> str:
        number = int(match.group(1))
        if not 0 < number <= len(values):
            return match.group()
        given = values[number - 1]
        return (" " if given[:1].isalpha() and _COMMAND_END.search(body, 0, match.start()) else "") + given + \
            (" " if body[match.end():match.end() + 1].isalpha() and _COMMAND_END.search(given) else "")
    return _PARAMETER.sub(value, body)


def arguments(text: str, at: int, macro: Macro) -> tuple[list[str], int]:
    """The arguments of a call whose command ends at `at` (fewer than it takes where the text ends),
    and the offset behind them."""
    values: list[str] = []
    if macro.starred:
        at = _SIZED.match(text, at).end()
    if macro.args and macro.default is not None:
        given = re.compile(r"\s*\[([^\]]*)\]").match(text, at)
        values.append(given.group(1) if given else macro.default)
        at = given.end() if given else at
    while len(values) < macro.args:
        group = brace_group(text, at)
        if group is None:
            single = re.compile(r"\s*(\\[A-Za-z]+|\\.|[^\s\\}])").match(text, at)
            if not single:
                break
            group = single.group(1), single.end()
        values.append(group[0])
        at = group[1]
    return values, at
