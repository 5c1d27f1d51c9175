"""Equations followed from chain to chain: which are being solved, what the words or rows around set to zero, and what
is said of their next forms."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from .. import tree as t
from ..derivation import LAYOUTS
from ..errors import TexDeriveError
from ..types.names import name_of
from .claims import Claims, concludes
from .context.knowledge import Knowledge
from .equations.equations import (
    Equation, Pending, Step, continue_equation, continue_optimum, equation_of, equation_of_optimum, settles, solves,
    typed_with,
)
from .equations.systems import Pair, System
from .judging.judged import Judged, Judgement
from .members.sides import Side, nodes_of
from .report import ASSUMES, EQUAL, SHAPE, SKIPPED, TRANSPOSED, UNREAD, WRONG
from .slips.diagnose import Finding, unread
from .slips.solved import told, told_together
from .text import cues
from .text.chains import Chain
from .trees.heads import asks, letters, mentions, plain_name
from .trees.structures import structure
from .typed.prepare import Prepared


def derives(judged: Judged) -> bool:
    """Whether a chain begins with a derivative: a claim of its own, also behind an arrow."""
    left = judged.prepared.sides[0].node
    return left is not None and asks(left)


def optimum_in(ready: Prepared) -> int | None:
    """The member that is an arg min."""
    return next((k for k, s in enumerate(ready.sides) if isinstance(s.node, t.Optimum) and s.node.kind.startswith("arg")), None)


def _says(judged: Judged, k: int, equations: Iterable[Pair]) -> bool:
    """Whether one of the equations says that the first member is member k, as b in Ax = -AA^T\\nu = b."""
    first, here = judged.prepared.sides[0].node, judged.prepared.sides[k].node
    return first is not None and here is not None and any(b is not None and structure(first) == structure(a)
        and structure(here) == structure(b) for a, b in equations)


class Following:
    """The equations being solved at one place of a document; `judged` are the chains that make claims, by id."""

    def __init__(self, claims: Claims, known: Knowledge, judged: Mapping[int, tuple[Judged, ...]]):
        self.claims, self.known, self.judged = claims, known, judged
        self.outline = claims.outline
        self.open: list[Equation] = []         # the equations being solved, the latest last
        self.system = System()                 # all equations of this part
        self.several = False                   # one of them does not say its unknown, or was lost on the way
        self.pending: Pending | None = None    # an equation that does not say what it is solved for
        self.derivatives: list[Judged] = []    # those before, of one quantity, which words may set to zero together
        self.began = 0                         # where the chain before begins
        self.awaited = False  # the line at hand states the equation that words or rows before it announce
        self.lost = False                      # the last "= 0" could not be read

    @property
    def equation(self) -> Equation | None:
        """The one that was written last."""
        return self.open[-1] if self.open else None

    @property
    def _many(self) -> bool:
        """Whether several equations hold together: those being solved, and the conditions in the text."""
        return len(self.system.equations) > 1 or bool(self.system.equations and self.known.constraints)

    def begin(self, judged: Judged) -> None:
        """The next chain: in another part of the document other equations are solved, and words
        or rows around the chain may say which it goes on with."""
        self._forget(judged.prepared.chain)
        self._expect(judged)

    def state(self, judged: Judged) -> None:
        """The first relation of a chain is one more equation, of which nothing says yet what it is solved for."""
        self.pending = Pending(judged, 0, 1)
        self._add(judged, 1)

    def posed(self, equation: Equation | None, gradient: Equation | None) -> None:
        """The last `= 0` turned out to be an equation for a letter; with a slip, `gradient` is what it should have been."""
        if self.pending is not None and equation is not None:
            self.pending = None
            self._opened(equation)
        if self.equation is not None:
            self.equation.instead_of = self.equation.instead_of or gradient

    def stated(self, judged: Judged) -> bool:
        """Whether the first relation of a chain states an equation again."""
        return _says(judged, 1, self.system.equations)

    def given(self, judged: Judged, start: int) -> list[Judgement]:
        """The relations behind an equation that state a constraint of the text: no claims, and equations from here on.
        The first relation of a claim that does is both."""
        of_interest = [j for j in judged.judgements[1:] if j.verdict != EQUAL] if start else judged.judgements[:1]
        found = [j for j in of_interest if _says(judged, j.k, self.known.constraints)]
        for j in found:
            self._add(judged, j.k)
        return found if start else []

    def _add(self, judged: Judged, k: int) -> None:
        self.system.add(judged, judged.prepared.sides[k - 1].node, judged.prepared.sides[k].node)

    def _opened(self, equation: Equation) -> None:
        """One more equation to solve; it takes the place of an earlier one for the same unknown."""
        self.open = [e for e in self.open if e.unknown.key != equation.unknown.key] + [equation]
        self.system.solved_for(equation.variable)

    def _forget(self, chain: Chain) -> None:
        """In another part of the document other equations are solved."""
        first = chain.first.start
        if self.open and self.known.parted(self.open[-1].judged.prepared.chain.first.start, first):
            self.open, self.several, self.pending = [], False, None
        if self.system.equations and self.known.parted(self.began, first):
            self.system = System()
        self.began = first

    def _expect(self, judged: Judged) -> None:
        """The equation that a chain may go on with, where words or the chain itself say so:
        "setting this to zero", w = ..."""
        chain, first = judged.prepared.chain, judged.prepared.sides[0].node
        self.awaited = False
        behind = bool(self.derivatives) and not derives(judged)
        guessed = behind and self._estimated(judged)
        if guessed or behind and (cues.to_zero(self.outline, self.derivatives[-1].prepared.chain, chain)
                                  or self._next_row_is_zero(judged)):
            last = self.derivatives[-1]
            together = [last] if guessed else self.derivatives
            found = [equation for d in together if (equation := equation_of(d, max(d.typed, default=0))) is not None]
            if found:
                self.several = self.several or guessed and self._beside_others(last)
                self.derivatives = []
                self.awaited = True
                for equation in found:
                    self._opened(equation)
                for d in together if len(together) > 1 else ():
                    self.system.add(d, d.prepared.sides[max(d.typed, default=0)].node, None)
        if self.pending is not None and (chain.link or chain.display or concludes(self.outline, self.known, chain)):
            found = self.pending.solved_for(first) or self._solved_below(chain, self.pending)
            if found is not None:
                self.pending = None
                self._opened(found)

    def derived(self, judged: Judged) -> None:
        """A derivative, beside those of the same quantity by other variables."""
        of = lambda d: structure(d.prepared.sides[0].node.operand) if isinstance(d.prepared.sides[0].node, t.Derivative) else None
        apart = (lambda d: of(d) is None or of(d) != of(judged)
                 or self.known.parted(d.prepared.chain.first.start, judged.prepared.chain.first.start))
        self.derivatives = [*([] if any(map(apart, self.derivatives)) else self.derivatives), judged]

    def _estimated(self, judged: Judged) -> bool:
        r"""Whether \hat w = ... stands behind the derivative by w, and nobody says that this is 0 there."""
        left, right = (s.node for s in judged.prepared.sides[:2])
        name = name_of(self.derivatives[-1].prepared.variable) if self.derivatives[-1].prepared.variable is not None else None
        return (name is not None and self.equation is None and left is not None and right is not None
                and plain_name(left) == name != name_of(left) and not mentions(right, name))

    def _beside_others(self, judged: Judged) -> bool:
        """Whether further derivatives stand in the display of one: their unknowns are solved for together."""
        chain = judged.prepared.chain
        return any(c is not chain and c.block == chain.block and (found := self.judged.get(id(c))) is not None
                   and derives(found[0]) for c in self.outline.chains)

    def _solved_below(self, chain: Chain, pending: Pending) -> Equation | None:
        """The pending equation for what a later row of the same formula solves it for:
        the forms on the way do not say it."""
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
        return (chain.display and chain.block == self.derivatives[-1].prepared.chain.block
                and len(judged.prepared.sides) == 2 and judged.prepared.sides[1].zero)

    def goes_on(self, judged: Judged) -> bool:
        """Whether the first relation of a chain is the next form of the equation being solved,
        rather than a claim of its own."""
        if self.equation is None and not self.system.equations or judged.prepared.chain.side:
            return False
        first = judged.judgements[0]
        if first.verdict == EQUAL or judged.prepared.sides[1].member.relation not in ("=", "set") or derives(judged):
            return False
        return any(solves(e, judged.prepared) for e in self.open) or self._many and self.system.speaks(judged.prepared)

    def is_equation(self, judged: Judged) -> bool:
        """A lone relation that does not hold for all values, where the words call it an equation or a condition, or its
        right side is a number, 2x + y = 3; w' = 2w, a name for something new."""
        chain, left = judged.prepared.chain, judged.prepared.sides[0].node
        primed = (isinstance(left, t.Prime) and isinstance(left.base, t.Symbol) or isinstance(left, t.Script)
                  and left.sub is None and isinstance(left.sup, t.Symbol) and left.sup.name == r"\prime")
        verdict = judged.judgements[0].verdict
        if len(chain.members) > 2 or verdict in (EQUAL, TRANSPOSED) or derives(judged) or not judged.typed.keys() >= {0, 1}:
            return False
        if verdict == SKIPPED:
            return chain.members[1].relation == "=" and (not chain.display and cues.to_be_solved(self.outline, chain)
                or self._solved_on(judged))
        return (primed or cues.equation(self.outline, chain) and not self._behind_its_equation(chain)
                or verdict != UNREAD and not letters(judged.prepared.sides[1].node) or self._solved_on(judged))

    def _behind_its_equation(self, chain: Chain) -> bool:
        """Whether a condition stands above in the same formula, so that the words before that are about it."""
        first = next(c for c in self.outline.chains if c.block == chain.block)
        return first is not chain and id(first) in self.known.used

    def _solved_on(self, judged: Judged) -> bool:
        """Whether the rows below solve a relation that nothing calls an equation: an arrow leads on from it, or the
        last one says what a letter of it is, and the sides do not speak of the same letters, as those
        of an identity do, or a row below follows."""
        chain, pending = judged.prepared.chain, Pending(judged, 0, 1)
        below = [later for later in self.outline.chains if later.block == chain.block and later.first.start > chain.first.start]
        if below and below[0].link:
            return True
        equation = self._solved_below(chain, pending)
        if equation is None:
            return False
        left, right = (letters(s.node) for s in judged.prepared.sides)
        rows = (found[0].prepared for later in below if (found := self.judged.get(id(later))) is not None)
        return left != right or len(left) == 1 or any(continue_equation(equation, ready).verdict == EQUAL
                                                      for ready in rows if len(ready.sides) == 2)

    def remember(self, judged: Judged) -> None:
        """The equation that a chain ends in: `= 0`, or a member set equal to another."""
        sides = judged.prepared.sides
        for k in range(len(sides) - 1, 0, -1):
            if sides[k].zero and sides[k].member.relation in ("=", "set") and judged.judgements[k - 1].verdict != EQUAL:
                found = equation_of(judged, k - 1)
                if k - 1 in judged.typed and plain_name(sides[k - 1].node) not in self.system.unknowns:
                    self.system.add(judged, sides[k - 1].node, None)           # x = 0 is a solution, perhaps one of several
                self.pending = Pending(judged, k - 1) if found is None and k - 1 in judged.typed else None
                self.lost = found is None
                self.several = self.several or found is None and bool(self.open)
                if found is not None:
                    self._opened(found)
                return

    def stationary(self, judged: Judged, k: int) -> int:
        """w* = arg min f = ... from member k: what follows has to be a stationary point of f.
        The last member of which something is said."""
        ready, chain = judged.prepared, judged.prepared.chain
        found = equation_of_optimum(ready, ready.sides[k].node, judged.layout)
        self.open = [] if found is None else [found]
        self.claims.skip(chain, range(1, k + 1))
        while (k + 1 < len(ready.sides) and isinstance(ready.sides[k + 1].node, t.Optimum)
                and ready.sides[k + 1].member.relation == "="):
            self._same_optimum(ready, k)
            k += 1
        if k + 1 == len(ready.sides):
            return k
        if self.equation is None or ready.sides[k + 1].member.relation != "=":
            self.claims.say(chain, k + 1, UNREAD, unread(None))
        else:
            point = Side(ready.sides[0].member, ready.sides[0].text, self.equation.variable)
            self.judge(replace(ready, sides=[point, ready.sides[k + 1]]), k + 1)
        return k + 1

    def _same_optimum(self, ready: Prepared, k: int) -> None:
        """arg max f = arg min g: judged by their stationary points."""
        step = Step(UNREAD)
        if self.equation is not None:
            step = continue_optimum(self.equation, ready.sides[k].node, ready.sides[k + 1].node)
        if step.verdict == WRONG:
            finding = Finding("these are not attained at the same points: the stationary points differ, or a maximum "
                              "became a minimum", slip="solve")
        else:
            step.verdict = step.verdict if step.verdict == EQUAL else UNREAD
            finding = Finding("") if step.verdict == EQUAL else unread(step.error, "whether both are attained at the same points")
        self.claims.say(ready.chain, k + 1, step.verdict, finding)
        found = equation_of_optimum(ready, ready.sides[k + 1].node, LAYOUTS[0])
        self.open = [] if found is None else [found]

    def judge(self, ready: Prepared, k: int = 1) -> bool:
        """Judge a line as the next form of one of the equations being solved; False where it is one more equation."""
        chain = ready.chain
        steps = [continue_equation(e, ready) if solves(e, ready) else Step(UNREAD) for e in reversed(self.open)] or [Step(UNREAD)]
        at = next((n for n, s in enumerate(steps) if s.verdict == EQUAL), 0)
        step = steps[at]
        if (step.verdict in (WRONG, SHAPE, ASSUMES) and ready.sides[1].zero and not chain.link and not self.awaited
                and not self._of_one_letter(ready)):
            self.claims.skip(chain, (k,))
            return False
        if step.verdict != EQUAL and self._many:
            together = self.system.judge(ready)
            if together.verdict != UNREAD or not self.open:
                self.claims.say(chain, k, together.verdict, told_together(self.system, together, ready))
                return True
        own = next((n for n, e in enumerate(reversed(self.open)) if ready.sides[0].node is not None
                    and plain_name(ready.sides[0].node) in (name_of(e.variable), plain_name(e.variable))), 0)
        if (step.verdict != EQUAL and len(steps) > 1 and not self.several
                and settles(steps[own], self.open[len(self.open) - 1 - own], self.open)):
            at, step = own, steps[own]
        elif step.verdict in (WRONG, SHAPE, ASSUMES) and (len(steps) > 1 or self.several):
            self.claims.say(chain, k, UNREAD, unread(None, "several equations are solved together here"))
            return True
        finding = (Finding("") if step.verdict == EQUAL
                   else told(self.open[len(self.open) - 1 - at], step, ready, self.claims.lines.line))
        self.claims.say(chain, k, step.verdict, finding)
        self.several = self.several or step.verdict == UNREAD
        # of several solutions each is one of the equation, not of another
        if step.equation is not None and not (step.verdict == EQUAL and step.equation.number):
            step.equation.instead_of = self.equation if step.verdict in (WRONG, SHAPE) else None
            self.open[len(self.open) - 1 - at] = step.equation
        return True

    def _of_one_letter(self, ready: Prepared) -> bool:
        """Whether a line and the equation before speak of the unknown alone:
        then they are no two equations of a system."""
        nodes = nodes_of(ready.sides) + list(self.equation.nodes if self.equation is not None else ())
        return self.equation is not None and set().union(*map(letters, nodes)) == {self.equation.unknown.key}
