r"""Questions that no noun asks: an estimate by its sign, a bare operator of "the objective", where a derivative is
zero, a determinant beside a matrix."""
from __future__ import annotations

import re
from dataclasses import replace

from ...prose.symbols import bare, only_symbol
from ..context.defining import Definitions
from ..context.samples import likelihood
from ..context.scope import Scope
from ..lexical import extremes, language
from ..lexical.operators import BARE, MATRIX, built, variables
from ..lexical.sentences import Sentence
from ..lexical.statement import clean
from ..lexical.symbol_names import names_in
from ..outline.structure import Block
from .request import Request
from .targets import Targets, undecorated, variance
from .variables import Variables
from .written import Written


class Unspoken:
    """Reads such questions in one document's sentences."""

    def __init__(self, scope: Scope, defined: Definitions, targets: Targets, variables: Variables, written: Written):
        self.scope, self.defined, self.targets, self.variables, self.written = scope, defined, targets, variables, written

    def requests(self, sentence: Sentence, block: Block) -> list[Request]:
        """What a sentence asks in which nothing else was found."""
        return (self._estimates(sentence, block) or self._minimiser(sentence, block)
                or self._of_objective(sentence, block) or self.written.solved(sentence, block))

    def where_zero(self, found: list[Request], sentence: Sentence) -> list[Request]:
        """"... and the $\\beta$ for which it vanishes": the zero of the derivative that the sentence asks for."""
        words = extremes.WHERE_ZERO.search(sentence.plain)
        derivative = next((r for r in reversed(found) if words and r.kind in ("derivative", "gradient", "prime")
                           and not r.show and r.answer is None), None)
        if derivative is None or any(r.kind == "optimum" for r in found):
            return []
        unknown = {bare(undecorated(s)) for s in self.variables.at(sentence, [words.start(words.lastgroup)])}
        zero = replace(derivative, latex=f"{derivative.latex} = 0", start=sentence.start + words.start(words.lastgroup),
                       end=sentence.start + words.end(), kind="optimum")
        return [zero] if unknown & variables(derivative.latex) or words["end"] else []

    @staticmethod
    def determinants(found: list[Request], sentence: Sentence) -> list[Request]:
        """The determinant of a Jacobian or Hessian in its place, or behind it: "the Jacobian and its determinant"."""
        instead, beside = (words.search(sentence.plain) for words in (language.DETERMINANT, language.AND_DETERMINANT))
        out = []
        for r in found:
            asked = MATRIX.match(r.latex) and (instead or beside)
            out += [*([] if asked and instead else [r]), *([replace(r, latex=rf"\det {r.latex}")] if asked else [])]
        return out

    def _estimates(self, sentence: Sentence, block: Block) -> list[Request]:
        r""""Find $\hat\lambda_{MLE}$": what maximises the likelihood of the sample that is named,
        or the function of that letter that was defined last."""
        out = []
        for fragment in (f for f in sentence.fragments if f.start - sentence.start > sentence.asks[-1][1]):
            latex = clean(self.scope.formula(fragment))
            letter = undecorated(latex) if extremes.ESTIMATE_SIGN.search(latex) else ""
            if only_symbol(letter) is None and variance(letter) is None:
                continue
            sample, latest = likelihood(self.scope, block, sentence.end), self.defined.latest(block, sentence.start)
            if sample is not None and bare(letter) in map(bare, sample.parameters):
                written = built("maximum", sample.latex, None, sample.parameters
                                if sample.together and bare(letter) == bare(sample.parameters[-1]) else [letter])
            elif latest is not None and bare(letter) in names_in(latest.definition.right):
                written = built("maximum", latest.definition.written, latest.definition, [letter])
            else:
                continue
            out += [Request(w, self.targets.start(fragment), fragment.end, kind="optimum") for w in written]
        return out

    def _minimiser(self, sentence: Sentence, block: Block) -> list[Request]:
        r""""Find $\hat\beta$" behind "$\hat\beta$ minimizes ...", and "Find it"."""
        fragment = next((f for f in sentence.fragments if f.start - sentence.start > sentence.asks[-1][1]), None)
        symbol = only_symbol(clean(self.scope.formula(fragment))) if fragment is not None else None
        it = not sentence.fragments and language.FIND_IT.match(sentence.plain)
        said = self.targets.minimised(block, sentence.start) if symbol or it else None
        if said is None and symbol and bare(symbol) != bare(undecorated(symbol)):              # \hat\beta = \arg\min_b ...
            program = self.written.program_before(sentence, self.targets.start(fragment), block, bare(symbol))
            return [program] if program is not None else []
        if said is None or symbol and bare(said[2]) != bare(symbol):
            return []
        target, sense, _ = said
        start, end = (self.targets.start(fragment), fragment.end) if fragment is not None else (sentence.start, sentence.end)
        return [Request(w, start, end, kind="optimum")
                for w in built(f"{sense}imum", target.function, target.definition, list(target.unknowns))]

    def _of_objective(self, sentence: Sentence, block: Block) -> list[Request]:
        r""""Derive $\frac{\partial}{\partial b}$ of the objective": a bare operator,
        of the function that the words mean."""
        operators = [f for f in sentence.fragments if f.start - sentence.start > sentence.asks[0][1]
                     and BARE.fullmatch(clean(self.scope.formula(f)))]
        behind = sentence.plain[operators[-1].end - sentence.start:] if operators else ""
        target = (self.targets.objective(sentence, block)
                  if language.PRONOUN.search(behind) or re.search(r"\bobjective\b", behind) else None)
        return ([Request(f"{clean(self.scope.formula(f))} {target}", self.targets.start(f), f.end) for f in operators]
                if target else [])
