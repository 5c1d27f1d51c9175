r"""Indices: which scripts can be one, and the index terms they become."""
from __future__ import annotations

from fractions import Fraction

from ... import tree
from ...errors import ShapeError, UnsupportedError
from ..conventions import INDEX_LETTERS
from ..names import is_letter
from ..reading import Reading
from .elaborate import Elaborator
from .term import Term, number, scalar
from .unify import Size, settled, unify



def is_index(el: Elaborator, node: tree.Node) -> bool:
    """Whether a script item can be an index: a letter, a number, i+1, t-1."""
    match node:
        case tree.Number():
            return node.text.isdigit()
        case tree.Symbol():
            if node.name in el.reading.labels and node.name not in el.scope:
                return False
            return node.name in el.scope or node.name in el.free or node.name in el.outer or node.name in INDEX_LETTERS or \
                is_letter(node)
        case tree.Sum():
            return len(node.terms) == 2 and is_index(el, node.terms[0]) and isinstance(tree.unsigned(node.terms[1]), tree.Number)
        case tree.Group():
            return is_index(el, node.body)
    return False


def index_term(el: Elaborator, node: tree.Node, size) -> Term:
    """An index as a term; the size its values run over is unified with `size`."""
    match node:
        case tree.Number():
            _from_one(node.text, node)
            if isinstance(size, Size) and isinstance(size.root().name, int) and not 1 <= int(node.text) <= size.root().name:
                raise ShapeError(f"index {node.text} is outside of 1..{size.root().name}", node.span, code="TD204",
                                 hint=f"write an index from 1 to {size.root().name}, or declare a longer vector")
            return number(Fraction(node.text), node.span)
        case tree.Group():
            return index_term(el, node.body, size)
        case tree.Sum() if is_index(el, node):
            inner = index_term(el, node.terms[0], size)
            step = node.terms[1]
            by = -int(step.body.text) if isinstance(step, tree.Neg) else int(step.text)
            out = scalar("shift", (inner,), node.span, by)
            out.free = inner.free
            return out
        case tree.Symbol() if node.name in el.params:
            value = el.params[node.name]
            if value.op not in ("num", "idx", "shift"):
                raise ShapeError("this is not an index", node.span, code="TD204")
            if value.op == "num":
                _from_one(str(value.data), node)
            return value
        case tree.Symbol() if (len(node.name) > 1 and not is_letter(node) and not node.name.startswith("\\")
                               and node.name not in el.scope):
            raise ShapeError(f"{node.name} is no index", node.span, code="TD204",
                             hint="an index is a letter; declare the name with its subscript if it is a symbol of its own")
        case tree.Symbol():
            name, own = el.scope.get(node.name) or (None, None)
            bound = name is not None
            if not bound:
                name = node.name
                own = el.free.get(name)
                if own is None:
                    own = el.free[name] = Size()
            if not unify(own, size):
                raise el.mismatch(
                    f"the index {node.latex} runs over {_runs(own)} here and over {_runs(size)} elsewhere", node.span,
                    (), code="TD204", hint="use another letter, or declare the sizes")
            el.letters.append((node.name, own))
            out = Term("idx", (), name, 1, 1, node.span)
            out.free = frozenset() if bound else frozenset((name,))
            return out
    raise ShapeError("this is not an index", node.span, code="TD204",
                     hint="an index is a letter, a number, or letters plus or minus numbers, as in x_{i+m-1}")


def _from_one(value: str, node: tree.Node) -> None:
    if value == "0":
        raise UnsupportedError("entries are numbered from 1 here", node.span, code="TD325",
                               hint="let the sum begin at 1, or name the entry with number 0 by a letter of its own")


def _runs(size) -> str:
    return f"1..{settled(size) or '?'}"


def commutes(reading: Reading, name: str | None, items) -> bool:
    """Whether K_{m,n} is the commutation matrix: an undeclared K with two sizes below."""
    return name == "K" and len(items) == 2 and not reading.known("K") and all(
        isinstance(i, tree.Symbol) and i.name in reading.dims and i.name not in reading.free_letters for i in items)


def sliced(items) -> bool:
    """Whether a subscript takes a whole axis: X_{i:}, X_{:,j}."""
    return any(isinstance(i, tree.Relation) and i.ops == (":",) for i in items)
