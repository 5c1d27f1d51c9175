r"""Lines that differ only in the number of a layer, as one: (h_\ell)_i = \tanh (a_\ell)_i for \ell = 2, ..., 9."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
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
    """The rows, runs of at least FEWEST layers of up to `most` rows each made one layer, which says for which numbers it stands: in the margin where that does not fit otherwise."""
    forms = [_form(r) for r in rows]
    out: list[Row] = []
    at = 0
    while at < len(rows):
        period, count = next(((p, n) for p in range(1, most + 1) if (n := _layers(forms, at, p)) >= FEWEST), (1, 1))
        letter = _free("".join(f.text for f in forms[at:at + period])) if count > 1 else ""
        for k in range(at, at + period):
            out.append(_told(rows[k], forms[k], forms[k + period], count, letter, fits) if letter else rows[k])
        at += period * count if letter else period
    return out


def _told(r: Row, form: _Form, following: _Form, count: int, letter: str, fits: Callable[[Row], bool]) -> Row:
    """The row for all layers, with their numbers behind it or in the margin."""
    general, numbers = _general(r, form, _change(form, following), count, letter)
    whole = general._replace(right=row(general.right, space("quad"), leaf(numbers)))
    return whole if fits(whole) else general._replace(line=replace(general.line, title=f"{general.line.title} ${numbers}$"))


def folded_equations(equations: Sequence[str]) -> list[str]:
    r"""The same for equations as LaTeX, the definitions behind a result.

    >>> folded_equations([rf"h_{{{n}}} = W_{{{n}}}h_{{{n - 1}}}" for n in (2, 3, 4, 5)])
    ['h_{\\ell} = W_{\\ell}h_{\\ell-1}\\ (\\ell = 2, \\ldots, 5)']
    """
    blank = Line(None, None, "", "")
    return [r"\ ".join(part.data for part in (r.right.parts or (r.right,)) if part.kind == "leaf") for r in folded([Row(blank, None, leaf(e)) for e in equations])]


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
    while at + (count + 1) * period <= len(forms) and all(_change(forms[at + (count - 1) * period + k], forms[at + count * period + k]) == changes[k] for k in range(period)):
        count += 1
    return count


def _first(form: _Form, change: tuple[int, ...]) -> int:
    """The number of the layer: the first that changes."""
    return next(n for n, by in zip(form.numbers, change) if by)


def _change(one: _Form, other: _Form) -> tuple[int, ...]:
    """By how much each number changes from one row to another of the same form, all that change by 1 or all by -1; () for other rows."""
    change = tuple(b - a for a, b in zip(one.numbers, other.numbers))
    return change if one.text == other.text and set(change) - {0} in ({1}, {-1}) else ()


def _free(text: str) -> str:
    """A letter for the number of the layer that does not stand in the row."""
    return next((c for c in _LETTERS if not re.search(rf"{re.escape(c)}(?![A-Za-z])", text)), "")


def _general(r: Row, form: _Form, step: tuple[int, ...], count: int, letter: str) -> tuple[Row, str]:
    """The row with the letter for its number, and the numbers it stands for."""
    first = _first(form, step)
    last = first + (count - 1) * next(change for change in step if change)
    numbers = iter(zip(form.numbers, step))

    def shown(match: re.Match[str]) -> str:
        n, change = next(numbers)
        if not change:
            return match.group()
        return f"{{{letter}{n - first:+d}}}" if n != first else f"{{{letter}}}"

    def general(box: Box) -> Box:
        if box.kind == "num" and box.data.isdigit():
            new = _NUMBER.sub(shown, box.data)
            return box if new == box.data else leaf(new[1:-1])
        data = _NUMBER.sub(shown, box.data) if isinstance(box.data, str) else (box.data, [next(numbers) for _ in _NUMBER.finditer(str(box.data))])[0]
        return box._replace(data=data, parts=tuple(map(general, box.parts)))

    left = general(r.left) if r.left is not None else None
    right = general(r.right)
    return Row(replace(r.line, title=_NUMBER.sub(shown, r.line.title)), left, right), rf"({letter} = {first}, \ldots, {last})"
