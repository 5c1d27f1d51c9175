r"""Where a solution goes: into an empty solution environment, else behind the item, paragraph
or problem that asks for it."""
from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ...prose.symbols import only_symbol
from ..lexical.unasked import remark
from ..lexical.sentences import sentences
from ..lexical.statement import clean
from ..outline.structure import Block, Outline, walk
from ..questions.tables import TABLES

_GAP = re.compile(r"(?:\s|\\(?:bigskip|medskip|smallskip|newpage|vfill|clearpage|pagebreak|noindent|par|qquad|quad|"
                  r"hfill|vspace\*?\{[^{}]*\})(?![A-Za-z]))*\Z")


@dataclass(frozen=True)
class Place:
    """Where to insert; `inside` a solution environment no heading is needed; `frame`: a slide of its own;
    `answered`: the author has solved it."""

    offset: int
    inside: bool = False
    frame: bool = False
    answered: bool = False


class Placer:
    """Finds the place for each problem of one document."""

    def __init__(self, text: str, masked: str, outline: Outline, beamer: bool, narrow: frozenset[str] = frozenset()):
        self.narrow = narrow                       # commands for answers behind which the solution goes
        self.text, self.masked, self.outline, self.beamer = text, masked, outline, beamer
        self.solutions = [b for b in walk(outline.root) if b.kind == "solution"]
        self.blocks = list(walk(outline.root))
        closing = (re.compile(r"(?<![ \t])[ \t]*+\\end\s*\{document\}").search(text, len(masked.rstrip()))
                   if masked.strip() else None)
        self.last = closing.start() if closing else len(text)

    def place(self, end: int, block: Block) -> Place:
        """The place for a problem whose formula is text[start:end] in `block`, never behind \\end{document}."""
        place = self._place(max([end, *(b.end for b in self.blocks if b.name in TABLES and b.start < end <= b.end)]), block)
        return replace(place, offset=min(place.offset, self.last))

    def _place(self, end: int, block: Block) -> Place:
        solution = self._solution_for(end, block)
        if solution is not None:
            if self._answered(solution):
                return Place(solution.close, inside=True, answered=True)
            slide = self._slide(solution)
            return Place(self._after_end(slide.end), frame=True) if slide else Place(self._inside(solution), inside=True)
        home = block.nearest("item", "label", "problem", "section", "document") or self.outline.root
        slide = self._slide(home)
        if slide is not None:
            return Place(self._after_end(slide.end), frame=True)
        if home.kind == "problem":
            return Place(self._before_end(home.close) if home.name == "frame" else self._after_end(home.end))
        if home.kind == "item":
            return Place(self._item_end(home))
        return Place(self._paragraph_end(end, home))

    def _slide(self, block: Block) -> Block | None:
        """The slide around a block of a presentation, on which a solution has no room;
        the solution gets slides of its own behind it."""
        return next((b for b in block.path() if b.name == "frame"), None) if self.beamer else None

    def _solution_for(self, end: int, block: Block) -> Block | None:
        """The solution environment that belongs to a problem: the first behind it,
        with no other problem's text before it."""
        inside = [s for s in self.solutions if s.start >= end]
        if not inside:
            return None
        solution = inside[0]
        around = [b for b in block.path() if b.kind in ("item", "problem", "label")]
        if any(b.start <= solution.start < b.end for b in around):
            own = next(b for b in around if b.start <= solution.start < b.end)
            return solution if own is block or self._last_of(block, own, solution) else None
        home = around[-1] if around else None
        if home is not None and home.kind == "problem":
            return solution if _GAP.match(self.masked[home.end:solution.start]) else None
        if home is not None and home.kind == "item":
            return solution if home.parent is solution.parent and not self.masked[home.end:solution.start].strip() else None
        headings = any((b.kind in ("section", "problem", "item") or b.kind == "label" and b.level < 3)
                       and end < b.start < solution.start for b in self.blocks)
        return None if headings or self._asks_between(end, solution.start) else solution

    def _last_of(self, block: Block, own: Block, solution: Block) -> bool:
        """Parts without a solution of their own share the one that stands behind them in the same problem."""
        between = [b for b in self.blocks if b.kind in ("item", "problem") and block.end <= b.start < solution.start
                   and own in b.ancestors()]
        nested = [s for s in self.solutions if any(s in walk(b) for b in between)]
        return not nested

    def _asks_between(self, start: int, end: int) -> bool:
        return len(re.findall(r"\n[ \t]*\n", self.masked[start:end])) > 3

    def _answered(self, solution: Block) -> bool:
        """Whether the author's answer holds mathematics, in a sentence that is no hint or remark;
        a letter among words is none."""
        told = sentences(self.masked, [(solution.inner, solution.close)], self.outline.fragments)
        words = re.sub(r"\\[A-Za-z]+|[^A-Za-zÀ-ÿ]", "", "".join(s.plain for s in told))
        return any(not words or not only_symbol(clean(self.masked[f.inner[0]:f.inner[1]])) for s in told
                   if not remark(s.plain) for f in s.fragments)

    def _inside(self, solution: Block) -> int:
        """Before \\end of the environment, at the line's start where nothing but space stands before it;
        right behind words such as "Solution:"."""
        if solution.name in self.narrow:
            return self._after_end(solution.end)
        return self._before_end(solution.close) if solution.name else self._after_end(solution.inner)

    def _before_end(self, close: int) -> int:
        start = self._line_start(close)
        return start if not self.text[start:close].strip() else close

    def _line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def _after_end(self, end: int) -> int:
        """Behind the line of an \\end, or right behind the \\end where another part begins on its line."""
        stop = self.text.find("\n", end)
        stop = len(self.text) if stop < 0 else stop + 1
        rest = self.masked[end:stop].strip()
        return end if re.match(r"\\(?:end|item|begin|section|subsection|question|part)\b", rest) else stop

    def _item_end(self, item: Block) -> int:
        """Behind the item's last line, before the blank lines that separate it from the next."""
        inside = self.masked[item.start:item.close]
        last = item.start + len(inside.rstrip())
        nested = [c for c in item.children if c.kind in ("list",)]
        if nested and nested[0].start < last and nested[0].start > item.inner:
            last = item.inner + len(self.masked[item.inner:nested[0].start].rstrip())
        stop = self.text.find("\n", last)
        stop = len(self.text) if stop < 0 else stop + 1
        return stop if stop <= item.close + 1 and not self.masked[last:stop].strip() or stop <= item.close else item.close

    def _paragraph_end(self, end: int, home: Block) -> int:
        """The line behind the paragraph in which the formula ends, within its block."""
        limit = min([c.start for c in home.children if c.start >= end] + [home.close])
        blank = re.compile(r"\n[ \t\r]*\n").search(self.masked, end, limit)
        stop = blank.start() + 1 if blank else limit
        if not blank:
            stop = end + len(self.masked[end:limit].rstrip())
            newline = self.text.find("\n", stop)
            stop = len(self.text) if newline < 0 else newline + 1
            if stop > limit and self.masked[stop - 1:limit].strip():
                stop = limit
        return min(stop, len(self.text))
