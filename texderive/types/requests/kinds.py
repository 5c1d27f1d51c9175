r"""The kinds of requests: derivatives, gradients by several numbers, primes, what an equation gives, limits,
and expressions of all of these."""
from __future__ import annotations

from dataclasses import replace

from ... import tree
from ...errors import ShapeError, UnsupportedError
from ...functions import BY_SPELLING
from ...problem import Problem
from ..conventions import COSTS
from ..definitions import unspecified_call
from ..names import is_transposed, key_of, name_of, undefined
from ..reading import Definition, flat_arguments, names_in
from ..statements.questions import asks
from ..terms.derivatives import (
    check_kind, default_variables, derivative_variables, expanded,
    index_letters, parameter_node, size_by_numbers, variable_term,
)
from ..terms.elaborate import Elaborator, add, negative
from ..terms.lets import let_term
from ..terms.term import Term
from .asking import root_name
from .chain_rule import chained
from .gradients import arguments_at, by_entries
from .motion import moved
from .optima import all_vanish, optimum
from .places import approached, at_argument, point_of, taken_at
from .request import Request
from .style import operator_latex, upright


def problem_of(request: Request) -> Problem:
    """What is asked, typed and its shapes inferred."""
    request.node, place = taken_at(request.node, request.definitions)
    request.at = request.at or place
    if (several := all_vanish(request)) is not None:
        return several
    match request.node:
        case tree.Limit():
            return _limit(request, request.node)
        case tree.Optimum():
            return optimum(request, request.node)
        case tree.Derivative() | tree.Symbol() | tree.Call() if (
                (motion := moved(request.node, request.definitions, request.session.layout)) is not None):
            return _composite(request, motion)
        case tree.Derivative():
            return _by_entries(request, request.node) or _derivative(request, request.node)
        case tree.Prime(base=tree.Symbol() | tree.Script()) | tree.Call(function=tree.Prime() | tree.Script()):
            return _primed(request, request.node)
    return _composite(request, request.node)


def _derivative(request: Request, node: tree.Derivative) -> Problem:
    check_kind(node)
    operand, nodes = node.operand, expanded(node.variables)
    while (inner := _inner(operand)) is not None and (nodes or not inner.variables):
        operand, nodes = (inner.operand, (expanded(inner.variables) or (_named_variables(request, inner.operand)
                                              or nodes[:1]) * inner.order if nodes else []) + nodes)
        node = replace(node, order=node.order + inner.order)
    if operand is None:
        raise ShapeError("nothing follows this derivative", node.span, code="TD213",
                         hint="write the expression behind the operator")
    operand, nodes, request.at = at_argument(operand, nodes, node, request.at, request.definitions)
    request.at = point_of(request.at, operand, request.definitions)
    if node.kind in ("nabla", "hessian", "jacobian", "D"):
        names = {name for v in nodes or _arguments_only(request, operand) if (name := name_of(v))}
        request.session.gradient.update(names if len(names) == 1 else ())
    _defined(request, operand, nodes)
    _real(request, operand, nodes)

    def work(el: Elaborator):
        el.outer = index_letters(nodes)
        body = el.typed(operand)
        if not body.is_scalar and name_of(operand) in COSTS:
            el.penalty(2.0, body)
        chosen = nodes or default_variables(el, operand, node)
        while len(chosen) < node.order:
            chosen = chosen + chosen[-1:]
        _order_of_entry(el, body)
        variables = [variable_term(el, v) for v in chosen]
        for v in variables:
            size_by_numbers(el, (body,), v)
        _check_indices(body)
        return body, variables, chosen

    known = nodes or _named_variables(request, operand)
    return request.finish("derivative", [operand, *known], known, work,
                          lambda chosen: operator_latex(node, chosen, upright(request.formula)))


def _inner(operand: tree.Node | None) -> tree.Derivative | None:
    r"""The derivative in \frac{\partial}{\partial x}(\nabla f)^\top and \nabla(\nabla f(x)), of which another is taken:
    it makes no difference whether a gradient lies or stands there."""
    inner = tree.opened(operand)
    if (isinstance(inner, tree.Script) and inner.sub is None and is_transposed(inner)
            and isinstance(gradient := tree.opened(inner.base), tree.Derivative) and gradient.kind == "nabla"):
        return gradient
    return inner if isinstance(inner, tree.Derivative) else None


def by_equation(request: Request, node: tree.Derivative, equation: tree.Relation) -> Problem:
    """The derivative of what an equation gives."""
    nodes, (left, right) = expanded(node.variables), equation.parts
    if len(nodes) != 1:
        check_kind(node)

    def work(el: Elaborator):
        el.outer = index_letters(nodes)
        sides = [el.typed(left), el.typed(right)]
        zero = tree.is_number(right, "0")
        body = sides[0] if zero else add(el, [sides[0], negative(sides[1], right.span)], equation.span)
        request.unknown = u = variable_term(el, node.operand)
        variables = [variable_term(el, v) for v in nodes]
        el.same(u, body, "an equation gives as many entries as it has")
        array = (variables[0].is_matrix or not variables[0].is_scalar
                 and not (variables[0].op == "var" and variables[0].data.declared))
        if u.is_matrix or node.kind == "d" and array:                       # dV/dT is of numbers, whatever the letters
            raise (ShapeError if node.kind == "d" else UnsupportedError)(
                "the derivative of a matrix that an equation gives is not supported", node.span, code="TD329",
                hint="ask for a vector or a number, or solve "
                "the equation for the matrix")
        capitals = [x for x in el.symbols.values() if node.kind != "d" and u.is_scalar and not x.declared
                    and x.base[:1].isupper()]
        # Ax = \lambda x by \lambda: as many equations as entries for one number
        if any(x.rows == x.cols == 1 for x in capitals):
            raise ShapeError(f"whether this equation, with {capitals[0].key}, is one of numbers is not clear",
                             equation.span, code="TD329",
                             hint=f"declare {capitals[0].key} as a number, or give as many equations as "
                                  f"{key_of(node.operand)} has entries")
        if capitals:                                         # z = f(Wz + x) is of vectors
            el.penalty(2.0, u)
        return body, variables, nodes

    return request.finish("derivative", [left, right, node.operand, *nodes], nodes, work,
                          lambda chosen: operator_latex(node, chosen, upright(request.formula)))


def _by_entries(request: Request, node: tree.Derivative) -> Problem | None:
    r"""\nabla f(x, y) of scalars x and y: a matrix of derivatives; None where it is by one variable,
    or not all are scalars."""
    whole = by_entries(node, request.definitions, request.session.layout, request.session.names)
    if whole is None:
        return None
    at = request.at
    request.at = point_of(at, node.operand, request.definitions) if at is not None else arguments_at(node, request.definitions)
    try:
        return _composite(request, whole)
    except ShapeError:
        if not node.variables:
            first = key_of(by_entries(node, request.definitions, "numerator", request.session.names).rows[0][0].variables[0].node)
            raise ShapeError(f"{key_of(node.operand)} has arguments that are no scalars; say by which to differentiate",
                             node.span, code="TD214",
                             hint=rf"write \nabla_{{{first}}}, one variable at a time") from None
        request.at = at
        return None


def _named_variables(request: Request, operand: tree.Node) -> list[tree.Node]:
    """The argument of a defined function, where the derivative names no variable."""
    target = tree.called(operand)
    d = request.definitions.get(name_of(target) or "")
    return [parameter_node(d)] if d is not None and d.kind == "function" and len(d.params) == 1 else []


def _arguments_only(request: Request, operand: tree.Node) -> list[tree.Node]:
    r"""The x of \nabla f(x), where f(x) = \tfrac12\|r(x)\|^2 has it in the arguments of unspecified functions alone."""
    def outside(n: tree.Node) -> set[str]:
        unspecified = unspecified_call(n) and name_of(n.function) not in request.definitions
        return set().union(*map(outside, tree.children(n))) | {name_of(n) or ""} if not unspecified else set()

    nodes = _named_variables(request, operand)
    target = tree.called(operand)
    d = request.definitions.get(name_of(target) or "")
    return [v for v in nodes if d is not None and name_of(v) not in outside(d.body)]


def _defined(request: Request, operand: tree.Node, nodes: list[tree.Node]) -> None:
    """A lone name that is nowhere defined has no derivative; a symbol by itself does."""
    target = tree.opened(operand)
    target = target.base if isinstance(target, tree.Prime) and root_name(target.base) in {root_name(v) for v in nodes} else target
    call = isinstance(target, tree.Call)
    if call and any(name_of(a) not in {name_of(v) for v in nodes} for a in target.args):
        return
    name = name_of(target.function if call else target)
    if (name is None or isinstance(target, tree.Number) or isinstance(target, tree.Script) and target.sup is not None
            or call and not isinstance(target.function, tree.Symbol)):
        return
    if call and len(name) > 1 and name not in (r"\phi", r"\psi", r"\ell", r"\varphi") and not name.startswith(r"\mathcal"):
        return
    declared = request.session.names | {d.base for d in request.session.declared.values()}
    roots = {root_name(v) for v in nodes}
    base = name_of(target.base) if isinstance(target, tree.Script) else name
    if (name in request.definitions or base in request.definitions or name in declared or base in declared
            or base in roots or name in roots):
        return
    raise undefined(target.function if call else target)


def _real(request: Request, operand: tree.Node, nodes: list[tree.Node]) -> None:
    """By an undeclared \\bar{z} where z stands too: that is the complex conjugate."""
    declared = {d.name for d in request.session.declared.values()}
    for node in nodes:
        name = name_of(node) or ""
        if (name.startswith(r"\bar{") and name not in declared and name not in request.definitions
                and name[5:-1] in names_in(operand)):
            raise UnsupportedError(f"a derivative by the complex conjugate {key_of(node)} is not supported", node.span,
                                   code="TD313",
                                   hint=f"declare {key_of(node)} if it is a real variable")


def _primed(request: Request, node: tree.Node) -> Problem:
    """f'(x), \\phi''(t), H_f(x), J_f(x)."""
    prime = node if isinstance(node, tree.Prime) else node.function
    if isinstance(prime, tree.Script):
        count, function = (2 if name_of(prime.base) == "H" else 1), prime.sub
    else:
        count, function = prime.count, prime.base
    d = request.definitions.get(name_of(function) or "")
    usual = isinstance(function, tree.Symbol) and (function.name in BY_SPELLING or function.name == r"\sigma"
                                                   and function.name not in request.session.declared)
    # \sigma'(z)
    if d is None and usual and isinstance(node, tree.Call) and len(node.args) == 1 and isinstance(node.args[0], tree.Symbol):
        return _derivative(request, tree.derivative(node.span, "d", node.args[0], count,
                                                    tree.Call(node.span, function, node.args)))
    if d is None:
        raise UnsupportedError(f"{key_of(function)} is not defined", function.span, code="TD302",
                               hint=f"define it: {key_of(function)}(x) = ...")
    variable = parameter_node(d) if d.kind == "function" else _only_variable(request, d, node)
    if d.kind == "function" and isinstance(node, tree.Call) and len(flat_arguments(node.args)) != len(d.params):
        raise ShapeError(f"{key_of(function)} takes {len(d.params)} argument{'s' if len(d.params) > 1 else ''}, not "
                         f"{len(node.args)}", node.span, code="TD221",
                         hint="write as many arguments as in the definition")
    at = None
    if isinstance(node, tree.Call) and len(node.args) == 1 and name_of(node.args[0]) != name_of(variable):
        at = tree.equation(node.span, variable, node.args[0])
    nodes = [variable] * count
    request.at = request.at or at

    def work(el: Elaborator):
        body, variables = let_term(el, el.reading.definitions[d.name], node.span), [variable_term(el, v) for v in nodes]
        size_by_numbers(el, (body,), variables[0])
        return body, variables, nodes

    return request.finish("derivative", [d.body, variable], nodes, work, lambda chosen: operator_latex(tree.Derivative(
        node.span, "d", tuple(tree.Variable(v.span, v, 1) for v in chosen[:1]), count, None), chosen, upright(request.formula)))


def _only_variable(request: Request, d: Definition, node: tree.Node) -> tree.Node:
    if isinstance(node, tree.Call) and len(node.args) == 1 and name_of(node.args[0]):
        return node.args[0]
    letters = request.letters_of(d)
    usual = [n for n in ("x", "t", "z") if n in letters]
    if len(letters) == 1 or len(usual) == 1:
        (name,) = usual or letters
        return letters[name]
    raise ShapeError("this derivative does not say its variable", node.span, code="TD214",
                     hint=r"define f(x) = ..., or write \frac{d}{dx}")


def _composite(request: Request, node: tree.Node) -> Problem:
    """An expression of derivatives with factors, or index notation to contract."""
    whole = chained(node, request.definitions)
    if whole is not None:
        return _derivative(request, whole)
    contraction = not asks(node)
    if isinstance(node, tree.Relation):
        node = node.parts[0]
    definitions, layout = request.definitions, request.session.layout
    node = tree.replaced(node, lambda n: moved(n, definitions, layout) if isinstance(n, tree.Derivative) else None)
    node = _in_entries(node, request)

    def work(el: Elaborator):
        return el.typed(node), [], []

    return request.finish("contraction" if contraction else "derivative", [node],
                          derivative_variables([node], request.definitions), work, lambda _: "")


def _in_entries(node: tree.Node, request: Request) -> tree.Node:
    r"""The expression with the matrices that its gradients, Jacobians and Hessians by several scalars
    are, \det\frac{\partial(u, v)}{\partial(x, y)}; lists of numbers beside them are such vectors, too."""
    if tree.Derivative not in tree.inventory(node).kinds:
        return node
    layout, sizes = request.session.layout, set()

    def matrix(n: tree.Node) -> tree.Node | None:
        whole = by_entries(n, request.definitions, layout, request.session.names) if isinstance(n, tree.Derivative) else None
        if whole is not None:
            sizes.add(max(len(whole.rows), len(whole.rows[0])))
        return whole

    def listed(n: tree.Node) -> tree.Node:
        if isinstance(n, tree.Sum):
            n = replace(n, terms=tuple(_as_vector(t, sizes, layout) for t in n.terms))
        return tree.mapped(n, listed)

    changed = tree.replaced(node, matrix)
    return listed(changed) if sizes else changed


def _as_vector(term: tree.Node, sizes: set[int], layout: str) -> tree.Node:
    """(1, 2) as a term beside a gradient of so many entries, laid out as that is."""
    entries = (tree.items_of(term.body) if isinstance(term, tree.Group) and term.kind in "(["
               and isinstance(term.body, tree.Items) else ())
    rows = (entries,) if layout == "numerator" else tuple((e,) for e in entries)
    return tree.Matrix(term.span, rows, "numbers") if len(entries) in sizes else term


def _limit(request: Request, node: tree.Limit) -> Problem:
    target, side = approached(node.target)

    def work(el: Elaborator):
        variable = el.typed(node.variable)
        if variable.op != "var":
            raise ShapeError("a limit needs a variable", node.variable.span, code="TD222")
        body = el.typed(node.body)
        return body, [], [variable, *([el.typed(target)] if target is not None else [])]

    return replace(request.finish("limit", [node.body, node.variable], [node.variable], work, lambda _: ""), side=side)


def _order_of_entry(el: Elaborator, body: Term) -> None:
    """A_ji alone is an entry of the transpose: its axes are i, j."""

    if body.op == "comp" and body.args[0].op == "var" and all(i.op == "idx" for i in body.args[1:]):
        for letter in sorted(el.free):
            el.free[letter] = el.free.pop(letter)


def _check_indices(body: Term) -> None:
    """The terms of a sum need the same free indices."""
    if body.op != "add":
        return
    for t in body.args[1:]:
        first = body.args[0]
        if first.free and t.free and not (first.free <= t.free or t.free <= first.free):
            left, right = (", ".join(sorted(x.free)) for x in (first, t))
            raise ShapeError(f"the terms of this sum have different free indices: {left} against {right}", t.span, code="TD204",
                             hint="sum over an index or use the same free indices in every term")
