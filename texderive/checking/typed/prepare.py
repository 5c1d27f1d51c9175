"""A chain made ready for typing: its sides read, its variable known, the definitions it needs
in the form it needs them."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ... import tree as t
from ...errors import ReadError, TexDeriveError, UnsupportedError
from ...types.conventions import LETTER_FUNCTIONS
from ...types.names import name_of
from ...types.notation.convention import defined_with_sums, with_sums
from ...types.notation.namesakes import as_symbols, labels_beside_wholes
from ...types.notation.steps import named_at_steps
from ...types.reading import Definition
from ...types.requests.compound import inverses
from ..context import endings
from ..context.knowledge import Knowledge
from ..members.inlining import free_letters, inlined, labelled, member_letters, through
from ..members.sides import (
    Side, evaluation, index_letter, nodes_of, quantities, undefined, variable_of, with_components, with_own_variable,
    with_variable, without_limit, without_variable,
)
from ..notation.densities import at_members
from ..notation.differentials import Differentials, differentials, is_step, number
from ..notation.elsewhere import Elsewhere
from ..notation.from_zero import Numbering, numbering
from ..notation.gradients import of_members, with_gradients
from ..notation.last_entry import ends, last_entries
from ..notation.moving import Moving, moving
from ..notation.named_gradients import between, gradients_by_name, written_out
from ..notation.opaque import opaque
from ..notation.outcomes import Outcomes, outcomes
from ..notation.stepwise import at_steps
from ..text import cues
from ..text.chains import Chain, Outline
from ..notation.primes import Primes, primes
from ..trees.heads import derivatives, head_name, mentions
from ..trees.structures import replaced, structure
from .typing import Room


@dataclass(slots=True)
class Prepared:
    """`sides` in order, `variable` of the chain's left side (None without a derivative),
    and the room to type them in."""

    chain: Chain
    known: Knowledge                           # what holds for this chain
    sides: list[Side]
    variable: t.Node | None
    room: Room
    diagonals: list[Definition]                # S = diag(s_i): matrices whose entries an index runs over
    inline: list[Definition]                   # definitions with free indices, written out wherever they are used
    derives: bool                              # a derivative stands in the chain, so that a layout matters
    conditions: dict[int, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)  # on the indices of a member
    signs: list[tuple[str, str, int]] = field(default_factory=list)  # left, right and the sign of their difference
    differentials: Differentials | Moving | None = None
    summed: bool = False                       # by the summation convention
    zero: Numbering | None = None              # what is numbered from 0 in it
    last: dict[tuple[str, int], set[str]] = field(default_factory=dict)      # the letters of last entries, by axis
    elsewhere: Elsewhere | None = None
    losses: list[Definition] = field(default_factory=list)     # of which only first derivatives are spoken
    unsaid: tuple[t.Node, ...] = ()            # what a \nabla of an expression may be by, where nothing says it
    gradients: list[Definition] = field(default_factory=list)  # \delta = \partial L/\partial z, written out
    primed: Primes | None = None               # primes that are derivatives
    chances: Outcomes | None = None            # functions of a parameter that nothing defines
    labels: set[str] = field(default_factory=set)      # letters such as the k of x - x_k, which number nothing

    def node(self, latex: str) -> t.Node:
        """Further LaTeX read as a member of this chain."""
        known = self.known
        node = as_symbols(at_members(known.node(latex), known), self.labels)
        node = node if self.chances is None else self.chances.written_out(node)
        node = evaluation(node if self.primed is None else self.primed.written_out(node), known)[0]
        node = node if self.elsewhere is None else self.elsewhere.written_out(node)
        node = with_components(with_variable(node, self.variable), known)
        if self.summed:
            node = with_sums(node)
        if self.zero is not None:
            node = self.zero.renumbered(node)
        node = written_out(last_entries(node, self.last), self.gradients)
        for d in reversed(self.inline):
            node = inlined(node, d)
        if self.differentials is not None:
            node = self.differentials.written_out(node)
        return through(node, list(self.room.middles), self.room.definitions) if self.room.middles else node


def prepare(chain: Chain, outline: Outline, known: Knowledge, summed: bool = False, by: t.Node | None = None) -> Prepared:
    r"""The chain under one view of the document, read by the summation convention where `summed`;
    `by` is what a \nabla is by of which nothing is said."""
    sides = _sides(chain, outline, known)
    known = _as_quantities(sides, known)
    roots = [*nodes_of(sides), *(d.body for d in known.definitions)]
    labels = (labels_beside_wholes(roots, {d.name for d in known.definitions})
              if any(t.inventory(root).below for root in roots) else set())
    for side in sides if labels else ():
        side.rewrite(lambda node: as_symbols(node, labels))
    chances = outcomes(nodes_of(sides), known) if any(isinstance(n, t.Call) for node in nodes_of(sides)
                                                      for n in t.nodes(node)) else None
    for side in sides if chances is not None else ():
        side.rewrite(chances.written_out)
    variable = next((v for node in nodes_of(sides) if (v := variable_of(node, known)) is not None), by)
    primed = primes(sides, known, variable)
    if primed is not None:
        variable = primed.by
        for side in sides:
            side.rewrite(primed.written_out)
    unsaid = without_variable(nodes_of(sides), known) if variable is None else ()
    elsewhere = Elsewhere(known)
    for side in sides if known.heads else ():
        side.rewrite(lambda node: at_members(node, known))
    _written_out(sides, known, variable, elsewhere, summed)
    definitions = _rewritten(_definitions(known, sides),
                             lambda node: as_symbols(elsewhere.written_out(at_members(node, known)), labels))
    if summed:
        definitions = [defined_with_sums(d) for d in definitions]
    gradients = gradients_by_name(definitions)
    definitions = [d for d in definitions if d not in gradients]
    for side in sides:
        side.rewrite(lambda node: written_out(node, gradients))
    if known.stepped and sides[0].node is not None:
        definitions = _at_steps(definitions, sides, known)
    if sides[0].node is not None:
        sides[0].rewrite(lambda node: _from_gradient(node, chain, known, definitions))
        definitions = _with_operand(chain, known, sides, definitions)
    losses = opaque(sides, definitions)
    definitions, zero = _from_one(sides, [*definitions, *losses])
    last = ends([*nodes_of(sides), *(d.body for d in definitions)])
    for side in sides:
        side.rewrite(lambda node: last_entries(node, last))
    diagonals = [d for d in definitions if d.kind == "value" and diagonal_entries(d) is not None]
    definitions = [d for d in definitions if d not in diagonals]
    known.facts.props |= {d.name: [*known.facts.props.get(d.name, []), "diagonal"] for d in diagonals}
    inline = [d for d in definitions if d.kind == "value"
              and (not free_letters(d.body) <= known.facts.steps or labelled(d.body, definitions))]
    for side in sides:
        for d in reversed(inline):
            side.rewrite(lambda node: inlined(node, d))
    changes = differentials(sides, definitions, {d.name for d in definitions} | {d.name for d in known.declared.values()})
    if (changes is None and (changes := moving(sides, definitions, known, outline.text, primed.moving
                                               if primed is not None else frozenset())) is not None):
        definitions = _rewritten(definitions, changes.written_out)
    for side in sides if changes is not None else ():
        side.rewrite(changes.written_out)
    middles = _middles(nodes_of(sides), definitions)
    for side in sides:
        if side.node is not None:
            side.undefined = undefined(side.node, definitions)
            if middles:
                side.rewrite(lambda node: through(with_own_variable(node, known), middles, definitions))
    derives = any(not is_step(d) for node in nodes_of(sides) for d in derivatives(node)) or "'" in sides[0].text
    room = _room(known, definitions, middles, diagonals, changes, elsewhere)
    return Prepared(chain, known, sides, variable, room, diagonals, inline, derives, cues.conditions(outline, chain),
                    cues.signs(outline, chain), changes,
                    summed, zero, last, elsewhere, losses, unsaid, gradients, primed, chances, labels)


def _sides(chain: Chain, outline: Outline, known: Knowledge) -> list[Side]:
    """The members of a chain, read."""
    whole = endings.written_in(outline, chain)
    sides = [_side(outline, known, m, whole) for m in chain.members]
    for side in sides[1:]:
        side.node = _components(side.node, sides[0].node)
    _without_arguments(sides, {d.name for d in known.definitions if d.kind == "value"})
    return sides


def _as_quantities(sides: list[Side], known: Knowledge) -> Knowledge:
    r"""The view in which e of e(\theta) = y - X\theta is a quantity where a chain differentiates by it, \partial L/\partial e:
    its calls with the arguments it is defined with are written without these."""
    by = {name_of(v.node) for node in nodes_of(sides) for d in derivatives(node) for v in d.variables}
    functions = {d.name: d for d in known.definitions if d.has_arguments() and d.name in by}
    if not functions:
        return known

    def bare(node: t.Node) -> t.Node:
        return t.rewritten(node, lambda n: n.function if isinstance(n, t.Call)
                           and (d := functions.get(name_of(n.function))) is not None and structure(n.args) == structure(d.lhs.args)
                           else n)

    for side in sides:
        side.rewrite(bare)
    return replace(known, definitions=[replace(d, body=bare(d.body), **({"kind": "value", "lhs": d.lhs.function, "params": ()}
                                       if d.name in functions else {})) for d in known.definitions])


def _without_arguments(sides: list[Side], values: set[str]) -> None:
    r"""A member with \sigma x beside others with \sigma(x) is not understood: \sigma is no number there,
    which the others would be read with as well."""
    def name(node: t.Node) -> str:
        node = t.unprimed(node)
        return node.name if isinstance(node, t.Symbol) else ""

    called = [{name(n.function) for n in t.nodes(s.node) if isinstance(n, t.Call)} if s.node is not None
              else set() for s in sides]
    def bare(node: t.Node) -> set[str]:
        applied = {id(n.function) for n in t.nodes(node) if isinstance(n, t.Call)}
        # of (\text{diag}\,\sigma')(z)
        primed = {name(n) for n in t.nodes(node) if isinstance(n, t.Prime) and id(n) not in applied}
        return primed | {name(f) for n in t.nodes(node) if isinstance(n, t.Product) and n.op == "juxt" for f in n.factors[:-1]}

    lone = [bare(s.node) - {""} if s.node is not None else set() for s in sides]
    for k, side in enumerate(sides[1:], 1):
        function = next((f for f in sorted(lone[k] & LETTER_FUNCTIONS.keys() - values)
                         if any(f in called[j] and f not in lone[j] for j in range(len(sides)) if j != k)), None)
        if function is not None:
            side.node, side.error = (None, ReadError(
                f"{function} is a function in other lines and stands without an argument here", hint=f"write {function}(x)"))


def _written_out(sides: list[Side], known: Knowledge, variable: t.Node | None, elsewhere: Elsewhere, summed: bool) -> None:
    """The sides as expressions: bars, limits, gradients, derivatives at other points and components written out."""
    families = {d.name: d for d in known.definitions if d.kind == "family"}
    for side in sides:
        if side.node is not None:
            node, side.at = evaluation(of_members(with_variable(side.node, variable), families), known)
            node, side.limit = without_limit(with_gradients(elsewhere.written_out(node), known))
            side.node = with_components(with_variable(node, variable), known)
            if summed:
                side.rewrite(with_sums)
    _by_indices(sides, known)


def _rewritten(definitions: list[Definition], change: Callable[[t.Node], t.Node]) -> list[Definition]:
    """The definitions with their bodies changed."""
    return [d if (body := change(d.body)) is d.body else replace(d, body=body) for d in definitions]


def _room(known: Knowledge, definitions: list[Definition], middles: list[Definition], diagonals: list[Definition],
          changes: Differentials | Moving | None, elsewhere: Elsewhere) -> Room:
    """Where the chain is typed: what is declared and defined, and which symbols are of one shape or have a value."""
    room = Room(known.declared, definitions, known.facts, middles=tuple(middles),
                diagonals=tuple((d.name, diagonal_entries(d)) for d in diagonals),
                alike=tuple(elsewhere.alike), fixed=tuple(elsewhere.fixed))
    if changes is None:
        return room
    step, nothing, declared = number()
    conditions = [(a, b) for a, b in changes.conditions(known) if not t.is_zero(b)] if isinstance(changes, Moving) else []
    return replace(room, declared={**room.declared, declared.key: declared},
                   alike=(*changes.alike, *conditions, *room.alike), fixed=((step, nothing), *room.fixed))


def held_fixed(ready: Prepared) -> Prepared | None:
    r"""The chain with what is named held fixed where it is differentiated: \partial tr(AXD)/\partial X + \partial
    tr(EXC)/\partial X, the product rule in parts, with D = BXC and E = AXB;
    None where no sum of derivatives speaks of such a name."""
    names = set()
    for side in ready.sides:
        for term in side.node.terms if isinstance(side.node, t.Sum) else ():
            for d in derivatives(term):
                by = {name_of(t.unscripted(v.node)) for v in d.variables} - {None}
                names |= {e.name for e in ready.room.definitions if e.kind == "value" and d.operand is not None
                          and mentions(d.operand, e.name) and any(mentions(e.body, v) for v in by)}
    held = tuple(d for d in ready.room.definitions if d.name in names and d not in ready.room.middles)
    return replace(ready, room=replace(ready.room, middles=(*ready.room.middles, *held))) if len(held) > 1 else None


def _at_steps(definitions: list[Definition], sides: list[Side], known: Knowledge) -> list[Definition]:
    """The definitions at the steps that the chain speaks of;
    a chain that needs all steps of a recurrence is not understood."""
    nodes, letters = nodes_of(sides), frozenset()
    try:
        for some in (*([upper] for upper in between(nodes)), nodes):
            definitions, found = at_steps(definitions, some)
            letters |= found
    except UnsupportedError as error:
        sides[0].node, sides[0].error = None, error.locate(sides[0].text)
        return definitions
    known.facts.steps = set(letters)
    known.facts.declared = named_at_steps(known.declared, [*nodes, *(n for d in definitions for n in (d.lhs, d.body))], letters)
    return definitions


def _from_one(sides: list[Side], definitions: list[Definition]) -> tuple[list[Definition], Numbering | None]:
    """The chain with entries that it numbers from 0 numbered from 1; one that cannot be said so is not understood."""
    nodes = nodes_of(sides)
    used = [d for d in definitions if any(mentions(n, d.name) for n in nodes)]
    zero = numbering([*nodes, *(d.body for d in used)])
    if zero is None:
        return definitions, None
    try:
        if any(d.kind == "family" and d.name in {name for name, _ in zero.axes} for d in definitions):
            raise UnsupportedError("a family of definitions whose entries are numbered from 0", sides[0].node.span
                                   if sides[0].node is not None else None,
                                   code="TD325", hint="let the numbers begin at 1")
        changed = [replace(d, body=zero.renumbered(d.body)) if d in used else d for d in definitions]
        for side in sides:
            side.rewrite(zero.renumbered)
    except UnsupportedError as error:
        for side in sides:
            side.node, side.error = None, error.locate(side.text) if side.node is not None else side.error
        return definitions, None
    return changed, zero


def diagonal_entries(d: Definition) -> t.Node | None:
    """s_i of S = diag(s_i) with one free index letter, else None."""
    body = d.body
    if (isinstance(body, t.Call) and isinstance(body.function, t.Symbol) and body.function.name.lstrip("\\").lower()
            == "diag" and len(body.args) == 1):
        return body.args[0] if len(free_letters(body.args[0])) == 1 else None
    return None


def _side(outline: Outline, known: Knowledge, member, whole: str) -> Side:
    text, constant = endings.without_constant(outline.source(member), known, whole)
    text, order = endings.without_order(text, known)
    try:
        return Side(member, text, _column(known.node(text)), constant=constant, order=order)
    except TexDeriveError as error:
        return Side(member, text, None, error)
    except RecursionError:
        return Side(member, text, None, ReadError("nested too deeply", (0, len(text)), code="TD106").locate(text))


def _components(node: t.Node | None, left: t.Node | None) -> t.Node | None:
    r"""\langle 2xy, x^2 \rangle behind a gradient: its components, and no inner product."""
    gradient = isinstance(left, t.Derivative) and left.kind == "nabla" and left.order == 1
    return (_column(t.Group(node.span, "(", node.body)) if gradient and isinstance(node, t.Delim)
            and node.kind == "inner" else node)


def _column(node: t.Node) -> t.Node:
    """(2x, 3y), a list that is one side of an equation, as a vector."""
    inner = node.body if isinstance(node, t.Group) and node.kind in ("(", "[") else None
    return (t.Script(node.span, node, None, t.Symbol(node.span, r"\top", r"\top"))
            if isinstance(inner, t.Items) and not any(isinstance(i, t.Dots) for i in inner.items) else node)


def _by_indices(sides: list[Side], known: Knowledge) -> None:
    r"""\partial_k f where k is an index of the chain and nothing says of what: not understood,
    and no derivative by k."""
    letters = {i for node in nodes_of(sides) for i in free_letters(node)}
    bare = {i for node in nodes_of(sides) for d in derivatives(node) if d.operand is not None for i in quantities(d.operand)}
    for side in sides:
        for d in derivatives(side.node) if side.node is not None else ():
            unsaid = next((v.node for v in d.variables if d.kind == "partial" and index_letter(v.node, known)
                           and v.node.name in letters - bare), None)
            if unsaid is not None:
                side.error = ReadError(f"by the components of what {unsaid.name} numbers is not said", unsaid.span,
                                       code="TD605", hint=rf"write \partial/\partial x_{unsaid.name}").locate(side.text)
                side.node = None
                break


def _definitions(known: Knowledge, sides: list[Side]) -> list[Definition]:
    r"""The definitions in force.  What the chain's left side differentiates by is a variable whatever it was set equal
    to, and a name that something is differentiated by (z in \partial L/\partial z) takes the place of its body
    in the other definitions."""
    own = operand = None
    if sides[0].node is not None:
        own, operand = next(((name_of(v.node), d.operand) for d in derivatives(sides[0].node) for v in d.variables), (None, None))
    by = {name_of(node) for root in nodes_of(sides) for d in derivatives(root) for v in d.variables
          for node in (v.node, t.unscripted(v.node))}
    out = list(known.definitions)
    for middle in [d for d in out if d.kind == "value" and d.name in by and not isinstance(d.body, t.Number)]:
        key = structure(middle.body)
        out = [d if d is middle or d.name == middle.name else replace(d, body=replaced(d.body, key, middle.lhs)) for d in out]
    turned = [e for d in known.definitions if d.name == own and d.kind == "value" for e in inverses(d, operand, known.definitions)]
    said = [*known.facts.props.items(), *((d.name, d.props) for d in known.declared.values())]
    stated = {name for name, props in said if not {"symmetric", "posdef"}.isdisjoint(props)}
    if any(e.name in stated for e in turned):
        known.facts.props |= {own: [*known.facts.props.get(own, []), "symmetric"]}     # as its inverse
    return [d for d in [*turned, *out] if not (d.name == own and d.kind == "value")]


def _from_gradient(node: t.Node, chain: Chain, known: Knowledge, definitions: list[Definition]) -> t.Node:
    r"""\nabla^2 f of an f that is nowhere defined, where the prose says that its gradient is g(w) = ...: \nabla g."""
    if not isinstance(node, t.Derivative) or node.order != 2 or node.kind != "nabla" or not undefined(node, definitions):
        return node
    named = [p for p in known.placed if p.place < chain.first.start and p.definition.kind == "function"
             and p.name in known.gradients]
    if not named:
        return node
    lhs = named[-1].definition.lhs
    variable = node.variables[0].node if node.variables else lhs.args[0] if isinstance(lhs, t.Call) else None
    variables = () if variable is None else (t.Variable(node.span, variable, 1),)
    return replace(node, variables=variables, order=1, operand=lhs)


def _middles(nodes: list[t.Node], definitions: list[Definition]) -> list[Definition]:
    """The definitions that some derivative in the chain is taken by."""
    by = [v.node for node in nodes for d in derivatives(node) for v in d.variables]
    return [d for d in definitions if d.kind == "value"
            and any(d.name in (name_of(v), name_of(t.unscripted(v))) for v in by) or d.kind == "family"
            and any(member_letters(v, d) is not None for v in by)]


def _with_operand(chain: Chain, known: Knowledge, sides: list[Side], definitions: list[Definition]) -> list[Definition]:
    r"""\partial E/\partial w with E defined nowhere: the function that the prose named before is what E stands for."""
    missing = undefined(sides[0].node, definitions)
    elsewhere = {name for node in nodes_of(sides[1:]) for name in undefined(node, definitions)}
    missing = [name for name in missing if name not in elsewhere]
    before = [node for place, node in known.operands if place < chain.first.start]
    if len(missing) == 1 and before and len(missing[0].lstrip("\\")) <= 12:
        body = before[-1]
        head = next((d.operand for d in derivatives(sides[0].node) if d.operand is not None), None)
        head = t.opened(head)
        if isinstance(head, t.Call):
            head = head.function
        if head is not None and head_name(head) == missing[0]:
            return [*definitions, Definition(missing[0], head, body, "value")]
    return definitions


