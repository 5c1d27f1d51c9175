r"""Derivatives: their variables, the shape of their values, and those that stand inside an expression."""
from __future__ import annotations

from collections.abc import Mapping, Sequence

from ... import tree
from ...errors import ShapeError, UnsupportedError
from ..conventions import EXTREME_VALUES, LETTER_FUNCTIONS
from ..names import key_of, name_of, undefined
from ..reading import Definition, alike, names_in
from .elaborate import Elaborator, handles
from .lets import let_term
from .term import Term, below
from .unify import settled, unify

Axes = tuple            # (rows, cols) of open sizes


def variable_term(el: Elaborator, node: tree.Node) -> Term:
    """What is differentiated by: a symbol, a component, a transpose or vec of a symbol."""
    if _unclear_order(el, node):
        raise ShapeError(f"whether {key_of(node)} is a variable or a second derivative is meant is not clear",
                         node.span, code="TD222",
                         hint=rf"write \frac{{\partial^2}}{{\partial {key_of(node)}}}, or declare {key_of(node)} as a variable")
    term = el.alone(node)
    if term.op == "T" and term.args[0].op == "vec":        # by vec(X)^T: the same Jacobian
        term = term.args[0]
    if is_variable(term):
        return term
    label = isinstance(node, tree.Script) and isinstance(node.sub, tree.Script)
    raise ShapeError(f"cannot differentiate by {el.words(term)}", node.span, code="TD222",
                     hint=f"write one letter for the label: y for {key_of(node.sub)}, in the formula too" if label else
                     "a variable is a symbol, a component of one, its transpose or vec")


def size_by_numbers(el: Elaborator, terms: tuple[Term, ...], v: Term) -> None:
    """A variable x of open size that only occurs in the terms by its numbered components x_1, x_2
    has as many as there are."""
    if v.op != "var" or not v.is_vector or settled(v.rows) is not None:
        return
    whole, numbers = 0, []
    for t in (t for term in terms for t in below(term)):
        components = t.op == "comp" and t.args[0].op == "var" and t.args[0].data is v.data
        if components and t.args[1].op == "num":
            numbers.append(int(t.args[1].data))
        whole += (components and t.args[1].op != "num" or t.op != "comp"
                  and any(a.op == "var" and a.data is v.data for a in t.args))
    if numbers and not whole and terms[0].op != "var":
        unify(v.rows, el.size(max(numbers)))


def _unclear_order(el: Elaborator, node: tree.Node) -> bool:
    r"""\frac{\partial}{\partial x^2} of a letter that is no variance: a power nobody declared."""
    return (isinstance(node, tree.Script) and isinstance(node.sup, tree.Number) and node.sub is None
            and isinstance(node.base, tree.Symbol)
            and node.base.name in _UNKNOWNS and not el.reading.known(name_of(node) or ""))


_UNKNOWNS = frozenset("xyztuvw")


def is_variable(term: Term) -> bool:
    """Whether something is differentiated by it: a symbol, its transpose or vec, or a component."""
    if term.op in ("T", "vec"):
        return term.args[0].op == "var"
    return term.op == "var" or term.op == "comp" and term.args[0].op == "var"


def shape_of(body: Term, variables: list[Term], layout: str) -> Axes | None:
    """(rows, columns) of a derivative, None where it has more than two axes.

    Numerator layout: an m-vector by an n-vector is m x n, a scalar by an n-vector 1 x n, a scalar
    by a matrix has its shape.
    A second derivative of a scalar by two vectors is (first, second) in either layout."""
    axes = [a for a in (body.rows, body.cols) if a != 1]
    wide = [v for v in variables if not v.is_scalar]
    if not wide:
        return body.rows, body.cols
    if not axes and len(wide) == 1:
        v = wide[0]
        if v.is_matrix:
            return v.rows, v.cols
        n = v.cols if v.is_row else v.rows
        return (1, n) if layout == "numerator" else (n, 1)
    if not axes and len(wide) == 2 and not any(v.is_matrix for v in wide):
        first, second = (v.cols if v.is_row else v.rows for v in wide)
        return first, second
    if len(axes) == 1 and len(wide) == 1 and not wide[0].is_matrix:
        n = wide[0].cols if wide[0].is_row else wide[0].rows
        return (axes[0], n) if layout == "numerator" else (n, axes[0])
    return None


def deriv_term(el: Elaborator, body: Term, variables: list[Term], span) -> Term:
    """A derivative inside of an expression, of at most two axes."""
    shape = shape_of(body, variables, el.layout)
    if shape is None:
        raise el.mismatch("a derivative with more than two axes cannot stand inside an expression", span,
                          (body, *variables), code="TD326",
                          hint="ask for it on its own")
    return Term("deriv", (body, *variables), el.layout, shape[0], shape[1], span)


def expanded(variables: tuple[tree.Variable, ...]) -> list[tree.Node]:
    """The variables in order, once per order."""
    return [v.node for v in variables for _ in range(v.order)]


def index_letters(nodes: list[tree.Node]) -> set[str]:
    """Index letters in the scripts of the variables: free around the whole body."""
    found = set()
    for node in nodes:
        if isinstance(node, tree.Script) and node.sub is not None:
            found |= {i.name for i in tree.items_of(node.sub) if isinstance(i, tree.Symbol)}
    return found


@handles(tree.Derivative)
def _derivative(el: Elaborator, node: tree.Derivative) -> Term:
    check_kind(node)
    if node.operand is None:
        raise ShapeError("nothing follows this derivative", node.span, code="TD213",
                         hint="write the expression behind the operator")
    _refuse_undefined(el, node)
    unspecified = _unspecified(el, node)
    if unspecified is not None:
        return unspecified
    outside = el.outer
    el.outer = outside | index_letters(expanded(node.variables))
    try:
        body = el.typed(node.operand)
    finally:
        el.outer = outside
    if body.op == "var" and name_of(tree.opened(node.operand)) in el.reading.definitions:
        target = tree.opened(node.operand)
        raise UnsupportedError(f"{key_of(target)} is declared as a symbol and defined as a function", target.span,
                               code="TD302", hint=f"declare nothing of {key_of(target)}, or only f : R^n -> R^m")
    nodes = expanded(node.variables) or default_variables(el, node.operand, node)
    while len(nodes) < node.order:
        nodes = nodes + nodes[-1:]
    variables = [variable_term(el, n) for n in nodes]
    if variables[0].is_vector:
        size_by_numbers(el, (body,), variables[0])
    return deriv_term(el, body, variables, node.span)


def _refuse_undefined(el: Elaborator, node: tree.Derivative) -> None:
    r"""A lone name that nothing defines, by another name: it would be a constant, which nobody means;
    and the F of \nabla \cdot F, where x and r are places."""
    target = node.operand
    target = tree.opened(target)
    name, by = name_of(target), {n for v in node.variables for n in names_in(v.node)}
    field = not node.variables and name not in ("x", "r")
    if (isinstance(target, tree.Symbol) and name not in by and (node.variables or field)
            and (not el.reading.known(name) or field and name not in el.reading.definitions)
            and name not in el.params and name not in el.reading.functions
            and not any(alike(target, law.lhs) for law in el.reading.laws)):
        raise undefined(target)


def _unspecified(el: Elaborator, node: tree.Derivative) -> Term | None:
    r"""\nabla f(r) of an f that nothing defines: its gradient, a row in numerator layout, or its Jacobian, at r;
    None for anything else."""
    call, places = _by_places(node)
    if (not isinstance(call, tree.Call) or not isinstance(call.function, (tree.Symbol, tree.Script)) or not places
            or max(places) >= len(call.args)):
        return None
    name = name_of(call.function)
    if (name is None or name in EXTREME_VALUES or name in LETTER_FUNCTIONS and name not in el.choice
            or el.reading.known(name) or len(name) > 1 and not name.startswith("\\") and "_" not in name):
        return None
    if any(alike(call, law.lhs) for law in el.reading.laws):
        return None
    arguments = tuple(el.alone(a) for a in call.args)
    opaque = el.opaque(name, key_of(call.function), len(arguments))
    values = [a for a in (opaque.rows, opaque.cols) if a != 1]
    if node.kind == "nabla" and values and name not in el.reading.functions and all(a.is_scalar for a in arguments):
        raise el.mismatch(f"{el.words_of(node)} is a gradient, of a number or by a vector", node.span, arguments,
                          hint="write f'(t) for the derivative of a curve")
    if node.kind == "nabla" and all(arguments[n].is_scalar for n in places):
        el.penalty(1.0, *arguments)                           # a gradient is by a vector rather
    axes = values + [a for n in places for a in (arguments[n].rows, arguments[n].cols) if a != 1]
    if len(axes) > 2:
        raise el.mismatch("a derivative with more than two axes cannot stand inside an expression", node.span,
                          arguments, code="TD326", hint="ask for it on its own")
    if len(axes) == 2:
        rows, cols = axes[::-1] if values and el.layout == "denominator" else axes
    else:
        column = bool(values) or el.layout == "denominator"
        rows, cols = (1, 1) if not axes else (axes[0], 1) if column else (1, axes[0])
    return Term("dapp", arguments, (opaque, places, el.layout), rows, cols, node.span)


def _by_places(node: tree.Derivative) -> tuple[tree.Node | None, tuple[int, ...]]:
    r"""(f(x, y), the numbers from 0 of the arguments it is differentiated by) of \nabla f(x) and
    of \partial_1\partial_2 f(x, y)."""
    call, places = node.operand, ()
    if node.variables and all(isinstance(v.node, tree.Number) and v.node.text in "123456789" for v in node.variables):
        places = tuple(int(n.text) - 1 for n in expanded(node.variables) if isinstance(n, tree.Number))
        if isinstance(call, tree.Derivative):
            call, inner = _by_places(call)
            return call, places + inner if inner else ()
        return call, places
    one = (isinstance(call, tree.Call) and len(call.args) == 1
           and (not node.variables or [name_of(v.node) for v in node.variables] == [name_of(call.args[0])]))
    return call, (0,) * node.order if one else ()


def check_kind(node: tree.Derivative) -> None:
    """Raises UnsupportedError for curls, divergences, Laplacians, derivatives of equations and
    by several variables at once."""
    operand = tree.opened(node.operand)
    if isinstance(operand, tree.Relation) and "=" in operand.ops:
        raise UnsupportedError("an equation has no derivative", operand.span, code="TD318",
                               hint="differentiate one side, or write the equation beside the derivative")
    if len(node.variables) > node.order:
        raise UnsupportedError("a derivative by several variables at once is not supported", node.span, code="TD214",
                               hint="ask for one variable at a time")
    if node.kind in ("curl", "div", "divergence", "laplacian"):
        raise UnsupportedError(f"{node.kind} is not supported", node.span, code="TD322",
                               hint=r"ask for \nabla f or \frac{\partial f}{\partial x}")


# A bare \nabla is taken by a letter of the left beside vectors that are none of the right.
UNKNOWNS = {"x": frozenset(("y", "z", "u", "v", "w", r"\theta", r"\beta")), "w": frozenset("xuvz"),
            r"\theta": frozenset("xuvzw"), r"\beta": frozenset("xuvzw")}


def default_variables(el: Elaborator, operand: tree.Node, node: tree.Derivative) -> list[tree.Node]:
    r"""The variable of \nabla f: the arguments written, or those of the definition, or the only vector there is."""
    target = tree.called(operand)
    name = name_of(target)
    definition = el.reading.definitions.get(name) if name else None
    entry = tree.opened(operand)                              # r_i(x) is an entry of r(x)
    whole = tree.opened(entry.base) if isinstance(entry, tree.Script) and entry.sup is None else operand
    if isinstance(whole, tree.Call) and definition is None and len(whole.args) == 1 and name_of(whole.args[0]) is not None:
        return [whole.args[0]]
    if definition is not None and definition.kind == "function":
        if len(definition.params) == 1:
            if isinstance(operand, tree.Call) and name_of(operand.args[0]) != definition.params[0]:
                if isinstance(operand.args[0], (tree.Symbol, tree.Script)) and name_of(operand.args[0]) is not None:
                    return [operand.args[0]]
                raise UnsupportedError("a derivative at another point inside an expression is not supported", node.span,
                                       code="TD321",
                                       hint="write it with an evaluation bar")
            arguments = definition.lhs.args if isinstance(definition.lhs, tree.Call) else ()
            return [arguments[0]] if arguments else [parameter_node(definition)]
        raise ShapeError(f"{key_of(target)} has several arguments; say by which to differentiate", node.span,
                         code="TD214", hint=r"write \nabla_x")
    vectors = [s for s in el.symbols.values() if s.cols == 1 and s.rows != 1 and not s.special and not s.family]
    unknown = [s for s in vectors if s.name in UNKNOWNS and not any(o.name in UNKNOWNS[s.name] for o in vectors)]
    if len(vectors) == 1 or len(unknown) == 1:
        chosen = (unknown or vectors)[0]
        el.note(f"$\\nabla$ is taken by ${chosen.latex}$, "
                + ("the only vector." if len(vectors) == 1 else "the usual letter of an unknown."))
        return [tree.Symbol(node.span, chosen.name, chosen.key)]
    matrices = [s for s in el.symbols.values() if s.cols != 1 and s.rows != 1 and not s.special] if not vectors else []
    if len(matrices) == 1:
        el.note(f"$\\nabla$ is taken by ${matrices[0].latex}$, the only matrix.")
        return [tree.Symbol(node.span, matrices[0].name, matrices[0].key)]
    raise (UnsupportedError if vectors else ShapeError)("this derivative does not say its variable", node.span,
                                                        code="TD214", hint=r"write \nabla_x or \frac{\partial}{\partial x}")


def parameter_node(definition: Definition) -> tree.Node:
    """The tree of the only parameter as written on the left of a definition."""
    lhs = definition.lhs
    if isinstance(lhs, tree.Call):
        return lhs.args[0]
    if isinstance(lhs, tree.Product) and isinstance(lhs.factors[-1], tree.Group):
        body = lhs.factors[-1].body
        return body.items[0] if isinstance(body, tree.Items) else body
    return tree.Symbol(lhs.span, definition.params[0], definition.params[0])


def inner_prime(el: Elaborator, definition: Definition, args, count: int, span) -> Term:
    """f'(x) of a defined function inside an expression, at its own argument; of y = sin t that is y'(t)."""
    if definition.kind == "value":
        return deriv_term(el, let_term(el, definition, span), [variable_term(el, args[0])] * count, span)
    if len(definition.params) != 1:
        raise ShapeError(f"a prime on {key_of(definition.lhs)} needs a function of one argument", span, code="TD214")
    if args is not None and name_of(args[0]) != definition.params[0]:
        raise UnsupportedError("a derivative at another point inside an expression is not supported", span,
                               code="TD321", hint="write it with an evaluation bar")
    body = let_term(el, definition, span)
    return deriv_term(el, body, [variable_term(el, parameter_node(definition))] * count, span)


def derivative_variables(roots: list[tree.Node], definitions: Mapping[str, Definition]) -> list[tree.Node]:
    r"""What any derivative below the nodes is taken by: the x of \nabla f(x) and J_f(x), too, and of \nabla f
    where f(x) is defined."""
    return [x for root in roots for n in tree.nodes(root) for x in _variables_of(n, definitions)]


def _variables_of(n: tree.Node, definitions: Mapping[str, Definition]) -> Sequence[tree.Node]:
    match n:
        case tree.Derivative(variables=(_, *_)):
            return [v.node for v in n.variables]
        case tree.Derivative(operand=tree.Call(args=(tree.Symbol() as x,))) if name_of(x) not in definitions:
            return (x,)
        case tree.Derivative(operand=tree.Symbol() as f) if ((d := definitions.get(name_of(f) or "")) is not None
                and d.kind == "function" and len(d.params) == 1):
            return (parameter_node(d),)
        case tree.Call(function=tree.Script(base=tree.Symbol(name="J" | "H"), sub=tree.Node(), sup=None),
                       args=(tree.Symbol() as x,)):
            return (x,)
    return ()
