r"""The statements of a formula sorted: declarations, facts, definitions, and what is asked."""
from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from ... import tree
from ...patterns import later, regex
from ...read.commands import IMPLICATIONS
from ..binding import bound_letters, numbering_letters, variables_of
from ..declare import Declared, PROPS
from ..definitions import composed, family_above, unlogged
from ..names import name_of
from ..notation.members import at_members
from ..reading import Definition, names_in
from .membership import member_of
from .proportional import up_to_a_factor
from .questions import asks
from .relations import sort_relation
from .sorted import Sorted
from .written_out import written_out

# (what stands in the words, the phrase, the property): a phrase is compiled once its words occur
_PHRASES = tuple((p, r"(?<![\w-])" + re.escape(p) + r"(?![\w-])", prop) for p, prop in PROPS.items()
                 if p not in ("pd", "sym", "regular", "unit", "row", "real", "small")) + (
    ("wise", r"element-?\s?wise|entry-?wise|component-?wise|point-?wise", "elementwise"),
    ("", r"\bmatrix (function|exponential|logarithm|sine|cosine)\b|\bnot element-?\s?wise\b", "matrix function"))
_APART = later(r"\\q?quad(?![A-Za-z])")
_AHEAD = regex(r"""
    ^(for|with|where|and|let|given|assume|assuming|suppose|if)\b.*\b(symmetric|definite|semidefinite|diagonal|invertible
      |orthogonal|positive|constant)
    ( matrix| matrices| scalar)?$
""", re.IGNORECASE)
_AT = later(r"\b(at|at the point|evaluated at|in the point|taken at)$", re.IGNORECASE)
_JOINS = later(r"[\s,&]*(and|or|both)?[\s,]*", re.IGNORECASE)


def sort_statements(formula: tree.Formula, declared: dict[str, Declared], extrema: bool = False) -> Sorted:
    """`extrema`: whether maxima over an index are to be values at the index where they
    are attained, to be differentiated."""
    out = Sorted()
    names = {d.name for d in declared.values()} | {d.base for d in declared.values()}
    ahead, said, apart = "", [], False                       # apart: words that join nothing stood behind the last name
    out.primed = {name for s in formula.statements if isinstance(s, tree.Derivative) and s.variables
                  and isinstance(s.operand, tree.Prime) and (name := name_of(s.operand))}
    optima = [n for s in formula.statements for n in (s.parts if isinstance(s, tree.Relation) else (s,))
              if isinstance(n, tree.Optimum)]
    out.optimum = bool(optima)
    for c in (c for n in optima for c in n.constraints):
        if isinstance(c, tree.Relation) and c.ops == ("in",):
            member_of(out.facts, *c.parts)
    statements = written_out(out, formula, declared, names, extrema)
    out.numbers = numbering_letters(statements)
    if len(statements) > 1:
        out.varied = frozenset(v.name for v in variables_of(statements) if isinstance(v, tree.Symbol))
    for statement in _clauses(_without_ranges(out, statements, formula.source)):
        if isinstance(statement, tree.Text):
            _text(out, statement.text, out.lone or said)
            ahead = statement.text
            apart = apart or not _JOINS.fullmatch(statement.text)
            continue
        if ahead and name_of(statement) and _AHEAD.search(ahead.strip()):
            _text(out, ahead, [statement])                                    # \text{for symmetric } A
        ahead, said = "", []
        if out.lone and _APART.search(formula.source, out.lone[-1].span[1], statement.span[0]):
            out.lone = []                                                           # with respect to X, \quad A \in S
        if isinstance(statement, tree.Relation):
            sort_relation(out, statement, names)
            # A \in S \text{ is symmetric}
            said = [*out.lone, *tree.items_of(statement.parts[0])] if statement.ops == ("in",) else []
            out.lone = []
        elif asks(statement):
            out.asked.append(statement)
        else:
            out.expressions.append(statement)
            # A and B are symmetric; with x, where A is symmetric
            out.lone = [*([] if apart else out.lone), statement] if name_of(statement) else []
            apart = False
    if out.definitions:
        out.definitions = _defined(out, statements)
    if out.answered:
        out.asked = [node for node in out.asked if node not in out.answered] or out.asked
    if out.asked:
        out.definitions += [definition for definition, _ in out.named_requests]
    else:
        out.asked = [request for _, request in out.named_requests]
    up_to_a_factor(out)
    return out


def _defined(out: Sorted, statements: tuple[tree.Node, ...]) -> list[Definition]:
    """The definitions, told apart by what the rest of the formula says of their names."""
    definitions = [_numbered_by_range(d, out.facts.ranges) for d in (_telling(out) if out.forms else out.definitions)]
    bound = bound_letters([*out.asked, *out.expressions, *(d.body for d in definitions)])
    definitions = unlogged([family_above(d, bound) for d in definitions], [*out.asked, *out.expressions])
    return at_members(composed(definitions), statements, bound)


def _telling(out: Sorted) -> list[Definition]:
    r"""The definitions, with b for a in L(w) = a = b where a says nothing of w, nor of what is differentiated by, and b
    does: \frac1n\sum_i (y_i - \hat y_i)^2 = \frac1n\sum_i (y_i - w^\top x_i)^2."""
    bodies = {d.name: d.body for d in out.definitions}
    asked = {name for node in out.asked for n in tree.nodes(node) if isinstance(n, tree.Derivative) for v in n.variables
             if (name := name_of(tree.unscripted(v.node)))}

    def told(node: tree.Node, by: set[str], seen: frozenset[str] = frozenset()) -> set[str]:
        names = set(names_in(node))
        below = [told(bodies[n], by, seen | {n}) for n in names & bodies.keys() - seen]
        return (names & by).union(*below)

    def one(d: Definition) -> Definition:
        by = asked | set(d.params)
        best = max((d.body, *out.forms.get(d.lhs, ())), key=lambda form: 0 if asks(form) else len(told(form, by)))
        return d if best is d.body else replace(d, body=best)

    return [one(d) if d.kind in ("value", "function") and d.lhs in out.forms else d for d in out.definitions]


def _numbered_by_range(d: Definition, ranges: Collection[str]) -> Definition:
    r"""p_y = .. as a family, where y = 1, \dots, n is said."""
    if (d.kind != "value" or not ranges or not isinstance(d.lhs, tree.Script) or d.lhs.sup is not None
            or not isinstance(d.lhs.sub, tree.Symbol) or d.lhs.sub.name not in ranges):
        return d
    return replace(d, kind="family", name=name_of(d.lhs.base) or d.name, params=(d.lhs.sub.name,))


def _without_ranges(out: Sorted, statements: tuple[tree.Node, ...], source: str) -> tuple[tree.Node, ...]:
    r"""The statements without i = 1, \dots, N and i, j = 1, \dots, n, which become facts."""
    kept: list[tree.Node] = []
    k = 0
    while k < len(statements):
        match statements[k:k + 3]:
            case (tree.Relation(parts=(tree.Symbol() as letter, tree.Number(text="1" | "0" as first)), ops=("=",)), tree.Dots(),
                  tree.Symbol() | tree.Number() | tree.Sum() as last) if first == "0" or not isinstance(last, tree.Sum):
                size = (int(last.text) if isinstance(last, tree.Number) else last.name if isinstance(last, tree.Symbol) else
                        "".join(source[last.span[0]:last.span[1]].split()))                            # n-1
                found = [letter.name]
                while len(kept) > 1 and isinstance(kept[-1], tree.Symbol) and len(kept[-1].name) == 1 and kept[-1].name.islower():
                    found.append(kept.pop().name)
                out.facts.ranges.update(dict.fromkeys(reversed(found), size))
                k += 3
            case (tree.Text() as words, tree.Relation(ops=("=",)) as point, *_) if _AT.search(words.text.strip()):
                out.at = point
                k += 2
            case _:
                kept.append(statements[k])
                k += 1
    return tuple(kept)


def _clauses(statements: tuple[tree.Node, ...]):
    r"""The statements, apart at every \Rightarrow: f = .. \Rightarrow \frac{df}{dx} = is two."""
    for s in statements:
        cuts = [k for k, op in enumerate(s.ops) if op in IMPLICATIONS] if isinstance(s, tree.Relation) else []
        start = 0
        for cut in [*cuts, len(s.ops)] if cuts else ():
            parts = s.parts[start:cut + 1]
            if not isinstance(parts[0], tree.Missing):
                yield parts[0] if len(parts) == 1 else tree.Relation((parts[0].span[0], parts[-1].span[1]), parts,
                    s.ops[start:cut])
            start = cut + 1
        if not cuts:
            yield s


def _text(out: Sorted, text: str, lone: list[tree.Node]) -> None:
    """Properties said in words of the names just before."""
    words = " ".join(text.lower().replace(",", " ").split())
    for word, phrase, prop in _PHRASES:
        if word in words and re.search(phrase, words):
            for node in lone:
                name = name_of(node if not isinstance(node, tree.Call) else node.function)
                if not name:
                    continue
                if prop == "elementwise":
                    if not re.search("not elementwise|matrix function", words):
                        out.facts.elementwise.add(name.lstrip("\\"))
                elif prop == "matrix function":
                    out.facts.matrix_functions.add(name.lstrip("\\"))
                else:
                    out.facts.props.setdefault(name, []).append(prop)
