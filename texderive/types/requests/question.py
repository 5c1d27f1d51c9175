r"""A question on its way to the form that is typed: notations of what is asked are written out,
and what they stand for is noted."""
from __future__ import annotations

from dataclasses import dataclass, field, replace

from ... import tree
from ...errors import UnsupportedError
from ..declare import Declared
from ..names import key_of, name_of
from ..notation.entries import entries, with_entries
from ..reading import Definition, names_in, names_through
from ..statements.sorted import Sorted
from .compound import by_compound
from .dependents import dependents
from .differentials import differential
from .directional import along_words, directional
from .gradients import by_whole, numbered_from_zero, of_numbered
from .implicit import implicit, without
from .local import at_one_point, is_expansion, is_newton_step, is_update
from .undefined import mean_of_variable, upstream
from .partial import held
from .parametric import applied_models, functions_of_parameters
from .places import column
from .several import at_one_tuple
from .style import request_latex


@dataclass(slots=True)
class Question:
    """What is asked (`node`, at the point `at`) with the definitions beside it in `parts`."""

    formula: tree.Formula
    parts: Sorted
    declared: dict[str, Declared]
    node: tree.Node
    at: tree.Node | None
    notes: list[str] = field(default_factory=list)
    written: str | None = None  # the author's LaTeX of it, where `node` is another form
    over: tree.Node | None = None  # the function of the variable by which to differentiate
    alike: tuple[tuple[tree.Node, tree.Node], ...] = ()           # what has one shape, X and dX
    points: tuple[tree.Symbol, ...] = ()                          # names such as w_t that are symbols as they stand
    # the derivative of a quantity that only an equation gives, and this equation
    given: tuple[tree.Derivative, tree.Relation] | None = None
    update: bool = False                                          # w - \eta\nabla f(w)
    expansion: bool = False                                       # f(a) + f'(a)(x - a)

    def definitions(self, *kinds: str) -> dict[str, Definition]:
        """The definitions of these kinds, or all, by name."""
        return {d.name: d for d in self.parts.definitions if not kinds or d.kind in kinds}

    def said(self) -> set[str]:
        """The declared names."""
        return self.parts.facts.names(self.declared)


def brought_to_form(q: Question) -> None:
    """The question with all notations of it written out, in the order of the functions below."""
    _entries(q)
    _arguments(q)
    _mean(q)
    _held(q)
    _once_more(q)
    asked = q.node
    _compound(q)
    along = _along(q)
    if along or _change(q):
        q.written = request_latex(q.formula, asked)
    else:
        _open(q)
    _noted(q, along)
    several = at_one_tuple(q.node, q.parts, q.declared)
    if several is not None:
        q.written = q.written or _in_words_of_author(q)
        q.node, q.at = several.node, q.at or several.place
        own = [f"{key_of(pair.parts[0])} = {request_latex(q.formula, pair.parts[1])}" for pair in several.renamed]
        q.notes += [f"The function is taken at ${', '.join(own)}$."] if own else []
        return
    local = at_one_point(q.node, q.parts, q.declared)
    if local.place is not None and q.at is None:
        q.written = q.written or _in_words_of_author(q)
    q.node, q.at, q.points = local.node, q.at or local.place, local.points
    if local.place is not None and isinstance(local.place.parts[1], tree.Number):
        what = "the point of the expansion" if q.expansion else "where the derivative is taken"
        q.notes.append(f"${key_of(local.place.parts[0])}$ is {what}; "
                       f"it is ${request_latex(q.formula, local.place.parts[1])}$ in the end.")


def _in_words_of_author(q: Question) -> str:
    r"""What is asked as it stands, x_1 = 2 - \frac{f(2)}{f'(2)}."""
    assigned = q.parts.assigned.get(q.parts.asked[0]) if q.parts.asked and q.parts.assigned else None
    return request_latex(q.formula, q.node if assigned is None else assigned)


def _entries(q: Question) -> None:
    """a_{ij} beside a matrix A."""
    letters = entries([q.node], q.parts.definitions, q.declared) if tree.inventory(q.formula).below else {}
    if letters:
        q.node = with_entries(q.node, letters)
        q.parts.definitions = [replace(d, body=with_entries(d.body, letters)) for d in q.parts.definitions]
        q.notes += [rf"${a}_{{ij}}$ is the entry ${A}_{{ij}}$ of ${A}$." for a, A in letters.items()]


def _arguments(q: Question) -> None:
    r"""f = x^2y where \nabla f(x, y) is asked, f = x_1^2 + x_2^2 where \nabla f is, f(1, 0) of an f
    of one vector, \beta = (\beta_0, \beta_1)."""
    parts = q.parts
    parts.definitions = [_of_arguments(d, q.node) for d in parts.definitions]
    if parts.definitions and tree.inventory(q.formula).below:
        known = q.said() | q.definitions().keys()
        parts.definitions = [of_numbered(d, q.node, known) for d in parts.definitions]
    functions = {name for name, d in q.definitions("function").items() if len(d.params) == 1}
    q.node = tree.replaced(q.node, lambda n: _of_a_list(n, functions)) if functions else q.node
    named = numbered_from_zero(q.node, parts.definitions, {d.name for d in q.declared.values()} | q.definitions().keys())
    if named is not None:
        parts.definitions.append(named)
        q.node = by_whole(q.node)


def _mean(q: Question) -> None:
    r"""\bar x that nothing defines."""
    barred = any(name.startswith(r"\bar{") for name in tree.inventory(q.formula).names)
    mean = mean_of_variable(q.node, q.parts, q.said()) if barred else None
    if mean is not None:
        q.parts.definitions.append(mean)
        q.notes.append(f"${key_of(mean.lhs)}$ is the mean of ${key_of(mean.body.args[0])}$.")


def _once_more(q: Question) -> None:
    r"""\frac{d}{dx} f'(x) of a defined f as its second derivative."""
    match q.node:
        case tree.Derivative(variables=(tree.Variable(node=x),), operand=tree.Node() as operand) if name_of(x) is not None:
            match tree.opened(operand):
                case tree.Call(function=tree.Prime(base=f, count=count), args=(argument,)) if (
                        name_of(argument) == name_of(x) and name_of(f) in q.definitions("function")):
                    q.node = tree.derivative(q.node.span, q.node.kind, x, q.node.order + count,
                                             tree.Call(operand.span, f, (argument,)))


def _held(q: Question) -> None:
    r"""\frac{\partial f}{\partial x} of f(x, y), where y depends on x."""
    for d in held(q.node, q.definitions()) if len(q.parts.definitions) > 1 else ():
        q.parts.definitions.remove(d)
        q.alike = (*q.alike, (d.lhs, d.body))
        q.notes.append(rf"${key_of(d.lhs)}$ is an argument of its own and held fixed; a total derivative, written with "
                       rf"$d$, follows ${request_latex(q.formula, d.lhs)} = {request_latex(q.formula, d.body)}$.")


def _compound(q: Question) -> None:
    r"""\frac{\partial}{\partial\log\sigma}."""
    compound = by_compound(q.node, q.parts, q.declared)
    if compound is None:
        return
    place = compound.place
    if place is not None and q.at is not None:
        raise UnsupportedError("a derivative by an expression is not taken at a point", q.at.span, code="TD321",
                               hint="write what is differentiated in terms of one letter for the expression")
    q.written, q.node, q.at, q.over = request_latex(q.formula, q.node), compound.node, q.at or place, compound.over
    q.notes += compound.notes
    if place is not None:
        q.notes.append(f"${key_of(place.parts[0])} = {request_latex(q.formula, place.parts[1])}$.")


def _along(q: Question) -> bool:
    r"""D_vf(x)."""
    along = directional(q.node, q.definitions())
    if along is not None:
        q.notes.append(f"${request_latex(q.formula, q.node)}$ is {along_words(q.formula, along)}.")
        q.node, q.at = along.body, along.where
    return along is not None


def _change(q: Question) -> bool:
    r"""\mathrm{d}\log\det X."""
    change = differential(q.node, q.parts, q.declared)
    if change is not None:
        q.node, q.at, q.alike = change.node, change.place, change.pairs
        q.notes += change.notes
    return change is not None


def _open(q: Question) -> None:
    r"""A loss of which nothing is said, functions f_\theta(x) of which nothing but a parameter is,
    and what only an equation gives."""
    above = upstream(q.node, q.parts, q.declared)
    q.notes += [above] if above is not None else []
    q.node, q.declared = _of_parameters(q.node, q.parts, q.declared, q.formula.source)
    q.given = implicit(q.node, q.parts) if above is None and len(q.formula.statements) > 1 else None
    if q.given is not None:
        without(q.parts, q.given[1])


def _noted(q: Question, along: bool) -> None:
    """What is asked as a whole where it is the right side of an update or an expansion, and what
    is said of the formula."""
    parts, found = q.parts, tree.inventory(q.formula)
    assigned = parts.assigned.get(parts.asked[0]) if parts.asked and parts.assigned else None
    if not along:
        q.update = is_update(q.node, assigned, parts.definitions) or found.has(tree.Script, tree.Neg) and is_newton_step(q.node)
        q.expansion = is_expansion(q.node, assigned)
    if assigned is not None and (q.update or q.expansion):
        q.written = request_latex(q.formula, assigned)
    q.notes += [*parts.notes, *(e.sentence for e in parts.extrema)]
    if len(parts.asked) > 1:
        _follow_no_optimum(parts)
        q.notes.append(f"{len(parts.asked)} things are asked here; this is the first of them.")


def _follow_no_optimum(parts: Sorted) -> None:
    r"""Raises where a derivative is asked of what depends on x^* = \arg\min_x f(x, b),
    which would have to be solved first."""
    given = {d.name: d for d in parts.definitions}
    for node in parts.asked:
        if isinstance(node, tree.Derivative):
            names = names_through(node, given)
            for d in parts.optima:
                if d.name in names:
                    raise UnsupportedError(f"{key_of(d.lhs)} is given by an optimum, which is not followed",
                                           d.lhs.span, code="TD329",
                                           hint=f"ask for the optimum first, and then write what was found: "
                                                f"{key_of(d.lhs)} = ...")


def _of_parameters(node: tree.Node, parts: Sorted, declared: dict, source: str) -> tuple[tree.Node, dict]:
    r"""The node with f(x, \theta) for f_\theta(x) in the derivative by \theta that it is, or that stands
    in it alone, as in an update."""
    inside = ([node] if isinstance(node, tree.Derivative)
              else [n for n in tree.nodes(node) if isinstance(n, tree.Derivative) and n.operand is not None])
    if len(inside) != 1:
        return node, declared
    old = inside[0]
    new = functions_of_parameters(applied_models(old), parts, declared, source)
    new, declared = dependents(new, parts, declared)
    return (node if new is old else tree.put(node, old, new)), declared


def _of_arguments(d: Definition, node: tree.Node) -> Definition:
    r"""f = x^2 y as the function f(x, y) where \nabla f(x, y) is asked."""
    call = tree.opened(node.operand) if isinstance(node, tree.Derivative) and not node.variables else None
    if d.kind != "value" or not isinstance(call, tree.Call) or name_of(call.function) != d.name:
        return d
    names = tuple(name_of(a) for a in call.args if isinstance(a, (tree.Symbol, tree.Script)))
    return (replace(d, lhs=call, kind="function", params=names) if len(names) == len(call.args) and None not in names
            and set(names) <= set(names_in(d.body)) else d)


def _of_a_list(node: tree.Node, functions: set[str]) -> tree.Node | None:
    """f(1, 0) of an f(x) of one vector as f at that vector."""
    if (isinstance(node, tree.Call) and len(node.args) > 1 and name_of(node.function) in functions
            and all(isinstance(a, tree.Number | tree.Neg) for a in node.args)):
        return replace(node, args=(column(tree.Group(node.span, "(", tree.Items(node.span, node.args))),))
    return None
