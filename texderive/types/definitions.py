"""What an equation defines: a value, a function, a family, another name for a call, a norm."""
from __future__ import annotations

from collections.abc import Collection

from .. import tree
from ..functions import BY_SPELLING
from .conventions import LETTER_FUNCTIONS
from .names import OWN, is_letter, key_of, name_of, numbers, script_text
from .reading import Definition, NormLaw, flat_arguments, names_in, recurrent


def unspecified_call(node: tree.Node) -> bool:
    """g(y) of a function that is none of the usual ones."""
    return (isinstance(node, tree.Call) and isinstance(node.function, (tree.Symbol, tree.Script))
            and name_of(node.function) not in (None, r"\sigma") and
        not (isinstance(node.function, tree.Symbol)
             and (len(node.function.name.removesuffix(OWN)) > 1 and not node.function.name.startswith("\\")
                  or node.function.name in BY_SPELLING)))


def logarithm_of_one(node: tree.Node) -> bool:
    r"""\log p(t \mid \theta)."""
    return (isinstance(node, tree.Call) and name_of(node.function) in (r"\log", r"\ln", "log", "ln")
            and len(node.args) == 1 and unspecified_call(node.args[0]))


def norm_law(left: tree.Node, right: tree.Node) -> NormLaw | None:
    r"""The definition of a norm: \|x\|_A^2 := x^\top A x, \|X\|_2 = \sigma_{\max}(X)."""
    sub = sup = None
    if isinstance(left, tree.Script):
        left, sub, sup = left.base, left.sub, left.sup
    if not (isinstance(left, tree.Delim) and left.kind == "norm") or isinstance(right, tree.Missing):
        return None
    argument = name_of(left.body)
    power = int(sup.text) if isinstance(sup, tree.Number) and sup.text.isdigit() else 1
    return (None if argument is None or power == 0 or argument not in names_in(right)
            else NormLaw(argument, script_text(sub) if sub is not None else None, power, right))


def _numbering(items: tuple[tree.Node, ...], known: Collection[str]) -> bool:
    """Whether the letters of a subscript number what is defined: all of them index letters, or one of two,
    as in s_{uj}; h_u could be a name, unless u is `known` to number."""
    usual = [numbers(i) or is_letter(i) and i.name in known for i in items]
    return all(usual) or len(items) == 2 and any(usual) and all(is_letter(i) for i in items)


def entry_of(left: tree.Node) -> tree.Node:
    """(h_1)_i, an entry of a vector whose name has a script of its own, as an entry of that name;
    other nodes as they are."""
    if not (isinstance(left, tree.Script) and left.sub is not None and left.sup is None
            and isinstance(left.base, tree.Group) and left.base.kind == "(" and isinstance(left.base.body, tree.Script)):
        return left
    whole = left.base.body
    name = name_of(whole)
    return left if name is None else tree.Script(left.span, tree.Symbol(whole.span, name, f"({key_of(whole)})"), left.sub, None)


def definition_of(left: tree.Node, right: tree.Node, names: set[str], span, steps: Collection[str] = (),
                  known: Collection[str] = ()) -> Definition | None:
    """What left = right defines beside declared names.  `steps` are letters that number steps of time, `known` those
    that are known to number members."""
    left = entry_of(left)
    match left:
        case tree.Call() if isinstance(left.function, tree.Symbol) and left.function.name in BY_SPELLING and len(left.args) == 1:
            return Definition(key_of(left), left, right, "law", span=span)
        case tree.Call() if name_of(left.function):
            return _function(name_of(left.function), left, left.args, right, span)
        case tree.Product() if (left.op == "juxt" and len(left.factors) == 2 and isinstance(left.factors[1], tree.Group)
                                and name_of(left.factors[0])):
            body = left.factors[1].body
            args = tree.items_of(body)
            return _function(name_of(left.factors[0]), left, args, right, span)
        case tree.Script() if (left.sub is not None and left.sup is None and name_of(left.base)
                               and name_of(left) not in (None, *names)):
            items = tree.items_of(left.sub)
            if (_numbering(items, known) and _mentions_index(right, items, known) and not recurrent(left.base, right)
                    and not any(i.name in steps for i in items)):
                return _family(left, items, right, span)
            return Definition(name_of(left), left, right, "value", span=span)
        case tree.Script() if (left.sub is not None and left.sup is None and name_of(left) and _is_call(right, names)
                               and name_of(_head(right)) == name_of(left.base)):
            items = tree.items_of(left.sub)
            return Definition(name_of(left), left, right, "alias",
                              tuple(i.name for i in items if isinstance(i, tree.Symbol)), span)
    name = name_of(left)
    if name is None or name_of(right) == name:
        return None
    if name in names and _is_call(right, names):
        return None
    return Definition(name, left, right, "value", span=span)


_INVERSES = {"log": "exp", "ln": "exp", "logit": "sigmoid"}          # of the functions that a quantity is given by


def unlogged(definitions: list[Definition], others: list[tree.Node]) -> list[Definition]:
    r"""\log\lambda_i = \beta^\top x_i as \lambda_i = \exp(\beta^\top x_i), and logit(p_i) = .. as p_i = \sigma(..).

    Only where the name stands for members of a family or is used outside of its logarithm too."""
    used = [*others, *(d.body for d in definitions)]

    def one(d: Definition) -> Definition:
        inverse = _INVERSES.get(d.lhs.function.name.lstrip("\\")) if d.kind == "law" else None
        # logit(p) = \log\frac{p}{1 - p} says what logit is
        if inverse is None or name_of(d.lhs.args[0]) in (None, *names_in(d.body)):
            return d
        name, argument = name_of(d.lhs.args[0]), d.lhs.args[0]
        found = definition_of(argument, tree.Call(d.body.span,
                                                  tree.Symbol(d.body.span, inverse, f"\\{inverse}", "roman"),
                                                  (d.body,)), set(), d.span)
        bare = any(sum(name_of(n) == name for n in tree.nodes(node)) > sum(n == d.lhs for n in tree.nodes(node)) for node in used)
        return found if found is not None and (bare or found.kind == "family") else d

    return [one(d) for d in definitions] if any(d.kind == "law" for d in definitions) else definitions


def composed(definitions: list[Definition]) -> list[Definition]:
    r"""h = f \circ g of functions that are defined here as h(x) = f(g(x)): between functions \circ is no product."""
    functions = {d.name: d for d in definitions if d.has_arguments()}

    def one(d: Definition) -> Definition:
        body = tree.opened(d.body)
        if d.kind != "value" or not (isinstance(body, tree.Product) and body.op == "hadamard"
                                     and all(name_of(f) in functions for f in body.factors)):
            return d
        inner = functions[name_of(body.factors[-1]) or ""]
        arguments = inner.lhs.args
        call: tree.Node = tree.Call(body.span, body.factors[-1], arguments)
        for f in reversed(body.factors[:-1]):
            call = tree.Call(body.span, f, (call,))
        return Definition(d.name, tree.Call(d.lhs.span, d.lhs, arguments), call, "function", inner.params, d.span)

    return [one(d) for d in definitions] if len(functions) > 1 else definitions


def _is_call(node: tree.Node, names: Collection[str]) -> bool:
    r"""phi(x_n) of a function that is none of the usual ones, read as a call or as a product of a name,
    none of the declared `names`, and a bracket; not \tanh(x_n), \sigma(x_n), W(x + b)."""
    if isinstance(node, tree.Call):
        return unspecified_call(node)
    return (isinstance(node, tree.Product) and len(node.factors) == 2 and isinstance(node.factors[1], tree.Group)
            and not isinstance(node.factors[1].body, (tree.Sum, tree.Product))
            and name_of(node.factors[0]) not in (None, *names))


def _head(call: tree.Node) -> tree.Node:
    """The function of f(x), read as a call or as a product."""
    return call.function if isinstance(call, tree.Call) else call.factors[0]


def _at_points(node: tree.Node, name: str, params: Collection[str | None]) -> tree.Node:
    r"""The body of f(x) = f(x_0) + .. with f(x_0) as a number of that name."""
    if isinstance(node, tree.Call) and name_of(node.function) == name and not any(
            n in params for a in node.args for n in ([name_of(a)] if isinstance(a, tree.Script) else names_in(a))):
        return tree.Symbol(node.span, "\\value of " + key_of(node), key_of(node))
    return tree.mapped(node, lambda n: _at_points(n, name, params))


def _function(name: str, left: tree.Node, args, right: tree.Node, span) -> Definition | None:
    args = flat_arguments(tuple(args))
    if name_of(right) == name:
        return Definition(name_of(right), right, left, "alias", (), span)
    params = tuple(name_of(a) for a in args)
    compound = any(isinstance(a, tree.Call) or isinstance(a, tree.Product) and all(map(name_of, a.factors)) for a in args)
    if compound and len(args) > 1 and not any(isinstance(a, tree.Number) for a in args):
        return Definition(name, _head(left), right, "value", span=span)  # D(V \| WH) = ..: what D is of is told
    if None in params or any(isinstance(a, tree.Number) for a in args):
        return None                                          # f(0) = 1 is a value of f and does not define it
    right = _at_points(right, name, params) if name in names_in(right) else right
    return Definition(name, tree.Call(left.span, _head(left), tuple(args)), right, "function", params, span)


def _family(left: tree.Script, items, right: tree.Node, span) -> Definition:
    letters = tuple(i.name for i in items)
    if (isinstance(right, tree.Call) and name_of(right.function) == name_of(left.base)
            and name_of(left.base) not in LETTER_FUNCTIONS):
        return Definition(name_of(left), left, right, "alias", letters, span)
    return Definition(name_of(left.base), left, right, "family", letters, span)


def family_above(d: Definition, bound: frozenset[str]) -> Definition:
    """a^{(i)} = sigma(w^T x^{(i)}) as a family, where some sum runs over i; y_k^{(i)} = sigma(w_k^T x^{(i)}) as one
    with two indices, the upper one first."""
    left = d.lhs
    if (d.kind != "value" or not isinstance(left, tree.Script) or not isinstance(left.sup, tree.Group)
            or name_of(left.base) is None):
        return d
    letters = (left.sup.body, *tree.items_of(left.sub))
    if not all(map(is_letter, letters)) or left.sup.body.name not in bound or not _mentions_index(d.body, letters):
        return d
    return Definition(name_of(left.base), left, d.body, "family", tuple(i.name for i in letters), d.span)


def _mentions_index(node: tree.Node, items, numbers: Collection[str] = ()) -> bool:
    """Whether every letter of the left side stands in a script or a comparison on the right, or ends a sum there
    and is no letter for sizes; anywhere where it is known to number."""
    letters = {i.name for i in items}
    found: set[str] = set()
    for n in tree.nodes(node):
        if isinstance(n, tree.Symbol) and n.name in numbers:
            found.add(n.name)
        if isinstance(n, tree.BigOp) and isinstance(n.upper, tree.Symbol) and n.upper.name in "ijklpqrst":
            found.add(n.upper.name)
        if isinstance(n, tree.Relation):                  # [k = y]
            found |= letters & {p.name for p in n.parts if isinstance(p, tree.Symbol)}
        if isinstance(n, tree.Script):
            for script in (n.sub, n.sup):
                if script is not None:
                    found |= letters & names_in(script).keys()
    return letters <= found
