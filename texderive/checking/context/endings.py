r"""What stands at the end of a member and says up to what it holds: `... + \text{const}` and `... + O(\|h\|^2)`."""
from __future__ import annotations

import re
from dataclasses import dataclass

from ... import tree as t
from ...errors import TexDeriveError
from ...patterns import regex
from ..text.chains import Chain, Outline
from .knowledge import Knowledge

_CONST = re.compile(r"\+\s*(?:\\(?:text|mathrm|textrm|textit|mbox|operatorname|mathit)\s*\{\s*)?const(?:ants?)?\.?(?:\s*\})?\s*$")
_LETTER = re.compile(r"\+\s*C(?:'+|_\d|_\{\d\})?\s*$")
_ORDER = regex(r"""
    [+\-]\s*(?:\\(?:mathcal|mathrm|text|operatorname|mathit)\s*\{\s*([oO])\s*\}|\\(?:cal|scriptstyle)\s+([oO])
      |([oO]))\s*(?:\\left|\\[bB]igg?l?)?\s*\(
    (.*?)(?:\\right|\\[bB]igg?r?)?\s*\)\s*[.,]?\s*$
""", re.S)


@dataclass(frozen=True, slots=True)
class Order:
    """O(h^k) or, if `strict`, o(h^k) with the letter h as a tree."""

    letter: t.Node
    power: int
    strict: bool


def without_constant(text: str, known: Knowledge, whole: str) -> tuple[str, bool]:
    """A member without the constant at its end, blanked so that places stay, and whether there was one.

    The letter C is a constant where the chain (`whole`) knows it as nothing else."""
    match = _CONST.search(text)
    if (match is None and (letter := _LETTER.search(text)) is not None and known.definition("C") is None
            and not any(d.name == "C" for d in known.declared.values())):
        bare = re.sub(r"\+\s*C(?:'+|_\d|_\{\d\})?(?=\s*(?:&|\\\\|=|$|\n))", "", whole)
        match = letter if not re.search(r"(?<![A-Za-z\\])C(?![A-Za-z])", bare) else None
    if match is None or match.start() == 0:
        return text, False
    return text[:match.start()] + " " * (match.end() - match.start()), True


def without_order(text: str, known: Knowledge) -> tuple[str, Order | None]:
    r"""A member without the term O(.) at its end, blanked so that places stay, and that term;
    a member that is nothing else stays as it is."""
    match = _ORDER.search(text)
    if match is None or match.start() == 0:
        return text, None
    try:
        node = known.node(match[4])
    except TexDeriveError:
        return text, None
    power = 1
    if isinstance(node, t.Script) and isinstance(node.sup, t.Number) and node.sup.text.isdigit() and node.sub is None:
        node, power = node.base, int(node.sup.text)
    letters = [n for n in t.nodes(node) if isinstance(n, t.Symbol)]
    if len(letters) != 1 or not isinstance(node, (t.Symbol, t.Delim, t.Group)):
        return text, None
    return (text[:match.start()] + " " * (match.end() - match.start()),
            Order(letters[0], power, "o" in (match[1], match[2], match[3])))


def written_in(outline: Outline, chain: Chain) -> str:
    """The members of a chain as written, one a line."""
    return "\n".join(outline.source(m).strip() for m in chain.members)
