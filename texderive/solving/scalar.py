"""The one wrapper of SymPy: scalar equations and limits; whatever is not the unknown is an atom."""
from __future__ import annotations

from fractions import Fraction

from .. import matrix as mx
from ..matrix import Expr
from ..symbols import Symbol
from .expand import contains

_FUNCTIONS = {"exp": "exp", "log": "log", "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh",
              "arcsin": "asin", "arccos": "acos", "arctan": "atan", "abs": "Abs"}


class Bridge:
    """Scalar expressions to SymPy and back."""

    def __init__(self, unknown: Symbol):
        import sympy
        self.sympy = sympy
        self.unknown = unknown
        self.symbol = sympy.Symbol("x_unknown", positive=True if "positive" in unknown.props or "unit" in unknown.props else None, real=True)
        self.atoms: dict[Expr, object] = {}

    def there(self, x: Expr):
        """x in SymPy; parts without the unknown that are not plain arithmetic become atoms."""
        s = self.sympy
        if x.op == "var" and x.data is self.unknown:
            return self.symbol
        match x.op:
            case "num":
                return s.Rational(x.data.numerator, x.data.denominator)
            case "const":
                return {"pi": s.pi, "e": s.E}[x.data]
            case "add":
                return s.Add(*[self.there(a) for a in x.args])
            case "mul" if all(a.is_scalar for a in x.args):
                return s.Mul(*[self.there(a) for a in x.args])
            case "div":
                return self.there(x.args[0]) / self.there(x.args[1])
            case "pow":
                return self.there(x.args[0]) ** self.there(x.args[1])
            case "fn" if x.data in _FUNCTIONS:
                return getattr(s, _FUNCTIONS[x.data])(self.there(x.args[0]))
            case "sum" if contains(x, self.unknown) or x.args[0].op == "add":
                return self._sum(x)
        if contains(x, self.unknown):
            raise ValueError("not scalar arithmetic in the unknown")
        found = self.atoms.get(x)
        if found is None:
            found = self.atoms[x] = s.Symbol(f"c_{len(self.atoms)}", positive="positive" in x.data.props or None if x.op == "var" else None, real=True)
        return found

    def _sum(self, x: Expr):
        """A sum over a family: factors with the unknown come out, if they do not depend on the index."""
        name, total = x.data.index, 0
        for t in _terms(x.args[0]):
            outer, inner = [], []
            for f in _flat(t):
                depends = any(n.op == "idx" and n.data == name for n in mx.walk(f))
                if depends and contains(f, self.unknown):
                    raise ValueError("the unknown does not come out of the sum")
                (inner if depends else outer).append(f)
            if inner or len(x.args) == 2 or x.data.lower != 1 or x.data.upper is not None:
                rest = mx.make("sum", (mx.mul(*inner) if inner else mx.ONE, *x.args[1:]), x.data, (1, 1))
            else:
                rest = mx.dim(x.data.dim)
            total += self.sympy.Mul(*[self.there(f) for f in outer]) * self.there(rest)
        return total

    def back(self, value) -> Expr:
        """A SymPy expression as a matrix expression."""
        s = self.sympy
        names = {v: k for k, v in self.atoms.items()}
        if value == self.symbol:
            return mx.var(self.unknown)
        if value in names:
            return names[value]
        if value.is_Rational:
            return mx.num(Fraction(int(value.p), int(value.q)))
        if value == s.pi or value == s.E:
            return mx.const("pi" if value == s.pi else "e")
        if value.is_Add:
            return mx.add(*[self.back(a) for a in sorted(value.args, key=lambda a: (s.degree(a, self.symbol) if a.is_polynomial(self.symbol) else 0, str(a)))])
        if value.is_Mul:
            top, bottom = value.as_numer_denom()
            if bottom != 1:
                return mx.div(self.back(top), self.back(bottom))
            return mx.mul(*[self.back(a) for a in value.args])
        if value.is_Pow:
            if value.exp.is_negative:
                return mx.div(mx.ONE, self.back(value.base ** (-value.exp)))
            return mx.pow_(self.back(value.base), self.back(value.exp))
        for ours, theirs in _FUNCTIONS.items():
            if value.func is getattr(s, theirs):
                return mx.fn(ours, self.back(value.args[0]))
        raise ValueError(f"no way back for {value}")


def _terms(x: Expr) -> list[Expr]:
    """A scalar multiplied out into terms."""
    match x.op:
        case "add":
            return [t for a in x.args for t in _terms(a)]
        case "mul" if all(f.is_scalar for f in x.args):
            products: list[list[Expr]] = [[]]
            for f in x.args:
                products = [[*p, t] for p in products for t in _terms(f)]
            return [mx.mul(*p) for p in products]
        case "div":
            return [mx.div(t, x.args[1]) for t in _terms(x.args[0])]
    return [x]


def _flat(t: Expr) -> list[Expr]:
    match t.op:
        case "mul":
            return [f for a in t.args for f in _flat(a)]
        case "div":
            return [*_flat(t.args[0]), *[mx.pow_(f, mx.num(-1)) for f in _flat(t.args[1])]]
        case "pow" if t.args[1].op == "num":
            return [mx.pow_(f, t.args[1]) for f in _flat(t.args[0])] if t.args[0].op in ("mul", "div") else [t]
    return [t]


def roots(equation: Expr, unknown: Symbol) -> list[Expr]:
    """The solutions of equation = 0 in the unknown; [] where SymPy finds none or many."""
    bridge = Bridge(unknown)
    try:
        found = bridge.sympy.solve(bridge.sympy.together(bridge.there(equation)), bridge.symbol)
        return [bridge.back(bridge.sympy.factor(r)) for r in found if not r.has(bridge.sympy.I)]
    except (ValueError, NotImplementedError, TypeError):
        return []
