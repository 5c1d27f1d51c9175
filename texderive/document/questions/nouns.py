"""Requests by a word: "the gradient of $f$", "differentiate $g$ with respect to $t$",
"the maximum likelihood estimate of $\\lambda$"."""
from __future__ import annotations

import re
from dataclasses import replace

from ...prose.symbols import bare, only_symbol
from ..context.defining import Definitions
from ..context.roles import Roles
from ..context.samples import likelihood
from ..context.scope import Scope
from ..lexical import extremes, language, unasked
from ..lexical.operators import TEMPLATES, built
from ..lexical.sentences import MARK, Sentence
from ..lexical.statement import clean, statements
from ..lexical.symbol_names import names_in, symbols_in
from ..outline.structure import Block
from . import directions, methods, steps
from .request import Request
from .targets import Target, Targets, undecorated, variance
from .variables import Variables
from .written import Written

_DOWN = re.compile(r"desc|decreas|fall|abstieg|下降|decrec|décrois", re.IGNORECASE)
_LIKELIHOOD = re.compile(r"(?i)mle\b|ml[- ]|maximum[- ]likelihood|[极最]大似然")


class Nouns:
    """Reads what nouns ask for in one document's sentences."""

    def __init__(self, scope: Scope, defined: Definitions, targets: Targets, roles: Roles, variables: Variables,
                 written: Written):
        self.scope, self.defined, self.targets, self.roles, self.variables, self.written = (scope, defined, targets,
            roles, variables, written)

    def requests(self, sentence: Sentence, block: Block, direct: list[Request]) -> list[Request]:
        """What nouns ask for; beside derivatives asked for as formulas (`direct`) only what is joined to them,
        "$\\nabla f$ and the Hessian of $f$"."""
        nouns = [m for m in language.NOUN_WORDS.finditer(sentence.plain) if m.start() >= sentence.asks[0][0] - 1
                 or m.lastgroup in methods.STEPS and self._from_numbers(sentence)]
        if direct:
            orders = {r.order for r in direct}
            nouns = [m for m in nouns if language.ORDERS[m.lastgroup or ""] not in orders
                     and (language.JOINED.search(sentence.plain, 0, m.start()) or m.lastgroup in extremes.EXTREMES
                          and (extremes.value_joined(sentence.plain, m.start())
                               or self._asked_anew(sentence, direct[-1].end - sentence.start, m.start())))]
        if nouns and (pairs := self._pairs(sentence, nouns[0], block)):
            return pairs
        by = self.variables.of(sentence)
        out: list[Request] = []
        for noun in nouns[:3]:
            kind = self._kind(sentence, noun, block)
            if kind is None:
                continue
            if not sentence.fragments and not by and (left_open := self._left_open(sentence, noun, block)):
                out += left_open
                continue
            target, by = self._target(sentence, noun, kind, block, direct, by)
            if target is None:
                out += self._without_target(sentence, noun, kind, block, by)
                continue
            found, names = self._of_target(sentence, noun, kind, target, block, by)
            out += [r for k, r in enumerate(found) if all(r.latex != other.latex for other in (*out, *found[:k]))]
            if (names is not None and kind not in extremes.EXTREMES
                    and (wanted := extremes.SET_IT_TO_ZERO.search(sentence.plain, noun.end()))):
                unknown = (names or self.variables.at(sentence,
                                                      [m.start("first") for m in [extremes.SOLVE_FOR.search(
                                                          sentence.plain, wanted.start())] if m]))
                return [*out, *(Request(latex, sentence.start + wanted.start(), sentence.end, kind="optimum")
                                for latex in built("stationary", target.function, target.definition, unknown))]
        return self._optima_last(out, sentence)

    def _from_numbers(self, sentence: Sentence) -> bool:
        """Whether a sentence speaks of steps from a point in numbers, by whatever it asks for their outcome."""
        start = self._behind(steps.START, sentence)
        return start is not None and bool(steps.values(start))

    @staticmethod
    def _asked_anew(sentence: Sentence, first: int, noun: int) -> bool:
        """Whether a verb of its own asks for a noun behind `first`,
        "compute the derivative of $g$ and determine the minimum of $g$";
        "determine whether it is a minimum" does not."""
        return any(a[2] == "ask" and first <= a[0] <= noun and not extremes.SOLVE.match(a[3])
                   and not re.search(r"\b(?:whether|if|why|how|ob|si)\b", sentence.plain[a[1]:noun]) for a in sentence.asks)

    def _left_open(self, sentence: Sentence, noun: re.Match[str], block: Block) -> list[Request]:
        r"""The derivatives without an answer that stand beside the latest definitions, L = ..., \partial L/\partial W,
        in the paragraph of a noun that is of nothing."""
        if (not self.defined.in_paragraph(sentence.start) or not language.NOTHING_MORE.match(sentence.plain, noun.end())
                or (latest := self.defined.latest(block, sentence.start)) is None):
            return []
        found = [r for f in self.scope.own_fragments(block) if latest.offset <= f.start < sentence.start
                 for r in self.written.from_fragment(f, False, "", sentence)]
        return [replace(r, start=sentence.start + noun.start(), end=sentence.end) for r in found
                if r.kind in ("derivative", "prime") and r.answer is None
                and r.order == language.ORDERS[noun.lastgroup or ""]]

    def _kind(self, sentence: Sentence, noun: re.Match[str], block: Block) -> str | None:
        """What the noun asks for; None where it is told, or only says how to find something else."""
        kind = noun.lastgroup or "derivative"
        if (language.OF_MOTION.fullmatch(noun.group())
                and not language.POSITION.search(self.scope.text,
                                                 max((block.nearest("problem", "label", "item", "section")
                                                      or block).start, sentence.start - 300), sentence.end)):
            return None
        if kind == "expansion":
            return methods.expansion_order(sentence.plain,
                                           lambda at: next((clean(self.scope.formula(f)) for f in sentence.fragments
                                               if f.start - sentence.start == at), ""))
        zero = (extremes.ZERO_BEHIND.match(sentence.plain, noun.end()) if kind in ("derivative", "gradient")
                and extremes.SET_TO_ZERO.search(sentence.plain, 0, noun.start()) else None)
        asks_where = (kind in ("derivative", "gradient")
                      and extremes.where_zero([a for a in sentence.asks if a[0] < noun.start()], sentence.plain))
        if zero and self.written.solution_told(sentence, zero.end()):
            return None
        if kind == "derivative" and (language.IN_TIME.search(sentence.plain, 0, noun.start())
                                     or language.ALONG.search(sentence.plain, noun.end())):
            return "motion"
        asks_where = (asks_where or kind in ("derivative", "gradient")
                      and bool(extremes.WHERE_IT.search(sentence.plain, 0, noun.start())
                               and extremes.ZERO_THERE.match(sentence.plain, noun.end())))
        kind = ("stationary" if zero or asks_where else "second"
                if kind == "derivative" and language.TWICE.search(sentence.plain, noun.start()) else kind)
        if kind == "minimum" and noun.group().lower().startswith("optim"):
            home = block.nearest("problem", "label", "item", "section", "document") or block
            kind = extremes.best(self.scope.text[max(home.start, sentence.start - 600):sentence.end])
        if kind in extremes.EXTREMES and extremes.OF_RATE.search(sentence.plain) and not any(
                self.targets.function(f) and self.targets.of_fragment(f, block) is not None for f in sentence.fragments):
            return None
        if (kind in extremes.EXTREMES and extremes.OF_UNNAMED.search(sentence.plain[:noun.start()])
                and extremes.IT.match(sentence.plain, noun.end())):
            return None
        return None if kind in extremes.EXTREMES and extremes.METHOD.search(sentence.plain, 0, noun.start()) else kind

    def _target(self, sentence: Sentence, noun: re.Match[str], kind: str, block: Block, direct: list[Request],
                by: list[str]) -> tuple[Target | None, list[str]]:
        """(what the noun is taken of, the variables): in its sentence, else what was asked for or defined last."""
        program = self._program_before(sentence, noun, block) if kind in extremes.EXTREMES else None
        claimed = (language.CLAIMED.match(sentence.plain, noun.end())
                   if [a[2] for a in sentence.asks if a[0] <= noun.start()][-1:] == ["show"] else None)
        # words before points and numbers
        beside = {"steepest": (methods.POINT,)} | dict.fromkeys(methods.STEPS, (methods.RATE, steps.START))
        aside = ({sentence.start + m.end() for words in beside.get(kind, ()) for m in words.finditer(sentence.plain)}
                 | ({sentence.start + claimed.end()} if claimed else set()))
        target = (None if program and re.search("(?i)solution|closed", noun.group())
                  else self.targets.of_noun(sentence, noun, block, aside, bool(claimed) or kind == "stationary"))
        if kind == "maximum" and target is not None and target.definition is None and variance(target.function):
            target = None                                        # of \sigma^2: that is what is estimated
        if target is None and direct:
            target = self.targets.of_request(direct[-1], block)
        method = kind in methods.KINDS
        if ((method or target is None and kind in extremes.EXTREMES and program is None)
                and (estimated := self.targets.estimated(sentence, noun, block)) is not None):
            target, by = estimated
            by = [*by, *self._joined(sentence, target)]
        if target is not None and target.definition is None and kind in methods.EXPANSIONS:  # T_2(x) names the answer
            stated = [t for f in sentence.fragments if self.targets.function(f)
                      and (t := self.targets.of_fragment(f, block)) is not None and t.definition is not None]
            target = stated[0] if stated else target
        if target is None and method and (latest := self.defined.latest(block, sentence.end)) is not None:
            target = Target(latest.definition.written, latest.definition, sentence.start + noun.start(), sentence.end)
        if kind == "maximum" and target is not None and target.definition and (word := extremes.gain(sentence.plain)):
            target = self.targets.called(word, target, sentence, block)
        return target, by

    def _without_target(self, sentence: Sentence, noun: re.Match[str], kind: str, block: Block, by: list[str]) -> list[Request]:
        """What a noun asks that is of nothing in its sentence: an estimate from a sample, the functions defined
        in the parts, the program before it."""
        if kind == "maximum" and _LIKELIHOOD.match(noun.group()):
            return self._of_sample(sentence, noun, block)
        if kind in extremes.EXTREMES:
            stated = self._program_before(sentence, noun, block)
            said = self.targets.minimised(block, sentence.start) if stated is None and kind == "minimum" else None
            if said is not None:
                return [Request(latex, sentence.start + noun.start(), sentence.end, kind="optimum")
                        for latex in built(f"{said[1]}imum", said[0].function, said[0].definition, list(said[0].unknowns))]
            return [stated] if stated is not None else []
        named = self.defined.of_parts(block) if not sentence.fragments else []
        return [Request(latex, sentence.start + noun.start(), sentence.end, kind=kind) for f in named
                for latex in built(kind, f.definition.right, None, by or list(f.definition.arguments))]

    def _of_target(self, sentence: Sentence, noun: re.Match[str], kind: str, target: Target, block: Block,
                   by: list[str]) -> tuple[list[Request], list[str] | None]:
        """(the requests for a target and what is joined to it, the variables);
        None for these where nothing, or a proof, is asked."""
        extreme, method = kind in extremes.EXTREMES, kind in methods.KINDS
        show = [a[2] for a in sentence.asks if a[0] <= noun.start()][-1:] == ["show"]
        answer, name = (self._stated(sentence, target.end if target.end < sentence.end else sentence.start + noun.end())
                        if show else (None, ""))
        if show and answer is None:
            in_words = (kind in TEMPLATES and not extreme and language.CLAIM_IN_WORDS.match(sentence.plain, noun.end())
                        and not unasked.PROPERTY.match(sentence.plain, noun.end()))
            if not in_words and not (extreme and language.SAMPLE_VALUE.match(sentence.plain, target.end - sentence.start)):
                return [], None
            show = False
        if kind == "maximum" and _LIKELIHOOD.match(noun.group()):
            sample = self.targets.sample(sentence, target, block)
            if sample is None:
                return [], None
            target = sample
        names = by or list(target.unknowns) or (self._point_named(sentence, noun, target, name) if extreme else [])
        if (not names and target.definition and not target.definition.arguments and kind in TEMPLATES and not extreme
                and language.ALL_PARAMETERS.search(sentence.plain, noun.end())):
            names = self.defined.parameters(target.definition, block, sentence.end)
        if not names and self._unnamed(sentence, target):
            names = self.roles.usual(sentence, symbols_in(target.definition.right if target.definition else target.function))
            if not names:
                return [], None
        if extreme and not names and target.definition is None and noun.start() > sentence.asks[0][1] \
                and all(a[0] != noun.start() for a in sentence.asks) and not self._directly_of(sentence, noun, target):
            return [], None
        several = not show and kind in TEMPLATES and (bool(re.search(r"s\b", noun.group())) or noun.start() <= sentence.asks[0][1]
                                                           or bool(language.FOLLOWING.search(sentence.plain, noun.end(),
                                                               max(noun.end(), target.start - sentence.start))))
        alike = self.targets.beside_latest(target, block, sentence.end) if several and not sentence.fragments else []
        out: list[Request] = []
        for each in [*alike, target, *([] if show else self.targets.further(sentence, target, block, several))]:
            if each.definition and each.definition.key in map(bare, names):
                continue  # what defines the variable is not what is differentiated
            if kind == "directional":
                direction = directions.DIRECTION.search(sentence.plain, noun.start())
                vector = self._behind(directions.DIRECTION, sentence, noun.start())
                written = directions.directional(each.function, each.definition, names, vector, direction.group(),
                                                 self._behind(methods.POINT, sentence, noun.end())) if vector else []
                out += [Request(latex, each.start, each.end, kind=kind) for latex in written]
                continue
            written = (built(kind, each.function, each.definition, names) if not method
                       else self._by_method(kind, each, names, sentence, noun, block))
            out += [Request(latex, each.start, each.end, answer, show, "optimum" if extreme else kind) for latex in written]
        return out, None if show else names

    def _by_method(self, kind: str, target: Target, names: list[str], sentence: Sentence, noun: re.Match[str],
                   block: Block) -> list[str]:
        """The updates and expansions that a noun asks for: from a point in numbers each step by itself."""
        function, definition = target.function, target.definition
        rate, root = self._behind(methods.RATE, sentence), bool(methods.ROOT.search(sentence.plain))
        point = self._behind(methods.POINT, sentence, noun.end()) or self._behind(methods.POINT, sentence)
        if kind == "steepest":
            return methods.steepest(function, definition, names, point, bool(_DOWN.search(noun.group())))
        start = (self._behind(steps.START, sentence) or point) if kind in methods.STEPS else None
        if start is not None and steps.values(start):
            def value(latex: str) -> str | None:
                from ... import api
                from ...errors import TexDeriveError
                texts = [f.definition.latex for f in self.defined.needed(latex, set(), block, sentence.end)]
                try:
                    return api.derive(r", \quad ".join([*texts, latex])).result.latex
                except TexDeriveError:
                    return None
            number = methods.of_number(definition, function, list(definition.arguments) if definition else names)
            from_numbers = steps.written(kind, definition, start, steps.rate_of(rate, r"\eta"), number, root,
                                         steps.count(sentence.plain), value)
            if from_numbers:
                return from_numbers
        rate = rate.split("=")[0].strip() if rate else rate
        return methods.requests(kind, function, definition, names, rate, point, root)

    def _of_sample(self, sentence: Sentence, noun: re.Match[str], block: Block) -> list[Request]:
        r"""The maximum likelihood estimate from a sample of a distribution that is only named: by the letters
        behind the noun, or by all its parameters."""
        found = likelihood(self.scope, block, sentence.end)
        if found is None:
            return []
        letters = [p for p in found.parameters if variance(p) or only_symbol(p)]
        behind = [f for f in sentence.fragments if f.start - sentence.start >= noun.end()]
        run = next((k for k, (f, g) in enumerate(zip(behind, behind[1:]), 1)
                    if not methods.AND.fullmatch(sentence.plain[f.end - sentence.start:g.start - sentence.start])), len(behind))
        said = {bare(undecorated(clean(self.scope.formula(f)))) for f in behind[:run]}
        names = [p for p in letters if bare(p) in said] if said else letters
        if found.together and letters[-1:] == names and not language.KNOWN.search(self.scope.text, block.start, sentence.end):
            names = letters                                              # the variance of an unknown mean
        return [Request(latex, sentence.start + noun.start(), sentence.end, kind="optimum")
                for latex in built("maximum", found.latex, None, names)] if names else []

    def _joined(self, sentence: Sentence, target: Target) -> list[str]:
        """The further letters of "the update for $w$ and $b$"."""
        found, at = [], target.end
        for fragment in (f for f in sentence.fragments if f.start >= target.end):
            latex = clean(self.scope.formula(fragment))
            symbol = variance(latex) or only_symbol(latex)
            if symbol is None or not methods.AND.fullmatch(sentence.plain[at - sentence.start:fragment.start - sentence.start]):
                break
            found.append(undecorated(symbol))
            at = fragment.end
        return found

    def _behind(self, words: re.Pattern[str], sentence: Sentence, start: int = 0) -> str | None:
        """The formula that stands right behind the words: the step size, or the point of an expansion."""
        found = words.search(sentence.plain, start)
        fragment = next((f for f in sentence.fragments if found and f.start - sentence.start == found.end()), None)
        return clean(self.scope.formula(fragment)) if fragment else None

    @staticmethod
    def _directly_of(sentence: Sentence, noun: re.Match[str], target: Target) -> bool:
        """Whether "of" leads from a noun straight to a target, "the minimum of $\\|x-a\\|^2$", or from the target
        to the noun, "$x^2$ 的最小值"."""
        if (target.end <= sentence.start + noun.start()
                and re.fullmatch(r"\s*的\s*", sentence.plain[target.end - sentence.start:noun.start()])):
            return True
        of = language.OF.match(sentence.plain, noun.end())
        return (bool(of) and of.group("what") == MARK and sentence.start + of.start("what") <= target.start
                <= target.end and not re.search(r"\w{3}", of["words"]))

    @staticmethod
    def _unnamed(sentence: Sentence, target: Target) -> bool:
        """Whether a sentence names its variable in words of which no letter is known, "with respect to the weights",
        where the function leaves several to choose from."""
        words = language.WRT_WORDS.search(sentence.plain)
        arguments = target.definition.arguments if target.definition else ()
        return (bool(words) and not arguments and len(symbols_in(target.definition.right if target.definition
                                                          else target.function)) > 1)

    def _pairs(self, sentence: Sentence, noun: re.Match[str], block: Block) -> list[Request]:
        """"Differentiate $f$ with respect to $t$ and $g$ with respect to $X$": each function by its own variable."""
        ends = list(language.WRT.finditer(sentence.plain, noun.end()))
        kind = noun.lastgroup or "derivative"
        if len(ends) < 2 or kind not in TEMPLATES or kind in extremes.EXTREMES:
            return []
        out: list[Request] = []
        at = noun.end()
        for match in ends:
            between = [f for f in sentence.fragments if at <= f.start - sentence.start < match.start()
                       and self.targets.function(f)]
            target = self.targets.of_fragment(between[-1], block) if between else None
            if target is None:
                return []
            out += [Request(latex, target.start, target.end, kind=kind)
                    for latex in built(kind, target.function, target.definition,
                                       self.variables.at(sentence, [match.start("first")]))]
            at = match.end()
        return out

    def _program_before(self, sentence: Sentence, noun: re.Match[str], block: Block) -> Request | None:
        r"""The optimisation problem that "its solution" or "the optimal solution" speaks of:
        the last that the text states before, in the same part."""
        of = language.OF.match(sentence.plain, noun.end())
        label = language.label_behind(sentence.plain, noun.end())
        labelled = self.targets.labelled(label) if label else None
        if labelled:
            return self.written.program(labelled, sentence, sentence.start + noun.start())
        point = self._symbol_behind(sentence, of)
        if of and not point and not language.PRONOUN.search(sentence.plain, max(0, noun.start() - 30), noun.end() + 40):
            return None
        return self.written.program_before(sentence, sentence.start + noun.start(), block, point)

    def _symbol_behind(self, sentence: Sentence, of: re.Match[str] | None) -> str:
        r"""The symbol that "of" leads to from a noun, "the closed form of $\hat w$"; else ""."""
        fragment = next((f for f in sentence.fragments if of and of["what"] == MARK
                         and f.start - sentence.start == of.start("what")), None)
        return bare(only_symbol(clean(self.scope.formula(fragment))) or "") if fragment else ""

    def _point_named(self, sentence: Sentence, noun: re.Match[str], target: Target, name: str) -> list[str]:
        r"""The unknown of an optimum that is named: "the minimizer $x^\star$ of ...", or on the left
        of the point that is stated."""
        behind = next((f for f in sentence.fragments
                       if not sentence.plain[noun.end():f.start - sentence.start].strip(" ~")
                       and f.start - sentence.start >= noun.end()), None)
        written = only_symbol(clean(self.scope.formula(behind))) if behind and behind.end < target.start else only_symbol(name)
        if not written:
            return []
        plain = undecorated(written)
        return [plain] if bare(plain) in names_in(target.definition.right if target.definition else target.function) else []

    @staticmethod
    def _optima_last(found: list[Request], sentence: Sentence) -> list[Request]:
        """"The gradient, and from it the minimizer" is both; of words such as "set the gradient to zero" that say how
        to find an optimum only the first counts."""
        optima = [r for r in found if r.kind == "optimum"][:1]
        rest = [r for r in found if r.kind != "optimum"]
        nouns = [*language.NOUN_WORDS.finditer(sentence.plain)]
        words = ([m for m in nouns if m.lastgroup in extremes.EXTREMES]
                 + [m for n in nouns if (m := extremes.WHERE_IT.search(sentence.plain, 0, n.start()))])
        first = next((n.start() for n in nouns if n.lastgroup not in extremes.EXTREMES), len(sentence.plain))
        joined = any(Nouns._asked_anew(sentence, first + 1, m.start())
                     or language.JOINED.search(sentence.plain, 0, m.start()) for m in words)
        return [*rest, *optima] if joined or not rest else rest

    def _stated(self, sentence: Sentence, end: int) -> tuple[str | None, str]:
        """The answer that a sentence states behind `end`, and the name that it gives to it."""
        behind = sentence.plain[end - sentence.start:]
        match = language.CLAIMED.match(behind) or language.STATED.search(behind)
        follows = next((f for f in sentence.fragments if match and f.start == end + match.end()), None)
        if follows is None:
            return None, ""
        sides = statements(clean(self.scope.formula(follows)))
        return (sides[0].sides[-1], sides[0].left if len(sides[0].sides) > 1 else "") if sides else (None, "")
