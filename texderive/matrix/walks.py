"""What is asked of matrix expressions everywhere, and how they are rebuilt over other arguments."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .made import T, add, det, div, had, hpow, inv, mul, pow_, shift, tr
from .nodes import Expr


def in_blocks(x: Expr) -> bool:
    """Whether x is made of blocks that are not all numbers."""
    return x.op == "block" and not all([cell.is_scalar for cell in x.args])


_REBUILD = {"add": add, "mul": mul, "had": had, "div": div, "pow": pow_, "mpow": pow_, "hpow": hpow, "T": T,
            "inv": inv, "tr": tr, "det": det}


def rebuild(x: Expr, args: tuple[Expr, ...]) -> Expr:
    """The same node over other arguments of the same shapes, through its constructor."""
    if args == x.args:
        return x
    make_ = _REBUILD.get(x.op)
    return make_(*args) if make_ else Expr(x.op, args, x.data, x.shape)


def terms(x: Expr) -> tuple[Expr, ...]:
    """The terms of a sum; anything else is one term."""
    return x.args if x.op == "add" else (x,)


def factors(x: Expr) -> tuple[Expr, ...]:
    """The factors of a product; anything else is one factor."""
    return x.args if x.op == "mul" else (x,)


def has_minus(x: Expr) -> bool:
    """Whether x is a product that begins with a negative number."""
    return x.op == "mul" and x.args[0].op == "num" and x.args[0].data < 0


def scalars_apart(parts: Iterable[Expr]) -> tuple[list[Expr], list[Expr]]:
    """The scalars among factors, and the others."""
    scalars, others = [], []
    for f in parts:
        (scalars if f.is_scalar else others).append(f)
    return scalars, others


def opened(x: Expr) -> Expr:
    """What a name without arguments stands for; any other expression itself."""
    while x.op == "ref" and not x.args:
        x = x.data.expr
    return x


def depends_on(x: Expr, letter: str) -> bool:
    """Whether an index stands anywhere in x, the limits of its sums included."""
    return any([n.op == "idx" and n.data == letter or n.op in BINDERS and letter in limits(n) for n in walk(x)])


BINDERS = ("sum", "prod")


def limits(x: Expr) -> tuple[str, ...]:
    """The names of sizes and of indices of sums further out that the limits of a sum or a product are given by."""
    return tuple(bound[0] for bound in (x.data.lower, x.data.upper) if isinstance(bound, tuple))


def size(x: Expr) -> int:
    """Nodes of x as a tree: about how long it is when written."""
    return 1 + sum(map(size, x.args)) if x.args else 1


def walk(x: Expr, seen: set[Expr] | None = None) -> list[Expr]:
    """Every distinct node below x, x included, arguments first, and not those in `seen`, to which they are added;
    definitions of refs are not entered."""
    below = x._below
    if below is None:
        below = x._below = []
        _collect(x, below, set())
    if seen is None:
        return [*below, x]
    new = [n for n in (*below, x) if n not in seen]
    seen.update(new)
    return new


def _collect(x: Expr, found: list[Expr], seen: set[Expr]) -> None:
    for a in x.args:
        if a not in seen:
            seen.add(a)
            _collect(a, found, seen)
            found.append(a)


def renamed(x: Expr, to: dict[str, Expr]) -> Expr:
    """Index names replaced by index nodes."""
    if not to:
        return x
    if x.op == "idx":
        return to.get(x.data, x)
    if x.op == "shift":
        return shift(renamed(x.args[0], to), x.data)
    new = rebuild(x, tuple(renamed(a, to) for a in x.args))
    if x.op in BINDERS and not to.keys().isdisjoint(limits(x)):
        own = replace(x.data, lower=_moved(x.data.lower, to), upper=_moved(x.data.upper, to))
        return Expr(new.op, new.args, own, new.shape)
    return new


def _moved(bound, to: dict[str, Expr]):
    """A limit of a range, its index replaced."""
    new = to.get(bound[0]) if isinstance(bound, tuple) else None
    if new is None or new.op not in ("idx", "shift"):
        return bound
    return (new.data, bound[1]) if new.op == "idx" else (new.args[0].data, bound[1] + new.data)
