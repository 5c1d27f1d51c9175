"""The way through a document: find its chains, judge each, tell what is wrong in words."""
from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from .. import tree as t
from ..document.files.inputs import follow
from ..document.files.masking import mask
from ..document.files.source import Source
from ..prose.fragments import unclosed
from ..types.names import key_of
from .claims import Claims, concludes, makes_claims
from .context.gathering import gather
from .context.knowledge import Knowledge
from .equations.substituting import substituted
from .following import Following, derives, optimum_in
from .judging.doubts import whole_of_parts
from .judging.judged import Judged, Judgement
from .judging.layouts import Layouts
from .report import ASSUMES, EQUAL, SHAPE, TRANSPOSED, UNREAD, WRONG, Report
from .slips.diagnose import diagnose, follow_up, right_again
from .slips.explain import explain as explained
from .slips.posed import set_to_zero
from .supposed import OTHER_READINGS
from .text import cues
from .text.chains import Chain, Outline, outline
from .text.source import Lines
from .trees.heads import asks, head_name, is_head
from .trees.structures import structure


def check(text: str, *, declare: Mapping | None = None, layout: str | None = None, file: str | None = None,
          explain: bool = False, lines=None) -> Report:
    r"""Judge every relation of the derivations in a LaTeX document, a fragment, or a bare `a = b`.

    `declare` states shapes as for `derive`; `layout` "numerator" or "denominator" overrules what the document says;
    `file` is its path, from which macro files are found; with `explain` the right lines say in `.rule` what leads
    to them; `lines` tells lines and columns where they are not those of `text`.
    Nothing in the text is executed; a member that cannot be read becomes `not-understood`.

    >>> check(r"$\frac{d}{dx} (x^2 + x) = 2x = 2x + 1$").claims[0].verdict
    'wrong'
    """
    found = outline(text)
    known = gather(found, declare, layout, _beside(text, file))
    run = _Run(found, known, explain, lines)
    run.all()
    claims = run.claims.sorted()
    for otherwise, decided in OTHER_READINGS:
        if (more := otherwise(known, found, claims)) is not None:
            again = _Run(found, more, explain, lines)
            again.all()
            claims = decided(claims, again.claims.sorted())
    lines = lines or Lines.of(text)
    notes = [f"line {lines.line(at)}: '{sign}' has no partner, so that the formula behind it is not judged"
             for at, sign in unclosed(found.masked)]
    return Report(claims, file or "", run.layouts.layout or "", known.layout is not None, [*run.layouts.named(), *notes[:3]])


def _beside(text: str, file: str | None) -> str:
    r"""The text of the files that a document takes in with \\input, for its macros and declarations."""
    if not file or not os.path.isfile(file):
        return ""
    source = Source(Path(file), text)
    return follow(source, mask(text).definitions).definitions


class _Run:
    """The state of one check: the layout in use, the claims so far, the equations that are followed."""

    def __init__(self, found: Outline, known: Knowledge, explain: bool = False, lines=None):
        self.outline, self.known, self.explain = found, known, explain
        self.claims = Claims(found, lines or Lines.of(found.text))
        self.judged: dict[int, tuple[Judged, ...]] = {}        # the chains that make claims, by id
        self.layouts = Layouts(found, known)
        self.following = Following(self.claims, known, self.judged)

    def all(self) -> None:
        self.judged.update((id(chain), self.layouts.best(chain)) for chain in self.outline.chains
                           if makes_claims(self.outline, self.known, chain))
        self._said_again()
        self.layouts.settle(list(self.judged.values()))
        for chain in self.outline.chains:
            if (found := self.judged.get(id(chain))) is not None and (rest := self._rest(chain, found)) is not None:
                self._say(found[0], found[0].judgements[0])
                self._chain(rest)
            elif found is not None:
                self._chain(found)
            elif chain.display or chain.side:
                self.claims.skip(chain, range(1, len(chain.members)))

    def _rest(self, chain: Chain, found: tuple[Judged, ...]) -> tuple[Judged, ...] | None:
        r"""The members behind \partial L/\partial b of an L of which nothing is known, where they tell something
        by themselves: \partial_b(..) = -\sum_n a_n t_n; and those behind the 1 of 1 = \mathbf 1^\top w = .., a constraint."""
        if len(chain.members) < 3 or chain.members[2].relation != "=":
            return None
        first, second = (side.node for side in found[0].prepared.sides[:2])
        constraint = any(None not in (first, second) and structure(a) == structure(second) and structure(b) == structure(first)
                         for a, b in self.known.constraints)
        if not constraint and (chain.link or any(j.verdict != UNREAD for j in found[0].judgements[:2])
                               or second is None or not any(asks(n) for n in t.nodes(second))):
            return None
        rest = self.layouts.best(replace(chain, members=[replace(chain.members[1], relation="", sign=None), *chain.members[2:]]))
        return rest if constraint or rest[0].judgements[0].verdict in (EQUAL, TRANSPOSED, WRONG) else None

    def _said_again(self) -> None:
        r"""A line whose left side stood before goes on from there, where it is right so:
        of an \nabla_w L nothing else may be known, and f'(x) = 2 \cdot 2 + 3 may put x = 2 in."""
        before: dict[tuple, tuple[Chain, Judged]] = {}
        for chain in self.outline.chains:
            found = self.judged.get(id(chain))
            if found is None or (left := found[0].prepared.sides[0].node) is None or chain.members[1].relation != "=":
                continue
            own = structure(left)
            earlier, judged = before.get(own, (None, None))
            apart = earlier is None or self.known.parted(earlier.first.start, chain.first.start)
            verdict = found[0].judgements[0].verdict
            if not apart and (verdict == UNREAD or verdict == WRONG and judged.judgements[-1].verdict == EQUAL):
                last = next((m for m, side in zip(reversed(earlier.members), reversed(judged.prepared.sides))
                             if not side.zero), earlier.members[-1])
                if self.layouts.best(replace(chain, members=[replace(last, relation="", sign=None),
                                                 *chain.members[1:]]))[0].judgements[0].verdict == EQUAL:
                    for candidate in found:
                        candidate.judgements[0] = Judgement(1, EQUAL)
            before[own] = chain, found[0]

    def _chain(self, candidates: tuple[Judged, ...]) -> None:
        """The claims about a chain, the first of them perhaps about an equation that is being solved."""
        judged = self.layouts.chosen(candidates)
        self.following.begin(judged)
        posed = set_to_zero(judged, self.outline)
        self._relations(judged)
        if posed is not None:
            self.claims.instead(judged.prepared.chain, 1, posed.verdict, posed.finding)
            self.following.posed(posed.equation, posed.gradient)

    def _relations(self, judged: Judged) -> None:
        start = self._of_equations(judged)
        if start is None:
            return
        given = self.following.given(judged, start)
        self.claims.skip(judged.prepared.chain, [j.k for j in given])
        for j in judged.judgements[start:]:
            if j not in given:
                self._say(judged, j)
        if not start:
            self.following.remember(judged)
        if derives(judged):
            self.following.derived(judged)

    def _of_equations(self, judged: Judged) -> int | None:
        """How many of the first relations are equations, or forms of one that is being solved, and not claims
        of their own; None where nothing more is to be said of the chain."""
        chain, following = judged.prepared.chain, self.following
        left = judged.prepared.sides[0].node
        if (left is not None and is_head(left) and judged.prepared.known.definition(head_name(left)) is not None
                and cues.substitutes(self.outline, chain)):
            return 0                           # L, of what is put in there
        if chain.display and following.stated(judged):
            self.claims.skip(chain, (1,))
            return 1
        if following.goes_on(judged):
            if not following.judge(judged.prepared):
                following.remember(judged)
            return 1
        if (k := optimum_in(judged.prepared)) is not None:
            for j in judged.judgements[following.stationary(judged, k):]:
                self._say(judged, j)
            return None
        if (chain.link or following.lost) and judged.judgements[0].verdict in (WRONG, SHAPE, ASSUMES) and not derives(judged):
            judged.judgements[0] = Judgement(1, UNREAD, note="the equation that is solved here could not be read")
            return 0
        if following.is_equation(judged):
            following.state(judged)
            if chain.display:
                self.claims.skip(chain, (1,))
            return 1
        if cues.is_condition(self.outline, chain):
            self.claims.skip(chain, range(1, len(chain.members)))
            return None
        # a value in running text, of something else
        return None if not chain.display and concludes(self.outline, self.known, chain) else 0

    def _say(self, judged: Judged, judgement: Judgement) -> None:
        """The claim about one relation of a chain."""
        chain, k = judged.prepared.chain, judgement.k
        if id(chain) in self.known.used and k == 1:
            return self.claims.skip(chain, (k,))
        if (judgement.verdict in (WRONG, SHAPE) and k not in judged.prepared.conditions
                and cues.conditional(self.outline, chain, k)):
            judgement.verdict, judgement.note, judgement.error = (UNREAD,
                "this is claimed under a condition that is not judged", None)
        if self.layouts.turned(judged, judgement):
            judgement.verdict = WRONG
        if judgement.verdict == SHAPE and (whole := whole_of_parts(judged, k)) is not None:
            judgement.verdict, judgement.note, judgement.error = (UNREAD,
                f"nothing says what {key_of(whole)} is made of its parts by", None)
        if judgement.verdict in (WRONG, ASSUMES) and self.following.system.equations and cues.substitutes(self.outline, chain):
            judgement = substituted(judged, judgement, self.following.system.equations)
        line = lambda m: self.claims.lines.line(chain.members[m].start)
        again = right_again(judged, judgement, line)
        finding = again or diagnose(judged, judgement, judged.prepared.known)
        if judgement.verdict in (WRONG, SHAPE) and again is None:
            more = follow_up(judged, judgement, line)
            finding.message += f"; {more}" if more else ""
        claim = self.claims.say(chain, k, finding.verdict or judgement.verdict, finding)
        if self.explain and claim.verdict in (EQUAL, TRANSPOSED):
            claim.rule = explained(judged, judgement.before, k)
