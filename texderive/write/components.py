r"""Index notation as boxes: binders get letters, sums merge (\sum_{i<j}), negative powers become fractions."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ..derivation import Naming
from ..explicit import axes, entries
from ..index import Index, IndexTerm, Node, Shift, extra_of, factors, kinds, neg
from ..labels import place_latex, placed, restricted, summand
from ..problem import Style
from ..symbols import size_latex
from . import functions
from .breaking import width
from .arrays import Arrays
from .leaves import component, label_latex, leaf_piece, member, size_of_set, subscript
from .naming import choose_name, free_name
from .notation import RELATIONS, Box, big, fence, grid, name, number, op, row, sub, sym
from .pieces import ATOM, CALL, SUB, Piece, call, coefficients_first, fraction, opened, power, product, whole
from .ranges import is_condition, label_test, limits, told
from .slashes import in_exponent

_ONE, _HALF = Fraction(1), Fraction(1, 2)

Names = dict[Index, str]
_NUMERATOR = 18.0       # em: a wider bracket stands beside its fraction


class Components:
    """Builds the boxes of one node; `naming` and `style` stay fixed, the names of opened binders travel along."""

    def __init__(self, naming: Naming, style: Style):
        self.naming, self.style = naming, style

    def build(self, node: Node, names: Names) -> Piece:
        return _BUILDERS[node.op](self, node, names)

    # ------------------------------------------------------------ indices

    def index(self, term: IndexTerm, names: Names) -> str:
        if isinstance(term, int):
            return str(term)
        if isinstance(term, Shift):
            return self.index(term.index, names) + (f"{term.by:+d}" if term.by else "")
        found = names.get(term)
        return found if found is not None else free_name(self.naming, term)

    def indices(self, terms: tuple[IndexTerm, ...], names: Names) -> tuple[str, ...]:
        return tuple(self.index(t, names) for t in terms)

    def subscripts(self, terms: tuple[IndexTerm, ...], names: Names) -> Box:
        return subscript(self.indices(terms, names))

    def bind(self, node: Node, slots: tuple[Index, ...], names: Names) -> Names:
        """Letters for bound indices that no free index of the body and no outer binder has."""
        inner = dict(names)
        used = {self.index(i, names) for i in node.free} | set(names.values())
        for b in slots:
            inner[b] = choose_name(self.naming, b.dim, used)
            used.add(inner[b])
        return inner

    # ------------------------------------------------------------ sums

    def sum(self, node: Node, names: Names) -> Piece:
        """Nested sums under one sign; comparisons that stand directly below move into its subscript."""
        picked = self._picked(node, names)
        if picked is not None:
            return picked
        bound: list[Index] = []
        body = node
        while body.op == node.op and (not bound or told(node) and told(body) and label_test(body) is None):
            bound.append(body.ix[0])
            names = self.bind(body, body.ix, names)
            body = body.args[0]
        if node.op == "prod" and (found := restricted(body)) is not None:
            below, above = limits(self, [names[b] for b in bound], bound, list(found[0]), names)
            return opened(big(r"\prod", below, above), self.product([found[1]], names))
        conditions = [f for f in factors(body) if node.op == "sum" and is_condition(f, bound)]
        rest = [f for f in factors(body) if f not in conditions]
        if (not rest and len(conditions) == 1 and conditions[0].op == "comp"
                and (size := size_of_set(conditions[0].data, self.indices(conditions[0].ix, names), {names[b] for b in bound}))):
            return leaf_piece(size)
        if not told(node) and not conditions:                # nothing in the summand says how far it runs
            below, above = row(leaf_piece(names[bound[0]]).box, op("="), number(1)), leaf_piece(size_latex(bound[0].dim)).box
            return opened(big("\\" + node.op, below, above), self.product(rest, names))
        below, above = limits(self, [names[b] for b in bound], bound, conditions, names)
        return opened(big("\\" + node.op, below, above), self.product(rest, names))

    def _picked(self, node: Node, names: Names) -> Piece | None:
        """f_{y_i} for the sum of [y_i = k] f_k over k, x_{i+m} for that of [i + m = k] x_k."""
        test = label_test(node)
        if test is None:
            inner = summand(node) if node.op == "sum" and node.kinds & _IND else ()
            found = placed(inner, node.ix[0]) if inner else None
            if found is None:
                return None
            place, rest = found
            return self.product(rest, {**names, node.ix[0]: place_latex(place, lambda i: self.index(i, names)
                                           if isinstance(i, Index) else size_latex(i))})
        label = test.args[0]
        rest = [f for f in node.args[0].args if f is not test]
        return self.product(rest, {**names, node.ix[0]: label_latex(label.data, self.indices(label.ix, names))})

    def add(self, node: Node, names: Names) -> Piece:
        """The terms; an array written out by its entries is shown as one."""
        if (written := self.written_out(node, names)) is not None:
            return written
        return functions.sum_of(node.args, [self.build(a, names) for a in node.args])

    def written_out(self, node: Node, names: Names) -> Piece | None:
        r"""[a, b; c, d]_{ij} for a \delta_{i1}\delta_{j1} + ..."""
        own = axes(node)
        found = entries(node, own[0], own[1] if len(own) == 2 else None) if own else None
        if found is None:
            return None
        columns = own[1].dim if len(own) == 2 else 1
        cell = lambda r, c: whole(self.build(found[r, c], names)).box if (r, c) in found else number(0)
        box = grid([[cell(r, c) for c in range(1, columns + 1)] for r in range(1, own[0].dim + 1)], "bmatrix")
        return Piece(sub(box, self.subscripts(own, names)), SUB)

    # ------------------------------------------------------------ products and powers

    def mul(self, node: Node, names: Names) -> Piece:
        return self.product(list(node.args), names, node in self.naming.written)

    def product(self, factors: list[Node], names: Names, as_written: bool = False) -> Piece:
        """The number first; negative powers below a fraction bar; a lone sum last."""
        value, above, below = _ONE, [], []
        for f in factors:
            if f.op == "num":
                value *= f.data
            elif f.op == "pow" and _negative(f.args[1]):
                below.append((f.args[0], neg(f.args[1])))
            else:
                above.append(f)
        # roots last
        below = [self.raised(base, e, names) for base, e in sorted(below, key=lambda pair: pair[1].op == "num"
                     and pair[1].data.denominator != 1)]
        if not as_written:                                   # stable: letters before functions and components
            above = coefficients_first(sorted(above, key=lambda f: (0, *self.place(f, names)) if _is_letter(f) else (1,)))
        sums = [f for f in above if f.op in ("sum", "prod")]
        if len(sums) == 1 and above[-1] is not sums[0]:
            above = [f for f in above if f is not sums[0]] + sums
        letters = [f for f in above if _is_letter(f) and not _is_defined(f)] if value.denominator != 1 else []
        if not below and not letters:
            return product(value, [self.build(f, names) for f in above])
        if not below:                                        # \frac{n}{2} \sum for \frac{1}{2} n \sum
            bar = fraction(value, [self.build(f, names) for f in letters], [])
            rest = [self.build(f, names) for f in above if f not in letters]
            return product(Fraction(-1 if bar.minus else 1), [bar._replace(minus=False), *rest]) if rest else bar
        tail = [f for f in above if f.op in ("sum", "prod", "deriv") or f.op == "add"
                and (f.height or f.has_deriv or any(map(_has_bar, f.args)))]
        head = [self.build(f, names) for f in above if f not in tail]
        if not head and [f.op for f in tail] == ["add"]:  # all of it above the bar: (s \partial t - t \partial s)/s^2
            numerator = self.build(tail[0], names)
            if width(numerator.box) < _NUMERATOR and not any(map(_has_bar, tail[0].args)):
                head, tail = [numerator], []
        tail.sort(key=lambda f: f.op == "deriv")
        bar = fraction(value, head, below)
        if not tail:
            return bar
        return product(Fraction(-1 if bar.minus else 1), [bar._replace(minus=False)] + [self.build(f, names) for f in tail])

    def place(self, f: Node, names: Names) -> tuple[bool, int]:
        """Where a letter stands among letters: as the author brings them;
        powers with a letter above after all others, i^2 x^{i-1}."""
        base = f.args[0] if f.op == "pow" else f
        key = self.index(base.ix[0], names) if base.op == "ival" else base.data if base.op == "comp" else str(base.data)
        return (f.op == "pow" and f.args[1].op != "num", -1 if base.op == "const"
                else self.naming.places.get(key, len(self.naming.places)))

    def pow(self, node: Node, names: Names) -> Piece:
        if _negative(node.args[1]):
            return self.product([node], names)
        return self.raised(node.args[0], node.args[1], names)

    def raised(self, base: Node, exponent: Node, names: Names) -> Piece:
        if exponent.op == "num" and exponent.data == _HALF:
            return Piece(Box("root", (whole(self.build(base, names)).box,)), ATOM)
        if exponent.op == "num" and exponent.data == 1:
            return self.build(base, names)
        above = (functions.exponent_box(exponent.data) if exponent.op == "num"
                 else in_exponent(whole(self.build(exponent, names)).box, self.style.fractions))
        if base.op == "fn" and exponent.op == "num":
            marked = functions.marked_power(base.data, exponent.data, self.build(base.args[0], names), self.style, True)
            if marked is not None:
                return marked
        return functions.raised(base, exponent, self.build(base, names), above)

    # ------------------------------------------------------------ functions of arrays

    def tfn(self, node: Node, names: Names) -> Piece:
        """A component of a matrix function: (A^{-1})_{ij} when its body is a plain matrix."""
        function, count, extra = *node.data[:2], extra_of(node)
        slots, out = node.ix[:count], node.ix[count:]
        if function == "constant":
            from .matrices import Matrices
            piece = Matrices(self.style).build(extra)
            return Piece(sub(piece.box if piece.level in (ATOM, CALL) else fence(whole(piece).box),
                             self.subscripts(out, names)), SUB)
        named = functions.vector_box(function, extra, self.style)
        if named is not None:
            return Piece(sub(named, self.subscripts(out, names)), SUB)
        if function == "softmax" and _row_of(node.args[0], slots):                # softmax(W)_{kl} for the row k of W
            body, out = node.args[0], (*node.args[0].ix[:1], *out)
            slots = (body.ix[0], *slots)
        if function in ("entry_max", "entry_min"):
            names = self.bind(node.args[0], slots, names)
            return functions.over_entries(function.removeprefix("entry_"), tuple(names[s] for s in slots),
                                          self.build(node.args[0], names))
        argument, turned = self.array(node.args[0], slots, out, names)
        piece = functions.of_array(function, extra, argument, turned, self.style,
                                   lambda x: whole(self.build(x, names)).box if isinstance(x, Node) else None)
        if not out:
            return piece
        base = piece.box if piece.level == CALL else fence(whole(piece).box)
        return Piece(sub(base, self.subscripts(out, names)), SUB)

    def array(self, body: Node, slots: tuple[Index, ...], out: tuple[IndexTerm, ...], names: Names) -> tuple[Piece, bool]:
        """The array of body over its slots, and whether it is the transpose of what is written:
        A for A_{ij}, else [...]_{ij}."""
        count = len(slots)
        if not count:
            return self.build(body, names), False
        if (body.op == "comp" and len(body.ix) >= count and set(body.ix[-count:]) == set(slots)
                and len(body.ix) - count in (0, len(body.data.family)) and not set(body.ix[:-count]) & set(slots)):
            family = self.indices(body.ix[:-count], names)
            named = member(body.data, family) if len(body.data.family) == len(family) else leaf_piece(body.data.latex)
            return named, count == 2 and body.ix[-2] is slots[1]
        inner = self.bind(body, slots, {**names, **{i: self.index(i, names) for i in out if isinstance(i, Index)}})
        arrays = Arrays(self, inner)
        plain = arrays.vector(body, slots[0]) if count == 1 else arrays.matrix(body, *slots) if count == 2 else None
        if plain is not None:
            return plain, False
        return Piece(sub(fence(whole(self.build(body, inner)).box, "[", "]"), self.subscripts(slots, inner)), SUB), False

    def app(self, node: Node, names: Names) -> Piece:
        """An unspecified function of arrays, or a component of its derivative."""
        opaque, wrt, counts = node.data
        out, at, arguments = node.ix[sum(counts):], 0, []
        if opaque.stands and (by := self._entries_by(node, names)) is not None:
            own = out[:sum(d != 1 for d in opaque.shape)]
            piece = functions.dependent(opaque.latex)
            piece = Piece(sub(fence(piece.box) if piece.level < CALL or "_" in opaque.latex else piece.box,
                              self.subscripts(own, names)), SUB) if own else piece
            return functions.derivative_of(piece, by, True, self.style) if by else piece
        for body, count in zip(node.args, counts):
            arguments.append(self.array(body, node.ix[at:at + count], out, names)[0])
            at += count
        if opaque.signs is not None and set(wrt) <= {opaque.arity - 1} and (by := self._entries_by(node, names)) is not None:
            own = out[:sum(d != 1 for d in opaque.shape)]
            entry = self.subscripts(own, names) if own and opaque.numbered else None
            value = functions.of_parameter(opaque, (), arguments, [], self.style, entry)
            value = Piece(sub(value.box, self.subscripts(own, names)), SUB) if own and entry is None else value
            return functions.derivative_of(value, by, True, self.style) if by else value
        if opaque.numbered and not any(counts) and out:
            return functions.applied(opaque, wrt, arguments, False, self.subscripts(out, names))
        piece = functions.applied(opaque, wrt, arguments, any(counts))
        return Piece(sub(fence(piece.box) if wrt else piece.box, self.subscripts(out, names)), SUB) if out else piece

    def _entries_by(self, node: Node, names: Names) -> list[Box] | None:
        """The entries of its last argument, a name, that an unspecified function is differentiated by."""
        (*_, body), (opaque, wrt, (*before, count)) = node.args, node.data
        start = sum(before)
        slots, out = node.ix[start:start + count], node.ix[start + count + sum(d != 1 for d in opaque.shape):]
        if body.op != "comp" or body.ix[len(body.ix) - count:] != slots or len(body.ix) - count not in (0, len(body.data.family)):
            return None
        family = self.indices(body.ix[:len(body.ix) - count], names)
        return [component(body.data, (*family, *self.indices(out[k * count:(k + 1) * count], names))).box
                for k in range(len(wrt))]

    def fn(self, node: Node, names: Names) -> Piece:
        inner = node.args[0]
        argument = self.build(inner, names)
        if node.data == "log" and inner.op == "tfn" and inner.data[0] == "det" and self.style.det != "|":
            return Piece(row(functions.function_box("log", self.style), argument.box), CALL)
        return functions.elementwise(node.data, argument, self.style, True)

    # ------------------------------------------------------------ derivatives

    def deriv(self, node: Node, names: Names) -> Piece:
        """Short bodies stand in the numerator; derivatives of derivatives are merged."""
        by: list[Box] = []
        body = node
        while body.op == "deriv":
            by.append(component(body.data, self.indices(body.ix, names)).box)
            body = body.args[0]
        return functions.derivative_of(self.build(body, names), by, short=body.op in ("comp", "app"), style=self.style)

    # ------------------------------------------------------------ the rest

    def ind(self, node: Node, names: Names) -> Piece:
        return functions.indicator(self.condition(node, names))

    cmp = ind

    def cases(self, node: Node, names: Names) -> Piece:
        args = node.args
        rows = [[whole(self.build(v, names)).box, self.condition(c, names)] for v, c in zip(args[0:-1:2], args[1::2])]
        return functions.cases(rows, whole(self.build(args[-1], names)).box)

    def condition(self, node: Node, names: Names) -> Box:
        if node.op not in ("cmp", "ind"):
            return whole(self.build(node, names)).box
        a, b = (map(leaf_piece, self.indices(node.ix, names)) if node.op == "cmp"
                else (whole(self.build(x, names)) for x in node.args))
        return row(a.box, op(RELATIONS[node.data]), b.box)


_IND = kinds("ind")


def _row_of(body: Node, slots: tuple[Index, ...]) -> bool:
    """Whether body is one row of a matrix, W_{kj} over the slot j."""
    return (body.op == "comp" and not body.data.family and len(slots) == 1 and len(body.ix) == 2
            and body.ix[1] is slots[0] and isinstance(body.ix[0], Index) and body.ix[0] is not slots[0])


def _negative(exponent: Node) -> bool:
    return (exponent.op == "num" and exponent.data < 0 or exponent.op == "mul" and exponent.args[0].op == "num"
            and exponent.args[0].data == -1)


def _has_bar(term: Node) -> bool:
    """Whether a term of a bracket is a fraction itself, above which no other bar should stand."""
    return any(f.op == "pow" and _negative(f.args[1]) for f in factors(term))


def _is_letter(x: Node) -> bool:
    """A number by name; also the number of an index, and a power of one."""
    return (x.op in ("const", "dim", "ival") or x.op == "comp" and not x.ix or x.op == "pow" and not x.args[1].height
            and _is_letter(x.args[0]))


def _is_defined(x: Node) -> bool:
    r"""s of s = y - w^\top x, or a power of it."""
    return _is_defined(x.args[0]) if x.op == "pow" else x.op == "comp" and x.data.definition is not None


Builder = Callable[[Components, Node, Names], Piece]
_BUILDERS: dict[str, Builder] = {
    "num": lambda c, n, names: product(n.data, []),
    "const": lambda c, n, names: Piece(sym(r"\pi" if n.data == "pi" else n.data)),
    "dim": lambda c, n, names: leaf_piece(size_latex(n.data)),
    "comp": lambda c, n, names: component(n.data, c.indices(n.ix, names)),
    "delta": lambda c, n, names: Piece(sub(sym(r"\delta"), c.subscripts(n.ix, names)), SUB),
    "add": Components.add,
    "mul": Components.mul,
    "pow": Components.pow,
    "sum": Components.sum,
    "prod": Components.sum,
    "fn": Components.fn,
    "tfn": Components.tfn,
    "ind": Components.ind,
    "cmp": Components.cmp,
    "ival": lambda c, n, names: leaf_piece(c.index(n.ix[0], names)),
    "cases": Components.cases,
    "max": lambda c, n, names: call(name("max"), *(c.build(a, names) for a in n.args)),
    "min": lambda c, n, names: call(name("min"), *(c.build(a, names) for a in n.args)),
    "app": Components.app,
    "deriv": Components.deriv,
}
