"""The relations between the two sides of a line: one row each, as LaTeX and as a character."""
from __future__ import annotations

RELATIONS: dict[str, tuple[str, str]] = {
    "=": ("=", "="),
    "iff": (r"\iff", "⟺"),
    "implies": (r"\implies", "⟹"),
    "approx": (r"\approx", "≈"),
    "leftarrow": (r"\leftarrow", "←"),
}


def relation_latex(name: str) -> str:
    r"""`iff` is \iff."""
    return RELATIONS[name][0]


def relation_text(name: str) -> str:
    """`iff` is ⟺."""
    return RELATIONS[name][1]
