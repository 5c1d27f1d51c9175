r"""Rows that set a gradient to zero without a word of it: 0 = A^\top(Ax - b) + \rho x where "minimise
\frac12\|Ax - b\|^2 + \frac\rho2\|x\|^2" stands before.

Such a row may be any equation.  It is right where it is the gradient of something said before by a letter that the rows
below solve for, or a multiple of it, and wrong only where one slip undone makes it so."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ... import tree as t
from ...derivation import LAYOUTS
from ...errors import TexDeriveError
from ...types.names import name_of
from ..equations.equations import Equation, equation_of
from ..judging.judge import judge
from ..judging.judged import Judged, Judgement
from ..members.sides import Side
from ..report import EQUAL, SHAPE, TRANSPOSED, WRONG
from ..text.chains import Chain, Outline
from ..trees.heads import letters, mentions, plain_name
from .diagnose import Finding, diagnose

_FUNCTIONS, _LETTERS = 3, 4        # of the functions said before the last ones, and of the letters below the first


@dataclass(frozen=True, slots=True)
class Posed:
    """What is said of a row, and the equation for a letter that it is; with a slip the one it should have been, too."""

    verdict: str
    finding: Finding
    equation: Equation | None
    gradient: Equation | None = None


def set_to_zero(judged: Judged, outline: Outline) -> Posed | None:
    """What to say of a row `g = 0` or `0 = g`; None where it may be any equation."""
    ready = judged.prepared
    zero = next((k for k, side in enumerate(ready.sides) if side.zero), None)
    if len(ready.sides) != 2 or zero is None or ready.derives or not ready.chain.display:
        return None
    side, found = ready.sides[1 - zero], None
    for body in _functions(ready.chain, ready.known) if side.node is not None else ():
        for variable in _unknowns(ready.chain, outline, judged, side.node):
            if not mentions(body, name_of(variable)) or not letters(side.node) <= letters(body):
                continue
            for layout in LAYOUTS:
                beside, judgement = _beside(judged, side, body, variable, layout)
                if judgement.verdict in (EQUAL, TRANSPOSED):
                    return Posed(EQUAL, Finding(""), equation_of(beside, 2))
                if found is None and judgement.verdict in (WRONG, SHAPE):
                    finding = diagnose(beside, judgement, ready.known)
                    finding.message = finding.message.replace("the line before gives", "the gradient before it is")
                    finding.place = finding.place if not zero else None                # the claim stands at the 0
                    found = (Posed(judgement.verdict, finding, equation_of(beside, 2), equation_of(beside, 1))
                             if finding.fix and not finding.assumption else None)
    return found


def _functions(chain: Chain, known) -> Iterator[t.Node]:
    """What is defined or named as a function before a chain, the last first."""
    before = [(p.place, p.definition.body) for p in known.placed if p.definition.kind in ("value", "function")] + known.operands
    for _, body in sorted((b for b in before if b[0] < chain.first.start), key=lambda b: -b[0])[:_FUNCTIONS]:
        yield body


def _unknowns(chain: Chain, outline: Outline, judged: Judged, node: t.Node) -> list[t.Node]:
    """The letters of a row on the left of the rows below, as they stand in it: those given alone first."""
    below = [later for later in outline.chains if later.block == chain.block and later.first.start > chain.first.start]
    alone, beside = {}, {}
    for later in below:
        try:
            left = judged.prepared.known.node(outline.source(later.first))
        except TexDeriveError:
            continue
        found = alone if (name := plain_name(left)) is not None else beside
        found |= dict.fromkeys([name] if name is not None else sorted(letters(left)))
    names = [*alone, *(name for name in beside if name not in alone)]
    written = {name_of(n): n for n in t.nodes(node) if isinstance(n, (t.Symbol, t.Script))}
    return [written[name] for name in names if name in written][:_LETTERS]


def _beside(judged: Judged, side: Side, body: t.Node, variable: t.Node, layout: str) -> tuple[Judged, Judgement]:
    """0 = \\partial f/\\partial x = g judged, and the judgement on g."""
    ready = judged.prepared
    first, second = ready.chain.members[:2]
    gradient = t.Derivative(body.span, "partial", (t.Variable(body.span, variable, 1),), 1, t.Group(body.span, "(", body))
    sides = [Side(first, "0", t.Number((0, 1), "0")), Side(second, "", gradient), replace(side, member=second)]
    beside = judge(replace(ready, sides=sides, variable=variable, derives=True), ready.known, layout)
    return beside, beside.judgements[1]
