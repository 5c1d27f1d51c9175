r"""Index notation read back as matrices, one law per kind of node; sums and products are those of `Sums`."""
from __future__ import annotations

from .. import index as ix
from .. import matrix as mx
from ..explicit import entries as explicit_entries
from ..index import Index, Node
from ..matrix import Expr, Let
from ..symbols import Symbol
from .factors import entry_index, slice_indices
from .network import NotMatrix
from .sums import Sums


class Raiser(Sums):
    """Raises the nodes of one derivation."""

    def raised(self, node: Node, row: Index | None = None, col: Index | None = None) -> Expr:
        """node as an expression of shape (rows, columns); a missing axis has size 1.  Raises NotMatrix."""
        missing = [k for k in (row, col) if k is not None and k not in node.free]
        if missing and node.op not in ("add", "mul", "sum"):
            return self._broadcast(node, row, col, missing)
        law = getattr(self, "_" + node.op, None)
        if law is None:
            raise NotMatrix(node.op)
        return law(node, row, col)

    def _broadcast(self, node: Node, row, col, missing) -> Expr:
        """A factor that does not vary along an axis, along that axis."""
        if row in missing and col in missing:
            shape = (row.dim, col.dim)
            return mx.mul(self.raised(node), mx.ones(shape))
        if row is not None and row in missing:
            inner = self.raised(node, None, col)
            return mx.mul(mx.ones((row.dim, 1)), inner) if col is not None else mx.mul(inner, mx.ones((row.dim, 1)))
        inner = self.raised(node, row, None)
        return mx.mul(inner, mx.ones((1, col.dim))) if row is not None else mx.mul(inner, mx.ones((1, col.dim)))

    def _num(self, node, row, col):
        return mx.num(node.data)

    def _const(self, node, row, col):
        return mx.const(node.data)

    def _dim(self, node, row, col):
        return mx.dim(node.data)

    def name(self, i) -> Expr:
        """An index kept by name, as an index node."""
        if isinstance(i, int):
            return mx.num(i)
        if isinstance(i, ix.Shift):
            return mx.shift(self.name(i.index), i.by)
        if i not in self.params:
            raise NotMatrix("an index without a name")
        return mx.idx(self.params[i])

    def _comp(self, node, row, col):
        symbol: Symbol = node.data
        n = len(symbol.family)
        family, slots = node.ix[:n], list(node.ix[n:])
        base = (self._named(symbol, [self.name(i) for i in family]) if symbol.definition
                else mx.var(symbol, *[self.name(i) for i in family]))
        return oriented(base, slots, row, col, self)

    def _named(self, symbol: Symbol, indices) -> Expr:
        let = self.lets.get(symbol)
        if let is None:
            source = symbol.definition.source
            let = self.lets[symbol] = Let(symbol.key, symbol.latex, source, symbol.letters, symbol.family, symbol)
        return mx.ref(let, *indices)

    def _delta(self, node, row, col):
        i, j = node.ix
        if {i, j} == {row, col}:
            return mx.eye(row.dim)
        if row in node.ix or col in node.ix:
            raise NotMatrix("a unit vector")
        return mx.delta(self.name(i), self.name(j))

    def _ival(self, node, row, col):
        return self.name(node.ix[0])

    def _cmp(self, node, row, col):
        return mx.cmp(node.data, *[self._bound(i) for i in node.ix])

    def _bound(self, i) -> Expr:
        inner = i.index if isinstance(i, ix.Shift) else i
        if isinstance(inner, Index) and inner.level == -1:
            return mx.add(mx.dim(inner.name), mx.num(i.by)) if isinstance(i, ix.Shift) else mx.dim(inner.name)
        return self.name(i)

    def _add(self, node, row, col):
        if (written := self._written_out(node, row, col)) is not None:
            return written
        terms = [self.raised(t, row, col) for t in node.args]
        self.terms.update(zip([(t, row, col) for t in node.args], terms))
        return mx.add(*terms)

    def _written_out(self, node, row, col) -> Expr | None:
        """An array entry by entry, row by row or column by column, where deltas with fixed components select them."""
        if not node.has_delta or row is None and col is None:
            return None
        entries = explicit_entries(node, row, col)
        if entries is not None:
            return self._block(entries, row, col)
        across = col is not None and isinstance(col.dim, int)
        written, other = (col, row) if across else (row, col)
        if (row is None or col is None or not isinstance(written.dim, int)
                or (parts := explicit_entries(node, written, None)) is None):
            return None
        lines = [self.raised(parts.get((n + 1, 1), ix.num(0)), *((other, None) if across else (None, other)))
                 for n in range(written.dim)]
        lines = [mx.zeros((other.dim, 1) if across else (1, other.dim)) if mx.is_zero(x) else x for x in lines]
        return mx.block([lines] if across else [[x] for x in lines])

    def _block(self, entries: dict, row, col) -> Expr:
        """Explicit entries, each selected by deltas with fixed components."""
        rows, cols = (row.dim if row is not None else 1), (col.dim if col is not None else 1)
        if not isinstance(rows, int) or not isinstance(cols, int):
            raise NotMatrix("entries of a matrix without a literal size")
        cells = [self.raised(entries.get((r + 1, c + 1), ix.num(0))) for r in range(rows) for c in range(cols)]
        return mx.make("block", tuple(cells), (rows, cols), (rows, cols))

    def _mul(self, node, row, col):
        if (written := self._written_out(node, row, col)) is not None:
            return written
        return self.network(list(node.args), [], row, col)

    def _pow(self, node, row, col):
        base, exponent = node.args
        b, e = self.raised(base, row, col), self.raised(exponent)
        if e == mx.MINUS_ONE:
            return mx.div(mx.ONE if b.is_scalar else mx.ones(b.shape), b)
        return power(b, e)

    def _fn(self, node, row, col):
        x = self.raised(node.args[0], row, col)
        return mx.make("fact", (x,), None, x.shape) if node.data == "factorial" else mx.fn(node.data, x)

    def _ind(self, node, row, col):
        a, b = node.args
        x = self.raised(a, row, col)
        y = self.raised(b) if not any(k in b.free for k in (row, col) if k is not None) else self.raised(b, row, col)
        return mx.ind(node.data, x, y)

    def _max(self, node, row, col):
        a, b = node.args
        if ix.is_num(a):
            return mx.maximum(mx.num(a.data), self.raised(b, row, col), node.op)
        if ix.is_num(b):
            return mx.maximum(self.raised(a, row, col), mx.num(b.data), node.op)
        return mx.maximum(self.raised(a, row, col), self.raised(b, row, col), node.op)

    _min = _max

    def _cases(self, node, row, col):
        if row is not None or col is not None:
            if len(node.args) != 3 or node.args[1].op != "ind" or node.args[1].data not in mx.OPPOSITE:
                raise NotMatrix("cases")
            value, test, otherwise = node.args
            return self.raised(ix.add(ix.mul(test, value),
                                      ix.mul(ix.make("ind", test.args, data=mx.OPPOSITE[test.data]), otherwise)), row, col)
        return mx.make("cases", tuple(self.raised(a) for a in node.args), None, (1, 1))

    def _tfn(self, node, row, col):
        slots, (body, *_), out = ix.open_slots(node)
        name, extra = node.data[0], ix.extra_of(node)
        if name == "softmax" and len(slots) == 1 and (outer := [k for k in (row, col) if k is not None and k in body.free]):
            # row by row
            return oriented(mx.softmax(self.raised(body, outer[0], slots[0])), [outer[0], *out], row, col, self)
        r = slots[0] if slots else None
        array = self.raised(body, *(slots if len(slots) == 2 else (r, None)))
        build = TENSORS.get(name) or _spectral(name)
        if build is None:
            raise NotMatrix(name)
        if name == "mpow":
            extra = mx.num(extra) if isinstance(extra, int) else self.raised(extra)
        whole = build(array, extra)
        return oriented(whole, list(out), row, col, self)

    def _app(self, node, row, col):
        function, done, counts = node.data
        slots, bodies, out = ix.open_slots(node)
        arrays, at = [], 0
        for body, n in zip(bodies, counts):
            own, at = slots[at:at + n], at + n
            if function.elementwise:
                arrays.append(self.raised(body, row, col))
            else:
                arrays.append(self.raised(body, *(own if n == 2 else (own[0] if own else None, None))))
        if function.elementwise:
            op = "dapp" if done else "app"
            return mx.make(op, tuple(arrays), (function, done) if done else function, arrays[0].shape)
        value = [d for d in function.shape if d != 1]
        whole = mx.make("app", tuple(arrays), function, function.shape)
        if not done:
            return oriented(whole, list(out), row, col, self)
        sliced = slice_indices(node)
        # \partial K(\theta)/\partial\theta_j
        if sliced and all(k in self.params for k in sliced) and arrays[done[0]].op == "var":
            by = [mx.comp(arrays[done[0]], self.name(k)) for k in sliced]
            return oriented(mx.make("deriv", (whole, *by), "numerator", function.shape), list(out[:-len(sliced)]), row, col, self)
        entry = entry_index(node)
        if entry and entry[0] in self.params and arrays[done[0]].op == "var":  # \nabla r_i(x) and \nabla^2 r_i(x)
            x, value = arrays[done[0]], mx.comp(whole, self.name(entry[0]))
            shape = (x.shape[0], x.shape[0]) if len(done) == 2 else (1, x.shape[0])
            return oriented(mx.make("deriv", (value, *[x] * len(done)), "numerator", shape), list(out[1:]), row, col, self)
        if len(value) + sum(counts[n] for n in done) > 2:
            raise NotMatrix("a derivative of three axes")
        axes = value + [d for n in done for d in arrays[n].shape if d != 1]
        shape = ((1, 1) if not axes else (1, axes[0]) if len(axes) == 1 and not value
                 else (axes[0], axes[1] if len(axes) == 2 else 1))
        if self.layout == "numerator":
            return oriented(mx.make("dapp", tuple(arrays), (function, done), shape), list(out), row, col, self)
        # the gradient is a column, the Jacobian the transpose
        turned = len(axes) == 1 and not value or len(value) == len(done) == 1
        return oriented(mx.make("dapp", tuple(arrays), (function, done, self.layout), shape[::-1] if turned else shape),
                        list(reversed(out) if turned else out), row, col, self)


def oriented(x: Expr, slots: list, row, col, raiser: Raiser) -> Expr:
    """x with its axes named `slots`, read as (row, col)."""
    axes = list(slots)
    if len(axes) == 1 and x.is_row:
        x = mx.T(x)
    wanted = list(ix.present(row, col))
    if len(axes) == 0:
        return x
    if len(axes) == 1:
        if axes[0] is row and row is not None:
            return x
        if axes[0] is col and col is not None:
            return mx.T(x)
        return mx.comp(x, raiser.name(axes[0]))
    if axes[0] is axes[1] and axes[0] in wanted:
        d = mx.diagpart(x)
        return d if axes[0] is row else mx.T(d)
    if axes == [row, col]:
        return x
    if axes == [col, row]:
        return mx.T(x)
    if not any(a in wanted for a in axes if isinstance(a, Index)):
        return mx.comp(x, *[raiser.name(a) for a in axes])
    raise NotMatrix("one row or column of a matrix")


def power(base: Expr, exponent: Expr) -> Expr:
    """base^exponent, with a norm for the root of its square."""
    if base.op == "pow" and base.args[0].op == "norm" and base.args[1].op == "num" and exponent.op == "num":
        return mx.pow_(base.args[0], mx.num(base.args[1].data * exponent.data))
    return mx.hpow(base, exponent)


def _spectral(name: str) -> Callable[[mx.Expr, object], mx.Expr] | None:
    """What makes the eigenvalue or the unit eigenvector of "eigmax", "eig2", "vector_eigmax";
    None for any other name."""
    which = name.removeprefix("vector_").removeprefix("eig")
    if name == "eig" + which:
        return lambda x, extra: mx.make("eig", (x,), which, (1, 1))
    return (lambda x, extra: mx.evec(x, which, extra)) if name == "vector_eig" + which else None


TENSORS = {
    "constant": lambda x, extra: extra,
    "inv": lambda x, extra: mx.inv(x),
    "pinv": lambda x, extra: mx.make("pinv", (x,), None, (x.shape[1], x.shape[0])),
    "det": lambda x, extra: mx.det(x),
    "softmax": lambda x, extra: mx.softmax(x),
    "mexp": lambda x, extra: mx.mfn("exp", x),
    "mlog": lambda x, extra: mx.mfn("log", x),
    "msin": lambda x, extra: mx.mfn("sin", x),
    "mcos": lambda x, extra: mx.mfn("cos", x),
    "mpow": lambda x, extra: mx.pow_(x, extra),
    "spectral": lambda x, extra: mx.norm(x, "spectral"),
    "nuclear": lambda x, extra: mx.norm(x, "nuclear"),
    "entry_max": lambda x, extra: mx.norm(x.args[0], "inf") if x.op == "fn" and x.data == "abs" and x.is_vector
    else mx.make("extreme", (x,), "max", (1, 1)),
    "entry_min": lambda x, extra: mx.make("extreme", (x,), "min", (1, 1)),
    "left_vector": lambda x, extra: mx.svec(x, "u", extra),
    "right_vector": lambda x, extra: mx.svec(x, "v", extra),
    "polar": lambda x, extra: mx.mul(mx.svecs(x, "U", extra[0]), mx.T(mx.svecs(x, "V", extra[1]))),
}
