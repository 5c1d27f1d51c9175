r"""The reader: LaTeX text to a formula tree, macros expanded, spans kept; it knows nothing of shapes."""
from .macros import Macros, collect
from .reader import read

__all__ = ["Macros", "collect", "read"]
