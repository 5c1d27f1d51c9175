r"""Names below braces: \underbrace{Xw - y}_{=: r} says what r is."""
from __future__ import annotations

import re
from collections.abc import Iterator

from ... import tree as t
from ...errors import TexDeriveError
from ...types.names import name_of
from ..text.source import group_end
from ..trees.heads import is_head, mentions
from .knowledge import Knowledge

_BRACE = re.compile(r"\\(under|over)brace\s*(?=\{)")
_SIGN = re.compile(r"^\s*(?::=|=:|\\coloneqq|=)\s*|\s*(?::=|=:|=)\s*$")


def named_below(text: str, known: Knowledge) -> Iterator[tuple[int, t.Relation, str]]:
    """(place, name := what stands above, that as written) of each brace with a name to it."""
    for match in _BRACE.finditer(text):
        end = group_end(text, match.end())
        label = re.compile(r"\s*%s\s*(?:\{|(\\?[A-Za-z]+))" % (r"\^" if match[1] == "over" else "_")).match(text, end)
        if label is None:
            continue
        written = label[1] or text[label.end():group_end(text, label.end() - 1) - 1]
        inner = text[match.end() + 1:end - 1]
        try:
            head, body = known.node(_SIGN.sub("", written)), known.node(inner)
        except TexDeriveError:
            continue
        name = name_of(head)
        if (is_head(head) and not isinstance(head, t.Call) and name not in (None, "I", "0", "1")
                and not mentions(body, name) and not any(p.name == name for p in known.placed)):
            yield match.start(), t.Relation(head.span, (head, body), (":=",)), inner
