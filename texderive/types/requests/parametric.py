r"""Functions of which a parameter is said and nothing else, f_\theta(x_i) and f(x_i; \theta):
unspecified functions of all of these, with derivatives \partial f_\theta(x_i)/\partial\theta."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from ... import tree
from ...functions import BY_SPELLING
from ..conventions import LETTER_FUNCTIONS, SPECIAL_FUNCTIONS
from ..declare import Declared, dependent, with_signs
from ..names import canonical, is_letter, key_of, name_of
from ..reading import flat_arguments, names_in
from ..statements.sorted import Sorted

# what stands below a model
PARAMETERS = frozenset((r"\theta", r"\vartheta", r"\phi", r"\varphi", r"\psi", r"\omega", r"\Theta", r"\Phi", r"\ell", "w", "W"))


def functions_of_parameters(node: tree.Node, parts: Sorted, declared: Mapping[str, Declared], source: str) -> tree.Node:
    r"""The derivative by \theta with f(y, x, \theta) for f(y \mid x; \theta) of an f that nothing defines;
    such functions are declared in `parts`, whose definitions are changed along."""
    root = _root(node)
    if root not in PARAMETERS:
        return node
    known = ({d.name for d in parts.definitions} | {d.name for d in declared.values()}
             | {name_of(n.function) for d in parts.definitions for n in tree.nodes(d.lhs) if isinstance(n, tree.Call)})
    wholes = (node.operand, *(d.body for d in parts.definitions))
    calls: dict[str, list[tree.Call]] = {}
    for n in (n for whole in wholes for n in tree.nodes(whole)):
        if isinstance(n, tree.Call) and (name := name_of(n.function)) is not None and name not in known and _is_free(name):
            calls.setdefault(name, []).append(n)
    calls = {name: found for name, found in calls.items() if all(_of_parameter(n, root) for n in found)}
    if not calls or isinstance(tree.opened(node.operand), tree.Call) and name_of(tree.opened(node.operand).function) in calls:
        return node
    numbered = {d.name for d in parts.facts.declared if "numbered" in d.props}
    for name, (first, *_) in calls.items():
        props = [with_signs(signs_between(first, source)), *(["numbered"] if name in numbered else [])]
        parts.facts.declared.append(dependent(name, key_of(flat_arguments(first.args)[-1]), None, *props))
    parts.definitions = [replace(d, body=flattened(d.body, calls)) for d in parts.definitions]
    return replace(node, operand=flattened(node.operand, calls))


def applied_models(node: tree.Node) -> tree.Node:
    r"""The node with calls for D_\phi(G_\theta(z)) and E_\theta(x^+), which were read as products:
    behind a letter with a parameter, brackets about one thing are no factor."""
    found = tree.inventory(node)
    there = found.has(tree.Product, tree.Script, tree.Group) and not PARAMETERS.isdisjoint(found.names)
    return tree.rewritten(node, lambda n: tree.joined(n, _model)) if there else node


def _model(head: tree.Node, bracket: tree.Node) -> tree.Call | None:
    alone = (isinstance(bracket, tree.Group) and bracket.kind == "("
             and isinstance(bracket.body, (tree.Symbol, tree.Script, tree.Call)))
    name = tree.unprimed(head)
    named = (isinstance(name, tree.Script) and name.sup is None and name_of(name.sub) in PARAMETERS
             and isinstance(name.base, tree.Symbol))
    return tree.Call((head.span[0], bracket.span[1]), head, (bracket.body,)) if alone and named else None


def _root(node: tree.Node) -> str | None:
    """The letter that a derivative is by, or by an entry of."""
    if not (isinstance(node, tree.Derivative) and node.operand is not None and node.variables):
        return None
    by = [v.node for v in node.variables]
    return name_of(by[0].base) if is_by_entries(by) else name_of(by[0]) if len(set(map(name_of, by))) == 1 else None


def is_by_entries(by: Collection[tree.Node]) -> bool:
    r"""Whether the variables are entries \theta_i, \theta_j of one letter."""
    return all(isinstance(v, tree.Script) and v.sup is None and is_letter(v.sub) and isinstance(v.base, tree.Symbol)
               for v in by) \
        and len({name_of(v.base) for v in by if isinstance(v, tree.Script)}) == 1


def _is_free(name: str) -> bool:
    return (name not in BY_SPELLING and name not in LETTER_FUNCTIONS and name not in SPECIAL_FUNCTIONS
            and (len(name.partition("_")[0]) == 1 or name.startswith("\\")))


def _of_parameter(call: tree.Call, root: str) -> bool:
    """Whether the last of several arguments is the parameter, which stands in no other."""
    *first, last = flat_arguments(call.args)
    return (bool(first) and isinstance(last, tree.Symbol) and name_of(last) == root
            and not any(root in names_in(a) for a in (call.function, *first)))


def flattened(node: tree.Node, functions: Collection[str]) -> tree.Node:
    r"""The node with p(y, x) for the p(y \mid x) of these functions."""
    return tree.rewritten(node, lambda n: replace(n, args=flat_arguments(n.args))
                          if isinstance(n, tree.Call) and name_of(n.function) in functions else n)


def with_parameter(call: tree.Call, of: tree.Node) -> tree.Call:
    r"""f(x, \theta) for f_\theta(x), its name as one symbol."""
    key = key_of(call.function)
    return tree.Call(call.span, tree.Symbol(call.function.span, canonical(key), key), (*flat_arguments(call.args), of))


def with_arguments(node: tree.Node, functions: Mapping[str, str]) -> tree.Node:
    r"""The node with all arguments of these functions, name -> parameter:
    f(x, \theta) for f_\theta(x) and for f(x; \theta)."""
    def change(n: tree.Node) -> tree.Node:
        of = functions.get(name_of(n.function) or "") if isinstance(n, tree.Call) else None
        if of is None:
            return n
        if _of_parameter(n, canonical(of)):
            return replace(n, args=flat_arguments(n.args))
        return with_parameter(n, tree.Symbol(n.span, canonical(of), of))

    return tree.rewritten(node, change) if functions else node


def signs_between(call: tree.Call, source: str = "") -> tuple[str, ...]:
    """What stands between the arguments of a call."""
    signs: list[str] = []
    for before, a in zip((None, *call.args), call.args):
        if before is not None:
            signs.append(";" if ";" in source[before.span[1]:a.span[0]] else ",")
        signs += ["mid"] * len(a.ops) if isinstance(a, tree.Relation) else []
    return tuple(signs)
