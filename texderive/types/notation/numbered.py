r"""Functions that are numbered: where a sum runs over j, or j numbers the variable, \phi_j(x_n)
is entry j of \phi(x_n)."""
from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from ... import tree
from ...functions import BY_SPELLING
from ...patterns import later
from ..binding import bound_letters, variables_of
from ..conventions import COSTS, FUNCTION_LETTERS, LETTER_FUNCTIONS, SPECIAL_FUNCTIONS
from ..declare import Declared
from ..names import OWN, apart, is_letter, key_of, name_of
from ..reading import names_in
from .namesakes import renamed

_FUNCTIONS = FUNCTION_LETTERS | COSTS        # \phi_j(Ax), L_i(w^\top x_i)
_POTENTIALS = frozenset("VU")                # V(x_i - x_j)
_BEFORE_BRACKET = later(r"(?:_[a-z]|_\{[a-z],?[a-z]?\}|[VUJ]|\\mathcal\s*\{?[JLFE]\}?)\s*(?:\^\s*\S+\s*)?(?:\\left\s*)?\(")
_FUNCTIONALS = frozenset(("J", r"\mathcal{J}", r"\mathcal{L}", r"\mathcal{F}", r"\mathcal{E}"))  # J(u + \epsilon v)
_NO_FUNCTIONS = frozenset((r"\lambda", r"\delta", r"\partial", "e", "d", "I", "1"))  # \lambda_i(A) is an eigenvalue


def may_number(source: str) -> bool:
    """Whether a letter with one or two letters below it, or a V, stands before a bracket anywhere."""
    return _BEFORE_BRACKET.search(source) is not None


def with_numbered_values(statements: tuple[tree.Node, ...], names: Collection[str]) -> tuple[tuple[tree.Node, ...],
        list[Declared], list[str]]:
    r"""(the statements with (\phi(x))_j for \phi_j(x), the letters as functions, what to say) of letters
    that nothing declares, defines or takes for anything else.

    So are the V of V(x_i - x_j) and the J of J(u + \epsilon v)."""
    nodes = [n for s in statements for n in tree.nodes(s)]
    variables = variables_of(statements)
    letters = bound_letters(statements) | {i.name for v in variables if isinstance(v, tree.Script)
                                           for i in tree.items_of(v.sub) if is_letter(i)}
    by = set(map(name_of, variables))
    potentials = {name_of(first) for n in nodes if isinstance(n, tree.Product) and n.op == "juxt"
                  for first, second in zip(n.factors, n.factors[1:])
                  if isinstance(first, tree.Symbol) and isinstance(second, tree.Group)
                  and (first.name in _POTENTIALS and apart(second.body) or name_of(first) in _FUNCTIONALS
                       and _moves(second.body, by))} - {*names, *by}
    first = {name: call for n in reversed(nodes) for call in calls_in(n) if (name := _numbered(call, letters)) is not None}
    calls = first.keys() - {*names, *(n.partition("_")[0] for n in names)}
    defining = [s for s in statements if isinstance(s, tree.Relation) and s.ops[0] in ("=", ":=", "equiv")] if calls else []
    if parts := {name for s in defining if (name := name_of(tree.called(s.parts[0]))) in calls
                 and name in _numbered_in(s.parts[1:], letters)}:                       # L(w) = \sum_i L_i(w)
        return with_numbered_values(tuple(renamed(s, parts) for s in statements), names)
    calls -= {_head(s.parts[0]) for s in defining}
    calls -= set().union(*(_other(s, letters) for s in statements)) if calls else set()
    functions = [Declared(name, name, None, frozenset(("function",))) for name in sorted(potentials)]
    if not calls:
        return statements, functions, []
    functions += [Declared(name, name, None, frozenset(("function", "numbered"))) for name in sorted(calls)]
    heads = [tree.unprimed(first[name].function) for name in sorted(calls) if not name.endswith(OWN)]
    said = [rf"${key_of(head)}(\cdot)$ are the entries of ${key_of(head.base)}(\cdot)$." for head in heads]
    return tuple(_entries(s, calls, letters) for s in statements), functions, said


def with_entries_of_values(node: tree.Node, functions: set[str]) -> tree.Node:
    r"""The node with (\phi(x))_j for \phi_j(x) of these functions, whatever letter numbers them."""
    letters = {n.sub.name for n in tree.nodes(node) if isinstance(n, tree.Script) and is_letter(n.sub)} if functions else set()
    return _entries(node, functions, letters) if letters else node


def _moves(node: tree.Node, by: Collection[str | None]) -> bool:
    r"""u + \epsilon v, where \epsilon is what is differentiated by."""
    return (isinstance(node, tree.Sum) and len(node.terms) == 2 and isinstance(node.terms[1], tree.Product)
            and any(name_of(f) in by for f in node.terms[1].factors))


def calls_in(node: tree.Node) -> Iterator[tree.Call]:
    """A call, and every letter with a subscript in a product before a bracket."""
    if isinstance(node, tree.Call):
        yield node
    if isinstance(node, tree.Product) and node.op == "juxt":
        for first, second in zip(node.factors, node.factors[1:]):
            if (call := _applied(first, second)) is not None:
                yield call


def _applied(first: tree.Node, second: tree.Node) -> tree.Call | None:
    r"""B_j(x) and \phi_j(Ax) that were read as products: brackets about a lone letter,
    or behind a letter of functions."""
    head = tree.unprimed(first)
    if (isinstance(head, tree.Script) and isinstance(second, tree.Group) and second.kind == "("
            and ((name_of(head.base) or "").removesuffix(OWN) in _FUNCTIONS or all(map(_lone, tree.items_of(second.body))))):
        return tree.Call((first.span[0], second.span[1]), first, tree.items_of(second.body))
    return None


def _lone(node: tree.Node) -> bool:
    return isinstance(node, tree.Symbol) or isinstance(node, tree.Script) and isinstance(node.base, tree.Symbol)


def _numbered(call: tree.Call, letters: set[str]) -> str | None:
    r"""The \phi of a call \phi_j(x) that is one of several."""
    head = tree.unprimed(call.function)
    if not (isinstance(head, tree.Script) and head.sup is None and head.sub is not None and isinstance(head.base, tree.Symbol)):
        return None
    own = tree.items_of(head.sub)
    if len(own) > 2 or not all(is_letter(i) and i.name in letters for i in own):
        return None
    own_name = name_of(head.base) or ""
    name = own_name.removesuffix(OWN)
    known = (name in BY_SPELLING or name in LETTER_FUNCTIONS or name in SPECIAL_FUNCTIONS or name in _NO_FUNCTIONS
             or not (len(name) == 1 or name.startswith("\\")))
    # y_i(s_i) is a product
    return None if known or not (name in _FUNCTIONS or all(map(_lone, call.args))
                                 and not any(i.name in names_in(a) for a in call.args for i in own)) else own_name


def _numbered_in(sides: tuple[tree.Node, ...], letters: set[str]) -> set[str | None]:
    """The letters of numbered functions in what defines something."""
    return {_numbered(call, letters) for side in sides for n in tree.nodes(side) for call in calls_in(n)}


def _head(node: tree.Node) -> str | None:
    node = tree.called(node)
    return name_of(node.base if isinstance(node, tree.Script) else node)


def _other(node: tree.Node, letters: set[str]) -> set[str]:
    """The letters that stand otherwise than before a bracket."""
    if (isinstance(node, tree.Script) and isinstance(node.base, tree.Call) and (name := _numbered(node.base, letters)) is not None
            and not (name in _FUNCTIONS or all(isinstance(a, tree.Symbol) for a in node.base.args))):
        return {name}                                        # c_j(z_k)^2
    if isinstance(node, tree.Call) and _numbered(node, letters) is not None:
        return set().union(*(_other(a, letters) for a in node.args))
            # f_0(x) beside f_i(x)
    if isinstance(node, tree.Call) \
            and (isinstance(node.function, tree.Symbol) or isinstance(node.function, tree.Script)
                 and isinstance(node.function.sub, tree.Number)):
        return set().union(*(_other(a, letters) for a in node.args))
    if isinstance(node, tree.Product) and node.op == "juxt":
        called = {k for k, (first, second) in enumerate(zip(node.factors, node.factors[1:]))
                  if (call := _applied(first, second)) is not None and _numbered(call, letters) is not None}
        return set().union(*(_other(f, letters) for k, f in enumerate(node.factors) if k not in called))
    if isinstance(node, (tree.Symbol, tree.Script)):
        own = {_head(node) or ""}
        return own | _other(node.sub, letters) if isinstance(node, tree.Script) and node.sub is not None else own
    return set().union(*(_other(c, letters) for c in tree.children(node)))


def _entries(node: tree.Node, functions: set[str], letters: set[str]) -> tree.Node:
    """The node with an entry of a value in the place of each numbered function."""
    def call(first: tree.Node, second: tree.Node) -> tree.Node | None:
        found = _applied(first, second)
        return found if found is not None and _numbered(found, letters) in functions else None

    node = tree.joined(node, call)
    if isinstance(node, tree.Call) and _numbered(node, letters) in functions:
        head = tree.unprimed(node.function)
        function = replace(node.function, base=head.base) if head is not node.function else head.base
        value = tree.Call(node.span, function, tuple(_entries(a, functions, letters) for a in node.args))
        return tree.Script(node.span, tree.Group(node.span, "(", value), head.sub, None)
    return tree.mapped(node, lambda n: _entries(n, functions, letters))
