r"""Letters side by side that are no product: alpha and sqrt x without their backslash, sinx, lgo(x)."""
from __future__ import annotations

import difflib

from ..errors import ReadError
from . import commands as c
from .defined import LETTERS
from .tokens import Token

_KNOWN = sorted(name for name in c.BARE_NAMES | c.BARE_CALLS if len(name) > 2)


def refuse_mistyped(raw: list[Token], i: int, word: str, bracket: bool) -> None:
    """ReadError (TD103) for the letters from token i on, unless they are part of a longer word
    or of a label: w_{beta}."""
    before = raw[i - 1] if i else None
    if before is not None and (not raw[i].space and before.key in LETTERS or before.key == "{" and i > 1
                               and raw[i - 2].key in ("_", "^")):
        return
    end = i + len(word)
    if len(word) > 3 and [t.key for t in raw[end:end + 3:2]] == ["(", ")"] and not _factors(raw, i, word):
        raise ReadError(f"{word} is no name that is known", (raw[i].start, raw[i + len(word) - 1].end), code="TD103",
                        hint=rf"write \operatorname{{{word}}} for a function; letters that are multiplied have \, between them")
    if meant := mistyped(word, bracket):
        raise ReadError(f"{word} is no name that is known", (raw[i].start, raw[i + len(word) - 1].end), code="TD103",
                        hint=rf"did you mean {meant}? letters that are multiplied have \, between them")


def _factors(raw: list[Token], i: int, word: str) -> bool:
    """Whether letters side by side may be factors: one of them stands by itself elsewhere, or the last is a function."""
    letter = lambda k: 0 <= k < len(raw) and raw[k].key in LETTERS
    return word[-1] in c.DEFAULT_FUNCTIONS or any(
        t.key in word and not (letter(k + 1) and not raw[k + 1].space) and not (letter(k - 1) and not t.space)
        for k, t in enumerate(raw))


def mistyped(word: str, bracket: bool) -> str:
    r"""What a run of plain letters was probably meant to be, "" where it may be a product;
    `bracket` says that one follows directly.

    >>> mistyped("alpha", False), mistyped("sinx", False), mistyped("lgo", True), mistyped("abf", True)
    ('\\alpha', '\\sin x', 'log', '')
    """
    if word in c.WITHOUT_BACKSLASH:
        return "\\" + word
    if bracket and (near := _near(word)):
        return near
    name, letter = word[:-1], word[-1]
    if name in c.WITHOUT_BACKSLASH or name in c.BARE_NAMES and word not in c.DEFINED_WORDS:
        return rf"\{name} {letter}" if "\\" + name in c.KNOWN else f"{name}({letter})"
    return ""


def _near(word: str) -> str:
    """The function that a word before a bracket nearly is; of one that ends with a function, xlog(x),
    only where nearly all letters are the same."""
    swapped = next((known for known in _KNOWN if sorted(known) == sorted(word)), "")
    return (swapped or next(iter(difflib.get_close_matches(word, _KNOWN, 1, 0.9
                                     if any(word.endswith(known) for known in _KNOWN) else 0.75)), ""))
