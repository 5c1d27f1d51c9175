"""Typing: a formula tree and declarations become a problem whose every expression has a shape."""
from __future__ import annotations

from .requests import interpret
from .values import Context, Value, interpret_value

__all__ = ["Context", "Value", "interpret", "interpret_value"]
