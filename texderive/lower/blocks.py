r"""Blocks: where each stands, [x; y] = [I; 0] x + [0; I] y, and products, norms and determinants
of blocks worked out block by block."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from .. import matrix as mx
from ..matrix import Expr, Let
from ..symbols import Dim

Rows = list[list[Expr]]


def rows_of(x: Expr) -> Rows:
    """The blocks of x, row by row."""
    height, width = x.data
    return [list(x.args[r * width:(r + 1) * width]) for r in range(height)]


def place(sizes: list[Dim], n: int) -> Expr:
    """The matrix [0; I; 0] that puts a block of size sizes[n] in its place among blocks of these sizes."""
    size = sizes[n]
    return mx.block([[mx.eye(size) if k == n else mx.zeros((s, size))] for k, s in enumerate(sizes)])


def placed(x: Expr) -> Expr:
    """The sum of all blocks of x, each times the matrices that put it in its place."""
    rows = rows_of(x)
    heights, widths = [row[0].shape[0] for row in rows], [cell.shape[1] for cell in rows[0]]
    terms = []
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if not mx.is_zero(cell):
                left = [place(heights, r)] if len(rows) > 1 else []
                right = [mx.T(place(widths, c))] if len(row) > 1 else []
                terms.append(mx.mul(cell, *left, *right) if cell.is_scalar else mx.mul(*left, cell, *right))
    return mx.add(*terms) if terms else mx.zeros(x.shape)


class Blocks:
    """Works out the blocks of one problem; `lets` holds the definitions in force as they are afterwards,
    those of the parts of constant matrices, W_h of W [h; x], among them."""

    def __init__(self, lets: tuple[Let, ...], varies: Callable[[Expr], bool], taken: set[str]):
        self.before, self.varies, self.taken = lets, varies, taken
        self.lets: dict[Let, Let | None] = {}              # a definition -> what it is now; None where it is put in
        self.parts: dict[Expr, Let] = {}

    def worked_out(self, x: Expr) -> Expr:
        """x block by block."""
        if x.op == "ref":
            return self._named(x)
        new = mx.rebuild(x, tuple(self.worked_out(a) for a in x.args))
        law = _LAWS.get(new.op)
        return law(self, new) if law else new

    def definitions(self) -> tuple[Let, ...]:
        """The definitions in force, those of parts first."""
        return (*self.parts.values(), *(new for let in self.before if (new := self.lets.get(let, let)) is not None))

    def _named(self, x: Expr) -> Expr:
        let = x.data
        if let not in self.lets:
            body = self.worked_out(let.expr)
            inlined = mx.in_blocks(body) and self.varies(body)
            self.lets[let] = (None if inlined else let if body == let.expr
                              else Let(let.key, let.latex, body, let.params, let.dims, let.symbol))
        new = self.lets[let]
        return mx.renamed(self.worked_out(let.expr), dict(zip(let.params, x.args))) if new is None else mx.ref(new, *x.args)

    def part(self, whole: Expr, sizes: list[Dim], n: int, beside: Expr) -> Expr:
        """The columns of a constant matrix, or the entries of a transposed vector, that meet the n-th block,
        by a name of their own."""
        flat = mx.T(whole) if whole.is_row else whole
        value = mx.mul(mx.T(place(sizes, n)), flat) if whole.is_row else mx.mul(whole, place(sizes, n))
        if value not in self.parts:
            base = flat.data.latex
            name = next(c for c in (*_subscripts(base, beside), *(_below(base, str(k)) for k in range(n + 1, 99)))
                        if c not in self.taken)
            self.taken.add(name)
            self.parts[value] = Let(name, name, value)
        named = mx.ref(self.parts[value])
        return mx.T(named) if whole.is_row else named


def _subscripts(base: str, beside: Expr) -> tuple[str, ...]:
    """W_h for the part of W beside h_{t-1}, w_0 for that beside 1."""
    if beside == mx.ONE:
        return (_below(base, "0"),)
    if beside.op not in ("var", "ref"):
        return ()
    return (_below(base, beside.data.latex.split("_")[0]),)


def _below(base: str, sub: str) -> str:
    """W_{fh} of W_f and h."""
    letter, _, old = base.partition("_")
    return f"{letter}_{{{old.strip('{}')}{sub}}}"


def _transposed(at: Blocks, x: Expr) -> Expr:
    inner = x.args[0]
    return _turned(inner) if mx.in_blocks(inner) else x


def _turned(x: Expr) -> Expr:
    return mx.block([[mx.T(cell) for cell in line] for line in zip(*rows_of(x))])


def _partition(x: Expr) -> tuple[list[Dim], list[Dim]]:
    rows = rows_of(x)
    return [row[0].shape[0] for row in rows], [cell.shape[1] for cell in rows[0]]


def _together(combine: Callable[..., Expr]):
    """The law of an operation that acts entry by entry, and so block by block where all parts are alike."""
    def law(at: Blocks, x: Expr) -> Expr:
        parts = [_scaled(a) for a in x.args]
        if not all(map(mx.in_blocks, parts)) or any(_partition(p) != _partition(parts[0]) for p in parts[1:]):
            return x
        return mx.block([[combine(*cells) for cells in zip(*rows)] for rows in zip(*map(rows_of, parts))])
    return law


def _scaled(x: Expr) -> Expr:
    """c [x; y] as [c x; c y]."""
    if x.op == "mul" and mx.in_blocks(x.args[-1]) and all(f.is_scalar for f in x.args[:-1]):
        return mx.block([[mx.mul(*x.args[:-1], cell) for cell in row] for row in rows_of(x.args[-1])])
    return x


def _product(at: Blocks, x: Expr) -> Expr:
    factors = list(x.args)
    n = 0
    while n + 1 < len(factors):
        merged = _times(at, factors[n], factors[n + 1])
        if merged is None:
            n += 1
        else:
            factors[n:n + 2] = [merged]
            n = max(n - 1, 0)
    return mx.mul(*factors)


def _times(at: Blocks, a: Expr, b: Expr) -> Expr | None:
    """The product of two factors with blocks; None where they stay as they are."""
    if at.varies(a) != at.varies(b) or mx.in_blocks(a) and mx.in_blocks(b):
        a, b = _opened(a) if mx.in_blocks(b) else a, _opened(b) if mx.in_blocks(a) else b
    if mx.in_blocks(a) and mx.in_blocks(b):
        if _partition(a)[1] != _partition(b)[0]:
            return None
        cells = [[mx.add(*[mx.mul(s, t) for f, g in zip(row, line) for s in mx.terms(f) for t in mx.terms(g)])
                  for line in zip(*rows_of(b))] for row in rows_of(a)]
        return mx.block(cells) if len(cells) > 1 or len(cells[0]) > 1 else cells[0][0]
    if mx.in_blocks(a) and a.data[1] == 1 and not b.is_scalar and at.varies(b):
        return mx.block([[mx.mul(cell, b)] for cell in a.args])
    if mx.in_blocks(b) and b.data[0] == 1 and not a.is_scalar and at.varies(a):
        return mx.block([[mx.mul(a, cell) for cell in b.args]])
    if mx.in_blocks(b) and b.data[1] == 1 and at.varies(b) and _plain(a) and not at.varies(a):
        sizes = _partition(b)[0]
        return mx.add(*[mx.mul(at.part(a, sizes, n, cell), cell) for n, cell in enumerate(b.args)])
    if mx.in_blocks(a) and a.data[0] == 1 and at.varies(a) and _plain(b) and b.is_vector and not at.varies(b):
        return _times(at, mx.T(b), _turned(a))
    return None


def _opened(x: Expr) -> Expr:
    """The blocks that a name stands for."""
    if x.op == "T":
        inner = _opened(x.args[0])
        return x if inner is x.args[0] else _turned(inner)
    return mx.renamed(x.data.expr, dict(zip(x.data.params, x.args))) if x.op == "ref" and mx.in_blocks(x.data.expr) else x


def _plain(x: Expr) -> bool:
    """A matrix by its name, or a transposed vector."""
    return (x.op in ("var", "ref") and not x.args and x.is_matrix or x.op == "T" and x.args[0].op in ("var", "ref")
            and not x.args[0].args and x.is_row)


def _whole_power(at: Blocks, x: Expr) -> Expr:
    """The square or cube of a matrix of blocks."""
    base, exponent = x.args
    return (_product(at, Expr("mul", (base,) * int(exponent.data), None, x.shape))
            if mx.in_blocks(base) and exponent in (mx.num(2), mx.num(3)) else x)


def _norm(at: Blocks, x: Expr) -> Expr:
    inner = x.args[0]
    if not mx.in_blocks(inner) or x.data not in ("2", "F"):
        return x
    return mx.pow_(mx.add(*[mx.pow_(mx.norm(cell, "F" if cell.is_matrix else "2"), mx.num(2)) if not cell.is_scalar
                            else mx.pow_(cell, mx.num(2))
                            for cell in inner.args if not mx.is_zero(cell)]), mx.num(Fraction(1, 2)))


def _power(at: Blocks, x: Expr) -> Expr:
    """The square of a norm that has become a root."""
    base, exponent = x.args
    root = base.op == "pow" and base.args[1] == mx.num(Fraction(1, 2)) and exponent == mx.num(2)
    return base.args[0] if root and base.args[0].op == "add" else x


def _trace(at: Blocks, x: Expr) -> Expr:
    inner = _scaled(x.args[0])
    if not mx.in_blocks(inner) or len(set(map(tuple, _partition(inner)))) > 1:
        return x
    return mx.add(*[mx.tr(row[n]) for n, row in enumerate(rows_of(inner))])


def _determinant(at: Blocks, x: Expr) -> Expr:
    """By the Schur complement of the larger of the two blocks on the diagonal, which has to be invertible."""
    inner = x.args[0]
    if not mx.in_blocks(inner) or inner.data != (2, 2) or len(set(map(tuple, _partition(inner)))) > 1:
        return x
    (a, b), (c, d) = rows_of(inner)
    if a.is_scalar:
        a, b, c, d = d, c, b, a
    return mx.mul(mx.det(a), mx.det(mx.add(d, mx.neg(mx.mul(c, mx.inv(a), b)))))


_LAWS = {
    "T": _transposed, "add": _together(mx.add), "had": _together(mx.had), "mul": _product, "norm": _norm, "pow": _power,
    "mpow": _whole_power, "tr": _trace, "det": _determinant,
}


def joined(x: Expr) -> Expr:
    """x with [I; 0] A + [0; I] B put together as [A; B]."""
    if not any(map(mx.in_blocks, mx.walk(x))):
        return x
    new = mx.rebuild(x, tuple(joined(a) for a in x.args))
    if new.op == "mul":
        return _set_in_place(list(new.args))
    if new.op == "T" and mx.in_blocks(new.args[0]) and new.args[0].data[0] == 1:          # [x^T y^T]^T
        return _turned(new.args[0])
    if new.op != "add":
        return new
    turned = all(a.op == "T" for a in new.args)
    total = _together(mx.add)(None, mx.add(*map(mx.T, new.args)) if turned else new)
    return mx.T(total) if turned else total


def _set_in_place(factors: list[Expr]) -> Expr:
    """[I; 0] A as [A; 0], and A [I 0] as [A 0]."""
    for n, (a, b) in enumerate(zip(factors, factors[1:])):
        if _places(a) and not b.is_scalar:
            factors[n:n + 2] = [_filled(a, b)]
        elif b.op == "T" and _places(b.args[0]) and not a.is_scalar:
            factors[n:n + 2] = [mx.T(_filled(b.args[0], mx.T(a)))]
        else:
            continue
        return _set_in_place(factors)
    return mx.mul(*factors)


def _filled(places: Expr, x: Expr) -> Expr:
    return mx.block([[mx.zeros((cell.shape[0], x.shape[1])) if mx.is_zero(cell) else mx.mul(cell, x)] for cell in places.args])


def _places(x: Expr) -> bool:
    """Whether x is [I; 0], or [0; 1] of a number."""
    return mx.in_blocks(x) and x.data[1] == 1 and all(mx.is_zero(cell) or cell.op == "eye" or cell == mx.ONE for cell in x.args)
