r"""One law per operator: (AB)_ij = sum_k A_ik B_kj, (A^T)_ij = A_ji, ...; knows nothing of layout.  LAWS lists them."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from .. import index as ix
from .. import matrix as mx
from ..errors import UnsupportedError
from ..index import Index, IndexTerm, Node
from ..matrix import Expr, Opaque
from ..symbols import Symbol
from .blocks import placed

if TYPE_CHECKING:
    from .components import Lowering

Law = Callable[["Lowering", Expr, IndexTerm | None, IndexTerm | None], Node]
HALF = Fraction(1, 2)
# what a product that stands as a whole may be made of
WHOLE = frozenset(("var", "num", "eye", "ones", "add", "mul", "T", "inv", "kron", "vec", "unvec", "block", "zeros", "had"))
LONGEST = 64            # factors of a product that are written in components
LARGEST = 24            # literal size of a product or vec that the numeric check takes as it is


def chain(low: Lowering, factors, i, j) -> Node:
    """A run of matrices of nonscalar product: sum over each inner index."""
    factors = low.given.bracketed(factors)
    if len(factors) > LONGEST:
        raise UnsupportedError(f"a product of {len(factors)} matrices is too long to be written in components",
                               code="TD341", hint="name parts of it by definitions")
    inner = [low.fresh(f.shape[1]) for f in factors[:-1]]
    edges = [i, *inner, j]
    body = _squares(low, [low.factor(f, edges[k], edges[k + 1]) for k, f in enumerate(factors)])
    return ix.sums(ix.present(*inner), body)


def _squares(low: Lowering, parts: list[Node]) -> Node:
    """The product; in a derivation r_i r_i is r_i^2."""
    if not low.given.enabled or len(set(parts)) == len(parts):
        return ix.mul(*parts)
    return ix.mul(*[ix.pow_(p, ix.num(parts.count(p))) if p.op == "comp" else ix.mul(*[p] * parts.count(p))
                    for p in dict.fromkeys(parts)])


def segments(factors) -> list[list[Expr]]:
    """The factors of a `mul` in runs: each scalar alone, each run of matrices until it has become a scalar."""
    runs: list[list[Expr]] = []
    rows = cols = None
    for f in factors:
        if f.is_scalar:
            runs.append([f])
            continue
        if rows is None or (rows, cols) == (1, 1):
            runs.append([f])
            open_run = runs[-1]
            rows = f.shape[0]
        else:
            open_run.append(f)
        cols = f.shape[1]
    return runs


def product(low: Lowering, x: Expr, i, j) -> Node:
    r"""(A B)_{ij} = \sum_k A_{ik} B_{kj}; scalars are factors."""
    runs = segments(x.args)
    return ix.mul(*[low.component(r[0], None, None) if r[0].is_scalar else
                    chain(low, r, i if r[0].shape[0] != 1 else None, j if r[-1].shape[1] != 1 else None) for r in runs])


def squared_norm(low: Lowering, x: Expr) -> Node:
    """The sum of the squared components."""
    i, j = low.fresh(x.shape[0]), low.fresh(x.shape[1])
    return ix.sums(ix.present(i, j), ix.pow_(low.argument(x, i, j), ix.num(2)))


def norm(low: Lowering, x: Expr, i, j) -> Node:
    r"""\|x\| by its kind: \sqrt{\sum_i x_i^2}, \sum_i |x_i|, the largest |x_i|, singular values."""
    inner = x.args[0]
    match x.data:
        case "2" | "F":
            return ix.pow_(low.argument(mx.pow_(x, mx.num(2)), None, None), ix.num(HALF))
        case "1":
            k, l = low.fresh(inner.shape[0]), low.fresh(inner.shape[1])
            return ix.sums(ix.present(k, l), ix.fn("abs", low.argument(inner, k, l)))
        case "inf" if 1 in inner.shape:
            slots, body = low.array(inner)
            return ix.tfn("entry_max", slots, ix.fn("abs", body), ())
        case "spectral" | "nuclear":
            slots, body = low.array(inner)
            return ix.tfn(x.data, slots, body, ())
    raise UnsupportedError(f"the {x.data} norm has no derivative that texderive knows", code="TD332",
                           hint="use the 1, 2 or Frobenius norm")


def power(low: Lowering, x: Expr, i, j) -> Node:
    r"""x^e, entry by entry; \|x\|^2 = \sum_i x_i^2."""
    base, exponent = x.args
    if base.op == "norm" and base.data in ("2", "F") and exponent == mx.num(2):
        return squared_norm(low, base.args[0])
    e = low.component(exponent)
    b = low.argument(base, i, j) if not low.given.simple(base) else low.component(base, i, j)
    return ix.pow_(b, e)


def matrix_power(low: Lowering, x: Expr, i, j) -> Node:
    """(X^n)_{ij}: written out up to the third power, else as a function of the matrix."""
    base, exponent = x.args
    if exponent.op == "num" and exponent.data.denominator == 1 and 0 < exponent.data <= 3:
        return chain(low, [base] * int(exponent.data), i, j)
    if exponent.op == "num" and exponent.data.denominator == 1 and -3 <= exponent.data < 0:
        return chain(low, [mx.inv(base)] * int(-exponent.data), i, j)
    slots, body = low.array(base)
    extra = int(exponent.data) if exponent.op == "num" and exponent.data.denominator == 1 else low.component(exponent)
    return ix.tfn("mpow", slots, body, (i, j), extra)


def tensor_function(name: str) -> Law:
    r"""The law of a function of a whole array, f(X)_{ij}; of a diagonal matrix D the inverse is \delta_{ij}/d_i
    and the determinant \prod_k d_k."""
    def law(low: Lowering, x: Expr, i, j) -> Node:
        inner = mx.opened(x.args[0]) if name in ("inv", "det") else x
        if inner.op == "diag":
            v = inner.args[0]
            entry = lambda k: low.component(v, k, None) if v.shape[1] == 1 else low.component(v, None, k)
            if name == "inv":
                return ix.mul(ix.delta(i, j), ix.pow_(entry(i), ix.num(-1)))
            k = ix.fresh(inner.shape[0])
            return ix.sum_(k, entry(k), "prod")
        slots, body = low.array(x.args[0])
        return ix.tfn(name, slots, body, ix.present(i, j))
    return law


def _apart(x: Expr) -> list[Expr]:
    """The terms of x, its brackets with matrix functions multiplied out."""
    if x.op == "add":
        return [t for a in x.args for t in _apart(a)]
    for n, f in enumerate(x.args if x.op == "mul" else ()):
        if f.op == "add" and any(m.op == "mfn" for m in mx.walk(f)):
            return [t for a in f.args for t in _apart(mx.mul(*x.args[:n], a, *x.args[n + 1:]))]
    return [x]


def trace(low: Lowering, x: Expr, i, j) -> Node:
    r"""\operatorname{tr} X = \sum_k X_{kk}."""
    inner = x.args[0]
    # tr(X (log X - log Y)), each by its own rule
    split = _apart(inner) if any(n.op == "mfn" for n in mx.walk(inner)) else ()
    if len(split) > 1:
        return ix.add(*[low.component(mx.tr(t)) for t in split])
    k = ix.fresh(inner.shape[0])
    return ix.sum_(k, low.component(inner, k, k))


def diagonal_matrix(low: Lowering, x: Expr, i, j) -> Node:
    r"""\operatorname{diag}(v)_{ij} = v_i\delta_{ij}."""
    v = x.args[0]
    return ix.mul(low.component(v, i, None) if v.shape[1] == 1 else low.component(v, None, i), ix.delta(i, j))


def over_index(op: str) -> Law:
    """The law of a sum or product over an index of the author's, its range as conditions."""
    def law(low: Lowering, x: Expr, i, j) -> Node:
        r = x.data
        k = ix.fresh(r.dim, r.index)
        factors = [_bound(low, "<=", r.lower, k)] if r.lower != 1 else []
        factors += [_bound(low, ">=", r.upper, k)] if r.upper is not None else []
        if len(x.args) == 2:
            factors.append(low.within({r.index: k}, x.args[1]))
        body = low.within({r.index: k}, x.args[0], i, j)
        if op == "sum":
            return ix.sum_(k, ix.mul(*factors, body))
        if factors:                              # a product over part of a range: the others count as one
            keep = ix.mul(*factors)
            body = ix.add(ix.mul(keep, body), ix.num(1), ix.neg(keep))
        return ix.sum_(k, body, "prod")
    return law


def _bound(low: Lowering, relation: str, value, k: Index) -> Node:
    """A limit of a range as a condition on its index."""
    name, by = value if isinstance(value, tuple) else (value, 0)
    if isinstance(name, int):
        return ix.make("cmp", ix=(name + by, k), data=relation)
    if name in low.names:
        return ix.make("cmp", ix=(ix.shifted(low.names[name], by), k), data=relation)
    return ix.make("cmp", ix=(ix.Shift(ix.Index(name, name, -1), by), k), data=relation)   # level -1: the size itself


def component(low: Lowering, x: Expr, i, j) -> Node:
    """(x)_i is the component itself."""
    inner, *indices = x.args
    terms = [low.index(k) for k in indices]
    row = terms.pop(0) if inner.shape[0] != 1 else None
    col = terms.pop(0) if inner.shape[1] != 1 else None
    return low.component(inner, row, col)


def variable(low: Lowering, x: Expr, i, j) -> Node:
    """The component of a symbol, x_i, A_{ij}."""
    symbol: Symbol = x.data
    return ix.comp(symbol, *[low.index(k) for k in x.args], *ix.present(i, j))


def reference(low: Lowering, x: Expr, i, j) -> Node:
    """The component of a named definition."""
    return low.given.reference(low, x, i, j)


def _stands(low: Lowering, x: Expr) -> bool:
    """Whether x can stand as a whole: nothing in it is differentiated or numbered."""
    return not any(n.op not in WHOLE or n.op == "var" and (n.data in low.given.variables or n.args) for n in mx.walk(x))


def constant(low: Lowering, x: Expr, i, j) -> Node:
    """A component of what has none of its own here, vec and Kronecker products: it stands as a whole, where nothing
    in it is differentiated."""
    if _stands(low, x):
        if any(isinstance(d, int) and d > LARGEST for n in mx.walk(x) if n.op in ("kron", "vec", "unvec")
               for a in (n, *n.args) for d in a.shape):
            raise UnsupportedError("a Kronecker product or vec of this size cannot be checked", code="TD334",
                                   hint="write letters for the sizes")
        return ix.make("tfn", (ix.num(1),), ix.present(i, j), ("constant", 0, x))
    if x.op == "kron":
        raise UnsupportedError("a Kronecker product of what is differentiated is only read in front of a vector or "
                               "behind one, (A kron B) v", code="TD334", hint="use vec(AXB) = (B^T kron A) vec(X)")
    raise UnsupportedError("vec(.) is only read as what is differentiated or differentiated by, in norms and in "
                           "products that are numbers", code="TD333",
                           hint="write the derivative with the matrices themselves")


def block(low: Lowering, x: Expr, i, j) -> Node:
    """Explicit entries: one term per entry, selected by deltas with fixed components;
    of blocks, each times the matrices that put it in its place."""
    if mx.in_blocks(x):
        return constant(low, x, i, j) if _stands(low, x) else low.component(placed(x), i, j)
    rows, cols = x.data
    terms = []
    for r in range(rows):
        for c in range(cols):
            entry = x.args[r * cols + c]
            pick = [ix.delta(k, n + 1) for k, n in ((i, r), (j, c)) if k is not None]
            terms.append(ix.mul(low.component(entry), *pick))
    return ix.add(*terms)


def piecewise(low: Lowering, x: Expr, i, j) -> Node:
    """Cases, branch by branch."""
    return ix.make("cases", tuple(low.component(a) for a in x.args))


def indicator(low: Lowering, x: Expr, i, j) -> Node:
    """[x > y], entry by entry."""
    a, b = x.args
    side = lambda e: low.component(e) if e.is_scalar else low.argument(e, i, j)      # a scalar second side is broadcast
    return ix.make("ind", (side(a), side(b)), data=x.data)


def extremum(low: Lowering, x: Expr, i, j) -> Node:
    r"""\max(x, y), entry by entry."""
    side = lambda e: low.component(e) if e.is_scalar and not x.is_scalar else low.argument(e, i, j)
    return ix.make(x.op, tuple(side(a) for a in x.args))


def applied(low: Lowering, x: Expr, i, j) -> Node:
    """An unspecified function: args are bodies over bound slots, see texderive.index."""
    return _applied(low, x.data, (), x.args, i, j)


def applied_derivative(low: Lowering, x: Expr, i, j) -> Node:
    """The derivative of an unspecified function by its arguments: the axes of its value, then those of the arguments;
    a Jacobian in denominator layout is turned."""
    function, places, *layout = x.data
    return _applied(low, function, tuple(places), x.args, i, j, layout == ["denominator"])


def _applied(low: Lowering, function: Opaque, places: tuple[int, ...], args: tuple[Expr, ...], i, j,
             denominator: bool = False) -> Node:
    if function.elementwise:
        return ix.make("app", (low.argument(args[0], i, j),), (), (function, places, (0,)))
    slots, bodies = zip(*[low.array(a) for a in args])
    axes = ix.present(i, j)
    turned = denominator and len(axes) == 2 and len(places) == 1 == len(slots[places[0]])
    return ix.app(function, places, bodies, slots, axes[::-1] if turned else axes)


def derivative(low: Lowering, x: Expr, i, j) -> Node:
    """An unevaluated derivative inside of an expression, by scalars and single components or with the layout's axes:
    a Jacobian in denominator layout is turned."""
    body, *variables = x.args
    inner = list(ix.present(i, j))
    if x.data == "denominator" and len(inner) == 2 and sum(size != 1 for size in body.shape) == 1:
        inner.reverse()
    rows = low.component(body, *_body_axes(body, inner))
    for v in variables:
        symbol, own = low.component_of(v, inner)
        rows = ix.deriv(rows, symbol, *own)
    return rows


def index_number(i: IndexTerm) -> Node:
    """An index used as a number, as the exponent in sum_k a_k x^k."""
    if isinstance(i, int):
        return ix.num(i)
    if isinstance(i, ix.Shift):
        return ix.add(ix.make("ival", ix=(i.index,)), ix.num(i.by))
    return ix.make("ival", ix=(i,))


def opened(low: Lowering, x: Expr, i, j) -> Node:
    """[body]_{ij} as an array: its index names stand for the axes."""
    ends = ix.present(i, j)
    if len(ends) != len(x.data):
        raise UnsupportedError("an array in index form has one index per axis", code="TD331", hint="name all of its indices")
    return low.within(dict(zip(x.data, ends)), x.args[0])


def _body_axes(body: Expr, inner: list):
    """Row and column index of the differentiated quantity, taken from the front of the derivative's axes."""
    return tuple(inner.pop(0) if size != 1 and inner else None for size in body.shape)


LAWS: dict[str, Law] = {
    "num": lambda low, x, i, j: ix.num(x.data),
    "const": lambda low, x, i, j: ix.const(x.data),
    "dim": lambda low, x, i, j: ix.dim(x.data),
    "var": variable,
    "ref": reference,
    "add": lambda low, x, i, j: ix.add(*[low.component(a, i, j) for a in x.args]),
    "mul": product,
    "had": lambda low, x, i, j: ix.mul(*[low.component(a, i, j) for a in x.args]),
    "div": lambda low, x, i, j: ix.mul(low.quotient_part(x.args[0], i, j),
                                       ix.pow_(low.quotient_part(x.args[1], *((None, None) if x.args[1].is_scalar
                                                   else (i, j))), ix.num(-1))),
    "pow": power,
    "hpow": power,
    "mpow": matrix_power,
    "T": lambda low, x, i, j: low.component(x.args[0], j, i),
    "inv": tensor_function("inv"),
    "pinv": tensor_function("pinv"),
    "det": tensor_function("det"),
    "tr": trace,
    "norm": norm,
    "fn": lambda low, x, i, j: ix.fn(x.data, low.argument(x.args[0], i, j)),
    "mfn": lambda low, x, i, j: tensor_function("m" + x.data)(low, x, i, j),
    "softmax": tensor_function("softmax"),
    "diag": diagonal_matrix,
    "diagpart": lambda low, x, i, j: low.component(x.args[0], i, i),
    "vec": constant,
    "unvec": constant,
    "kron": constant,
    "ones": lambda low, x, i, j: ix.num(1),
    "zeros": lambda low, x, i, j: ix.num(0),
    "eye": lambda low, x, i, j: ix.delta(i, j),
    "comp": component,
    "delta": lambda low, x, i, j: ix.delta(*[low.index(k) for k in x.args]),
    "cmp": lambda low, x, i, j: ix.make("cmp", ix=tuple(low.index(k) for k in x.args), data=x.data),
    "sum": over_index("sum"),
    "prod": over_index("prod"),
    "ind": indicator,
    "cases": piecewise,
    "extreme": lambda low, x, i, j: ix.tfn("entry_" + x.data, *low.array(x.args[0]), ()),
    "max": extremum,
    "min": extremum,
    "block": block,
    "eig": lambda low, x, i, j: ix.tfn("eig" + str(x.data), *low.array(x.args[0]), ()),
    "svec": lambda low, x, i, j: ix.tfn("left_vector" if x.data[0] == "u" else "right_vector", *low.array(x.args[0]),
                                        (i,), x.data[1]),
    "evec": lambda low, x, i, j: ix.tfn("vector_eig" + x.data[0], *low.array(x.args[0]), (i,), x.data[1]),
    "fact": lambda low, x, i, j: ix.fn("factorial", low.component(x.args[0])),
    "app": applied,
    "dapp": applied_derivative,
    "deriv": derivative,
    "open": opened,
    "idx": lambda low, x, i, j: index_number(low.index(x)),
    "shift": lambda low, x, i, j: index_number(low.index(x)),
}
