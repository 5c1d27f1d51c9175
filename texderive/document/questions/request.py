"""One request: what a text asks, as LaTeX for `derive`."""
from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Request:
    """What is asked: LaTeX for `derive`, its place, the answer the text states (to be compared),
    whether a proof is asked."""

    latex: str
    start: int
    end: int
    answer: str | None = None
    show: bool = False
    kind: str = "derivative"
    premise: str = ""              # what its sentence supposes, "if $A$ is symmetric"

    @property
    def order(self) -> int:
        """Which derivative it is: 0 for an optimum, else the first or second."""
        return 0 if self.kind == "optimum" else 2 if self.kind in ("hessian", "second") else order(self.latex)


def order(latex: str) -> int:
    r"""1 for a first derivative, 2 for \nabla^2 f and \partial^2 f.

    >>> order(r"\nabla f"), order(r"\nabla^2 f"), order("f''(x)")
    (1, 2, 2)
    """
    return 2 if re.search(r"''|\^\s*\{?\s*\\prime\s*\\prime", latex) \
        or re.search(r"(?:\\nabla|\\partial|∇|∂|\bd|\\mathrm\{d\})\s*(?:_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|"
                     r"\\?\w+))?\s*\^\s*\{?\s*2", latex) else 1
