r"""Letters that move with a number: d/dt E of an A(t), \dot A, dX/dt.

A chain that differentiates by t is rewritten before it is typed: the rate \dot X = dX/dt = X'(t) of every letter that
the document says to depend on t becomes a letter of its own, X(t) is X, and every other derivative by t is that of E at
X + \varepsilon\dot X, t + \varepsilon by a number \varepsilon whose value is 0.
What the document defines by t itself is left as it is."""
from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ... import tree as t
from ...functions import BY_SPELLING
from ...types.names import name_of
from ...types.notation.changes import change_of, moved
from ...types.reading import Definition
from ..context.knowledge import Knowledge
from ..members.inlining import inlined
from ..members.sides import Side, nodes_of
from ..trees.structures import structure, undotted, walk
from .differentials import STEP, rests_on



@dataclass(frozen=True, slots=True)
class Moving:
    """The letters that move in a chain, by structure, the variable they move with,
    and the definitions that rest on them."""

    letters: dict[tuple, t.Node]
    by: str
    below: tuple[Definition, ...]

    @property
    def alike(self) -> list[tuple[t.Node, t.Node]]:
        """Each letter and its rate, which have one shape."""
        return [(node, rate_of(node)) for node in self.letters.values()]

    def conditions(self, known: Knowledge) -> list[tuple[t.Node, t.Node]]:
        r"""The equations of the document differentiated by t: what they say of the rates.
        Those that speak of rates themselves, m\ddot x = -kx, would say something of rates of these."""
        moved = {name_of(n) for n in self.letters.values()}
        last = {name_of(rate) for _, rate in self.alike} - moved
        return [(self._of(left, left.span), self._of(right, right.span)) for left, right in known.constraints
                if not (names := names_in(left, right)).isdisjoint(moved) and names.isdisjoint(last)]

    def written_out(self, node: t.Node) -> t.Node:
        """The tree without derivatives by t of what moves."""
        def change(n: t.Node) -> t.Node:
            if isinstance(n, t.Derivative) and self._is_rate(n):
                return self._of(t.mapped(n, change).operand, n.span)
            n = t.mapped(n, change)
            if (isinstance(n, t.Symbol) and (letter := undotted(n)) is not n
                    and any(d.name == name_of(letter) for d in self.below)):
                return self._of(letter, n.span)
            if isinstance(n, t.Call) and len(n.args) == 1 and name_of(n.args[0]) == self.by:
                letter = n.function.base if isinstance(n.function, t.Prime) else n.function
                if structure(letter) in self.letters:
                    return letter if letter is n.function else rate_of(letter)
            return n

        return change(node)

    def _is_rate(self, n: t.Derivative) -> bool:
        return (n.kind in ("d", "partial") and n.order == 1 and len(n.variables) == 1
                and name_of(n.variables[0].node) == self.by and n.operand is not None)

    def _of(self, operand: t.Node, span: t.Span) -> t.Node:
        if structure(t.opened(operand)) in self.letters:
            return rate_of(t.opened(operand))
        for d in self.below:
            operand = inlined(operand, d)
        if isinstance(operand, t.Symbol) and operand.name != self.by:
            return t.Number(span, "0")         # the I of A A^{-1} = I
        step = t.Symbol(span, STEP, STEP)
        changes = {change_of(letter).name: rate_of(letter) for letter in self.letters.values()}
        operand = moved(self.written_out(operand), lambda m: isinstance(m, t.Symbol) and structure(m) in self.letters, step)
        operand = t.replaced(operand, lambda n: changes.get(n.name) if isinstance(n, t.Symbol) else None)
        operand = _shifted(operand, self.by, step)
        return t.Derivative(span, "partial", (t.Variable(span, step, 1),), 1, operand)


def rate_of(letter: t.Node) -> t.Symbol:
    r"""\dot x of x, \ddot x of \dot x, as letters of their own."""
    sign = r"\ddot" if undotted(letter) is not letter else r"\dot"
    inner = undotted(letter)
    return t.Symbol(letter.span, rf"{sign}{{{inner.name}}}", rf"{sign} {inner.latex}", inner.font)


def is_rate(name: str) -> bool:
    r"""Whether a name is a derivative by time, \dot x."""
    return name.startswith((r"\dot", r"\ddot"))


def _shifted(node: t.Node, name: str, step: t.Node) -> t.Node:
    """t + \\varepsilon for a t that stands by itself."""
    if isinstance(node, t.Symbol):
        return t.Group(node.span, "(", t.Sum(node.span, (node, step))) if node.name == name else node
    if isinstance(node, t.Script) and node.sub is not None:
        return replace(node, base=_shifted(node.base, name, step))
    return t.mapped(node, lambda n: _shifted(n, name, step))


def moving(sides: list[Side], definitions: list[Definition], known: Knowledge, text: str,
           primed: frozenset[str] = frozenset()) -> Moving | None:
    """What moves in a chain; None where nothing does, or a second derivative is asked for.
    `text` is the document, `primed` are letters whose derivatives it writes as u'."""
    nodes = nodes_of(sides)
    asked = [n for node in nodes for n in t.nodes(node) if isinstance(n, t.Derivative)]
    if any(not isinstance(v.node, t.Symbol) for n in asked for v in n.variables):
        return None
    by = {v.node.name for n in asked if n.kind == "d" for v in n.variables} or {v.node.name for n in asked for v in n.variables}
    name = by.pop() if len(by) == 1 else "t" if not by and any(undotted(n) is not n for node in nodes
        for n in t.nodes(node)) else None
    if name is None or len(name.lstrip("\\")) > 5 or any(d.name == name and d.shape for d in known.declared.values()) \
            or any(n.order > 1 or n.kind not in ("d", "partial")
                   or any(isinstance(m, t.Derivative) for m in t.nodes(n.operand)) for n in asked if n.operand is not None):
        return None
    defined = {d.name for d in definitions}
    letters: dict[tuple, t.Node] = {}
    for node in [*nodes, *(d.body for d in definitions)]:
        for n, above in walk(node):
            called = above and (isinstance(above[-1], t.Call) and above[-1].function is n or isinstance(above[-1], t.Prime))
            # what is written f(t) everywhere needs no letter
            letter = None if called else _moves(n, name, known, text, primed)
            for letter in (letter, n if letter is not None and undotted(n) is not n else None):
                if letter is not None and name_of(letter) not in defined and name_of(letter) != name:
                    letters.setdefault(structure(letter), letter)
    elsewhere = names_in(*nodes[1:], *(d.body for d in definitions), *(side for pair in known.constraints for side in pair))
    # dL/db of an L of which nothing else is said
    if not any(name_of(letter) in elsewhere for letter in letters.values()):
        return None
    values = [d for d in definitions if d.kind in ("value", "function")]
    below = tuple(d for d in values if rests_on(d, {*letters, ("symbol", name)}, values))
    return Moving(letters, name, below[::-1] * 2)


def _moves(n: t.Node, by: str, known: Knowledge, text: str, primed: frozenset[str]) -> t.Node | None:
    """The letter that a node, or the document, says to move: a matrix or what stands in an equation
    where its derivative is written, X(t), and x below a dot."""
    if (isinstance(n, t.Derivative) and len(n.variables) == 1 and name_of(n.variables[0].node) == by
            and isinstance(n.operand, t.Symbol)):
        return (n.operand if n.operand.name.isupper() or n.operand.name in primed
                or any({by, n.operand.name} <= names_in(*pair) for pair in known.constraints) else None)
    if isinstance(n, t.Symbol) and undotted(n) is not n:
        return undotted(n)
    if (isinstance(n, t.Symbol) and n.font != "roman" and n.name.lstrip("\\") not in BY_SPELLING
            and re.search(rf"(?<![A-Za-z\\_^{{]){re.escape(n.latex)}\}}*\s*\(\s*{re.escape(by)}\s*\)", text)):
        return n
    return None


def names_in(*nodes: t.Node) -> set[str | None]:
    """The names of everything below."""
    return {name_of(n) for node in nodes for n in t.nodes(node)}
