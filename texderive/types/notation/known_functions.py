r"""Functions that are known by their names: activations and losses with a parameter, \operatorname{ELU}_\alpha(x),
\operatorname{LeakyReLU}(x; a), and letters that stand for one, f = \tanh."""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ... import tree
from ...functions import BY_SPELLING
from ...read import read
from ...records import record
from ..conventions import WORDS
from ..names import key_of, name_of

_VECTOR_FUNCTIONS = frozenset(("softmax",))


@record
class Named:
    """The LaTeX of its value at u, with the parameter a; what a is where it is left out, "" if it has to be written."""

    value: str
    usual: str = ""


_LEAKY = Named(r"\begin{cases} u & u > 0 \\ a u & \text{otherwise} \end{cases}", "0.01")
_ELU = r"\begin{cases} u & u > 0 \\ a(e^{u} - 1) & \text{otherwise} \end{cases}"
_HUBER = Named(r"\begin{cases} \frac{1}{2}u^2 & |u| \le a \\ a\left(|u| - \frac{1}{2}a\right) & \text{otherwise} \end{cases}")
_SOFT = Named(r"\operatorname{sign}(u)\max(0, |u| - a)")
NAMED: dict[str, Named] = {
    "LeakyReLU": _LEAKY, "LeakyRelu": _LEAKY, "leakyReLU": _LEAKY, "leakyrelu": _LEAKY, "LReLU": _LEAKY,
    "lrelu": _LEAKY, "PReLU": replace(_LEAKY, usual=""), "prelu": replace(_LEAKY, usual=""),
    "ELU": Named(_ELU), "elu": Named(_ELU), "Swish": Named(r"u\sigma(a u)"), "swish": Named(r"u\sigma(a u)"),
    "softplus": Named(r"\frac{1}{a}\log(1 + e^{a u})"),
    "Huber": _HUBER, "huber": _HUBER, "soft": _SOFT, "SoftThreshold": _SOFT, "softthreshold": _SOFT,
    "logsoftmax": Named(r"\log\operatorname{softmax}(u)", "none"), "LogSoftmax": Named(r"\log\operatorname{softmax}(u)", "none"),
    "logcosh": Named(r"\log\cosh u", "none"), "hinge": Named(r"\max(0, 1 - u)", "none"),
}


def with_named_functions(statements: tuple[tree.Node, ...], known: Iterable[str]) -> tuple[tuple[tree.Node, ...], list[str]]:
    """The statements with a definition of each such function that is called and that nothing defines, and what
    is said about a parameter that is left out."""
    calls = {}
    for call in (n for s in statements for n in tree.nodes(s) if isinstance(n, tree.Call) and len(n.args) in (1, 2)):
        calls.setdefault((name_of(tree.unprimed(call.function)), len(call.args)), call)
    given = {*known, *(name_of(s.parts[0].function if isinstance(s.parts[0], tree.Call) else s.parts[0])
                       for s in statements if isinstance(s, tree.Relation))}
    taken = {n.name for s in statements for n in tree.nodes(s) if isinstance(n, tree.Symbol)}
    definitions, notes = [], []
    for (name, _), call in calls.items():
        head = tree.unprimed(call.function)
        function = tree.unscripted(head)
        named = NAMED.get(function.name) if isinstance(function, tree.Symbol) else None
        if (named is None or name in given or isinstance(head, tree.Script)
                and (head.sup is not None or len(call.args) > 1 or named.usual == "none")):
            continue
        parameter = head.sub if isinstance(head, tree.Script) else call.args[1] if len(call.args) > 1 else None
        if parameter is None and (not named.usual or function.name in BY_SPELLING):
            continue
        value = named.value if parameter is not None else re.sub(r"\ba\b", named.usual, named.value)
        definitions.append(_definition(call, head, value, parameter, taken))
        if parameter is None and named.usual != "none":
            notes.append(rf"${key_of(head)}$ has the slope {named.usual} below 0.")
    return (*definitions, *statements), notes


def _definition(call: tree.Call, head: tree.Node, value: str, parameter: tree.Node | None, taken: set[str]) -> tree.Relation:
    """head(u) = value, everything at the place of the call, with letters that are not `taken`;
    a parameter that is an argument is one of the definition's, too."""
    letters = {"u": _letter(call, ("u", "z", "s"), taken), "a": _letter(call, ("a", "c", r"\kappa"), taken)}
    given = dict(letters) if parameter is None or len(call.args) > 1 else letters | {"a": parameter}

    def placed(node: tree.Node) -> tree.Node:
        found = given.get(node.name) if isinstance(node, tree.Symbol) else None
        return found if found is not None else replace(tree.mapped(node, placed), span=call.span)

    arguments = (letters["u"], letters["a"])[:len(call.args)]
    return tree.Relation(call.span, (tree.Call(call.span, head, arguments), placed(read(value).statements[0])), (":=",))


def _letter(call: tree.Call, choices: Sequence[str], taken: set[str]) -> tree.Symbol:
    name = next((c for c in choices if c not in taken), choices[-1])
    return tree.Symbol(call.span, name, name)


def with_aliases(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""f(u) = \tanh(u) for f = \tanh and f(\cdot) = \max(0, \cdot), and a call for every f(Wx)
    that was read as a product."""
    found = {name: s for s in statements if isinstance(s, tree.Relation) and s.ops in (("=",), (":=",), ("equiv",))
             and (name := _alias(*s.parts)) is not None}
    return tuple(_defined(s) if s in found.values() else _applied(s, found) for s in statements) if found else statements


def _alias(left: tree.Node, right: tree.Node) -> str | None:
    """The name that stands for a function."""
    blank = _of_a_blank(left)
    if blank is not None:
        return name_of(blank.function) if any(isinstance(n, tree.Missing) for n in tree.nodes(right)) else None
    known = (isinstance(right, tree.Symbol) and right.font == "roman"
             and (right.name in BY_SPELLING or WORDS.get(right.name) in _VECTOR_FUNCTIONS))
    return name_of(left) if known and isinstance(left, (tree.Symbol, tree.Script)) else None


def _of_a_blank(node: tree.Node) -> tree.Call | None:
    r"""f(\cdot), whether it was read as a call or as a product."""
    match node:
        case tree.Call(args=(tree.Missing(),)):
            return node
        case tree.Product(op="juxt", factors=(tree.Symbol() | tree.Script() as f, tree.Group(body=tree.Missing() as blank))):
            return tree.Call(node.span, f, (blank,))
    return None


def _defined(s: tree.Relation) -> tree.Relation:
    u = tree.Symbol(s.parts[1].span, "u", "u")
    blank = _of_a_blank(s.parts[0])
    if blank is not None:
        return tree.rewritten(replace(s, parts=(blank, *s.parts[1:])), lambda n: u if isinstance(n, tree.Missing) else n)
    return replace(s, parts=tuple(tree.Call(f.span, f, (u,)) for f in s.parts))


def _applied(node: tree.Node, names: dict[str, tree.Node]) -> tree.Node:
    node = tree.mapped(node, lambda n: _applied(n, names))
    if not isinstance(node, tree.Product) or node.op != "juxt":
        return node
    factors, k = [], 0
    while k < len(node.factors):
        f, behind = node.factors[k], node.factors[k + 1] if k + 1 < len(node.factors) else None
        if isinstance(behind, tree.Group) and behind.kind in "([" and name_of(tree.unprimed(f)) in names:
            f, k = tree.Call((f.span[0], behind.span[1]), f, tree.items_of(behind.body)), k + 1
        factors.append(f)
        k += 1
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors))
