"""What the document says around its chains: macros, declarations, definitions, constraints, and assumptions from a place on."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .. import tree as t
from ..errors import TexDeriveError
from ..prose import declarations
from ..prose.expansion import collect as collect_for_prose
from ..read import Macros, collect, read
from ..types.declare import Declared, parse
from ..types.names import canonical, name_of
from ..types.reading import Definition, Facts
from ..types.statements import sort_statements
from .chains import Chain, Member, Outline
from .edits import walk

_STRUCTURE = re.compile(r"(?i)symmetric|diagonal|orthogonal|positive.definite|skew|invertible")
_LATE = re.compile(r"(?i)(?<![\\\w])(?:since|because|using that|recall(?:ing)? that|by symmetry of)\b[^.;\n]*?\b(?:symmetric|diagonal|orthogonal)\b[^.;\n]*")
_FUNCTION = re.compile(r"^\s*((?:\\(?:mathcal|mathbf|mathrm|boldsymbol|bm|hat|tilde|bar|text|operatorname)\s*)?(?:\{?\\?[A-Za-z]+\}?)(?:_(?:\w|\{[^{}]*\}))?)\s*\(([^()=]*)\)\s*$")
_DENIED = re.compile(r"(?i)\b(?:need\s+not\s+be|not\s+necessarily|not\s+assumed\s+to\s+be|needn't\s+be|is\s+not|are\s+not|isn't|aren't|may\s+not\s+be|not)\s+"
                     r"(?:a\s+|an\s+)?(?:symmetric|diagonal|orthogonal|invertible|positive|square)\w*|\b(?:non|un|a)-?symmetric\b")
_OPERAND = re.compile(r"(?i)\b(?:of|differentiate|minimi[sz]e|maximi[sz]e|consider|loss|objective|cost|function)\s*(?:the\s+\w+\s+)*$")
_TRANSPOSES = ("T", r"\top", "top", r"\intercal", "intercal")


def read_member(latex: str, macros: Macros, functions: frozenset[str]) -> t.Node:
    """The tree of one member; ReadError where there is more than one expression or none."""
    formula = read(latex, macros=macros, functions=functions)
    nodes = [s for s in formula.statements if not isinstance(s, t.Text)]
    if len(nodes) == 1 and not isinstance(nodes[0], (t.Relation, t.Items)):
        return nodes[0]
    from ..errors import ReadError
    raise ReadError("this is not a single expression", (0, len(latex)), code="TD605").locate(latex)


def is_head(node: t.Node) -> bool:
    """The left side of a definition: a name, a name with index letters, a function of plain names."""
    if isinstance(node, t.Call):
        return name_of(node.function) is not None and not isinstance(node.function, t.Prime) and all(_plain(a) for a in node.args)
    return _plain(node)


def _plain(node: t.Node) -> bool:
    if isinstance(node, t.Script):
        transposed = isinstance(node.sup, t.Symbol) and node.sup.name in _TRANSPOSES
        return isinstance(node.base, t.Symbol) and name_of(node) is not None and not transposed
    return isinstance(node, t.Symbol)


def head_name(node: t.Node) -> str | None:
    return name_of(node.function) if isinstance(node, t.Call) else name_of(node)


def derivatives(node: t.Node) -> Iterator[t.Derivative]:
    return (n for n, _ in walk(node) if isinstance(n, t.Derivative))


def asks(node: t.Node) -> bool:
    """Whether a left side is a derivative: by its sign, or a prime on a called function."""
    return any(isinstance(n, t.Derivative) or isinstance(n, t.Call) and isinstance(n.function, t.Prime) for n, _ in walk(node))


@dataclass(slots=True)
class Knowledge:
    """Everything the chains of one document are read with; `used` are the chains that only define something."""

    macros: Macros
    functions: frozenset[str]
    declared: dict[str, Declared]
    definitions: list[Definition] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)               # where a name is defined
    sources: dict[str, str] = field(default_factory=dict)             # and its right side as written
    facts: Facts = field(default_factory=Facts)
    constraints: list[tuple[t.Node, t.Node]] = field(default_factory=list)
    operands: list[tuple[int, t.Node]] = field(default_factory=list)   # formulas that prose names as what is differentiated
    late: list[tuple[int, dict[str, list[str]]]] = field(default_factory=list)   # properties that hold from a place on
    used: set[int] = field(default_factory=set)                        # id of chains
    layout: str | None = None

    def definition(self, name: str | None) -> Definition | None:
        return next((d for d in self.definitions if d.name == name), None)

    def facts_at(self, place: int) -> Facts:
        """Facts with the assumptions made before `place`."""
        props = {k: list(v) for k, v in self.facts.props.items()}
        for start, more in self.late:
            if start <= place:
                for name, found in more.items():
                    props.setdefault(name, []).extend(found)
        return Facts(self.facts.declared, props, self.facts.elementwise, self.facts.opaque)

    def node(self, latex: str) -> t.Node:
        return read_member(latex, self.macros, self.functions)


def gather(outline: Outline, declare: Mapping | None, layout: str | None) -> Knowledge:
    """Read the document's prose and definitions.  What cannot be read is left out; the chains that need it will say so."""
    text = outline.text
    macros = collect(text)
    known = Knowledge(macros, _functions(outline), {})
    prose_text, late = _split_late(outline)
    said = declarations(_DENIED.sub(lambda m: " " * len(m[0]), prose_text), collect_for_prose(text))
    entries = {k: v for k, v in said.declare.items() if "shape" in v}
    known.declared = _parsed(entries) | parse(declare)
    known.layout = layout or said.layout
    for key, entry in said.declare.items():
        _rank(known, key, entry)
    for start, remark in late:
        known.late.append((start, _props(remark, collect_for_prose(text))))
    for remark in outline.remarks:
        if _STRUCTURE.search(remark.text):
            known.late.append((remark.start, _props(remark.text, collect_for_prose(text))))
    _definitions(known, outline)
    return known


def _parsed(entries: dict) -> dict[str, Declared]:
    """Declarations found in prose; one that makes no sense is left out."""
    out: dict[str, Declared] = {}
    for key, entry in entries.items():
        try:
            out |= parse({key: entry})
        except TexDeriveError:
            continue
    return out


def _rank(known: Knowledge, key: str, entry: dict) -> None:
    """Properties and ranks of what has no stated size: "a square matrix A", "S symmetric"."""
    if "shape" in entry:
        return
    if entry.get("props"):
        known.facts.props.setdefault(canonical(key), []).extend(entry["props"])


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
    relations: list[t.Node] = []
    for chain in outline.chains:
        relation = _relation(known, outline, chain)
        if relation is None:
            continue
        if chain.members[1].relation in ("=", ":=", "=:"):
            if chain.members[1].relation == "=:":
                relation = t.Relation(relation.span, relation.parts[::-1], (":=",))
            if not _defines(known, outline, chain, relation):
                continue
            name = head_name(relation.parts[0])
            if name in known.places:
                continue
            if _elliptic(relation.parts[1]):
                known.used.add(id(chain))
                _diagonal(known, name, relation.parts[1])
                continue
            known.places[name] = chain.first.start
            known.sources[name] = outline.source(chain.members[1])
            known.used.add(id(chain))
        relations.append(relation)
    sorted_ = sort_statements(t.Formula((0, 0), tuple(relations), ""), known.declared)
    known.definitions = [d for d in sorted_.definitions if d.kind != "alias" or True]
    for name, props in sorted_.facts.props.items():
        known.facts.props.setdefault(name, []).extend(props)
    known.facts.declared = sorted_.facts.declared
    known.facts.elementwise |= sorted_.facts.elementwise
    known.facts.opaque.update(sorted_.facts.opaque)
    _operands(known, outline)


def _relation(known: Knowledge, outline: Outline, chain: Chain) -> t.Relation | None:
    """The first relation of a chain as a tree, if it may be a definition, a fact or a constraint."""
    left, right = chain.members[:2]
    if right.relation not in ("=", ":=", "=:", "in") or chain.link:
        return None
    try:
        nodes = [_loose(known, outline.source(m)) for m in (left, right)]
    except TexDeriveError:
        return None
    return t.Relation((0, 0), tuple(nodes), (":=" if right.relation == ":=" else right.relation,))


def _loose(known: Knowledge, latex: str) -> t.Node:
    """Like a member, but `X, Y` may stand on the left of \\in."""
    formula = read(latex, macros=known.macros, functions=known.functions)
    nodes = [s for s in formula.statements if not isinstance(s, t.Text)]
    return nodes[0] if len(nodes) == 1 else t.Items((0, len(latex)), tuple(nodes))


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
        return False
    return True


def _elliptic(node: t.Node) -> bool:
    """A right side with dots or words says what a name is, but cannot be computed with."""
    return any(isinstance(n, (t.Dots, t.Text)) for n, _ in walk(node))


def _diagonal(known: Knowledge, name: str, node: t.Node) -> None:
    r"""\Lambda = diag(\lambda_1, ..., \lambda_m) is a diagonal matrix."""
    if isinstance(node, t.Call) and isinstance(node.function, t.Symbol) and node.function.name.lstrip("\\").lower() == "diag":
        known.facts.props.setdefault(name, []).append("diagonal")


def _constrains(left: t.Node, right: t.Node) -> bool:
    r"""\sum_j y_j = 1, x^T x = 1: a number (or one name) on the right of something with letters."""
    return isinstance(right, t.Number) and right.text != "0" and not isinstance(left, t.Number)


def mentions(node: t.Node, name: str) -> bool:
    return any(isinstance(n, (t.Symbol, t.Script)) and name_of(n) == name for n, _ in walk(node))


def _solves(known: Knowledge, outline: Outline, chain: Chain, left: t.Node) -> bool:
    """Whether a display row `w = ...` solves an equation stated before it: its name, without a star or hat, is what was differentiated by."""
    name = plain_name(left)
    for earlier in outline.chains:
        if earlier.first.start >= chain.first.start:
            break
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


def plain_name(node: t.Node) -> str | None:
    r"""The name of a solution's unknown: \beta for \beta^*, \hat\beta and \beta^{\star}."""
    if isinstance(node, t.Script) and isinstance(node.sup, t.Symbol) and node.sup.name in ("*", r"\star", r"\ast", "star", "ast"):
        node = node.base if node.sub is None else t.Script(node.span, node.base, node.sub, None)
    name = name_of(node)
    if name is None:
        return None
    match = re.fullmatch(r"\\(?:hat|widehat|bar|tilde)\s*\{(.*)\}", name)
    name = match[1] if match else name
    return re.sub(r"(?:\^\*|_\*|_(?:opt|ML|MLE|MAP|LS|OLS|ridge))$", "", name)


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


def members_of(chain: Chain) -> list[Member]:
    return chain.members
