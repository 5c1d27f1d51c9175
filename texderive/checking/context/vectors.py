r"""Singular and eigenvectors that a document names in words inside
of its mathematics: u_1, v_1 \text{ the first singular vectors of } X."""
from __future__ import annotations

from collections.abc import Iterator

from ...errors import TexDeriveError
from ...patterns import regex
from ...read import read
from ...types.notation.vectors import named_in_words
from ...types.reading import Definition

_NAME = r"(?:\\(?:mathbf|boldsymbol|bm|tilde)\s*\{\\?\w+\}|\\[A-Za-z]+|[A-Za-z])(?:_(?:\w|\{\w+\}))?"
_WORDS = regex(rf"""
    (?:{_NAME}\s*,\s*)?{_NAME}\s*\\text\s*\{{[^{{}}]*\b(?:singular vectors?|eigenvector) of\s*\}}
      (?P<array>(?:(?!\\text|\\quad|\\end|\\\]|\\\\)[^$])*)
    (?:\\text\s*\{{\s*for\s*\}}\s*\\lambda_\{{?\\m(?:ax|in)\}}?)?
""")


def named(text: str, macros) -> Iterator[tuple[int, Definition, str]]:
    """(place, definition, array as written) of each vector."""
    for match in _WORDS.finditer(text):
        try:
            found = named_in_words(read(match[0].strip().rstrip(",."), macros=macros).statements)[1]
        except TexDeriveError:
            continue
        for d in found:
            yield match.start(), d, match["array"].strip().rstrip(",.")
