r"""Singular and eigenvectors: the calls that notation.vectors makes of what words name."""
from __future__ import annotations

from ... import tree
from ..notation.vectors import ALL, EIGEN, LEADING
from .elaborate import Elaborator
from .term import Term
from .unify import Size


def vector_of(word: str):
    """The handler of such a call: the vector of its argument."""
    kind, side = word.rsplit(" ", 1)

    def handler(el: Elaborator, args: tuple[tree.Node, ...], node: tree.Call) -> Term:
        x = el.alone(args[0])
        latex = node.function.latex
        if kind == EIGEN:
            el.square(x, "an eigenvector")
        if x.is_scalar:
            el.penalty(3.0, x)
        if kind == ALL:
            return Term("svecs", (x,), (side, latex), x.rows if side == "U" else x.cols, Size(), node.span)
        return Term("evec" if kind == EIGEN else "svec", (x,), (side, latex), x.cols if side == "v" else x.rows, 1, node.span)
    return handler


HANDLERS = {word: vector_of(word) for word in (f"{LEADING} u", f"{LEADING} v", f"{ALL} U", f"{ALL} V", f"{EIGEN} max", f"{EIGEN} min")}
