r"""\ref, \eqref and \cref of a statement that stands alone: the numbers that the document prints in their place."""
from __future__ import annotations

import re
from functools import cached_property

from ..lexical.statement import split_top
from .numbering import Numbering
from .structure import Block, Outline, innermost

_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_REFERENCE = re.compile(r"(?P<open>\()?\\(?P<kind>eqref|[cC]ref|autoref|ref)\*?\s*\{(?P<label>[^{}]*)\}(?P<close>\))?")
_NUMBERED = re.compile(r"\\begin\s*\{(equation|align|gather|multline|eqnarray|alignat|flalign)\}")
_ROW = re.compile(r"\\\\\*?(?:\[[^\]]*\])?")
_UNNUMBERED = re.compile(r"\\(?:nonumber|notag|tag)(?![A-Za-z])")


class References:
    """The labels of one document with the names that stand for them."""

    def __init__(self, text: str, outline: Outline, numbering: Numbering):
        self.text, self.outline, self.numbering = text, outline, numbering

    @cached_property
    def equations(self) -> dict[str, str]:
        """The number of each labelled row of a display, counted through the document."""
        found, count = {}, 0
        for fragment in self.outline.fragments:
            begin = _NUMBERED.match(self.text, fragment.start)
            if not begin:
                continue
            inside = self.text[slice(*fragment.inner)]
            for _, row in [(0, inside)] if begin[1] in ("equation", "multline") else split_top(inside, _ROW):
                count += not _UNNUMBERED.search(row) and bool(row.strip())
                found |= {label: str(count) for label in _LABEL.findall(row)}
        return found

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """The part, problem or section that each other label names."""
        found = {}
        for match in _LABEL.finditer(self.text):
            if match[1] not in self.equations:
                block = innermost(self.outline.root, match.start())
                found[match[1]] = next((b for b in block.path() if b in self.numbering.labels or b.kind == "section"), block)
        return found

    @cached_property
    def _wanted(self) -> set[str]:
        """The labels that the document refers to."""
        return {label.strip() for m in _REFERENCE.finditer(self.text) for label in m["label"].split(",")}

    def resolved(self, words: str) -> str:
        r"""A statement with numbers in the place of references;
        an equation that it refers to shows its number by \tag."""
        words = _LABEL.sub(lambda m: rf"\tag{{{self.equations[m[1]]}}}"
                           if m[1] in self._wanted and m[1] in self.equations else m[0], words)
        return _REFERENCE.sub(self._number, words)

    def _number(self, match: re.Match[str]) -> str:
        names = [self._name(label.strip(), match["kind"]) for label in match["label"].split(",")]
        bracketed = match["open"] and match["close"]
        text = " and ".join(name.strip("()") if bracketed and len(names) == 1 else name for name in names)
        return f"{match['open'] or ''}{text}{match['close'] or ''}"

    def _name(self, label: str, kind: str) -> str:
        number = self.equations.get(label)
        if number:
            return number if kind == "ref" else f"({number})"
        block = self.blocks.get(label)
        name = self.numbering.name(block) if block is not None else None
        if not name or not (name.part or name.short):
            return "?"
        if name.part and block is not None and block.kind in ("item", "label"):
            return name.part
        return re.sub(r"^\D*(?=\d)", "", name.short) if kind in ("ref", "eqref") else name.short
