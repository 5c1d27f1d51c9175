"""Values of expressions at arrays a user gives: sizes are read off the arrays, and what does not fit is said."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from .. import index as ix
from ..errors import ShapeError, TexDeriveError, UnsupportedError
from ..index import Index, Node
from ..matrix import Expr, Opaque, walk
from ..symbols import Dim, Symbol, composite
from .index_values import IndexEvaluator
from .matrix_values import MatrixEvaluator
from .points import Points, Sizes, composed


class _GivenSizes(Sizes):
    """Sizes that must be known: an unknown one is the user's to give."""

    def __missing__(self, dim: Dim) -> int:
        if isinstance(dim, int):
            return dim
        if dim.isdecimal():
            return int(dim)
        if composite(dim):
            return composed(self, dim)
        raise ShapeError(f"the size {dim} is not known: no given array has such an axis", code="TD210",
                         hint=f"give it as env[{dim!r}]")


def evaluate_user(expr: Expr, env: Mapping[str, object], free: Mapping[str, Dim] | None, symbols: Iterable[Symbol]) -> np.ndarray:
    """The value of `expr` with the arrays of `env`, keyed by symbols as written, families stacked along leading axes.

    Axes of the result: the free index names in their order, then rows and columns where they are not absent; a number
    for a scalar.  Named sizes may be given in env too ({"N": 5}).  Raises ShapeError where an array does not fit, and
    TexDeriveError where one is missing.
    """
    refuse_numbers_from_zero(expr)
    points = user_points(env, symbols)
    _symmetric_where_needed(expr, points)
    value = MatrixEvaluator(points).value(expr, free)[0]
    front = value.shape[:-2]
    shape = () if expr.op == "open" else tuple(n for n, d in zip(value.shape[-2:], expr.shape) if d != 1)
    return np.array(value.reshape(front + shape))[()]


def refuse_numbers_from_zero(*exprs: Expr) -> None:
    """Arrays are numbered from 1: which of the user's entries has number 0 in sum_{j=0}^M w_j is not to be guessed."""
    for x in (n for expr in exprs for n in walk(expr)):
        if x.op in ("sum", "prod") and x.data.lower == 0 and any(_has_index(e, x.data.index) for e in walk(x.args[0])):
            raise UnsupportedError("a sum from 0 over the entries of an array cannot be evaluated", code="TD217",
                                   hint="let the sum begin at 1, or name the entry with number 0 by a letter of its own")


def _has_index(x: Expr, letter: str) -> bool:
    return x.op in ("comp", "var") and any(a.op == "idx" and a.data == letter for a in x.args)


def _symmetric_where_needed(expr: Expr, points: Points) -> None:
    """Eigenvalues are those of symmetric matrices: ShapeError for an array that is none."""
    for x in walk(expr):
        a = points.env.get(x.args[0].data) if x.op in ("eig", "evec") and x.args[0].op == "var" else None
        if a is not None and not np.allclose(a, np.swapaxes(a, -1, -2), rtol=1e-9, atol=1e-12):
            raise ShapeError(f"the array given for {x.args[0].data.key} is not symmetric, and its eigenvalues are not "
                             f"supported", code="TD211", hint="give a symmetric array")


def evaluate_index_user(node: Node, out: tuple[Index, ...], env: Mapping[str, object], symbols: Iterable[Symbol]) -> np.ndarray:
    """The components of `node` over its free indices `out`, in this order, as `evaluate_user`."""
    return np.array(IndexEvaluator(user_points(env, symbols)).value(node, out)[0])[()]


def refuse_unspecified(of: Expr | Node) -> None:
    """The stand-ins that lines are checked with, for unspecified functions and for the k of \\lambda_k(A),
    are no values for a user: UnsupportedError (TD314)."""
    nodes = list(_with_named(of) if isinstance(of, Expr) else ix.walk(of, ix.kinds("app", "tfn")))
    letter = next((which for n in nodes if (which := _eigenvalue(n)) is not None and not which.isdecimal()
                   and which not in ("max", "min")), None)
    if letter is not None:
        raise UnsupportedError(f"the eigenvalue number {letter} has no value, as {letter} is a letter", code="TD314",
                               hint=r"number the eigenvalue, \lambda_2(A), or take the largest or smallest")
    functions = (n.data if isinstance(n.data, Opaque) else n.data[0] for n in nodes if n.op in ("app", "dapp"))
    if (function := next(functions, None)) is not None:
        raise UnsupportedError(f"{function.latex} is not specified and has no value", code="TD314",
                               hint=f"define it: {function.latex}{' = ...' if function.stands else '(x) = ...'}")


def _with_named(expr: Expr) -> Iterator[Expr]:
    """Every node below, those of the named values that stand there included."""
    for n in walk(expr):
        yield n
        if n.op == "ref":
            yield from _with_named(n.data.expr)


def _eigenvalue(n: Expr | Node) -> str | None:
    """"max", "min", a number or a letter of an eigenvalue or of its vector; None of any other node."""
    if n.op in ("eig", "evec"):
        return n.data if n.op == "eig" else n.data[0]
    if n.op != "tfn":
        return None
    name = n.data[0].removeprefix("vector_")
    return name.removeprefix("eig") if name.startswith("eig") else None


def user_points(env: Mapping[str, object], symbols: Iterable[Symbol]) -> Points:
    """The user's arrays as one point; symbols that env does not hold and that are fixed by a property are filled in."""
    symbols = list(dict.fromkeys(symbols))
    sizes, said = _GivenSizes(), {}
    arrays: dict[Symbol, np.ndarray] = {}
    for symbol in symbols:
        key = next((k for k in (symbol.key, symbol.latex) if k in env), None) or _by_entry(symbol, env)
        if key is not None and symbol.definition is None:
            arrays[symbol] = _fit(symbol, env[key], sizes, said)
    known = {symbol.key for symbol in symbols}
    for key, value in env.items():
        if key not in known and np.ndim(value) == 0 and key not in sizes and float(np.real(value)).is_integer():
            sizes[key] = int(np.real(value))
    for symbol, array in arrays.items():
        if "integer" in symbol.props and not symbol.slots:
            sizes.setdefault(symbol.key, int(array.real))        # sums may run up to it
    for symbol in symbols:
        if symbol not in arrays and symbol.definition is None:
            filled = _filled(symbol, sizes)
            if filled is not None:
                arrays[symbol] = filled
    for symbol, array in arrays.items():
        expected = tuple(sizes[d] for d in symbol.slots)
        if expected != array.shape:
            raise ShapeError(f"{symbol.key} has shape {_times(symbol.slots)}, that is {expected}, but the array has "
                             f"shape {array.shape}", code="TD211")
    return Points({symbol: array[None] for symbol, array in arrays.items()}, sizes, 1)


def _by_entry(symbol: Symbol, env: Mapping[str, object]) -> str | None:
    """The x_n of an array that is given for all of them, where they are the entries of a vector x."""
    letter = re.escape(symbol.key) + "_[a-z]"
    return next((k for k in env if re.fullmatch(letter, k)), None) if len(symbol.slots) == 1 else None


def shapes_given(env: Mapping[str, object], declared: Mapping[str, object]) -> dict[str, str]:
    """Declarations of what is not declared, by the shapes of its arrays: {"X": "5 x 3", "t": "scalar"}."""
    return {key: " x ".join(map(str, np.shape(value))) or "scalar" for key, value in env.items()
            if key not in declared and np.ndim(value) <= 2}


def _fit(symbol: Symbol, value: object, sizes: _GivenSizes, said: dict[Dim, str]) -> np.ndarray:
    """The array of a symbol with one axis per slot; its named sizes are noted in `sizes`, and who `said` so."""
    try:
        array = np.asarray(value)
        array = array if np.iscomplexobj(array) else array.astype(float)
    except (TypeError, ValueError):
        raise TexDeriveError(f"the value of {symbol.key} is not an array of numbers", code="TD212") from None
    slots = symbol.slots
    if array.ndim != len(slots):
        array = _without_ones(array, len(slots))
    if array.ndim != len(slots):
        raise ShapeError(f"{symbol.key} needs {_axes(len(slots))} ({_times(slots)}), but the array has shape "
                         f"{np.shape(value)}", code="TD211")
    for d, size in zip(slots, array.shape):
        if isinstance(d, str) and not d.isdecimal() and "*" not in d:
            if d in sizes and sizes[d] != size:
                raise ShapeError(f"{symbol.key} has {d} = {size}, but {said[d]} has {d} = {sizes[d]}", code="TD211")
            sizes[d] = size
            said.setdefault(d, symbol.key)
    return array


def _without_ones(array: np.ndarray, axes: int) -> np.ndarray:
    """A column given as (n, 1), a row as (1, n), a number as (1,): axes of size 1 taken off
    from the right, as far as needed."""
    shape = list(array.shape)
    while len(shape) > axes and 1 in shape:
        del shape[len(shape) - 1 - shape[::-1].index(1)]
    return array.reshape(shape)


def _filled(symbol: Symbol, sizes: _GivenSizes) -> np.ndarray | None:
    """The array of a symbol its properties determine: ones, an identity, a size, a fixed number;
    None if there is none."""
    facts = dict(p.partition("=")[::2] for p in sorted(symbol.props))
    if not symbol.slots and symbol.key in sizes:
        return np.array(float(sizes[symbol.key]))
    if any(isinstance(d, str) and d not in sizes and "*" not in d for d in symbol.slots):
        return None
    shape = tuple(sizes[d] for d in symbol.slots)
    if "ones" in facts or "ones_any" in facts:
        return np.ones(shape)
    if "zeros" in facts:
        return np.zeros(shape)
    if "identity" in facts:
        return np.eye(*shape)
    if "fixed" in facts:
        return np.full(shape, float(facts["fixed"]))
    return None


def _times(slots: tuple[Dim, ...]) -> str:
    return " x ".join(map(str, slots)) or "scalar"


def _axes(n: int) -> str:
    return ("no axis", "one axis")[n] if n < 2 else f"{n} axes"


def with_places(env: Mapping[str, object], problem) -> Mapping[str, object]:
    """env with the indices at which extrema are attained, where it does not hold them:
    they follow from the other arrays."""
    found = dict(env) if problem.places else env
    for symbol, (place, free, _) in problem.places.items():                    # those inside of others come first
        if symbol.key not in env:
            points = user_points(found, [s for s in problem.symbols.values() if s.key in found or s not in problem.places])
            found[symbol.key] = MatrixEvaluator(points).value(place, free)[0][..., 0, 0]
    return found
