r"""What stands below a sum and is no range: conditions as in \sum_{i: y_i = 1} become factors [y_i = 1],
and the members of a set as in \sum_{w \in V} are numbered."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ... import tree
from ...records import record
from ..binding import is_label, letters_below, stands_alone
from ..conventions import COMPARISONS
from ..names import is_letter, name_of
from ..reading import names_in



def with_ranges(statements: tuple[tree.Node, ...], declared: Collection[str], sizes: Collection[str],
                tables: Collection[str] | None = None) -> tuple[tuple[tree.Node, ...], list[str]]:
    """(the statements, what to say).  A set is numbered where its letter only numbers things that are not
    differentiated by: whether their members are in the set is not said, but of the functions in `tables`,
    with which only their sets are numbered."""
    notes: dict[str, None] = {}
    nodes = [n for s in statements for n in tree.nodes(s)]
    kept = {name for n in nodes for name in _unknowns(n)} | set(declared) | {name_of(s.parts[0]) for s in statements
        if isinstance(s, tree.Relation)}
    functions = {name_of(s.parts[0].function) for s in statements if isinstance(s, tree.Relation)
                 and isinstance(s.parts[0], tree.Call)}
    all_unknown = any(isinstance(n, tree.Derivative) and not n.variables and not isinstance(n.operand, tree.Call)
                      and name_of(n.operand) not in functions
                      for n in nodes)          # \nabla L of all that L depends on
    sets = {members for n in nodes if (members := _members(n)) is not None
            and (_families(n.body, n.lower.parts[0].name) & set(tables) if tables is not None else not all_unknown)}
    ranges: dict[str, set[str | None]] = {}                # by which sets the members of a family are numbered
    for n in nodes:
        if isinstance(n, tree.BigOp) and sets:
            for letter in letters_below(n.lower):
                for name in _families(n.body, letter):
                    ranges.setdefault(name, set()).add(_members(n))
    mixed = {name for name, found in ranges.items() if len(found) > 1}
    if not sets and not any(isinstance(n, tree.BigOp) and any(map(_condition, map(tree.opened, tree.items_of(n.lower))))
                            for n in nodes):
        return statements, []
    reading = _Reading(sets, (kept | mixed) - set(tables or ()), sizes, notes)
    return tuple(tree.rewritten(s, lambda n: _changed(n, reading)) for s in statements), list(notes)


@record
class _Reading:
    """What is known while sums are changed: the sets they run over, the names whose members are not to be numbered,
    declared sizes; `notes` is filled."""

    sets: set[str]
    kept: set[str]
    sizes: Collection[str]
    notes: dict[str, None]


def _changed(node: tree.Node, reading: _Reading) -> tree.Node:
    if isinstance(node, tree.BigOp) and node.op.lstrip("\\") in ("sum", "prod") and node.lower is not None:
        node = _restricted(node) if node.op.lstrip("\\") == "sum" else node
        if _members(node) in reading.sets:
            node = _numbered(node, reading)
    return node


def _unknowns(node: tree.Node) -> set[str]:
    """The names that something is differentiated by, or is a function of."""
    if isinstance(node, tree.Derivative):
        parts = [v.node for v in node.variables]
    elif isinstance(node, tree.Optimum):
        parts = list(node.variables)
    elif isinstance(node, tree.Relation) and isinstance(node.parts[0], tree.Call):
        parts = list(node.parts[0].args)
    else:
        return set()
    return {name for p in parts for name in names_in(p)}


def _restricted(node: tree.BigOp) -> tree.BigOp:
    r"""\sum_{i: y_i = 1} x_i as \sum_i [y_i = 1] x_i."""
    items = [tree.opened(i) for i in tree.items_of(node.lower)]
    conditions = [i for i in items if _condition(i)]
    if not conditions:
        return node
    rest = [i for i in items if i not in conditions]
    if not rest:                                           # \sum_{y_i = 1}: over the letter below
        letters = {n.sub.name: n.sub for c in conditions for n in tree.nodes(c) if isinstance(n, tree.Script)
                   and is_letter(n.sub)}
        if len(letters) != 1:
            return node
        rest = list(letters.values())
    span = node.body.span
    tests = [tree.indicator(c) for c in conditions]
    lower = tree.listed(node.lower.span, rest)
    return replace(node, lower=lower, body=tree.Product(span, "juxt", (*tests, tree.Group(span, "(", node.body))))


def _condition(node: tree.Node) -> bool:
    """Whether a part is a comparison whose left side is more than an index: y_i = 1, y_i w^T x_i < 1."""
    return (isinstance(node, tree.Relation) and len(node.parts) == 2 and node.ops[0] in COMPARISONS
            and not isinstance(node.parts[0], (tree.Symbol, tree.Number, tree.Items))
            and not (node.ops[0] in ("!=", "<", "<=") and is_label(node.parts[0]) and isinstance(node.parts[1], tree.Symbol)))


def _members(node: tree.Node) -> str | None:
    r"""The name V of \sum_{w \in V}."""
    match node:
        case tree.BigOp(lower=tree.Relation(parts=(tree.Symbol() as letter, tree.Symbol() as members), ops=("in",)),
                        upper=None) if is_letter(letter):
            return name_of(members)
    return None


def _numbered(node: tree.BigOp, reading: _Reading) -> tree.BigOp:
    r"""\sum_{w \in V} u_w as \sum_{w=1}^{|V|} u_w; not where members are differentiated by
    or numbered otherwise too, unless V is a size."""
    letter, members = node.lower.parts
    name = name_of(members)
    families = _families(node.body, letter.name)
    if (stands_alone(node.body, letter.name) or not families or (families & reading.kept or name in reading.kept)
            and name not in reading.sizes):
        return node
    if name not in reading.sizes:
        reading.notes[f"The members of ${members.latex}$ are numbered from 1 to $|{members.latex}|$."] = None
    one = tree.equation(node.lower.span, letter, tree.Number(letter.span, "1"))
    return replace(node, lower=one, upper=tree.Delim(members.span, "abs", members))


def _families(body: tree.Node, letter: str) -> set[str]:
    """The names that a letter numbers."""
    return {name for n in tree.nodes(body) if isinstance(n, tree.Script)
            and any(letter in tree.inventory(s).names for s in (n.sub, n.sup) if s is not None)
            and (name := name_of(n.base)) is not None}
