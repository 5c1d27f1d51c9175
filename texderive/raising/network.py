r"""Products as networks of vectors and matrices: each summed index that joins two of them
is a matrix product, a ring a trace.

Where an index joins more than two matrices there is no matrix form and NotMatrix is raised."""
from __future__ import annotations

from .. import matrix as mx
from ..index import Index
from ..matrix import Expr


class NotMatrix(Exception):
    """There is no matrix form; the caller keeps the index form."""


class Network:
    """Scalars, vectors by index and matrices by index pair, being contracted."""

    def __init__(self, summed: list[Index], row, col):
        self.summed, self.row, self.col = list(summed), row, col
        self.scalars: list[Expr] = []
        self.vectors: dict[Index, list[Expr]] = {}
        self.matrices: list[tuple[Index, Index, Expr]] = []

    def contracted(self) -> Expr:
        while self.summed:
            self._rings()
            if not self.summed:
                break
            s = min(self.summed, key=self._cost)
            self.summed.remove(s)
            self._eliminate(s)
        return self._finish()

    def _at(self, s: Index):
        return [m for m in self.matrices if s in m[:2]]

    def _cost(self, s: Index) -> tuple[int, int]:
        n = len(self._at(s))
        return (0 if n <= 1 and s in self.vectors else 1 if n == 0 else 2 if n == 2 else 3 if n == 1 else 9, 0)

    def _rings(self) -> None:
        """Two matrices over the same two summed indices and nothing else there: a trace."""
        for a, b, _ in list(self.matrices):
            pair = [m for m in self.matrices if {m[0], m[1]} == {a, b}]
            if a not in self.summed or b not in self.summed or a in self.vectors or b in self.vectors:
                continue
            if (len(pair) == 1 and len(self._at(a)) == len(self._at(b)) == 1 and pair[0][2].op == "hpow"
                    and pair[0][2].args[1] == mx.num(2)):
                self.matrices.remove(pair[0])
                self.summed.remove(a)
                self.summed.remove(b)
                self.scalars.append(mx.pow_(mx.norm(pair[0][2].args[0], "F"), mx.num(2)))
                continue
            if len(pair) < 2:
                continue
            if len(self._at(a)) != len(pair) or len(self._at(b)) != len(pair):
                continue
            for m in pair:
                self.matrices.remove(m)
            aligned = [m[2] if m[0] is a else mx.T(m[2]) for m in pair]
            self.summed.remove(a)
            self.summed.remove(b)
            first, rest = aligned[0], aligned[1] if len(aligned) == 2 else mx.had(*aligned[1:])
            if first == rest:
                self.scalars.append(mx.pow_(mx.norm(first, "F"), mx.num(2)))
            else:
                self.scalars.append(mx.tr(mx.mul(mx.T(first), rest)))

    def _eliminate(self, s: Index) -> None:
        here = self._at(s)
        own = self.vectors.pop(s, [])
        partners: dict[Index, list] = {}
        for m in here:
            self.matrices.remove(m)
            partners.setdefault(m[1] if m[0] is s else m[0], []).append(m)
        merged = []                                     # (t, matrix with rows t and columns s)
        for t, pair in partners.items():
            merged.append((t, hadamard([m[2] if m[1] is s else mx.T(m[2]) for m in pair])))
        if len(merged) == 0:
            self.scalars.append(total(own, s.dim))
        elif len(merged) == 1:
            t, m = merged[0]
            v = hadamard(own) if own else mx.ones((s.dim, 1))
            self.vectors.setdefault(t, []).append(mx.mul(m, v))
        elif len(merged) == 2:
            (t, m), (u, n) = merged
            middle = [mx.diag(hadamard(own))] if own else []
            self.matrices.append((t, u, mx.mul(m, *middle, mx.T(n))))
        else:
            raise NotMatrix("an index that joins three matrices")

    def _finish(self) -> Expr:
        row, col = self.row, self.col
        v, w = self.vectors.get(row, []), self.vectors.get(col, [])
        if row is None and col is None:
            return mx.mul(*self.scalars) if self.scalars else mx.ONE
        if col is None:
            body = hadamard(v) if v else mx.ones((row.dim, 1))
        elif row is None:
            body = mx.T(hadamard(w)) if w else mx.ones((1, col.dim))
        else:
            body = self._matrix(v, w)
        return mx.mul(*self.scalars, body)

    def _matrix(self, v: list[Expr], w: list[Expr]) -> Expr:
        row, col = self.row, self.col
        aligned = [m[2] if m[0] is row else mx.T(m[2]) for m in self.matrices]
        identity = [m for m in aligned if m.op == "eye"]
        others = [m for m in aligned if m.op != "eye"]
        if identity:
            parts = v + w + [mx.diagpart(m) for m in others]
            return mx.diag(hadamard(parts)) if parts else identity[0]
        if not others:
            return mx.mul(hadamard(v) if v else mx.ones((row.dim, 1)), mx.T(hadamard(w)) if w else mx.ones((1, col.dim)))
        m = hadamard(others)
        return mx.mul(*([mx.diag(hadamard(v))] if v else []), m, *([mx.diag(hadamard(w))] if w else []))


def hadamard(parts: list[Expr]) -> Expr:
    """Elementwise product: reciprocals become a denominator, repeated factors powers, scaled ones vectors scalars."""
    if len(parts) == 1:
        return parts[0]
    scalars, above, below = [], [], []
    for p in parts:
        if p.op == "div" and not p.args[1].is_scalar:
            below.append(p.args[1])
            p = p.args[0]
        if p.op == "mul":
            numbers, arrays = mx.scalars_apart(p.args)
            scalars, p = [*scalars, *numbers], mx.mul(*arrays)
        if p.op != "ones":
            above.append(p)
    shape = parts[0].shape
    counted: dict[Expr, int] = {}
    for p in above:
        counted[p] = counted.get(p, 0) + 1
    top = mx.had(*[p if n == 1 else mx.hpow(p, mx.num(n)) for p, n in counted.items()]) if counted else mx.ones(shape)
    whole = mx.div(top, mx.had(*below)) if below else top
    return mx.mul(*scalars, whole)


def total(parts: list[Expr], size) -> Expr:
    """sum_s of a product of vectors: an inner product, a squared norm, or the sum of the entries."""
    if not parts:
        return mx.dim(size)
    if len(parts) == 1:
        p = parts[0]
        if p.op == "hpow" and p.args[1] == mx.num(2):
            return mx.pow_(mx.norm(p.args[0], "2"), mx.num(2))
        if p.op == "diagpart":
            return mx.tr(p.args[0])
        if p.op == "fn" and p.data == "abs":
            return mx.norm(p.args[0], "1")
        return mx.mul(mx.ones((1, size)), p)
    return mx.mul(mx.T(hadamard(parts[:-1])), parts[-1])
