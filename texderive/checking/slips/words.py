"""What the checker says: one sentence for the slip, one for the numbers, one for how the chain goes on."""
from __future__ import annotations

import re
from fractions import Fraction

import numpy as np

# kind of slip -> the sentence; {old} stands on the line, {new} would be right
SLIPS = {
    "sign": "sign slip: {old} should be {new}",
    "factor": "factor slip: {old} should be {new}",
    "transpose": "transpose slip: {old} should be {new}",
    "transpose-of-product": "(AB)^T = B^T A^T, the order of the factors is reversed: {old} should be {new}",
    "swap": "swapped factors (matrices do not commute): {old} should be {new}",
    "index": "wrong index or letter: {old} should be {new}",
    "delta": "wrong index, the Kronecker delta was contracted on the wrong index: {old} should be {new}",
    "product-rule": "a term of the product rule is missing: {old} should be {new}",
    "lost-term": "a term was lost: {old} should be {new}",
    "chain-rule": "the inner derivative (chain rule) was lost: {old} should be {new}",
    "elementary": "wrong elementary derivative or power: {old} should be {new}",
    "lost-sum": "the sum was lost: {old} should be {new}",
    "inverse": "wrong rule for the inverse: {old} should be {new}",
    "hadamard": "elementwise and matrix product confused: {old} should be {new}",
    "scope": "bracket or operator scope lost: {old} should be {new}",
    "solve": "the equation was not solved correctly: {old} should be {new}",
    "shape": "the shapes do not fit: {old} should be {new}",
    "symmetry": "true only if {symbol} is {prop}, which is not declared",
}
TITLES = {
    "sign": "sign slip", "factor": "factor slip", "transpose": "transpose slip",
    "transpose-of-product": "(AB)^T = B^T A^T", "swap": "swapped factors",
    "index": "wrong index", "delta": "delta on the wrong index", "product-rule": "term of the product rule lost",
    "lost-term": "term lost", "chain-rule": "inner derivative lost",
    "elementary": "wrong elementary derivative", "lost-sum": "sum lost", "inverse": "rule for the inverse",
    "hadamard": "elementwise or matrix product",
    "scope": "bracket scope", "solve": "equation not solved", "shape": "shapes do not fit", "symmetry": "undeclared symmetry",
}


def tidy(latex: str) -> str:
    """A snippet on one line, without the blanks that edits leave behind."""
    latex = re.sub(r"\s+", " ", latex).strip()
    latex = re.sub(r"\\frac(?:11(?!\d)|\{1\}\{1\})(\s*[\\A-Za-z(])?", lambda m: m[1] or "1", latex)
    latex = re.sub(r"\+\s*-\s*", "- ", re.sub(r"-\s*-\s*", "+ ", latex))
    return re.sub(r"\(\s+", "(", re.sub(r"\s+\)", ")", latex))


def quoted(latex: str, longest: int = 90) -> str:
    """LaTeX between backticks, cut where it is long."""
    latex = tidy(latex)
    if len(latex) > longest:
        latex = latex[:longest - 3] + "..."
    return f"`{latex}`" if latex else "`nothing`"


def slip_sentence(kind: str, old: str, new: str) -> str:
    """The sentence for a slip of this kind."""
    return SLIPS[kind].format(old=quoted(old), new=quoted(new))


def number(x: float) -> str:
    """A short exact or rounded number.

    >>> number(0.5), number(2.0), number(1/3)
    ('1/2', '2', '0.3333')
    """
    if not np.isfinite(x):
        return "undefined"
    exact = Fraction(float(x)).limit_denominator(20)
    if abs(float(exact) - x) < 1e-9 and (exact.denominator == 1 or exact.denominator in (2, 4)):
        return str(exact)
    return f"{x:.4g}"


def array(a: np.ndarray) -> str:
    """A value written out: a number, (1, 2) for a vector, [1 2; 3 4] for a matrix; rows of vectors as (1, 2)."""
    a = np.real(np.asarray(a))
    while a.ndim > 2 and a.shape[0] == 1:
        a = a[0]
    if a.size == 1:
        return number(a.reshape(-1)[0])
    if a.ndim == 1 or a.ndim == 2 and 1 in a.shape:
        return "(" + ", ".join(number(x) for x in a.reshape(-1)) + ")" + ("^T" if a.ndim == 2 and a.shape[0] != 1 else "")
    if a.ndim == 2:
        return "[" + "; ".join(" ".join(number(x) for x in row) for row in a) + "]"
    return "[" + ", ".join(array(part) for part in a) + "]"
