r"""Displays by commands of the author's own, \be ... \ee and \alns{...}: in the text that is looked
at they become \[ ... \], of the same length, so that offsets stay."""
from __future__ import annotations

import re

from ...prose.expansion import group_end
from ...prose.fragments import DISPLAYS
from ...read.definitions import definitions

_NAME = rf"\{{\s*(?:{'|'.join(DISPLAYS)}|aligned|gathered)\*?\s*\}}"
_OPENING = rf"\s*(?:\\begin\s*{_NAME}(?:\s*\{{\d\}})?|\\\[|\$\$)(?:\s*\\(?:begin\s*{_NAME}|displaystyle))*\s*"
_CLOSING = rf"\s*(?:\\end\s*{_NAME}\s*)*(?:\\end\s*{_NAME}|\\\]|\$\$)\s*(?:\\noindent\s*|\\ignorespaces\s*)*"
_OPENS, _CLOSES, _AROUND = (re.compile(pattern) for pattern in (_OPENING, _CLOSING, rf"{_OPENING}#1{_CLOSING}"))

_DISPLAYED = re.compile(r"\\(?:def|\w*command|\w*Command)(?![A-Za-z])[^\n]{0,60}\{\s*(?:\\begin\s*\{|\\\[|\$\$)")


def usual(text: str, preamble: str) -> str:
    r"""`text` with the displays that commands of `preamble` begin and end written as \[ and \].

    >>> preamble = r"\def\be{\begin{equation}}\def\ee{\end{equation}}\newcommand{\eqn}[1]{\begin{align*}#1\end{align*}}"
    >>> usual(r"Let \be x = 1 \ee and \eqn{y = 2.}", preamble)
    'Let \\[  x = 1 \\]  and \\[   y = 2\\]'
    """
    if not _DISPLAYED.search(preamble):
        return text
    opening, closing, around = _commands(preamble)
    if opening and closing:
        text = _written(text, opening, r"\[")
        text = _written(text, closing, r"\]")
    if around:
        text = _unwrapped(text, around)
    return text


def _commands(preamble: str) -> tuple[list[str], list[str], list[str]]:
    """The commands that begin a display, those that end one, and those that put their argument into one."""
    opening, closing, around = [], [], []
    for d in definitions(preamble):
        if not d.defaults and _OPENS.fullmatch(d.body):
            opening.append(d.name)
        elif not d.defaults and _CLOSES.fullmatch(d.body):
            closing.append(d.name)
        elif d.defaults == (None,) and _AROUND.fullmatch(d.body):
            around.append(d.name)
    return [n for n in opening if n not in closing], closing, around


def _written(text: str, names: list[str], sign: str) -> str:
    return _calls(names).sub(lambda m: sign.ljust(len(m[0])), text)


def _unwrapped(text: str, names: list[str]) -> str:
    out, at = [], 0
    for call in re.finditer(_calls(names).pattern + r"\s*\{", text):
        end = group_end(text, call.end() - 1) if call.start() >= at else None
        if end is None:
            continue
        roomy = end - 2 >= call.end() and re.match(r"[\s.,;]", text[end - 2])  # room for two characters
        opening, closing, inside = (r"\[", r"\]", text[call.end():end - 2]) if roomy else ("$", "$", text[call.end():end - 1])
        out += [text[at:call.start()], opening.ljust(len(call[0])), inside, closing]
        at = end
    return "".join([*out, text[at:]])


def _calls(names: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"{re.escape(name)}(?![A-Za-z])" for name in names).join(("(?:", ")")))
