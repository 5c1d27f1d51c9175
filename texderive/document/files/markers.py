"""Insertions stand between two comment lines, so that they can be found again, replaced,
and taken out byte for byte."""
from __future__ import annotations

import hashlib
import re

BEGIN, END = "% texderive: begin", "% texderive: end"
# a mark without its end takes nothing with it
_INSERTION = re.compile(BEGIN + rf" [0-9a-f]{{8,64}}[^\n]*\n(?:(?!{BEGIN}|{END})[^\n]*\n)*{END}[^\n]*(?:\n|\Z)")


def wrapped(body: str, newline: str) -> str:
    """An insertion: the body between its marks, each line ended as the file's are; it ends with a line end.

    >>> wrapped("x", "\\n").splitlines()[1:]
    ['x', '% texderive: end']
    """
    lines = body.rstrip("\n").split("\n")
    mark = hashlib.sha256(body.encode()).hexdigest()[:12]
    return newline.join([f"{BEGIN} {mark}", *lines, END]) + newline


def cleaned(text: str) -> str:
    """The text without insertions.

    >>> cleaned("a\\n" + wrapped("x", "\\n") + "b\\n")
    'a\\nb\\n'
    """
    return _INSERTION.sub("", text)


def insert(text: str, insertions: list[tuple[int, str]]) -> str:
    """The text with insertions at its offsets, those of one offset in the order given."""
    out, at = [], 0
    for offset, piece in sorted(insertions, key=lambda pair: pair[0]):
        out += [text[at:offset], piece]
        at = offset
    return "".join(out) + text[at:]
