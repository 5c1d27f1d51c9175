r"""Functions of finitely many values: beside \sum_x p(x)\log p(x) the x only numbers, and p(x) is p_x;
so are \pi(a \mid s) and v(s)."""
from __future__ import annotations

from collections.abc import Collection, Iterator

from ... import tree
from ...errors import UnsupportedError
from ...functions import BY_SPELLING
from ..binding import letters_below
from ..conventions import LETTER_FUNCTIONS, SPECIAL_FUNCTIONS, TRANSPOSES
from ..names import is_letter, key_of, name_of
from ..reading import flat_arguments, names_in

Application = tuple[tree.Node, tuple[tree.Node, ...]]        # a function and its arguments
_NUMBERS = "ijklmnpqrs"  # letters below a function that number it, too: the i of \phi_i(s); a t is fixed


def with_tables(statements: tuple[tree.Node, ...]) -> tuple[tuple[tree.Node, ...], set[str], list[str]]:
    """(the statements with an index in the place of each argument that a sum runs over, the names
    of the functions, what to say)."""
    nodes = [n for s in statements for n in tree.nodes(s)]
    bound = {letter for n in nodes if isinstance(n, tree.BigOp) and n.op.lstrip("\\") in ("sum", "prod")
             for letter in letters_below(n.lower)}
    calls: dict[str, list[Application]] = {}
    for found in (found for n in nodes for found in _applications(n)):
        calls.setdefault(name_of(found[0]) or "", []).append(found)
    for n in nodes:
        if isinstance(n, tree.Product) and n.op == "juxt":
            _no_convolution(n, bound)
    if not bound & {name_of(a) for found in calls.values() for _, args in found for a in args}:
        return statements, set(), []
    outside = {name for s in statements for name in _quantities(s, calls.keys())}
    defined = {name_of(s.parts[0].function) for s in statements if isinstance(s, tree.Relation)
               and isinstance(s.parts[0], tree.Call)}
    by = [v.node if isinstance(n, tree.Derivative) else v for n in nodes
          if isinstance(n, (tree.Derivative, tree.Optimum)) for v in n.variables]
    varying = {name for v in by if isinstance(v, (tree.Symbol, tree.Script))
               and (name := name_of(tree.unscripted(v))) is not None}
    # \\pi_\\theta by \\theta
    calls = {name: found for name, found in calls.items() if name in defined or not any(_depends(f, varying) for f, _ in found)}
    tables: dict[str, tuple[int, ...]] = {}
    while new := {name: places for name, found in calls.items() if name not in tables
                  and (places := _places(found, bound, outside, set() if name in defined else varying))}:
        tables |= new
        bound |= {name_of(args[k]) or "" for name, places in new.items() for _, args in calls[name] for k in places}
    if not tables:
        return statements, set(), []
    lone = {name for name in tables if isinstance(f := calls[name][0][0], tree.Script) and not any(
        isinstance(n, tree.Script) and name_of(n.base) == name_of(f.base) and name_of(n) != name for n in nodes)
        and name_of(f.base) not in calls}
    members = [_member(function, args, tables, lone) for function, args in (calls[name][0] for name in tables)]
    note = "Functions of finitely many values are written with an index: " + ", ".join(f"${key_of(m)}$" for m in members) + "."
    return tuple(_indexed(s, tables, lone) for s in statements), {name_of(m.base) or "" for m in members}, [note]


def _no_convolution(node: tree.Product, bound: set[str]) -> None:
    r"""Raises UnsupportedError (TD204) for x(n - m), where a sum runs over m: a member whose number is a difference
    of two, and no product."""
    for first, second in zip(node.factors, node.factors[1:]):
        if isinstance(second, tree.Group) and second.kind == "(" and isinstance(second.body, tree.Sum) and _function(first):
            letters = [tree.unsigned(t) for t in second.body.terms]
            if len(letters) == 2 and all(map(is_letter, letters)) and any(i.name in bound for i in letters):
                raise UnsupportedError(f"whether {key_of(first)} has the index {' and '.join(i.name for i in letters)} "
                                       f"here, or is multiplied, is not clear", second.span, code="TD204",
                                       hint=rf"an index is a letter, a number, or a letter plus or minus a number; "
                                            rf"write {key_of(first)}\cdot(..) for a product")


def _depends(function: tree.Node, varying: set[str]) -> bool:
    r"""Whether the name of a function says that it depends on what is differentiated by, as \pi_\theta does."""
    return isinstance(function, tree.Script) and any(s is not None and varying & set(names_in(s))
                                                     for s in (function.sub, function.sup))


def _applications(node: tree.Node) -> Iterator[Application]:
    """f(x) that is a call, and every letter in a product before a bracket with letters."""
    if isinstance(node, tree.Call) and _function(node.function):
        yield node.function, flat_arguments(node.args)
    if isinstance(node, tree.Product) and node.op == "juxt":
        for first, second in zip(node.factors, node.factors[1:]):
            if (args := _listed(first, second)) is not None:
                yield first, args


def _listed(first: tree.Node, second: tree.Node) -> tuple[tree.Node, ...] | None:
    """The letters in the bracket behind a letter."""
    bracket = second.base if isinstance(second, tree.Script) and second.sub is None else second          # p(x)^2
    if not (isinstance(bracket, tree.Group) and bracket.kind == "(" and _function(first)):
        return None
    args = flat_arguments(tree.items_of(bracket.body))
    return args if all(map(_index, args)) else None


def _function(node: tree.Node) -> bool:
    r"""p, \hat v, v_\pi, Q^*: a letter that is no function of numbers."""
    base = node.base if isinstance(node, tree.Script) and (node.sup is None or isinstance(node.sup, tree.Symbol)
        and node.sup.name not in TRANSPOSES) else node
    name = name_of(base)
    return (isinstance(base, tree.Symbol) and name is not None and name not in BY_SPELLING
            and name not in LETTER_FUNCTIONS and name not in SPECIAL_FUNCTIONS
            and (len(name) == 1 and name.isalpha() or name.startswith("\\")))


def _index(node: tree.Node) -> bool:
    return is_letter(node) or isinstance(node, tree.Prime) and is_letter(node.base)


def _places(found: list[Application], bound: set[str], outside: set[str], varying: set[str]) -> tuple[int, ...]:
    """Which arguments number: letters that are no quantity elsewhere, one of them run over by a sum;
    what stays besides is the same everywhere, and nothing that is differentiated by."""
    if len({len(args) for _, args in found}) != 1:
        return ()
    columns = list(zip(*(args for _, args in found)))
    places = [k for k, column in enumerate(columns) if all(map(_index, column))
              and not any(name_of(a) in outside for a in column)]
    if (not any(name_of(a) in bound for k in places for a in columns[k])
            or any(len({name_of(a) for a in column}) > 1 for k, column in enumerate(columns) if k not in places)):
        return ()
    if any(varying & set(names_in(a)) for k, column in enumerate(columns) if k not in places for a in column):
        return ()
    return tuple(places)


def _quantities(node: tree.Node, functions: Collection[str]) -> Iterator[str]:
    """The names that stand outside of subscripts, comparisons, binders and the arguments of functions."""
    match node:
        case tree.Call() if _function(node.function) and name_of(node.function) in functions:
            parts: tuple[tree.Node, ...] = tuple(a for a in flat_arguments(node.args) if not _index(a))
        case tree.Product(op="juxt"):
            listed = {k + 1 for k, (first, second) in enumerate(zip(node.factors, node.factors[1:]))
                      if _listed(first, second) is not None}
            parts = tuple(f for k, f in enumerate(node.factors) if k not in listed)
        case tree.Symbol() | tree.Prime():
            yield name_of(node) or ""
            return
        case tree.Script():
            parts = (node.base,) if node.sup is None else (node.base, node.sup)
        case tree.BigOp():
            parts = (node.body,)
        case tree.Relation() if all(map(_index, node.parts)):
            return
        case _:
            parts = tuple(tree.children(node))
    for part in parts:
        yield from _quantities(part, functions)


def _indexed(node: tree.Node, tables: dict[str, tuple[int, ...]], lone: set[str]) -> tree.Node:
    """The node with members in the place of the calls of tables."""
    if isinstance(node, tree.Call) and name_of(node.function) in tables:
        return _member(node.function, flat_arguments(node.args), tables, lone)

    def member(first: tree.Node, second: tree.Node) -> tree.Node | None:
        args = _listed(first, second) if name_of(first) in tables else None
        if args is None:
            return None
        found = _member(first, args, tables, lone)
        return tree.Script((found.span[0], second.span[1]), found, None, second.sup) if isinstance(second, tree.Script) else found

    return tree.mapped(tree.joined(node, member), lambda n: _indexed(n, tables, lone))


def _member(function: tree.Node, args: tuple[tree.Node, ...], tables: dict[str, tuple[int, ...]], lone: set[str]) -> tree.Script:
    r"""p_x of p(x), \phi_{is} of \phi_i(s), \pi_a of a lone \pi_\theta(a), (v_\pi)_s of v_\pi(s) beside v_*(s)."""
    name = name_of(function) or ""
    items = [args[k] for k in tables[name]]
    span = (function.span[0], args[-1].span[1])
    if isinstance(function, tree.Script):
        below = tree.items_of(function.sub) if function.sub is not None and function.sup is None else ()
        if below and all(is_letter(i) and i.name in _NUMBERS for i in below):
            function, items = function.base, [*below, *items]
        else:
            function = function.base if name in lone else tree.Group(function.span, "(", function)
    return tree.Script(span, function, tree.listed(span, items), None)
