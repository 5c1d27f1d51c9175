"""Parts of a text turned into blanks, so that offsets stay those of the author's file."""
from __future__ import annotations

import re
from collections.abc import Callable


def spaces(text: str) -> str:
    """As many blanks as `text` has characters, its line ends kept."""
    return re.sub(r"[^\n]", " ", text)


def without_definitions(text: str, head: re.Pattern[str], definition_end: Callable[[str, int], int]) -> str:
    r"""`text` with every definition blanked: from a match of `head` (\newcommand, \def ...) to
    where `definition_end` says its arguments end."""
    out, at = [], 0
    for match in head.finditer(text):
        if match.start() < at:
            continue
        end = definition_end(text, match.end())
        out += [text[at:match.start()], spaces(text[match.start():end])]
        at = end
    return "".join(out) + text[at:]
