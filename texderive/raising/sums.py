r"""Sums read back: networks of matrices, sums over families and ranges that stay sums, entries of products."""
from __future__ import annotations

from .. import index as ix
from .. import matrix as mx
from ..index import Index, Node
from ..labels import restricted
from ..matrix import Expr, Let, Range
from ..symbols import Symbol
from .factors import entries_only, entry_index, explicit_in, gradient_of_member, holds_delta, in_order, needed_axes, opened_sums
from .network import Network, NotMatrix

_APP = ix.kinds("app")


class Sums:
    """What a sum means, on top of the laws of single nodes, which a subclass brings as `raised`.  `params` are indices
    kept by name (free ones of the author, families), `entrywise` the vectors that the author writes by their components
    only: sums over these alone stay sums.  `shown` are letters that stand beside the result, `layout` is that
    of the gradients of unspecified functions."""

    def __init__(self, params: dict[Index, str] | None = None, letters: dict | None = None, lets: dict[Symbol, Let] | None = None,
                 entrywise: frozenset[Symbol] = frozenset(), shown: frozenset[str] = frozenset(), layout: str = "numerator"):
        self.entrywise, self.shown, self.layout = entrywise, shown, layout
        self.params = dict(params or {})
        self.letters = letters or {}
        self.lets: dict[Symbol, Let] = dict(lets or {})
        self.terms: dict[tuple, Expr] = {}        # terms of sums with their rows and columns, as they have been read

    def raised(self, node: Node, row: Index | None = None, col: Index | None = None) -> Expr:
        """node as an expression of shape (rows, columns); a missing axis has size 1.  Raises NotMatrix."""
        raise NotImplementedError

    def _prod(self, node, row, col):
        if row is not None or col is not None:
            raise NotMatrix("a product over an index")
        i, body = ix.open_sum(node)
        tests, body = restricted(body) or ((), body)
        return self._explicit("prod", i, [*tests, body], row, col)

    def _sum(self, node, row, col):
        summed, numbers, body = [], [], node
        while body.op == "sum" or body.op == "mul" and len(body.args) == 2 and [f.op for f in body.args] == ["num", "sum"]:
            if body.op == "mul":
                number, body = body.args
                numbers.append(number)
            i, body = ix.open_sum(body)
            summed.append(i)
        body = ix.mul(*numbers, body) if numbers else body
        if row is None and col is None:
            entry = self._entry(node, summed, body)
            if entry is not None:
                return entry
        held = next((f for f in ix.factors(body) if f.op == "add" and f.kinds & _APP
                     and any(_second_of_some(f, i) for i in summed)), None)
        if held is not None:
            rest = [f for f in ix.factors(body) if f is not held]
            return mx.add(*[self._term(ix.mul(*rest, t), summed, row, col) for t in held.args])
        outside = [f for f in body.args if not f.free & set(summed)] if body.op == "mul" and row is None and col is None else []
        inside = ix.mul(*[f for f in body.args if f not in outside]) if outside else body
        if inside.op == "add" and not any(explicit_in(inside, i) for i in summed) and not self._stays(inside, summed):
            return mx.mul(*[self.raised(f) for f in outside], mx.add(*[self._term(t, summed, row, col) for t in inside.args]))
        return self._term(body, summed, row, col)

    def _stays(self, bracket: Node, summed: list[Index]) -> bool:
        r"""Whether a bracket under one sum is not divided: \sum_i (x_i - \mu) over entries, unless what does
        not vary divides its terms."""
        return len(summed) == 1 and entries_only([bracket], summed[0], self.entrywise) and not any(
            f.op == "pow" and f.args[1].op == "num" and f.args[1].data < 0 and summed[0] not in f.free
            for t in bracket.args for f in ix.factors(t))

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
        # sum_k t_nk, not (t 1)_n
        if len(summed) == 1 and array.op == "mul" and any((f.args[0] if f.op == "T" else f).op == "ones" for f in array.args):
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
            return (bracket and mx.add(*[self.raised(_summed(ix.mul(*[t if f is bracket else f for f in flat]), summed))
                                         for t in bracket.args]))
        return mx.mul(*[self.raised(_summed(ix.mul(*factors), [i for i in summed if i in indices]))
                        for indices, factors in parts])

    def _term(self, body: Node, summed: list[Index], row, col) -> Expr:
        return self.network(list(body.args) if body.op == "mul" else [body], summed, row, col)

    def _explicit(self, op: str, i: Index, factors: list[Node], row, col) -> Expr:
        """A sum over a family (or a range) stays a sum, over matrix expressions."""
        name = self._letter(i, factors)
        self.params[i] = name
        try:
            lower, upper, conditions, rest = 1, None, [], []
            for f in factors:
                # the other classes: j \\ne y_i
                if f.op == "ind" and f.data == "!=" and op == "sum" and any(a.op == "ival" and a.ix[0] is i for a in f.args):
                    conditions.append(self.raised(f))
                elif f.op != "cmp" or i not in f.ix:
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
        family = [i for i in summed if any(explicit_in(f, i) for f in factors)
                  or entries_only(factors, i, self.entrywise) or gradient_of_member(factors, i)]
        if family:
            i = family[0]
            rest = [k for k in summed if k is not i]
            inside = [f for f in factors if i in f.free] if not rest else factors
            outside = [f for f in factors if i not in f.free] if not rest else []
            shared = {k for k in (row, col) if k is not None and any(k in f.free for f in inside)}
            inside += [f for f in outside if f.free & shared]  # v_k (..)_k x_il: one elementwise product inside
            outside = [f for f in outside if not f.free & shared]
            body = inside
            if rest:
                nested = ix.mul(*factors)
                for k in rest:
                    nested = ix.sum_(k, nested)
                body = [nested]
            whole = (self._explicit("sum", i, body, *needed_axes(body, row, col)) if outside
                     else self._explicit("sum", i, body, row, col))
            return whole if not outside else self._product_with(outside, whole, row, col, body)
        factors, summed = opened_sums(factors, summed, row, col)
        edges = set(summed) | {k for k in (row, col) if k is not None}
        net = Network(summed, row, col)
        for f in factors:
            used = [k for k in in_order(f) if k in edges]
            if (f.op == "add" and len(used) == 2 and len(factors) > 1
                    and any(k in summed and k not in t.free and t.free & edges for k in used for t in f.args)):
                # y_i (a_ik - b_k) under a sum over i: no row is repeated for b
                rest = [g for g in factors if g is not f]
                return mx.add(*[self.network([*rest, *ix.factors(t)], summed, row, col) for t in f.args])
            if len(used) == 0:
                net.scalars.append(self.raised(f))
            elif len(used) == 1:
                net.vectors.setdefault(used[0], []).append(self.raised(f, used[0]))
            elif (len(used) == 2 and not (f.op == "add" and holds_delta(f)
                                          and any(g is not f and g.free & set(used) for g in factors))):
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
            return mx.mul(others, whole) if others.is_scalar else mx.mul(whole, others)
        if needed == (None, col):
            return mx.mul(others, whole)
        if needed == (row, None):
            return mx.mul(whole, others)
        raise NotMatrix("factors outside of a family sum")


def _second_of_some(bracket: Node, i: Index) -> bool:
    r"""Whether \nabla^2 r_i(x) is what keeps the sum over i explicit, in some
    of the terms: J^\top J stands beside it."""
    held = [t for t in bracket.args if explicit_in(t, i)]
    return (0 < len(held) < len(bracket.args)
            and all(any(len(n.data[1]) == 2 and i in entry_index(n) for n in ix.walk(t, _APP)) for t in held))


def _summed(body: Node, indices) -> Node:
    """The sum over those of the indices that the body has; a size for each of the others."""
    for i in reversed(indices):
        body = ix.sum_(i, body) if i in body.free else ix.mul(ix.dim(i.dim), body)
    return body
