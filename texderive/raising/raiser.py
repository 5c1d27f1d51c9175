r"""Reading index notation back as matrices, one law per kind of node; a sum of products is a network (texderive.raising.network)."""
from __future__ import annotations

from .. import index as ix
from .. import matrix as mx
from ..index import Index, Node
from ..labels import restricted
from ..matrix import Expr, Let, Range
from ..symbols import Symbol
from ..explicit import entries as explicit_entries
from .factors import entries_only, explicit_in, holds_delta, in_order, needed_axes, opened_sums
from .network import Network, NotMatrix


class Raiser:
    """Raises the nodes of one derivation; `params` are indices kept by name (free ones of the author, families), `entrywise`
    the vectors that the author writes by their components only: sums over these alone stay sums.  `shown` are letters that stand beside the result."""

    def __init__(self, params: dict[Index, str] | None = None, letters: dict | None = None, lets: dict[Symbol, Let] | None = None,
                 entrywise: frozenset[Symbol] = frozenset(), shown: frozenset[str] = frozenset()):
        self.entrywise, self.shown = entrywise, shown
        self.params = dict(params or {})
        self.letters = letters or {}
        self.lets: dict[Symbol, Let] = dict(lets or {})

    # ------------------------------------------------------------------ one node

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
            return _scaled(self.raised(node), mx.ones(shape))
        if row is not None and row in missing:
            inner = self.raised(node, None, col)
            return mx.mul(mx.ones((row.dim, 1)), inner) if col is not None else _scaled(inner, mx.ones((row.dim, 1)))
        inner = self.raised(node, row, None)
        return mx.mul(inner, mx.ones((1, col.dim))) if row is not None else _scaled(inner, mx.ones((1, col.dim)))

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
        base = self._named(symbol, [self.name(i) for i in family]) if symbol.definition else mx.var(symbol, *[self.name(i) for i in family])
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
        if node.has_delta and (row is not None or col is not None):
            entries = explicit_entries(node, row, col)
            if entries is not None:
                return self._block(entries, row, col)
        return mx.add(*[self.raised(t, row, col) for t in node.args])

    def _block(self, entries: dict, row, col) -> Expr:
        """Explicit entries, each selected by deltas with fixed components."""
        rows, cols = (row.dim if row is not None else 1), (col.dim if col is not None else 1)
        if not isinstance(rows, int) or not isinstance(cols, int):
            raise NotMatrix("entries of a matrix without a literal size")
        cells = [self.raised(entries.get((r + 1, c + 1), ix.num(0))) for r in range(rows) for c in range(cols)]
        return mx.make("block", tuple(cells), (rows, cols), (rows, cols))

    def _mul(self, node, row, col):
        if node.has_delta and (row is not None or col is not None):
            entries = explicit_entries(node, row, col)
            if entries is not None:
                return self._block(entries, row, col)
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
            raise NotMatrix("cases")
        return mx.make("cases", tuple(self.raised(a) for a in node.args), None, (1, 1))

    def _tfn(self, node, row, col):
        slots, (body, *_), out = ix.open_slots(node)
        name, extra = node.data[0], ix.extra_of(node)
        if name == "softmax" and len(slots) == 1 and (outer := [k for k in (row, col) if k is not None and k in body.free]):
            return oriented(mx.softmax(self.raised(body, outer[0], slots[0])), [outer[0], *out], row, col, self)       # row by row
        r = slots[0] if slots else None
        array = self.raised(body, *(slots if len(slots) == 2 else (r, None)))
        build = TENSORS.get(name)
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
        if not done:
            return oriented(mx.make("app", tuple(arrays), function, function.shape), list(out), row, col, self)
        if len(value) + sum(counts[n] for n in done) > 2:
            raise NotMatrix("a derivative of three axes")
        axes = value + [d for n in done for d in arrays[n].shape if d != 1]
        shape = (1, 1) if not axes else (1, axes[0]) if len(axes) == 1 and not value else (axes[0], axes[1] if len(axes) == 2 else 1)
        return oriented(mx.make("dapp", tuple(arrays), (function, done), shape), list(out), row, col, self)

    def _prod(self, node, row, col):
        if row is not None or col is not None:
            raise NotMatrix("a product over an index")
        i, body = ix.open_sum(node)
        tests, body = restricted(body) or ((), body)
        return self._explicit("prod", i, [*tests, body], row, col)

    # ------------------------------------------------------------------ sums

    def _sum(self, node, row, col):
        summed, body = [], node
        while body.op == "sum":
            i, body = ix.open_sum(body)
            summed.append(i)
        if row is None and col is None:
            entry = self._entry(node, summed, body)
            if entry is not None:
                return entry
        outside = [f for f in body.args if not f.free & set(summed)] if body.op == "mul" and row is None and col is None else []
        inside = ix.mul(*[f for f in body.args if f not in outside]) if outside else body
        if inside.op == "add" and not any(explicit_in(inside, i) for i in summed) and not self._stays(inside, summed):
            return mx.mul(*[self.raised(f) for f in outside], mx.add(*[self._term(t, summed, row, col) for t in inside.args]))
        return self._term(body, summed, row, col)

    def _stays(self, bracket: Node, summed: list[Index]) -> bool:
        r"""Whether a bracket under one sum is not divided: \sum_i (x_i - \mu) over entries, unless what does not vary divides its terms."""
        return len(summed) == 1 and entries_only([bracket], summed[0], self.entrywise) and not any(
            f.op == "pow" and f.args[1].op == "num" and f.args[1].data < 0 and summed[0] not in f.free for t in bracket.args for f in ix.factors(t))

    def _entry(self, node: Node, summed: list[Index], body: Node) -> Expr | None:
        """A sum between one or two indices kept by name as the entry of a matrix product: sum_m B_km X_mj = (BX)_kj."""
        axes = [k for k in in_order(node) if k in self.params]
        if len(axes) > 2:
            return self._apart(summed, body)
        if not axes or any(explicit_in(body, i) for i in summed) or any(explicit_in(node, k) for k in axes):
            return None
        named = {k: self.params.pop(k) for k in axes}
        try:
            array = self.raised(node, *axes, *(None,) * (2 - len(axes)))
        finally:
            self.params.update(named)
        if len(summed) == 1 and array.op == "mul" and any((f.args[0] if f.op == "T" else f).op == "ones" for f in array.args):      # sum_k t_nk, not (t 1)_n
            return self._explicit("sum", summed[0], list(ix.factors(body)), None, None)
        return mx.comp(array, *[mx.idx(named[k]) for k in axes])

    def _apart(self, summed: list[Index], body: Node) -> Expr | None:
        """A sum over several indices as a sum of terms, each a product of sums that share no index."""
        if body.op == "add":
            return mx.add(*[self.raised(_summed(t, summed)) for t in body.args])
        flat, queue = [], list(ix.factors(body))
        while queue:
            f = queue.pop(0)
            if f.op == "sum" and f.free & set(summed):       # an inner sum that shares an index is taken in
                i, inner = ix.open_sum(f)
                summed = [*summed, i]
                queue[:0] = ix.factors(inner)
            else:
                flat.append(f)
        parts: list[tuple[set[Index], list[Node]]] = []
        for f in flat:
            own, together = f.free & set(summed), [f]
            for indices, factors in [p for p in parts if p[0] & own]:
                own, together = own | indices, factors + together
            parts = [p for p in parts if not p[0] & own] + [(own, together)]
        if len(parts) < 2:
            bracket = next((f for f in flat if f.op == "add"), None) if len(flat) > 1 else None
            return bracket and mx.add(*[self.raised(_summed(ix.mul(*[t if f is bracket else f for f in flat]), summed)) for t in bracket.args])
        return mx.mul(*[self.raised(_summed(ix.mul(*factors), [i for i in summed if i in indices])) for indices, factors in parts])

    def _term(self, body: Node, summed: list[Index], row, col) -> Expr:
        return self.network(list(body.args) if body.op == "mul" else [body], summed, row, col)

    def _explicit(self, op: str, i: Index, factors: list[Node], row, col) -> Expr:
        """A sum over a family (or a range) stays a sum, over matrix expressions."""
        name = self._letter(i, factors)
        self.params[i] = name
        try:
            lower, upper, conditions, rest = 1, None, [], []
            for f in factors:
                if f.op != "cmp" or i not in f.ix:
                    rest.append(f)
                elif f.data == "<=" and isinstance(f.ix[0], int):
                    lower = f.ix[0]
                elif f.data == ">=" and isinstance(f.ix[0], int):
                    upper = f.ix[0]
                elif f.data == ">=" and isinstance(f.ix[0], ix.Shift) and f.ix[0].index.level == -1:
                    upper = (f.ix[0].index.name, f.ix[0].by)
                else:
                    conditions.append(self.raised(f))
            body = self.raised(ix.mul(*rest), row, col)
            make = mx.sum_ if op == "sum" else mx.prod
            return make(Range(name, i.dim, lower, upper), body, mx.mul(*conditions) if conditions else None)
        finally:
            del self.params[i]

    def _letter(self, i: Index, factors: list[Node]) -> str:
        own = [s.letters[s_ix.index(i)] for f in factors for n in ix.walk(f) if n.op == "comp"
               for s, s_ix in [(n.data, n.ix[: len(n.data.family)])] if i in s_ix and len(s.letters) == len(s.family)]
        used = {*self.params.values(), *self.shown}
        for letter in (*own, *self.letters.get(i.dim, ()), "i", "j", "k", "l", "m", "n", "p", "q"):
            if letter not in used and letter != i.dim:       # not \sum_{k=1}^k
                return letter
        raise NotMatrix("no letter left for a sum")

    # ------------------------------------------------------------------ the network

    def network(self, factors: list[Node], summed: list[Index], row, col) -> Expr:
        """sum over `summed` of the product of factors, with free indices row and col."""
        factors, summed = opened_sums(factors, summed, row, col, True)
        family = [i for i in summed if any(explicit_in(f, i) for f in factors) or entries_only(factors, i, self.entrywise)]
        if family:
            i = family[0]
            rest = [k for k in summed if k is not i]
            inside = [f for f in factors if i in f.free] if not rest else factors
            outside = [f for f in factors if i not in f.free] if not rest else []
            shared = {k for k in (row, col) if k is not None and any(k in f.free for f in inside)}
            inside += [f for f in outside if f.free & shared]                    # v_k (..)_k x_il: one elementwise product inside
            outside = [f for f in outside if not f.free & shared]
            body = inside
            if rest:
                nested = ix.mul(*factors)
                for k in rest:
                    nested = ix.sum_(k, nested)
                body = [nested]
            whole = self._explicit("sum", i, body, *needed_axes(body, row, col)) if outside else self._explicit("sum", i, body, row, col)
            return whole if not outside else self._product_with(outside, whole, row, col, body)
        factors, summed = opened_sums(factors, summed, row, col)
        edges = set(summed) | {k for k in (row, col) if k is not None}
        net = Network(summed, row, col)
        for f in factors:
            used = [k for k in in_order(f) if k in edges]
            if f.op == "add" and len(used) == 2 and len(factors) > 1 and any(k in summed and k not in t.free and t.free & edges for k in used for t in f.args):
                rest = [g for g in factors if g is not f]            # y_i (a_ik - b_k) under a sum over i: no row is repeated for b
                return mx.add(*[self.network([*rest, *ix.factors(t)], summed, row, col) for t in f.args])
            if len(used) == 0:
                net.scalars.append(self.raised(f))
            elif len(used) == 1:
                net.vectors.setdefault(used[0], []).append(self.raised(f, used[0]))
            elif len(used) == 2 and not (f.op == "add" and holds_delta(f) and any(g is not f and g.free & set(used) for g in factors)):
                net.matrices.append((used[0], used[1], self.raised(f, *used)))
            elif f.op == "add":
                rest = [g for g in factors if g is not f]
                return mx.add(*[self.network([*rest, *ix.factors(t)], summed, row, col) for t in f.args])
            else:
                raise NotMatrix("more than two indices")
        return net.contracted()

    def _product_with(self, outside, whole: Expr, row, col, inside) -> Expr:
        """Factors that do not depend on a family index, times the sum over it."""
        needed = needed_axes(inside, row, col)
        others = self.network(outside, [], row if needed[0] is None else None, col if needed[1] is None else None)
        if others.is_scalar or whole.is_scalar:
            return mx.mul(others, whole) if others.is_scalar else _scaled(whole, others)
        if needed == (None, col):
            return mx.mul(others, whole)
        if needed == (row, None):
            return mx.mul(whole, others)
        raise NotMatrix("factors outside of a family sum")


def _summed(body: Node, indices) -> Node:
    """The sum over those of the indices that the body has; a size for each of the others."""
    for i in reversed(indices):
        body = ix.sum_(i, body) if i in body.free else ix.mul(ix.dim(i.dim), body)
    return body


def _scaled(scalar: Expr, x: Expr) -> Expr:
    return mx.mul(scalar, x)


def oriented(x: Expr, slots: list, row, col, raiser: Raiser) -> Expr:
    """x with its axes named `slots`, read as (row, col)."""
    axes = list(slots)
    if len(axes) == 1 and x.is_row:
        x = mx.T(x)
    wanted = [k for k in (row, col) if k is not None]
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
    "entry_max": lambda x, extra: mx.norm(x.args[0], "inf") if x.op == "fn" and x.data == "abs" and x.is_vector else mx.make("extreme", (x,), "max", (1, 1)),
    "entry_min": lambda x, extra: mx.make("extreme", (x,), "min", (1, 1)),
    "eigmax": lambda x, extra: mx.make("eig", (x,), "max", (1, 1)),
    "eigmin": lambda x, extra: mx.make("eig", (x,), "min", (1, 1)),
    "left_vector": lambda x, extra: mx.svec(x, "u", extra),
    "right_vector": lambda x, extra: mx.svec(x, "v", extra),
    "vector_eigmax": lambda x, extra: mx.evec(x, "max", extra),
    "vector_eigmin": lambda x, extra: mx.evec(x, "min", extra),
    "polar": lambda x, extra: mx.mul(mx.svecs(x, "U", extra[0]), mx.T(mx.svecs(x, "V", extra[1]))),
}
