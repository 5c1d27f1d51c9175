r"""Covariances that formulas name: the \Sigma of x \sim \mathcal{N}(\mu, \Sigma), and of a normal density
or log-likelihood that is written out."""
from __future__ import annotations

import re

from .symbols import bare, only_symbol, read_symbol

_LAW = re.compile(r"\\sim\s*(?:\\(?:mathcal|mathrm|text|operatorname|mathsf|mathbf)\s*\{?\s*)?(?:N|Normal|"
                  r"Gaussian)\s*\}?\s*(?:_\s*(?:\{[^{}]*\}|\w))?\s*\(|\\mathcal\s*\{?\s*N\s*\}?\s*\(")
_INVERSE = re.compile(r"\^\s*\{\s*-\s*1\s*\}")
_DETERMINANT = re.compile(r"(?:\||\\[lr]?vert(?![A-Za-z])|\\det(?![A-Za-z])\s*[({]?|"
                          r"\\text\{det\}\s*\(?)\s*(?:2\s*\\pi\s*(?:\\,)?)?\s*(?=[\\A-Z{])")


def covariances(latex: str) -> list[str]:
    r"""The symbols, as written, of matrices that a formula makes a covariance or a precision:
    symmetric and positive definite.

    >>> covariances(r"x\sim\mathcal{N}(\mu,\Sigma)"), covariances(r"x\sim\mathcal{N}(\mu,\sigma^2)")
    (['\\Sigma'], [])
    """
    return ([*_of_laws(latex), *_of_densities(latex)] if r"\sim" in latex or "cal" in latex or "-" in latex
            and ("pi" in latex or "Sigma" in latex or "Lambda" in latex) else [])


def _of_laws(latex: str) -> list[str]:
    found = []
    for law in _LAW.finditer(latex):
        last = _last_argument(latex, law.end())
        symbol = only_symbol(_INVERSE.sub("", last))
        if symbol and _capital(symbol):
            found.append(symbol)
    return found


def _last_argument(latex: str, at: int) -> str:
    """What stands behind the last comma in the bracket that is open at `at`; "" where there is one argument."""
    depth, start = 0, -1
    for k in range(at, len(latex)):
        if latex[k] in "([{":
            depth += 1
        elif latex[k] in ")]}":
            if depth == 0:
                return latex[start:k] if start >= 0 else ""
            depth -= 1
        elif latex[k] == "," and depth == 0 and latex[k - 1] != "\\":
            start = k + 1
    return ""


def _of_densities(latex: str) -> list[str]:
    r"""S where |S| and S^{-1} stand beside (2\pi)^{d/2}, or beside exp or log if the letter is \Sigma or \Lambda."""
    whole = re.search(r"2\s*\\pi", latex)
    if not whole and not re.search(r"\\(?:log|ln|exp)(?![A-Za-z])|e\s*\^", latex):
        return []
    found = []
    for sign in _DETERMINANT.finditer(latex):
        written = read_symbol(latex, sign.end())
        if written is None:
            continue
        symbol = written[0]
        inverse = re.search(re.escape(symbol) + r"\s*\}?\s*" + _INVERSE.pattern, latex)
        if _capital(symbol) and (whole and inverse or re.match(r"\\(?:Sigma|Lambda)", bare(symbol))
                                 and (inverse or bare(symbol).startswith(r"\Lambda") and whole)) and symbol not in found:
            found.append(symbol)
    return found


def _capital(symbol: str) -> bool:
    return bool(re.match(r"\\?[A-Z]", bare(symbol)))
