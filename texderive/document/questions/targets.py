r"""What a named derivative is taken of: "the gradient of $f$", "its Hessian", "the derivatives of $f$, $g$ and $h$"."""
from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from ...prose.expansion import expand
from ...prose.fragments import Fragment
from ...prose.symbols import bare, only_symbol, read_symbol
from ..context.defining import Definitions, head_names
from ..context.scope import Scope
from ..lexical import extremes, formula, language
from ..lexical.definition import Definition, definitions, listed
from ..lexical.inline_lists import LABEL
from ..lexical.operators import guessed
from ..lexical.sentences import MARK, Sentence, in_span, marked
from ..lexical.statement import clean, split_top, statements
from ..lexical.symbol_names import names_in, symbols_in, symbols_written
from ..outline.structure import Block

_BETWEEN = re.compile(rf"[\s,;]*(?:(?:and|then|et|puis|und|y|e|sowie|resp\.?)\b|和|及|、|\\\w+|~)?[\s,;]*(?P<that>(?:that|"
                      rf"those|celles?|diejenigen?|la|quella)\b[\s~]*(?=(?:of|de|von|di)\b))?(?:(?:of|de|du|von|der|"
                      rf"des|di|to|à)\b[\s~]*)?(?P<label>{LABEL})?\s*(?:\\\w+|~)?\s*")
_OF_NOUN = re.compile(r"\s*(?:\([^()]*\))?\s*:?\s*(?:of|for|de)?[^.]{0,80}\x01")


_BACKWARD = re.compile(r"\b(?:its|their|it|this|that|these|those|above)\b", re.IGNORECASE)
_BEHIND_NOUN = re.compile(r"(?:[\s~]+(?:[a-z-]+[\s~]+){1,2}(?=\x01))?[\s~]*")
_CALLED = re.compile(r"\s*(?:\\left\s*)?\((.*?)(?:\\right\s*)?\)\s*", re.S)
_CALL = re.compile(r"\\?[A-Za-z]+\s*(?:\\left\s*)?\(([^()]*?)(?:\\right\s*)?\)")
_GIVEN = re.compile(r"\\(?:mid|vert)(?![A-Za-z])|\||;")
_OF_SAMPLE = re.compile(r"\s*(?:[<>]|\\(?:in|sim|geq?|leq?|stackrel|overset)(?![A-Za-z])).*", re.S)
_SAMPLE = re.compile(
    r"\{?(?P<letter>\\?[A-Za-z]+)_\{?1\}?\s*,\s*(?:(?P=letter)_\{?2\}?\s*,\s*)?\\[lc]?dots\w*\s*,\s*"
    r"(?P=letter)_\{?(?P<size>\w)\}?\}?")
_LAGRANGIAN = re.compile(r"\blagrang\w+|拉格朗日函数", re.IGNORECASE)
_DENSITY = re.compile(r"\b(?:density|densities|pdf|p\.d\.f|pmf|probability "
                      r"(?:density|mass)|distribut\w+|dichte\w*|densité|densidad)\b", re.IGNORECASE)
_OF_WORDS = re.compile(r"[\s~]+of[\s~]+(?:the|this|a|an|"
                       r"our)[\s~]+(?P<words>(?:[^\W\d_]+[\s~-]+){1,4}?[^\W\d_]+)(?=[\s~]*(?:[.?,]|with[\s~]+respect|"
                       r"w\.?\s?r\.?\s?t|\Z))", re.IGNORECASE)
_LOSS = re.compile(r"\b(?:loss|objective|cost|risk)\b", re.IGNORECASE)
_NO_LOSS = re.compile(r"\b(?:predict\w*|hypothesis|activation|classifier|sigmoid) function\b"
                      r"(?!.*\b(?:loss|cost|objective|risk|error)\b)", re.IGNORECASE | re.DOTALL)
_OF_CAPITALS = re.compile(r"[\s~]+of[\s~]+(?:the[\s~]+)?([A-Z]{2,5})\b")
_CALLED_SO = re.compile(r"(?: (?:loss|function|kernel|model|energy|cost|with [^.\x01]{0,30}))?[ "
                        r",]*(?:(?:is|are|:|=|reads|given|defined|by|as|the|function|denoted|of|follows)[ :,]*)*")
_REACH = 4000                                # characters before a sentence that are searched for what words name
_NUMBER = re.compile(r"(?:\\left\s*)?[(\[]?(?:\s*[-+]?\s*[\d./]+\s*,?)+(?:\\right\s*)?[)\]]?")  # and a list of numbers
_ROW = re.compile(r"\\\\\*?(?:\[[^\]]*\])?")
_DECORATED = re.compile(r"\^\s*\{?\s*(?:\*|\\(?:star|ast|dagger|mathrm\{opt\}))\s*\}?|_\s*\{?\s*(?:\\(?:min|max|"
                        r"text\{\w+\}|mathrm\{\w+\})|MLE|ML|MAP|OLS|\*|\\star|\\ast)\s*\}?")
_ACCENT = re.compile(r"^\s*\\(?:hat|widehat|bar|tilde)\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|(\\?[A-Za-z]+))")


def undecorated(symbol: str) -> str:
    r"""The unknown whose optimum a symbol names.

    >>> undecorated(r"\hat\beta"), undecorated(r"x^\star"), undecorated(r"w_{\text{ML}}")
    ('\\beta', 'x', 'w')
    """
    return _DECORATED.sub("", _ACCENT.sub(lambda m: m.group(1) or m.group(2), symbol)).strip()


def variance(latex: str) -> str | None:
    r"""\sigma^2, a variable as it is written."""
    return latex.strip() if re.fullmatch(r"\s*\\?[A-Za-z]+(?:_\{?\w\}?)?\s*\^\s*\{?2\}?\s*", latex) else None


@dataclass(frozen=True)
class Target:
    """A function as LaTeX, its definition if it has one, the offset to report and the offset behind it;
    the unknowns of what is minimised."""

    function: str
    definition: Definition | None
    start: int
    end: int
    unknowns: tuple[str, ...] = ()


class Targets:
    """Finds the targets of one document; `labels` leads from a \\label to the offset of its formula."""

    def __init__(self, scope: Scope, defined: Definitions, labels: dict[str, int]):
        self.scope, self.defined, self.labels = scope, defined, labels

    def of_noun(self, sentence: Sentence, noun: re.Match[str], block: Block, aside: Collection[int] = (),
                implied: bool = False) -> Target | None:
        """What the noun of a sentence is taken of: none of the formulas that start at `aside`;
        where it is `implied`, what was defined last if the noun is of nothing."""
        by = language.WRT.search(sentence.plain)
        value = extremes.value_spot(sentence.plain)
        taken = {by.start("first") + sentence.start} if by else {sentence.start + value} if value is not None else set()
        point = extremes.ATTAINED.search(sentence.plain, noun.end())
        taken |= {sentence.start + point.end()} if point else set()
        of = language.OF.match(sentence.plain, noun.end())
        label = language.label_behind(sentence.plain, noun.end())
        if label and (label in self.labels or not label.startswith("(")):
            return self._labelled(label, sentence, block)
        taken |= set(aside)
        candidates = [f for f in sentence.fragments if f.start not in taken]
        inside = [f for f in candidates if noun.start() <= f.start - sentence.start < noun.end()]  # "leiten Sie $g$ ab"
        after = inside or [f for f in candidates if f.start - sentence.start >= noun.end()]
        before = [f for f in candidates if sentence.asks[0][0] <= f.start - sentence.start < noun.start()]
        verbal = noun.start() <= sentence.asks[0][1]
        passive = (extremes.IS_EXTREME.search(sentence.plain, 0, noun.start())
                   if noun.lastgroup in ("minimum", "maximum") else None)
        fragment = next((f for f in candidates if passive and f.start - sentence.start == passive.start()
                         and self.function(f)), None)
        if fragment is None and of and of.group("what") == MARK:
            fragment = next((f for f in candidates if f.start - sentence.start == of.start("what")), None)
        if fragment is None and (verbal or _OF_NOUN.match(sentence.plain[noun.end():])):
            fragment = next((f for f in after if self.function(f) and self.of_fragment(f, block)), None)
        if fragment is None and re.search(r"[\u2e80-\uffef]", sentence.plain):
            fragment = next((f for f in before if self.function(f)), None)
        if fragment is None and re.search(r"\bthat\s*$|\bwhich\s*$", sentence.plain[:noun.start()].rstrip() + " ") and after:
            fragment = after[0]
        if fragment is None and (re.search(r"\s*\b(?:of|for)\s+\x01", sentence.plain[noun.end():noun.end() + 40]) is None):
            fragment = next((f for f in [*before, *after] if self.function(f)
                             and (definitions(self.scope.formula(f)) or value is not None
                                  and self._known(f, block, sentence, value))), None)
        # "For the loss $f(w) = ...$, what is the gradient?"
        if fragment is None and sentence.asks and (aside and implied or language.NOTHING_MORE.match(sentence.plain, noun.end())):
            fragment = next((f for f in reversed(candidates) if f.end - sentence.start <= sentence.asks[0][0]
                             and self.function(f) and definitions(clean(self.scope.formula(f)))), None)
        if fragment is not None:
            return self.of_fragment(fragment, block)
        if (described := self._described(sentence, noun, block)) is not None:
            return described
        if (language.FOLLOWING.search(sentence.plain, 0, by.start() if by else len(sentence.plain))
                or language.FOLLOWING.search(sentence.plain, by.end() if by else 0)
                or sentence.plain.rstrip().endswith((":", "："))):
            return None                                          # what follows is meant
        phrase = sentence.plain[max(0, noun.start() - 30):noun.end() + 70]
        bare_noun = (implied and not any(self.function(f) and self.of_fragment(f, block) for f in candidates)
                     or not sentence.fragments and language.NOTHING_MORE.match(sentence.plain, noun.end()))
        if (language.PRONOUN.search(phrase) or bare_noun and (block.within_problem() or self.defined.in_paragraph(sentence.start))
                or not re.match(r"\s*(?:matrix|vector)?\s*(?:of|for|de|von|的)\b", sentence.plain[noun.end():]) and by):
            found = self.defined.latest(block, sentence.end)
            if _LAGRANGIAN.search(sentence.plain):  # it is the Lagrangian, which the problem has to state
                called = found is not None and _LAGRANGIAN.search(self.scope.text, max(0, found.offset - 200), found.offset)
                return (Target(found.definition.written, found.definition, sentence.start + noun.start(), sentence.end)
                        if called else None)
            if found is not None and _LOSS.search(phrase) and _NO_LOSS.search(
                    self.scope.text[max(0, found.offset - 120):found.offset]):
                return None                                              # a prediction is not the loss that is spoken of
            if (found is not None and not self.defined.in_paragraph(sentence.start)
                    and (behind := self._right_behind(sentence, phrase, block)) is not None):
                return behind
            minimised = self._objective_before(sentence, block)
            if minimised and (found is None or found.offset < minimised.start or found.block is not block):
                return minimised
            written = (self._expression_before(sentence, noun, block) if found is None or found.block is not block
                       or not self.defined.in_paragraph(sentence.start) else None)
            if written is None and found is not None:
                return Target(found.definition.written, found.definition, sentence.start + noun.start(), sentence.end)
            return written
        return None

    def called(self, word: str, target: Target, sentence: Sentence, block: Block) -> Target | None:
        """The function that the text calls by a word, "profit $\\pi(q) = ...$", the target if it is so;
        None where the word is the name of no function."""
        homes = block.path()
        near = [f for f in reversed(self.defined.all)
                if f.offset < sentence.end and (f.block in homes or f.block.parent in homes)]
        named = [f for f in near if re.search(rf"(?i)\b{word}s?\b[^.;]*$", self.scope.text[max(0, f.offset - 60):f.offset])]
        if target.definition is None or any(f.definition.key == target.definition.key for f in named):
            return target
        return Target(named[0].definition.written, named[0].definition, target.start, target.end) if named else None

    def _described(self, sentence: Sentence, noun: re.Match[str], block: Block) -> Target | None:
        r"""What the text calls by the words behind the noun: "the derivative of the Gaussian kernel",
        where "the Gaussian kernel is $k(x, z) = ...$" stands before."""
        capitals = _OF_CAPITALS.match(sentence.plain, noun.end())
        found = self.defined.lookup(capitals[1], block, sentence.start) if capitals else None
        if found is not None:
            return Target(found.definition.written, found.definition, sentence.start + noun.start(), sentence.end)
        words = _OF_WORDS.match(sentence.plain, noun.end())
        named = [w for w in re.findall(r"[^\W\d_]+", words["words"].lower()) if len(w) > 2] if words else []
        if len(named) < 2:
            return None
        begin = max(0, sentence.start - _REACH)
        fragments = in_span(self.scope.fragments, begin, sentence.start)
        plain = re.sub(r"\s|~", " ", marked(self.scope.text, begin, sentence.start, fragments).lower())
        for at in reversed([m.end() for m in re.finditer(r"\W+".join(map(re.escape, named)), plain)]):
            fragment = next((f for f in fragments if f.start >= begin + at), None)
            if fragment is None or not _CALLED_SO.fullmatch(plain[at:fragment.start - begin]):
                continue
            stated = definitions(clean(self.scope.formula(fragment)))
            if stated:
                return Target(stated[0].written, stated[0], sentence.start + noun.start(), sentence.end)
        return None

    def _expression_before(self, sentence: Sentence, noun: re.Match[str], block: Block) -> Target | None:
        """The formula without a name that "its gradient" speaks of, in the same paragraph."""
        before = [f for f in self.scope.own_fragments(block) if f.end <= sentence.start
                  and not re.search(r"\n[ \t]*\n", self.scope.text[f.end:sentence.start])]
        for fragment in reversed(before):
            found = self.of_fragment(fragment, block) if self.function(fragment) else None
            if (found is not None and found.definition is None and not only_symbol(found.function)
                    and len(symbols_in(found.function)) > 1):
                return Target(found.function, None, sentence.start + noun.start(), sentence.end)
        return None

    def _objective_before(self, sentence: Sentence, block: Block) -> Target | None:
        r"""What stands behind the \min_w of the block, which "its gradient"
        and "the gradient of the objective" speak of."""
        for fragment in reversed([f for f in self.scope.own_fragments(block) if f.end <= sentence.start]):
            if (found := self._objective(fragment, sentence)) is not None:
                return found
        said = self.minimised(block, sentence.start)
        return replace(said[0], start=sentence.start, end=sentence.end) if said else None

    def _objective(self, fragment: Fragment, sentence: Sentence) -> Target | None:
        r"""What stands behind the \min_w of a fragment, by w."""
        for asked in formula.asked(self.scope.formula(fragment)):
            body, unknowns = formula.objective(asked.latex) if asked.kind == "optimum" else ("", "")
            by = tuple(name for _, part in split_top(unknowns, re.compile(",")) if (name := only_symbol(clean(part))))
            if body and by:
                return Target(body, None, sentence.start, sentence.end, by)
        return None

    def minimised(self, block: Block, offset: int) -> tuple[Target, str, str] | None:
        r"""What the part says to be minimised, "the ridge estimator $\hat\beta$ minimizes $...$":
        (it with its unknown, "min" or "max", the point as named or "")."""
        for place in block.path():
            fragments = [f for f in self.scope.own_fragments(place) if f.end <= offset]
            for number, fragment in reversed([*enumerate(fragments)]):
                start = max(place.inner, fragment.start - 120)
                said = extremes.MINIMISES.search(marked(self.scope.text, start, fragment.start,
                                                        in_span(fragments, start, fragment.start)))
                if said is None or not self.function(fragment) or (target := self.of_fragment(fragment, block)) is None:
                    continue
                over = extremes.OVER.match(marked(self.scope.text, fragment.end, offset,
                                                  in_span(fragments, fragment.end, offset)))
                behind = fragments[number + 1:number + 2]
                point = clean(self.scope.formula(fragments[number - 1])) if said["who"] and number else ""
                names = symbols_in(target.definition.right if target.definition else target.function)
                named = ([clean(self.scope.formula(f)) for f in behind if over]
                         or ([undecorated(point)] if only_symbol(point) and bare(undecorated(point)) in names else []))
                by = tuple(n for n in named if only_symbol(n)) or tuple(target.definition.arguments if target.definition
                    else ()) or tuple(guessed(target.function))
                return (replace(target, unknowns=by), said["sense"].lower(), point) if by else None
            if place.kind in ("problem", "label", "section"):
                return None
        return None

    def _right_behind(self, sentence: Sentence, phrase: str, block: Block) -> Target | None:
        """What is defined right behind "Find the gradient of the function.", where no "its" looks back."""
        following = next((f for f in self.scope.own_fragments(block) if f.start >= sentence.end), None)
        between = self.scope.text[sentence.end:following.start] if following else "?"
        if (between.strip() or between.count("\n") > 1 or _BACKWARD.search(phrase)
                or not definitions(clean(self.scope.formula(following)))):
            return None
        return self.of_fragment(following, block)

    def objective(self, sentence: Sentence, block: Block) -> str | None:
        """What "the objective" or "the loss" means before a sentence, in brackets where it has no name."""
        found, minimised = self.defined.latest(block, sentence.start), self._objective_before(sentence, block)
        if minimised is not None and (found is None or found.offset < minimised.start and found.block is not block):
            return rf"\left( {minimised.function} \right)"
        if found is None:
            return None
        return found.definition.name or rf"\left( {found.definition.right} \right)"

    def _known(self, fragment: Fragment, block: Block, sentence: Sentence, value: int) -> bool:
        """Whether a fragment names a function that is defined, v(t), or is an expression that holds the unknown,
        which stands at `value` in the sentence."""
        found = self.of_fragment(fragment, block)
        unknown = next((only_symbol(clean(self.scope.formula(f))) for f in sentence.fragments
                        if f.start - sentence.start == value), None)
        return found is not None and (found.definition is not None or unknown is not None
                                      and bare(undecorated(unknown)) in names_in(found.function))

    def of_request(self, request, block: Block) -> Target | None:
        r"""The function of a derivative that is asked for before: f of "$\nabla f$ and the Hessian"."""
        heads = sorted(head_names(request.latex))
        found = self.defined.lookup(heads[0], block, request.start) if len(heads) == 1 else None
        return Target(found.definition.written, found.definition, request.start, request.end) if found else None

    def further(self, sentence: Sentence, first: Target, block: Block, several: bool) -> list[Target]:
        """The other functions of "the derivatives of $f$, $g$ and $h$" (`several`), or of a list (a), (b), (c);
        those of one formula among them."""
        home = next((f for f in sentence.fragments if f.start < first.end <= f.end), None)
        out: list[Target] = self._listed(home, first) if home and (several or language.FOLLOWING.search(sentence.plain)) else []
        at = first.end
        for fragment in sentence.fragments:
            if fragment.start < at:
                continue
            between = _BETWEEN.fullmatch(sentence.plain, at - sentence.start, fragment.start - sentence.start)
            if not between or not (several or between["label"] or between["that"]) or not self.function(fragment):
                break
            target = self.of_fragment(fragment, block)
            if target is None or bool(target.definition) != bool(first.definition):
                break
            out += [target, *self._listed(fragment, target)]
            at = fragment.end
        return out

    def beside_latest(self, latest: Target, block: Block, offset: int) -> list[Target]:
        """The functions that are defined in the formula of the latest before it: f_1, f_2 of "the Jacobians"
        behind f_1 = ..., f_2 = ..., f_3 = ..."""
        found = self.defined.latest(block, offset)
        same = [f for f in self.defined.all if found and f.offset == found.offset and f.definition.arguments]
        return [Target(f.definition.written, f.definition, latest.start, latest.end) for f in same if latest.definition
                and f.definition.key != latest.definition.key]

    def _listed(self, fragment: Fragment, first: Target) -> list[Target]:
        """The other functions that one formula defines: f(x) = ..., g(x) = ..."""
        found = definitions(clean(self.scope.formula(fragment)))
        return [Target(d.written, d, first.start, first.end) for d in found[1:] if d.arguments and found[0].arguments]

    def estimated(self, sentence: Sentence, noun: re.Match[str], block: Block) -> tuple[Target, list[str]] | None:
        r"""Target and variables of "the maximum likelihood estimate of $\lambda$":
        the function defined last, by that letter."""
        of = language.OF.match(sentence.plain, noun.end())
        spot = of.start("what") if of and of.group("what") == MARK else _BEHIND_NOUN.match(sentence.plain, noun.end()).end()
        fragment = next((f for f in sentence.fragments if f.start - sentence.start == spot), None)
        latex = clean(self.scope.formula(fragment)) if fragment else ""
        symbol = only_symbol(latex) or variance(latex)
        found = self.defined.latest(block, sentence.start) if symbol else None
        marked_so = symbol is not None and undecorated(symbol) != symbol
        symbol = undecorated(symbol) if symbol else None
        if fragment is None or symbol is None or found is None:
            return None
        through = [f.definition.right for f in self.defined.needed(found.definition.right, {bare(symbol)}, block, sentence.start)]
        names = {name for right in (found.definition.right, *through) for name in names_in(right)}
        if not {bare(only_symbol(symbol) or re.sub(r"\s*\^.*", "", symbol)), re.sub(r"_.*", "", bare(symbol))} & names:
            return None
        named = [bare(s) for right in (found.definition.right, *through) for s in symbols_written(right)]
        if (marked_so and bare(symbol) not in named and (root := re.sub(r"_.*", "", symbol)) != symbol
                and bare(root) in named and bare(root) in map(bare, found.definition.arguments)):
            symbol = root                                                # \hat\theta_\lambda minimises over \theta
        return Target(found.definition.written, found.definition, self.start(fragment), fragment.end), [symbol]

    def sample(self, sentence: Sentence, target: Target, block: Block) -> Target | None:
        r"""The likelihood that an estimate is taken of: the target, or for a density p(x \mid \lambda) the product over
        the sample x_1, ..., x_n that the sentence, or the part before it, names; None where it names none."""
        called = _CALLED.search(target.definition.latex.partition("=")[0]) if target.definition else None
        density = (called[1] if called and (_GIVEN.search(called[1])
                                            or self._density(target.definition, target.start, block)) else None)
        if density is None or re.search(r"\\(?:prod|sum)(?![A-Za-z])", target.definition.right):
            return target
        letter, *given = (clean(part) for part in _GIVEN.split(density, maxsplit=1))
        home = [b for b in block.path() if b.kind in ("item", "label", "problem", "list", "section") or b is block]
        for fragment in [*sentence.fragments, *(f for b in home for f in reversed(self.scope.own_fragments(b))
                                                if f.end <= sentence.start)]:
            named = _SAMPLE.fullmatch(_OF_SAMPLE.sub("",
                                                     re.sub(r"^[^=]*=\s*(?=\\?\{)", "", clean(
                                                         self.scope.formula(fragment)))).strip("{}\\"))
            if named and named["letter"].lower() == letter.lower():
                conditions = "".join(rf" {_GIVEN.search(density)[0]} {g}" for g in given)
                return Target(rf"\prod_{{i=1}}^{{{named['size']}}} {target.definition.name}({letter}_i{conditions})", None,
                              target.start, target.end,
                              tuple(name for each in given for _, part in split_top(each, re.compile(","))
                                    if (name := variance(part) or only_symbol(clean(part)))))
        return None

    def _density(self, definition: Definition, offset: int, block: Block) -> bool:
        """Whether a function of one argument, which holds further letters, is called a density before `offset`."""
        if len(definition.arguments) != 1 or len(symbols_in(definition.right)) < 2:
            return False
        found = self.defined.lookup(definition.key, block, offset)
        return found is not None and bool(_DENSITY.search(self.scope.text, max(0, found.offset - 120), found.offset))

    def labelled(self, label: str) -> Fragment | None:
        """The formula that a label names."""
        offset = self.labels.get(label)
        return next((f for f in self.scope.fragments if offset is not None and f.start <= offset < f.end), None)

    def _labelled(self, label: str, sentence: Sentence, block: Block) -> Target | None:
        """What a label names: the row of a display that carries it."""
        fragment = self.labelled(label)
        if fragment is None:
            return None
        if (objective := self._objective(fragment, sentence)) is not None:
            return objective
        before = self.scope.text[fragment.inner[0]:self.labels[label]]
        row = fragment.inner[0] + max([0, *(m.end() for m in _ROW.finditer(before))])
        behind = _ROW.search(self.scope.text, self.labels[label], fragment.inner[1])
        own = definitions(clean(expand(self.scope.text[row:behind.start() if behind else fragment.inner[1]],
                                       self.scope.macros).replace("&", " ")))
        found = Target(own[0].written, own[0], 0, 0) if own else self.of_fragment(fragment, block)
        return Target(found.function, found.definition, sentence.start + sentence.asks[0][0], sentence.end) if found else None

    def function(self, fragment: Fragment) -> bool:
        """Whether a fragment can be what is differentiated: a definition, a name,
        a call or an expression; no membership."""
        latex = clean(self.scope.formula(fragment))
        parts = statements(latex)
        if not parts or formula.operator(latex):
            return False
        return not parts[0].relations and not _NUMBER.fullmatch(latex) or bool(definitions(latex))

    def of_fragment(self, fragment: Fragment, block: Block) -> Target | None:
        """The function that a fragment is, names or calls."""
        latex = clean(self.scope.formula(fragment))
        parts = statements(latex)
        if not parts:
            return None
        place = self.start(fragment)
        defined = definitions(latex)
        text = defined[0].right if defined and self._optimal_value(defined[0]) else parts[0].left
        if defined and text == parts[0].left:
            return Target(defined[0].written, defined[0], place, fragment.end)
        head = read_symbol(text)
        if head:
            called = _CALLED.fullmatch(text[head[1]:])
            found = self.defined.lookup(bare(head[0]), block, fragment.start) if only_symbol(text) or called else None
            elsewhere = (called is not None and found is not None and found.definition.arguments
                         and not all(map(only_symbol, listed(called[1]))))
            if found and not elsewhere:                                  # f(Ax) is taken as it is written
                return Target(found.definition.written, found.definition, place, fragment.end)
        return Target(text, None, place, fragment.end) if not only_symbol(text) else None

    @staticmethod
    def _optimal_value(definition: Definition) -> bool:
        r"""Whether p^\star = f(x^\star) names the value of f at its optimum, so that f is spoken of."""
        call = _CALL.fullmatch(definition.right)
        return call is not None and only_symbol(call[1]) is not None and undecorated(call[1]) != call[1].strip()

    def start(self, fragment: Fragment) -> int:
        """The offset of the first character inside the fragment that is not space."""
        a, b = fragment.inner
        inside = self.scope.text[a:b]
        return a + len(inside) - len(inside.lstrip()) if inside.strip() else a
