"""Parts that a text refers to by their printed labels: "as in 1(c)",
"for parts (b) and (d) of the previous question"."""
from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from ...patterns import regex
from .numbering import Numbering
from .structure import Block

_NOUN = r"(?:parts?|problems?|exercises?|questions?|tasks?|items?|aufgaben?|teil|exercices?|partie)"
_REFERENCE = regex(rf"""
    \b(?:(?:as |defined |given )?in|of|from|for|aus|von|de|du)\s+(?:the (?:function|loss|formula)s? (?:of|in|from)\s+)?
    (?:{_NOUN}[\s~]*(?P<number>\d+)?|(?P<alone>\d+))[\s~.]*
      (?P<parts>\((?:[a-z]|[ivx]+)\)(?:[\s~]*(?:,|and|und|et|,[\s~]*and)[\s~]*\((?:[a-z]|[ivx]+)\))*)
    (?![^.]{{0,30}}\bshow)
""", re.IGNORECASE)
_LETTER = re.compile(r"\(([a-z]|[ivx]+)\)", re.IGNORECASE)


class Parts:
    """Finds the blocks of one document by the numbers and letters that it prints;
    `numbering` is only made where a text refers to a part."""

    def __init__(self, numbering: Callable[[], Numbering]):
        self._make = numbering

    def named(self, words: str, block: Block) -> list[Block]:
        """The parts, other than the block itself, that these words of it refer to;
        those of its own problem and the nearest before it come first."""
        reference = _REFERENCE.search(words)
        if reference is None:
            return []
        letters = [letter.lower() for letter in _LETTER.findall(reference["parts"])]
        number = reference["number"] or reference["alone"]
        found = []
        for letter in letters:
            fitting = [b for b in self.numbering.labels if b.start < block.start and b is not block
                       and self._is(b, number, letter)]
            if not fitting:
                return []
            found.append(max(fitting, key=lambda b: (not number
                                                     and any(a in block.ancestors() for a in b.ancestors()
                                                         if a.kind in ("problem", "item", "label")), b.start)))
        return found

    def is_part(self, block: Block, letter: str) -> bool:
        """Whether a block, or what it stands in, is the part that the document calls by a letter
        or a small Roman number."""
        return any(b in self.numbering.labels and self._is(b, None, letter.lower()) for b in block.path())

    @cached_property
    def numbering(self) -> Numbering:
        """The numbers and letters that the document prints."""
        return self._make()

    def _is(self, block: Block, number: str | None, letter: str) -> bool:
        name = self.numbering.name(block)
        shown = re.findall(r"[a-z]+", (name.part or self.numbering.labels[block]).lower())
        return shown[-1:] == [letter] and (number is None or bool(re.search(rf"(?<!\d){number}(?!\d)", name.short)))
