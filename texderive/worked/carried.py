r"""Deep chains from the output back: the factors before \partial a_9/\partial W get a name, g_9,
so that each layer is one short line.

What is differentiated depends on a_9 along all the ways that have been followed so far, so g_9 is its derivative by
a_9: the recursion of back-propagation.  To that end a layer waits until nothing else in the line depends on it."""
from __future__ import annotations

from collections.abc import Iterator, Set

from .. import index as ix
from ..derivation import Act, Line
from ..deriving.engine import Move
from ..index import Definition, Index, Node
from ..lower.intermediates import LAYER
from ..raising import NotMatrix
from ..raising.finish import finished
from ..raising.polish import polish
from ..records import record
from ..rules.rule import Rule
from ..symbols import Symbol
from .narrate import parameter_naming
from .setup import Setting, depth

DEEP = 5                    # nested sums, with those of the intermediates, from which on factors are carried by name;
BRANCHED = 4                # or fewer, where there are several ways to a layer or weights that layers share
_LETTERS = ("g", "e", "v", "a", "s")

RULE = Rule("carried", "carried by name",
            r"\sum_i a_i\sum_j W_{ij}\frac{\partial h_j}{\partial x} = \sum_j g_j\frac{\partial h_j}{\partial x},\quad "
            r"g_j = \sum_i a_iW_{ij}",
            "What stands before the derivative of a layer is summed first, and has a name.", "", lambda node: None)


def carrying(setting: Setting) -> "Carried | None":
    """Names for the factors of a deep chain; None where the chain is short, or what is differentiated is no number."""
    if (len(setting.problem.lets) < 3 or len(setting.variables) != 1 or setting.rows is not None
            or setting.cols is not None or setting.problem.free or (deep := depth(setting.body)) < BRANCHED):
        return None
    return Carried(setting, deep >= DEEP)


@record
class _Way:
    """A term of a line that is linear in derivatives: sums over `bound`, outermost first,
    of `factors` times `derivative`."""

    bound: tuple[Index, ...]
    factors: tuple[Node, ...]
    derivative: Node

    @property
    def layer(self) -> Symbol | None:
        """The intermediate that is differentiated."""
        body = self.derivative.args[0]
        return body.data if body.op == "comp" and body.data.definition is not None else None

    def summed(self, kept: Index | None, *factors: Node) -> Node:
        """The sums over all indices but one of these factors, each factor before the sums
        that it does not depend on."""
        whole, outer = ix.num(1), list(factors)
        for i in reversed(self.bound):
            if i is not kept:
                whole = ix.sum_(i, ix.mul(*[f for f in outer if i in f.free], whole))
                outer = [f for f in outer if i not in f.free]
        return ix.mul(*outer, whole)


class Carried:
    """Names the factors before the derivatives of one layer, noted in `setting.given.carried`."""

    def __init__(self, setting: Setting, always: bool):
        """`always`: also where there is one way only."""
        self.always = always
        self.setting, self.symbols = setting, setting.given.carried
        self._layers: list[Symbol] = []
        self._reach: dict[Symbol, frozenset[Symbol]] = {}
        self._letter = next((c for c in _LETTERS if c not in setting.given.taken), "")
        setting.given.taken.add(self._letter)

    def postponed(self, waiting: list[Node]) -> Set[Symbol]:
        """The layers that another of the waiting derivatives depends on: more factors before them are still to come."""
        return frozenset().union(*map(self._below, waiting))

    def _below(self, derivative: Node) -> frozenset[Symbol]:
        """The intermediates that what is differentiated depends on; a layer not on itself."""
        body = derivative.args[0]
        own = frozenset() if body.op == "comp" else frozenset(n.data for n in ix.walk(body, ix.kinds("comp"))
            if n.data.definition is not None)
        return own.union(*(self._within(n.data) for n in ix.walk(body, ix.kinds("comp")) if n.data.definition is not None))

    def _within(self, symbol: Symbol) -> frozenset[Symbol]:
        """The intermediates in the definition of one, directly or not."""
        if symbol not in self._reach:
            used = {n.data for n in ix.walk(symbol.definition.body, ix.kinds("comp")) if n.data.definition is not None}
            self._reach[symbol] = frozenset(used).union(*map(self._within, used))
        return self._reach[symbol]

    def __call__(self, node: Node) -> Move | None:
        """The line with the factors before one layer by name; None where it has another form, or nothing to gather."""
        ways = _ways(node, (), ())
        if ways is None or not self.always and len(ways) < 2:
            return None
        ready = {w.layer for w in ways} - {None} - self.postponed([w.derivative for w in ways])
        if len(ready) != 1:
            return None
        layer = ready.pop()
        own = [w for w in ways if w.layer is layer]
        inner = [w.derivative.args[0].ix for w in own]
        if (layer in self._layers or any(len(k) != 1 or k[0] not in w.bound for k, w in zip(inner, own))
                or len(own) == 1 and (_elementwise(layer) or self.symbols and len(own[0].bound) < 2)):
            return None
        j = ix.fresh(layer.slots[0], "?")
        prefix = ix.add(*[ix.subst(w.summed(k, *w.factors), {k: j}) for (k,), w in zip(inner, own)])
        symbol = self._named(layer, j, prefix) if prefix.free == {j} else None
        if symbol is None:
            return None
        self.symbols.append(symbol)
        self._layers.append(layer)
        first = own[0].derivative
        derivative = ix.deriv(ix.comp(layer, j), first.data, *first.ix)
        return Move(RULE, ix.add(*[w.summed(None, *w.factors, w.derivative) for w in ways if w.layer is not layer],
                                 ix.sum_(j, ix.mul(ix.comp(symbol, j), derivative))), (node,))

    def _named(self, layer: Symbol, j: Index, prefix: Node) -> Symbol | None:
        """A vector g_9 for the factors before the derivative of h_9; None where they are no vector."""
        number = LAYER.fullmatch(layer.latex)
        if not self._letter or number is None:
            return None
        try:
            source = finished(polish(self.setting.raiser().raised(prefix, j)), self.setting.order)
        except NotMatrix:
            return None
        latex = self.setting.problem.style.lettered(self._letter) + number["number"]
        if any(s.latex == latex for s in self.symbols):
            return None
        return Symbol(latex, latex, source.shape, plain=self._letter + number["number"],
                      definition=Definition((j,), prefix, source))

    def act(self) -> Act | None:
        """The names with what they stand for, from the output back."""
        if not self.symbols:
            return None
        lines = [Line(ix.comp(s, *s.definition.params), s.definition.body, "definition", "definition",
                      "A name for a subexpression.", naming=parameter_naming(self.setting, s)) for s in self.symbols]
        body = self.setting.problem.body
        whole = f"of ${body.data.latex}$ " if body.op == "ref" else ""
        return Act("definitions", f"Back-propagation: ${self.symbols[0].latex}$ is the derivative {whole}by "
                   f"${self._layers[0].latex}$, and so on", tuple(lines))


def _elementwise(layer: Symbol) -> bool:
    r"""Whether a layer is a function of one other entry by entry, h_3 = \sigma(a_3): its derivative
    is one more factor before that of a_3."""
    inner = {n for n in ix.walk(layer.definition.body, ix.kinds("comp")) if n.data.definition is not None}
    return layer.definition.body.height == 0 and len(inner) == 1


def _ways(node: Node, bound: tuple[Index, ...], factors: tuple[Node, ...]) -> list[_Way] | None:
    """The terms of a line that is linear in derivatives, sums and brackets around them multiplied out;
    None for another form."""
    return list(found) if None not in (found := [*_terms(node, bound, factors)]) else None


def _terms(node: Node, bound: tuple[Index, ...], factors: tuple[Node, ...]) -> Iterator[_Way | None]:
    if node.op == "deriv":
        yield _Way(bound, factors, node)
    elif node.op == "sum":
        i, body = ix.open_sum(node)
        yield from _terms(body, (*bound, i), factors)
    elif node.op == "add":
        for t in node.args:
            yield from _terms(t, bound, factors)
    elif node.op == "mul" and sum(f.has_deriv for f in node.args) == 1:
        inner = next(f for f in node.args if f.has_deriv)
        yield from _terms(inner, bound, (*factors, *[f for f in node.args if f is not inner]))
    else:
        yield None
