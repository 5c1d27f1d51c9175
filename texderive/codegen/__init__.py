"""NumPy source text that computes a derivative."""
from .numpy_code import generate

__all__ = ["generate"]
