r"""Quantities that authors leave undefined: \bar x beside a derivative by x_i, the mean of the x_i,
and a loss of which nothing is said, whose gradient comes from above."""
from __future__ import annotations

from collections.abc import Collection, Mapping

from ... import tree
from ...errors import UnsupportedError
from ..conventions import LOSSES
from ..declare import Declared, dependent
from ..names import is_transposed, key_of, name_of
from ..reading import Definition, names_in, names_through
from ..statements.sorted import Sorted
from .dependents import LOSS


def mean_of_variable(node: tree.Node, parts: Sorted, known: Collection[str]) -> Definition | None:
    r"""\bar x as the mean of x, where x_i or, beside \bar x\mathbf 1, x is differentiated by;
    None where nothing is to be defined.

    Raises UnsupportedError (TD222) where the x_i are vectors: their mean is to be written out."""
    if not isinstance(node, tree.Derivative) or node.operand is None or not node.variables:
        return None
    v = node.variables[0].node
    x = tree.unscripted(v)
    name = rf"\bar{{{name_of(x)}}}"
    if not isinstance(x, tree.Symbol) or name in known:
        return None
    given = {d.name: d for d in parts.definitions}
    if name in given or name not in names_through(node.operand, given):
        return None
    nodes = [n for root in (node.operand, *(d.body for d in parts.definitions)) for n in tree.nodes(root)]
    numbered = isinstance(v, tree.Script) and v.sub is not None
    if not numbered and not any(isinstance(n, tree.Symbol) and n.name == "1" for n in nodes):
        return None
    bar = next(n for n in nodes if name_of(n) == name)
    # \bar x_i is another of the kind
    if any(isinstance(n, tree.Script) and n.sub is not None and name_of(n.base) == name for n in nodes):
        return None
    if numbered and any(_vector(n, x) for n in nodes) or x.font in ("bold", "vec"):
        raise UnsupportedError(f"whether {key_of(bar)} depends on {key_of(v)} is not clear", node.span, code="TD222",
                               hint=rf"define it: {key_of(bar)} = \frac1n\sum_j {key_of(x)}_j")
    mean = tree.Symbol(bar.span, "mean", r"\operatorname{mean}", "roman")
    return Definition(name, bar, tree.Call(bar.span, mean, (x,)), "value", span=bar.span)


def _vector(node: tree.Node, x: tree.Symbol) -> bool:
    r"""Whether a node is a norm of something with x_i, or the transpose x_i^T."""
    member = lambda n: isinstance(n, tree.Script) and n.sub is not None and name_of(n.base) == x.name
    if isinstance(node, tree.Delim) and node.kind == "norm":
        return any(member(n) for n in tree.nodes(node.body))
    return is_transposed(node) and any(member(n) for n in tree.nodes(node))


def upstream(node: tree.Node, parts: Sorted, declared: Mapping[str, Declared]) -> str | None:
    """Defines the loss that `node` differentiates as any function of the last of the definitions, and says so;
    None where it is defined, or there are several last ones."""
    loss = tree.opened(node.operand) if isinstance(node, tree.Derivative) and node.operand is not None else None
    name = name_of(loss)
    if (name not in LOSSES or any(d.name == name for d in parts.definitions)
            or any(d.name == name and d.shape != () for d in declared.values())):
        return None
    gradients = {d.name: tree.opened(d.body) for d in parts.definitions if d.kind == "value" and _of_loss(d.body, name)}
    given = {d.name: d for d in parts.definitions if d.kind in ("value", "family") and d.name not in gradients}
    by = {n for v in node.variables for n in names_in(v.node)}
    above = [d for d in given.values() if by & names_through(d.body, given) and d.name not in by]
    last = [d for d in above if not any(d.name in names_in(other.body) for other in above if other is not d)]
    named = [d for d in above if gradients and all([name_of(v.node) for v in g.variables] == [d.name]
                                                   for g in gradients.values()) and _passed(d, above, by, given)]
    last = named or last
    if len(last) != 1 or name in names_through(last[0].body, given):
        return None
    whole = tree.unscripted(last[0].lhs) if last[0].kind == "family" else last[0].lhs
    if (any([name_of(v.node) for v in g.variables] != [name_of(whole)] for g in gradients.values())
            or gradients.keys() & set().union(*(names_through(d.body, given) for d in given.values()))):
        return None
    # \delta = \partial L/\partial z names what comes from above
    parts.definitions = [d for d in parts.definitions if d.name not in gradients]
    L, y = key_of(loss), key_of(whole)
    function = dependent(LOSS + L, y)
    parts.facts.declared.append(function)
    parts.definitions.append(Definition(name, loss,
                                        tree.Call(loss.span, tree.Symbol(loss.span, function.name, L), (whole,)),
                                        "value", span=loss.span))
    return rf"${L}$ is any function of ${y}$, by which its gradient $\partial {L}/\partial {y}$ is given{_called(gradients)}."


def _passed(z: Definition, above: list[Definition], by: set[str], given: Mapping[str, Definition]) -> bool:
    """Whether everything depends on the variable by way of z."""
    others = {n: d for n, d in given.items() if n != z.name}
    return all(d is z or d.name in names_through(z.body, given) or not by & names_through(d.body, others) for d in above)


def _of_loss(body: tree.Node, name: str | None) -> bool:
    r"""Whether a definition names a gradient of the loss, \delta = \partial L/\partial z."""
    body = tree.opened(body)
    return (isinstance(body, tree.Derivative) and body.order == 1 and body.operand is not None
            and name_of(tree.opened(body.operand)) == name)


def _called(gradients: Mapping[str, tree.Node]) -> str:
    return ", and called " + " and ".join(f"${name}$" for name in gradients) if gradients else ""
