r"""The catalogue of slips as edits: every small change of a written member that would undo one slip of a known kind.

Each kind has a generator in CATALOGUE, tried in that order; a generator yields edits for one node and never recurses.
"""
from __future__ import annotations

from collections.abc import Iterator

from ..trees.structures import walk
from .edit import Edit, Written
from .indices import contracted, exchanged_letters, indices, other_letters, sums
from .products import (
    brackets, everywhere, fewer_brackets, hadamards, inverses, moved_factors, transposed_products, transposes,
    turned_products,
)
from .terms import counts, doubled, dropped_factors, fractions, functions, halved, new_factors, powers, signs, turned, whole_sign

CATALOGUE = (signs, turned, halved, transposes, doubled, transposed_products, new_factors, whole_sign, turned_products,
             indices, powers, functions,
             hadamards, brackets, sums, contracted, everywhere, exchanged_letters, dropped_factors, fractions,
             moved_factors, fewer_brackets, inverses, counts, other_letters)


def edits(written: Written, kinds: tuple[str, ...] = ()) -> Iterator[Edit]:
    """All edits of the catalogue (of these kinds, when given), likelier kinds first, none twice."""
    nodes = list(walk(written.root))
    seen = {written.text}
    for generate in CATALOGUE:
        for node, above in nodes:
            for edit in generate(written, node, above):
                after = edit.apply(written.text)
                if after not in seen and (not kinds or edit.kind in kinds):
                    seen.add(after)
                    yield edit


__all__ = ["CATALOGUE", "Edit", "Written", "edits", "walk"]
