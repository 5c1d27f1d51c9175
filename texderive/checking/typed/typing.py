"""Members of a chain typed together: one shape per symbol over all of them,
and further expressions typed later in the same state."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from ... import tree as t
from ...errors import ShapeError, TexDeriveError, UnsupportedError
from ...matrix import Expr
from ...symbols import Dim, Symbol
from ...types.binding import variables_of
from ...types.declare import Declared
from ...types.names import name_of
from ...types.ranks.session import Session
from ...types.reading import Definition, Facts
from ...types.terms.build import Builder
from ...types.terms.elaborate import Elaborator
from ...types.terms.term import Term
from ...types.terms.unify import unify
from ..values.numbers import Binding, all_nodes, symbols_of


@dataclass(frozen=True, slots=True)
class Typed:
    """An expression with its free indices and their sizes, in order of first appearance."""

    expr: Expr
    free: dict[str, Dim] = field(default_factory=dict)


@dataclass(slots=True)
class Group:
    """The result of typing some members jointly: a state in which more can be typed."""

    elaborator: Elaborator
    builder: Builder
    members: list[Typed]
    cost: float = 0.0                                   # how far the shapes are from what the letters suggest
    bindings: list[Binding] = field(default_factory=list)
    kept: list[Term] = field(default_factory=list)      # the builder knows terms by identity, so none may be collected

    def more(self, node: t.Node, source: str = "") -> Typed:
        """A further expression with the shapes found; a TexDeriveError where it does not fit them."""
        with self._further(source) as el:
            el.apart = True
            return self._typed(el.typed(node))

    def fitting(self, node: t.Node) -> Typed | None:
        """A further expression with the shapes found; None where it does not fit them."""
        try:
            return self.more(node)
        except TexDeriveError:
            return None

    def symbol(self, node: t.Node, below: bool = False) -> Symbol | None:
        """The symbol that a further expression is; `below`: also one that it is a component or the transpose of."""
        typed = self.fitting(node)
        expr = typed.expr if typed is not None else None
        while below and expr is not None and expr.op in ("comp", "T"):
            expr = expr.args[0]
        return expr.data if expr is not None and expr.op == "var" else None

    def equation(self, left: t.Node, right: t.Node) -> tuple[Typed, Typed]:
        """Both sides of a further equation, whose shapes have to agree up to a transpose;
        a TexDeriveError where they cannot."""
        with self._further() as el:
            terms = [el.typed(node) for node in (left, right)]
            _comparable(el, *terms)
            return self._typed(terms[0]), self._typed(terms[1])

    @contextmanager
    def _further(self, source: str = "") -> Iterator[Elaborator]:
        """The elaborator at more of the document; the free indices are those from before afterwards."""
        el, before = self.elaborator, dict(self.elaborator.free)
        el.source = source
        try:
            yield el
        except RecursionError:
            raise UnsupportedError("nested too deeply", None) from None
        finally:
            el.free = before

    def _typed(self, term: Term) -> Typed:
        self.kept.append(term)
        free = {i: self.builder.dim(size) for i, size in self.elaborator.free.items() if i in term.free}
        return Typed(self.builder.expr(term), free)

    def symbols(self) -> dict[str, Symbol]:
        return {s.key: self.builder.symbol(s) for s in self.elaborator.symbols.values()}


@dataclass(slots=True)
class Room:
    """Declarations, definitions and facts in force for one chain, and the layout in which its derivatives are read."""

    declared: Mapping[str, Declared]
    definitions: list[Definition]
    facts: Facts
    layout: str = "numerator"
    # definitions that something is differentiated by: variables of their own in typing
    middles: tuple[Definition, ...] = ()

    diagonals: tuple[tuple[str, t.Node], ...] = ()      # names of diagonal matrices and their entries
    alike: tuple[tuple[t.Node, t.Node], ...] = ()       # letters of one shape
    fixed: tuple[tuple[t.Node, t.Node], ...] = ()       # letters with a value
    variables: tuple[t.Node, ...] = ()         # what is solved for, which is a variable as what is differentiated by

    def with_layout(self, layout: str) -> "Room":
        return replace(self, layout=layout)

    def joint(self, nodes: list[t.Node], pairs: list[tuple[int, int]]) -> Group:
        """All nodes typed in one state; each pair of them has to have one shape, up to a transpose or to components.

        ShapeError when no shapes of the undeclared symbols make that possible."""
        session = Session(dict(self.declared), [d for d in self.definitions if d not in self.middles],
                          self.facts, "", self.layout)
        letters = _outer_letters(nodes, {d.name for d in self.definitions})

        def work(el: Elaborator) -> list[Term]:
            el.outer |= letters
            terms = [el.typed(n) for n in nodes]
            for a, b in pairs:
                _comparable(el, terms[a], terms[b])
            # a name that something is differentiated by is a letter of its own, of its definition's shape
            for d in self.middles:
                el.same(el.typed(d.lhs), el.typed(d.body), "a definition has the shape of its name", d.body.span)
            for a, b in self.alike:
                el.same(el.typed(a), el.typed(b), "a differential has the shape of its letter", a.span)
            return terms

        middles = [node for d in self.middles for node in (d.lhs, d.body)] + [node for pair in self.alike for node in pair]
        el, terms, builder = session.run([*nodes, *middles], [*variables_of(nodes), *self.variables], work)
        group = Group(el, builder, [])
        group.cost = sum(o.cost for o in el.choice.values()) + sum(p for p, _ in el.penalties)
        group.members = [group._typed(term) for term in terms]
        known = {s.name: group.builder.symbol(s) for s in list(el.symbols.values())}
        group.bindings = _ordered([_binding(known[d.name], d, group.more(d.body)) for d in self.middles if d.name in known])
        group.bindings += [Binding(known[name], group.more(value).expr) for letter, value in self.fixed
                           if (name := name_of(letter)) in known]
        for name, entries in self.diagonals:
            if name in known:
                typed = group.more(entries)
                group.bindings.append(Binding(known[name], typed.expr, typed.free, diagonal=True))
        return group


def _binding(symbol: Symbol, d: Definition, body: Typed) -> Binding:
    """The value of an intermediate quantity; of a family, with its indices in the order of its name."""
    return Binding(symbol, body.expr, {i: body.free[i] for i in d.params if i in body.free} if d.kind == "family" else {})


def _ordered(bindings: list[Binding]) -> list[Binding]:
    """Each behind those that its expression speaks of, in whatever order the document defines them."""
    below = {b.symbol: set(symbols_of(all_nodes([b.expr]))) for b in bindings}
    out: list[Binding] = []
    while len(out) < len(bindings):
        done = {b.symbol for b in out}
        ready = [b for b in bindings if b.symbol not in done and not (below[b.symbol] - done - {b.symbol}) & below.keys()]
        out += ready or [b for b in bindings if b.symbol not in done]
    return out


def _outer_letters(nodes: list[t.Node], defined: set[str]) -> set[str]:
    """Index letters of the components that a chain differentiates by: they are free in all of it,
    also under a sum over j != i."""
    found = set()
    for v in variables_of(nodes):
        if isinstance(v, t.Script) and v.sub is not None and name_of(v) not in defined:
            found |= {i.name for i in t.items_of(v.sub) if isinstance(i, t.Symbol)}
    return found


def _comparable(el: Elaborator, a: Term, b: Term) -> None:
    """Shapes equal or each other's transposes; components may be compared with the whole."""
    if a.op == "nil" or b.op == "nil" or a.is_scalar and a.free and not b.free or b.is_scalar and b.free and not a.free:
        return
    if a.is_scalar != b.is_scalar or a.is_matrix != b.is_matrix:
        raise el.mismatch(f"{el.words(a)} and {el.words(b)} have different shapes", b.span, (a, b))
    if a.is_scalar:
        return
    if a.is_matrix:
        if not (unify(a.rows, b.rows) and unify(a.cols, b.cols) or unify(a.rows, b.cols) and unify(a.cols, b.rows)):
            raise el.mismatch(f"{el.words(a)} and {el.words(b)} have different shapes", b.span, (a, b))
        return
    if not unify(a.rows if a.cols == 1 else a.cols, b.rows if b.cols == 1 else b.cols):
        raise el.mismatch(f"{el.words(a)} and {el.words(b)} have different lengths", b.span, (a, b))


def try_joint(room: Room, nodes: list[t.Node], pairs: list[tuple[int, int]]) -> Group | TexDeriveError:
    """The nodes typed together, or the error that keeps them from it."""
    try:
        return room.joint(nodes, pairs)
    except RecursionError:
        return ShapeError("nested too deeply", None)
    except TexDeriveError as error:
        return error
