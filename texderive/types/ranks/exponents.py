r"""Whether the letters t and T above a symbol are exponents, as in \sum_t \gamma^t r_t, or marks of a transpose."""
from __future__ import annotations

from collections.abc import Iterable, Set

from ... import tree
from ..names import name_of
from ..reading import Definition, Reading, alike, names_in

MARKS = ("t", "T")


def exponents(reading: Reading, nodes: Iterable[tree.Node], definitions: Iterable[Definition], names: Set[str]) -> set[str]:
    """The marks that are exponents, of trees with these `names`: variables, parameters and declared names;
    t also where it is an index, or where no product is read with it as a transpose."""
    definitions = list(definitions)
    used = {p for d in definitions for p in d.params} | reading.variables | reading.definitions.keys()
    out = {mark for mark in MARKS if mark in used or any(d.shape == () for d in reading.declared.get(mark, ()))}
    if "t" not in names:
        return out
    trees = [*nodes, *(d.body for d in definitions)]
    bases = [n.base for root in trees for n in tree.nodes(root) if _marked(n) and n.sup.name == "t"]
    if any(_of_a_number(base) for base in bases):
        out.add("t")
    above, elsewhere, multiplies = _uses(trees)
    if "t" in above and ("t" in elsewhere or not multiplies and not any(
            d.shape for base in bases for d in reading.declared.get(name_of(base) or "", ()))):        # b a^t of vectors
        out.add("t")
    return out


def _uses(trees: list[tree.Node]) -> tuple[set[str], set[str], bool]:
    """The marks that stand above something, those that stand anywhere else,
    and whether something with ^t is multiplied from the left or is a matrix."""
    above: set[str] = set()
    elsewhere: set[str] = set()
    multiplies = False
    stack = list(trees)
    while stack:
        node = stack.pop()
        if isinstance(node, tree.Product) and node.op in ("juxt", "dot", "times"):
            # v v^t
            multiplies = (multiplies or any(_marked(f) for f in node.factors[:-1])
                          or any(_marked(b) and alike(a, b.base) for a, b in zip(node.factors, node.factors[1:])))
        if _marked(node):
            above.add(node.sup.name)
            multiplies = (multiplies or isinstance(node.base, tree.Symbol) and node.base.name.lstrip("\\")[:1].isupper()
                          or isinstance(node.base, tree.Group))
            stack += [n for n in (node.base, node.sub) if n is not None]
        elif (isinstance(node, tree.Script) and isinstance(node.sup, tree.Neg)
                and isinstance(node.sup.body, tree.Symbol) and node.sup.body.name in MARKS and isinstance(node.base, tree.Symbol)
                and node.base.name.lstrip("\\")[:1].isupper()):
            multiplies = True                              # M^{-t}
            stack.append(node.base)
        elif isinstance(node, tree.Symbol):
            elsewhere.add(node.name)
        elif isinstance(node, tree.BigOp):
            elsewhere |= names_in(node.lower).keys() if node.lower is not None else set()
            stack.append(node.body)
        else:
            stack.extend(tree.children(node))
    return above, elsewhere, multiplies


def _of_a_number(base: tree.Node) -> bool:
    """(1 + r)^t: what a number is added to is one."""
    inner = tree.opened(base)
    return (isinstance(base, tree.Group) and isinstance(inner, tree.Sum)
            and any(isinstance(tree.unsigned(t), tree.Number) for t in inner.terms) and all(
        isinstance(tree.unsigned(t), (tree.Number, tree.Symbol)) for t in inner.terms))


def _marked(node: tree.Node) -> bool:
    return (isinstance(node, tree.Script) and isinstance(node.sup, tree.Symbol) and node.sup.name in MARKS
            and not node.sup.font and not isinstance(node.base, tree.Number))
