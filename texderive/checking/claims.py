"""Relations as claims: which chains make any, and what is said of each, with its place in the document."""
from __future__ import annotations

from collections.abc import Iterable

from .. import tree as t
from ..errors import TexDeriveError
from ..types.names import name_of
from .context.knowledge import Knowledge
from .notation.differentials import begins
from .report import SKIPPED, Claim
from .slips.diagnose import Finding
from .text import cues
from .text.chains import Chain, Outline
from .text.source import Lines
from .trees.heads import asks, is_head


class Claims:
    """The claims of a document as they are made; `lines` tells the line and column of an offset."""

    def __init__(self, outline: Outline, lines: Lines):
        self.outline, self.lines = outline, lines
        self._made: list[Claim] = []

    def sorted(self) -> list[Claim]:
        """All claims in the order of the document."""
        return sorted(self._made, key=lambda c: c.span)

    def skip(self, chain: Chain, members: Iterable[int]) -> None:
        """Relations that claim no equality."""
        for k in members:
            self.say(chain, k, SKIPPED)

    def say(self, chain: Chain, k: int, verdict: str, finding: Finding | None = None) -> Claim:
        """The claim about the relation that leads to member k of a chain."""
        left, right = chain.members[k - 1:k + 1]
        source, lines = self.outline.source, self.lines
        finding = finding or Finding("")
        claim = Claim(lines.line(right.start), lines.column(right.start), verdict, finding.message,
                      lines.line(max(right.start, right.end - 1)), finding.slip,
                      source(left), source(right), right.relation, finding.fix, finding.hint, None,
                      max(1, min(right.end, self._line_end(right.start)) - right.start),
                      (right.start, right.end), "", finding.assumption)
        if finding.place is not None:
            start = right.start + min(finding.place[0], right.end - right.start)
            claim.culprit = (lines.line(start), lines.column(start),
                             max(1, min(finding.place[1] - finding.place[0], self._line_end(start) - start)))
        self._made.append(claim)
        return claim

    def instead(self, chain: Chain, k: int, verdict: str, finding: Finding) -> None:
        """Another claim in the place of what was skipped; none where more was said."""
        end, before = chain.members[k].end, len(self._made)
        self._made = [c for c in self._made if c.span[1] != end or c.verdict != SKIPPED]
        if len(self._made) < before:
            self.say(chain, k, verdict, finding)

    def _line_end(self, at: int) -> int:
        end = self.outline.text.find("\n", at)
        return len(self.outline.text) if end < 0 else end


def makes_claims(outline: Outline, known: Knowledge, chain: Chain) -> bool:
    """Definitions make none, nor do lone relations in running text unless they state a derivative,
    the solution of an equation or one to be solved."""
    if id(chain) in known.used:
        return any(m.relation in ("=", "set") for m in chain.members[2:])
    if chain.members[1].relation == "in":
        return False
    if (chain.display or chain.link or len(chain.members) > 2 or concludes(outline, known, chain)
            or id(chain) in known.restated or cues.to_be_solved(outline, chain)):
        return True
    left = _left(outline, known, chain)
    return left is not None and (asks(left) or begins(left) or isinstance(left, t.Prime)
                                 and any(p.name == name_of(left.base) for p in known.placed))


def concludes(outline: Outline, known: Knowledge, chain: Chain) -> bool:
    """Whether a relation in running text states the solution of an equation: "so x = ...",
    "setting this to zero gives Ax = b"."""
    if chain.members[1].relation != "=":
        return False
    left = _left(outline, known, chain)
    named = left is not None and is_head(left)
    return left is not None and (cues.concludes(outline, chain) if named else not chain.display and cues.of_zero(outline, chain))


def _left(outline: Outline, known: Knowledge, chain: Chain) -> t.Node | None:
    """The left side of a chain, None where it cannot be read."""
    try:
        return known.node(outline.source(chain.first))
    except TexDeriveError:
        return None
