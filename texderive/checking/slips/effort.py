"""Values of repaired texts, and how much work they were: what bounds a search, on every machine alike."""
from __future__ import annotations

from collections.abc import Callable

from ..values.compare import Value

# what a text costs besides its characters: both together take a hundredth of a millisecond a unit, roughly
_READING = 25


class Evaluator:
    """LaTeX -> value in the context of a chain, None where it cannot be read or typed; each text is worked out once,
    and adds to the `effort`."""

    def __init__(self, value: Callable[[str], Value | None]):
        self._value, self._done, self.effort = value, {}, 0

    def __call__(self, latex: str) -> Value | None:
        if latex not in self._done:
            self.effort += _READING + len(latex)
            self._done[latex] = self._value(latex)
        return self._done[latex]
