r"""Equations that say how data arise, y = Xw or y = Xw + \varepsilon, and not what stands for y."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ... import tree as t
from ..trees.heads import derivatives
from ..trees.structures import structure
from .knowledge import Knowledge

_NOISES = (r"\epsilon", r"\varepsilon", r"\eta", r"\xi")


def without_fitted(known: Knowledge) -> None:
    r"""Forget y = Xw where y - Xw is a residual, in a definition or in what is differentiated: it would be 0."""
    bodies = [*(p.definition.body for p in known.placed), *(node for _, node in known.operands),
              *(d.operand for node in known.read.values() if isinstance(node, t.Node) for d in derivatives(node)
                if d.operand is not None)]
    residuals = {pair for body in bodies for pair in _differences(body)}
    known.placed = [p for p in known.placed if not (p.definition.kind in ("value", "family")
                    and (structure(p.definition.lhs), structure(p.definition.body)) in residuals)]


def _differences(body: t.Node) -> Iterator[tuple]:
    """The pairs a, b of the differences a - b in a formula, either way round, by structure."""
    for n in t.nodes(body):
        if isinstance(n, t.Sum) and len(n.terms) == 2 and isinstance(n.terms[1], t.Neg):
            pair = structure(n.terms[0]), structure(n.terms[1].body)
            yield from (pair, pair[::-1])


def without_noisy(known: Knowledge) -> Knowledge | None:
    r"""The same without y = Xw + \varepsilon; None where there is no such definition."""
    models = {p.name for p in known.placed if _noisy(p.definition.body)}
    return replace(known, placed=[p for p in known.placed if p.name not in models],
                   definitions=[d for d in known.definitions if d.name not in models]) if models else None


def _noisy(body: t.Node) -> bool:
    r"""Whether the last term of a sum is a noise, \varepsilon or \varepsilon_i."""
    last = body.terms[-1] if isinstance(body, t.Sum) else None
    base = last.base if isinstance(last, t.Script) else last
    return isinstance(base, t.Symbol) and base.name in _NOISES
