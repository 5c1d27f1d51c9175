"""The way through a document: find its chains, judge each, follow equations that are solved, tell what is wrong in words."""
from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from .. import tree as t
from ..derivation import LAYOUTS
from ..document.files.inputs import follow
from ..document.files.masking import mask
from ..document.files.source import Source
from ..errors import TexDeriveError
from ..types.names import key_of, name_of
from .claims import Claims, concludes, makes_claims
from .context.gathering import gather
from .context.knowledge import Knowledge
from .equations.equations import Equation, Pending, Step, continue_equation, continue_optimum, equation_of, equation_of_optimum, settles, solves, typed_with
from .equations.substituting import substituted
from .equations.systems import Pair, System
from .judging.doubts import whole_of_parts
from .judging.judged import Judged, Judgement
from .judging.layouts import Layouts
from .members.sides import Side, nodes_of
from .report import ASSUMES, EQUAL, SHAPE, SKIPPED, TRANSPOSED, UNREAD, WRONG, Report
from .slips.diagnose import Finding, diagnose, follow_up, right_again, unread
from .slips.explain import explain as explained
from .slips.solved import told, told_together
from .supposed import OTHER_READINGS
from .text import cues
from .text.chains import Chain, Outline, outline
from .text.source import Lines
from .trees.heads import asks, letters, mentions, plain_name
from .trees.structures import structure
from .typed.prepare import Prepared


def check(text: str, *, declare: Mapping | None = None, layout: str | None = None, file: str | None = None, explain: bool = False, lines=None) -> Report:
    r"""Judge every relation of the derivations in a LaTeX document, a fragment, or a bare `a = b`.

    `declare` states shapes as for `derive`; `layout` "numerator" or "denominator" overrules what the document says; `file` is its path, from
    which macro files are found; with `explain` the right lines say in `.rule` what leads to them; `lines` tells lines and columns where they are not those of `text`.
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
    return Report(claims, file or "", run.layouts.layout or "", known.layout is not None, run.layouts.named())


def _beside(text: str, file: str | None) -> str:
    r"""The text of the files that a document takes in with \\input, for its macros and declarations."""
    if not file or not os.path.isfile(file):
        return ""
    source = Source(Path(file), text)
    return follow(source, mask(text).definitions).definitions


class _Run:
    """The state of one check: the layout in use, the equation being solved, the claims so far."""

    def __init__(self, found: Outline, known: Knowledge, explain: bool = False, lines=None):
        self.outline, self.known, self.explain = found, known, explain
        self.claims = Claims(found, lines or Lines.of(found.text))
        self.judged: dict[int, tuple[Judged, ...]] = {}        # the chains that make claims, by id
        self.layouts = Layouts(found, known)
        self.open: list[Equation] = []         # the equations being solved, the latest last
        self.system = System()                 # all equations of this part
        self.several = False                   # one of them does not say its unknown, or was lost on the way
        self.pending: Pending | None = None    # an equation that does not say what it is solved for
        self.previous: Judged | None = None    # the derivative before, which words may set to zero
        self.began = 0                         # where the chain before begins
        self.awaited = False                   # the line at hand states the equation that words or rows before it announce
        self.lost = False                      # the last "= 0" could not be read

    @property
    def equation(self) -> Equation | None:
        return self.open[-1] if self.open else None

    def _opened(self, equation: Equation) -> None:
        """One more equation to solve; it takes the place of an earlier one for the same unknown."""
        self.open = [e for e in self.open if e.unknown.key != equation.unknown.key] + [equation]

    def _forget(self, chain: Chain) -> None:
        """In another part of the document other equations are solved."""
        first = chain.first.start
        if self.open and self._parted(self.open[-1].judged.prepared.chain.first.start, first):
            self.open, self.several, self.pending = [], False, None
        if self.system.equations and self._parted(self.began, first):
            self.system = System()
        self.began = first

    def _parted(self, before: int, here: int) -> bool:
        """Whether another part of the document begins between two places."""
        return any(before < cut <= here for cut in self.known.cuts[0])

    def all(self) -> None:
        self.judged = {id(chain): self.layouts.best(chain) for chain in self.outline.chains if makes_claims(self.outline, self.known, chain)}
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
        r"""The members behind \partial L/\partial b of an L of which nothing is known, where they tell something by themselves: \partial_b(..) = -\sum_n a_n t_n."""
        if len(chain.members) < 3 or chain.members[2].relation != "=" or chain.link or any(j.verdict != UNREAD for j in found[0].judgements[:2]):
            return None
        second = found[0].prepared.sides[1].node
        if second is None or not any(asks(n) for n in t.nodes(second)):
            return None
        rest = self.layouts.best(replace(chain, members=[replace(chain.members[1], relation="", sign=None), *chain.members[2:]]))
        return rest if rest[0].judgements[0].verdict in (EQUAL, TRANSPOSED, WRONG) else None

    def _said_again(self) -> None:
        r"""A line whose left side stood before goes on from there, where it is right so: of an \nabla_w L nothing else may be known, and f'(x) = 2 \cdot 2 + 3 may put x = 2 in."""
        before: dict[tuple, tuple[Chain, Judged]] = {}
        for chain in self.outline.chains:
            found = self.judged.get(id(chain))
            if found is None or (left := found[0].prepared.sides[0].node) is None or chain.members[1].relation != "=":
                continue
            own = structure(left)
            earlier, judged = before.get(own, (None, None))
            apart = earlier is None or self._parted(earlier.first.start, chain.first.start)
            verdict = found[0].judgements[0].verdict
            if not apart and (verdict == UNREAD or verdict == WRONG and judged.judgements[-1].verdict == EQUAL):
                last = next((m for m, side in zip(reversed(earlier.members), reversed(judged.prepared.sides)) if not side.zero), earlier.members[-1])
                if self.layouts.best(replace(chain, members=[replace(last, relation="", sign=None), *chain.members[1:]]))[0].judgements[0].verdict == EQUAL:
                    for candidate in found:
                        candidate.judgements[0] = Judgement(1, EQUAL)
            before[own] = chain, found[0]

    # ------------------------------------------------------------------ chains

    def _chain(self, candidates: tuple[Judged, ...]) -> None:
        judged = self.layouts.chosen(candidates)
        start = 0
        self._forget(judged.prepared.chain)
        self._expect(judged)
        if judged.prepared.chain.display and self._said(judged, 1, self.system.equations):
            self.claims.skip(judged.prepared.chain, (1,))
            start = 1
        elif self._goes_on(judged):
            if not self._solving(judged.prepared):
                self._equation(judged)
            start = 1
        elif (k := self._optimum(judged.prepared)) is not None:
            self._stationary(judged, k)
            return
        elif (judged.prepared.chain.link or self.lost) and judged.judgements[0].verdict in (WRONG, SHAPE, ASSUMES) and not self._derives(judged):
            judged.judgements[0] = Judgement(1, UNREAD, note="the equation that is solved here could not be read")
        elif self._is_equation(judged):
            self.pending = Pending(judged, 0, 1)
            self.system.add(judged, judged.prepared.sides[0].node, judged.prepared.sides[1].node)
            if judged.prepared.chain.display:
                self.claims.skip(judged.prepared.chain, (1,))
            start = 1
        elif cues.is_condition(self.outline, judged.prepared.chain):
            self.claims.skip(judged.prepared.chain, range(1, len(judged.prepared.sides)))
            return
        elif not judged.prepared.chain.display and concludes(self.outline, self.known, judged.prepared.chain):
            return                             # a value in running text, of something else
        if not start and self._said(judged, 1, self.known.constraints):
            self.system.add(judged, judged.prepared.sides[0].node, judged.prepared.sides[1].node)
        given = [j for j in judged.judgements[1:] if start and j.verdict != EQUAL and self._said(judged, j.k, self.known.constraints)]
        for j in given:
            self.system.add(judged, judged.prepared.sides[j.k - 1].node, judged.prepared.sides[j.k].node)
            self.claims.skip(judged.prepared.chain, (j.k,))
        for j in judged.judgements[start:]:
            if j not in given:
                self._say(judged, j)
        if not start:
            self._equation(judged)
        if self._derives(judged):
            self.previous = judged

    def _said(self, judged: Judged, k: int, equations: Iterable[Pair]) -> bool:
        """Whether one of the equations says that the first member is member k, as b in Ax = -AA^T\\nu = b."""
        first, here = judged.prepared.sides[0].node, judged.prepared.sides[k].node
        return first is not None and here is not None and any(b is not None and structure(first) == structure(a) and structure(here) == structure(b) for a, b in equations)

    def _expect(self, judged: Judged) -> None:
        """The equation that a chain may go on with, where words or the chain itself say so: "setting this to zero", w = ..."""
        chain, first = judged.prepared.chain, judged.prepared.sides[0].node
        self.awaited = False
        behind = self.previous is not None and not self._derives(judged)
        guessed = behind and self._estimated(judged)
        if guessed or behind and (cues.to_zero(self.outline, self.previous.prepared.chain, chain) or self._next_row_is_zero(judged)):
            last = max(self.previous.typed, default=0)
            found = equation_of(self.previous, last)
            if found is not None:
                self.several = self.several or guessed and self._beside_others(self.previous)
                self.previous = None
                self.awaited = True
                self._opened(found)
        if self.pending is not None and (chain.link or chain.display or concludes(self.outline, self.known, chain)):
            found = self.pending.solved_for(first) or self._solved_below(chain, self.pending)
            if found is not None:
                self.pending = None
                self._opened(found)

    def _estimated(self, judged: Judged) -> bool:
        r"""Whether \hat w = ... stands behind the derivative by w, and nobody says that this is 0 there."""
        left, right = (s.node for s in judged.prepared.sides[:2])
        name = name_of(self.previous.prepared.variable) if self.previous.prepared.variable is not None else None
        return name is not None and self.equation is None and left is not None and right is not None and plain_name(left) == name != name_of(left) and not mentions(right, name)

    def _beside_others(self, judged: Judged) -> bool:
        """Whether further derivatives stand in the display of one: their unknowns are solved for together."""
        chain = judged.prepared.chain
        return any(c is not chain and c.block == chain.block and (found := self.judged.get(id(c))) is not None and self._derives(found[0]) for c in self.outline.chains)

    def _solved_below(self, chain: Chain, pending: Pending) -> Equation | None:
        """The pending equation for what a later row of the same formula solves it for: the forms on the way do not say it."""
        for later in self.outline.chains:
            if later.block == chain.block and later.first.start > chain.first.start and id(later) not in self.known.used:
                try:
                    found = pending.solved_for(self.known.node(self.outline.source(later.first)))
                except TexDeriveError:
                    continue
                if found is not None:
                    if id(later) not in self.judged or found.unknown.shape == (1, 1):
                        return found
                    solved = self.judged[id(later)][0].prepared.sides[1]
                    return (typed_with(found, found.variable, solved) if solved.node is not None else None) or found
        return None

    def _next_row_is_zero(self, judged: Judged) -> bool:
        """Whether 0 = ... stands in the display of the derivative before, as its next row."""
        chain = judged.prepared.chain
        return chain.display and chain.block == self.previous.prepared.chain.block and len(judged.prepared.sides) == 2 and judged.prepared.sides[1].zero

    def _is_equation(self, judged: Judged) -> bool:
        """A lone relation that does not hold for all values, where the words call it an equation or a condition, or its right side is
        a number, 2x + y = 3; w' = 2w, a name for something new."""
        chain, left = judged.prepared.chain, judged.prepared.sides[0].node
        primed = isinstance(left, t.Prime) and isinstance(left.base, t.Symbol) or isinstance(left, t.Script) and left.sub is None and isinstance(left.sup, t.Symbol) and left.sup.name == r"\prime"
        verdict = judged.judgements[0].verdict
        if len(chain.members) > 2 or verdict in (EQUAL, TRANSPOSED) or self._derives(judged) or not judged.typed.keys() >= {0, 1}:
            return False
        if verdict == SKIPPED:
            return chain.members[1].relation == "=" and (not chain.display and cues.to_be_solved(self.outline, chain) or self._solved_on(judged))
        return primed or cues.equation(self.outline, chain) and not self._behind_its_equation(chain) or verdict != UNREAD and not letters(judged.prepared.sides[1].node) or self._solved_on(judged)

    def _behind_its_equation(self, chain: Chain) -> bool:
        """Whether a condition stands above in the same formula, so that the words before that are about it."""
        first = next(c for c in self.outline.chains if c.block == chain.block)
        return first is not chain and id(first) in self.known.used

    def _solved_on(self, judged: Judged) -> bool:
        """Whether the rows below solve a relation that nothing calls an equation: an arrow leads on from it, or the last one says what a letter of
        it is, and the sides do not speak of the same letters, as those of an identity do, or a row below follows."""
        chain, pending = judged.prepared.chain, Pending(judged, 0, 1)
        below = [later for later in self.outline.chains if later.block == chain.block and later.first.start > chain.first.start]
        if below and below[0].link:
            return True
        equation = self._solved_below(chain, pending)
        if equation is None:
            return False
        left, right = (letters(s.node) for s in judged.prepared.sides)
        rows = (found[0].prepared for later in below if (found := self.judged.get(id(later))) is not None)
        return left != right or len(left) == 1 or any(continue_equation(equation, ready, ready.known).verdict == EQUAL for ready in rows if len(ready.sides) == 2)

    def _say(self, judged: Judged, judgement: Judgement) -> None:
        """The claim about one relation of a chain."""
        chain, k = judged.prepared.chain, judgement.k
        if id(chain) in self.known.used and k == 1:
            return self.claims.skip(chain, (k,))
        if judgement.verdict in (WRONG, SHAPE) and k not in judged.prepared.conditions and cues.conditional(self.outline, chain, k):
            judgement.verdict, judgement.note, judgement.error = UNREAD, "this is claimed under a condition that is not judged", None
        if judgement.verdict == SHAPE and (whole := whole_of_parts(judged, k)) is not None:
            judgement.verdict, judgement.note, judgement.error = UNREAD, f"nothing says what {key_of(whole)} is made of its parts by", None
        if judgement.verdict in (WRONG, ASSUMES) and self.system.equations and cues.substitutes(self.outline, chain):
            judgement = substituted(judged, judgement, self.system.equations)
        line = lambda m: self.claims.lines.line(chain.members[m].start)
        again = right_again(judged, judgement, line)
        finding = again or diagnose(judged, judgement, judged.prepared.known)
        if judgement.verdict in (WRONG, SHAPE) and again is None:
            more = follow_up(judged, judgement, line)
            finding.message += f"; {more}" if more else ""
        claim = self.claims.say(chain, k, finding.verdict or judgement.verdict, finding)
        if self.explain and claim.verdict in (EQUAL, TRANSPOSED):
            claim.rule = explained(judged, judgement.before, k)

    def _equation(self, judged: Judged) -> None:
        """Remember the equation that a chain ends in: `= 0`, or a member set equal to another."""
        sides = judged.prepared.sides
        for k in range(len(sides) - 1, 0, -1):
            if sides[k].zero and sides[k].member.relation in ("=", "set") and judged.judgements[k - 1].verdict != EQUAL:
                found = equation_of(judged, k - 1)
                if k - 1 in judged.typed:
                    self.system.add(judged, sides[k - 1].node, None)
                self.pending = Pending(judged, k - 1) if found is None and k - 1 in judged.typed else None
                self.lost = found is None
                self.several = self.several or found is None and bool(self.open)
                if found is not None:
                    self._opened(found)
                return

    def _goes_on(self, judged: Judged) -> bool:
        """Whether the first relation of a chain is the next form of the equation being solved, rather than a claim of its own."""
        if self.equation is None and not self.system.equations or judged.prepared.chain.side:
            return False
        first = judged.judgements[0]
        if first.verdict == EQUAL or judged.prepared.sides[1].member.relation not in ("=", "set") or self._derives(judged):
            return False
        return self.equation is not None and solves(self.equation, judged.prepared) or len(self.system.equations) > 1 and self.system.speaks(judged.prepared)

    def _derives(self, judged: Judged) -> bool:
        """Whether a chain begins with a derivative: a claim of its own, also behind an arrow."""
        left = judged.prepared.sides[0].node
        return left is not None and asks(left)

    def _optimum(self, ready: Prepared) -> int | None:
        """The member that is an arg min."""
        return next((k for k, s in enumerate(ready.sides) if isinstance(s.node, t.Optimum) and s.node.kind.startswith("arg")), None)

    def _stationary(self, judged: Judged, k: int) -> None:
        """w* = arg min f = ...: what follows has to be a stationary point of f."""
        ready, chain = judged.prepared, judged.prepared.chain
        found = equation_of_optimum(ready, ready.sides[k].node, judged.layout)
        self.open = [] if found is None else [found]
        self.claims.skip(chain, range(1, k + 1))
        while k + 1 < len(ready.sides) and isinstance(ready.sides[k + 1].node, t.Optimum) and ready.sides[k + 1].member.relation == "=":
            self._same_optimum(ready, k)
            k += 1
        if k + 1 == len(ready.sides):
            return
        if self.equation is None or ready.sides[k + 1].member.relation != "=":
            self.claims.say(chain, k + 1, UNREAD, unread(None))
        else:
            point = Side(ready.sides[0].member, ready.sides[0].text, self.equation.variable)
            self._solving(replace(ready, sides=[point, ready.sides[k + 1]]), k + 1)
        for j in judged.judgements[k + 1:]:
            self._say(judged, j)

    def _same_optimum(self, ready: Prepared, k: int) -> None:
        """arg max f = arg min g: judged by their stationary points."""
        step = Step(UNREAD)
        if self.equation is not None:
            step = continue_optimum(self.equation, ready.sides[k].node, ready.sides[k + 1].node, ready.known)
        if step.verdict == WRONG:
            finding = Finding("these are not attained at the same points: the stationary points differ, or a maximum became a minimum", slip="solve")
        else:
            step.verdict = step.verdict if step.verdict == EQUAL else UNREAD
            finding = Finding("") if step.verdict == EQUAL else unread(step.error, "whether both are attained at the same points")
        self.claims.say(ready.chain, k + 1, step.verdict, finding)
        found = equation_of_optimum(ready, ready.sides[k + 1].node, LAYOUTS[0])
        self.open = [] if found is None else [found]

    def _solving(self, ready: Prepared, k: int = 1) -> bool:
        """Judge a line as the next form of one of the equations being solved; False where it is one more equation."""
        chain = ready.chain
        steps = [continue_equation(e, ready, ready.known) for e in reversed(self.open)] or [Step(UNREAD)]
        at = next((n for n, s in enumerate(steps) if s.verdict == EQUAL), 0)
        step = steps[at]
        if step.verdict in (WRONG, SHAPE, ASSUMES) and ready.sides[1].zero and not chain.link and not self.awaited and not self._of_one_letter(ready):
            self.claims.skip(chain, (k,))
            return False
        if step.verdict != EQUAL and (len(self.system.equations) > 1 or self.known.constraints):
            together = self.system.judge(ready)
            if together.verdict != UNREAD or not self.open:
                self.claims.say(chain, k, together.verdict, told_together(self.system, together, ready))
                return True
        own = next((n for n, e in enumerate(reversed(self.open)) if ready.sides[0].node is not None and plain_name(ready.sides[0].node) in (name_of(e.variable), plain_name(e.variable))), 0)
        if step.verdict != EQUAL and len(steps) > 1 and not self.several and settles(steps[own], self.open[len(self.open) - 1 - own], self.open):
            at, step = own, steps[own]
        elif step.verdict in (WRONG, SHAPE, ASSUMES) and (len(steps) > 1 or self.several):
            self.claims.say(chain, k, UNREAD, unread(None, "several equations are solved together here"))
            return True
        finding = Finding("") if step.verdict == EQUAL else told(self.open[len(self.open) - 1 - at], step, ready, self.claims.lines.line)
        self.claims.say(chain, k, step.verdict, finding)
        self.several = self.several or step.verdict == UNREAD
        if step.equation is not None and not (step.verdict == EQUAL and step.equation.number):       # of several solutions each is one of the equation, not of another
            step.equation.instead_of = self.equation if step.verdict in (WRONG, SHAPE) else None
            self.open[len(self.open) - 1 - at] = step.equation
        return True

    def _of_one_letter(self, ready: Prepared) -> bool:
        """Whether a line and the equation before speak of the unknown alone: then they are no two equations of a system."""
        nodes = nodes_of(ready.sides) + list(self.equation.nodes if self.equation is not None else ())
        return self.equation is not None and set().union(*map(letters, nodes)) == {self.equation.unknown.key}
