"""Records: small classes of data, values that are never written to.  Imports nothing."""
from __future__ import annotations

from dataclasses import dataclass, field
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
    made = object.__new__(type(value))
    for name in value.__match_args__:
        setattr(made, name, new[name] if name in new else getattr(value, name))
    return made
