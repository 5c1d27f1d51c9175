r"""Matrix expressions as boxes: the author's names of functions and norms, components, sums over indices, derivatives;
_BUILDERS has a row for every kind of node."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ..labels import picked, place_latex, placed
from ..matrix import ONE, Expr, Range, comp, factors, idx, make, mul, num, renamed, walk
from ..symbols import named_at, size_latex
from . import functions
from .arithmetic import Arithmetic
from .leaves import component, label_latex, leaf_piece, letters_of_set, member, membership_of, size_of_set, subscript
from .notation import EMPTY, RELATIONS, TURNED, Box, big, fence, grid, leaf, name, number, op, row, sub, sup, sym
from .pieces import ADD, ATOM, CALL, SUB, SUP, Piece, add, at_least, call, enclosed, opened, power, product, starred, whole

_ONE, _HALF = Fraction(1), Fraction(1, 2)
_NORMS = {"1": "1", "inf": r"\infty", "nuclear": r"*", "spectral": "2"}


def _bound_first(x: Expr, bound: set[str]) -> Expr:
    r"""\sum_{j \ne i}: the index that is summed over stands first."""
    if (x.op in ("cmp", "ind") and x.args[1].op == "idx" and x.args[1].data in bound
            and not (x.args[0].op == "idx" and x.args[0].data in bound)):
        return make(x.op, x.args[::-1], TURNED[x.data], x.shape)
    return x


class Matrices(Arithmetic):
    """Builds the boxes of one expression in one style."""

    def build(self, x: Expr, elementwise: bool = False) -> Piece:
        """`elementwise` where a number may stand for an array of it: 1 - \\sigma(u)."""
        if elementwise and x.op in ("add", "mul", "ones"):
            return _ELEMENTWISE[x.op](self, x)
        return _BUILDERS[x.op](self, x)

    # ------------------------------------------------------------ functions

    def norm(self, x: Expr) -> Piece:
        kinds = _NORMS | {"2": self.style.norm_sub, "F": self.style.frobenius_sub}
        mark = kinds.get(x.data, x.data)
        opening, closing = (bar.replace(r"\left", "").replace(r"\right", "").strip() for bar in self.style.norm)
        return enclosed(opening, whole(self.build(x.args[0])).box, closing, leaf(mark) if mark else EMPTY)

    def fn(self, x: Expr) -> Piece:
        inner = x.args[0]
        if x.data == "log" and inner.op == "det" and self.style.det != "|":
            return Piece(row(functions.function_box("log", self.style), self.build(inner).box), CALL)
        if x.data == "abs" and not x.is_scalar:              # bars around a vector are its norm
            return call(leaf(r"\operatorname{abs}"), self.build(inner, True))
        return functions.elementwise(x.data, self.build(inner, not inner.is_scalar), self.style, x.is_scalar)

    def mfn(self, x: Expr) -> Piece:
        argument = self.build(x.args[0])
        if x.data == "exp":
            return Piece(sup(sym("e"), whole(argument).box), SUP)
        if x.data == "sqrt":
            return self.matrix_power(x.args[0], num(_HALF))
        return call(functions.function_box(x.data, self.style), argument)

    def named(self, latex: str, x: Expr, elementwise: bool = False) -> Piece:
        return call(leaf(latex), *(self.build(a, elementwise) for a in x.args))

    # ------------------------------------------------------------ components, sums with an index

    def indices(self, terms: tuple[Expr, ...]) -> tuple[str, ...]:
        return tuple(self.index(t) for t in terms)

    def index(self, t: Expr) -> str:
        if t.op == "shift":
            return f"{self.index(t.args[0])}{t.data:+d}"
        return str(t.data)

    def comp(self, x: Expr) -> Piece:
        inner, ix = x.args[0], self.indices(x.args[1:])
        if inner.op == "var":
            return component(inner.data, self.indices(inner.args) + ix)
        if inner.op == "ref" and inner.data.symbol is not None and not inner.args and not inner.data.symbol.family:
            return component(inner.data.symbol, ix)
        if inner.op == "app" and inner.data.numbered:
            return functions.applied(inner.data, (), [self.build(a) for a in inner.args], False, subscript(ix))
        if inner.op == "dapp" and inner.data[0].numbered and all(a.is_scalar for a in inner.args):                  # f_i'(x)
            arguments = [self.build(a) for a in inner.args]
            return functions.applied(inner.data[0], tuple(inner.data[1]), arguments, False, subscript(ix))
        gradient = inner.args[0] if inner.op == "T" else inner
        if (gradient.op == "dapp" and gradient.data[0].stands and len(gradient.data[1]) == 1
                and gradient.args[0].op in ("var", "ref")):
            entry = self.build(comp(gradient.args[0], *x.args[1:]))
            return functions.derivative_of(functions.dependent(gradient.data[0].latex), [entry.box], True, self.style)
        if (gradient.op == "dapp" and gradient.data[0].shape == (1, 1) and len(gradient.data[1]) == len(x.args) - 1
                and _by_parameter(gradient)):
            entries = [self.build(comp(gradient.args[-1], i)).box for i in x.args[1:]]
            return functions.of_parameter(gradient.data[0], gradient.data[1], [self.build(a) for a in gradient.args],
                                          entries, self.style)
        piece = self.build(inner)
        plain = not piece.minus and (piece.level == CALL or piece.level >= ATOM)  # \operatorname{softmax}(z)_i
        base = piece.box if plain else fence(whole(piece).box)
        return Piece(sub(base, subscript(ix)), SUB)

    def ref(self, x: Expr) -> Piece:
        if x.args and x.data.symbol is not None and x.data.symbol.pattern:
            return member(x.data.symbol, tuple(self.indices(x.args)))
        piece = leaf_piece(x.data.latex)
        if not x.args or any(p in x.data.latex for p in ("_", "^")) and not x.data.params:
            return piece
        return leaf_piece(named_at(x.data.latex, dict(zip(x.data.params, self.indices(x.args)))))

    def sum(self, x: Expr) -> Piece:
        """Nested sums with conditions on both indices merge: \\sum_{i<j}."""
        picked = self._picked(x)
        if picked is not None:
            return picked
        ranges, conditions, body = [], [], x
        while (body.op == x.op and len(ranges) < 4
                and (not ranges or (not _has_range(body.data) and not _has_range(ranges[0]) or len(body.args) == 2)
                     and _told(body, (*ranges, body.data)))):
            ranges.append(body.data)
            conditions += [body.args[1]] if len(body.args) == 2 else []
            body = body.args[0]
        bound = {r.index for r in ranges}
        # \\sum_{i \\in S}
        members = [f for f in factors(body) if x.op == "sum" and f.op == "var" and letters_of_set(f.data)
                   and any(a.data in bound for a in f.args)]
        if members:
            conditions, body = conditions + members, mul(*[f for f in factors(body) if f not in members])
            if (body == ONE and len(conditions) == 1
                    and (size := size_of_set(members[0].data, self.indices(members[0].args), bound))):
                return leaf_piece(size)
        below, above = self.limits(ranges, conditions)
        return opened(big("\\" + x.op, below, above), self.build(body))

    def _picked(self, x: Expr) -> Piece | None:
        """w_{y_i} for the sum of [y_i = k] w_k over k, x_{i+m} for that of [i + m = k] x_k."""
        found = picked(x)
        if found is None:
            factors = x.args[0].args if x.op == "sum" and len(x.args) == 1 and x.args[0].op == "mul" else ()
            found = placed(factors, x.data.index) if any(f.op == "ind" for f in factors) else None
            if found is None:
                return None
            place, rest = found
            return self.build(renamed(mul(*rest), {x.data.index: idx(place_latex(place, size_latex))}))
        label, of_class = found
        symbol, at = (label.args[0].data, label.args[1:]) if label.op == "comp" else (label.data, label.args)
        return self.build(renamed(of_class, {x.data.index: idx(label_latex(symbol, self.indices(at)))}))

    def limits(self, ranges: list[Range], conditions: list[Expr]) -> tuple[Box, Box]:
        if len(ranges) == 1 and not conditions:
            r = ranges[0]
            if r.dim == r.index and not _has_range(r):         # k over 1..k
                return leaf_piece(r.index).box, EMPTY
            upper = self.bound(r.dim if r.upper is None else r.upper)
            return row(leaf_piece(r.index).box, op("="), self.bound(r.lower)), upper
        bound = {r.index for r in ranges}
        texts = [leaf_piece(membership_of(c.data, self.indices(c.args), bound)).box if c.op == "var"
                 else self.relation(_bound_first(c, bound)) for c in conditions]
        mentioned = {str(a.data) for c in conditions for a in c.args}
        parts = [leaf_piece(r.index).box for r in ranges if r.index not in mentioned] + texts
        return row(*(item for k, p in enumerate(parts) for item in ((op(","), p) if k else (p,)))), EMPTY

    def bound(self, value: object) -> Box:
        if isinstance(value, tuple):
            base, offset = value
            return row(leaf_piece(str(base)).box, *([op("+" if offset > 0 else "-"), number(abs(offset))] if offset else []))
        return number(value) if isinstance(value, int) else leaf_piece(size_latex(value)).box

    def relation(self, x: Expr) -> Box:
        if x.op not in ("cmp", "ind"):
            return whole(self.build(x)).box
        a, b = (whole(self.build(a, True)).box for a in x.args)
        return row(a, op(RELATIONS[x.data]), b)

    # ------------------------------------------------------------ derivatives, cases, blocks

    def deriv(self, x: Expr) -> Piece:
        body, *variables = x.args
        # \nabla^2 r_i(x)
        if body.op == "comp" and body.args[0].op == "app" and all(v == body.args[0].args[0] for v in variables):
            entry, order = self.build(body), len(variables)
            return Piece(row(sup(sym(r"\nabla"), number(order)) if order > 1 else sym(r"\nabla"), entry.box
                             if body.args[0].data.numbered else fence(entry.box)), CALL)
        by = [at_least(self.build(v), CALL) for v in reversed(variables)]
        return functions.derivative_of(self.build(body), by, short=body.op in ("var", "ref", "comp", "app"), style=self.style)

    def app(self, x: Expr) -> Piece:
        if x.data.stands:
            return functions.dependent(x.data.latex)
        arguments = [self.build(a) for a in x.args]
        return (functions.applied(x.data, (), arguments, False) if x.data.signs is None
                else functions.of_parameter(x.data, (), arguments, [], self.style))

    def dapp(self, x: Expr) -> Piece:
        opaque, wrt, *_ = x.data
        if opaque.stands and x.args[0].op in ("var", "ref"):
            return functions.derivative_of(functions.dependent(opaque.latex), [self.build(x.args[0]).box] * len(wrt),
                                           True, self.style)
        if _by_parameter(x):
            return functions.of_parameter(opaque, wrt, [self.build(a) for a in x.args],
                                          [self.build(x.args[-1]).box] * len(wrt), self.style)
        arrays = not opaque.elementwise and any(not a.is_scalar for a in x.args)
        return functions.applied(opaque, tuple(wrt), [self.build(a) for a in x.args], arrays)

    def cases(self, x: Expr) -> Piece:
        args = x.args
        rows = [[whole(self.build(v)).box, self.relation(c)] for v, c in zip(args[0:-1:2], args[1::2])]
        return functions.cases(rows, whole(self.build(args[-1])).box)

    def block(self, x: Expr) -> Piece:
        rows, columns = x.data
        # the sizes of zeros are those of the blocks around them
        plain = any(not a.is_scalar and a.op != "zeros" for a in x.args)
        zeros = lambda a: number(0) if plain else self.constant(rf"\mathbf{{0}}_{{{size_latex(max(a.shape, key=str))}}}", a).box
        entries = [zeros(a) if a.op == "zeros" else whole(self.build(a)).box for a in x.args]
        return Piece(grid([entries[r * columns:(r + 1) * columns] for r in range(rows)], "bmatrix"))

    def constant(self, latex: str, x: Expr) -> Piece:
        """All ones or zeros: a column, a row, or a matrix as an outer product."""
        one = leaf(latex)
        if x.is_row:
            return Piece(sup(one, self.transpose), SUP)
        if x.is_matrix:
            return product(_ONE, [Piece(one), Piece(sup(one, self.transpose), SUP)])
        return Piece(one)

    def open(self, x: Expr) -> Piece:
        return Piece(sub(fence(whole(self.build(x.args[0])).box, "[", "]"), subscript(tuple(x.data))), SUB)


def _by_parameter(x: Expr) -> bool:
    """Whether an unspecified function is differentiated by its parameter alone, which goes by a name."""
    opaque, wrt, *_ = x.data
    return opaque.signs is not None and set(wrt) == {opaque.arity - 1} and x.args[-1].op in ("var", "ref")


def _told(body: Expr, ranges: tuple[Range, ...]) -> bool:
    """Whether something in the body, numbered by the indices, tells how far each runs;
    of those that a condition joins, one of them."""
    numbering = {a.data for n in walk(body) if n.op in ("comp", "var", "ref", "delta") for b in n.args
                 for a in (*b.args, b) if a.op == "idx"}
    return (any if len(body.args) == 2 else all)(r.index in numbering for r in ranges)


def _has_range(r: Range) -> bool:
    return r.lower != 1 or r.upper is not None


_ELEMENTWISE: dict[str, Callable[[Matrices, Expr], Piece]] = {
    "add": lambda m, x: add([m.build(a, True) for a in x.args]),
    "mul": Matrices.elementwise_mul,
    "ones": lambda m, x: Piece(number(1)),
}

_BUILDERS: dict[str, Callable[[Matrices, Expr], Piece]] = {
    "num": lambda m, x: product(x.data, []),
    "const": lambda m, x: Piece(sym(r"\pi" if x.data == "pi" else x.data)),
    "dim": lambda m, x: leaf_piece(size_latex(x.data)),
    "var": lambda m, x: member(x.data, m.indices(x.args)),
    "ref": Matrices.ref,
    "idx": lambda m, x: leaf_piece(x.data),
    "shift": lambda m, x: Piece(row(leaf_piece(m.index(x.args[0])).box, op("+" if x.data > 0 else "-"),
                                    number(abs(x.data))), ADD),
    "add": Matrices.add,
    "mul": Matrices.mul,
    "had": Matrices.had,
    "div": Matrices.div,
    "pow": Matrices.pow,
    "hpow": Matrices.hpow,
    "mpow": lambda m, x: m.matrix_power(*x.args),
    "T": Matrices.turned,
    "inv": Matrices.inv,
    "pinv": lambda m, x: power(m.build(x.args[0]), op("+")),
    "tr": lambda m, x: m.named(m.style.trace, x),
    "det": lambda m, x: functions.determinant(m.build(x.args[0]), m.style),
    "norm": Matrices.norm,
    "fn": Matrices.fn,
    "mfn": Matrices.mfn,
    "softmax": lambda m, x: m.named(m.style.softmax, x, True),
    "diag": lambda m, x: m.named(m.style.diag, x, True),
    "diagpart": lambda m, x: m.named(m.style.diag, x),
    "vec": lambda m, x: m.named(r"\operatorname{vec}", x),
    "unvec": lambda m, x: call(sup(sub(leaf(r"\operatorname{vec}"),
                                       row(leaf(str(x.shape[0])), op(r"\times"), leaf(str(x.shape[1])))),
                                       row(op("-"), number(1))), m.build(x.args[0])),
    "kron": lambda m, x: starred(r"\otimes", [m.build(a) for a in x.args]),
    "commutation": lambda m, x: Piece(sub(sym("K"), row(leaf(str(x.data[0])), op(","), leaf(str(x.data[1])))), SUB),
    "ones": lambda m, x: m.constant(m.style.ones, x),
    "zeros": lambda m, x: Piece(number(0)) if x.is_matrix else m.constant(r"\mathbf{0}", x),
    "eye": lambda m, x: leaf_piece(m.style.identity),
    "comp": Matrices.comp,
    "delta": lambda m, x: Piece(sub(sym(r"\delta"), subscript(m.indices(x.args))), SUB),
    "sum": Matrices.sum,
    "prod": Matrices.sum,
    "cmp": lambda m, x: functions.indicator(m.relation(x)),
    "ind": lambda m, x: functions.indicator(m.relation(x)),
    "cases": Matrices.cases,
    "max": lambda m, x: call(name("max"), *(m.build(a, True) for a in x.args)),
    "min": lambda m, x: call(name("min"), *(m.build(a, True) for a in x.args)),
    "extreme": lambda m, x: functions.over_entries(x.data, x.args[0].data, m.build(x.args[0].args[0]))
    if x.args[0].op == "open" else call(name(x.data), m.build(x.args[0])),
    "block": Matrices.block,
    "eig": lambda m, x: functions.eigenvalue(str(x.data), m.build(x.args[0])),
    "svec": lambda m, x: leaf_piece(x.data[1]),
    "svecs": lambda m, x: leaf_piece(x.data[1]),
    "evec": lambda m, x: leaf_piece(x.data[1]),
    "fact": lambda m, x: Piece(row(at_least(m.build(x.args[0]), SUB), sym("!")), SUP),
    "app": Matrices.app,
    "dapp": Matrices.dapp,
    "deriv": Matrices.deriv,
    "open": Matrices.open,
}
