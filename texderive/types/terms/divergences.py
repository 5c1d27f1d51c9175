r"""The Kullback-Leibler divergence, where nothing else is said of KL: of two normal distributions in closed form,
of two vectors of probabilities as a sum."""
from __future__ import annotations

from fractions import Fraction

from ... import tree
from ...errors import UnsupportedError
from ..names import name_of
from ..reading import flat_arguments
from .elaborate import Elaborator, add, negative
from .powers import raised_to
from .products import multiply, transposed
from .term import Term, is_zero, number, scalar
from .unify import unify

NAMES = frozenset(("D_KL", "d_KL"))                   # D_{KL}(q \| p), which is read as a product
_BARS = ("mid", "parallel")


def compared(node: tree.Node) -> tuple[tree.Node, tree.Node] | None:
    r"""q and p of what stands between the brackets, q \| p."""
    node = tree.opened(node)
    return node.parts if isinstance(node, tree.Relation) and len(node.parts) == 2 and node.ops[0] in _BARS else None


def divergence(el: Elaborator, args: tuple[tree.Node, ...], node: tree.Node) -> Term:
    r"""KL(q \| p) of two normal distributions \mathcal{N}(m, S), or of two vectors q and p.

    Raises UnsupportedError (TD314) for anything else.  Source: Kullback and Leibler, On information and sufficiency,
    1951; the closed form is that of Gaussians in any text on variational inference.
    """
    sides = compared(args[0]) if len(args) == 1 else tuple(args) if len(args) == 2 else None
    if sides is None:
        raise _unknown(node)
    normal = [_moments(side) for side in sides]
    if all(normal):
        return _of_normals(el, normal[0], normal[1], node)
    if any(normal):
        raise _unknown(node)
    q, p = (el.alone(side) for side in sides)
    if not (q.is_vector and p.is_vector):
        if {q.op, p.op} <= {"var", "app"}:
            raise _unknown(node)
        raise el.mismatch(_UNKNOWN, node.span, (q, p), code="TD314", hint=_KNOWN)
    el.same(q, p, "the divergence of two distributions needs equal shapes", node.span)
    el.note(rf"$\mathrm{{KL}}$ of two vectors of probabilities is the sum of ${el.words(sides[0])}_i "
            rf"\log({el.words(sides[0])}_i/{el.words(sides[1])}_i)$.")
    if q.op == "var" and not q.data.declared and q.data.base not in el.reading.variables:
        q.data.props |= {"simplex"}
    ratio = Term("div", (q, p), None, q.rows, 1, node.span)
    return multiply(el, [transposed(q), Term("fn", (ratio,), "log", q.rows, 1, node.span)], node.span)


def _unknown(node: tree.Node) -> UnsupportedError:
    return UnsupportedError(_UNKNOWN, node.span, code="TD314", hint=_KNOWN)


_UNKNOWN = "this divergence is not known"
_KNOWN = (r"define it, KL(q \| p) = ..; known are those of \mathcal{N}(m, S) and \mathcal{N}(\mu, \Sigma), "
          "and of two vectors")


def _moments(node: tree.Node) -> tuple[tree.Node, tree.Node] | None:
    r"""m and S of \mathcal{N}(m, S) and \mathcal{N}(x \mid m, S)."""
    node = tree.opened(node)
    if not (isinstance(node, tree.Call) and isinstance(node.function, tree.Symbol) and node.function.name == "N"
            and node.function.font == "cal"):
        return None
    args = flat_arguments(node.args)
    return args[-2:] if len(args) in (2, 3) else None


def _of_normals(el: Elaborator, q: tuple[tree.Node, tree.Node], p: tuple[tree.Node, tree.Node], node: tree.Node) -> Term:
    span = node.span
    half, one = number(Fraction(1, 2), span), number(Fraction(1), span)
    (m, S), (mu, sigma) = (tuple(el.alone(a) for a in side) for side in (q, p))
    shift = _difference(el, m, mu, span)
    if S.is_scalar and sigma.is_scalar and (shift is None or shift.is_scalar):
        for side in (q[1], p[1]):
            if (name_of(side) or "").lstrip("\\")[:1].isupper():         # \Sigma is a matrix rather
                el.penalty(3.0, S, sigma)
        squares = [] if shift is None else [scalar("div", (scalar("pow", (shift, number(Fraction(2), span)), span), sigma), span)]
        parts = [scalar("div", (S, sigma), span), *squares, negative(one, span),
                 scalar("fn", (scalar("div", (sigma, S), span),), span, "log")]
    else:
        if not (S.is_matrix and sigma.is_matrix and unify(S.rows, S.cols) and unify(sigma.rows, sigma.cols)
                and unify(S.rows, sigma.rows)
                and (shift is None or shift.is_vector and unify(shift.rows, S.rows))):
            raise el.mismatch("normal distributions of vectors need square covariance matrices of their size", span,
                              tuple(t for t in (S, sigma, m, mu) if t is not None))
        _positive(S), _positive(sigma)
        standard = sigma.op == "var" and sigma.data.special == "eye"
        inverse = None if standard else raised_to(el, sigma, number(Fraction(-1), span), span)
        squares = ([] if shift is None else [multiply(el, [transposed(shift), shift] if standard
                                                      else [transposed(shift), inverse, shift], span)])
        volumes = [negative(_log_det(S, span), span)] if standard else [_log_det(sigma, span), negative(_log_det(S, span), span)]
        parts = [scalar("tr", (S if standard else multiply(el, [inverse, S], span),), span), *squares,
                 negative(Term("dim", (), S.rows, 1, 1, span), span), *volumes]
    el.note(r"$\mathrm{KL}$ of two normal distributions has a closed form.")
    return scalar("mul", (half, add(el, parts, span)), span)


def _difference(el: Elaborator, m: Term, mu: Term, span) -> Term | None:
    """m - mu; None where both are 0, and a zero left out."""
    zero = [is_zero(x) for x in (m, mu)]
    if all(zero):
        return None
    if zero[1]:
        return m
    return negative(mu, span) if zero[0] else add(el, [m, negative(mu, span)], span)


def _log_det(x: Term, span) -> Term:
    return scalar("fn", (scalar("det", (x,), span),), span, "log")


def _positive(x: Term) -> None:
    if x.op == "var" and x.is_matrix and not x.data.declared:
        x.data.props |= {"posdef"}
