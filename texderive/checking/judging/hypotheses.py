"""Conditions under which a line holds: the equations of the document, and properties that it does not state."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

import numpy as np

from ... import tree as t
from ...errors import TexDeriveError
from ...matrix import Expr
from ...symbols import Symbol
from ...verify.points import Points
from ..context.knowledge import Knowledge
from ..notation.differentials import STEP
from ..notation.moving import Moving
from ..typed.typing import Typed
from ..values import compare as c
from ..values.numbers import Numbers, Valued, all_nodes, constrained, dims_of, numbers_for, symbols_of
from .judged import Judged, points_for

_RARER = ("diagonal", "orthogonal")


def both(judged: Judged, a: int, b: int) -> list[Typed]:
    """The two members as typed."""
    return [judged.typed[a], judged.typed[b]]


def unmet(judged: Judged, known: Knowledge, a: int, b: int, moved: Numbers | None) -> bool:
    """Whether an equation of the document speaks of these members' letters, but no point was found where it holds
    and their properties too."""
    here = set(symbols_of(all_nodes([p.expr for p in both(judged, a, b)])))
    for left, right in known.constraints:
        try:
            nodes = all_nodes([typed.expr for typed in judged.group.equation(left, right)])
        except (TexDeriveError, RecursionError):
            continue
        about = here & set(symbols_of(nodes))
        if about and (moved is None or any("symmetric" in s.props
                                           and np.abs(moved.points.env[s] - np.swapaxes(moved.points.env[s], -1,
                                                          -2)).max() > 1e-6 for s in about if s in moved.points.env)):
            return True
    return False


def at_constraints(judged: Judged, known: Knowledge, numbers: Numbers) -> Numbers | None:
    """These points moved to where the equations hold that the document states;
    None where it states none of their letters."""
    pairs = [pair for pair in _typed(judged, known.constraints) if any(s in numbers.points.env for s in _letters(pair))]
    numbers = with_all(numbers, [tuple(expr for expr, _ in pair) for pair in pairs])
    moved = next((found for there in _of_sizes(judged, numbers, pairs)
                  if (found := constrained(there, pairs)) is not None), None) if pairs else None
    motion = judged.prepared.differentials
    if moved is None or not isinstance(motion, Moving):
        return moved
    pairs = [pair for pair in _typed(judged, motion.conditions(known))
             if all(s in moved.points.env or s.key == STEP for s in _letters(pair))]           # others bind nothing here
    for step in {s for pair in pairs for s in _letters(pair) if s.key == STEP}:
        moved = moved.moved(step, np.zeros(moved.points.count))
    return constrained(moved, pairs, {judged.symbol(rate) for _, rate in motion.alike})


def _of_sizes(judged: Judged, numbers: Numbers, pairs: list[tuple[Valued, ...]]) -> Iterator[Numbers]:
    r"""These points, and others with two sizes exchanged: W^\top W = I holds of no W with more columns than rows."""
    yield numbers
    exprs, sizes = [expr for pair in pairs for expr, _ in pair], numbers.points.sizes
    for a, b in combinations([d for d in dims_of(all_nodes(exprs)) if d in sizes], 2):
        if sizes[a] != sizes[b]:
            there = numbers_for([*(x.expr for x in judged.typed.values()), *exprs], numbers.free,
                                sizes={**sizes, a: sizes[b], b: sizes[a]}, count=numbers.points.count,
                                bindings=judged.group.bindings)
            if set(numbers.points.env) <= set(there.points.env):
                yield there


def with_all(numbers: Numbers, pairs: Sequence[tuple[Expr, ...]]) -> Numbers:
    """The points with values for what only equations speak of."""
    exprs = [x for pair in pairs for x in pair]
    if all(s in numbers.points.env for s in symbols_of(all_nodes(exprs))):
        return numbers
    more = numbers_for(exprs, {}, sizes=numbers.points.sizes, count=numbers.points.count)
    return Numbers(Points(more.points.env | numbers.points.env, {**more.points.sizes, **numbers.points.sizes},
                          numbers.points.count), numbers.free)


def _letters(pair: tuple[Valued, ...]) -> list[Symbol]:
    return symbols_of(all_nodes([expr for expr, _ in pair]))


def _typed(judged: Judged, pairs: list[tuple[t.Node, t.Node]]) -> list[tuple[Valued, ...]]:
    """Equations as expressions of a chain, with their free indices, without those that do not fit."""
    out = []
    for left, right in pairs:
        try:
            out.append(tuple((typed.expr, typed.free) for typed in judged.group.equation(left, right)))
        except (TexDeriveError, RecursionError):
            continue
    return out


def agree_at(numbers: Numbers, pair: list[Typed]) -> bool:
    """Whether two members agree at these points, up to a change of layout, and are not both zero."""
    x, y = (numbers.value(p.expr, p.free) for p in pair)
    if x is None or y is None or x.zero:
        return False
    verdict = c.compare(x, y)
    return verdict == c.EQUAL or verdict == c.TRANSPOSED and x.shape != y.shape


def assumption_of(judged: Judged, a: int, b: int,
                  agrees: Callable[[Numbers, list[Typed]], bool] = agree_at) -> tuple[str, str] | None:
    """(symbol, property) under which the line would hold: one matrix symmetric, or all of them."""
    pair = both(judged, a, b)
    symbols = [s for s in symbols_of(all_nodes([p.expr for p in pair])) if _square(s)]
    for symbol in symbols:
        if _holds_if(judged, pair, {symbol: symbol.props | {"symmetric"}}, agrees):
            return symbol.key, "symmetric"
    if len(symbols) > 1 and _holds_if(judged, pair, {s: s.props | {"symmetric"} for s in symbols}, agrees):
        return " and ".join(s.key for s in symbols), "symmetric"
    return None


def weaker_assumption(judged: Judged, a: int, b: int) -> tuple[str, str] | None:
    """Rarer properties, asked for only where no slip explains the line."""
    pair = both(judged, a, b)
    for symbol in [s for s in symbols_of(all_nodes([p.expr for p in pair])) if _square(s)]:
        for prop in _RARER:
            if _holds_if(judged, pair, {symbol: symbol.props | {prop}}):
                return symbol.key, prop
    return None


def _square(s: Symbol) -> bool:
    return (1 not in s.shape and s.shape[0] == s.shape[1]
            and not s.props & {"symmetric", "posdef", "psd", "diagonal", "identity", "skew"})


def _holds_if(judged: Judged, pair: list[Typed], props: dict[Symbol, frozenset[str]],
              agrees: Callable[[Numbers, list[Typed]], bool] = agree_at) -> bool:
    return agrees(points_for(pair, props=props, bindings=judged.group.bindings), pair)
