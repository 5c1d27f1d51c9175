"""Elementary limits of scalars by SymPy, one rule a line: continuity, cancelling, leading terms,
de l'Hospital, logarithms of powers."""
from __future__ import annotations

from typing import Any

from .. import matrix as mx
from ..matrix import Expr
from ..records import record
from ..symbols import Symbol
from .scalar import BEYOND, Bridge

MOST_STEPS, MOST_OPERATIONS = 6, 80
_DIGITS = 60


@record
class Form:
    """The limit of `inside` (in its logarithm's exponential where `power`), reached by `title`."""

    inside: Expr
    title: str
    power: bool = False


@record
class Found:
    """`forms` one after the other, then the value by `title`; `error` of the last form near the target."""

    forms: tuple[Form, ...]
    value: Expr
    title: str
    error: float


class NoLimit(Exception):
    """The message says why there is no limit, or none that is found."""


def limit_of(body: Expr, symbol: Symbol, target: Expr | None, side: str, name: str) -> Found:
    """The limit for symbol -> target (None: infinity, with the sign in `side`), from `side` "+" or "-"
    or both.  Raises NoLimit."""
    bridge = Bridge(symbol)
    s = bridge.sympy
    try:
        x, inside = bridge.symbol, bridge.there(body)
        goal = (s.oo if side != "-" else -s.oo) if target is None else bridge.there(target)
        return _Finder(bridge, x, goal, "+-" if target is not None and not side else side, name).find(inside)
    except (*BEYOND, RecursionError) as error:
        raise NoLimit(str(error) or "it is no elementary function of one number") from None


class _Finder:
    def __init__(self, bridge: Bridge, x: Any, goal: Any, side: str, name: str):
        self.bridge, self.s, self.x, self.goal, self.side, self.name = bridge, bridge.sympy, x, goal, side, name
        self.forms: list[Form] = []

    def find(self, inside: Any) -> Found:
        s = self.s
        if s.count_ops(inside) > MOST_OPERATIONS:
            raise NoLimit("the function is too long for that")
        value = self._value(inside)
        if value.has(s.AccumBounds):
            raise NoLimit("the function oscillates, so there is no limit")
        if value.has(s.oo, -s.oo, s.zoo, s.nan) or value.is_infinite:
            raise NoLimit("the limit is infinite")
        error = self._error(inside, value)
        above, below, power = *s.fraction(inside), False
        for _ in range(MOST_STEPS):
            if self._continuous(above / below):
                title = (f"${self.name}$ put in: the function is continuous there" if self.goal not in (s.oo, -s.oo)
                         else "each part goes to its limit")
                return Found(tuple(self.forms), self.bridge.back(value), title, error)
            above, below, title, power = self._next(above, below, power)
            self._error(s.exp(above / below) if power else above / below, value)
            back = self.bridge.back
            self.forms.append(Form(mx.div(back(above), back(below)) if below != 1 else back(above), title, power))
        raise NoLimit(_UNKNOWN)

    def _value(self, inside: Any) -> Any:
        s = self.s
        if self.side != "+-" or self.goal in (s.oo, -s.oo):
            return s.limit(inside, self.x, self.goal, *([self.side] if self.side and self.goal not in (s.oo, -s.oo) else []))
        left, right = (s.limit(inside, self.x, self.goal, d) for d in "-+")
        if s.simplify(left - right) != 0:
            raise NoLimit("the limits from the left and from the right differ")
        return right

    def _error(self, inside: Any, value: Any) -> float:
        """How far the function is from the value close to the target, with numbers
        for all other letters.  Raises NoLimit."""
        s = self.s
        atoms = sorted((inside.free_symbols | value.free_symbols | s.sympify(self.goal).free_symbols) - {self.x}, key=str)
        numbers = {a: s.Rational(7 + 3 * n, 5 + 2 * n) for n, a in enumerate(atoms)}
        infinite, worst = self.goal in (s.oo, -s.oo), 0.0
        import mpmath
        with mpmath.workdps(_DIGITS * 3):  # floating: exact powers with such exponents would never end
            function = s.lambdify(self.x, inside.subs(numbers), "mpmath")
            wanted = mpmath.mpf(s.N(value.subs(numbers), _DIGITS * 3))
            goal = None if infinite else mpmath.mpf(s.N(self.goal.subs(numbers), _DIGITS * 3))
            near = mpmath.mpf(10) ** -25
            places = ([s.sign(self.goal) / near] if infinite
                      else [goal + d * near for d in ((1, -1) if self.side == "+-" else (1,) if self.side == "+" else (-1,))])
            for place in places:
                there = function(mpmath.mpf(place))
                error = abs(there - wanted) / max(1, abs(wanted))
                if not isinstance(there, mpmath.mpf) or not error < 1e-8:
                    raise NoLimit("the value could not be confirmed numerically")
                worst = max(worst, float(error))
        return worst

    def _continuous(self, inside: Any) -> bool:
        """Whether the target may be put in: the value is finite and nothing in the function is undefined there."""
        s = self.s
        if self.goal in (s.oo, -s.oo):
            return self._settles(inside)
        for part in s.preorder_traversal(inside):
            at = part.subs(self.x, self.goal)
            if (at.has(s.zoo, s.nan, s.oo, -s.oo) or part.is_Pow and part.exp.is_negative
                    and s.simplify(part.base.subs(self.x, self.goal)) == 0):
                return False
            if isinstance(part, s.log) and s.simplify(part.args[0].subs(self.x, self.goal)) == 0:
                return False
        return True

    def _settles(self, inside: Any) -> bool:
        """At infinity: a constant, or a sum, product, quotient or function of parts with finite limits
        and no denominator that goes to 0."""
        s = self.s
        if not inside.has(self.x):
            return True
        if inside.is_Pow and inside.base == self.x and inside.exp.is_negative:
            return True
        if inside.is_Pow and inside.exp.is_negative and not inside.exp.has(self.x):
            below = s.limit(inside.base, self.x, self.goal)
            return below.is_infinite or below.is_finite and below != 0 and self._settles(inside.base)
        if isinstance(inside, s.exp):
            return s.limit(inside.args[0], self.x, self.goal) == -s.oo or self._settles(inside.args[0])
        return (bool(inside.args) and not inside.is_Pow and all(self._settles(a) for a in inside.args) or inside.is_Pow
                and not inside.exp.has(self.x) and self._settles(inside.base)
                and s.limit(inside.base, self.x, self.goal) != 0)

    def _next(self, above: Any, below: Any, power: bool) -> tuple[Any, Any, str, bool]:
        """(numerator and denominator of the next form, the rule, whether an exponential stands around it)."""
        s, inside = self.s, above / below
        if inside.is_Pow and inside.exp.has(self.x) and inside.base.has(self.x) and not power:
            return inside.exp * s.log(inside.base), s.Integer(1), r"$u^v = e^{v \log u}$, and the exponential is continuous", True
        if below == 1:
            above, below = s.fraction(s.together(inside))
        if below.has(self.x) and _polynomials(above, below, self.x):
            return *self._rational(above, below), power
        a, b = self._goes_to(above), self._goes_to(below)
        if below.has(self.x) and (a == 0 == b or a.is_infinite and b.is_infinite):
            which = r"\frac{0}{0}" if b == 0 else r"\frac{\infty}{\infty}"
            new = s.simplify(s.diff(above, self.x)) / s.simplify(s.diff(below, self.x))
            new = s.cancel(new) if _polynomials(*s.fraction(s.together(new)), self.x) else s.powsimp(new)
            return *s.fraction(s.together(new)), f"de l'Hospital, ${which}$", power
        return *self._product(inside), power

    def _goes_to(self, part: Any) -> Any:
        one_sided = self.side in ("+", "-") and self.goal not in (self.s.oo, -self.s.oo)
        return self.s.limit(part, self.x, self.goal, *([self.side] if one_sided else []))

    def _rational(self, above: Any, below: Any) -> tuple[Any, Any, str]:
        s = self.s
        if self.goal in (s.oo, -s.oo):
            n = s.degree(below, self.x)
            lead = lambda p: s.Add(*[s.expand(t / self.x ** n) for t in s.Add.make_args(s.expand(p))])
            return (lead(above), lead(below), f"divide by ${self.name if n == 1 else self.name + '^{' + str(n) + '}'}$ "
                    f"above and below")
        return *s.fraction(s.cancel(above / below)), "cancel the common factor"

    def _product(self, inside: Any) -> tuple[Any, Any, str]:
        r"""0 \cdot \infty as a quotient, a logarithm above the bar."""
        s = self.s
        if inside.is_Mul:
            parts = [(p, self._goes_to(p)) for p in inside.args]
            large, small = [p for p, v in parts if v.is_infinite], [p for p, v in parts if v == 0]
            if large and small:
                rest = s.Mul(*[p for p, _ in parts if p not in large and p not in small])
                above, below = (large, small) if any(p.has(s.log) for p in large) else (small, large)
                return rest * s.Mul(*above), 1 / s.Mul(*below), r"$0 \cdot \infty$ as a quotient"
        raise NoLimit(_UNKNOWN)


_UNKNOWN = "no elementary rule that texderive knows leads to it"


def _polynomials(above: Any, below: Any, x: Any) -> bool:
    return above.is_polynomial(x) and below.is_polynomial(x)
