r"""Arrays inside of functions of arrays, read back as matrices where that
is plain: \left((A + vv^\top)^{-1}\right)_{ij}.

`vector` and `matrix` give the piece whose components are the node at the index (indices), or None
where the form is not one of a few.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from .. import index as ix
from ..index import Index, Node
from . import functions
from .leaves import leaf_piece, member
from .notation import leaf, number, op, row
from .pieces import Piece, add, power, product, starred

if TYPE_CHECKING:
    from .components import Components, Names


class Arrays:
    """Reads arrays of one derivation; `writer` prints the scalar factors and supplies names and style."""

    def __init__(self, writer: "Components", names: "Names"):
        self.writer, self.names = writer, names

    def vector(self, node: Node, i: Index) -> Piece | None:
        """The column with entries `node` at i."""
        match node.op:
            case "comp":
                return self._named(node, (i,))
            case "app":
                return self._applied(node, (i,))
            case "add":
                return self._sum([self.vector(a, i) for a in node.args])
            case "mul":
                return self._vector_product(node.args, i)
            case "sum":
                return self._contracted(node, lambda k, left,
                                        right: self._times(self._matrix_product(left, i, k),
                                            self._vector_product(right, k)), i, None)
            case "fn" if node.data not in ("abs", "step"):
                inner = self.vector(node.args[0], i)
                return None if inner is None else functions.elementwise(node.data, inner, self.writer.style, False)
        return None

    def matrix(self, node: Node, i: Index, j: Index) -> Piece | None:
        """The matrix with entries `node` at i, j."""
        match node.op:
            case "comp":
                straight = self._named(node, (i, j))
                return straight if straight is not None else self._transposed(self._named(node, (j, i)))
            case "app":
                return self._applied(node, (i, j))
            case "delta" if set(node.ix) == {i, j}:
                return leaf_piece(self.writer.style.identity)
            case "add":
                return self._sum([self.matrix(a, i, j) for a in node.args])
            case "mul":
                return self._matrix_product(node.args, i, j)
            case "sum":
                return self._contracted(node, lambda k, left,
                                        right: self._times(self._matrix_product(left, i, k),
                                            self._matrix_product(right, k, j)), i, j)
            case "tfn" if node.data[0] == "inv" and node.ix[2:] in ((i, j), (j, i)):
                inner = self.matrix(node.args[0], node.ix[0], node.ix[1])
                exponent = number(1) if node.ix[2:] == (i, j) else leaf(self.writer.style.transpose)
                return None if inner is None else power(inner, row(op("-"), exponent))
        return None

    def _named(self, node: Node, slots: tuple[Index, ...]) -> Piece | None:
        """A symbol whose last indices are the slots, in this order."""
        count, symbol = len(slots), node.data
        outer = node.ix[:-count]
        if (node.ix[-count:] != slots or len(outer) != len(symbol.family) or any(i in slots for i in outer)
                or len(symbol.slots) != len(node.ix)):
            return None
        if count == 1 and symbol.shape[0] == 1:                  # a row vector
            return None
        return member(symbol, self.writer.indices(outer, self.names))

    def _applied(self, node: Node, slots: tuple[Index, ...]) -> Piece | None:
        r"""The value of an unspecified function whose own axes are the slots: K(\theta)."""
        outputs = sum(node.data[2])
        return (self.writer.app(ix.make("app", node.args, node.ix[:outputs], node.data), self.names)
                if node.ix[outputs:] == slots else None)

    def _sum(self, pieces: Sequence[Piece | None]) -> Piece | None:
        return None if any(p is None for p in pieces) else add(list(pieces))

    def _times(self, left: Piece | None, right: Piece | None) -> Piece | None:
        return None if left is None or right is None else product(Fraction(1), [left, right])

    def _transposed(self, piece: Piece | None) -> Piece | None:
        return None if piece is None else power(piece, leaf(self.writer.style.transpose))

    def _split(self, factors: Sequence[Node], *slots: Index) -> tuple[Fraction, list[Piece], list[Node]]:
        """Number, scalar factors as pieces, and the factors with one of the slots."""
        value, scalars, rest = Fraction(1), [], []
        for f in factors:
            if f.op == "num":
                value *= f.data
            elif f.free.isdisjoint(slots):
                scalars.append(self.writer.build(f, self.names))
            else:
                rest.append(f)
        return value, scalars, rest

    def _vector_product(self, factors: Sequence[Node], i: Index) -> Piece | None:
        value, scalars, rest = self._split(factors, i)
        columns = [self.vector(f, i) for f in rest]
        if not columns or any(c is None for c in columns):
            return None
        return product(value, [*scalars, columns[0] if len(columns) == 1 else starred(self.writer.style.hadamard, columns)])

    def _matrix_product(self, factors: Sequence[Node], i: Index, j: Index) -> Piece | None:
        value, scalars, rest = self._split(factors, i, j)
        left, right = [f for f in rest if j not in f.free], [f for f in rest if i not in f.free]
        if rest and len(left) + len(right) == len(rest):
            if not left or not right:
                return None
            outer = self._times(self._vector_product(left, i), self._transposed(self._vector_product(right, j)))
            return None if outer is None else product(value, [*scalars, outer])
        arrays = [self.matrix(f, i, j) for f in rest]
        if not arrays or any(a is None for a in arrays):
            return None
        return product(value, [*scalars, arrays[0] if len(arrays) == 1 else starred(self.writer.style.hadamard, arrays)])

    def _contracted(self, node: Node, join: Callable[[Index, list[Node], list[Node]], Piece | None], i: Index,
                    j: Index | None) -> Piece | None:
        """A sum over k of what has i and k times what has k and j (or k alone)."""
        k, body = node.ix[0], node.args[0]
        factors = list(body.args) if body.op == "mul" else [body]
        if any(k not in f.free and f.op != "num" or j is not None and i in f.free and j in f.free for f in factors):
            return None
        left = [f for f in factors if i in f.free or f.op == "num"]
        right = [f for f in factors if f not in left]
        if not right or not any(i in f.free for f in left) or j is not None and not any(j in f.free for f in right):
            return None
        return join(k, left, right)
