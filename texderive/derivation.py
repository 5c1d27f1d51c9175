"""A finished derivation as data: acts of lines and prose, with the result; writers and templates lay it out and compute nothing."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .symbols import Dim

Math = Any          # matrix.Expr, index.Node, or Written: what the writers can print


@dataclass(frozen=True, slots=True)
class Written:
    """Mathematics given as LaTeX already (the author's own left-hand side)."""

    latex: str


@dataclass(frozen=True, slots=True)
class Naming:
    """Names for printing: free indices by object, bound ones by size (the author's letters first); made once per derivation.

    A writer gives each binder, outermost first, the first letter of `letters[dim]` (then of `default`) that is neither a
    free name of the derivation nor bound further out.
    """

    free: dict[Any, str] = field(default_factory=dict)
    letters: dict[Dim, tuple[str, ...]] = field(default_factory=dict)
    default: tuple[str, ...] = ("i", "j", "k", "l", "m", "p", "q", "r", "s", "t", "a", "b", "c", "d", "e", "g", "h")
    reserved: frozenset[str] = frozenset()      # letters that name symbols of this problem and so may not name indices


@dataclass(frozen=True, slots=True)
class Line:
    """left relation right, by a rule.  `left` is None on a continuation line, which continues `previous` numerically."""

    left: Math | None
    right: Math
    rule: str                      # name in the rule tables
    title: str                     # what stands in the margin: "chain rule through r_i", mathematics between dollars
    reason: str = ""               # a sentence, mathematics between dollars
    relation: str = "="            # or "iff", "implies", "approx"
    verified: bool = False
    error: float | None = None     # largest relative error of the check
    details: tuple["Line", ...] = ()   # finer rewrites shown at detail "full"
    claim: tuple[Math, Math] | None = None   # what is compared to verify a line whose sides are given as written LaTeX
    naming: Naming | None = None   # for a definition, whose parameters are named on their own; else the derivation's


@dataclass(frozen=True, slots=True)
class Act:
    r"""A part of the derivation under a heading.  kind: "components", "definitions", "derivative", "backward", "matrices", "shape", "limit",
    "minimum", "update".  `prose` are sentences before the lines, `after` those behind, with mathematics between dollars."""

    kind: str
    title: str
    lines: tuple[Line, ...] = ()
    prose: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
