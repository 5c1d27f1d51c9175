"""NumPy source of the nodes of an index expression, one law per kind: sums as matrix products,
parts met twice named once."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from .. import index as ix_
from ..errors import UnsupportedError
from ..index import Index, IndexTerm, Node, Shift, extra_of
from ..symbols import Dim, Symbol
from .functions import function_source, tensor_source
from .names import Names
from .values import ATOM, POWER, PRODUCT, SUM, Value, aligned, contraction, diagonal, follow, product, renamed, union
from .wholes import whole_source

_SIMPLE = re.compile(r"-?[\w.]+(\[[^\]]*\])?(\.T)?")          # not worth a name
_RELATIONS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class NodeSource:
    """Gives each node's source once; `lines` are the assignments that it needs, `sizes` and `helpers` what else.

    `uses` tells how often each node is needed."""

    def __init__(self, uses: Mapping[Node, int]):
        self.uses = uses
        self.names = Names()
        self.lines: list[str] = []
        self.helpers: dict[str, None] = {}
        self.memo: dict[Node, Value] = {}
        self.definitions: dict[Symbol, str] = {}
        self.sizes: dict[Dim, str] = {}
        self.known: dict[str, str] = {}
        self.stored = 0

    # ------------------------------------------------------------ sizes and names

    def size(self, dim: Dim) -> str:
        if isinstance(dim, int):
            return str(dim)
        if "*" in dim:
            return " * ".join(self.size(int(d) if d.isdecimal() else d) for d in dim.split("*"))
        if dim not in self.sizes:
            self.sizes[dim] = self.names.of(dim, ("size", dim))
        return self.sizes[dim]

    def shape(self, indices: tuple[Index, ...]) -> str:
        """Source of a shape tuple."""
        return ("(" + ", ".join(self.size(i.dim) for i in indices) + ",)" if len(indices) == 1
                else "(" + ", ".join(self.size(i.dim) for i in indices) + ")")

    def store(self, value: Value) -> Value:
        """The value under a name; source met before keeps its name."""
        name = self.known.get(value.code)
        if name is None:
            self.stored += 1
            name = self.known[value.code] = self.names.new(f"t{self.stored}")
            self.lines.append(f"{name} = {value.code}")
        return Value(name, value.ix)

    # ------------------------------------------------------------ nodes

    def value(self, node: Node) -> Value:
        found = self.memo.get(node)
        if found is None:
            law = _LAWS.get(node.op)
            if law is None:
                what = _UNKNOWN.get(node.op, f"`{node.op}`")
                raise UnsupportedError(f"no NumPy code for {what}", code="TD340",
                                       hint="code is written for results without unspecified functions or unevaluated "
                                            "derivatives")
            found = law(self, node)
            if (self.uses[node] > 1 or len(found.code) > 100) and not _SIMPLE.fullmatch(found.code):
                found = self.store(found)
            self.memo[node] = found
        return found

    def num(self, node: Node) -> Value:
        return _number(node.data)

    def const(self, node: Node) -> Value:
        return Value("np." + node.data)

    def dim(self, node: Node) -> Value:
        return Value(self.size(node.data))

    def comp(self, node: Node) -> Value:
        symbol = node.data
        if symbol.definition is not None:
            array = self.definition(symbol)
        else:
            array = self.names.of(symbol.latex, symbol)
        return self.component(array, node.ix)

    def definition(self, symbol: Symbol) -> str:
        """A named intermediate, computed once under its own name."""
        if symbol not in self.definitions:
            params = symbol.definition.params
            body = self.value(symbol.definition.body)
            code = aligned(body, params, SUM)
            if set(body.ix) != set(params):
                code = f"np.broadcast_to({code}, {self.shape(params)})"
            name = self.names.of(symbol.latex, symbol)
            self.lines.append(f"{name} = {code}")
            self.known.setdefault(code, name)
            self.definitions[symbol] = name
        return self.definitions[symbol]

    def component(self, array: str, terms: tuple[IndexTerm, ...]) -> Value:
        """array[terms]: fixed components, shifted ones and diagonals."""
        for axis, term in enumerate(terms):
            if isinstance(term, Shift):
                self.helpers["shifted"] = None
                array = f"shifted({array}, {axis}, {term.by})"
        terms = tuple(t.index if isinstance(t, Shift) else t for t in terms)
        if any(isinstance(t, int) for t in terms):
            array += "[" + ", ".join(str(t - 1) if isinstance(t, int) else ":" for t in terms) + "]"
        ix = tuple(t for t in terms if not isinstance(t, int))
        return diagonal(array, ix)

    def delta(self, node: Node) -> Value:
        i, j = node.ix
        if isinstance(i, Index) and isinstance(j, Index):
            return Value(f"np.eye({self.size(i.dim)})", (i, j))
        return self.cmp(node)

    def cmp(self, node: Node) -> Value:
        relation = "==" if node.op == "delta" else _RELATIONS[node.data]
        a, b = ([self.value(x) for x in node.args] if node.args else [self.counted(t) for t in node.ix])
        order = union([a, b])
        return Value(f"1.0 * ({aligned(a, order)} {relation} {aligned(b, order)})", order, PRODUCT)

    def ival(self, node: Node) -> Value:
        return self.counted(node.ix[0])

    def counted(self, term: IndexTerm) -> Value:
        """The numbers an index runs through, from 1."""
        if isinstance(term, int):
            return Value(str(term))
        if isinstance(term, Shift):
            base = self.counted(term.index)
            return Value(f"({base.code} + {term.by})".replace("+ -", "- "), base.ix)
        if term.level < 0:
            return Value(self.size(term.dim))
        return Value(f"np.arange(1.0, {self.size(term.dim)} + 1)", (term,))

    def ind(self, node: Node) -> Value:
        return self.cmp(node)

    def add(self, node: Node) -> Value:
        values = [self.value(a) for a in node.args]
        whole = self.sum_of(values)
        complement = (len(values) == 2 and values[0].code == "1.0" and values[1].code.startswith("-")
                      and values[1].binding >= PRODUCT)
        return replace(whole, less=values[1].code[1:]) if complement else whole

    def sum_of(self, values: list[Value]) -> Value:
        order = union(values)
        code = aligned(values[0], order, SUM)
        for v in values[1:]:
            term = aligned(v, order, PRODUCT)
            code += f" - {term[1:]}" if term.startswith("-") else f" + {term}"
        return Value(code, order, SUM)

    def mul(self, node: Node) -> Value:
        """The product; numbers go first, reciprocals become divisions."""
        below = [a.args[0] for a in node.args if _reciprocal(a)]
        above = [a for a in node.args if not _reciprocal(a)]
        top = self.contracted(above) if any(self.opens(a) for a in above) else product([self.value(a) for a in above], self.store)
        for denominator in below:
            value = self.value(denominator)
            order = union([top, value])
            top = Value(f"{aligned(top, order, PRODUCT)} / {aligned(value, order, POWER)}", order, PRODUCT)
        return top

    def pow(self, node: Node) -> Value:
        base, exponent = self.value(node.args[0]), node.args[1]
        if exponent.op == "num":
            power = exponent.data
            if power == Fraction(1, 2):
                return Value(f"np.sqrt({base.code})", base.ix)
            if power == -1:
                return Value(f"1.0 / {base.at(POWER)}", base.ix, PRODUCT)
            if power == Fraction(-1, 2):
                return Value(f"1.0 / np.sqrt({base.code})", base.ix, PRODUCT)
            if power == 2 and base.code.isidentifier():
                return Value(f"{base.code} * {base.code}", base.ix, PRODUCT)
            text = str(power) if power.denominator == 1 else f"({power})"
            return Value(f"{base.at(ATOM)} ** {text}", base.ix, POWER)
        e = self.value(exponent)
        order = union([base, e])
        return Value(f"{aligned(base, order, ATOM)} ** {aligned(e, order, ATOM)}", order, POWER)

    def fn(self, node: Node) -> Value:
        inner = node.args[0]
        if node.data == "log" and inner.op == "tfn" and inner.data[0] == "det":
            body = self.slots_last(inner)
            return Value(f"np.linalg.slogdet({body.code})[1]", body.ix)
        if node.data == "log" and inner.op == "sum" and inner.args[0].op == "fn" and inner.args[0].data == "exp":
            u = self.value(inner.args[0].args[0])
            if inner.ix[0] in u.ix:                      # log-sum-exp without overflow
                rest = tuple(i for i in u.ix if i != inner.ix[0])
                return Value(f"np.logaddexp.reduce({u.code}, axis={u.ix.index(inner.ix[0])})", rest)
        u = self.value(inner)
        code, helper = function_source(node.data, u.code)
        if helper:
            self.helpers[helper] = None
        return Value(code, u.ix)

    def extreme(self, node: Node) -> Value:
        value = self.value(node.args[0])
        for a in node.args[1:]:
            other = self.value(a)
            order = union([value, other])
            value = Value(f"np.{node.op}imum({aligned(value, order, SUM)}, {aligned(other, order, SUM)})", order)
        return value

    def cases(self, node: Node) -> Value:
        value = self.value(node.args[-1])
        for k in range(len(node.args) - 3, -1, -2):
            chosen, when = self.value(node.args[k]), self.value(node.args[k + 1])
            order = union([value, chosen, when])
            value = Value(f"np.where({aligned(when, order, POWER)} != 0, {aligned(chosen, order, SUM)}, "
                          f"{aligned(value, order, SUM)})", order)
        return value

    # ------------------------------------------------------------ binders

    def sum(self, node: Node) -> Value:
        bound, body = [], node
        while body.op == "sum":
            bound.append(body.ix[0])
            body = body.args[0]
        if body.op == "add":
            return self.sum_of([self.contracted([t], bound) for t in body.args])
        return self.contracted([body], bound)

    def opens(self, node: Node) -> bool:
        """Whether a factor is a sum of products that stands only here: it joins the contraction around it."""
        if node.op != "sum" or self.uses[node] > 1 or node in self.memo:
            return False
        while node.op == "sum":
            node = node.args[0]
        return node.op != "add"

    def contracted(self, factors: list[Node], bound: Iterable[Index] = ()) -> Value:
        """The product of the factors summed over `bound`, with the sums below that it takes in;
        deltas rename indices."""
        kept: list[tuple[Node, dict[Index, Index]]] = []
        labels: list[Index] = []

        def gather(f: Node, to: dict[Index, Index]) -> None:
            if f.op == "mul":
                for a in f.args:
                    gather(a, to)
            elif self.opens(f):
                gather(f.args[0], label(f.ix[0], to))
            else:
                kept.append((f, to))

        def label(b: Index, to: dict[Index, Index]) -> dict[Index, Index]:
            labels.append(ix_.fresh(b.dim, b.name))
            return {**to, b: labels[-1]}

        to: dict[Index, Index] = {}
        for b in bound:
            to = label(b, to)
        for f in factors:
            gather(f, to)
        same: dict[Index, Index] = {}
        rest = []
        for f, to in kept:
            target = _delta_target(f, to, same, labels)
            if target is None:
                rest.append((f, to))
            else:
                same[target[0]] = target[1]
        values = [renamed(renamed(self.value(f), to), same) for f, to in rest]
        over = [b for b in labels if b not in same]
        missing = [Value(self.size(b.dim)) for b in over if not any(b in v.ix for v in values)]
        return contraction(values + missing, set(over), self.store)

    def prod(self, node: Node) -> Value:
        body, b = self.value(node.args[0]), node.ix[0]
        if b not in body.ix:
            return Value(f"{body.at(ATOM)} ** {self.size(b.dim)}", body.ix, POWER)
        rest = tuple(i for i in body.ix if i != b)
        return Value(f"{body.at(ATOM)}.prod(axis={body.ix.index(b)})", rest)

    def slots_last(self, node: Node) -> Value:
        """The argument of a tensor function, its bound slots as last axes at full size;
        the value's `ix` are the others."""
        slots = node.ix[:node.data[1]]
        body = self.value(node.args[0])
        rest = tuple(i for i in body.ix if i not in slots)
        code = aligned(body, rest + slots, SUM)
        if not set(slots) <= set(body.ix):
            code = f"np.broadcast_to({code}, {self.shape(rest + slots)})"
        return Value(code, rest)

    def tfn(self, node: Node) -> Value:
        name, count, extra = *node.data[:2], extra_of(node)
        key = ("tfn", name, node.args[0], node.ix[:count], extra)
        whole = self.memo.get(key)
        if whole is None and name == "constant":
            whole = self.memo[key] = self.store(Value(whole_source(extra,
                                                          lambda symbol: self.names.of(symbol.latex, symbol), self.size)))
        elif whole is None:
            body = self.slots_last(node)
            template, helper = tensor_source(name)
            if helper:
                self.helpers[helper] = None
            exponent = self.value(extra).code if isinstance(extra, Node) else str(extra)
            whole = self.store(Value(template.format(body.code, exponent), body.ix))
            self.memo[key] = whole
        rest, out = whole.ix, node.ix[count:]
        if not rest:
            return self.component(whole.code, out)
        if any(not isinstance(t, Index) for t in out):
            raise UnsupportedError("no NumPy code for fixed components of a family of matrix functions", code="TD340")
        return diagonal(whole.code, rest + tuple(out))


_UNKNOWN = {"app": "an unspecified function", "deriv": "a derivative that is not worked out"}
_LAWS = {
    "num": NodeSource.num, "const": NodeSource.const, "dim": NodeSource.dim, "comp": NodeSource.comp,
    "ival": NodeSource.ival, "delta": NodeSource.delta, "cmp": NodeSource.cmp, "ind": NodeSource.ind,
    "add": NodeSource.add, "mul": NodeSource.mul, "pow": NodeSource.pow, "fn": NodeSource.fn, "max": NodeSource.extreme,
    "min": NodeSource.extreme,
    "cases": NodeSource.cases, "sum": NodeSource.sum, "prod": NodeSource.prod, "tfn": NodeSource.tfn,
}


def _number(value: Fraction) -> Value:
    if value.denominator == 1:
        return Value(f"{value.numerator}.0", (), ATOM if value >= 0 else PRODUCT)
    as_float = float(value)
    if Fraction(as_float) == value:
        return Value(repr(as_float), (), ATOM if value >= 0 else PRODUCT)
    return Value(f"({value.numerator} / {value.denominator})")


def _reciprocal(node: Node) -> bool:
    return node.op == "pow" and ix_.is_num(node.args[1], -1)


def _delta_target(f: Node, to: dict[Index, Index], same: dict[Index, Index], labels: list[Index]) -> tuple[Index, Index] | None:
    """(summed index, what it equals) where the factor is a delta that settles a summed index."""
    if f.op != "delta" or not all(isinstance(i, Index) for i in f.ix):
        return None
    i, j = (follow(to.get(i, i), same) for i in f.ix)
    if i is j:
        return None
    return (i, j) if i in labels else (j, i) if j in labels else None
