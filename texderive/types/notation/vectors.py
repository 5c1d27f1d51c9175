r"""Singular and eigenvectors named in words: `u_1, v_1 \text{ the first singular vectors of } X`."""
from __future__ import annotations

from collections.abc import Sequence

from ... import tree
from ...patterns import later
from ..names import key_of, name_of
from ..reading import Definition

# no name an author can write holds a space
LEADING, ALL, EIGEN = "first singular vectors", "singular vectors", "unit eigenvector"
_PHRASES = (
    (later(r"(?:first|top|leading|dominant) (?:left and right )?singular vectors of$"), LEADING, ("u", "v")),
    (later(r"(?:first|top|leading|dominant) left singular vector of$"), LEADING, ("u",)),
    (later(r"(?:first|top|leading|dominant) right singular vector of$"), LEADING, ("v",)),
    (later(r"singular vectors of$"), ALL, ("U", "V")),
    (later(r"(?:normali[sz]ed|unit) eigenvector of$"), EIGEN, ("",)),
)
_WHICH = {r"\lambda_max": "max", r"\lambda_min": "min"}


def named_in_words(statements: Sequence[tree.Node]) -> tuple[list[tree.Node], list[Definition]]:
    """The other statements, and a definition of each vector that is named in words."""
    rest, definitions = list(statements), []
    for text in [s for s in statements if isinstance(s, tree.Text)]:
        at = next((k for k, s in enumerate(rest) if s is text), 0)
        words = " ".join(text.text.lower().split())
        kind, sides = next(((kind, sides) for phrase, kind, sides in _PHRASES if phrase.search(words)), (None, ()))
        first = at - len(sides)
        names = [name_of(s) for s in rest[max(first, 0):at]]
        if kind is None or first < 0 or None in names or at + 1 >= len(rest):
            continue
        end, array = at + 2, rest[at + 1]
        if kind == EIGEN:
            which = _which(rest[at + 3]) if at + 3 < len(rest) and isinstance(rest[at + 2], tree.Text) else None
            if which is None:
                continue
            end, sides = at + 4, (which,)
        for name, node, side in zip(names, rest[first:at], sides):
            function = tree.Symbol(array.span, f"{kind} {side}", key_of(node))
            definitions.append(Definition(name, node, tree.Call(array.span, function, (array,)), "value", span=node.span))
        del rest[first:end]
    return rest, definitions


def _which(node: tree.Node) -> str | None:
    r"""Which eigenvalue \lambda_{\max}, \lambda_2 or \lambda_k is."""
    name = name_of(node) or ""
    number = name.removeprefix(r"\lambda_")
    return (_WHICH.get(name) or (number if number != name and (number.isdecimal() or len(number) == 1
                                     and number.islower()) else None))
