r"""\nabla f and \nabla^2 f of a function of several numbers, f(x, y): the column of its partial derivatives,
the matrix of the second ones."""
from __future__ import annotations

from dataclasses import replace

from ... import tree as t
from ...types.names import name_of
from ...types.reading import Definition
from ..context.knowledge import Knowledge
from ..trees.heads import is_head, mentions
from ..trees.structures import structure


def with_gradients(node: t.Node, known: Knowledge) -> t.Node:
    """The tree with such gradients written out, where the function is defined and taken at its own arguments."""
    def change(n: t.Node) -> t.Node:
        if isinstance(n, t.Script) and (by := _partial(n, known)) is not None:
            return by
        if (isinstance(n, t.Derivative) and n.kind == "jacobian" and n.order == 1 and n.operand is not None
                and (found := _jacobian(n, known)) is not None):
            return found
        if (isinstance(n, t.Derivative) and n.kind in ("nabla", "hessian") and not n.variables and n.order in (1, 2)
                and n.operand is not None):
            lhs = _head(n.operand, known)
            if lhs is not None:
                return _partials(n, lhs)
        return n

    found = t.inventory(node)
    return t.rewritten(node, change) if found.below or found.has(t.Derivative) else node


def of_members(node: t.Node, families: dict[str, Definition]) -> t.Node:
    r"""f_i(x) of a family that is defined as f_i(x) = ... as its member f_i, and \nabla f_i(x) as \nabla_x f_i."""
    def change(n: t.Node) -> t.Node:
        if (isinstance(n, t.Derivative) and n.kind == "nabla" and not n.variables and isinstance(n.operand, t.Call)
                and _member(n.operand, families)):
            n = replace(n, variables=(t.Variable(n.span, n.operand.args[0], n.order),))
        n = t.mapped(n, change)
        return n.function if isinstance(n, t.Call) and _member(n, families) else n

    return change(node) if families else node


def _member(n: t.Call, families: dict[str, Definition]) -> bool:
    d = families.get(name_of(n.function.base) or "") if isinstance(n.function, t.Script) and n.function.sub is not None else None
    return d is not None and len(n.args) == 1 and isinstance(n.args[0], t.Symbol) and mentions(d.body, n.args[0].name)


def _partial(n: t.Script, known: Knowledge) -> t.Derivative | None:
    r"""f_x and f_{xy} of a function of x and y: its partial derivatives."""
    if n.sub is None or n.sup is not None or not isinstance(n.base, t.Symbol):
        return None
    definition = known.definition(name_of(n.base))
    if definition is None or not definition.has_arguments() or known.definition(name_of(n)) is not None:
        return None
    items = t.items_of(n.sub)
    names = dict(zip(definition.params, definition.lhs.args))
    if not all(name_of(i) in names for i in items) or len(names) < 2:
        return None
    return t.Derivative(n.span, "partial", tuple(t.Variable(n.span, names[name_of(i)], 1) for i in items),
                        len(items), definition.lhs)


def _head(operand: t.Node, known: Knowledge) -> t.Call | None:
    function = t.called(operand)
    definition: Definition | None = known.definition(name_of(function))
    if definition is None or not definition.has_arguments() or len(definition.params) < 2 or not is_head(definition.lhs):
        return None
    if isinstance(operand, t.Call) and structure(operand) != structure(definition.lhs):
        return None
    if any(d.name in definition.params and d.shape for d in known.declared.values()):
        return None                            # of vectors: not said by which
    return definition.lhs


def _jacobian(n: t.Derivative, known: Knowledge) -> t.Matrix | None:
    """A row for each entry of a function that is defined as a list of them."""
    lhs = _head(n.operand, known)
    body = t.opened(known.definition(name_of(lhs.function)).body) if lhs is not None else None
    body = t.opened(body.base) if isinstance(body, t.Script) else body                      # (a, b)^\\top
    entries = (body.items if isinstance(body, t.Items) else tuple(row[0] for row in body.rows)
               if isinstance(body, t.Matrix) and all(len(row) == 1 for row in body.rows) else ())
    if not entries or n.variables and len(n.variables) != len(lhs.args):
        return None
    return t.Matrix(n.span, tuple(tuple(t.Derivative(n.span, "partial", (t.Variable(n.span, a, 1),), 1, e)
                                        for a in lhs.args) for e in entries), "(")


def _partials(n: t.Derivative, lhs: t.Call) -> t.Matrix:
    def by(*variables: t.Node) -> t.Derivative:
        return t.Derivative(n.span, "partial", tuple(t.Variable(n.span, v, 1) for v in variables), len(variables), lhs)

    rows = tuple((by(a),) for a in lhs.args) if n.order == 1 else tuple(tuple(by(a, b) for b in lhs.args) for a in lhs.args)
    return t.Matrix(n.span, rows, "(")
