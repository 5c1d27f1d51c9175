r"""Equations between vectors that hold entry by entry: n / \pi + \lambda 1 = 0 is solved
for \pi like a scalar equation."""
from __future__ import annotations

from dataclasses import replace

from .. import matrix as mx
from ..matrix import Expr
from ..raising.polish import polish
from ..symbols import Symbol
from .expand import contains, unfolded
from .scalar import roots


class _Entries:
    """Vectors of one shape as scalars, and back."""

    def __init__(self, unknown: Symbol):
        self.unknown = unknown
        self.scalar = replace(unknown, shape=(1, 1))
        self.of: dict[Expr, Symbol] = {}

    def entry(self, x: Expr) -> Expr:
        """The typical entry of x.  Raises ValueError where an entry depends on other entries of the unknown."""
        if x.is_scalar:
            if contains(x, self.unknown):
                raise ValueError("all entries at once")
            return x
        if x.op == "var" and x.data is self.unknown:
            return mx.var(self.scalar)
        match x.op:
            case "ones":
                return mx.ONE
            case "add":
                return mx.add(*[self.entry(t) for t in x.args])
            case "had":
                return mx.mul(*[self.entry(f) for f in x.args])
            case "mul" if sum(not f.is_scalar for f in x.args) == 1:
                return mx.mul(*[self.entry(f) for f in x.args])
            case "div":
                return mx.div(self.entry(x.args[0]), self.entry(x.args[1]))
            case "fn":
                return mx.fn(x.data, self.entry(x.args[0]))
            case "hpow":
                return mx.pow_(self.entry(x.args[0]), x.args[1])
            case "mul" if len(x.args) == 2 and x.args[0].op == "diag" and x.args[0].args[0].shape == x.shape:
                return mx.mul(self.entry(x.args[0].args[0]), self.entry(x.args[1]))
        if contains(x, self.unknown):
            raise ValueError("not elementwise")
        symbol = self.of.get(x)
        if symbol is None:
            props = x.data.props if x.op == "var" else frozenset()
            symbol = self.of[x] = Symbol(f"entry_{len(self.of)}", f"entry_{len(self.of)}",
                                         props=props & {"positive", "nonzero", "unit"})
        return mx.var(symbol)

    def back(self, x: Expr) -> Expr:
        """The vector whose typical entry is x; a scalar where nothing in x varies."""
        names = {s: v for v, s in self.of.items()}
        if x.op == "var" and x.data in names:
            return names[x.data]
        if not x.args or all(not any(n.op == "var" and n.data in names for n in mx.walk(a)) for a in x.args):
            return x
        args = [self.back(a) for a in x.args]
        spread = lambda a: a if not a.is_scalar else mx.mul(a, mx.ones(self.unknown.shape))
        match x.op:
            case "add":
                return mx.add(*[spread(a) for a in args])
            case "mul":
                scalars, arrays = mx.scalars_apart(args)
                return mx.mul(*scalars, mx.had(*arrays) if len(arrays) > 1 else arrays[0])
            case "div":
                return mx.div(spread(args[0]), args[1])
            case "fn":
                return mx.fn(x.data, args[0])
            case "pow":
                return mx.hpow(args[0], args[1])
        raise ValueError(f"no way back for {x.op}")


def elementwise_root(equation: Expr, unknown: Symbol) -> Expr | None:
    """The vector that solves the equation entry by entry; None where it is no such equation or
    has several solutions."""
    if 1 not in unknown.shape or unknown.shape == (1, 1) or equation.shape != unknown.shape:
        return None
    entries = _Entries(unknown)
    try:
        found = roots(entries.entry(unfolded(equation)), entries.scalar)
        if len(found) != 1:
            return None
        value = entries.back(found[0])
    except ValueError:
        return None
    return polish(value if not value.is_scalar else mx.mul(value, mx.ones(unknown.shape)))
