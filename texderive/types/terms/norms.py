r"""Bars and angle brackets: norms with their subscripts, absolute values, determinants, inner products."""
from __future__ import annotations

from fractions import Fraction

from ... import tree
from ...errors import UnsupportedError
from ..names import name_of, script_text
from ..reading import names_in
from .elaborate import Elaborator, handles
from .powers import elementwise_exponent, power, superscript_kind
from .products import multiply, transposed
from .term import Term, below, number, scalar
from .unify import show


NORMS = {"2": "2", "F": "F", "f": "F", "Fro": "F", "fro": "F", "1": "1", r"\infty": "inf", "*": "nuclear",
         r"\ast": "nuclear", "op": "spectral",
         "tr": "nuclear", "HS": "F", "E": "F", "max": "max", r"\ell_2": "2", r"\ell^2": "2", r"\ell_1": "1",
         r"\ell^1": "1", "L_2": "2", "L_1": "1",
         r"\ell_\infty": "inf", r"\mathcal{F}": "F"}


@handles(tree.Delim)
def _delim(el: Elaborator, node: tree.Delim) -> Term:
    if node.kind in ("norm", "abs"):
        return norm_of(el, node, None, None, node.span)
    if node.kind == "inner":
        return inner_product(el, node)
    raise UnsupportedError("rounding is piecewise constant and not supported", node.span, code="TD315")


def inner_product(el: Elaborator, node: tree.Delim, sub: tree.Node | None = None) -> Term:
    r"""\langle x, y\rangle = x^\top y, of matrices tr(X^\top Y); with a subscript A, x^\top A y."""
    items = tree.items_of(node.body)
    if len(items) != 2:
        raise UnsupportedError("angle brackets need two arguments", node.span, code="TD310",
                               hint=r"an average <x> is not supported; write \langle x, y\rangle")
    x, y = (el.alone(i) for i in items)
    name = None if sub is None else script_text(sub)
    weight = None if name in NORMS else _weight(el, sub, name)
    if weight is not None:
        return multiply(el, [transposed(x), weight, y], node.span)
    el.same(x, y, "an inner product needs equal shapes", node.span)
    if x.is_scalar:
        el.penalty(2.0, x, y)
        return scalar("mul", (x, y), node.span)
    if x.is_row:
        return scalar("mul", (x, transposed(y)), node.span)
    inner = Term("mul", (transposed(x), y), None, x.cols, y.cols, node.span)
    return inner if x.is_vector else scalar("tr", (inner,), node.span)


def norm_of(el: Elaborator, node: tree.Delim, sub: tree.Node | None, sup: tree.Node | None, span) -> Term:
    """A norm, absolute value or determinant with its sub- and superscript."""
    x = el.alone(node.body, entrywise=False)
    name = name_of(sub) if sub is not None else None
    if name is None and sub is not None:
        name = script_text(sub)
    if (node.kind == "abs" and sub is None and not x.is_scalar
            and (elementwise_exponent(sup) is not None or not x.is_matrix
                 and (el.entrywise or superscript_kind(el, sup) == "T"))):
        sizes = Term("fn", (x,), "abs", x.rows, x.cols, node.span)
        return sizes if sup is None else power(el, sizes, sup, span)
    law = _defined_norm(el, x, name, sup, span)
    if law is not None:
        return law
    exponent = _p_exponent(el, x, sub, name)
    if exponent is not None:
        return _p_norm(el, x, exponent, sup, span)
    weight = _weight(el, sub, name)
    if weight is not None:
        return _weighted(el, x, weight, sup, span)
    base = _bars(el, node, x, name, sub)
    return base if sup is None else power(el, base, sup, span)


def _defined_norm(el: Elaborator, x: Term, name: str | None, sup: tree.Node | None, span) -> Term | None:
    r"""A norm that the formula itself defines, as in \|x\|_A^2 := x^\top A x, with x put in."""
    for law in el.reading.facts.norms:
        if law.sub != name or "norm" in el.building:
            continue
        value = el.alone(law.body, params=el.params | {law.argument: x}, building=[*el.building, "norm"])
        exponent = el.typed(sup) if sup is not None else number(Fraction(1), span)
        if exponent.op != "num" or not value.is_scalar:
            return None
        power_of = exponent.data / law.power
        return value if power_of == 1 else scalar("pow", (value, number(power_of, span)), span)
    return None


def _bars(el: Elaborator, node: tree.Delim, x: Term, name: str | None, sub) -> Term:
    span = node.span
    if (NORMS.get(name or "") == "F" and not x.is_matrix
            and any(t.op == "var" and not t.data.declared and t.data.name.lstrip("\\")[:1].isupper() and not t.is_matrix
                    for t in below(x))):
        raise el.mismatch(f"a Frobenius norm is that of a matrix; {el.words(x)} is {show(x.rows, x.cols)}", span, (x,),
                          hint=r"write \mathbf{1}b^\top for a vector that is added to every row, or declare the shapes")
    if x.is_scalar:
        if sub is not None and name not in NORMS and not isinstance(sub, tree.Number):
            raise el.mismatch(f"bars with the subscript {name or 'written here'} around a scalar are not known", span,
                              (x,), code="TD315", hint="write the expression out")
        if node.kind == "norm":
            el.penalty(3.0, x)
        return scalar("fn", (x,), span, "abs")
    if node.kind == "abs" and x.is_matrix and name is None:
        el.square(x, "a determinant")
        el.note(f"$|{el.words(x)}|$ is the determinant of a square matrix.")
        return scalar("det", (x,), span)
    if name is not None and name.lstrip(r"\ell_").isdigit() and name.lstrip(r"\ell_") not in NORMS or name in ("0", "p", "q"):
        raise UnsupportedError(f"the {name}-norm is not supported" if name != "0"
                               else "the 0-norm counts entries and is not differentiable", span, code="TD315",
                               hint="supported are the norms 1, 2, F, infinity, spectral (2 of a matrix) and nuclear (*)")
    kind = NORMS.get(name or "", name if name else "")
    if x.is_matrix:
        if kind == "":
            el.penalty(1.5, x)
            el.note(f"$\\|{el.words(x)}\\|$ of a matrix is the Frobenius norm.")
            kind = "F"
        elif kind == "2":
            el.penalty(1.5, x)
            el.note(f"$\\|{el.words(x)}\\|_2$ of a matrix is the spectral norm.")
            kind = "spectral"
        elif kind == "1":
            el.note(f"$\\|{el.words(x)}\\|_1$ of a matrix is the sum of the absolute values of its entries.")
    elif kind == "nuclear":
        raise el.mismatch(f"a nuclear norm is that of a matrix; {el.words(x)} is {show(x.rows, x.cols)}", span, (x,),
                          code="TD315", hint="declare the matrix, or define the norm that is meant")
    elif kind in ("", "F", "spectral"):
        if kind:
            el.penalty(3.0, x)
        kind = "2"
    if kind not in ("2", "F", "1", "inf", "spectral", "nuclear"):
        raise UnsupportedError(f"the norm with subscript {name} is not supported", span, code="TD315",
                               hint="define it, or write the expression out")
    if kind == "inf" and not x.is_matrix:
        el.note(f"One entry of ${el.words(x)}$ is larger than all others.")
    return scalar("norm", (x,), span, kind)


def _p_exponent(el: Elaborator, x: Term, sub: tree.Node | None, name: str | None) -> Term | None:
    """The p of a p-norm of a vector, a number above 2 or a scalar written as a lower-case letter."""
    if isinstance(sub, tree.Number) and sub.text not in ("0", "1", "2") and x.is_vector:
        return el.typed(sub)
    if isinstance(sub, tree.Symbol) and name in ("p", "q", "r"):
        if x.is_scalar:
            raise el.mismatch(f"a {name}-norm needs a vector; {el.words(x)} is a number", x.span, (x,))
        return el.typed(sub) if x.is_vector else None
    return None


def _p_norm(el: Elaborator, x: Term, p: Term, sup: tree.Node | None, span) -> Term:
    """(sum of |x_i|^p)^{1/p}; with the exponent p, the sum itself."""
    if not p.is_scalar:
        raise el.mismatch(f"the p of a norm has to be a scalar; {el.words(p)} is {show(p.rows, p.cols)}", span, (p,))
    even = p.op == "num" and p.data % 2 == 0
    size = x if even else Term("fn", (x,), "abs", x.rows, 1, span)
    powers = Term("hpow", (size, p), None, x.rows, 1, span)
    total = scalar("mul", (Term("ones", (), None, 1, x.rows, span), powers), span)
    if sup is not None:
        exponent = el.typed(sup)
        if exponent.op == p.op and exponent.data is p.data or exponent.op == "num" == p.op and exponent.data == p.data:
            return total
        return scalar("pow", (total, scalar("div", (exponent, p), span)), span)
    return scalar("pow", (total, scalar("div", (number(Fraction(1), span), p), span)), span)


def _weight(el: Elaborator, sub: tree.Node | None, name: str | None) -> Term | None:
    """The matrix A of a weighted norm: a known letter, or any expression."""
    if isinstance(sub, tree.Items) and any(isinstance(i, tree.Script) for i in sub.items):
        sub = tree.Product(sub.span, "juxt", sub.items)           # A^T A, side by side
    if sub is None or name in NORMS and name != "E" or isinstance(sub, (tree.Number, tree.Text, tree.Items)):
        return None
    if isinstance(sub, tree.Symbol) and not (el.reading.known(name) or name in el.choice):
        return None
    if not names_in(sub):
        raise UnsupportedError(f"the norm with subscript {el.words_of(sub)} is not supported", sub.span, code="TD315",
                               hint="write the expression out")
    return el.alone(sub)


def _weighted(el: Elaborator, x: Term, weight: Term, sup, span) -> Term:
    if not weight.is_matrix:
        raise el.mismatch(f"a weighted norm needs a square matrix; "
                          f"{el.words(weight)} is {show(weight.rows, weight.cols)}", weight.span, (weight,))
    el.square(weight, "a weighted norm")
    if not x.is_vector:
        raise el.mismatch(f"a weighted norm needs a vector; {el.words(x)} is {show(x.rows, x.cols)}", span, (x, weight),
                          code="TD315", hint="write the expression out")
    form = multiply(el, [transposed(x), weight, x], span)
    el.note(f"$\\|x\\|_A^2$ is read as $x^\\top A x$ with $A = {el.words(weight)}$.")
    if sup is None:
        return scalar("pow", (form, number(Fraction(1, 2), span)), span)
    exponent = el.typed(sup)
    if exponent.op == "num" and exponent.data == 2:
        return form
    half = number(exponent.data / 2, span) if exponent.op == "num" else scalar("div", (exponent, number(Fraction(2), span)), span)
    return scalar("pow", (form, half), span)
