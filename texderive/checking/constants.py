r"""Lines that agree up to a constant: `... + \\text{const}` hides what does not depend on the variable of the chain."""
from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from ..errors import TexDeriveError
from . import compare as c
from .chains import Chain, Outline
from .knowledge import Knowledge

if TYPE_CHECKING:
    from .judged import Judged
    from .numbers import Numbers

_CONST = re.compile(r"\+\s*(?:\\(?:text|mathrm|textrm|textit|mbox|operatorname|mathit)\s*\{\s*)?const(?:ants?)?\.?(?:\s*\})?\s*$")
_LETTER = re.compile(r"\+\s*C(?:'+|_\d|_\{\d\})?\s*$")
_ARGUMENT = re.compile(r"(?:p|P|q|f|L|J|\\ell|\\mathcal\s*\{?\s*[A-Z]\s*\}?|\\pi)\s*(?:\\left)?\(\s*((?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{\s*\\?[A-Za-z]+\s*\})|\\?[A-Za-z]+)\s*(?:\\mid|\||\\vert|;|\\right|\))")


def without(text: str, known: Knowledge, whole: str) -> tuple[str, bool]:
    """A member without the constant at its end, blanked so that places stay, and whether there was one.

    The letter C is a constant where the chain (`whole`) knows it as nothing else."""
    match = _CONST.search(text)
    if match is None and (letter := _LETTER.search(text)) is not None and known.definition("C") is None and not any(d.name == "C" for d in known.declared.values()):
        bare = re.sub(r"\+\s*C(?:'+|_\d|_\{\d\})?(?=\s*(?:&|\\\\|=|$|\n))", "", whole)
        match = letter if not re.search(r"(?<![A-Za-z\\])C(?![A-Za-z])", bare) else None
    if match is None or match.start() == 0:
        return text, False
    return text[:match.start()] + " " * (match.end() - match.start()), True


def written_in(outline: Outline, chain: Chain) -> str:
    """The members of a chain as written, one a line."""
    return "\n".join(outline.source(m).strip() for m in chain.members)


def elsewhere(judged: Judged) -> Numbers | None:
    """The points with the chain's variable somewhere else; None where it is not known."""
    node = judged.prepared.variable
    match = _ARGUMENT.search(judged.prepared.sides[0].text)
    try:
        if node is None and match is not None:
            node = judged.prepared.known.node(match[1])
    except TexDeriveError:
        return None
    symbol = None if node is None else judged.symbol(node)
    if symbol is None:
        return None
    old = judged.numbers.points.env[symbol]
    return judged.numbers.moved(symbol, old * 1.3 + 0.2 * np.cos(np.arange(old.size)).reshape(old.shape))


def change(here: c.Value | None, there: c.Value | None) -> c.Value | None:
    """By how much a value differs between two places, whatever constant it has."""
    return None if here is None or there is None or here.array.shape != there.array.shape else c.Value(there.array - here.array, here.free, here.shape)


def agree(judged: Judged, a: int, b: int) -> bool | None:
    """Whether two members differ by what does not depend on the chain's variable; None where that is not known."""
    moved = elsewhere(judged)
    if moved is None:
        return None
    changes = [change(*(n.value(typed.expr, typed.free) for n in (judged.numbers, moved))) for typed in (judged.typed[a], judged.typed[b])]
    return None if None in changes else c.compare(*changes) == c.EQUAL and not changes[0].zero
