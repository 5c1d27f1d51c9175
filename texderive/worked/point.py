"""Evaluation bars: the derivative at a point, refused where it does not exist there."""
from __future__ import annotations

from .. import index as ix
from ..deriving.engine import Move, everywhere
from ..errors import UnsupportedError
from ..index import Node
from ..rules.rule import Rule
from .setup import Setting

_KINKED = {"abs", "relu", "sign", "step"}
AT = Rule("at the point", "at the given point", r"f'(x)\big|_{x=a} = f'(a)", "First differentiate, then put the point in.",
          r"\left.\frac{d}{dx} x^3\right|_{x=2}", lambda node: None)


def at_point(setting: Setting, node: Node) -> Move | None:
    """The move that puts the point in; None without a bar.  Raises UnsupportedError at a kink."""
    where = setting.problem.at
    if not where:
        return None

    def put(n: Node) -> Node | None:
        if n.op != "comp" or n.data not in where:
            return None
        row = iter(n.ix)
        value = where[n.data]
        return setting.low.component(value, *[next(row) if d != 1 else None for d in value.shape])

    for n in ix.walk(setting.body):
        kink = n.args[0] if n.op == "fn" and n.data in _KINKED else ix.add(n.args[0], ix.neg(n.args[1])) if n.op in ("max", "min", "ind") else None
        if kink is not None and ix.is_num(everywhere(kink, put, lambda m: bool(m.args) or m.op == "comp", [], True), 0):
            raise UnsupportedError("the function has a kink at this point and no derivative there", code="TD352", hint="choose another point, or ask for one-sided limits")
    new = everywhere(node, put, lambda m: bool(m.args) or m.op == "comp", [], True)
    return Move(AT, new, (node,)) if new is not node else None
