r"""Declarations from the prose around formulas: "Let $A$ be a symmetric $n\times n$ matrix and $x\in\R^n$"."""
from __future__ import annotations

import re
from dataclasses import dataclass, field

from .attaching import attach
from .expansion import Macro, expand
from .phrases import LAYOUT_PHRASES
from .sets import Fact, ranges
from .symbols import index_letters
from .words import sentences_of

# of square matrices
MATRIX_PROPS = ("symmetric", "posdef", "possemidef", "skew", "invertible", "orthogonal", "diagonal", "lower_triangular",
                "identity")


@dataclass
class Prose:
    """What a text declares: `declare` maps symbols as written to mappings for `derive`; `layout` where it is stated."""

    facts: dict[str, Fact] = field(default_factory=dict)
    ranges: dict[str, str] = field(default_factory=dict)
    layout: str | None = None

    @property
    def declare(self) -> dict[str, dict]:
        """Mappings {"shape", "props", "indexed_by", "ranges"} for every symbol whose shape is known, and what
        is known of the others."""
        return {name: entry for name, fact in self.facts.items() if (entry := mapping(name, fact, self.ranges))}


def declarations(text: str, macros: dict[str, Macro] | None = None) -> Prose:
    r"""What the text declares of its symbols, keyed as written after macro expansion.

    >>> declarations(r"Let $A$ be a symmetric $n\times n$ matrix.").declare
    {'A': {'shape': ['n', 'n'], 'props': ['symmetric']}}
    """
    text = expand(text, macros or {})
    result = Prose(ranges=ranges(text), layout=layout(text))
    for sentence in sentences_of(text):
        attach(sentence, result.facts)
    _respell(result.facts)
    return result


def layout(text: str) -> str | None:
    """The layout that the text states, the last one where it changes its mind."""
    found = [(m.start(), name) for name, phrase in LAYOUT_PHRASES.items() for m in phrase.finditer(text)]
    return max(found)[1] if found else None


def mapping(name: str, fact: Fact, known: dict[str, str]) -> dict:
    """The declaration of one symbol as `derive` takes it; {} where nothing useful is known."""
    props = list(fact.props)
    shape = list(fact.shape) if fact.shape is not None else None
    if shape is not None and (len(shape) < 2 or shape[0] != shape[1]):
        props = [p for p in props if p not in MATRIX_PROPS]
    if shape is not None and len(shape) == 2 and shape[1] == "1":
        shape = shape[:1]
    entry: dict = {} if shape is None else {"shape": shape}
    letters = [letter for letter in index_letters(name) if shape is not None]
    if shape is None and fact.rank is not None:
        entry["rank"] = fact.rank
    if props:
        entry["props"] = props
    if letters and (len(shape or ()) + len(letters) <= 3):
        entry["indexed_by"] = letters
        sized = {letters[0]: fact.many} if fact.many else {letter: known[letter] for letter in letters if letter in known}
        entry |= {"ranges": sized} if sized else {}
    if entry and "shape" in entry:
        entry.setdefault("props", [])
    return {k: entry[k] for k in ("shape", "rank", "indexed_by", "ranges", "props") if k in entry}


def _respell(facts: dict[str, Fact]) -> None:
    """Facts stated of a symbol under two spellings (x and \\mathbf{x}) are kept apart;
    equal up to spaces and braces are joined."""
    seen: dict[str, str] = {}
    for name in list(facts):
        key = re.sub(r"[{}\s]", "", name)
        if key in seen:
            first = facts[seen[key]]
            first.add(facts.pop(name))
        else:
            seen[key] = name
