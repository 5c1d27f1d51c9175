"""Forms that are recognised and written everywhere: brackets opened, scripts taken off,
equations, products of calls."""
from __future__ import annotations

from collections.abc import Callable, Sequence

from .kinds import Call, Derivative, Group, Items, Neg, Node, Number, Prime, Product, Relation, Script, Span, Symbol, Variable


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


def equation(span: Span, left: Node, right: Node) -> Relation:
    """left = right."""
    return Relation(span, (left, right), ("=",))


def indicator(condition: Node) -> Call:
    """1 where a condition holds, 0 elsewhere."""
    span = condition.span
    return Call(span, Symbol(span, "1", r"\mathbf{1}", "bold"), (condition,))


def derivative(span: Span, kind: str, by: Node, order: int, operand: Node) -> Derivative:
    """The derivative of this order by one variable."""
    return Derivative(span, kind, (Variable(by.span, by, order),), order, operand)


def trace_of(span: Span, node: Node) -> Call:
    """The trace of a Jacobian, which is a divergence, or of a Hessian, a Laplacian."""
    return Call(span, Symbol(span, "tr", r"\operatorname{tr}", "roman"), (node,))


def transpose(node: Node) -> Script:
    """What is written with the sign of a transpose behind it."""
    return Script(node.span, node, None, Symbol(node.span, r"\top", r"\top"))


def side_by_side(span: Span, factors: Sequence[Node]) -> Node:
    """Factors as a product; one alone stays itself."""
    return factors[0] if len(factors) == 1 else Product(span, "juxt", tuple(factors))


def listed(span: Span, items: Sequence[Node]) -> Node:
    """Items as a list; one alone stays itself."""
    return items[0] if len(items) == 1 else Items(span, tuple(items))


def joined(node: Node, one_of: Callable[[Node, Node], Node | None]) -> Node:
    """Factors side by side with `one_of(first, second)` in the place of two of them, from the left, where it
    is something; any other node as it is."""
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
