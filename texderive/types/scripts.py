r"""Superscripts by type: transposes, inverses, powers, norms with their subscripts, primes."""
from __future__ import annotations

from fractions import Fraction

from .. import tree
from ..errors import ShapeError, UnsupportedError
from .elaborate import Elaborator, handles
from .names import key_of, name_of
from .products import transposed
from .resolve import component, index_items, known_term, subscripted, superscript_member, undeclared_symbol, variable
from .terms import Term, number, scalar
from .unify import Size, show, unify

TRANSPOSES = {"T", r"\top", r"\intercal", "t", r"\prime", "'", "⊤", r"\mathsf{T}", r"\transpose", "tr", "Tr", r"\T", r"\tran"}
CONJUGATES = {"H", r"\dagger", r"\ddagger", "†", r"\mathsf{H}", r"\herm"}
NORMS = {"2": "2", "F": "F", "f": "F", "Fro": "F", "fro": "F", "1": "1", r"\infty": "inf", "*": "nuclear", r"\ast": "nuclear", "op": "spectral",
         "tr": "nuclear", "HS": "F", "E": "F", "max": "max"}


@handles(tree.Script)
def _script(el: Elaborator, node: tree.Script) -> Term:
    base, sub, sup = node.base, node.sub, node.sup
    name = name_of(node)
    term = known_term(el, name, node)
    if term is not None:
        return term
    if isinstance(base, tree.Delim) and base.kind in ("norm", "abs"):
        from .calls import norm_of
        return norm_of(el, base, sub, sup, node.span)
    if isinstance(base, tree.Call) and sub is None and sup is not None:
        return power(el, el.inside(base, elementwise=el.elementwise), sup, node.span)
    if sup is not None:
        term = superscript_member(el, node)
        if term is not None:
            return term
        term = known_term(el, name_of(tree.Script(node.span, base, None, sup)), node)
        if term is not None:
            return term if sub is None else component(el, term, index_items(sub), node.span)
        term = _chosen(el, name, node)
        if term is not None:
            return term
    if sub is None:
        if isinstance(base, tree.Number) and base.text == "1" and superscript_kind(el, sup) == "T":
            return Term("ones", (), None, 1, Size(), node.span)             # 1^T x with a plain 1
        if isinstance(base, tree.Symbol) and base.name == "e" and name_of(base) not in el.reading.variables and not el.reading.known("e") \
                and "e" not in el.params and sup is not None:
            return _exponential(el, sup, node.span)
        return power(el, el.typed(base), sup, node.span)
    if isinstance(base, tree.Script) and base.sub is None and base.sup is not None:      # (x^{(i)})_j written as nested scripts
        inner = tree.Script(node.span, base.base, sub, base.sup)
        term = superscript_member(el, inner)
        if term is not None:
            return term if sup is None else power(el, term, sup, node.span)
    term = subscripted(el, node, base, sub, sup)
    if term is None:
        raise UnsupportedError(f"{key_of(node) or 'this'} is not known here", node.span, code="TD314", hint="declare it")
    return term if sup is None else power(el, term, sup, node.span)


def _chosen(el: Elaborator, name: str | None, node: tree.Node) -> Term | None:
    """A starred or otherwise superscripted name that is a symbol of its own."""
    option = el.choice.get(name) if name else None
    if option is None:
        return None
    return variable(el, undeclared_symbol(el, name, option.rank, option.key or key_of(node), False), (), node.span)


def _exponential(el: Elaborator, sup: tree.Node, span) -> Term:
    x = el.inside(sup, elementwise=el.elementwise + 1)
    if x.is_matrix and settled_square(x):
        el.penalty(0.5, x)
        el.note("$e^{X}$ of a square matrix is the matrix exponential.")
        return Term("mfn", (x,), "exp", x.rows, x.cols, span)
    if not x.is_scalar:
        el.penalty(1.5, x)
    return Term("fn", (x,), "exp", x.rows, x.cols, span)


def settled_square(x: Term) -> bool:
    """Whether rows and columns are one size; open sizes are made one."""
    return unify(x.rows, x.cols)


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
    if name in TRANSPOSES and not (name in ("t", "T") and name in el.params):
        return "T"
    if name in CONJUGATES and not el.reading.known(name):
        return "*"
    return "+" if name in ("+", r"\dag+") else None


def power(el: Elaborator, x: Term, sup: tree.Node, span) -> Term:
    """x with a superscript: transpose, inverse or power, by the shape of x."""
    kind = superscript_kind(el, sup)
    if kind in ("T", "-T") and isinstance(sup, tree.Symbol) and sup.name in ("T", "t") and x.is_scalar and el.reading.known(sup.name):
        kind = None
    if kind == "T":
        if x.is_scalar:
            el.penalty(4.0, x)
            return x
        out = transposed(x)
        return Term(out.op, out.args, out.data, out.rows, out.cols, span) if out is not x else x
    if kind == "-T":
        el.square(x, "an inverse")
        return transposed(_inverse(el, x, span))
    if kind == "*":
        raise UnsupportedError("complex conjugates and adjoints are not supported", sup.span, code="TD313", hint=r"write ^\top for real matrices")
    if kind == "+":
        return Term("pinv", (x,), None, x.cols, x.rows, span)
    if isinstance(sup, tree.Symbol) and sup.name in ("*", r"\star", r"\ast"):
        raise UnsupportedError("a star on an expression is not supported", sup.span, code="TD313", hint="declare the starred name")
    exponent = el.inside(sup, elementwise=0)
    if not exponent.is_scalar:
        raise el.mismatch(f"an exponent has to be a scalar; {el.words(exponent)} is {show(exponent.rows, exponent.cols)}", sup.span, (exponent,), code="TD207")
    return raised_to(el, x, exponent, span)


def raised_to(el: Elaborator, x: Term, exponent: Term, span) -> Term:
    minus_one = exponent.op == "num" and exponent.data == -1
    if x.is_scalar:
        return scalar("pow", (x, exponent), span) if not (exponent.op == "num" and exponent.data == 1) else x
    if x.is_matrix and x.op not in ("fn", "had", "hpow") and not (el.elementwise and not unify(x.rows, x.cols)):
        if minus_one:
            el.square(x, "an inverse")
            return _inverse(el, x, span)
        el.square(x, "a power")
        if exponent.op != "num":
            el.penalty(1.0, x)
        return Term("mpow", (x, exponent), None, x.rows, x.cols, span)
    if x.op not in ("fn", "had", "hpow"):
        el.penalty(3.0, x)
        el.note(f"The power of ${el.words(x)}$ is taken elementwise.")
    return Term("hpow", (x, exponent), None, x.rows, x.cols, span)


def _inverse(el: Elaborator, x: Term, span) -> Term:
    if x.is_scalar:
        return scalar("div", (number(Fraction(1), span), x), span)
    return Term("inv", (x,), None, x.rows, x.cols, span)


@handles(tree.Prime)
def _prime(el: Elaborator, node: tree.Prime) -> Term:
    """X' is a transpose, unless the primed letter is a symbol of its own."""
    name = name_of(node)
    term = known_term(el, name, node) or _chosen(el, name, node)
    if term is not None:
        return term
    base = name_of(node.base)
    definition = el.reading.definitions.get(base) if base else None
    if definition is not None and definition.kind == "function":
        from .derivatives import inner_prime
        return inner_prime(el, definition, None, node.count, node.span)
    x = el.typed(node.base)
    if node.count > 1 or x.is_scalar and el.reading.declared.get(base or ""):
        raise UnsupportedError(f"the prime on {el.words(x)} has no meaning here", node.span, code="TD323", hint="write the derivative with its variable, or declare the primed name")
    if x.is_scalar:
        el.penalty(4.0, x)
    return transposed(x)
