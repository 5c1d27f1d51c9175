r"""Dots: x_1^2 + \dots + x_n^2 and a_1 a_2 \cdots a_n are a sum and a product over an index, (x_1, \dots, x_n)
is the vector of its entries."""
from __future__ import annotations

from dataclasses import replace

from ... import tree
from ..names import name_of
from ..reading import names_in

_LETTERS = "ijklmpqrs"


def without_dots(node, taken: frozenset[str]):
    """The tree with its dotted sums and products written with an index that is none of `taken`;
    others stay as they are."""
    if isinstance(node, tuple):
        return tuple(without_dots(n, taken) for n in node)
    if not has_dots(node):
        return node
    node = tree.mapped(node, lambda n: without_dots(n, taken))
    if isinstance(node, tree.Call) and numbered_vector(tree.Group(node.span, "(", tree.Items(node.span, node.args))) is not None:
        return replace(node, args=(node.args[0].base,))                      # f(x_1, \dots, x_n) is f(x)
    diagonal = isinstance(node, tree.Call) and name_of(node.function) in ("diag", "Diag")
    if diagonal and (entries := _entries(node, taken)) is not None:
        return replace(node, args=(entries,))
    if isinstance(node, tree.Optimum):
        return replace(node, variables=_members(node))
    if isinstance(node, tree.Sum):
        parts = _ranged(node.terms, "sum", taken)
        return node if parts is None else parts[0] if len(parts) == 1 else replace(node, terms=parts)
    if isinstance(node, tree.Product) and node.op in ("juxt", "dot", "times"):
        parts = _ranged(node.factors, "prod", taken)
        return node if parts is None else parts[0] if len(parts) == 1 else replace(node, factors=parts)
    return node


def _entries(node: tree.Call, taken: frozenset[str]) -> tree.Node | None:
    r"""[\sigma_i^2]_i for the \sigma_1^2, \dots, \sigma_n^2 of \operatorname{diag}; None where they are no run 1, 2, .., n."""
    match _ranged(node.args, "sum", taken):
        case (tree.BigOp(lower=tree.Relation(parts=(letter, tree.Number(text="1"))), body=body),):
            return tree.Script(node.span, tree.Group(node.span, "[", body), letter, None)
    return None


def _members(node: tree.Optimum) -> tree.Node:
    r"""The unknowns with \mu_k for \mu_1, \ldots, \mu_K, where a sum below runs over k = 1, ..,
    K; others as they are."""
    unknowns = node.variables
    at = next((k for k, v in enumerate(unknowns) if isinstance(v, tree.Dots)), 0)
    if (not 0 < at < len(unknowns) - 1 or numbered_vector(tree.Group(node.span, "(",
            tree.Items(node.span, unknowns[:at + 2]))) is None):
        return unknowns
    last = unknowns[at + 1]
    letter = next((n.lower.parts[0] for n in tree.nodes(node.body) if isinstance(n, tree.BigOp) and n.upper is not None
                   and name_of(n.upper) == name_of(last.sub)
                   and isinstance(n.lower, tree.Relation) and isinstance(n.lower.parts[0], tree.Symbol)), None)
    return unknowns if letter is None else (replace(last, sub=replace(letter, span=last.sub.span)), *unknowns[at + 2:])


def letters_taken(nodes) -> frozenset[str]:
    """Every letter that stands anywhere."""
    found: dict[str, bool] = {}
    for n in nodes:
        names_in(n, found)
    return frozenset(part for name in found for part in (name, *name.split("_"), *name))


def numbered_vector(node: tree.Node) -> tuple[str, int | str] | None:
    r"""("x", n) of (x_1, x_2, \dots, x_n)^\top and of a column or row with the entries x_1, .., x_n;
    None of anything else."""
    if isinstance(node, tree.Script) and node.sub is None:
        node = node.base
    match node:
        case tree.Group(kind="(" | "[", body=tree.Items(items=items)):
            pass
        case tree.Group(kind="(" | "[", body=tree.Product(op="juxt", factors=items)):
            pass
        case tree.Matrix(rows=rows) if 1 in (len(rows), len(rows[0])):
            items = tuple(cell for row in rows for cell in row)
        case _:
            return None
    given = [i for i in items if not isinstance(i, tree.Dots)]
    names = {name_of(i.base) if isinstance(i, tree.Script) and i.sup is None else None for i in given}
    if len(given) < 2 or len(names) != 1 or None in names:
        return None
    subs = [name_of(i.sub) for i in given]
    dotted = len(given) < len(items)
    if subs[:-1] != [str(k + 1) for k in range(len(subs) - 1)] or subs[-1] is None or not dotted and subs[-1] != str(len(subs)):
        return None
    return names.pop(), int(subs[-1]) if subs[-1].isdigit() else subs[-1]


def has_dots(node: tree.Node) -> bool:
    """Whether dots stand below."""
    return any(isinstance(n, tree.Dots) for n in tree.nodes(node))


def _ranged(parts: tuple[tree.Node, ...], op: str, taken: frozenset[str]) -> tuple[tree.Node, ...] | None:
    """The parts with the members around the dots as one sum or product; None where they are no run 1, 2, .., n."""
    at = next((k for k, p in enumerate(parts) if isinstance(tree.unsigned(p), tree.Dots)), 0)
    if not 0 < at < len(parts) - 1:
        return None
    last = parts[at + 1]
    letter = next((c for c in _LETTERS if c not in taken), "i")
    body, end = _body(parts[at - 1], last, letter)
    if body is None or end is None:
        return None
    first = at
    low: int | None = None
    for k in range(at - 1, -1, -1):
        number = _number_in(body, parts[k], letter)
        if number is None:
            break
        if low is not None and number != low - 1:
            return None  # x_1 + x_3 + .. leaves out what cannot be told
        first, low = k, number
    if low is None:
        return None
    span = (parts[first].span[0], last.span[1])
    below = tree.equation(span, tree.Symbol(span, letter, letter), tree.Number(span, str(low)))
    whole = tree.BigOp(span, op, below, end, body)
    return (*parts[:first], whole, *parts[at + 2:])


def _body(one: tree.Node, last: tree.Node, letter: str) -> tuple[tree.Node | None, tree.Node | None]:
    """The member with the letter where `one` has a number and `last` something else,
    the same everywhere; and what that is."""
    ends: list[tree.Node] = []
    numbers: set[str] = set()

    def join(a, b):
        if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
            return tuple(join(x, y) for x, y in zip(a, b))
        if not isinstance(a, tree.Node) or not isinstance(b, tree.Node):
            if a == b:
                return a
            raise ValueError
        if isinstance(a, tree.Number) and not (isinstance(b, tree.Number) and a.text == b.text):
            if not isinstance(b, (tree.Symbol, tree.Number)):
                raise ValueError
            numbers.add(a.text)
            ends.append(b)
            return tree.Symbol(b.span, letter, letter)
        if type(a) is not type(b):
            raise ValueError
        return replace(b, **{part: join(getattr(a, part), getattr(b, part)) for part in a.__match_args__ if part != "span"})

    try:
        body = join(one, last)
    except ValueError:
        return None, None
    if not ends or len(numbers) != 1 or len({name_of(e) for e in ends}) != 1:
        return None, None
    return body, ends[0]


def _number_in(body: tree.Node, member: tree.Node, letter: str) -> int | None:
    """k where the member is the body with k for the letter."""
    found: set[str] = set()

    def same(a, b) -> bool:
        if isinstance(a, tree.Symbol) and a.name == letter:
            if isinstance(b, tree.Number) and b.text.isdigit():
                found.add(b.text)
                return True
            return False
        if isinstance(a, tuple) and isinstance(b, tuple):
            return len(a) == len(b) and all(map(same, a, b))
        if isinstance(a, tree.Node) and isinstance(b, tree.Node):
            return type(a) is type(b) and all(same(getattr(a, part), getattr(b, part)) for part in a.__match_args__
                                              if part != "span")
        return a == b

    return int(found.pop()) if same(body, member) and len(found) == 1 else None
