r"""Directional derivatives: D_v f(x), \nabla_v f(x) of a function that no v stands in, and Df(X)[H]
are \frac{d}{dt} f(x + tv) at t = 0."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ... import tree
from ...errors import UnsupportedError
from ..conventions import TRANSPOSES
from ..names import key_of, name_of
from ..notation.changes import change_of, is_sign
from ..reading import Definition, alike, names_in, names_through
from .style import request_latex


def directional(node: tree.Node, definitions: Mapping[str, Definition]) -> tree.At | None:
    r"""The derivative by a number t that is asked, at t = 0; None where the request is no derivative in a direction.

    One of second order takes two directions, D^2f(X)[H, K], or one beside the variable, \nabla^2f(X)[H]."""
    found = _along(node, definitions)
    if found is None:
        return None
    call, order, directions = found
    if (len(call.args) != 1 and order == 1 == len(directions)
            and (entries := _entries(directions[0], len(call.args), definitions))):
        return _by_entries(node, call, entries, definitions)
    if len(call.args) != 1:
        raise UnsupportedError(f"the direction of {key_of(call.function)}, which takes {len(call.args)} arguments, is "
                               f"not clear", node.span, code="TD214",
                               hint="write f of one vector, or the derivative by each of its arguments")
    if not 1 <= len(directions) <= order or len(directions) < order and (order > 2 or name_of(call.args[0]) is None):
        raise UnsupportedError(f"a derivative of order {order} in {len(directions)} directions is not supported",
                               node.span, code="TD214", hint="write one direction for each order: D^2 f(X)[H, K]")
    span, (x,) = call.span, call.args
    apart = [d for k, d in enumerate(directions) if not any(alike(d, e) for e in directions[:k])]
    taken = _names(call, definitions).union(*map(names_in, apart))
    letters = [c for c in ("t", "s", "r", r"\epsilon", r"\tau", r"\eta", r"\zeta") if c not in taken]
    numbers = [tree.Symbol(span, c, c) for c in letters[:len(apart)]]
    line = tree.Sum(span, (x, *(tree.Product(span, "juxt", (t, tree.Group(d.span, "(", d))) for t, d in zip(numbers, apart))))
    variables = tuple(tree.Variable(span, t, sum(alike(d, e) for e in directions)) for t, d in zip(numbers, apart))
    if len(directions) < order:
        variables = (tree.Variable(x.span, x, 1), *variables)
    moved = tree.Derivative(node.span, "d" if len(variables) == 1 else "partial", variables, order,
                            tree.Call(span, call.function, (line,)))
    places = tuple(tree.equation(span, t, tree.Number(span, "0")) for t in numbers)
    return tree.At(node.span, moved, places[0] if len(places) == 1 else tree.Items(span, places))


def _entries(direction: tree.Node, count: int, definitions: Mapping[str, Definition]) -> tuple[tree.Node, ...]:
    """The entries of a direction that is written out, (3, 4), or defined so; none where they are not `count`."""
    known = definitions.get(name_of(direction) or "")
    node = tree.opened(known.body if known is not None and known.kind == "value" else direction)
    if isinstance(node, tree.Script) and node.sub is None and name_of(node.sup) in TRANSPOSES:
        node = tree.opened(node.base)
    if isinstance(node, tree.Product) and node.op == "juxt" and len(node.factors) == 2:  # \frac{1}{5}(3, 4)
        scale, rest = node.factors
        inner = _entries(rest, count, {})
        return tuple(tree.Product(node.span, "juxt", (scale, tree.Group(e.span, "(", e))) for e in inner) if count > 1 else ()
    entries = tuple(e for row in node.rows for e in row) if isinstance(node, tree.Matrix) else tree.items_of(node)
    return entries if len(entries) == count else ()


def _by_entries(node: tree.Node, call: tree.Call, entries: tuple[tree.Node, ...],
                definitions: Mapping[str, Definition]) -> tree.At:
    r"""f(x + 3t, y + 4t) by t at t = 0."""
    taken = _names(call, definitions).union(*map(names_in, entries))
    letter = next(c for c in ("t", "s", "r", r"\epsilon", r"\tau") if c not in taken)
    t, span = tree.Symbol(call.span, letter, letter), call.span
    line = tuple(tree.Sum(span, (x, tree.Product(span, "juxt", (t, tree.Group(e.span, "(", e)))))
                 for x, e in zip(call.args, entries))
    moved = tree.Derivative(node.span, "d", (tree.Variable(span, t, 1),), 1, replace(call, args=line))
    return tree.At(node.span, moved, tree.equation(span, t, tree.Number(span, "0")))


def _along(node: tree.Node, definitions: Mapping[str, Definition]) -> tuple[tree.Call, int, tuple[tree.Node, ...]] | None:
    """(f(x), the order, the directions) of what is asked; None where it is no derivative in a direction."""
    match node:
        case tree.Product(op="juxt", factors=(tree.Derivative(kind="D" | "nabla" | "hessian" as kind, variables=(),
                                                  order=order, operand=tree.Call() as call),
                                              tree.Group(kind="[" | "(" as bracket,
                                                      body=directions))) if kind == "D" or bracket == "[" and name_of(
                                                              call.function) in definitions:
            return call, order, tree.items_of(directions)
        case tree.Product(op="juxt", factors=(tree.Call(function=tree.Prime(base=tree.Symbol() as f,
                                                            count=order)) as call, tree.Group(kind="[",
                                                                    body=directions))) if name_of(f) in definitions:
            return tree.Call(call.span, f, call.args), order, tuple(map(_change, tree.items_of(directions)))
        case tree.Delim(kind="inner", body=tree.Items(items=(tree.Derivative(kind="nabla", variables=(), order=1,
                                                          operand=tree.Call() as call), direction))) if name_of(
                                                                  call.function) in definitions:
            return call, 1, (direction,)
        case tree.Derivative(kind="D", variables=(tree.Variable(node=direction, order=1),),
                             operand=tree.Call() as call) if _apart(direction, call, definitions):
            return call, 1, (direction,)
        case tree.Derivative(kind="nabla", variables=(tree.Variable(node=direction, order=1),),
                             operand=tree.Call() as call) if _of_one_vector(call, definitions) and _apart(direction,
                                     call, definitions):
            return call, 1, (direction,)
        case tree.Derivative(kind="D" | "nabla", variables=(tree.Variable(node=direction, order=1),),
                             operand=tree.Symbol() as f) if _apart(direction, f, definitions):
            d = definitions.get(name_of(f) or "")
            return (d.lhs, 1, (direction,)) if d is not None and d.kind == "function" else None
    return None


def along_words(formula: tree.Formula, at: tree.At) -> str:
    """What is differentiated in its place, for the assumptions."""
    moved = at.body
    if len(moved.operand.args) > 1:
        (t,), place = moved.variables, at.where.parts[0]
        shown = ", ".join(f"{words} + {key_of(place)}\\,u_{k}" for k, x in enumerate(moved.operand.args, 1)
                          for words in (request_latex(formula, x.terms[0]),))
        return (f"the derivative of ${key_of(moved.operand.function)}({shown})$ by ${key_of(t.node)}$ at "
                f"${key_of(place)} = 0$, $u_k$ the entries of the direction")
    f, (line,) = moved.operand.function, moved.operand.args
    x, *steps = line.terms
    moves = "".join(f" + {key_of(t)}{f'({words})' if isinstance(d.body, tree.Sum) else words}"
                    for t, d in (s.factors for s in steps) for words in (request_latex(formula, d.body) or key_of(d.body),))
    numbers = [key_of(t) for t, _ in (s.factors for s in steps)]
    by = [key_of(v.node) for v in moved.variables]
    order = {1: "", 2: "second ", 3: "third "}.get(moved.order, f"{moved.order}th ") if len(by) == 1 else ""
    return rf"the {order}derivative of ${key_of(f)}({key_of(x)}{moves})$ by ${'$ and $'.join(by)}$ at ${' = '.join(numbers)} = 0$"


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
