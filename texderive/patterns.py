r"""Regular expressions: long ones written as they are read, one group of alternatives under the other;
all compiled when they are first used.  Imports nothing."""
from __future__ import annotations

import re
from typing import Any, cast

_LAYOUT = re.compile(r"^[ ]*(?:# .*)?|\n", re.MULTILINE)


def laid(text: str) -> str:
    r"""An expression written on several lines: line ends, the indentation and lines that begin
    with "# " are no part of it.

    >>> laid('''
    ...     # how a function is called
    ...     [a-z]+(?:
    ...         _\\d|'
    ...     )?
    ... ''')
    "[a-z]+(?:_\\d|')?"
    """
    return _LAYOUT.sub("", text)


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """The expression that is laid out like this; blanks within a line count."""
    return cast("re.Pattern[str]", _Later(text, flags, True))


def later(text: str, flags: int = 0) -> re.Pattern[str]:
    """The expression as `re.compile` gives it.

    >>> later("a+").search("baa")[0]
    'aa'
    """
    return cast("re.Pattern[str]", _Later(text, flags, False))


class _Later:
    """An expression that is compiled at its first use: a command loads hundreds of them and needs few."""

    def __init__(self, text: str, flags: int, laid_out: bool):
        self._parts = text, flags, laid_out

    def __getattr__(self, name: str) -> Any:
        if name not in _OF_PATTERNS:
            raise AttributeError(name)
        text, flags, laid_out = self._parts
        compiled = re.compile(laid(text) if laid_out else text, flags)
        self.__dict__.update({other: getattr(compiled, other) for other in _OF_PATTERNS})
        return getattr(compiled, name)


_OF_PATTERNS = [name for name in dir(re.Pattern) if not name.startswith("_")]
