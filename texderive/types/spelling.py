r"""Other ways in which the author writes a symbol: \mathbf x beside \mathbf{x}, β beside \beta, each led back to its key."""
from __future__ import annotations

import re

from .. import tree
from .names import canonical, is_bold, key_of, name_of

_COMMAND = re.compile(r"\\([A-Za-z]+)\s*\{?\s*$")
_FONTS = frozenset("mathbf boldsymbol bm pmb vec underline mathrm mathcal mathbb mathsf mathfrak textbf symbf hat bar tilde widehat overline".split())
_PLAIN = re.compile(r"(\\[A-Za-z]+)\s*(?:\{([^{}]*)\}|(\\[A-Za-z]+|[A-Za-z0-9]))(.*)", re.DOTALL)


def spellings(formula: tree.Formula, keys) -> dict[str, str]:
    r"""Every spelling found in the formula that is no key itself -> the key of that symbol.

    >>> from texderive.read import read
    >>> spellings(read(r"\mathbf{x}^T\mathbf x"), [r"\mathbf{x}"])
    {'\\mathbf x': '\\mathbf{x}'}
    """
    by_name: dict[str, list[str]] = {}
    for key in keys:
        by_name.setdefault(canonical(key), []).append(key)
    found: dict[str, str] = {}
    for node in tree.nodes(formula):
        if isinstance(node, (tree.Symbol, tree.Script, tree.Prime)):
            name = name_of(node)
            if isinstance(node, tree.Script) and isinstance(node.sup, tree.Number) and name_of(node.base) in by_name:
                found.setdefault(formula.source[node.span[0]:node.span[1]].strip(), by_name[name_of(node.base)][0])     # \sigma^2 is answered by \sigma
            if name in by_name:
                _collect(formula.source, node, by_name[name], found)
    bold = next((c for c in (r"\mathbf", r"\boldsymbol", r"\bm") if c in formula.source), None)
    for key in keys:
        for other in _braced(key):
            found.setdefault(other, key)
        if bold is not None and len(key) == 1:               # b_j is a component of \mathbf b, where others are bold
            found.setdefault(f"{bold}{{{key}}}", key)
            found.setdefault(f"{bold} {key}", key)
    return {other: key for other, key in found.items() if other not in keys}


def _collect(source: str, node: tree.Node, keys: list[str], found: dict[str, str]) -> None:
    """The node's own text, with the font commands and braces around it."""
    start, end = node.span
    text = source[start:end].strip()
    bold = is_bold(key_of(node))
    key = next((k for k in keys if is_bold(k) == bold), keys[0])
    for spelled in (text, key_of(node), _around(source, start, end)):
        if spelled:
            found.setdefault(spelled, key)
            for other in _braced(spelled):
                found.setdefault(other, key)


def _around(source: str, start: int, end: int) -> str:
    """The text with the font commands before it and the braces about it, or ""."""
    before, after = source[:start], source[end:]
    grown = False
    while True:
        match = _COMMAND.search(before)
        if match and match[1] in _FONTS:
            braced = before.rstrip().endswith("{")
            if braced and not after.lstrip().startswith("}"):
                break
            start = match.start()
            end += len(after) - len(after.lstrip()) + 1 if braced else 0
        elif match and match[1] == "bf" and before.rstrip().endswith("bf") and before[:match.start()].endswith("{") and after.startswith("}"):
            start, end = match.start() - 1, end + 1              # {\bf x}
        elif before.endswith("{") and after.startswith("}") and (len(before) < 2 or not before[-2].isalpha()):
            start, end = start - 1, end + 1
        else:
            break
        before, after, grown = source[:start], source[end:], True
    return source[start:end] if grown else ""


def _braced(spelled: str) -> tuple[str, ...]:
    r"""\mathbf{x}_i for \mathbf x_i, and the other way round."""
    match = _PLAIN.fullmatch(spelled)
    if not match or match[1][1:] not in _FONTS:
        return ()
    inner, rest = match[2] if match[2] is not None else match[3], match[4]
    if not inner:
        return ()
    tight = match[1] + ("" if inner[0] == "\\" else " ") + inner + rest
    return (f"{match[1]}{{{inner}}}{rest}", tight) if len(inner) == 1 or inner[0] == "\\" and inner[1:].isalpha() else (f"{match[1]}{{{inner}}}{rest}",)
