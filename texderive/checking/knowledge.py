"""What the document says around its chains: macros, declarations, definitions, constraints, and assumptions from a place on."""
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from .. import tree as t
from ..document.pragmas import parse as parse_pragma
from ..errors import TexDeriveError
from ..prose import declarations
from ..prose import layout as stated_layout
from ..prose.declarations import mapping
from ..prose.expansion import collect as collect_for_prose
from ..read import Macros, collect
from ..types.declare import Declared, parse
from ..types.names import canonical
from ..types.reading import Definition, Facts
from ..types.statements import sort_statements
from . import vectors
from .chains import Chain, Outline
from .edit import walk
from .heads import asks, derivatives, head_name, is_head, mentions, plain_name, read_member
from .source import blank

_STRUCTURE = re.compile(r"(?i)\^\s*\{?\s*(?:T|\\top|\\intercal|\\mathsf)|symmetric|diagonal|orthogonal|positive.definite|skew|invertible")
_LATE = re.compile(r"(?i)(?<![\\\w])(?:since|because|using that|recall(?:ing)? that|by symmetry of)\b[^.;\n]*?\b(?:symmetric|diagonal|orthogonal)\b[^.;\n]*")
_FUNCTION = re.compile(r"^\s*((?:\\(?:mathcal|mathbf|mathrm|boldsymbol|bm|hat|tilde|bar|text|operatorname)\s*)?(?:\{?\\?[A-Za-z]+\}?)(?:_(?:\w|\{[^{}]*\}))?)\s*\(([^()=]*)\)\s*$")
_DENIED = re.compile(r"(?i)\b(?:need\s+not\s+be|not\s+necessarily|not\s+assumed\s+to\s+be|needn't\s+be|is\s+not|are\s+not|isn't|aren't|may\s+not\s+be|not)\s+"
                     r"(?:a\s+|an\s+)?(?:symmetric|diagonal|orthogonal|invertible|positive|square)\w*|\b(?:non|un|a)-?symmetric\b")
_GAUSSIAN = re.compile(r"(?i)covarian|gaussian|normal(?:ly)? distribut|likelihood|\\mathcal\s*\{?\s*N|kovarian")      # where Sigma is a covariance
_ARGMIN = re.compile(r"\\arg\b|arg\s*\\?[,!]?\s*(?:\\,)?\s*m(?:in|ax)|\\argm(?:in|ax)\b")
_PRAGMA = re.compile(r"(?<!\\)%[ \t]*texderive:[ \t]*(?!off\b|on\b)([^\n]*)")
_OPERAND = re.compile(r"(?i)\b(?:of|differentiate|minimi[sz]e|maximi[sz]e|consider|loss|objective|cost|function)\s*(?:the\s+\w+\s+)*$")


@dataclass(frozen=True, slots=True)
class Placed:
    """A definition with the place where it stands and its right side as written."""

    place: int
    name: str
    definition: Definition
    source: str


@dataclass(slots=True)
class Knowledge:
    """Everything the chains of one document are read with; `views` gives what holds for one of them.

    used       the chains that only define something, by id
    sources    for a view: the right sides of its definitions as written, by name
    operands   formulas that prose names as what is differentiated
    late       properties that hold from a place on
    """

    macros: Macros
    functions: frozenset[str]
    declared: dict[str, Declared] = field(default_factory=dict)
    definitions: list[Definition] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    constraints: list[tuple[t.Node, t.Node]] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    operands: list[tuple[int, t.Node]] = field(default_factory=list)
    late: list[tuple[int, dict[str, list[str]]]] = field(default_factory=list)
    gradients: set[str] = field(default_factory=set)           # functions that the prose calls a gradient
    prose_macros: dict = field(default_factory=dict)
    prose: str = ""                                            # the document for the reader of prose, offsets kept
    cuts: tuple[tuple[int, ...], ...] = ()                     # where parts begin: items and sections, then sections alone
    said: dict[tuple[int, int], tuple[dict[str, Declared], dict[str, list[str]]]] = field(default_factory=dict)   # declarations by stretch
    given: dict[str, Declared] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    read: dict[str, t.Node | TexDeriveError] = field(default_factory=dict)
    layout: str | None = None

    def definition(self, name: str | None) -> Definition | None:
        return next((d for d in self.definitions if d.name == name), None)

    def node(self, latex: str) -> t.Node:
        """The tree of a member; each text is read once."""
        found = self.read.get(latex)
        if found is None:
            try:
                found = read_member(latex, self.macros, self.functions)
            except TexDeriveError as error:
                found = error
            self.read[latex] = found
        if isinstance(found, TexDeriveError):
            raise found
        return found

    def views(self, place: int, end: int) -> Iterator["Knowledge"]:
        """What holds for a chain from `place` to `end`: what its own part of the document says, then its section, then all of it.

        Other parts may mean other things by the same letters, so the narrowest view in which a chain makes sense is the right one."""
        seen = set()
        for cuts in (*self.cuts, ()):
            k = bisect_right(cuts, place)
            stretch = (cuts[k - 1] if k else 0, cuts[k] if k < len(cuts) else len(self.prose))
            if stretch not in seen:
                seen.add(stretch)
                yield self._view(stretch, cuts[0] if cuts else 0, end)

    def _view(self, stretch: tuple[int, int], preamble: int, end: int) -> "Knowledge":
        """What a stretch and the preamble before all parts say: of several definitions of a name the last one before the chain's end (else
        the first behind it), and the assumptions made up to its end."""
        def inside(at: int) -> bool:
            return at < preamble or stretch[0] <= at < stretch[1]

        chosen: dict[str, Placed] = {}
        for p in self.placed:
            if inside(p.place) and (p.name not in chosen or p.place <= end):
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
        return replace(self, placed=kept, operands=[o for o in self.operands if inside(o[0])], definitions=[p.definition for p in kept], sources={p.name: p.source for p in kept},
                       facts=Facts([], facts, self.facts.elementwise), declared=self.declared | declared | self.given)

    def said_everywhere(self) -> dict[str, Declared]:
        """The declarations of the whole document."""
        return self.declared | self._declared((0, len(self.prose)))[0]

    def _declared(self, stretch: tuple[int, int]) -> tuple[dict[str, Declared], dict[str, list[str]]]:
        found = self.said.get(stretch)
        if found is None:
            found = self.said[stretch] = _said(_declarations(self.prose[slice(*stretch)], self.prose_macros).declare)
        return found


_SECTION = re.compile(r"\\(?:chapter|section|question|problem)\b|\\begin\s*\{(?:problem|exercise|question|homeworkProblem|prob|exo|exercice|aufgabe|task|ex)\*?\}")
_PART = re.compile(_SECTION.pattern + r"|\\(?:(?:sub)+section|paragraph|part|item)\b")
_RESTART = re.compile(r"\\(?:chapter|(?:sub)*section|question|problem|part|item|paragraph)\b|\\begin\s*\{")
_ANNOUNCED = re.compile(r"(?i)\b(?:let|define|consider|suppose|now|function|where|given|with|for|write|put|set|denote|loss|objective)\b[^.]{0,80}$")


def gather(outline: Outline, declare: Mapping | None, layout: str | None, beside: str = "") -> Knowledge:
    """Read the document's prose and definitions; `beside` is the text of its other files, whose macros and declarations hold too.

    What cannot be read is left out; the chains that need it will say so."""
    text = outline.text
    macros, prose_macros = collect(beside) | collect(text), {**collect_for_prose(beside), **collect_for_prose(text)}
    known = Knowledge(macros, _functions(outline), given=parse(declare))
    prose_text, late = _split_late(outline)
    prose_text = _DENIED.sub(lambda m: " " * len(m[0]), prose_text)
    known.prose, known.prose_macros = prose_text, prose_macros
    known.cuts = tuple(tuple(m.start() for m in pattern.finditer(prose_text)) for pattern in (_PART, _SECTION))
    known.layout = layout or stated_layout(prose_text)
    if beside:
        known.declared = _said(_declarations(blank(beside), prose_macros).declare)[0]
    known.late = [(start, _props(remark, prose_macros)) for start, remark in late]
    known.late += [(r.start, _props(r.text, prose_macros)) for r in outline.remarks if _STRUCTURE.search(r.text)]
    if _GAUSSIAN.search(outline.masked) and not re.search(r"\\Sigma\s*\\in", outline.masked):
        known.late.append((0, {r"\Sigma": ["symmetric"]}))
    _pragmas(known, text)
    _definitions(known, outline)
    return known


def _declarations(text: str, macros):
    """The prose read; nothing where it is nested beyond reason."""
    try:
        return declarations(text, macros)
    except RecursionError:
        return declarations("")


def _said(entries: dict) -> tuple[dict[str, Declared], dict[str, list[str]]]:
    """Declarations with a shape, and properties of names without one ("S symmetric")."""
    props = {canonical(key): list(e["props"]) for key, e in entries.items() if "shape" not in e and e.get("props")}
    return _parsed({k: e for k, e in entries.items() if "shape" in e}), props


def _pragmas(known: Knowledge, text: str) -> None:
    """`% texderive: X in R^{N x d}, A symmetric, layout=denominator`."""
    for match in _PRAGMA.finditer(text):
        pragma = parse_pragma(match[1])
        known.layout = pragma.options.get("layout", known.layout)
        entries = {name: entry for name, fact in pragma.facts.items() if (entry := mapping(name, fact, pragma.ranges))}
        declared, props = _said(entries)
        known.given = declared | known.given
        for name, found in props.items():
            known.late.append((0, {name: found}))


def _parsed(entries: dict) -> dict[str, Declared]:
    """Declarations found in prose; one that makes no sense is left out."""
    out: dict[str, Declared] = {}
    for key, entry in entries.items():
        try:
            out |= parse({key: entry})
        except TexDeriveError:
            continue
    return out


def _split_late(outline: Outline) -> tuple[str, list[tuple[int, str]]]:
    """Prose in which "since A is symmetric" behind the first chain is taken out, to hold from there on only."""
    first = min((c.first.start for c in outline.chains if c.display), default=len(outline.masked))
    late, text = [], outline.masked
    for match in _LATE.finditer(outline.masked):
        if match.start() > first and not any(b.display and b.start <= match.start() < b.end for b in outline.blocks):
            late.append((match.start(), match[0]))
            text = text[:match.start()] + " " * len(match[0]) + text[match.end():]
    return text, late


def _props(remark: str, macros) -> dict[str, list[str]]:
    """Properties that a remark states: {"A": ["symmetric"]}; "($A^T = A$)" counts."""
    inner = re.sub(r"^\\\w+\s*\{(.*)\}$", r"\1", remark.strip(), flags=re.S).strip("() ")
    inner = re.sub(r"(?i)^(?:since|because|as|using that|hence)\s+", "", inner)
    found: dict[str, list[str]] = {}
    said = declarations(inner, macros).declare
    if not said and "$" not in inner and "=" in inner:
        said = declarations(f"${inner}$", macros).declare
    if not said and "$" not in inner:
        said = declarations(re.sub(r"^(.*?)(\s*(?:is|are)\b|\s+symmetric)", r"$\1$\2", inner), macros).declare
    for key, entry in said.items():
        if entry.get("props"):
            found.setdefault(canonical(key), []).extend(entry["props"])
    return found


def _functions(outline: Outline) -> frozenset[str]:
    r"""Names that the document defines with arguments: \rho in `\rho(x) = ...`."""
    found: dict[str, None] = {}
    for chain in outline.chains:
        match = _FUNCTION.match(outline.source(chain.first))
        if match and chain.members[1].relation in ("=", ":=", "to"):
            if all(re.fullmatch(r"\s*(?:\\[A-Za-z]+\s*)*\{?\\?[A-Za-z]+\}?(?:_\w|_\{\w+\})?\s*", a) for a in match[2].split(",")):
                found.setdefault(match[1].strip())
    return frozenset(found)


# ---------------------------------------------------------------- definitions

def _definitions(known: Knowledge, outline: Outline) -> None:
    """Sort the relations of the document into definitions, facts, constraints and (by leaving them alone) claims."""
    known.placed += [Placed(place, d.name, d, array) for place, d, array in vectors.named(blank(outline.text), known.macros)]
    for chain in outline.chains:
        relation = _relation(known, outline, chain)
        if relation is None:
            continue
        if chain.members[1].relation == "=:":
            relation = t.Relation(relation.span, relation.parts[::-1], (":=",))
        if not _defines(known, outline, chain, relation):
            continue
        name = head_name(relation.parts[0])
        if _restated(known, outline, chain, name):
            continue
        known.used.add(id(chain))
        if _elliptic(relation.parts[1]):
            _diagonal(known, name, relation.parts[1])
            continue
        found = sort_statements(t.Formula((0, 0), (relation,), ""), known.said_everywhere() | known.given)
        if re.search(r"(?i)gradient[^.$]{0,60}$", outline.masked[max(0, chain.first.start - 80):outline.blocks[chain.block].start]):
            known.gradients.add(name)
        for d in found.definitions:
            known.placed.append(Placed(chain.first.start, d.name, d, outline.source(chain.members[1])))
        for symbol, props in found.facts.props.items():
            known.late.append((chain.first.start if chain.display else 0, {symbol: props}))
    _operands(known, outline)


def _restated(known: Knowledge, outline: Outline, chain: Chain, name: str) -> bool:
    """A display that gives a name already defined for this problem another form: a claim, unless it is announced as a new definition."""
    earlier = [p.place for p in known.placed if p.name == name and p.place < chain.first.start]
    if not earlier or not chain.display:
        return False
    between = outline.masked[earlier[-1]:chain.first.start]
    start = outline.blocks[chain.block].start
    return not _RESTART.search(between.replace(r"\begin{align", "").replace(r"\begin{equation", "").replace(r"\begin{eqn", "")) \
        and not _ANNOUNCED.search(outline.masked[max(0, start - 120):start])


def _relation(known: Knowledge, outline: Outline, chain: Chain) -> t.Relation | None:
    """The first relation of a chain as a tree, if it may be a definition, a fact or a constraint."""
    left, right = chain.members[:2]
    if right.relation not in ("=", ":=", "=:") or chain.link:
        return None
    try:
        nodes = [known.node(outline.source(m)) for m in (left, right)]
    except TexDeriveError:
        return None
    return t.Relation((0, 0), tuple(nodes), (right.relation,))


def _defines(known: Knowledge, outline: Outline, chain: Chain, relation: t.Relation) -> bool:
    left, right = relation.parts
    sign = chain.members[1].relation
    if not is_head(left) or asks(left):
        if sign == "=" and not chain.display and not asks(left) and not asks(right) and _constrains(left, right):
            known.constraints.append((left, right))
            known.used.add(id(chain))
        return False
    name = head_name(left)
    if name is None or mentions(right, name) and not isinstance(left, t.Call):
        return False
    if sign != "=" or chain.side:
        return True
    if chain.display and _solves(known, outline, chain, left):
        return False
    if isinstance(right, t.Number) and not isinstance(left, t.Call):
        if not any(p.name == name for p in known.placed):
            known.used.add(id(chain))          # N = 1000 gives a value, which the formulas do without
        return False
    return True


def _elliptic(node: t.Node) -> bool:
    """A right side with dots or words, or arg min, says what a name is, but cannot be computed with."""
    return any(isinstance(n, (t.Dots, t.Text, t.Optimum)) for n, _ in walk(node))


def _diagonal(known: Knowledge, name: str, node: t.Node) -> None:
    r"""\Lambda = diag(\lambda_1, ..., \lambda_m) is a diagonal matrix."""
    if isinstance(node, t.Call) and isinstance(node.function, t.Symbol) and node.function.name.lstrip("\\").lower() == "diag":
        known.late.append((0, {name: ["diagonal"]}))


def _constrains(left: t.Node, right: t.Node) -> bool:
    r"""\sum_j y_j = 1, x^T x = 1: a number (or one name) on the right of something with letters."""
    return isinstance(right, t.Number) and right.text != "0" and not isinstance(left, t.Number)


def _solves(known: Knowledge, outline: Outline, chain: Chain, left: t.Node) -> bool:
    """Whether a display row `w = ...` solves an equation stated before it: its name, without a star or hat, is what was differentiated by."""
    name = plain_name(left)
    for earlier in outline.chains:
        if earlier.first.start >= chain.first.start:
            break
        if any(_ARGMIN.search(outline.source(m)) for m in earlier.members[1:]) and plain_name_of(known, outline.source(earlier.first)) == name:
            return True
        if earlier.display and len(earlier.members) > 1 and re.search(r"\\partial|\\nabla|\\frac\s*\{?\s*(?:\\mathrm\s*)?\{?d\b", outline.source(earlier.first)) or earlier.link:
            try:
                node = known.node(outline.source(earlier.first))
            except TexDeriveError:
                continue
            if earlier.link and mentions(node, name) or any(mentions(v.node, name) for d in derivatives(node) for v in d.variables):
                return True
            if any(isinstance(d.operand, (t.Call,)) and any(mentions(a, name) for a in d.operand.args) for d in derivatives(node)):
                return True
    return False


def plain_name_of(known: Knowledge, latex: str) -> str | None:
    try:
        return plain_name(known.node(latex))
    except TexDeriveError:
        return None


def _operands(known: Knowledge, outline: Outline) -> None:
    """Inline formulas without a relation that prose names as the function in question."""
    starts = {c.block for c in outline.chains}
    for number, block in enumerate(outline.blocks):
        if number in starts:
            continue
        before = outline.masked[max(0, block.start - 60):block.start]
        if not block.display and not _OPERAND.search(before.rstrip("( ")):
            continue
        try:
            node = known.node(outline.masked[block.body[0]:block.body[1]].strip(" .,;\n"))
        except TexDeriveError:
            continue
        if not isinstance(node, (t.Symbol, t.Number)) and not (isinstance(node, t.Derivative) and node.operand is None) and not is_head(node):
            known.operands.append((block.start, node))
