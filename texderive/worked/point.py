"""Evaluation bars: the derivative at a point, refused where it does not exist there."""
from __future__ import annotations

from fractions import Fraction

from .. import index as ix
from ..deriving.engine import Move, everywhere
from ..errors import UnsupportedError, VerificationError
from ..functions import FUNCTIONS
from ..index import Node
from ..rules.dependence import depends
from ..rules.rule import Rule
from .setup import Setting

_KINKED = {"abs", "relu", "sign", "step"}
AT = Rule("at the point", "at the given point", r"f'(x)\big|_{x=a} = f'(a)", "First differentiate, then put the point in.",
          r"\left.\frac{d}{dx} x^3\right|_{x=2}", lambda node: None)


def point_error(setting: Setting, general: Node, at: Node) -> float:
    """The relative error of `at` against `general` with the point's values given to the symbols.  Raises VerificationError."""
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
        raise VerificationError("the value at the point failed its numeric check", code="TD401", hint="check that the derivative is defined there")
    return comparison.error


def _undefined(f: Node, there) -> bool:
    """Whether f is a logarithm of zero or of a negative number at the point."""
    if f.op != "fn" or f.data != "log":
        return False
    value = there(f.args[0])
    return value.op == "num" and value.data <= 0


def at_point(setting: Setting, node: Node) -> Move | None:
    """The move that puts the point in; None without a bar.  Raises UnsupportedError where the function has no derivative."""
    where = setting.problem.at
    if not where:
        return None

    def put(n: Node) -> Node | None:
        if n.op == "fn" and n.args[0].op == "num":
            value = dict(FUNCTIONS[n.data].values).get(n.args[0].data)
            return None if value is None else ix.num(Fraction(value))
        if n.op == "app":                                     # its arguments are closed: only what brings no sums may be put in
            if any(v.op not in ("num", "var", "zeros", "ones") for v in where.values()) and any(depends(n, symbol) for symbol in where):
                raise UnsupportedError("an unspecified function cannot be evaluated at this point", code="TD321", hint="name the point: x = x_0")
            new = everywhere(n, put, ix.kinds("comp", "fn"), [])
            return None if new is n else new
        if n.op != "comp":
            return None
        if n.data in where:
            row = iter(n.ix)
            value = where[n.data]
            return setting.low.component(value, *[next(row) if d != 1 else None for d in value.shape])
        if n.data.definition is not None and any(depends(n, symbol) for symbol in where):
            return there(ix.unfold(n))
        return None

    def there(n: Node) -> Node:
        return everywhere(n, put, ix.kinds("comp", "fn", "app"), [], True)

    def parts(n: Node):
        for m in ix.walk(n):
            yield m
            if m.op == "comp" and m.data.definition is not None:
                yield from parts(m.data.definition.body)

    def kinks(n: Node):
        for m in parts(n):
            if m.op == "fn" and m.data in _KINKED:
                yield m.args[0]
            elif m.op in ("max", "min", "ind"):
                yield ix.add(m.args[0], ix.neg(m.args[1]))

    if any(ix.is_num(there(kink), 0) for kink in kinks(setting.body)):
        raise UnsupportedError("the function has a kink at this point and no derivative there", code="TD352", hint="choose another point, or ask for one-sided limits")
    if any(_undefined(f, there) for f in parts(setting.body)):
        raise UnsupportedError("the logarithm is not defined at this point", code="TD352", hint="choose a point where its argument is positive")
    new = there(node)
    return Move(AT, new, (node,)) if new is not node else None
