"""Typing: a formula tree and declarations become a problem whose every expression has a shape.

A formula passes through the sub-packages in this order, in which they also import: `notation` (special notations
rewritten), `statements` (what each statement says), `requests` (what is asked), and for it `ranks` (what the undeclared
letters are), which types the trees by `terms`.  What all of them know stands here: names of letters, conventions
on them, declarations, definitions."""
from __future__ import annotations

from .requests.interpret import interpret
from .values import Context, Value, interpret_value

__all__ = ["Context", "Value", "interpret", "interpret_value"]
