r"""The statements of a formula sorted: declarations, facts, definitions, and what is asked."""
from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from .. import tree
from ..functions import BY_SPELLING
from .called import with_arguments
from .changes import changes_named
from .declare import PROPS, Declared
from .definitions import composed, definition_of, family_above, norm_law, unlogged, unspecified_call
from .domains import said
from .ellipses import letters_taken, numbered_vector, without_dots
from .entrywise import with_entries
from .extrema import Extremum, at_labels, has_extrema
from .labelled import entries_of_labelled
from .picked import members_by_number
from .members import at_members
from .membership import declared_as, function_type, member_of
from .named import WORDS
from .names import key_of, name_of
from .namesakes import told_apart
from .omitted import with_omitted
from .powers import TRANSPOSES
from .questions import asks
from .reading import Definition, Facts, names_in
from .scan import bound_letters, letters_below
from .steps import declared_apart, has_steps, one_time, unrolled
from .superscripts import layers_of, with_superscripts
from .vectors import named_in_words

EQUALS = ("=", ":=", "equiv", "triangleq", "doteq", "coloneqq", "eqqcolon", "set", "def")


@dataclass(slots=True)
class Sorted:
    """A formula taken apart.  `asked` are the nodes that ask for something, in order; `expressions` all other mathematics."""

    definitions: list[Definition] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    asked: list[tree.Node] = field(default_factory=list)
    named_requests: list[tuple[Definition, tree.Node]] = field(default_factory=list)     # g = \nabla f: asked for, or a definition where something else is asked
    expressions: list[tree.Node] = field(default_factory=list)
    placeholders: tuple[str, ...] = ()          # index letters of a left side [.]_{ij}
    held: tree.Node | None = None               # what stands on the right of it
    spelled_out: dict[tree.Node, tree.Node] = field(default_factory=dict)   # d f/dx = d/dx (x^2): the right side of the left one
    at: tree.Node | None = None                 # "at x = 0", said in words
    vanishing: list[tree.Node] = field(default_factory=list)   # \nabla f = 0: where these derivatives vanish is asked
    assigned: dict[tree.Node, tree.Relation] = field(default_factory=dict)   # what is asked -> w_{t+1} = w_t - \eta\nabla f(w_t), of which it is the right side
    sides: list[tree.Node] = field(default_factory=list)   # left sides of facts such as S^T = S
    optimum: bool = False                       # whether an optimum is asked: inequalities are then constraints
    optima: list[Definition] = field(default_factory=list)     # x^* = \argmin_x f: asked for, and a name
    members: list[tree.Relation] = field(default_factory=list)   # x \in C beside an optimum
    totals: dict[str, tree.Relation] = field(default_factory=dict)   # y: \sum_i y_i = 1
    notes: tuple[str, ...] = ()                 # what was supposed on the way
    extrema: list[Extremum] = field(default_factory=list)   # \max_i f_i by the index i^* where it is attained
    primed: set[str] = field(default_factory=set)          # h' of \frac{\partial h'}{\partial z}: names with a prime


def sort_statements(formula: tree.Formula, declared: dict[str, Declared], extrema: bool = False) -> Sorted:
    """`extrema`: whether maxima over an index are to be values at the index where they are attained, to be differentiated."""
    out = Sorted()
    names = {d.name for d in declared.values()} | {d.base for d in declared.values()}
    lone: list[tree.Node] = []
    ahead, said, numbered_notes = "", [], []
    out.primed = {name for s in formula.statements if isinstance(s, tree.Derivative) and s.variables and isinstance(s.operand, tree.Prime) and (name := name_of(s.operand))}
    optima = [n for s in formula.statements for n in (s.parts if isinstance(s, tree.Relation) else (s,)) if isinstance(n, tree.Optimum)]
    out.optimum = bool(optima)
    for c in (c for n in optima for c in n.constraints):
        if isinstance(c, tree.Relation) and c.ops == ("in",):
            member_of(out.facts, *c.parts)
    statements, found = formula.statements, tree.Inventory(tree.nodes(formula))
    if found.has(tree.Dots):
        statements = without_dots(statements, letters_taken(statements))
    if extrema and has_extrema(formula.source):
        statements, out.extrema = at_labels(statements, formula.source)
        out.facts.places = {e.name for e in out.extrema}
    statements = changes_named(statements, names)
    if found.has(tree.Script, tree.Items):
        statements = entries_of_labelled(statements)
    if found.has(tree.Script) and (found.has(tree.Derivative) or optima):
        statements, numbered_notes = members_by_number(statements)
    if found.has(tree.Relation):
        statements, out.notes = with_omitted(with_arguments(statements), names, formula.source)
        statements = with_entries(told_apart(statements))
        if has_steps(formula.source):
            steps = unrolled(statements, declared, formula.source)
            statements, out.notes, out.facts.steps = steps.statements, (*out.notes, *steps.notes), set(steps.letters)
        elif "_t" in formula.source:
            out.facts.steps |= one_time(statements)
        if declared:
            out.facts.steps |= declared_apart(statements, declared)
    if found.has(tree.Derivative, tree.Script):
        out.facts.layers = layers_of(statements)
    if found.has(tree.Derivative, tree.Script) or any("^" in name for name in names):
        statements = with_superscripts(statements, names)
    if found.has(tree.Text):
        statements, out.definitions = named_in_words(statements)
    out.notes = [*out.notes, *numbered_notes]
    apart = False                                            # words that join nothing stood behind the last name
    for statement in _clauses(_without_ranges(out, statements)):
        statement = _unwrapped(statement)
        if isinstance(statement, tree.Text):
            _text(out, statement.text, lone or said)
            ahead = statement.text
            apart = apart or not _JOINS.fullmatch(statement.text)
            continue
        if ahead and name_of(statement) and _AHEAD.search(ahead.strip()):
            _text(out, ahead, [statement])                                    # \text{for symmetric } A
        ahead, said = "", []
        lone, statement = _with_text(out, statement, lone)
        if isinstance(statement, tree.Relation):
            _relation(out, statement, names, lone)
            left = statement.parts[0]
            said = [*lone, *tree.items_of(left)] if statement.ops == ("in",) else []      # A \in S \text{ is symmetric}
            lone = []
        elif asks(statement):
            out.asked.append(statement)
        else:
            out.expressions.append(statement)
            lone = [*([] if apart else lone), statement] if name_of(statement) else []      # A and B are symmetric; with x, where A is symmetric
            apart = False
    out.definitions = [_numbered_by_range(d, out.facts.ranges) for d in out.definitions]
    bound = bound_letters([*out.asked, *out.expressions, *(d.body for d in out.definitions)])
    out.definitions = unlogged([family_above(d, bound) for d in out.definitions], [*out.asked, *out.expressions])
    out.definitions = at_members(composed(out.definitions), statements, bound)
    if out.asked:
        out.definitions += [definition for definition, _ in out.named_requests]
    else:
        out.asked = [request for _, request in out.named_requests]
    return out


def _numbered_by_range(d: Definition, ranges: Collection[str]) -> Definition:
    r"""p_y = .. as a family, where y = 1, \dots, n is said."""
    if d.kind != "value" or not ranges or not isinstance(d.lhs, tree.Script) or d.lhs.sup is not None or not isinstance(d.lhs.sub, tree.Symbol) or d.lhs.sub.name not in ranges:
        return d
    return replace(d, kind="family", name=name_of(d.lhs.base) or d.name, params=(d.lhs.sub.name,))


_JOINS = re.compile(r"[\s,&]*(and|or|both)?[\s,]*", re.IGNORECASE)
IMPLICATIONS = ("implies", "iff", "impliedby")


def _without_ranges(out: Sorted, statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""The statements without i = 1, \dots, N and i, j = 1, \dots, n, which become facts."""
    kept: list[tree.Node] = []
    k = 0
    while k < len(statements):
        match statements[k:k + 3]:
            case (tree.Relation(parts=(tree.Symbol() as letter, tree.Number(text="1" | "0")), ops=("=",)), tree.Dots(), tree.Symbol() | tree.Number() as last):
                size = int(last.text) if isinstance(last, tree.Number) else last.name
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


_AT = re.compile(r"\b(at|at the point|evaluated at|in the point|taken at)$", re.IGNORECASE)


def _clauses(statements: tuple[tree.Node, ...]):
    r"""The statements, apart at every \Rightarrow: f = .. \Rightarrow \frac{df}{dx} = is two."""
    for s in statements:
        cuts = [k for k, op in enumerate(s.ops) if op in IMPLICATIONS] if isinstance(s, tree.Relation) else []
        start = 0
        for cut in [*cuts, len(s.ops)] if cuts else ():
            parts = s.parts[start:cut + 1]
            if not isinstance(parts[0], tree.Missing):
                yield parts[0] if len(parts) == 1 else tree.Relation((parts[0].span[0], parts[-1].span[1]), parts, s.ops[start:cut])
            start = cut + 1
        if not cuts:
            yield s


def _unwrapped(node: tree.Node) -> tree.Node:
    while isinstance(node, tree.Items) and len(node.items) == 1:
        node = node.items[0]
    return node


def _with_text(out: Sorted, node: tree.Node, lone: list[tree.Node]):
    """A product such as `L \\text{ lower triangular}` gives its fact and its mathematics."""
    if isinstance(node, tree.Product) and any(isinstance(f, tree.Text) for f in node.factors):
        for k, f in enumerate(node.factors):
            if isinstance(f, tree.Text):
                _text(out, f.text, list(node.factors[:k][-1:]))
        rest = tuple(f for f in node.factors if not isinstance(f, tree.Text))
        node = rest[0] if len(rest) == 1 else tree.Product(node.span, node.op, rest)
    return lone, node


def _text(out: Sorted, text: str, lone: list[tree.Node]) -> None:
    """Properties said in words of the names just before."""
    words = " ".join(text.lower().replace(",", " ").split())
    for phrase, prop in _PHRASES:
        if re.search(phrase, words):
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


_PHRASES = tuple((r"(?<![\w-])" + re.escape(p) + r"(?![\w-])", prop) for p, prop in PROPS.items() if p not in ("pd", "sym", "regular", "unit", "row", "real", "small")) + (
    (r"element-?\s?wise|entry-?wise|component-?wise|point-?wise", "elementwise"),
    (r"\bmatrix (function|exponential|logarithm|sine|cosine)\b|\bnot element-?\s?wise\b", "matrix function"))


_AHEAD = re.compile(r"^(for|with|where|and|let|given|assume|assuming|suppose|if)\b.*\b(symmetric|definite|semidefinite|diagonal|invertible|orthogonal|positive|constant)( matrix| matrices| scalar)?$", re.IGNORECASE)


def _relation(out: Sorted, relation: tree.Relation, names: set[str], lone: list[tree.Node]) -> None:
    left, op = relation.parts[0], relation.ops[0]
    right = relation.parts[1] if len(relation.parts) > 1 else None
    if op == "in" and right is not None and asks(right):      # \hat x \in \arg\min_x f
        out.asked.append(right)
        return
    if op == "in":
        for node in lone + list(tree.items_of(left)):
            member_of(out.facts, node, right)
            if out.optimum:
                out.members.append(tree.Relation(relation.span, (node, right), ("in",)))
        return
    if op == "to":
        return
    if op in ("gets", "approx") and right is not None and any(map(asks, tree.nodes(right))) and not asks(left):      # w \gets w - \eta\nabla f(w)
        out.asked.append(right)
        out.assigned[right] = relation
        return
    if relation.ops == (":", "to"):
        function_type(out.facts, left, *relation.parts[1:3])
        return
    if op not in EQUALS:
        name, prop = said(relation) or (None, "")
        if name is not None and (not out.optimum or prop in ("posdef", "psd")):
            out.facts.props.setdefault(name, []).append(prop)
        else:
            out.expressions.append(relation)
        return
    numbered = numbered_vector(right) if name_of(left) else None
    if numbered is not None and numbered[0] == name_of(left):                        # x = (x_1, \dots, x_n)^T
        out.facts.declared.append(declared_as(key_of(left), (numbered[1],), frozenset()))
        return
    if _symmetry(out, left, right):
        out.sides.append(left)
        return
    placeholder = _placeholder(left)
    if placeholder is not None and not isinstance(right, tree.Missing):
        out.placeholders, out.held = placeholder, right
        if asks(left):
            out.asked.append(left.base)
        else:
            out.expressions.append(right)
        return
    if isinstance(left, tree.Prime) and isinstance(left.base, tree.Symbol) and (name_of(left.base) in names_in(right) or name_of(left) in out.primed):      # h' = (1 - z) \odot h + ..
        out.definitions.append(Definition(name_of(left), left, right, "value", span=relation.span))
        return
    if asks(left):
        if isinstance(left, (tree.Derivative, tree.Call, tree.Prime)) and tree.is_zero(right):
            out.vanishing.append(left)
        out.asked.append(next((p for p in relation.parts[1:] if isinstance(p, tree.Limit)), left))
        if isinstance(right, tree.Derivative) and right.operand is not None:
            out.spelled_out[left] = right
        return
    if isinstance(right, tree.Missing):
        out.expressions.append(left)
        return
    total = _sums_to_one(left, right) or (None if out.optimum else _each_sums_to_one(left, right))
    if total is not None:
        out.totals[total] = relation
        out.facts.props.setdefault(total, []).append("simplex")
        return
    if isinstance(left, (tree.Script, tree.Delim)) and isinstance(right, tree.Number) and not _lone_subscript(left):
        out.expressions.append(relation)                 # y^2 = 1 and \|x\| = 1 restrict y and x and define neither
        return
    if isinstance(left, tree.Call) and _is_usual(left.function) and isinstance(right, tree.Number):
        out.expressions.append(relation)                 # tr(X) = 1 restricts X and does not define the trace
        return
    law = norm_law(left, right)
    if law is not None:
        out.facts.norms.append(law)
        return
    if len(relation.parts) > 2 and set(relation.ops) <= set(EQUALS) and (unspecified_call(right) or _logarithm_of_one(right)) and not isinstance(relation.parts[-1], tree.Missing):
        last = relation.parts[-1]                        # z = g(y) = y^T y defines z and g
        for part in relation.parts[:-1]:
            definition = definition_of(part, last, names, relation.span, out.facts.steps)
            if definition is not None:
                out.definitions.append(definition)
        return
    definition = definition_of(left, right, names, relation.span, out.facts.steps)
    if asks(right):
        if definition is not None and not isinstance(right, tree.Optimum | tree.Limit):
            out.named_requests.append((definition, right))
            out.assigned[right] = relation
        else:
            out.asked.append(right)
            out.optima += [definition] if definition is not None else []
        return
    if definition is not None:
        out.definitions.append(definition)
    else:
        out.expressions.append(relation)


def _logarithm_of_one(node: tree.Node) -> bool:
    r"""\log p(t \mid \theta)."""
    return isinstance(node, tree.Call) and name_of(node.function) in (r"\log", r"\ln", "log", "ln") and len(node.args) == 1 and unspecified_call(node.args[0])


def _is_usual(function: tree.Node) -> bool:
    return isinstance(function, tree.Symbol) and (function.name in WORDS or function.name in BY_SPELLING)


def _lone_subscript(node: tree.Node) -> bool:
    return isinstance(node, tree.Script) and not isinstance(node.sup, tree.Number)


def _sums_to_one(left: tree.Node, right: tree.Node) -> str | None:
    r"""y of \sum_i y_i = 1 and \mathbf 1^\top y = 1."""
    if not tree.is_number(right, "1"):
        return None
    match left:
        case tree.BigOp(op="sum", body=tree.Script(base=tree.Symbol() as y, sub=tree.Symbol(), sup=None)):
            return name_of(y)
        case tree.Product(op="juxt", factors=(tree.Script(base=tree.Symbol(name="1")), tree.Symbol() as y)):
            return name_of(y)
        case tree.Product(op="juxt", factors=(tree.Script(base=tree.Symbol() as y), tree.Symbol(name="1"))):
            return name_of(y)
    return None


def _each_sums_to_one(left: tree.Node, right: tree.Node) -> str | None:
    r"""t of \sum_k t_{nk} = 1 and y_i of \mathbf 1^\top y_i = 1: each row, or each member, has the sum 1."""
    if not tree.is_number(right, "1"):
        return None
    match left:
        case tree.BigOp(op="sum", body=tree.Script(base=tree.Symbol() as t, sub=tree.Items(items=(tree.Symbol(), tree.Symbol() as last)), sup=None)) if last.name in letters_below(left.lower):
            return name_of(t)
        case tree.Product(op="juxt", factors=(tree.Script(base=tree.Symbol(name="1")), tree.Script(base=tree.Symbol(), sub=tree.Symbol(), sup=None) as y)):
            return name_of(y)
    return None


def _placeholder(left: tree.Node) -> tuple[str, ...] | None:
    r"""The index letters of [\cdot]_{ij} or [anything]_{ij} on the left."""
    if isinstance(left, tree.Script) and isinstance(left.base, tree.Group) and left.sub is not None and left.sup is None:
        items = tree.items_of(left.sub)
        if all(isinstance(i, tree.Symbol) for i in items):
            return tuple(i.name for i in items)
    return None


def _symmetry(out: Sorted, left: tree.Node, right: tree.Node) -> bool:
    """X = X^T and K^T = -K are facts and not definitions."""
    negated = isinstance(right, tree.Neg)
    right = right.body if negated else right
    (a, ta), (b, tb) = _transposed_name(left), _transposed_name(right)
    if isinstance(left, tree.Neg):
        return False
    if (entry := _entry(left)) is not None and entry == (_entry(right) or ())[::-1]:      # A_{ij} = A_{ji}
        a, ta, b, tb = name_of(left.base), False, name_of(right.base), True
    if a is None or a != b or ta == tb:
        return False
    out.facts.props.setdefault(a, []).append("skew" if negated else "symmetric")
    return True


def _entry(node: tree.Node) -> tuple[str, str] | None:
    """The letters i, j of A_{ij}."""
    items = node.sub.items if isinstance(node, tree.Script) and node.sup is None and isinstance(node.sub, tree.Items) else ()
    letters = tuple(i.name for i in items if isinstance(i, tree.Symbol))
    return letters if len(letters) == len(items) == 2 and letters[0] != letters[1] else None


def _transposed_name(node: tree.Node) -> tuple[str | None, bool]:
    if isinstance(node, tree.Script) and node.sub is None and isinstance(node.sup, tree.Symbol) and node.sup.name in TRANSPOSES:
        return name_of(node.base), True
    if isinstance(node, tree.Prime) and node.count == 1:
        return name_of(node.base), True
    return name_of(node), False
