r"""Letters with all their styling, names of several letters and words of text
as single tokens: \mathbf{x}, \hat{y}, \operatorname{tr}, {\bf x}."""
from __future__ import annotations

import re

from ..functions import FUNCTION_NAMES
from . import commands as c
from .defined import LETTERS
from .pairing import braces
from .tokens import Token, source_of

# functions also with a space inside, \text{tr }(A); of these a word of prose may be meant
_SET_APART = FUNCTION_NAMES - frozenset("max min sum mean sup inf sign arg span".split())


def named(token: Token) -> Token:
    r"""\log as the name of a function."""
    return Token(token.key, token.start, token.end, token.space, kind="name", name=token.key[1:], font="roman", latex=token.key)


def as_symbol(token: Token) -> Token:
    r"""x and \beta as symbols."""
    return Token(token.key, token.start, token.end, token.space, kind="sym", name=token.key, latex=token.key)


class Styling:
    """A place `i` in the raw tokens, with the partner of every brace, and the tokens made so far."""

    def __init__(self, raw: list[Token]):
        self.raw = raw
        self.partner = braces(raw)
        self.i = 0
        self.out: list[Token] = []

    def symbol(self) -> bool:
        found = self.symbol_at(self.i, False)
        if found is None:
            return False
        token, self.i = found
        self.out.append(token)
        return True

    def styled_sign(self) -> bool:
        r"""\boldsymbol{\nabla}, \mathop{\sum}, \mathop{\arg\min}, \mathrm{\log} and \pmb\partial are the signs."""
        if self.raw[self.i].key not in c.FONTS and self.raw[self.i].key != "\\mathop":
            return False
        at = self.i + 1
        close = self.partner[at] if self.braced(at) else -1
        signs = self.raw[at + 1:close] if close > 0 else self.raw[at:at + 1]
        if not 0 < len(signs) < 3 or any(s.key not in (c.SIGNS if close > 0 else c.DERIVATIVE_SIGNS) for s in signs):
            return False
        self.out += [named(s) if s.key in c.NAMED else s for s in signs]
        self.i = max(close, at) + 1
        return True

    def symbol_at(self, i: int, inner: bool) -> tuple[Token, int] | None:
        r"""A letter with all its styling as one token: x, \beta, \mathbf{x}, \hat{\mathbf{y}}, {\bf x}.
        `inner`: an argument, where {x} is x."""
        if i >= len(self.raw):
            return None
        token = self.raw[i]
        key = token.key
        if key in c.LETTERS or inner and (key in LETTERS or key in "01"):
            return as_symbol(token), i + 1
        if key == "{":
            return self.grouped(i, inner)
        styled = key in c.FONTS and key not in c.OLD_FONTS
        if not styled and key not in c.ACCENTS:
            return None
        found = self.symbol_at(i + 1, True)
        if found is None:
            return None
        base, j = found
        return self.styled(token, base, i, j)

    def styled(self, token: Token, base: Token, i: int, j: int) -> tuple[Token, int] | None:
        key = token.key
        if base.name in "01" and (key in c.ACCENTS or c.FONTS[key] not in ("bold", "bb", "vec")
                                  and base.font not in ("bold", "bb")):
            return None
        name = f"{c.ACCENTS[key]}{{{base.name}}}" if key in c.ACCENTS else base.name
        font = base.font if key in c.ACCENTS else (base.font or c.FONTS[key])
        latex = f"{key}{{{base.latex}}}" if j == i + 4 and self.braced(i + 1) else source_of(self.raw[i:j]).replace("{ ", "{")
        return Token("sym", token.start, self.raw[j - 1].end, token.space, kind="sym", name=name, font=font, latex=latex), j

    def grouped(self, i: int, inner: bool) -> tuple[Token, int] | None:
        r"""{x} as an argument, or {\bf x} anywhere."""
        close = self.partner[i]
        switch = i + 1 < len(self.raw) and self.raw[i + 1].key in c.OLD_FONTS
        if not (inner or switch) or close < 0:
            return None
        found = self.symbol_at(i + 1 + switch, True)
        if found is None or found[1] != close:
            return None
        base, start = found[0], self.raw[i]
        if base.name in "01" and not switch and not inner:
            return None
        font = (base.font or c.FONTS[self.raw[i + 1].key]) if switch else base.font
        latex = source_of(self.raw[i:close + 1]) if switch else base.latex
        return Token("sym", start.start, self.raw[close].end, start.space, kind="sym", name=base.name,
                     font=font, latex=latex), close + 1

    def name(self, token: Token) -> bool:
        r"""\operatorname{tr}, \mathrm{ReLU}, \text{if } x: a name of several letters, or prose."""
        key = token.key
        star = 1 if self.i + 1 < len(self.raw) and self.raw[self.i + 1].key == "*" else 0
        if key not in c.NAMES and key not in c.TEXT or not self.braced(self.i + 1 + star):
            return False
        open_ = self.i + 1 + star
        close = self.partner[open_]
        inside = self.raw[open_ + 1:close]
        if key == "\\mathop":                                # \mathop{\rm argmin}, \mathop{\mathrm{argmin}}
            inside = [t for t in inside if t.key not in c.NAMES and t.key not in c.OLD_FONTS and t.key not in ("{", "}")]
            if not inside:                                   # \mathop{}\!\mathrm{d}: a thin space
                self.i = close + 1
                return True
        words = _words(inside)
        if (constant := words.strip(" .~").lower()) in c.CONSTANTS and self.i and self.raw[self.i - 1].key in ("+", "-"):
            self.out.append(Token("name", token.start, self.raw[close].end, token.space, kind="name", name=constant,
                                  latex=rf"\mathit{{{constant}}}"))
            self.i = close + 1
            return True
        compact = re.sub(r"[\s-]", "", words)
        if not key.startswith("\\operatorname") and key != "\\mathop" and compact not in c.OPTIMA:
            compact = words.strip() if words.strip() in _SET_APART else words
        if key in ("\\mathbb", "\\mathcal") and (len(compact) < 2 or compact not in FUNCTION_NAMES):
            return False
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", compact) and (key not in c.TEXT or self.is_name(compact, close)):
            if c.FONTS.get(key) == "bold" and compact not in FUNCTION_NAMES:
                return False
            latex = source_of([token, *self.raw[self.i + 1:open_]]) + "{" + words + "}"
            self.out.append(Token("name", token.start, self.raw[close].end, token.space, kind="name", name=compact,
                                  font=c.FONTS.get(key, "roman"), latex=latex))
        elif key in c.TEXT or key == "\\mathrm" and " " in words.strip() or re.fullmatch(r"(s\.?t|w\.?r\.?t)\.?", compact):
            if key == "\\textbf" and not re.search(r"[A-Za-z]{3}", words):
                return False
            self.out.append(Token("\\text", token.start, self.raw[close].end, token.space, kind="text", name=words))
        else:
            return False
        self.i = close + 1
        return True

    def is_name(self, word: str, close: int) -> bool:
        r"""Whether \text{word} is a name rather than prose: in a script, before a bracket, or no word of prose."""
        previous = self.raw[self.i - 1].key if self.i else ""
        if self.i >= 2 and previous == "{":
            previous = self.raw[self.i - 2].key
        following = self.raw[close + 1].key if close + 1 < len(self.raw) else ""
        inside = any(t.space for t in self.raw[self.i + 2:close + 1])
        if inside and word not in c.OPTIMA and word not in _SET_APART:
            return False
        return (previous in ("_", "^") or following in ("(", "[", "\\left", "_") or word in FUNCTION_NAMES
                or word.lower() not in c.STOP_WORDS)

    def font_switch(self, token: Token) -> bool:
        r"""{\bf AB}: the switch goes before its group, where the parser hands the font to every letter."""
        if token.key not in c.OLD_FONTS:
            return False
        self.i += 1
        if self.out and self.out[-1].key == "{":
            self.out[-1].font = c.FONTS[token.key]
        return True

    def switched_name(self) -> bool:
        r"""{\rm tr} is \mathrm{tr}, and a function's name is one in any font."""
        open_, close = self.i, self.partner[self.i]
        letters = [t for t in self.raw[open_ + 2:close] if t.key not in c.DROPPED]
        if (close < 0 or len(letters) < 2 or self.raw[open_ + 1].key not in c.OLD_FONTS
                or any(t.key not in LETTERS for t in letters)):
            return False
        word = "".join(t.key for t in letters)
        font = c.FONTS[self.raw[open_ + 1].key]
        if font != "roman" and word not in FUNCTION_NAMES:
            return False
        start = self.raw[open_]
        self.out.append(Token("name", start.start, self.raw[close].end, start.space, kind="name", name=word,
                              font="roman", latex=rf"\mathrm{{{word}}}"))
        self.i = close + 1
        return True

    def braced(self, i: int) -> bool:
        return i < len(self.raw) and self.raw[i].key == "{"

    def follows(self, key: str, distance: int = 1) -> bool:
        at = self.i + distance
        return at < len(self.raw) and self.raw[at].key == key and not self.raw[at].space


def _words(tokens: list[Token]) -> str:
    r"""The text of an argument: spaces kept, \, and \  as a space."""
    out = []
    for token in tokens:
        spacing = token.key in c.DROPPED or token.key == "~"
        out.append((" " if token.space else "") + (" " if spacing else "" if token.key in "{}" else token.key))
    return re.sub(r"\s+", " ", "".join(out))
