"""What the document says of two members that differ, and what it does not say."""
from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from ... import tree
from ...symbols import Symbol
from ...types.definitions import entry_of
from ...types.names import name_of
from ..notation.moving import Moving, is_rate
from ..notation.opaque import unsaid
from ..report import ASSUMES, EQUAL, UNREAD
from ..trees.heads import derivatives, is_head, mentions
from ..values.numbers import all_nodes, symbols_of
from .doubts import (
    absorbed, dependent_member, fresh_symbols, has_differentials, label_of, means_of, of_one_letter, opaque_names,
    right_by_count, rows_of,
)
from .hypotheses import agree_at, assumption_of, at_constraints, unmet
from .judged import Judgement
from .numerals import agree_in_numbers
from .pairs import Pair

# names of what is found elsewhere
_ESTIMATE = re.compile(r"^\\(?:wide)?hat\b|\^\{?(?:\*|\\star|\\ast)\}?$|_\{?(?:\\(?:text|mathrm|"
                       r"textrm)\s*\{)?(?:[A-Z]{2,}|opt|new|ols|ls|ml)\}*$")


def _undefined_function(pair: Pair) -> Judgement | None:
    one, other = map(opaque_names, pair.typed)
    alone = sorted(one ^ other)
    return pair.found(UNREAD, f"{', '.join(alone)} {'is' if len(alone) == 1 else 'are'} not defined") if alone else None


def _facts(pair: Pair) -> Judgement | None:
    """What the text says of a function that it does not define, g'(-x) = 1 - g'(x), may be used here."""
    names = sorted(set().union(*map(opaque_names, pair.typed)))
    said = next((n for n in names if re.search(rf"(?<![A-Za-z\\]){re.escape(n)}'*\s*\(-?\s*\\?[A-Za-z]+\)[\s&]*=",
                                               pair.known.prose)), None)
    return pair.found(UNREAD, f"what the text says of {said} is not put in here") if said else None


def _at_named_point(pair: Pair) -> Judgement | None:
    r"""x_{old} - \eta\partial f/\partial x = x_{old} - \eta 2x_{old}: the derivative by x is meant at x_{old}."""
    left, right = pair.letters
    numbers = pair.judged.numbers
    for x in sorted(left - right, key=lambda s: s.key):
        for point in sorted(left & right, key=lambda s: s.key):
            if point.key.startswith(x.key + "_") and point.slots == x.slots and agree_at(
                    numbers.moved(x, numbers.points.env[point]), pair.typed):
                return pair.found(EQUAL, f"at {point.key}")
    return None


def _primed_letter(pair: Pair) -> Judgement | None:
    r"""\Sigma + \sigma^2I = \Sigma' where no prime stood before: it may be a name."""
    sides = pair.judged.prepared.sides
    if any("'" in s.text for s in sides[:pair.b]):
        return None
    primed = next((n for n in tree.nodes(sides[pair.b].node) if isinstance(n, tree.Prime) and isinstance(n.base, tree.Symbol)
                   and n.base.name.lstrip("\\")[:1].isupper()), None)
    return pair.found(UNREAD, f"whether {primed.base.latex}' is a transpose or a name is not said") if primed else None


def _independent(pair: Pair) -> Judgement | None:
    r"""\partial\operatorname{vec}(Y)/\partial b of a Y of which nothing is said: 0 as it is read, and surely not meant,
    unless the other line differentiates what holds the same letters beside b."""
    sides = [[n for n in all_nodes([typed.expr]) if n.op == "deriv"] for typed in pair.typed]
    for value, own, other in zip((pair.x, pair.y), sides, sides[::-1]):
        apart = [n for n in own if set(_below(n.args[:1])).isdisjoint(_below(n.args[1:]))] if value.zero else []
        if not apart or not _below(apart[0].args[:1]):
            continue
        letters, by = (set(_below(x)) for x in (apart[0].args[:1], apart[0].args[1:]))
        if len(own) > 1 or not any(letters | by <= set(_below(n.args[:1])) for n in other):
            return pair.found(UNREAD, f"nothing says how {_below(apart[0].args[:1])[0].key} depends on "
                                      f"{_below(apart[0].args[1:])[0].key}")
    return None


def _below(exprs) -> list[Symbol]:
    return symbols_of(all_nodes(exprs))


def _constraints(pair: Pair) -> Judgement | None:
    """What holds under the conditions in the text."""
    if not pair.known.constraints:
        return None
    moved = at_constraints(pair.judged, pair.known, pair.judged.numbers)
    if moved is not None and agree_at(moved, pair.typed):
        return pair.found(EQUAL)
    return (pair.found(UNREAD, "no numbers were found that meet the conditions in the text")
            if unmet(pair.judged, pair.known, pair.a, pair.b, moved) else None)


def _rows(pair: Pair) -> Judgement | None:
    """X beside x_i: its rows may be the members."""
    rows = rows_of(pair.judged, pair.a, pair.b)
    if not rows:
        return None
    stacked = pair.points(rows=rows)
    if agree_at(stacked, pair.typed):
        return pair.found(EQUAL, "with the members of a family as rows")
    told = (all(s in [r[0] for r in rows] for s in fresh_symbols(pair.judged, pair.b))
            and not absorbed(pair.judged, pair.a, pair.b))
    return pair.found(pair.wrong, numbers=stacked, rows=tuple(rows)) if told else None


def _one_letter(pair: Pair) -> Judgement | None:
    found = of_one_letter(pair.judged, pair.a, pair.b)
    return None if found is None else pair.found(UNREAD, f"how {found[0].key} is made of {found[1].key} is not said")


def _absorbed(pair: Pair) -> Judgement | None:
    first = absorbed(pair.judged, pair.a, pair.b)
    return pair.found(UNREAD, f"whether {first} is one of the entries here is not said") if first else None


def _new_letters(pair: Pair) -> Judgement | None:
    fresh = fresh_symbols(pair.judged, pair.b)
    return pair.found(UNREAD, f"{', '.join(s.key for s in fresh)} {'is' if len(fresh) == 1 else 'are'} not explained "
                              f"before this line") if fresh else None


def _estimates(pair: Pair) -> Judgement | None:
    r"""y - X\hat\beta = y - X(X^T X)^{-1}X^T y: a letter with a hat or a star that nothing explains gives way
    to what it stands for."""
    judged = pair.judged
    later = {s for k, x in judged.typed.items() if k >= pair.b for s in symbols_of(all_nodes([x.expr]))}
    terms = judged.group.elaborator.symbols
    unsaid = [s for s in symbols_of(all_nodes([pair.typed[0].expr])) if s not in later and _ESTIMATE.search(s.key)
              and (term := terms.get(s.key)) is not None
              and not term.declared and term.name not in pair.by]
    return pair.found(UNREAD, f"nothing says what {unsaid[0].key} is") if unsaid else None


def _means(pair: Pair) -> Judgement | None:
    means = means_of(pair.typed)
    averaged = pair.points(means=means) if means else None
    agree = averaged is not None and (agree_at(averaged, pair.typed) or right_by_count(pair.typed, averaged))
    return pair.found(EQUAL, "with the bar for the mean") if agree else None


def _in_place_of_a_letter(pair: Pair) -> Judgement | None:
    r"""e^T e = (y - X\hat\beta)^T(y - X\hat\beta), where nothing says what e is:
    several other letters take its place."""
    left, right = pair.letters
    gone = sorted(left - right, key=lambda s: s.key)
    head = pair.judged.prepared.sides[0].node
    by = {name_of(tree.unscripted(v.node)) for d in derivatives(head) for v in d.variables} if head is not None else set()
    told = len(gone) != 1 or len(right - left) < 2 or is_rate(gone[0].key)
    return None if told else _unsaid(pair, gone[0], by or pair.by)


def _stands_for_a_function(pair: Pair) -> Judgement | None:
    r"""y beside 1/(1 + e^{-z}), where the letters of each are in the other side not, and nothing says what y is:
    it may be the value of the function."""
    left, right = pair.letters
    for value, letters, typed in ((right - left, left - right, pair.typed[0]), (left - right, right - left, pair.typed[1])):
        inside = {s for n in all_nodes([typed.expr]) if n.op == "fn" for s in symbols_of(all_nodes([n]))}
        if len(value) == 1 and letters and letters <= inside and (found := _unsaid(pair, *value)) is not None:
            return found
    return None


def _unsaid(pair: Pair, symbol: Symbol, by: set[str | None] | None = None) -> Judgement | None:
    """That nothing says what a symbol is: it is neither defined, declared, differentiated `by` nor in a condition."""
    group, term = pair.judged.group, pair.judged.group.elaborator.symbols.get(symbol.key)
    if (symbol in {b.symbol for b in group.bindings} or term is None or term.declared
            or term.name in (pair.by if by is None else by) or _constrained(pair, term.name)):
        return None
    return pair.found(UNREAD, f"nothing says what {symbol.key} is")


def _constrained(pair: Pair, name: str) -> bool:
    """Whether the conditions in the text speak of a name."""
    return any(mentions(n, name) for equation in pair.known.constraints for n in equation)


def _of_a_name(pair: Pair) -> Judgement | None:
    r"""\hat\mu = \frac1n\sum_i x_i and a = \sigma(z), where nothing says what the name on the left is:
    it says so itself, or follows from what is not read."""
    judged, left, own = pair.judged, pair.typed[0].expr, pair.judged.prepared.sides[0].own
    if (pair.a or left.op != "var" or own is None or not is_head(own)
            or left.data in {b.symbol for b in judged.group.bindings} or not left.data.props.isdisjoint(("ones", "identity"))):
        return None
    if (any(left.data in symbols_of(all_nodes([x.expr])) for k, x in judged.typed.items() if k)
            or _constrained(pair, name_of(entry_of(own)) or "")):
        return None
    return pair.found(UNREAD, f"nothing before this line says what {left.data.key} is")


def _ones(pair: Pair) -> Judgement | None:
    r"""\frac1n\mathbf 1\mathbf 1^\top\mathbf 1: the inner vectors of ones are as long as the others,
    where nothing else tells their length."""
    lengths = [d for n in all_nodes([p.expr for p in pair.typed]) if n.op == "ones" for d in n.shape if isinstance(d, str)]
    sizes = pair.judged.numbers.points.sizes
    if len(set(lengths)) < 2 or not set(lengths) <= sizes.keys():
        return None
    alike = pair.points(sizes=sizes | dict.fromkeys(lengths, sizes[lengths[0]]))
    return (pair.found(EQUAL, "with vectors of ones of one length")
            if agree_at(alike, pair.typed) or right_by_count(pair.typed, alike) else None)


def _count(pair: Pair) -> Judgement | None:
    return (pair.found(EQUAL, "with the number of entries for a letter")
            if right_by_count(pair.typed, pair.judged.numbers) else None)


def about_differentials(pair: Pair, capital: bool = False) -> Judgement | None:
    found = any(has_differentials(pair.judged.prepared.sides[k].node, pair.known, capital) for k in (pair.a, pair.b))
    return pair.found(UNREAD, "differentials such as dx are not judged") if found else None


def _trace_of_delta(pair: Pair) -> Judgement | None:
    found = pair.judged.prepared.summed and any(n.op == "delta" and n.args[0] == n.args[1]
                                                for n in all_nodes([p.expr for p in pair.typed]))
    return pair.found(UNREAD, "how many values the index of a trace of delta has is not said") if found else None


def _loss(pair: Pair) -> Judgement | None:
    """A loss of which nothing is said stands on one side only."""
    name = unsaid(pair.judged.prepared.losses, {s.key for s in pair.different})
    return pair.found(UNREAD, f"{name} is differentiated here but defined nowhere") if name else None


def _rates(pair: Pair) -> Judgement | None:
    moving = pair.judged.prepared.differentials
    told = not isinstance(moving, Moving) or moving.conditions(pair.known)
    terms = pair.judged.group.elaborator.symbols
    rates = [] if told else sorted(s.key for s in pair.different if is_rate(s.key)
                                   and not (s.key in terms and _constrained(pair, terms[s.key].name)))
    return pair.found(UNREAD, f"nothing says what {rates[0]} is") if rates else None


def _given_numbers(pair: Pair) -> Judgement | None:
    given = sorted(s.key for s in pair.different if s.key in pair.known.valued)
    return pair.found(UNREAD, f"{', '.join(given)} {'is given a number' if len(given) == 1 else 'are given numbers'} "
                              f"in the text, which {'is' if len(given) == 1 else 'are'} not put in here") if given else None


def _measured(pair: Pair) -> Judgement | None:
    r"""TP/(TP + FP) = 0.7 of letters that nothing explains: some numbers are put in."""
    side = pair.judged.prepared.sides[pair.b].node
    put_in = (isinstance(tree.unsigned(side), tree.Number) and "." in tree.unsigned(side).text
              and not pair.judged.prepared.derives and any(s.shape == (1, 1) for s in pair.letters[0]))
    return pair.found(UNREAD, "what numbers are put in is not said") if put_in else None


def _value_of_optimum(pair: Pair) -> Judgement | None:
    r"""min(4\lambda + 3\mu) of letters of which nothing is said: its least value over them, perhaps, and not its least entry."""
    terms = pair.judged.group.elaborator.symbols
    found = next((n for n in all_nodes([p.expr for p in pair.typed]) if n.op == "extreme"
                  and not any((term := terms.get(s.key)) is not None and term.declared
                              for s in symbols_of(all_nodes(n.args)))), None)
    return pair.found(UNREAD, f"what {found.data} is taken over is not said") if found is not None else None


def _figures(pair: Pair) -> Judgement | None:
    return pair.found(EQUAL, "in numbers") if agree_in_numbers(pair.judged, pair.a, pair.b) else None


def _basis(pair: Pair) -> Judgement | None:
    r"""e_i that nothing explains, as many vectors as they have entries, are the unit vectors where that makes the line right."""
    numbers = pair.judged.numbers
    e = next((s for s in sorted(pair.letters[1], key=lambda s: s.key)
              if re.fullmatch(r"e(?:_[a-z])?", s.key) and len(s.slots) == 2), None)
    array = None if e is None else numbers.points.env.get(e)
    if array is None or array.shape[1] != array.shape[2]:
        return None
    there = numbers.moved(e, np.broadcast_to(np.eye(array.shape[1]), array.shape))
    return pair.found(EQUAL, "with unit vectors") if agree_at(there, pair.typed) else None


def _label(pair: Pair) -> Judgement | None:
    label = label_of(pair.judged, pair.a, pair.b)
    return pair.found(UNREAD, f"whether {label} is an entry of a vector is not said") if label else None


def _dependent(pair: Pair) -> Judgement | None:
    name = dependent_member(pair.judged)
    return pair.found(UNREAD, f"{name} depends on the other members") if name else None


def _presumed(pair: Pair) -> Judgement | None:
    r"""Beside \partial L/\partial y of a loss of which nothing is said may stand terms of which it is made as well."""
    sums = any(isinstance(tree.opened(pair.judged.prepared.sides[k].node), tree.Sum) for k in (pair.a, pair.b))
    return pair.found(UNREAD, "of what else the loss is made is not said") if sums and pair.judged.prepared.losses else None


def _assumption(pair: Pair) -> Judgement | None:
    assumption = assumption_of(pair.judged, pair.a, pair.b)
    return pair.found(ASSUMES, assumption=assumption) if assumption else None


STATED: tuple[Callable[[Pair], Judgement | None], ...] = (
    _undefined_function, _facts, _at_named_point, _primed_letter, _independent, _constraints, _rows, _means, _basis,
    _one_letter, _absorbed, _new_letters, _estimates,
    _in_place_of_a_letter, _stands_for_a_function, _of_a_name, _ones, _count, about_differentials, _trace_of_delta,
    _loss, _rates, _value_of_optimum, _figures, _measured, _given_numbers, _label, _dependent, _presumed, _assumption)
