"""How functions, indicators, cases and derivatives look: shared by matrix expressions and index notation."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any

from ..functions import FUNCTIONS
from ..matrix import Opaque
from ..problem import Style
from .breaking import width
from .leaves import leaf_piece, plain_box, subscript
from .notation import (
    PARTIAL, Box, fence, first, frac, grid, is_tall, last, leaf, name, number, op, row, space, sub, sup, sym,
)
from .pieces import (
    ADD, ATOM, BARE, BARE_COMMANDS, CALL, FRAC, SUB, SUP, Piece, add, at_least, call, derivative, enclosed, is_product,
    opened, power, whole,
)
from .slashes import in_exponent

_NUMERATOR = 7.0        # em: wider operands stay behind the operator
MARKED = {"sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "log"}  # \tanh^2(u) rather than \tanh(u)^2


def function_box(function: str, style: Style) -> Box:
    """The name of a function."""
    own = {"sigmoid": style.sigmoid, "log": style.log} | style.functions
    if function in own or function in FUNCTIONS:
        return leaf(own.get(function) or FUNCTIONS[function].latex)
    return name(function)


def is_function(x: Any) -> bool:
    """Whether a term is a function value, which stands behind a number: 1 + e^x, but x + 1."""
    if x.op == "mul":
        return is_function(x.args[-1])
    return x.op == "fn" or x.op in ("pow", "hpow") and (x.args[0].op == "fn" or x.args[0].op in ("const", "num"))


def sum_of(terms: Sequence[Any], pieces: list[Piece]) -> Piece:
    """The sum of some terms, given as pieces; a positive number stands first where the sum would begin with a minus,
    or with a function value."""
    if terms[-1].op == "num" and not pieces[-1].minus and (pieces[0].minus or is_function(terms[0])):
        pieces = pieces[-1:] + pieces[:-1]
    return add(sorted(pieces, key=_takes_on))


def _takes_on(piece: Piece) -> bool:
    r"""Whether a sum may be read to go on behind a plus: \sum_{j \le i} x_j + x_i, where both letters could be its own."""
    sign = first(piece.box)
    return sign.kind == "big" and any(box.data == r"\le" for box in sign.parts[0].parts)


def elementwise(function: str, argument: Piece, style: Style, scalar: bool) -> Piece:
    """A function of FUNCTIONS with its argument."""
    if function == "abs":
        return enclosed("|", whole(argument).box, "|")
    if function == "exp" and scalar and style.exp == "e" and whole(argument).box == number(1):
        return Piece(sym("e"), ATOM)
    if function == "exp" and scalar and style.exp == "e":
        above = in_exponent(whole(argument).box, style.fractions)
        if not _heavy(above):
            return Piece(sup(sym("e"), above), SUP)
    if function == "step":
        return indicator(row(at_least(argument, ADD), op(">"), number(0)))
    if function == "factorial":
        return Piece(row(at_least(argument, SUB), sym("!")), SUP)
    return _called(function_box(function, style), argument, style.bare and scalar)


def _called(head: Box, argument: Piece, bare: bool) -> Piece:
    r"""\ln(x), or \ln x of a lone letter or number where the author writes so."""
    full = call(head, argument)
    command = last(head.parts[0] if head.kind == "sup" else head)
    if (bare and command.data in BARE_COMMANDS and argument.level >= SUB and not argument.minus
            and argument.box.kind in ("sym", "leaf", "num", "sub", "font", "accent")):
        return Piece(row(head, argument.box), BARE, full.box)
    return full


def _heavy(box: Box) -> bool:
    """Too much for an exponent: a sum sign, a fraction in a fraction."""
    if box.kind in ("big", "grid"):
        return True
    if box.kind == "frac" and any(is_tall(p) for p in box.parts):
        return True
    return any(_heavy(p) for p in box.parts)


def exponent_box(value: Fraction) -> Box:
    """A number in an exponent: 3/2 on one line."""
    sign = [op("-")] if value < 0 else []
    digits = [number(abs(value.numerator))] + ([op("/"), number(value.denominator)] if value.denominator != 1 else [])
    return row(*sign, *digits)


def marked_power(function: str, value: Fraction, argument: Piece, style: Style, scalar: bool) -> Piece | None:
    r"""\tanh^2(u) for functions whose powers are written so."""
    if function not in MARKED or value.denominator != 1 or value < 2:
        return None
    return _called(sup(function_box(function, style), number(value)), argument, style.bare and scalar)


def indicator(condition: Box) -> Piece:
    r"""\mathbf{1}[x > y]."""
    return Piece(row(Box("font", (number(1),), "bold"), fence(condition, "[", "]")), CALL)


def cases(rows: list[list[Box]], otherwise: Box) -> Piece:
    """Branches with their conditions."""
    return Piece(grid(rows + [[otherwise, Box("text", (), "otherwise")]], "cases"), ADD)


def applied(opaque: Opaque, wrt: tuple[int, ...], arguments: list[Piece], arrays: bool, entry: Box | None = None) -> Piece:
    r"""f(x, y), or its derivative by arguments: f'(x), \nabla f(x) of an array, \partial_1 f(x,
    y); its `entry` f_j(x)."""
    head = leaf_piece(opaque.latex).box if entry is None else sub(leaf_piece(opaque.latex).box, entry)
    if wrt and opaque.arity == 1 and arrays:
        head = row(sup(sym(r"\nabla"), number(len(wrt))) if len(wrt) > 1 else sym(r"\nabla"), head)
    elif wrt and opaque.arity == 1:
        head = sup(head, row(*[sym(r"\prime")] * len(wrt)))
    elif wrt:
        runs = [(k, len(list(group))) for k, group in groupby(wrt)]
        head = row(*(sup(sub(PARTIAL, number(k + 1)), number(n)) if n > 1 else sub(PARTIAL, number(k + 1))
                     for k, n in runs), head)
    return call(head, *arguments, bars=False)


def raised(base, exponent, piece: Piece, above: Box) -> Piece:
    r"""A power; (\log(1 + x))^{n-1} keeps its brackets, as \log(1 - p)^{n-k} is the logarithm of a power."""
    of_logarithm = base.op == "fn" and base.data == "log" and exponent.op != "num"
    return power(Piece(fence(piece.box), ATOM) if of_logarithm else piece, above)


_SIGNS = {"mid": op(r"\mid"), ";": op(";"), ",": op(",")}


def of_parameter(opaque: Opaque, wrt: tuple[int, ...], arguments: list[Piece], by: list[Box], style: Style,
                 entry: Box | None = None) -> Piece:
    r"""p_\theta(y \mid x) or p(y \mid x; \theta), or its derivatives `by` the parameter."""
    shown = arguments[:len(opaque.signs) + 1]                # all but a parameter that stands below the name
    boxes = [b for k, a in enumerate(shown) for b in ([_SIGNS[opaque.signs[k - 1]]] if k else []) + [whole(a).box]]
    head = leaf_piece(opaque.latex).box
    value = Piece(row(head if entry is None else sub(head, entry), fence(row(*boxes))), CALL)
    return derivative_of(value, by, True, style) if wrt else value


def dependent(latex: str) -> Piece:
    r"""A quantity that is an unspecified function of its argument, as the author writes it: L, K_\theta, K(\theta)."""
    piece = leaf_piece(latex)
    return piece._replace(level=CALL) if latex.endswith(")") else piece


def derivative_of(body: Piece, by: list[Box], short: bool, style: Style) -> Piece:
    r"""body differentiated by each of `by`, outermost first; the sign is the author's, \partial or d."""
    sign = PARTIAL if style.derivative == r"\partial" else leaf(style.derivative)
    order = sup(sign, number(len(by))) if len(by) > 1 else sign
    below: list[Box] = []
    for box in by:
        if below and below[-1][0] == box:
            below[-1] = (box, below[-1][1] + 1)
        else:
            below.append((box, 1))
    denominator = row(*(part for k, (box, n) in enumerate(below) for part in ([space(",")] if k else [])
                        + [sign, _raised(box, n)]))
    if short and not body.minus and body.level > ADD:
        return Piece(frac(row(order, body.box), denominator, "partial"), FRAC)
    inner = body.box if not body.minus and body.level > ADD and not is_product(body) else fence(whole(body).box)
    above = frac(row(order, inner), denominator, "partial") if not is_tall(inner) and width(inner) < _NUMERATOR else None
    return derivative(frac(order, denominator, "partial"), body, above)


def _raised(box: Box, n: int) -> Box:
    return sup(box, number(n)) if n > 1 else box


_OF_MATRICES = {"mexp": "exp", "mlog": "log", "msin": "sin", "mcos": "cos"}


def of_array(function: str, extra: Any, argument: Piece, turned: bool, style: Style,
             box_of: Callable[[Any], Box | None]) -> Piece:
    """A matrix function by name: inverse, determinant, power, exponential, softmax;
    `turned` when its argument is transposed."""
    transpose = leaf(style.transpose)
    function = _OF_MATRICES.get(function, function)
    if function == "inv":
        return power(argument, row(op("-"), transpose) if turned else row(op("-"), number(1)))
    if function == "det":
        return determinant(argument, style)
    if function in ("spectral", "nuclear"):
        opening, closing = (bar.replace(r"\left", "").replace(r"\right", "").strip() for bar in style.norm)
        return enclosed(opening, whole(argument).box, closing, leaf("*") if function == "nuclear" else number(2))
    if turned:
        argument = power(argument, transpose)
    if function in ("mpow", "pow") and extra is not None:
        return power(argument, box_of(extra) or number(extra))
    if function == "pinv":
        return power(argument, op("+"))
    if function == "exp":
        return Piece(sup(sym("e"), whole(argument).box), SUP)
    if function == "softmax":
        return call(leaf(style.softmax), argument)
    if function.startswith("eig"):
        which = str(extra or function.removeprefix("eig").strip("_") or "max")
        return eigenvalue(which, argument)
    return call(function_box(function, style) if function in FUNCTIONS else name(function), argument)


def over_entries(function: str, letters: tuple[str, ...], body: Piece) -> Piece:
    r"""\max_i x_i, \min_{i,j} A_{ij}."""
    return opened(sub(name(function), subscript(letters)), body)


def vector_box(function: str, extra: Any, style: Style) -> Box | None:
    r"""Singular and eigenvectors by their names, ready for an index: v, (u_1), (UV^\top); None for other functions."""
    if function == "polar":
        left, right = (leaf(latex) for latex in extra)
        return fence(row(left, sup(right, leaf(style.transpose))))
    if function not in ("left_vector", "right_vector") and not function.startswith("vector_"):
        return None
    box = plain_box(extra)
    return fence(box) if box.kind == "sub" else box


def eigenvalue(which: str, argument: Piece) -> Piece:
    r"""\lambda_{\max}(X)."""
    return call(sub(sym(r"\lambda"), name(which) if which in ("max", "min") else sym(which)), argument)


def determinant(argument: Piece, style: Style) -> Piece:
    r"""\det X, |X| or \det(X), as the author writes it."""
    if style.det == "|":
        return enclosed("|", whole(argument).box, "|")
    return call(leaf(style.det), argument)
