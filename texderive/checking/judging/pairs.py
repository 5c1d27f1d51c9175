"""Two members of a chain beside each other, as what excuses a difference sees them."""
from __future__ import annotations

from dataclasses import dataclass

from ... import tree
from ...symbols import Symbol
from ...types.names import name_of
from ..context.knowledge import Knowledge
from ..report import SHAPE, WRONG
from ..trees.heads import derivatives
from ..typed.typing import Typed
from ..values import compare as c
from ..values.numbers import Numbers, all_nodes, symbols_of
from .judged import Judged, Judgement, points_for


@dataclass(slots=True)
class Pair:
    """Members a and b of a judged chain, their values, and how these compare."""

    judged: Judged
    known: Knowledge
    a: int
    b: int
    x: c.Value
    y: c.Value
    verdict: str
    typed: list[Typed]

    def found(self, verdict: str, note: str = "", **more) -> Judgement:
        return Judgement(self.b, verdict, self.a, note=note, **more)

    def points(self, **options) -> Numbers:
        """Other points than those of the chain."""
        return points_for(self.typed, bindings=self.judged.group.bindings, **options)

    @property
    def letters(self) -> tuple[set[Symbol], set[Symbol]]:
        """The symbols of either member."""
        one, other = (set(symbols_of(all_nodes([p.expr]))) for p in self.typed)
        return one, other

    @property
    def different(self) -> set[Symbol]:
        """The symbols that only one of the members holds."""
        return set.symmetric_difference(*self.letters)

    @property
    def by(self) -> set[str | None]:
        """The names that the chain differentiates by."""
        return {name_of(tree.unscripted(v.node)) for side in self.judged.prepared.sides if side.node is not None
                for d in derivatives(side.node) for v in d.variables}

    @property
    def wrong(self) -> str:
        return SHAPE if self.verdict == c.SHAPES else WRONG
