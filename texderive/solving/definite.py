r"""Signs and definiteness told from the form of an expression: X^T X + \lambda I
is positive definite if \lambda > 0."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .. import matrix as mx
from ..matrix import Expr
from ..raising.facts import symmetric, transposed
from ..records import record


@record
class Condition:
    """What has to hold and is not declared.  kind: "positive", "nonnegative", "at most one", "nonzero" (a scalar or
    vector), "some nonzero" (of a family), "posdef", "psd", "full rank" (of the columns)."""

    kind: str
    expr: Expr


Conditions = tuple[Condition, ...]              # () means always


_COUNTS = ("ind", "cmp", "delta")               # 1 or 0


def joined(parts: Iterable[Conditions | None]) -> Conditions | None:
    """All of them, each once; None where one of them cannot be told."""
    found: dict[Condition, None] = {}
    for part in parts:
        if part is None:
            return None
        found.update(dict.fromkeys(part))
    return tuple(c for c in found if not any(Condition(stronger, c.expr) in found for stronger in _STRONGER.get(c.kind, ())))


_STRONGER = {"psd": ("posdef",), "nonzero": ("positive",), "nonnegative": ("positive",)}


def positive(x: Expr) -> Conditions | None:
    """When the scalar x is > 0 (for a vector or family: every entry); None where its form does not tell."""
    match x.op:
        case "num":
            return () if x.data > 0 else None
        case "dim" | "const" | "ones":
            return ()
        case "var":
            return () if x.data.props & {"positive", "unit", "simplex"} else (Condition("positive", x),)
        case "mul" if all(f.is_scalar for f in x.args):
            return joined(positive(f) for f in x.args)
        case "mul":
            return _definite_product(x)
        case "had":
            return joined(positive(f) for f in x.args)
        case "add":
            signs = [(positive(t), nonnegative(t)) for t in x.args]
            sure = [s for s, _ in signs if s is not None]
            told = joined([min(sure, key=len), *(n for _, n in signs)]) if sure else None
            return (Condition("positive", x),) if told is None and _less_a_number(x) else told
        case "div":
            return joined(positive(f) for f in x.args)
        case "pow" | "hpow":
            return _nonzero(x.args[0]) if _even(x.args[1]) else positive(x.args[0])
        case "fn" if x.data in ("exp", "sigmoid", "softplus", "cosh"):
            return ()
        case "norm":
            return _nonzero(x.args[0])
        case "det" | "tr":
            return definite(x.args[0])
        case "sum" if len(x.args) == 1:
            if x.args[0].op in _COUNTS or x.args[0].op in ("var", "comp") and positive(x.args[0]):
                return (Condition("positive", x),)            # weights: it is enough that their sum is
            told = positive(x.args[0])                        # x_i^2 may vanish for some i, not for all
            return (None if told is None else tuple(replace(c, kind="some nonzero")
                                                    if c.kind == "nonzero" and mx.depends_on(c.expr, x.data.index)
                                                    else c for c in told))
        case "ref":
            return positive(x.data.expr)
        case "comp":
            return positive(x.args[0])
    return None


def _less_a_number(x: Expr) -> bool:
    """n + a - 1: positive letters or sums of them less a number."""
    return (all(t.op in ("var", "dim", "sum", "comp") or t.op == "num" and t.data < 0 for t in x.args)
            and any(t.op == "num" for t in x.args))


def _difference(x: Expr) -> bool:
    """Letters, sums of them and numbers, added and taken away: there is no simpler condition than that they are
    not negative together."""
    letters = lambda t: t.op in ("var", "dim", "sum", "comp")
    taken = (lambda t: t.op == "mul" and t.args[0] == mx.MINUS_ONE and len(t.args) == 2 and letters(t.args[1])
             or t.op == "num" and t.data < 0)
    return (all(letters(t) or taken(t) or t.op == "num" for t in x.args) and any(taken(t) for t in x.args)
            and any(letters(t) for t in x.args))


def nonnegative(x: Expr) -> Conditions | None:
    """When x >= 0."""
    if (mx.is_zero(x) or x.op == "norm" or x.op in _COUNTS or x.op in ("pow", "hpow") and _even(x.args[1])
            or x.op == "fn" and x.data in ("abs", "relu")):
        return ()
    if x.op == "add" and _below_one(x) is None and _difference(x):
        return (Condition("nonnegative", x),)                # n - k, alpha - 1
    if x.op == "var":
        return () if x.data.props & {"positive", "unit", "binary", "onehot", "simplex"} else (Condition("nonnegative", x),)
    if x.op in ("comp", "T"):
        return nonnegative(x.args[0])
    if (rest := _below_one(x)) is not None:
        return (() if rest.op == "var" and rest.data.props & {"unit", "binary", "onehot", "simplex"}
                else (Condition("at most one", rest),))
    if x.op == "ref":
        return nonnegative(x.data.expr)
    if x.op in ("mul", "add", "had", "div") and all(a.is_scalar or x.op == "had" for a in x.args):
        return joined([nonnegative(a) for a in x.args[:1]]
                      + [(nonnegative if x.op != "div" else positive)(a) for a in x.args[1:]])
    if x.op == "sum" and len(x.args) == 1:
        return nonnegative(x.args[0])
    if x.op == "mul":
        return _semidefinite_product(x)
    return positive(x)


def _below_one(x: Expr) -> Expr | None:
    """v of 1 - v."""
    if x.op != "add" or len(x.args) != 2:
        return None
    for one, other in (x.args, x.args[::-1]):
        if one in (mx.ONE, mx.ones(x.shape)) and other.op == "mul" and other.args[0] == mx.MINUS_ONE and len(other.args) == 2:
            return other.args[1] if other.args[1].op in ("var", "comp") else None
    return None


def _even(exponent: Expr) -> bool:
    return exponent.op == "num" and exponent.data.numerator % 2 == 0


def _nonzero(x: Expr) -> Conditions:
    known = (x.op == "num" and x.data != 0 or x.op in ("dim", "const") or x.op == "var"
             and x.data.props & {"positive", "unit", "nonzero", "invertible", "posdef"})
    return () if known or x.is_scalar and positive(x) == () else (Condition("nonzero", x),)


def definite(x: Expr) -> Conditions | None:
    """When the symmetric x is positive definite (for a scalar: positive)."""
    if x.is_scalar:
        return positive(x)
    match x.op:
        case "eye":
            return ()
        case "var" if symmetric(x):
            return () if "posdef" in x.data.props else (Condition("posdef", x),)
        case "ref":
            return definite(x.data.expr)
        case "inv" | "T":
            return definite(x.args[0])
        case "mpow" if x.args[1].op == "num" and symmetric(x.args[0]):
            return () if _even(x.args[1]) and "invertible" in getattr(x.args[0].data, "props", ()) else definite(x.args[0])
        case "diag":
            return positive(x.args[0])
        case "div" if x.args[1].is_scalar:
            return joined([definite(x.args[0]), positive(x.args[1])])
        case "mul":
            return _definite_product(x)
        case "add":
            return _definite_sum(x)
        case "kron":
            return joined(definite(a) for a in x.args)
    return None


def _definite_sum(x: Expr) -> Conditions | None:
    """One definite term among semidefinite ones is enough, the one that asks for least;
    without it, A + A^T has to be so by itself."""
    some = [joined([definite(t), *(semidefinite(o) for o in x.args if o is not t)]) for t in x.args]
    told = [s for s in some if s is not None]
    if told:
        return min(told, key=lambda s: (sum(c.kind == "full rank" for c in s), len(s)))
    return (Condition("posdef", x),) if _symmetric_sum(x) else None


def _symmetric_sum(x: Expr) -> bool:
    """A + A^T."""
    return all(t.op in ("var", "T") for t in x.args) and {transposed(t) for t in x.args} == set(x.args)


def semidefinite(x: Expr) -> Conditions | None:
    """When the symmetric x is positive semidefinite."""
    if x.is_scalar:
        return nonnegative(x)
    match x.op:
        case "zeros":
            return ()
        case "var" if symmetric(x):
            return () if x.data.props & {"posdef", "psd"} else (Condition("psd", x),)
        case "ref":
            return semidefinite(x.data.expr)
        case "mpow" if symmetric(x.args[0]):
            return () if _even(x.args[1]) else semidefinite(x.args[0])
        case "add":
            told = joined(semidefinite(t) for t in x.args)
            return told if told is not None else (Condition("psd", x),) if _symmetric_sum(x) else None
        case "sum" if len(x.args) == 1:
            return semidefinite(x.args[0])
        case "div" if x.args[1].is_scalar:
            return joined([semidefinite(x.args[0]), positive(x.args[1])])
        case "mul":
            return _semidefinite_product(x)
        case "diag":
            return nonnegative(x.args[0])
        case "kron":
            return joined(semidefinite(a) for a in x.args)
    return definite(x)


def mirrored(chain: list[Expr]) -> tuple[list[Expr], Expr | None] | None:
    """(right half, middle or None) of M^T S M; None where the chain is no such product.
    The middle may be any square matrix."""
    half = len(chain) // 2
    if len(chain) < 2 or any(transposed(a) != b for a, b in zip(chain[:half], reversed(chain))):
        return None
    return chain[len(chain) - half:], chain[half] if len(chain) % 2 else None


def _definite_product(x: Expr) -> Conditions | None:
    scalars, chain = mx.scalars_apart(x.args)
    told = [positive(s) for s in scalars]
    if not chain:
        return joined(told)
    if len(chain) == 1:
        return joined([*told, definite(chain[0])])
    halves = mirrored(chain)
    if halves is None:
        return None
    right, middle = halves
    told.append(definite(middle) if middle is not None and symmetric(middle) else () if middle is None else None)
    return joined([*told, *(_full_rank(f) for f in right)])


def _full_rank(f: Expr) -> Conditions:
    """Injective: a vector that is not 0, a matrix whose columns are independent."""
    if f.shape[1] == 1:
        return () if f.op == "ones" else _nonzero(f)
    square = (f.op == "inv" or f.op == "eye" or f.op == "var" and f.data.props & {"posdef", "invertible", "orthogonal"}
              or f.op == "T" and _full_rank(f.args[0]) == () and f.shape[0] == f.shape[1])
    return () if square else (Condition("full rank", f),)


def _semidefinite_product(x: Expr) -> Conditions | None:
    scalars, chain = mx.scalars_apart(x.args)
    told = [nonnegative(s) for s in scalars]
    if len(chain) <= 1:
        return joined([*told, *(semidefinite(f) for f in chain)])
    halves = mirrored(chain)
    if halves is None:
        return None
    middle = halves[1]
    return joined([*told, () if middle is None else semidefinite(middle)])
