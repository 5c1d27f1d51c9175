r"""From a sentence to what it asks: "find the gradient of $f$ with respect to $w$" becomes \nabla_{w} f."""
from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..prose.expansion import expand
from ..prose.fragments import Fragment
from ..prose.symbols import bare, only_symbol, read_symbol
from . import formula, language
from .formula import Asked, Definition
from .operators import TEMPLATES, built, variables
from .defining import Definitions, head_names
from .scope import Scope
from .sentences import MARK, Sentence
from .symbol_names import names_in
from .structure import Block


@dataclass(frozen=True)
class Request:
    """What is asked: LaTeX for `derive`, its place, the answer the text states (to be compared), whether a proof is asked."""

    latex: str
    start: int
    end: int
    answer: str | None = None
    show: bool = False
    kind: str = "derivative"


class Reader:
    """Turns sentences of one document into requests."""

    def __init__(self, scope: Scope, defined: Definitions, labels: dict[str, int]):
        self.scope, self.defined = scope, defined
        self.labels = labels                       # label -> offset of the fragment that carries it
        self.latest: list[Request] = []            # what was asked last, for "repeat for ..."

    def requests(self, sentence: Sentence, block: Block) -> list[Request]:
        """What one sentence asks, in order; empty when it asks nothing that a formula answers."""
        if not sentence.asks:
            return self._unanswered(sentence)
        found = self._direct(sentence, block) or self._by_name(sentence, block) or self._contractions(sentence)
        return [self._at_point(self._constrained(r, sentence), sentence, block) for r in found]

    def _constrained(self, request: Request, sentence: Sentence) -> Request:
        """An optimum "subject to" a formula of the sentence takes it as its constraint."""
        words = language.CONSTRAINED.search(sentence.plain) if request.kind == "optimum" and not formula.constrained(request.latex) else None
        if not words:
            return request
        fragment = next((f for f in sentence.fragments if f.start - sentence.start >= words.end()), None)
        condition = formula.clean(self.scope.formula(fragment)) if fragment else r"\text{?}"
        return replace(request, latex=rf"{request.latex} \quad \text{{s.t.}} \quad {condition}", end=max(request.end, fragment.end if fragment else 0))

    def _at_point(self, request: Request, sentence: Sentence, block: Block) -> Request:
        """A derivative "at $w = 0$" or "at the point $(1, 2)$" is evaluated there."""
        words = language.AT.match(sentence.plain, request.end - sentence.start) if request.end <= sentence.end else None
        fragment = next((f for f in sentence.fragments if words and f.start - sentence.start == words.end()), None)
        if fragment is None or request.show or request.kind in ("optimum", "limit", "contraction"):
            return request
        point = formula.clean(self.scope.formula(fragment))
        parts = formula.statements(point)
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
        return [Request(latex, self.start(f), f.end, kind="contraction") for f in fragments if (latex := formula.contraction(self.scope.formula(f)))]

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
            if not governing or language.TOOL.search(between.replace("\n", " ")):
                continue
            asserted = re.match(r"\s*,?\s*(?:is|are) (?!positive|semi|given|equal)", behind) and not sentence.question and governing[-1][2] != "show"
            if language.PROPERTY.match(behind) or asserted:
                continue
            found += self.from_fragment(fragment, governing[-1][2] == "show", behind, sentence) or self._subscripted(fragment, block)
        values = [r for r in found if r.answer is None or r.show]
        found = values or [r for r in found if not self._is_zero(r.answer)]
        return self._without_alternatives(found, sentence)

    def from_fragment(self, fragment: Fragment, show: bool, behind: str, sentence: Sentence) -> list[Request]:
        out = []
        for asked in formula.asked(self.scope.formula(fragment)):
            answer = asked.answer
            if show and answer is None:
                equals = language.EQUALS.match(behind)
                if equals:
                    follows = next((f for f in sentence.fragments if f.start == fragment.end + equals.end()), None)
                    answer = formula.clean(self.scope.formula(follows)) if follows else None
            if show and answer is None and asked.kind not in ("derivative", "named"):
                continue
            if self._is_zero(answer):
                continue
            out.append(Request(asked.latex, self._row(fragment, asked), fragment.end, answer, show, asked.kind))
        return out

    def _subscripted(self, fragment: Fragment, block: Block) -> list[Request]:
        """f_x and f_{xy} of a function f(x, y): partial derivatives."""
        out = []
        for statement in formula.statements(self.scope.formula(fragment)):
            written = re.fullmatch(r"(.+?)_\s*(?:\{\s*([a-z](?:\s*[a-z])?)\s*\}|([a-z]))(?:\s*\(.*\))?", statement.left)
            if not written or statement.right and not statement.right.startswith("?") or only_symbol(written.group(1)) is None:
                continue
            name, letters = written.group(1), re.findall(r"[a-z]", written.group(2) or written.group(3))
            found = self.defined.lookup(bare(name), block, fragment.start)
            arguments = {bare(a): a for a in found.definition.arguments} if found else {}
            if len(arguments) < 2 or not set(letters) <= set(arguments) or self.defined.lookup(bare(f"{name}_{letters[0]}"), block, fragment.start):
                continue
            below = [arguments[c] for c in reversed(letters)]
            twice = len(below) == 2
            under = rf"\partial {below[0]}^2" if twice and below[0] == below[1] else r"\,".join(rf"\partial {v}" for v in below)
            out.append(Request(rf"\frac{{\partial{'^2' if twice else ''} {found.definition.name}}}{{{under}}}", self.start(fragment), fragment.end))
        return out

    def _row(self, fragment: Fragment, asked: Asked) -> int:
        """Where a request stands: the start of the formula, or of its row in a display of several."""
        a, b = fragment.inner
        raw = self.scope.text[a:b]
        rows = [0] + [m.end() for m in re.finditer(r"\\\\(?:\[[^\]]*\])?", raw)]
        head = re.sub(r"\W+", "", asked.latex)[:12]
        if len(rows) < 2:
            return self.start(fragment)
        for start, end in zip(rows, [*rows[1:], len(raw)]):
            row = formula.clean(expand(raw[start:end], self.scope.macros).replace("&", " "))
            if re.sub(r"\W+", "", row).startswith(head):
                return a + start + len(raw[start:end]) - len(raw[start:end].lstrip())
        return self.start(fragment)

    def start(self, fragment: Fragment) -> int:
        """The offset of the first character inside the fragment that is not space."""
        a, b = fragment.inner
        inside = self.scope.text[a:b]
        return a + len(inside) - len(inside.lstrip()) if inside.strip() else a

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
            marked = "?" in latex or fragment.kind == "display" or not re.search(r"=\s*$", formula.clean(latex))
            marks = [a for a in formula.asked(latex) if a.open_end] if marked else []
            out += [Request(a.latex, self.start(fragment), fragment.end, kind=a.kind) for a in marks]
        return out

    # -- a word names the derivative

    def _by_name(self, sentence: Sentence, block: Block) -> list[Request]:
        verb = sentence.asks[0]
        nouns = [m for m in language.NOUN_WORDS.finditer(sentence.plain) if m.start() >= verb[0] - 1 or m.start() >= verb[0]]
        if not nouns:
            return []
        by = self.variables(sentence)
        out: list[Request] = []
        for noun in nouns[:3]:
            kind = noun.lastgroup or "derivative"
            target = self._target(sentence, noun, block)
            estimated = self._estimated(sentence, noun, block) if target is None and kind in ("minimum", "maximum") else None
            if estimated is not None:
                target, by = estimated
            if target is None:
                continue
            function, definition, place, end = target
            if kind in ("minimum", "maximum") and not by and definition is None and noun.start() > verb[1]:
                continue
            show = any(a[2] == "show" and a[0] < noun.start() for a in sentence.asks)
            answer = self._stated(sentence, end) if show else None
            if show and answer is None:
                continue
            targets = [target, *self._further(sentence, end, definition, block)] if not show and kind in TEMPLATES and re.search(r"s\b", noun.group()) else [target]
            for function, definition, place, end in targets:
                for latex in built(kind, function, definition, by):
                    if all(r.latex != latex for r in out):
                        out.append(Request(latex, place, end, answer, show, "optimum" if kind in ("minimum", "maximum") else kind))
        return self._one_optimum(out)

    def _estimated(self, sentence: Sentence, noun: re.Match[str], block: Block):
        r"""(target, variables) of "the maximum likelihood estimate of $\lambda$": the function defined last, by that letter."""
        of = language.OF.match(sentence.plain, noun.end())
        fragment = next((f for f in sentence.fragments if of and of.group("what") == MARK and f.start - sentence.start == of.start("what")), None)
        symbol = only_symbol(formula.clean(self.scope.formula(fragment))) if fragment else None
        found = self.defined.latest(block, sentence.start) if symbol else None
        if fragment is None or symbol is None or found is None or bare(symbol) not in names_in(found.definition.right):
            return None
        return (self._named(found.definition), found.definition, self.start(fragment), fragment.end), [symbol]

    def _further(self, sentence: Sentence, end: int, first: Definition | None, block: Block) -> list:
        """The other functions of "the derivatives of $f$, $g$ and $h$"."""
        out, at = [], end
        for fragment in sentence.fragments:
            if fragment.start < at:
                continue
            between = sentence.plain[at - sentence.start:fragment.start - sentence.start]
            if not re.fullmatch(r"[\s,;]*(?:and|et|und|y|e|\(?[a-z]{1,3}\)|和|及|、|\\\w+|~)?[\s,;]*(?:\(?[a-z]{1,3}\))?\s*", between) or not self.function(fragment):
                break
            target = self.function_of(fragment, block)
            if target is None or bool(target[1]) != bool(first):
                break
            out.append(target)
            at = fragment.end
        return out

    @staticmethod
    def _one_optimum(found: list[Request]) -> list[Request]:
        derivatives = [r for r in found if r.kind != "optimum"]
        return derivatives or found[:1]

    def _stated(self, sentence: Sentence, end: int) -> str | None:
        behind = sentence.plain[end - sentence.start:]
        match = re.search(r"(?:\bis(?: equal to| given by)?|\bequals?|=|\best(?: égale? à| donnée? par)?|\bist(?: gleich)?|等于|为|是)\s*:?\s*(?=\x01)", behind)
        if not match:
            return None
        follows = next((f for f in sentence.fragments if f.start == end + match.end()), None)
        if follows is None:
            return None
        latex = formula.clean(self.scope.formula(follows))
        sides = formula.statements(latex)
        return sides[0].sides[-1] if sides else None

    def variables(self, sentence: Sentence) -> list[str]:
        match = language.WRT.search(sentence.plain)
        if not match:
            value = language.VALUE_OF.search(sentence.plain)
            spot = value.start() + value.group().index(MARK) if value else -1
            named = next((f for f in sentence.fragments if f.start - sentence.start == spot), None)
            symbol = only_symbol(formula.clean(self.scope.formula(named))) if named else None
            return [symbol] if symbol else []
        spots = [match.start("first")] + [match.start("more") + k for k, c in enumerate(match.group("more")) if c == MARK]
        names: list[str] = []
        for spot in spots:
            fragment = next((f for f in sentence.fragments if f.start - sentence.start == spot), None)
            if fragment:
                pieces = [p for _, p in formula.split_top(formula.clean(self.scope.formula(fragment)), re.compile(","))]
                names += [s for p in pieces if (s := only_symbol(p.split(r"\in")[0])) is not None]
        return names

    def _target(self, sentence: Sentence, noun: re.Match[str], block: Block) -> tuple[str, Definition | None, int, int] | None:
        """(function as LaTeX, its definition, offset to report, offset behind) of what the noun is taken of."""
        by = language.WRT.search(sentence.plain)
        value = language.VALUE_OF.search(sentence.plain)
        taken = {by.start("first") + sentence.start} if by else {sentence.start + value.start() + value.group().index(MARK)} if value else set()
        of = language.OF.match(sentence.plain, noun.end())
        if of and of.group("label"):
            return self._labelled(of.group("label"), sentence, block)
        candidates = [f for f in sentence.fragments if f.start not in taken]
        after = [f for f in candidates if f.start - sentence.start >= noun.end()]
        before = [f for f in candidates if sentence.asks[0][0] <= f.start - sentence.start < noun.start()]
        verbal = noun.start() <= sentence.asks[0][1]
        fragment = None
        if of and of.group("what") == MARK:
            fragment = next((f for f in candidates if f.start - sentence.start == of.start("what")), None)
        if fragment is None and (verbal or re.match(r"\s*(?:\([^()]*\))?\s*:?\s*(?:of|for|de)?[^.]{0,80}\x01", sentence.plain[noun.end():])):
            fragment = next((f for f in after if self.function(f) and self.function_of(f, block)), None)
        if fragment is None and re.search(r"[\u2e80-\uffef]", sentence.plain):
            fragment = next((f for f in before if self.function(f)), None)
        if fragment is None and re.search(r"\bthat\s*$|\bwhich\s*$", sentence.plain[:noun.start()].rstrip() + " ") and after:
            fragment = after[0]
        if fragment is None and (re.search(r"\s*\b(?:of|for)\s+\x01", sentence.plain[noun.end():noun.end() + 40]) is None):
            mentioned = next((f for f in [*before, *after] if self.function(f) and formula.definitions(self.scope.formula(f))), None)
            fragment = mentioned
        if fragment is not None:
            return self.function_of(fragment, block)
        if language.FOLLOWING.search(sentence.plain):
            return None
        phrase = sentence.plain[max(0, noun.start() - 30):noun.end() + 70]
        bare_noun = block.within_problem() and not sentence.fragments and re.fullmatch(r"\W*", sentence.plain[noun.end():])
        if language.PRONOUN.search(phrase) or bare_noun or not re.match(r"\s*(?:matrix|vector)?\s*(?:of|for|de|von|的)\b", sentence.plain[noun.end():]) and by:
            found = self.defined.latest(block, sentence.end)
            if found:
                return self._named(found.definition), found.definition, sentence.start + noun.start(), sentence.end
        return None

    def _labelled(self, label: str, sentence: Sentence, block: Block):
        offset = self.labels.get(label)
        fragment = next((f for f in self.scope.fragments if offset is not None and f.start <= offset < f.end), None)
        if fragment is None:
            return None
        found = self.function_of(fragment, block)
        return (found[0], found[1], sentence.start + sentence.asks[0][0], sentence.end) if found else None

    def function(self, fragment: Fragment) -> bool:
        """Whether a fragment can be what is differentiated: a definition, a name, a call or an expression; no membership."""
        latex = formula.clean(self.scope.formula(fragment))
        parts = formula.statements(latex)
        if not parts or formula.operator(latex):
            return False
        return not parts[0].relations or parts[0].relations[0] == r"\mapsto" or bool(formula.definitions(latex))

    def function_of(self, fragment: Fragment, block: Block):
        latex = formula.clean(self.scope.formula(fragment))
        parts = formula.statements(latex)
        if not parts:
            return None
        place = self.start(fragment)
        if parts[0].relations and parts[0].relations[0] == r"\mapsto" and only_symbol(parts[0].left):
            name = only_symbol(parts[0].left) or ""
            return parts[0].sides[1], Definition("", "", (name,), parts[0].sides[1], ""), place, fragment.end
        defined = formula.definitions(latex)
        if defined:
            return self._named(defined[0]), defined[0], place, fragment.end
        text = parts[0].left
        head = read_symbol(text)
        if head:
            called = only_symbol(text) or re.fullmatch(r"\s*(?:\\left)?\(.*\)\s*", text[head[1]:], re.S)
            found = self.defined.lookup(bare(head[0]), block, fragment.start) if called else None
            if found:
                return self._named(found.definition), found.definition, place, fragment.end
        return (text, None, place, fragment.end) if not only_symbol(text) else None

    @staticmethod
    def _named(definition: Definition) -> str:
        return definition.name
