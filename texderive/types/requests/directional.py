r"""Directional derivatives: D_v f(x), \nabla_v f(x) of a function that no v stands in, and Df(X)[H] are \frac{d}{dt} f(x + tv) at t = 0."""
from __future__ import annotations

from collections.abc import Mapping

from ... import tree
from ...errors import UnsupportedError
from ..names import key_of, name_of
from ..notation.changes import change_of, is_sign
from ..reading import Definition, names_in, names_through


def directional(node: tree.Node, definitions: Mapping[str, Definition]) -> tree.At | None:
    r"""The derivative by a number t that is asked, at t = 0; None where the request is no derivative in a direction."""
    match node:
        case tree.Product(op="juxt", factors=(tree.Derivative(kind="D", variables=(), order=1, operand=tree.Call() as call), tree.Group(kind="[", body=direction))):
            pass
        case tree.Product(op="juxt", factors=(tree.Call(function=tree.Prime(base=tree.Symbol() as f, count=1), args=args), tree.Group(kind="[", body=direction))) if name_of(f) in definitions:
            call, direction = tree.Call(node.factors[0].span, f, args), _change(direction)
        case tree.Derivative(kind="D", variables=(tree.Variable(node=direction, order=1),), operand=tree.Call() as call) if _apart(direction, call, definitions):
            pass
        case tree.Derivative(kind="nabla", variables=(tree.Variable(node=direction, order=1),), operand=tree.Call() as call) if _of_one_vector(call, definitions) and _apart(direction, call, definitions):
            pass
        case tree.Derivative(kind="D" | "nabla", variables=(tree.Variable(node=direction, order=1),), operand=tree.Symbol() as f) if _apart(direction, f, definitions):
            d = definitions.get(name_of(f) or "")
            if d is None or d.kind != "function":
                return None
            call = d.lhs
        case _:
            return None
    if len(call.args) != 1:
        raise UnsupportedError(f"the direction of {key_of(call.function)}, which takes {len(call.args)} arguments, is not clear", node.span, code="TD214",
                               hint="write f of one vector, or the derivative by each of its arguments")
    span, (x,) = call.span, call.args
    letter = next(c for c in ("t", "s", "r", r"\epsilon") if c not in _names(call, definitions) and c not in names_in(direction))
    t = tree.Symbol(span, letter, letter)
    line = tree.Sum(span, (x, tree.Product(span, "juxt", (t, tree.Group(direction.span, "(", direction)))))
    moved = tree.Derivative(node.span, "d", (tree.Variable(span, t, 1),), 1, tree.Call(span, call.function, (line,)))
    return tree.At(node.span, moved, tree.equation(span, t, tree.Number(span, "0")))


def along_words(moved: tree.Derivative) -> str:
    """What is differentiated in its place, for the assumptions."""
    f, (line,) = moved.operand.function, moved.operand.args
    x, step = line.terms
    t, direction = step.factors
    return rf"the derivative of ${key_of(f)}({key_of(x)} + {key_of(t)}{key_of(direction.body)})$ by ${key_of(t)}$ at ${key_of(t)} = 0$"


def _change(direction: tree.Node) -> tree.Node:
    r"""The letter dA of f'(A)[dA]."""
    match direction:
        case tree.Product(op="juxt", factors=(first, tree.Symbol() | tree.Script() as of)) if is_sign(first):
            return change_of(of, "d" if first.font != "roman" else r"\mathrm{d}")
        case tree.Derivative(kind="d", variables=(), operand=tree.Symbol() | tree.Script() as of):
            return change_of(of, r"\mathrm{d}")
    return direction


def _of_one_vector(call: tree.Call, definitions: Mapping[str, Definition]) -> bool:
    """Whether a function of one argument is defined and applied to a letter."""
    d = definitions.get(name_of(call.function) or "")
    return d is not None and d.kind == "function" and len(call.args) == 1 == len(d.params) and name_of(call.args[0]) is not None


def _apart(direction: tree.Node, operand: tree.Node, definitions: Mapping[str, Definition]) -> bool:
    """Whether the direction is no letter of what is differentiated, and no component of one."""
    name, whole = name_of(direction), name_of(tree.unscripted(direction))
    return name is not None and not {name, whole} & _names(operand, definitions)


def _names(node: tree.Node, definitions: Mapping[str, Definition]) -> set[str]:
    """All letters below a node, those of the definitions it reaches included."""
    found = names_through(node, definitions)
    return found.union(*(names_in(definitions[name].lhs) for name in found & definitions.keys()))
