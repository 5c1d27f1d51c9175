r"""From formulas to chains: which member follows which, across rows, displays and lines of prose."""
from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...prose.blanks import spaces
from .blocks import Block, find_blocks
from .scan import IMPLICATIONS, Token, scan
from .source import blank

_NEAR = 700  # how many characters of prose may stand between a display and one that starts with "="
_OPERATOR_START = re.compile(r"\s*(?:[+]|\\pm\b|\\cdot\b|\\times\b|\\circ\b|\\odot\b|\*|/|\\right\b|[)\]])")
_MINUS_START = re.compile(r"\s*-")
_OPEN_END = re.compile(r"(?:[+\-*/(\[]|\\(?:cdot|times|odot|circ|left[\s([|.]*|big[lg]?[\s(\[]*))\s*$")
_PUNCTUATION = re.compile(r"(?:[\s.,;]|\\[,;:! ]|~|\\quad|\\qquad)+$")
_RIGHT_AT_END = re.compile(r"\\right\s*\.\s*\Z")
_LEFT_AT_START = re.compile(r"\s*\\left\s*\.")
_ZERO = re.compile(r"\s*(?:0|\\(?:mathbf|boldsymbol|bm|vec)\s*\{?\s*0\s*\}?)\s*")
_LABEL = re.compile(r"\s*\(\s*(?:\d+[a-z']?|[ivx]+|\*+|\\(?:star|ast|dagger))\s*\)[\s.,;]*")         # a = b \quad & (1)
_IN_WORDS = re.compile(r"\s*\\(?:text|mbox|textrm|textit|textbf)\s*\{([^{}$]*)\}[\s&]*")
_REASON = re.compile(r"(?i)[^a-z]|(?:by|using|since|as|so|thus|hence|then|and|with|because|or|we|this|which|that|it|where|also)\b"
                     r"|.*[,:]\s*$")
_LEADING = re.compile(r"^(?:[\s,;]|\\[,;:! ]|~|\\quad\b|\\qquad\b)+")


@dataclass(slots=True)
class Member:
    """One side of a relation: its slice of the masked text and the relation that leads to it ("" for the first)."""

    start: int
    end: int
    relation: str = ""
    sign: tuple[int, int] | None = None      # the span of the relation sign


@dataclass(slots=True)
class Chain:
    """a = b = c, or a side remark `z = Wx`.  `link` is "implies" or "iff" for a row behind such an arrow."""

    members: list[Member]
    link: str = ""
    side: bool = False
    display: bool = True
    block: int = 0
    row: int = 0                               # offset at which its first row begins

    @property
    def first(self) -> Member:
        return self.members[0]


@dataclass(frozen=True, slots=True)
class Remark:
    """Prose inside a formula; it holds from `start`, the beginning of its row, on."""

    start: int
    text: str


@dataclass(slots=True)
class Outline:
    """A document cut into chains: `masked` has the author's length, and every member is a slice of it."""

    text: str
    masked: str
    blocks: list[Block]
    chains: list[Chain] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def source(self, member: Member) -> str:
        return self.masked[member.start:member.end]


def outline(text: str) -> Outline:
    r"""Every chain of the document in order.

    >>> o = outline(r"\begin{align*} a &= b \\ &= c \end{align*}")
    >>> [[o.source(m) for m in c.members] for c in o.chains]
    [['a', 'b', 'c']]
    """
    blanked = blank(text)
    blocks = find_blocks(blanked)
    if not blocks and re.search(r"=|\\(?:approx|leq?|geq?)\b", blanked):
        blocks = [Block(0, len(text), (0, len(text)), True, "")]          # a bare `a = b`
    masked = list(blanked)
    scanned = []
    for block in blocks:
        tokens, holes = scan(blanked, *block.body)
        for a, b in holes:
            masked[a:b] = spaces(blanked[a:b])
        scanned.append(tokens)
    out = Outline(text, "".join(masked), blocks)
    builder = _Builder(out)
    for number, (block, tokens) in enumerate(zip(blocks, scanned)):
        builder.block(number, block, tokens)
    out.chains = [c for c in out.chains if len(c.members) > 1]
    for c in out.chains:
        if len(c.members) == 2 and c.members[1].relation == "=" and _ZERO.fullmatch(out.source(c.first)):
            # 0 = a is a = 0
            c.members = [Member(c.members[1].start, c.members[1].end), Member(c.first.start, c.first.end, "=", c.members[1].sign)]
    return out


@dataclass(slots=True)
class _Row:
    start: int
    statements: list["_Statement"] = field(default_factory=list)


@dataclass(slots=True)
class _Statement:
    """Relations and pieces in order: ("rel", name, start, end) and ("math", "", start, end)."""

    parts: list[tuple[str, str, int, int]] = field(default_factory=list)
    indented: bool = False         # an & stands before anything else

    def has_relation(self) -> bool:
        return any(p[0] == "rel" for p in self.parts)


class _Builder:
    """Walks over the rows of each block and hangs their members on chains."""

    def __init__(self, out: Outline):
        self.out = out
        self.chain: Chain | None = None
        self.shown: Chain | None = None        # the last one that is displayed
        self.broken_in: Member | None = None   # the member whose brackets are broken by \\right. at `broken`
        self.broken: list[tuple[int, int]] = []

    def block(self, number: int, block: Block, tokens: list[Token]) -> None:
        self.number, self.display, self.env = number, block.display, block.env
        self.dangling = ""                     # a relation at the end of a row, whose member stands on the next
        previous, self.fresh = self.goes_on_from(block), True
        self.leftward = False                  # left sides stand behind the first &, as in &a = 0 and &-b = 0
        for row in self.rows(block, tokens):
            if row.statements:
                self.leftward = (self.leftward or self.fresh and row.statements[0].indented
                                 and row.statements[0].parts[0][0] == "math")
                self.row(row, previous, block)
                self.fresh = False

    def rows(self, block: Block, tokens: list[Token]) -> list[_Row]:
        """The rows of a block, each cut into statements at commas and \\quad that separate."""
        rows, row = [], _Row(block.body[0], [_Statement()])
        at = block.body[0]
        end = Token("row", block.body[1], block.body[1])
        stream = tokens + [end]
        for k, token in enumerate(stream):
            if token.kind == "comma" and not self.separates(stream, k):
                continue
            if token.kind == "quad" and not self.opens_statement(stream, k):
                continue
            if not (token.kind == "row" and k and stream[k - 1].kind == "cell" and row.statements[-1].has_relation()
                    and _LABEL.fullmatch(self.out.masked[at:token.start])):
                self.piece(row, at, token.start)
            at = token.end
            if token.kind == "relation":
                row.statements[-1].parts.append(("rel", token.data, token.start, token.end))
            elif token.kind == "cell":
                statement = row.statements[-1]
                if (k and stream[k - 1].kind == "cell" and statement.has_relation() and statement.parts[-1][0] == "math"
                        and not self.out.masked[stream[k - 1].end:token.start].strip()):
                    row.statements.append(_Statement())        # && begins another column: a remark or a second formula
                    continue
                if statement.has_relation() and statement.parts[-1][0] == "math" and self.another(stream, k):
                    row.statements.append(_Statement())
                    continue
                statement.indented = statement.indented or not statement.parts
            elif token.kind == "remark":
                starts_row = token.data.startswith((r"\intertext", r"\shortintertext"))
                self.out.remarks.append(Remark(token.start if starts_row else row.start, token.data))
                if starts_row and row.statements[-1].parts:
                    rows.append(row)
                    row = _Row(token.end, [_Statement()])
                elif row.statements[-1].has_relation() or row.statements[-1].parts and self.another_begins(stream, k):
                    row.statements.append(_Statement())
            elif token.kind in ("comma", "quad"):
                row.statements.append(_Statement())
            elif token.kind == "row":
                rows.append(row)
                row = _Row(token.end, [_Statement()])
        for each in rows:
            each.statements = [s for s in each.statements if s.parts]
        return rows

    def piece(self, row: _Row, start: int, end: int) -> None:
        """A stretch of mathematics without its surrounding blanks and punctuation,
        joined to a neighbour across a cell."""
        text = self.out.masked[start:end]
        if lead := _LEADING.match(text):
            start += lead.end()
        text = self.out.masked[start:end]
        if tail := _PUNCTUATION.search(text):
            end = start + tail.start()
            end += self.out.masked.startswith(".", end) and self.out.masked[:end].endswith((r"\right", r"\left"))
        if end <= start:
            return
        parts = row.statements[-1].parts
        if parts and parts[-1][0] == "math":
            parts[-1] = ("math", "", parts[-1][2], end)
        else:
            parts.append(("math", "", start, end))

    def another(self, stream: list[Token], k: int) -> bool:
        """Whether the cell that begins here is the left side of a second formula on the row: a &= b & c &= d."""
        cell, relation = (*stream[k + 1:k + 3], None, None)[:2]
        if cell is None or relation is None or cell.kind != "cell" or relation.kind != "relation" or stream[k - 1].kind == "cell":
            return False
        left = self.out.masked[stream[k].end:cell.start]
        return (bool(left.strip()) and not _OPERATOR_START.match(left) and not _MINUS_START.match(left)
                and not self.out.masked[cell.end:relation.start].strip())

    def another_begins(self, stream: list[Token], k: int) -> bool:
        r"""Whether a formula begins behind text: y^T X\beta \text{ is a number, so that } y^T X\beta = .."""
        return stream[k + 1].kind == "relation" and bool(self.out.masked[stream[k].end:stream[k + 1].start].strip(" \n\t\\,;:!"))

    def separates(self, stream: list[Token], k: int) -> bool:
        """Whether a comma ends a statement: before \\quad, a remark or a row's end,
        or when what follows has a relation."""
        # the end of the block is a row's end
        following = stream[k + 1] if stream[k + 1].kind != "cell" else stream[k + 2]
        gap = self.out.masked[stream[k].end:following.start].strip(" \n\t&")
        if following.kind in ("quad", "remark", "row") and not gap:
            return True
        seen_before = any(t.kind == "relation" for t in self.row_of(stream, k, -1))
        ahead = [t.kind for t in self.row_of(stream, k, 1) if t.kind != "cell"]
        return seen_before and ahead[:1] == ["relation"]

    def opens_statement(self, stream: list[Token], k: int) -> bool:
        following = stream[k + 1]
        if (k and stream[k - 1].kind == "relation"
                and not self.out.masked[stream[k - 1].end:stream[k].start].strip(" \n\t\\,;:!&")):
            return False                       # \Rightarrow\quad a = b
        gap = self.out.masked[stream[k].end:following.start].strip(" \n\t\\,;:!")
        if not gap and following.kind in ("relation", "cell", "row", "quad", "remark"):
            return False
        return any(t.kind == "relation" for t in self.row_of(stream, k, -1)) or following.kind == "relation" and bool(gap)

    @staticmethod
    def row_of(stream: list[Token], k: int, step: int) -> list[Token]:
        """The tokens of the same row on one side of token k."""
        out, k = [], k + step
        while 0 <= k < len(stream) and stream[k].kind != "row":
            out.append(stream[k])
            k += step
        return out

    # ------------------------------------------------------------------ hanging rows on chains

    def row(self, row: _Row, previous: Chain | None, block: Block) -> None:
        first, *others = row.statements
        self.lead(row, first, previous, block)
        for other in others:
            self.aside(row, other)

    def lead(self, row: _Row, statement: _Statement, previous: Chain | None, block: Block) -> None:
        parts = statement.parts
        if parts[0][0] == "rel":
            self.dangling = ""                  # a = b = \\ &= c: the sign stands twice
            if parts[0][1] in IMPLICATIONS or parts[0][1] == "to" and len(parts) > 2:
                self.implied(row, [("rel", "implies", *parts[0][2:]) if parts[0][1] == "to" else parts[0], *parts[1:]])
            elif len(parts) > 2 and self.named_in_words(row, parts):
                self.start(row, parts[1:])
            elif not self.fresh and self.chain and self.next_equation(parts):
                self.start(row, parts[1:], "iff")
            elif not self.fresh and self.chain:
                self.extend(row, parts)
            elif self.continues(previous, block):
                self.chain = previous
                self.extend(row, parts)
            return
        if self.dangling:
            link = "implies" if self.dangling == "to" and statement.has_relation() else self.dangling
            parts = [("rel", link, parts[0][2], parts[0][2]), *parts]
            self.dangling = ""
            self.implied(row, parts) if parts[0][1] in IMPLICATIONS else self.extend(row, parts)
        elif not self.fresh and self.chain and self.goes_on(row, statement, parts):
            last, begin = self.chain.members[-1], parts[0][2]
            self.join(last, begin)
            last.end = parts[0][3]
            self.extend(row, parts[1:])
        else:
            self.start(row, parts)

    def named_in_words(self, row: _Row, parts: list) -> bool:
        r"""Whether words alone stand on the left side: \text{sample mean} = .., which goes on with nothing."""
        words = _IN_WORDS.fullmatch(self.out.text, row.start, parts[0][2])
        return words is not None and parts[0][1] == "=" and not _REASON.match(words[1])

    def next_equation(self, parts: list) -> bool:
        r"""Whether a row = X^T X w = X^T y says what the equation a = 0 above it comes to,
        with = for \Leftrightarrow."""
        last = self.chain.members[-1]
        return ([p[:2] for p in parts] == [("rel", "="), ("math", ""), ("rel", "="), ("math", "")]
                and len(self.chain.members) > 1 and last.relation == "="
                and bool(_ZERO.fullmatch(self.out.masked[last.start:last.end])))

    def goes_on_from(self, block: Block) -> Chain | None:
        """The chain that a block may go on with: a display with the last display, unless only a line break parts it
        from a formula in the text."""
        if not block.display or self.shown is None or self.chain is None or self.chain.display:
            return self.chain
        between = self.out.masked[self.chain.members[-1].end:block.start]
        return self.chain if not re.search(r"[A-Za-z]{2}", re.sub(r"\\[A-Za-z]+", "", between)) else self.shown

    def join(self, last: Member, begin: int) -> None:
        r"""Blank out what stands between a member and its continuation: \quad, and the \right. \left.
        that part a bracket for the line break."""
        if self.broken_in is not last:
            self.broken_in, self.broken = last, []
        text, end, at = self.out.masked, last.end, begin
        holes = [(end, begin)]
        while closed := _RIGHT_AT_END.search(text, last.start, end):
            self.broken.append(closed.span())
            end = closed.start()
        while self.broken and (opened := _LEFT_AT_START.match(text, at)):
            holes += [self.broken.pop(), opened.span()]
            at = opened.end()
        for a, b in holes:
            text = text[:a] + spaces(text[a:b]) + text[b:]
        self.out.masked = text

    def continues(self, previous: Chain | None, block: Block) -> bool:
        """A display that starts with "=" goes on with the last chain if it stands close by."""
        if previous is None:
            return False
        between = self.out.masked[previous.members[-1].end:block.start]
        return len(between) < _NEAR and not re.search(r"\\(?:sub)*section|\\begin\{(?:problem|exercise|question)", between)

    def goes_on(self, row: _Row, statement: _Statement, parts: list) -> bool:
        """Whether a row continues the member of the row before it."""
        text = self.out.masked[parts[0][2]:parts[0][3]]
        last = self.chain.members[-1]
        before = self.out.masked[last.start:last.end]
        if _OPERATOR_START.match(text) or _OPEN_END.search(before) or before.count("(") > before.count(")"):
            return True
        if self.env == "multline" and not statement.has_relation():
            return True
        if (self.leftward and r"\quad" not in self.out.text[row.start:parts[0][2]]
                and r"\qquad" not in self.out.text[row.start:parts[0][2]]):
            return False
        return bool(_MINUS_START.match(text)) and (statement.indented or not statement.has_relation())

    def start(self, row: _Row, parts: list, link: str = "", side: bool = False) -> None:
        _, _, start, end = parts[0]
        chain = Chain([Member(start, end)], link, side, self.display, self.number, row.start)
        self.out.chains.append(chain)
        if not side:
            self.chain = chain
            self.shown = chain if self.display else self.shown
        self.extend(row, parts[1:], chain)

    def extend(self, row: _Row, parts: list, chain: Chain | None = None) -> None:
        """Further `relation member` pairs; an implication starts a chain of its own."""
        chain = chain or self.chain
        for k in range(0, len(parts), 2):
            _, name, a, b = parts[k]
            if k + 1 == len(parts):
                self.dangling = "" if chain.side else name
                return
            if parts[k + 1][0] == "rel":        # two signs side by side
                return
            if name == "to" and parts[k + 2:] and any(m.relation == "=" for m in chain.members):
                name = "implies"                # a = 0 \to b = c, as many write
            if name in IMPLICATIONS:
                self.implied(row, [("rel", name, a, b), *parts[k + 1:]])
                return
            chain.members.append(Member(parts[k + 1][2], parts[k + 1][3], name, (a, b)))

    def implied(self, row: _Row, parts: list) -> None:
        """What stands behind an arrow: a new statement, or more of the chain for `\\Rightarrow = ...`."""
        link, rest = parts[0][1], parts[1:]
        if not rest:
            self.dangling = link
        elif rest[0][0] == "rel":
            if self.chain:
                self.extend(row, rest)
        else:
            self.start(row, rest, link)

    def aside(self, row: _Row, statement: _Statement) -> None:
        """A statement behind a comma or \\quad: an implication goes on, anything else
        is a side remark such as z = Wx."""
        parts = statement.parts
        if parts[0][0] == "rel":
            if parts[0][1] in IMPLICATIONS:
                self.implied(row, parts)
            elif self.chain:
                self.extend(row, parts)
        elif statement.has_relation():
            self.start(row, parts, side=True)
        else:
            self.out.remarks.append(Remark(row.start, self.out.masked[parts[0][2]:parts[0][3]]))
