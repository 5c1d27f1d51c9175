"""Evaluation bars: the derivative at a point, refused where it does not exist there."""
from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction

from .. import index as ix
from ..deriving.engine import Move, everywhere
from ..errors import UnsupportedError, VerificationError
from ..functions import FUNCTIONS
from ..index import Node
from ..rules.dependence import depends_on
from ..rules.rule import Rule
from .setup import Setting

_KINKED = {"abs": abs, "relu": lambda v: max(v, Fraction(0)), "sign": lambda v: (v > 0) - (v < 0), "step": lambda v: int(v > 0)}
AT = Rule("at the point", "at the given point", r"f'(x)\big|_{x=a} = f'(a)", "First differentiate, then put the point in.",
          r"\left.\frac{d}{dx} x^3\right|_{x=2}", lambda node: None)


def point_error(setting: Setting, general: Node, at: Node) -> float:
    """The relative error of `at` against `general` with the point's values given to the symbols.
    Raises VerificationError."""
    from ..verify.check_steps import verifier_for
    from ..verify.compare import agree
    from ..verify.index_values import IndexEvaluator
    from ..verify.matrix_values import MatrixEvaluator
    from ..verify.points import Points
    points = verifier_for(setting.problem.symbols.values(), [at]).points
    env = dict(points.env)
    for symbol, value in setting.problem.at.items():
        array = MatrixEvaluator(points).value(value, {})
        env[symbol] = array.reshape(array.shape[0], *[n for n, d in zip(array.shape[1:], symbol.shape) if d != 1])
    axes = tuple(k for k in setting.axes if k in general.free or k in at.free)
    there = IndexEvaluator(Points(env, points.sizes, points.count)).value(general, axes)
    comparison = agree(there, IndexEvaluator(points).value(at, axes), 1e-8, True)
    if not comparison.ok:
        raise VerificationError("the value at the point failed its numeric check", code="TD401",
                                hint="check that the derivative is defined there")
    return comparison.error


def at_point(setting: Setting, node: Node) -> Move | None:
    """The move that puts the point in; None without a bar.
    Raises UnsupportedError where the function has no derivative."""
    if not setting.problem.at:
        return None
    there = _substitution(setting)
    below = _parts(setting.body)
    if any(ix.is_num(there(kink), 0) for kink in map(_kink, below) if kink is not None):
        raise UnsupportedError("the function has a kink at this point and no derivative there", code="TD352",
                               hint="choose another point, or ask for one-sided limits")
    if any(_undefined(f, there) for f in below):
        raise UnsupportedError("the logarithm is not defined at this point", code="TD352",
                               hint="choose a point where its argument is positive")
    new = there(node)
    return Move(AT, new, (node,)) if new is not node else None


def known_value(n: Node) -> Node | None:
    """The value of a function at a number where its table tells one, or its branches do: cos 0 is 1, |-2| is 2."""
    if n.args[0].op != "num":
        return None
    at = n.args[0].data
    value = _KINKED[n.data](at) if at and n.data in _KINKED else dict(FUNCTIONS[n.data].values).get(at)
    return None if value is None else ix.num(Fraction(value))


def _substitution(setting: Setting) -> Callable[[Node], Node]:
    """Puts the point's values in everywhere, also in what named intermediates stand for."""
    where = setting.problem.at

    def varies(n: Node) -> bool:
        return any(depends_on(n, symbol) for symbol in where)

    def put(n: Node) -> Node | None:
        if n.op == "fn":
            return known_value(n)
        if n.op in _DECIDED:
            return _DECIDED[n.op](n)
        if n.op == "app":  # its arguments are closed: only what brings no sums may be put in
            if any(v.op not in ("num", "var", "zeros", "ones") for v in where.values()) and varies(n):
                raise UnsupportedError("an unspecified function cannot be evaluated at this point", code="TD321",
                                       hint="name the point: x = x_0")
            new = everywhere(n, put, ix.kinds("comp", "fn"), [])
            return None if new is n else new
        if n.op == "comp" and n.data in where:
            row, value = iter(n.ix), where[n.data]
            return setting.low.component(value, *[next(row) if d != 1 else None for d in value.shape])
        return there(ix.unfold(n)) if n.op == "comp" and n.data.definition is not None and varies(n) else None

    def there(n: Node) -> Node:
        return everywhere(n, put, ix.kinds("comp", "fn", "app", *_DECIDED), [], True)

    return there


def _condition(n: Node) -> Node | None:
    """[2 > 0] = 1."""
    values = [a.data for a in n.args if a.op == "num"]
    return ix.num(int(_RELATIONS[n.data](*values))) if len(values) == 2 else None


def _extreme(n: Node) -> Node | None:
    """max(0, 2) = 2."""
    values = [a.data for a in n.args if a.op == "num"]
    return ix.num((max if n.op == "max" else min)(values)) if len(values) == len(n.args) else None


def _case(n: Node) -> Node | None:
    """The case that holds, where all before it do not."""
    for k, test in enumerate(n.args[1::2]):
        if test.op != "num":
            return ix.make("cases", n.args[2 * k:]) if k else None
        if test.data:
            return n.args[2 * k]
    return n.args[-1]


_RELATIONS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "!=": operator.ne}
_DECIDED = {"ind": _condition, "max": _extreme, "min": _extreme, "cases": _case}


def _parts(node: Node) -> list[Node]:
    """Every node below, also of what named intermediates stand for."""
    below = ix.walk(node)
    return [*below, *(n for c in below if c.op == "comp" and c.data.definition is not None
                      for n in _parts(c.data.definition.body))]


def _kink(f: Node) -> Node | None:
    """What must not be zero for f to have a derivative."""
    if f.op == "fn" and f.data in _KINKED:
        return f.args[0]
    return ix.add(f.args[0], ix.neg(f.args[1])) if f.op in ("max", "min", "ind") else None


def _undefined(f: Node, there: Callable[[Node], Node]) -> bool:
    """Whether f is a logarithm of zero or of a negative number at the point."""
    if f.op != "fn" or f.data != "log":
        return False
    value = there(f.args[0])
    return value.op == "num" and value.data <= 0
