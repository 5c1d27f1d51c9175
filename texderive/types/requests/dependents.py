r"""Quantities that are said to depend on something, but not how: K_\theta and K(\theta) where something
is differentiated by \theta or \theta_j.

They are unspecified functions that are written without arguments,
and their derivatives \partial K_\theta/\partial\theta_j."""
from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from ... import tree
from ...functions import BY_SPELLING
from ..binding import bound_letters
from ..conventions import WORDS
from ..declare import Declared, OF, dependent, signs_of, with_signs
from ..names import canonical, is_letter, key_of, name_of
from ..reading import Definition, names_in
from ..statements.sorted import Sorted
from .parametric import PARAMETERS, is_by_entries, signs_between, with_arguments, with_parameter

# Greek letters of which the derivative by one number is no component of a gradient
ARRAYS = frozenset((r"\Sigma", r"\Lambda", r"\Omega", r"\mu"))
LOSS = r"\partial{}"                  # before the name of a loss as a function


def dependence(d: Declared, space: str) -> str:
    """The sentence on a quantity of which no more is known; on a loss, of which it is said elsewhere, ""."""
    if d.key.startswith(LOSS):
        return ""
    of = next(p[len(OF):] for p in d.props if p.startswith(OF))
    called = "" if signs_of(d) is None else r"(\cdot)"
    return rf"${d.key}{called} \in {space}$ depends on ${of}$."


def applied(node: tree.Node, key: str, of: tree.Node) -> tree.Call:
    """The quantity as what it is, a function of `of`."""
    return tree.Call(node.span, tree.Symbol(node.span, canonical(key), key), (of,))


def dependents(node: tree.Node, parts: Sorted, declared: dict[str, Declared]) -> tuple[tree.Node, dict[str, Declared]]:
    r"""The derivative with K_\theta as a function of \theta, and the declarations of all that is none;
    by \theta_j, where \theta stands nowhere else, one number is the variable."""
    variables = ({name_of(v.node): v.node for v in node.variables} if isinstance(node, tree.Derivative)
                 and node.operand is not None else {})
    if len(variables) != 1 and not (len(variables) == 2 and is_by_entries(variables.values())):
        return node, declared
    name, variable = next(iter(variables.items()))
    entry = (isinstance(variable, tree.Script) and variable.sup is None and is_letter(variable.sub)
             and isinstance(variable.base, tree.Symbol))
    root = name_of(variable.base) if entry else name
    if not name or root not in PARAMETERS and not entry:
        return node, declared
    shapes = {d.name: d.shape for d in declared.values() if not d.indexed_by}
    known = {d.name for d in parts.definitions} | {d.name for d in declared.values() if d.indexed_by
                                                   or "_" not in d.name} | {d.base for d in declared.values()
                                                       if d.indexed_by or "_" not in d.name}
    known |= {name_of(n.function) for d in parts.definitions if d.kind == "law" for n in tree.nodes(d.lhs)
              if isinstance(n, tree.Call)}
    if root in known and entry:
        return node, declared
    # the whole of \theta by \theta_i and \theta_j
    by = variable.base if len(variables) == 2 else tree.Symbol(variable.span, name, key_of(variable)) if entry else variable
    replaced: list[tree.Node] = []
    nodes = [n for whole in (node, *(d.body for d in parts.definitions)) for n in tree.nodes(whole)]
    bound = (bound_letters([node, *(d.body for d in parts.definitions)])
             | {p for d in parts.definitions if d.kind == "family" for p in d.params})
    numbered = {name_of(n.function): n for n in nodes if isinstance(n, tree.Call)
                and any(bound & names_in(a).keys() for a in n.args) and _depends(n, root, known, entry)}

    def change(n: tree.Node) -> tree.Node:
        if (power := _power_of(n, change)) is not None:
            return power
        if isinstance(n, tree.Call) and name_of(n.function) in numbered and _depends(n, root, known, entry):
            return with_parameter(replace(n, args=tuple(map(change, n.args))), by)
        if _depends(n, root, known, entry):
            replaced.append(n)
            return applied(n, key_of(n), by)
        return tree.mapped(n, change)

    if _depends(tree.opened(node.operand), root, known, entry):  # its own derivative is all that can be said
        return node, declared
    operand = change(node.operand)
    definitions = [d if d.kind == "function" and not _as_defined(d, nodes) or (body := change(d.body)) is d.body
                   else replace(d, body=body) for d in parts.definitions]
    if not replaced and not numbered or any(bound & names_in(n).keys() for n in replaced):
        return node, declared
    # \sigma_\theta beside \theta is a label
    if ((entry or not all(isinstance(n, tree.Call) for n in replaced))
            and any(_stands(root, n) for n in (operand, *(d.body for d in definitions)))):
        return node, declared
    parts.definitions = definitions
    found = dict.fromkeys(map(key_of, replaced))
    parts.facts.declared += [dependent(key, key_of(by), shapes.get(canonical(key))) for key in found]
    parts.facts.declared += [dependent(key_of(n.function), key_of(by), shapes.get(name), with_signs(signs_between(n)))
                             for name, n in numbered.items()]
    found |= dict.fromkeys(key_of(n.function) for n in numbered.values())
    rest = {key: d for key, d in declared.items() if d.name not in map(canonical, found)}
    return replace(node, operand=operand, variables=node.variables if len(variables) == 2
                   else tuple(replace(v, node=by) for v in node.variables)), rest


def _power_of(node: tree.Node, change: Callable[[tree.Node], tree.Node]) -> tree.Script | None:
    r"""K_\theta^{-1} as the power of what K_\theta is changed to; None where it is no such power, or stays a name."""
    if not (isinstance(node, tree.Script) and isinstance(node.base, tree.Symbol) and node.sub is not None
            and node.sup is not None):
        return None
    plain = change(replace(node, sup=None))
    return tree.Script(node.span, plain, None, node.sup) if isinstance(plain, tree.Call) else None


def _as_defined(d: Definition, nodes: list[tree.Node]) -> bool:
    """Whether a function is only taken at its own parameters, so that its body holds one value of what stands in it."""
    return all(tuple(map(name_of, n.args)) == d.params for n in nodes if isinstance(n, tree.Call)
               and name_of(n.function) == d.name)


def _stands(root: str, node: tree.Node) -> bool:
    r"""Whether a letter stands in a formula beside what is only said to be of it:
    the arguments of p(y \mid X, \theta)."""
    if (isinstance(node, tree.Call) and not (isinstance(node.function, tree.Symbol)
                                             and (node.function.name in BY_SPELLING or node.function.name in WORDS))):
        return False
    return name_of(node) == root or any(_stands(root, n) for n in tree.children(node))


def _depends(n: tree.Node, root: str, known: Collection[str], entry: bool) -> bool:
    r"""K_\theta and \pi_\theta(a \mid s); K(\theta) where the variable is an entry \theta_j."""
    head = tree.called(n)
    if isinstance(head, tree.Script) and head.sup is None and name_of(head.sub) == root and isinstance(head.base, tree.Symbol):
        return name_of(head) not in known and name_of(head.base) not in known
    array = isinstance(head, tree.Symbol) and (head.name in ARRAYS or len(head.name) == 1 and head.name.isupper())
    return entry and isinstance(n, tree.Call) and array and name_of(head) not in known and [name_of(a) for a in n.args] == [root]


def with_dependents(node: tree.Node, declared: Mapping[str, Declared], defined: Collection[str]) -> tree.Node:
    r"""The node with the functions that are declared as dependent applied:
    K(\theta) for K_\theta, \nabla L(y) for \partial L/\partial y, and its entry i for \partial L/\partial y_i."""
    functions = {d.name: next(p[len(OF):] for p in d.props if p.startswith(OF)) for d in declared.values()
                 if "dependent" in d.props}
    node = with_arguments(node, {d.name: functions.pop(d.name) for d in declared.values() if d.name in functions
                                 and signs_of(d) is not None})
    matrices = {d.name for d in declared.values() if d.name in functions and d.shape is not None and len(d.shape) == 2}
    return _written_out(node, functions, {*defined, *(d.name for d in declared.values())}, matrices) if functions else node


def _written_out(node: tree.Node, functions: Mapping[str, str], known: set[str], matrices: set[str]) -> tree.Node:
    again: Callable[[tree.Node], tree.Node] = lambda n: _written_out(n, functions, known, matrices)
    if (power := _power_of(node, again)) is not None:
        return power
    key = key_of(node) if isinstance(node, (tree.Symbol, tree.Script, tree.Call)) else ""
    if key and canonical(key) in functions:
        of = functions[canonical(key)]
        return applied(node, key, tree.Symbol(node.span, canonical(of), of))
    operand = key_of(node.operand) if isinstance(node, tree.Derivative) and isinstance(node.operand,
        (tree.Symbol, tree.Script, tree.Call)) and node.variables else ""
    if not operand or canonical(operand) not in functions:
        return tree.mapped(node, again)
    by = [v.node for v in node.variables for _ in range(v.order)]
    whole = by[0] if name_of(by[0]) in known else tree.unscripted(by[0])
    if whole is not by[0] and canonical(operand) in matrices:  # entry by entry of \theta there are matrices
        return replace(node, operand=applied(node.operand, operand, whole))
    gradient = tree.Derivative(node.span, "nabla", (), node.order, applied(node.operand, operand, whole))
    if whole is by[0]:
        return gradient
    column = (tree.transpose(tree.Group(node.span, "(", gradient))
              if len(by) == 1 and len(tree.items_of(by[0].sub)) == 1 else gradient)
    return tree.Script(node.span, tree.Group(node.span, "(", column),
                       tree.Items(node.span, tuple(i for b in by for i in tree.items_of(b.sub))), None)
