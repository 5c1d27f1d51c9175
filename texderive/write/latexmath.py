r"""The author's LaTeX as boxes, for the writers that cannot print it as it stands;
what is unknown becomes literal text, never an error."""
from __future__ import annotations

import re
from functools import lru_cache

from ..usual import USUAL
from .glyphs import ACCENTS, BIG, CLOSING, FENCES, FONTS, NAMES, OPERATORS, ORDINARY
from .notation import Box, EMPTY, fence, first, frac, grid, name, number, op, row, space, sub, sup, sym

_TEXT = r"\\(?:text(?:rm|normal|up|bf|it|sf)?|mbox|hbox|intertext)\s*\{[^{}]*\}"
_TOKEN = re.compile(_TEXT + r"|\\begin\s*\{[^{}]*\}|\\end\s*\{[^{}]*\}|\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|\s+|%[^\n]*|.", re.S)
_SPACES = {r"\,": ",", r"\:": ":", r"\;": ";", r"\ ": ":", "~": ":", r"\quad": "quad", r"\qquad": "qquad", r"\>": ":",
           r"\enspace": ":", r"\thinspace": ","}
_NOTHING = {r"\!", r"\limits", r"\nolimits", r"\displaystyle", r"\textstyle", r"\scriptstyle", r"\nonumber", r"\notag",
            r"\mathstrut", r"\strut",
            r"\allowbreak", r"\relax", r"\left.", r"\/", r"\negthinspace"}
_SIZES = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?)$")
_BINOMIALS = {r"\binom", r"\dbinom", r"\tbinom"}
_FRACTIONS = {r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\nicefrac", r"\sfrac"}
_SKIPPED = {r"\label", r"\tag", r"\hspace", r"\vspace", r"\phantom", r"\color", r"\hphantom", r"\vphantom", r"\hspace*"}
_PASSED = {r"\boxed", r"\mathop", r"\mathbin", r"\mathrel", r"\mathord", r"\substack", r"\smash", r"\ensuremath",
           r"\mathopen", r"\mathclose"}
_STACKS = {r"\overset": "over", r"\stackrel": "over", r"\underset": "under"}
_FENCE_OF = {("\\" + k if k.isalpha() else k): v for k, v in FENCES.items()} | {r"\{": "{", r"\}": "}"}
_LATEX_FENCE = {"‖": r"\|", "⟨": r"\langle", "⟩": r"\rangle", "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil",
                "⌉": r"\rceil", "{": r"\{", "}": r"\}"}
_GRIDS = {"matrix", "pmatrix", "bmatrix", "vmatrix", "Vmatrix", "Bmatrix", "smallmatrix", "cases", "array", "aligned",
          "align", "align*", "gathered", "split"}
_STOPS = {"}", "&", "\\\\", r"\right", ""}
MAX_DEPTH = 60


def latex_fence(character: str) -> str:
    """The LaTeX of a bracket."""
    return _LATEX_FENCE.get(character, character)


@lru_cache(maxsize=4096)
def read(latex: str) -> Box:
    """The boxes of a piece of LaTeX mathematics."""
    return _Reader(latex).all()


def _differential(box: Box) -> bool:
    r"""Whether it begins with \partial or an upright or italic d."""
    head = first(box)
    while head.kind == "font":
        head = first(head.parts[0])
    return head.kind == "sym" and head.data in (r"\partial", "d")


class _Reader:
    def __init__(self, latex: str):
        self.tokens = [t for t in _TOKEN.findall(latex) if not t.isspace() and not t.startswith("%")]
        self.at = 0
        self.depth = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def all(self) -> Box:
        items = list(self.items(set()).parts) if self.tokens else []
        while self.at < len(self.tokens):                   # a stray closing token: as it stands
            items.append(Box("text", (), self.take()))
            rest = self.items(set())
            items += rest.parts if rest.kind == "row" else (rest,)
        return row(*items)

    def items(self, stops: set[str]) -> Box:
        """Items up to a token of `stops` or one that closes something; always a row box."""
        self.depth += 1
        out: list[Box] = []
        while self.depth < MAX_DEPTH:
            token = self.peek()
            if token in _STOPS or token in stops or token.startswith(r"\end"):
                break
            if token in ("_", "^", "'"):
                base = out.pop() if out and out[-1].kind not in ("op", "space") else EMPTY
                out.append(self.scripts(base))
                continue
            item = self.item()
            if item is not None:
                out += item.parts if item.kind == "row" else (item,)
        self.depth -= 1
        return Box("row", tuple(out))

    def scripts(self, base: Box) -> Box:
        below = above = EMPTY
        primes = 0
        while self.peek() in ("_", "^", "'"):
            mark = self.take()
            if mark == "'":
                primes += 1
            elif mark == "_":
                below = row(below, self.argument()) if below != EMPTY else self.argument()
            else:
                above = row(above, self.argument()) if above != EMPTY else self.argument()
        if primes:
            above = row(*[sym(r"\prime")] * primes, above)
        if base.kind == "big":
            return Box("big", (below, above), base.data)
        if base.kind == "stack" and base.data in ("overbrace", "underbrace"):
            return Box("stack", (base.parts[0], above if base.data == "overbrace" else below), base.data)
        if below != EMPTY:
            base = sub(base, below)
        return sup(base, above) if above != EMPTY else base

    def argument(self) -> Box:
        """A braced group or one token."""
        token = self.peek()
        if token == "{":
            return self.group()
        if token in _STOPS or token in ("_", "^"):
            return EMPTY
        if len(token) > 1 and token[0].isdigit():            # \frac12, x^10: one digit each
            self.tokens[self.at] = token[1:]
            return number(token[0])
        return self.item() or EMPTY

    def group(self) -> Box:
        self.take()
        body = self.items(set())
        if self.peek() == "}":
            self.take()
        return row(*body.parts)

    def argument_latex(self) -> str:
        """The next argument as it is written."""
        first = self.at
        self.argument()
        return " ".join(self.tokens[first:self.at])

    def raw_argument(self) -> str:
        """The text of a braced group, for names and words."""
        if self.peek() != "{":
            return self.take().lstrip("\\")
        self.take()
        words, level = [], 1
        while self.at < len(self.tokens):
            token = self.take()
            level += (token == "{") - (token == "}")
            if not level:
                break
            if token in _SPACES:
                words.append(" ")
            elif token not in "{}" and token.lstrip("\\") not in FONTS:
                words.append(token.lstrip("\\"))
        return "".join(words).strip()

    def item(self) -> Box | None:
        token = self.take()
        if token == "{":
            self.at -= 1
            return self.group()
        if token[0].isdigit():
            return number(token)
        if token in _NOTHING:
            return None
        if token in _SPACES:
            return space(_SPACES[token])
        if _SIZES.match(token):
            return self.sized(token)
        if token in ("(", "[", r"\{", r"\langle", r"\lfloor", r"\lceil", r"\lvert", r"\lVert", "|", r"\|", r"\vert", r"\Vert"):
            return self.bracket(token)
        if token in OPERATORS:
            return op(token)
        if token.startswith("\\"):
            return self.command(token)
        return sym(token) if token.isalpha() else Box("op", (), token) if token in ",;.!?" else sym(token)

    def bracket(self, token: str) -> Box:
        """An unsized bracket with its partner, or alone as it stands."""
        opening = _FENCE_OF[token]
        closing = CLOSING[opening]
        start, depth = self.at, self.depth
        stops = {t for t, c in _FENCE_OF.items() if c == closing and t}
        if opening == "|" and self.peek() == "|":            # ||x||
            self.take()
            opening = closing = "‖"
            body = self.items({"|"})
            if self.tokens[self.at:self.at + 2] == ["|", "|"]:
                self.at += 2
                return fence(row(*body.parts), r"\|", r"\|")
        else:
            body = self.items(stops)
            if self.peek() in stops:
                self.take()
                return fence(row(*body.parts), latex_fence(opening), latex_fence(closing))
        self.at, self.depth = start, depth
        return sym(opening)

    def sized(self, token: str) -> Box | None:
        r"""\left( ... \right); the other size commands only mark a bracket."""
        if token != r"\left":
            if token == r"\right":
                self.take()
                return None
            follows = self.peek()
            return self.item() if follows in _FENCE_OF and _FENCE_OF[follows] in CLOSING and token[-1] != "r" else None
        opening = _FENCE_OF.get(self.take(), "")
        body = self.items({r"\right"})
        closing = ""
        if self.peek() == r"\right":
            self.take()
            closing = _FENCE_OF.get(self.take(), "")
        return fence(row(*body.parts), latex_fence(opening), latex_fence(closing))

    def command(self, token: str) -> Box | None:
        word = token[1:].rstrip("*")
        if token in _FRACTIONS:
            above, below = self.argument(), self.argument()
            return frac(above, below, "partial" if _differential(above) and _differential(below) else "")
        if token in _BINOMIALS:
            return fence(grid([[self.argument()], [self.argument()]], "matrix"))
        if token == r"\sqrt":
            degree = self.optional()
            body = self.argument()
            return Box("root", (body,) if degree is None else (body, degree))
        if token.endswith("}") and token[1] in "tmhi":       # \text{...} is one token, spaces and all
            return Box("text", (), token[token.index("{") + 1:-1])
        if word == "operatorname":
            text = self.raw_argument()
            return Box("big", (EMPTY, EMPTY), text) if token.endswith("*") else name(text)
        if word in BIG:
            return Box("big", (EMPTY, EMPTY), "\\" + word)
        if word in ACCENTS:
            return Box("accent", (self.argument(),), word)
        if word in FONTS:
            return self.font(word)
        if token in _STACKS:
            label = self.argument()
            return Box("stack", (self.argument(), label), _STACKS[token])
        if token in (r"\overbrace", r"\underbrace"):
            return Box("stack", (self.argument(), EMPTY), word)
        if token.startswith(r"\begin"):
            return self.environment(token[token.index("{") + 1:-1].strip())
        if token in _SKIPPED:
            self.raw_argument()
            return None
        if token in _PASSED:
            return self.argument()
        if word in ("lim", "limsup", "liminf", "argmin", "argmax"):
            return Box("big", (EMPTY, EMPTY), word)
        if word in NAMES:
            return name(word)
        if word in ORDINARY or token in OPERATORS:
            return sym(token)
        if _FENCE_OF.get(token):
            return sym(_FENCE_OF[token])
        if token == r"\textcolor":
            self.raw_argument()
            return self.argument()
        if word in USUAL:
            return self.usual(word)
        return Box("text", (), word)

    def usual(self, word: str) -> Box:
        """A macro that nearly everyone defines, by its meaning."""
        count, body = what if isinstance(what := USUAL[word], tuple) else (0, what)
        for n in range(1, count + 1):
            body = body.replace(f"#{n}", self.argument_latex())
        return read("{}" + body if body.startswith("^") else body)

    def font(self, word: str) -> Box:
        if word in ("bf", "rm", "cal", "boldmath"):          # a switch reaches to the end of its group
            return Box("font", (row(*self.items(set()).parts),), FONTS[word])
        body = self.argument()
        letters = body.parts if body.kind == "row" else (body,)
        if FONTS[word] == "roman" and len(letters) > 1 and all(p.kind in ("sym", "op") and len(p.data) == 1 for p in letters):
            return name("".join(p.data for p in letters))
        return Box("font", (body,), FONTS[word])

    def optional(self) -> Box | None:
        if self.peek() != "[":
            return None
        self.take()
        body = self.items({"]"})
        if self.peek() == "]":
            self.take()
        return row(*body.parts)

    def environment(self, kind: str) -> Box:
        if kind == "array" and self.peek() == "{":
            self.raw_argument()
        rows: list[list[Box]] = [[]]
        while self.at < len(self.tokens):
            cell = self.items(set())
            rows[-1].append(row(*cell.parts))
            token = self.take()
            if token == "\\\\":
                rows.append([])
            elif token != "&":
                break
        if rows and (not rows[-1] or rows[-1] == [EMPTY]):
            rows.pop()
        return grid(rows, kind if kind in _GRIDS else "matrix")
