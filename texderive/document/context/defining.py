r"""Definitions a problem rests on: found by name, the nearest first, with those that they need in turn."""
from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property

from ...patterns import regex
from ...prose.expansion import expand
from ...prose.fragments import Fragment, find
from ...prose.symbols import bare, only_symbol, read_symbol
from ..lexical import formula, language
from ..lexical.definition import ARROW, Definition, definitions, function_types, name_for_map
from ..lexical.sentences import in_span, marked
from ..lexical.statement import clean, split_top, statements
from ..lexical.symbol_names import names_in, symbols_written
from ..outline.parts import Parts
from ..outline.structure import Block, walk
from . import depending
from .cases import in_cases
from .scope import CONTINUES, PRELIMINARY, Scope

MOST = 24                              # definitions for one problem
_CLAIMED = re.compile(r"(?:\b(?:fit|fits|fitting|unless|whether|(?:show|prove|verify|deduce|conclude|check) "
                      r"that|or|until|is it|at(?: the point)?)\s*|证明)$", re.IGNORECASE)
_HAS_PROPERTY = re.compile(r"\s*(?:,[^,.$]{0,60},\s*)?(?:is|are|has|satisfies|defines|ist|est|"
                           r"es)\b(?!\s*(?:given|equal|\$))", re.IGNORECASE)
_IF = re.compile(r"(?:\b(?:if|when|si|wenn|falls)\s*|若|如果)$", re.IGNORECASE)
_PROBLEM_TITLE = re.compile(r"^\W*\d+\W*$|problem|question|exercise|exercice|aufgabe|task|\bq\d|ejercicio|题|练习", re.IGNORECASE)


_NOISE = re.compile(r"\b(?:models?|noise|errors?|disturbances?|residuals?|observations?|measurements?|modell|rauschen|"
                    r"modèle|bruit|modelo|ruido|erreurs?)\b|\\sim(?![A-Za-z])|噪声|误差|模型", re.IGNORECASE)
_NOISES = re.compile(r"[vwn]|(?:[eu]|\\(?:eta|xi|nu|zeta))(?:_[a-z])?")
LOGARITHM = re.compile(r"\\(?:log|ln)\s*(?:\\,)?\s*\\?[A-Za-z]+(?:_(?:\w|\\[A-Za-z]+|"
                       r"\{[^{}]*\}))?\s*(?:\\left)?\((?:[^()]|\([^()]*\))*\)")
# a matrix K(\theta)
_SLASH = re.compile(r"\s*(?:\\partial(?![A-Za-z])|∂|\\mathrm\s*\{\s*d\s*\}|d)\s*((?:\\(?:mathbf|boldsymbol|bm|"
                    r"mathcal)\s*\{?\s*)?\\?[A-Za-z]+\}?(?:_\w)?)\s*/\s*(?:\\partial|∂|\\mathrm|d)")
_OPERATOR_OF = regex(r"""
    (?:\\left\s*\.\s*)?(?:(?:\\math\w+\s*\{?\s*)?[JH]\s*\}?\s*_\s*|\\d?dot(?![A-Za-z])\s*)\{?\s*
      (?:\\(?:mathbf|boldsymbol|bm)\s*\{?\s*)?((?:[A-Za-z]|\\[A-Za-z]+)(?:_\w)?)
""")                                                              # J_f, H_f, \dot V


_DIRECTION = re.compile(r"(?<![A-Za-z\\])D\s*_\s*(\{(?:[^{}]|\{[^{}]*\})*\}|\\?[A-Za-z]+)")  # the v of D_v f(x)
_WRITTEN_OUT = re.compile(r"\s*(?:\\[dt]?frac\s*(?:\{[^{}]*\}){2}|\\frac\w+)?\s*(?:\\left\s*)?(?:[(\[]|\\langle|\\begin)")
_ENTRY = re.compile(r"(\\?[A-Za-z]+)_[i-n]")                      # f_i(x) = ... defines f by its entries


_PLACE = re.compile(r"\\right\|_\{(.*)\}$")            # x = (1, 0) of a derivative taken there
# h_t, h_t-1, a^(L), a^[2]
_STEP = re.compile(r"(?P<base>[^_^]+)(?P<mark>_|\^[(\[]?)(?:(?P<letter>[A-Za-z])(?:[+-]\d+)?|\d+)[)\]]?")
_NORM = regex(r"""
    (?:\\left\s*)?(?:\\\||\\[lr]?Vert(?![A-Za-z])|\|\|)(?:(?!\\\||\\[lr]?Vert|\|\|)[^=])*?(?:\\right\s*)?
      (?:\\\||\\[lr]?Vert(?![A-Za-z])|\|\|)
    (?:\s*[_^]\s*(?:\{[^{}]*\}|\w|\\\w+))*
""")              # \|X\|_2
_SPECTRAL = re.compile(r"\\(?:sigma|lambda)_")
# \phi(x_n)
_VALUE = re.compile(r"(?:\\(?:mathbf|boldsymbol|bm)\s*\{?\s*)?\\?[A-Za-z]+\}?\s*(?:\\left)?\((?:[^()]|\([^()]*\))*\)")
# letters of parameters
_PARAMETERS = frozenset(("W", "w", "b", "V", "v", "U", "u", "c", "a", r"\theta", r"\Theta", r"\beta", r"\gamma",
                         r"\alpha", r"\phi", r"\Phi"))
_EARLIER = re.compile(r"[_^]\s*\{?\s*[(\[]?\s*[A-Za-z]\s*[+-]\s*\d")


@dataclass(frozen=True)
class Found:
    """A definition with its place."""

    offset: int
    definition: Definition
    block: Block


_IN_TERMS = 200                  # characters within which a request goes on to say what its answer is to hold


class Definitions:
    """The definitions of one document, by name without styling."""

    def __init__(self, scope: Scope, parts: Parts):
        self.scope, self.parts = scope, parts
        self._references: dict[Block, list[Block]] = {}

    @cached_property
    def all(self) -> list[Found]:
        """Every definition outside of solutions, in order."""
        out = []
        for block in walk(self.scope.root):
            if block.kind in ("solution", "other"):
                continue
            previous, told = None, 0
            for fragment in self.scope.own_fragments(block):
                latex = self.scope.formula(fragment)
                if fragment.start < told:
                    continue                                             # the other case of the definition before
                if ARROW.search(latex):
                    name = name_for_map(clean(self.scope.formula(previous)),
                                        self.scope.text[previous.end:fragment.start]) if previous else ""
                    out += [Found(fragment.start, d if d.name or not name else d.called(name), block) for d in definitions(latex)]
                elif "=" in latex or r"\eq" in latex:
                    before = re.sub(r"\s+", " ", self.scope.text[max(0, fragment.start - 30):fragment.start])
                    if not self._supposed(before, fragment, latex):
                        stated, told = in_cases(self.scope, definitions(latex), fragment)
                        out += [Found(fragment.start, d, block) for d in stated]
                previous = fragment
        return sorted(out, key=lambda f: f.offset)

    @cached_property
    def by_key(self) -> dict[str, list[Found]]:
        """The same by name; those of \\input files come first, as if they stood before the document."""
        out: dict[str, list[Found]] = {}
        for found in [*self._outside, *self.all]:
            out.setdefault(found.definition.key, []).append(found)
        for key in list(out):
            entry = _ENTRY.fullmatch(key)
            if entry and entry[1] not in out and any(f.definition.arguments for f in out[key]):
                out[entry[1]] = out[key]
        return out

    @property
    def _outside(self) -> list[Found]:
        text = self.scope.outside
        return [Found(-1, d, self.scope.root) for f in find(text)
                for d in definitions(expand(text[f.inner[0]:f.inner[1]], self.scope.macros))]

    def _supposed(self, before: str, fragment: Fragment, latex: str) -> bool:
        """Whether an equation is a condition or a claim: "show that y = ...", "what happens if A = ...?";
        in "show that f(x) = ... is convex" it defines f."""
        if _CLAIMED.search(before):
            return not (_HAS_PROPERTY.match(self.scope.text, fragment.end) and all(d.arguments for d in definitions(latex)))
        stop = re.compile(r"[.?!？。](?=\s|$)").search(self.scope.text, fragment.end, fragment.end + 300)
        if not _IF.search(before) or stop is None or stop.group() not in "?？":
            return False
        before = self.scope.text[max(0, fragment.start - 300):fragment.start]
        start = fragment.start - len(re.split(r"[.?!](?=\s)|\n\s*\n", before)[-1])
        # "what is dy/dx if y = ...?" does define y
        return not language.ASK_WORDS.search(self.scope.text, start, stop.start())

    def lookup(self, key: str, block: Block, offset: int, head: bool = True) -> Found | None:
        """The definition of a name for a problem at `offset`: the nearest before it, then after it,
        going outwards, then earlier parts.

        The function asked about (`head`) may be defined in any earlier part of the document, other names only
        in parts of the same problem.
        """
        candidates = self.by_key.get(key)
        if not candidates:
            return None
        for place in self._referred(block):
            if inside := [f for f in candidates if f.block in walk(place)]:
                return inside[-1]
        for place in block.path():
            own = [f for f in candidates if f.block is place]
            k = bisect_right(own, offset, key=lambda f: f.offset)
            if k < len(own) and self._same_sentence(offset, own[k].offset):
                return own[k]                                # "find $\\nabla f$ for $f(x) = ...$"
            if k:
                return own[k - 1]
            if own and not (place.kind in ("document", "section") and self._paragraphs_apart(offset, own[0].offset)):
                return own[0]
            if self.scope.declares(place, key):
                return None                                  # declared here as something of its own
        for found in reversed(candidates):
            if found.offset < offset and (head or found.offset >= 0 and same_problem(found.block, block)):
                return found
        return None

    def _referred(self, block: Block) -> list[Block]:
        """The parts that the block's own words send to, "let $f$ be as in 1(c)"."""
        if block not in self._references:
            words = (" ".join(self._words(a, b) for a, b in block.own_spans())
                     if block.kind in ("item", "label", "problem") else "")
            self._references[block] = self.parts.named(words, block)
        return self._references[block]

    def _called(self, key: str, latex: str, block: Block, offset: int) -> Found | None:
        """The definition, in any earlier part, of a function that a formula calls: s of log s(z)."""
        before = "" if key.startswith("\\") else r"(?<![A-Za-z\\])"
        if not re.search(rf"{before}{re.escape(key)}\s*(?:\\left\s*)?\(", latex):
            return None
        found = self.lookup(key, block, offset)
        return found if found and found.definition.arguments else None

    def _member(self, key: str, block: Block, offset: int) -> Found | None:
        """The definition of s_i, which says what s_y is."""
        written = re.fullmatch(r"(.+_)([a-z])", key)
        if not written or self.by_key.get(key[:-2]):
            return None
        return next((found for letter in "ijklmnc"
                     if (found := self.lookup(written[1] + letter, block, offset, head=False))), None)

    @cached_property
    def _steps(self) -> dict[tuple[str, str], list[str]]:
        """By letter and place of the step: the keys of definitions at a step, h_t = ..
        and a^{(l)} = .., where some definition goes back to a step before."""
        found: dict[tuple[str, str], list[str]] = {}
        for key in self.by_key:
            step = _STEP.fullmatch(key)
            if step and step["letter"]:
                found.setdefault((step["base"], step["mark"]), []).append(key)
        return found if found and any(_EARLIER.search(f.definition.latex) for keys in found.values() for key in keys
                                      for f in self.by_key[key]) else {}

    def _at_step(self, key: str, block: Block, offset: int) -> Found | None:
        """The definition of h_t, which says what h_{t+1} and h_2 are, or that of a^{(l)},
        which holds at the last layer L."""
        step = _STEP.fullmatch(key)
        for other in self._steps.get((step["base"], step["mark"]), ()) if step else ():
            letter = (_STEP.fullmatch(other) or {})["letter"]
            if (other != key and step["letter"] in (None, letter, letter.upper())
                    and (found := self.lookup(other, block, offset)) is not None):
                return found
        return None

    def _same_sentence(self, offset: int, later: int) -> bool:
        return later - offset < 600 and not re.search(r"[.?!](?=\s)|[。？！]|\n[ \t]*\n|\\item(?![A-Za-z])",
                                                      self._words(offset, later))

    def _paragraphs_apart(self, offset: int, later: int) -> bool:
        """Whether a later place is in another paragraph, one that does not go on with "where"."""
        return any(not CONTINUES.match(self.scope.text, m.end())
                   for m in re.compile(r"\n[ \t]*\n").finditer(self.scope.text, offset, later))

    def _words(self, start: int, stop: int) -> str:
        """The text between, mathematics left out (a full stop in a formula is none)."""
        return marked(self.scope.text, start, stop, in_span(self.scope.fragments, start, stop))

    def function_type(self, key: str, block: Block, offset: int) -> str | None:
        r"""The statement f: \mathbb{R}^n \to \mathbb{R} in force for a function that has no formula: in the same part,
        or before in what encloses it."""
        for place in block.path():
            stated = [latex for at, home, name, latex in self._types if name == key and home is place
                      and (at <= offset or place is block)]
            if stated:
                return stated[-1]
        return None

    @cached_property
    def _types(self) -> list[tuple[int, Block, str, str]]:
        arrow = re.compile(r"\\(?:to|rightarrow|longrightarrow)(?![A-Za-z])")
        return [(f.start, block, name, latex) for block in walk(self.scope.root)
                if block.kind not in ("solution", "other") for f in self.scope.own_fragments(block)
                if arrow.search(self.scope.text, *f.inner) for name, latex in function_types(self.scope.formula(f))]

    def depending(self, latex: str, variables: set[str], block: Block, offset: int) -> list[str]:
        r"""K = K(\theta) for a K of a formula where the text says that it depends on \theta,
        which is what is differentiated by."""
        said = {name: f"{name} = {call}" for at, home, name, argument, call in self._depends if at != offset
                and (at < offset or home is block) and home in block.path() and bare(argument) in variables}
        return [text for name, text in said.items() if bare(name) in names_in(latex)
                and not re.search(rf"(?<![A-Za-z\\]){re.escape(name)}\s*(?:\\left\s*)?\(", latex)
                and self.lookup(bare(name), block, offset) is None]

    @cached_property
    def _depends(self) -> list[tuple[int, Block, str, str, str]]:
        return depending.stated(self.scope)

    def logarithm(self, latex: str, block: Block, offset: int) -> str | None:
        r"""What the text says \log p(x) is, where p itself has no formula."""
        wanted = re.sub(r"\s|\\[,;!]", "", latex)
        stated = [(at, right) for at, home, left, right in self._logarithms if left == wanted and at <= offset + 600
                  and home in block.path()]
        return stated[-1][1] if stated else None

    @cached_property
    def _logarithms(self) -> list[tuple[int, Block, str, str]]:
        return [(f.start, block, re.sub(r"\s|\\[,;!]", "", s.left), s.right) for block in walk(self.scope.root)
                if block.kind not in ("solution", "other") for f in self.scope.own_fragments(block)
                if re.search(r"\\(?:log|ln)(?![A-Za-z])", self.scope.text[f.inner[0]:f.inner[1]])
                for s in statements(self.scope.formula(f))
                if s.right and LOGARITHM.fullmatch(s.left)]

    def norms(self, latex: str, block: Block, offset: int) -> list[str]:
        r"""What the part says of norms that a formula holds and that usually are others: \|X\|_2 = \sigma_{\max}(X)."""
        whole = _squeezed(latex) if self._norms else ""
        return [text for at, home, left, text in self._norms if left in whole and home in block.path() and at <= offset + 600]

    @cached_property
    def _norms(self) -> list[tuple[int, Block, str, str]]:
        return [(f.start, block, _squeezed(s.left), f"{s.left} = {s.right}") for block in walk(self.scope.root)
                if block.kind not in ("solution", "other") for f in self.scope.own_fragments(block)
                if "=" in (latex := self.scope.formula(f)) and _NORM.match(clean(latex)) for s in statements(latex)
                if s.right and _SPECTRAL.search(s.right) and _NORM.fullmatch(s.left)]

    def parameters(self, definition: Definition, block: Block, offset: int) -> list[str]:
        """The letters of parameters, such as W_1 and b, that what a definition says rests on and that nothing defines,
        in the order of computing."""
        found = [*self.needed(definition.right, set(), block, offset)]
        keys = {f.definition.key for f in found}
        written = [s for right in (*(f.definition.right for f in found), definition.right) for s in symbols_written(right)]
        return [s for s in {bare(s): s for s in written}.values() if bare(s) not in keys
                and re.sub(r"[_^].*", "", bare(s)) in _PARAMETERS]

    def of_parts(self, block: Block) -> list[Found]:
        """The functions that the parts define to which the block's own words send: "for parts (b) and (d)"."""
        last = [[f for f in self.all if f.block in walk(place)][-1:] for place in self._referred(block)]
        return [f for found in last for f in found]

    def latest(self, block: Block, offset: int) -> Found | None:
        """What "its gradient" speaks of: the nearest definition before `offset` in the block, around it,
        in an earlier sibling, or in a part of a slide."""
        near = block.path()
        k = bisect_right(self.all, offset, key=lambda f: f.offset)
        for place in near:
            found = next((f for f in reversed(self.all[max(0, k - 200):k]) if f.block is place and not _is_number(f)), None)
            if found:
                return self._main(found, k)
        after = next((f for f in self.all[k:k + 20] if f.block is block and not _is_number(f)), None)
        if after and block.kind in ("document", "section") and self._paragraphs_apart(offset, after.offset):
            after = None
        if after or block.kind == "section" or block.kind == "label" and block.level < 3:
            return after  # another section, and another numbered label, is another problem
        homes = (block, block.parent) if block.kind == "problem" else (block.parent,)
        return next((f for f in reversed(self.all[max(0, k - 200):k]) if f.block.parent in homes and not _is_number(f)), None)

    def in_paragraph(self, offset: int) -> bool:
        """Whether a definition stands before `offset` in the same paragraph."""
        k = bisect_right(self.all, offset, key=lambda f: f.offset)
        return k > 0 and self.all[k - 1].offset >= 0 and not re.search(r"\n[ \t]*\n", self._words(self.all[k - 1].offset, offset))

    def _main(self, found: Found, k: int) -> Found:
        """What a sentence defines: J of "J = ... h(x) ..., where h(x) = g(...) and g(z) = ..." """
        for other in reversed(self.all[max(0, k - 20):k]):
            if (other.block is found.block and other.offset < found.offset
                    and found.definition.key in names_in(other.definition.right)
                    and self._same_sentence(other.offset, found.offset)):
                found = other
        return found

    def upstream(self, heads: set[str], block: Block, offset: int) -> list[str]:
        r"""The y of "given \partial L/\partial y, find \partial L/\partial W" and
        of "in terms of \partial L/\partial y", where y is defined and the loss L is not."""
        if len(heads) != 1 or self.lookup(name := min(heads), block, offset) is not None:
            return []
        home = block.nearest("problem", "section", "document") or block
        written = " ".join(self.scope.formula(f)
                           for f in in_span(self.scope.fragments, home.start, min(home.end, offset + _IN_TERMS)))
        given = re.finditer(rf"\\partial\s*(?:{re.escape(name)})\s*\}}\s*\{{\s*\\partial\s*([^{{}}]+?)\s*\}}", written)
        return list(dict.fromkeys(y for m in given if self.lookup(y := bare(m[1]), block, offset) is not None))

    def _composed(self, found: Found, latex: str, block: Block, offset: int, variables: set[str]) -> Found:
        """v(u) = u^T u as v = u^T u where u is defined itself and v is differentiated by something else:
        v depends on it through u."""
        arguments = {bare(a) for a in found.definition.arguments}
        if (not arguments or not variables or variables & {*arguments, *names_in(found.definition.right)}
                or not any(self.lookup(a, block, offset, head=False) for a in arguments)):
            return found
        d = found.definition
        call = re.search(re.escape(d.name) + r"\s*(?:\\left\s*)?\(([^()]*)\)", latex)
        if call and tuple(a.strip() for a in call[1].split(",")) != d.arguments:
            return found                                                 # v(Ly) says itself what it is taken of
        return replace(found, definition=Definition(d.key, d.name, (), d.right, f"{d.name} = {d.right}"))

    def _model(self, found: Found, latex: str) -> bool:
        r"""Whether y = X\beta + \varepsilon, or the y = X\beta of a formula that holds y - X\beta, states a model:
        y is data then, and what is differentiated does not depend on \beta through it."""
        written, right = _squeezed(latex), _squeezed(found.definition.right)
        name = _squeezed(found.definition.name)
        if not found.definition.arguments and any(difference in written for difference in (f"{name}-{right}", f"{right}-{name}")):
            return True
        last = only_symbol(split_top(found.definition.right, re.compile(r"[+\-]"))[-1][1])
        near = self.scope.text[max(0, found.offset - 200):found.offset + 300] if last else ""
        return last is not None and (bare(last).partition("_")[0] in (r"\epsilon", r"\varepsilon")
                                     or bool(_NOISES.fullmatch(bare(last)) and _NOISE.search(near)))

    def needed(self, request: str, variables: set[str], block: Block, offset: int) -> list[Found]:
        """The definitions that a request rests on, those it needs first coming first;
        never one of a variable it is differentiated by."""
        chosen: set[str] = set()
        order: list[Found] = []
        request = re.sub(r"^\\det\s+", "", request)
        place = _PLACE.search(request)
        variables = variables | {bare(s.left) for s in statements(place[1]) if s.relations == ("=",)} if place else variables
        # what it defines itself
        variables = variables | {d.key for d in definitions(request)} if "=" in request else variables
        heads = head_names(request)

        def visit(latex: str, skip: set[str], place: Block, at: int) -> None:
            for name in names_in(latex):
                if name in chosen or name in skip or name in variables or len(chosen) >= MOST:
                    continue
                found = (self.lookup(name, place, at, head=name in heads) or self._called(name, latex, place, at)
                         or self._member(name, place, at) or self._at_step(name, place, at))
                if (found is None or found.definition.key != name and found.definition.key in chosen
                        or formula.operator(found.definition.right) or name not in heads and self._model(found, latex)):
                    continue
                chosen.update((name, found.definition.key))
                found = self._composed(found, latex, place, at, variables)
                within = place if place.start <= found.offset < place.end else found.block
                visit(found.definition.right, skip | {bare(a) for a in found.definition.arguments} | {name}, within,
                      max(found.offset, at if within is place else 0))
                order.append(found)

        named = _OPERATOR_OF.match(request)
        if named:
            heads.add(named.group(1))
            visit(named.group(1), set(), block, offset)
        for name in {bare(m[1]) for m in _DIRECTION.finditer(request)} - variables:
            if (found := self.lookup(name, block, offset)) is not None and _WRITTEN_OUT.match(found.definition.right):
                visit(name, set(), block, offset)
        for latex in (request, *self.upstream(heads, block, offset)):
            visit(latex, set(), block, offset)
        if "t" in variables or formula.RATE.match(request):               # the motion along which it is taken
            for name in dict.fromkeys(name for f in tuple(order) for name in names_in(f.definition.right)):
                visit(rf"\dot {name}", set(), block, offset)
        if self._abbreviations:
            whole = _squeezed(" ".join([request, *(f.definition.right for f in order)]))
            order += [f for f in self._abbreviations if f.block in block.path()
                      and (f.offset <= offset or self._same_sentence(offset, f.offset))
                      and f.definition.key not in chosen | variables and _squeezed(f.definition.right) in whole]
        return order

    @cached_property
    def _abbreviations(self) -> list[Found]:
        r"""Names for a value of a function, \phi_n := \phi(x_n), by which what is written
        with the function is meant."""
        return [f for f in self.all if not f.definition.arguments and _VALUE.fullmatch(f.definition.right)]


def _is_number(found: Found) -> bool:
    r"""Whether a definition gives a letter a number, \eta = 0.1: that is no function."""
    return not found.definition.arguments and _NUMBER.fullmatch(found.definition.right) is not None


_NUMBER = re.compile(r"\s*[-+]?\s*(?:[\d.,/]+|\\[dt]?frac\s*\{\s*\d+\s*\}\s*\{\s*\d+\s*\}|10\s*\^\s*\{?-?\d+\}?)\s*")


def _squeezed(latex: str) -> str:
    return re.sub(r"\s|\\(?:left|right|[,;!])(?![A-Za-z])", "", re.sub(r"\\[lr]?Vert(?![A-Za-z])|\|\|", r"\\|", latex))


def same_problem(sibling: Block, block: Block) -> bool:
    """Whether an earlier part belongs to the same problem: items of an itemize, for what stands behind them too,
    parts within a problem or a titled section."""
    around = {sibling, *sibling.ancestors()}
    if any(b.kind == "section" and PRELIMINARY.search(b.title) for b in around):
        return True
    if any(b.name.startswith("itemize") and b.parent is block for b in around):
        return True                                              # what stands behind such a list goes on from it
    shared = next((b for b in block.path() if b in around), None)
    while shared is not None and shared.kind in ("list", "other"):
        if shared.name.startswith("itemize"):
            return True
        shared = shared.parent
    if shared is None or shared.kind == "document":
        return False
    return shared.kind in ("problem", "item", "label") or bool(_PROBLEM_TITLE.search(shared.title))


def head_names(request: str) -> set[str]:
    r"""The functions a request asks about: f in \nabla f(x) and \frac{\partial f}{\partial x},
    none in \nabla_x x^\top A x.

    >>> head_names(r"\nabla_x f(x)"), head_names("df/dx"), head_names(r"\nabla_x x^\top y")
    ({'f'}, {'f'}, set())
    """
    slash = _SLASH.match(request)
    if slash:
        return {bare(slash[1])}
    named = re.match(r"\s*\\[dtc]?frac\s*\{\s*(?:\\partial|d|\\mathrm\s*\{\s*d\s*\})\s*(?:\^\s*(?:\{\w\}|\w))?\s*", request)
    operator = (named or re.match(r"\s*(?:\\operatorname\*?\{[^{}]*\}|\\[A-Za-z]+|"
                                  r"∇)?\s*(?:[_^]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|\w)\s*)*(?:\\[;,!]\s*)*", request))
    symbol = read_symbol(request, operator.end() if operator else 0)
    if not symbol:
        return set()
    rest = request[symbol[1]:].strip()
    return {bare(symbol[0])} if not rest or rest[0] in "('}=" or rest.startswith(("\\left", "^\\prime", "\\big")) else set()
