r"""The formula tree: what is written, macros expanded, spans kept; no shapes and no meaning.

Every node carries `span`, the (start, end) offsets of its source in the text that was read.  What only types can
decide stays as written: whether ^T is a transpose, x' a derivative, |X| a determinant, x_i a component or a name.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .walks import Inventory

Span = tuple[int, int]

# fields that hold no nodes
_WORDS = frozenset(("span", "name", "latex", "font", "text", "op", "ops", "kind", "order", "bare", "count", "delim", "source"))


def _record(cls):
    """A dataclass of which the base compares and prints, for 27 classes are made whenever a command starts;
    `holding` are its fields that may hold nodes."""
    cls = dataclass(slots=True, eq=False, repr=False)(cls)
    cls.holding = tuple([name for name in cls.__match_args__ if name not in _WORDS])
    return cls


def _kept():
    """Room for what has been found of a node once it has been asked for."""
    return field(default=None, init=False)


@_record
class Node:
    """Base: the place in the source.  Nodes are values: equal when all their parts are, never written to.

    Kept once they have been asked for: the lists of the children and
    of all nodes below (never the node itself, so that trees are freed at once), what kinds these are, and the name."""

    span: Span
    _children: "list[Node] | None" = _kept()
    _below: "list[Node] | None" = _kept()
    _inventory: "Inventory | None" = _kept()
    _name: "str | None" = field(default="", init=False)  # "" until it has been asked for, None of what has no name

    def __eq__(self, other) -> bool:
        return self is other or type(self) is type(other) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._parts()}"

    def _parts(self) -> tuple:
        return tuple([getattr(self, name) for name in self.__match_args__])


@_record
class Number(Node):
    """A number as written, 2 or 0.5."""

    text: str                      # "2", "0.5"


@_record
class Symbol(Node):
    r"""A letter or a multi-letter name.  `name` is free of styling: x, \beta, \hat{y}, tr, softmax.

    Fonts (\mathbf, \boldsymbol, \vec, {\bf ..}) are styling and only kept in `font` and `latex`; accents that make a
    new symbol (\hat, \bar, \tilde, \dot) stay in the name.  A star or dagger superscript is kept as a Script.
    """

    name: str
    latex: str
    font: str = ""                 # "", "bold", "roman", "cal", "bb", "sans", "vec", "frak"


@_record
class Script(Node):
    r"""base with sub- and superscript.  `\sin^2 x` is Script(Call(sin, x), None, 2)."""

    base: Node
    sub: Node | None
    sup: Node | None


@_record
class Prime(Node):
    """f', f'' or x'."""

    base: Node
    count: int


@_record
class Items(Node):
    """A comma-separated list: indices ij or i,j (letters side by side in a subscript are separate items), arguments."""

    items: tuple[Node, ...]


@_record
class Group(Node):
    """A bracketed expression; `kind` is the opening bracket: "(", "[", "{" (a visible brace)."""

    kind: str
    body: Node


@_record
class Delim(Node):
    """|x| "abs", ||x|| "norm", <x, y> "inner" (body is Items), floor and ceil."""

    kind: str
    body: Node


@_record
class Neg(Node):
    """A minus sign before something."""

    body: Node


@_record
class Sum(Node):
    """Terms added; a subtracted term is a Neg."""

    terms: tuple[Node, ...]


@_record
class Product(Node):
    r"""Factors of one kind of product: "juxt" side by side, "dot" \cdot, "times" \times or *, "hadamard" \odot or
    \circ, "kron" \otimes.  juxt binds tighter than the others:
    `A x \odot b` is Product(hadamard, [Product(juxt, A, x), b])."""

    op: str
    factors: tuple[Node, ...]


@_record
class Fraction(Node):
    r"""\frac{num}{den} or num/den."""

    num: Node
    den: Node


@_record
class Root(Node):
    r"""\sqrt[degree]{body}."""

    body: Node
    degree: Node | None


@_record
class Call(Node):
    r"""A function applied: log x, \sigma(Wx), f(x, y), \operatorname{tr} AB.
    `function` is a Symbol, Script or Prime."""

    function: Node
    args: tuple[Node, ...]


@_record
class BigOp(Node):
    r"""\sum, \prod, \int, \mathbb{E}, max_{i}, min_{i} with its body.  `lower` is the subscript as a tree: a Symbol
    `i`, Items `i,j`, or a Relation (`i=1`, `i<j`, `j\neq i`, `i \in S`, `1 \le i < j \le n`), Items of those
    for \substack and lists."""

    op: str
    lower: Node | None
    upper: Node | None
    body: Node


@_record
class Variable(Node):
    r"""What a derivative is taken by, and how often: x (1), x^T (1), x_i (1), x (2) for \partial x^2."""

    node: Node
    order: int


@_record
class Derivative(Node):
    r"""kind "partial", "d", "nabla", "D", "jacobian" (J_f), "hessian" (H_f), "delta" or "total".  `variables` is empty
    when none is written (\nabla f).  `order` is the total order (2 for \nabla^2).
    `operand` is None when nothing follows.
    `bare` is true when the operand was not bracketed, so that its reach is a reading and not what is written."""

    kind: str
    variables: tuple[Variable, ...]
    order: int
    operand: Node | None
    bare: bool = False


@_record
class Limit(Node):
    r"""\lim_{variable \to target} body."""

    variable: Node
    target: Node
    body: Node


@_record
class Optimum(Node):
    r"""kind "argmin", "argmax", "min" or "max" over `variables`; `constraints` are the statements after "s.t."."""

    kind: str
    variables: tuple[Node, ...]
    body: Node
    constraints: tuple[Node, ...] = ()


@_record
class Relation(Node):
    r"""A chain a = b <= c: parts one more than ops.  ops are "=", ":=", "!=", "<", "<=", ">", ">=", "in", "approx",
    "propto", "sim", "to", "implies", "iff", "equiv", "set" (\stackrel{!}{=}), and others by their command name."""

    parts: tuple[Node, ...]
    ops: tuple[str, ...]


@_record
class Matrix(Node):
    """Entries in rows, in brackets of some kind."""

    rows: tuple[tuple[Node, ...], ...]
    delim: str  # "[", "(", "|" (a determinant), "", or "numbers": made of derivatives of numbers by numbers


@_record
class Cases(Node):
    """Rows of (value, condition); the condition None means otherwise."""

    rows: tuple[tuple[Node, Node | None], ...]


@_record
class At(Node):
    r"""body \big|_{x = x_0}: `where` is the Relation (or Items of them)."""

    body: Node
    where: Node


@_record
class Text(Node):
    """Words among the mathematics."""

    text: str


@_record
class Dots(Node):
    r"""\dots, \cdots, \vdots, ..."""


@_record
class Missing(Node):
    """Nothing, where an expression belongs: the right side of `f = ?` or of a bare `=`."""


@_record
class Formula(Node):
    r"""One piece of mathematics: its statements, in order, as separated by top-level commas, \quad, \\ and text.

    `statements` holds Relation, expressions and Text.  `source` is the text that was read."""

    statements: tuple[Node, ...]
    source: str
