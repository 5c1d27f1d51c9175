"""The stage lower: a matrix expression becomes index notation."""
from .components import Lowering

__all__ = ["Lowering"]
