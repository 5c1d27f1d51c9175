"""Records: small classes of data, values that are never written to.  Imports nothing."""
from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import dataclass_transform


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls=None, *, eq: bool = True):
    """A dataclass with slots, compared and hashed by its fields, or with eq=False by identity.  Frozen for who reads
    and for type checkers; Python is not asked to enforce it, since an initialiser that does takes six times as long,
    and a derivation makes these by the dozen.  Only the initialiser is compiled: the rest is closures over the
    fields, as a command begins with making a hundred such classes.

    >>> @record
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> Point(1) == Point(1, 0), hash(Point(1)) == hash(Point(1, 0)), Point(1)
    (True, True, Point(x=1, y=0))
    """
    def made(cls):
        cls = dataclass(slots=True, eq=False, repr=False)(cls)
        cls.__repr__ = _printed
        if eq:
            _compare_by_fields(cls)
        return cls
    return made if cls is None else made(cls)


def _printed(self) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{f.name}={getattr(self, f.name)!r}' for f in fields(self) if f.repr)})"


def _compare_by_fields(cls: type) -> None:
    compared = attrgetter(*[f.name for f in fields(cls) if f.compare])
    hashed = attrgetter(*[f.name for f in fields(cls) if (f.compare if f.hash is None else f.hash)])

    def __eq__(self, other):
        return compared(self) == compared(other) if type(other) is cls else NotImplemented

    def __hash__(self):
        return hash(hashed(self))

    cls.__eq__, cls.__hash__ = __eq__, __hash__


def changed(value, **new):
    """The record with some fields changed.

    >>> from texderive.derivation import Written
    >>> changed(Written("x"), latex="y")
    Written(latex='y')
    """
    kind = type(value)
    of, places = _fields_of(kind)
    values = list(of(value))
    for name, new_value in new.items():
        values[places[name]] = new_value
    return kind(*values)


@cache
def _fields_of(kind: type) -> tuple[attrgetter, dict[str, int]]:
    """What gives the values of all fields of such a record (of two at least) as a tuple, and the place of each."""
    return attrgetter(*kind.__match_args__), {name: n for n, name in enumerate(kind.__match_args__)}
