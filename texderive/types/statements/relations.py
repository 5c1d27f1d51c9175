r"""What one relation of a formula says: a membership, a fact, a definition, a restriction,
or what is asked.  KINDS lists them in the order in which they are tried."""
from __future__ import annotations

from collections.abc import Callable

from ... import tree
from ...errors import UnsupportedError
from ...functions import BY_SPELLING
from ..binding import letters_below
from ..conventions import WORDS
from ..definitions import definition_of, entry_of, logarithm_of_one, norm_law, unspecified_call
from ..names import is_transposed, key_of, name_of
from ..notation.ellipses import numbered_vector
from ..reading import Definition, names_in
from .domains import said
from .membership import declared_as, function_type, member_of
from .proportional import taken_as_equal
from .questions import asks
from .sorted import Sorted

EQUALS = ("=", ":=", "equiv", "triangleq", "doteq", "coloneqq", "set", "def")


def sort_relation(out: Sorted, relation: tree.Relation, declared: set[str]) -> None:
    """The relation put where it belongs; `declared` are the names that are."""
    relation = taken_as_equal(out, relation) if relation.ops[-1] != "mapsto" else _as_definition(out, relation)
    if not any(takes(out, relation) for takes in KINDS):
        _definition(out, relation, declared)


def _membership(out: Sorted, relation: tree.Relation) -> bool:
    r"""x \in C; \hat x \in \arg\min_x f asks."""
    left, right = relation.parts[:2]
    if relation.ops[0] != "in":
        return False
    if asks(right):
        out.asked.append(right)
        return True
    for node in (*out.lone, *tree.items_of(left)):
        member_of(out.facts, node, right)
        if out.optimum:
            out.members.append(tree.Relation(relation.span, (node, right), ("in",)))
    return True


def _as_definition(out: Sorted, relation: tree.Relation) -> tree.Relation:
    r"""f(x) := x^\top x for f : x \mapsto x^\top x, and for x \mapsto x^\top x
    behind f : \mathbb{R}^n \to \mathbb{R}."""
    f = {(":", "mapsto"): relation.parts[0], ("mapsto",): out.mapping}.get(relation.ops)
    if f is None:
        return relation
    x, body = relation.parts[-2:]
    return tree.Relation(relation.span, (tree.Call(f.span, f, tree.items_of(tree.opened(x))), body), (":=",))


def _mapping(out: Sorted, relation: tree.Relation) -> bool:
    r"""f : \mathbb{R}^n \to \mathbb{R}, and an arrow that says nothing here."""
    if relation.ops == (":", "to"):
        out.mapping = relation.parts[0]
        function_type(out.facts, *relation.parts[:3])
    return relation.ops[0] == "to" or relation.ops == (":", "to")


def _assignment(out: Sorted, relation: tree.Relation) -> bool:
    r"""w \gets w - \eta\nabla f(w)."""
    left, right = relation.parts[:2]
    found = relation.ops[0] in ("gets", "approx") and any(map(asks, tree.nodes(right))) and not asks(left)
    if found:
        out.asked.append(right)
        out.assigned[right] = relation
    return found


def _comparison(out: Sorted, relation: tree.Relation) -> bool:
    r"""x > 0, A \succ 0."""
    if relation.ops[0] in EQUALS:
        return False
    name, prop = said(relation) or (None, "")
    if name is not None and (not out.optimum or prop in ("posdef", "psd")):
        out.facts.props.setdefault(name, []).append(prop)
    else:
        out.expressions.append(relation)
    return True


def _entries(out: Sorted, relation: tree.Relation) -> bool:
    r"""x = (x_1, \dots, x_n)^T."""
    left, right = relation.parts[:2]
    numbered = numbered_vector(right) if name_of(left) else None
    found = numbered is not None and numbered[0] == name_of(left)
    if found:
        out.facts.declared.append(declared_as(key_of(left), (numbered[1],), frozenset()))
    return found


def _symmetry(out: Sorted, relation: tree.Relation) -> bool:
    """X = X^T, K^T = -K and A_{ij} = A_{ji} are facts and not definitions."""
    left, right = relation.parts[:2]
    negated = isinstance(right, tree.Neg)
    right = tree.unsigned(right)
    (a, ta), (b, tb) = _transposed_name(left), _transposed_name(right)
    if isinstance(left, tree.Neg):
        return False
    if (entry := _entry(left)) is not None and entry == (_entry(right) or ())[::-1]:
        a, ta, b, tb = name_of(left.base), False, name_of(right.base), True
    if a is None or a != b or ta == tb:
        return False
    out.facts.props.setdefault(a, []).append("skew" if negated else "symmetric")
    out.sides.append(left)
    return True


def _entry(node: tree.Node) -> tuple[str, str] | None:
    """The letters i, j of A_{ij}."""
    items = node.sub.items if isinstance(node, tree.Script) and node.sup is None and isinstance(node.sub, tree.Items) else ()
    letters = tuple(i.name for i in items if isinstance(i, tree.Symbol))
    return letters if len(letters) == len(items) == 2 and letters[0] != letters[1] else None


def _transposed_name(node: tree.Node) -> tuple[str | None, bool]:
    if is_transposed(node) and node.sub is None:
        return name_of(node.base), True
    if isinstance(node, tree.Prime) and node.count == 1:
        return name_of(node.base), True
    return name_of(node), False


def _placeholder(out: Sorted, relation: tree.Relation) -> bool:
    r"""[\cdot]_{ij} = .. or [anything]_{ij} = ..: the letters say in which order the axes stand."""
    left, right = relation.parts[:2]
    if not (isinstance(left, tree.Script) and isinstance(left.base, tree.Group) and left.sub is not None
            and left.sup is None) or isinstance(right, tree.Missing) or entry_of(left) is not left:
        return False
    items = tree.items_of(left.sub)
    if not all(isinstance(i, tree.Symbol) for i in items):
        return False
    if isinstance(left.base.body, tree.Product) and left.base.body.op == "times" and name_of(left.base.body.factors[0]):
        raise UnsupportedError("what is defined here, a convolution perhaps, has no name", left.span, code="TD302",
                               hint=r"write a letter for it: y_i = \sum_m w_m x_{i+m}")
    out.placeholders, out.held = tuple(i.name for i in items), right
    if asks(left):
        out.asked.append(left.base)
    else:
        out.expressions.append(right)
    return True


def _primed_name(out: Sorted, relation: tree.Relation) -> bool:
    r"""h' = (1 - z) \odot h + ..: the prime belongs to the name."""
    left, right = relation.parts[:2]
    found = (isinstance(left, tree.Prime) and isinstance(left.base, tree.Symbol)
             and (name_of(left.base) in names_in(right) or name_of(left) in out.primed))
    if found:
        out.definitions.append(Definition(name_of(left), left, right, "value", span=relation.span))
    return found


def _question(out: Sorted, relation: tree.Relation) -> bool:
    r"""\nabla f = .., and f = ?."""
    left, right = relation.parts[:2]
    if asks(left):
        if isinstance(left, (tree.Derivative, tree.Call, tree.Prime)) and tree.is_zero(right):
            out.vanishing.append(left)
        limit = next((p for p in relation.parts[1:] if isinstance(p, tree.Limit)), None)
        out.asked.append(limit or left)
        if isinstance(right, tree.Derivative) and right.operand is not None:
            out.spelled_out[left] = right
        if limit is None and not any(isinstance(n, tree.Derivative | tree.Prime | tree.Missing)
                                     for p in relation.parts[1:] for n in tree.nodes(p)) and not tree.is_zero(right):
            out.answered[left] = right
        return True
    if isinstance(right, tree.Missing):
        out.expressions.append(left)
        return True
    return False


def _total(out: Sorted, relation: tree.Relation) -> bool:
    r"""\sum_i y_i = 1."""
    left, right = relation.parts[:2]
    if not tree.is_number(right, "1"):
        return False
    total = _sums_to_one(left) or (None if out.optimum else _each_sums_to_one(left))
    if total is not None:
        out.totals[total] = relation
        out.facts.props.setdefault(total, []).append("simplex")
    return total is not None


def _sums_to_one(left: tree.Node) -> str | None:
    r"""y of \sum_i y_i and \mathbf 1^\top y."""
    match left:
        case tree.BigOp(op="sum", body=tree.Script(base=tree.Symbol() as y, sub=tree.Symbol(), sup=None)):
            return name_of(y)
        case tree.Product(op="juxt", factors=(tree.Script(base=tree.Symbol(name="1")), tree.Symbol() as y)):
            return name_of(y)
        case tree.Product(op="juxt", factors=(tree.Script(base=tree.Symbol() as y), tree.Symbol(name="1"))):
            return name_of(y)
    return None


def _each_sums_to_one(left: tree.Node) -> str | None:
    r"""t of \sum_k t_{nk} and y_i of \mathbf 1^\top y_i: each row, or each member, has this sum."""
    match left:
        case tree.BigOp(op="sum", body=tree.Script(base=tree.Symbol() as t,
                                                   sub=tree.Items(items=(tree.Symbol(), tree.Symbol() as last)),
                                                   sup=None)) if last.name in letters_below(left.lower):
            return name_of(t)
        case tree.Product(op="juxt", factors=(tree.Script(base=tree.Symbol(name="1")),
                                              tree.Script(base=tree.Symbol(), sub=tree.Symbol(), sup=None) as y)):
            return name_of(y)
    return None


def _restriction(out: Sorted, relation: tree.Relation) -> bool:
    r"""y^2 = 1, \|x\| = 1 and tr(X) = 1 restrict y, x and X and define nothing."""
    left, right = relation.parts[:2]
    lone_subscript = isinstance(left, tree.Script) and not isinstance(left.sup, tree.Number)
    usual = (isinstance(left, tree.Call) and isinstance(left.function, tree.Symbol)
             and (left.function.name in WORDS or left.function.name in BY_SPELLING))
    found = isinstance(right, tree.Number) and (isinstance(left, (tree.Script, tree.Delim)) and not lone_subscript or usual)
    if found:
        out.expressions.append(relation)
    return found


def _norm(out: Sorted, relation: tree.Relation) -> bool:
    r"""\|x\|_A^2 := x^\top A x."""
    law = norm_law(*relation.parts[:2])
    if law is not None:
        out.facts.norms.append(law)
    return law is not None


def _compares(node: tree.Node) -> bool:
    r"""Whether it holds a divergence, KL(p \| q)."""
    return any(isinstance(n, tree.Relation) and n.ops[0] in ("mid", "parallel") for n in tree.nodes(node))


KINDS: tuple[Callable[[Sorted, tree.Relation], bool], ...] = (
    _membership, _mapping, _assignment, _comparison,                                            # from here on equations
    _entries, _symmetry, _placeholder, _primed_name, _question, _total, _restriction, _norm)


def _definition(out: Sorted, relation: tree.Relation, declared: set[str]) -> None:
    r"""h = \sigma(Wx); g = \nabla f asks, or defines where something else is asked;
    z = g(y) = y^T y defines z and g."""
    left, right, last = *relation.parts[:2], relation.parts[-1]
    steps = out.facts.steps | out.varied
    if (len(relation.parts) > 2 and set(relation.ops) <= set(EQUALS)
            and (unspecified_call(right) or logarithm_of_one(right) or _compares(right)) and not isinstance(last, tree.Missing)):
        found = [definition_of(part, last, declared, relation.span, steps, out.numbers) for part in relation.parts[:-1]]
        out.definitions += [d for d in found if d is not None]
        return
    definition = definition_of(left, right, declared, relation.span, steps, out.numbers)
    if asks(right):
        if definition is not None and not isinstance(right, tree.Optimum | tree.Limit):
            out.named_requests.append((definition, right))
            out.assigned[right] = relation
        else:
            out.asked.append(right)
            out.optima += [definition] if definition is not None else []
    elif definition is not None:
        out.definitions.append(definition)
        if len(relation.parts) > 2 and set(relation.ops) <= set(EQUALS):
            out.forms[definition.lhs] = relation.parts[2:]
    else:
        out.expressions.append(relation)
