r"""What counts as a symbol in running mathematics, and how two spellings of one symbol are recognised."""
from __future__ import annotations

import re

from .expansion import brace_group

FONTS = ("mathbf", "boldsymbol", "bm", "pmb", "vec", "mathrm", "mathsf", "mathcal", "mathit", "mathbb",
         "mathfrak", "mathscr", "bf", "rm",
         "underline", "text", "operatorname", "symbf", "vb", "va", "mathds", "mathbbm")
ACCENTS = ("hat", "widehat", "bar", "overline", "tilde", "widetilde", "dot", "ddot", "check")
GREEK = ("alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho varrho "
         "sigma tau upsilon "
         "phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell imath jmath").split()
STYLING = re.compile(r"\\(?:" + "|".join(FONTS[:-1]) + r")(?![A-Za-z])\s*")

_SPACE = re.compile(r"(?:\s|\\[,;:! ]|~|\\(?:quad|qquad|displaystyle|textstyle|limits|left|right)(?![A-Za-z]))*")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_SUB = re.compile(r"_\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|([A-Za-z0-9])|(\\[A-Za-z]+))")
_MARK = re.compile(r"\^\s*(?:\{\s*(\(\s*[^()]*\s*\)|\[[^\[\]]*\]|\*|[-+]|\\star|\\ast|\\dagger)\s*\}|"
                   r"(\*|-(?![\w({]|\\(?:top|intercal|math|T|dagger|prime))|\+(?![\w{]|\\(?:top|intercal|math|T|dagger|"
                   r"prime))|\\star|\\ast|\\dagger))")

_NO_SYMBOL = "{" * 9                  # nobody puts so many around a letter, and each is searched for its end


def skip_space(text: str, at: int) -> int:
    """The first offset from `at` on that holds no space of TeX's."""
    return _SPACE.match(text, at).end()


def read_symbol(text: str, at: int = 0) -> tuple[str, int] | None:
    r"""(symbol as written, end) at `at`, with its scripts: \mathbf{x}_i, x^{(i)}, \hat y, L_{\text{data}}; else None.

    >>> read_symbol(r"\mathbf{x}_i+1")
    ('\\mathbf{x}_i', 12)
    """
    start = skip_space(text, at)
    end = _base(text, start)
    if end is None:
        return None
    for _ in range(3):
        script = _SUB.match(text, end) or _MARK.match(text, end)
        if not script:
            break
        end = script.end()
    return text[start:end], end


def _base(text: str, at: int) -> int | None:
    if at >= len(text):
        return None
    if text[at] == "{":
        inner = None if text.startswith(_NO_SYMBOL, at) else brace_group(text, at)
        if inner is None:
            return None
        body = read_symbol(inner[0].strip())
        if body and body[1] == len(inner[0].strip()):
            return inner[1]
        return None
    if text[at].isalpha():
        return at + 1
    command = _COMMAND.match(text, at)
    if not command:
        return None
    name, end = command.group(1), command.end()
    if name in GREEK:
        return end
    if name in FONTS or name in ACCENTS:
        argument = brace_group(text, end)
        if argument:
            inside = argument[0].strip()
            if re.fullmatch(r"[A-Za-z0-9]+|\s*", inside) or name in ("text", "operatorname"):
                return argument[1] if inside else None
            body = read_symbol(inside)
            return argument[1] if body and body[1] == len(inside) else None
        spaced = skip_space(text, end)
        if spaced < len(text) and text[spaced].isdigit():
            return spaced + 1
        return _base(text, spaced)
    return None


def only_symbol(text: str) -> str | None:
    """The symbol that the whole text is, or None."""
    found = read_symbol(text)
    return found[0].strip() if found and skip_space(text, found[1]) >= len(text.rstrip()) else None


_ACCENTED = re.compile(r"\\(hat|widehat|bar|overline|tilde|widetilde|check|breve|dot|"
                       r"ddot)\s*(?:\{\s*)+(\\?[A-Za-z]+)\s*(?:\}\s*)+")


def bare(symbol: str) -> str:
    r"""The symbol without styling, braces and spaces, so that two spellings compare equal.

    >>> bare(r"\mathbf{x}_{i}") == bare("x_i")
    True
    """
    plain = _ACCENTED.sub(r"\\\1 \2", STYLING.sub("", symbol))                       # \hat{y} and \hat y
    plain = re.sub(r"\s+(?![A-Za-z])|(?<![A-Za-z])\s+", "", plain)
    return re.sub(r"[{}]", "", plain).strip()


def index_letters(symbol: str) -> tuple[str, ...]:
    r"""Letters of a symbol's scripts that may number a family: x_i -> i, x^{(n)} -> n, W_{ij} -> i, j;
    digits and words are names.

    >>> index_letters("x^{(i)}"), index_letters("W_1"), index_letters(r"S_B")
    (('i',), (), ())
    """
    letters: list[str] = []
    for script in re.finditer(r"_\s*(\{[^{}]*\}|[A-Za-z])|\^\s*\{\s*[(\[]([^()\[\]]*)[)\]]\s*\}", symbol):
        inside = (script.group(1) or script.group(2)).strip("{} ")
        if re.fullmatch(r"[a-z](?:\s*,?\s*[a-z])?", inside):
            letters += re.findall(r"[a-z]", inside)
    return tuple(letters)
