"""The statements of a formula with everything that they leave to the reader written out, each notation
where its signs stand."""
from __future__ import annotations

from ... import tree
from ...read.commands import PROBABILITIES
from ..binding import variables_of
from ..declare import Declared
from ..notation.below import with_ranges
from ..notation.called import with_arguments
from ..notation.changes import changes_named
from ..notation.columns import with_columns
from ..notation.compositions import with_compositions
from ..notation.convention import as_stated
from ..notation.ellipses import letters_taken, without_dots
from ..conventions import WORDS
from ..notation.entrywise import with_entries, with_entries_of_softmax, with_moving_entries
from ..notation.events import events_as_arguments
from ..notation.extrema import at_labels, has_extrema
from ..notation.labels import entries_of_labelled, members_by_number
from ..notation.laplacians import with_laplacians
from ..notation.marked import SIGNS, with_marks
from ..notation.namesakes import beside_their_whole, told_apart, users_and_items
from ..notation.numbered import may_number, with_numbered_values
from ..notation.objectives import with_objectives
from ..notation.omitted import with_omitted
from ..notation.priors import priors_outside
from ..notation.sets import with_sets
from ..notation.sizes import with_sizes
from ..notation.solved import turned_round, with_eigenvalues, with_solved
from ..notation.steps import declared_apart, has_steps, iterates, named_at_steps, one_time, unrolled
from ..notation.summands import functions_summed
from ..notation.superscripts import layers_of, with_exponents, with_superscripts, with_transposes
from ..notation.tabled import with_tables
from ..notation.vectors import named_in_words
from ..notation.known_functions import NAMED, with_aliases, with_named_functions
from .sorted import Sorted


_ASKING = frozenset((tree.Derivative, tree.Limit, tree.Optimum, tree.Prime))
_SOFTMAX = frozenset(name for name, word in WORDS.items() if word == "softmax")
_BRACKETS_ABOVE = ("^{(", "^{[", r"^{\left", r"^{\big")


def written_out(out: Sorted, formula: tree.Formula, declared: dict[str, Declared], names: set[str],
                extrema: bool) -> tuple[tree.Node, ...]:
    """The statements as they are sorted; what is supposed on the way goes to `out`.  `names` are the declared ones."""
    writing = _Writing(out, formula, declared, names)
    writing.signs(extrema)
    writing.sums()
    writing.letters()
    writing.relations()
    writing.layers()
    out.notes = (*out.notes, *writing.notes)
    return writing.statements


class _Writing:
    """The statements on their way; `found` is what stood in them at first."""

    def __init__(self, out: Sorted, formula: tree.Formula, declared: dict[str, Declared], names: set[str]):
        self.out, self.formula, self.declared, self.names = out, formula, declared, names
        self.statements, self.found = formula.statements, tree.inventory(formula)
        self.notes: list[str] = []

    def signs(self, extrema: bool) -> None:
        r"""Functions known by their names, f \circ g, dots and, where they are
        to be differentiated, maxima over an index."""
        source = self.formula.source
        if self.found.has(tree.Optimum, tree.Relation):
            self.statements = with_objectives(self.statements)
        if self.found.has(tree.Text):
            self.statements, said = as_stated(self.statements)
            self.notes += said
        if r"\circ" in source:
            self.statements = with_compositions(self.statements)
        if r"\Delta" in source and _ASKING.isdisjoint(self.found.kinds):
            self.statements = with_laplacians(self.statements)
        if not NAMED.keys().isdisjoint(self.found.names):
            self.statements, said = with_named_functions(self.statements, self.names)
            self.notes += said
        if self.found.has(tree.Relation):
            self.statements = with_aliases(self.statements)
        if self.found.has(tree.Dots):
            if self.found.has(tree.Relation):
                self.statements = with_columns(self.statements)
            self.statements = without_dots(self.statements, letters_taken(self.statements))
        if extrema and has_extrema(source):
            self.statements, self.out.extrema = at_labels(self.statements, source)
            self.out.facts.places = {e.name for e in self.out.extrema}

    def sums(self) -> None:
        """What sums run over: sets, values of functions, sizes that are no letters; functions that they number."""
        summed, out = self.found.has(tree.BigOp), self.out
        ranged, tabled, entries = [], [], []
        sizes = {size for d in self.declared.values() for size in (*(d.shape or ()), *d.ranges)
                 if isinstance(size, str)} if summed else set()
        if summed:
            self.statements, tables, tabled = with_tables(self.statements)
            self.statements, ranged = with_ranges(self.statements, self.names, sizes, tables)
            losses, functions = functions_summed(self.statements, self.names)
            out.facts.declared += losses
            self.notes += functions
        if may_number(self.formula.source):
            self.statements, functions, entries = with_numbered_values(self.statements, self.names)
            out.facts.declared += functions
        if self.found.has(tree.Relation) and (summed or self.found.has(tree.Call)):
            self.statements, sets = with_sets(self.statements, sizes)
            for name, letters in sets.items():
                out.facts.props.setdefault(name, []).append(f"set={letters}")
        if summed:
            self.statements, more = with_ranges(self.statements, self.names, sizes)
            self.statements = with_sizes(self.statements, sizes)
            ranged += more
        self.notes += [*ranged, *tabled, *entries]

    def letters(self) -> None:
        """Letters that are told apart by what stands above and below them."""
        found, source = self.found, self.formula.source
        self.statements = changes_named(self.statements, self.names)
        if found.below:
            self.statements = beside_their_whole(self.statements)
        if found.below and found.names.issuperset("ui"):
            self.statements = users_and_items(self.statements)
        if found.below and found.has(tree.Items):
            self.statements = entries_of_labelled(self.statements)
        if (found.both or not SIGNS.isdisjoint(found.names) or found.below and found.has(tree.Prime)
                or "^0" in source or "^{0}" in source):
            vectors = {d.base for d in self.declared.values() if d.indexed_by and d.shape}
            self.statements, self.out.facts.marked = with_marks(self.statements, self.names, vectors)
        if found.below and (found.has(tree.Derivative) or self.out.optimum):
            self.statements, numbered = members_by_number(self.statements)
            self.notes += numbered

    def relations(self) -> None:
        """What equations say beside each other: densities, arguments left out, parts of a whole,
        steps of a recurrence."""
        if self.found.has(tree.BigOp, tree.Call):
            self.statements = priors_outside(self.statements)
        if self.found.below and ")_" in self.formula.source and self.found.has(tree.Derivative):
            self.statements = with_moving_entries(self.statements)
        if self.found.has(tree.Call) and not _SOFTMAX.isdisjoint(self.found.names):
            self.statements, entries = with_entries_of_softmax(self.statements, self.names)
            self.notes += entries
        if not self.found.has(tree.Relation):
            return
        if self.found.has(tree.Call) and not PROBABILITIES.isdisjoint(self.found.names):
            self.statements, events = events_as_arguments(self.statements, self.formula.source)
            self.notes += events
        out, source = self.out, self.formula.source
        if "T" in self.found.names:
            self.statements = with_transposes(self.statements)
        if self.found.has(tree.Derivative, tree.Product) and not out.optimum:
            if r"\lambda" in self.found.names:
                self.statements = with_eigenvalues(self.statements)
            self.statements, solved = with_solved(turned_round(self.statements), self.names)
            self.notes += solved
        self.statements, out.notes = with_omitted(with_arguments(self.statements), self.names, source)
        self.statements = with_entries(told_apart(self.statements))
        if has_steps(source):
            steps = unrolled(self.statements, source)
            self.statements, out.notes, out.facts.steps = steps.statements, (*out.notes, *steps.notes), set(steps.letters)
            out.facts.declared += named_at_steps(self.declared, self.statements, steps.letters)
            if out.optimum:
                out.facts.layers = iterates(self.statements)
                out.facts.steps |= out.facts.layers
        elif "_t" in source:
            out.facts.steps |= one_time(self.statements)
        if self.declared:
            out.facts.steps |= declared_apart(self.statements, self.declared)

    def layers(self) -> None:
        """Superscripts that number layers and squares, and vectors that are named in words."""
        found = self.found
        if found.has(tree.Derivative, tree.Script) and any(isinstance(v, tree.Script) for v in variables_of([self.formula])):
            self.out.facts.layers |= layers_of(self.statements)
        if found.has(tree.Derivative, tree.Script, tree.Group) and any(mark in self.formula.source for mark in _BRACKETS_ABOVE):
            self.statements = with_exponents(self.statements, self.names)
        if found.both or any("^" in name for name in self.names):
            self.statements = with_superscripts(self.statements, self.names)
        if found.has(tree.Text):
            self.statements, self.out.definitions = named_in_words(self.statements)
