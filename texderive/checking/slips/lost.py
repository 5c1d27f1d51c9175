r"""A term or a factor that was lost: a sum or a product of this line stands whole
in a line beside it, (Xw - y) beside (Xw)."""
from __future__ import annotations

import re
from collections.abc import Iterator

from ... import tree as t
from ..trees.structures import walk
from .edit import Edit, Written, factors_of

_SPACE = re.compile(r"\s+|\\(?:left|right|[bB]igg?[lr]?|[,;:!])(?![A-Za-z])")
_LONGEST = 120


def lost(written: Written, neighbours: tuple[tuple[t.Node, str], ...]) -> Iterator[Edit]:
    """Edits that put the whole sum or product of a neighbouring line in the place of one
    of this line without one of its parts."""
    wholes = [(parts, source[slice(*node.span)]) for root, source in neighbours for node, _ in walk(root)
              if len(parts := _parts(node, source)) > 1]
    for node, above in walk(written.root):
        if not isinstance(node, t.Sum) and not (above and isinstance(above[-1], (t.Sum, t.Neg, t.Group, t.Fraction, t.BigOp))):
            continue
        start, end = node.span
        latex = written.text[start:end]
        kinds = ((_parts(node, written.text),) if isinstance(node, (t.Sum, t.Neg))
                 else (frozenset(("+" + _plain(latex),)), _parts(node, written.text)))
        for own in kinds:
            for parts, whole in wholes:
                if len(parts) == len(own) + 1 and own < parts and len(whole) < _LONGEST:
                    signed = any(p[:1] in "+-" for p in parts)
                    alone = not signed or not above or isinstance(above[-1], (t.Group, t.Fraction))
                    yield Edit("lost-term" if signed else "factor", ((start, end, whole if alone else f"({whole})"),),
                               (start, end))


def _plain(latex: str) -> str:
    return _SPACE.sub("", latex)


def _parts(node: t.Node, source: str) -> frozenset[str]:
    """The terms of a sum with their signs, the factors of anything else, as written."""
    text = lambda n: source[n.span[0]:n.span[1]]
    if isinstance(node, t.Sum):
        return frozenset(_plain(("-" + text(x.body)) if isinstance(x, t.Neg) else "+" + text(x)) for x in node.terms)
    if isinstance(node, t.Neg):
        return frozenset(("-" + _plain(text(node.body)),))
    return frozenset(_plain(text(f)) for f in factors_of(node))
