"""Convexity told from how a function is composed: squares and norms of affine functions, exponentials,
logarithms, sums of such."""
from __future__ import annotations


from .. import matrix as mx
from ..matrix import Expr
from ..raising.facts import symmetric, transposed
from ..records import record
from ..symbols import Symbol
from .definite import Condition, Conditions, joined, mirrored, nonnegative, semidefinite
from .expand import contains, unfolded


@record
class Curvature:
    """`sign` 1 for convex, -1 for concave, 0 for affine; under `conditions`."""

    sign: int
    conditions: Conditions = ()


AFFINE = Curvature(0)


def curvature(x: Expr, unknowns: tuple[Symbol, ...]) -> Curvature | None:
    """How x bends as a function of all unknowns together (entry by entry for an array);
    None where its form does not tell."""
    return _Judge(unknowns).of(unfolded(x))


class _Judge:
    def __init__(self, unknowns: tuple[Symbol, ...]):
        self.unknowns = unknowns

    def has(self, x: Expr) -> bool:
        return any(contains(x, u) for u in self.unknowns)

    def affine(self, x: Expr) -> bool:
        return (found := self.of(x)) is not None and found.sign == 0

    def of(self, x: Expr) -> Curvature | None:
        if not self.has(x):
            return AFFINE
        match x.op:
            case "var":
                return AFFINE
            case "T" | "tr" | "diagpart" | "vec" | "diag":
                return (self._quadratic_trace(x) if x.op == "tr" and not self.affine(x.args[0]) else AFFINE
                        if self.affine(x.args[0]) else None)
            case "comp":
                return self.of(x.args[0])
            case "sum" if len(x.args) == 1:
                return self.of(x.args[0])
            case "add":
                return _together([self.of(t) for t in x.args])
            case "div" if not self.has(x.args[1]):
                return _scaled(self.of(x.args[0]), [(x.args[1])])
            case "mul" | "had":
                return self._product(x)
            case "pow" | "hpow":
                return self._power(*x.args)
            case "norm":
                return Curvature(1) if self.affine(x.args[0]) else None
            case "fn":
                return self._function(x.data, x.args[0])
            case "max":
                parts = [self.of(a) for a in x.args]
                return _together([*parts, Curvature(1)]) if all(parts) and all(p.sign >= 0 for p in parts if p) else None
        return None

    def _product(self, x: Expr) -> Curvature | None:
        outer = [f for f in x.args if not self.has(f)]
        inner = [f for f in x.args if self.has(f)]
        if len(inner) == 1:
            if self.affine(inner[0]):
                return AFFINE
            weights = [f for f in outer if not f.is_scalar]      # y^T g: a sum with weights
            entries = x.op == "had" or not weights or len(weights) == 1 and x.is_scalar and 1 in weights[0].shape
            return _scaled(self.of(inner[0]), outer) if entries else None
        if x.is_scalar and (entropy := self._entropy(inner)) is not None:
            return _scaled(entropy, outer)
        scalars, chain = [f for f in outer if f.is_scalar], [f for f in x.args if not (f in outer and f.is_scalar)]
        if x.op != "mul" or not x.is_scalar or len(inner) != 2:
            return None
        if inner[0].is_scalar and inner[0] == inner[1] and len(chain) == 2:
            return _scaled(Curvature(1), scalars) if self.affine(inner[0]) else None
        form = self._form(chain)
        return None if form is None else _scaled(form, scalars)

    def _form(self, chain: list[Expr]) -> Curvature | None:
        """u^T S u for affine u: by the sign of S."""
        halves = mirrored(chain)
        if halves is None or not all(self.affine(f) for f in chain):
            return None
        middle = halves[1]
        if middle is None or self.has(middle):
            return Curvature(1) if middle is None else None
        if symmetric(middle):
            told = semidefinite(middle)
            if told is not None and not any(c.kind == "psd" for c in told):
                return Curvature(1, told)
            minus = semidefinite(_negated(middle))
            return (Curvature(-1, minus) if minus is not None and not any(c.kind == "psd" for c in minus)
                    else Curvature(1, told) if told is not None else None)
        return Curvature(1, (Condition("psd", mx.add(middle, transposed(middle))),))

    def _quadratic_trace(self, x: Expr) -> Curvature | None:
        """tr(W^T S W), tr(U^T U) in any rotation, and traces of sums."""
        inside = x.args[0]
        if inside.op == "add":
            return _together([self.of(mx.tr(t)) for t in inside.args])
        if inside.op != "mul":
            return None
        scalars, chain = mx.scalars_apart(inside.args)
        if any(self.has(s) for s in scalars) or sum(self.has(f) for f in chain) != 2:
            return None
        for k in range(len(chain)):
            turned = chain[k:] + chain[:k]
            at = [n for n, f in enumerate(turned) if self.has(f)]
            if at[0] == 0 and transposed(turned[0]) == turned[at[1]] and self.affine(turned[0]):
                told = [() if not part else semidefinite(mx.mul(*part)) for part in (turned[1:at[1]], turned[at[1] + 1:])]
                found = joined(told)
                if found is not None:
                    return _scaled(Curvature(1, found), scalars)
        return None

    def _entropy(self, inner: list[Expr]) -> Curvature | None:
        """u log u."""
        logs = [f for f in inner if f.op == "fn" and f.data == "log"]
        rest = [f for f in inner if f not in logs]
        return Curvature(1) if len(logs) == 1 and len(rest) == 1 and logs[0].args[0] == rest[0] and self.affine(rest[0]) else None

    def _power(self, base: Expr, exponent: Expr) -> Curvature | None:
        if exponent.op != "num" or self.has(exponent):
            return None
        if exponent.data.denominator == 1 and exponent.data > 0 and exponent.data % 2 == 0 and self.affine(base):
            return Curvature(1)
        inside = self.of(base)
        if exponent.data >= 1 and inside is not None and inside.sign == 1 and (zero := nonnegative(base)) is not None:
            return Curvature(1, joined([inside.conditions, zero]) or ())
        return None

    def _function(self, name: str, x: Expr) -> Curvature | None:
        inside = self.of(x)
        if name == "log":
            if x.op == "det" and self.affine(x.args[0]) and symmetric(x.args[0]):
                return Curvature(-1)
            if (x.op == "softmax" and self.affine(x.args[0]) or x.op == "comp" and x.args[0].op == "softmax"
                    and self.affine(x.args[0].args[0])):
                return Curvature(-1)
            if (x.op == "fn" and x.data == "sigmoid" and self.affine(x.args[0]) or _one_minus_sigmoid(x)
                    and self.affine(_one_minus_sigmoid(x))):
                return Curvature(-1)
            if self._exponentials(x):
                return Curvature(1)
            return Curvature(-1, inside.conditions) if inside is not None and inside.sign <= 0 else None
        if inside is None or inside.sign < 0:
            return None
        if name in ("exp", "softplus", "relu"):
            return Curvature(1, inside.conditions)
        return Curvature(1) if name in ("abs", "cosh") and inside.sign == 0 else None

    def _exponentials(self, x: Expr) -> bool:
        """A sum of exponentials of affine functions and positive constants: its logarithm is convex."""
        match x.op:
            case "add":
                return all(self._exponentials(t) for t in x.args)
            case "sum":
                return len(x.args) == 1 and self._exponentials(x.args[0])
            case "comp":
                return self._exponentials(x.args[0])
            case "fn":
                return x.data == "exp" and self.affine(x.args[0])
            case "mul":
                return all(self._exponentials(f) or f.op == "ones" or f.op == "T" and f.args[0].op == "ones" for f in x.args)
        return not self.has(x) and nonnegative(x) == ()


def _one_minus_sigmoid(x: Expr) -> Expr | None:
    """u of 1 - sigma(u)."""
    if x.op == "add" and len(x.args) == 2 and mx.ONE in x.args:
        other = next(t for t in x.args if t != mx.ONE) if x.args[0] != x.args[1] else mx.ONE
        if (other.op == "mul" and other.args[0] == mx.MINUS_ONE and len(other.args) == 2 and other.args[1].op == "fn"
                and other.args[1].data == "sigmoid"):
            return other.args[1].args[0]
    return None


def _together(parts: list[Curvature | None]) -> Curvature | None:
    if any(p is None for p in parts):
        return None
    signs = {p.sign for p in parts if p is not None} - {0}
    return (None if len(signs) > 1 else Curvature(signs.pop() if signs else 0,
                                                  joined(p.conditions for p in parts if p is not None) or ()))


def _scaled(inside: Curvature | None, factors: list[Expr]) -> Curvature | None:
    """With constant factors, each positive, negative, or positive under a condition."""
    if inside is None or inside.sign == 0:
        return inside
    sign, told = inside.sign, [inside.conditions]
    for f in factors:
        here = nonnegative(f)
        if here is None:
            here = nonnegative(_negated(f))
            sign = -sign
        told.append(here)
    found = joined(told)
    return None if found is None else Curvature(sign, found)


def _negated(x: Expr) -> Expr:
    from ..raising.polish import polish
    return polish(mx.neg(x))
