r"""Where derivative operators stand: the signs \partial, d, \delta, nabla and D, the orders written at them,
half-written fractions."""
from __future__ import annotations

from ..errors import UnsupportedError
from . import commands as c
from .operators import heads, term_end
from .parser import Parser
from .scan import only_symbols

Range = tuple[int, int]
VECTOR_FONTS = ("bold", "vec")
_INDEX_LETTERS = frozenset("ijklmnpqrs")                    # D_i x_i: entries of a diagonal, no operator
_KINDS = {"\\partial": "partial", "d": "d", "\\delta": "delta"}


def sign_kind(p: Parser, i: int) -> str:
    """The kind of the derivative sign at token i, or ""."""
    token = p.tokens[i] if i < len(p.tokens) else None
    if token is None:
        return ""
    if token.key == "\\partial":
        return "partial"
    if token.kind == "sym" and token.name in ("d", "\\delta") and token.font in ("", "roman"):
        return _KINDS[token.name]
    return ""


def fraction_kind(p: Parser, num: Range, den: Range) -> str:
    """Whether a fraction is a derivative, and of what kind; ReadError where only half of one is written."""
    above = sign_kind(p, num[0]) if num[0] < num[1] else ""
    below = sign_kind(p, den[0]) if den[0] < den[1] else ""
    if (above or below) and all(_slashed(p, part) for part, sign in ((num, above), (den, below)) if sign):
        return ""
    if above == "partial" and den[0] >= den[1]:
        place = p.tokens[den[0] - 1]
        raise p.error("the derivative has no variable: its denominator is empty", "TD104",
                      r"write \frac{\partial}{\partial x}", (place.start, place.end))
    # \frac{q}{\partial_2 f(x, y)}
    if below == "partial" and p.key_beyond(den[0] + 1) == "_" and (above != "partial" or p.key_beyond(num[0] + 1) == "_"):
        return ""
    if below == "partial" and above != "partial":
        if above == "d":
            return "partial"
        place = p.tokens[num[0] - 1 if num[0] >= num[1] else num[0]]
        raise p.error(r"the numerator lacks \partial", "TD104", r"write \frac{\partial f}{\partial x}", (place.start, place.end))
    if above == "partial" and below != "partial" and p.key_beyond(num[0] + 1) == "_":  # \frac{\partial_1 f(x, y)}{q}
        return ""
    if above == "partial":
        return "partial"
    # \frac{d^\top x}{d^\top d} of a vector d
    if above == "d" and (transposed(p, num[0]) or below and transposed(p, den[0])):
        return ""
    if (above in ("d", "delta") and above == below and is_differential(p, den)
            and (num[1] - num[0] == 1 or is_differential(p, num) or p.key_beyond(num[0] + 1) == "^")):
        return above
    return ""


def _slashed(p: Parser, where: Range) -> bool:
    r"""Whether a range is a derivative by itself, with a slash: the \partial u/\partial x above and below another bar."""
    i, end = where
    while i < end and not (p.tokens[i].key in c.DIVISIONS and sign_kind(p, i + 1)):
        i = p.behind(i)
    return i < end


def transposed(p: Parser, i: int) -> bool:
    """Whether the letter at i has the sign of a transpose above it."""
    if p.key_beyond(i + 1) != "^" or i + 2 >= p.end:
        return False
    a, b = (i + 3, p.mate[i + 2]) if p.tokens[i + 2].key == "{" else (i + 2, i + 3)
    return b - a == 1 and (p.tokens[a].name or p.tokens[a].key) in c.TRANSPOSES


def is_differential(p: Parser, where: Range) -> bool:
    """Whether d is followed by what it differentiates, and is not a letter of its own (d + 1, d_k)."""
    a, b = where
    if b - a < 2:
        return False
    following = p.tokens[a + 1]
    return following.kind in ("sym", "name") or following.key in ("{", "(", "[", "\\left", "^", "\\mathbf",
        "\\boldsymbol", "\\operatorname", "\\|", "|", "\\sqrt", "\\frac", "\\tfrac", "\\dfrac")


def written_order(p: Parser, i: int, end: int) -> tuple[int, int]:
    r"""The order written behind the sign at i - 1 (1 if none, also for ^{}), and the index behind it."""
    if i >= end or p.tokens[i].key != "^":
        return 1, i
    a, b = (i + 2, p.mate[i + 1]) if p.key_beyond(i + 1) == "{" else (i + 1, i + 2)
    text = "".join(t.key for t in p.tokens[a:b])
    after = b + 1 if p.key_beyond(i + 1) == "{" else b
    if text in ("", "1"):
        return 1, after
    if not text.isdigit() or not 1 < int(text) <= 20:
        raise UnsupportedError(f"a derivative of order {text} is not supported",
                               (p.tokens[i - 1].start, p.tokens[b - 1].end), code="TD301",
                               hint="write a whole order, as in \\frac{d^2}{dx^2}")
    return int(text), after


def contains_operator(p: Parser, i: int) -> bool:
    """Whether the term that begins at i has a derivative operator among its factors."""
    end = term_end(p, i)
    while i < end:
        if operator_at(p, i):
            return True
        i = p.behind(i)
    return False


def operator_at(p: Parser, i: int) -> bool:
    """Whether a derivative operator that takes what follows (or holds its operand) begins at token i."""
    token = p.tokens[i]
    if token.key in c.NABLAS or token.key == "\\partial" or token.key in c.DERIVATIVE_FRACTIONS:
        return True
    if (token.key == "{" and i + 1 < len(p.tokens) or token.kind == "sym" and token.name == "D"
            and token.font in ("", "roman") and p.key_at(i + 1) == "_"):
        return operator_at(p, i + 1) if token.key == "{" else "D" not in p.not_functions and letter_acts(p, i)
    if token.key not in c.FRACTIONS or i + 1 >= len(p.tokens):
        return False
    inner = i + 2 if p.key_beyond(i + 1) in ("{", "<") else i + 1
    if sign_kind(p, inner) == "partial":
        return True
    close = p.mate[i + 1]
    return close > 0 and p.key_beyond(close + 1) == "{" and fraction_kind(p, (i + 2, close), (close + 2, p.mate[close + 1])) != ""


DIVERGENCES = ("KL", "JS")             # D_{KL} is a name


def letter_acts(p: Parser, start: int) -> bool:
    r"""Whether the D_{..} at start is an operator: something follows that mentions its variable,
    or the variable is bold."""
    a, b = script_range(p, start + 2)
    inside = {t.name for t in p.tokens[a:b] if t.kind == "sym"}
    if "".join(t.name for t in p.tokens[a:b]) in DIVERGENCES:
        return False
    behind = b + 1 if p.key_at(start + 2) == "{" else b
    if behind < p.end and p.key_at(behind) == "^":
        behind = script_range(p, behind + 1)[1] + (p.key_at(behind + 1) == "{")
    bold = any(t.font in VECTOR_FONTS for t in p.tokens[a:b] if t.kind == "sym")
    if (p.key_at(behind) == "(" and 0 < p.mate[behind] < p.end
            and any(t.key == "," for t in p.tokens[behind:p.mate[behind]])
            and only_symbols(p.tokens, p.mate, behind + 1, p.mate[behind])):
        return False                                         # D_f(x, y) has arguments
    if (not inside or behind >= p.end or any(t.kind == "name" for t in p.tokens[a:b]) or not bold
            and not _mentioned(p, start, behind, inside)):
        return False
    saved, p.i = p.i, behind
    following = p.starts_factor()
    p.i = saved
    return following


def _mentioned(p: Parser, start: int, i: int, names: set[str]) -> bool:
    r"""Whether the tokens from i on mention one of the names, or a defined function;
    an index letter only outside of subscripts and where D comes first.

    The subscript of another D is no mention: in \log D_\phi(x) + \log(1 - D_\phi(z)) both are models."""
    letters = names <= _INDEX_LETTERS
    if letters and not heads(p, start):
        return False
    while i < p.end:
        token = p.tokens[i]
        if token.key == "_" and (letters or "e" in names or p.tokens[i - 1].name == "D"):
            i = script_range(p, i + 1)[1]
        elif token.name == "e" and p.key_at(i + 1) == "^":
            i += 1                                           # D_e(1 - e^{-a(r - r_e)}): Euler's number
        elif token.kind == "sym" and (token.name in names or not letters and "e" not in names
                                       and token.name in p.functions):
            return True
        i += 1
    return False


def script_range(p: Parser, i: int) -> Range:
    """The tokens of the argument at i: in braces, or one."""
    return (i + 1, p.mate[i]) if p.key_at(i) == "{" else (i, i + 1)
