r"""What stands in brackets above a letter: a label, x^{(i)} and W^{[l-1]}, or an exponent, e^{(-x^2)} and x^{(1/2)}."""
from __future__ import annotations

from .. import tree
from ..errors import ReadError
from .parser import Parser

_INDICES = frozenset("ijklmnpqrstcdhLMNTKPQ") | {r"\ell", r"\tau"}


def above(p: Parser, base: tree.Node, sup: tree.Group) -> tree.Node:
    """The superscript without its brackets where it is an exponent.  ReadError (TD105) where it may be either.

    A number and e have labels at most of the usual letters of an index, e^{(i)};
    other letters have no label that is calculated with."""
    body = sup.body
    powered = isinstance(base, tree.Number) or isinstance(base, tree.Symbol) and base.name == "e" and not base.font
    if powered:
        return sup if not isinstance(base, tree.Number) and _numbers(body) else body
    if not isinstance(tree.unscripted(base), tree.Symbol) or not _calculated(body):
        return sup
    first = tree.unsigned(body.terms[0] if isinstance(body, tree.Sum) else body)
    if isinstance(body, tree.Neg | tree.Sum) and isinstance(first, tree.Symbol) and first.name in _INDICES:
        raise ReadError("whether this is an exponent or a label is not clear", sup.span, code="TD105",
                        hint="write an exponent without brackets, a label as one letter")
    return body


def _numbers(body: tree.Node) -> bool:
    """i, 2, (i, j), l - 1 of the usual letters."""
    match body:
        case tree.Symbol(name=name):
            return name in _INDICES
        case tree.Number(text=text):
            return text.isdigit()
        case tree.Items(items=parts) | tree.Sum(terms=parts):
            return all(_numbers(tree.unsigned(part)) for part in parts) and not isinstance(parts[0], tree.Neg)
    return isinstance(body, tree.Text)


def _calculated(body: tree.Node) -> bool:
    """Whether a value has to be worked out: -1, 1/2, a^T x, \\log n."""
    match body:
        case tree.Neg() | tree.Fraction() | tree.Delim() | tree.Root() | tree.Call() | tree.BigOp():
            return True
        case tree.Number(text=text):
            return not text.isdigit()
        case tree.Script(sup=sup):
            return sup is not None and not isinstance(sup, tree.Symbol)
        case tree.Product(op=op, factors=factors):
            return op != "juxt" or any(_calculated(f) or isinstance(f, tree.Script) and f.sup is not None for f in factors)
        case tree.Sum(terms=terms):
            return isinstance(terms[0], tree.Neg) or any(_calculated(tree.unsigned(t)) for t in terms)
    return False
