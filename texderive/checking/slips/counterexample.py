"""Numbers for a reader: shapes in words, and both values of a wrong line at a small example."""
from __future__ import annotations

import numpy as np

from ...symbols import Symbol
from ...types.notation.sets import MEMBER
from ...verify.points import Points
from ..context.knowledge import SIGN, Knowledge
from ..judging.hypotheses import at_constraints
from ..judging.judged import Judged
from ..notation.opaque import slopes
from ..typed.typing import Typed
from ..values import compare as c
from ..values.numbers import Numbers, all_nodes, bound, dims_of, numbers_for, symbols_of
from . import words

_MOST_ENTRIES = 14                 # numbers of a small example worth printing


def shape_words(x: Typed) -> str:
    """A shape in words."""
    rows, cols = x.expr.shape
    if (rows, cols) == (1, 1):
        return "a number"
    if cols == 1:
        return f"a column ({rows} x 1)"
    return f"a row (1 x {cols})" if rows == 1 else f"a matrix ({rows} x {cols})"


def example(members: tuple[int, int], judged: Judged, known: Knowledge, rows: tuple[tuple[Symbol, Symbol], ...] = ()) -> str:
    """Both values of two members at a small example with whole numbers, where they are few and differ and all
    are numbers of letters; where the document states equations, at numbers that satisfy them."""
    if judged.prepared.chances is not None:
        return ""                              # whose numbers are not written in the lines
    pair = [judged.typed[k] for k in members]
    exprs, bindings = [p.expr for p in pair], judged.group.bindings
    free = pair[0].free | pair[1].free
    nodes = all_nodes(exprs)
    symbols = symbols_of(all_nodes([*exprs, *(b.expr for b in bindings)]))
    named = slopes(judged.prepared.losses) | {SIGN: r"\pm1"}
    fixed = {letter.latex for letter, _ in judged.prepared.room.fixed}
    sets = {name.removeprefix(MEMBER).strip() for name, props in known.facts.props.items()
            if any(p.startswith("set=") for p in props)}
    dims = list(dict.fromkeys(dims_of(nodes) + [d for d in free.values() if isinstance(d, str)]))
    for size in (1, 2):
        numbers = bound(_whole(numbers_for(exprs, free, bindings=bindings, sizes=dict.fromkeys(dims, size), count=1,
                                           rows=rows), symbols, rows), bindings)
        numbers = (at_constraints(judged, known, numbers) if known.constraints else None) or numbers
        placed = [judged.moved(k, numbers) for k in members]
        if None in placed:
            continue
        numbers = next((there for there in placed if there is not numbers), numbers)
        x, y = (there.value(p.expr, p.free) for there, p in zip(placed, pair))
        if x is None or y is None or c.compare(x, y) != c.DIFFERENT:
            continue
        if not (np.isfinite(x.array).all() and np.isfinite(y.array).all()):
            continue
        shown = [s for s in symbols if s.key not in fixed and s.key not in sets]
        entries = sum(numbers.points.env[s].size for s in shown)
        given = ", ".join(f"{name} = {words.array(_laid_out(numbers.points, s))}" for s in shown
                          if (name := named.get(s.key, s.key))) if entries <= _MOST_ENTRIES else "a small example"
        left, right = words.array(_plain(x)), words.array(_plain(y))
        if len(left) + len(right) + len(given) > 260:
            given = "a small example"
        where = f"for {given}" if given else "always"
        return f"{where} the line before gives {left}, this line {right}"
    return ""


def _whole(numbers: Numbers, symbols: list[Symbol], rows: tuple[tuple[Symbol, Symbol], ...]) -> Numbers:
    """Small whole numbers in place of random ones, where no property forbids it; matrices of `rows` have the members
    of their family as rows."""
    env = dict(numbers.points.env)
    for k, s in enumerate(symbols):
        if s in env and not s.props - {"constant", "positive", "real", "nonzero", "invertible", "symmetric", "posdef", "psd"}:
            size = env[s].size
            pattern = np.array([2.0, 1.0, 3.0, 1.0, 1.0, 2.0, 4.0, 3.0])
            array = np.resize(np.roll(pattern, k), size).reshape(env[s].shape)
            if s.props & {"symmetric", "posdef", "psd"} and s.shape[0] == s.shape[1]:
                array = np.tril(array) + np.swapaxes(np.tril(array, -1), -1, -2) if array.shape[-1] > 1 else array
                array = array + (4 * np.eye(array.shape[-1]) if s.props & {"posdef", "psd"} and array.shape[-1] > 1 else 0)
            env[s] = array
    env |= {matrix: env[family] for matrix, family in rows if env[matrix].shape == env[family].shape}
    return Numbers(Points(env, numbers.points.sizes, 1), numbers.free)


def _laid_out(points: Points, s: Symbol) -> np.ndarray:
    array = points.env[s][0]
    if s.shape != (1, 1) and not s.family:
        array = array.reshape(tuple(points.sizes.get(d, d) for d in s.shape))
    return array


def _plain(v: c.Value) -> np.ndarray:
    array = v.array[0]
    return array[..., 0, 0] if v.scalar else array
