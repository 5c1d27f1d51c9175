r"""What a formula asks for: a derivative, a limit, an optimum, or an index expression to contract, as a Problem."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ... import matrix as m
from ... import tree
from ...errors import ShapeError, TexDeriveError, UnsupportedError
from ...functions import BY_SPELLING
from ...problem import Problem
from ...records import changed
from ..codes import hinted
from ..conventions import COSTS
from ..declare import parse
from ..definitions import unspecified_call
from ..names import is_transposed, key_of, name_of
from ..notation.called import with_functions
from ..notation.entries import definition_with_entries, entries, with_entries
from ..ranks.session import Session
from ..reading import Definition, flat_arguments, names_in, names_through
from ..statements.questions import asks
from ..statements.sorting import Sorted, sort_statements
from ..terms.derivatives import check_kind, default_variables, derivative_variables, expanded, parameter_node, size_by_numbers, variable_term
from ..terms.elaborate import Elaborator, add, negative
from ..terms.lets import let_term
from ..terms.term import Term
from .asking import asked, root_name
from .chain_rule import chained
from .compound import by_compound
from .dependents import dependents
from .differentials import differential
from .directional import along_words, directional
from .gradients import arguments_at, by_entries, numbered_from_zero, of_numbered
from .implicit import implicit, without
from .local import at_one_point, is_expansion, is_newton_step, is_update, refuse_undefined
from .means import mean_of_variable
from .motion import moved
from .optima import all_vanish, optimum, stationary
from .parametric import applied_models, functions_of_parameters
from .places import approached, at_argument, column, point_of, taken_at
from .request import Request, index_letters
from .style import upright
from .upstream import upstream
from .written import operator_latex, request_latex


@hinted
def interpret(formula: tree.Formula, declare: Mapping | None = None, *, layout: str | None = None) -> Problem:
    r"""Read what a formula asks for.

    Raises ShapeError where shapes contradict each other, UnsupportedError where nothing is asked (TD303) or it is out of reach.
    """
    stated, layout = layout is not None, layout or "numerator"
    if layout not in ("numerator", "denominator"):
        raise UnsupportedError(f"unknown layout {layout!r}", None, code="TD328", hint='layouts are "numerator" and "denominator"')
    declared = parse(declare)
    parts = sort_statements(formula, declared, extrema=True)
    found = tree.inventory(formula)
    declared = with_functions(declared, formula.statements, parts.definitions) if declared and found.has(tree.Call) else declared
    node, at = asked(parts, formula, declared)
    said = {d.name for d in (*declared.values(), *parts.facts.declared)}
    letters = entries([node], parts.definitions, declared) if found.below else {}
    if letters:
        node = with_entries(node, letters)
        parts.definitions = [definition_with_entries(d, letters) for d in parts.definitions]
    parts.definitions = [_of_arguments(d, node) for d in parts.definitions]
    if found.below and parts.definitions:
        known = said | {d.name for d in parts.definitions}
        parts.definitions = [of_numbered(d, node, known) for d in parts.definitions]
    node = _of_lists(node, {d.name: d for d in parts.definitions if d.kind == "function" and len(d.params) == 1})
    named = numbered_from_zero(node, parts.definitions, {d.name for d in declared.values()} | {d.name for d in parts.definitions})
    parts.definitions += [named] if named is not None else []
    mean = mean_of_variable(node, parts, said) if any(name.startswith(r"\bar{") for name in found.names) else None
    parts.definitions += [mean] if mean is not None else []
    compound = by_compound(node, parts, declared)
    if compound is not None and compound.place is not None and at is not None:
        raise UnsupportedError("a derivative by an expression is not taken at a point", at.span, code="TD321", hint="write what is differentiated in terms of one letter for the expression")
    asked_for, node, at = (node, node, at) if compound is None else (node, compound.node, at or compound.place)
    along = directional(node, {d.name: d for d in parts.definitions})
    change = differential(node, parts, declared) if along is None else None
    above = given = None
    if along is None and change is None:
        above = upstream(node, parts, declared)
        node, declared = _of_parameters(node, parts, declared, formula.source)
        given = implicit(node, parts) if above is None and len(formula.statements) > 1 else None
    if given is not None:
        without(parts, given[1])
    notes = [*([above] if above is not None else []), *(rf"${a}_{{ij}}$ is the entry ${A}_{{ij}}$ of ${A}$." for a, A in letters.items())]
    assigned = parts.assigned.get(parts.asked[0]) if parts.asked and parts.assigned else None
    update = along is None and (is_update(node, assigned) or found.has(tree.Script, tree.Neg) and is_newton_step(node))
    expands = along is None and is_expansion(node, assigned)
    whole = along is None and assigned is not None and (update or expands)
    written = request_latex(formula, assigned if whole else asked_for) if whole or along is not None or change is not None or compound is not None else None
    notes += [f"${key_of(mean.lhs)}$ is the mean of ${key_of(mean.body.args[0])}$."] if mean is not None else []
    if along is not None:
        node, at = along.body, along.where
        notes.append(f"${written}$ is {along_words(node)}.")
    if change is not None:
        node, at = change.node, change.place
        notes += change.notes
    if compound is not None:
        notes += compound.notes
        if compound.place is not None:
            notes.append(f"${key_of(compound.place.parts[0])} = {request_latex(formula, compound.place.parts[1])}$.")
    notes += [*parts.notes, *(e.sentence for e in parts.extrema)]
    if len(parts.asked) > 1:
        _follow_no_optimum(parts)
        notes.append(f"{len(parts.asked)} things are asked here; this is the first of them.")
    local = at_one_point(node, parts, declared)
    node, at = local.node, at or local.place
    if local.place is not None and isinstance(local.place.parts[1], tree.Number):
        notes.append(f"${key_of(local.place.parts[0])}$ is the point of the expansion; it is ${request_latex(formula, local.place.parts[1])}$ in the end.")

    def read(layout: str) -> Problem:
        request = Request(formula, parts, Session(declared, parts.definitions, parts.facts, formula.source, layout), node, at)
        request.written, request.notes, request.points = written, notes, local.points
        request.over = compound.over if compound is not None else None
        request.alike = change.pairs if change is not None else ()
        return changed(stationary(request, _read(request) if given is None else _by_equation(request, *given)), layout_stated=stated)

    if update or expands:
        refuse_undefined(node, {d.name: d for d in parts.definitions})
    if stated:
        return read(layout)
    first, second = ("denominator", layout) if update else (layout, "denominator")
    try:                                                       # f(a) + \nabla f(a)^T (x - a) and x - \eta\nabla f(x) say themselves how gradients lie
        problem = read(first)
    except TexDeriveError as error:
        if not (update or expands) and not ('layout="denominator"' in (error.hint or "") or error.code in ("TD201", "TD203") and _holds_gradient(node)):
            raise
        try:
            return _columns_said(read(second))
        except TexDeriveError:
            raise error from None
    return _columns_said(problem) if update or expands else problem


def _holds_gradient(node: tree.Node) -> bool:
    r"""Whether a gradient stands inside of what is asked, f(x - \alpha\nabla f(x))."""
    return any(n is not node and isinstance(n, tree.Derivative) and n.kind == "nabla" for n in tree.nodes(node))


def _follow_no_optimum(parts: Sorted) -> None:
    r"""Raises where a derivative is asked of what depends on x^* = \arg\min_x f(x, b), which would have to be solved first."""
    given = {d.name: d for d in parts.definitions}
    for node in parts.asked:
        if isinstance(node, tree.Derivative):
            names = names_through(node, given)
            for d in parts.optima:
                if d.name in names:
                    raise UnsupportedError(f"{key_of(d.lhs)} is given by an optimum, which is not followed", d.lhs.span, code="TD329",
                                           hint=f"ask for the optimum first, and then write what was found: {key_of(d.lhs)} = ...")


def _columns_said(found: Problem) -> Problem:
    """With a word on gradients that are columns where the layout in force by default has rows."""
    gradients = any(n.op == "deriv" and len(n.args) == 2 and n.args[1].is_vector for n in m.walk(found.body))
    said = ("Gradients are columns here, as the formula needs them.",) if gradients and found.layout == "denominator" else ()
    return replace(found, assumptions=(*found.assumptions, *said))


def _read(request: Request) -> Problem:
    request.node, place = taken_at(request.node, request.definitions)
    request.at = request.at or place
    if (several := all_vanish(request)) is not None:
        return several
    match request.node:
        case tree.Limit():
            return _limit(request, request.node)
        case tree.Optimum():
            return optimum(request, request.node)
        case tree.Derivative() | tree.Symbol() | tree.Call() if (motion := moved(request.node, request.definitions, request.session.layout)) is not None:
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
        operand, nodes = inner.operand, (expanded(inner.variables) or (_named_variables(request, inner.operand) or nodes[:1]) * inner.order if nodes else []) + nodes
        node = replace(node, order=node.order + inner.order)
    if operand is None:
        raise ShapeError("nothing follows this derivative", node.span, code="TD213", hint="write the expression behind the operator")
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
    return request.finish("derivative", [operand, *known], known, work, lambda chosen: operator_latex(node, chosen, upright(request.formula)))


def _inner(operand: tree.Node | None) -> tree.Derivative | None:
    r"""The derivative in \frac{\partial}{\partial x}(\nabla f)^\top and \nabla(\nabla f(x)), of which another is taken: it makes no difference whether a gradient lies or stands there."""
    inner = tree.opened(operand)
    if isinstance(inner, tree.Script) and inner.sub is None and is_transposed(inner) and isinstance(gradient := tree.opened(inner.base), tree.Derivative) and gradient.kind == "nabla":
        return gradient
    return inner if isinstance(inner, tree.Derivative) else None


def _by_equation(request: Request, node: tree.Derivative, equation: tree.Relation) -> Problem:
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
        array = variables[0].is_matrix or not variables[0].is_scalar and not (variables[0].op == "var" and variables[0].data.declared)
        if u.is_matrix or node.kind == "d" and array:                       # dV/dT is of numbers, whatever the letters
            raise (ShapeError if node.kind == "d" else UnsupportedError)("the derivative of a matrix that an equation gives is not supported", node.span, code="TD329",
                                                                         hint="ask for a vector or a number, or solve the equation for the matrix")
        capitals = [x for x in el.symbols.values() if node.kind != "d" and u.is_scalar and not x.declared and x.base[:1].isupper()]
        if any(x.rows == x.cols == 1 for x in capitals):     # Ax = \lambda x by \lambda: as many equations as entries for one number
            raise ShapeError(f"whether this equation, with {capitals[0].key}, is one of numbers is not clear", equation.span, code="TD329", hint=f"declare {capitals[0].key} as a number, or give as many equations as {key_of(node.operand)} has entries")
        if capitals:                                         # z = f(Wz + x) is of vectors
            el.penalty(2.0, u)
        return body, variables, nodes

    return request.finish("derivative", [left, right, node.operand, *nodes], nodes, work, lambda chosen: operator_latex(node, chosen, upright(request.formula)))


def _by_entries(request: Request, node: tree.Derivative) -> Problem | None:
    r"""\nabla f(x, y) of scalars x and y: a matrix of derivatives; None where it is by one variable, or not all are scalars."""
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
            raise ShapeError(f"{key_of(node.operand)} has arguments that are no scalars; say by which to differentiate", node.span, code="TD214",
                             hint=rf"write \nabla_{{{first}}}, one variable at a time") from None
        request.at = at
        return None


def _named_variables(request: Request, operand: tree.Node) -> list[tree.Node]:
    """The argument of a defined function, where the derivative names no variable."""
    target = operand.function if isinstance(operand, tree.Call) else operand
    d = request.definitions.get(name_of(target) or "")
    return [parameter_node(d)] if d is not None and d.kind == "function" and len(d.params) == 1 else []


def _arguments_only(request: Request, operand: tree.Node) -> list[tree.Node]:
    r"""The x of \nabla f(x), where f(x) = \tfrac12\|r(x)\|^2 has it in the arguments of unspecified functions alone."""
    def outside(n: tree.Node) -> set[str]:
        unspecified = unspecified_call(n) and name_of(n.function) not in request.definitions
        return set().union(*map(outside, tree.children(n))) | {name_of(n) or ""} if not unspecified else set()

    nodes = _named_variables(request, operand)
    target = operand.function if isinstance(operand, tree.Call) else operand
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
    if name is None or isinstance(target, tree.Number) or isinstance(target, tree.Script) and target.sup is not None or call and not isinstance(target.function, tree.Symbol):
        return
    if call and len(name) > 1 and name not in (r"\phi", r"\psi", r"\ell", r"\varphi") and not name.startswith(r"\mathcal"):
        return
    declared = {d.name for d in request.session.declared.values()} | {d.base for d in request.session.declared.values()} | {d.name for d in request.parts.facts.declared}
    roots = {root_name(v) for v in nodes}
    base = name_of(target.base) if isinstance(target, tree.Script) else name
    if name in request.definitions or base in request.definitions or name in declared or base in declared or base in roots or name in roots:
        return
    raise UnsupportedError(f"{key_of(target.function if call else target)} is not defined", target.span, code="TD302", hint=f"define it: {key_of(target.function if call else target)} = ...")


def _real(request: Request, operand: tree.Node, nodes: list[tree.Node]) -> None:
    """By an undeclared \\bar{z} where z stands too: that is the complex conjugate."""
    declared = {d.name for d in request.session.declared.values()}
    for node in nodes:
        name = name_of(node) or ""
        if name.startswith(r"\bar{") and name not in declared and name not in request.definitions and name[5:-1] in names_in(operand):
            raise UnsupportedError(f"a derivative by the complex conjugate {key_of(node)} is not supported", node.span, code="TD313",
                                   hint=f"declare {key_of(node)} if it is a real variable")


def _primed(request: Request, node: tree.Node) -> Problem:
    """f'(x), \\phi''(t), H_f(x), J_f(x)."""
    prime = node if isinstance(node, tree.Prime) else node.function
    if isinstance(prime, tree.Script):
        count, function = (2 if name_of(prime.base) == "H" else 1), prime.sub
    else:
        count, function = prime.count, prime.base
    d = request.definitions.get(name_of(function) or "")
    usual = isinstance(function, tree.Symbol) and (function.name in BY_SPELLING or function.name == r"\sigma" and function.name not in request.session.declared)
    if d is None and usual and isinstance(node, tree.Call) and len(node.args) == 1 and isinstance(node.args[0], tree.Symbol):        # \sigma'(z)
        return _derivative(request, tree.Derivative(node.span, "d", (tree.Variable(node.span, node.args[0], count),), count, tree.Call(node.span, function, node.args)))
    if d is None:
        raise UnsupportedError(f"{key_of(function)} is not defined", function.span, code="TD302", hint=f"define it: {key_of(function)}(x) = ...")
    variable = parameter_node(d) if d.kind == "function" else _only_variable(request, d, node)
    if d.kind == "function" and isinstance(node, tree.Call) and len(flat_arguments(node.args)) != len(d.params):
        raise ShapeError(f"{key_of(function)} takes {len(d.params)} argument{'s' if len(d.params) > 1 else ''}, not {len(node.args)}", node.span, code="TD221", hint="write as many arguments as in the definition")
    at = None
    if isinstance(node, tree.Call) and len(node.args) == 1 and name_of(node.args[0]) != name_of(variable):
        at = tree.Relation(node.span, (variable, node.args[0]), ("=",))
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
    raise ShapeError("this derivative does not say its variable", node.span, code="TD214", hint=r"define f(x) = ..., or write \frac{d}{dx}")


def _composite(request: Request, node: tree.Node) -> Problem:
    """An expression of derivatives with factors, or index notation to contract."""
    whole = chained(node, request.definitions)
    if whole is not None:
        return _derivative(request, whole)
    contraction = not asks(node)
    if isinstance(node, tree.Relation):
        node = node.parts[0]
    node = _in_entries(node, request)

    def work(el: Elaborator):
        return el.typed(node), [], []

    return request.finish("contraction" if contraction else "derivative", [node], derivative_variables([node], request.definitions), work, lambda _: "")


def _in_entries(node: tree.Node, request: Request) -> tree.Node:
    r"""The expression with the matrices that its Jacobians and Hessians by several scalars are: \det\frac{\partial(u, v)}{\partial(x, y)}."""
    if not isinstance(node, (tree.Call, tree.Delim, tree.Group)):
        return node

    def change(n: tree.Node) -> tree.Node:
        whole = by_entries(n, request.definitions, request.session.layout, request.session.names) if isinstance(n, tree.Derivative) else None
        return whole if whole is not None else tree.mapped(n, change)

    return change(node)


def _limit(request: Request, node: tree.Limit) -> Problem:
    target, side = approached(node.target)

    def work(el: Elaborator):
        variable = el.typed(node.variable)
        if variable.op != "var":
            raise ShapeError("a limit needs a variable", node.variable.span, code="TD222")
        body = el.typed(node.body)
        return body, [], [variable, *([el.typed(target)] if target is not None else [])]

    return replace(request.finish("limit", [node.body, node.variable], [node.variable], work, lambda _: ""), side=side)


def _of_parameters(node: tree.Node, parts: Sorted, declared: dict, source: str) -> tuple[tree.Node, dict]:
    r"""The node with f(x, \theta) for f_\theta(x) in the derivative by \theta that it is, or that stands in it alone, as in an update."""
    inside = [n for n in tree.nodes(node) if isinstance(n, tree.Derivative) and n.operand is not None]
    if len(inside) != 1 and not isinstance(node, tree.Derivative):
        return node, declared
    old = node if isinstance(node, tree.Derivative) else inside[0]
    new = functions_of_parameters(applied_models(old), parts, declared, source)
    new, declared = dependents(new, parts, declared)
    return (node if new is old else _put(node, old, new)), declared


def _put(node: tree.Node, old: tree.Node, new: tree.Node) -> tree.Node:
    """The node with another one in the place of one in it."""
    return new if node is old else tree.mapped(node, lambda n: _put(n, old, new))


def _of_arguments(d: Definition, node: tree.Node) -> Definition:
    r"""f = x^2 y as the function f(x, y) where \nabla f(x, y) is asked."""
    call = tree.opened(node.operand) if isinstance(node, tree.Derivative) and not node.variables else None
    if d.kind != "value" or not isinstance(call, tree.Call) or name_of(call.function) != d.name:
        return d
    names = tuple(name_of(a) for a in call.args if isinstance(a, (tree.Symbol, tree.Script)))
    return replace(d, lhs=call, kind="function", params=names) if len(names) == len(call.args) and None not in names and set(names) <= set(names_in(d.body)) else d


def _of_lists(node: tree.Node, functions: Mapping[str, Definition]) -> tree.Node:
    """f(1, 0) of an f(x) of one vector as f at that vector."""
    if isinstance(node, tree.Call) and len(node.args) > 1 and name_of(node.function) in functions and all(isinstance(a, tree.Number | tree.Neg) for a in node.args):
        return replace(node, args=(column(tree.Group(node.span, "(", tree.Items(node.span, node.args))),))
    return tree.mapped(node, lambda n: _of_lists(n, functions)) if functions else node


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
