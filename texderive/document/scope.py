"""What holds where: definitions and declarations that a problem may use, from its own text outwards."""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ..prose import Prose, declarations
from ..prose.declarations import mapping
from ..prose.expansion import Macro, expand
from ..prose.fragments import Fragment, find
from ..prose.sets import Fact
from ..prose.symbols import bare, index_letters, read_symbol
from . import formula, language, pragmas
from .formula import Definition
from .sentences import in_span
from .structure import Block, walk

_CONDITION = re.compile(r"(?:\b(?:unless|whether|(?:show|prove|verify|deduce|conclude|check) that|or|until|is it)\s*|证明)$", re.IGNORECASE)

_IF = re.compile(r"(?:\b(?:if|when|si|wenn|falls)\s*|若|如果)$", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A definition with its place."""

    offset: int
    definition: Definition


@dataclass
class Scope:
    """Answers what is declared and defined for a block; everything is read once per block."""

    text: str                                        # masked
    fragments: list[Fragment]
    macros: dict[str, Macro]
    root: Block
    pragma_list: list[tuple[int, pragmas.Pragma]] = field(default_factory=list)
    outside: str = ""                                # text of \\input files: their definitions and declarations hold everywhere
    _prose: dict[Block, Prose] = field(default_factory=dict)
    _defs: dict[Block, list[Found]] = field(default_factory=dict)

    def formula(self, fragment: Fragment) -> str:
        """The inside of a fragment with macros expanded."""
        return expand(self.text[fragment.inner[0]:fragment.inner[1]], self.macros)

    def own_fragments(self, block: Block) -> list[Fragment]:
        """Fragments of the block's own text."""
        return [f for a, b in block.own_spans() for f in in_span(self.fragments, a, b)]

    def prose(self, block: Block) -> Prose:
        """What the block's own text declares."""
        if block not in self._prose:
            text = "\n\n".join(self.text[a:b] for a, b in block.own_spans())
            title = f"{block.title}\n\n" if block.title and "$" in block.title else ""
            self._prose[block] = declarations(title + text, self.macros)
        return self._prose[block]

    def defined(self, block: Block) -> list[Found]:
        """The definitions of the block's own text, in order."""
        if block not in self._defs:
            found = []
            for fragment in self.own_fragments(block):
                before = self.text[max(0, fragment.start - 30):fragment.start]
                if self._supposed(re.sub(r"\s+", " ", before), fragment):
                    continue
                found += [Found(fragment.start, d) for d in formula.definitions(self.formula(fragment))]
            self._defs[block] = found
        return self._defs[block]

    def _supposed(self, before: str, fragment: Fragment) -> bool:
        """Whether an equation is a condition or a claim: "show that y = ...", "what happens if A = ...?"."""
        if _CONDITION.search(before):
            return True
        stop = re.compile(r"[.?!？。](?=\s|$)").search(self.text, fragment.end, fragment.end + 300)
        if not _IF.search(before) or stop is None or stop.group() not in "?？":
            return False
        return not language.ASK_WORDS.search(self.text, fragment.end, stop.start())     # "if f(x) = ..., what is its gradient?" does define f

    def lookup(self, key: str, block: Block, offset: int, head: bool = True) -> Found | None:
        """The definition of a name for a problem at `offset`: the nearest before it, then after it, going outwards, then earlier parts.

        The function asked about (`head`) may be defined in any earlier part of the document, other names only in parts of the same problem.
        """
        for place in [block, *block.ancestors()]:
            own = [f for f in self.defined(place) if f.definition.key == key]
            before = [f for f in own if f.offset <= offset]
            if before or own:
                return before[-1] if before else own[0]
            if any(bare(name) == key and fact.shape is not None for name, fact in self.prose(place).facts.items()):
                return None                                  # declared here as something of its own
        for sibling in self.earlier(block):
            if not head and not same_problem(sibling, block):
                continue
            own = [f for f in self.defined(sibling) if f.definition.key == key]
            if own:
                return own[-1]
        return next((f for f in reversed(self.defined_outside) if f.definition.key == key), None) if head else None

    def home(self, offset: int) -> Block:
        """The innermost block whose text holds the offset."""
        home = self.root
        for block in walk(self.root):
            if block.inner <= offset < block.close and block.kind != "other":
                home = block
        return home

    @cached_property
    def defined_outside(self) -> list[Found]:
        """The definitions of \\input files."""
        return [Found(0, d) for f in find(self.outside) for d in formula.definitions(expand(self.outside[f.inner[0]:f.inner[1]], self.macros))]

    def earlier(self, block: Block) -> list[Block]:
        """Blocks before this one that are no ancestors, nearest first: siblings, then siblings of the enclosing ones, with all below them."""
        out: list[Block] = []
        place = block
        while place.parent is not None:
            for sibling in reversed([c for c in place.parent.children if c.start < place.start]):
                out += [b for b in reversed(list(walk(sibling)))]
            place = place.parent
        return out

    def latest(self, block: Block, offset: int) -> Found | None:
        """The definition that "its gradient" speaks of: the nearest before `offset` in the block, then around it, then in earlier siblings."""
        for place in [block, *block.ancestors()]:
            before = [f for f in self.defined(place) if f.offset <= offset]
            if before:
                return before[-1]
        own = self.defined(block)
        if own:
            return own[0]
        siblings = [s for s in self.earlier(block) if s.parent is block.parent]
        return next((self.defined(s)[-1] for s in siblings if self.defined(s)), None)

    def facts(self, block: Block, wide: bool = False, sources: tuple[Block, ...] = ()) -> tuple[dict[str, Fact], dict[str, str]]:
        """Facts and ranges in force for a block, the nearest statement winning; `wide` adds those of earlier siblings."""
        near = [block, *block.ancestors()]
        listed = [s for s in self.earlier(block) if s.parent is block.parent and block.parent and block.parent.name.startswith("itemize")]
        blocks = (self.earlier(block) if wide else listed + [s for s in sources if s not in near])
        order = list(dict.fromkeys([*reversed(blocks), *reversed(near)]))
        facts: dict[str, Fact] = {}
        ranges: dict[str, str] = {}
        proses = [self._outer()] if self.outside else []
        for prose in [*proses, *(self.prose(b) for b in order)]:
            ranges.update(prose.ranges)
            for name, fact in prose.facts.items():
                if fact.shape is not None or name not in facts:
                    facts[name] = Fact(fact.shape, fact.rank, list(fact.props))
                else:
                    facts[name].add(fact)
        for offset, pragma in self.pragma_list:
            if self._reaches(offset, block):
                ranges.update(pragma.ranges)
                for name, fact in pragma.facts.items():
                    same = next((n for n in facts if bare(n) == bare(name)), name)
                    known = facts.setdefault(same, Fact())
                    known.add(fact)
        return facts, ranges

    def _outer(self) -> Prose:
        return _declared_outside(self.outside, tuple(sorted(self.macros.items())))

    def layout(self, block: Block, offset: int) -> str | None:
        """The layout stated for a place: by a pragma in force, by the nearest prose, or anywhere before in the document."""
        stated = [p.options["layout"] for o, p in self.pragma_list if "layout" in p.options and self._reaches(o, block)]
        if stated:
            return stated[-1]
        for place in [block, *block.ancestors()]:
            if self.prose(place).layout:
                return self.prose(place).layout
        before = [self.prose(b).layout for b in walk(self.root) if b.start <= offset and self.prose(b).layout]
        return before[-1] if before else (self._outer().layout if self.outside else None)

    def _reaches(self, offset: int, block: Block) -> bool:
        """A pragma holds for the innermost section, problem or item around it and all below; in the preamble or the document's own text, everywhere."""
        home = self.root
        for candidate in walk(self.root):
            if candidate.start <= offset < candidate.end and candidate.kind not in ("list", "other", "solution"):
                home = candidate
        return home is block or home in block.ancestors()


@lru_cache(maxsize=4)
def _declared_outside(text: str, macros: tuple[tuple[str, Macro], ...]) -> Prose:
    return declarations(text, dict(macros))


_PROBLEM_TITLE = re.compile(r"problem|question|exercise|exercice|aufgabe|task|\bq\d|ejercicio|题|练习", re.IGNORECASE)


def same_problem(sibling: Block, block: Block) -> bool:
    """Whether an earlier part belongs to the same problem: items of an itemize, parts within a problem or a titled section."""
    shared = next((b for b in block.ancestors() if b in sibling.ancestors()), None)
    while shared is not None and shared.kind in ("list", "other"):
        if shared.name.startswith("itemize"):
            return True
        shared = shared.parent
    if shared is None or shared.kind == "document":
        return False
    return shared.kind in ("problem", "item", "label") or bool(_PROBLEM_TITLE.search(shared.title))


def head_names(request: str) -> set[str]:
    r"""The functions a request asks about: f in \nabla f(x) and \frac{\partial f}{\partial x}, none in \nabla_x x^\top A x.

    >>> head_names(r"\nabla_x f(x)"), head_names(r"\nabla_x x^\top y")
    ({'f'}, set())
    """
    named = re.match(r"\s*\\[dtc]?frac\s*\{\s*(?:\\partial|d|\\mathrm\s*\{\s*d\s*\})\s*(?:\^\s*(?:\{\w\}|\w))?\s*", request)
    operator = named or re.match(r"\s*(?:\\operatorname\*?\{[^{}]*\}|\\[A-Za-z]+|∇)?\s*(?:[_^]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|\w)\s*)*(?:\\[;,!]\s*)*", request)
    symbol = read_symbol(request, operator.end() if operator else 0)
    if not symbol:
        return set()
    rest = request[symbol[1]:].strip()
    return {bare(symbol[0])} if not rest or rest[0] in "('}" or rest.startswith(("\\left", "^\\prime", "\\big")) else set()


def needed(scope: Scope, request: str, variables: set[str], block: Block, offset: int, limit: int = 24) -> list[Found]:
    """The definitions that a request rests on, those it needs first coming first; never one of a variable it is differentiated by."""
    chosen: dict[str, Found] = {}
    order: list[Found] = []
    heads = head_names(request)

    def visit(latex: str, skip: set[str], place: Block, at: int) -> None:
        for name in formula.names_in(latex):
            if name in chosen or name in skip or name in variables or len(chosen) >= limit:
                continue
            found = scope.lookup(name, place, at, head=name in heads)
            if found is None or formula.operator(found.definition.right):
                continue
            chosen[name] = found
            within = place if place.start <= found.offset < place.end else scope.home(found.offset)
            visit(found.definition.right, skip | {bare(a) for a in found.definition.arguments} | {name}, within, max(found.offset, at if within is place else 0))
            order.append(found)

    visit(request, set(), block, offset)
    return order


def declare(facts: dict[str, Fact], ranges: dict[str, str], latex: str, without: set[str], variables: set[str]) -> dict[str, dict | str]:
    r"""The declarations of the symbols that occur in a formula, as `derive` takes them; names in `without` are defined, not declared."""
    names = set(formula.symbols_in(latex))
    ranges = _completed(facts, ranges)
    out: dict[str, dict | str] = {}
    spelled = formula.spellings(latex)
    for name, fact in facts.items():
        key = bare(name)
        root = re.sub(r"(?:_.*|\^.*)$", "", key)
        if key in without or not (key in names or (root in names and root != key and fact.shape is not None and mapping(name, fact, ranges).get("indexed_by"))):
            continue
        rivals = [n for n in facts if n != name and bare(n) == key]
        if rivals and formula.spelling(name) not in spelled:
            continue
        entry = mapping(name, fact, ranges)
        props = [p for p in entry.get("props", ()) if not (p == "constant" and key in variables)]
        stated = _entry(entry, props)
        if stated:
            out[name] = stated
    return out


def _completed(facts: dict[str, Fact], ranges: dict[str, str]) -> dict[str, str]:
    """A family whose range the text never states runs over a size that names nothing else, N where it is free."""
    taken = {d for fact in facts.values() for d in fact.shape or ()} | set(ranges.values()) | {bare(name) for name in facts}
    free = next((size for size in ("N", "n", "m", "M", "K", "T") if size not in taken), None)
    unknown = sorted({letter for name, fact in facts.items() if fact.shape is not None for letter in index_letters(name)} - set(ranges))
    return ranges | {letter: free for letter in unknown if free}


def _entry(entry: dict, props: list[str]) -> dict | str | None:
    """A mapping where the shape is known; words where only rank or properties are."""
    square = [p for p in props if p in ("symmetric", "posdef", "possemidef", "skew", "invertible", "orthogonal", "diagonal", "lower_triangular", "identity")]
    props = ["psd" if p == "possemidef" else p for p in props if p != "nonnegative"]
    if "shape" in entry:
        return {**entry, "props": props}
    if entry.get("rank") == 0:
        return " ".join(["scalar", *props]) if props else "scalar"
    if square:
        return ", ".join(p.replace("possemidef", "psd") for p in square)
    return None
