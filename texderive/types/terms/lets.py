r"""Definitions in force: references to them, their values typed once, members of families
and whole vectors given by components."""
from __future__ import annotations

import re
from collections.abc import Iterable

from ... import tree
from ...errors import ShapeError, UnsupportedError
from ..names import key_of
from ..reading import Definition, names_in, names_through
from .elaborate import Elaborator, LetTerm, SymbolTerm
from .indices import index_term
from .letters import variable
from .term import Term, scalar
from .unify import Size


def let_term(el: Elaborator, definition: Definition, span) -> Term:
    """A reference to a definition; its body is typed once, or anew where it depends on a parameter in force."""
    if el.params and _depends(el, definition, el.params):
        return inlined(el, definition)
    if definition.name in el.reading.variables and definition.kind == "value":
        return _as_variable(el, definition, span)
    if el.scope and _numbered_around(el, definition):
        return inlined(el, definition)
    let = let_of(el, definition)
    # a^{[0]} = x is another name for x; \ell = -\log p_y is another one for each y
    if let.body.op == "nil" or let.body.op == "var" and not let.body.args or _free(el, let):
        return let.body
    return Term("ref", (), let, let.body.rows, let.body.cols, span)


def _free(el: Elaborator, let: LetTerm) -> bool:
    """Whether a definition has a free index, the y of -\\log p_y;
    one that a sum around here binds is told by its name."""
    return bool(let.body.free) and not let.body.free & el.scope.keys()


def _numbered_around(el: Elaborator, definition: Definition, entered: tuple[Definition, ...] = ()) -> bool:
    r"""Whether a definition without a number, z = w^\top x_i, holds an index that a sum or a numbered definition around
    here binds, also through others: it is another one for each i."""
    if definition.kind != "value" or definition in entered:
        return False
    nodes = tree.nodes(definition.body)
    if any(isinstance(n, tree.BigOp) for n in nodes):
        return False
    if any(isinstance(n, tree.Script) and isinstance(n.sub, tree.Symbol) and n.sub.name in el.scope for n in nodes):
        return True
    inner = [el.reading.definitions[n] for n in names_in(definition.body) if n in el.reading.definitions]
    return any(_numbered_around(el, d, (*entered, definition)) for d in inner)


def _as_variable(el: Elaborator, definition: Definition, span) -> Term:
    """A named intermediate that is differentiated by: a symbol of its own, of its definition's shape."""
    key = key_of(definition.lhs)
    symbol = el.symbols.get(key)
    if symbol is None:
        if _depends(el, definition, [v for v in sorted(el.reading.variables)
                                     if not _part_of(v, definition.name, el.reading.variables)]):
            raise UnsupportedError(f"{key} is differentiated by and depends on another variable", span, code="TD321",
                                   hint="ask for one derivative at a time")
        body = _typed(el, definition).body
        el.note(f"${key}$ is a variable here, apart from its definition.")
        symbol = el.symbols[key] = SymbolTerm(key, definition.name, definition.name, body.rows, body.cols)
        symbol.body = body
    return variable(symbol, (), span)


def _part_of(name: str, own: str, variables: set[str]) -> bool:
    """Whether a variable is the defined name itself, or only the letter of a numbered name such
    as z_1 (not that of a component x_j)."""
    numbered = [v[len(name) + 1:] for v in variables if v.startswith((name + "_", name + "^"))]
    return name == own or own.startswith((name + "_", name + "^")) or any(not n.isalpha() or len(n) > 2 for n in numbered)


def _depends(el: Elaborator, definition: Definition, names: Iterable[str]) -> bool:
    """Whether a definition mentions one of the names, through other definitions too."""
    return not names_through(definition.body, el.reading.definitions).isdisjoint(names)


def inlined(el: Elaborator, definition: Definition, **state) -> Term:
    """What a definition says, typed where it is used, with other state: params=..., scope=..."""
    return el.alone(definition.body, building=[*el.building, definition.name], **state)


def defined_by_itself(node: tree.Node, span: tree.Span) -> ShapeError:
    """What is said of a circular definition."""
    return ShapeError(f"{key_of(node)} is defined by itself", span, code="TD220",
                      hint="define it without itself, or number the steps: x_{t+1} = f(x_t)")


_SQUARE = re.compile(r"(\^2)(_\w|_\{[^{}]*\})\Z")                   # s_k^2, whose name is s^2


def let_of(el: Elaborator, definition: Definition) -> LetTerm:
    """A definition with its body typed once, its parameters bound."""
    found = el.lets.get(definition.name)
    if found is None:
        found = el.lets[definition.name] = _typed(el, definition)
    return found


def _typed(el: Elaborator, definition: Definition) -> LetTerm:
    if el.building.count(definition.name) > 1:
        raise defined_by_itself(definition.lhs, definition.span)
    sizes = [Size() for _ in definition.params] if definition.kind == "family" else []
    body = inlined(el, definition, params={}, scope={letter: (letter, size) for letter, size in zip(definition.params, sizes)})
    named = definition.lhs.function if isinstance(definition.lhs, tree.Call) and definition.kind == "function" else definition.lhs
    latex = _SQUARE.sub(r"\2\1", key_of(named) or definition.name)
    return LetTerm(definition.name, latex, body, definition.params if definition.kind == "family" else (), tuple(sizes))


def defined_member(el: Elaborator, definition: Definition, items, whole: tree.Node) -> Term:
    """The member of a numbered definition, or a component of what it defines."""
    if definition.name in el.building:
        raise defined_by_itself(whole, whole.span)
    count = len(definition.params)
    let = let_of(el, definition)
    axes = [axis for axis in (let.body.rows, let.body.cols) if axis != 1]
    if len(items) not in (count, count + len(axes)):
        number_of = "1 index" if count == 1 else f"{count} indices"
        raise el.mismatch(f"{key_of(definition.lhs)} is defined with {number_of}", whole.span, (let.body,),
                          code="TD204", hint=f"write {key_of(definition.lhs)}")
    indices = tuple(index_term(el, item, size) for item, size in zip(items, let.sizes))
    if _free(el, let):                                    # q_k = [k = y] is another one for each y
        member = inlined(el, definition, params=el.params | dict(zip(definition.params, indices)))
    else:
        member = Term("ref", indices, let, let.body.rows, let.body.cols, whole.span)
    if len(items) == count:
        return member
    # p_{ik} of p_i = softmax(W x_i)
    return scalar("comp", (member, *(index_term(el, item, axis) for item, axis in zip(items[count:], axes))), whole.span)


def whole_vector(el: Elaborator, definition: Definition, node: tree.Node) -> Term:
    r"""\mathbf{y} for y_i = ..., A for a_{ij} = ...: the array of the components that are defined."""
    let = let_of(el, definition)
    if not let.body.is_scalar or len(definition.params) > 2:
        raise el.mismatch(f"{key_of(node)} is a family and needs its index", node.span, (let.body,), code="TD204",
                          hint=f"write {key_of(definition.lhs)}")
    letters, taken = [], el.taken
    for p in definition.params:
        free = next((c for c in (p, *"ijklmpqrstuvwabcdefgh") if c not in taken and c not in letters), None)
        if free is None:
            raise el.mismatch(f"there are no more letters to number the entries of {key_of(node)}", node.span,
                              (let.body,), code="TD204", hint=f"write {key_of(definition.lhs)}")
        letters.append(free)
    indices = tuple(Term("idx", (), letter, 1, 1, node.span) for letter in letters)
    member = Term("ref", indices, let, 1, 1, node.span)
    return Term("open", (member,), tuple(letters), let.sizes[0], let.sizes[1] if len(let.sizes) > 1 else 1, node.span)
