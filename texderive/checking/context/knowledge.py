"""What the document says around its chains: macros, declarations, definitions, constraints,
and assumptions from a place on."""
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ... import tree as t
from ...errors import TexDeriveError
from ...prose import declarations
from ...read import Macros
from ...types.declare import Declared, parse
from ...types.names import canonical
from ...types.notation.events import Events
from ...types.notation.namesakes import renamed, started
from ...types.notation.sets import with_sets
from ...types.reading import Definition, Facts
from ..trees.heads import read_member
from ..trees.structures import acting, of_wholes, with_full_names, with_names, with_rates

SIGN = r"\varsigma_0"              # the letter that \pm is read with, 1 or -1


@dataclass(frozen=True, slots=True)
class Placed:
    """A definition with the place where it stands, its right side as written, and which member of its chain that is."""

    place: int
    name: str
    definition: Definition
    source: str
    member: int = 1


@dataclass(slots=True)
class Knowledge:
    """Everything the chains of one document are read with; `views` gives what holds for one of them.

    moving     capital letters that move with a number, X(t), whose X' is a rate
    used       the chains that only define something, by id
    restated   those in running text that give something defined another form
    sources    for a view: the right sides of its definitions as written, by name
    operands   formulas that prose names as what is differentiated
    late       properties that hold from a place on
    retold     what displays give functions that are defined already for another form
    solved     what was found for names with a hat or a star, which later lines may put in
    found      places of definitions that hold only from there on: results, not notation
    """

    macros: Macros
    functions: frozenset[str]
    words: frozenset[str] = frozenset()        # names of several letters
    declared: dict[str, Declared] = field(default_factory=dict)
    definitions: list[Definition] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    constraints: list[tuple[t.Node, t.Node]] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    retold: list[Placed] = field(default_factory=list)
    solved: list[Placed] = field(default_factory=list)
    operands: list[tuple[int, t.Node]] = field(default_factory=list)
    late: list[tuple[int, dict[str, list[str]]]] = field(default_factory=list)
    found: frozenset[int] = frozenset()
    diagonals: list[tuple[str, t.Node, t.Node]] = field(default_factory=list)      # D, d and diag(d_1, ..., d_n)
    gradients: set[str] = field(default_factory=set)           # functions that the prose calls a gradient
    prose_macros: dict = field(default_factory=dict)
    prose: str = ""                                            # the document for the reader of prose, offsets kept
    cuts: tuple[tuple[int, ...], ...] = ()  # where parts begin: items and sections, then sections alone
    # declarations by stretch
    said: dict[tuple[int, int], tuple[dict[str, Declared], dict[str, list[str]]]] = field(default_factory=dict)
    given: dict[str, Declared] = field(default_factory=dict)
    valued: set[str] = field(default_factory=set)              # names that the text gives a number
    used: set[int] = field(default_factory=set)
    restated: set[int] = field(default_factory=set)
    read: dict[str, t.Node | TexDeriveError] = field(default_factory=dict)
    layout: str | None = None
    moving: frozenset[str] = frozenset()
    stepped: bool = False                                      # whether something stands at a shifted step, h_{t-1}
    events: Events | None = None                               # what P(y = 1 | x) is
    densities: dict[tuple, t.Symbol] = field(default_factory=dict)     # names for p(x | \mu) and the like, by structure
    heads: dict[str, t.Call] = field(default_factory=dict)             # p(x | \mu) and the like, by these names
    short: dict[str, t.Symbol] = field(default_factory=dict)  # the same by letter, where there is one of this letter
    activations: frozenset[str] = frozenset()  # functions that act elementwise and of which nothing else is said
    entries: dict[str, str] = field(default_factory=dict)      # w of w_{ij} and W, where these are the entries of W
    namesakes: set[str] = field(default_factory=set)           # letters of a whole and of its parts: L = \sum_n L_n
    # letters with numbered members that are given: h_0 below h = \tanh(Wx + Uh_0)
    starts: set[str] = field(default_factory=set)

    def definition(self, name: str | None) -> Definition | None:
        return next((d for d in self.definitions if d.name == name), None)

    def node(self, latex: str) -> t.Node:
        """The tree of a member; each text is read once."""
        found = self.read.get(latex)
        if found is None:
            try:
                found = read_member(latex, self.macros, self.functions, self.words)
                if self.events is not None:
                    found = self.events.at_values(found)
                if self.densities and "(" in latex:
                    found = with_names(found, self.densities)
                if self.short and any(sign in latex for sign in (r"\log", r"\ln", r"\partial", r"\nabla", r"\frac")):
                    found = with_full_names(found, self.short)
                if self.activations:
                    found = acting(found, self.activations)
                if self.moving and "'" in latex:
                    found = with_rates(found, self.moving)
                if self.entries:
                    found = of_wholes(found, self.entries)
                if self.namesakes:
                    found = renamed(found, self.namesakes)
                if self.starts:
                    found = started(found, self.starts)
                if r"\in" in latex and r"\sum" in latex:
                    (found,), sets = with_sets((found,))
                    self.facts.props.update({name: [f"set={letters}"] for name, letters in sets.items()})
            except TexDeriveError as error:
                found = error
            self.read[latex] = found
        if isinstance(found, TexDeriveError):
            raise found
        return found

    def parted(self, before: int, here: int) -> bool:
        """Whether another part of the document begins between two places."""
        return any(before < cut <= here for cut in self.cuts[0])

    def views(self, place: int, end: int) -> Iterator["Knowledge"]:
        """What holds for a chain from `place` to `end`: what its own part of the document says,
        then its section, then all of it.

        Other parts may mean other things by the same letters, so the narrowest view in
        which a chain makes sense is the right one."""
        seen = set()
        for cuts in (*self.cuts, ()):
            k = bisect_right(cuts, place)
            stretch = (cuts[k - 1] if k else 0, cuts[k] if k < len(cuts) else len(self.prose))
            if stretch not in seen:
                seen.add(stretch)
                yield self._view(stretch, cuts[0] if cuts else 0, end)

    def _view(self, stretch: tuple[int, int], preamble: int, end: int) -> "Knowledge":
        """What a stretch and the preamble before all parts say: of several definitions of a name the last one before
        the chain's end (else the first behind it), and the assumptions made up to its end."""
        def inside(at: int) -> bool:
            return at < preamble or stretch[0] <= at < stretch[1]

        chosen: dict[str, Placed] = {}
        for p in self.placed:
            if inside(p.place) and (p.place <= end or p.name not in chosen and p.place not in self.found):
                chosen[p.name] = p
        kept = sorted(chosen.values(), key=lambda p: p.place)
        declared, facts = self._declared(stretch)
        if preamble and stretch[0]:
            before, more = self._declared((0, preamble))
            declared = {k: d for k, d in before.items() if d.name not in {e.name for e in declared.values()}} | declared
            facts = {**more, **facts}
        facts = {k: list(v) for k, v in facts.items()}
        for start, more in self.late:
            if start <= end and (start == 0 or inside(start)):
                for name, found in more.items():
                    facts.setdefault(name, []).extend(found)
        declared = by_entries([p.definition for p in kept], self.declared | declared | self.given) | declared
        return replace(self, placed=kept, operands=[o for o in self.operands if inside(o[0])],
                       definitions=[p.definition for p in kept], sources={p.name: p.source for p in kept},
                       facts=replace(self.facts, declared=[], props=facts),
                       declared=_apart(_but_identity(self.declared | declared | self.given), {p.name for p in kept}))

    def said_everywhere(self) -> dict[str, Declared]:
        """The declarations of the whole document."""
        return self.declared | self._declared((0, len(self.prose)))[0]

    def _declared(self, stretch: tuple[int, int]) -> tuple[dict[str, Declared], dict[str, list[str]]]:
        found = self.said.get(stretch)
        if found is None:
            found = self.said[stretch] = said(read_declarations(self.prose[slice(*stretch)], self.prose_macros).declare)
        return found


def by_entries(definitions: list[Definition], declared: dict[str, Declared]) -> dict[str, Declared]:
    r"""x \in R^3 where f(x) = x_1^2 + x_2 x_3 speaks of x by numbered entries alone,
    and nothing else says what x is."""
    found: dict[str, Declared] = {}
    named = {d.name for d in declared.values()}
    for d in definitions:
        parameter = d.lhs.args[0] if d.has_arguments() and len(d.lhs.args) == 1 else None
        if not isinstance(parameter, t.Symbol) or parameter.name in named:
            continue
        below = [n.sub for n in t.nodes(d.body) if isinstance(n, t.Script) and isinstance(n.base, t.Symbol)
                 and n.base.name == parameter.name]
        alone = sum(isinstance(n, t.Symbol) and n.name == parameter.name for n in t.nodes(d.body)) - len(below)
        if len(below) and not alone and all(isinstance(sub, t.Number) and sub.text.isdigit() and 0 < int(sub.text) < 10
                                            for sub in below) and len({sub.text for sub in below}) > 1:
            found |= _parsed({parameter.latex: {"shape": [str(max(int(sub.text) for sub in below))], "props": []}})
    return found


def _but_identity(declared: dict[str, Declared]) -> dict[str, Declared]:
    r"""Without I \in R^{n x n}: a square I is the identity, also where its size is said."""
    return {key: d for key, d in declared.items() if not (d.name == "I" and d.shape is not None and len(d.shape) == 2
                and d.shape[0] == d.shape[1] and not d.props)}


def _apart(declared: dict[str, Declared], defined: set[str]) -> dict[str, Declared]:
    r"""W \in R^{h x d} with another letter for the size h where h is also the name of a quantity: h = \tanh(Wx)."""
    if defined.isdisjoint(size for d in declared.values() for size in d.shape or ()):
        return declared
    return {key: replace(d, shape=tuple(f"n_{size}" if size in defined else size for size in d.shape)) if d.shape else d
            for key, d in declared.items()}


def read_declarations(text: str, macros):
    """What the prose declares; nothing where it is nested beyond reason."""
    try:
        return declarations(text, macros)
    except RecursionError:
        return declarations("")


def said(entries: dict) -> tuple[dict[str, Declared], dict[str, list[str]]]:
    """Declarations with a shape, and properties of names without one ("S symmetric")."""
    props = {canonical(key): list(e["props"]) for key, e in entries.items() if "shape" not in e and e.get("props")}
    return _parsed({k: e for k, e in entries.items() if "shape" in e}), props


def _parsed(entries: dict) -> dict[str, Declared]:
    """Declarations found in prose; one that makes no sense is left out."""
    out: dict[str, Declared] = {}
    for key, entry in entries.items():
        try:
            out |= parse({key: entry})
        except TexDeriveError:
            continue
    return out
