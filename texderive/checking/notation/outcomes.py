r"""Functions of a parameter that nothing defines, \pi_\theta(a \mid s), p(x; \theta) and V_\theta(s),
where only their values and first derivatives are spoken of.

Whatever they are, these are those of a softmax of \langle\lambda_a, \theta\rangle over the outcomes a, for
probabilities, and of \langle\lambda, \theta\rangle + c for others; what does not depend on \theta, a reward R(\tau),
is a number for each of its arguments.
So \nabla_\theta \pi_\theta = \pi_\theta\nabla_\theta\log\pi_\theta can be judged."""
from __future__ import annotations

from dataclasses import dataclass, field

from ... import tree as t
from ...types.names import name_of
from ..context.knowledge import Knowledge
from ..trees.heads import derivatives
from ..trees.structures import structure, walk

_CHANCES = frozenset(("p", "P", "q", r"\pi", r"\Pr", "Pr", r"\mathbb{P}"))        # letters of probabilities
# letters of parameters among other arguments
_PARAMETERS = frozenset((r"\theta", r"\phi", r"\psi", r"\omega", r"\eta", r"\beta", "w", "W", r"\boldsymbol{\theta}"))
_INDEX = t.Symbol((0, 0), r"\outcome", "o")


@dataclass(frozen=True, slots=True)
class _Use:
    """A call: its function without the parameter, its arguments without it and without the bar,
    and whether there were these."""

    function: t.Node
    arguments: tuple[t.Node, ...]
    barred: bool
    depends: bool


@dataclass(slots=True)
class Outcomes:
    """What a chain differentiates by, the functions of it, and which of their arguments a sum runs over."""

    by: t.Node
    known: Knowledge
    bound: set[str]
    numbered: dict[tuple, set[int]] = field(default_factory=dict)
    names: dict[tuple, str] = field(default_factory=dict)

    def written_out(self, node: t.Node) -> t.Node:
        """The tree with every such function in the form of its kind."""
        return t.rewritten(node, lambda n: n if (use := self.use(n)) is None else self._form(n, use))

    def use(self, node: t.Node) -> _Use | None:
        """The call of a function that nothing defines; None for anything else."""
        if (not isinstance(node, t.Call) or isinstance(node.function, t.Prime)
                or (name := name_of(node.function)) is None or not isinstance(t.unscripted(node.function), t.Symbol)):
            return None
        if (t.unscripted(node.function).font == "roman" and name not in _CHANCES
                or self.known.definition(name) is not None or name == r"\sigma"):
            return None
        by, function, parts, barred = structure(self.by), node.function, [], False
        below = isinstance(function, t.Script) and function.sub is not None and structure(function.sub) == by
        for argument in node.args:
            relation = isinstance(argument, t.Relation)
            if relation and set(argument.ops) != {"mid"}:
                return None
            barred = barred or relation
            parts += argument.parts if relation else (argument,)
        parts = [item for part in parts for item in t.items_of(part)]
        arguments = tuple(p for p in parts if structure(p) != by)
        behind = len(arguments) < len(parts) and bool(arguments) and name_of(self.by) in _PARAMETERS
        if not all(isinstance(p, (t.Symbol, t.Script, t.Prime)) for p in arguments):
            return None
        return _Use(t.Script(function.span, function.base, None, function.sup) if below and function.sup is not None
                    else function.base if below else function, arguments, barred,
                    below or behind)

    def _form(self, call: t.Call, use: _Use) -> t.Node:
        letters, key = self._letters(use)
        latex = t.unscripted(use.function).latex
        number = t.Symbol(call.span, self._name("value", key), latex)
        if not use.depends:
            return _member(number, letters)
        slope = t.Symbol(call.span, self._name("slope", key), latex)
        if name_of(t.unscripted(use.function)) not in _CHANCES:
            return t.Group(call.span, "(", t.Sum(call.span, (self._along(slope, letters), _member(number, letters))))
        weight, outcome = _exponential(self._along(slope, letters)), self._outcome(use)
        if outcome is None:
            return weight
        total = t.BigOp(call.span, "sum", _INDEX, None,
                        _exponential(self._along(slope, tuple(_INDEX if x.name == outcome else x for x in letters))))
        return t.Group(call.span, "(", t.Fraction(call.span, weight, total))

    def _letters(self, use: _Use) -> tuple[tuple[t.Symbol, ...], tuple]:
        """The letters that number a call, and what tells it from others: its function and its other arguments."""
        places, letters, key = self.numbered.get(structure(use.function), set()), {}, [structure(use.function)]
        for k, argument in enumerate(use.arguments):
            inner = argument.sub if isinstance(argument, t.Script) else argument
            if isinstance(inner, t.Symbol) and (k in places if inner is argument else inner.name in self.bound):
                letters.setdefault(inner.name, inner)
                key.append((k, () if inner is argument else structure(argument.base)))
            else:
                key.append(structure(argument))
        return tuple(letters.values()), tuple(key)

    def _outcome(self, use: _Use) -> str | None:
        r"""The letter of what a probability is of: a of \pi(a \mid s), the last one of \pi(s, a)."""
        k = len(use.arguments) - 1 if name_of(t.unscripted(use.function)) == r"\pi" and not use.barred else 0
        at = use.arguments[k] if use.arguments and k in self.numbered.get(structure(use.function), ()) else None
        return at.name if isinstance(at, t.Symbol) else None

    def _name(self, kind: str, key: tuple) -> str:
        return self.names.setdefault((kind, key), rf"\{kind}{{{len(self.names)}}}")

    def _along(self, slope: t.Symbol, letters: tuple[t.Symbol, ...]) -> t.Node:
        return t.Delim(slope.span, "inner", t.Items(slope.span, (_member(slope, letters), self.by)))


def outcomes(nodes: list[t.Node], known: Knowledge) -> Outcomes | None:
    r"""What a chain says of such functions; None where it has none, or asks for more than first derivatives
    by one thing, or differentiates Q^{\pi_\theta}(s, a), which depends on it too."""
    asked = [d for node in nodes for d in derivatives(node)]
    by = {structure(v.node): v.node for d in asked for v in d.variables}
    if len(by) != 1 or any(d.order != 1 or d.operand is None or next(derivatives(d.operand), None) is not None for d in asked):
        return None
    bound = {i.name for node in nodes for n in t.nodes(node) if isinstance(n, t.BigOp) for i in _bound(n)}
    found = Outcomes(next(iter(by.values())), known, bound)
    uses = [(use, above) for node in nodes for n, above in walk(node) if (use := found.use(n)) is not None]
    if not any(use.depends for use, _ in uses):
        return None
    if any(isinstance(use.function, t.Script) and use.function.sup is not None
           and any(isinstance(a, t.Derivative) for a in above) for use, above in uses):
        return None
    for use, _ in uses:
        found.numbered.setdefault(structure(use.function), set()).update(k for k, a in enumerate(use.arguments)
            if isinstance(a, t.Symbol) and a.name in bound)
    return found


def _bound(sum_: t.BigOp) -> list[t.Symbol]:
    """The letters that a sum runs over."""
    lower = sum_.lower.parts[0] if isinstance(sum_.lower, t.Relation) else sum_.lower
    return [i for i in t.items_of(lower) if isinstance(i, t.Symbol)]


def _member(symbol: t.Symbol, letters: tuple[t.Symbol, ...]) -> t.Node:
    return t.Script(symbol.span, symbol, t.listed(symbol.span, letters), None) if letters else symbol


def _exponential(node: t.Node) -> t.Node:
    return t.Call(node.span, t.Symbol(node.span, "exp", r"\exp", "roman"), (node,))
