"""Whether a node of a formula asks for something: a derivative, a limit, an optimum, f'(x), and expressions with these in them."""
from __future__ import annotations

from ... import tree
from ..names import name_of

_FUNCTION_SIGNS = (r"\phi", r"\varphi", r"\psi", r"\Phi", r"\Psi", r"\ell", r"\sigma", r"\mathcal{L}")
_OF_MATRICES = ("det", "tr", "Tr", "trace")              # of a Jacobian or a Hessian


def asks(node: tree.Node) -> bool:
    """Whether a node asks for something: a derivative, a limit, an optimum, f'(x)."""
    if type(node) is tree.Symbol:
        return False
    match node:
        case tree.Derivative() | tree.Limit() | tree.Optimum():
            return True
        case tree.At() | tree.Group():
            return asks(node.body)
        case tree.Prime() if isinstance(node.base, (tree.Group, tree.Derivative)):
            return asks(node.base)
        case tree.Prime():
            return isinstance(node.base, tree.Symbol) and node.base.font != "bold" and name_of(node.base) in ("f", "g", "h", "F", "J", "L", "y", r"\phi", r"\varphi", r"\psi")
        case tree.Call():
            return isinstance(node.function, tree.Prime) or isinstance(node.function, tree.Script) and name_of(node.function.base) in ("H", "J") and \
                isinstance(node.function.base, tree.Symbol) and not _only_a_label(node.function.sub) \
                or name_of(node.function) in _OF_MATRICES and any(_asks_within(a) for a in node.args)
        case tree.Sum():
            return any(_asks_within(t) for t in node.terms)
        case tree.Neg():
            return _asks_within(node.body)
        case tree.Product():
            return any(_asks_within(f) for f in node.factors)
        case tree.Fraction():
            return _asks_within(node.num) or _asks_within(node.den)
        case tree.Script():
            return _asks_within(node.base)
        case tree.Delim():
            return any(map(_asks_within, tree.items_of(node.body)))
        case tree.Matrix():
            return any(_asks_within(cell) for row in node.rows for cell in row)
    return False


def _only_a_label(sub: tree.Node | None) -> bool:
    r"""Whether the script of J_\lambda(\theta), J_1(x), J_{reg}(w) names no function, so that this is a loss and no Jacobian."""
    return not isinstance(sub, tree.Symbol) or len(sub.name) > 1 and sub.name not in _FUNCTION_SIGNS or sub.name in "ijkmnt"


def _asks_within(node: tree.Node) -> bool:
    """Whether a part of an expression asks; a prime on a letter does not, as y'x could be a transpose."""
    return not (isinstance(node, tree.Prime) and isinstance(node.base, tree.Symbol)) and asks(node)
