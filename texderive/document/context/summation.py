r"""The summation convention, where a document states it: signs of summation are put in before anything is derived.

Only products of components are read so; brackets with indices in them, powers and an index that occurs three times are refused, since they
can be meant in more than one way.
"""
from __future__ import annotations

import re
from collections import Counter

from ...prose.expansion import brace_group
from ..lexical.statement import split_top

_SCRIPT = re.compile(r"_\s*(?:\{([^{}]*)\}|([A-Za-z]))")
_BARE = re.compile(r"\s*(\\[dtc]?frac\s*\{\s*\\partial(?:\^2)?\s*\}\s*\{(?:[^{}]|\{[^{}]*\})*\}|\\partial\s*_\s*(?:\{\w+\}|\w))\s*")
_SIGN = re.compile(r"(?<![\^_{(\[,=])[+-]")
_OUTER = re.compile(r"\s*(?:\\left\s*)?([(\[])(.*?)(?:\\right\s*)?([)\]])\s*", re.S)


def with_sums(latex: str) -> str | None:
    r"""A formula with its implied sums written out; None where that can be meant in more than one way.

    >>> with_sums(r"\frac{\partial}{\partial x_k} (x_i A_{ij} x_j)")
    '\\frac{\\partial}{\\partial x_k} \\left( \\sum_{i,j} x_i A_{ij} x_j \\right)'
    >>> with_sums(r"\delta_{ij} a_j")
    '\\sum_{j} \\delta_{ij} a_j'
    """
    if not _SCRIPT.search(latex) or r"\sum" in latex:
        return latex
    operator, operand = _parted(latex)
    outside = Counter(_letters(operator))
    terms = _summed(operand, outside)
    if terms is None:
        return None
    return rf"{operator} \left( {terms} \right)" if operator and terms != operand else latex if operator else terms


def definition_with_sums(latex: str) -> str | None:
    """A definition with the sums of its right side written out; a letter of its left side is no sum's."""
    left, equals, right = latex.partition("=")
    terms = _summed(right, Counter(), frozenset(_letters(left))) if equals and _SCRIPT.search(right) and r"\sum" not in right else right
    return None if terms is None else f"{left}{equals} {terms.strip()}"


def _parted(latex: str) -> tuple[str, str]:
    """The derivative operator and what it is taken of."""
    bare = _BARE.match(latex)
    if bare:
        operand = latex[bare.end():]
        inside = _OUTER.fullmatch(operand)
        return bare.group(1), inside.group(2).strip() if inside and len(split_top(operand, _SIGN)) == 1 else operand
    quotient = re.match(r"\s*(\\[dtc]?frac)\s*", latex)
    above = brace_group(latex, quotient.end()) if quotient else None
    below = brace_group(latex, above[1]) if above else None
    top = re.match(r"\s*\\partial(\^2)?(?![A-Za-z])\s*", above[0]) if above else None
    if above and below and top and not latex[below[1]:].strip():
        operand = above[0][top.end():]
        inside = _OUTER.fullmatch(operand)
        return rf"\frac{{\partial{top.group(1) or ''}}}{{{below[0]}}}", inside.group(2).strip() if inside else operand
    return "", latex


def _summed(operand: str, outside: Counter[str], free: frozenset[str] = frozenset()) -> str | None:
    pieces, at = [], 0
    for start, term in split_top(operand, _SIGN):
        found = Counter(_letters(term))
        powers = re.search(r"[_}\w)]\s*\^\s*\{?\s*[2-9]", term) and found
        if powers or any(n > 2 for n in found.values()) or set(outside) & set(found) or re.search(r"[(\[].*_.*[)\]]", term, re.S):
            return None
        repeated = sorted(c for c, n in found.items() if n == 2 and c not in free)
        lead = len(term) - len(term.lstrip())
        pieces += [operand[at:start + lead], rf"\sum_{{{','.join(repeated)}}} " if repeated else "", term[lead:]]
        at = start + len(term)
    return "".join(pieces) + operand[at:]


def _letters(latex: str) -> list[str]:
    """The index letters of all subscripts, each as often as it occurs."""
    return [c for m in _SCRIPT.finditer(latex) for c in re.findall(r"(?<!\\)(?<![A-Za-z])[a-z](?![A-Za-z]{2})", " ".join(m.group(1) or m.group(2)))]
