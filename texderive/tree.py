r"""The formula tree: what is written, macros expanded, spans kept; no shapes and no meaning.

Every node carries `span`, the (start, end) offsets of its source in the text that was read.  What only types can
decide stays as written: whether ^T is a transpose, x' a derivative, |X| a determinant, x_i a component or a name.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

Span = tuple[int, int]


_record = dataclass(slots=True, eq=False, repr=False)      # the base compares and prints for all: 27 classes are made whenever a command starts


class _Below:
    """The room in which a node keeps the lists of its children and of all nodes below, what kinds these are, and its name, once they have been asked for; never itself, so that trees are freed at once."""

    __slots__ = ("_children", "_below", "_name", "_inventory")


@_record
class Node(_Below):
    """Base: the place in the source.  Nodes are values: equal when all their parts are, never written to."""

    span: Span

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
    r"""Factors of one kind of product: "juxt" side by side, "dot" \cdot, "times" \times or *, "hadamard" \odot or \circ,
    "kron" \otimes.  juxt binds tighter than the others: `A x \odot b` is Product(hadamard, [Product(juxt, A, x), b])."""

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
    r"""A function applied: log x, \sigma(Wx), f(x, y), \operatorname{tr} AB.  `function` is a Symbol, Script or Prime."""

    function: Node
    args: tuple[Node, ...]


@_record
class BigOp(Node):
    r"""\sum, \prod, \int, \mathbb{E}, max_{i}, min_{i} with its body.  `lower` is the subscript as a tree: a Symbol `i`, Items `i,j`,
    or a Relation (`i=1`, `i<j`, `j\neq i`, `i \in S`, `1 \le i < j \le n`), Items of those for \substack and lists."""

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
    r"""kind "partial", "d", "nabla", "D", "jacobian" (J_f), "hessian" (H_f), "delta" or "total".  `variables` is empty when
    none is written (\nabla f).  `order` is the total order (2 for \nabla^2).  `operand` is None when nothing follows.
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
    r"""A chain a = b <= c: parts one more than ops.  ops are "=", ":=", "!=", "<", "<=", ">", ">=", "in", "approx", "propto",
    "sim", "to", "implies", "iff", "equiv", "set" (\stackrel{!}{=}), and others by their command name."""

    parts: tuple[Node, ...]
    ops: tuple[str, ...]


@_record
class Matrix(Node):
    """Entries in rows, in brackets of some kind."""

    rows: tuple[tuple[Node, ...], ...]
    delim: str                     # "[", "(", "|" (a determinant), "", or "numbers": made of derivatives of numbers by numbers


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


_FIELDS: dict[type, tuple[str, ...]] = {}      # of a kind of node: the fields that may hold nodes
_WORDS = frozenset(("span", "name", "latex", "font", "text", "op", "ops", "kind", "order", "bare", "count", "delim", "source"))


def children(node: Node) -> Sequence[Node]:
    """The nodes directly below, in order of writing; not to be changed."""
    found = getattr(node, "_children", None)
    if found is None:
        found = []
        for name in _fields(node):
            value = getattr(node, name)
            if type(value) is tuple:
                _add_nodes(value, found)
            elif value is not None:
                found.append(value)
        node._children = found
    return found


def _fields(node: Node) -> tuple[str, ...]:
    fields = _FIELDS.get(type(node))
    if fields is None:
        fields = _FIELDS[type(node)] = tuple(name for name in node.__match_args__ if name not in _WORDS)
    return fields


def _add_nodes(values: tuple, found: list[Node]) -> None:
    """The nodes in a tuple of nodes or of tuples of them."""
    for v in values:
        if type(v) is tuple:
            _add_nodes(v, found)
        elif v is not None:
            found.append(v)


def nodes(node: Node) -> list[Node]:
    """The node and all below it in order of writing, each before what is below it."""
    below = getattr(node, "_below", None)
    if below is None:
        below = node._below = []
        for child in children(node):
            below.append(child)
            if _fields(child):
                below += nodes(child)[1:]
    return [node, *below]


class Inventory:
    """Which kinds of nodes occur in some trees, and which names and fonts their symbols have: whether a pass has anything to do there.

    `below`: whether something stands below the line anywhere, as in x_i; `both`: above and below one letter, as in x_i^2."""

    __slots__ = ("kinds", "names", "fonts", "below", "both")

    def __init__(self, found: Sequence[Node]):
        self.kinds = set(map(type, found))
        symbols = [n for n in found if type(n) is Symbol]
        self.names = {s.name for s in symbols}
        self.fonts = {s.font for s in symbols}
        lower = [n for n in found if type(n) is Script and n.sub is not None] if Script in self.kinds else ()
        self.below = bool(lower)
        self.both = bool(lower) and any(n.sup is not None for n in lower)

    def has(self, *kinds: type[Node]) -> bool:
        """Whether all of these kinds occur."""
        return self.kinds.issuperset(kinds)


def inventory(node: Node) -> Inventory:
    """What occurs below a node, itself included; found once."""
    found = getattr(node, "_inventory", None)
    if found is None:
        found = node._inventory = Inventory(nodes(node))
    return found


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with `change` applied to each child; the node itself where nothing changed."""
    updates = {}
    for name in _fields(node):
        value = getattr(node, name)
        new = _mapped_value(value, change)
        if new is not value:
            updates[name] = new
    return replace(node, **updates) if updates else node


def _mapped_value(value, change: Callable[[Node], Node]):
    if isinstance(value, Node):
        return change(value)
    if isinstance(value, tuple) and value and any(isinstance(v, (Node, tuple)) for v in value):
        new = tuple(_mapped_value(v, change) for v in value)
        return new if any(a is not b for a, b in zip(new, value)) else value
    return value


# ---------------------------------------------------------------- what is asked of nodes everywhere

def items_of(node: Node | None) -> tuple[Node, ...]:
    """The items of a list; anything else is a list of one, None an empty one."""
    return node.items if isinstance(node, Items) else () if node is None else (node,)


def unsigned(node: Node) -> Node:
    """Without a minus sign."""
    return node.body if isinstance(node, Neg) else node


def opened(node: Node | None) -> Node | None:
    """What stands in brackets; anything else as it is."""
    while isinstance(node, Group):
        node = node.body
    return node


def unscripted(node: Node) -> Node:
    """Without what stands above and below."""
    return node.base if isinstance(node, Script) else node


def unprimed(node: Node) -> Node:
    """Without primes."""
    return node.base if isinstance(node, Prime) else node


def called(node: Node) -> Node:
    """The function of f(x); anything else as it is."""
    return node.function if isinstance(node, Call) else node


def without_sup(node: Script) -> Node:
    """The base with what stands below it."""
    return node.base if node.sub is None else Script(node.span, node.base, node.sub, None)


def without_sub(node: Script) -> Script:
    """The base with what stands above it."""
    return node if node.sub is None else Script(node.span, node.base, None, node.sup)


def bare(node: Node | None) -> Node | None:
    """What scripts and primes stand at."""
    while isinstance(node, (Script, Prime)):
        node = node.base
    return node


def is_number(node: Node | None, text: str) -> bool:
    """Whether the node is this number."""
    return isinstance(node, Number) and node.text == text


def is_minus_one(node: Node | None) -> bool:
    """Whether the node is -1."""
    return isinstance(node, Neg) and is_number(node.body, "1")


def is_zero(node: Node | None) -> bool:
    r"""0 and \mathbf{0}."""
    return is_number(node, "0") or isinstance(node, Symbol) and node.name == "0"


# ---------------------------------------------------------------- forms that passes write

def equation(span: Span, left: Node, right: Node) -> Relation:
    """left = right."""
    return Relation(span, (left, right), ("=",))


def indicator(condition: Node) -> Call:
    """1 where a condition holds, 0 elsewhere."""
    span = condition.span
    return Call(span, Symbol(span, "1", r"\mathbf{1}", "bold"), (condition,))


def side_by_side(span: Span, factors: Sequence[Node]) -> Node:
    """Factors as a product; one alone stays itself."""
    return factors[0] if len(factors) == 1 else Product(span, "juxt", tuple(factors))


def listed(span: Span, items: Sequence[Node]) -> Node:
    """Items as a list; one alone stays itself."""
    return items[0] if len(items) == 1 else Items(span, tuple(items))


def joined(node: Node, one_of: Callable[[Node, Node], Node | None]) -> Node:
    """Factors side by side with `one_of(first, second)` in the place of two of them, from the left, where it is something; any other node as it is."""
    if not (isinstance(node, Product) and node.op == "juxt"):
        return node
    factors: list[Node] = []
    for f in node.factors:
        value = one_of(factors[-1], f) if factors else None
        if value is None:
            factors.append(f)
        else:
            factors[-1] = value
    return side_by_side(node.span, factors) if len(factors) < len(node.factors) else node
