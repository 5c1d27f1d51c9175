r"""Superscripts by type: transposes, inverses and powers of a term."""
from __future__ import annotations

from fractions import Fraction

from ... import tree
from ...errors import UnsupportedError
from ..conventions import CONJUGATES, STARS, TRANSPOSES
from ..names import key_of
from .elaborate import Elaborator, handles
from .products import transposed
from .stacks import inverse, is_inverse
from .term import Term, below, literal_value, number, scalar
from .unify import settled, show, unify




def superscript_kind(el: Elaborator, sup: tree.Node) -> str | None:
    """"T", "-T", "*", "+" or None for an ordinary exponent."""
    node = sup.body if isinstance(sup, tree.Group) and sup.kind == "{" else sup
    if isinstance(node, tree.Neg):
        return "-T" if superscript_kind(el, node.body) == "T" else None
    if isinstance(node, tree.Sum) and len(node.terms) == 1:
        return superscript_kind(el, node.terms[0])
    if isinstance(node, tree.Text):
        return {"T": "T", "t": "T", "H": "*", "+": "+"}.get(node.text.strip())
    if not isinstance(node, tree.Symbol):
        return None
    name = node.name
    if name in TRANSPOSES and not (name in ("t", "T") and (name in el.params or name in el.reading.exponents)):
        return "T"
    if name in CONJUGATES and not el.reading.known(name):
        return "*"
    return "+" if name in ("+", r"\dag+") else None


def power(el: Elaborator, x: Term, sup: tree.Node, span) -> Term:
    """x with a superscript: transpose, inverse or power, by the shape of x."""
    if is_inverse(x, sup):
        return inverse(el, x, span)
    kind = superscript_kind(el, sup)
    if (kind in ("T", "-T") and isinstance(sup, tree.Symbol) and sup.name in ("T", "t") and x.is_scalar
            and (el.reading.known(sup.name) or sup.name in el.reading.dims)):
        kind = None
    if kind == "T":
        if x.is_scalar:
            _transposable(el, x, sup)
            # (x^\top Ax)^\top is written on purpose
            el.penalty(0.3 if x.op == "mul" and any(not t.is_scalar for t in x.args) else 4.0, x)
            return x
        out = transposed(x)
        return Term(out.op, out.args, out.data, out.rows, out.cols, span) if out is not x else x
    if kind == "-T":
        el.square(x, "an inverse")
        return transposed(_inverse(x, span))
    if kind == "*":
        raise UnsupportedError("complex conjugates and adjoints are not supported", sup.span, code="TD313",
                               hint=r"write ^\top for real matrices")
    if kind == "+":
        if x.is_scalar:
            raise el.mismatch(f"a pseudoinverse needs a matrix; {el.words(x)} is a scalar", sup.span, (x,),
                              code="TD202", hint=r"write \max(0, x) for the positive part")
        return Term("pinv", (x,), None, x.cols, x.rows, span)
    if isinstance(sup, tree.Symbol) and sup.name in (r"\circ", r"\perp", "-", "+-", "-+"):
        raise UnsupportedError(f"a superscript {key_of(sup)} has no meaning here", sup.span, code="TD323",
                               hint="write ^{-1} with braces" if sup.name == "-" else "write the power or the name out")
    if isinstance(sup, tree.Symbol) and sup.name in STARS:
        raise UnsupportedError("a star on an expression is not supported", sup.span, code="TD313",
                               hint="declare the starred name")
    sup = _given_number(el, sup)
    apart = elementwise_exponent(sup)
    exponent = el.inside(sup if apart is None else apart, elementwise=0)
    if not exponent.is_scalar:
        raise el.mismatch(f"an exponent has to be a scalar; "
                          f"{el.words(exponent)} is {show(exponent.rows, exponent.cols)}", sup.span, (exponent,), code="TD207")
    if apart is not None:
        el.penalty(2.0 if x.is_scalar else 0.0, x)
        return scalar("pow", (x, exponent), span) if x.is_scalar else Term("hpow", (x, exponent), None, x.rows, x.cols, span)
    return raised_to(el, x, exponent, span)


def _given_number(el: Elaborator, sup: tree.Node) -> tree.Node:
    """The number that a letter in the exponent is defined as: X^k with k = 3."""
    definition = el.reading.definitions.get(sup.name) if isinstance(sup, tree.Symbol) else None
    return (definition.body if definition is not None and definition.kind == "value"
            and isinstance(tree.unsigned(definition.body), tree.Number) else sup)


def _transposable(el: Elaborator, x: Term, sup: tree.Node) -> None:
    """A product such as w^T x may be transposed though it is a scalar; a letter of no declared shape is then no scalar,
    and (1 + r)^T could be a power."""
    letter = isinstance(sup, tree.Symbol) and sup.name in ("T", "t")
    undeclared = x.op == "var" and not x.data.declared
    if undeclared or letter and x.op != "var" and not any(not t.is_scalar for t in below(x)):
        error = el.mismatch(f"{el.words(x)} is a scalar and has no transpose", sup.span, (x,), code="TD218",
                            hint=f"declare {sup.name} as a scalar if it is an exponent" if letter else "declare the shapes")
        error.mild = True
        raise error


def elementwise_exponent(sup: tree.Node | None) -> tree.Node | None:
    r"""The n of x^{\odot n}."""
    written = isinstance(sup, tree.Call) and isinstance(sup.function, tree.Symbol) and sup.function.name == r"\odot"
    return sup.args[0] if written else None


def raised_to(el: Elaborator, x: Term, exponent: Term, span) -> Term:
    """x to a typed exponent: a power, an inverse, or entry by entry, as the shape of x says."""
    minus_one = exponent.op == "num" and exponent.data == -1
    power = literal_value(exponent)
    if power is not None and power <= 0 and literal_value(x) == 0:
        raise UnsupportedError(f"{el.source[slice(*span)]} has no value", span, code="TD216",
                               hint="write 1 if that is meant" if not power else "write a base that is not 0")
    if x.is_scalar:
        return scalar("pow", (x, exponent), span) if not (exponent.op == "num" and exponent.data == 1) else x
    # (A \odot B)^{-1}, (A \odot B)^2
    product = x.op in ("had", "hpow") and (_whole_number(exponent) and _declared_square(x) or minus_one
                                           and not el.elementwise and unify(x.rows, x.cols))
    if x.is_matrix and (x.op not in ("fn", "had", "hpow") or product) and not (el.elementwise and not unify(x.rows, x.cols)):
        if minus_one:
            el.square(x, "an inverse")
            return _inverse(x, span)
        el.square(x, "a power")
        value = literal_value(exponent)
        if value is not None and value.denominator > 1:
            # V^{1/3} by V
            el.penalty(0.0 if el.under_trace else 1.5 if x.op == "var" and x.data.name in el.reading.variables else 0.5, x)
            _positive_definite(el, x)
            exponent = number(value, exponent.span)
        elif exponent.op != "num":
            # K^\alpha is no matrix
            el.penalty(1.0 if exponent.op in ("dim", "idx") or exponent.op == "var" and exponent.data.name in "kmnpqrN"
                       else 6.0, x)
            _whole(el, x, exponent)
        return Term("mpow", (x, exponent), None, x.rows, x.cols, span)
    if x.op not in ("fn", "had", "hpow"):
        el.penalty(3.0, x)
    if x.op != "fn" and (x.is_matrix or x.op not in ("had", "hpow")):
        el.note(f"The power of ${el.words(x)}$ is taken elementwise.")
    return Term("hpow", (x, exponent), None, x.rows, x.cols, span)


def _whole_number(exponent: Term) -> bool:
    value = literal_value(exponent)
    return value is not None and value.denominator == 1


def _declared_square(x: Term) -> bool:
    """Whether x is a square matrix by what is declared."""
    return x.is_matrix and (size := settled(x.rows)) is not None and size == settled(x.cols)


@handles(tree.Root)
def _root(el: Elaborator, node: tree.Root) -> Term:
    r"""\sqrt[n]{x}: entry by entry, of a square matrix under a trace or of one said
    to be positive definite the root of the matrix."""
    degree = number(Fraction(2), node.span) if node.degree is None else el.typed(node.degree)
    # \sqrt{v + \epsilon}
    x = el.inside(node.body, elementwise=el.elementwise + 1) if isinstance(node.body, tree.Sum) else el.typed(node.body)
    if x.op == "num" and x.data < 0 and degree.op == "num" and degree.data % 2 == 0:
        raise UnsupportedError(f"the root of {el.words(x)} has no value", x.span, code="TD216",
                               hint="everything is real here: write a positive number")
    exponent = number(1 / degree.data, node.span) if degree.op == "num" and degree.data else \
        scalar("div", (number(Fraction(1), node.span), degree), node.span)
    if x.is_scalar:
        return scalar("pow", (x, exponent), node.span)
    definite = x.op == "var" and "posdef" in x.data.props
    if x.is_matrix and (el.under_trace or definite) and not el.elementwise and unify(x.rows, x.cols):
        return raised_to(el, x, exponent, node.span)
    if x.is_matrix and not el.elementwise:
        el.note(f"The root of ${el.words(x)}$ is taken elementwise.")
    return Term("hpow", (x, exponent), None, x.rows, x.cols, node.span)


def _positive_definite(el: Elaborator, x: Term) -> None:
    """A root of a matrix exists where the matrix is positive definite."""
    if x.op == "var" and not x.data.props & {"posdef", "diagonal"}:
        x.data.props = x.data.props | {"posdef"}
        el.note(f"${x.data.latex}$ is symmetric and positive definite, so that its roots exist.")


def _whole(el: Elaborator, base: Term, exponent: Term) -> None:
    """The letters of a matrix power's exponent are whole numbers: other powers of a matrix need not exist.
    Not where the matrix is positive definite."""
    if base.op == "var" and "posdef" in base.data.props:
        return
    letters = [t.data for t in (exponent, *exponent.args) if t.op == "var" and t.data.props.isdisjoint(_SORTS)]
    for letter in letters:
        letter.props = letter.props | {"integer"}
        el.note(f"The exponent ${letter.latex}$ is a whole number.")


_SORTS = frozenset({"integer", "real", "unit", "fixed", "dimension"})


def _inverse(x: Term, span) -> Term:
    if x.is_scalar:
        return scalar("div", (number(Fraction(1), span), x), span)
    return Term("inv", (x,), None, x.rows, x.cols, span)
