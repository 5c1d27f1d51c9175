r"""Recurrences and layers in a written derivation: what h_t = ..
says of h_{t+1}, and a^{(l)} = .. of the last layer."""
from __future__ import annotations

from dataclasses import replace

from ... import tree as t
from ...types.definitions import definition_of
from ...types.names import name_of
from ...types.notation.steps import unrolled
from ...types.reading import Definition
from ..trees.heads import derivatives


def at_steps(definitions: list[Definition], sides: list[t.Node]) -> tuple[list[Definition], frozenset[str]]:
    """The definitions as the sides of a chain need them, with those at further steps and names in place of families,
    and the letters of steps.

    Raises UnsupportedError (TD329) where a sum over steps depends on a variable through a recurrence."""
    stated = {id(r): (r, d) for d in definitions if d.kind in ("value", "family")
              and next(iter(derivatives(d.body)), None) is None for r in [t.equation(d.span, d.lhs, d.body)]}
    chain = t.Relation(sides[0].span, tuple(sides), ("=",) * (len(sides) - 1))
    found = unrolled((*(r for r, _ in stated.values()), chain), "")
    if not found.letters and len(found.statements) == len(stated) + 1:
        return definitions, frozenset()
    kept = {id(s) for s in found.statements}
    out = [_named(d, found.letters) for d in definitions
           if not any(d is own and place not in kept for place, (_, own) in stated.items())]
    further = [definition_of(*s.parts, set(), s.span, found.letters) for s in found.statements if s is not chain
               and id(s) not in stated]
    return out + [d for d in further if d is not None], found.letters


def _named(d: Definition, letters: frozenset[str]) -> Definition:
    """o_t = Vh_t as the definition of one name."""
    return (replace(d, name=name_of(d.lhs) or d.name, kind="value", params=())
            if d.kind == "family" and letters and set(d.params) <= letters else d)
