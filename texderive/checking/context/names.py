"""Names that the left sides of a document introduce: functions, activations, names of several letters, densities."""
from __future__ import annotations

import re

from ... import tree as t
from ...errors import TexDeriveError
from ...patterns import regex
from ...read.defined import defined_words
from ...read.tokens import tokenise
from ...types.names import name_of
from ..text.chains import Outline
from ..trees.heads import head_name
from ..trees.structures import structure
from .knowledge import Knowledge
from .relations import density, inner, is_alias

_ARGUMENT = re.compile(r"\s*(?:\\[A-Za-z]+\s*)*\{?\\?[A-Za-z]+\}?(?:_\w|_\{\w+\})?\s*")
_FUNCTION = re.compile(r"^\s*((?:\\(?:mathcal|mathbf|mathrm|boldsymbol|bm|hat|tilde|bar|text|"
                       r"operatorname)\s*)?(?:\{?\\?[A-Za-z]+\}?)(?:_(?:\w|\{[^{}]*\}))?)\s*\(([^()=]*)\)\s*$")


def functions(outline: Outline) -> frozenset[str]:
    r"""Names that the document defines with arguments: \rho in `\rho(x) = ...`."""
    found: dict[str, None] = {}
    for chain in outline.chains:
        if is_alias(outline.source(chain.members[1])) and chain.members[1].relation in ("=", ":="):
            found.setdefault(outline.source(chain.first).strip())
        match = _FUNCTION.match(outline.source(chain.first))
        if match and match[1] == "d" and re.search(r"(?<![A-Za-z\\])d\s*\\?[A-Za-z(]", outline.source(chain.members[1])):
            continue                           # d(AB) = dA B + A dB tells a rule of differentials
        if match and chain.members[1].relation in ("=", ":=", "to") and all(map(_ARGUMENT.fullmatch, match[2].split(","))):
            found.setdefault(match[1].strip())
    for name in list(found):                   # L_0(\theta) beside a function L
        if "_" not in name:
            for match in re.finditer(re.escape(name) + r"_(?:\w|\{\w+\})(?=\s*(?:\\left)?\()", outline.masked):
                found.setdefault(match[0])
    return frozenset(found)


_ACTIVATION = regex(r"""
    (?:\\(?:odot|circ)\s*|[dD]iag\s*\}?\s*(?:\\left|\\[bB]igg?l?)?\s*[({\[]\s*)(\\(?:phi|varphi|psi|rho)|[fgh])'\s*
      (?:\\left|\\[bB]igg?l?)?\s*\(
    |(\\(?:phi|varphi|psi|rho)|(?<![A-Za-z\\])[fgh])'\s*\([^()]*\)\s*\\(?:odot|circ)
""")


def activations(outline: Outline) -> frozenset[str]:
    r"""Letters that nothing defines and whose derivative is multiplied entry by entry or stands
    in a diagonal matrix: \delta \odot \phi'(z)."""
    return frozenset(m[1] or m[2] for m in _ACTIVATION.finditer(outline.masked)) - functions(outline)


_WORD = re.compile(r"\s*(?:\\d?frac\s*\{\s*\\partial\s*)?[A-Za-z]{2,}(?![A-Za-z])")


def words(outline: Outline) -> frozenset[str]:
    r"""Names of several letters that some left side of the document is, RSS of RSS = ..:
    they are so in other formulas too, \partial RSS/\partial\beta."""
    if not any(chain.members[1].relation in ("=", ":=") and _WORD.match(outline.source(chain.first)) for chain in outline.chains):
        return frozenset()
    try:
        return frozenset(defined_words(tokenise(r" \\ ".join(" = ".join(map(outline.source, chain.members))
                                                    for chain in outline.chains))))
    except TexDeriveError:
        return frozenset()


def densities(known: Knowledge, outline: Outline) -> tuple[dict[tuple, t.Symbol], dict[str, t.Symbol], dict[str, t.Call]]:
    r"""Names for what the document writes as p(x | \mu) on the left of some relation, by structure: each is a quantity
    of its own; by letter, where it is the only one; and what it is by name."""
    out: dict[tuple, t.Symbol] = {}
    heads: dict[str, t.Call] = {}
    letters: dict[str, list[t.Symbol]] = {}
    for chain in outline.chains:
        text = outline.source(chain.first)
        if chain.members[1].relation not in ("=", ":=") or not any(bar in text for bar in ("|", r"\mid", r"\vert")):
            continue
        try:
            head = inner(known.node(text))
        except TexDeriveError:
            continue
        if density(head):
            name = out.setdefault(structure(head), t.Symbol(head.span, rf"\density{len(out)}", "p"))
            letter = name_of(head.factors[0]) if isinstance(head, t.Product) else head_name(head)
            letters.setdefault(letter or "", []).append(name)
            if isinstance(head, t.Call):
                heads[name.name] = head
    return out, {letter: found[0] for letter, found in letters.items() if letter and len(set(found)) == 1}, heads
