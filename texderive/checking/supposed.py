r"""What a document most likely means by names that it never explains: \bar x for the mean of the x_i, \hat\mu
for the \mu that was found, p(x \mid C) for a number.

The document is read once more with all of these; a line that could not be judged before is right where it holds so, and
wrong only where it would hold with one slip undone: that tells that the supposition is what was meant."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .. import tree as t
from ..errors import TexDeriveError
from ..types.names import name_of
from ..types.reading import Definition
from .context.knowledge import Knowledge, Placed
from .report import ASSUMES, EQUAL, SHAPE, TRANSPOSED, UNREAD, WRONG, Claim
from .text.chains import Outline
from .text.cues import named
from .trees.heads import mentions
from .trees.structures import structure, with_names

_BAR = re.compile(r"\\(?:bar|overline)\s*\{?\s*(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{?)?\s*(\\?[A-Za-z]+)\s*\}*")
_HAT = re.compile(r"\\(?:hat|widehat)\s*\{?\s*(?:\\(?:mathbf|boldsymbol|bm|"
                  r"vec)\s*\{?)?\s*(\\?[A-Za-z]+)\s*\}*(?:_(?:\w|\{\w+\}))?")
_SUM = re.compile(r"\\sum_\{?\s*([a-z])\s*(?:=\s*1\s*\}\s*\^\s*\{?\s*([A-Za-z]))?")
_COUNT = re.compile(r"(?<![A-Za-z\\_^{])[nN](?![A-Za-z_^])")         # how many there are, where no sum says it
_UNKNOWN = re.compile(r"\\(?:bar|overline|hat|widehat)\b.* (?:is|are) not (?:known|explained|said)|nothing says what "
                      r".*\\(?:bar|overline|hat|widehat)\b")
_DOUBTED = (WRONG, SHAPE, ASSUMES, UNREAD)
_LETTERS = frozenset("pPqQ") | {r"\Pr"}


def without_slips(known: Knowledge, outline: Outline, claims: list[Claim]) -> Knowledge | None:
    r"""What is known without the forms that wrong lines give to names already defined:
    after a slip in \delta = W e, \delta is what was said before.  None where there are none."""
    ends = {c.span[1] for c in claims if c.verdict in (WRONG, SHAPE, ASSUMES)}
    slipped = {chain.members[-1].end + 1 for chain in outline.chains if chain.members[1].end in ends}
    kept = [p for p in known.placed if p.place not in slipped]
    return replace(known, placed=kept, read={}) if len(kept) < len(known.placed) else None


def without_results(known: Knowledge, outline: Outline, claims: list[Claim]) -> Knowledge | None:
    r"""What is known where a display behind a wrong line that no word introduces is a result; None where there is none.

    \bar u = x_1^\alpha x_2^\beta at the optimum says nothing of the \bar u before."""
    first = min((c.span[0] for c in claims if c.verdict in (WRONG, SHAPE, ASSUMES)), default=None)
    if first is None:
        return None
    found = {chain.first.start for chain in outline.chains if chain.display and chain.first.start > first
             and not named(outline, chain)}
    found &= {p.place for p in known.placed}
    return replace(known, found=frozenset(found), read={}) if found else None


def as_retold(known: Knowledge, outline: Outline, claims: list[Claim]) -> Knowledge | None:
    r"""What is known with the other forms of functions that do not agree with the first, and with the values that were
    found: behind L(w) = \|Xw - y\|^2 lines may mean this L, and not \frac1n\sum_i (x_i^T w - y_i)^2;
    behind \hat w = (X^T X)^{-1}X^T y they may put it in.  None where there are none, or every line behind is right."""
    doubted = {c.span[1] for c in claims if c.verdict in _DOUBTED}
    places = {chain.members[-1].end + 1 for chain in outline.chains if chain.members[1].end in doubted}
    more = [*(p for p in known.retold if p.place in places),
            *(p for p in known.solved if not any(q.name == p.name for q in known.placed))]
    if not more or not any(c.verdict in _DOUBTED and c.span[0] >= min(p.place for p in more) for c in claims):
        return None
    return replace(known, placed=[*known.placed, *more], found=known.found | {p.place for p in more}, read={})


def right_so(claims: list[Claim], again: list[Claim]) -> list[Claim]:
    """The claims, of those that are not right the ones that are so when read again."""
    better = {c.span: c for c in again if c.verdict in (EQUAL, TRANSPOSED)}
    return [better.get(c.span, c) if c.verdict in _DOUBTED else c for c in claims]


def right_after_all(claims: list[Claim], again: list[Claim]) -> list[Claim]:
    """The claims, of those that are wrong with a definition the ones that are right without it."""
    better = {c.span: c for c in again if c.verdict in (EQUAL, TRANSPOSED)}
    return [better.get(c.span, c) if c.verdict in (WRONG, SHAPE, ASSUMES) else c for c in claims]


def supposed(known: Knowledge, outline: Outline, claims: list[Claim]) -> Knowledge | None:
    """What is known with everything that is supposed; None where no line waits for it."""
    unread = [c for c in claims if c.verdict == UNREAD]
    asked = " ".join(side for c in unread if _UNKNOWN.search(c.message) for side in (c.left, c.right))
    more = [*_means(known, outline, asked), *_found(known, asked)] if asked else []
    names = _probabilities(known, outline) if any(bar in side for c in unread for side in (c.left, c.right)
                                                  for bar in ("|", r"\mid")) else {}
    if not more and not names:
        return None
    placed = [replace(p, definition=replace(p.definition, body=with_names(p.definition.body, names)))
              for p in known.placed] if names else known.placed
    return replace(known, placed=[*(Placed(0, d.name, d, "") for d in more), *placed],
                   densities={**names, **known.densities}, read={})


def merged(claims: list[Claim], again: list[Claim]) -> list[Claim]:
    """The claims, of those not understood the ones that the second reading decides."""
    unread = {c.span for c in claims if c.verdict == UNREAD}
    confirmed = ({name for c in again if c.verdict == EQUAL and c.span in unread for name in _supposed_in(c)}
                 | {c.left.strip() for c in claims if c.verdict == EQUAL})
    better = {c.span: c for c in again if c.verdict in (EQUAL, TRANSPOSED) or c.verdict == WRONG
              and (c.fix and _same_atoms(c) or 0 < len(found := _supposed_in(c)) and found <= confirmed)}
    return [better.get(c.span, c) if c.verdict == UNREAD else c for c in claims]


def _supposed_in(claim: Claim) -> set[str]:
    """The names with bars and hats that a claim speaks of, without that it is about."""
    return {_balanced(m[0]) for side in (claim.left, claim.right) for pattern in (_BAR, _HAT)
            for m in pattern.finditer(side)} - {_balanced(m[0]) for m in [_HAT.match(claim.left)] if m}


def _balanced(name: str) -> str:
    r"""A name without the braces that close what it stands in: \bar x of \frac{a}{n\bar x}."""
    name = name.strip()
    return name[:len(name) - max(0, name.count("}") - name.count("{"))].strip()


def _same_atoms(claim: Claim) -> bool:
    """Whether both sides speak of the same probabilities: rules such as Bayes' relate others."""
    left, right = (set(re.findall(r"(?:[pPqQ]|\\Pr)\s*(?:\\left)?\([^()]*\)", side)) for side in (claim.left, claim.right))
    return left == right


def _unexplained(known: Knowledge, name: str) -> bool:
    return not any(p.name == name for p in known.placed) and not any(d.name == name for d in known.said_everywhere().values())


def _means(known: Knowledge, outline: Outline, asked: str) -> Iterator[Definition]:
    r"""\bar x = \frac1n\sum_{i=1}^n x_i, where the document sums over the x_i."""
    for bar, letter in sorted({(_balanced(m[0]), m[1]) for m in _BAR.finditer(asked)}):
        for m in _SUM.finditer(outline.masked):
            index, last = m[1], m[2] or (_COUNT.search(outline.masked) or " ")[0]
            member = re.search(rf"{re.escape(letter)}(?:_{index}|_\{{{index}\}}|\^\{{?\({index}\)\}}?)(?![A-Za-z])",
                               outline.masked[m.end():m.end() + 120])
            if member and last.strip():
                yield from _defined(known, bar, rf"\frac{{1}}{{{last}}}\sum_{{{index}=1}}^{{{last}}}{member[0]}")
                break


def _found(known: Knowledge, asked: str) -> Iterator[Definition]:
    r"""\hat\mu = \mu."""
    for m in sorted({_balanced(m[0]) for m in _HAT.finditer(asked)}):
        yield from _defined(known, m, re.sub(r"\\(?:hat|widehat)\s*", "", m, count=1))


def _defined(known: Knowledge, left: str, right: str) -> Iterator[Definition]:
    try:
        head, body = known.node(left), known.node(right)
    except TexDeriveError:
        return
    if isinstance(head, t.Group):
        head = head.body
    name = name_of(head)
    if name is not None and _unexplained(known, name) and not mentions(body, name):
        yield Definition(name, head, body, "value")


def _probabilities(known: Knowledge, outline: Outline) -> dict[tuple, t.Symbol]:
    """A name for every probability that nothing defines, by structure."""
    found: dict[tuple, t.Symbol] = {}
    for chain in outline.chains:
        for member in chain.members:
            try:
                node = known.node(outline.source(member))
            except TexDeriveError:
                continue
            for n in t.nodes(node):
                if (_is_probability(n) and _unexplained(known,
                                                        name_of(n.function if isinstance(n, t.Call) else n.factors[0]) or "")):
                    found.setdefault(structure(n), t.Symbol(n.span, rf"\probability{{{len(found)}}}",
                                         outline.source(member)[slice(*n.span)].strip()))
    return found


def _is_probability(node: t.Node) -> bool:
    r"""p(x \mid C_1), P(C) and q(z): one of the usual letters with names in brackets."""
    if isinstance(node, t.Call):
        function, arguments = node.function, node.args
    elif isinstance(node, t.Product) and node.op == "juxt" and len(node.factors) == 2 and isinstance(node.factors[1], t.Group):
        function, arguments = node.factors[0], t.items_of(node.factors[1].body)
    else:
        return False
    parts = [p for a in arguments for p in (a.parts if isinstance(a, t.Relation) else (a,))]
    return (isinstance(function, t.Symbol) and function.name in _LETTERS
            and all(isinstance(p, (t.Symbol, t.Script)) for p in parts))


# what is known otherwise, and how the claims of that reading join those before
OTHER_READINGS = ((as_retold, right_so), (without_slips, right_after_all), (without_results, right_after_all), (supposed, merged))
