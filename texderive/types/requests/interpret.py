r"""What a formula asks for: a derivative, a limit, an optimum, or an index expression to contract, as a Problem."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ... import matrix as m
from ... import tree
from ...derivation import LAYOUTS
from ...errors import TexDeriveError, UnsupportedError
from ...problem import Problem
from ...records import changed
from ..codes import hinted
from ..declare import parse
from ..names import is_transposed, name_of
from ..notation.called import with_functions
from ..ranks.session import Session
from ..statements.sorting import sort_statements
from .asking import asked
from .kinds import by_equation, problem_of
from .local import refuse_undefined
from .optima import stationary
from .question import Question, brought_to_form
from .request import Request


@hinted
def interpret(formula: tree.Formula, declare: Mapping | None = None, *, layout: str | None = None) -> Problem:
    r"""Read what a formula asks for.

    Raises ShapeError where shapes contradict each other, UnsupportedError where nothing
    is asked (TD303) or it is out of reach.
    """
    if layout not in (None, *LAYOUTS):
        raise UnsupportedError(f"unknown layout {layout!r}", None, code="TD328", hint='layouts are "numerator" and "denominator"')
    declared = parse(declare)
    parts = sort_statements(formula, declared, extrema=True)
    if declared and tree.inventory(formula).has(tree.Call):
        declared = with_functions(declared, formula.statements, parts.definitions)
    q = Question(formula, parts, declared, *asked(parts, formula, declared))
    brought_to_form(q)
    if q.update or q.expansion:
        refuse_undefined(q.node, q.definitions())
    return _typed(q, layout, True) if layout is not None else _in_fitting_layout(q)


def _in_fitting_layout(q: Question) -> Problem:
    r"""The problem in the layout of the book, or in the one that the formula says itself,
    as f(a) + \nabla f(a)^T(x - a) and x - \eta\nabla f(x) do."""
    first, second = (("denominator", "numerator")
                     if q.update or any(map(_beside_column, (q.node, *(d.body for d in q.parts.definitions))))
                     else ("numerator", "denominator"))
    says = q.update or q.expansion
    try:
        problem = _typed(q, first)
    except TexDeriveError as error:
        if not says and not ('layout="denominator"' in (error.hint or "") or error.code in ("TD201", "TD203")
                             and _holds_gradient(q.node)):
            raise
        try:
            return _columns_said(_typed(q, second))
        except TexDeriveError:
            raise error from None
    return _columns_said(problem) if says or first == "denominator" else problem


def _typed(q: Question, layout: str, stated: bool = False) -> Problem:
    request = Request(q, Session(q.declared, q.parts.definitions, q.parts.facts, q.formula.source, layout))
    found = problem_of(request) if q.given is None else by_equation(request, *q.given)
    return changed(stationary(request, found), layout_stated=stated)


def _beside_column(node: tree.Node) -> bool:
    r"""Whether a formula says that a gradient is a column: d^\top\nabla f(x), \nabla f(x)^\top d, \langle\nabla f(x),
    d\rangle, x - \eta\nabla f(x)."""
    if list(map(type, tree.nodes(node))).count(tree.Derivative) <= isinstance(node, tree.Derivative):
        return False                                         # none stands inside
    turned = lambda n: n.base if isinstance(n, tree.Script) and is_transposed(n) else None
    gradient = lambda n: isinstance(n, tree.Derivative) and n.kind == "nabla" and n.order == 1
    for n in tree.nodes(node):
        if (isinstance(n, tree.Product) and n.op == "juxt"
                and any(turned(a) is not None and gradient(b) or gradient(turned(a)) for a, b in zip(n.factors, n.factors[1:]))):
            return True
        if isinstance(n, tree.Delim) and n.kind == "inner" and any(map(gradient, tree.items_of(n.body))):
            return True
        if isinstance(n, tree.Sum):
            last = [t.factors[-1] if isinstance(t, tree.Product) else t for t in map(tree.unsigned, n.terms)]
            points = {name_of(d.operand.args[0]) for d in last if gradient(d) and isinstance(d.operand, tree.Call)}
            if points & {name_of(t) for t in map(tree.unsigned, n.terms)} - {None}:
                return True
    return False


def _holds_gradient(node: tree.Node) -> bool:
    r"""Whether a gradient stands inside of what is asked, f(x - \alpha\nabla f(x))."""
    return any(n is not node and isinstance(n, tree.Derivative) and n.kind == "nabla" for n in tree.nodes(node))


def _columns_said(found: Problem) -> Problem:
    """With a word on gradients that are columns where the layout in force by default has rows."""
    gradients = any(n.op == "deriv" and len(n.args) == 2 and n.args[1].is_vector for n in m.walk(found.body))
    said = ("Gradients are columns here, as the formula needs them.",) if gradients and found.layout == "denominator" else ()
    return replace(found, assumptions=(*found.assumptions, *said))
