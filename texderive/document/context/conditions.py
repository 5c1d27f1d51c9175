r"""Conditions that a text states on a symbol's value, \|x\| = 1 or \sum_k p_k = 1:
an answer that holds only there is compared there."""
from __future__ import annotations

import re
from typing import Any

from ...patterns import regex
from ...prose.sets import TOTAL
from ...prose.symbols import bare, only_symbol
from ..lexical.statement import statements
from ..outline.structure import Block
from .scope import Scope

_STATED = regex(r"""
    =\s*(?:1|I)(?![\w,+\-*/^.]*[\w(\\])
    |\b(?:unit (?:vector|norm|length)|orthonormal|orthogonal|normali[sz]ed|one-hot|probability vector
      |sums? to (?:one|\$?1)|idempotent|projection)\b
""", re.IGNORECASE)
_UNIT_WORDS = re.compile(r"\bunit(?:[- ](?:norm|length))? "
                         r"vectors?\s*\$([^$]*)\$|\$([^$]*)\$\s*(?:is|be|denotes)\s*(?:a|an arbitrary|any)?\s*unit "
                         r"vector", re.IGNORECASE)
_SYMBOL = r"(?P<s>\\?[A-Za-z]+(?:\s*\{[^{}]*\})?)"
_NORM = re.compile(rf"(?:\\left\s*)?(?:\\\||\|\||\|?\\[lr]?Vert|\\norm\s*\{{)\s*{_SYMBOL}"
                   rf"\s*(?:\\right\s*)?(?:\\\||\|\||\\[lr]?Vert|"
                   rf"\}})\s*(?:_\s*\{{?2\}}?\s*)?(?:\^\s*\{{?2\}}?)?(?:\s*_\s*\{{?2\}}?)?")
_SQUARE = re.compile(rf"{_SYMBOL}\s*\^\s*\{{?\s*(?:T|\\top|\\intercal|\\mathsf\s*\{{T\}})\s*\}}?\s*(?P=s)|"
                     rf"\\langle\s*{_SYMBOL.replace('<s>', '<t>')}\s*,\s*(?P=t)\s*\\rangle")


def text_around(scope: Scope, block: Block, offset: int) -> tuple[int, int]:
    """The problem, or the paragraph of running text, whose conditions hold for a request at an offset."""
    home = block.nearest("problem", "label") or block
    start, end = home.start, max(home.close, home.start)
    if home.kind in ("document", "section"):
        start = max([start, *(m.end() for m in re.compile(r"\n[ \t]*\n").finditer(scope.text, start, offset))])
        blank = re.compile(r"\n[ \t]*\n").search(scope.text, offset, end)
        end = blank.start() if blank else end
    return start, end


def stated(scope: Scope, span: tuple[int, int], premise: str) -> int:
    """How many conditions a text states under which an answer may look different;
    `premise` is what a sentence supposes beside declarations."""
    return sum(1 for _ in _STATED.finditer(scope.text, *span)) + bool(premise and not _STATED.search(premise))


def normalised(scope: Scope, span: tuple[int, int]) -> dict[str, str]:
    """The symbols that have norm 1 ("norm") or entries that sum to 1 ("sum") by the words or formulas of a text,
    by their names without styling."""
    found: dict[str, str] = {}
    for fragment in scope.fragments:
        if span[0] <= fragment.start < span[1]:
            for statement in statements(scope.formula(fragment)):
                if statement.right == "1":
                    for kind, pattern in (("norm", _NORM), ("norm", _SQUARE), ("sum", TOTAL)):
                        match = pattern.fullmatch(statement.left)
                        name = only_symbol(match["s"] or match.groupdict().get("t") or "") if match else None
                        found |= {bare(name): kind} if name else {}
    for match in _UNIT_WORDS.finditer(scope.text, *span):
        name = only_symbol((match[1] or match[2]).split(r"\in")[0])
        found |= {bare(name): "norm"} if name else {}
    return found


def imposed(value: Any, kind: str) -> Any:
    """The nearest multiple of an array that satisfies a condition."""
    import numpy as np
    total = np.linalg.norm(value) if kind == "norm" else np.sum(value)
    return value / total
