"""Python names for symbols and sizes: beta for \\beta, lambda_ for \\lambda, none twice."""
from __future__ import annotations

import keyword
import re

_COMMAND = re.compile(r"\\(?:mathbf|boldsymbol|bm|mathrm|text|operatorname|mathit|mathsf|mathcal|vec|left|right|rm|bf)\b")
_RESERVED = {"np", "math", "dense", "out"}


class Names:
    """Gives every key a name of its own.

    >>> names = Names(); names.of(r"\\mathbf{x}^{(i)}"), names.of("x"), names.of(r"\\lambda")
    ('x_i', 'x', 'lambda_')
    """

    def __init__(self):
        self._given: dict[object, str] = {}
        self._taken: set[str] = set(_RESERVED)

    def of(self, latex: str, key: object = None) -> str:
        key = latex if key is None else key
        found = self._given.get(key)
        if found is None:
            found = self._given[key] = self.new(python_name(latex))
        return found

    def new(self, base: str) -> str:
        """The base name itself if free, else numbered."""
        name, n = base, 2
        while name in self._taken:
            name, n = f"{base}_{n}", n + 1
        self._taken.add(name)
        return name


def python_name(latex: str) -> str:
    """A Python identifier that resembles the LaTeX."""
    text = _COMMAND.sub("", latex).replace("'", "_prime").replace("*", "_star")
    text = re.sub(r"\W+", "_", text.replace("\\", "")).strip("_")
    text = re.sub(r"__+", "_", text) or "v"
    if text[0].isdigit():
        text = {"1": "ones", "0": "zeros"}.get(text, "v" + text)
    return text + "_" if keyword.iskeyword(text) else text
