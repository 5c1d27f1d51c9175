r"""Functions defined entry by entry: f(x)_i = .. and [f(x)]_i = .. say what f_i(x) = ..
says, and f(x) is the vector of all f_i(x)."""
from __future__ import annotations

from dataclasses import replace

from ... import tree
from ..binding import bound_letters
from ..conventions import WORDS
from ..names import is_transposed, key_of, name_of
from ..reading import flat_arguments, numbers_in


def with_entries(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    """The statements with the index of an entry at the function's name;
    a function that is never applied to anything but its own parameters without them."""
    own: dict[str, tuple[str | None, ...]] = {}
    letters = {name for s in statements if isinstance(s, tree.Relation) and (name := _by_letter(s.parts[0])) is not None}
    statements = tuple(_called(s, letters) for s in statements) if letters else statements
    entries = [(entry, s.parts[1]) for s in statements if isinstance(s, tree.Relation)
               and (entry := _entry(s.parts[0])) is not None]
    bound = bound_letters(statements) if entries else frozenset()
    for entry, body in entries:
        if _defines(entry, body, bound, _of_entry(entry, statements)):
            own[name_of(entry.function.base) or ""] = _names(entry)
    if not own:
        return statements
    turned = tuple(_turned(s, own) for s in statements)
    elsewhere = {name for s in turned for n in tree.nodes(s) if isinstance(n, tree.Call)
                 and (name := _function(n)) in own and _names(n) != own[name]}
    return tuple(_bare(s, {name: names for name, names in own.items() if name not in elsewhere}) for s in turned)


def with_moving_entries(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""The statements with x(t)_i as the entry of x(t), where t is differentiated by: a number has no entries."""
    by = {name_of(v.node) for s in statements for n in tree.nodes(s) if isinstance(n, tree.Derivative) for v in n.variables}
    letters = {name for s in statements for n in tree.nodes(s) if isinstance(n, tree.Product)
               for f, g in zip(n.factors, n.factors[1:]) if isinstance(g, tree.Script) and isinstance(g.base, tree.Group)
               and g.sub is not None and name_of(g.base.body) in by and (name := name_of(f)) is not None}
    return tuple(_called(s, letters) for s in statements) if letters else statements


def _by_letter(left: tree.Node) -> str | None:
    """The S of S(a)_i, which is read as a product: a letter before a lone name in brackets,
    whose entry the equation defines."""
    left = tree.opened(left)
    match left:
        case tree.Script(base=tree.Group(body=tree.Product(op="juxt",
                                             factors=(tree.Symbol() as f, tree.Group(kind="(", body=tree.Symbol())))),
                         sub=tree.Symbol() | tree.Items(), sup=None):
            return name_of(f)
        case tree.Product(op="juxt", factors=(tree.Symbol() as f,
                                              tree.Script(base=tree.Group(kind="(", body=tree.Symbol()),
                                                      sub=tree.Symbol() | tree.Items(), sup=None))):
            return name_of(f)
    return None


def _called(node: tree.Node, letters: set[str]) -> tree.Node:
    """The node with calls of these letters in the place of products."""
    def call(outer: tree.Node, f: tree.Node) -> tree.Node | None:
        bracket = tree.unscripted(f)
        function = _last(outer) if isinstance(bracket, tree.Group) and bracket.kind == "(" else None
        if function is None or name_of(function) not in letters:
            return None
        value: tree.Node = tree.Call((function.span[0], bracket.span[1]), function, tree.items_of(bracket.body))
        value = replace(f, span=(function.span[0], f.span[1]), base=value) if isinstance(f, tree.Script) else value
        return value if outer is function else replace(outer, span=(outer.span[0], f.span[1]), args=(value,))

    return tree.mapped(tree.joined(node, call), lambda n: _called(n, letters))


def _last(node: tree.Node) -> tree.Node | None:
    r"""S, and the S of \log S, whose bracket is then that of S."""
    if (isinstance(node, tree.Call) and len(node.args) == 1 and isinstance(node.args[0], tree.Symbol)
            and node.args[0].span[1] == node.span[1]):
        return node.args[0]
    return node if isinstance(node, tree.Symbol) else None


def _entry(node: tree.Node) -> tree.Call | None:
    r"""f_i(x) of f(x)_i, [f(x)]_i and f_i(x)."""
    if isinstance(node, tree.Script) and node.sub is not None and node.sup is None:
        call = tree.opened(node.base)
        if isinstance(call, tree.Call) and isinstance(call.function, tree.Symbol):
            return tree.Call(node.span, tree.Script(node.span, call.function, node.sub, None), call.args)
    return node if isinstance(node, tree.Call) and _script(node) is not None else None


def _script(entry: tree.Call) -> tree.Node | None:
    """The i of f_i(x) and f^{(i)}(x)."""
    function = entry.function
    if not isinstance(function, tree.Script) or (function.sub is None) == (function.sup is None):
        return None
    return (function.sub if function.sub is not None else function.sup.body if isinstance(function.sup, tree.Group)
            and function.sup.kind == "(" else None)


def _of_entry(entry: tree.Call, statements: tuple[tree.Node, ...]) -> bool:
    r"""Whether an entry is a function of one entry, f_j(x_j), and all of them are differentiated,
    \frac{\partial f}{\partial x}."""
    x, *others = flat_arguments(entry.args)
    return (not others and isinstance(x, tree.Script) and x.sup is None and isinstance(x.base, tree.Symbol)
            and name_of(x.sub) == name_of(_script(entry))
            and any(isinstance(n, tree.Derivative) and isinstance(n.operand, tree.Symbol)
                    and n.operand.name == name_of(entry.function.base) for s in statements for n in tree.nodes(s)))


def _defines(entry: tree.Call, body: tree.Node, bound: frozenset[str], of_entry: bool) -> bool:
    """Whether the letters of the entry number what stands in the body: f_\\theta(x) = \\theta^\\top x is one
    function; `of_entry`: that it may have an entry as its argument."""
    script = _script(entry)
    letters = tree.items_of(script)
    found = numbers_in(body, bound)
    numbering = found if entry.function.sup is None else found & bound
    return (all(isinstance(i, tree.Symbol) and len(i.name) == 1 and i.name in numbering for i in letters)
            and (of_entry or all(isinstance(a, tree.Symbol) for a in flat_arguments(entry.args))))


def _names(call: tree.Call) -> tuple[str | None, ...]:
    return tuple(name_of(a) for a in flat_arguments(call.args))


def _function(call: tree.Call) -> str | None:
    return name_of(tree.unscripted(call.function))


def _turned(node: tree.Node, own: dict) -> tree.Node:
    entry = _entry(node) if isinstance(node, tree.Script) else None
    if entry is not None and _function(entry) in own:
        return tree.mapped(entry, lambda n: _turned(n, own))
    return tree.mapped(node, lambda n: _turned(n, own))


def _bare(node: tree.Node, own: dict) -> tree.Node:
    if (isinstance(node, tree.Derivative) and not node.variables and isinstance(call := node.operand, tree.Call)
            and _function(call) in own and len(call.args) == 1):
        node = replace(node, variables=(tree.Variable(call.span, call.args[0], node.order),))  # \nabla f_i(x) is by x
    if isinstance(node, tree.Call) and _function(node) in own:
        return node.function
    return tree.mapped(node, lambda n: _bare(n, own))


def with_entries_of_softmax(statements: tuple[tree.Node, ...], known: set[str]) -> tuple[tuple[tree.Node, ...], list[str]]:
    r"""The statements with \operatorname{softmax}(z)_i for \operatorname{softmax}(z_i), and what is said about that: z_i is
    an entry where it is plain, nothing defines or declares it, and i numbers no vectors, as in y_i^\top."""
    nodes = [n for s in statements for n in tree.nodes(s)]
    heads = {name_of(tree.unscripted(s.parts[0])) for s in statements if isinstance(s, tree.Relation)} | known
    numbering = {n.sub.name for n in nodes if is_transposed(n) and isinstance(n.sub, tree.Symbol)}
    notes: dict[str, None] = {}

    def change(node: tree.Node) -> tree.Node:
        match node:
            case tree.Call(function=tree.Symbol() as f,
                           args=(tree.Script(base=tree.Symbol(font="") as z, sub=tree.Symbol() as i, sup=None) as entry,)) if (
                    WORDS.get(f.name) == "softmax" and len(i.name) == 1 and i.name not in numbering and name_of(z) not in heads):
                notes[rf"${f.latex}({key_of(entry)})$ is read as the entry ${f.latex}({key_of(z)})_{i.name}$."] = None
                return tree.Script(node.span, replace(node, args=(z,)), i, None)
        return node

    return tuple(tree.rewritten(s, change) for s in statements), list(notes)
