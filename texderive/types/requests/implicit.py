r"""Derivatives of what only an equation gives: x^2 + y^2 = 1, \quad \frac{dy}{dx},
and z = f(Wz + x), \quad \frac{\partial z}{\partial x}."""
from __future__ import annotations

from ... import tree
from ...errors import UnsupportedError
from ..names import key_of, name_of
from ..reading import Definition, names_in
from ..statements.sorted import Sorted


_STANDARD = frozenset(rf"\{name}" for name in ("sin", "cos", "tan", "cot", "sec", "exp", "ln", "log", "sinh", "cosh",
                                               "tanh", "arcsin", "arccos", "arctan"))


def implicit(node: tree.Node, parts: Sorted) -> tuple[tree.Derivative, tree.Relation] | None:
    """(the derivative of an unknown, the equation that gives it); None where what is differentiated is said,
    or no equation speaks of it.

    Raises UnsupportedError (TD329) where the equation does not speak of the variable, or there are several."""
    called = node.args[0] if isinstance(node, tree.Call) and len(node.args) == 1 else None          # y'(x)
    prime = node.function if called is not None and isinstance(node.function, tree.Prime) else node
    if isinstance(prime, tree.Prime) and prime.count == 1:
        found = _primed(prime, parts, name_of(called) if called is not None else None)
        if found is None:
            return None
        node = found
    if not isinstance(node, tree.Derivative) or node.operand is None or not node.variables:
        return None
    unknown = tree.opened(node.operand)
    name, by = name_of(unknown), {n for v in node.variables for n in names_in(v.node)}
    if (name is None or isinstance(unknown, tree.Number) or name in by
            or any(d.name == name and not _by_itself(d) for d in parts.definitions)):
        return None
    equations = _equations(parts, name)
    if not equations:
        return None
    (first, *others), said = equations, {d.name: d for d in parts.definitions}
    mentioned = (set(names_in(first)) | {n for m in names_in(first) if m in said for n in names_in(said[m].body)}
                 | {name_of(a) for c in tree.nodes(first) if isinstance(c, tree.Call) for a in c.args})
    if others:
        raise UnsupportedError(f"{key_of(unknown)} stands in several equations, which are not solved together",
                               others[0].span, code="TD329", hint="give the one equation that defines it")
    if not by <= mentioned:
        variable = next(v.node for v in node.variables if not set(names_in(v.node)) <= mentioned)
        raise UnsupportedError(f"{key_of(unknown)} depends on {key_of(variable)} only through an equation in which "
                               f"{key_of(variable)} does not stand", first.span, code="TD329",
                               hint=f"write what depends on it as a function of it, A({key_of(variable)})")
    if node.order > 1:
        raise UnsupportedError("a second derivative of what an equation gives is not supported", node.span,
                               code="TD329", hint="ask for the first derivative")
    return node, first


def _equations(parts: Sorted, name: str) -> list[tree.Relation]:
    """Those that speak of a name, F(x, y) = 0, z = f(Wz + x) and e^{xy} = x + y among them, which define nothing."""
    plain = [e for e in parts.expressions if isinstance(e, tree.Relation) and e.ops == ("=",) and len(e.parts) == 2
             and any(_stands(name, side) for side in e.parts)]
    return plain + [tree.equation(d.span, d.lhs, d.body) for d in parts.definitions
                    if (_stands(name, d.lhs) or _stands(name, d.body)) and (d.name == name and _by_itself(d) or _no_name(d))]


def _by_itself(d: Definition) -> bool:
    """z = f(Wz + x)."""
    return d.kind == "value" and _stands(d.name, d.body)


def _stands(name: str, node: tree.Node) -> bool:
    """Whether a name stands in a formula as a quantity: the i of W_i does not, nor the N of N_0."""
    if name_of(node) == name:
        return True
    another = isinstance(node, tree.Script) and isinstance(node.sub, (tree.Number, tree.Text))
    return any(_stands(name, n) for n in tree.children(node) if not (isinstance(node, tree.Script) and n is node.sub
                   or another and n is node.base))


def _no_name(d: Definition) -> bool:
    """F(x, y) = 0, e^{xy} = x + y, sin(xy) = x."""
    if isinstance(d.lhs, tree.Call) and isinstance(d.lhs.function, tree.Symbol) and d.lhs.function.latex in _STANDARD:
        return True
    if d.kind == "function":
        return tree.is_number(d.body, "0")
    return d.kind == "value" and isinstance(d.lhs, tree.Script) and name_of(d.lhs.base) == "e" and d.lhs.sup is not None


def without(parts: Sorted, equation: tree.Relation) -> None:
    """The equation is used up: it defines nothing and is no fact besides."""
    parts.expressions = [e for e in parts.expressions if e is not equation]
    parts.definitions = [d for d in parts.definitions if (d.lhs, d.body) != equation.parts]


def _primed(node: tree.Prime, parts: Sorted, argument: str | None) -> tree.Derivative | None:
    """y' by the x, or else the t, of the equation that speaks of y; y'(s) by s."""
    name = name_of(node.base)
    if name is None or any(d.name == name and not _by_itself(d) for d in parts.definitions):
        return None
    letters = {n for e in _equations(parts, name) for n in names_in(e)}
    by = next((c for c in (("x", "t") if argument is None else (argument,)) if c in letters and c != name), None)
    if by is None:
        return None
    x = tree.Symbol(node.span, by, by)
    return tree.derivative(node.span, "d", x, 1, node.base)
