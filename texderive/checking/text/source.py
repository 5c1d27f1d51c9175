"""The document as text with everything that is not content blanked out,
so that offsets stay those of the author's file."""
from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from ...document.files.masking import mask
from ...prose import expansion


def blank(text: str) -> str:
    r"""`text` of the same length with everything blanked that is not content, as for documents: comments, verbatim,
    definitions, the preamble.

    >>> blank("a % b\nc")
    'a    \nc'
    """
    return mask(text).text


def group_end(text: str, at: int) -> int:
    """The offset behind the group that opens with the brace at `at`; the end of the text if it never closes."""
    return expansion.group_end(text, at) or len(text)


@dataclass(slots=True)
class Lines:
    """Line and column of an offset, both 1-based."""

    text: str
    starts: list[int]

    @classmethod
    def of(cls, text: str) -> "Lines":
        return cls(text, [0] + [m.end() for m in re.finditer(r"\r\n|\n|\r", text)])

    def line(self, at: int) -> int:
        return bisect_right(self.starts, at)

    def column(self, at: int) -> int:
        return at - self.starts[self.line(at) - 1] + 1
