r"""Requests that stand as formulas in a sentence: "compute $\nabla_w L$", "solve $\nabla f = 0$", "$f'(x) =$ ?"."""
from __future__ import annotations

import re
from dataclasses import replace

from ...prose.expansion import expand
from ...prose.fragments import Fragment
from ...prose.symbols import bare, only_symbol
from ..context.defining import Definitions
from ..context.scope import Scope
from ..lexical import extremes, formula, language, unasked
from ..lexical.formula import Asked
from ..lexical.operators import BARE, guessed
from ..lexical.sentences import Sentence
from ..lexical.statement import clean, statements
from ..lexical.symbol_names import names_in
from ..outline.structure import Block
from .request import Request
from .targets import Targets, undecorated
from .variables import Variables

_UPRIGHT_D = re.compile(r"\\mathrm\s*(?:\{\s*d\s*\}|d(?![A-Za-z]))\s*(?![\^/}]|$)")


class Written:
    """Reads the formulas of one document's sentences as requests."""

    def __init__(self, scope: Scope, defined: Definitions, targets: Targets, variables: Variables):
        self.scope, self.defined, self.targets, self.variables = scope, defined, targets, variables

    def requests(self, sentence: Sentence, block: Block) -> list[Request]:
        """The formulas of a sentence that are derivatives, optima or limits and stand behind a word that asks."""
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
            asserted = (re.match(r"\s*,?\s*(?:is|are) (?!positive|semi|given|equal)", behind) and not sentence.question
                        and governing[-1][2] != "show")
            if unasked.PROPERTY.match(behind) or asserted:
                continue
            requests = self.from_fragment(fragment, governing[-1][2] == "show", behind, sentence,
                                          self._to_solve(governing[-1], sentence, fragment),
                                          block) or self._subscripted(fragment, block)
            if extremes.ABOUT_PROGRAM.search(between) and not extremes.SOLVED.search(sentence.plain):
                requests = [r for r in requests if r.kind != "optimum"]
            found += requests
        values = [r for r in found if r.answer is None or r.show]
        told = unasked.PURPOSE.match(sentence.plain)  # "To derive the second, write ... and compute ... = ..." tells
        found = values or [r for r in found if not self._is_zero(r.answer) and not told]
        return self._without_alternatives(found, sentence)

    @staticmethod
    def _is_tool(between: str, show: bool) -> bool:
        """Whether the words before a formula make it a means to the answer;
        "show that $f$ satisfies $f' = ...$" states what is to be shown."""
        return bool(unasked.TOOL.search(language.SATISFIES.sub("", between) if show else between))

    def _to_solve(self, verb: tuple[int, int, str, str], sentence: Sentence, fragment: Fragment) -> bool:
        r"""Whether "solve $\\nabla f = 0$", "set $\\nabla f = 0$ and solve",
        "for which $x$ is $\\nabla f = 0$?" is asked and its solution not told."""
        word, start, end = verb[3].lower(), fragment.start - sentence.start, fragment.end - sentence.start
        if extremes.SOLVE.match(word):
            asks = not language.BY_SETTING.search(sentence.plain, verb[1], start)
        elif extremes.ZERO_OF.search(sentence.plain, verb[0], start):
            asks = True
        else:
            asks = word == "set" and bool(extremes.SOLVE.search(sentence.plain, end))
        return asks and len(statements(self.scope.formula(fragment))) == 1 and not self.solution_told(sentence, end)

    def solution_told(self, sentence: Sentence, place: int) -> bool:
        """Whether an equation stands behind a place of a sentence: "to obtain $\\mu = ...$"."""
        behind = [s for f in sentence.fragments if f.start - sentence.start >= place for s in statements(self.scope.formula(f))]
        return any(s.relations and s.relations[0] in ("=", ":=") and s.right and not self._is_zero(s.right) for s in behind)

    def from_fragment(self, fragment: Fragment, show: bool, behind: str, sentence: Sentence, solve: bool = False,
                      block: Block | None = None) -> list[Request]:
        """What one formula asks; with `solve` a derivative that is 0 asks for where it is."""
        out = []
        laid_out = formula.program(self.scope.formula(fragment))
        if laid_out is None and extremes.SOLVED.search(sentence.plain):
            laid_out = formula.bare_program(self.scope.formula(fragment))
        for asked in [self._with_unknown(laid_out, sentence)] if laid_out else formula.asked(self.scope.formula(fragment)):
            answer = asked.answer
            if show and answer is None:
                equals = language.EQUALS.match(behind)
                if equals:
                    follows = next((f for f in sentence.fragments if f.start == fragment.end + equals.end()), None)
                    answer = clean(self.scope.formula(follows)) if follows else None
            if (show and answer is None and asked.kind not in ("derivative", "named") or answer and not show
                    and formula.RATE.match(asked.latex)):
                continue                                                 # \dot x = Ax is an equation of motion
            if self._is_zero(answer):
                if solve and asked.kind in ("derivative", "prime"):
                    out.append(Request(f"{asked.latex} = 0", self._row(fragment, asked), fragment.end, kind="optimum"))
                continue
            out.append(Request(asked.latex, self._row(fragment, asked), fragment.end, answer, show, asked.kind))
        return out or ([] if show else self._differential(fragment, sentence, block))

    def program(self, fragment: Fragment, sentence: Sentence, start: int) -> Request | None:
        r"""The optimisation problem of a fragment, which a sentence speaks of at `start`,
        with the condition that words add to it:
        "$\min_x \|x\|^2$ subject to $Ax = b$"."""
        asked = [a for a in self.from_fragment(fragment, False, "", sentence) if a.kind == "optimum"]
        if not asked:
            return None
        latex = asked[-1].latex
        behind = extremes.CONDITION_BEHIND.match(self.scope.text, fragment.end)
        if behind and not formula.constrained(latex):
            condition = next((f for f in self.scope.fragments if f.start == behind.end()), None)
            if condition is None:
                return None
            latex = rf"{latex} \quad \text{{s.t.}} \quad {clean(self.scope.formula(condition))}"
        return replace(asked[-1], latex=latex, start=start, end=sentence.end, answer=None, show=False)

    def program_before(self, sentence: Sentence, start: int, block: Block, point: str = "") -> Request | None:
        """The optimisation problem that the text states last before `start`, in the same part;
        one that determines `point`, where that is named."""
        for place in block.path():
            for fragment in reversed([f for f in self.scope.own_fragments(place) if sentence.start - 1500 < f.start < start]):
                if point and point not in (bare(a.name) for a in formula.asked(self.scope.formula(fragment))):
                    continue
                if (found := self.program(fragment, sentence, start)) is not None:
                    return found
            if place.kind in ("problem", "label", "section"):
                return None
        return None

    def solved(self, sentence: Sentence, block: Block) -> list[Request]:
        r""""Solve it.", "solve the dual problem", "solve \eqref{eq:dual}" of an optimisation problem
        that was stated before."""
        words = extremes.SOLVE_IT.search(sentence.plain)
        if words is None or words["problem"] and any(f.start >= sentence.start + words.end() for f in sentence.fragments):
            return []
        label = language.label_behind(sentence.plain, words.end())
        labelled = self.targets.labelled(label) if label else None
        start = sentence.start + words.start()
        found = (self.program(labelled, sentence, start) if labelled else None if label or words["label"]
                 else self.program_before(sentence, start, block))
        return [found] if found else []

    def _names_function(self, latex: str, block: Block | None, fragment: Fragment) -> bool:
        """Whether a formula is the name of a function that is defined, the f of $df$."""
        name = only_symbol(latex)
        found = self.defined.lookup(bare(name), block, fragment.start) if name and block is not None else None
        return found is not None and bool(found.definition.arguments)

    def _differential(self, fragment: Fragment, sentence: Sentence, block: Block | None) -> list[Request]:
        r"""$\mathrm{d} f$, and in italics where the sentence says that it is a differential."""
        latex = clean(self.scope.formula(fragment))
        upright = _UPRIGHT_D.match(latex)
        italic = re.match(r"d(?![A-Za-z]{2})", latex) and (re.search(r"\bdifferential\b", sentence.plain)
            or self._names_function(latex[1:], block, fragment))
        return [Request(latex, self.targets.start(fragment), fragment.end)] if (upright or italic) and "=" not in latex else []

    def _with_unknown(self, asked: Asked, sentence: Sentence) -> Asked:
        """A program with the unknown that the sentence names, "find the optimal $x$ of"; else the customary one."""
        if formula.UNKNOWN not in asked.latex:
            return asked
        named = [n for n in (only_symbol(clean(self.scope.formula(f))) for f in sentence.fragments if f.kind == "inline") if n]
        names = (self.variables.of(sentence) or [undecorated(n) for n in named
                                                 if bare(undecorated(n)) in names_in(asked.latex)][:1] or guessed(asked.latex))
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
            arguments = {bare(a): a for a in found.definition.arguments
                         or set(names_in(found.definition.right)) & set("xyzt")} if found else {}
            if (len(arguments) < 2 or not set(letters) <= set(arguments)
                    or self.defined.lookup(bare(f"{name}_{letters[0]}"), block, fragment.start)):
                continue
            below = [arguments[c] for c in reversed(letters)]
            twice = len(below) == 2
            under = rf"\partial {below[0]}^2" if twice and below[0] == below[1] else r"\,".join(rf"\partial {v}" for v in below)
            out.append(Request(rf"\frac{{\partial{'^2' if twice else ''} {found.definition.name}}}{{{under}}}",
                               self.targets.start(fragment), fragment.end))
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
        return (answer is not None and bool(re.fullmatch(
            r"0|\\(?:mathbf|boldsymbol|vec|bm)\s*\{?\s*0\s*\}?|\\bm0|\\mathbf0", answer)))

    @staticmethod
    def _without_alternatives(found: list[Request], sentence: Sentence) -> list[Request]:
        """"the gradient $\\nabla J$, i.e. $\\partial J/\\partial w$" is one request;
        the bare name of an operator is none."""
        kept: list[Request] = []
        for request in found:
            if BARE.fullmatch(request.latex):
                continue
            if kept:
                between = sentence.plain[kept[-1].end - sentence.start:request.start - sentence.start]
                if re.search(r"\b(?:i\.e|that is|or equivalently|in other words|namely|c'est-à-dire|d\.h|also "
                             r"(?:written|denoted)|denoted|written(?: as)?)\b|即|也就是", between):
                    continue
            kept.append(request)
        return kept

    def unanswered(self, sentence: Sentence) -> list[Request]:
        """A derivative written with "= ?" or a bare "=" asks by itself."""
        if unasked.aside(sentence.plain):
            return []
        out = []
        for fragment in sentence.fragments:
            latex = self.scope.formula(fragment)
            alone = not sentence.plain[fragment.end - sentence.start:].strip(" .\t\n~")
            marked = (alone or language.BLANK.match(sentence.plain, fragment.end - sentence.start) or "?" in latex
                      or fragment.kind == "display" or not re.search(r"=\s*$", clean(latex)))
            marks = [a for a in formula.asked(latex) if a.open_end] if marked else []
            out += [Request(a.latex, self.targets.start(fragment), fragment.end, kind=a.kind) for a in marks]
        return out

    def contracted(self, fragments: list[Fragment]) -> list[Request]:
        """The index expressions with deltas among these fragments."""
        return [Request(latex, self.targets.start(f), f.end, kind="contraction") for f in fragments
                if (latex := formula.contraction(self.scope.formula(f)))]
