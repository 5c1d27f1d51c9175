r"""\operatorname{vec}^{-1}_{m\times n}(c): the matrix of this shape whose columns, one below the other, are c."""
from __future__ import annotations

from ... import tree
from .elaborate import Elaborator
from .products import product_axis
from .term import Term
from .unify import Axis, Size, unify

_BACK = ("mat", "unvec", "reshape")


def shaped_call(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term | None:
    r"""vec_{m\times n}(c), of which the inverse is meant, and mat_{m\times n}(c); None for any other call."""
    if (not isinstance(function, tree.Script) or function.sup is not None or not isinstance(function.base, tree.Symbol)
            or len(args) != 1):
        return None
    word, sizes = function.base.name, _sizes(el, function.sub)
    if sizes is None or word not in ("vec", "Vec", *_BACK) or el.reading.known(word):
        return None
    x = el.alone(args[0])
    whole = Term("vec", (x,), sizes, x.rows, 1, node.span)
    return inverse(el, whole, node.span) if word in _BACK else whole


def _sizes(el: Elaborator, sub: tree.Node | None) -> tuple[Axis, Axis] | None:
    parts = (sub.factors if isinstance(sub, tree.Product) and sub.op == "times" else sub.items
             if isinstance(sub, tree.Items) else ())
    named = [int(p.text) if isinstance(p, tree.Number) and p.text.isdigit() else p.name if isinstance(p, tree.Symbol)
             else None for p in parts]
    return (el.size(named[0]), el.size(named[1])) if len(named) == 2 and None not in named else None


def is_inverse(x: Term, sup: tree.Node) -> bool:
    """Whether vec(c)^{-1} stands for the inverse of vec: c is a vector."""
    return x.op == "vec" and not x.args[0].is_matrix and tree.is_minus_one(sup)


def inverse(el: Elaborator, x: Term, span) -> Term:
    """The matrix, of the sizes that are written, or else of those that its surroundings need."""
    rows, cols = x.data or (Size(), Size())
    if x.args[0].cols != 1 or not unify(product_axis(cols, rows), x.args[0].rows):
        raise el.mismatch(f"the sizes of a matrix and of its columns in one, {el.words(x.args[0])}, differ, or are not "
                          f"told", span, (x.args[0],), code="TD201",
                          hint=r"write \operatorname{vec}_{m\times n}^{-1}(c)")
    return Term("unvec", (x.args[0],), None, rows, cols, span)
