"""In which layout a chain is read, and whether by the summation convention: as the document states,
else as its lines come out right."""
from __future__ import annotations

from ...derivation import LAYOUTS
from ...errors import ShapeError, TexDeriveError
from ...types.notation.convention import STATED, repeats
from ..context.knowledge import Knowledge
from ..context.models import without_noisy
from ..report import ASSUMES, EQUAL, SHAPE, SKIPPED, TRANSPOSED, UNREAD, WRONG
from ..text.chains import Chain, Outline
from ..typed.prepare import Prepared, held_fixed, prepare
from .judge import judge
from .judged import Judged, Judgement

_WORDS = {(False, "numerator"): "gradients are rows (numerator layout)",
          (False, "denominator"): "gradients are columns (denominator layout)",
          (True, "numerator"): "Jacobians have a row for each function (numerator layout)",
          (True, "denominator"): "Jacobians have a column for each function (denominator layout)"}


class Layouts:
    """Judges the chains of one document, each in the layout that fits it, and settles which one the document uses."""

    def __init__(self, found: Outline, known: Knowledge):
        self.outline, self.known = found, known
        self.layout = known.layout
        self.by_kind: dict[bool, str] = {}     # of Jacobians (True) and of gradients
        self.in_shape = False                  # whether derivatives by matrices have their shapes
        self.said: list[int] | None = None     # where the summation convention is stated

    def best(self, chain: Chain) -> tuple[Judged, ...]:
        """The chain judged in the narrowest view of the document in which it makes sense; the best layout first."""
        best: tuple[Judged, ...] | None = None
        convention = self._convention(chain)
        for view in self.known.views(chain.row, chain.members[-1].end):
            found = self._in_layouts(prepare(chain, self.outline, view, convention == "stated"))
            if best is None or found[0].cost < best[0].cost:
                best = found
            if best[0].cost < 3:
                break
        if best[0].prepared.unsaid:
            view = best[0].prepared.known
            guesses = [self._in_layouts(prepare(chain, self.outline, view, convention == "stated", variable))
                       for variable in best[0].prepared.unsaid]
            return min(guesses, key=lambda found: found[0].cost)
        parts = held_fixed(best[0].prepared) if best[0].cost >= 6 else None
        if parts is not None and (found := self._in_layouts(parts))[0].cost < 3:
            return found
        other = best[0].prepared.known if convention == "possible" and best[0].cost >= 6 else None
        data = without_noisy(best[0].prepared.known) if best[0].cost >= 6 and other is None else None
        if other is not None or data is not None:
            found = self._in_layouts(prepare(chain, self.outline, other or data, other is not None))
            return found if found[0].cost < 3 else best
        return best

    def _convention(self, chain: Chain) -> str:
        r"""Whether the summation convention is "stated" before a chain,
        "possible" because no \sum stands anywhere and an index twice in a product, or neither."""
        if self.said is None:
            self.said = [m.start() for m in STATED.finditer(self.outline.masked)]
        if any(at <= chain.first.start + 200 for at in self.said):
            return "stated"
        if r"\sum" in self.outline.text:
            return ""
        for member in chain.members:
            try:
                if repeats(self.known.node(self.outline.source(member))):
                    return "possible"
            except TexDeriveError:
                continue
        return ""

    def _in_layouts(self, ready: Prepared) -> tuple[Judged, ...]:
        """Judged in the stated layout, else in both where the first does not fit; the best one first."""
        first = judge(ready, ready.known, self.known.layout or LAYOUTS[0])
        if first.cost == 0 or not ready.derives:
            return (first,)
        other = judge(ready, ready.known, LAYOUTS[1] if first.layout == LAYOUTS[0] else LAYOUTS[0])
        stated = self.known.layout is not None and first.cost < 10
        return (first, other) if stated or (_stuck(other, first) or first.cost <= other.cost) and not _stuck(first,
            other) else (other, first)

    def settle(self, judged: list[tuple[Judged, ...]]) -> None:
        """The layout of the document: the stated one, else that of the chains that tell, for gradients and for
        Jacobians apart: many write gradients as columns and Jacobians with one row for each function."""
        both = all(word in self.outline.text.lower() for word in ("numerator", "denominator"))
        self.in_shape = not both and any(_by_matrix(j[0]) and j[0].judgements[0].verdict == EQUAL for j in judged)
        if self.layout is not None:
            self.by_kind = dict.fromkeys((True, False), self.layout)
            return
        for jacobian in (True, False):
            same = [j for j in judged if self._jacobian(j[0]) == jacobian]
            telling = [j[0].layout for j in same if len(j) == 2 and j[0].cost != j[1].cost]
            fitting = [j[0].layout for j in same if len(j) == 1 and self._tells(j[0])]
            votes = telling + fitting
            if votes:
                self.by_kind[jacobian] = max(LAYOUTS, key=lambda name: (votes.count(name), name == votes[0]))
        self.layout = self.by_kind.get(False) or self.by_kind.get(True)

    def turned(self, judged: Judged, judgement: Judgement) -> bool:
        """Whether a member is the transpose of a derivative by a matrix,
        where the document writes those in the matrix' shape."""
        return judgement.verdict == TRANSPOSED and self.in_shape and _by_matrix(judged)

    def named(self) -> list[str]:
        """A sentence on the layout that the lines keep to, where the document states none."""
        said = ([_WORDS[jacobian, layout] for jacobian, layout in sorted(self.by_kind.items())]
                if self.known.layout is None else [])
        return [f"layout: {' and '.join(said)}, as the lines have it; the document does not say so"] if said else []

    def chosen(self, candidates: tuple[Judged, ...]) -> Judged:
        """The judgement in the document's layout, if nothing worse than a transpose comes of it."""
        best = candidates[0]
        layout = self.by_kind.get(self._jacobian(best))
        if layout is None or best.layout == layout or not best.prepared.derives:
            return best
        other = candidates[1] if len(candidates) == 2 else judge(best.prepared, best.prepared.known, layout)
        bad = {j.k for j in best.judgements if j.verdict in (WRONG, SHAPE, ASSUMES, UNREAD)}
        return other if all(j.verdict in (EQUAL, TRANSPOSED, SKIPPED) or j.k in bad for j in other.judgements) else best

    @staticmethod
    def _jacobian(judged: Judged) -> bool:
        """Whether the left side of a chain is a vector by a vector."""
        typed = judged.typed.get(0)
        return judged.prepared.derives and typed is not None and typed.expr.op == "deriv" and not typed.expr.args[0].is_scalar

    @staticmethod
    def _tells(judged: Judged) -> bool:
        """Whether the chain would look different in the other layout: its left side is a row or a column."""
        typed = judged.typed.get(0)
        return judged.prepared.derives and typed is not None and typed.expr.shape.count(1) == 1


def _by_matrix(judged: Judged) -> bool:
    """Whether the left side of a chain is the derivative of a number by a matrix that is not square."""
    typed = judged.typed.get(0)
    if typed is None or typed.expr.op != "deriv" or not typed.expr.args[0].is_scalar or len(typed.expr.args) != 2:
        return False
    rows, cols = typed.expr.args[1].shape
    return rows != cols and 1 not in (rows, cols)


def _reach(judged: Judged) -> int:
    """How far a chain is right in a layout."""
    return next((j.k for j in judged.judgements if j.verdict not in (EQUAL, TRANSPOSED, SKIPPED)), len(judged.judgements) + 1)


def _stuck(judged: Judged, other: Judged) -> bool:
    """Whether the shapes of a layout let a chain go no further, while in the other layout it is right further on."""
    k = _reach(judged)
    stuck = any(j.k == k and j.verdict == UNREAD and isinstance(j.error, ShapeError) for j in judged.judgements)
    return stuck and _reach(other) > k
