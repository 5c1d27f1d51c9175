r"""Derivatives by several scalars at once, \nabla f(x, y), J_f(x, y), \nabla^2 f: matrices of single derivatives."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from ... import tree
from ...errors import UnsupportedError
from ..names import is_letter, is_transposed, key_of, name_of
from ..reading import Definition, flat_arguments

_COORDINATES = frozenset("xyzuvt")
_OF_ARRAYS = {tree.Delim, tree.Matrix, tree.Items, tree.BigOp, tree.Dots}
KINDS = ("nabla", "hessian", "jacobian", "D", "partial", "d", "total")


def by_entries(node: tree.Node, definitions: Mapping[str, Definition], layout: str, known: Collection[str]) -> tree.Matrix | None:
    r"""The matrix that a derivative by several scalars is; None where it is by one variable or more than two orders.
    `known` are declared names.

    In numerator layout a gradient is a row and row i of a Jacobian belongs to f_i;
    the Hessian is the same in both layouts."""
    if not isinstance(node, tree.Derivative) or node.operand is None or node.kind not in KINDS:
        return None
    target = _opened(node.operand)
    d = definitions.get(name_of(tree.called(target)) or "")
    variables = _variables(node, d, definitions)
    if d is None and not variables and _without_variable(node) and name_of(target) is None:
        variables = list(_numbered(target, known))
    if len(variables) < 2 or len({name_of(v) for v in variables}) < len(variables) or node.order > 2:
        return None
    if _holds_arrays(d.body if d is not None else target) and any(_capital(v) and name_of(v) not in known for v in variables):
        raise UnsupportedError("a derivative by several variables at once is not supported where one of them is no number",
                               node.span, code="TD214", hint=rf"ask for one variable at a time, "
                                                             rf"\nabla_{{{key_of(variables[0])}}}")
    operand: tree.Node = d.lhs if d is not None and d.kind == "function" else target
    components = _components(d.body if d is not None else target)
    if components is None:
        if node.order == 2:
            return _matrix(node, [[_derivative(node, operand, (a, b)) for b in variables] for a in variables])
        rows = [[_derivative(node, operand, (v,)) for v in variables]]
    elif node.order == 2:
        return None
    else:
        rows = [[_entry(node, c, v, definitions) for v in variables] for c in components]
    return _matrix(node, rows if layout == "numerator" else [list(column) for column in zip(*rows)])


def _holds_arrays(body: tree.Node) -> bool:
    """Whether a norm or a transpose stands in it."""
    return any(isinstance(n, tree.Delim) and n.kind == "norm" or is_transposed(n) for n in tree.nodes(body))


def _capital(node: tree.Node) -> bool:
    return isinstance(letter := tree.unscripted(node), tree.Symbol) and len(letter.name) == 1 and letter.name.isupper()


def numbered_from_zero(node: tree.Node, definitions: list[Definition], known: set[str]) -> Definition | None:
    r"""\beta = (\beta_0, \beta_1) where \nabla_\beta or \partial/\partial\beta_j is asked
    and nothing else says of \beta what it is:
    entries are numbered from 1, names from anywhere."""
    if not isinstance(node, tree.Derivative) or len(node.variables) != 1 or node.operand is None:
        return None
    v = _whole(node.variables[0].node)
    if not isinstance(v, tree.Symbol) or name_of(v) in known:
        return None
    below = [n for root in (node.operand, *(d.body for d in definitions)) for n in tree.nodes(root)]
    scripts = [n for n in below if isinstance(n, tree.Script) and name_of(n.base) == name_of(v)
               and isinstance(n.sub, tree.Number) and n.sub.text.isdigit()]
    numbers = sorted({int(n.sub.text) for n in scripts})
    # h_\beta names a function
    placed = {id(n.base) for n in scripts} | {id(n.sub) for n in below if isinstance(n, tree.Script)}
    bare = any(isinstance(n, tree.Symbol) and name_of(n) == name_of(v) and id(n) not in placed for n in below)
    if bare or len(numbers) < 2 or numbers[0] != 0:
        return None
    entries = tuple(tree.Script(v.span, v, tree.Number(v.span, str(n)), None) for n in numbers)
    return Definition(name_of(v), v, tree.Group(v.span, "(", tree.Items(v.span, entries)), "value", span=v.span)


def _whole(variable: tree.Node) -> tree.Node:
    r"""\beta of \beta_j."""
    return variable.base if isinstance(variable, tree.Script) and variable.sup is None and is_letter(variable.sub) else variable


def by_whole(node: tree.Derivative) -> tree.Derivative:
    r"""A derivative by \beta_j, any entry, as the one by \beta."""
    return replace(node, variables=tuple(replace(v, node=_whole(v.node)) for v in node.variables))


def of_numbered(d: Definition, node: tree.Node, known: Collection[str]) -> Definition:
    r"""f = x_1^2 + x_1x_2 as the function f(x_1, x_2) where \nabla f is asked, and nothing speaks of vectors."""
    if (d.kind != "value" or not isinstance(d.lhs, tree.Symbol)
            or not any(_without_variable(n) and name_of(_opened(n.operand)) == d.name for n in tree.nodes(node))):
        return d
    arguments = _numbered(d.body, known)
    return replace(d, lhs=tree.Call(d.lhs.span, d.lhs, arguments), kind="function",
                   params=tuple(map(name_of, arguments))) if arguments else d


def _without_variable(node: tree.Node) -> bool:
    r"""\nabla f and \nabla^2 f, which do not say by what."""
    return isinstance(node, tree.Derivative) and not node.variables and node.kind in ("nabla", "hessian")


def _numbered(body: tree.Node, known: Collection[str]) -> tuple[tree.Node, ...]:
    """The x_1, x_2 of an expression of such numbers; none where something in it is an array,
    or there are others like them."""
    below, inside = tree.inventory(body), tree.nodes(body)
    if (not below.below or below.kinds & _OF_ARRAYS or not below.fonts.isdisjoint(("bold", "vec"))
            or any(is_transposed(n) for n in inside)):
        return ()
    numbered = {name: n for n in inside if isinstance(n, tree.Script) and isinstance(n.sub, tree.Number)
                and n.sub.text.isdigit() and (name := name_of(tree.without_sup(n)))}
    letters = {n.base.name for n in numbered.values() if isinstance(n.base, tree.Symbol)}
    if len(numbered) < 2 or len(letters) != 1 or not letters <= _COORDINATES or not known.isdisjoint(letters | numbered.keys()):
        return ()
    bases = {id(s.base) for s in inside if isinstance(s, tree.Script)}
    if any(isinstance(n, tree.Symbol) and n.name in letters and id(n) not in bases for n in inside):
        return ()
    return tuple(tree.without_sup(numbered[name]) for name in sorted(numbered, key=lambda name: int(numbered[name].sub.text)))


def together(nodes: list[tree.Node], definitions: Mapping[str, Definition]) -> tuple[tree.Node, list[tree.Node]] | None:
    r"""(f, the variables) of derivatives of one function that all vanish: \nabla f(x, y) = 0,
    and \nabla_x L = 0, \partial L/\partial\lambda = 0."""
    if not nodes or not all(isinstance(n, tree.Derivative) and n.operand is not None and n.order == 1
                            and n.kind in KINDS for n in nodes):
        return None
    targets = [_opened(n.operand) for n in nodes]
    names = {name_of(tree.called(t)) for t in targets}
    if len(names) != 1 or None in names and len(nodes) > 1:
        return None
    d = definitions.get(names.pop() or "")
    if _components(d.body if d is not None else targets[0]) is not None:
        return None
    variables = [v for n in nodes for v in (_variables(n, d, definitions)
                                            or [part for w in n.variables for part in _listed(w.node)])]
    if len(variables) < 2 or None in {name_of(v) for v in variables} or len({name_of(v) for v in variables}) < len(variables):
        return None
    return (d.lhs if d is not None and d.kind == "function" else targets[0]), variables


def arguments_at(node: tree.Derivative, definitions: Mapping[str, Definition]) -> tree.Items | None:
    r"""x = 1, y = 2 of \nabla f(1, 2) with f(x, y) = ...; None where the arguments are those of the definition."""
    target = _opened(node.operand)
    d = definitions.get(name_of(target.function) or "") if isinstance(target, tree.Call) else None
    if d is None or not d.has_arguments(len(target.args)):
        return None
    pairs = [(p, a) for p, a in zip(d.lhs.args, target.args) if name_of(p) != name_of(a)]
    return tree.Items(node.span, tuple(tree.equation(a.span, p, a) for p, a in pairs)) if pairs else None


def _opened(node: tree.Node | None) -> tree.Node | None:
    while isinstance(node, tree.Group) and not isinstance(node.body, tree.Items):
        node = node.body
    return node


def _entries(d: Definition | None) -> list[tree.Node]:
    """p and v of x = (p, v)^T, names apart."""
    found = _components(d.body) if d is not None and d.kind == "value" else None
    names = [name_of(c) if isinstance(c, (tree.Symbol, tree.Script)) else None for c in found or ()]
    return list(found or ()) if names and None not in names and len(set(names)) == len(names) else []


def _variables(node: tree.Derivative, d: Definition | None, definitions: Mapping[str, Definition]) -> list[tree.Node]:
    """Those written, as in \\nabla_{x, y} f and \\partial(x, y), the entries of a vector written out;
    else all arguments of the function."""
    written = [part for v in node.variables for part in _listed(v.node)]
    if len(written) == 1 and (entries := _entries(definitions.get(name_of(written[0]) or ""))):
        return entries
    if written:
        return written if len(written) > node.order else []
    if d is None or not d.has_arguments():
        return []
    args = flat_arguments(d.lhs.args)
    if len(args) == 1 and (entries := _entries(definitions.get(name_of(args[0]) or ""))):
        return entries
    return list(args) if all(isinstance(a, (tree.Symbol, tree.Script)) for a in args) else []


def _listed(node: tree.Node) -> tuple[tree.Node, ...]:
    inner = tree.opened(node)
    return inner.items if isinstance(inner, tree.Items) else (node,)


def _components(body: tree.Node) -> list[tree.Node] | None:
    """The entries of a vector written out, as a column, a row, or (f, g)^T; None of anything else."""
    if isinstance(body, tree.Script) and body.sub is None and isinstance(body.base, (tree.Group, tree.Matrix)):
        body = body.base
    if isinstance(body, tree.Matrix) and body.delim != "|" and 1 in (len(body.rows), len(body.rows[0])):
        return [cell for row in body.rows for cell in row]
    inner = tree.opened(body)
    return list(inner.items) if isinstance(inner, tree.Items) else None


def _derivative(node: tree.Derivative, operand: tree.Node, by: tuple[tree.Node, ...]) -> tree.Derivative:
    if len(by) == 2 and name_of(by[0]) == name_of(by[1]):
        variables: tuple[tree.Variable, ...] = (tree.Variable(by[0].span, by[0], 2),)
    else:
        variables = tuple(tree.Variable(v.span, v, 1) for v in by)
    return tree.Derivative(node.span, "partial", variables, len(by), operand)


def _entry(node: tree.Derivative, component: tree.Node, by: tree.Node, definitions: Mapping[str, Definition]) -> tree.Node:
    """The derivative of one component; 0 where it is another letter (x^2 and e^{xy} are powers, no letters)."""
    name = name_of(component)
    letter = isinstance(component, tree.Symbol) or isinstance(component, tree.Script) and component.sup is None
    if letter and name is not None and name != name_of(by) and name not in definitions:
        return tree.Number(component.span, "0")
    return _derivative(node, component, (by,))


def _matrix(node: tree.Node, rows: list[list[tree.Node]]) -> tree.Matrix:
    return tree.Matrix(node.span, tuple(tuple(row) for row in rows), "numbers")
