"""The one wrapper of SymPy: scalar equations and limits; whatever is not the unknown is an atom."""
from __future__ import annotations

from fractions import Fraction

from .. import matrix as mx
from ..limits import time_limit
from ..matrix import Expr
from ..raising.quotients import mostly_negative, turned
from ..symbols import Dim, Symbol
from .definite import positive
from .expand import contains
from .substitution import one_letter

_FUNCTIONS = {"exp": "exp", "log": "log", "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh",
              "cosh": "cosh", "tanh": "tanh",
              "arcsin": "asin", "arccos": "acos", "arctan": "atan", "abs": "Abs"}


# what SymPy raises at expressions that are too much for it
BEYOND = (ValueError, NotImplementedError, TypeError, AttributeError, TimeoutError)
_SECONDS = 2.0                # for one solution of SymPy
_LONGEST = 65                # operations in a root: those of quartics in radicals are no answer to be read


class Bridge:
    """Scalar expressions to SymPy and back."""

    def __init__(self, *unknowns: Symbol):
        import sympy
        self.sympy = sympy
        self.symbols = {u: sympy.Symbol(f"x_{n}_unknown", positive=True if u.props & {"positive", "unit"} else None,
                                        real=True) for n, u in enumerate(unknowns)}
        self.symbol = next(iter(self.symbols.values()))
        self.atoms: dict[Expr, object] = {}
        self.letters: dict[Dim, str] = {}

    def free(self, x: Expr) -> bool:
        """Whether no unknown stands in x."""
        return not any(contains(x, u) for u in self.symbols)

    def there(self, x: Expr):
        """x in SymPy; parts without the unknown that are not plain arithmetic become atoms."""
        s = self.sympy
        if x.op == "var" and x.data in self.symbols:
            return self.symbols[x.data]
        match x.op:
            case "num":
                return s.Rational(x.data.numerator, x.data.denominator)
            case "const":
                return {"pi": s.pi, "e": s.E}[x.data]
            case "add":
                return s.Add(*[self.there(a) for a in x.args])
            case "mul" if any(a.is_scalar for a in x.args):
                scalars, chain = mx.scalars_apart(x.args)
                return s.Mul(*[self.there(a) for a in (*scalars, *([mx.mul(*chain)] if chain else []))])
            case "div":
                return self.there(x.args[0]) / self.there(x.args[1])
            case "pow":
                return self.there(x.args[0]) ** self.there(x.args[1])
            case "fn" if x.data in _FUNCTIONS:
                return getattr(s, _FUNCTIONS[x.data])(self.there(x.args[0]))
            case "fn" if x.data == "sigmoid" and not self.free(x):
                return 1 / (1 + s.exp(-self.there(x.args[0])))
            case "fn" if x.data == "softplus" and not self.free(x):
                return s.log(1 + s.exp(self.there(x.args[0])))
            case "sum" if not self.free(x) or x.args[0].op == "add":
                return self._sum(x)
        if not self.free(x):
            raise ValueError("not scalar arithmetic in the unknown")
        x = one_letter(x, self.letters)
        found = self.atoms.get(x)
        if found is None:
            told = positive(x)
            # a sum of squares, apart from the case that all vanish
            sure = told is not None and all(c.kind in ("nonzero", "some nonzero") for c in told)
            found = self.atoms[x] = s.Symbol(f"c_{len(self.atoms)}", positive=sure or None, real=True)
        return found

    def _place(self, term) -> tuple:
        """By degree in the unknown; positive terms first."""
        degree = self.sympy.degree(term, self.symbol) if term.is_polynomial(self.symbol) else 0
        return degree, term.could_extract_minus_sign(), str(term)

    def _sum(self, x: Expr):
        """A sum over a family: factors with the unknown come out, if they do not depend on the index."""
        name, total = x.data.index, 0
        for t in _terms(x.args[0]):
            outer, inner = [], []
            for f in _flat(t):
                depends = mx.depends_on(f, name)
                if depends and not self.free(f):
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
        for unknown, symbol in self.symbols.items():
            if value == symbol:
                return mx.var(unknown)
        if value in names:
            return names[value]
        if value.is_Rational:
            return mx.num(Fraction(int(value.p), int(value.q)))
        if value == s.pi or value == s.E:
            return mx.const("pi" if value == s.pi else "e")
        if value.is_Add:
            return mx.add(*[self.back(a) for a in sorted(value.args, key=self._place)])
        if value.is_Mul:
            roots, others = ([f for f in value.args if f.is_Pow and abs(f.exp) == s.Rational(1, 2)],
                             [f for f in value.args if not (f.is_Pow and abs(f.exp) == s.Rational(1, 2))])
            if len(roots) > 1:  # one root over all: SymPy takes positive letters out of it
                return mx.mul(self.back(s.Mul(*others)),
                              mx.pow_(self.back(s.Mul(*[f.base ** (2 * f.exp) for f in roots])), mx.num(Fraction(1, 2))))
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
    """All solutions of equation = 0 in the unknown; [] where SymPy finds none, or may have missed some."""
    bridge = Bridge(unknown)
    try:
        value = bridge.sympy.together(bridge.there(equation))
        if value.has(bridge.sympy.functions.elementary.trigonometric.TrigonometricFunction):
            return []                                         # periodic: solve gives the solutions of one period
        with time_limit(_SECONDS, TimeoutError()):
            found = bridge.sympy.solve(value, bridge.symbol)
        if any(bridge.sympy.count_ops(r) > _LONGEST for r in found):
            return []
        real = _in_domain(bridge, [r for r in found if not r.has(bridge.sympy.I)])
        return [_plus_first(bridge.back(bridge.sympy.factor(r))) for r in real] if _all_of_them(bridge, value, real) else []
    except BEYOND:
        return []


def power_of(equation: Expr, unknown: Symbol) -> tuple[Expr, Expr] | None:
    """(p, r) where equation = 0 says of an unknown that is positive, as what has a power with a letter is,
    that its power p is r; None of any other equation."""
    bridge = Bridge(unknown)
    s, x = bridge.sympy, bridge.symbol
    try:
        factors: dict = {}
        for term in s.Add.make_args(s.expand(bridge.there(equation))):
            constant, power = s.powsimp(term).as_independent(x, as_Add=False)
            if not (power in (1, x) or power.is_Pow and power.base == x and not power.exp.has(x)):
                return None
            exponent = power.exp if power.is_Pow else s.Integer(int(power == x))
            factors[exponent] = factors.get(exponent, 0) + constant
        if len(factors) != 2:
            return None
        (low, b), (high, a) = sorted(factors.items(), key=lambda item: (not item[0].is_number, str(item[0])))
        exponent, ratio = s.simplify(high - low), -b / a
        if exponent.is_number and not x.is_positive:              # x^3 = c, which negative numbers solve, too
            return None
        return bridge.back(exponent), bridge.back(s.factor(s.powsimp(ratio)))
    except BEYOND:
        return None


def common_roots(equations: list[Expr], unknowns: list[Symbol]) -> list[dict[Symbol, Expr]]:
    """All real solutions of polynomial equations = 0; [] where they are none of few unknowns and low degree,
    or leave one of the unknowns open."""
    bridge = Bridge(*unknowns)
    s = bridge.sympy
    try:
        tops = [s.fraction(s.together(bridge.there(e)))[0] for e in equations]
        names = [bridge.symbols[u] for u in unknowns]
        if len(unknowns) > 4 or not all(t.is_polynomial(*names) and s.Poly(t, *names).total_degree() <= 4 for t in tops):
            return []
        with time_limit(_SECONDS, TimeoutError()):
            found = s.solve(tops, names, dict=True)
            if not all(_as_many(s, tops, names, name, found) for name in names):
                return []
        real = [r for r in found if not any(v.has(s.I) for v in r.values())]
        if any(set(r) != set(names) for r in found) or any(v.free_symbols & set(names) for r in real for v in r.values()):
            return []
        return [{u: bridge.back(s.simplify(r[bridge.symbols[u]])) for u in unknowns} for r in real]
    except BEYOND:
        return []


def _as_many(s, tops: list, names: list, name, found: list[dict]) -> bool:
    """Whether an unknown has as many values in the solutions as its eliminant has real roots: SymPy leaves out what is no
    root of numbers.  Not tested where the equations hold other letters."""
    if any(top.free_symbols - set(names) for top in tops):
        return True
    last = s.groebner(tops, *(n for n in names if n is not name), name, order="lex").exprs[-1]
    if last.free_symbols != {name}:
        return False
    values = {round(float(s.re(s.N(r[name], 30))), 9) for r in found if name in r and not r[name].has(s.I)}
    roots = s.Poly(last, name).sqf_part()
    real = roots.count_roots(0) - (roots.eval(0) == 0) if name.is_positive else roots.count_roots()
    return len(values) >= real


def second_derivatives(x: Expr, unknowns: tuple[Symbol, ...]) -> list[list[Expr]] | None:
    """The Hessian of a scalar by scalars, row by row; None where it is no arithmetic in them."""
    bridge = Bridge(*unknowns)
    try:
        value, names = bridge.there(x), [bridge.symbols[u] for u in unknowns]
        return [[bridge.back(bridge.sympy.expand(bridge.sympy.diff(value, a, b))) for b in names] for a in names]
    except BEYOND:
        return None


def cleared(equation: Expr, unknown: Symbol) -> tuple[Expr, Expr, Expr] | None:
    """(factor, left, right): equation = 0 times the factor (up to its sign) reads left = right with the unknown, or a
    power of it, once on the left; None where it is no such equation, or needs no factor with the unknown."""
    bridge = Bridge(unknown)
    s, x = bridge.sympy, bridge.symbol
    try:
        above, below = s.fraction(s.together(bridge.there(equation)))
        if not below.has(x) or not above.is_polynomial(x):
            return None
        power = s.degree(above, x)
        scale = s.Poly(above, x).coeff_monomial(x ** power)
        rest = s.expand(above - scale * x ** power)
        if not power or rest.has(x):
            return None
        if scale.could_extract_minus_sign():
            scale, rest = -scale, -rest
        return (bridge.back(_upright(bridge, s.factor(below))),
                mx.mul(bridge.back(s.factor(scale)), bridge.back(x ** power)), bridge.back(-rest))
    except BEYOND:
        return None


def _upright(bridge: Bridge, factor):
    """A factor up to its sign: theta (1 - theta) rather than theta (theta - 1)."""
    s, x = bridge.sympy, bridge.symbol
    upright = [-f if f.is_Add and f.coeff(x, 1).is_positive and f.coeff(x, 0).is_negative else abs(f) if f.is_number
               else f for f in s.Mul.make_args(factor)]
    return s.Mul(*upright)


def _in_domain(bridge: Bridge, found: list) -> list:
    """Of two roots that differ in their sign a positive unknown is the one with the plus,
    which is a product of square roots."""
    if not bridge.symbol.is_positive:
        return found
    return [r for r in found if not (-r in found and r.could_extract_minus_sign()
                                     and all(f.is_Pow and f.exp.is_Rational and f.exp.q % 2 == 0 or f.is_positive
                                             for f in bridge.sympy.Mul.make_args(-r)))]


def _plus_first(x: Expr) -> Expr:
    """(1 - a - b)/c as -(a + b - 1)/c: most terms of a numerator are positive."""
    top = x.args[0] if x.op == "div" else x
    if not mostly_negative(top):
        return x
    return mx.mul(mx.num(-1), mx.div(turned(top), x.args[1])) if x.op == "div" else mx.mul(mx.num(-1), turned(top))


def _all_of_them(bridge: Bridge, value, found: list) -> bool:
    """Whether a function changes its sign no more often than it has roots, at numbers for all other letters;
    rational ones are solved wholly."""
    s, x = bridge.sympy, bridge.symbol
    if all(part.is_polynomial(x) for part in s.fraction(value)):
        return True
    atoms = sorted(value.free_symbols - {x}, key=str)
    function = s.lambdify(x, value.subs({a: s.Rational(9 + 4 * n, 7 + 2 * n) for n, a in enumerate(atoms)}), "math")
    changes, before, first = 0, 0.0, 0.001 if x.is_positive else -30.0
    for k in range(2001):
        try:
            here = function(first + k * (30.0 - first) / 2000)
        except (ValueError, OverflowError, ZeroDivisionError):    # outside of the domain
            continue
        changes += here * before < 0
        before = here or before
    return changes <= len(found)


def simplified(x: Expr) -> Expr:
    """A scalar simplified by SymPy with everything that is no arithmetic as an atom."""
    bridge = Bridge(_NOTHING)
    try:
        value = bridge.there(x)
        if value.has(bridge.sympy.exp, bridge.sympy.log):
            value = bridge.sympy.simplify(value)
        return bridge.back(bridge.sympy.factor(bridge.sympy.together(value)))
    except BEYOND:
        return x


_NOTHING = Symbol("nothing", "nothing")


def with_simple_scalars(x: Expr) -> Expr:
    """x with its scalar parts that hold exponentials or logarithms simplified: e^{1 - log n} / e is 1/n."""
    if x.is_scalar:
        return simplified(x) if any(n.op == "fn" and n.data in ("exp", "log") for n in mx.walk(x)) else x
    if x.op == "mul":
        scalars, rest = mx.scalars_apart(x.args)
        return mx.mul(with_simple_scalars(mx.mul(*scalars)) if scalars else mx.ONE, *rest)
    if x.op == "div" and x.args[1].is_scalar:
        return with_simple_scalars(mx.mul(mx.div(mx.ONE, x.args[1]), x.args[0]))
    return x


def second_derivative(x: Expr, unknown: Symbol) -> Expr | None:
    """The second derivative of a scalar by a scalar; None where it is no arithmetic in the unknown."""
    bridge = Bridge(unknown)
    try:
        return bridge.back(bridge.sympy.together(bridge.sympy.diff(bridge.there(x), bridge.symbol, 2)))
    except BEYOND:
        return None


def profile(body: Expr, unknown: Symbol, points: list[Expr]) -> tuple[list[float], list[float]] | None:
    """(values at the points, limits at both ends) of a function of one number that
    is defined without gaps; None for any other."""
    bridge = Bridge(unknown)
    s = bridge.sympy
    try:
        f = bridge.there(body)
        if f.free_symbols - {bridge.symbol} or s.singularities(f, bridge.symbol, s.S.Reals) != s.S.EmptySet or f.has(s.log):
            return None
        values = [float(f.subs(bridge.symbol, bridge.there(p))) for p in points]
        return (values, [float(s.limit(f, bridge.symbol, end))
                         for end in ((-s.oo, s.oo) if not bridge.symbol.is_positive else (0, s.oo))])
    except BEYOND:
        return None
