r"""The order of factors: the author's products as he writes them, his letters in their places, numbers
and roots first, 1 - p beside p."""
from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property

from .. import matrix as mx
from ..matrix import Expr
from ..symbols import SCALAR
from .chains import runs
from .facts import transposed
from .term import cyclic, transposed_scalar


class Order:
    """How the author writes products: the places of his letters (see `letter`), and the expressions that he writes."""

    def __init__(self, places: Mapping[Hashable, int], written: Sequence[Expr] = ()):
        self.places, self._written = places, written
        # what is known of matrices and brackets -> what was finished there, and how
        self.done: dict[tuple, dict[Expr, Expr]] = {}

    @cached_property
    def kept(self) -> frozenset[Expr]:
        """The products that stay as they are."""
        return frozenset(n for r in self._written for n in mx.walk(r) if n.op == "mul")

    @cached_property
    def factors(self) -> Mapping[frozenset[Expr], tuple[Expr, ...]]:
        """The factors of his products of numbers with a bracket among them, (1 - a) x^r, in his order."""
        products = [[f for f in n.args if f.op != "num"] for n in self.kept if n.is_scalar
                    and all(f.is_scalar for f in n.args) and any(f.op == "add" for f in n.args)]
        return {frozenset(own): tuple(own) for own in products if len(own) > 1}

    @cached_property
    def roots_behind(self) -> bool:
        r"""Whether he writes a root of a number behind a letter: \sigma\sqrt{2\pi}."""
        return any(not is_constant(a) and b.op == "pow" and is_constant(b) for n in self.kept for a, b in zip(n.args, n.args[1:]))

    @cached_property
    def forms(self) -> Mapping[Expr, Expr]:
        r"""The numbers made of arrays as the author writes them, by all their equal writings (see `number_key`)."""
        numbers = [n for r in self._written for n in mx.walk(r) if n.op in ("tr", "pow")]
        products = [n for r in self._written for n in mx.walk(r) if n.op == "mul"]
        numbers += [mx.mul(*run) for n in products for run in runs(n.args) if len(run) > 1]
        # x^T a in x x^T a
        numbers += [mx.mul(a, b) for n in products for a, b in zip(n.args, n.args[1:]) if a.is_row
                    and b.is_vector and not b.is_row]
        return {w: n for n in reversed(numbers) if (key := number_key(n)) is not None for w in equal_writings(key)}


def number_key(x: Expr) -> Expr | None:
    r"""What a number made of arrays is known by, \|x\|^2 like x^\top x and tr(AB) by the product AB;
    None for anything else."""
    if not x.is_scalar:
        return None
    if x.op == "pow" and x.args[0].op == "norm" and x.args[1] == mx.num(2) and x.args[0].data in ("2", "F"):
        v = x.args[0].args[0]
        whole = mx.mul(transposed(v), v)
        return whole if whole.is_scalar else cyclic(mx.tr(whole))[0]
    if x.op == "tr":
        return cyclic(x)[0]
    return x if x.op == "mul" and not any(f.is_scalar for f in x.args) else None


def equal_writings(key: Expr) -> tuple[Expr, ...]:
    r"""A key of `number_key` and those of the same number written otherwise: x^\top a and a^\top x,
    tr(AB) and tr(B^\top A^\top)."""
    if not key.is_scalar:
        return tuple(cyclic(mx.Expr("tr", (key,), None, SCALAR)))
    other = transposed_scalar(key)
    # x^T B^T B x is another form than (Bx)^T Bx, not the same one turned round
    return (key, other) if transposed_scalar(other) == key else (key,)


def in_order(x: Expr, order: Order) -> Expr:
    """2 x y for 2 y x: letters in a product of numbers as the author brings them, i^2 x^{i-1} for x^{i-1} i^2,
    deltas last; the author's own products as they stand."""
    number, rest = (x.args[:1], x.args[1:]) if x.args[0].op == "num" else ((), x.args)
    if x in order.kept or rest in order.factors.values():
        return x
    if (own := order.factors.get(frozenset(rest))) is not None and len(own) == len(rest):
        return mx.Expr("mul", (*number, *own), None, x.shape)
    places = [n for n, f in enumerate(x.args) if letter(f) in order.places]
    letters = sorted((x.args[n] for n in places),
                     key=lambda f: (f.op == "pow" and f.args[1].op != "num", order.places[letter(f)]))
    new = list(x.args)
    for n, f in zip(places, letters):
        new[n] = f
    new.sort(key=_rank)
    new = _lengths_first(new)
    new = _complements_beside(_bare_behind(new if order.roots_behind else sorted(new, key=_is_root), order.kept))
    return x if tuple(new) == x.args else mx.mul(*new)


def _rank(f: Expr) -> int:
    r"""Numbers, letters, \partial L/\partial y of a loss of which nothing is said,
    as in the chain rule; deltas last."""
    return (0 if f.op == "num" else 1 if _is_letter(f) else 2 if f.op == "dapp" and f.is_scalar and f.data[0].stands
            else 4 if f.op == "delta" else 3)


def _lengths_first(factors: list[Expr]) -> list[Expr]:
    r"""\|x\|^2 e^{-\|x\|^2}: a length that is multiplied by an exponential function stands before it."""
    at = next((n for n, f in enumerate(factors) if f.is_scalar and f.op == "fn" and f.data == "exp"), None)
    moved = [] if at is None else [f for f in factors[at:] if f.is_scalar and (f.args[0] if f.op == "pow" else f).op == "norm"]
    return [*factors[:at], *moved, *[f for f in factors[at:] if f not in moved]] if moved else factors


# functions that need no brackets
_BARE = frozenset("sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan log".split())


def _bare_behind(factors: list[Expr], written: frozenset[Expr]) -> list[Expr]:
    r"""(x - y)\sin x and e^{-x}\sin x rather than \sin(x)(x - y): such a function behind brackets that hold none, and
    behind exponential functions but for those that the author writes so, \log(x)e^{-x}."""
    bases = [f.args[0] if f.op == "pow" else f for f in factors]
    bare = [n for n, f in enumerate(bases) if f.is_scalar and _is_bare(f)]
    if not bare:
        return factors
    plain = [n for n, f in enumerate(bases) if f.is_scalar and (f.op == "add" or f.op == "fn" and f.data == "exp")
             and not any(map(_is_bare, mx.walk(factors[n])))]
    plain = [n for n in plain if not any(_in_this_order(factors[k], factors[n], written) for k in bare)]
    at = max((n + 1 for n in plain), default=0)
    moved = [n for n in bare if n < at]
    return [*(f for n, f in enumerate(factors[:at]) if n not in moved), *(factors[n] for n in moved), *factors[at:]]


def _in_this_order(first: Expr, second: Expr, written: frozenset[Expr]) -> bool:
    return any(first in p.args and second in p.args and p.args.index(first) < p.args.index(second) for p in written)


def _is_bare(f: Expr) -> bool:
    return f.op == "fn" and f.data in _BARE


def _is_root(f: Expr) -> int:
    r"""0 for numbers, 1 for \sqrt 5, 2 for everything behind it."""
    return 0 if f.op == "num" else 1 if f.op == "pow" and is_constant(f) else 2


def is_constant(f: Expr) -> bool:
    r"""Whether a number is made of numbers alone: \sqrt{2\pi}."""
    return f.op in ("num", "const") or f.op in ("pow", "mul") and all(map(is_constant, f.args))


def _complements_beside(factors: list[Expr]) -> list[Expr]:
    r"""(\hat y - y)\hat y(1 - \hat y): p stands beside 1 - p."""
    for f in factors:
        other = mx.add(mx.ONE, mx.neg(f)) if f.is_scalar and f.op not in ("num", "add") else None
        if other in factors and factors.index(other) != factors.index(f) + 1:
            at = max(factors.index(f), factors.index(other)) - 1
            rest = [g for g in factors if g not in (f, other)]
            if len(rest) == len(factors) - 2:
                return [*rest[:at], f, other, *rest[at:]]
    return factors


def _is_letter(f: Expr) -> bool:
    return f.is_scalar and (f.op in ("const", "dim", "var") and not f.args or f.op == "pow" and f.args[1].op == "num"
                            and _is_letter(f.args[0]))


def letter(f: Expr) -> Hashable:
    """What a scalar letter or its power is known by: its symbol, also of a member, an entry or the norm of a vector,
    the name of a size or an index; None for anything else."""
    base = f.args[0] if f.op == "pow" else f
    if base.op == "norm":
        return base.args[0].data if base.args[0].op == "var" else None
    if base.op == "comp":
        base = base.args[0]
    elif not base.is_scalar:
        return None
    return base.data if base.op == "var" else str(base.data) if base.op in ("idx", "dim") else None
