"""Reading what a document says around its chains into Knowledge: macros, prose, pragmas, assumptions
from a place on, definitions."""
from __future__ import annotations

import re
from collections.abc import Mapping

from ... import tree as t
from ...document.files.pragmas import parse as parse_pragma
from ...errors import TexDeriveError
from ...patterns import regex
from ...prose import layout as stated_layout
from ...prose.declarations import mapping
from ...prose.expansion import collect as collect_for_prose
from ...read import collect
from ...types.declare import parse
from ...types.names import canonical
from ...types.notation.events import Events
from ...types.notation.namesakes import given_at_start, namesakes
from ...types.notation.steps import has_steps
from ...types.notation.superscripts import layers_of
from ..text.chains import Chain, Outline
from ..text.source import blank
from .definitions import definitions
from .knowledge import SIGN, Knowledge, read_declarations, said
from .names import activations, densities, functions, words
from .relations import first_relation

_STRUCTURE = re.compile(r"(?i)\^\s*\{?\s*(?:T|\\top|\\intercal|\\mathsf)|symmetric|diagonal|orthogonal|"
                        r"positive.definite|skew|invertible")
_ADJECTIVE = re.compile(r"(?i)\\(?:text|mbox|textrm)\s*\{[^{}]*\b(symmetric|diagonal|orthogonal)\s*\}\s*(\\?[A-Za-z]+)")
_LATE = regex(r"""
    (?i)(?<![\\\w])(?:since|because|using that|recall(?:ing)? that|by symmetry of|if|when|falls|wenn|weil|puisque|comme
      |si)\b[^.;\n]*?\b
    (?:symmetri(?:c|sch)|sym[ée]trique|diagonale?|orthogonale?)\b[^.;\n]*
""")
_DENIED = regex(r"""
    (?i)\b(?:need\s+not\s+be|not\s+necessarily|not\s+assumed\s+to\s+be|needn't\s+be|is\s+not|are\s+not|isn't|aren't
      |may\s+not\s+be|not)\s+
      (?:a\s+|an\s+)?(?:symmetric|diagonal|orthogonal|invertible|positive|square)\w*
    |\b(?:non|un|a)-?symmetric\b
""")
_OF_ITSELF = re.compile(r"(\\?[A-Za-z]+)\s*=\s*\1\s*\(\s*\\?[A-Za-z]+\s*\)")     # K = K(\theta): the K that is spoken of
_GAUSSIAN = re.compile(r"(?i)varian(?:ce|z)|portfolio|gaussian|normal(?:ly)? distribut|likelihood|\\mathcal\s*\{?\s*N"
                       # where Sigma is a covariance
                       r"|-\s*\\mu(?:_\w|_\{\w+\})?\s*\)\s*\^\s*(?:T|\{?\\top\}?|\{T\})\s*\\Sigma")
_DEFINED_SYMMETRIC = re.compile(r"\$\s*([^$=]{1,30}?)\s*=[^$=]*\$,?\s*(?:(?:which\s+)?is\s+)?(?:an?\s+|real\s+|"
                                r"invertible\s+)*symmetric\b")
_BY_ENTRIES = re.compile(r"(\\?[A-Za-z]+)_\{\s*([a-z])\s*([a-z])\s*\}\s*=\s*\1_\{\s*\3\s*\2\s*\}")  # a_{ij} = a_{ji}
_COVARIANCE = re.compile(r"\\Sigma_(?:\w|\{\w+\})")
_TWO_BELOW = re.compile(r"(?<![A-Za-z\\])([a-z])\s*_\{\s*[a-z]\s*,?\s*[a-z]\s*\}")
_LABEL = r"(\\?[A-Za-z]+(?:_\w|_\{\w+\}|\^\{?\(\w\)\}?)?)"
_SIGNS = re.compile(_LABEL + r"\s*\\in\s*(?:\\left)?\\\{\s*(?:[-−]\s*1\s*,\s*\+?\s*1|\+?\s*1\s*,\s*[-−]\s*1|"
                    r"\\pm\s*1)\s*(?:\\right)?\\\}(?!\s*\^)")
_SQUARE_ONE = re.compile(r"\$\s*" + _LABEL + r"\s*\^\s*\{?2\}?\s*=\s*1\s*\$")
_PLUS_MINUS = re.compile(r"\\(?:pm|mp)(?![A-Za-z])|±")
# a \pm b is a + sb with s = 1 or s = -1
_BOTH_SIGNS = collect(r"\newcommand{\pm}{+\varsigma_{0}}\newcommand{\mp}{-\varsigma_{0}}")
_SIGN = parse({SIGN: {"shape": [], "props": ["pm1"]}})
_PRAGMA = re.compile(r"(?<!\\)%[ \t]*texderive:[ \t]*(?!off\b|on\b)([^\n]*)")
_SECTION = re.compile(r"\\(?:chapter|section|question|problem)\b|\\begin\s*\{(?:problem|exercise|question|"
                      r"homeworkProblem|prob|exo|exercice|aufgabe|task|ex|frame)\*?\}")
_MOVING = re.compile(r"(?<![A-Za-z\\^_])([A-Z])(?:\}|\s)*\(\s*t\s*\)")
_MADE_OF = re.compile(r"(?<![A-Za-z\\^_])([A-Z])\s*=([^=$&\n]*)")
_EVENT = re.compile(r"(?:[pPqQ}]|\\Pr|\\pi)\s*(?:\\left\s*)?[(\[][^()]*=")
_PART = re.compile(_SECTION.pattern + r"|(?<=\n)[ \t]*\n[ \t]*(?:\\noindent\s*)?\\(?:textbf|emph|"
                   r"underline)\s*\{\s*(?:Q|Problem|Exercise|Question|Task"
                   r"|Part|Ex|Aufgabe|Exercice)\.?\s*\d|\\(?:(?:sub)+section|paragraph|part|item)\b")


def gather(outline: Outline, declare: Mapping | None, layout: str | None, beside: str = "") -> Knowledge:
    """Read the document's prose and definitions; `beside` is the text of its other files, whose macros
    and declarations hold too.

    What cannot be read is left out; the chains that need it will say so."""
    text = outline.text
    macros, prose_macros = collect(beside) | collect(text), {**collect_for_prose(beside), **collect_for_prose(text)}
    acting, given = activations(outline), parse(declare)
    if _PLUS_MINUS.search(text):
        macros, given = macros | _BOTH_SIGNS, given | _SIGN
    known = Knowledge(macros, functions(outline) | acting, words(outline), given=given, activations=acting)
    prose_text, late = _split_late(outline)
    prose_text = _DENIED.sub(lambda m: " " * len(m[0]), prose_text)
    prose_text = _OF_ITSELF.sub(lambda m: m[1].ljust(len(m[0])), prose_text)
    known.prose, known.prose_macros = prose_text, prose_macros
    known.cuts = tuple(tuple(m.start() for m in pattern.finditer(prose_text)) for pattern in (_PART, _SECTION))
    known.layout, known.stepped = layout or stated_layout(prose_text), has_steps(outline.masked)
    if beside:
        known.declared = said(read_declarations(blank(beside), prose_macros).declare)[0]
    known.late = [(start, _props(remark, prose_macros)) for start, remark in late]
    known.late += [(r.start, _props(r.text, prose_macros)) for r in outline.remarks if _STRUCTURE.search(r.text)]
    known.late += [(max(text.rfind(r"\\", 0, m.start()), 0), {canonical(m[2]): [m[1].lower()]})
                   for m in _ADJECTIVE.finditer(text)]
    known.late += [(m.start(), {canonical(m[1]): ["symmetric"]}) for m in _BY_ENTRIES.finditer(text)]
    known.late += [(0, {canonical(m[1]): ["symmetric"]}) for m in _DEFINED_SYMMETRIC.finditer(prose_text)]
    if _GAUSSIAN.search(outline.masked) and not re.search(r"\\Sigma\s*\\in", outline.masked):
        known.late.append((0, {canonical(name): ["symmetric"] for name in {r"\Sigma", *_COVARIANCE.findall(outline.masked)}}))
    _pragmas(known, text)
    known.moving = _moving(outline.masked) if "'" in text else frozenset()
    known.entries = _entries(outline.masked)
    known.constraints += _values(known, text)
    if _EVENT.search(text):
        relations = [found[0] for chain in outline.chains if (found := first_relation(known, outline, chain)) is not None]
        known.events = Events((r.parts[0], r.parts[1]) for r in relations)
        known.read.clear()
    known.densities, known.short, known.heads = densities(known, outline)
    known.read.clear()
    relations = [found[0] for chain in outline.chains if (found := first_relation(known, outline, chain)) is not None]
    known.namesakes = namesakes(relations)
    known.starts = given_at_start(relations) if re.search(r"_\{?\d", text) else set()
    if known.namesakes or known.starts:
        known.read.clear()
    if known.stepped:
        known.facts.layers = layers_of(tuple(t.Relation((0, 0), tuple(nodes), ("=",) * (len(nodes) - 1))
                                             for chain in outline.chains if len(nodes := _nodes(known, outline, chain)) > 1))
    definitions(known, outline)
    return known


def _moving(text: str) -> frozenset[str]:
    r"""X of X(t), and W of W = \det X."""
    called = set(_MOVING.findall(text))
    return frozenset(called.union(m[1] for m in _MADE_OF.finditer(text) if called & set(re.findall(r"(?<![A-Za-z\\])[A-Z]", m[2]))))


def _nodes(known: Knowledge, outline: Outline, chain: Chain) -> list[t.Node]:
    """The members of a chain that can be read."""
    found = []
    for member in chain.members:
        try:
            found.append(known.node(outline.source(member)))
        except TexDeriveError:
            continue
    return found


def _pragmas(known: Knowledge, text: str) -> None:
    """`% texderive: X in R^{N x d}, A symmetric, layout=denominator`."""
    for match in _PRAGMA.finditer(text):
        pragma = parse_pragma(match[1])
        known.layout = pragma.options.get("layout", known.layout)
        entries = {name: entry for name, fact in pragma.facts.items() if (entry := mapping(name, fact, pragma.ranges))}
        declared, props = said(entries)
        known.given = declared | known.given
        for name, found in props.items():
            known.late.append((0, {name: found}))


def _split_late(outline: Outline) -> tuple[str, list[tuple[int, str]]]:
    """Prose in which "since A is symmetric" behind the first chain is taken out, to hold from there on only."""
    first = min((c.first.start for c in outline.chains if c.display), default=len(outline.masked))
    late, text = [], outline.masked
    for match in _LATE.finditer(outline.masked):
        if match.start() > first and not any(b.display and b.start <= match.start() < b.end for b in outline.blocks):
            late.append((match.start(), match[0]))
            text = text[:match.start()] + " " * len(match[0]) + text[match.end():]
    return text, late


def _entries(masked: str) -> dict[str, str]:
    """{"w": "W"} where w_{ij} stand beside a matrix W and no w of any other kind: its entries by the small letter."""
    pairs = set(_TWO_BELOW.findall(masked))
    return {small: small.upper() for small in pairs if re.search(rf"(?<![A-Za-z\\]){small.upper()}(?![A-Za-z_])", masked)
            and not re.search(rf"(?<![A-Za-z\\]){small}(?![A-Za-z]|\s*_\{{?[a-z][,\s]*[a-z]\}})", masked)
            and not re.search(rf"(?<![A-Za-z\\]){small.upper()}_", masked)}


def _values(known: Knowledge, text: str) -> list[tuple[t.Node, t.Node]]:
    r"""y_i^2 = 1 of y_i \in \{-1, 1\}, and where it is said so."""
    found = {m[1] for m in _SIGNS.finditer(text)} | {m[1] for m in _SQUARE_ONE.finditer(text)}
    out = []
    for name in sorted(found):
        try:
            out.append((known.node(rf"{{{name}}}^2"), known.node("1")))
        except TexDeriveError:
            continue
    return out


def _props(remark: str, macros) -> dict[str, list[str]]:
    """Properties that a remark states: {"A": ["symmetric"]}; "($A^T = A$)" counts."""
    inner = re.sub(r"^\\\w+\s*\{(.*)\}$", r"\1", remark.strip(), flags=re.S).strip("() ")
    inner = re.sub(r"(?i)^(?:since|because|as|using that|hence|if|when|falls|wenn|weil|puisque|comme|si)\s+", "", inner)
    found: dict[str, list[str]] = {}
    declared = read_declarations(inner, macros).declare
    if not declared and "$" not in inner and "=" in inner:
        declared = read_declarations(f"${inner}$", macros).declare
    if not declared and "$" not in inner:
        declared = read_declarations(re.sub(r"^(.*?)(\s*(?:is|are)\b|\s+symmetric)", r"$\1$\2", inner), macros).declare
    for key, entry in declared.items():
        if entry.get("props"):
            found.setdefault(canonical(key), []).extend(entry["props"])
    return found
