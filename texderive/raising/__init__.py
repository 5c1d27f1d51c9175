"""The stage raise: simplified index notation is read back as matrices, in a layout, or kept in index form."""
from .network import NotMatrix
from .raiser import Raiser

__all__ = ["NotMatrix", "Raiser"]
