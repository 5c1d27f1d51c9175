"""Functions with a name: trace, determinant, diag, vec, softmax, sums, extrema, norms, eigenvalues."""
from __future__ import annotations

from fractions import Fraction
from math import factorial

from ... import tree
from ...errors import UnsupportedError
from .conditions import condition_term
from .divergences import divergence
from .elaborate import Elaborator, add
from .letters import undeclared_symbol, variable
from .norms import norm_of
from .powers import raised_to
from .products import multiply, one_value, product_axis, transposed
from .term import Term, number, scalar
from .unify import Size, settled, show, unify


def argument(el: Elaborator, args: tuple[tree.Node, ...], node: tree.Node) -> Term:
    """The one argument of a function that acts entry by entry."""
    return el.inside(_only(args, node), elementwise=el.elementwise + 1)


def _plain(el: Elaborator, args, node, **state) -> Term:
    only = _only(args, node)
    array = array_letters(only)
    if array is not None:
        return opened(el, only, array)
    return el.inside(only, **({"elementwise": 0, "under_trace": False} | state))


def _only(args: tuple[tree.Node, ...], node: tree.Node) -> tree.Node:
    if len(args) != 1:
        raise UnsupportedError("this function takes one argument", node.span, code="TD314",
                               hint=r"write (a, b)^\top for a vector of entries")
    return args[0]


def array_letters(node: tree.Node) -> tuple[str, ...] | None:
    """The letters of [x_i y_j]_{ij}, the array of these entries as an argument."""
    if (isinstance(node, tree.Script) and isinstance(node.base, tree.Group) and node.base.kind == "["
            and node.sub is not None and node.sup is None):
        items = tree.items_of(node.sub)
        if len(items) <= 2 and all(isinstance(i, tree.Symbol) for i in items):
            return tuple(i.name for i in items)
    return None


def opened(el: Elaborator, node: tree.Script, letters: tuple[str, ...]) -> Term:
    """An array given by its entries; its letters are bound here."""
    sizes = [Size() for _ in letters]
    body = el.alone(node.base, scope=el.scope | {letter: (letter, size) for letter, size in zip(letters, sizes)})
    if not body.is_scalar:
        raise el.mismatch(f"{el.words(body)} is {show(body.rows, body.cols)}; the entries of an array are scalars",
                          node.span, (body,), code="TD204",
                          hint="write one entry between the brackets, [x_i y_j]_{ij}")
    return Term("open", (body,), letters, sizes[0], sizes[1] if len(sizes) > 1 else 1, node.span)


def _trace(el: Elaborator, args, node) -> Term:
    x = _plain(el, args, node, under_trace=True)
    if x.op == "app" and x.is_scalar and any(a.is_matrix for a in x.args):
        raise UnsupportedError(f"under a trace ${el.words(x)}$ is a matrix, of which no derivative is known", node.span,
                               code="TD314", hint="say which function it is: e^X, X^p, \\log X")
    if x.is_scalar:
        el.penalty(3.0, x)
        return x
    el.square(x, "a trace", node.span)
    if x.op == "block" and x.data[0] == x.data[1] and all(cell.is_scalar for cell in x.args):           # of numbers: their sum
        return add(el, list(x.args[::x.data[0] + 1]), node.span)
    return scalar("tr", (x,), node.span)


def _determinant(el: Elaborator, args, node) -> Term:
    x = _plain(el, args, node)
    if x.is_scalar:
        el.penalty(3.0, x)
        return x
    el.square(x, "a determinant", node.span)
    # factors of open sizes are square: the determinant is 0 otherwise
    if x.op == "mul" and len({id(f.data) for f in x.args if f.op == "var"}) == len(x.args):
        for f in x.args:
            if f.op == "var" and f.is_matrix and settled(f.rows) is None and settled(f.cols) is None:
                unify(f.rows, f.cols)
    return scalar("det", (x,), node.span)


def _diagonal(el: Elaborator, args, node) -> Term:
    if len(args) > 1:
        raise UnsupportedError("diag of a list is not supported", node.span, code="TD312", hint="name the vector: diag(d)")
    x = _entries(el, args, node)
    if x.is_scalar:
        return x
    if x.is_matrix:
        el.square(x, "a diagonal")
        el.penalty(1.0, x)
        return Term("diagpart", (x,), None, x.rows, 1, node.span)
    n = x.cols if x.is_row else x.rows
    return Term("diag", (x,), None, n, n, node.span)


def _vec(el: Elaborator, args, node) -> Term:
    x = _plain(el, args, node)
    if x.is_scalar:
        el.penalty(3.0, x)
        return x
    if not x.is_matrix:
        el.penalty(1.0, x)
    return Term("vec", (x,), None, product_axis(x.cols, x.rows), 1, node.span)


def _softmax(el: Elaborator, args, node) -> Term:
    x = _entries(el, args, node)
    if x.is_scalar:
        raise el.mismatch("softmax of one number is 1", node.span, (x,), code="TD315",
                          hint="write the vector whose entries it is taken of, or declare it")
    if x.is_matrix:
        el.penalty(0.3, x)
        el.note("softmax of a matrix is taken row by row.")
    return Term("softmax", (x,), None, x.rows, x.cols, node.span)


def _total(el: Elaborator, args, node) -> Term:
    return total(_entries(el, args, node), node.span)


def _entries(el: Elaborator, args, node) -> Term:
    """The array whose entries are taken together: hardly ever a number."""
    x = _plain(el, args, node, elementwise=1)
    if x.is_scalar:
        el.penalty(3.0, x)
    return x


def total(x: Term, span) -> Term:
    """The sum of all entries, with vectors of ones."""
    if x.is_scalar:
        return x
    left = Term("ones", (), None, 1, x.rows, span)
    right = Term("ones", (), None, x.cols, 1, span)
    parts = ([left] if x.rows != 1 else []) + [x] + ([right] if x.cols != 1 else [])
    return Term("mul", tuple(parts), None, 1, 1, span)


def _mean(el: Elaborator, args, node) -> Term:
    x = _entries(el, args, node)
    out = total(x, node.span)
    for axis in (x.rows, x.cols):
        if axis != 1:
            out = scalar("div", (out, Term("dim", (), axis, 1, 1, node.span)), node.span)
    return out


def _logdet(el: Elaborator, args, node) -> Term:
    return scalar("fn", (_determinant(el, args, node),), node.span, "log")


def _lse(el: Elaborator, args, node) -> Term:
    x = _entries(el, args, node)
    return scalar("fn", (total(Term("fn", (x,), "exp", x.rows, x.cols, node.span), node.span),), node.span, "log")


def _extreme(word: str):
    def handler(el: Elaborator, args, node) -> Term:
        if len(args) < 2:
            return extreme_entry(el, word, el.inside(args[0], elementwise=el.elementwise + 1), node.span)
        out, *rest = (el.inside(a, elementwise=el.elementwise + 1) for a in args)
        for x in rest:
            if not x.is_scalar and not out.is_scalar:
                el.same(out, x, f"{word} needs equal shapes", node.span)
            large = x if out.is_scalar else out
            out = Term(word, (out, x), None, large.rows, large.cols, node.span)
        return out
    return handler


def extreme_entry(el: Elaborator, word: str, x: Term, span) -> Term:
    """The largest or smallest entry of an array."""
    if x.is_scalar:
        raise el.mismatch(f"{word} of one number says nothing", span, (x,), code="TD315",
                          hint=f"write {word}(a, b), or {word}_i x_i over entries")
    el.note(f"The {'largest' if word == 'max' else 'smallest'} entry of ${el.words(x)}$ is the only one of its size.")
    return scalar("extreme", (x,), span, word)


def _sqrt(el: Elaborator, args, node) -> Term:
    x = argument(el, args, node)
    half = number(Fraction(1, 2), node.span)
    return scalar("pow", (x, half), node.span) if x.is_scalar else Term("hpow", (x, half), None, x.rows, x.cols, node.span)


def _norm_word(el: Elaborator, args, node) -> Term:
    return norm_of(el, tree.Delim(node.span, "norm", args[0]), None, None, node.span)


# the letters of a function that numbers them
VALUES_OF = {r"\lambda": "eigenvalue", r"\sigma": "singular value", "eig": "eigenvalue"}


def eigenvalue(el: Elaborator, name: str, args, node: tree.Call) -> Term:
    r"""\lambda_{\max}(X), \lambda_1(X), \sigma_1(X); of a scalar, \lambda_k x is a product."""
    x = _plain(el, args, node)
    letter, _, number_ = name.partition("_")
    if number_ == "1" and x.is_matrix:
        el.note(f"${el.words_of(node)}$ is the largest {VALUES_OF[letter]}.")
        name = letter + "_max"
    elif letter == r"\lambda" and number_ in el.reading.dims and x.is_matrix and unify(el.size(number_), x.rows):
        el.note(f"${el.words_of(node)}$ is the smallest eigenvalue.")
        name = letter + "_min"
    if name.startswith(r"\sigma_max"):
        if not x.is_matrix:
            raise el.mismatch(f"singular values need a matrix; {el.words(x)} is {show(x.rows, x.cols)}", node.span, (x,))
        return scalar("norm", (x,), node.span, "spectral")
    which = "max" if "max" in name else "min" if "min" in name else number_ if one_value(el, node.function, x) else None
    if which is None or name.startswith(r"\sigma"):
        raise UnsupportedError(f"the derivative of the eigenvalue or singular value {el.words(node)} is not supported",
                               node.span, code="TD324",
                               hint=r"supported are \lambda_{\max} and \lambda_{\min} of a symmetric matrix and "
                                    r"\sigma_{\max}; a sum of all eigenvalues is \operatorname{tr}, a product \det")
    el.square(x, "an eigenvalue")
    if x.is_scalar:
        el.penalty(3.0, x)
        return multiply(el, [variable(undeclared_symbol(el, name, "S", rf"\lambda_{{\{which}}}", False), (), node.span),
                             x], node.span)
    return scalar("eig", (x,), node.span, which)


def _transpose_word(el: Elaborator, args, node) -> Term:
    return transposed(_plain(el, args, node))


def _inverse_word(el: Elaborator, args, node) -> Term:
    return raised_to(el, _plain(el, args, node), number(Fraction(-1), node.span), node.span)


def _factorial(el: Elaborator, args, node) -> Term:
    x = _plain(el, args, node)
    if not x.is_scalar:
        raise el.mismatch(f"a factorial needs a scalar; {el.words(x)} is {show(x.rows, x.cols)}", node.span, (x,))
    if x.op == "num" and x.data.denominator == 1 and 0 <= x.data <= 20:
        return number(Fraction(factorial(int(x.data))), node.span)
    return scalar("fact", (x,), node.span)


def _matrix_word(name: str):
    def handler(el: Elaborator, args, node) -> Term:
        x = _plain(el, args, node)
        el.square(x, f"{name} of a matrix")
        return Term("mfn" if x.is_matrix else "fn", (x,), name, x.rows, x.cols, node.span)
    return handler


def _refuse(word: str, code: str, hint: str = "write the expression out"):
    def handler(el: Elaborator, args, node) -> Term:
        raise UnsupportedError(f"{word} is not differentiable or not supported", node.span, code=code, hint=hint)
    return handler


HANDLERS_BY_WORD = {
    "tr": _trace, "det": _determinant, "diag": _diagonal, "vec": _vec, "softmax": _softmax, "sum": _total,
    "mean": _mean, "logdet": _logdet, "lse": _lse,
    "max": _extreme("max"), "min": _extreme("min"), "sqrt": _sqrt, "norm": _norm_word, "indicator": lambda el, args,
    node: condition_term(el, args[0]),
    "transpose": _transpose_word, "inverse": _inverse_word, "expm": _matrix_word("exp"), "logm": _matrix_word("log"),
    "factorial": _factorial, "eig": _refuse("this list of eigenvalues", "TD324",
                                            r"write \\operatorname{tr} for their sum, \\det for their product"),
    "divergence": divergence,
    "spread": _refuse("a variance or covariance", "TD310", "write it as a finite sum of squared deviations"),
    "argmax": _refuse("argmax of entries", "TD315"),
    "rank": _refuse("the rank", "TD315"), "floor": _refuse("rounding", "TD315"),
}
