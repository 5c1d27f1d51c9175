"""What is declared where: shapes, properties, ranges and layout in force for a problem, from its own text outwards."""
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from ...patterns import regex
from ...prose import Prose, declarations
from ...prose.expansion import Macro, expand
from ...prose.fragments import Fragment
from ...prose.sets import Fact
from ...prose.symbols import bare
from ...read.commands import DEFINED_WORDS
from ...types.notation.convention import STATED
from ..files import pragmas
from ..lexical.sentences import in_span
from ..outline.structure import Block, walk

MOST_EARLIER = 60                                    # blocks looked at for what earlier parts declare
CONTINUES = re.compile(r"\s*(?:where|with|here|in which|wobei|mit|où|avec|ici|donde|dove|其中|这里)\b", re.IGNORECASE)
_THROUGHOUT = regex(r"""
    \b(?:
        Throughout(?! th(?:is|e (?:present|current)) (?:sub)?(?:section|problem|exercise|question|part|paragraph)\b)
        |In (?:all|every) (?:problems?|exercises?|questions?|parts?)|Unless (?:otherwise )?(?:stated|noted|specified)
        |Dans tou(?:t|te|s)|Im Folgenden
        |Durchweg|En todo
    )\b(?:[^.]|\.(?=\d)){3,400}\.(?=\s|$)
""", re.IGNORECASE)
PRELIMINARY = re.compile(r"^\W*(?:[\d.]+\s*)?(?:preliminar|notation|set-?\s?up|setting|conventions?|background|"
                         r"vorbemerkung|bezeichnungen|notationen|notaci|préliminaires|符号|记号|预备)", re.IGNORECASE)
_WORD_DEFINED = re.compile(r"(?:^|[\n,;&}]|\\\\|\\q?quad)\s*([A-Za-z]{2,6})\s*(?:\\left\s*)?(?:\((?:[^()]|"
                           r"\([^()]*\))*\))?\s*(?::?=|\\coloneqq|\\triangleq)")
_RELATES = re.compile(r"=|\\in(?![A-Za-z])|\\(?:sim|to|succ|geq?|leq?|neq?|colon|subset)(?![A-Za-z])|[<>:]")
_FOOTNOTE = re.compile(r"\\footnote(?:mark|text)?(?![A-Za-z])\s*(?:\[\w*\])?\s*(?:\{(?:[^{}]|"
                       r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\})?")
_FLOWING = ("document", "section")


@dataclass
class Scope:
    """Answers what holds at a place of a document; each paragraph is read once."""

    text: str                                        # masked
    fragments: list[Fragment]
    macros: dict[str, Macro]
    root: Block
    pragma_list: list[tuple[int, pragmas.Pragma]] = field(default_factory=list)
    outside: str = ""                                # text of \\input files, whose declarations hold everywhere
    _formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    _pieces: dict[Block, list[tuple[int, Prose]]] = field(default_factory=dict)
    _merged: dict[Block, tuple[int, dict[str, Fact], dict[str, str]]] = field(default_factory=dict)

    def formula(self, fragment: Fragment) -> str:
        """The inside of a fragment with macros expanded."""
        found = self._formulas.get(fragment.inner)
        if found is None:
            found = _FOOTNOTE.sub(" ", expand(self.text[fragment.inner[0]:fragment.inner[1]], self.macros))
            if self._words:
                found = self._words.sub(r"\\mathrm{\g<0>}", found)
            self._formulas[fragment.inner] = found
        return found

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        """Names of several letters that the text defines, NLL(w) = ..., where their letters do not stand alone."""
        found: set[str] = set()
        for fragment in self.fragments:
            latex = self.text[slice(*fragment.inner)]
            if "=" in latex:
                found |= {m[1] for m in _WORD_DEFINED.finditer(latex) if len(m[1]) > 2 and m[1].isupper()
                          or m[1] in DEFINED_WORDS}
        if not found:
            return None
        alone = {letter for fragment in self.fragments
                 for letter in re.findall(r"(?<![A-Za-z\\])[A-Z](?![A-Za-z])", self.text[slice(*fragment.inner)])}
        found = {word for word in found if len(set(word) & alone) < 2 or word in DEFINED_WORDS and not set(word) <= alone}
        return (re.compile(rf"(?<![A-Za-z\\{{])(?:{'|'.join(sorted(found, key=len, reverse=True))})(?![A-Za-z])")
                if found else None)

    def own_fragments(self, block: Block) -> list[Fragment]:
        """Fragments of the block's own text."""
        return [f for a, b in block.own_spans() for f in in_span(self.fragments, a, b)]

    def pieces(self, block: Block) -> list[tuple[int, Prose]]:
        """What each paragraph of the block's own text declares, with its offset."""
        if block not in self._pieces:
            found = [(block.start, declarations(block.title, self.macros))] if "$" in block.title else []
            if block.kind in _FLOWING:
                found += [(a, declarations(self.text[a:b], self.macros)) for span in block.own_spans()
                          for a, b in self._paragraphs(*span)]
            else:
                found.append((block.inner, declarations("\n\n".join(self.text[a:b] for a, b in block.own_spans()), self.macros)))
            self._pieces[block] = found
        return self._pieces[block]

    def _paragraphs(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Paragraphs of a span; one that goes on ("where ...") belongs to the one before."""
        at = start
        for blank in re.compile(r"\n[ \t]*\n").finditer(self.text, start, end):
            if not self.text[at:blank.start()].strip():
                at = blank.end()
            elif not CONTINUES.match(self.text, blank.end(), end):
                yield at, blank.start()
                at = blank.end()
        if self.text[at:end].strip():
            yield at, end

    def declares(self, block: Block, key: str) -> bool:
        """Whether the block's own text gives a symbol, by its name without styling, a shape."""
        return any(bare(name) == key and fact.shape is not None for _, prose in self.pieces(block)
                   for name, fact in prose.facts.items())

    def declares_anywhere(self, key: str) -> bool:
        """Whether any text gives a symbol a shape."""
        return any(self.declares(block, key) for block in walk(self.root))

    def facts(self, block: Block, offset: int, sources: tuple[Block, ...] = (), wide: bool = False,
              alone: bool = False) -> tuple[dict[str, Fact], dict[str, str]]:
        """Facts and ranges in force at a place of a block, the nearest statement winning; `sources` are blocks whose
        definitions are used, `wide` adds earlier parts, `alone` leaves out earlier paragraphs of running text."""
        near = block.path()
        listed = block.parent is not None and block.parent.name.startswith("itemize")
        extra = self.earlier(block, MOST_EARLIER if wide else 12) if wide or listed else []
        extra = ([s for s in extra if wide or s.parent is block.parent and not self._begins_with_expression(s)]
                 + [s for s in sources if s not in near])
        extra += [s for s in self._listed_before(near, offset) if s not in near and s not in extra
                  and not self._begins_with_expression(s)]
        extra += [s for s in self._preliminary if s.start <= offset and s not in near and s not in extra]
        facts: dict[str, Fact] = {}
        ranges: dict[str, str] = {}
        for prose in [*self._outer, *(prose for at, prose in self._throughout if at <= offset)]:
            merge(facts, ranges, prose.facts, prose.ranges)
        for place in dict.fromkeys([*reversed(extra), *reversed(near)]):
            merge(facts, ranges, *(self._beside(place, offset) if alone and place.kind in _FLOWING
                                   else self._until(place, offset)))
        for at, pragma in self._placed_pragmas:
            if at is block or at in near:
                ranges.update(pragma.ranges)
                for name, fact in pragma.facts.items():
                    same = next((n for n in facts if bare(n) == bare(name)), name)
                    facts.setdefault(same, Fact()).add(fact)
        return facts, ranges

    @staticmethod
    def _listed_before(near: list[Block], offset: int) -> list[Block]:
        """The items of lists without numbers from which the text goes on, the nearest first."""
        return [item for place in near if place.kind != "document" for child in reversed(place.children) if child.kind == "list"
                and child.name.startswith("itemize") and child.end <= offset for item in reversed(child.children)]

    def _begins_with_expression(self, item: Block) -> bool:
        """Whether a list item is about an expression, as one to differentiate:
        what it supposes holds for that alone."""
        first = next(iter(self.own_fragments(item)), None)
        latex = self.formula(first) if first is not None else ""
        return (first is not None and not self.text[item.inner:first.start].strip() and _RELATES.search(latex) is None
                and len(latex.strip()) > 2)

    def _beside(self, block: Block, offset: int) -> tuple[dict[str, Fact], dict[str, str]]:
        """What the paragraph of running text that holds the offset declares."""
        pieces = self.pieces(block)
        count = bisect_right(pieces, offset, key=lambda piece: piece[0])
        prose = pieces[count - 1][1] if count else Prose()
        return prose.facts, prose.ranges

    def _until(self, block: Block, offset: int) -> tuple[dict[str, Fact], dict[str, str]]:
        """What a block declares; of running text only the paragraphs up to the offset (problems come in order,
        so the merge is kept)."""
        pieces = self.pieces(block)
        count = bisect_right(pieces, offset, key=lambda piece: piece[0]) if block.kind in _FLOWING else len(pieces)
        done, facts, ranges = self._merged.get(block, (0, {}, {}))
        if done > count:
            done, facts, ranges = 0, {}, {}
        for _, prose in pieces[done:count]:
            merge(facts, ranges, prose.facts, prose.ranges)
        self._merged[block] = (count, facts, ranges)
        return facts, ranges

    def earlier(self, block: Block, most: int) -> list[Block]:
        """Blocks before this one that do not enclose it, nearest first: siblings with all below them, then siblings
        of the enclosing ones."""
        out: list[Block] = []
        place = block
        while place.parent is not None and len(out) < most:
            for sibling in reversed(place.parent.children[:place.parent.children.index(place)]):
                out += reversed(list(walk(sibling)))
                if len(out) >= most:
                    break
            place = place.parent
        return out[:most]

    @cached_property
    def _outer(self) -> list[Prose]:
        return [declarations(self.outside, self.macros)] if self.outside else []

    @cached_property
    def _preliminary(self) -> list[Block]:
        """Sections called "Notation" or "Preliminaries", whose declarations hold for all that follows."""
        return [b for b in walk(self.root) if b.kind == "section" and PRELIMINARY.search(b.title)]

    @cached_property
    def _throughout(self) -> list[tuple[int, Prose]]:
        """What sentences such as "Throughout, ..." declare for all that follows."""
        return [(m.start(), declarations(m.group(), self.macros)) for m in _THROUGHOUT.finditer(self.text)]

    def sums_implied(self, offset: int) -> bool:
        """Whether the summation convention is stated before a place, or within its paragraph."""
        return any(at <= offset + 200 for at in self._conventions)

    @cached_property
    def _conventions(self) -> list[int]:
        return [m.start() for m in STATED.finditer(self.text)]

    def layout(self, block: Block, offset: int) -> str | None:
        """The layout stated for a place: by a pragma in force, by the nearest prose, or anywhere
        before in the document."""
        near = block.path()
        stated = [p.options["layout"] for at, p in self._placed_pragmas if "layout" in p.options and at in near]
        if stated:
            return stated[-1]
        for place in near:
            found = [prose.layout for _, prose in self.pieces(place) if prose.layout]
            if found:
                return found[-1]
        before = [name for start, name in self._layouts if start <= offset]
        return before[-1] if before else next((p.layout for p in self._outer if p.layout), None)

    @cached_property
    def _layouts(self) -> list[tuple[int, str]]:
        return sorted((at, prose.layout) for b in walk(self.root) for at, prose in self.pieces(b) if prose.layout)

    @cached_property
    def _placed_pragmas(self) -> list[tuple[Block, pragmas.Pragma]]:
        """Each pragma with the innermost section, problem or item around it: there, and below, it holds."""
        out = []
        for offset, pragma in self.pragma_list:
            home = self.root
            for candidate in walk(self.root):
                if candidate.start <= offset < candidate.end and candidate.kind not in ("list", "other", "solution"):
                    home = candidate
            out.append((home, pragma))
        return out

    @cached_property
    def _owners(self) -> tuple[list[int], list[Block]]:
        spans = sorted((a, b, k, block) for k, block in enumerate(walk(self.root)) if block.kind != "other"
                       for a, b in block.own_spans())
        return [s[0] for s in spans], [s[3] for s in spans]

    def home(self, offset: int) -> Block:
        """The block whose own text holds the offset."""
        starts, blocks = self._owners
        k = bisect_right(starts, offset) - 1
        return blocks[k] if k >= 0 else self.root


def merge(facts: dict[str, Fact], ranges: dict[str, str], more: dict[str, Fact], more_ranges: dict[str, str]) -> None:
    """Later statements win where they give a shape; properties of a symbol without a new shape are added."""
    ranges.update(more_ranges)
    for name, fact in more.items():
        if fact.shape is not None or name not in facts:
            facts[name] = replace(fact, props=list(fact.props))
        else:
            facts[name] = replace(facts[name], props=list(facts[name].props))
            facts[name].add(fact)
