r"""From raw tokens to the reader's: styling, names, text and sizes gathered into single tokens, brackets paired."""
from __future__ import annotations

import difflib
import re

from ..errors import ReadError
from ..functions import FUNCTION_NAMES
from . import commands as c
from .defined import LETTERS, defined_words
from .grouping import bared, makes_room
from .pairing import angled, pair
from .primes import primed
from .rows import are_equations, broken, unsplit
from .misspelt import refuse_mistyped
from .styling import Styling, as_symbol, named
from .tokens import Token

LONGEST_WORD = 40                            # letters side by side that may be one word
_LENGTH = re.compile(r"[-+]?[\d.]+(?:pt|em|ex|mm|cm|in|mu|pc|bp|sp)")             # 3pt, as TeX reads it behind \hskip


class Prepared:
    """Tokens for the parser; `mate[i]` is the partner of the bracket at i, or -1."""

    __slots__ = ("tokens", "mate")

    def __init__(self, tokens: list[Token], mate: list[int]):
        self.tokens = tokens
        self.mate = mate


def prepare(raw: list[Token], words: frozenset[str] = frozenset()) -> Prepared:
    """Clean and pair; `words` are names.  ReadError for unbalanced braces and environments,
    forbidden and unknown commands."""
    found = {t.key for t in raw}
    if "\\parallel" in found and len(bars := [t for t in raw if t.key == "\\parallel"]) % 2 == 0:
        for t in bars:                                       # \parallel x\parallel
            t.key = "\\|"
    cleaner = _Cleaner(bared(raw) if "{" in found and not found.isdisjoint(c.SIGNS) else raw, words)
    tokens = cleaner.run()
    if "\\\\" in found and "\\left" in found:
        tokens = unsplit(tokens)
    if "'" in found or "\\prime" in found:
        tokens = primed(tokens)
    if "<" in found:
        angled(tokens)
    mate = pair(tokens)
    if cleaner.displayed and "\\\\" in found and (whole := broken(tokens, mate)) is not None:
        tokens, mate = whole, pair(whole)
    return Prepared(tokens, mate)


def _aligned(key: str) -> bool:
    """Whether an & stands beside this token to align it."""
    return key in ("+", "-") or key in c.RELATIONS or key in c.SEPARATORS


class _Cleaner(Styling):
    """One pass over the raw tokens."""

    def __init__(self, raw: list[Token], words: frozenset[str]):
        super().__init__(raw)
        self.environments: list[str] = []
        self.row = False
        self.systems: set[int] = set()             # \\begin, \\end and \\right of equations that a brace holds together
        self.displayed = False                     # whether it stands in align, multline and the like
        self.words = words | defined_words(raw)
        self.norm_ends: set[int] = set()           # the \left and \right of \left|| x \right||
        self.sentence = False                      # a word of prose stood among the letters

    def run(self) -> list[Token]:
        raw, total, out, as_they_are = self.raw, len(self.raw), self.out, c.AS_THEY_ARE
        while self.i < total:
            before, token = len(out), raw[self.i]
            if token.key in as_they_are or token.key in c.LETTERS_FOR_SIGNS and self.is_sign(token):
                self.i += 1
                out.append(token)
            else:
                self.step(token)
            if self.row and len(out) > before:
                out[before].row = True
                self.row = False
        return out

    def is_sign(self, token: Token) -> bool:
        r"""Whether a letter stands for a sign, \Sigma for \sum, which the token then is."""
        if not (self.has_range() or token.end - token.start == 1 and self.numbers_what_follows()):
            return False
        token.key = c.LETTERS_FOR_SIGNS[token.key]
        return True

    def step(self, token: Token) -> None:
        """What begins with a token that does not stay as it is."""
        key = token.key
        if len(key) == 1:
            return self.character(token)
        if key in c.LETTERS:
            self.out.append(as_symbol(token))
            self.i += 1
            return
        if key in ("\\begin", "\\end"):
            return self.environment(token)
        if key in c.FORBIDDEN or key.startswith(c.FORBIDDEN_STARTS):
            raise ReadError(f"{key} is not allowed in a formula: nothing is executed or read", (token.start, token.end),
                            code="TD108", hint="write the mathematics itself")
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
            self.out.append(named(token))
        elif not self.styled_sign() and not self.symbol() and not self.name(token) and not self.font_switch(token):
            self.command(token)

    def character(self, token: Token) -> None:
        key = token.key
        if key.isalpha():
            return self.letter(token)
        if key.isdigit() or key == "." and self.begins_number():
            token.kind = "digit"
            token.key = "0." if key == "." else key
        elif key == "&":
            self.i += 1
            if not self.environments:
                self.row = True
                if not any(_aligned(t.key) or t.key == "\\\\" for t in self.raw):
                    raise ReadError("& parts no columns here", (token.start, token.end), code="TD112", hint="delete it")
                if self.parts_columns():
                    self.out.append(Token("\\quad", token.start, token.end, token.space))
                return
        elif key == "~":
            self.i += 1
            return
        elif key == "{" and self.follows("}") and makes_room(self.raw, self.partner, self.i, self.out[-1] if self.out else None):
            self.i += 2
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

    def begins_number(self) -> bool:
        """Whether the point at hand begins a number, .5: a digit follows directly, and none
        stands directly before it."""
        i, raw = self.i, self.raw
        before = raw[i - 1] if i and not raw[i].space else None
        return (i + 1 < len(raw) and raw[i + 1].key.isdigit() and not raw[i + 1].space
                and not (before and (before.key.isdigit() or before.key == ".")))

    def parts_columns(self) -> bool:
        """Whether the & just passed parts two columns of a display, as every second one of a row does, a &= b & c &= d;
        one beside a sign aligns."""
        start = max((k for k in range(self.i - 1) if self.raw[k].key in ("\\\\", "\\end")), default=-1)
        before, behind = self.raw[self.i - 2] if self.i > 1 else None, self.raw[self.i] if self.i < len(self.raw) else None
        if before is None or behind is None or _aligned(before.key) or before.key == "&" or _aligned(behind.key):
            return False
        return sum(t.key == "&" for t in self.raw[start + 1:self.i]) % 2 == 0

    def entrywise(self, dot: Token) -> bool:
        r"""Dots of Julia and MATLAB: x .* y and x ./ y entry by entry, x.^2, and \sin.(x);
        whether this is one of them."""
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
        elif not (sign.key == "(" and (self.out[-1].kind == "name" and self.out[-1].name in FUNCTION_NAMES)):
            return False
        else:
            self.i -= 1
        self.i += 2
        return True

    def two_bars(self) -> bool:
        """Whether || closes one absolute value and opens the next, as in |x||y|: a single bar is open
        and an odd number of them is left."""
        if not self.out or self.out[-1].kind == "op" and self.out[-1].key not in (")", "]", "}"):
            return False
        rest = sum(t.key == "|" for t in self.raw[self.i + 2:])
        return rest % 2 == 1 and sum(t.key == "|" for t in self.out) % 2 == 1

    def has_range(self) -> bool:
        r"""Whether _{i=1} follows, with which \Sigma is a sum."""
        return (self.follows("_") and self.braced(self.i + 2)
                and any(t.key == "=" for t in self.raw[self.i + 2:self.partner[self.i + 2]]))

    def numbers_what_follows(self) -> bool:
        """Whether an index stands below the letter Σ and below one of what is next to it: Σᵢ (yᵢ - c)² is a sum,
        Σₖ⁻¹ and Σₖ) are matrices."""
        raw, at = self.raw, self.i + 1
        if not self.follows("_") or at + 2 >= len(raw):
            return False
        behind = self.partner[at + 1] + 1 if raw[at + 1].key == "{" else at + 2
        letter = raw[behind - 2 if raw[at + 1].key == "{" else at + 1].key
        return letter in LETTERS and behind < len(raw) and raw[behind].key not in "^)]|,.;=+-}&" and any(
            raw[j].key == "_" and (raw[j + 1].key == letter or raw[j + 1].key == "{" and raw[j + 2].key == letter)
            for j in range(behind, len(raw) - 2))

    # -- letters, names, text -------------------------------------------------------------------------------------

    def letter(self, token: Token) -> None:
        if not token.key.isascii():
            return self.prose(token)
        run = [token.key]
        j = self.i + 1
        while j < len(self.raw) and self.raw[j].key in LETTERS and not self.raw[j].space and len(run) < LONGEST_WORD:
            run.append(self.raw[j].key)
            j += 1
        word = "".join(run)
        if self.is_prose(word, j):
            return self.worded(word, token, j)
        bracket = j < len(self.raw) and (self.raw[j].key in ("(", "[", "\\left", "\\{") or self.raw[j].key in c.SIZES)
        if word in self.words:
            # one name for who reads the answer, too
            latex = word if word.isupper() or word in c.DEFINED_WORDS else rf"\mathit{{{word}}}"
            self.out.append(Token(word, token.start, self.raw[j - 1].end, token.space, kind="name", name=word, latex=latex))
            self.i = j
            return
        if len(word) > 1 and (word in c.BARE_NAMES or word in c.BARE_CALLS and (bracket or word in c.TRACES and self.apart(j))):
            self.out.append(Token(word, token.start, self.raw[j - 1].end, token.space, kind="name", name=word, font="",
                                  latex=rf"\operatorname{{{word}}}"))
            self.i = j
            return
        if len(word) > 2:
            refuse_mistyped(self.raw, self.i, word, bracket)
        token.kind, token.name, token.latex = "sym", token.key, token.key
        self.out.append(token)
        self.i += 1

    def apart(self, i: int) -> bool:
        """Whether a capital or a letter in a font of its own stands at i, behind a space: tr AX."""
        spaced = i < len(self.raw) and (self.raw[i].space or self.raw[i].key in c.DROPPED)
        while i < len(self.raw) and self.raw[i].key in c.DROPPED:
            i += 1
        return spaced and i < len(self.raw) and (self.raw[i].key.isupper() or c.FONTS.get(self.raw[i].key) == "bold")

    def is_prose(self, word: str, end: int) -> bool:
        """Whether letters between spaces are a word: one that tells (where, such, minimize), and any longer one
        behind it: x^T A x where A is symmetric."""
        before, after = self.raw[self.i - 1] if self.i else None, self.raw[end] if end < len(self.raw) else None
        if before is not None and (before.key in ("_", "^", "{") or not self.raw[self.i].space
                                   and before.key not in c.SEPARATORS) \
                or after is not None and not after.space and after.key not in (*c.SEPARATORS, ":",
                        ".") or word in FUNCTION_NAMES or word in self.words:
            return False
        known = word.lower() in c.STOP_WORDS
        if known and (len(word) > 2 or word == "at" and end + 1 < len(self.raw) and self.raw[end + 1].key == "="):
            self.sentence = True
        return self.sentence and (known and len(word) > 1 or len(word) > 3 or word == "a"
                                  and self.out[-1].kind == "text" and after is not None and after.key in LETTERS)

    def worded(self, word: str, token: Token, end: int) -> None:
        """The word as text, together with the words before it."""
        self.i = end
        if self.out and self.out[-1].kind == "text":
            last = self.out.pop()
            self.out.append(Token("\\text", last.start, self.raw[end - 1].end, last.space, kind="text",
                                  name=f"{last.name.rstrip()} {word} "))
        else:
            self.out.append(Token("\\text", token.start, self.raw[end - 1].end, token.space, kind="text", name=f" {word} "))

    def prose(self, token: Token) -> None:
        """Chinese, Japanese, Korean letters side by side are a remark."""
        start = self.i
        while self.i < len(self.raw) and not self.raw[self.i].key.isascii():
            self.i += 1
        words = "".join(t.key for t in self.raw[start:self.i])
        self.out.append(Token("\\text", token.start, self.raw[self.i - 1].end, kind="text", name=words))

    # -- commands -------------------------------------------------------------------------------------------------

    def drop_with(self, token: Token) -> None:
        self.i += 1
        for _ in range(c.DROPPED_WITH[token.key]):
            if self.i < len(self.raw) and self.raw[self.i].key == "*":
                self.i += 1
            if self.braced(self.i):
                self.i = self.partner[self.i] + 1
        if token.key in ("\\hskip", "\\kern", "\\mkern", "\\mskip"):
            length = _LENGTH.match("".join(t.key if len(t.key) == 1 else " " for t in self.raw[self.i:self.i + 12]))
            self.i += length.end() if length else 0

    def size(self, token: Token) -> None:
        r"""\big( is (, \bigl| opens and \bigr| closes, a plain \big| stays a sized bar."""
        self.i += 1
        if self.i >= len(self.raw):
            raise ReadError(f"{token.key} has no bracket behind it", (token.start, token.end), code="TD104",
                            hint=f"write {token.key}( .. or delete it")
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
            raise ReadError(f"{token.key} has no bracket behind it", (token.start, token.end), code="TD110",
                            hint=r"write \left( .. \right)")
        at = self.i
        if at in self.systems or token.key == "\\left" and self.held_together(at):
            self.i += 2
            return
        if token.key == "\\left" and (end := self.doubled(at)):
            self.norm_ends |= {at, end}
        double = at in self.norm_ends
        what = self.raw[at + 1 + double]
        if what.key.isalnum() or what.key in "{}^_":
            raise ReadError(f"{token.key} has no bracket behind it", (token.start, token.end), code="TD110",
                            hint=rf"write {token.key}\{what.key}" if what.key in "{}" else r"write \left( .. \right)")
        self.i = at + 2 + double
        if what.key == "/" and token.key != "\\left":                                      # \left. x \right/ y
            if token.key == "\\right":
                self.out.append(Token(token.key, token.start, what.start, token.space, name="."))
            self.out.append(Token("/", what.start, what.end))
            return
        key = "bar" if token.key == "\\middle" else token.key
        self.out.append(Token(key, token.start, what.end, token.space, name="\\|" if double else what.key))

    def doubled(self, i: int) -> int:
        r"""Where the \right is in \left|| x \right||, which people write for a norm;
        0 where the \left at i is none of this kind."""
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
        name, at = token.name, self.i
        self.i += 1
        if name in c.CASES and token.key == "\\begin" and self.is_system(at):
            self.systems |= {at, self.partner[at]}
        if name in c.DISPLAYS or at in self.systems:
            if token.key == "\\begin":
                for _ in range(c.DISPLAY_ARGUMENTS.get(name, 0)):
                    if self.braced(self.i):
                        self.i = self.partner[self.i] + 1
                self.optional()
                if name.startswith("array") and self.braced(self.i):
                    self.i = self.partner[self.i] + 1
            self.row = self.displayed = True
            if self.out and self.out[-1].key != "\\\\" and not self.environments:
                self.out.append(Token("\\\\", token.start, token.end))
            return
        if name not in c.MATRICES and name not in c.CASES:
            near = difflib.get_close_matches(name, [*c.MATRICES, *sorted(c.CASES), *sorted(c.DISPLAYS)], 1)
            hint = f"did you mean {near[0]}?" if near else "texderive reads matrices, cases and displays"
            raise ReadError(f"the environment {name} is not mathematics that can be read", (token.start, token.end),
                            code="TD103", hint=hint)
        if token.key == "\\begin":
            self.environments.append(name)
            self.optional()
            if name.startswith("array") and self.braced(self.i):
                self.i = self.partner[self.i] + 1
        elif self.environments:
            self.environments.pop()
        self.out.append(token)

    def is_system(self, at: int) -> bool:
        """Whether the environment from \\begin at `at` stands alone and holds equations, so that cases
        or a brace only keep them together."""
        alone = not self.out or self.out[-1].key in c.SEPARATORS or self.out[-1].kind == "text"
        return alone and are_equations(self.raw[at + 1:self.partner[at]])

    def held_together(self, at: int) -> bool:
        r"""Whether \left\{ at `at` opens a brace before such equations."""
        begin = at + 2
        if not (begin < len(self.raw) and self.raw[at + 1].key in ("\\{", "\\lbrace") and self.raw[begin].key == "\\begin"):
            return False
        end = self.partner[begin]
        if not (end + 2 < len(self.raw) and self.raw[end + 1].key == "\\right" and self.raw[end + 2].key == "."
                and self.is_system(begin)):
            return False
        self.systems |= {begin, end, end + 1}
        return True

    def optional(self) -> None:
        """Skip an optional argument such as [t]."""
        if (self.i + 2 < len(self.raw) and self.raw[self.i].key == "[" and self.raw[self.i + 2].key == "]"
                and self.raw[self.i + 1].key in "tcblr"):
            self.i += 3

    def command(self, token: Token) -> None:
        self.i += 1
        if token.key == "\\\\":
            self.skip_row_space()
        elif token.key == "\\_" and (self.follows("\\_", 0) or self.raw[self.i - 2].key == "?"):         # = \_\_\_
            token.key = "?"
        elif token.key not in c.KNOWN:
            near = difflib.get_close_matches(token.key, sorted(c.KNOWN), 3, 0.6)
            glued = next((n for n in range(len(token.key) - 1, max(3, len(token.key) - 3), -1) if token.key[:n] in c.KNOWN), 0)
            hint = (f"write {token.key[:glued]} {token.key[glued:]}, or " if glued
                    else f"did you mean {' or '.join(near)}? " if near else "")
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
