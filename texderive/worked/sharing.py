"""Long parts that a result repeats get a letter, as on paper: diag(a) - a a^T with a = softmax(Kq)."""
from __future__ import annotations

from .. import matrix as mx
from ..matrix import Expr
from ..raising.polish import polish
from ..solving.expand import replaced
from ..symbols import Symbol
from .setup import Setting

SAVING, OF_SHORT = 7, 9         # nodes that a name has to save, and the name of a short part such as x - m
SHORT = 6
_LONG_WORDS = {"softmax": 4}    # what a name of several letters weighs more than a node


def repeated(x: Expr) -> list[Expr]:
    """The parts of x that deserve a name, outermost first; none of them varies with the index of a sum.

    >>> from texderive import derive
    >>> derive(r"\\nabla_q \\operatorname{softmax}(Kq/c)").result.latex.count("softmax")
    1
    """
    parts: list[Expr] = []
    while (part := _dearest(x)) is not None:
        parts.append(part)
        x = replaced(x, part, _placeholder(part))
    return parts


def size_by_name(x: Expr, parts: list[Expr]) -> int:
    """The nodes of x when `parts` have names."""
    for part in parts:
        x = replaced(x, part, _placeholder(part))
    return mx.size(x)


def by_name(x: Expr, parts: list[Expr], setting: Setting) -> Expr:
    """x with a name for each of `parts`: the one that it has in the derivation, or a new one, defined
    in `setting.given` as other intermediates are."""
    refs = setting.given.refs
    for part in parts:
        ref = refs.get(part) or next((r for e, r in refs.items() if e.shape == part.shape and polish(e) == part), None)
        x = replaced(x, part, ref or setting.given.name(setting.low, part))
    return x


def square_of_short(x: Expr) -> bool:
    r"""\|r\|^2 of a name r or of x - a: nearly as short as a name of its own, and its root is a norm."""
    return x.op == "pow" and x.args[0].op == "norm" and mx.size(x.args[0].args[0]) <= SHORT


def _placeholder(part: Expr) -> Expr:
    return mx.var(Symbol("?", "?", part.shape))


def _dearest(x: Expr) -> Expr | None:
    """The repeated part whose name saves most."""
    uses: dict[Expr, int] = {}
    waiting = [x]
    while waiting:
        part = waiting.pop()
        if part.args:                                          # a letter is no longer than its name
            uses[part] = uses.get(part, 0) + 1
            waiting += reversed(part.args)
    saving = {p: (n - 1) * (mx.size(p) - 1 + _LONG_WORDS.get(p.op, 0)) for p, n in uses.items() if n > 1
              and p.op not in ("T", "mul", "num") and not any(_varies(k) for k in mx.walk(p))}
    best = max(saving, key=saving.__getitem__, default=None)
    return best if best is not None and saving[best] >= (OF_SHORT if mx.size(best) <= SHORT or square_of_short(best)
        else SAVING) else None


def _varies(x: Expr) -> bool:
    return x.op == "idx" or x.op == "ref" and bool(x.args)
