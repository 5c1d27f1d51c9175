r"""The names in a formula, read off its LaTeX: as written, without styling, with and without scripts."""
from __future__ import annotations

import re
from functools import lru_cache

from ...prose.symbols import bare, index_letters, read_symbol

_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)", re.S)
_SCRIPTS = re.compile(r"(?:_.*|\^.*)$", re.S)
_SUBSCRIPT = re.compile(r"_[^^]*")
_WORDS_IN_BRACES = re.compile(r"\\(?:operatorname\*?|mathop|text|mbox|label|tag|begin|end|mathrm|textrm)\s*\{[^{}]*\}")


def spelling(symbol: str) -> str:
    """A symbol as written, without braces and spaces."""
    return re.sub(r"[{}\s]", "", symbol)


def spellings(latex: str) -> set[str]:
    r"""How the symbols of a formula are spelled, each with and without its scripts.

    >>> sorted(spellings(r"\mathbf{x}_i"))
    ['\\mathbfx', '\\mathbfx_i']
    """
    found: set[str] = set()
    for whole in symbols_written(latex):
        found |= {spelling(whole), spelling(_SCRIPTS.sub("", whole))}
    return found


@lru_cache(maxsize=4096)
def symbols_written(latex: str) -> tuple[str, ...]:
    """The symbols of a formula as written, in order."""
    found, at = [], 0
    while at < len(latex):
        c = latex[at]
        symbol = read_symbol(latex, at) if c.isalpha() or c == "\\" else None
        if symbol:
            found.append(symbol[0])
            at = max(symbol[1], at + 1)
            continue
        command = _WORDS_IN_BRACES.match(latex, at) or _COMMAND.match(latex, at) if c == "\\" else None
        at = command.end() if command else at + 1
    return tuple(found)


def names_in(latex: str) -> list[str]:
    r"""Names that a formula may rest on: a script that indexes (x_i, a^{[1]}_k) leaves the name before it (x, a^{[1]})
    as well, one that names (W_1, L_{\text{data}}) does not.

    >>> names_in(r"x_i + L_{\text{a}} + c_0 + a^{[1]}_k")
    ['x_i', 'x', 'L_a', 'c_0', 'a^[1]_k', 'a^[1]', 'a']
    """
    found: dict[str, None] = {}
    for symbol in symbols_written(latex):
        found.setdefault(bare(symbol))
        if index_letters(symbol) or bare(symbol).endswith("^+"):           # X^+ may be a pseudoinverse
            found.setdefault(_SUBSCRIPT.sub("", bare(symbol)))
            found.setdefault(_SCRIPTS.sub("", bare(symbol)))
    return list(found)


def symbols_in(latex: str) -> list[str]:
    r"""Names in a formula without styling, each with and without its scripts, in order of first appearance.

    >>> symbols_in(r"\mathbf{W}_1 x")
    ['W_1', 'W', 'x']
    """
    found: dict[str, None] = {}
    for symbol in symbols_written(latex):
        name = bare(symbol)
        found.setdefault(name)
        found.setdefault(_SCRIPTS.sub("", name))
        for inner in re.findall(r"_\{([^{}]*)\}", symbol):
            named = re.search(r"\\text|\\mathrm|\\rm", inner) or len(inner) >= 6
            for letter in () if named else re.findall(r"[A-Za-z]", inner):
                found.setdefault(letter)
    return list(found)
