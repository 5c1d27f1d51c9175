r"""Reading index notation back as matrices: a sum of products is a network whose nodes are vectors and matrices.

Each summed index that joins two factors is a matrix product, one that joins a matrix and a vector a matrix-vector product, a closed
ring a trace; an index that several vectors carry is an elementwise product.  Where an index joins more than two matrices, or a
factor has more than two indices, there is no matrix form and NotMatrix is raised.
"""
from __future__ import annotations

from .. import index as ix
from .. import matrix as mx
from ..index import Index, Node
from ..matrix import Expr, Let, Range
from ..symbols import Symbol


class NotMatrix(Exception):
    """There is no matrix form; the caller keeps the index form."""


class Raiser:
    """Raises the nodes of one derivation; `params` are indices kept by name (free ones of the author, families)."""

    def __init__(self, params: dict[Index, str] | None = None, letters: dict | None = None, lets: dict[Symbol, Let] | None = None):
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
        return _oriented(base, slots, row, col, self)

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
            return mx.add(mx.dim(inner.name), mx.num(i.by))
        return self.name(i)

    def _add(self, node, row, col):
        if node.has_delta and (row is not None or col is not None):
            entries = _entries(node, row, col)
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
            entries = _entries(node, row, col)
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
        slots, (body,), out = ix.open_slots(node)
        name, _, extra = node.data
        r = slots[0] if slots else None
        array = self.raised(body, *(slots if len(slots) == 2 else (r, None)))
        build = _TENSORS.get(name)
        if build is None:
            raise NotMatrix(name)
        if name == "mpow":
            extra = mx.num(extra) if isinstance(extra, int) else self.raised(extra)
        whole = build(array, extra)
        return _oriented(whole, list(out), row, col, self)

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
            return _oriented(mx.make("app", tuple(arrays), function, function.shape), list(out), row, col, self)
        if len(value) + sum(counts[n] for n in done) > 2:
            raise NotMatrix("a derivative of three axes")
        axes = value + [d for n in done for d in arrays[n].shape if d != 1]
        shape = (1, 1) if not axes else (1, axes[0]) if len(axes) == 1 and not value else (axes[0], axes[1] if len(axes) == 2 else 1)
        return _oriented(mx.make("dapp", tuple(arrays), (function, done), shape), list(out), row, col, self)

    def _prod(self, node, row, col):
        if row is not None or col is not None:
            raise NotMatrix("a product over an index")
        i, body = ix.open_sum(node)
        return self._explicit("prod", i, [body], row, col)

    # ------------------------------------------------------------------ sums

    def _sum(self, node, row, col):
        summed, body = [], node
        while body.op == "sum":
            i, body = ix.open_sum(body)
            summed.append(i)
        if body.op == "add" and not any(_explicit_in(body, i) for i in summed):
            return mx.add(*[self._term(t, summed, row, col) for t in body.args])
        return self._term(body, summed, row, col)

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
        used = set(self.params.values())
        for letter in (*own, *self.letters.get(i.dim, ()), "i", "j", "k", "l", "m", "n", "p", "q"):
            if letter not in used:
                return letter
        raise NotMatrix("no letter left for a sum")

    # ------------------------------------------------------------------ the network

    def network(self, factors: list[Node], summed: list[Index], row, col) -> Expr:
        """sum over `summed` of the product of factors, with free indices row and col."""
        family = [i for i in summed if any(_explicit_in(f, i) for f in factors)]
        if family:
            i = family[0]
            rest = [k for k in summed if k is not i]
            inside = [f for f in factors if i in f.free] if not rest else factors
            outside = [f for f in factors if i not in f.free] if not rest else []
            body = inside
            if rest:
                nested = ix.mul(*factors)
                for k in rest:
                    nested = ix.sum_(k, nested)
                body = [nested]
            whole = self._explicit("sum", i, body, *_needed(body, row, col)) if outside else self._explicit("sum", i, body, row, col)
            return whole if not outside else self._product_with(outside, whole, row, col, body)
        factors, summed = _opened_sums(factors, summed, row, col)
        edges = set(summed) | {k for k in (row, col) if k is not None}
        net = _Network(summed, row, col)
        for f in factors:
            used = [k for k in _in_order(f) if k in edges]
            if len(used) == 0:
                net.scalars.append(self.raised(f))
            elif len(used) == 1:
                net.vectors.setdefault(used[0], []).append(self.raised(f, used[0]))
            elif len(used) == 2 and not (f.op == "add" and _holds_delta(f) and any(g is not f and g.free & set(used) for g in factors)):
                net.matrices.append((used[0], used[1], self.raised(f, *used)))
            elif f.op == "add":
                rest = [g for g in factors if g is not f]
                return mx.add(*[self.network([*rest, *(t.args if t.op == "mul" else (t,))], summed, row, col) for t in f.args])
            else:
                raise NotMatrix("more than two indices")
        return net.contracted()

    def _product_with(self, outside, whole: Expr, row, col, inside) -> Expr:
        """Factors that do not depend on a family index, times the sum over it."""
        needed = _needed(inside, row, col)
        others = self.network(outside, [], row if needed[0] is None else None, col if needed[1] is None else None)
        if others.is_scalar or whole.is_scalar:
            return mx.mul(others, whole) if others.is_scalar else _scaled(whole, others)
        if needed == (None, col):
            return mx.mul(others, whole)
        if needed == (row, None):
            return mx.mul(whole, others)
        raise NotMatrix("factors outside of a family sum")


def _entries(node: Node, row, col) -> dict | None:
    """(r, c) -> entry, where every term of node is an entry times deltas of row and col with fixed components."""
    found: dict = {}
    for t in _terms(node):
        place = {row: 1, col: 1}
        rest = []
        for f in t.args if t.op == "mul" else (t,):
            fixed = [k for k in f.ix if isinstance(k, int)] if f.op == "delta" else []
            axis = [k for k in f.ix if k in (row, col)] if fixed else []
            if axis:
                place[axis[0]] = fixed[0]
            else:
                rest.append(f)
        wanted = [k for k in (row, col) if k is not None]
        if any(k in f.free for k in wanted for f in rest) or len([f for f in (t.args if t.op == "mul" else (t,)) if f not in rest]) != len(wanted):
            return None
        key = (place[row] if row is not None else 1, place[col] if col is not None else 1)
        found[key] = ix.add(*([found[key]] if key in found else []), ix.mul(*rest))
    return found


def _terms(node: Node) -> list[Node]:
    """node multiplied out where deltas stand in brackets."""
    if node.op == "add":
        return [t for a in node.args for t in _terms(a)]
    if node.op == "mul":
        for n, f in enumerate(node.args):
            if f.op == "add" and f.has_delta:
                return [u for t in f.args for u in _terms(ix.mul(*node.args[:n], t, *node.args[n + 1:]))]
    return [node]


def _holds_delta(bracket: Node) -> bool:
    """Whether a term is a delta: s_i (delta_il - s_l) is then multiplied out."""
    return any(t.op == "delta" or t.op == "mul" and any(g.op == "delta" for g in t.args) for t in bracket.args)


def _opened_sums(factors: list[Node], summed: list[Index], row, col) -> tuple[list[Node], list[Index]]:
    """Factors flattened; inner sums over more than two of the indices are taken into the network."""
    summed, edges, out, queue = list(summed), set(summed) | {row, col}, [], list(factors)
    while queue:
        f = queue.pop(0)
        if f.op == "mul":
            queue[:0] = f.args
        elif f.op == "sum" and len(f.free & edges) > 2 and not _explicit_in(f.args[0], f.ix[0]):
            i, body = ix.open_sum(f)
            summed.append(i)
            edges.add(i)
            queue.insert(0, body)
        else:
            out.append(f)
    return out, summed


def _needed(factors, row, col):
    return tuple(k if k is not None and any(k in f.free for f in factors) else None for k in (row, col))


def _explicit_in(node: Node, i: Index) -> bool:
    """Whether i numbers a family, stands shifted, or in a condition: such sums stay explicit."""
    if i not in node.free:
        return False
    for n in ix.walk(node):
        if n.op == "comp" and (i in n.ix[: len(n.data.family)] or any(isinstance(k, ix.Shift) and k.index is i for k in n.ix)):
            return True
        if n.op == "cmp" and i in [k.index if isinstance(k, ix.Shift) else k for k in n.ix]:
            return True
        if n.op == "ival" and i in n.ix:
            return True
        if n.op == "prod" and i in n.free:
            return True
    return False


def _in_order(node: Node) -> list[Index]:
    """Free indices in order of appearance."""
    found: dict[Index, None] = {}

    def visit(n: Node) -> None:
        if not n.free:
            return
        for k in n.ix:
            k = k.index if isinstance(k, ix.Shift) else k
            if k in n.free:
                found.setdefault(k)
        for a in n.args:
            visit(a)
    visit(node)
    return [k for k in found if k in node.free]


def _scaled(scalar: Expr, x: Expr) -> Expr:
    return mx.mul(scalar, x)


def _oriented(x: Expr, slots: list, row, col, raiser: Raiser) -> Expr:
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


_TENSORS = {
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
    "eigmax": lambda x, extra: mx.make("eig", (x,), "max", (1, 1)),
    "eigmin": lambda x, extra: mx.make("eig", (x,), "min", (1, 1)),
    "left_vector": lambda x, extra: mx.svec(x, "u", extra),
    "right_vector": lambda x, extra: mx.svec(x, "v", extra),
    "vector_eigmax": lambda x, extra: mx.evec(x, "max", extra),
    "vector_eigmin": lambda x, extra: mx.evec(x, "min", extra),
    "polar": lambda x, extra: mx.mul(mx.svecs(x, "U", extra[0]), mx.T(mx.svecs(x, "V", extra[1]))),
}


class _Network:
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
            if len(pair) == 1 and len(self._at(a)) == len(self._at(b)) == 1 and pair[0][2].op == "hpow" and pair[0][2].args[1] == mx.num(2):
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

    def _merge(self, pair) -> Expr:
        return hadamard([m[2] if m[0] is pair[0][0] else mx.T(m[2]) for m in pair])

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
        if p.op == "mul" and any(f.is_scalar for f in p.args):
            scalars += [f for f in p.args if f.is_scalar]
            p = mx.mul(*[f for f in p.args if not f.is_scalar])
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
