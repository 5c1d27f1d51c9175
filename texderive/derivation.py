"""A finished derivation as data: acts of lines and prose, with the result;
writers and templates lay it out and compute nothing."""
from __future__ import annotations

from dataclasses import field, replace
from typing import Any

from .records import record
from .symbols import Dim

Math = Any          # matrix.Expr, index.Node, or Written: what the writers can print


@record
class Written:
    """Mathematics given as LaTeX already (the author's own left-hand side)."""

    latex: str


@record
class Naming:
    """Names for printing: free indices by object, bound ones by size (the author's letters first);
    made once per derivation.

    A writer gives each binder, outermost first, the first letter of `letters[dim]` (then of `default`) that is neither
    a free name of the derivation nor bound further out.
    """

    free: dict[Any, str] = field(default_factory=dict)
    letters: dict[Dim, tuple[str, ...]] = field(default_factory=dict)
    default: tuple[str, ...] = ("i", "j", "k", "l", "m", "p", "q", "r", "s", "t", "a", "b", "c", "d", "e", "g", "h")
    reserved: frozenset[str] = frozenset()      # letters that name symbols of this problem and so may not name indices
    written: frozenset[Any] = frozenset()  # the products of the quantity as the author writes them, in index notation
    # {Symbol or name of a size or an index: where it stands among the letters of a product}
    places: dict[Any, int] = field(default_factory=dict)


@record
class Line:
    """left relation right, by a rule.  `left` is None on a continuation line,
    which continues `previous` numerically."""

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


@record
class Act:
    r"""A part of the derivation under a heading.  kind: "components", "definitions", "derivative", "backward",
    "matrices", "shape", "limit", "minimum", "update", "remark".  `prose` are sentences before the lines, `after` those
    behind, with mathematics between dollars."""

    kind: str
    title: str
    lines: tuple[Line, ...] = ()
    prose: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def named(self, naming: Naming) -> "Act":
        """The act in another derivation, in which its indices keep their names."""
        return replace(self, lines=tuple(replace(line, naming=line.naming or naming) for line in self.lines))


LAYOUTS = ("numerator", "denominator")
DETAILS = ("brief", "normal", "full")
METHODS = ("direct", "expand")           # "expand": norms are multiplied out first
_DELTA_RULES = ("variable", "contraction")


def at_detail(act: Act, detail: str) -> list[Line]:
    """The lines of a detail level; continuation lines may be left out, since each equals the one before."""
    if detail == "full":
        return [finer for line in act.lines for finer in _with_details(line)]
    if detail != "brief" or act.kind not in ("derivative", "backward"):
        return list(act.lines)
    out: list[Line] = []
    left: Math | None = None
    for k, line in enumerate(act.lines):
        left = line.left if line.left is not None else left
        ends = k + 1 == len(act.lines) or act.lines[k + 1].left is not None
        if ends or line.rule in _DELTA_RULES or line.rule == "definition":
            out.append(replace(line, left=left))
            left = None
    return out


def _with_details(line: Line) -> list[Line]:
    if not line.details:
        return [line]
    first, *rest = line.details
    finer = [replace(first, left=line.left if first.left is None else first.left), *rest]
    return finer if finer[-1].right == line.right else [*finer, replace(line, left=None)]
