"""What is known of a matrix expression from the declared properties of its symbols."""
from __future__ import annotations

from contextvars import ContextVar

from .. import matrix as mx
from ..matrix import Expr
from ..symbols import Symbol

_AUTHOR: ContextVar[frozenset[Expr]] = ContextVar("author", default=frozenset())


_USED: ContextVar[bool] = ContextVar("symmetry", default=True)


class _Known:
    """What a variable of the context says inside of `with`."""

    __slots__ = ("_variable", "_value", "_token")

    def __init__(self, variable: ContextVar, value: object):
        self._variable, self._value = variable, value

    def __enter__(self) -> None:
        self._token = self._variable.set(self._value)

    def __exit__(self, *_) -> None:
        self._variable.reset(self._token)


def without_symmetry() -> _Known:
    """Declared symmetry is not used inside."""
    return _Known(_USED, False)


def written_by_author(sums: frozenset[Expr]) -> _Known:
    """Brackets of the question, X b - y, are kept as they are under a transpose; others are taken apart."""
    return _Known(_AUTHOR, sums)


SYMMETRIC = frozenset({"symmetric", "posdef", "psd", "diagonal", "identity"})


def author_sums() -> frozenset[Expr]:
    """The sums that the author wrote, which stay as they are."""
    return _AUTHOR.get()


def structured(x: Expr) -> str:
    """The structure of a matrix x that its forms use: "symmetric", "skew", "orthogonal" or ""."""
    if not _USED.get() or x.op != "var" or not x.is_matrix:
        return ""
    return declared_structure(x.data)


def declared_structure(symbol: Symbol) -> str:
    """The same of a symbol."""
    props = symbol.props
    return "symmetric" if props & SYMMETRIC else next((s for s in ("skew", "orthogonal") if s in props), "")


def in_force() -> tuple[frozenset[Expr], bool]:
    """All that the context says: an expression is read alike where this is the same."""
    return _AUTHOR.get(), _USED.get()


def anonymous(x: Expr) -> Expr:
    """x with one letter for all of its indices: x_i - m and x_j - m are alike."""
    letters = {n.data for n in mx.walk(x) if n.op == "idx"}
    return mx.renamed(x, {letter: mx.idx("#") for letter in letters}) if letters else x


def by_author(x: Expr) -> bool:
    """Whether the author writes the bracket x, with whichever index."""
    return x in _AUTHOR.get() or anonymous(x) in _AUTHOR.get()


def turned_by_author(x: Expr) -> Expr | None:
    """a - b, where the author writes so and x is b - a."""
    if len(x.args) != 2 or not _AUTHOR.get() or by_author(x):
        return None
    second, first = (mx.neg(t) for t in x.args)
    return next((y for y in (mx.add(first, second), mx.add(second, first)) if by_author(y)), None)


def transposed(x: Expr) -> Expr:
    """x^T with the transpose pushed to the symbols; symmetric symbols lose it."""
    match x.op:
        case "mul":
            scalars, chain = mx.scalars_apart(x.args)
            return mx.mul(*scalars, *[transposed(f) for f in reversed(chain)])
        case "add":
            apart = mx.add(*[transposed(t) for t in x.args])
            return mx.T(x) if x in _AUTHOR.get() and transposes(apart) > transposes(x) else apart
        case "div" if x.args[1].is_scalar:
            return mx.div(transposed(x.args[0]), x.args[1])
        case "T":
            return x.args[0]
        case "diag":
            return x
        case "ref" | "dapp" if symmetric(x):
            return x
        case "var" if x.is_matrix:
            structure = structured(x)
            return x if structure == "symmetric" else mx.neg(x) if structure == "skew" else mx.T(x)
        case "inv" | "mpow" | "mfn" if symmetric(x.args[0]):
            return x
        case "inv" if x.args[0].op == "T":
            return mx.inv(x.args[0].args[0])
        case "sum":
            return mx.make("sum", (transposed(x.args[0]), *x.args[1:]), x.data, (x.shape[1], x.shape[0]))
        case "fn" if x.args[0].op == "T":
            return mx.fn(x.data, x.args[0].args[0])
        case "kron":
            return mx.kron(transposed(x.args[0]), transposed(x.args[1]))
        case "had" if x.is_matrix:
            parts = [transposed(a) for a in x.args]
            return mx.had(*parts) if sum(p.op == "T" for p in parts) * 2 <= len(parts) else mx.T(x)
    return mx.T(x)


def symmetric(x: Expr) -> bool:
    """Whether x equals its transpose, as far as its form and the declarations tell."""
    if x.is_scalar:
        return True
    if x.shape[0] != x.shape[1]:
        return False
    match x.op:
        case "eye" | "diag":
            return True
        case "var":
            return structured(x) == "symmetric"
        case "ref":
            return symmetric(x.data.expr)
        case "dapp":
            return x.data[0].shape == (1, 1) and len(x.data[1]) == 2 and len(set(x.data[1])) == 1          # a Hessian
        case "add" if {transposed(t) for t in x.args} == set(x.args):
            return True
        case "inv" | "mpow" | "mfn" | "T" | "had" | "add" | "div" | "hpow" | "fn":
            return all(symmetric(a) for a in x.args if not a.is_scalar)
        case "mul":
            return sum(not f.is_scalar for f in x.args) == 1 and all(symmetric(f) for f in x.args) or _palindrome(x)
        case "sum":
            return symmetric(x.args[0])
    return False


def _palindrome(x: Expr) -> bool:
    chain = [f for f in x.args if not f.is_scalar]
    return all(transposed(f) == g for f, g in zip(chain, reversed(chain)))


def transposes(x: Expr) -> int:
    """How many transposes are written in x."""
    return (x.op == "T") + sum(map(transposes, x.args)) if x.args else 0
