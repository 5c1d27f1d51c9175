r"""Components of matrix expressions: each by the law of its operator, with the author's index names in force.

`Lowering.component(x, i, j)` is the component of a matrix expression: i is its row index (None for a single row), j its
column index.  Subexpressions that a teacher would name (the argument of a norm, of a function, of an inverse) become
named intermediates, `index.Definition`s, in the order in which they are met.
"""
from __future__ import annotations

from .. import index as ix
from ..errors import UnsupportedError
from ..index import Index, IndexTerm, Node
from ..matrix import Expr
from ..symbols import Symbol
from .intermediates import Intermediates
from .laws import LAWS

_WITHOUT_LAW = {"svecs": "the matrix of all singular vectors by itself"}


class Lowering:
    """Lowers the expressions of one problem; `free` maps the author's free index names to indices."""

    def __init__(self, free: dict[str, Index], intermediates: Intermediates):
        self.names: dict[str, IndexTerm] = dict(free)
        self.given = intermediates
        self._memo: dict = {}

    def component(self, x: Expr, i: IndexTerm | None = None, j: IndexTerm | None = None) -> Node:
        key = (x, i, j, self.given.enabled)
        if not self.names:
            found = self._memo.get(key)
            if found is not None:
                return found
        law = LAWS.get(x.op)
        if law is None:
            raise UnsupportedError(f"{_WITHOUT_LAW.get(x.op, 'this expression')} has no component form here", code="TD330",
                                   hint="write the expression with sums, products, norms, traces, inverses or "
                                        "elementwise functions")
        node = law(self, x, i, j)
        if not self.names:
            self._memo[key] = node
        return node

    # ------------------------------------------------------------ helpers

    def fresh(self, size) -> Index | None:
        return None if size == 1 else ix.fresh(size)

    def index(self, x: Expr) -> IndexTerm:
        """An index node as an index."""
        match x.op:
            case "num":
                return int(x.data)
            case "shift":
                return ix.shifted(self.index(x.args[0]), x.data)
        if x.data not in self.names:
            raise UnsupportedError(f"the index {x.data} is not bound by a sum and not free here", code="TD331",
                                   hint="write the sum that binds it")
        return self.names[x.data]

    def within(self, names: dict[str, IndexTerm], x: Expr, i=None, j=None) -> Node:
        """A component of x with index names of the author's standing for these indices."""
        before, self.names = self.names, self.names | names
        try:
            return self.component(x, i, j)
        finally:
            self.names = before

    def array(self, x: Expr) -> tuple[tuple[Index, ...], Node]:
        """x as a body with one fresh index per axis."""
        i, j = self.fresh(x.shape[0]), self.fresh(x.shape[1])
        body = self.given.named(self, x, i, j, always=True)
        return ix.present(i, j), body

    def quotient_part(self, x: Expr, i, j) -> Node:
        """Numerator or denominator: named when it holds sums."""
        return self.component(x, i, j) if not x.is_scalar or self.given.simple(x) else self.argument(x, i, j)

    def component_of(self, v: Expr, inner: list) -> tuple[Symbol, tuple[IndexTerm, ...]]:
        """The symbol and component a derivative is taken by;
        whole arrays take their indices from the derivative's axes."""
        while v.op in ("T", "vec"):
            v = v.args[0]
        if v.op == "comp":
            return v.args[0].data, tuple(self.index(k) for k in (*v.args[0].args, *v.args[1:]))
        return v.data, tuple(self.index(k) for k in v.args) + tuple(inner.pop(0) for size in v.shape if size != 1)

    def factor(self, x: Expr, i, j) -> Node:
        """A component of a factor; a bracket that stands in the question more than once has a name."""
        core = x.args[0] if x.op == "T" else x
        if core not in self.given.repeated:
            return self.component(x, i, j)
        return self.given.named(self, core, j, i) if x.op == "T" else self.given.named(self, core, i, j)

    def argument(self, x: Expr, i, j) -> Node:
        """A component of an argument that deserves a name of its own."""
        return self.given.named(self, x, i, j)
