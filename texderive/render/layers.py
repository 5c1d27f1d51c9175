r"""Lines that differ only in the number of a layer, as one: (h_\ell)_i = \tanh (a_\ell)_i for \ell = 2, ..., 9."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from ..derivation import Line
from ..write.notation import Box, leaf, row, space

FEWEST = 4                                   # lines of one form from which on they are told as one
_LETTERS = (r"\ell", "t", "s", "q")          # for the number of the layer
_NUMBER = re.compile(r"\{([0-9]+)\}|([0-9]+)")


class Row(NamedTuple):
    """A line with its two sides as boxes."""

    line: Line
    left: Box | None
    right: Box


class _Form(NamedTuple):
    """A row with a mark for each number, and these numbers."""

    text: str
    numbers: tuple[int, ...]


def folded(rows: Sequence[Row], fits: Callable[[Row], bool] = lambda row: True, most: int = 2) -> list[Row]:
    """The rows, runs of at least FEWEST layers of up to `most` rows each made one layer, which says
    for which numbers it stands:
    in the margin where that does not fit otherwise."""
    forms = [_form(r) for r in rows]
    out: list[Row] = []
    at = 0
    while at < len(rows):
        period, count = next(((p, n) for p in range(1, most + 1) if (n := _layers(forms, at, p)) >= FEWEST), (1, 1))
        letter = _free("".join(f.text for f in forms[at:at + period])) if count > 1 else ""
        for k in range(at, at + period):
            out.append(_told(rows[k], [forms[k + period * n] for n in range(count)], letter, fits) if letter else rows[k])
        at += period * count if letter else period
    return out


def gathered(rows: Sequence[Row], fits: Callable[[Row], bool] = lambda row: True) -> list[Row]:
    """The rows, definitions of one form made one wherever they stand, as those of layers
    with different functions in turn."""
    forms = [_form(r) for r in rows]
    waiting = [k for k, r in enumerate(rows) if r.line.rule in ("definition", "")]
    alike: dict[int, list[_Form]] = {}
    while waiting:
        first, *waiting = waiting
        change = next((c for k in waiting if any(c := _shift(forms[first], forms[k]))), ())
        others = [k for k in waiting if any(change) and list(map(bool, _shift(forms[first], forms[k])))
                  == list(map(bool, change))]
        alike[first] = [forms[k] for k in (first, *others)]
        waiting = [k for k in waiting if k not in others]
    out = []
    for k, r in enumerate(rows):
        if k in alike and len(alike[k]) > 1 and (letter := _free(forms[k].text)):
            out.append(_told(r, alike[k], letter, fits))
        elif k in alike or r.line.rule not in ("definition", ""):
            out.append(r)
    return out


def _told(r: Row, forms: Sequence[_Form], letter: str, fits: Callable[[Row], bool]) -> Row:
    """The row for all layers, whose forms are those of their rows, with their numbers behind it or in the margin."""
    general, numbers = _general(r, forms, letter)
    whole = general._replace(right=row(general.right, space("quad"), leaf(numbers)))
    return whole if fits(whole) else general._replace(line=replace(general.line, title=f"{general.line.title} ${numbers}$"))


def folded_equations(equations: Sequence[str]) -> list[str]:
    r"""The same for equations as LaTeX, the definitions behind a result.

    >>> folded_equations([rf"h_{{{n}}} = W_{{{n}}}h_{{{n - 1}}}" for n in (2, 3, 4, 5)])
    ['h_{\\ell} = W_{\\ell}h_{\\ell-1}\\ (\\ell = 2, \\ldots, 5)']
    """
    rows = [Row(Line(None, None, "", ""), None, leaf(e)) for e in equations]
    return [r"\ ".join(part.data for part in (r.right.parts or (r.right,)) if part.kind == "leaf")
            for r in shorter(folded(rows), gathered(rows))]


def shorter(one: list[Row], other: list[Row]) -> list[Row]:
    """Rows in their order, or gathered if that takes much less."""
    return other if 3 * len(other) <= 2 * len(one) else one


def folded_shapes(shapes: Sequence[str]) -> list[str]:
    r"""The same for shapes whose sizes are numbered, too, upwards.

    >>> folded_shapes([rf"W_{n} \in \mathbb{{R}}^{{n_{n} \times n_{n - 1}}}" for n in (5, 4, 3, 2)])
    ['W_{\\ell} \\in \\mathbb{R}^{n_{\\ell} \\times n_{\\ell-1}}\\ (\\ell = 2, \\ldots, 5)']
    """
    out: list[str] = []
    for _, run in groupby(((_form(Row(Line(None, None, "", ""), None, leaf(e))), e) for e in shapes),
                          key=lambda pair: pair[0].text):
        forms, layers = zip(*run)
        numbered = len(layers) >= FEWEST and sum(map(bool, _change(*forms[:2]))) > 1
        out += folded_equations(layers if forms[0].numbers < forms[1].numbers else layers[::-1]) if numbered else layers
    return out


def _form(r: Row) -> _Form:
    pieces = [*_pieces(r.left), "=", *_pieces(r.right), "|", r.line.title]
    text = "\0".join(pieces)
    return _Form(r.line.rule + _NUMBER.sub("#", text), tuple(int(m[1] or m[2]) for m in _NUMBER.finditer(text)))


def _pieces(box: Box | None) -> Iterator[str]:
    """What stands in a box, in order, with its structure."""
    if box is not None:
        yield f"{box.kind}:{box.data}"
        for part in box.parts:
            yield from _pieces(part)
        yield ";"


def _layers(forms: Sequence[_Form], at: int, period: int) -> int:
    """How many layers of `period` rows each stand from a place on that differ by the same change of numbers."""
    changes = [_change(forms[k], forms[k + period]) if k + period < len(forms) else () for k in range(at, at + period)]
    if not all(changes) or len({_first(forms[at + k], changes[k]) for k in range(period)}) > 1:
        return 1
    count = 1
    while (at + (count + 1) * period <= len(forms)
            and all(_change(forms[at + (count - 1) * period + k], forms[at + count * period + k]) == changes[k]
                    for k in range(period))):
        count += 1
    return count


def _first(form: _Form, change: tuple[int, ...]) -> int:
    """The number of the layer: the first that changes."""
    return next(n for n, by in zip(form.numbers, change) if by)


def _change(one: _Form, other: _Form) -> tuple[int, ...]:
    """By how much each number changes from one row to another of the same form, all that change by 1 or all
    by -1; () for other rows."""
    change = _shift(one, other)
    return change if set(change) - {0} in ({1}, {-1}) else ()


def _shift(one: _Form, other: _Form) -> tuple[int, ...]:
    """By how much each number changes from one row to another of the same form, the same for all
    that change; () for other rows."""
    change = tuple(b - a for a, b in zip(one.numbers, other.numbers))
    return change if one.text == other.text and len(set(change) - {0}) == 1 else ()


def _free(text: str) -> str:
    """A letter for the number of the layer that does not stand in the row."""
    return next((c for c in _LETTERS if not re.search(rf"{re.escape(c)}(?![A-Za-z])", text)), "")


def _general(r: Row, forms: Sequence[_Form], letter: str) -> tuple[Row, str]:
    """The row with the letter for its number, and the numbers it stands for."""
    step = _shift(*forms[:2])
    layers = [_first(form, step) for form in forms]
    numbers = iter(zip(forms[0].numbers, step))

    def shown(match: re.Match[str]) -> str:
        n, change = next(numbers)
        if not change:
            return match.group()
        return f"{{{letter}{n - layers[0]:+d}}}" if n != layers[0] else f"{{{letter}}}"

    def general(box: Box) -> Box:
        if box.kind == "num" and box.data.isdigit():
            new = _NUMBER.sub(shown, box.data)
            return box if new == box.data else leaf(new[1:-1])
        data = (_NUMBER.sub(shown, box.data) if isinstance(box.data, str)
                else (box.data, [next(numbers) for _ in _NUMBER.finditer(str(box.data))])[0])
        return box._replace(data=data, parts=tuple(map(general, box.parts)))

    left = general(r.left) if r.left is not None else None
    right = general(r.right)
    run = len(layers) >= FEWEST and abs(layers[-1] - layers[0]) == len(layers) - 1
    told = rf"{layers[0]}, \ldots, {layers[-1]}" if run else ", ".join(map(str, layers))
    return Row(replace(r.line, title=_NUMBER.sub(shown, r.line.title)), left, right), rf"({letter} = {told})"
