r"""Long regular expressions, written as they are read: one group of alternatives under the other.  Imports nothing."""
from __future__ import annotations

import re

_LAYOUT = re.compile(r"^[ ]*(?:# .*)?|\n", re.MULTILINE)


def laid(text: str) -> str:
    r"""An expression written on several lines: line ends, the indentation and lines that begin with "# " are no part of it.

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
    """The compiled expression that is laid out like this; blanks within a line count."""
    return re.compile(laid(text), flags)
