r"""Prose: what the words around formulas declare (shapes, properties, families, layout), in several languages."""
from __future__ import annotations

from .declarations import Prose, declarations, layout

__all__ = ["Prose", "declarations", "layout"]
