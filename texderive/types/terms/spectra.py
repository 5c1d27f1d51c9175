r"""Spectra: sums and products of all eigenvalues or singular values, which need none
of them, \sum_i \lambda_i(X) = \operatorname{tr} X, and the vectors that words name."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ... import tree
from ...records import record
from ..notation.vectors import ALL, EIGEN, LEADING
from .elaborate import Elaborator
from .powers import raised_to
from .term import Term, number, scalar
from .unify import Size


@record
class Law:
    """op over what of each value, with a sentence for the reader and the term;
    `power` None where any whole power will do."""

    op: str
    values: str
    of: str
    power: int | None
    sentence: str
    term: Callable[[Elaborator, Term, int, tree.Span], Term]


def _trace(el: Elaborator, x: Term, power: int, span) -> Term:
    return scalar("tr", (raised_to(el, x, number(Fraction(power), span), span),), span)


def _determinant(el: Elaborator, x: Term, power: int, span) -> Term:
    return raised_to(el, scalar("det", (x,), span), number(Fraction(power), span), span)


LAWS = (
    Law("sum", "eigenvalues", "", None, "The sum of all eigenvalues of ${}$ is its trace, that of their powers the "
        "trace of the power.", _trace),
    Law("prod", "eigenvalues", "", None, "The product of all eigenvalues of ${}$ is its determinant.", _determinant),
    Law("sum", "eigenvalues", "log", 1, "The sum of the logarithms of all eigenvalues of ${}$ is that of its determinant.",
        lambda el, x, _, span: scalar("fn", (scalar("det", (x,), span),), span, "log")),
    Law("sum", "eigenvalues", "exp", 1, "The sum of the exponentials of all eigenvalues of ${}$ is the trace of its "
        "matrix exponential.",
        lambda el, x, _, span: scalar("tr", (Term("mfn", (x,), "exp", x.rows, x.cols, span),), span)),
    Law("sum", "singular values", "", 1, "The sum of all singular values of ${}$ is its nuclear norm.", lambda el, x, _,
        span: scalar("norm", (x,), span, "nuclear")),
    Law("sum", "singular values", "", 2, "The sum of the squares of all singular values of ${}$ is the square of its "
        "Frobenius norm.",
        lambda el, x, _, span: scalar("pow", (scalar("norm", (x,), span, "F"), number(Fraction(2), span)), span)),
)


def of_all_values(el: Elaborator, node: tree.BigOp) -> Term | None:
    r"""\sum_i \lambda_i(X)^k, \prod \operatorname{eig}(X), \sum_i \sigma_i^2(X), .. by one of the laws;
    None for any other sum."""
    letter = (node.lower.parts[0] if isinstance(node.lower, tree.Relation) and node.lower.ops == ("=",)
              and tree.is_number(node.lower.parts[1], "1")
        else node.lower)
    if letter is not None and not isinstance(letter, tree.Symbol):
        return None
    found = _value(el, node.body, letter.name if letter is not None else None)
    if found is None:
        return None
    values, of, power, argument = found
    law = next((law for law in LAWS if (law.op, law.values, law.of) == (node.op.lstrip("\\"), values, of)
                and law.power in (None, power)), None)
    x = el.typed(argument) if law is not None else None
    if x is None or not x.is_matrix:
        return None
    if values == "eigenvalues":
        el.square(x, "an eigenvalue")
    el.note(law.sentence.replace("{}", el.words(x)))
    return law.term(el, x, power, node.span)


def _value(el: Elaborator, body: tree.Node, letter: str | None) -> tuple[str, str, int, tree.Node] | None:
    r"""(which values, "log", "exp" or "", their power, the matrix) of \lambda_i(X), \lambda_i(X)^2, \lambda_i^2(X),
    1/\lambda_i(X), \log\lambda_i(X)."""
    match body:
        case tree.Call(function=tree.Symbol(name="log" | "ln"), args=(inner,)):
            found = _value(el, inner, letter)
            return None if found is None or found[1] else (found[0], "log", *found[2:])
        case tree.Call(function=tree.Symbol(name="exp"), args=(inner,)) | tree.Script(base=tree.Symbol(name="e"),
                sub=None, sup=tree.Node() as inner):
            found = _value(el, inner, letter)
            return None if found is None or found[1] else (found[0], "exp", *found[2:])
        case tree.Fraction(num=tree.Number(text="1"), den=inner):
            found = _value(el, inner, letter)
            return None if found is None or found[1] else (*found[:2], -found[2], found[3])
        case tree.Script(base=tree.Call() as call, sub=None, sup=sup) if sup is not None:
            found, power = _value(el, call, letter), _whole(sup)
            return None if found is None or power is None or found[1] else (*found[:2], found[2] * power, found[3])
        case tree.Call(function=function, args=(argument,)):
            pass
        case tree.Product(op="juxt", factors=(function, tree.Group(kind="(", body=argument))):
            pass
        case _:
            return None
    power = 1
    if isinstance(function, tree.Script) and function.sup is not None:
        power, function = _whole(function.sup), tree.without_sup(function)
    name = tree.unscripted(function)
    numbered = function.sub.name if isinstance(function, tree.Script) and isinstance(function.sub, tree.Symbol) else None
    if (not isinstance(name, tree.Symbol) or name.name not in _NAMES or numbered != letter
            and not (numbered is None and name.name == "eig")
            or numbered is None and name.name != "eig" or el.reading.known(name.name) or power is None):
        return None
    return _NAMES[name.name], "", power, argument


_NAMES = {"eig": "eigenvalues", r"\lambda": "eigenvalues", r"\sigma": "singular values"}


def _whole(sup: tree.Node) -> int | None:
    inner = tree.opened(sup)
    if isinstance(inner, tree.Neg) and isinstance(inner.body, tree.Number):
        return -int(inner.body.text) if inner.body.text.isdigit() else None
    return int(inner.text) if isinstance(inner, tree.Number) and inner.text.isdigit() else None


def vector_of(word: str):
    """The handler of such a call: the vector of its argument."""
    kind, side = word.rsplit(" ", 1)

    def handler(el: Elaborator, args: tuple[tree.Node, ...], node: tree.Call) -> Term:
        x = el.alone(args[0])
        latex = node.function.latex
        if kind == EIGEN:
            el.square(x, "an eigenvector")
        if x.is_scalar:
            el.penalty(3.0, x)
        if kind == ALL:
            return Term("svecs", (x,), (side, latex), x.rows if side == "U" else x.cols, Size(), node.span)
        return Term("evec" if kind == EIGEN else "svec", (x,), (side, latex), x.cols if side == "v" else x.rows, 1, node.span)
    return handler


VECTORS = {word: vector_of(word) for word in (f"{LEADING} u", f"{LEADING} v", f"{ALL} U", f"{ALL} V")}


def vector_handler(word: str | None):
    """The handler of a vector that is named in words; None of any other word."""
    return VECTORS.get(word) or (vector_of(word) if word is not None and word.startswith(EIGEN) else None)
