"""Typing: a formula tree and declarations become a problem whose every expression has a shape."""
from __future__ import annotations

from .context import Context, Value, interpret_value
from .requests import interpret

__all__ = ["Context", "Value", "interpret", "interpret_value"]
