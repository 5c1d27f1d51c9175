"""Records: small classes of data, values that are never written to.  Imports nothing."""
from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import dataclass_transform


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls=None, *, eq: bool = True):
    """A dataclass with slots, compared and hashed by its fields, or with eq=False by identity.  Frozen for who reads and for type checkers; Python is not asked to enforce it, since
    an initialiser that does takes six times as long, and a derivation makes these by the dozen.

    >>> @record
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> Point(1) == Point(1, 0), hash(Point(1)) == hash(Point(1, 0))
    (True, True)
    """
    made = dataclass(slots=True, eq=eq, unsafe_hash=eq)
    return made if cls is None else made(cls)


def changed(value, **new):
    """The record with some fields changed.

    >>> from texderive.derivation import Written
    >>> changed(Written("x"), latex="y")
    Written(latex='y')
    """
    kind = type(value)
    return kind(**dict(zip(kind.__match_args__, _fields_of(kind)(value)), **new))


@cache
def _fields_of(kind: type) -> attrgetter:
    """Gives the values of all fields of such a record (of two at least) as a tuple."""
    return attrgetter(*kind.__match_args__)
