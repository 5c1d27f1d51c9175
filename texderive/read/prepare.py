r"""From raw tokens to the reader's: styling, names, text and sizes gathered into single tokens, brackets paired."""
from __future__ import annotations

import difflib
import re

from ..errors import ReadError
from . import commands as c
from .defined import LETTERS, defined_words
from .pairing import angled, braces, pair
from .primes import primed
from .tokens import Token, source_of


class Prepared:
    """Tokens for the parser; `mate[i]` is the partner of the bracket at i, or -1."""

    __slots__ = ("tokens", "mate")

    def __init__(self, tokens: list[Token], mate: list[int]):
        self.tokens = tokens
        self.mate = mate


def prepare(raw: list[Token], words: frozenset[str] = frozenset()) -> Prepared:
    """Clean and pair; `words` are names.  ReadError for unbalanced braces and environments, forbidden and unknown commands."""
    found = {t.key for t in raw}
    tokens = _Cleaner(_bared(raw) if "\\partial" in found else raw, words).run()
    if "'" in found or "\\prime" in found:
        tokens = primed(tokens)
    if "<" in found:
        angled(tokens)
    return Prepared(tokens, pair(tokens))


def _bared(raw: list[Token]) -> list[Token]:
    r"""Without the braces around a lone \partial, which some programs write."""
    lone = [i for i in range(1, len(raw) - 1) if raw[i].key == "\\partial" and raw[i - 1].key == "{" and raw[i + 1].key == "}"]
    if not lone:
        return raw
    gone = {j for i in lone for j in (i - 1, i + 1)} - {j for i in lone if i >= 2 and raw[i - 2].key.startswith("\\") and raw[i - 2].key != "\\partial" for j in (i - 1, i + 1)}
    return [t for i, t in enumerate(raw) if i not in gone]


class _Cleaner:
    def __init__(self, raw: list[Token], words: frozenset[str]):
        self.raw = raw
        self.partner = braces(raw)
        self.i = 0
        self.out: list[Token] = []
        self.environments: list[str] = []
        self.row = False
        self.words = words | defined_words(raw)
        self.norm_ends: set[int] = set()           # the \left and \right of \left|| x \right||
        self.sentence = False                      # a word of prose stood among the letters

    def run(self) -> list[Token]:
        raw, total, out = self.raw, len(self.raw), self.out
        while self.i < total:
            before, token = len(out), raw[self.i]
            if token.key in c.LETTERS_FOR_SIGNS and self.has_range():
                token.key = c.LETTERS_FOR_SIGNS[token.key]
            if token.key in c.AS_THEY_ARE:
                self.i += 1
                out.append(token)
            else:
                self.step(token)
            if self.row and len(out) > before:
                out[before].row = True
                self.row = False
        return out

    def step(self, token: Token) -> None:
        """What begins with a token that does not stay as it is."""
        key = token.key
        if len(key) == 1:
            return self.character(token)
        if key in ("\\begin", "\\end"):
            return self.environment(token)
        if key in c.FORBIDDEN or key.startswith(c.FORBIDDEN_STARTS):
            raise ReadError(f"{key} is not allowed in a formula: nothing is executed or read", (token.start, token.end), code="TD108", hint="write the mathematics itself")
        if key in c.DROPPED or key in c.UNWRAPPED and self.braced(self.i + 1):
            self.i += 1
        elif key in c.DROPPED_WITH:
            self.drop_with(token)
        elif key in c.SIZES:
            self.size(token)
        elif key in ("\\left", "\\right", "\\middle"):
            self.sided(token)
        elif key in c.WORDED:
            self.i += 1
            self.out.append(Token("\\text", token.start, token.end, kind="text", name=c.WORDED[key]))
        elif key in c.NAMED:
            self.i += 1
            self.out.append(Token(key, token.start, token.end, token.space, kind="name", name=key[1:], font="roman", latex=key))
        elif not self.styled_sign() and not self.symbol() and not self.name(token) and not self.font_switch(token):
            self.command(token)

    def character(self, token: Token) -> None:
        key = token.key
        if key.isdigit():
            token.kind = "digit"
        elif key.isalpha():
            return self.letter(token)
        elif key == "&":
            self.i += 1
            if not self.environments:
                self.row = True
                return
        elif key == "~":
            self.i += 1
            return
        elif key == "|" and self.follows("|") and not self.two_bars():
            self.i += 1
            token = Token("||", token.start, self.raw[self.i].end, token.space)
        elif key == "." and self.follows(".") and self.follows(".", 2):
            self.i += 2
            token = Token("...", token.start, self.raw[self.i].end, token.space)
        elif key == "." and self.i + 1 < len(self.raw) and not self.raw[self.i + 1].space and self.out and self.entrywise(token):
            return
        elif key == "{" and (self.symbol() or self.switched_name()):
            return
        elif key in '$#@`"':
            raise ReadError(f"{key!r} has no meaning in a formula", (token.start, token.end), code="TD112", hint="delete it")
        if key != "&":
            self.i += 1
        self.out.append(token)

    def entrywise(self, dot: Token) -> bool:
        r"""Dots of Julia and MATLAB: x .* y and x ./ y entry by entry, x.^2, and \sin.(x); whether this is one of them."""
        sign, behind = self.raw[self.i + 1], self.raw[self.i + 2] if self.i + 2 < len(self.raw) else None
        if sign.key in c.DOTTED:
            self.out.append(Token(c.DOTTED[sign.key], dot.start, sign.end, dot.space))
        elif sign.key == "^" and behind is not None and (behind.key == "{" or len(behind.key) == 1 and behind.key.isalnum()):
            self.out += [sign, Token("{", behind.start, behind.start), Token("\\circ", behind.start, behind.start)]
            if behind.key != "{":
                behind.kind = "digit" if behind.key.isdigit() else "sym"
                behind.name = behind.name or behind.key
                self.out += [behind, Token("}", behind.end, behind.end)]
            self.i += 1
        elif not (sign.key == "(" and (self.out[-1].kind == "name" and self.out[-1].name in c.FUNCTION_NAMES)):
            return False
        else:
            self.i -= 1
        self.i += 2
        return True

    def two_bars(self) -> bool:
        """Whether || closes one absolute value and opens the next, as in |x||y|: a single bar is open and an odd number of them is left."""
        if not self.out or self.out[-1].kind == "op" and self.out[-1].key not in (")", "]", "}"):
            return False
        rest = sum(t.key == "|" for t in self.raw[self.i + 2:])
        return rest % 2 == 1 and sum(t.key == "|" for t in self.out) % 2 == 1

    def follows(self, key: str, distance: int = 1) -> bool:
        at = self.i + distance
        return at < len(self.raw) and self.raw[at].key == key and not self.raw[at].space

    def has_range(self) -> bool:
        r"""Whether _{i=1} follows, with which \Sigma is a sum."""
        return self.follows("_") and self.braced(self.i + 2) and any(t.key == "=" for t in self.raw[self.i + 2:self.partner[self.i + 2]])

    def braced(self, i: int) -> bool:
        return i < len(self.raw) and self.raw[i].key == "{"

    # -- letters, names, text -------------------------------------------------------------------------------------

    def letter(self, token: Token) -> None:
        if not token.key.isascii():
            return self.prose(token)
        run = [token.key]
        j = self.i + 1
        while j < len(self.raw) and self.raw[j].key in LETTERS and not self.raw[j].space:
            run.append(self.raw[j].key)
            j += 1
        word = "".join(run)
        if self.is_prose(word, j):
            return self.worded(word, token, j)
        bracket = j < len(self.raw) and (self.raw[j].key in ("(", "[", "\\left", "\\{") or self.raw[j].key in c.SIZES)
        if word in self.words:
            latex = word if word.isupper() or word in c.DEFINED_WORDS else rf"\mathit{{{word}}}"          # one name for who reads the answer, too
            self.out.append(Token(word, token.start, self.raw[j - 1].end, token.space, kind="name", name=word, latex=latex))
            self.i = j
            return
        if len(word) > 1 and (word in c.BARE_NAMES or word in c.BARE_CALLS and bracket):
            self.out.append(Token(word, token.start, self.raw[j - 1].end, token.space, kind="name", name=word, font="", latex=rf"\operatorname{{{word}}}"))
            self.i = j
            return
        token.kind, token.name, token.latex = "sym", token.key, token.key
        self.out.append(token)
        self.i += 1

    def is_prose(self, word: str, end: int) -> bool:
        """Whether letters between spaces are a word: one that tells (where, such, minimize), and any longer one behind it: x^T A x where A is symmetric."""
        before, after = self.raw[self.i - 1] if self.i else None, self.raw[end] if end < len(self.raw) else None
        if before is not None and (before.key in ("_", "^", "{") or not self.raw[self.i].space and before.key not in c.SEPARATORS) \
                or after is not None and not after.space and after.key not in (*c.SEPARATORS, ":", ".") or word in c.FUNCTION_NAMES or word in self.words:
            return False
        known = word.lower() in c.STOP_WORDS
        if known and (len(word) > 2 or word == "at" and end + 1 < len(self.raw) and self.raw[end + 1].key == "="):
            self.sentence = True
        return self.sentence and (known and len(word) > 1 or len(word) > 3 or word == "a" and self.out[-1].kind == "text" and after is not None and after.key in LETTERS)

    def worded(self, word: str, token: Token, end: int) -> None:
        """The word as text, together with the words before it."""
        self.i = end
        if self.out and self.out[-1].kind == "text":
            last = self.out.pop()
            self.out.append(Token("\\text", last.start, self.raw[end - 1].end, last.space, kind="text", name=f"{last.name.rstrip()} {word} "))
        else:
            self.out.append(Token("\\text", token.start, self.raw[end - 1].end, token.space, kind="text", name=f" {word} "))

    def prose(self, token: Token) -> None:
        """Chinese, Japanese, Korean letters side by side are a remark."""
        start = self.i
        while self.i < len(self.raw) and not self.raw[self.i].key.isascii():
            self.i += 1
        words = "".join(t.key for t in self.raw[start:self.i])
        self.out.append(Token("\\text", token.start, self.raw[self.i - 1].end, kind="text", name=words))

    def symbol(self) -> bool:
        found = self.symbol_at(self.i, False)
        if found is None:
            return False
        token, self.i = found
        self.out.append(token)
        return True

    def styled_sign(self) -> bool:
        r"""\boldsymbol{\nabla}, \mathop{\nabla} and \pmb\partial are the sign."""
        at = self.i + 1
        braced = at + 2 < len(self.raw) and self.raw[at].key == "{" and self.raw[at + 2].key == "}"
        at += braced
        if at >= len(self.raw) or self.raw[at].key != "\\partial" and self.raw[at].key not in c.NABLAS or self.raw[self.i].key not in c.FONTS and self.raw[self.i].key not in ("\\vec", "\\mathop"):
            return False
        self.out.append(self.raw[at])
        self.i = at + 1 + braced
        return True

    def symbol_at(self, i: int, inner: bool) -> tuple[Token, int] | None:
        r"""A letter with all its styling as one token: x, \beta, \mathbf{x}, \hat{\mathbf{y}}, {\bf x}.  `inner`: an argument, where {x} is x."""
        if i >= len(self.raw):
            return None
        token = self.raw[i]
        key = token.key
        if key in c.LETTERS or key in LETTERS and inner:
            return Token(key, token.start, token.end, token.space, kind="sym", name=key, latex=key), i + 1
        if inner and key in "01":
            return Token(key, token.start, token.end, token.space, kind="sym", name=key, latex=key), i + 1
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
        if base.name in "01" and (key in c.ACCENTS or c.FONTS[key] not in ("bold", "bb", "vec") and base.font not in ("bold", "bb")):
            return None
        name = f"{c.ACCENTS[key]}{{{base.name}}}" if key in c.ACCENTS else base.name
        font = base.font if key in c.ACCENTS else (base.font or c.FONTS[key])
        latex = source_of(self.raw[i:j]).replace("{ ", "{")
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
        return Token("sym", start.start, self.raw[close].end, start.space, kind="sym", name=base.name, font=font, latex=latex), close + 1

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
            inside = [t for t in inside if t.key not in c.NAMES and t.key not in ("{", "}")]
        words = _words(inside)
        compact = re.sub(r"[\s-]", "", words) if key.startswith("\\operatorname") or words in ("arg min", "arg max") else words
        if key in ("\\mathbb", "\\mathcal") and (len(compact) < 2 or compact not in c.FUNCTION_NAMES):
            return False
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", compact) and (key not in c.TEXT or self.is_name(compact, close)):
            if c.FONTS.get(key) == "bold" and compact not in c.FUNCTION_NAMES:
                return False
            latex = source_of([token, *self.raw[self.i + 1:open_]]) + "{" + words + "}"
            self.out.append(Token("name", token.start, self.raw[close].end, token.space, kind="name", name=compact, font=c.FONTS.get(key, "roman"), latex=latex))
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
        if inside:
            return False
        return previous in ("_", "^") or following in ("(", "[", "\\left", "_") or word in c.FUNCTION_NAMES or word.lower() not in c.STOP_WORDS

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
        letters = self.raw[open_ + 2:close]
        if close < 0 or len(letters) < 2 or self.raw[open_ + 1].key not in c.OLD_FONTS or any(t.key not in LETTERS for t in letters):
            return False
        word = "".join(t.key for t in letters)
        font = c.FONTS[self.raw[open_ + 1].key]
        if font != "roman" and word not in c.FUNCTION_NAMES:
            return False
        start = self.raw[open_]
        self.out.append(Token("name", start.start, self.raw[close].end, start.space, kind="name", name=word, font="roman", latex=rf"\mathrm{{{word}}}"))
        self.i = close + 1
        return True

    # -- commands -------------------------------------------------------------------------------------------------

    def drop_with(self, token: Token) -> None:
        self.i += 1
        for _ in range(c.DROPPED_WITH[token.key]):
            if self.i < len(self.raw) and self.raw[self.i].key == "*":
                self.i += 1
            if self.braced(self.i):
                self.i = self.partner[self.i] + 1
        if token.key in ("\\hskip", "\\kern", "\\mkern", "\\mskip"):
            while self.i < len(self.raw) and re.fullmatch(r"[0-9.\-ptemxucin]", self.raw[self.i].key) and (not self.raw[self.i].space):
                self.i += 1

    def size(self, token: Token) -> None:
        r"""\big( is (, \bigl| opens and \bigr| closes, a plain \big| stays a sized bar."""
        self.i += 1
        if self.i >= len(self.raw):
            raise ReadError(f"{token.key} has no bracket behind it", (token.start, token.end), code="TD104", hint=f"write {token.key}( .. or delete it")
        what = self.raw[self.i]
        self.i += 1
        key = what.key
        if c.DELIMITER.get(key) in ("abs", "norm") and key not in ("\\lvert", "\\rvert", "\\lVert", "\\rVert"):
            wide = "V" if c.DELIMITER[key] == "norm" else "v"
            if token.key.endswith("l"):
                key = f"\\l{wide}ert"
            elif token.key.endswith("r") and not self.script_next():
                key = f"\\r{wide}ert"
            elif wide == "v":
                key = "bar"
        self.out.append(Token(key, token.start, what.end, token.space))

    def script_next(self) -> bool:
        r"""\bigr|_{x=0} evaluates, \bigl|x\bigr|_2 does not."""
        return self.i < len(self.raw) and self.raw[self.i].key == "_" and not any(t.key == "\\lvert" for t in self.out[-200:])

    def sided(self, token: Token) -> None:
        if self.i + 1 >= len(self.raw):
            raise ReadError(f"{token.key} has no bracket behind it", (token.start, token.end), code="TD110", hint=r"write \left( .. \right)")
        at = self.i
        if token.key == "\\left" and (end := self.doubled(at)):
            self.norm_ends |= {at, end}
        double = at in self.norm_ends
        what = self.raw[at + 1 + double]
        self.i = at + 2 + double
        key = "bar" if token.key == "\\middle" else token.key
        self.out.append(Token(key, token.start, what.end, token.space, name="\\|" if double else what.key))

    def doubled(self, i: int) -> int:
        r"""Where the \right is in \left|| x \right||, which people write for a norm; 0 where the \left at i is none of this kind."""
        raw = self.raw
        if not all(j < len(raw) and raw[j].key == "|" for j in (i + 1, i + 2)):
            return 0
        depth, bars, j = 1, 0, i + 3
        while j < len(raw):
            depth += {"\\left": 1, "\\right": -1}.get(raw[j].key, 0)
            if not depth:
                break
            bars += raw[j].key == "|" and raw[j - 1].key not in ("\\left", "\\right")
            j += 1
        return j if not bars % 2 and j + 2 < len(raw) and raw[j + 1].key == raw[j + 2].key == "|" else 0

    def environment(self, token: Token) -> None:
        name = token.name
        self.i += 1
        if name in c.DISPLAYS:
            if token.key == "\\begin":
                for _ in range(c.DISPLAY_ARGUMENTS.get(name, 0)):
                    if self.braced(self.i):
                        self.i = self.partner[self.i] + 1
                self.optional()
            self.row = True
            if self.out and self.out[-1].key != "\\\\" and not self.environments:
                self.out.append(Token("\\\\", token.start, token.end))
            return
        if name not in c.MATRICES and name not in c.CASES:
            near = difflib.get_close_matches(name, [*c.MATRICES, *sorted(c.CASES), *sorted(c.DISPLAYS)], 1)
            hint = f"did you mean {near[0]}?" if near else "texderive reads matrices, cases and displays"
            raise ReadError(f"the environment {name} is not mathematics that can be read", (token.start, token.end), code="TD103", hint=hint)
        if token.key == "\\begin":
            self.environments.append(name)
            self.optional()
            if name.startswith("array") and self.braced(self.i):
                self.i = self.partner[self.i] + 1
        elif self.environments:
            self.environments.pop()
        self.out.append(token)

    def optional(self) -> None:
        """Skip an optional argument such as [t]."""
        if self.i + 2 < len(self.raw) and self.raw[self.i].key == "[" and self.raw[self.i + 2].key == "]" and self.raw[self.i + 1].key in "tcblr":
            self.i += 3

    def command(self, token: Token) -> None:
        self.i += 1
        if token.key == "\\\\":
            self.skip_row_space()
        elif token.key not in c.KNOWN:
            near = difflib.get_close_matches(token.key, sorted(c.KNOWN), 3, 0.6)
            glued = next((n for n in range(len(token.key) - 1, max(3, len(token.key) - 3), -1) if token.key[:n] in c.KNOWN), 0)
            hint = f"write {token.key[:glued]} {token.key[glued:]}, or " if glued else f"did you mean {' or '.join(near)}? " if near else ""
            raise ReadError(f"the command {token.key} is unknown", (token.start, token.end), code="TD103",
                            hint=hint + rf"a macro of your own must be defined: \newcommand{{{token.key}}}{{..}}")
        self.out.append(token)

    def skip_row_space(self) -> None:
        r"""\\[2pt] and \\*."""
        if self.i < len(self.raw) and self.raw[self.i].key == "*" and not self.raw[self.i].space:
            self.i += 1
        if self.i < len(self.raw) and self.raw[self.i].key == "[":
            text = "".join(t.key for t in self.raw[self.i:self.i + 12])
            size = re.match(r"\[-?[0-9.]+(pt|em|ex|cm|mm|in|\\[a-z]+)\]", text)
            if size:
                length = 0
                while sum(len(t.key) for t in self.raw[self.i:self.i + length]) < size.end():
                    length += 1
                self.i += length


def _words(tokens: list[Token]) -> str:
    r"""The text of an argument: spaces kept, \, and \  as a space."""
    out = []
    for token in tokens:
        spacing = token.key in c.DROPPED or token.key == "~"
        out.append((" " if token.space else "") + (" " if spacing else "" if token.key in "{}" else token.key))
    return re.sub(r"\s+", " ", "".join(out))
