r"""One state in which trees are typed: what is declared and defined, what the formula tells,
and the search for ranks and sizes."""
from __future__ import annotations

from ... import tree
from ...errors import ShapeError
from ..binding import bound_letters
from ..declare import Declared
from ..names import canonical, key_of, name_of
from ..reading import Definition, Facts, Reading, reachable
from ..terms import blocks, calls, conditions, juxtapose, resolve, scripts, sums  # noqa: F401  (they register their handlers)
from ..terms.build import Builder
from ..terms.elaborate import Elaborator
from ..terms.unify import settled, unify
from .evidence import all_nodes, free_letters, gather, two_fonts
from .infer import search
from .scan import Scan, all_declared


class Session:
    """Declarations and definitions in force; types trees jointly, so that one symbol has one shape in all of them."""

    def __init__(self, declared: dict[str, Declared], definitions: list[Definition], facts: Facts, source: str = "",
                 layout: str = "numerator"):
        self.declared, self.definitions, self.facts, self.source, self.layout = declared, definitions, facts, source, layout
        self.gradient: set[str] = set()           # names that a nabla is taken by
        self.free_letters: set[str] = set()       # indices that the whole is known to have

    @property
    def names(self) -> set[str]:
        """The declared names."""
        return self.facts.names(self.declared)

    def run(self, nodes: list[tree.Node], variables: list[tree.Node], work) -> tuple[Elaborator, object, Builder]:
        """Search the cheapest reading of nodes (and definitions they reach) under which `work(elaborator)` succeeds."""
        apart = {name_of(v.base if isinstance(v, tree.Script) and v.sub is not None else v) for v in variables}
        # by a_j or all of a, a is a variable and not what defines it
        definitions = [d for d in self.definitions if d.kind != "family" or d.name not in apart]
        everything = all_nodes(nodes, definitions)
        found = tree.Inventory(everything)
        summed = bound_letters([*nodes, *(d.body for d in definitions)]) if found.has(tree.BigOp) else frozenset()
        bound = summed | {p for d in definitions if d.kind == "family" for p in d.params}  # or they number a definition
        reading = Reading(self.declared, definitions, self.facts, bound)
        gather(reading, nodes, variables, definitions, everything, found, summed, bound)
        reading.free_letters = free_letters(reading, self.free_letters, nodes, variables, definitions)
        known = all_declared(reading, everything, found)
        try:
            el, value, scan = self._search(reading, nodes, known, work)
        except ShapeError:
            if not two_fonts(everything):
                raise
            reading.split_fonts = not reading.split_fonts
            el, value, scan = self._search(reading, nodes, known, work)
        for d in self.definitions:
            if d not in definitions:
                el.note(f"${key_of(d.lhs)}$ is a variable here, apart from its definition.")
        taken = ({canonical(s.key) for s in el.symbols.values()} | set(scan.index_letters) | set(el.free)
                 | set(reading.definitions))
        return el, value, Builder(el, taken)

    def _search(self, reading: Reading, nodes, known: bool, work):
        scan = Scan(reading)
        scan.gradient.update(dict.fromkeys(sorted(self.gradient)))
        for tree_ in nodes if not known else ():
            scan.visit(tree_, frozenset())
        defined = reachable(reading, [*nodes, *(law.body for law in reading.laws)] if reading.laws else nodes)
        for d in defined:
            scan.hidden = (frozenset(d.params) if d.kind == "function"
                           and _only_elsewhere(d, [*nodes, *(o.body for o in defined)]) else frozenset())
            scan.visit(d.body, frozenset(d.params) if d.kind == "family" else frozenset())
        scan.hidden = frozenset()
        for law in [*reading.facts.norms, *reading.laws]:
            scan.visit(law.body, frozenset())
        reading.index_letters = scan.index_letters

        def ranged(el: Elaborator):
            value = work(el)
            apply_ranges(el)
            return value

        el, value = search(reading, scan, ranged if reading.facts.ranges else work, self.source, self.layout)
        return el, value, scan


def apply_ranges(el: Elaborator) -> None:
    """Sizes of the indices that the formula gives a range."""
    for letter, size in el.reading.facts.ranges.items():
        axes = [el.free[letter]] if letter in el.free else []
        axes += [axis for s in el.symbols.values() for own, axis in zip(s.letters, s.family) if own == letter]
        for axis in axes:
            if settled(axis) is None:
                unify(axis, el.size(size))


def _only_elsewhere(d: Definition, trees: list[tree.Node]) -> bool:
    """Whether f(x) = .. is used at other arguments only, as f(x_n): its x is then no symbol of its own."""
    stack, found = list(trees), 0
    while stack:
        node = stack.pop()
        if isinstance(node, tree.Call) and name_of(node.function) == d.name:
            if tuple(name_of(a) for a in node.args) == d.params:
                return False
            found += 1
            stack.extend(node.args)
            continue
        if isinstance(node, tree.Symbol) and name_of(node) == d.name:
            return False
        stack.extend(tree.children(node))
    return found > 0
