r"""Formulas of ordinary calculus, P = \frac{RT}{V - b} and F = -\frac{GMm}{r^2}:
their capital letters are numbers as well."""
from __future__ import annotations

from collections.abc import Collection, Iterable

from ... import tree
from ...functions import BY_SPELLING
from ..conventions import TRANSPOSES
from ..names import name_of
from ..reading import Reading, names_in


_SIZES = frozenset(("N", "M", "D", "K"))          # what sums are divided by


def ordinary(everything: Iterable[tree.Node], names: Collection[str], reading: Reading) -> bool:
    """Whether what is differentiated by, or a capital letter below a bar, is certainly a number and nothing speaks
    of vectors and matrices."""
    if not reading.variables or not any(n[:1].isupper() for n in names):
        return False
    if any(d.shape != () for found in reading.declared.values() for d in found) or reading.facts.props:
        return False
    # a current; and e^{-rT} beside N(d_1): a price
    sure, quantity, grows, values = set(), "I" in reading.variables, False, False
    for node in everything:
        if _of_arrays(node, reading.variables, reading.exponents):
            return False
        if isinstance(node, tree.Fraction):
            below = names_in(node.den)
            sure.update(below)
            quantity = quantity or any(n[:1].isupper() and n not in _SIZES for n in below)
        elif isinstance(node, tree.Sum) and any(isinstance(tree.unsigned(t), tree.Number) for t in node.terms):
            # 1 + r
            sure.update(name for s in map(tree.unsigned, node.terms) if isinstance(s, tree.Symbol) and (name := name_of(s)))
        elif isinstance(node, tree.Script) and node.sup is not None:
            sure.update(raised := names_in(node.sup))
            grows = grows or name_of(node.base) == "e" and len(raised) > 1 and any(n.isupper() for n in raised)
            if isinstance(node.sup, tree.Number) and (name := name_of(node.base)) and name.islower():
                sure.add(name)
        elif isinstance(node, tree.Call):
            values = values or isinstance(node.args[0], tree.Script) and isinstance(node.args[0].sub, tree.Number)
    return quantity or grows and values or reading.variables <= sure


def _of_arrays(node: tree.Node, variables: set[str], exponents: set[str]) -> bool:
    """What only stands in formulas of vectors and matrices: x^T, \\\\|x\\\\|,
    tr A, A^{-1}, \\\\mathbf{x}, x_i, e^{At}."""
    match node:
        case tree.Symbol(font=font):
            return font in ("bold", "vec") or node.name in ("I", "1", "0") and node.name not in variables
        case tree.Script(sup=tree.Symbol(name=mark)) if mark in TRANSPOSES and mark not in exponents:
            return True
        case tree.Script(base=tree.Symbol(name="e"), sup=tree.Product(factors=factors)) if (
                any(isinstance(f, tree.Symbol) and f.name.isupper() for f in factors)):
            return any(name_of(f) in variables for f in factors)
        case tree.Script(base=tree.Symbol(name=name), sup=tree.Neg()):
            return name[:1].isupper()
        case tree.Script(sub=tree.Items()) | tree.Prime() | tree.Matrix() | tree.BigOp():
            return True
        case tree.Delim(kind=kind):
            return kind != "abs"
        case tree.Product(op=op):
            return op in ("hadamard", "kron")
        case tree.Call(function=tree.Symbol(name=name)):
            return len(name) > 1 and name not in BY_SPELLING and not name.startswith("\\")
    return False
