"""LaTeX text to tokens with places; the only module that touches pylatexenc."""
from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from ..errors import ReadError
from .unicode import PLAIN, SUBSCRIPT, SUPERSCRIPT, translate

MAX_LENGTH = 60_000


class Token:
    r"""`key` tells what it is: a character, a command with its backslash, "{", "}", "\begin"
    or "\end" (`name` is the environment).

    `prepare` adds the kinds "sym", "name", "digit" and "text" with `name`, `font` and `latex`;
    everything else is an "op".
    `space` is true when white space stands before it; `row` when an alignment mark does.
    """

    __slots__ = ("kind", "key", "start", "end", "space", "name", "font", "latex", "row")

    def __init__(self, key: str, start: int, end: int, space: bool = False, *, kind: str = "op", name: str = "",
                 font: str = "", latex: str = ""):
        self.kind = kind
        self.key = key
        self.start = start
        self.end = end
        self.space = space
        self.name = name
        self.font = font
        self.latex = latex
        self.row = False

    def at(self, start: int, end: int) -> "Token":
        """The same token at another place: the call of the macro that it comes from."""
        return Token(self.key, start, end, self.space, kind=self.kind, name=self.name, font=self.font, latex=self.latex)

    def __repr__(self) -> str:
        return f"Token({self.key!r}, {self.start}, {self.end})"


# What is a token by itself wherever it stands: a character, a command by its letters or of one sign,
# and the white space between them.
_SINGLE = frozenset(map(chr, range(33, 127))) - frozenset("\\$%")
_NAME = re.compile(r"\\[A-Za-z]+(?=[^\x00-\x7f])")
_PLAIN = re.compile(r"[ \t\r\n]+|\\(?!(?:begin|end)(?![A-Za-z]))[A-Za-z]++(?![^\x00-\x7f])|\\[!-/:-@\\^-`{|}~](?<![()])")


@cache
def _engine() -> tuple[Any, ...]:
    """pylatexenc, told to know no command: arguments are found after macro expansion, as TeX does."""
    from pylatexenc.latexwalker import LatexWalker, LatexWalkerEndOfStream, LatexWalkerParseError
    from pylatexenc.macrospec import EnvironmentSpec, LatexContextDb, MacroSpec

    context = LatexContextDb()
    context.set_unknown_macro_spec(MacroSpec(""))
    context.set_unknown_environment_spec(EnvironmentSpec(""))
    return LatexWalker, context, LatexWalkerEndOfStream, LatexWalkerParseError


def tokenise(text: str) -> list[Token]:
    r"""All tokens of `text` but comments and math shifts ($, \[, \)).  ReadError for what is no LaTeX or too long.

    >>> [t.key for t in tokenise("x^2 % square")]
    ['x', '^', '2']
    """
    if len(text) > MAX_LENGTH:
        raise ReadError(f"the input is too long: {len(text)} characters, at most {MAX_LENGTH} are read", (0, 1), code="TD106",
                        hint="give one formula at a time")
    out: list[Token] = []
    position, end, space, plain, walk = 0, len(text), False, _PLAIN.match, None
    while position < end:
        key = text[position]
        if key in _SINGLE:
            out.append(Token(key, position, position + 1, space))
            position, space = position + 1, False
            continue
        if found := plain(text, position):
            start, position = position, found.end()
            if key == "\\":
                out.append(Token(found[0], start, position, space))
            space = key != "\\"
            continue
        walk = walk or _walker(text)
        token = walk(position)
        if token is None:
            break
        name = _NAME.match(text, token.pos)
        if name is not None:                                 # \topβ: the letters of a command are those of ASCII
            out.append(Token(name[0], token.pos, name.end(), space))
            position, space = name.end(), False
            continue
        position = token.pos + token.len
        space = space or bool(token.pre_space)
        space = _add(out, token, space)
    if "$" in text:
        _paired(text)
    return out


_SHIFT = re.compile(r"\\.|%[^\n]*|(?P<shift>\$\$?)", re.S)


def _paired(text: str) -> None:
    """ReadError for a $ that begins or ends no formula."""
    shifts = [m.span("shift") for m in _SHIFT.finditer(text) if m["shift"]]
    if len(shifts) % 2:
        raise ReadError("'$' has no partner", shifts[-1], code="TD102", hint="delete it or add the one that is missing")


def _walker(text: str) -> Callable[[int], Any]:
    """What gives pylatexenc's token at a place, None behind the last one: an environment, a comment,
    a letter that is not ASCII."""
    walker_class, context, end_of_stream, parse_error = _engine()
    walker = walker_class(text, latex_context=context, tolerant_parsing=False)
    state = walker.make_parsing_state()

    def walk(position: int) -> Any:
        try:
            return walker.get_token(position, parsing_state=state)
        except end_of_stream:
            return None
        except parse_error as error:
            place = min(getattr(error, "pos", None) or position, max(len(text) - 1, 0))
            raise ReadError(f"this is not LaTeX: {_short(error)}", (place, place + 1), code="TD101",
                            hint="check the command here") from None

    return walk


def _short(error: Any) -> str:
    return str(getattr(error, "msg", "") or error).split("\n")[0][:120]


def _add(out: list[Token], token: Any, space: bool) -> bool:
    """Append the tokens for one of pylatexenc's; whether white space follows it."""
    kind, start, end = token.tok, token.pos, token.pos + token.len
    if kind == "char":
        if token.arg.isspace():                # a blank line
            return True
        if token.arg.isascii():
            if token.arg.isprintable():
                out.append(Token(token.arg, start, end, space))
                return False
            raise ReadError(f"character U+{ord(token.arg):04X} has no place in a formula", (start, end),
                            code="TD112", hint="delete it")
        return _add_unicode(out, token.arg, start, end, space)
    if kind == "macro":
        after = getattr(token, "post_space", "") or ""
        out.append(Token("\\" + token.arg, start, end - len(after), space))
        return bool(after)
    if kind == "brace_open" or kind == "brace_close":
        out.append(Token("{" if kind == "brace_open" else "}", start, end, space))
        return False
    if kind == "begin_environment" or kind == "end_environment":
        out.append(Token("\\begin" if kind == "begin_environment" else "\\end", start, end, space, name=token.arg))
        return False
    if kind in ("comment", "mathmode_inline", "mathmode_display"):
        return True
    out.append(Token(token.arg if isinstance(token.arg, str) else token.arg.specials_chars, start, end, space))
    return False


def _add_unicode(out: list[Token], char: str, start: int, end: int, space: bool) -> bool:
    r"""Unicode mathematics reads like its commands; a run of ᵀ ⁻ ¹ or ₁ ₂ becomes one ^{..} or _{..}."""
    for table, mark in ((SUPERSCRIPT, "^"), (SUBSCRIPT, "_")):
        if char in table:
            inside = Token(table[char], start, end)
            if out and out[-1].key == "}" and out[-1].name == mark and not space:
                out.insert(-1, inside)
                out[-1].end = end
            else:
                out += [Token(mark, start, end, space), Token("{", start, end), inside, Token("}", start, end, name=mark)]
            return False
    if char in PLAIN:
        out += [Token(key, start, end, space) for key in PLAIN[char]]
        return False
    keys = translate(char, (start, end))
    out += [Token(key, start, end, space and not n) for n, key in enumerate(keys)]
    return space if not keys else False


def source_of(tokens: list[Token]) -> str:
    r"""LaTeX for the tokens: white space only where there was some, or where a command meets a letter."""
    parts: list[str] = []
    for token in tokens:
        text = token.latex or (f"{token.key}{{{token.name}}}" if token.key in ("\\begin", "\\end") else token.key)
        glue = (parts and parts[-1][-1:].isalpha() and "\\" in parts[-1] and parts[-1].lstrip("\\").isalpha()
                and text[:1].isalnum())
        parts.append((" " if glue else "") + text)
    return "".join(parts)
