r"""Expressions as they stand, typed with the definitions beside them: a value to be evaluated, or several
that the checker compares."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from .. import tree
from ..errors import ShapeError
from ..matrix import Expr, Let
from ..records import record
from ..symbols import Dim, Symbol
from .binding import variables_of
from .codes import hinted
from .declare import Declared, parse
from .notation.called import with_functions
from .notation.numbered import with_entries_of_values
from .ranks.session import Session, apply_ranges
from .reading import Definition
from .requests.assumptions import assumptions, symbols_of
from .requests.dependents import with_dependents
from .requests.parametric import applied_models
from .statements.sorted import Sorted
from .statements.sorting import sort_statements
from .terms.elaborate import Elaborator
from .terms.term import Term
from .terms.unify import Size, settled, unify


@record
class Value:
    """A typed expression with its free indices, in order of first appearance."""

    expr: Expr
    free: dict[str, Dim] = field(default_factory=dict)
    symbols: dict[str, Symbol] = field(default_factory=dict)
    lets: tuple[Let, ...] = ()
    assumptions: tuple[str, ...] = ()


@hinted
def interpret_value(formula: tree.Formula, declare: Mapping | None = None, *, layout: str = "numerator") -> Value:
    r"""The value of the first expression of a formula, with the definitions that stand in it.

    Free indices come in order of first appearance, or as on a left side [.]_{ij}; `layout` is that of gradients in it.
    """
    declared = parse(declare)
    parts = sort_statements(formula, declared)
    declared = (with_functions(declared, formula.statements, parts.definitions)
                if declared and tree.inventory(formula).has(tree.Call) else declared)
    target, definitions = _target(parts, formula)
    names = {d.name for d in definitions}
    if any("function" in d.props for d in declared.values()):
        target, definitions = applied_models(target), [replace(d, body=applied_models(d.body)) for d in definitions]
    target, definitions = (with_dependents(target, declared, names),
                           [d if (body := with_dependents(d.body, declared, names)) is d.body else replace(d, body=body)
                            for d in definitions])
    if (isinstance(target, tree.Script) and isinstance(target.base, tree.Group) and target.base.kind == "["
            and target.sup is None and not parts.placeholders):
        letters = tree.items_of(target.sub)                        # [..]_{ijk}: an array, its axes in this order
        if all(isinstance(i, tree.Symbol) and len(i.name) == 1 for i in letters):
            target, parts.placeholders = target.base, tuple(i.name for i in letters)
    numbered = {d.name for d in declared.values() if "numbered" in d.props}
    target, definitions = (with_entries_of_values(target, numbered),
                           [replace(d, body=with_entries_of_values(d.body, numbered)) for d in definitions]
                           if numbered else definitions)
    session = Session(declared, definitions, parts.facts, formula.source, layout)
    session.free_letters.update(parts.placeholders)
    variables = variables_of([target])

    def work(el: Elaborator) -> Term:
        for letter in parts.placeholders:
            el.free.setdefault(letter, Size())
        out = el.typed(target)
        for letter in parts.facts.ranges:
            el.free.setdefault(letter, Size())  # an index that the expression does not contain is an axis all the same
        apply_ranges(el)
        _unused_size(el, declared)
        return out

    el, term, builder = session.run([target], variables, work)
    expr = builder.expr(term)
    order = parts.placeholders
    free = {i: builder.dim(el.free[i]) for i in [*order, *(i for i in el.free if i not in order)] if i in el.free}
    return Value(expr, free, symbols_of(el, builder), tuple(builder.order), assumptions(el, builder))


def _unused_size(el: Elaborator, declared: dict[str, Declared]) -> None:
    """A free index of unknown size runs over the one declared size that nothing else has."""
    open_ = {id(s.root()): s for s in el.free.values() if settled(s) is None}
    if not open_ and not el.loose:
        return
    sizes = dict.fromkeys(d for decl in declared.values() for d in (decl.shape or ()) + decl.ranges
                          + ((decl.name,) if "dimension" in decl.props else ()))
    if len(sizes) == 1:
        (only,) = sizes
        for size in [*el.free.values(), *el.loose]:
            if settled(size) is None:
                unify(size, el.size(only))
        return
    rest = [d for d in sizes if d not in el.dims]
    loose = list({id(s.root()): s for s in el.loose if settled(s) is None}.values())
    if not open_ and len(loose) == len(rest) == len(sizes):     # \mathbf 1\mathbf 1^\top beside a declared m x n
        for size, name in zip(loose, rest):
            unify(size, el.size(name))
        return
    if len(open_) == 1 and len(rest) == 1:
        (size,) = open_.values()
        unify(size, el.size(rest[0]))
        letters = ", ".join(i for i, s in el.free.items() if s.root() is size.root())
        el.note(f"The index ${letters}$ runs over $1..{rest[0]}$.")


def _target(parts: Sorted, formula: tree.Formula) -> tuple[tree.Node, list[Definition]]:
    """The expression whose value is meant: the first that is no definition, else what the first definition defines."""
    if parts.held is not None:
        return parts.held, parts.definitions
    for node in parts.expressions + parts.asked + parts.sides:
        if isinstance(node, tree.Relation):
            node = node.parts[0]
        return node, parts.definitions
    if parts.definitions:
        first = parts.definitions[0]
        return first.body, parts.definitions[1:]
    raise ShapeError("there is no expression here", (0, len(formula.source)), code="TD215")


class Context:
    """Types several expressions in one context of declarations, definitions and facts, for the checker.

    >>> from texderive.read import read
    >>> [value.expr.shape for value in Context({"x": "n"}).values(list(read("x, x^T x").statements))]
    [('n', 1), (1, 1)]
    """

    def __init__(self, declare: Mapping | None = None, statements: tree.Formula | None = None, *, layout: str = "numerator"):
        self.declared = parse(declare)
        self.parts = sort_statements(statements, self.declared) if statements is not None else Sorted()
        self.layout = layout

    def values(self, nodes: list[tree.Node], source: str = "") -> list[Value]:
        """The nodes typed, their shapes inferred jointly.  Raises TexDeriveError."""
        session = Session(self.declared, self.parts.definitions, self.parts.facts, source, self.layout)

        def work(el: Elaborator) -> list[Term]:
            return [el.typed(n) for n in nodes]

        el, terms, builder = session.run(nodes, variables_of(nodes), work)
        exprs = [builder.expr(t) for t in terms]
        free = {i: builder.dim(size) for i, size in el.free.items()}
        symbols, said = symbols_of(el, builder), assumptions(el, builder)
        return [Value(e, free, symbols, tuple(builder.order), said) for e in exprs]
