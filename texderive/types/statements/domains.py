r"""Where a symbol lies: x > 0, \theta \in (0, 1), \Theta \succ 0, x \in \mathbb{R}^n;
what is said of a constant, and of the unknown of an optimum."""
from __future__ import annotations

from ... import tree
from ...errors import UnsupportedError
from ..names import canonical, key_of, name_of, script_text

# kind -> the property of an unknown inside
PROPERTIES = {"positive": "positive", "nonnegative": "positive", "nonzero": "nonzero", "unit": "unit",
              "closed unit": "unit", "posdef": "posdef", "psd": "posdef", "": ""}
_FACTS = ("positive", "nonzero", "unit", "posdef", "psd")     # kinds that are properties of a constant
INEQUALITIES = frozenset(("<", "<=", ">", ">=", "succ", "succeq", "succcurlyeq", "prec", "preceq"))
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "!=": "!="}
_SIGNS = {">": "positive", ">=": "nonnegative", "!=": "nonzero", "succ": "posdef", "succeq": "psd", "succcurlyeq": "psd"}


def domain(relation: tree.Node) -> tuple[str, str] | None:
    """(name, kind) of a relation that says where one name lies, kind "" for a whole space; None for any other relation.

    Raises UnsupportedError for a set that is none of these.
    """
    if not isinstance(relation, tree.Relation):
        return None
    parts, ops = relation.parts, relation.ops
    if len(parts) == 3 and set(ops) <= {"<", "<="} and name_of(parts[1]) and _number(parts[0]) == 0 and _number(parts[2]) == 1:
        return name_of(parts[1]), "unit" if ops == ("<", "<") else "closed unit"
    if len(parts) != 2:
        return None
    left, right, op = *parts, ops[0]
    if op == "in" and name_of(left):
        return name_of(left), _of_set(left, right)
    if _number(left) == 0 and op in _FLIPPED:
        left, right, op = right, left, _FLIPPED[op]
    return (name_of(left), _SIGNS[op]) if op in _SIGNS and name_of(left) and _number(right) == 0 else None


def said(relation: tree.Relation) -> tuple[str, str] | None:
    """(name, property) of an inequality that says something of a symbol: x > 0, 0 < p < 1,
    A \\succeq 0; None for any other."""
    where = domain(relation)
    return where if where is not None and where[1] in _FACTS else None


def beyond_equations(span: tree.Span) -> UnsupportedError:
    """What is said of an inequality that may hold with equality at the optimum."""
    return UnsupportedError("an inequality that may be active at the optimum needs the KKT conditions, which are not "
                            "worked out", span, code="TD327",
                            hint="write g(x) = 0 where it is active and leave it out where it is not; "
                                 "the first of these conditions is asked for as \\nabla_x (f + \\mu g)")


def _number(node: tree.Node) -> float | None:
    """A number, a bold zero among them."""
    return (float(node.text) if isinstance(node, tree.Number) else 0.0
            if isinstance(node, tree.Symbol) and node.name == "0" else None)


def _of_set(node: tree.Node, space: tree.Node) -> str:
    if (isinstance(space, tree.Group) and space.kind in ("[", "(") and isinstance(space.body, tree.Items)
            and len(space.body.items) == 2 and _number(space.body.items[0]) == 0):
        end = space.body.items[1]
        if _number(end) == 1:
            return "unit" if space.kind == "(" else "closed unit"
        if isinstance(end, tree.Symbol) and end.name == r"\infty":
            return "positive" if space.kind == "(" else "nonnegative"
    base, sub = ((space.base, script_text(space.sub) or "" if space.sub is not None else "")
                 if isinstance(space, tree.Script) else (space, ""))
    letter = canonical(base.name)[-1:] if isinstance(base, tree.Symbol) else ""
    if letter == "R" or letter == "S" and isinstance(space, tree.Script):
        inside = ("positive", "nonnegative") if letter == "R" else ("posdef", "psd")
        return inside["++" not in sub] if "+" in sub else ""
    raise UnsupportedError(f"the set in which {key_of(node)} lies is not one that texderive knows", space.span, code="TD327",
                           hint=r"write the equations that describe it; \mathbb{R}^n, x > 0 and \succ 0 are known")
