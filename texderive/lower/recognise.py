r"""Known forms recognised before differentiating: 1/(1 + e^{-u}) is \sigma(u), a function of what a label picks is
picked, determinants of entries are written out."""
from __future__ import annotations

from collections.abc import Callable

from .. import matrix as mx
from ..labels import picked
from ..matrix import Expr, Let
from ..records import record


def recognised(x: Expr, met: dict[str, None] | None = None) -> Expr:
    r"""x with written-out logistic functions as \sigma, and \log p_y as \sum_k [y = k] \log p_k;
    `met` gathers the titles of the forms."""
    if not any(n.op == "fn" and (n.data == "exp" or n.is_scalar and picked(n.args[0])) or n.op == "mpow" or _turned(n)
               or has_entries(n) for n in mx.walk(x)):
        return x
    return _recognised(x, met if met is not None else {})


def _recognised(x: Expr, met: dict[str, None]) -> Expr:
    new = mx.rebuild(x, tuple(_recognised(a, met) for a in x.args)) if x.args else x
    for form in FORMS:
        if new.op == form.op:
            found = form.known(new)
            if found is not None:
                met[form.title] = None
                return found
    return new


def logistic(x: Expr) -> Expr | None:
    r"""\sigma(u) of 1/(1 + e^{-u}) and e^u/(1 + e^u)."""
    if x.op != "div" or x.args[1].op != "add" or len(x.args[1].args) != 2:
        return None
    top, bottom = x.args
    exponential = next((t for t in bottom.args if t.op == "fn" and t.data == "exp"), None)
    if exponential is None or not any(t == mx.ONE or t.op == "ones" for t in bottom.args):
        return None
    u = exponential.args[0]
    if (top == mx.ONE or top.op == "ones") and _is_negative(u):
        return mx.fn("sigmoid", _negated(u))
    return mx.fn("sigmoid", u) if top == exponential else None


def restates(let: Let) -> bool:
    r"""Whether a definition says of \sigma what is known: \sigma(z) = 1/(1 + e^{-z})."""
    return let.key == r"\sigma" and logistic(let.expr) is not None


def _power(x: Expr) -> Expr | None:
    inner = x.args[0]
    return mx.pow_(mx.det(inner.args[0]), inner.args[1]) if inner.op == "mpow" else None


def _turned(x: Expr) -> bool:
    """Whether x is the log determinant of an inverse."""
    return x.op == "fn" and x.data == "log" and x.args[0].op == "det" and x.args[0].args[0].op == "inv"


def _of_inverse(x: Expr) -> Expr | None:
    return mx.neg(mx.fn("log", mx.det(x.args[0].args[0].args[0]))) if _turned(x) else None


def _of_picked(x: Expr) -> Expr | None:
    # e^{f_y} is in its own derivative and cancels as it is
    found = picked(x.args[0]) if x.is_scalar and x.data != "exp" else None
    if found is None:
        return None
    (label, member), over = found, x.args[0].data
    return mx.sum_(over, mx.mul(mx.ind("=", label, mx.idx(over.index)), mx.fn(x.data, member)))


def _is_negative(u: Expr) -> bool:
    """Whether a minus is written before u, or before each of its terms."""
    return mx.has_minus(u) or u.op == "add" and all(_is_negative(t) for t in u.args)


def _negated(u: Expr) -> Expr:
    if u.op == "mul" and u.args[0].op == "num":
        return mx.mul(mx.num(-u.args[0].data), *u.args[1:])
    if u.op == "add" and all(mx.has_minus(t) for t in u.args):
        return mx.add(*[_negated(t) for t in u.args])
    return mx.neg(u)


def has_entries(x: Expr) -> bool:
    """Whether x is a determinant or an inverse that can be written out."""
    return x.op in ("det", "inv") and rows_of(x.args[0]) is not None


def determinant(x: Expr) -> Expr | None:
    """By its first row, for two or three rows of scalars."""
    rows = rows_of(x.args[0])
    return None if rows is None else _by_first_row(rows)


def inverse(x: Expr) -> Expr | None:
    """The entries in their new places over the determinant, for two rows of scalars."""
    rows = rows_of(x.args[0])
    if rows is None or len(rows) != 2:
        return None
    (a, b), (c, d) = rows
    return mx.div(mx.make("block", (d, mx.neg(b), mx.neg(c), a), (2, 2), x.shape), _by_first_row(rows))


def rows_of(inner: Expr) -> list[tuple[Expr, ...]] | None:
    """The rows of a square matrix of two or three rows of scalars, written out here or in its definition."""
    inner = mx.opened(inner)
    if inner.op != "block" or inner.data not in ((2, 2), (3, 3)) or not all(entry.is_scalar for entry in inner.args):
        return None
    size = inner.data[0]
    return [inner.args[n:n + size] for n in range(0, size * size, size)]


def _by_first_row(rows: list[tuple[Expr, ...]]) -> Expr:
    if len(rows) == 1:
        return rows[0][0]
    minors = [_by_first_row([row[:c] + row[c + 1:] for row in rows[1:]]) for c in range(len(rows))]
    return mx.add(*[_power_product(mx.mul(mx.num((-1) ** c), entry, minor))
                    for c, (entry, minor) in enumerate(zip(rows[0], minors)) if not mx.is_zero(entry)])


def _power_product(x: Expr) -> Expr:
    r"""A product of scalars with powers for repeated factors: \rho\sigma\rho\sigma is \rho^2\sigma^2."""
    counted: dict[Expr, int] = {}
    for f in mx.factors(x):
        counted[f] = counted.get(f, 0) + 1
    return mx.mul(*[f if n == 1 or f.op == "num" else mx.pow_(f, mx.num(n)) for f, n in counted.items()
                    for _ in range(n if f.op == "num" else 1)])


@record
class Form:
    """title in the margin; op: the kind of expression; known: what it is, or None."""

    title: str
    op: str
    known: Callable[[Expr], Expr | None]


FORMS = (
    Form(r"$1/(1+e^{-u}) = \sigma(u)$", "div", logistic),
    Form(r"$\det(X^k) = (\det X)^k$", "det", _power),
    Form(r"$\log\det X^{-1} = -\log\det X$", "fn", _of_inverse),
    Form("determinant by its entries", "det", determinant),
    Form("inverse by its entries", "inv", inverse),
    Form("a function of what is picked is picked", "fn", _of_picked),
)
