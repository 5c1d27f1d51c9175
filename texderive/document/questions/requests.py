r"""From a sentence to what it asks: "find the gradient of $f$ with respect to $w$" becomes \nabla_{w} f."""
from __future__ import annotations

import re
from dataclasses import replace

from ...prose.symbols import bare, only_symbol
from ..context.conditions import text_around
from ..context.defining import Definitions, head_names, same_problem
from ..context.roles import Roles
from ..context.scope import Scope
from ..lexical import extremes, formula, language, unasked
from ..lexical.definition import definitions
from ..lexical.operators import built, least_and_greatest, objective, over_all, over_shared, second, variables
from ..lexical.sentences import Sentence, in_span
from ..lexical.statement import Statement, clean, statements
from ..lexical.symbol_names import names_in, symbols_written
from ..outline.structure import Block
from . import methods, posterior
from .nouns import Nouns
from .request import Request
from .targets import Targets, undecorated
from .unspoken import Unspoken
from .variables import Variables
from .written import Written

_IS_BLANK = re.compile(rf"(?:\b(?:is|equals?|are|ist|est|vaut|es|è)|=|是|为|等于)\s*{language.BLANK.pattern}")


_BOUNDS = frozenset((r"\le", r"\leq", r"\ge", r"\geq", "≤", "≥", "<", ">"))
_CLAUSE = re.compile(r"[^.;?!]*\Z")
_INTERVAL = re.compile(r"(?:\\left\s*)?[\[(]\s*[^\[\](),]+,[^\[\](),]+(?:\\right\s*)?[\])]")


def _restriction(stated: Statement, unknown: set[str]) -> str:
    """A statement as a condition on the unknowns: an equation of them that defines nothing,
    a bound, an interval; else ""."""
    if _INTERVAL.fullmatch(stated.text):
        return rf"{next(iter(unknown))} \in {stated.text}" if len(unknown) == 1 else ""
    names = {name for side in stated.sides for name in names_in(side)}
    if not stated.relations or not unknown & {*names, *(name.partition("_")[0] for name in names)}:
        return ""
    if (set(stated.relations) <= _BOUNDS or stated.relations == (r"\in",) and only_symbol(stated.left)
            and _INTERVAL.fullmatch(stated.sides[1])):
        return stated.text
    return (stated.text if stated.relations == ("=",) and not definitions(stated.text)
            and not formula.operator(stated.left) else "")


class Reader:
    """Turns sentences of one document into requests."""

    def __init__(self, scope: Scope, defined: Definitions, labels: dict[str, int]):
        self.scope, self.defined = scope, defined
        self.targets = Targets(scope, defined, labels)
        roles = Roles(scope)
        self.variables = Variables(scope, roles)
        self.written = Written(scope, defined, self.targets, self.variables)
        self.nouns = Nouns(scope, defined, self.targets, roles, self.variables, self.written)
        self.unspoken = Unspoken(scope, defined, self.targets, self.variables, self.written)
        self.latest: list[Request] = []            # what was asked last, for "repeat for ...", and in which block
        self.latest_block: Block | None = None

    def requests(self, sentence: Sentence, block: Block) -> list[Request]:
        """What one sentence asks, in order; empty when it asks nothing that a formula answers."""
        if not sentence.asks:
            return self.written.unanswered(sentence) or self._without_verb(sentence, block)
        if extremes.VANISHES.search(sentence.plain) and (zero := self._zero_of_latest(sentence, block)):
            return zero
        if posterior.WORDS.search(sentence.plain, sentence.asks[0][1]):
            return posterior.estimates(self.targets, self.defined, sentence, block)
        direct = self.written.requests(sentence, block)
        found = [*direct, *self.nouns.requests(sentence, block, direct)] or self._contractions(sentence)
        found = (found or self._zero_of_latest(sentence, block) or self._latest_at(sentence, block)
                 or self._second_of_latest(sentence, block) or self._optimum_of_latest(sentence, block)
                 or self.unspoken.requests(sentence, block))
        found = [*found, *self.unspoken.where_zero(found, sentence)]
        found = [each for r in found for each in self._constrained(r, sentence, block)]
        found = self.unspoken.determinants(found, sentence)
        found = [self._at_point(r, sentence, block) for r in found] + self._evaluated(found, sentence, block)
        premise = self._premise(sentence)
        return [replace(r, premise=premise) for r in found] if premise else found

    def _without_verb(self, sentence: Sentence, block: Block) -> list[Request]:
        """"The derivative of $f$ is ____" asks, and so does "Partial derivatives of $f$?"."""
        blank = _IS_BLANK.search(sentence.plain)
        noun = (language.NOUN_WORDS.search(sentence.plain, 0, blank.start()) if blank
                else language.NOUN_QUESTION.match(sentence.plain) if sentence.question else None)
        return (self.nouns.requests(replace(sentence, asks=[(0, 0, "ask", "")]), block, [])
                if noun and not unasked.aside(sentence.plain) else [])

    def _premise(self, sentence: Sentence) -> str:
        """What the sentence supposes for its answer alone, "if $A$ is symmetric", as it is written."""
        return "; ".join(self.scope.text[sentence.start + m.start("said"):sentence.start + m.end()].strip()
                         for m in language.PREMISE.finditer(sentence.plain) if m["said"])

    def _constrained(self, request: Request, sentence: Sentence, block: Block) -> list[Request]:
        """An optimum "subject to" a formula of the sentence takes it as its constraint;
        of extreme values that makes the least and the greatest."""
        if request.kind != "optimum" or request.show or formula.constrained(request.latex):
            return [request]
        words = extremes.CONSTRAINED.search(sentence.plain)
        fragment = next((f for f in sentence.fragments if words and f.start - sentence.start >= words.end()), None)
        condition, end = ((clean(self.scope.formula(fragment)), fragment.end) if fragment else (r"\text{?}", 0) if words
                          else self._condition_behind(request, sentence))
        if not condition and (before := self._condition_before(request, sentence, block)):
            function, condition = before
            return [replace(request, latex=rf"{over_shared(request.latex, function, condition)} \quad \text{{s.t.}} "
                            rf"\quad {condition}")]
        if not condition:
            return [request]
        condition = self._of_unknown(condition, request, block)
        return [replace(request, latex=rf"{latex if self.variables.of(sentence) else over_all(latex, condition)} \quad "
                        rf"\text{{s.t.}} \quad {condition}", end=max(request.end, end))
                for latex in least_and_greatest(request.latex)]

    def _of_unknown(self, condition: str, request: Request, block: Block) -> str:
        r"""A condition on the point by its name, $R\beta = r$ beside $\hat\beta = \arg\min_b ...$, as one on what is sought."""
        unknown = variables(request.latex)
        if len(unknown) != 1 or unknown & set(names_in(condition)):
            return condition
        for fragment in (f for place in block.path() for f in self.scope.own_fragments(place) if f.end <= request.start):
            for asked in formula.asked(self.scope.formula(fragment)):
                point = undecorated(asked.name)
                if asked.kind == "optimum" and point and bare(point) in names_in(condition) and variables(asked.latex) == unknown:
                    return re.sub(rf"(?<!\\){re.escape(point)}(?![A-Za-z])", lambda _: f"{min(unknown)} ", condition).strip()
        return condition

    def _condition_behind(self, request: Request, sentence: Sentence) -> tuple[str, int]:
        """(a condition on the unknowns that no word announces, behind what is to be least, where it ends):
        "minimise $a^2 + b^2$ over all $a, b$ with $a + 2b = 5$", in any language."""
        unknown, at = variables(request.latex), request.end
        # those of a part are among those of all
        points = any(m.lastgroup == "stationary" for m in language.NOUN_WORDS.finditer(sentence.plain))
        for fragment in (f for f in sentence.fragments if f.start >= request.end):
            between, at = sentence.plain[at - sentence.start:fragment.start - sentence.start], fragment.end
            if (any(request.end < sentence.start + word[0] < fragment.start for word in sentence.asks)
                    or extremes.NO_CONDITION.search(between)):
                break
            for stated in statements(clean(self.scope.formula(fragment))):
                if (condition := _restriction(stated, unknown)) and (stated.right or not points):
                    return condition, fragment.end
        return "", 0

    def _condition_before(self, request: Request, sentence: Sentence, block: Block) -> tuple[str, str] | None:
        """(what is to be least written out, an equation of the unknowns that the problem imposes before):
        "the volume is to be $x^2h = 32$.  Minimise ..."

        An equation of a model is none: what stands on its right occurs in the function, too."""
        function, unknown = objective(request.latex), variables(request.latex)
        if not function or any(m.lastgroup == "stationary" for m in language.NOUN_WORDS.finditer(sentence.plain)):
            return None
        found = self.defined.lookup(bare(function), block, request.end) if only_symbol(function) else None
        function = found.definition.right if found else function
        held, begin = set(names_in(function)), text_around(self.scope, block, request.start)[0]
        for fragment in in_span(self.scope.fragments, begin, request.start):
            words = _CLAUSE.search(self.scope.text, max(begin, fragment.start - 120), fragment.start)
            if words and extremes.IMPOSED.search(words[0]) and not extremes.SPOKEN_OF.search(words[0]):
                for stated in statements(clean(self.scope.formula(fragment))):
                    if (stated.relations == ("=",) and stated.right != "0" and not held & set(names_in(stated.right))
                            and _restriction(stated, unknown)):
                        return function, stated.text
        return None

    def _near(self, block: Block) -> list[Request]:
        """What was asked last, where it belongs to the same problem: what "it" may mean."""
        last = self.latest_block
        near = last is not None and (last is block or last in block.ancestors() or block in last.ancestors()
                                     or last.parent is block.parent
                                     and block.kind in ("item", "label") or same_problem(last, block))
        return self.latest if near else []

    def _zero_of_latest(self, sentence: Sentence, block: Block) -> list[Request]:
        """"Set it to zero and solve for $\\mu$", "for which $\\mu$ does it vanish?"
        and "deduce the estimator of $\\mu$" behind a derivative that was asked for."""
        words = (extremes.SET_LATEST_TO_ZERO.search(sentence.plain) or extremes.VANISHES.search(sentence.plain)
                 or extremes.ESTIMATOR.search(sentence.plain))
        words = None if words and self.written.solution_told(sentence, words.end()) else words
        before = [r for r in self._near(block) if r.kind in ("derivative", "gradient", "prime") and not r.show] if words else []
        spot = ([words.start("first")] if words and words.re is extremes.VANISHES and words["first"] else [words.end()]
                if words and words.re is extremes.ESTIMATOR else [])
        unknown = {bare(undecorated(name)) for name in (self.variables.at(sentence, spot) if spot
                                                        else self.variables.of(sentence))}
        fitting = [r for r in before if unknown & variables(r.latex)]
        if before and unknown and not fitting and (other := self._by_unknown(before[-1], unknown, block)) is not None:
            fitting = [other]
        fitting = fitting or before[:1 if len(before) == 1 and not unknown else 0]
        return [replace(r, latex=f"{r.latex} = 0", start=sentence.start + sentence.asks[0][0], end=sentence.end,
                        answer=None, kind="optimum") for r in fitting]

    def _by_unknown(self, request: Request, unknown: set[str], block: Block) -> Request | None:
        """The derivative that was asked for by another letter of its function:
        what vanishes for some $x$ is the one by x."""
        heads = sorted(head_names(request.latex))
        found = self.defined.lookup(heads[0], block, request.start) if len(heads) == 1 else None
        named = (next((s for s in symbols_written(found.definition.right) if bare(s) in unknown), None)
                 if found is not None else None)
        return (replace(request, latex=built("gradient", found.definition.written, found.definition, [named])[0])
                if named else None)

    def _evaluated(self, found: list[Request], sentence: Sentence, block: Block) -> list[Request]:
        """"... and evaluate it at $q = 4$": the derivative that was asked for last, at that point."""
        words = language.EVALUATE_IT.search(sentence.plain)
        if not words or not found:
            return []
        at_point = self._at_point(found[-1], sentence, block, words.end())
        start = sentence.start + words.start()
        return [replace(at_point, start=start)] if at_point is not found[-1] and found[-1].start < start else []

    def _latest_at(self, sentence: Sentence, block: Block) -> list[Request]:
        """"Evaluate both at $x = (1, 0)$" behind derivatives that were asked for in an earlier sentence."""
        words = language.EVALUATE_IT.search(sentence.plain)
        before = [replace(r, start=sentence.start + words.start(), end=sentence.start + words.end(), answer=None)
                  for r in self._near(block) if words and not r.show]
        moved = [(r, self._at_point(r, sentence, block, words.end()))
                 for r in (before if words and words["all"] else before[-1:])]
        return [there for r, there in moved if there is not r]

    def _second_of_latest(self, sentence: Sentence, block: Block) -> list[Request]:
        r""""Also compute the Hessian." behind \nabla_x \|Ax-b\|^2, and "the Hessian of the function in (i)":
        of what the derivative that was asked for last is taken of."""
        noun = language.NOUN_WORDS.search(sentence.plain, sentence.asks[0][0])
        before = [r for r in self._near(block) if r.kind == "derivative" and not r.show and r.order == 1]
        if not noun or noun.lastgroup not in ("hessian", "second") or sentence.fragments or len(before) != 1:
            return []
        latex = second(before[0].latex)
        return [replace(before[0], latex=latex, start=sentence.start + noun.start(), end=sentence.start + noun.end(),
                        kind=noun.lastgroup)] if latex else []

    def _optimum_of_latest(self, sentence: Sentence, block: Block) -> list[Request]:
        r""""Find the optimal $W$ for the loss in the previous part." behind \frac{\partial}{\partial W} \|XW-Y\|^2,
        a function without a name: where that is zero."""
        noun = language.NOUN_WORDS.search(sentence.plain, sentence.asks[0][0])
        if (not noun or noun.lastgroup not in ("minimum", "maximum") or len(sentence.fragments) != 1
                or not language.PRONOUN.search(sentence.plain)):
            return []
        named = bare(undecorated(clean(self.scope.formula(sentence.fragments[0]))))
        before = [r for r in self._near(block) if r.kind == "derivative" and r.order == 1 and not r.show
                  and variables(r.latex) == {named} and not head_names(r.latex)]
        return [replace(r, latex=f"{r.latex} = 0", start=sentence.start + noun.start(), end=sentence.end, answer=None,
                        kind="optimum") for r in before[-1:]]

    def _at_point(self, request: Request, sentence: Sentence, block: Block, place: int | None = None) -> Request:
        """A derivative "at $w = 0$" or "at the point $(1, 2)$" is evaluated there; `place` is where these words stand,
        right behind it by default."""
        words = (language.AT.match(sentence.plain, request.end - sentence.start if place is None else place)
                 if request.end <= sentence.end else None)
        fragment = next((f for f in sentence.fragments if words and f.start - sentence.start == words.end()), None)
        if fragment is None or request.show or request.kind in ("optimum", "limit", "contraction", *methods.KINDS):
            return request
        point = clean(self.scope.formula(fragment))
        parts = statements(point)
        by = variables(request.latex)
        for name in () if by else head_names(request.latex):
            found = self.defined.lookup(name, block, request.start)
            by |= {bare(a) for a in found.definition.arguments} if found else set()
        given = (all(s.relations == ("=",) and bare(s.left) in by for s in parts)
                 or re.fullmatch(r"\(\s*-?[\d./]+(?:\s*,\s*-?[\d./]+)+\s*\)", point))
        return (replace(request, latex=rf"\left.{request.latex}\right|_{{{point}}}", end=fragment.end)
                if given and parts else request)

    def _contractions(self, sentence: Sentence) -> list[Request]:
        """"Simplify" an index expression with deltas."""
        if not language.SIMPLIFY.search(sentence.plain):
            return []
        start = sentence.asks[0][1]
        return self.written.contracted([f for f in sentence.fragments if f.start - sentence.start >= start])
