r"""Labels below letters: \mu_0 beside the \mu_{y_i} that a label picks, w_0 beside a sum over w_j from 0,
and the entry j of \sigma_z in \sigma_{z,j}."""
from __future__ import annotations

from dataclasses import replace

from ... import tree
from ..binding import bound_letters, is_label, variables_of
from ..names import is_letter, name_of
from ..reading import names_in


_LETTERS = "kjlmpqrsabcuv"


def members_by_number(statements: tuple[tree.Node, ...]) -> tuple[tuple[tree.Node, ...], list[str]]:
    r"""(the statements, what to say).  Where something is differentiated by \mu_0, \mu_{y_i}
    is 1[y_i = 0] \mu_0 + 1[y_i = 1] \mu_1; by \mu_1 alone it is \sum_k 1[y_i = k] \mu_k."""
    nodes = [n for s in statements for n in tree.nodes(s)]
    variables = variables_of(statements) + [v for n in nodes if isinstance(n, tree.Optimum) for v in n.variables]
    if any(map(_picked, variables)):
        statements = tuple(tree.rewritten(s, _by_picked) for s in statements)
    by = {name_of(v.base) for v in variables if _number(v)}
    if not by:
        return statements, []
    zeroth = {name for n in nodes if _number(n) == "0" and (name := name_of(n.base))}
    statements = tuple(tree.rewritten(s, lambda n: _from_one(n, zeroth)) for s in statements)
    bound = bound_letters(statements)
    labels = {name for n in nodes if _picked(n) and (name := name_of(n.base)) in by}
    labels -= {name_of(n.base) for n in nodes if isinstance(n, tree.Script) and isinstance(n.sub, tree.Symbol)
               and n.sub.name in bound}
    numbers = {name: {_number(n) for n in nodes if _number(n) and name_of(n.base) == name} for name in labels}
    notes = [f"The label below ${name}$ is 0 or 1." for name, found in numbers.items() if found == {"0"}]
    classes = {name: ("0", "1") if found == {"0"} else tuple(sorted(found)) if "0" in found else ()
               for name, found in numbers.items()}
    return tuple(tree.replaced(s, lambda n: _spelled(n, classes)) for s in statements) if labels else statements, notes


def _number(node: tree.Node) -> str:
    """The digits of a member's number, as in w_0; else nothing."""
    return (node.sub.text if isinstance(node, tree.Script) and isinstance(node.sub, tree.Number)
            and node.sub.text.isdigit() and node.sup is None else "")


def _picked(node: tree.Node) -> bool:
    return isinstance(node, tree.Script) and node.sub is not None and is_label(node.sub)


def _spelled(node: tree.Node, classes: dict[str, tuple[str, ...]]) -> tree.Node | None:
    """A member that a label picks, as a sum over the classes."""
    if not (_picked(node) and name_of(node.base) in classes):
        return None
    span, label, numbers = node.span, node.sub, classes[name_of(node.base)]
    if numbers:
        terms = [_term(node, label, tree.Number(span, number)) for number in numbers]
        whole: tree.Node = tree.Sum(span, tuple(terms))
    else:
        letter = next(c for c in _LETTERS if c not in names_in(label))
        k = tree.Symbol(span, letter, letter)
        whole = tree.BigOp(span, "sum", k, None, _term(node, label, k))
    whole = tree.Group(span, "(", whole)
    return whole if node.sup is None else tree.Script(span, whole, None, node.sup)


def _by_picked(node: tree.Node) -> tree.Node:
    r"""\partial L/\partial w_{y_i} as \sum_k 1[y_i = k] \partial L/\partial w_k."""
    if not (isinstance(node, tree.Derivative) and len(node.variables) == 1 and _picked(node.variables[0].node)):
        return node
    variable = node.variables[0]
    taken = names_in(variable.node.sub).keys() | {n.name for n in tree.nodes(node) if isinstance(n, tree.Symbol)}
    k = tree.Symbol(node.span, letter := next(c for c in _LETTERS if c not in taken), letter)
    member = tree.Script(variable.node.span, variable.node.base, k, None)
    derivative = replace(node, variables=(replace(variable, node=member),))
    return tree.BigOp(node.span, "sum", k, None,
                      tree.Product(node.span, "juxt", (tree.indicator(tree.equation(node.span, variable.node.sub, k)),
                                                       derivative)))


def _term(node: tree.Script, label: tree.Node, number: tree.Node) -> tree.Node:
    return tree.Product(node.span, "juxt", (tree.indicator(tree.equation(node.span, label, number)),
                                            tree.Script(node.span, node.base, number, None)))


def _from_one(node: tree.Node, named: set[str]) -> tree.Node:
    r"""\sum_{j=0}^M w_j x^j as w_0 x^0 + \sum_{j=1}^M w_j x^j where w_0 stands by itself elsewhere."""
    if not (isinstance(node, tree.BigOp) and node.op == "sum" and isinstance(node.lower, tree.Relation)
            and node.lower.ops == ("=",) and is_letter(node.lower.parts[0])
            and isinstance(node.lower.parts[1], tree.Number) and node.lower.parts[1].text == "0"):
        return node
    letter = node.lower.parts[0].name
    if not any(isinstance(n, tree.Script) and isinstance(n.sub, tree.Symbol) and n.sub.name == letter
               and name_of(n.base) in named for n in tree.nodes(node.body)):
        return node
    zero, one = tree.Number(node.span, "0"), tree.Number(node.span, "1")
    rest = tree.BigOp(node.span, node.op, tree.equation(node.lower.span, node.lower.parts[0], one), node.upper, node.body)
    return tree.Group(node.span, "(", tree.Sum(node.span, (_first(node.body, letter, zero), rest)))


def _first(node: tree.Node, letter: str, zero: tree.Number) -> tree.Node:
    """The term with number 0, without the factors x^0."""
    if isinstance(node, tree.Symbol) and node.name == letter:
        return zero
    if isinstance(node, tree.Product) and node.op == "juxt":
        kept = [f for f in node.factors if not (isinstance(f, tree.Script) and isinstance(f.sup, tree.Symbol)
                                                and f.sup.name == letter)]
        return (replace(node, factors=tuple(_first(f, letter, zero) for f in kept)) if len(kept) > 1
                else _first(kept[0], letter, zero) if kept else tree.Number(node.span, "1"))
    return tree.mapped(node, lambda n: _first(n, letter, zero))


NUMBERS = "ijklmnpqrstuv"


def entries_of_labelled(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""The statements with (\sigma_z)_j for \sigma_{z,j}, where j numbers something and the z, a label, does not."""
    nodes = [n for s in statements for n in tree.nodes(s)]
    pairs = [n for n in nodes if _pair(n)]
    if not pairs:
        return statements
    bound = bound_letters(statements)
    whole = {(name_of(n.base), n.sub.name) for n in nodes if isinstance(n, tree.Script) and isinstance(n.sub, tree.Symbol)}
    first = {n.sub.items[0].name for n in pairs}
    numbering = (bound | {n.sub.items[1].name for n in pairs}
                 | {n.sub.items[0].name for n in pairs if (name_of(n.base), n.sub.items[0].name) not in whole
                    and n.sub.items[0].name in NUMBERS})
    # p_{o,c} = .. is one for each o
    labels = first - numbering - {s.parts[0].sub.items[0].name for s in statements if isinstance(s, tree.Relation)
                                  and _pair(s.parts[0])}
    if not any(_of_label(n, labels, bound) for n in pairs):
        return statements

    def entry(n: tree.Node) -> tree.Node | None:
        if not (_pair(n) and _of_label(n, labels, bound)):
            return None
        label, number = n.sub.items
        whole = tree.Script(n.span, n.base, label, None)
        return tree.Script(n.span, tree.Group(n.span, "(", whole), number, n.sup)

    return tuple(tree.replaced(s, entry) for s in statements)


def _of_label(n: tree.Script, labels: set[str], bound: frozenset[str]) -> bool:
    """Whether the first letter of a pair is a label and the second numbers something."""
    label, number = n.sub.items
    return label.name in labels and (number.name in bound or number.name in NUMBERS)


def _pair(n: tree.Node) -> bool:
    return (isinstance(n, tree.Script) and isinstance(n.base, tree.Symbol) and isinstance(n.sub, tree.Items)
            and len(n.sub.items) == 2 and all(map(is_letter, n.sub.items))
            and n.sub.items[0].span[1] < n.sub.items[1].span[0])                    # with a comma between them
