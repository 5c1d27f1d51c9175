"""The five output formats: how each prints mathematics, sentences and relations, and how wide its lines may be."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..records import record
from ..write.breaking import width
from ..write.notation import Box, EMPTY
from ..write.relations import relation_latex, relation_text
from ..write.sentences import prose
from ..write.to_latex import to_latex
from ..write.to_mathml import to_mathml
from ..write.to_text import to_text
from ..write.to_typst import to_typst
from .environment import safe_html


@record
class Backend:
    """`width` is the room for one line of mathematics, in em or characters as `measure` has it;
    `page` the room with its reason beside it."""

    name: str
    print_box: Callable[[Box], Any]
    relation: Callable[[str], str]
    width: float
    page: float
    measure: Callable[[Box], float] = width

    def math(self, box: Box | None) -> Any:
        return "" if box is None or box == EMPTY else self.print_box(box)

    def prose(self, sentence: str) -> Any:
        written = prose(sentence, self.name)
        return safe_html(written) if self.name == "html" else written


def _html_math(box: Box) -> Any:
    return safe_html(f'<math displaystyle="true">{to_mathml(box)}</math>')


BACKENDS = {
    "latex": Backend("latex", lambda b: to_latex(b).strip(), relation_latex, 38.0, 38.0),
    "markdown": Backend("markdown", lambda b: to_latex(b).strip(), relation_latex, 38.0, 35.0),
    "typst": Backend("typst", to_typst, relation_text, 38.0, 41.0),
    "html": Backend("html", _html_math, relation_text, 44.0, 60.0),
    "text": Backend("text", lambda b: to_text(b).strip(), relation_text, 96.0, 118.0, lambda b: float(len(to_text(b)))),
}
