r"""Maximum a posteriori estimates: "with a Gamma prior, $p(\lambda)\propto\lambda^{a-1}e^{-b\lambda}$, find the MAP estimate of
$\lambda$" asks where the likelihood of the sample times the prior is largest."""
from __future__ import annotations

import re

from ...patterns import regex
from ...prose.symbols import bare, only_symbol
from ..context import samples
from ..context.defining import Definitions
from ..lexical.operators import built
from ..lexical.sentences import Sentence, in_span
from ..lexical.statement import clean
from ..lexical.symbol_names import names_in
from ..outline.structure import Block
from .request import Request
from .targets import Target, Targets, undecorated, variance

WORDS = re.compile(r"\bMAP\b|(?i:\bmaximum[\s~-]+a[\s~-]*posteriori\b|\bmaximum[\s~-]+posterior\b)|最大后验")
_STATED = regex(r"""
    (?:p|P|\\pi|f|g|\\Pr|P_0|p_0)\s*(?:\\left)?\(\s*(?P<of>\\?[A-Za-z]+(?:\s*\^\s*2)?)\s*(?:\\right)?\)\s*
    (?:\\propto|=|\\approx)\s*(?P<density>.+)
""", re.S)
_PRIOR = re.compile(r"(?i)\bprior|先验|\ba[\s-]priori\b")
_NEAR = 60                             # characters between a law and the word "prior"


def estimates(targets: Targets, defined: Definitions, sentence: Sentence, block: Block) -> list[Request]:
    """The estimate that a sentence asks for; nothing where the document does not say the sample or the prior."""
    words = WORDS.search(sentence.plain)
    symbol = next((s for f in sentence.fragments if f.start - sentence.start >= words.end()
                   and (s := only_symbol(undecorated(clean(targets.scope.formula(f)))))), None)
    home = block.nearest("problem", "label", "section", "document") or block
    prior = _prior(targets, max(home.start, sentence.end - samples.REACH), sentence.end, symbol)
    likelihood = _likelihood(targets, defined, sentence, block, prior[0]) if prior else None
    if likelihood is None:
        return []
    unknown, density = prior
    return [Request(latex, sentence.start + words.start(), sentence.end, kind="optimum")
            for latex in built("maximum", rf"\left( {likelihood} \right) {density}", None, [unknown])]


def _prior(targets: Targets, start: int, end: int, symbol: str | None) -> tuple[str, str] | None:
    """(the parameter, its prior density) that is stated last: of a symbol, or of any where that is None."""
    scope = targets.scope
    for fragment in reversed(in_span(scope.fragments, start, end)):
        latex = clean(scope.formula(fragment)).strip(" .,;")
        if (stated := _STATED.fullmatch(latex)) and symbol in (None, stated["of"]) and r"\mid" not in stated["density"]:
            return stated["of"], rf"\left( {stated['density']} \right)"
        parts = samples.law_of(latex)
        if parts is not None and parts[0] and (variance(parts[0]) or only_symbol(parts[0])) and (
                symbol is None or bare(symbol) == bare(parts[0])):
            return parts[0], parts[1].replace(f"({parts[0]} - 0)^2", f"{parts[0]}^2")
        near = scope.text[max(start, fragment.start - _NEAR):fragment.end + _NEAR]
        if parts is not None and not parts[0] and symbol is not None and _PRIOR.search(near):
            return symbol, samples.density(latex, symbol)
    return None


def _likelihood(targets: Targets, defined: Definitions, sentence: Sentence, block: Block, unknown: str) -> str | None:
    r"""The likelihood of the sample: of a density that the problem defines, p(x | \theta), or of one that is only named."""
    homes = block.path()
    for found in reversed(defined.all):
        if found.offset < sentence.end and found.block in homes and bare(unknown) in names_in(found.definition.right) and (
                sample := targets.sample(sentence, Target(found.definition.written, found.definition, found.offset, found.offset),
                                         block)) is not None and sample.definition is None:
            return sample.function
    named = samples.likelihood(targets.scope, block, sentence.end)
    return named.latex if named and bare(unknown) in map(bare, named.parameters) else None
