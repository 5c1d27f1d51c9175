r"""From a sentence to what it asks: "find the gradient of $f$ with respect to $w$" becomes \nabla_{w} f."""
from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..prose.expansion import expand
from ..prose.fragments import Fragment
from ..prose.symbols import bare, only_symbol
from . import formula, language, methods
from .formula import Asked
from .operators import TEMPLATES, built, guessed, least_and_greatest, over_all, variables
from .defining import Definitions, head_names
from .samples import likelihood
from .scope import Scope
from .sentences import MARK, Sentence
from .statement import clean, split_top, statements
from .structure import Block
from .roles import Roles
from .symbol_names import names_in, symbols_in
from .targets import Target, Targets, undecorated, variance

_IS_BLANK = re.compile(rf"(?:\b(?:is|equals?|are|ist|est|vaut|es|è)|=|是|为|等于)\s*{language.BLANK.pattern}")


@dataclass(frozen=True)
class Request:
    """What is asked: LaTeX for `derive`, its place, the answer the text states (to be compared), whether a proof is asked."""

    latex: str
    start: int
    end: int
    answer: str | None = None
    show: bool = False
    kind: str = "derivative"
    premise: str = ""              # what its sentence supposes, "if $A$ is symmetric"


_UPRIGHT_D = re.compile(r"\\mathrm\s*(?:\{\s*d\s*\}|d(?![A-Za-z]))\s*(?![\^/}]|$)")


class Reader:
    """Turns sentences of one document into requests."""

    def __init__(self, scope: Scope, defined: Definitions, labels: dict[str, int]):
        self.scope, self.defined = scope, defined
        self.targets = Targets(scope, defined, labels)
        self.roles = Roles(scope)
        self.latest: list[Request] = []            # what was asked last, for "repeat for ..."

    def requests(self, sentence: Sentence, block: Block) -> list[Request]:
        """What one sentence asks, in order; empty when it asks nothing that a formula answers."""
        if not sentence.asks:
            return self._unanswered(sentence) or self._without_verb(sentence, block)
        direct = self._direct(sentence, block)
        found = [*direct, *self._by_name(sentence, block, direct)] or self._contractions(sentence)
        found = found or self._zero_of_latest(sentence) or self._latest_at(sentence, block)
        found = [each for r in found for each in self._constrained(r, sentence)]
        if language.DETERMINANT.search(sentence.plain):
            found = [replace(r, latex=rf"\det {r.latex}") if _MATRIX.match(r.latex) else r for r in found]
        found = [self._at_point(r, sentence, block) for r in found] + self._evaluated(found, sentence, block)
        premise = self._premise(sentence)
        return [replace(r, premise=premise) for r in found] if premise else found

    def _premise(self, sentence: Sentence) -> str:
        """What the sentence supposes for its answer alone, "if $A$ is symmetric", as it is written."""
        return "; ".join(self.scope.text[sentence.start + m.start("said"):sentence.start + m.end()].strip() for m in language.PREMISE.finditer(sentence.plain) if m["said"])

    def _constrained(self, request: Request, sentence: Sentence) -> list[Request]:
        """An optimum "subject to" a formula of the sentence takes it as its constraint; of extreme values that makes the least and the greatest."""
        words = language.CONSTRAINED.search(sentence.plain) if request.kind == "optimum" and not formula.constrained(request.latex) else None
        if not words:
            return [request]
        fragment = next((f for f in sentence.fragments if f.start - sentence.start >= words.end()), None)
        condition = clean(self.scope.formula(fragment)) if fragment else r"\text{?}"
        end = max(request.end, fragment.end if fragment else 0)
        return [replace(request, latex=rf"{latex if self.variables(sentence) else over_all(latex, condition)} \quad \text{{s.t.}} \quad {condition}", end=end)
                for latex in least_and_greatest(request.latex)]

    def _zero_of_latest(self, sentence: Sentence) -> list[Request]:
        """"Set it to zero and solve for $\\mu$" behind a derivative that was asked for."""
        words = language.SET_LATEST_TO_ZERO.search(sentence.plain)
        words = None if words and self._solution_told(sentence, words.end()) else words
        before = [r for r in self.latest if r.kind in ("derivative", "gradient", "prime") and not r.show] if words else []
        unknown = {bare(undecorated(name)) for name in self.variables(sentence)}
        fitting = [r for r in before if unknown & variables(r.latex)] or before[:1 if len(before) == 1 else 0]
        return [replace(r, latex=f"{r.latex} = 0", start=sentence.start + sentence.asks[0][0], end=sentence.end, answer=None, kind="optimum") for r in fitting]

    def _evaluated(self, found: list[Request], sentence: Sentence, block: Block) -> list[Request]:
        """"... and evaluate it at $q = 4$": the derivative that was asked for last, at that point."""
        words = language.EVALUATE_IT.search(sentence.plain)
        if not words or not found:
            return []
        at_point = self._at_point(found[-1], sentence, block, words.end())
        return [at_point] if at_point is not found[-1] and found[-1].end <= sentence.start + words.start() else []

    def _latest_at(self, sentence: Sentence, block: Block) -> list[Request]:
        """"Evaluate both at $x = (1, 0)$" behind derivatives that were asked for in an earlier sentence."""
        words = language.EVALUATE_IT.search(sentence.plain)
        before = [replace(r, start=sentence.start + words.start(), end=sentence.start + words.end(), answer=None) for r in self.latest if words and not r.show]
        moved = [(r, self._at_point(r, sentence, block, words.end())) for r in (before if words and words["all"] else before[-1:])]
        return [there for r, there in moved if there is not r]

    def _at_point(self, request: Request, sentence: Sentence, block: Block, place: int | None = None) -> Request:
        """A derivative "at $w = 0$" or "at the point $(1, 2)$" is evaluated there; `place` is where these words stand, right behind it by default."""
        words = language.AT.match(sentence.plain, request.end - sentence.start if place is None else place) if request.end <= sentence.end else None
        fragment = next((f for f in sentence.fragments if words and f.start - sentence.start == words.end()), None)
        if fragment is None or request.show or request.kind in ("optimum", "limit", "contraction", *methods.TEMPLATES):
            return request
        point = clean(self.scope.formula(fragment))
        parts = statements(point)
        by = variables(request.latex)
        for name in () if by else head_names(request.latex):
            found = self.defined.lookup(name, block, request.start)
            by |= {bare(a) for a in found.definition.arguments} if found else set()
        given = all(s.relations == ("=",) and bare(s.left) in by for s in parts) or re.fullmatch(r"\(\s*-?[\d./]+(?:\s*,\s*-?[\d./]+)+\s*\)", point)
        return replace(request, latex=rf"\left.{request.latex}\right|_{{{point}}}", end=fragment.end) if given and parts else request

    def _contractions(self, sentence: Sentence) -> list[Request]:
        """"Simplify" an index expression with deltas."""
        if not language.SIMPLIFY.search(sentence.plain):
            return []
        start = sentence.asks[0][1]
        return self.contracted([f for f in sentence.fragments if f.start - sentence.start >= start])

    def contracted(self, fragments: list[Fragment]) -> list[Request]:
        """The index expressions with deltas among these fragments."""
        return [Request(latex, self.targets.start(f), f.end, kind="contraction") for f in fragments if (latex := formula.contraction(self.scope.formula(f)))]

    # -- the formula itself is a derivative

    def _direct(self, sentence: Sentence, block: Block) -> list[Request]:
        found: list[Request] = []
        boundary = 0
        for fragment in sentence.fragments:
            position = fragment.start - sentence.start
            governing = [a for a in sentence.asks if a[0] < position]
            between = sentence.plain[max(boundary, governing[-1][1] if governing else 0):position]
            behind = sentence.plain[fragment.end - sentence.start:]
            boundary = fragment.end - sentence.start
            if not governing or self._is_tool(between.replace("\n", " "), governing[-1][2] == "show"):
                continue
            asserted = re.match(r"\s*,?\s*(?:is|are) (?!positive|semi|given|equal)", behind) and not sentence.question and governing[-1][2] != "show"
            if language.PROPERTY.match(behind) or asserted:
                continue
            requests = self.from_fragment(fragment, governing[-1][2] == "show", behind, sentence, self._to_solve(governing[-1], sentence, fragment)) or self._subscripted(fragment, block)
            if language.ABOUT_PROGRAM.search(between) and not language.SOLVED.search(sentence.plain):
                requests = [r for r in requests if r.kind != "optimum"]
            found += requests
        values = [r for r in found if r.answer is None or r.show]
        told = language.PURPOSE.match(sentence.plain)                    # "To derive the second, write ... and compute ... = ..." tells
        found = values or [r for r in found if not self._is_zero(r.answer) and not told]
        return self._without_alternatives(found, sentence)

    @staticmethod
    def _is_tool(between: str, show: bool) -> bool:
        """Whether the words before a formula make it a means to the answer; "show that $f$ satisfies $f' = ...$" states what is to be shown."""
        return bool(language.TOOL.search(language.SATISFIES.sub("", between) if show else between))

    def _to_solve(self, verb: tuple[int, int, str, str], sentence: Sentence, fragment: Fragment) -> bool:
        r"""Whether "solve $\\nabla f = 0$", "set $\\nabla f = 0$ and solve" is asked and its solution not told."""
        word, start, end = verb[3].lower(), fragment.start - sentence.start, fragment.end - sentence.start
        if language.SOLVE.match(word):
            asks = not language.BY_SETTING.search(sentence.plain, verb[1], start)
        else:
            asks = word == "set" and bool(language.SOLVE.search(sentence.plain, end))
        return asks and len(statements(self.scope.formula(fragment))) == 1 and not self._solution_told(sentence, end)

    def _solution_told(self, sentence: Sentence, place: int) -> bool:
        """Whether an equation stands behind a place of a sentence: "to obtain $\\mu = ...$"."""
        behind = [s for f in sentence.fragments if f.start - sentence.start >= place for s in statements(self.scope.formula(f))]
        return any(s.relations and s.relations[0] in ("=", ":=") and s.right and not self._is_zero(s.right) for s in behind)

    def from_fragment(self, fragment: Fragment, show: bool, behind: str, sentence: Sentence, solve: bool = False) -> list[Request]:
        """What one formula asks; with `solve` a derivative that is 0 asks for where it is."""
        out = []
        laid_out = formula.program(self.scope.formula(fragment))
        for asked in [self._with_unknown(laid_out, sentence)] if laid_out else formula.asked(self.scope.formula(fragment)):
            answer = asked.answer
            if show and answer is None:
                equals = language.EQUALS.match(behind)
                if equals:
                    follows = next((f for f in sentence.fragments if f.start == fragment.end + equals.end()), None)
                    answer = clean(self.scope.formula(follows)) if follows else None
            if show and answer is None and asked.kind not in ("derivative", "named"):
                continue
            if self._is_zero(answer):
                if solve and asked.kind in ("derivative", "prime"):
                    out.append(Request(f"{asked.latex} = 0", self._row(fragment, asked), fragment.end, kind="optimum"))
                continue
            out.append(Request(asked.latex, self._row(fragment, asked), fragment.end, answer, show, asked.kind))
        return out or ([] if show else self._differential(fragment, sentence))

    def _differential(self, fragment: Fragment, sentence: Sentence) -> list[Request]:
        r"""$\mathrm{d} f$, and in italics where the sentence says that it is a differential."""
        latex = clean(self.scope.formula(fragment))
        upright, italic = _UPRIGHT_D.match(latex), re.match(r"d(?![A-Za-z]{2})", latex) and re.search(r"\bdifferential\b", sentence.plain)
        return [Request(latex, self.targets.start(fragment), fragment.end)] if (upright or italic) and "=" not in latex else []

    def _with_unknown(self, asked: Asked, sentence: Sentence) -> Asked:
        """A program with the unknown that the sentence names, "find the optimal $x$ of"; else the customary one."""
        if formula.UNKNOWN not in asked.latex:
            return asked
        named = [n for n in (only_symbol(clean(self.scope.formula(f))) for f in sentence.fragments if f.kind == "inline") if n]
        names = self.variables(sentence) or [undecorated(n) for n in named if bare(undecorated(n)) in names_in(asked.latex)][:1] or guessed(asked.latex)
        return replace(asked, latex=asked.latex.replace(formula.UNKNOWN, ", ".join(names)))

    def _subscripted(self, fragment: Fragment, block: Block) -> list[Request]:
        """f_x and f_{xy} of a function f(x, y): partial derivatives."""
        out = []
        for statement in statements(self.scope.formula(fragment)):
            written = re.fullmatch(r"(.+?)_\s*(?:\{\s*([a-z](?:\s*[a-z])?)\s*\}|([a-z]))(?:\s*\(.*\))?", statement.left)
            if not written or statement.right and not statement.right.startswith("?") or only_symbol(written.group(1)) is None:
                continue
            name, letters = written.group(1), re.findall(r"[a-z]", written.group(2) or written.group(3))
            found = self.defined.lookup(bare(name), block, fragment.start)
            arguments = {bare(a): a for a in found.definition.arguments or set(names_in(found.definition.right)) & set("xyzt")} if found else {}
            if len(arguments) < 2 or not set(letters) <= set(arguments) or self.defined.lookup(bare(f"{name}_{letters[0]}"), block, fragment.start):
                continue
            below = [arguments[c] for c in reversed(letters)]
            twice = len(below) == 2
            under = rf"\partial {below[0]}^2" if twice and below[0] == below[1] else r"\,".join(rf"\partial {v}" for v in below)
            out.append(Request(rf"\frac{{\partial{'^2' if twice else ''} {found.definition.name}}}{{{under}}}", self.targets.start(fragment), fragment.end))
        return out

    def _row(self, fragment: Fragment, asked: Asked) -> int:
        """Where a request stands: the start of the formula, or of its row in a display of several."""
        a, b = fragment.inner
        raw = self.scope.text[a:b]
        rows = [0] + [m.end() for m in re.finditer(r"\\\\(?:\[[^\]]*\])?", raw)]
        head = re.sub(r"\W+", "", asked.latex)[:60]
        if len(rows) < 2:
            return self.targets.start(fragment)
        for start, end in zip(rows, [*rows[1:], len(raw)]):
            row = clean(expand(raw[start:end], self.scope.macros).replace("&", " "))
            if re.sub(r"\W+", "", row).startswith(head):
                return a + start + len(raw[start:end]) - len(raw[start:end].lstrip())
        return self.targets.start(fragment)

    @staticmethod
    def _is_zero(answer: str | None) -> bool:
        return answer is not None and bool(re.fullmatch(r"0|\\(?:mathbf|boldsymbol|vec|bm)\s*\{?\s*0\s*\}?|\\bm0|\\mathbf0", answer))

    @staticmethod
    def _without_alternatives(found: list[Request], sentence: Sentence) -> list[Request]:
        """"the gradient $\\nabla J$, i.e. $\\partial J/\\partial w$" is one request; the bare name of an operator is none."""
        kept: list[Request] = []
        for request in found:
            if re.fullmatch(r"\\nabla(?:_(?:\{[^{}]*\}|\S))?(?:\^2)?|\\[dtc]?frac\s*\{(?:\\partial|d|\\mathrm\{d\})\}\s*\{(?:\\partial|d|\\mathrm\{d\})[^{}]*\}", request.latex):
                continue
            if kept:
                between = sentence.plain[kept[-1].end - sentence.start:request.start - sentence.start]
                if re.search(r"\b(?:i\.e|that is|or equivalently|in other words|namely|c'est-à-dire|d\.h|also (?:written|denoted)|denoted|written(?: as)?)\b|即|也就是", between):
                    continue
            kept.append(request)
        return kept

    def _unanswered(self, sentence: Sentence) -> list[Request]:
        """A derivative written with "= ?" or a bare "=" asks by itself."""
        if language.aside(sentence.plain):
            return []
        out = []
        for fragment in sentence.fragments:
            latex = self.scope.formula(fragment)
            alone = not sentence.plain[fragment.end - sentence.start:].strip(" .\t\n~")
            marked = alone or language.BLANK.match(sentence.plain, fragment.end - sentence.start) or "?" in latex or fragment.kind == "display" or not re.search(r"=\s*$", clean(latex))
            marks = [a for a in formula.asked(latex) if a.open_end] if marked else []
            out += [Request(a.latex, self.targets.start(fragment), fragment.end, kind=a.kind) for a in marks]
        return out

    def _without_verb(self, sentence: Sentence, block: Block) -> list[Request]:
        """"The derivative of $f$ is ____" asks, and so does "Partial derivatives of $f$?"."""
        blank = _IS_BLANK.search(sentence.plain)
        noun = language.NOUN_WORDS.search(sentence.plain, 0, blank.start()) if blank else language.NOUN_QUESTION.match(sentence.plain) if sentence.question else None
        return self._by_name(replace(sentence, asks=[(0, 0, "ask", "")]), block, []) if noun and not language.aside(sentence.plain) else []

    # -- a word names the derivative

    def _by_name(self, sentence: Sentence, block: Block, direct: list[Request]) -> list[Request]:
        """What nouns ask for; beside derivatives asked for as formulas (`direct`) only what is joined to them, "$\\nabla f$ and the Hessian of $f$"."""
        verb = sentence.asks[0]
        nouns = [m for m in language.NOUN_WORDS.finditer(sentence.plain) if m.start() >= verb[0] - 1]
        if direct:
            orders = {_order(r) for r in direct}
            nouns = [m for m in nouns if language.ORDERS[m.lastgroup or ""] not in orders and language.JOINED.search(sentence.plain, 0, m.start())]
        if nouns and (pairs := self._pairs(sentence, nouns[0], block)):
            return pairs
        by = self.variables(sentence)
        out: list[Request] = []
        for noun in nouns[:3]:
            kind = noun.lastgroup or "derivative"
            zero = language.ZERO_BEHIND.match(sentence.plain, noun.end()) if kind in ("derivative", "gradient") and language.SET_TO_ZERO.search(sentence.plain, 0, noun.start()) else None
            if zero and self._solution_told(sentence, zero.end()):
                continue
            kind = "stationary" if zero else "second" if kind == "derivative" and language.TWICE.search(sentence.plain, noun.start()) else kind
            extreme = kind in language.EXTREMES
            if extreme and language.METHOD.search(sentence.plain, 0, noun.start()):
                continue
            target = None if "solution" in noun.group() and self._program_before(sentence, noun, block) else self.targets.of_noun(sentence, noun, block)
            if kind == "maximum" and target is not None and target.definition is None and variance(target.function):
                target = None                                        # of \sigma^2: that is what is estimated
            if target is None and direct:
                target = self.targets.of_request(direct[-1], block)
            method = kind in methods.TEMPLATES
            if method and (estimated := self.targets.estimated(sentence, noun, block)) is not None:
                target, by = estimated
                by = [*by, *self._joined(sentence, target)]
            if target is None and method and (latest := self.defined.latest(block, sentence.end)) is not None:
                target = Target(latest.definition.name, latest.definition, sentence.start + noun.start(), sentence.end)
            if target is None and extreme and (estimated := self.targets.estimated(sentence, noun, block)) is not None:
                target, by = estimated
                by = [*by, *self._joined(sentence, target)]
            if target is None and kind == "maximum" and _LIKELIHOOD.match(noun.group()):
                out += self._of_sample(sentence, noun, block)
                continue
            if target is None and not extreme and not sentence.fragments and (named := self.defined.of_parts(block)):
                out += [Request(latex, sentence.start + noun.start(), sentence.end, kind=kind) for f in named for latex in built(kind, f.definition.right, None, by or list(f.definition.arguments))]
                continue
            if target is None:
                if extreme and (stated := self._program_before(sentence, noun, block)) is not None:
                    out.append(stated)
                continue
            show = [a[2] for a in sentence.asks if a[0] <= noun.start()][-1:] == ["show"]
            answer, name = self._stated(sentence, target.end) if show else (None, "")
            if show and answer is None:
                if not (extreme and language.SAMPLE_VALUE.match(sentence.plain, target.end - sentence.start)):
                    continue
                show = False
            if kind == "maximum" and _LIKELIHOOD.match(noun.group()) and (sample := self.targets.sample(sentence, target, block)) is not target:
                if sample is None:
                    continue
                target = sample
            names = by or list(target.unknowns) or (self._point_named(sentence, noun, target, name) if extreme else [])
            if not names and self._unnamed(sentence, target):
                names = self.roles.usual(sentence, symbols_in(target.definition.right if target.definition else target.function))
                if not names:
                    continue
            if extreme and not names and target.definition is None and noun.start() > verb[1] and not self._directly_of(sentence, noun, target):
                continue
            several = not show and kind in TEMPLATES and (bool(re.search(r"s\b", noun.group())) or noun.start() <= verb[1])
            alike = self.targets.beside_latest(target, block, sentence.end) if several and not sentence.fragments else []
            for each in [*alike, target, *([] if show else self.targets.further(sentence, target, block, several))]:
                if each.definition and each.definition.key in map(bare, names):
                    continue                                             # what defines the variable is not what is differentiated
                written = methods.requests(kind, each.function, each.definition, names, self._behind(methods.RATE, sentence), self._behind(methods.POINT, sentence, noun.end()) or self._behind(methods.POINT, sentence)) if method \
                    else built(kind, each.function, each.definition, names)
                for latex in written:
                    if all(r.latex != latex for r in out):
                        out.append(Request(latex, each.start, each.end, answer, show, "optimum" if extreme else kind))
            if not extreme and not show and (wanted := language.SET_IT_TO_ZERO.search(sentence.plain, noun.end())):
                unknown = names or self._symbols_at(sentence, [m.start("first") for m in [language.SOLVE_FOR.search(sentence.plain, wanted.start())] if m])
                return [*out, *(Request(latex, sentence.start + wanted.start(), sentence.end, kind="optimum") for latex in built("stationary", target.function, target.definition, unknown))]
        return self._optima_last(out, sentence)

    def _of_sample(self, sentence: Sentence, noun: re.Match[str], block: Block) -> list[Request]:
        r"""The maximum likelihood estimate from a sample of a distribution that is only named: by the letters behind the noun, or by all its parameters."""
        found = likelihood(self.scope, block, sentence.end)
        if found is None:
            return []
        letters = [p for p in found.parameters if variance(p) or only_symbol(p)]
        behind = [f for f in sentence.fragments if f.start - sentence.start >= noun.end()]
        run = next((k for k, (f, g) in enumerate(zip(behind, behind[1:]), 1) if not methods.AND.fullmatch(sentence.plain[f.end - sentence.start:g.start - sentence.start])), len(behind))
        said = {bare(undecorated(clean(self.scope.formula(f)))) for f in behind[:run]}
        names = [p for p in letters if bare(p) in said] if said else letters
        if found.together and letters[-1:] == names and not language.KNOWN.search(self.scope.text, block.start, sentence.end):
            names = letters                                              # the variance of an unknown mean
        return [Request(latex, sentence.start + noun.start(), sentence.end, kind="optimum") for latex in built("maximum", found.latex, None, names)] if names else []

    def _joined(self, sentence: Sentence, target: Target) -> list[str]:
        """The further letters of "the update for $w$ and $b$"."""
        found, at = [], target.end
        for fragment in (f for f in sentence.fragments if f.start >= target.end):
            latex = clean(self.scope.formula(fragment))
            symbol = variance(latex) or only_symbol(latex)
            if symbol is None or not methods.AND.fullmatch(sentence.plain[at - sentence.start:fragment.start - sentence.start]):
                break
            found.append(symbol)
            at = fragment.end
        return found

    def _behind(self, words: re.Pattern[str], sentence: Sentence, start: int = 0) -> str | None:
        """The formula that stands right behind the words: the step size, or the point of an expansion."""
        found = words.search(sentence.plain, start)
        fragment = next((f for f in sentence.fragments if found and f.start - sentence.start == found.end()), None)
        return clean(self.scope.formula(fragment)) if fragment else None

    @staticmethod
    def _directly_of(sentence: Sentence, noun: re.Match[str], target: Target) -> bool:
        """Whether "of" leads from a noun straight to a target, "the minimum of $\\|x-a\\|^2$"."""
        of = language.OF.match(sentence.plain, noun.end())
        return bool(of) and of.group("what") == MARK and sentence.start + of.start("what") <= target.start <= target.end and not re.search(r"\w{3}", of["words"])

    @staticmethod
    def _unnamed(sentence: Sentence, target: Target) -> bool:
        """Whether a sentence names its variable in words of which no letter is known, "with respect to the weights", where the function leaves several to choose from."""
        words = language.WRT_WORDS.search(sentence.plain)
        arguments = target.definition.arguments if target.definition else ()
        return bool(words) and not arguments and len(symbols_in(target.definition.right if target.definition else target.function)) > 1

    def _pairs(self, sentence: Sentence, noun: re.Match[str], block: Block) -> list[Request]:
        """"Differentiate $f$ with respect to $t$ and $g$ with respect to $X$": each function by its own variable."""
        ends = list(language.WRT.finditer(sentence.plain, noun.end()))
        kind = noun.lastgroup or "derivative"
        if len(ends) < 2 or kind not in TEMPLATES or kind in language.EXTREMES:
            return []
        out: list[Request] = []
        at = noun.end()
        for match in ends:
            between = [f for f in sentence.fragments if at <= f.start - sentence.start < match.start() and self.targets.function(f)]
            target = self.targets.of_fragment(between[-1], block) if between else None
            if target is None:
                return []
            out += [Request(latex, target.start, target.end, kind=kind) for latex in built(kind, target.function, target.definition, self._symbols_at(sentence, [match.start("first")]))]
            at = match.end()
        return out

    def _program_before(self, sentence: Sentence, noun: re.Match[str], block: Block) -> Request | None:
        r"""The optimisation problem that "its solution" or "the optimal solution" speaks of: the last that the text states before, in the same part."""
        of = language.OF.match(sentence.plain, noun.end())
        label = language.label_behind(sentence.plain, noun.end())
        labelled = self.targets.labelled(label) if label else None
        if labelled:
            asked = [a for a in self.from_fragment(labelled, False, "", sentence) if a.kind == "optimum"]
            return replace(asked[-1], start=sentence.start + noun.start(), end=sentence.end, answer=None, show=False) if asked else None
        if of and not language.PRONOUN.search(sentence.plain, max(0, noun.start() - 30), noun.end() + 40):
            return None
        for place in [block, *block.ancestors()]:
            for fragment in reversed([f for f in self.scope.own_fragments(place) if sentence.start - 1500 < f.start < sentence.start + noun.start()]):
                asked = [a for a in self.from_fragment(fragment, False, "", sentence) if a.kind == "optimum"]
                if asked:
                    return replace(asked[-1], start=sentence.start + noun.start(), end=sentence.end, answer=None, show=False)
            if place.kind in ("problem", "label", "section"):
                return None
        return None

    def _point_named(self, sentence: Sentence, noun: re.Match[str], target: Target, name: str) -> list[str]:
        r"""The unknown of an optimum that is named: "the minimizer $x^\star$ of ...", or on the left of the point that is stated."""
        behind = next((f for f in sentence.fragments if not sentence.plain[noun.end():f.start - sentence.start].strip(" ~") and f.start - sentence.start >= noun.end()), None)
        written = only_symbol(clean(self.scope.formula(behind))) if behind and behind.end < target.start else only_symbol(name)
        if not written:
            return []
        plain = undecorated(written)
        return [plain] if bare(plain) in names_in(target.definition.right if target.definition else target.function) else []

    @staticmethod
    def _optima_last(found: list[Request], sentence: Sentence) -> list[Request]:
        """"The gradient, and from it the minimizer" is both; of words such as "set the gradient to zero" that say how to find an optimum only the first counts."""
        optima = [r for r in found if r.kind == "optimum"][:1]
        rest = [r for r in found if r.kind != "optimum"]
        nouns = [m for m in language.NOUN_WORDS.finditer(sentence.plain) if m.lastgroup in language.EXTREMES]
        joined = any(language.JOINED.search(sentence.plain, 0, m.start()) for m in nouns)
        return [*rest, *optima] if joined or not rest else rest

    def _stated(self, sentence: Sentence, end: int) -> tuple[str | None, str]:
        """The answer that a sentence states behind `end`, and the name that it gives to it."""
        behind = sentence.plain[end - sentence.start:]
        match = language.STATED.search(behind)
        follows = next((f for f in sentence.fragments if match and f.start == end + match.end()), None)
        if follows is None:
            return None, ""
        sides = statements(clean(self.scope.formula(follows)))
        return (sides[0].sides[-1], sides[0].left if len(sides[0].sides) > 1 else "") if sides else (None, "")

    def variables(self, sentence: Sentence) -> list[str]:
        match = language.WRT.search(sentence.plain)
        spot = language.value_spot(sentence.plain)
        if not match or spot is not None and match.group().lower().startswith("as a function"):
            named = next((f for f in sentence.fragments if f.start - sentence.start == spot), None)
            symbol = only_symbol(clean(self.scope.formula(named)).split(r"\in")[0]) if named else None
            if named and symbol:
                return [undecorated(s) for s in [*self._joined_before(sentence, named), symbol]]
            solved = language.SOLVE_FOR.search(sentence.plain) if symbol is None else None
            return self._symbols_at(sentence, [solved.start("first")]) if solved else self.roles.named(sentence)
        return self._symbols_at(sentence, [match.start("first")] + [match.start("more") + k for k, c in enumerate(match.group("more")) if c == MARK])

    def _joined_before(self, sentence: Sentence, last: Fragment) -> list[str]:
        """The symbols that stand before the last one of a list: $a$ of "find $a$ and $b$ that minimise"."""
        found: list[str] = []
        behind = last
        for fragment in reversed([f for f in sentence.fragments if f.end <= last.start]):
            between = sentence.plain[fragment.end - sentence.start:behind.start - sentence.start]
            symbol = only_symbol(clean(self.scope.formula(fragment)).split(r"\in")[0])
            if not symbol or not language.LISTED.fullmatch(between):
                break
            found.insert(0, symbol)
            behind = fragment
        return found

    def _symbols_at(self, sentence: Sentence, spots: list[int]) -> list[str]:
        """The symbols that the formulas at these places of a sentence are."""
        names: list[str] = []
        for spot in spots:
            fragment = next((f for f in sentence.fragments if f.start - sentence.start == spot), None)
            if fragment:
                pieces = [p for _, p in split_top(clean(self.scope.formula(fragment)), re.compile(","))]
                names += [s for p in pieces if (s := only_symbol(p.split(r"\in")[0]) or variance(p)) is not None]
        return names


_MATRIX = re.compile(r"\\[dt]?frac\s*\{\\partial\s*(?:\\left\s*)?\(|J_|\\nabla(?:_\{[^{}]*\})?\^2")                      # \partial(u, v)/\partial(x, y), J_f, \nabla^2 f
_LIKELIHOOD = re.compile(r"(?i)mle\b|ml[- ]|maximum[- ]likelihood")


def _order(request: Request) -> int:
    """Which derivative a request is: 0 for an optimum, else the first or second."""
    return 0 if request.kind == "optimum" else 2 if request.kind in ("hessian", "second") else order(request.latex)


def order(latex: str) -> int:
    r"""1 for a first derivative, 2 for \nabla^2 f and \partial^2 f.

    >>> order(r"\nabla f"), order(r"\nabla^2 f"), order("f''(x)")
    (1, 2, 2)
    """
    return 2 if re.search(r"''|\^\s*\{?\s*\\prime\s*\\prime", latex) or re.search(r"(?:\\nabla|\\partial|∇|∂|\bd|\\mathrm\{d\})\s*(?:_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\?\w+))?\s*\^\s*\{?\s*2", latex) else 1
