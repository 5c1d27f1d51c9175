r"""The normal density \mathcal{N}(x \mid \mu, \Sigma) and its logarithm, where nothing else is said of \mathcal{N}."""
from __future__ import annotations

from fractions import Fraction

from ... import tree
from ...symbols import NORMAL, named_at
from ..names import is_letter, key_of, name_of
from ..reading import Definition, flat_arguments
from .elaborate import Elaborator, add, negative
from .indices import index_term
from .lets import let_of
from .powers import raised_to
from .products import multiply, transposed
from .term import Term, is_zero, number, scalar
from .unify import unify


def named_gaussian(el: Elaborator, args, node: tree.Call) -> Term:
    r"""\mathcal{N}(x_n \mid \mu_k, \Sigma_k) as a value with a name, numbered by n and k: derivatives of a density
    are written with it again."""
    if any(name_of(a) is None for a in args):
        return gaussian(el, args, node)
    known = el.scope.keys() | el.free.keys() | el.outer | el.reading.free_letters
    letters = dict.fromkeys(n.name for a in args for n in tree.nodes(a) if isinstance(n, tree.Symbol)
                            and is_letter(n) and n.name in known)
    latex, places = (NORMAL + key_of(node).removeprefix(key_of(node.function)),
                     {letter: f"#{k}" for k, letter in enumerate(letters)})
    name = named_at(latex, places)
    if name in el.building:
        return gaussian(el, args, node)
    definition = Definition(name, node, node, "family" if letters else "value", tuple(letters), node.span)
    let = let_of(el, definition)
    let.latex = latex
    return Term("ref", tuple(index_term(el, tree.Symbol(node.span, letter, letter), size)
                             for letter, size in zip(letters, let.sizes)), let, 1, 1, node.span)


def gaussian(el: Elaborator, args, node, *, log: bool = False) -> Term:
    r"""\mathcal{N}(x \mid \mu, \Sigma), the density of the normal distribution, of a vector
    or a scalar; or its logarithm."""
    span = node.span
    x, mean, spread = (el.alone(a) for a in args)
    centred = is_zero(mean)
    if not centred:
        el.same(x, mean, "a normal density needs equal shapes", span)
    structure = ""
    if spread.op == "var" and spread.is_matrix and not spread.data.declared:
        spread.data.props |= {"posdef"}
        structure = ", which is symmetric and positive definite"
    el.note(rf"$\mathcal{{N}}$ is the normal density with mean ${el.words(mean)}$ and (co)variance "
            rf"${el.words(spread)}${structure}.")
    minus_half = number(Fraction(-1, 2), span)
    difference = x if centred else add(el, [x, negative(mean, span)], span)
    two_pi = scalar("mul", (number(Fraction(2), span), Term("const", (), "pi", 1, 1, span)), span)
    if x.is_scalar:
        if (name_of(args[2]) or "").lstrip("\\")[:1].isupper():          # \Sigma_k is a matrix rather
            el.penalty(3.0, x, mean, spread)
        if not spread.is_scalar:
            raise el.mismatch("the variance of a scalar is a scalar", span, (x, spread))
        form = scalar("div", (scalar("pow", (difference, number(Fraction(2), span)), span), spread), span)
        volume = scalar("mul", (two_pi, spread), span)
        size: Term = number(Fraction(1), span)
    else:
        if not (x.is_vector and spread.is_matrix and unify(x.rows, spread.rows) and unify(spread.rows, spread.cols)):
            raise el.mismatch("a normal density of a vector needs a square covariance matrix of its size", span, (x, spread))
        form = multiply(el, [transposed(difference), raised_to(el, spread, number(Fraction(-1), span), span), difference], span)
        volume = scalar("det", (spread,), span)
        size = Term("dim", (), x.rows, 1, 1, span)
    exponent = scalar("mul", (minus_half, form), span)
    if log:
        parts = [exponent, scalar("mul", (minus_half, scalar("fn", (volume,), span, "log")), span)]
        if not x.is_scalar:
            parts.append(scalar("mul", (minus_half, size, scalar("fn", (two_pi,), span, "log")), span))
        return add(el, parts, span)
    density = scalar("mul", (scalar("pow", (volume, minus_half), span), scalar("fn", (exponent,), span, "exp")), span)
    if x.is_scalar:
        return density
    return scalar("mul", (scalar("pow", (two_pi, scalar("mul", (minus_half, size), span)), span), density), span)


def gaussian_arguments(el: Elaborator, node: tree.Node) -> tuple[tree.Node, ...] | None:
    r"""x, \mu, \Sigma of an undefined \mathcal{N}(x \mid \mu, \Sigma), and of a plain N with these letters;
    None for anything else."""
    node = tree.opened(node)
    if not (isinstance(node, tree.Call) and isinstance(node.function, tree.Symbol) and node.function.name == "N"):
        return None
    args = flat_arguments(node.args)
    if len(args) != 3 or r"\mathcal{N}" in el.reading.definitions:
        return None
    told = (node.function.font == "cal" or _root(args[1]) in (r"\mu", None) and _root(args[2]) in (r"\sigma", r"\Sigma")
            and not el.reading.known("N"))
    return args if told else None


def _root(node: tree.Node) -> str | None:
    r"""The letter of \mu_k and \sigma^2, None for 0."""
    return None if tree.is_number(node, "0") else name_of(tree.bare(node)) or ""
